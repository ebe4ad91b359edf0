//! A journey begun by a member: the telephone note, the counter, the letter. Only who and what are asked.

use jiff::Timestamp;
use regie_domain::actor::{Door, TeamRef};
use regie_domain::codes::{Channel, Direction, JourneyKind, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{CustomerCommand, HandleKind};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{BlueprintId, ContactId, ContentId, CustomerId, JourneyId, ParticipantId};
use regie_store::Tx;
use regie_store::views::{customers, references};

use crate::App;
use crate::authorise::{Action, Scope, Who, authorise, may_open, scope};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::handles::{Found, find, records_of, tying};
use crate::letters;
use crate::run::{Request, Stage};

/// What a member notes when a journey begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJourney {
    /// How the customer came.
    pub channel: Channel,
    /// The name.
    pub name: String,
    /// The e-mail address, where the customer has one.
    pub email: Option<String>,
    /// The telephone number, where the customer has one.
    pub phone: Option<String>,
    /// The blueprint; the first that there is without it.
    pub blueprint: Option<BlueprintId>,
    /// The kind of need, where the member chose another than the blueprint's.
    pub kind: Option<JourneyKind>,
    /// The title.
    pub title: String,
    /// What was said.
    pub text: String,
    /// The same key twice begins one journey.
    pub key: Option<String>,
}

/// What goes along with a journey that a member begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Besides {
    /// Whose it is, where the member began at a person; an address or number that somebody else has goes before it.
    pub customer: Option<CustomerId>,
    /// The journey's own id, where its files name it already.
    pub journey: Option<JourneyId>,
    /// The id of its first contact.
    pub contact: Option<ContactId>,
    /// Who sought contact with whom.
    pub direction: Direction,
    /// When it was said or received, if before now.
    pub at: Option<Timestamp>,
    /// The date that a letter bears, in days since 1970-01-01.
    pub dated: Option<i32>,
    /// Scans and photos.
    pub files: Vec<Text>,
    /// The postal address, in lines; nothing where none was given. Field `address`.
    pub address: Option<String>,
    /// Whether the member was asked how the person is reached: a letter must then have a way back, unless `no_way` says that
    /// its writer gave none.
    pub way_asked: bool,
    /// Whether the writer of a letter gave no way to be reached.
    pub no_way: bool,
    /// Whether another command of the same form follows in the same write.
    pub more_follows: bool,
}

impl Default for Besides {
    /// Nothing: the customer's side came by itself, just now.
    fn default() -> Self {
        Self {
            customer: None,
            journey: None,
            contact: None,
            direction: Direction::In,
            at: None,
            dated: None,
            files: Vec::new(),
            address: None,
            way_asked: false,
            no_way: false,
            more_follows: false,
        }
    }
}

/// What a member knows of a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The name; perhaps empty.
    pub name: &'a str,
    /// The e-mail address.
    pub email: Option<&'a str>,
    /// The telephone number.
    pub phone: Option<&'a str>,
}

impl App {
    /// Begins a journey for a member.
    ///
    /// # Errors
    /// All faults of the input at once, a denial, or what the store says.
    pub async fn begin_journey(&self, who: Who, new: NewJourney) -> Result<JourneyId> {
        self.begin_journey_with(who, new, Besides::default()).await
    }

    /// As [`App::begin_journey`], with what goes along: the scan of a letter, its date, when it came.
    ///
    /// # Errors
    /// As [`App::begin_journey`].
    pub async fn begin_journey_with(&self, who: Who, new: NewJourney, besides: Besides) -> Result<JourneyId> {
        let stage = Stage::new(self, self.directory().await?);
        authorise(&who, Action::Customer(&stage.directory))?;
        check(&new, &besides)?;
        let context = (stage, who, new, besides);
        self.store
            .write_with(context, |tx, (stage, who, new, besides)| Box::pin(begin_with(stage, tx, who, new, besides)))
            .await
    }
}

