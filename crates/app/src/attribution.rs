//! To whom an answer belongs, as people meet it: who handles the journey sees all parts, a partner its own, at the same moment.
//! What a customer said in words crosses to a partner only where its agreement says so, without names, numbers and addresses;
//! scores of the whole are facts of the journey. An answer that may not be traced shows nothing to anybody here.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::attribution::{
    Attributed, Dispute, DisputeOutcome, PartRef, PartReply, attribute, counted, share_of,
};
use regie_domain::blueprint::Words;
use regie_domain::codes::{Measure, Scale};
use regie_domain::command::{JourneyCommand, SurveyCommand};
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{ContentId, JourneyId, OrgId};
use regie_domain::journey::Journey;
use regie_domain::partner::{Partner, SharedField, SharingMoment};
use regie_domain::survey::{AskState, GivenAnswer, Response, Survey, SurveyQuestion, SurveyRef, Wish};
use regie_store::journal::{self, StreamKey};
use regie_store::partners::{PartnerRead, saw};
use regie_store::views::customers;
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Who, may_read_part};
use crate::content::{ContentKind, Text};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::partners::Seat;
use crate::run::{Done, JOURNEY, Request, journey_of, read_journey, whole_micros};
use crate::surveys::Along;

/// At most so many characters of what a party says.
pub const LONGEST: usize = 4_000;
/// At most so many characters of a question that a partner wants to ask.
pub const LONGEST_QUESTION: usize = 300;

/// An answer by its parts, as far as its reader may see it.
#[derive(Debug, Clone)]
pub struct ByParts {
    /// The journey.
    pub journey: Journey,
    /// The partner whose part it is; nothing for who sees all.
    pub org: Option<OrgId>,
    /// The answer; nothing while nobody answered, or where it may not be traced.
    pub answer: Option<Answer>,
    /// What partners want to ask along: all, or the reader's own.
    pub wishes: Vec<Wish>,
    /// The words that may be read.
    pub texts: HashMap<ContentId, String>,
}

/// An answer, as far as its reader may see it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// When it was given as it stands.
    pub at: Timestamp,
    /// Places on scales and choices, with what was asked.
    pub given: Vec<(SurveyQuestion, GivenAnswer)>,
    /// Own words, with what was asked.
    pub said: Vec<(Words, String)>,
    /// Whether words were said that this reader may not see.
    pub kept_back: bool,
    /// The parts.
    pub parts: Vec<Attributed>,
    /// The shares as figures count them.
    pub counts: Vec<(PartRef, u32)>,
    /// What was said against it.
    pub disputes: Vec<Dispute>,
    /// What parties answered to it.
    pub replies: Vec<PartReply>,
}

impl ByParts {
    /// Words; nothing where they may not be read, or were erased.
    #[must_use]
    pub fn text(&self, id: ContentId) -> Option<&str> {
        self.texts.get(&id).map(String::as_str)
    }
}

