//! A telephone note: number, who, what, promise, in one form and one write. The number finds the person and the journeys that
//! may be meant; what the call asked for is read off the words and corrected by one tap.

mod likely;

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::customer::{CustomerCommand, HandleKind};
use regie_domain::directory::Member;
use regie_domain::event::{ContactFacts, Promisee, Window};
use regie_domain::ids::{BlueprintId, ContactId, ContentId, CustomerId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::phone::PhoneNumber;
use regie_store::views::customers;
use regie_store::views::journeys::JourneyRow;
use regie_store::{Tx, content};
use uuid::Uuid;

use likely::{likely, meant};

use crate::App;
use crate::asks::{asks_of, asks_of_reply};
use crate::authorise::{Action, Scope, Who, authorise, may_read, scope};
use crate::content::{ContentKind, Text};
use crate::directory::Directory;
use crate::error::{AppError, Fault, Result};
use crate::handles::{Found, find, records_of, tying};
use crate::intake::subject::first_words;
use crate::journeys::{Besides, Known, NewJourney, begin_with, customer_of};
use crate::partners::{known_of_person, name_within};
use crate::read::Labels;
use crate::read::lists::labels;
use crate::run::{Request, Stage, journey_of};

/// What a member notes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNote {
    /// Who called whom.
    pub direction: Direction,
    /// The number of the other side, in any notation. Field `number`.
    pub number: Option<String>,
    /// The name, where it was given. Field `name`.
    pub name: String,
    /// What was said. Field `text`.
    pub text: String,
    /// Where it belongs.
    pub on: On,
    /// The blueprint of a journey that begins with it; without it one of the member's own team.
    pub blueprint: Option<BlueprintId>,
    /// What was promised in the call.
    pub promise: Option<CallPromise>,
    /// The call that a telephone system reported, which is written down with it.
    pub call: Option<Uuid>,
    /// The same key twice has one effect.
    pub key: Option<String>,
}

/// Where a call belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Nobody chose: to the journey that the number most likely means, else a new one.
    Likely,
    /// A new journey.
    New,
    /// This journey.
    Journey(JourneyId),
}

/// What was promised in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallPromise {
    /// Outcome or news.
    pub kind: PromiseKind,
    /// What.
    pub what: PromiseWhat,
    /// In more words.
    pub text: Option<String>,
    /// By when.
    pub until: Timestamp,
}

/// A call that was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotedCall {
    /// The journey that it stands on.
    pub journey: JourneyId,
    /// The contact; nothing for a form that was sent twice.
    pub contact: Option<ContactId>,
    /// Whether the journey began with it.
    pub began: bool,
}

/// What a number tells.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// Whose it is; nothing for a stranger.
    pub customer: Option<CustomerId>,
    /// The name, where one is known.
    pub name: Option<String>,
    /// What may be meant: open journeys first, then what ended lately, last contact first.
    pub journeys: Vec<JourneyRow>,
    /// Titles and names.
    pub labels: Labels,
    /// The one that the call is likely about: of those that run, or would open again, the one of the last contact.
    pub likely: Option<JourneyId>,
    /// How many more there are that only their own teams see.
    pub shielded: usize,
}

impl App {
    /// Whose a number is and what journeys may be meant, for somebody who asks. A number that cannot be read tells nothing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn caller(&self, scope: &Scope, number: &str) -> Result<Caller> {
        if PhoneNumber::parse(number).is_err() {
            return Ok(Caller::default());
        }
        let now = self.ports.clock.now();
        // Before the read begins: nobody waits for a second connection with one in hand.
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let Found::Known(handle) = find(&mut tx, (scope, now), HandleKind::Phone, number, &[]).await? else {
            return Ok(Caller::default());
        };
        let (rows, shielded) = meant(&mut tx, scope, handle.customer, now).await?;
        let likely = likely(&mut tx, &directory, &rows, now).await?;
        let labels = labels(&mut tx, scope, &rows, now).await?;
        let known = known_of_person(&mut tx, scope, handle.customer, now).await?;
        let name = name_within(&mut tx, handle.customer, known.as_ref()).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &labels.shown).await?;
        Ok(Caller { customer: Some(handle.customer), name, journeys: rows, labels, likely, shielded })
    }

    /// Notes a call, with what was promised in it, in one write.
    ///
    /// # Errors
    /// Every fault of the input at once, a refusal, a denial, or what the store says. Nothing is kept then.
    pub async fn note_call(&self, who: Who, note: CallNote) -> Result<NotedCall> {
        let stage = Stage::new(self, self.directory().await?);
        authorise(&who, Action::Customer(&stage.directory))?;
        check(&note)?;
        self.store.write_with((stage, who, note), |tx, (stage, who, note)| Box::pin(keep(stage, tx, who, note))).await
    }
}

