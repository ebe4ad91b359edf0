//! What is said of a shipment: by a carrier over a door that proves it, by a program, or by a member who notes it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::{Channel, Direction, ShipmentStatus};
use regie_domain::command::{JourneyCommand, ShipmentCommand};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{JourneyId, ShipmentId};
use regie_domain::shipment::{Stand, tracking};
use regie_store::Tx;
use regie_store::inbox;
use regie_store::views::customers;
use regie_store::views::shipments::{self, Early};

use super::register::Registered;
use crate::App;
use crate::authorise::{Who, may_read};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::locale::Lang;
use crate::run::{Done, Request, Stage, journey_of};
use crate::secrets;
use crate::texts::lang_of;
use crate::texts::sentences::Voice;

/// Under which name the inbox keeps what was said.
const SOURCE: &str = "shipment";
/// What was said of a number that nobody registered is kept so long.
pub(crate) const EARLY: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What a carrier says of a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentSaid {
    /// Who brings the word: the door that it came by.
    pub source: String,
    /// By what the source knows it: the same word has the same.
    pub event: String,
    /// The tracking number.
    pub tracking: String,
    /// Where it stands.
    pub status: ShipmentStatus,
    /// When that happened; without it, now.
    pub at: Option<Timestamp>,
    /// Whether the door proves that the carrier said so.
    pub signed: bool,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It was noted.
    Noted(Registered),
    /// The same word came before, and had its effect then.
    Before,
    /// Nobody registered that number yet: it waits.
    Early,
    /// It is no word about a shipment that runs: a moment that cannot be, a journey that was set aside.
    Nothing,
}

/// What is said, and how sure it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub status: ShipmentStatus,
    pub at: Option<Timestamp>,
    pub signed: bool,
}

impl App {
    /// Takes what a carrier says. When this returns, it is kept. The same word of the same source has one effect.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a number that is none, or what the store says. Nothing is kept then.
    pub async fn shipment_fact(&self, door: Door, said: ShipmentSaid) -> Result<Heard> {
        let subject = tracking(&said.tracking).map_err(|_| AppError::invalid("tracking", "invalid-tracking"))?;
        let said = ShipmentSaid { tracking: subject.value().to_owned(), ..said };
        let context = (Stage::new(self, self.directory().await?), door, said);
        self.store.write_with(context, |tx, (stage, door, said)| Box::pin(hear(stage, tx, *door, said))).await
    }

    /// Notes what somebody of the house, or a program, knows of a shipment. The same key twice has one effect.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such shipment, a refusal, a denial, or what the store says.
    pub async fn shipment_note(
        &self,
        who: &Who,
        shipment: ShipmentId,
        status: ShipmentStatus,
        at: Option<Timestamp>,
        key: Option<String>,
    ) -> Result<Done> {
        let context = (Stage::new(self, self.directory().await?), who.clone(), shipment, (status, at, key));
        self.store
            .write_with(context, |tx, (stage, who, shipment, (status, at, key))| {
                Box::pin(async move {
                    let row = shipments::get(tx, *shipment).await?.ok_or(AppError::NotFound("shipment"))?;
                    may_read(tx, who, &stage.directory, row.journey).await?;
                    let word = Word { status: *status, at: *at, signed: false };
                    let at = Registered { journey: row.journey, shipment: *shipment };
                    say(stage, tx, (who, Door::Page), at, word, key.clone()).await
                })
            })
            .await
    }
}

/// As [`App::shipment_fact`], inside a write that does more.
pub(crate) async fn hear(stage: &Stage, tx: &mut Tx, door: Door, said: &ShipmentSaid) -> Result<Heard> {
    let mark = secrets::veil(&stage.app().config, "shipment event", &format!("{} {}", said.source, said.event));
    if !inbox::accept(tx, SOURCE, &mark, None, stage.now).await? {
        return Ok(Heard::Before);
    }
    let Some(found) = meant(tx, &said.tracking).await? else {
        let at = said.at.unwrap_or(stage.now);
        if stage.now.duration_since(at).abs() > EARLY {
            return Ok(Heard::Nothing);
        }
        let early = Early { tracking: said.tracking.clone(), status: said.status, at };
        shipments::keep_early(tx, &early, stage.now).await?;
        return Ok(Heard::Early);
    };
    let word = Word { status: said.status, at: said.at, signed: said.signed };
    match say(stage, tx, (&Who::System, door), found, word, None).await {
        Ok(_) => Ok(Heard::Noted(found)),
        // The carrier would say it again and again, and be refused each time.
        Err(AppError::Refused(refusal)) => {
            tracing::info!(code = refusal.code.code(), "what a carrier said is no word about a shipment that runs");
            Ok(Heard::Nothing)
        }
        Err(error) => Err(error),
    }
}

/// The shipment that a number means: one that is on its way, else the one that was registered last.
async fn meant(tx: &mut Tx, number: &str) -> Result<Option<Registered>> {
    let rows = shipments::by_tracking(tx, number).await?;
    let runs = rows.iter().find(|row| row.stand < Stand::Delivered);
    let found = runs.or_else(|| rows.first());
    Ok(found.map(|row| Registered { journey: row.journey, shipment: row.id }))
}

/// Says it on the journey, with the words that tell the customer should it be the outcome.
pub(super) async fn say(
    stage: &Stage,
    tx: &mut Tx,
    (who, door): (&Who, Door),
    of: Registered,
    word: Word,
    key: Option<String>,
) -> Result<Done> {
    let Registered { journey, shipment } = of;
    let mut texts = Vec::new();
    let mut told = None;
    if word.status == ShipmentStatus::Delivered
        && let Some(words) = arrived(stage, tx, journey, shipment, word.at).await?
    {
        let (contact, text) = (stage.id(), stage.id());
        texts.push(Text::plain(text, ContentKind::Text, &words, Some(journey)));
        told = Some(ContactFacts::said(contact, Direction::Out, Channel::Email, text));
    }
    let Word { status, at, signed } = word;
    let command = JourneyCommand::Shipment(ShipmentCommand::Fact { shipment, status, at, signed, told });
    let request = Request::journey(who.clone(), door, journey, command).with(texts).keyed(key);
    stage.run(tx, &request).await
}

/// That it is there, in the words of the customer's language.
async fn arrived(
    stage: &Stage,
    tx: &mut Tx,
    id: JourneyId,
    shipment: ShipmentId,
    at: Option<Timestamp>,
) -> Result<Option<String>> {
    let Some(journey) = journey_of(tx, id).await? else { return Ok(None) };
    let Some(found) = journey.shipments.get(&shipment) else { return Ok(None) };
    let language = customers::name_and_language(tx, journey.customer).await?.map(|(_, language)| language);
    let lang = match language.as_deref() {
        Some("nl") => Lang::Nl,
        Some("en") => Lang::En,
        _ => lang_of(stage.directory.language()),
    };
    let zone = TimeZone::get(&stage.directory.organisation()?.zone).unwrap_or(TimeZone::UTC);
    let voice = Voice { lang, now: stage.now, zone, calls_other: false, paper: false, of: None };
    Ok(Some(voice.delivered(found.subject.value(), at.unwrap_or(stage.now).min(stage.now))))
}
