//! Erasing a customer: every name, address, text, mail and file that is kept of a person, in one write with its audit rows
//! and the lines of the erasure ledger. Journeys, promises and figures stay; they hold ids and codes only.

mod apart;
pub mod records;

use std::collections::BTreeSet;

use regie_domain::customer::HandleKind;
use regie_domain::ids::{CustomerId, JourneyId, ParticipantId, UpdateId};
use regie_domain::journey::{Journey, State};
use regie_domain::phone::PhoneNumber;
use regie_domain::reference::Reference;
use regie_domain::update::UpdateState;
use regie_store::ask;
use regie_store::audit::{self, Change};
use regie_store::journal::{self, StreamKey};
use regie_store::outbox::{self, OutboxRow, OutboxState};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::{customers, journeys};
use regie_store::{StoreError, Tx, content, erasure};
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::content::contents_of;
use crate::directory::{Directory, without_detail};
use crate::error::AppError;
use crate::intake::ARRIVAL;
use crate::links::LINK;
use crate::run::{CUSTOMER, JOURNEY, UPDATE, journey_of, locked_journey, whole_micros};
use crate::settings::stamp;

/// Whose data goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// A customer, with the records that are joined to it.
    Customer(CustomerId),
    /// The customer with an e-mail address, and what came from it and is on no journey.
    Address(String),
    /// The customer with a telephone number, and calls from it that are on no journey.
    Number(PhoneNumber),
}

impl Whom {
    /// The kind of handle and its value, where one names the customer.
    fn handle(&self) -> Option<(HandleKind, &str)> {
        match self {
            Self::Customer(_) => None,
            Self::Address(address) => Some((HandleKind::Email, address)),
            Self::Number(number) => Some((HandleKind::Phone, number.as_str())),
        }
    }
}

/// Why it goes, for the ledger and the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The person asked for it.
    Request,
    /// It is no longer needed: its term has ended.
    Retention,
    /// The person withdrew consent.
    Consent,
    /// The person objects to the use.
    Objection,
    /// It should never have been kept.
    Unlawful,
    /// A law or an order demands it.
    Law,
}

impl Ground {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Request, Self::Retention, Self::Consent, Self::Objection, Self::Unlawful, Self::Law];

    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Retention => "retention",
            Self::Consent => "consent",
            Self::Objection => "objection",
            Self::Unlawful => "unlawful",
            Self::Law => "law",
        }
    }

    /// The ground of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|ground| ground.code() == code)
    }
}

/// How much goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Customer records: one, and those joined to it.
    pub customers: usize,
    /// Journeys that lose texts.
    pub journeys: usize,
    /// Mails that are on no journey.
    pub arrivals: usize,
    /// Names, addresses, texts, mails and files.
    pub contents: usize,
    /// Their size in bytes.
    pub bytes: u64,
}

/// Why a customer is not erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Somebody is still waiting for us.
    #[error("still open: {}; close or set aside what is open first", numbers(.0))]
    Open(Vec<Reference>),
    /// A message to the customer is on its way out at this very moment.
    #[error("a message to this customer is being sent: try again in a few minutes")]
    Sending,
    /// Anything else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for EraseError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

fn numbers(references: &[Reference]) -> String {
    references.iter().map(Reference::to_string).collect::<Vec<_>>().join(", ")
}

impl App {
    /// How much would go.
    ///
    /// # Errors
    /// As [`App::erase_customer`].
    pub async fn erasable(&self, who: &Who, whom: &Whom) -> Result<Extent, EraseError> {
        authorise(who, Action::EraseCustomers)?;
        let directory = self.directory().await?;
        let found = self.store.read(async |tx| Found::of(tx, &directory, whom, false).await).await?;
        Ok(found.extent)
    }

    /// Erases all that is kept of a customer, and tells how much it was. Done again, it erases what came since.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`] when nothing is known of the customer, [`EraseError::Open`] while a journey of the
    /// customer is open, [`EraseError::Sending`], or what the store says. Nothing is erased then.
    pub async fn erase_customer(&self, who: &Who, whom: Whom, ground: Ground) -> Result<Extent, EraseError> {
        authorise(who, Action::EraseCustomers)?;
        let (stamp, now) = (stamp(self, who), whole_micros(self.ports.clock.now()));
        let context = (whom, stamp, self.directory().await?);
        self.store
            .write_with(context, move |tx, (whom, stamp, directory)| {
                Box::pin(async move {
                    let found = Found::of(tx, directory, whom, true).await?;
                    for row in &found.unsent {
                        outbox::withdraw(tx, *row).await?;
                    }
                    for id in &found.contents {
                        content::erase(tx, *id, ground.code(), now).await?;
                    }
                    let told =
                        serde_json::json!({ "ground": ground.code(), "contents": found.extent.contents }).to_string();
                    for (kind, id) in found.subjects() {
                        let (subject_kind, subject_id) = (kind, id.to_string());
                        let after = Some(told.as_str());
                        let change =
                            Change { action: "erase", subject_kind, subject_id: &subject_id, before: None, after };
                        audit::record(tx, stamp, change).await?;
                    }
                    Ok(found.extent)
                })
            })
            .await
    }