impl App {
    /// The answer about a journey by its parts: all of them for who handles it, its own for a partner at a desk.
    ///
    /// # Errors
    /// [`AppError::NotFound`] or a denial where the journey is not for this reader, or what the store says.
    pub async fn answer_by_parts(&self, who: &Who, journey: JourneyId) -> Result<ByParts> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        may_read_part(&mut tx, who, &directory, journey).await?;
        if !who.is_inside() {
            return Err(AppError::NotFound("page"));
        }
        let partner = who.member().and_then(|member| directory.guest_of(member)).map(|partner| partner.id);
        let found = put_together(&mut tx, &directory, journey, partner, whole_micros(self.ports.clock.now())).await?;
        drop(tx);
        let found = found.ok_or(AppError::NotFound("journey"))?;
        self.note_crossing(&found, "desk").await?;
        Ok(found)
    }

    /// The same for a partner behind its link; nothing where the link, the agreement or the partner's part no longer is there.
    ///
    /// # Errors
    /// What the store says. What could not be noted is not shown.
    pub async fn answer_of_partner(&self, seat: Seat) -> Result<Option<ByParts>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let now = whole_micros(self.ports.clock.now());
        let found = put_together(&mut tx, &directory, seat.journey, Some(seat.org), now).await?;
        drop(tx);
        if let Some(found) = &found {
            self.note_crossing(found, "page").await?;
        }
        Ok(found)
    }

    /// A partner says that an answer is not about its part.
    ///
    /// # Errors
    /// A fault of the words, a refusal, a denial, or what the store says.
    pub async fn dispute(&self, who: Who, journey: JourneyId, part: PartRef, words: &str) -> Result<Done> {
        self.say(who, journey, Some(words), true, |text| Some(SurveyCommand::Dispute { part, text: text? })).await
    }

    /// Who directs decides on that.
    ///
    /// # Errors
    /// As [`App::dispute`].
    pub async fn judge(
        &self,
        who: Who,
        journey: JourneyId,
        part: PartRef,
        (outcome, to): (DisputeOutcome, Option<PartRef>),
        words: Option<&str>,
    ) -> Result<Done> {
        let needed = outcome == DisputeOutcome::Kept;
        self.say(who, journey, words, needed, |text| Some(SurveyCommand::Judge { part, outcome, to, text })).await
    }

    /// A party answers to what the customer said.
    ///
    /// # Errors
    /// As [`App::dispute`].
    pub async fn reply_to_answer(&self, who: Who, journey: JourneyId, words: &str) -> Result<Done> {
        self.say(who, journey, Some(words), true, |text| Some(SurveyCommand::Reply { text: text? })).await
    }

    /// "May I ask?": what a partner wants to ask the customer of a journey, and what it is answered.
    ///
    /// # Errors
    /// As [`App::dispute`].
    pub async fn may_i_ask(
        &self,
        who: Who,
        door: Door,
        journey: JourneyId,
        question: &str,
        scale: Option<Scale>,
        key: Option<String>,
    ) -> Result<Wish> {
        let words = question.trim();
        if words.is_empty() || words.chars().count() > LONGEST_QUESTION {
            let key = if words.is_empty() { "invalid-required" } else { "invalid-too-long" };
            return Err(AppError::invalid("question", key));
        }
        let text = Text::plain(self.ports.id(), ContentKind::Text, words, Some(journey));
        let command = SurveyCommand::Wish { text: text.id, scale };
        let request = Request::journey(who.clone(), door, journey, JourneyCommand::Survey(command)).keyed(key);
        let done = self.run(request.with(vec![text])).await?;
        let found = match done.journey {
            Some(journey) => Some(journey),
            // The same key again: what it was answered stands on the journey.
            None => self.store.read(async |tx| Ok::<_, AppError>(journey_of(tx, journey).await?)).await?,
        };
        let own = |wish: &&Wish| match &who {
            Who::Partner(seat) => wish.team.org == seat.org,
            _ => who.member().is_some_and(|member| member.is_in(wish.team.team)),
        };
        let wishes = found.map(|journey| journey.wishes).unwrap_or_default();
        wishes.iter().rev().find(own).copied().ok_or(AppError::NotFound("wish"))
    }

    async fn say(
        &self,
        who: Who,
        journey: JourneyId,
        words: Option<&str>,
        needed: bool,
        command: impl FnOnce(Option<ContentId>) -> Option<SurveyCommand>,
    ) -> Result<Done> {
        let words = words.map(str::trim).filter(|words| !words.is_empty());
        if words.is_some_and(|words| words.chars().count() > LONGEST) {
            return Err(AppError::invalid("text", "invalid-too-long"));
        }
        let text = words.map(|words| Text::plain(self.ports.id(), ContentKind::Text, words, Some(journey)));
        let command = command(text.as_ref().map(|text| text.id)).filter(|_| text.is_some() || !needed);
        let command = command.ok_or_else(|| AppError::invalid("text", "invalid-required"))?;
        let request = Request::journey(who, Door::Page, journey, JourneyCommand::Survey(command));
        self.run(request.with(text.into_iter().collect())).await
    }

    /// What of the customer's words crossed to a partner is kept before it is shown.
    async fn note_crossing(&self, found: &ByParts, way: &str) -> Result<()> {
        let said = found.answer.as_ref().is_some_and(|answer| !answer.said.is_empty());
        let Some(org) = found.org.filter(|_| said) else { return Ok(()) };
        let read = PartnerRead {
            id: self.ports.uuid(),
            org,
            journey: found.journey.id,
            at: whole_micros(self.ports.clock.now()),
            way: way.to_owned(),
            fields: SharedField::Answers.code().to_owned(),
        };
        self.store.write_with(read, |tx, read| Box::pin(async move { Ok::<_, AppError>(saw(tx, read).await?) })).await
    }
}

