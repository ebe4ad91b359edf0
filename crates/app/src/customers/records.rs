//! A customer's record that is kept by itself, outside any journey: by programs that know the people of the house. The pages
//! do the same at a person on a journey ([`crate::participants`]); the rules about whose an address is are the same ones.

use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{Customer, CustomerCommand, HandleKind, Language};
use regie_domain::event::Reach;
use regie_domain::ids::{ContentId, CustomerId, HandleId};
use regie_domain::journey::State;
use regie_domain::phone::PhoneNumber;
use regie_domain::plate;
use regie_domain::refusal::Code;
use regie_store::journal::{self, StreamKey};
use regie_store::views::{customers, journeys, likeness};
use regie_store::{Tx, content, links};

use super::apart;
use crate::App;
use crate::authorise::{Action, Scope, Who, authorise, scope};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::handles::{Found, find, records_of, restoring, tying};
use crate::journeys::plausible_email;
use crate::partners::{known_of_person, knows_handle};
use crate::run::{CUSTOMER, Request, Stage, journey_of};
use crate::settings::forms::{Faults, SHORT};

/// A record to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// The name; perhaps empty where an address or number is given. Field `name`.
    pub name: String,
    /// The language of messages; without it the house's.
    pub language: Option<Language>,
    /// Addresses and numbers. Each fault is told at the code of its kind.
    pub handles: Vec<(HandleKind, String)>,
}

/// What changes about a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// Its name and language, as far as they are given.
    Correct {
        /// The name. Field `name`.
        name: Option<String>,
        /// The language.
        language: Option<Language>,
    },
    /// An address or number is this person's. Field `value`.
    Tie {
        /// What it is.
        kind: HandleKind,
        /// As it was given.
        value: String,
    },
    /// An address or number is not this person's. What was sent there opens nothing any more.
    Untie {
        /// Which.
        handle: HandleId,
    },
    /// Another record is the same person. Field `otherId`.
    Join {
        /// The other record.
        other: CustomerId,
    },
    /// It is somebody else after all.
    Separate {
        /// The other record.
        other: CustomerId,
    },
    /// Another record, which was suggested, is somebody else. Field `otherId`.
    TellApart {
        /// The other record.
        other: CustomerId,
    },
    /// Perhaps it is the same person after all.
    UndoApart {
        /// The other record.
        other: CustomerId,
    },
}

impl App {
    /// Makes a record. An address or number that is somebody's already is a fault: whose it is can be looked up.
    ///
    /// # Errors
    /// Every fault of the input, a denial, or what the store says.
    pub async fn make_customer(&self, who: Who, new: NewRecord, key: Option<String>) -> Result<CustomerId> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, who, new, key), |tx, (stage, who, new, key)| {
                Box::pin(async move {
                    if let Some(made) = stage.had(tx, who, key.as_deref()).await? {
                        return Ok(CustomerId(made));
                    }
                    make(tx, stage, who, new, key.clone()).await
                })
            })
            .await
    }

    /// Changes what is known of a person, in one write.
    ///
    /// # Errors
    /// Every fault of the input, a refusal, a denial, [`AppError::NotFound`] for a record that the asker may not know of, or
    /// what the store says. Nothing is kept then.
    pub async fn keep_customer(&self, who: Who, id: CustomerId, keeping: Keeping, key: Option<String>) -> Result<()> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, who, keeping, key), move |tx, (stage, who, keeping, key)| {
                Box::pin(async move {
                    if stage.had(tx, who, key.as_deref()).await?.is_some() {
                        return Ok(());
                    }
                    let mut desk = Desk::open(tx, stage, who, id).await?;
                    desk.keep(tx, keeping).await?;
                    desk.send(tx, key.clone()).await?;
                    match keeping {
                        Keeping::Separate { other } => apart::reached_by_their_own(stage, tx, [id, *other]).await,
                        _ => Ok(()),
                    }
                })
            })
            .await
    }

    /// The records that have an address or number, as far as the reader may know of them.
    ///
    /// # Errors
    /// What the store says.
    pub async fn customers_with(&self, scope: &Scope, kind: HandleKind, value: &str) -> Result<Vec<CustomerId>> {
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let mut found = Vec::new();
        for row in customers::all_by_handle(&mut tx, kind, value).await? {
            if found.contains(&row.customer) || !scope.knows(&mut tx, row.customer).await? {
                continue;
            }
            if knows_handle(known_of_person(&mut tx, scope, row.customer, now).await?.as_ref(), kind) {
                found.push(row.customer);
            }
        }
        Ok(found)
    }
}