    /// Empties what the database's files keep of erased rows for a while. False when it could not be done because others
    /// were reading all the time: ask again.
    ///
    /// # Errors
    /// What the store says.
    pub async fn scrub(&self) -> Result<bool, AppError> {
        Ok(erasure::scrub(&self.store).await?)
    }
}

/// All that is kept of a customer.
struct Found {
    customers: BTreeSet<CustomerId>,
    arrivals: Vec<Arrival>,
    contents: BTreeSet<Uuid>,
    /// Messages that wait and lose their sense.
    unsent: Vec<Uuid>,
    extent: Extent,
}

impl Found {
    async fn of(tx: &mut Tx, directory: &Directory, whom: &Whom, lock: bool) -> Result<Self, EraseError> {
        let customers = records(tx, whom).await?;
        if lock {
            for customer in &customers {
                journal::lock(tx, &StreamKey::new(CUSTOMER, customer.0)).await?;
            }
        }
        let mut addresses = addresses(tx, whom, &customers).await?;
        // What came from a mailbox or member of ours is about others.
        addresses.retain(|address| {
            directory.mailbox_by_address(address).is_none() && directory.member_by_email(address).is_none()
        });
        let arrivals = match addresses.is_empty() {
            true => Vec::new(),
            false => arrivals::sent_by(tx, &addresses).await?,
        };
        if customers.is_empty() && arrivals.is_empty() {
            return Err(AppError::NotFound("customer").into());
        }
        let ids: Vec<CustomerId> = customers.iter().copied().collect();
        let mut touched: BTreeSet<JourneyId> = journeys::touching(tx, &ids).await?.into_iter().collect();
        touched.extend(arrivals.iter().filter_map(|arrival| arrival.journey));
        let mut found =
            Self { customers, arrivals, contents: BTreeSet::new(), unsent: Vec::new(), extent: Extent::default() };
        found.on_records(tx).await?;
        found.noted_elsewhere(tx, whom).await?;
        let mut open = Vec::new();
        for id in touched {
            let stream = StreamKey::new(JOURNEY, id.0);
            let journey = if lock { locked_journey(tx, id).await? } else { journey_of(tx, id).await? };
            let Some(journey) = journey else { continue };
            if matches!(journey.state, State::Open) {
                open.push(journey.reference);
            }
            found.on_journey(&journey);
            found.leaving(&journey, &outbox::of_stream(tx, &stream).await?)?;
            found.extent.journeys += 1;
        }
        if !open.is_empty() {
            return Err(EraseError::Open(open));
        }
        found.measure(tx).await?;
        Ok(found)
    }

    /// What belongs to the records, and what came from their addresses.
    async fn on_records(&mut self, tx: &mut Tx) -> Result<(), EraseError> {
        for customer in &self.customers {
            let kept = content::of_subject(tx, CUSTOMER, customer.0).await?;
            self.contents.extend(kept.into_iter().map(|info| info.id));
            // What the person is writing now, by a link to their page.
            for draft in ask::of_customer(tx, customer.0).await? {
                let kept = content::of_subject(tx, ask::SUBJECT, draft.id).await?;
                self.contents.extend(kept.into_iter().map(|info| info.id));
            }
        }
        for arrival in &self.arrivals {
            let parts = [Some(arrival.raw), arrival.parsed, arrival.subject];
            self.contents.extend(parts.into_iter().flatten().map(|id| id.0));
            let kept = content::of_subject(tx, ARRIVAL, arrival.id).await?;
            self.contents.extend(kept.into_iter().map(|info| info.id));
        }
        Ok(())
    }

    /// The address where it is noted with somebody else.
    async fn noted_elsewhere(&mut self, tx: &mut Tx, whom: &Whom) -> Result<(), EraseError> {
        let Some((kind, value)) = whom.handle() else { return Ok(()) };
        let noted = customers::all_by_handle(tx, kind, value).await?;
        self.contents.extend(noted.into_iter().map(|handle| handle.value.0));
        Ok(())
    }

    /// What stands on a journey: all contacts of the customer's own, on the journeys of others what these people wrote and
    /// were sent.
    fn on_journey(&mut self, journey: &Journey) {
        let own = self.customers.contains(&journey.customer);
        let people = self.people_on(journey);
        let arrived: BTreeSet<_> = self.arrivals.iter().filter_map(|arrival| arrival.contact).collect();
        for (id, contact) in journey.contacts.iter().filter(|(_, contact)| contact.moved_to.is_none()) {
            let theirs = contact.facts.participant.is_some_and(|person| people.contains(&person));
            if own || theirs || arrived.contains(id) {
                self.contents.extend(contents_of(&contact.facts).map(|id| id.0));
            }
        }
        for update in journey.updates.values().filter(|update| people.contains(&update.participant)) {
            if let UpdateState::Sent { text, .. } = update.state {
                self.contents.insert(text.0);
            }
        }
    }

