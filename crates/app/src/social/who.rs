//! Who somebody on a social channel is. A member asks; the person gets a link in the conversation and fills in customer number
//! and postcode on the page behind it, never in the chat. What is filled in and is what is known of a customer ties the handle
//! to that customer, with this evidence; the two records are joined, which can be undone. What is not known here waits for a
//! member who looks it up. Nobody hears which of the two it was that was not right.

use jiff::SignedDuration;
use regie_domain::actor::Door;
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{Asks, Channel, Direction, JoinReason};
use regie_domain::command::{JourneyCommand, NewQuestion};
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind};
use regie_domain::event::{Asked, ContactFacts, Reach};
use regie_domain::ids::{ContentId, CustomerId, HandleId, JourneyId, ParticipantId, QuestionId};
use regie_domain::journey::Journey;
use regie_domain::refusal::Code;
use regie_domain::second_thing::SecondKind;
use regie_store::social as stored;
use regie_store::views::customers;
use regie_store::{Tx, sessions};

use crate::App;
use crate::authorise::{Action, Who, authorise, may_read};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::handles::records_of;
use crate::locale::Lang;
use crate::preferences::record;
use crate::run::{Done, Request, Stage, journey_of};
use crate::second_thing;
use crate::secrets;
use crate::texts::lang_of;

/// So many answers of one person on one journey within [`WINDOW`].
pub const TRIES: i64 = 5;
/// See [`TRIES`].
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// The longest customer number, in characters.
const LONGEST: usize = 40;

/// How it stands with who somebody on a social channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoStands {
    /// The handle is tied to the person by evidence.
    Tied,
    /// Nobody has asked.
    Unknown,
    /// It was asked, and not answered yet.
    Asked(QuestionId),
    /// It was answered with what is not known here: a member looks it up.
    Unmatched,
}

/// What somebody may know of being asked who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoAsked {
    /// Nothing is asked.
    Nothing,
    /// It is asked.
    Now,
    /// Something was filled in; it can be done once more.
    FilledIn,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoAnswered {
    /// It is what is known of a customer: the handle is tied.
    Tied,
    /// It was kept; a person looks it up.
    Noted,
    /// It cannot be one: every fault, with its field.
    Unreadable(Vec<Fault>),
    /// Too many answers within the hour.
    TooMany,
    /// Nothing is asked any more.
    Gone,
}

impl App {
    /// What the person at the other end of a social channel may know of it: whether it is asked now, and whether something was
    /// filled in. Whether that was right is for staff.
    ///
    /// # Errors
    /// What the store says.
    pub async fn who_asked(&self, journey: &Journey, participant: ParticipantId) -> Result<WhoAsked> {
        let mut tx = self.store.begin_read().await?;
        let stood = stands(&mut tx, journey, participant).await?;
        let mut asked = stored::asked(&mut tx, journey.id).await?.into_iter();
        let last = asked.find(|asked| asked.participant == participant);
        Ok(match (stood, last) {
            (None, _) | (_, None) => WhoAsked::Nothing,
            (_, Some(asked)) if asked.answered_at.is_some() => WhoAsked::FilledIn,
            (Some(WhoStands::Asked(_)), _) => WhoAsked::Now,
            _ => WhoAsked::Nothing,
        })
    }

