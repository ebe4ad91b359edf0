//! A shipment is registered: the two promises, on a journey that is there or on one that begins with it.

use jiff::Timestamp;
use regie_domain::actor::{Door, TeamRef};
use regie_domain::blueprint::Blueprint;
use regie_domain::codes::{Channel, ContactClass, Direction};
use regie_domain::command::{JourneyCommand, ShipmentCommand};
use regie_domain::event::{ContactFacts, HoldSubject, Window};
use regie_domain::ids::{BlueprintId, ContactId, CustomerId, JourneyId, PromiseId, ShipmentId, TeamId};
use regie_domain::phone::PhoneNumber;
use regie_domain::refusal::{Code, Refusal};
use regie_domain::shipment::tracking;
use regie_store::Tx;
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::shipments;

use super::facts::{Word, say};
use crate::App;
use crate::authorise::{Action, Who, authorise, may_read, scope};
use crate::calls::own_blueprint;
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::journeys::{Beginning, Known, customer_of, plausible_email};
use crate::run::{Request, Stage, journey_of};
use crate::texts::lang_of;

/// A shipment, as a program or a member registers it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewShipment {
    /// Its tracking number. Field `tracking`.
    pub tracking: String,
    /// The team that stands for the carrier. Field `carrier`.
    pub carrier: Option<TeamId>,
    /// Not before this moment. Field `from`.
    pub from: Option<Timestamp>,
    /// By when it is there. Field `until`.
    pub until: Option<Timestamp>,
    /// The journey that it is of; without it one begins. Field `journey`.
    pub journey: Option<JourneyId>,
    /// The broken promise in whose place it stands.
    pub replaces: Option<PromiseId>,
    /// The receiver's name, where a journey begins. Field `name`.
    pub name: String,
    /// The receiver's e-mail address. Field `email`.
    pub email: Option<String>,
    /// The receiver's telephone number. Field `phone`.
    pub phone: Option<String>,
    /// The blueprint of a journey that begins: without it the first that says something of shipments.
    pub blueprint: Option<BlueprintId>,
    /// What the receiver ordered, in a few words. Field `title`.
    pub title: String,
    /// The same key twice registers one shipment.
    pub key: Option<String>,
}

/// A shipment that was registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered {
    /// Its journey.
    pub journey: JourneyId,
    /// The shipment.
    pub shipment: ShipmentId,
}

impl App {
    /// Registers a shipment.
    ///
    /// # Errors
    /// All faults of the input at once, a refusal, a denial, or what the store says. Nothing is kept then.
    pub async fn shipment_register(&self, who: &Who, new: NewShipment) -> Result<Registered> {
        let directory = self.directory().await?;
        authorise(who, Action::Customer(&directory))?;
        let checked = check(&new, |team| directory.team_ref(team))?;
        let context = (Stage::new(self, directory), who.clone(), new, checked);
        self.store
            .write_with(context, |tx, (stage, who, new, checked)| Box::pin(register(stage, tx, who, new, checked)))
            .await
    }
}

/// What of the input is sure.
#[derive(Debug, Clone)]
struct Checked {
    subject: HoldSubject,
    carrier: TeamRef,
    window: Window,
}

fn check(new: &NewShipment, team: impl Fn(TeamId) -> Option<TeamRef>) -> Result<Checked> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, key: &'static str| faults.push(Fault { field: field.to_owned(), key });
    let subject = tracking(&new.tracking);
    if subject.is_err() {
        fault("tracking", "invalid-tracking");
    }
    let carrier = new.carrier.and_then(team);
    if carrier.is_none() {
        fault("carrier", "invalid-choice");
    }
    if new.until.is_none() {
        fault("until", "invalid-required");
    }
    if new.journey.is_none() {
        if new.name.trim().is_empty() && new.email.is_none() && new.phone.is_none() {
            fault("name", "invalid-who");
        }
        if new.title.trim().is_empty() {
            fault("title", "invalid-empty");
        }
        if new.email.as_deref().is_some_and(|email| !plausible_email(email)) {
            fault("email", "invalid-email");
        }
        if new.phone.as_deref().is_some_and(|phone| PhoneNumber::parse(phone).is_err()) {
            fault("phone", "invalid-phone");
        }
    }
    match (subject, carrier, new.until) {
        (Ok(subject), Some(carrier), Some(until)) if faults.is_empty() => {
            Ok(Checked { subject, carrier, window: Window { from: new.from, until } })
        }
        _ => Err(AppError::Invalid(faults)),
    }
}

