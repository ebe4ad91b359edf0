//! One correction: what it asks for is put together first, and run in one write.

use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind};
use regie_domain::event::Reach;
use regie_domain::ids::{ContentId, CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::journey::Participant;
use regie_domain::reference::Reference;
use regie_domain::refusal::Code;
use regie_store::views::{customers, journeys};
use regie_store::{Tx, content, links};

use super::{Correction, Way, contact_faults, fault, opened};
use crate::authorise::{Scope, Who, may_read, scope};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::handles::{Found, find, records_of, restoring, tying};
use crate::run::{Request, Stage};

/// One person while something about them is corrected: the commands that come of it are run together at the end.
pub(super) struct Desk<'a> {
    stage: &'a Stage,
    who: &'a Who,
    journey: JourneyId,
    id: ParticipantId,
    person: Participant,
    requests: Vec<Request>,
}

impl<'a> Desk<'a> {
    pub(super) async fn open(
        stage: &'a Stage,
        tx: &mut Tx,
        who: &'a Who,
        journey: JourneyId,
        id: ParticipantId,
    ) -> Result<Self> {
        let found = opened(stage, tx, who, journey).await?;
        let person = found.participants.get(&id).filter(|person| person.present).cloned();
        let person = person.ok_or(AppError::NotFound("participant"))?;
        Ok(Self { stage, who, journey, id, person, requests: Vec::new() })
    }

    /// Puts together what a correction asks for.
    pub(super) async fn correct(&mut self, tx: &mut Tx, correction: &Correction) -> Result<()> {
        match correction {
            Correction::Details { name, language, reach } => {
                self.rename(tx, name).await?;
                self.on_record(CustomerCommand::SetLanguage { language: *language }, Vec::new());
                if let Some(way) = reach {
                    let reach = self.reach(tx, *way).await?;
                    self.reached(reach);
                }
                Ok(())
            }
            Correction::Tie { email, phone, plate, use_it } => {
                let plate = plate.as_deref();
                self.tie(tx, (email.as_deref(), phone.as_deref(), plate), *use_it).await
            }
            Correction::Address { lines } => self.post_to(tx, lines).await,
            Correction::Untie { handle } => self.untie(tx, *handle).await,
            Correction::Join { with } => self.join(tx, with).await,
            Correction::Unjoin { other } => self.unjoin(tx, *other).await,
            Correction::Remove => {
                self.on_journey(JourneyCommand::RemoveParticipant { participant: self.id });
                self.revoke(tx).await
            }
        }
    }

    /// Runs what was asked; the form's key belongs to the last.
    pub(super) async fn send(mut self, tx: &mut Tx, key: Option<String>) -> Result<()> {
        if let Some(last) = self.requests.last_mut() {
            last.key = key;
        }
        for request in &self.requests {
            self.stage.run(tx, request).await?;
        }
        Ok(())
    }

    fn on_record(&mut self, command: CustomerCommand, texts: Vec<Text>) {
        let request = Request::customer(self.who.clone(), Door::Page, self.person.customer, command);
        self.requests.push(request.with(texts));
    }

    fn on_journey(&mut self, command: JourneyCommand) {
        self.requests.push(Request::journey(self.who.clone(), Door::Page, self.journey, command));
    }

    fn reached(&mut self, reach: Reach) {
        if reach != self.person.reach {
            self.on_journey(JourneyCommand::ChangeReach { participant: self.id, reach });
        }
    }

    async fn rename(&mut self, tx: &mut Tx, name: &str) -> Result<()> {
        let name = name.trim();
        let known = match customers::name_and_language(tx, self.person.customer).await? {
            Some((Some(id), _)) => content::text(tx, id.0).await?,
            _ => None,
        };
        match (name, known) {
            ("", None) => {}
            ("", Some(_)) => return Err(AppError::invalid("name", "invalid-required")),
            (name, Some(known)) if known == name => {}
            (name, _) => {
                let id: ContentId = self.stage.id();
                let texts = vec![Text::plain(id, ContentKind::Name, name, None)];
                self.on_record(CustomerCommand::Name { name: id }, texts);
            }
        }
        Ok(())
    }

    async fn reach(&self, tx: &mut Tx, way: Way) -> Result<Reach> {
        let handles = customers::handles(tx, self.person.customer).await?;
        let has = |kind: HandleKind| handles.iter().any(|handle| handle.kind == kind.code());
        match way {
            Way::Email(id) if self.person.reach.handle() == Some(id) => Ok(self.person.reach),
            Way::Email(id) if handles.iter().any(|handle| handle.id == id) => Ok(Reach::Email { handle: id }),
            // Where mail goes to a record that is joined to this one, it may stay there.
            Way::Email(id) if self.person.reach == (Reach::Email { handle: id }) => Ok(self.person.reach),
            Way::Email(_) => Err(AppError::invalid("reach", "invalid-choice")),
            Way::Call if !has(HandleKind::Phone) => Err(AppError::invalid("reach", "invalid-no-phone")),
            Way::Call => Ok(Reach::Task { task: TaskKind::Call }),
            Way::Letter => Ok(Reach::Task { task: TaskKind::Letter }),
            Way::Not if self.person.role == ParticipantRole::Customer => {
                Err(AppError::invalid("reach", "invalid-choice"))
            }
            Way::Not => Ok(Reach::None),
        }
    }

