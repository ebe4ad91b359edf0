//! The one command path: authorise, load, decide, append, in one transaction with views, deadlines, outbox and the key.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::actor::Actor;
use regie_domain::command::{Command, Envelope, JourneyCommand};
use regie_domain::customer::{self, Customer, CustomerCommand};
use regie_domain::decide::{Decided, decide};
use regie_domain::event::{JourneyEvent, Reach};
use regie_domain::ids::{CommandId, ContentId, CustomerId, EventId, Ids, JourneyId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::refusal::Code;
use regie_store::journal::{Body, NewEvent, Origin, StoredActor, StreamKey};
use regie_store::outbox::NewOutbox;
use regie_store::{Tx, journal, views};

use crate::App;
use crate::authorise::{Action, Who, actor, authorise, is_unnamed, may_open, sight_of};
use crate::directory::Directory;
use crate::error::{AppError, Result};

mod derived;
mod improvement;
mod key;
mod reading;
mod request;
mod texts;

use derived::Derived;
use key::{digest_of, scope_of};
pub use reading::{journey_of, locked_journey, read_customer, read_improvement, read_journey};
pub use request::Request;

/// The stream kind of journeys.
pub const JOURNEY: &str = "journey";
/// The stream kind of customers.
pub const CUSTOMER: &str = "customer";
/// The stream kind of improvements.
pub const IMPROVEMENT: &str = "improvement";
/// The kind of outbox rows that carry a message to the customer.
pub const UPDATE: &str = "update";

/// What a command led to.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// The journey afterwards; none for a customer command or a repeated key.
    pub journey: Option<Journey>,
    /// How many events it made; 0 for a repeated key.
    pub events: usize,
    /// Whether the key was used before: the effect was had then.
    pub repeated: bool,
    /// The stream of the journey or customer, also for a repeated key.
    pub stream: Option<uuid::Uuid>,
}

impl App {
    /// Runs a command and answers after its commit.
    ///
    /// # Errors
    /// A refusal, a denial, or what the store says. Nothing is kept then.
    pub async fn run(&self, request: Request) -> Result<Done> {
        let directory = self.directory().await?;
        let stage = Stage::new(self, directory);
        self.store.write_with((stage, request), |tx, (stage, request)| Box::pin(stage.run(tx, request))).await
    }
}

/// What a write needs besides its command: the directory, one moment, and a source of ids.
#[derive(Clone)]
pub struct Stage {
    app: App,
    /// The directory at the beginning of the write.
    pub directory: std::sync::Arc<Directory>,
    /// The moment of the write.
    pub now: Timestamp,
}

impl Stage {
    /// For one write.
    #[must_use]
    pub fn new(app: &App, directory: std::sync::Arc<Directory>) -> Self {
        Self { app: app.clone(), directory, now: whole_micros(app.ports.clock.now()) }
    }

    /// The app that it belongs to.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// A fresh id.
    #[must_use]
    pub fn id<T: From<uuid::Uuid>>(&self) -> T {
        self.app.ports.id()
    }

    /// A fresh id for a stream that this write begins.
    #[must_use]
    pub fn begin<T: From<uuid::Uuid>>(&self, tx: &mut Tx, kind: &'static str) -> T {
        let id = self.app.ports.uuid();
        journal::minted(tx, StreamKey::new(kind, id));
        T::from(id)
    }

    /// Runs a command inside a write that does more.
    ///
    /// # Errors
    /// A refusal, a denial, or what the store says.
    pub async fn run(&self, tx: &mut Tx, request: &Request) -> Result<Done> {
        let digest = digest_of(&self.app.config, request)?;
        // Neither is it kept with the key who sent what is unnamed.
        let scope = match &request.command {
            Command::Journey { command, .. } if is_unnamed(command) => scope_of(&Who::System),
            _ => scope_of(&request.who),
        };
        if let Some(key) = &request.key
            && let Some(result) = regie_store::idempotency::recall(tx, &scope, key, &digest).await?
        {
            return Ok(Done { repeated: true, stream: uuid::Uuid::parse_str(&result).ok(), ..Done::default() });
        }
        let (stream, mut done) = match &request.command {
            Command::Journey { journey, command } => (journey.0, self.journey(tx, request, *journey, command).await?),
            Command::Customer { customer, command } => {
                (customer.0, self.customer(tx, request, *customer, command).await?)
            }
            Command::Improvement { improvement, command } => {
                (improvement.0, self.improvement(tx, request, *improvement, command).await?)
            }
        };
        if let Some(key) = &request.key {
            regie_store::idempotency::remember(tx, &scope, key, &digest, &stream.to_string(), self.now).await?;
        }
        done.stream = Some(stream);
        Ok(done)
    }