/// The version of a survey that was asked, with the questions of partners that went along.
pub(crate) async fn asked_survey(
    tx: &mut Tx,
    directory: &Directory,
    journey: &Journey,
    survey: SurveyRef,
) -> Result<Option<Survey>> {
    let Some(found) = directory.survey_version(survey).cloned() else { return Ok(None) };
    let wanted: Vec<uuid::Uuid> = journey.asked_along().map(|wish| wish.text.0).collect();
    if wanted.is_empty() {
        return Ok(Some(found));
    }
    let texts = content::texts(tx, &wanted).await?;
    let words = |id: ContentId| {
        let said = texts.get(&id.0).map_or("–", String::as_str);
        Words::new(said, said)
    };
    Ok(Some(found.with_wishes(journey.asked_along(), words)))
}

async fn put_together(
    tx: &mut Tx,
    directory: &Directory,
    id: JourneyId,
    org: Option<OrgId>,
    now: Timestamp,
) -> Result<Option<ByParts>> {
    let events = read_journey(&journal::read(tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
    let Some(journey) = fold(id, &events) else { return Ok(None) };
    let partner = org.and_then(|org| directory.partner(org));
    if org.is_some() && partner.and_then(|partner| partner.sees(&journey, now)).is_none() {
        return Ok(None);
    }
    let answer = answered(tx, directory, (&journey, &events), partner, now).await?;
    let own = |team: OrgId| org.is_none_or(|org| org == team);
    let wishes: Vec<Wish> = journey.wishes.iter().filter(|wish| own(wish.team.org)).copied().collect();
    let mut wanted: BTreeSet<ContentId> = wishes.iter().map(|wish| wish.text).collect();
    if let Some(answer) = &answer {
        wanted.extend(answer.replies.iter().map(|reply| reply.text));
        wanted.extend(answer.disputes.iter().map(|dispute| dispute.text));
        wanted.extend(answer.disputes.iter().filter_map(|dispute| dispute.judged?.text));
    }
    let wanted: Vec<uuid::Uuid> = wanted.into_iter().map(|id| id.0).collect();
    let mut texts = HashMap::new();
    for chunk in wanted.chunks(500) {
        texts.extend(content::texts(tx, chunk).await?.into_iter().map(|(id, text)| (ContentId(id), text)));
    }
    Ok(Some(ByParts { journey, org, answer, wishes, texts }))
}

/// The answer, with no more of it than its reader may see.
async fn answered(
    tx: &mut Tx,
    directory: &Directory,
    (journey, events): (&Journey, &[Recorded<JourneyEvent>]),
    partner: Option<&Partner>,
    now: Timestamp,
) -> Result<Option<Answer>> {
    let Some(ask) = &journey.survey else { return Ok(None) };
    let AskState::Asked { survey: asked, .. } = ask.state else { return Ok(None) };
    let Some(response) = ask.response.as_ref().filter(|response| !response.untraceable) else { return Ok(None) };
    let Some(survey) = asked_survey(tx, directory, journey, asked).await? else { return Ok(None) };
    let all = attribute(journey, events);
    let (counts, _) = counted(&all, &ask.disputes);
    let own = |part: &PartRef| partner.is_none_or(|partner| part.team.org == partner.id);
    let wished = wished_numbers(directory, journey, asked);
    let may_see = |question: u16, of_whole: bool| match (partner, wished.iter().find(|(number, _)| *number == question))
    {
        (None, _) => true,
        (Some(partner), Some((_, wish))) => wish.team.org == partner.id,
        (Some(_), None) => of_whole,
    };
    let given = response.given.iter().filter(|it| may_see(it.question, it.measure != Measure::Own));
    let given = given.filter_map(|it| Some((survey.question(it.question)?.clone(), *it))).collect();
    let has_part = partner.is_none_or(|partner| share_of(&all, partner.id) > 0);
    let visible: BTreeSet<u16> =
        response.said.iter().map(|it| it.question).filter(|question| may_see(*question, has_part)).collect();
    let (said, kept_back) = words(tx, directory, (journey, &survey, response), (partner, &visible), now).await?;
    Ok(Some(Answer {
        at: response.at,
        given,
        said,
        kept_back,
        parts: all.into_iter().filter(|it| own(&it.part)).collect(),
        counts: counts.into_iter().filter(|(part, _)| own(part)).collect(),
        disputes: ask.disputes.iter().filter(|it| own(&it.part)).copied().collect(),
        replies: ask.replies.iter().filter(|it| partner.is_none_or(|found| it.team.org == found.id)).copied().collect(),
    }))
}

/// The numbers of the questions that partners asked along.
fn wished_numbers(directory: &Directory, journey: &Journey, asked: SurveyRef) -> Vec<(u16, Wish)> {
    let first = directory.survey_version(asked).map_or(0, |survey| survey.questions.len());
    (u16::try_from(first).unwrap_or(u16::MAX)..).zip(journey.asked_along().copied()).collect()
}

/// The questions of a survey as it was asked that partners asked along, and whether who asked reads the answer.
pub(crate) fn along(directory: &Directory, journey: &Journey, survey: &Survey, now: Timestamp) -> Vec<Along> {
    let asked = wished_numbers(directory, journey, survey.reference());
    let read = |question: u16, wish: &Wish| {
        let in_words = survey.question(question).is_some_and(|found| found.form.ends().is_none());
        let partner = directory.partners.get(&wish.team.org).map(|found| &found.value);
        !in_words || partner.is_some_and(|partner| reads_words(partner, now))
    };
    let of = |(question, wish): (u16, Wish)| Along { question, team: wish.team, read: read(question, &wish) };
    asked.into_iter().map(of).collect()
}

/// Whether the agreement with a partner names the words of answers.
fn reads_words(partner: &Partner, now: Timestamp) -> bool {
    let fields = partner.shares(now).map(|agreement| agreement.fields(SharingMoment::Accepted));
    fields.is_some_and(|fields| fields.contains(&SharedField::Answers))
}

/// The answers in words: as they are for who handles the journey; for a partner, where its agreement names them, without what
/// points at a person. And whether any were kept back.
async fn words(
    tx: &mut Tx,
    directory: &Directory,
    (journey, survey, response): (&Journey, &Survey, &Response),
    (partner, visible): (Option<&Partner>, &BTreeSet<u16>),
    now: Timestamp,
) -> Result<(Vec<(Words, String)>, bool)> {
    let agreed = partner.is_none_or(|partner| reads_words(partner, now));
    let names = if partner.is_some() { known_names(tx, directory, journey).await? } else { Vec::new() };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (mut all, mut kept_back) = (Vec::new(), false);
    for it in &response.said {
        if !(agreed && visible.contains(&it.question)) {
            kept_back = true;
            continue;
        }
        let (Some(question), Some(text)) = (survey.question(it.question), content::text(tx, it.text.0).await?) else {
            continue;
        };
        let text = if partner.is_some() { regie_text::mask::mask(&text, &names).text } else { text };
        all.push((question.words.clone(), text));
    }
    Ok((all, kept_back))
}

/// The names that may stand in what a customer says: of the people on the journey, and of our members.
pub(crate) async fn known_names(tx: &mut Tx, directory: &Directory, journey: &Journey) -> Result<Vec<String>> {
    let mut names: Vec<String> = directory.members.values().map(|member| member.value.name.clone()).collect();
    let people: BTreeSet<_> =
        journey.participants.values().map(|person| person.customer).chain([journey.customer]).collect();
    for person in people {
        if let Some((Some(name), _)) = customers::name_and_language(tx, person).await? {
            names.extend(content::text(tx, name.0).await?);
        }
    }
    Ok(names)
}
