//! The one survey of a journey as people meet it: what was asked, the answer of the customer, what it taught. Whether and
//! when somebody is asked is decided in the domain; what it must know of the person is gathered in `surveys/facts.rs`.

pub mod code;
pub(crate) mod facts;
pub mod heard;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use jiff::Timestamp;
use regie_domain::actor::{Door, TeamRef};
use regie_domain::codes::{CareAction, CareCause, ReopenReason, Scale};
use regie_domain::command::{JourneyCommand, SurveyCommand};
use regie_domain::customer::Language;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::{ContentId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::survey::{Ask, AskState, Form, NewResponse, PointedAt, Survey};
use regie_store::{Tx, content};
use regie_text::tone::Reader;
use regie_text::worry::Worry;

use crate::App;
use crate::authorise::{Who, may_read};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::read::Loaded;
use crate::run::{Done, Request, Stage, journey_of};

/// At most so many characters of an answer in words.
pub const LONGEST: usize = 4_000;

/// What replaced answers are erased on the ground of.
const REPLACED: &str = "replaced";

/// Reads words for what needs a person at once; the lists come with the program.
static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

/// An answer as a page sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFeedback {
    /// Places on scales and choices: question from 0, answer.
    pub given: Vec<(u16, u8)>,
    /// Answers in words: question from 0, words. Empty ones are left out. Fields `said-0`, ….
    pub said: Vec<(u16, String)>,
    /// The moments of the journey that the customer pointed at.
    pub pointed: Vec<PointedAt>,
    /// Whether the customer does not want to be called about it.
    pub no_call: bool,
    /// Whether it may not be traced to the journey.
    pub untraceable: bool,
    /// The same key twice has one effect.
    pub key: Option<String>,
}

/// What was asked about a journey, and what came of it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The version that was asked.
    pub survey: Survey,
    /// The ask, with its answer. To others than the customer it has none where the answer may not be traced.
    pub ask: Ask,
    /// Until when an answer that was given can be changed.
    pub changeable_until: Option<Timestamp>,
    /// What was said, and what was noted of it. Erased words are missing.
    pub words: HashMap<ContentId, String>,
    /// Whether an answer can be given or changed now.
    pub takes_answer: bool,
    /// Whether its words speak of despair, a threat or danger.
    pub grave: bool,
    /// The questions that partners asked along.
    pub along: Vec<Along>,
}

/// A question that a partner asked along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Along {
    /// Its number, from 0.
    pub question: u16,
    /// Whose it is.
    pub team: TeamRef,
    /// Whether that partner reads what is answered to it.
    pub read: bool,
}

