//! How somebody wants to hear from the organisation (`domain/preference.rs`): chosen on the person's own page, or noted by a
//! member who heard it. What is chosen becomes the way in which messages reach the person on every journey, also on those
//! that begin later, so that every message is decided on and sent by it.

mod mail;
mod proof;

use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{self, Customer, CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::journey::{Journey, State};
use regie_domain::phone::PhoneNumber;
use regie_domain::preference::{Chosen, Preferences, PreferredWay, SaidHow};
use regie_store::journal::{self, StreamKey};
use regie_store::views::{customers, journeys};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Action, Who, authorise, scope};
use crate::error::{AppError, Fault, Result};
use crate::handles::{records_of, tying};
use crate::run::{CUSTOMER, Request, Stage, journey_of, read_customer};

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
                HandleKind::CustomerNumber | HandleKind::Address => {}
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

/// One record while its preferences change.
pub(crate) struct Desk<'a> {
    stage: &'a Stage,
    /// Who the events are recorded for.
    who: Who,
    person: bool,
    said: SaidHow,
    customer: Customer,
}

impl<'a> Desk<'a> {
    async fn open(stage: &'a Stage, tx: &mut Tx, by: &By) -> Result<Self> {
        match by {
            By::Person { journey, participant } => {
                let found = journey_of(tx, *journey).await?.ok_or(AppError::NotFound("page"))?;
                let person = found.participants.get(participant).filter(|person| person.present && person.may_act);
                let id = person.ok_or(AppError::Denied("customer"))?.customer;
                Self::of(stage, tx, id, SaidHow::Page).await
            }
            By::Member { who, customer, said } => {
                authorise(who, Action::Customer)?;
                if !scope(who, &stage.directory)?.knows(tx, *customer).await? {
                    return Err(AppError::NotFound("customer"));
                }
                let desk = Self::of(stage, tx, *customer, *said).await?;
                Ok(Self { who: who.clone(), person: false, ..desk })
            }
        }
    }

    /// For what the person said in another way than to a member.
    pub(crate) async fn of(stage: &'a Stage, tx: &mut Tx, id: CustomerId, said: SaidHow) -> Result<Self> {
        journal::lock(tx, &StreamKey::new(CUSTOMER, id.0)).await?;
        let customer = record(tx, id).await?.ok_or(AppError::NotFound("customer"))?;
        Ok(Self { stage, who: Who::System, person: true, said, customer })
    }

    async fn prefer(&mut self, tx: &mut Tx, wish: &Wish) -> Result<Proving> {
        let typed = wish.phone.trim();
        let number =
            (!typed.is_empty()).then(|| PhoneNumber::parse(typed).map_err(|_| fault("phone", "invalid-phone")));
        let number = number.transpose()?;
        let (mut prefers, mut proving) = (self.customer.preferences(), Proving::Nothing);
        prefers.daily = wish.daily;
        match wish.way {
            PreferredWay::Mail if self.working(HandleKind::Email).is_none() => {
                return Err(fault("way", "invalid-prefer-no-mail"));
            }
            PreferredWay::Mail => prefers.way = Some(PreferredWay::Mail),
            PreferredWay::Text => match self.textable(tx, number.as_ref()).await? {
                Ok(handle) => (prefers.way, prefers.phone) = (Some(PreferredWay::Text), Some(handle)),
                Err(unproven) => proving = self.ask_proof(tx, HandleKind::Phone, &unproven).await?,
            },
            PreferredWay::Call => {
                match &number {
                    Some(number) => drop(self.known_or_tied(tx, HandleKind::Phone, number.as_str()).await?),
                    None if self.working(HandleKind::Phone).is_none() => {
                        return Err(fault("phone", "invalid-prefer-no-phone"));
                    }
                    None => {}
                }
                prefers.way = Some(PreferredWay::Call);
            }
            PreferredWay::Letter => {
                self.post_to(tx, &wish.address).await?;
                prefers.way = Some(PreferredWay::Letter);
            }
        }
        self.on_record(tx, CustomerCommand::SetLanguage { language: wish.language }).await?;
        let (said, chosen) = (self.said, prefers != self.customer.preferences());
        if chosen {
            self.on_record(tx, CustomerCommand::Prefer { prefers, said }).await?;
            self.spread(tx).await?;
        }
        Ok(proving)
    }

    /// The number asked for no more text messages: mail where there is an address, else a call.
    pub(crate) async fn without_texts(&mut self, tx: &mut Tx) -> Result<()> {
        let before = self.customer.preferences();
        if before.way != Some(PreferredWay::Text) {
            return Ok(());
        }
        let mail = self.working(HandleKind::Email).is_some();
        let way = Some(if mail { PreferredWay::Mail } else { PreferredWay::Call });
        let said = self.said;
        self.on_record(tx, CustomerCommand::Prefer { prefers: Preferences { way, ..before }, said }).await?;
        self.spread(tx).await
    }

