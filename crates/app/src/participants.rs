//! The people of a journey, and correcting what is known of them: a wrong name, address or language, two records that are
//! one person, somebody who does not belong there. Each correction can be undone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{HandleKind, Language};
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::partner::SharedField;
use regie_domain::second_thing::SecondKind;
use regie_store::views::{customers, participants};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Action, Who, authorise, may_read, scope};
use crate::error::{AppError, Fault, Result};
use crate::journeys::{Known, customer_of, plausible_email};
use crate::partners::{Known as Shared, known_of_person, knows_handle, name_within};
use crate::read::Loaded;
use crate::run::{Request, Stage, journey_of};

mod correct;

use correct::Desk;

/// Somebody on a journey, with all that is known of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The place on the journey.
    pub id: ParticipantId,
    /// The record.
    pub customer: CustomerId,
    /// As what.
    pub role: ParticipantRole,
    /// Whether the person only wrote, and does not take part.
    pub only_wrote: bool,
    /// The name, where one is known.
    pub name: Option<String>,
    /// The language.
    pub language: Language,
    /// How messages reach the person.
    pub reach: Reach,
    /// Addresses and numbers.
    pub handles: Vec<PersonHandle>,
    /// Of which second things something is known.
    pub seconds: Vec<SecondKind>,
    /// How many links to the person's page work, and until when the last of them does.
    pub links: Option<(i64, Timestamp)>,
    /// The records of the same person, with the name or address of each.
    pub joined: Vec<(CustomerId, String)>,
}

/// An address or number of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonHandle {
    /// The handle.
    pub id: HandleId,
    /// What it is.
    pub kind: HandleKind,
    /// As it was given.
    pub value: String,
    /// Whether mail to it came back for good.
    pub failed: bool,
}

/// How messages shall reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By mail to one of the person's addresses.
    Email(HandleId),
    /// By telephone.
    Call,
    /// By letter.
    Letter,
    /// Not.
    Not,
}

/// What is corrected about somebody on a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// Name, language, and how messages reach the person.
    Details {
        /// The name. Field `name`.
        name: String,
        /// The language.
        language: Language,
        /// How messages reach the person on this journey; left as it is without it. Field `reach`.
        reach: Option<Way>,
    },
    /// Another address or number. Fields `email`, `phone` and `plate`.
    Tie {
        /// The address.
        email: Option<String>,
        /// The number.
        phone: Option<String>,
        /// The number plate.
        plate: Option<String>,
        /// Whether messages on this journey go to the address from now on.
        use_it: bool,
    },
    /// The postal address: it takes the place of the one before. Field `address`.
    Address {
        /// Its lines, without the name.
        lines: String,
    },
    /// An address or number is not this person's. Links that were sent to the person's page work no more.
    Untie {
        /// Which.
        handle: HandleId,
    },
    /// Another record is the same person: named by an address, a telephone number, or the number of a journey. Field `with`.
    Join {
        /// What names it.
        with: String,
    },
    /// It is somebody else after all.
    Unjoin {
        /// The other record.
        other: CustomerId,
    },
    /// The person does not belong on this journey.
    Remove,
}

/// Somebody who takes part from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// The name. Field `name`.
    pub name: String,
    /// The address. Field `email`.
    pub email: Option<String>,
    /// The number. Field `phone`.
    pub phone: Option<String>,
    /// As what; the customer is there already.
    pub role: ParticipantRole,
    /// Whether the person may answer and decide.
    pub may_act: bool,
}