async fn make(tx: &mut Tx, stage: &Stage, who: &Who, new: &NewRecord, key: Option<String>) -> Result<CustomerId> {
    authorise(who, Action::Customer(&stage.directory))?;
    let scope = scope(who, &stage.directory)?;
    let mut faults = Faults::default();
    let name = faults.optional_line("name", &new.name);
    if name.is_empty() && new.handles.is_empty() {
        faults.add("name", "invalid-who");
    }
    let mut given = Vec::with_capacity(new.handles.len());
    for (kind, value) in &new.handles {
        let Some(value) = read(&mut faults, kind.code(), *kind, value) else { continue };
        match find(tx, (&scope, stage.now), *kind, &value, &[]).await? {
            // People of one house share its address, and a car has drivers; a number of the house's own and a mail address
            // are one person's.
            Found::Known(_) if !kind.is_shared() => faults.add(kind.code(), "invalid-person-other"),
            found => given.push((*kind, found.noted(), value)),
        }
    }
    faults.check()?;
    let id: CustomerId = stage.id();
    let mut texts = Vec::new();
    let name = (!name.is_empty()).then(|| {
        let content: ContentId = stage.id();
        texts.push(Text::plain(content, ContentKind::Name, &name, None));
        content
    });
    let language = new.language.unwrap_or_else(|| stage.directory.language());
    let register = CustomerCommand::Register { name, language };
    stage.run(tx, &Request::customer(who.clone(), Door::Page, id, register).with(texts).keyed(key)).await?;
    for (kind, evidence, value) in given {
        let (_, tie) = tying(stage, (who, Door::Page), id, (kind, evidence), &value);
        stage.run(tx, &tie).await?;
    }
    Ok(id)
}

/// What was given of a kind, as it is kept.
fn read(faults: &mut Faults, field: &str, kind: HandleKind, value: &str) -> Option<String> {
    let value = value.trim();
    let wrong = match kind {
        HandleKind::Email if !plausible_email(value) => Some("invalid-email"),
        HandleKind::Phone if PhoneNumber::parse(value).is_err() => Some("invalid-phone"),
        HandleKind::CustomerNumber if value.is_empty() => Some("invalid-required"),
        HandleKind::CustomerNumber if value.chars().count() > SHORT => Some("invalid-too-long"),
        HandleKind::CustomerNumber if value.chars().any(char::is_control) => Some("invalid-one-line"),
        HandleKind::Address => {
            return match crate::letters::address(value) {
                Ok(address) => Some(address.to_string()),
                Err(AppError::Invalid(found)) => {
                    found.iter().for_each(|fault| faults.add(field, fault.key));
                    None
                }
                Err(_) => None,
            };
        }
        HandleKind::Plate if !plate::is_plate(value) => Some("invalid-plate"),
        HandleKind::Plate => return Some(plate::spelt(value, '-')),
        HandleKind::Email
        | HandleKind::Phone
        | HandleKind::CustomerNumber
        | HandleKind::Facebook
        | HandleKind::Whatsapp => None,
    };
    match wrong {
        Some(key) => {
            faults.add(field, key);
            None
        }
        None => Some(value.to_owned()),
    }
}

/// One record while something about it changes: the commands that come of it are run together at the end.
struct Desk<'a> {
    stage: &'a Stage,
    who: &'a Who,
    scope: Scope,
    customer: Customer,
    requests: Vec<Request>,
}

impl<'a> Desk<'a> {
    async fn open(tx: &mut Tx, stage: &'a Stage, who: &'a Who, id: CustomerId) -> Result<Self> {
        authorise(who, Action::Customer(&stage.directory))?;
        let scope = scope(who, &stage.directory)?;
        if !scope.knows(tx, id).await? {
            return Err(AppError::NotFound("customer"));
        }
        journal::lock(tx, &StreamKey::new(CUSTOMER, id.0)).await?;
        let customer = crate::preferences::record(tx, id).await?.ok_or(AppError::NotFound("customer"))?;
        Ok(Self { stage, who, scope, customer, requests: Vec::new() })
    }

