//! How somebody wants to hear from the organisation (`domain/preference.rs`): chosen on the person's own page, or noted by a
//! member who heard it. What is chosen becomes the way in which messages reach the person on every journey, also on those
//! that begin later, so that every message is decided on and sent by it.

mod desk;
mod mail;
mod proof;

use regie_domain::codes::ParticipantRole;
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{self, Customer, CustomerCommand, HandleKind, Language};
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::preference::{Chosen, Preferences, PreferredWay, SaidHow};
use regie_store::journal::{self, StreamKey};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Scope, Who};
use crate::error::{AppError, Fault, Result};
use crate::handles::records_of;
use crate::partners::{known_of_person, knows_handle};
use crate::run::{CUSTOMER, Stage, journey_of, read_customer};

pub(crate) use desk::Desk;
pub use mail::PREFERENCE;
pub use proof::{Proving, Stands, masked};

/// Who says it.
#[derive(Debug, Clone)]
pub enum By {
    /// The person, on the page behind a link.
    Person {
        /// The journey of the link.
        journey: JourneyId,
        /// The person's place on it.
        participant: ParticipantId,
    },
    /// A member, who heard it.
    Member {
        /// Who.
        who: Who,
        /// Whose preferences they are.
        customer: CustomerId,
        /// How the person said it.
        said: SaidHow,
    },
}

/// What is wished for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The language of messages.
    pub language: Language,
    /// By which way. Field `way`.
    pub way: PreferredWay,
    /// A number to call or to text; empty for the one that is known. Field `phone`.
    pub phone: String,
    /// The postal address; empty for the one that is known. Field `address`.
    pub address: String,
    /// Whether one mail a day is enough of what only says how things go on.
    pub daily: bool,
    /// Whether the person does not want to be asked how it went.
    pub no_surveys: bool,
}

/// An address or number of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The handle.
    pub id: HandleId,
    /// As it was given.
    pub value: String,
    /// Whether messages to it came back for good.
    pub failed: bool,
    /// Whether it is a number that asked for no text messages.
    pub stopped: bool,
}

/// What somebody prefers, and what it can be chosen from.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Whose it is.
    pub customer: CustomerId,
    /// The language of messages.
    pub language: Language,
    /// What was chosen last; nothing where nobody chose.
    pub chosen: Option<Chosen>,
    /// E-mail addresses.
    pub mails: Vec<Place>,
    /// Telephone numbers.
    pub phones: Vec<Place>,
    /// Whether text messages can be sent.
    pub texts: bool,
    /// Addresses and numbers that wait for their proof, recognisable to their owner only.
    pub waiting: Vec<String>,
}

impl Standing {
    /// What holds now.
    #[must_use]
    pub fn prefers(&self) -> Preferences {
        self.chosen.map(|chosen| chosen.prefers).unwrap_or_default()
    }

    /// The address that mail goes to, where it goes by mail.
    #[must_use]
    pub fn mail(&self) -> Option<&Place> {
        let chosen = self.prefers().mail;
        self.mails.iter().find(|place| Some(place.id) == chosen).or_else(|| self.mails.iter().find(|it| !it.failed))
    }

    /// The number that texts go to.
    #[must_use]
    pub fn text(&self) -> Option<&Place> {
        let chosen = self.prefers().phone;
        self.phones.iter().find(|place| Some(place.id) == chosen)
    }
}

impl App {
    /// What somebody prefers, with the addresses and numbers that a reader of the record may know.
    ///
    /// # Errors
    /// As [`App::standing`].
    pub async fn standing_for(&self, scope: &Scope, id: CustomerId) -> Result<Standing> {
        let mut found = self.standing(id).await?;
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let fields = known_of_person(&mut tx, scope, id, now).await?;
        if !knows_handle(fields.as_ref(), HandleKind::Email) {
            found.mails.clear();
        }
        if !knows_handle(fields.as_ref(), HandleKind::Phone) {
            found.phones.clear();
        }
        if fields.is_some() {
            found.waiting.clear();
        }
        Ok(found)
    }