impl App {
    /// What was asked about a journey, for who may read it; nothing where nobody was asked.
    ///
    /// # Errors
    /// [`AppError::NotFound`] or a denial where the journey is not for this reader, or what the store says.
    pub async fn asked_about(&self, who: &Who, journey: JourneyId) -> Result<Option<Asked>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, journey).await?;
        let found = journey_of(&mut tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
        let now = self.ports.clock.now();
        let guest = who.member().is_some_and(|member| directory.guest_of(member).is_some());
        if guest && !crate::partners::reads_all(who, &directory, &found, now) || !is_own(who, &found) {
            return Ok(None);
        }
        let Some(mut ask) = found.survey.clone() else { return Ok(None) };
        let AskState::Asked { survey, .. } = ask.state else { return Ok(None) };
        let survey = crate::attribution::asked_survey(&mut tx, &directory, &found, survey)
            .await?
            .ok_or(AppError::NotFound("survey"))?;
        // To those inside an answer that may not be traced is no answer at all, in what they can do as well.
        if who.is_inside() && ask.response.as_ref().is_some_and(|response| response.untraceable) {
            ask.response = None;
        }
        let takes_answer = ask.takes_answer(now);
        let changeable_until = ask.response.as_ref().map(|response| response.changeable_until());
        let mut words = HashMap::new();
        for id in said_of(&ask).into_iter().chain(ask.learned.and_then(|learned| learned.note)) {
            if let Some(text) = content::text(&mut tx, id.0).await? {
                words.insert(id, text);
            }
        }
        let language = directory.organisation()?.language;
        let said = said_of(&ask);
        let grave =
            said.iter().filter_map(|id| words.get(id)).any(|words| worries(words, language).iter().any(is_grave));
        let along = crate::attribution::along(&directory, &found, &survey, now);
        Ok(Some(Asked { survey, ask, changeable_until, words, takes_answer, grave, along }))
    }

    /// Takes the customer's answer, or a changed one.
    ///
    /// # Errors
    /// Every fault of the input, a refusal, a denial, or what the store says.
    pub async fn give_feedback(
        &self,
        who: Who,
        journey: JourneyId,
        participant: ParticipantId,
        new: NewFeedback,
    ) -> Result<Done> {
        match who {
            Who::Customer { journey: own, participant: reader } if own == journey && reader == participant => {
                self.keep_feedback(who, journey, new).await
            }
            _ => Err(AppError::NotFound("page")),
        }
    }

    /// Notes what the customer answered on paper or by telephone.
    ///
    /// # Errors
    /// As [`App::give_feedback`].
    pub async fn note_feedback(&self, who: Who, journey: JourneyId, new: NewFeedback) -> Result<Done> {
        if !who.is_inside() {
            return Err(AppError::NotFound("page"));
        }
        self.keep_feedback(who, journey, new).await
    }

    /// Notes what an answer taught: what went wrong, and what was done about it.
    ///
    /// # Errors
    /// A refusal, a denial, or what the store says.
    pub async fn learn(
        &self,
        who: Who,
        journey: JourneyId,
        cause: CareCause,
        action: CareAction,
        note: Option<String>,
    ) -> Result<Done> {
        let words = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        if words.as_deref().is_some_and(|words| words.chars().count() > LONGEST) {
            return Err(AppError::invalid("note", "invalid-too-long"));
        }
        let text = words.map(|words| Text::plain(self.ports.id(), ContentKind::Text, &words, Some(journey)));
        let command = SurveyCommand::Learn { cause, action, note: text.as_ref().map(|text| text.id) };
        let request = Request::journey(who, Door::Page, journey, JourneyCommand::Survey(command));
        self.run(request.with(text.into_iter().collect())).await
    }

    async fn keep_feedback(&self, who: Who, journey: JourneyId, new: NewFeedback) -> Result<Done> {
        let directory = self.directory().await?;
        let asked = directory.organisation()?.language;
        let request = self.answer(who, journey, new, asked)?;
        let stage = Stage::new(self, directory);
        self.store
            .write_with((stage, request, journey), |tx, (stage, request, journey)| {
                Box::pin(async move {
                    let before = journey_of(tx, *journey).await?;
                    let done = stage.run(tx, request).await?;
                    if let (Some(before), Some(after)) = (before, &done.journey) {
                        forget_replaced(tx, &before, after, stage.now).await?;
                    }
                    Ok(done)
                })
            })
            .await
    }

    /// The command, with the words beside it.
    fn answer(&self, who: Who, journey: JourneyId, new: NewFeedback, asked: Language) -> Result<Request> {
        let said: Vec<(u16, String)> =
            new.said.into_iter().map(|(at, words)| (at, words.trim().replace("\r\n", "\n"))).collect();
        let long = |words: &str| words.chars().count() > LONGEST;
        let fault = |at: &u16| Fault { field: format!("said-{at}"), key: "invalid-too-long" };
        let faults: Vec<Fault> = said.iter().filter(|(_, words)| long(words)).map(|(at, _)| fault(at)).collect();
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        // What may not be traced is not found by its words either.
        let place = (!new.untraceable).then_some(journey);
        let texts: Vec<(u16, Text)> = said
            .iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(at, words)| (*at, Text::plain(self.ports.id(), ContentKind::Text, words, place)))
            .collect();
        let response = NewResponse {
            given: new.given,
            said: texts.iter().map(|(at, text)| (*at, text.id)).collect(),
            pointed: new.pointed,
            worrying: said.iter().any(|(_, words)| is_worrying(words, asked)),
            no_call: new.no_call,
            untraceable: new.untraceable,
        };
        let command = JourneyCommand::Survey(SurveyCommand::Answer { response });
        let request = Request::journey(who, Door::Page, journey, command).keyed(new.key);
        Ok(request.with(texts.into_iter().map(|(_, text)| text).collect()))
    }
}

/// The question that a mail lets answer with one click: the first that everybody is asked on a scale from 0 or 1 to 10, else the
/// first on any scale.
#[must_use]
pub fn one_click(survey: &Survey) -> Option<u16> {
    let scales = || {
        let all =
            survey.questions.iter().zip(0_u16..).filter(|(question, _)| !question.more && question.only_if.is_none());
        all.filter_map(|(question, number)| match question.form {
            Form::Scale { scale, .. } => Some((number, scale)),
            Form::Choice { .. } | Form::Text {} => None,
        })
    };
    let to_ten = scales().find(|(_, scale)| matches!(scale, Scale::ZeroTen | Scale::Grade));
    to_ten.or_else(|| scales().next()).map(|(number, _)| number)
}

/// Whether the words need a person at once: despair, a threat, danger, the law, an authority, the press.
fn is_worrying(words: &str, asked: Language) -> bool {
    !worries(words, asked).is_empty()
}

fn worries(words: &str, asked: Language) -> Vec<Worry> {
    READER.read(words, Some(language_of(asked))).worries()
}

fn language_of(asked: Language) -> regie_text::language::Language {
    match asked {
        Language::Nl => regie_text::language::Language::Dutch,
        Language::En => regie_text::language::Language::English,
    }
}

/// Whether somebody may come to harm.
fn is_grave(worry: &Worry) -> bool {
    matches!(worry, Worry::Despair | Worry::Threat | Worry::Danger)
}