    /// Asks somebody on a social channel who they are, in a member's name.
    ///
    /// # Errors
    /// A refusal, a denial, or what the store says.
    pub async fn ask_who(
        &self,
        who: Who,
        journey: JourneyId,
        participant: ParticipantId,
        key: Option<String>,
    ) -> Result<Done> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, who, key), move |tx, (stage, who, key)| {
                Box::pin(ask(stage, tx, who, (journey, participant), key.clone()))
            })
            .await
    }

    /// A member has looked somebody up outside Regie, and it is the customer.
    ///
    /// # Errors
    /// A refusal, a denial, or what the store says.
    pub async fn vouch_for(&self, who: Who, journey: JourneyId, participant: ParticipantId) -> Result<()> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, who), move |tx, (stage, who)| {
                Box::pin(async move {
                    authorise(who, Action::Customer(&stage.directory))?;
                    may_read(tx, who, &stage.directory, journey).await?;
                    let found = journey_of(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
                    let (owner, handle) = handle_of(tx, &found, participant).await?.ok_or_else(unknown)?;
                    let command = CustomerCommand::VerifyHandle { handle, evidence: Evidence::Member, as_of: None };
                    stage.run(tx, &Request::customer(who.clone(), Door::Page, owner, command)).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Takes what somebody filled in on the page behind the link.
    ///
    /// # Errors
    /// What the store says.
    pub async fn answer_who(
        &self,
        journey: JourneyId,
        participant: ParticipantId,
        (number, postcode): (&str, &str),
        key: Option<String>,
    ) -> Result<WhoAnswered> {
        let (number, faults) = read(number, postcode);
        let Some(postcode) = SecondKind::Postcode.read(postcode).filter(|_| faults.is_empty()) else {
            return Ok(WhoAnswered::Unreadable(faults));
        };
        // Counted before anything is looked at, so that answers at the same moment count too.
        let now = self.machine_now();
        let mark = format!("who:{}", secrets::veil(&self.config, "who", &format!("{journey}/{participant}")));
        let counting =
            self.store.write_with(mark, move |tx, mark| Box::pin(sessions::count_failure(tx, mark, now, WINDOW)));
        if counting.await? > TRIES {
            return Ok(WhoAnswered::TooMany);
        }
        let stage = Stage::new(self, self.directory().await?);
        let context = (stage, number, postcode, key);
        self.store
            .write_with(context, move |tx, (stage, number, postcode, key)| {
                Box::pin(answer(stage, tx, (journey, participant), (number, postcode), key.clone()))
            })
            .await
    }
}

fn unknown() -> AppError {
    AppError::Refused(Code::UnknownHandle.into())
}

/// The number in its one form, and what is wrong with the two.
fn read(number: &str, postcode: &str) -> (String, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut fault = |field: &str, key: &'static str| faults.push(Fault { field: field.to_owned(), key });
    let number = number.split_whitespace().collect::<String>().to_uppercase();
    let fits = number.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/'));
    if number.is_empty() {
        fault("number", "invalid-required");
    } else if number.chars().count() > LONGEST || !fits || !number.chars().any(|c| c.is_ascii_digit()) {
        fault("number", "invalid-customer-number");
    }
    if postcode.trim().is_empty() {
        fault("postcode", "invalid-required");
    } else if SecondKind::Postcode.read(postcode).is_none() {
        fault("postcode", "second-unreadable");
    }
    (number, faults)
}

/// The social handle that reaches somebody, and on whose record it is.
async fn handle_of(
    tx: &mut Tx,
    journey: &Journey,
    participant: ParticipantId,
) -> Result<Option<(CustomerId, HandleId)>> {
    let person = journey.participants.get(&participant).filter(|person| person.present);
    let Some(Reach::Social { handle }) = person.map(|person| person.reach) else { return Ok(None) };
    Ok(customers::handle(tx, handle).await?.map(|row| (row.customer, handle)))
}

pub(crate) async fn stands(tx: &mut Tx, journey: &Journey, participant: ParticipantId) -> Result<Option<WhoStands>> {
    let Some((owner, handle)) = handle_of(tx, journey, participant).await? else { return Ok(None) };
    let known = record(tx, owner).await?.and_then(|customer| customer.handles.get(&handle).copied());
    if known.is_some_and(|handle| handle.evidence.proves()) {
        return Ok(Some(WhoStands::Tied));
    }
    let asked = stored::asked(tx, journey.id).await?;
    let last = asked.into_iter().find(|asked| asked.participant == participant);
    let open = |id: &QuestionId| journey.questions.get(id).is_some_and(|question| question.is_open());
    Ok(Some(match last {
        Some(asked) if asked.answered_at.is_some() => WhoStands::Unmatched,
        Some(asked) if open(&asked.question) => WhoStands::Asked(asked.question),
        _ => WhoStands::Unknown,
    }))
}

async fn ask(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    (journey, participant): (JourneyId, ParticipantId),
    key: Option<String>,
) -> Result<Done> {
    let found = journey_of(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    let (owner, handle) = handle_of(tx, &found, participant).await?.ok_or_else(unknown)?;
    let language = record(tx, owner).await?.map_or(stage.directory.language(), |customer| customer.language);
    let lang = lang_of(language);
    let mut texts = Vec::new();
    let mut words = |key: &str| {
        let id: ContentId = stage.id();
        texts.push(Text::plain(id, ContentKind::Text, &lang.t(key, &[]), Some(journey)));
        id
    };
    let text = words("who-message");
    let labels = [words("who-number"), words("who-postcode")];
    let items = labels.map(|label| Asked { label, kind: AskKind::Text, required: true }).to_vec();
    let question = NewQuestion { text, items, due: None, last_thing: true, through: None };
    let contact = ContactFacts {
        participant: Some(participant),
        ..ContactFacts::said(stage.id(), Direction::Out, Channel::Social, text)
    };
    let command = JourneyCommand::Write { contact, complete: false, promise: None, question: Some(question) };
    let done =
        stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command).with(texts).keyed(key)).await?;
    let asked = done.journey.as_ref().and_then(|after| after.open_question().map(|(id, _)| id));
    if let Some(question) = asked.filter(|_| !done.repeated) {
        let row = stored::Asked {
            question,
            journey,
            participant,
            handle,
            asked_at: stage.now,
            answered_at: None,
            matched: false,
        };
        stored::ask(tx, &row).await?;
    }
    Ok(done)
}

async fn answer(
    stage: &Stage,
    tx: &mut Tx,
    (journey, participant): (JourneyId, ParticipantId),
    (number, postcode): (&str, &str),
    key: Option<String>,
) -> Result<WhoAnswered> {
    let who = Who::Customer { journey, participant };
    let found = journey_of(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    let Some((owner, handle)) = handle_of(tx, &found, participant).await? else { return Ok(WhoAnswered::Gone) };
    let stood = stands(tx, &found, participant).await?;
    let question = match stood {
        Some(WhoStands::Asked(question)) => Some(question),
        // Filled in wrongly the first time, or asked so long ago that it lapsed: it is taken all the same. So it is after it was
        // right, that nobody can tell the two apart by trying again.
        Some(WhoStands::Unmatched | WhoStands::Unknown | WhoStands::Tied) => None,
        None => return Ok(WhoAnswered::Gone),
    };
    let asked = stored::asked(tx, journey).await?.into_iter().find(|asked| asked.participant == participant);
    let Some(asked) = asked else { return Ok(WhoAnswered::Gone) };
    let tied = stood == Some(WhoStands::Tied);
    let whose = owner_of(stage, tx, (owner, tied), number, postcode).await?;
    // Streams are locked in the order of their keys: the customers before the journey.
    if let Some(whose) = whose.filter(|_| !tied) {
        tie(stage, tx, (owner, handle), whose).await?;
    }
    let lang = lang_of(stage.directory.language());
    let (command, texts) = said(stage, journey, participant, (number, postcode, whose.is_some()), question, lang);
    stage.run(tx, &Request::journey(who, Door::Page, journey, command).with(texts).keyed(key)).await?;
    stored::answered(tx, asked.question, stage.now, tied || whose.is_some()).await?;
    Ok(if whose.is_some() { WhoAnswered::Tied } else { WhoAnswered::Noted })
}

/// The contact that an answer is: staff read what was filled in, and whether it is known here.
fn said(
    stage: &Stage,
    journey: JourneyId,
    participant: ParticipantId,
    (number, postcode, known): (&str, &str, bool),
    question: Option<QuestionId>,
    lang: Lang,
) -> (JourneyCommand, Vec<Text>) {
    let key = if known { "who-said-known" } else { "who-said-unknown" };
    let words = lang.t(key, &[("number", number.into()), ("postcode", postcode.into())]);
    let text: ContentId = stage.id();
    let texts = vec![Text::plain(text, ContentKind::Text, &words, Some(journey))];
    let contact = ContactFacts {
        participant: Some(participant),
        why: JoinReason::Identified,
        asks: Asks::Something,
        ..ContactFacts::said(stage.id(), Direction::In, Channel::Web, text)
    };
    (JourneyCommand::RecordContact { contact, answers: question }, texts)
}

/// The customer of whom number and postcode are known, where it is exactly one; of who is tied already it is the same person.
async fn owner_of(
    stage: &Stage,
    tx: &mut Tx,
    (own, tied): (CustomerId, bool),
    number: &str,
    postcode: &str,
) -> Result<Option<CustomerId>> {
    let mut found = Vec::new();
    for row in customers::all_by_handle(tx, HandleKind::CustomerNumber, number).await? {
        let config = &stage.app().config;
        if second_thing::is_known(tx, config, row.customer, SecondKind::Postcode, postcode).await? {
            found.push(row.customer);
        }
    }
    found.retain(|id| *id != own);
    found.dedup();
    // One person may have several records that are joined.
    let Some(first) = found.first().copied() else { return Ok(None) };
    let records = records_of(tx, if tied { own } else { first }).await?;
    Ok(found.iter().all(|id| records.contains(id)).then_some(first))
}

/// Ties the handle by this evidence, and joins its record with the customer's.
async fn tie(stage: &Stage, tx: &mut Tx, (owner, handle): (CustomerId, HandleId), whose: CustomerId) -> Result<()> {
    if !records_of(tx, owner).await?.contains(&whose) {
        let join = CustomerCommand::Join { other: whose };
        stage.run(tx, &Request::customer(Who::System, Door::Page, owner, join)).await?;
    }
    let verify = CustomerCommand::VerifyHandle { handle, evidence: Evidence::Answered, as_of: Some(whose) };
    stage.run(tx, &Request::customer(Who::System, Door::Page, owner, verify)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_was_filled_in_is_read_in_one_form_and_every_fault_is_told() {
        assert_eq!(read(" k-2017 004821", "1234 ab").0, "K-2017004821");
        assert!(read("48213", "1234AB").1.is_empty());
        let fields = |number: &str, postcode: &str| {
            read(number, postcode).1.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert_eq!(fields("", ""), ["number", "postcode"]);
        assert_eq!(fields("geen idee", "x"), ["number", "postcode"]);
        assert_eq!(fields(&"1".repeat(50), "1234AB"), ["number"]);
        assert_eq!(fields("<script>1", "1234AB"), ["number"]);
    }
}