fn check(note: &CallNote) -> Result<()> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, key: &'static str| faults.push(Fault { field: field.to_owned(), key });
    // Who it was: on a chosen journey that is known without a number or a name.
    let nobody = note.number.is_none() && note.name.trim().is_empty();
    if nobody && !matches!(note.on, On::Journey(_)) {
        fault("number", "invalid-caller");
    }
    if note.number.as_deref().is_some_and(|number| PhoneNumber::parse(number).is_err()) {
        fault("number", "invalid-phone");
    }
    if note.text.trim().is_empty() {
        fault("text", "invalid-empty");
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

async fn keep(stage: &Stage, tx: &mut Tx, who: &Who, note: &CallNote) -> Result<NotedCall> {
    if let Some(journey) = stage.had(tx, who, note.key.as_deref()).await? {
        return Ok(NotedCall { journey: JourneyId(journey), contact: None, began: false });
    }
    let scope = scope(who, &stage.directory)?;
    let caller = match &note.number {
        Some(number) => find(tx, (&scope, stage.now), HandleKind::Phone, number, &[]).await?,
        None => Found::Nobody,
    };
    let on = match (note.on, &caller) {
        (On::Journey(id), _) => Some(id),
        (On::Likely, Found::Known(handle)) => {
            let (rows, _) = meant(tx, &scope, handle.customer, stage.now).await?;
            likely(tx, &stage.directory, &rows, stage.now).await?
        }
        (On::New | On::Likely, _) => None,
    };
    // The key belongs to the last command of the form.
    let key = || note.key.clone().filter(|_| note.promise.is_none());
    let (journey, contact) = match on {
        Some(id) => record(stage, tx, who, note, (id, &caller), key()).await?,
        None => begin(stage, tx, who, note, key()).await?,
    };
    if let Some(call) = note.call {
        regie_store::cti::note(tx, call).await?;
    }
    if let Some(promise) = &note.promise {
        say(stage, tx, who, journey, promise, note.key.clone()).await?;
    }
    Ok(NotedCall { journey, contact: Some(contact), began: on.is_none() })
}

/// The call begins a journey. What it is called by are its first words.
async fn begin(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    note: &CallNote,
    key: Option<String>,
) -> Result<(JourneyId, ContactId)> {
    let own = who.member().and_then(|member| own_blueprint(&stage.directory, member));
    let new = NewJourney {
        channel: Channel::Phone,
        name: note.name.clone(),
        email: None,
        phone: note.number.clone(),
        blueprint: note.blueprint.or(own),
        kind: None,
        title: first_words(&note.text),
        text: note.text.clone(),
        key,
    };
    let contact = stage.id();
    let besides = Besides {
        contact: Some(contact),
        direction: note.direction,
        more_follows: note.promise.is_some(),
        ..Besides::default()
    };
    Ok((begin_with(stage, tx, who, &new, &besides).await?, contact))
}

/// The blueprint of a journey that a member begins: the first that one of the own teams directs.
#[must_use]
pub fn own_blueprint(directory: &Directory, member: &Member) -> Option<BlueprintId> {
    let newest = || directory.blueprints.values().filter_map(|found| found.value.last());
    let own = newest().find(|blueprint| blueprint.director.is_some_and(|team| member.is_in(team.team)));
    own.or_else(|| newest().next()).map(|blueprint| blueprint.id)
}

/// The call stands on a journey that is there.
async fn record(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    note: &CallNote,
    (id, caller): (JourneyId, &Found),
    key: Option<String>,
) -> Result<(JourneyId, ContactId)> {
    may_read(tx, who, &stage.directory, id).await?;
    let journey = journey_of(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    // Customer records change before the journey: streams are locked in one order.
    let participant = place(stage, tx, who, &journey, note, caller).await?;
    let (contact, text): (ContactId, ContentId) = (stage.id(), stage.id());
    let asks = match note.direction {
        Direction::In => asks_of_call(&note.text, journey.open_question().is_some()),
        Direction::Out => Asks::Something,
    };
    let said = ContactFacts::said(contact, note.direction, Channel::Phone, text);
    let facts = ContactFacts { participant, asks, ..said };
    let texts = vec![Text::plain(text, ContentKind::Text, note.text.trim(), Some(id))];
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    let request = Request::journey(who.clone(), Door::Page, id, command).with(texts).keyed(key);
    let request = if note.promise.is_some() { request.before_another() } else { request };
    stage.run(tx, &request).await?;
    Ok((id, contact))
}

/// Whose words they are: the person that the number or the name names, else the customer of the journey.
async fn place(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    journey: &Journey,
    note: &CallNote,
    caller: &Found,
) -> Result<Option<ParticipantId>> {
    let place_of = |record: CustomerId| {
        let mut people = journey.participants.iter().filter(|(_, person)| person.present);
        people.find(|(_, person)| person.customer == record).map(|(id, _)| *id)
    };
    if let Found::Known(handle) = caller {
        for record in records_of(tx, handle.customer).await? {
            if let Some(found) = place_of(record) {
                return Ok(Some(found));
            }
        }
        return Ok(Some(crate::contacts::writer(stage, tx, who, journey.id, handle.customer).await?));
    }
    let Some((customer, person)) = journey.customer_participant() else { return Ok(None) };
    let (record, typed) = (person.customer, note.name.trim());
    let known = name_text(tx, record).await?;
    let same = typed.is_empty() || known.as_deref().is_none_or(|known| known.to_lowercase() == typed.to_lowercase());
    if !same {
        let (other, _) =
            customer_of(stage, tx, who, Known { name: typed, email: None, phone: note.number.as_deref() }).await?;
        return Ok(Some(crate::contacts::writer(stage, tx, who, journey.id, other).await?));
    }
    if known.is_none() && !typed.is_empty() {
        let name = stage.id();
        let texts = vec![Text::plain(name, ContentKind::Name, typed, None)];
        let command = CustomerCommand::Name { name };
        stage.run(tx, &Request::customer(who.clone(), Door::Page, record, command).with(texts)).await?;
    }
    if let Some(number) = &note.number {
        let (_, tie) = tying(stage, (who, Door::Page), record, (HandleKind::Phone, caller.noted()), number);
        stage.run(tx, &tie).await?;
    }
    Ok(Some(customer))
}

/// The name of a record, and nothing in its place.
async fn name_text(tx: &mut Tx, record: CustomerId) -> Result<Option<String>> {
    match customers::name_and_language(tx, record).await? {
        Some((Some(name), _)) => Ok(content::text(tx, name.0).await?),
        _ => Ok(None),
    }
}

/// What was promised in the call.
async fn say(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    journey: JourneyId,
    promised: &CallPromise,
    key: Option<String>,
) -> Result<()> {
    let mut texts = Vec::new();
    let text = promised.text.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(|words| {
        let id = stage.id();
        texts.push(Text::plain(id, ContentKind::Text, words, Some(journey)));
        id
    });
    let promise = NewPromise {
        kind: promised.kind,
        what: promised.what,
        text,
        to: Promisee::Customer,
        window: Some(Window::by(promised.until)),
        cost: None,
        replaces: None,
    };
    let command = JourneyCommand::SayPromise { promise };
    stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command).with(texts).keyed(key)).await?;
    Ok(())
}