    async fn tie(
        &mut self,
        tx: &mut Tx,
        (email, phone, plate): (Option<&str>, Option<&str>, Option<&str>),
        use_it: bool,
    ) -> Result<()> {
        let mut faults = contact_faults(email, phone);
        if plate.is_some_and(|plate| !regie_domain::plate::is_plate(plate)) {
            faults.push(fault("plate", "invalid-plate"));
        }
        if email.is_none() && phone.is_none() && plate.is_none() {
            faults.push(fault("email", "invalid-required"));
        }
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        let (own, scope) = (records_of(tx, self.person.customer).await?, self.scope()?);
        let plate = plate.map(|plate| regie_domain::plate::spelt(plate, '-'));
        let asked = [
            (HandleKind::Email, "email", email),
            (HandleKind::Phone, "phone", phone),
            (HandleKind::Plate, "plate", plate.as_deref()),
        ];
        for (kind, field, value) in asked {
            let Some(value) = value else { continue };
            let found = find(tx, (&scope, self.stage.now), kind, value, &own).await?;
            let handle = match &found {
                Found::Known(known) if own.contains(&known.customer) => {
                    self.requests.extend(restoring(self.who, known));
                    known.id
                }
                Found::Known(_) if !kind.is_shared() => return Err(AppError::invalid(field, "invalid-person-other")),
                Found::Known(_) | Found::Nobody | Found::OutOfSight => {
                    let (by, what) = ((self.who, Door::Page), (kind, found.noted()));
                    let (handle, tie) = tying(self.stage, by, self.person.customer, what, value);
                    self.requests.push(tie);
                    handle
                }
            };
            if kind == HandleKind::Email && use_it {
                self.reached(Reach::Email { handle });
            }
        }
        Ok(())
    }

    /// One postal address at a time; people of one house share it.
    async fn post_to(&mut self, tx: &mut Tx, lines: &str) -> Result<()> {
        let address = crate::letters::address(lines)?.to_string();
        let mut there = false;
        for handle in customers::handles(tx, self.person.customer).await? {
            if handle.kind != HandleKind::Address.code() {
                continue;
            }
            match content::text(tx, handle.value.0).await? {
                Some(known) if known == address => there = true,
                _ => self.on_record(CustomerCommand::UntieHandle { handle: handle.id }, Vec::new()),
            }
        }
        if !there {
            let what = (HandleKind::Address, Evidence::Member);
            let (_, tie) = tying(self.stage, (self.who, Door::Page), self.person.customer, what, &address);
            self.requests.push(tie);
        }
        Ok(())
    }

    async fn untie(&mut self, tx: &mut Tx, handle: HandleId) -> Result<()> {
        let all = customers::handles(tx, self.person.customer).await?;
        if all.iter().all(|found| found.id != handle) {
            return Err(AppError::NotFound("handle"));
        }
        self.on_record(CustomerCommand::UntieHandle { handle }, Vec::new());
        if self.person.reach == (Reach::Email { handle }) {
            let left = |kind: HandleKind| {
                all.iter().find(|found| found.id != handle && found.kind == kind.code() && !found.failed)
            };
            // Somebody else has read along at that address, perhaps: what was sent there opens nothing any more.
            self.revoke(tx).await?;
            self.reached(match (left(HandleKind::Email), left(HandleKind::Phone)) {
                (Some(other), _) => Reach::Email { handle: other.id },
                (None, Some(_)) => Reach::Task { task: TaskKind::Call },
                (None, None) => Reach::Task { task: TaskKind::Letter },
            });
        }
        Ok(())
    }

    async fn join(&mut self, tx: &mut Tx, with: &str) -> Result<()> {
        let other =
            self.named(tx, with.trim()).await?.ok_or_else(|| AppError::invalid("with", "invalid-person-unknown"))?;
        if customers::joined(tx, self.person.customer).await?.contains(&other) {
            return Err(Code::AlreadyJoined.into());
        }
        // It would show on every journey of both.
        if !self.scope()?.covers(tx, &[self.person.customer, other]).await? {
            return Err(AppError::invalid("with", "invalid-person-sight"));
        }
        self.on_record(CustomerCommand::Join { other }, Vec::new());
        Ok(())
    }

    /// The record that an address, a telephone number or the number of a journey names.
    async fn named(&self, tx: &mut Tx, with: &str) -> Result<Option<CustomerId>> {
        if let Some(journey) = match Reference::typed(with) {
            Some(reference) => journeys::by_reference(tx, reference).await?,
            None => None,
        } {
            may_read(tx, self.who, &self.stage.directory, journey).await?;
            return Ok(journeys::get(tx, journey).await?.map(|row| row.customer));
        }
        let scope = self.scope()?;
        for kind in [HandleKind::Email, HandleKind::Phone] {
            if let Found::Known(handle) = find(tx, (&scope, self.stage.now), kind, with, &[]).await? {
                return Ok(Some(handle.customer));
            }
        }
        Ok(None)
    }

    fn scope(&self) -> Result<Scope> {
        scope(self.who, &self.stage.directory)
    }

    /// The joining stands on one of the two records.
    async fn unjoin(&mut self, tx: &mut Tx, other: CustomerId) -> Result<()> {
        let own = self.person.customer;
        if !self.scope()?.knows(tx, other).await? {
            return Err(AppError::NotFound("customer"));
        }
        let (on, apart) = if customers::joined_by(tx, own, other).await? { (own, other) } else { (other, own) };
        let command = CustomerCommand::Unjoin { other: apart };
        self.requests.push(Request::customer(self.who.clone(), Door::Page, on, command));
        Ok(())
    }

    /// Makes the links to the person's page useless; who still takes part can ask for a new one.
    async fn revoke(&self, tx: &mut Tx) -> Result<()> {
        links::revoke(tx, self.journey.0, Some(self.id.0), self.stage.now).await?;
        Ok(())
    }
}