fn check(new: &NewJourney, besides: &Besides) -> Result<()> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, key: &'static str| faults.push(Fault { field: field.to_owned(), key });
    if new.name.trim().is_empty() && new.email.is_none() && new.phone.is_none() {
        fault("name", "invalid-who");
    }
    if new.title.trim().is_empty() {
        fault("title", "invalid-empty");
    }
    if new.text.trim().is_empty() {
        fault("text", "invalid-empty");
    }
    if new.email.as_deref().is_some_and(|email| !plausible_email(email)) {
        fault("email", "invalid-email");
    }
    if new.phone.as_deref().is_some_and(|phone| regie_domain::phone::PhoneNumber::parse(phone).is_err()) {
        fault("phone", "invalid-phone");
    }
    let address = besides.address.as_deref().map(crate::letters::address);
    if let Some(Err(AppError::Invalid(found))) = address {
        faults.extend(found);
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// Enough to send to: one `@` with something before it and a dotted domain behind it, and no blanks.
#[must_use]
pub fn plausible_email(email: &str) -> bool {
    let email = email.trim();
    email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || c == ',' || c == ';')
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        })
}

/// Begins a journey inside a write that may do more.
pub(crate) async fn begin_with(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    new: &NewJourney,
    besides: &Besides,
) -> Result<JourneyId> {
    if let Some(begun) = stage.had(tx, who, new.key.as_deref()).await? {
        return Ok(JourneyId(begun));
    }
    let blueprint = match new.blueprint {
        Some(id) => stage.directory.blueprint(id),
        None => stage.directory.begins(who.member()).next(),
    };
    let blueprint = blueprint.ok_or(AppError::NotFound("blueprint"))?;
    // Said at the field, so that nothing that was written is lost.
    if may_open(who, &stage.directory, blueprint.id).is_err() {
        return Err(AppError::invalid("blueprint", "invalid-blueprint-served"));
    }
    let own = who.member().and_then(|member| member.teams.first());
    let own = own.and_then(|(team, _)| stage.directory.team_ref(*team));
    // Who works for a partner in our screens has the ball of what it opens; we direct.
    let guest = who.member().is_some_and(|member| stage.directory.guest_of(member).is_some());
    let director = blueprint.director.filter(|_| !guest);
    // The member's own team has the ball when it is the director's; else the director's door takes it.
    let in_director = matches!((who.member(), director), (Some(member), Some(director)) if member.is_in(director.team));
    let team = if in_director { director } else { director.or(own) }.ok_or(AppError::Denied("no-team"))?;
    let known = Known { name: &new.name, email: new.email.as_deref(), phone: new.phone.as_deref() };
    let (customer, reach) = record_of(stage, tx, who, known, besides.customer).await?;
    if let Some(lines) = &besides.address {
        letters::post_to(stage, tx, who, customer, lines).await?;
    }
    let asked = besides.way_asked && new.channel == Channel::Letter && !besides.no_way;
    if asked && !is_reachable(tx, customer).await? {
        return Err(AppError::invalid("address", "invalid-no-way"));
    }
    let journey: JourneyId = besides.journey.unwrap_or_else(|| stage.id());
    let contact: ContactId = besides.contact.unwrap_or_else(|| stage.id());
    let text = stage.id();
    let facts = ContactFacts {
        files: besides.files.iter().map(|file| file.id).collect(),
        occurred_at: besides.at,
        dated: besides.dated,
        ..ContactFacts::said(contact, besides.direction, new.channel, text)
    };
    let mut texts = vec![Text::plain(text, ContentKind::Text, new.text.trim(), Some(journey))];
    texts.extend(besides.files.iter().cloned());
    let beginning = Beginning {
        need: new.kind,
        key: new.key.clone(),
        more_follows: besides.more_follows,
        ..Beginning::new(journey, blueprint.id, team, (customer, reach), new.title.trim(), (facts, texts))
    };
    beginning.run(stage, tx, who).await?;
    Ok(journey)
}

/// A journey that begins with a contact that a person noted, or somebody wrote on a page.
pub(crate) struct Beginning<'a> {
    pub journey: JourneyId,
    pub blueprint: BlueprintId,
    /// The team whose door it came in by.
    pub team: TeamRef,
    pub customer: CustomerId,
    pub reach: Reach,
    pub title: &'a str,
    pub contact: ContactFacts,
    /// What the contact is made of.
    pub texts: Vec<Text>,
    /// The kind of need, where a person chose another than the blueprint's.
    pub need: Option<JourneyKind>,
    /// The same key twice begins one journey.
    pub key: Option<String>,
    /// Whether another command of the same form follows in the same write.
    pub more_follows: bool,
    /// The earlier journey that it follows.
    pub follows: Option<JourneyId>,
}

