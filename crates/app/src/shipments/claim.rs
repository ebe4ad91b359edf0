//! A claim on a carrier: a journey of its own that follows the delivery's, with the carrier as the one it is with. The
//! customer of the delivery hears nothing of it.

use regie_domain::codes::{Channel, ContactClass, Direction};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{BlueprintId, ContactId, JourneyId, ShipmentId};
use regie_store::Tx;
use regie_store::views::shipments;

use crate::App;
use crate::authorise::{Action, Who, authorise, may_read};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::journeys::{Beginning, Known, customer_of, plausible_email};
use crate::run::Stage;

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

impl App {
    /// Begins a claim on the carrier of a shipment.
    ///
    /// # Errors
    /// All faults of the input at once, a denial, or what the store says.
    pub async fn shipment_claim(&self, who: &Who, shipment: ShipmentId, new: NewClaim) -> Result<JourneyId> {
        authorise(who, Action::Customer)?;
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

async fn begin(stage: &Stage, tx: &mut Tx, who: &Who, shipment: ShipmentId, new: &NewClaim) -> Result<JourneyId> {
    if let Some(begun) = stage.had(tx, who, new.key.as_deref()).await? {
        return Ok(JourneyId(begun));
    }
    let row = shipments::get(tx, shipment).await?.ok_or(AppError::NotFound("shipment"))?;
    may_read(tx, who, &stage.directory, row.journey).await?;
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
    // What is claimed is written down first; whoever sends it writes it from the journey's own page.
    let facts =
        ContactFacts { class: ContactClass::Report, ..ContactFacts::said(contact, Direction::Out, Channel::Web, text) };
    let texts = vec![Text::plain(text, ContentKind::Text, new.text.trim(), Some(journey))];
    let title =
        crate::texts::shipments::claim(crate::texts::lang_of(stage.directory.language()), &row.tracking, &carrier);
    let beginning = Beginning {
        key: new.key.clone(),
        follows: Some(row.journey),
        ..Beginning::new(journey, blueprint.id, team, (record, reach), &title, (facts, texts))
    };
    beginning.run(stage, tx, who).await?;
    Ok(journey)
}