/// What a member writes down of somebody who only asks for news. The customer's own words are read as well.
const NEWS: [&str; 16] = [
    "of er al nieuws",
    "of er nieuws",
    "of er al iets bekend",
    "is er al nieuws",
    "is er nieuws",
    "naar de stand",
    "naar de status",
    "hoe het staat",
    "hoe het ervoor staat",
    "hoe ver het",
    "wanneer hij iets hoort",
    "wanneer zij iets hoort",
    "asks for news",
    "asks for an update",
    "asks how things stand",
    "whether there is news",
];

/// How a member begins a note of somebody who asks something.
const ASKS: [&str; 8] =
    ["vraagt", "wil weten", "begrijpt niet", "snapt niet", "asks", "wants to know", "does not understand", "vroeg"];

/// A first guess of what a noted call asks for; `asked` tells whether a question to the customer is open.
#[must_use]
pub fn asks_of_call(text: &str, asked: bool) -> Asks {
    let lower = text.trim().to_lowercase();
    if lower.chars().count() <= 400 && NEWS.iter().any(|phrase| lower.contains(phrase)) {
        return Asks::News;
    }
    let bare = [
        "de ", "klant ", "inwoner ", "burger ", "cliënt ", "hij ", "zij ", "mevrouw ", "meneer ", "the ", "he ", "she ",
    ];
    let start = bare.iter().fold(lower.as_str(), |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    if ASKS.iter().any(|phrase| start.starts_with(phrase)) {
        return Asks::Again;
    }
    if asked { asks_of_reply(text) } else { asks_of(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_member_writes_down_is_read() {
        for news in
            ["Vraagt of er al nieuws is.", "is er al nieuws?", "Inwoner belt naar de stand van zaken", "Asks for news"]
        {
            assert_eq!(asks_of_call(news, false), Asks::News, "{news}");
            assert_eq!(asks_of_call(news, true), Asks::News, "{news}");
        }
        for again in [
            "Vraagt welke foto wij bedoelen.",
            "De inwoner wil weten waar de bon heen moet",
            "Begrijpt niet wat wij vragen",
        ] {
            assert_eq!(asks_of_call(again, true), Asks::Again, "{again}");
        }
        assert_eq!(asks_of_call("Het rekeningnummer is goed.", true), Asks::Something);
        assert_eq!(asks_of_call("Bedankt voor de snelle hulp.", false), Asks::Thanks);
    }
}