impl<'a> Beginning<'a> {
    pub(crate) fn new(
        journey: JourneyId,
        blueprint: BlueprintId,
        team: TeamRef,
        (customer, reach): (CustomerId, Reach),
        title: &'a str,
        (contact, texts): (ContactFacts, Vec<Text>),
    ) -> Self {
        let (need, key, more_follows, follows) = (None, None, false, None);
        Self { journey, blueprint, team, customer, reach, title, contact, texts, need, key, more_follows, follows }
    }

    /// Gives it its number, its title and the customer's place on it, and opens it; gives that place.
    pub(crate) async fn run(self, stage: &Stage, tx: &mut Tx, who: &Who) -> Result<ParticipantId> {
        let (participant, subject): (ParticipantId, ContentId) = (stage.id(), stage.id());
        let command = JourneyCommand::Open {
            reference: references::next(tx, crate::intake::month_of(stage)?).await?,
            need: self.need,
            customer: self.customer,
            participant,
            reach: self.reach,
            team: self.team,
            subject,
            contact: ContactFacts { participant: Some(participant), ..self.contact },
            follows: self.follows,
        };
        let mut texts = self.texts;
        texts.push(Text::plain(subject, ContentKind::Subject, self.title, Some(self.journey)));
        let mut request = Request::journey(who.clone(), Door::Page, self.journey, command).with(texts).keyed(self.key);
        request.blueprint = Some(self.blueprint);
        request.more_follows = self.more_follows;
        stage.run(tx, &request).await?;
        Ok(participant)
    }
}

/// The record of the customer: found by address or number among those that the member may know, else begun; and how
/// messages reach the person.
pub(crate) async fn customer_of(stage: &Stage, tx: &mut Tx, who: &Who, new: Known<'_>) -> Result<(CustomerId, Reach)> {
    record_of(stage, tx, who, new, None).await
}

/// As [`customer_of`]; where nobody is found, it is the record that was meant, if the member may know of it.
async fn record_of(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    new: Known<'_>,
    meant: Option<CustomerId>,
) -> Result<(CustomerId, Reach)> {
    let handles = [(HandleKind::Email, new.email), (HandleKind::Phone, new.phone)];
    let scope = scope(who, &stage.directory)?;
    let mut given = Vec::with_capacity(handles.len());
    for (kind, value) in handles.into_iter().filter_map(|(kind, value)| Some((kind, value?))) {
        given.push((kind, value, find(tx, (&scope, stage.now), kind, value, &[]).await?));
    }
    let known = given.iter().find_map(|(.., found)| match found {
        Found::Known(row) => Some(row.customer),
        Found::Nobody | Found::OutOfSight => None,
    });
    let customer = match (known, meant) {
        (Some(customer), _) => customer,
        (None, Some(id)) if is_known(tx, &scope, id).await? => id,
        (None, _) => register(stage, tx, who, new.name).await?,
    };
    let mut reach = Reach::Task { task: if new.phone.is_some() { TaskKind::Call } else { TaskKind::Letter } };
    for (kind, value, found) in given {
        let handle = match &found {
            Found::Known(known) => known.id,
            Found::Nobody | Found::OutOfSight => {
                let (handle, tie) = tying(stage, (who, Door::Page), customer, (kind, found.noted()), value);
                stage.run(tx, &tie).await?;
                handle
            }
        };
        if kind == HandleKind::Email {
            reach = Reach::Email { handle };
        }
    }
    Ok((customer, reach))
}

/// Whether anything is known by which the person can be reached.
async fn is_reachable(tx: &mut Tx, id: CustomerId) -> Result<bool> {
    for record in records_of(tx, id).await? {
        let handles = customers::handles(tx, record).await?;
        if handles.iter().filter_map(|handle| HandleKind::parse(&handle.kind)).any(HandleKind::reaches) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether there is such a record, and the member may know of it.
async fn is_known(tx: &mut Tx, scope: &Scope, id: CustomerId) -> Result<bool> {
    Ok(customers::name_and_language(tx, id).await?.is_some() && scope.knows(tx, id).await?)
}

async fn register(stage: &Stage, tx: &mut Tx, who: &Who, name: &str) -> Result<CustomerId> {
    let customer = stage.id::<CustomerId>();
    let mut texts = Vec::new();
    let name = (!name.trim().is_empty()).then(|| {
        let id = stage.id();
        texts.push(Text::plain(id, ContentKind::Name, name.trim(), None));
        id
    });
    let command = CustomerCommand::Register { name, language: stage.directory.language() };
    stage.run(tx, &Request::customer(who.clone(), Door::Page, customer, command).with(texts)).await?;
    Ok(customer)
}