    /// The stream that a key's command began or changed, if the key was used before: for use cases of several commands,
    /// which ask this before the first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn had(&self, tx: &mut Tx, who: &Who, key: Option<&str>) -> Result<Option<uuid::Uuid>> {
        let Some(key) = key else { return Ok(None) };
        let result = regie_store::idempotency::result(tx, &scope_of(who), key).await?;
        Ok(result.and_then(|result| uuid::Uuid::parse_str(&result).ok()))
    }

    async fn journey(&self, tx: &mut Tx, request: &Request, id: JourneyId, command: &JourneyCommand) -> Result<Done> {
        let stream = StreamKey::new(JOURNEY, id.0);
        let journey = locked_journey(tx, id).await?;
        // Whoever takes part from now on is reached in the way that the person chose.
        let preferred = crate::preferences::as_preferred(tx, journey.as_ref(), command).await?;
        let command = preferred.as_ref().unwrap_or(command);
        // Each counts what it may see.
        let all = matches!(request.who, Who::System | Who::Customer { .. });
        let seq = journey.as_ref().map_or(0, |it| it.seq);
        let counted = journey.as_ref().map_or(0, |it| if all { it.seq } else { it.version() });
        if request.seen.is_some_and(|seen| seen != counted) {
            return Err(regie_store::StoreError::Conflict.into());
        }
        let sight = sight_of(tx, &request.who, &self.directory, id).await?;
        authorise(&request.who, Action::Journey(command, journey.as_ref(), &sight))?;
        if let Who::Partner(seat) = &request.who {
            crate::partners::holds(&self.directory, seat.org, self.now)?;
        }
        let acting = self.actor_of(&request.who, command, journey.as_ref())?;
        let envelope = self.envelope(request, acting);
        let blueprint = match (&journey, command) {
            (Some(journey), _) => self.directory.blueprint_version(journey.blueprint),
            (None, JourneyCommand::Open { .. } | JourneyCommand::OpenHistoric { .. }) => request
                .blueprint
                .and_then(|id| self.directory.blueprint(id))
                .or_else(|| self.opening_blueprint(command)),
            (None, _) => return Err(Code::NoJourney.into()),
        };
        let blueprint = blueprint.ok_or(AppError::NotFound("blueprint"))?;
        if journey.is_none() {
            may_open(&request.who, &self.directory, blueprint.id)?;
        }
        let mut facts = self.directory.facts(acting, blueprint, self.now)?;
        facts.callable = callable(tx, journey.as_ref(), command).await?;
        facts.more_follows = request.more_follows;
        facts.tied = crate::agreements::tied(tx, journey.as_ref(), command).await?;
        let asked = (command, request.texts.as_slice());
        facts.answered_before =
            crate::repeats::answered_before(tx, (&request.who, &self.directory), journey.as_ref(), asked).await?;
        facts.next_way = crate::social::fallback::next_way(tx, self, journey.as_ref(), command).await?;
        facts.slots =
            crate::visits::desk(tx, journey.as_ref(), facts.blueprint.visit.as_ref(), command, self.now).await?;
        facts.survey = crate::surveys::facts::facts(tx, self, journey.as_ref(), command).await?;
        let before = Derived::of(journey.as_ref());
        let decision = decide(journey, id, &envelope, command, &facts)?;
        if decision.events.is_empty() {
            return Ok(Done { journey: Some(decision.journey), ..Done::default() });
        }
        crate::partners::within_quota(self, tx, (acting, command), &decision.events).await?;
        let customer = decision.journey.customer;
        self.put_texts(tx, &request.texts, customer).await?;
        let count = decision.events.len();
        self.append_journey(tx, &stream, seq, &envelope, &decision.events).await?;
        before.replace(tx, &stream, &decision.journey).await?;
        self.enqueue(tx, &stream, seq == 0, &decision.events).await?;
        crate::partners::enqueue(self, tx, &decision.journey, &decision.events).await?;
        Ok(Done { journey: Some(decision.journey), events: count, ..Done::default() })
    }

    /// The blueprint of a journey that begins: the mailbox's of the team, else the first that the team directs.
    fn opening_blueprint(&self, command: &JourneyCommand) -> Option<&regie_domain::blueprint::Blueprint> {
        let (JourneyCommand::Open { team, .. } | JourneyCommand::OpenHistoric { team, .. }) = command else {
            return None;
        };
        let by_mailbox =
            self.directory.mailboxes.values().map(|found| &found.value).find(|mailbox| mailbox.team == team.team);
        by_mailbox
            .and_then(|mailbox| self.directory.blueprint(mailbox.blueprint))
            .or_else(|| {
                self.directory
                    .blueprints
                    .values()
                    .filter_map(|found| found.value.last())
                    .find(|blueprint| blueprint.director == Some(*team))
            })
            .or_else(|| self.directory.blueprints.values().find_map(|found| found.value.last()))
    }

    async fn customer(
        &self,
        tx: &mut Tx,
        request: &Request,
        id: CustomerId,
        command: &CustomerCommand,
    ) -> Result<Done> {
        authorise(&request.who, Action::Customer(&self.directory))?;
        let stream = StreamKey::new(CUSTOMER, id.0);
        let events = read_customer(&journal::load(tx, &stream).await?)?;
        let before = customer::fold(id, &events);
        let seq = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let decided = customer::decide(before.as_ref(), id, command)?;
        if decided.is_empty() {
            return Ok(Done::default());
        }
        self.put_texts(tx, &request.texts, id).await?;
        let acting = actor(&request.who, None, None, |team| self.directory.team_ref(team))?;
        let envelope = self.envelope(request, acting);
        let mut ids = Ids::of(envelope.command);
        let mut new = Vec::with_capacity(decided.len());
        for event in &decided {
            let (shared, internal) = event.parts()?;
            new.push(self.new_event(ids.next::<EventId>(), event.kind(), self.now, (0, 0), (shared, internal)));
        }
        let stored = journal::append(tx, &stream, seq, &self.origin(&envelope), new).await?;
        let mut all = events;
        all.extend(read_customer(&stored)?);
        if let Some(after) = customer::fold(id, &all) {
            views::customers::put(tx, before.as_ref(), &after).await?;
            self.index_customer(tx, before.as_ref(), &after).await?;
        }
        Ok(Done { events: decided.len(), ..Done::default() })
    }

    async fn index_customer(&self, tx: &mut Tx, before: Option<&Customer>, customer: &Customer) -> Result<()> {
        let known = before.map(named).unwrap_or_default();
        // What a record no longer says finds it no more.
        for content in known.difference(&named(customer)) {
            regie_store::search::forget(tx, "customer", content.0).await?;
        }
        for content in named(customer).difference(&known) {
            if let Some(text) = regie_store::content::text(tx, content.0).await? {
                let doc = regie_store::search::Doc {
                    ref_kind: "customer",
                    ref_id: content.0,
                    journey_id: None,
                    content_id: Some(content.0),
                    text: &format!("{text} {}", customer.id),
                };
                regie_store::search::index(tx, doc).await?;
            }
        }
        Ok(())
    }

    fn actor_of(&self, who: &Who, command: &JourneyCommand, journey: Option<&Journey>) -> Result<Actor> {
        if let Some(noted) = crate::partners::noted_for(&self.directory, who, Some(command), journey) {
            return Ok(noted);
        }
        actor(who, Some(command), journey, |team| self.directory.team_ref(team))
    }

    fn envelope(&self, request: &Request, actor: Actor) -> Envelope {
        Envelope {
            command: self.id::<CommandId>(),
            actor,
            door: request.door,
            key: request.key.clone(),
            cause: request.cause,
            said_at: request.said_at,
            expects: request.expects,
        }
    }

    fn origin(&self, envelope: &Envelope) -> Origin {
        let actor = envelope.actor;
        let participant = match actor {
            Actor::Participant { participant } => Some(participant.0),
            _ => None,
        };
        Origin {
            recorded_at: self.now,
            command_id: envelope.command.0,
            caused_by: envelope.cause.map(|cause| cause.0),
            origin_org: self.directory.organisation.as_ref().map_or(uuid::Uuid::nil(), |found| found.value.id.0),
            actor: StoredActor {
                kind: actor.code().into(),
                org: actor.team().map(|team| team.org.0),
                team: actor.team().map(|team| team.team.0),
                member: actor.member().map(|member| member.0),
                participant,
            },
            door: envelope.door.code().into(),
        }
    }

    fn new_event(
        &self,
        id: EventId,
        kind: &'static str,
        occurred_at: Timestamp,
        epochs: (u32, u32),
        parts: (String, String),
    ) -> NewEvent {
        NewEvent {
            event_id: id.0,
            kind: kind.into(),
            version: 1,
            occurred_at,
            ball_epoch: i64::from(epochs.0),
            direction_epoch: i64::from(epochs.1),
            shared: Body { bytes: parts.0.into_bytes(), salt: self.app.ports.bytes() },
            internal: Body { bytes: parts.1.into_bytes(), salt: self.app.ports.bytes() },
        }
    }

    async fn append_journey(
        &self,
        tx: &mut Tx,
        stream: &StreamKey,
        seq: u64,
        envelope: &Envelope,
        events: &[Decided],
    ) -> Result<()> {
        let mut ids = Ids::of(CommandId(self.id()));
        let mut new = Vec::with_capacity(events.len());
        for decided in events {
            let parts = decided.event.parts()?;
            let epochs = (decided.ball_epoch, decided.direction_epoch);
            new.push(self.new_event(ids.next::<EventId>(), decided.event.kind(), decided.occurred_at, epochs, parts));
        }
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        journal::append(tx, stream, seq, &self.origin(envelope), new).await?;
        Ok(())
    }

    /// Puts the messages that were decided on into the outbox. Calls and letters are tasks of people, not rows here.
    async fn enqueue(&self, tx: &mut Tx, stream: &StreamKey, is_new: bool, events: &[Decided]) -> Result<()> {
        for decided in events {
            let (JourneyEvent::UpdatePlanned { update, reach, not_before, .. }
            | JourneyEvent::UpdateAgain { update, reach, not_before, .. }) = &decided.event
            else {
                // What goes by another way leaves at once.
                if let JourneyEvent::UpdateRerouted { update, .. } = &decided.event {
                    regie_store::outbox::again(tx, &outbox_row(stream, *update, self.now), self.now).await?;
                }
                continue;
            };
            if !reach.is_sent() {
                continue;
            }
            let row = outbox_row(stream, *update, *not_before);
            if matches!(decided.event, JourneyEvent::UpdateAgain { .. }) {
                regie_store::outbox::again(tx, &row, self.now).await?;
            } else {
                regie_store::outbox::enqueue(tx, &row, self.now).await?;
            }
        }
        // What waits for a moment of its own may have lost its sense with the journey's end.
        let ends =
            |decided: &Decided| matches!(decided.event, JourneyEvent::Closed { .. } | JourneyEvent::Voided { .. });
        if !is_new && events.iter().any(ends) {
            regie_store::outbox::hurry(tx, stream, Timestamp::MAX, self.now).await?;
        }
        Ok(())
    }
}