    async fn keep(&mut self, tx: &mut Tx, keeping: &Keeping) -> Result<()> {
        match keeping {
            Keeping::Correct { name, language } => self.correct(tx, name.as_deref(), *language).await,
            Keeping::Tie { kind, value } => self.tie(tx, *kind, value).await,
            Keeping::Untie { handle } => self.untie(tx, *handle).await,
            Keeping::Join { other } => self.join(tx, *other).await,
            Keeping::Separate { other } => self.separate(tx, *other).await,
            Keeping::TellApart { other } => self.tell_apart(tx, *other).await,
            Keeping::UndoApart { other } => self.undo_apart(tx, *other).await,
        }
    }

    /// Runs what was asked; the key belongs to the last.
    async fn send(mut self, tx: &mut Tx, key: Option<String>) -> Result<()> {
        if let Some(last) = self.requests.last_mut() {
            last.key = key;
        }
        for request in &self.requests {
            self.stage.run(tx, request).await?;
        }
        Ok(())
    }

    fn on(&mut self, customer: CustomerId, command: CustomerCommand, texts: Vec<Text>) {
        let request = Request::customer(self.who.clone(), Door::Page, customer, command);
        self.requests.push(request.with(texts));
    }

    async fn correct(&mut self, tx: &mut Tx, name: Option<&str>, language: Option<Language>) -> Result<()> {
        let mut faults = Faults::default();
        let name = name.map(|name| faults.line("name", name));
        faults.check()?;
        if let Some(name) = name {
            let known = match self.customer.name {
                Some(id) => content::text(tx, id.0).await?,
                None => None,
            };
            if known.as_deref() != Some(name.as_str()) {
                let id: ContentId = self.stage.id();
                let texts = vec![Text::plain(id, ContentKind::Name, &name, None)];
                self.on(self.customer.id, CustomerCommand::Name { name: id }, texts);
            }
        }
        if let Some(language) = language {
            self.on(self.customer.id, CustomerCommand::SetLanguage { language }, Vec::new());
        }
        Ok(())
    }

    async fn tie(&mut self, tx: &mut Tx, kind: HandleKind, value: &str) -> Result<()> {
        let mut faults = Faults::default();
        let read = read(&mut faults, "value", kind, value);
        faults.check()?;
        let Some(value) = read else { return Ok(()) };
        let own = records_of(tx, self.customer.id).await?;
        match find(tx, (&self.scope, self.stage.now), kind, &value, &own).await? {
            Found::Known(known) if own.contains(&known.customer) => self.requests.extend(restoring(self.who, &known)),
            Found::Known(_) if !kind.is_shared() => {
                return Err(AppError::invalid("value", "invalid-person-other"));
            }
            found => {
                if kind == HandleKind::Address {
                    self.leave_address();
                }
                let what = (kind, found.noted());
                let (_, tie) = tying(self.stage, (self.who, Door::Page), self.customer.id, what, &value);
                self.requests.push(tie);
            }
        }
        Ok(())
    }

    /// One postal address at a time.
    fn leave_address(&mut self) {
        let handles = self.customer.handles.iter().filter(|(_, handle)| handle.kind == HandleKind::Address);
        let before: Vec<HandleId> = handles.map(|(id, _)| *id).collect();
        for handle in before {
            self.on(self.customer.id, CustomerCommand::UntieHandle { handle }, Vec::new());
        }
    }

    /// Where messages went to it, they go another way: another address, else a call, else a letter.
    async fn untie(&mut self, tx: &mut Tx, handle: HandleId) -> Result<()> {
        if !self.customer.handles.contains_key(&handle) {
            return Err(AppError::NotFound("handle"));
        }
        self.on(self.customer.id, CustomerCommand::UntieHandle { handle }, Vec::new());
        let left = |kind: HandleKind| {
            let all = self.customer.handles.iter();
            all.filter(|(id, it)| **id != handle && it.kind == kind && !it.failed).map(|(id, _)| *id).next()
        };
        let reach = match (left(HandleKind::Email), left(HandleKind::Phone)) {
            (Some(handle), _) => Reach::Email { handle },
            (None, Some(_)) => Reach::Task { task: TaskKind::Call },
            (None, None) => Reach::Task { task: TaskKind::Letter },
        };
        // In the order of their ids, as every write that locks several.
        for id in journeys::touching(tx, &[self.customer.id]).await? {
            let Some(journey) = journey_of(tx, id).await? else { continue };
            if matches!(journey.state, State::Void { .. }) || journey.historic {
                continue;
            }
            let reached = journey.participants.iter().filter(|(_, person)| {
                person.present && person.reach.handle() == Some(handle) && person.role != ParticipantRole::OtherBody
            });
            for (participant, _) in reached {
                // Somebody else has read along there, perhaps.
                links::revoke(tx, id.0, Some(participant.0), self.stage.now).await?;
                let command = JourneyCommand::ChangeReach { participant: *participant, reach };
                self.requests.push(Request::journey(Who::System, Door::Api, id, command));
            }
        }
        Ok(())
    }