    /// A number that may be texted: a known one, or one that a member noted; else the number that is to be proved first.
    async fn textable(&mut self, tx: &mut Tx, number: Option<&PhoneNumber>) -> Result<Result<HandleId, String>> {
        let gateway = self.stage.directory.sms.as_ref();
        if !gateway.is_some_and(|found| found.value.active) {
            return Err(fault("way", "invalid-prefer-no-texts"));
        }
        let mut mobile = None;
        for (id, handle) in self.customer.handles.iter().filter(|(_, handle)| handle.kind == HandleKind::Phone) {
            let text = content::text(tx, handle.value.0).await?;
            let Some(known) = text.and_then(|text| PhoneNumber::parse(&text).ok()) else { continue };
            let meant = number.is_none_or(|number| *number == known) && known.may_be_texted();
            if meant && !matches!(handle.evidence, Evidence::Form | Evidence::ApartFrom) {
                mobile = mobile.or(Some((*id, known)));
            }
        }
        let number = match (&mobile, number) {
            (Some((_, known)), _) => known.clone(),
            (None, Some(number)) if number.may_be_texted() => number.clone(),
            (None, Some(_)) => return Err(fault("phone", "invalid-prefer-mobile")),
            (None, None) => return Err(fault("phone", "invalid-prefer-no-mobile")),
        };
        if self.stage.app().is_stopped(tx, number.as_str()).await? {
            return Err(fault("phone", "invalid-prefer-stopped"));
        }
        match mobile {
            Some((id, _)) => Ok(Ok(id)),
            None if self.person => Ok(Err(number.as_str().to_owned())),
            None => self.known_or_tied(tx, HandleKind::Phone, number.as_str()).await.map(Ok),
        }
    }

    /// The handle with a value: the record's own, else one that is tied now.
    pub(crate) async fn known_or_tied(&mut self, tx: &mut Tx, kind: HandleKind, value: &str) -> Result<HandleId> {
        let rows = customers::all_by_handle(tx, kind, value).await?;
        if let Some(own) = rows.iter().find(|row| row.customer == self.customer.id) {
            if own.failed {
                self.on_record(tx, CustomerCommand::RestoreHandle { handle: own.id }).await?;
            }
            return Ok(own.id);
        }
        let evidence = match (rows.is_empty(), self.person) {
            // Somebody else has it too: nobody there hears of this one.
            (false, _) => Evidence::Apart,
            (true, true) => Evidence::StatusPage,
            (true, false) => Evidence::Member,
        };
        let (handle, tie) = tying(self.stage, (&self.who, Door::Page), self.customer.id, (kind, evidence), value);
        self.stage.run(tx, &tie).await?;
        self.reload(tx).await?;
        Ok(handle)
    }

    /// Letters go to these lines; without any, to the address that is known.
    async fn post_to(&mut self, tx: &mut Tx, typed: &str) -> Result<()> {
        let before: Vec<HandleId> = self.of_kind(HandleKind::Address).collect();
        if typed.trim().is_empty() {
            return if before.is_empty() { Err(fault("address", "invalid-prefer-no-address")) } else { Ok(()) };
        }
        let address = crate::letters::address(typed)?.to_string();
        let now = self.known_or_tied(tx, HandleKind::Address, &address).await?;
        for gone in before.into_iter().filter(|handle| *handle != now) {
            self.on_record(tx, CustomerCommand::UntieHandle { handle: gone }).await?;
        }
        Ok(())
    }

    fn of_kind(&self, kind: HandleKind) -> impl Iterator<Item = HandleId> + '_ {
        self.customer.handles.iter().filter(move |(_, handle)| handle.kind == kind).map(|(id, _)| *id)
    }

    fn working(&self, kind: HandleKind) -> Option<HandleId> {
        // What the person gave here is used where it was chosen; else what was known before.
        let known = self.customer.handles.iter().filter(|(_, handle)| handle.kind == kind && !handle.failed);
        known.min_by_key(|(id, handle)| (handle.evidence == Evidence::StatusPage, **id)).map(|(id, _)| *id)
    }

    async fn on_record(&mut self, tx: &mut Tx, command: CustomerCommand) -> Result<()> {
        let request = Request::customer(self.who.clone(), Door::Page, self.customer.id, command);
        self.stage.run(tx, &request).await?;
        self.reload(tx).await
    }

    async fn reload(&mut self, tx: &mut Tx) -> Result<()> {
        self.customer = record(tx, self.customer.id).await?.ok_or(AppError::NotFound("customer"))?;
        Ok(())
    }

    /// How messages reach the person where nothing was chosen.
    fn usual(&self) -> Reach {
        match (self.working(HandleKind::Email), self.working(HandleKind::Phone)) {
            (Some(handle), _) => Reach::Email { handle },
            (None, Some(_)) => Reach::Task { task: TaskKind::Call },
            (None, None) => Reach::Task { task: TaskKind::Letter },
        }
    }

    /// Lets messages on all journeys of the person go that way from now on.
    pub(crate) async fn spread(&mut self, tx: &mut Tx) -> Result<()> {
        let reach = self.customer.preferred_reach().unwrap_or_else(|| self.usual());
        let own = records_of(tx, self.customer.id).await?;
        // In the order of their ids, as every write that locks several.
        for id in journeys::touching(tx, &own).await? {
            let Some(journey) = journey_of(tx, id).await? else { continue };
            if matches!(journey.state, State::Void { .. }) || journey.historic {
                continue;
            }
            let gets = journey.participants.iter().filter(|(_, person)| {
                person.present && own.contains(&person.customer) && person.reach != Reach::None && person.reach != reach
            });
            let changed: Vec<ParticipantId> =
                gets.filter(|(_, person)| person.role != ParticipantRole::OtherBody).map(|(id, _)| *id).collect();
            for participant in changed {
                let command = JourneyCommand::ChangeReach { participant, reach };
                self.stage.run(tx, &Request::journey(Who::System, Door::Page, id, command)).await?;
            }
        }
        Ok(())
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
    if before == Reach::None {
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

/// A record as it stands.
pub(crate) async fn record(tx: &mut Tx, id: CustomerId) -> Result<Option<Customer>> {
    let stored = journal::read(tx, &StreamKey::new(CUSTOMER, id.0), 0).await?;
    Ok(customer::fold(id, &read_customer(&stored)?))
}

fn fault(field: &str, key: &'static str) -> AppError {
    AppError::Invalid(vec![Fault { field: field.to_owned(), key }])
}
