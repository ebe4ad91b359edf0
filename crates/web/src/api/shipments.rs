//! Shipments: registering one, which begins a journey or joins one, and what a program knows of where it stands. Carriers push
//! by doors of their own.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use regie_app::shipments::NewShipment;
use regie_domain::codes::ShipmentStatus;
use regie_domain::ids::{BlueprintId, JourneyId, PromiseId, ShipmentId, TeamId};
use regie_store::views::shipments::ShipmentRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::{Call, Guards, Input};
use super::operation::{Operation, Param, Takes};
use super::problem::{Failed, Kind, Problem};
use super::query::Asked;
use super::vocabulary;
use crate::builder::Routes;
use crate::state::Web;

const LIST: &[Param] = &[
    Param { name: "tracking", about: "Only of this tracking number.", takes: Takes::Text, required: false },
    Param {
        name: "state",
        about: "`running`: what asks for attention first, due first; `all`: registered last first.",
        takes: Takes::OneOf(&["running", "all"]),
        required: false,
    },
];

/// A shipment to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShipmentToRegister {
    /// The number by which the carrier follows it.
    #[schema(min_length = 1, max_length = 64)]
    pub tracking: String,
    /// The team that stands for the carrier.
    pub carrier_team_id: Uuid,
    /// Not before.
    pub from: Option<Timestamp>,
    /// By when it is there: promised to the customer, and by the carrier to the sender.
    pub until: Timestamp,
    /// The journey that it is of; without it one begins, and a receiver and a title are needed.
    pub journey_id: Option<Uuid>,
    /// The broken promise in whose place it stands.
    pub replaces_promise_id: Option<Uuid>,
    /// The receiver's name.
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// The receiver's e-mail address, which messages go to.
    #[schema(max_length = 254, pattern = r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    pub email: Option<String>,
    /// The receiver's telephone number, in any notation.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// What was ordered, in a few words.
    #[schema(max_length = 200)]
    pub title: Option<String>,
    /// The blueprint of a journey that begins; without it the first that says something of shipments.
    pub blueprint_id: Option<Uuid>,
}

/// What a program knows of a shipment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShipmentFact {
    /// Where it stands.
    #[schema(schema_with = vocabulary::shipment_status)]
    pub status: ShipmentStatus,
    /// When that happened; without it, now.
    pub at: Option<Timestamp>,
}

/// A shipment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentReading {
    /// Its id.
    pub id: Uuid,
    /// Its tracking number.
    pub tracking: String,
    /// The journey that it is on.
    pub journey_id: Uuid,
    /// The team that stands for the carrier.
    pub carrier_team_id: Uuid,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Until when it was promised to the customer, as it stands now.
    pub due: Timestamp,
    /// `trouble`, `late`, `at_risk`, `under_way`, `delivered` or `over`.
    pub stand: String,
    /// What was said of it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = vocabulary::shipment_status, required = false)]
    pub status: Option<ShipmentStatus>,
    /// When that happened.
    pub status_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// What became of the promise to the customer: `open`, `kept`, `kept_after_move`, `broken` or `released`.
    pub verdict: String,
    /// What became of the carrier's promise to the sender.
    pub carriers_verdict: String,
}

impl ShipmentReading {
    fn of(row: &ShipmentRow) -> Self {
        Self {
            id: row.id.0,
            tracking: row.tracking.clone(),
            journey_id: row.journey.0,
            carrier_team_id: row.carrier.0,
            registered_at: row.registered_at,
            due: row.due,
            stand: row.stand.code().to_owned(),
            status: row.status,
            status_at: row.status_at,
            delivered_at: row.delivered_at,
            verdict: row.verdict.clone(),
            carriers_verdict: row.carriers_verdict.clone(),
        }
    }
}

/// Shipments.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentList {
    /// The shipments, at most 200.
    pub items: Vec<ShipmentReading>,
    /// How many stand among them that are shielded from this program.
    pub shielded: usize,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let list = Operation::read::<ShipmentList>(
        "shipments",
        "/api/v1/shipments",
        "listShipments",
        "Shipments, what asks for attention first",
    )
    .view("shipments")
    .query(LIST);
    let one = Operation::read::<ShipmentReading>(
        "shipments",
        "/api/v1/shipments/{shipmentId}",
        "getShipment",
        "One shipment",
    )
    .view("shipments");
    let register = Operation::act::<ShipmentToRegister, ShipmentReading>(
        "shipments",
        "/api/v1/shipments",
        ("registerShipment", "shipment"),
        "Register a shipment",
    )
    .about("Two promises: the sender's to the customer, who hears of it, and the carrier's to the sender, which is measured.")
    .creates();
    let fact = Operation::act::<ShipmentFact, ShipmentReading>(
        "shipments",
        "/api/v1/shipments/{shipmentId}/facts",
        ("noteShipment", "shipment"),
        "Say where a shipment stands",
    )
    .about("Said twice has one effect. A promise that was judged broken is judged again only by word of the carrier itself.");
    routes.api(list, all).api(one, get).api(register, begin).api(fact, note)
}

async fn all(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let (tracking, all) = (asked.text("tracking"), asked.one_of("state", &["running", "all"]) == Some("all"));
    asked.check()?;
    let found = call.told(web.app.shipments(&call.scope()?, all, tracking.as_deref()).await)?;
    let items = found.rows.iter().map(ShipmentReading::of).collect();
    answer(StatusCode::OK, &ShipmentList { items, shielded: found.shielded })
}

fn id(text: &str) -> Result<ShipmentId, Failed> {
    ShipmentId::parse(text).map_err(|_| Problem::new(Kind::NotFound).into())
}

async fn get(State(web): State<Web>, call: Call, Path(shipment): Path<String>) -> Result<Response, Failed> {
    let row = call.told(web.app.shipment(&call.scope()?, id(&shipment)?).await)?;
    answer(StatusCode::OK, &ShipmentReading::of(&row))
}

async fn begin(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    input: Input<ShipmentToRegister>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let body = input.value;
    let some = |value: Option<String>| value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let new = NewShipment {
        tracking: body.tracking,
        carrier: Some(TeamId(body.carrier_team_id)),
        from: body.from,
        until: Some(body.until),
        journey: body.journey_id.map(JourneyId),
        replaces: body.replaces_promise_id.map(PromiseId),
        name: some(body.name).unwrap_or_default(),
        email: some(body.email),
        phone: some(body.phone),
        blueprint: body.blueprint_id.map(BlueprintId),
        title: some(body.title).unwrap_or_default(),
        key: guards.key,
    };
    let registered = call.told(web.app.shipment_register(&call.who(), new).await)?;
    let row = call.told(web.app.shipment(&call.scope()?, registered.shipment).await)?;
    let mut response = answer(StatusCode::CREATED, &ShipmentReading::of(&row))?;
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/shipments/{}", registered.shipment)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

async fn note(
    State(web): State<Web>,
    call: Call,
    Path(shipment): Path<String>,
    guards: Guards,
    input: Input<ShipmentFact>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let (shipment, fact) = (id(&shipment)?, input.value);
    call.told(web.app.shipment_note(&call.who(), shipment, fact.status, fact.at, guards.key).await)?;
    let row = call.told(web.app.shipment(&call.scope()?, shipment).await)?;
    answer(StatusCode::OK, &ShipmentReading::of(&row))
}