    /// The messages to these people that have not left.
    fn leaving(&mut self, journey: &Journey, rows: &[OutboxRow]) -> Result<(), EraseError> {
        let people = self.people_on(journey);
        let receiver = |row: &OutboxRow| match row.kind.as_str() {
            UPDATE => journey.updates.get(&UpdateId(row.id)).map(|update| update.participant),
            LINK => ParticipantId::parse(&row.ref_id).ok(),
            _ => None,
        };
        for row in rows.iter().filter(|row| receiver(row).is_some_and(|person| people.contains(&person))) {
            match row.state {
                OutboxState::Leased => return Err(EraseError::Sending),
                OutboxState::Pending | OutboxState::Paused => self.unsent.push(row.id),
                OutboxState::Sent | OutboxState::Failed => {}
            }
        }
        Ok(())
    }

    fn people_on(&self, journey: &Journey) -> BTreeSet<ParticipantId> {
        let people = journey.participants.iter().filter(|(_, person)| self.customers.contains(&person.customer));
        people.map(|(id, _)| *id).collect()
    }

    /// Leaves out what is gone already, and counts the rest.
    async fn measure(&mut self, tx: &mut Tx) -> Result<(), EraseError> {
        for id in std::mem::take(&mut self.contents) {
            let Some(info) = content::info(tx, id).await?.filter(|info| info.erased.is_none()) else { continue };
            self.extent.bytes += u64::try_from(info.size).unwrap_or(0);
            self.contents.insert(id);
        }
        self.extent.contents = self.contents.len();
        self.extent.customers = self.customers.len();
        self.extent.arrivals = self.arrivals.iter().filter(|arrival| arrival.contact.is_none()).count();
        Ok(())
    }

    /// What the audit names.
    fn subjects(&self) -> Vec<(&'static str, Uuid)> {
        if self.customers.is_empty() {
            return self.arrivals.iter().map(|arrival| (ARRIVAL, arrival.id)).collect();
        }
        self.customers.iter().map(|customer| (CUSTOMER, customer.0)).collect()
    }
}

/// The records of whoever an address or number belongs to: also those that have it apart and no other. One that has others,
/// too, is somebody with whom it was noted.
async fn of_handle(tx: &mut Tx, whom: &Whom) -> Result<Vec<CustomerId>, StoreError> {
    let mut found = Vec::new();
    let Some((kind, value)) = whom.handle() else { return Ok(found) };
    let owner = customers::by_handle(tx, kind, value).await?.map(|handle| handle.customer);
    for handle in customers::all_by_handle(tx, kind, value).await? {
        let all = customers::handles(tx, handle.customer).await?;
        let mut mails = all.iter().filter(|other| other.kind == handle.kind);
        if owner == Some(handle.customer) || mails.all(|other| other.matched == handle.matched) {
            found.push(handle.customer);
        }
    }
    Ok(found)
}

/// The record of a person and all that are joined to it, over one another too.
async fn records(tx: &mut Tx, whom: &Whom) -> Result<BTreeSet<CustomerId>, StoreError> {
    let mut next: Vec<CustomerId> = match whom {
        Whom::Customer(id) => customers::name_and_language(tx, *id).await?.map(|_| *id).into_iter().collect(),
        Whom::Address(_) | Whom::Number(_) => of_handle(tx, whom).await?,
    };
    let mut found = BTreeSet::new();
    while let Some(id) = next.pop() {
        if found.insert(id) {
            next.extend(customers::joined(tx, id).await?);
        }
    }
    Ok(found)
}

/// The e-mail addresses and telephone numbers of the records, as mails and calls may have come from them.
async fn addresses(tx: &mut Tx, whom: &Whom, customers: &BTreeSet<CustomerId>) -> Result<Vec<String>, StoreError> {
    let mut found = BTreeSet::new();
    if let Some((kind, value)) = whom.handle() {
        found.insert(customers::normalise(kind, value));
    }
    for customer in customers {
        let handles = customers::handles(tx, *customer).await?;
        let from = [HandleKind::Email, HandleKind::Phone, HandleKind::Facebook, HandleKind::Whatsapp];
        let from = from.map(HandleKind::code);
        let mails = handles.into_iter().filter(|handle| from.contains(&handle.kind.as_str()));
        found.extend(mails.filter_map(|handle| handle.matched));
    }
    let bare: Vec<String> = found.iter().map(|address| without_detail(address)).collect();
    found.extend(bare);
    Ok(found.into_iter().collect())
}
