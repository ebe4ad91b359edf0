//! A claim on a carrier: a journey of its own that follows the delivery's, with the carrier as the one it is with. The
//! customer of the delivery hears nothing of it. Both journeys name each other.

use regie_domain::actor::Door;
use regie_domain::codes::{Channel, ContactClass, Direction};
use regie_domain::command::{JourneyCommand, ShipmentCommand};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{BlueprintId, ContactId, ContentId, JourneyId, ShipmentId};
use regie_store::Tx;
use regie_store::views::{journeys, shipments};

use crate::App;
use crate::authorise::{Action, Who, authorise, may_read};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::journeys::{Beginning, Known, customer_of, plausible_email};
use crate::run::{Request, Stage, journey_of};

/// A claim, as a member begins it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewClaim {
    /// The blueprint that it runs by. Field `blueprint`.
    pub blueprint: Option<BlueprintId>,
    /// The address of the carrier's claims desk, where it has one. Field `email`.
    pub email: Option<String>,
    /// What is claimed, and why. Field `text`.
    pub text: String,
    /// The same key twice begins one journey.
    pub key: Option<String>,
}

/// The journey of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub journey: JourneyId,
    /// Whether it ran before.
    pub known: bool,
}

impl App {
    /// Begins a claim on the carrier of a shipment; where one runs already, gives that.
    ///
    /// # Errors
    /// All faults of the input at once, a denial, or what the store says.
    pub async fn shipment_claim(&self, who: &Who, shipment: ShipmentId, new: NewClaim) -> Result<Claimed> {
        authorise(who, Action::Customer(&*self.directory().await?))?;
        let mut faults = Vec::new();
        let mut fault = |field: &str, key: &'static str| faults.push(Fault { field: field.to_owned(), key });
        if new.text.trim().is_empty() {
            fault("text", "invalid-empty");
        }
        if new.email.as_deref().is_some_and(|email| !plausible_email(email)) {
            fault("email", "invalid-email");
        }
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        let context = (Stage::new(self, self.directory().await?), who.clone(), shipment, new);
        self.store
            .write_with(context, |tx, (stage, who, shipment, new)| Box::pin(begin(stage, tx, who, *shipment, new)))
            .await
    }
}

/// Begins a claim, or gives the one that runs already: one shipment has one claim.
async fn begin(stage: &Stage, tx: &mut Tx, who: &Who, shipment: ShipmentId, new: &NewClaim) -> Result<Claimed> {
    if let Some(begun) = stage.had(tx, who, new.key.as_deref()).await? {
        return Ok(Claimed { journey: JourneyId(begun), known: false });
    }
    let row = shipments::get(tx, shipment).await?.ok_or(AppError::NotFound("shipment"))?;
    may_read(tx, who, &stage.directory, row.journey).await?;
    tx.lock_name(&format!("claim {shipment}")).await?;
    let delivery = journey_of(tx, row.journey).await?.ok_or(AppError::NotFound("journey"))?;
    let before = delivery.shipments.get(&shipment).and_then(|found| found.claim);
    if let Some(journey) = before.filter(|id| *id != row.journey) {
        let known = journeys::get(tx, journey).await?;
        if known.is_some_and(|known| known.state != "void") {
            return Ok(Claimed { journey, known: true });
        }
    }
    let newest = stage.directory.blueprints.values().find_map(|found| found.value.last());
    let blueprint = new.blueprint.and_then(|id| stage.directory.blueprint(id)).or(newest);
    let blueprint = blueprint.ok_or(AppError::NotFound("blueprint"))?;
    let director = blueprint.director.or_else(|| stage.directory.team_ref(row.director));
    let team = director.ok_or(AppError::Denied("no-team"))?;
    let carrier = stage.directory.team_name(row.carrier);
    let known = Known { name: &carrier, email: new.email.as_deref(), phone: None };
    let (record, reach) = customer_of(stage, tx, who, known).await?;
    let journey: JourneyId = stage.id();
    let (contact, text): (ContactId, _) = (stage.id(), stage.id());
    let lang = crate::texts::lang_of(stage.directory.language());
    let title = crate::texts::shipments::claim(lang, &row.tracking, &carrier);
    // It begins with a record for ourselves: what is asked of the carrier where no message can leave, else what it is about.
    let leaves = matches!(reach, Reach::Email { .. });
    let reference = delivery.reference.to_string();
    let about = crate::texts::shipments::claim_about(lang, &row.tracking, &reference);
    let recorded = if leaves { about.as_str() } else { new.text.trim() };
    let facts =
        ContactFacts { class: ContactClass::Report, ..ContactFacts::said(contact, Direction::Out, Channel::Web, text) };
    let texts = vec![Text::plain(text, ContentKind::Text, recorded, Some(journey))];
    let beginning = Beginning {
        key: new.key.clone(),
        follows: Some(row.journey),
        more_follows: leaves,
        ..Beginning::new(journey, blueprint.id, team, (record, reach), &title, (facts, texts))
    };
    beginning.run(stage, tx, who).await?;
    if leaves {
        write(stage, tx, who, journey, new.text.trim()).await?;
    }
    let claimed = JourneyCommand::Shipment(ShipmentCommand::Claim { shipment, claim: journey });
    stage.run(tx, &Request::journey(who.clone(), Door::Page, row.journey, claimed)).await?;
    Ok(Claimed { journey, known: false })
}

/// What is claimed leaves as a message to the carrier's claims desk.
async fn write(stage: &Stage, tx: &mut Tx, who: &Who, journey: JourneyId, words: &str) -> Result<()> {
    let (contact, text): (ContactId, ContentId) = (stage.id(), stage.id());
    let contact = ContactFacts::said(contact, Direction::Out, Channel::Email, text);
    let command = JourneyCommand::Write { contact, complete: false, promise: None, question: None };
    let texts = vec![Text::plain(text, ContentKind::Text, words, Some(journey))];
    stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command).with(texts)).await?;
    Ok(())
}