/// Whether the customer has a telephone number; asked only where a person may have to tell what no channel carries, or a call is
/// asked for.
async fn callable(tx: &mut Tx, journey: Option<&Journey>, command: &JourneyCommand) -> Result<bool> {
    use regie_domain::codes::DeadlineKind;
    let (customer, by_mail) = match (journey, command) {
        (None, JourneyCommand::Open { customer, reach, .. }) => (*customer, reach.is_sent()),
        (None, _) => return Ok(false),
        (Some(journey), _) => {
            let reach = journey.customer_participant().map(|(_, person)| person.reach);
            (journey.customer, reach.is_some_and(Reach::is_sent))
        }
    };
    let asked = matches!(
        command,
        JourneyCommand::Failed { .. }
            | JourneyCommand::Unreachable { .. }
            | JourneyCommand::Fire { deadline: DeadlineKind::Silence, .. }
            | JourneyCommand::RequestCall { .. }
    );
    if by_mail && !asked {
        return Ok(false);
    }
    // A number on WhatsApp is a telephone number.
    let numbers = [customer::HandleKind::Phone, customer::HandleKind::Whatsapp].map(|kind| kind.code());
    for record in crate::handles::records_of(tx, customer).await? {
        let handles = views::customers::handles(tx, record).await?;
        if handles.iter().any(|handle| numbers.contains(&handle.kind.as_str())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The contents that a customer is found by.
fn named(customer: &Customer) -> BTreeSet<ContentId> {
    customer.handles.values().map(|handle| handle.value).chain(customer.name).collect()
}

/// Instants are kept in whole microseconds; what is decided must equal what is read back.
#[must_use]
pub fn whole_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// The outbox row of a message: the message's own id, so that a message has one row for ever.
#[must_use]
pub fn outbox_id(update: UpdateId) -> uuid::Uuid {
    update.0
}

/// The row by which a message of a journey waits in the outbox.
pub(crate) fn outbox_row(stream: &StreamKey, update: UpdateId, not_before: Timestamp) -> NewOutbox {
    NewOutbox {
        id: outbox_id(update),
        kind: UPDATE.into(),
        stream: stream.clone(),
        ref_id: update.to_string(),
        payload: "{}".to_owned(),
        not_before,
    }
}