/// An answer that may not be traced is there for nobody but the customer: neither its words, scores and moments nor that there
/// is one, and the events after it are numbered as if it were not there. Who only looks on from the customer's side, or from a
/// partner, reads nothing of an answer.
pub(crate) fn hide(who: &Who, loaded: &mut Loaded) {
    // What a member said of an answer stands in mirrors only.
    for recorded in &loaded.events {
        if let JourneyEvent::MirrorReplied { text, .. } = &recorded.event {
            loaded.texts.remove(text);
        }
    }
    let own = matches!(who, Who::Customer { .. }) && is_own(who, &loaded.journey);
    if matches!(who, Who::System) || own {
        return;
    }
    // What was seen before it became one that may not be traced is seen no more, and leaves its number empty.
    let withdrawn = untraced_now(&loaded.journey);
    let untraced = |event: &JourneyEvent| matches!(event, JourneyEvent::SurveyAnswered { untraceable: true, .. });
    let mut gone = 0;
    let Loaded { events, texts, .. } = loaded;
    events.retain_mut(|recorded| {
        recorded.meta.seq -= gone;
        if let JourneyEvent::SurveyAnswered { said, .. } = &recorded.event
            && untraced(&recorded.event)
        {
            said.iter().for_each(|said| drop(texts.remove(&said.text)));
            gone += 1;
            return false;
        }
        if withdrawn && let JourneyEvent::Reopened { why: why @ ReopenReason::Feedback } = &mut recorded.event {
            *why = ReopenReason::Call;
        }
        let tells = withdrawn && is_of_answer(&recorded.event);
        if tells {
            words_of(&recorded.event).into_iter().for_each(|text| drop(texts.remove(&text)));
        }
        !tells
    });
    loaded.journey.seq = loaded.journey.version();
    loaded.journey.unseen = 0;
    let Some(ask) = &mut loaded.journey.survey else { return };
    if withdrawn {
        (ask.response, ask.call, ask.learned) = (None, None, None);
        ask.disputes.clear();
        ask.replies.clear();
    }
    if !who.is_inside() && ask.response.take().is_some() {
        for recorded in &mut loaded.events {
            if let JourneyEvent::SurveyAnswered { given, said, pointed, low, worrying, .. } = &mut recorded.event {
                said.drain(..).for_each(|gone| drop(loaded.texts.remove(&gone.text)));
                given.clear();
                pointed.clear();
                (*low, *worrying) = (false, false);
            }
        }
    }
}

/// Whether the answer as it stands may not be traced.
fn untraced_now(journey: &Journey) -> bool {
    let response = journey.survey.as_ref().and_then(|ask| ask.response.as_ref());
    response.is_some_and(|response| response.untraceable)
}

/// Whether an event says that there was an answer, or something of it.
fn is_of_answer(event: &JourneyEvent) -> bool {
    matches!(
        event,
        JourneyEvent::SurveyAnswered { .. }
            | JourneyEvent::SurveyFollowedUp { .. }
            | JourneyEvent::SurveyLearned { .. }
            | JourneyEvent::AttributionDisputed { .. }
            | JourneyEvent::AttributionJudged { .. }
            | JourneyEvent::AttributionReplied { .. }
            | JourneyEvent::MirrorReplied { .. }
            | JourneyEvent::MirrorNotMe { .. }
    )
}

/// The words that such an event names.
fn words_of(event: &JourneyEvent) -> Vec<ContentId> {
    match event {
        JourneyEvent::SurveyAnswered { said, .. } => said.iter().map(|said| said.text).collect(),
        JourneyEvent::SurveyLearned { note, .. } => note.iter().copied().collect(),
        JourneyEvent::AttributionJudged { text, .. } => text.iter().copied().collect(),
        JourneyEvent::AttributionDisputed { text, .. } | JourneyEvent::AttributionReplied { text, .. } => vec![*text],
        _ => Vec::new(),
    }
}

/// Whoever is on the customer's side sees it where the person may act for the customer.
fn is_own(who: &Who, journey: &Journey) -> bool {
    let Who::Customer { participant, .. } = who else { return true };
    journey.participants.get(participant).is_some_and(|person| person.present && person.may_act)
}

fn said_of(ask: &Ask) -> Vec<ContentId> {
    ask.response.iter().flat_map(|response| response.said.iter().map(|said| said.text)).collect()
}

/// One answer stands: the words of the one before it go.
async fn forget_replaced(tx: &mut Tx, before: &Journey, after: &Journey, now: Timestamp) -> Result<()> {
    let said = |journey: &Journey| journey.survey.as_ref().map(said_of).unwrap_or_default();
    let kept: HashSet<ContentId> = said(after).into_iter().collect();
    for gone in said(before).into_iter().filter(|id| !kept.contains(id)) {
        content::erase(tx, gone.0, REPLACED, now).await?;
    }
    Ok(())
}