impl App {
    /// The people on a journey that was opened for its reader, the customer first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn people(&self, who: &Who, loaded: &Loaded) -> Result<Vec<Person>> {
        let scope = scope(who, &*self.directory().await?)?;
        let mut tx = self.store.begin_read().await?;
        let mut present: Vec<_> = loaded.journey.participants.iter().filter(|(_, person)| person.present).collect();
        present.sort_by_key(|(id, person)| (person.role != ParticipantRole::Customer, **id));
        let now = self.ports.clock.now();
        let known = Shared::of(&mut tx, &scope, &[loaded.journey.id], now).await?;
        let mut people = Vec::with_capacity(present.len());
        for (id, person) in present {
            let mut joined = Vec::new();
            for other in customers::joined(&mut tx, person.customer).await? {
                if !scope.knows(&mut tx, other).await? {
                    continue;
                }
                let fields = known_of_person(&mut tx, &scope, other, now).await?;
                joined.push((other, name_within(&mut tx, other, fields.as_ref()).await?.unwrap_or_default()));
            }
            people.push(Person {
                id: *id,
                customer: person.customer,
                role: person.role,
                only_wrote: person.only_wrote(),
                name: loaded.names.get(&person.customer).cloned(),
                language: loaded.languages.get(&person.customer).copied().unwrap_or_default(),
                reach: person.reach,
                handles: handles_of(&mut tx, person.customer, known.fields(loaded.journey.id)).await?,
                seconds: crate::second_thing::known_kinds(&mut tx, person.customer).await?,
                links: regie_store::links::of_participant(&mut tx, loaded.journey.id.0, id.0, now).await?,
                joined,
            });
        }
        Ok(people)
    }

    /// Corrects what is known of somebody on a journey, in one write.
    ///
    /// # Errors
    /// Every fault of the input, a refusal, a denial, or what the store says. Nothing is kept then.
    pub async fn correct_person(
        &self,
        who: Who,
        journey: JourneyId,
        person: ParticipantId,
        correction: Correction,
        key: Option<String>,
    ) -> Result<()> {
        let stage = Stage::new(self, self.directory().await?);
        let context = (stage, who, journey, person, correction, key);
        self.store
            .write_with(context, |tx, (stage, who, journey, person, correction, key)| {
                Box::pin(async move {
                    if stage.had(tx, who, key.as_deref()).await?.is_some() {
                        return Ok(());
                    }
                    let mut desk = Desk::open(stage, tx, who, *journey, *person).await?;
                    desk.correct(tx, correction).await?;
                    desk.send(tx, key.clone()).await
                })
            })
            .await
    }

    /// Lets somebody take part in a journey.
    ///
    /// # Errors
    /// As [`App::correct_person`].
    pub async fn add_person(&self, who: Who, journey: JourneyId, new: NewPerson, key: Option<String>) -> Result<()> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, who, journey, new, key), |tx, (stage, who, journey, new, key)| {
                Box::pin(add(tx, stage, who, *journey, new, key.clone()))
            })
            .await
    }
}

async fn add(
    tx: &mut Tx,
    stage: &Stage,
    who: &Who,
    journey: JourneyId,
    new: &NewPerson,
    key: Option<String>,
) -> Result<()> {
    if stage.had(tx, who, key.as_deref()).await?.is_some() {
        return Ok(());
    }
    opened(stage, tx, who, journey).await?;
    let mut faults = contact_faults(new.email.as_deref(), new.phone.as_deref());
    if new.name.trim().is_empty() && new.email.is_none() && new.phone.is_none() {
        faults.push(fault("name", "invalid-who"));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let known = Known { name: &new.name, email: new.email.as_deref(), phone: new.phone.as_deref() };
    let (customer, reach) = customer_of(stage, tx, who, known).await?;
    // No postal address is known of anybody: where nothing but a name is, there is nothing to write to.
    let reach = if matches!(reach, Reach::Task { task: TaskKind::Letter }) { Reach::None } else { reach };
    if participants::get(tx, journey, customer).await?.is_some() {
        return Err(AppError::invalid("name", "invalid-person-known"));
    }
    let command = JourneyCommand::AddParticipant {
        participant: stage.id(),
        role: new.role,
        customer,
        reach,
        may_act: new.may_act,
    };
    stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command).keyed(key)).await?;
    Ok(())
}

/// The journey, for somebody who may change who is on it.
async fn opened(stage: &Stage, tx: &mut Tx, who: &Who, id: JourneyId) -> Result<Journey> {
    // Customer streams change first, and the journey is read again where it changes.
    let journey = journey_of(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    authorise(who, Action::Customer(&stage.directory))?;
    may_read(tx, who, &stage.directory, id).await?;
    Ok(journey)
}

async fn handles_of(
    tx: &mut Tx,
    customer: CustomerId,
    fields: Option<&BTreeSet<SharedField>>,
) -> Result<Vec<PersonHandle>> {
    let mut known = Vec::new();
    for handle in customers::handles(tx, customer).await? {
        let (kind, value) = (HandleKind::parse(&handle.kind), content::text(tx, handle.value.0).await?);
        if let (Some(kind), Some(value)) = (kind.filter(|kind| knows_handle(fields, *kind)), value) {
            known.push(PersonHandle { id: handle.id, kind, value, failed: handle.failed });
        }
    }
    Ok(known)
}

fn contact_faults(email: Option<&str>, phone: Option<&str>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if email.is_some_and(|email| !plausible_email(email)) {
        faults.push(fault("email", "invalid-email"));
    }
    if phone.is_some_and(|phone| regie_domain::phone::PhoneNumber::parse(phone).is_err()) {
        faults.push(fault("phone", "invalid-phone"));
    }
    faults
}

fn fault(field: &str, key: &'static str) -> Fault {
    Fault { field: field.to_owned(), key }
}
