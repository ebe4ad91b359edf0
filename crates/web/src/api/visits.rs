//! The windows in which a team can come: of a journey, and of a kind of journey before one has begun.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::visits::FreeWindows;
use regie_domain::ids::BlueprintId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::Call;
use super::journeys::JourneyPath;
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;

/// A window that can be chosen now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenWindow {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// How many places are free.
    pub places: u16,
    /// Until when the customer may pick another one, if this is chosen.
    pub movable_until: Option<Timestamp>,
}

/// The windows that can be chosen now, soonest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenWindows {
    /// The team that comes; nothing where these journeys are not planned by visit.
    pub team_id: Option<Uuid>,
    /// Whether it is an outage, for which places are kept.
    pub urgent: bool,
    /// The windows.
    pub items: Vec<OpenWindow>,
}

impl OpenWindows {
    fn of(found: Option<FreeWindows>) -> Self {
        let Some(found) = found else { return Self { team_id: None, urgent: false, items: Vec::new() } };
        let items = found.slots.iter().map(|free| OpenWindow {
            from: free.slot.from,
            until: free.slot.until,
            places: free.places,
            movable_until: found.movable.get(&free.slot.from).copied(),
        });
        Self { team_id: Some(found.plan.team.team.0), urgent: found.plan.urgent, items: items.collect() }
    }
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let on = Operation::read::<OpenWindows>(
        "visits",
        "/api/v1/journeys/{journeyId}/open-windows",
        "listOpenWindows",
        "The windows that a journey can choose now",
    )
    .view("journey");
    let before = Operation::read::<OpenWindows>(
        "visits",
        "/api/v1/blueprints/{blueprintId}/open-windows",
        "listOpenWindowsOfBlueprint",
        "The windows that a journey of this kind could choose now",
    )
    .view("windows")
    .about("Nothing where the customer does not choose the first one.");
    routes.api(on, on_journey).api(before, of_blueprint)
}

async fn on_journey(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    let found = call.told(web.app.free_windows_on(&loaded.journey).await)?;
    answer(StatusCode::OK, &OpenWindows::of(found))
}

async fn of_blueprint(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    let id = BlueprintId::parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    let found = call.told(web.app.free_windows(id).await)?;
    answer(StatusCode::OK, &OpenWindows::of(found))
}