    /// What somebody prefers. The caller has judged that its reader may know.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such record, or what the store says.
    pub async fn standing(&self, id: CustomerId) -> Result<Standing> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let customer = record(&mut tx, id).await?.ok_or(AppError::NotFound("customer"))?;
        let (mut mails, mut phones) = (Vec::new(), Vec::new());
        for (id, handle) in &customer.handles {
            let Some(value) = content::text(&mut tx, handle.value.0).await? else { continue };
            let stopped = handle.kind == HandleKind::Phone && self.is_stopped(&mut tx, &value).await?;
            let place = Place { id: *id, value, failed: handle.failed, stopped };
            match handle.kind {
                HandleKind::Email => mails.push(place),
                HandleKind::Phone => phones.push(place),
                HandleKind::CustomerNumber
                | HandleKind::Address
                | HandleKind::Facebook
                | HandleKind::Whatsapp
                | HandleKind::Plate => {}
            }
        }
        Ok(Standing {
            customer: id,
            language: customer.language,
            chosen: customer.choices.last().copied(),
            mails,
            phones,
            texts: directory.sms.as_ref().is_some_and(|found| found.value.active),
            waiting: self.waiting_proofs(&mut tx, id).await?,
        })
    }

    /// The record of somebody on a journey.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the person is not on it, or what the store says.
    pub async fn standing_of(&self, journey: JourneyId, participant: ParticipantId) -> Result<Standing> {
        let found = journey_of(&mut self.store.begin_read().await?, journey).await?;
        let person = found.and_then(|found| found.participants.get(&participant).map(|person| person.customer));
        self.standing(person.ok_or(AppError::NotFound("participant"))?).await
    }

    /// Keeps what somebody wishes, on all journeys, in one write. A number for text messages that a person gives on their own
    /// page counts once it is proved; till then the way stays what it was.
    ///
    /// # Errors
    /// Every fault of the input, a denial, or what the store says. Nothing is kept then.
    pub async fn prefer(&self, by: By, wish: Wish) -> Result<Proving> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, by, wish), |tx, (stage, by, wish)| {
                Box::pin(async move { Desk::open(stage, tx, by).await?.prefer(tx, wish).await })
            })
            .await
    }

    /// Takes back the last choice: what held before holds again.
    ///
    /// # Errors
    /// A refusal where nothing was chosen, a denial, or what the store says.
    pub async fn undo_preference(&self, who: Who, customer: CustomerId) -> Result<()> {
        let stage = Stage::new(self, self.directory().await?);
        let by = By::Member { who, customer, said: SaidHow::Phone };
        self.store
            .write_with((stage, by), |tx, (stage, by)| {
                Box::pin(async move {
                    let mut desk = Desk::open(stage, tx, by).await?;
                    desk.on_record(tx, CustomerCommand::UndoPreference {}).await?;
                    desk.spread(tx).await
                })
            })
            .await
    }
}

/// A command that lets somebody take part, with the way that the person prefers; nothing where the person chose none.
pub(crate) async fn as_preferred(
    tx: &mut Tx,
    journey: Option<&Journey>,
    command: &JourneyCommand,
) -> Result<Option<JourneyCommand>> {
    use JourneyCommand as C;
    let (customer, before) = match (journey, command) {
        (None, C::Open { customer, reach, .. }) => (*customer, *reach),
        (Some(_), C::AddParticipant { customer, reach, role, .. }) if *role != ParticipantRole::OtherBody => {
            (*customer, *reach)
        }
        (Some(journey), C::OpenImported { reach }) => (journey.customer, *reach),
        _ => return Ok(None),
    };
    // Who writes in a conversation is answered in it.
    if matches!(before, Reach::None | Reach::Social { .. }) {
        return Ok(None);
    }
    let Some(wanted) = preferred(tx, customer).await? else { return Ok(None) };
    let mut command = command.clone();
    if let C::Open { reach, .. } | C::AddParticipant { reach, .. } | C::OpenImported { reach } = &mut command {
        *reach = wanted;
    }
    Ok(Some(command))
}

/// How messages reach somebody by what was chosen last, on the record or one that is joined to it.
pub(crate) async fn preferred(tx: &mut Tx, id: CustomerId) -> Result<Option<Reach>> {
    let mut chosen = None;
    for id in records_of(tx, id).await? {
        let Some(found) = record(tx, id).await? else { continue };
        let at = found.choices.last().map(|chosen| chosen.at);
        if at > chosen.as_ref().map(|(at, _)| *at) {
            chosen = at.zip(found.preferred_reach());
        }
    }
    Ok(chosen.map(|(_, reach)| reach))
}

/// What somebody chose last, on the record or one that is joined to it.
pub(crate) async fn last_choice(tx: &mut Tx, id: CustomerId) -> Result<Option<Chosen>> {
    let mut last: Option<Chosen> = None;
    for id in records_of(tx, id).await? {
        let chosen = record(tx, id).await?.and_then(|found| found.choices.last().copied());
        last = chosen.into_iter().chain(last).max_by_key(|chosen| chosen.at);
    }
    Ok(last)
}

/// A record as it stands.
pub(crate) async fn record(tx: &mut Tx, id: CustomerId) -> Result<Option<Customer>> {
    let stored = journal::read(tx, &StreamKey::new(CUSTOMER, id.0), 0).await?;
    Ok(customer::fold(id, &read_customer(&stored)?))
}

fn fault(field: &str, key: &'static str) -> AppError {
    AppError::Invalid(vec![Fault { field: field.to_owned(), key }])
}