    async fn join(&mut self, tx: &mut Tx, other: CustomerId) -> Result<()> {
        let own = self.customer.id;
        if other == own || !self.scope.knows(tx, other).await? || crate::preferences::record(tx, other).await?.is_none()
        {
            return Err(AppError::invalid("otherId", "invalid-person-unknown"));
        }
        if customers::joined(tx, own).await?.contains(&other) {
            return Err(Code::AlreadyJoined.into());
        }
        // It would show on every journey of both.
        if !self.scope.covers(tx, &[own, other]).await? {
            return Err(AppError::invalid("otherId", "invalid-person-sight"));
        }
        self.on(own, CustomerCommand::Join { other }, Vec::new());
        Ok(())
    }

    /// Who is who is said by members of ours: a guest was shown no suggestion.
    fn by_ours(&self) -> Result<()> {
        if self.scope.guest().is_some() { Err(AppError::Denied("scope")) } else { Ok(()) }
    }

    /// What a member looked at and found to be somebody else.
    async fn tell_apart(&mut self, tx: &mut Tx, other: CustomerId) -> Result<()> {
        self.by_ours()?;
        let own = self.customer.id;
        if other == own || !self.scope.knows(tx, other).await? || crate::preferences::record(tx, other).await?.is_none()
        {
            return Err(AppError::invalid("otherId", "invalid-person-unknown"));
        }
        if records_of(tx, own).await?.contains(&other) {
            return Err(Code::AlreadyJoined.into());
        }
        if !likeness::apart_by(tx, other, own).await? {
            self.on(own, CustomerCommand::TellApart { other }, Vec::new());
        }
        Ok(())
    }

    /// It may have been said on any record of either person.
    async fn undo_apart(&mut self, tx: &mut Tx, other: CustomerId) -> Result<()> {
        self.by_ours()?;
        if !self.scope.knows(tx, other).await? {
            return Err(AppError::invalid("otherId", "invalid-person-unknown"));
        }
        let (own, theirs) = (records_of(tx, self.customer.id).await?, records_of(tx, other).await?);
        for one in &own {
            for other in &theirs {
                for (on, apart) in [(*one, *other), (*other, *one)] {
                    if likeness::apart_by(tx, on, apart).await? {
                        self.on(on, CustomerCommand::UndoApart { other: apart }, Vec::new());
                    }
                }
            }
        }
        if self.requests.is_empty() { Err(Code::NotToldApart.into()) } else { Ok(()) }
    }

    /// The joining stands on one of the two records.
    async fn separate(&mut self, tx: &mut Tx, other: CustomerId) -> Result<()> {
        let own = self.customer.id;
        if !self.scope.knows(tx, other).await? {
            return Err(AppError::invalid("otherId", "invalid-person-unknown"));
        }
        if customers::joined_by(tx, own, other).await? {
            self.on(own, CustomerCommand::Unjoin { other }, Vec::new());
        } else if !customers::joined_by(tx, other, own).await? {
            // It is the same person by way of a third record: it leaves all of them.
            for record in records_of(tx, own).await? {
                for (on, apart) in [(record, other), (other, record)] {
                    if customers::joined_by(tx, on, apart).await? {
                        self.on(on, CustomerCommand::Unjoin { other: apart }, Vec::new());
                    }
                }
            }
        }
        if self.requests.is_empty() {
            self.on(other, CustomerCommand::Unjoin { other: own }, Vec::new());
        }
        Ok(())
    }
}
