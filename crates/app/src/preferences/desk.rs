//! One record while its preferences change: its handles, what is chosen, and the journeys that it reaches.

use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{Customer, CustomerCommand, Evidence, HandleKind};
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, HandleId, ParticipantId};
use regie_domain::journey::State;
use regie_domain::phone::PhoneNumber;
use regie_domain::preference::{Preferences, PreferredWay, SaidHow};
use regie_store::journal::{self, StreamKey};
use regie_store::views::{customers, journeys};
use regie_store::{Tx, content};

use super::{By, Proving, Wish, fault, record};
use crate::authorise::{Action, Who, authorise, scope};
use crate::error::{AppError, Result};
use crate::handles::{records_of, tying};
use crate::run::{CUSTOMER, Request, Stage, journey_of};

/// One record while its preferences change.
pub(crate) struct Desk<'a> {
    pub(super) stage: &'a Stage,
    /// Who the events are recorded for.
    who: Who,
    person: bool,
    pub(super) said: SaidHow,
    pub(super) customer: Customer,
}

impl<'a> Desk<'a> {
    pub(super) async fn open(stage: &'a Stage, tx: &mut Tx, by: &By) -> Result<Self> {
        match by {
            By::Person { journey, participant } => {
                let found = journey_of(tx, *journey).await?.ok_or(AppError::NotFound("page"))?;
                let person = found.participants.get(participant).filter(|person| person.present && person.may_act);
                let id = person.ok_or(AppError::Denied("customer"))?.customer;
                Self::of(stage, tx, id, SaidHow::Page).await
            }
            By::Member { who, customer, said } => {
                authorise(who, Action::Customer(&stage.directory))?;
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

    pub(super) async fn prefer(&mut self, tx: &mut Tx, wish: &Wish) -> Result<Proving> {
        let typed = wish.phone.trim();
        let number =
            (!typed.is_empty()).then(|| PhoneNumber::parse(typed).map_err(|_| fault("phone", "invalid-phone")));
        let number = number.transpose()?;
        let (mut prefers, mut proving) = (self.customer.preferences(), Proving::Nothing);
        prefers.daily = wish.daily;
        prefers.no_surveys = wish.no_surveys;
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

    /// A number asked for no more text messages: where they went to it, mail to who has an address, else a call. What waits
    /// for that number is told by a person.
    pub(crate) async fn without_texts(&mut self, tx: &mut Tx, number: HandleId) -> Result<()> {
        let before = self.customer.preferences();
        if self.customer.preferred_reach() != Some(Reach::Text { handle: number }) {
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

    pub(super) fn working(&self, kind: HandleKind) -> Option<HandleId> {
        // What the person gave here is used where it was chosen; else what was known before.
        let known = self.customer.handles.iter().filter(|(_, handle)| handle.kind == kind && !handle.failed);
        known.min_by_key(|(id, handle)| (handle.evidence == Evidence::StatusPage, **id)).map(|(id, _)| *id)
    }

    pub(super) async fn on_record(&mut self, tx: &mut Tx, command: CustomerCommand) -> Result<()> {
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