async fn register(stage: &Stage, tx: &mut Tx, who: &Who, new: &NewShipment, checked: &Checked) -> Result<Registered> {
    if let Some(journey) = stage.had(tx, who, new.key.as_deref()).await? {
        return known(tx, JourneyId(journey), checked).await;
    }
    // The same number registered by two at once has one winner, also on two journeys.
    tx.lock_name(&format!("shipment {}", checked.subject)).await?;
    let known_on = known_elsewhere(tx, new.journey, checked).await?;
    let journey = match new.journey {
        Some(journey) => {
            may_read(tx, who, &stage.directory, journey).await?;
            refuse_known(stage, tx, who, known_on).await?;
            journey
        }
        None => {
            // Whoever may not see journeys learns nothing of what runs.
            scope(who, &stage.directory)?;
            refuse_known(stage, tx, who, known_on).await?;
            begin(stage, tx, who, new, checked).await?
        }
    };
    let Checked { subject, carrier, window } = checked.clone();
    let command = ShipmentCommand::Register { subject: subject.clone(), carrier, window, replaces: new.replaces };
    let request = Request::journey(who.clone(), Door::Page, journey, JourneyCommand::Shipment(command));
    stage.run(tx, &request.keyed(new.key.clone())).await?;
    let registered = known(tx, journey, checked).await?;
    // What the carrier said before counts from now on.
    for early in shipments::take_early(tx, subject.value()).await? {
        let word = Word { status: early.status, at: Some(early.at), signed: true };
        say(stage, tx, (&Who::System, Door::Program), registered, word, None).await?;
    }
    Ok(registered)
}

/// The open journey, other than the one it is registered on, where the carrier's number stands already.
async fn known_elsewhere(tx: &mut Tx, own: Option<JourneyId>, checked: &Checked) -> Result<Option<JourneyRow>> {
    let same = shipments::by_tracking(tx, checked.subject.value()).await?.into_iter();
    let same = same.filter(|row| row.carrier == checked.carrier.team && Some(row.journey) != own);
    let ids: Vec<JourneyId> = same.map(|row| row.journey).collect();
    Ok(journeys::get_many(tx, &ids).await?.into_iter().find(|row| row.state == "open"))
}

/// One parcel is one shipment: whoever registers it again is told where it stands, where that may be seen.
async fn refuse_known(stage: &Stage, tx: &mut Tx, who: &Who, known: Option<JourneyRow>) -> Result<()> {
    let Some(known) = known else { return Ok(()) };
    let refusal = Refusal::new(Code::ShipmentKnown);
    match may_read(tx, who, &stage.directory, known.id).await {
        Ok(()) => Err(refusal.count(1).journey(known.id, known.reference).into()),
        Err(AppError::Denied(_) | AppError::NotFound(_)) => Err(refusal.into()),
        Err(error) => Err(error),
    }
}

async fn known(tx: &mut Tx, id: JourneyId, checked: &Checked) -> Result<Registered> {
    let journey = journey_of(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    let (shipment, _) = journey.shipment_by(&checked.subject).ok_or(AppError::NotFound("shipment"))?;
    Ok(Registered { journey: id, shipment })
}

/// A journey that begins with what is sent: the customer has asked nothing, so nothing waits for an answer.
async fn begin(stage: &Stage, tx: &mut Tx, who: &Who, new: &NewShipment, checked: &Checked) -> Result<JourneyId> {
    // Whoever may not see journeys begins none.
    scope(who, &stage.directory)?;
    let blueprint = blueprint(stage, who, new).ok_or(AppError::NotFound("blueprint"))?;
    let own = who.member().and_then(|member| member.teams.first());
    let own = own.and_then(|(team, _)| stage.directory.team_ref(*team));
    let team = blueprint.director.or(own).ok_or(AppError::Denied("no-team"))?;
    let people = Known { name: &new.name, email: new.email.as_deref(), phone: new.phone.as_deref() };
    let customer: (CustomerId, _) = customer_of(stage, tx, who, people).await?;
    let journey: JourneyId = stage.id();
    let (contact, text): (ContactId, _) = (stage.id(), stage.id());
    let carrier = stage.directory.team_name(checked.carrier.team);
    let words = crate::texts::shipments::given(lang_of(stage.directory.language()), checked.subject.value(), &carrier);
    let facts =
        ContactFacts { class: ContactClass::Report, ..ContactFacts::said(contact, Direction::Out, Channel::Web, text) };
    let texts = vec![Text::plain(text, ContentKind::Text, &words, Some(journey))];
    let beginning = Beginning {
        more_follows: true,
        ..Beginning::new(journey, blueprint.id, team, customer, new.title.trim(), (facts, texts))
    };
    beginning.run(stage, tx, who).await?;
    Ok(journey)
}

/// By which blueprint a journey begins: the one that is named, the first that says something of shipments, else what the
/// member's team begins with.
fn blueprint<'a>(stage: &'a Stage, who: &Who, new: &NewShipment) -> Option<&'a Blueprint> {
    if let Some(id) = new.blueprint {
        return stage.directory.blueprint(id);
    }
    let mut newest = stage.directory.blueprints.values().filter_map(|found| found.value.last());
    let ships = newest.find(|blueprint| blueprint.shipping.is_some());
    let own = || who.member().and_then(|member| own_blueprint(&stage.directory, member));
    ships.or_else(|| own().and_then(|id| stage.directory.blueprint(id)))
}
