//! Where a contact stands: a journey of its own, or another one. And a matter that goes to the body whose it is.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use regie_app::contacts::Target;
use regie_app::forward::NewForwarding;
use regie_domain::codes::ForwardGround;
use regie_domain::ids::{ContactId, ContentId, JourneyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::call::{Call, Guards, Input};
use super::journeys::{JourneyPath, shown};
use super::models::Journey;
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// A contact becomes a journey of its own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactToSplit {
    /// What that is about, in a few words.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    pub title: String,
}

/// A contact belongs to another journey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactToMove {
    /// Which.
    pub journey_id: Uuid,
}

/// Where a contact stands now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactPlace {
    /// The journey.
    pub journey_id: Uuid,
    /// Whether nothing was left on the journey that it came from, so that this was set aside as a duplicate.
    pub emptied: bool,
}

/// A matter that another body is to deal with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatterToForward {
    /// The body's name.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub name: String,
    /// Its e-mail address; this or the postal address is needed.
    #[schema(max_length = 254, pattern = r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    pub email: Option<String>,
    /// Its postal address, in lines; without an e-mail address it goes by letter.
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// Its telephone number, for the customer.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Why it may go there.
    #[schema(schema_with = vocabulary::forward_ground)]
    pub ground: ForwardGround,
    /// Our own words to the body.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// The contacts that go along, word for word.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub contact_ids: Vec<Uuid>,
    /// The files that go along.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub file_ids: Vec<Uuid>,
    /// Whether the customer's name, address and number go along, so that the body can answer.
    #[serde(default)]
    pub shares_customer: bool,
    /// What the customer is told besides who has it now.
    #[schema(max_length = 50000)]
    pub told: Option<String>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let path = "/api/v1/journeys/{journeyId}/contacts/{contactId}/splits";
    let summary = "Make a contact a journey of its own";
    let split =
        Operation::act::<ContactToSplit, ContactPlace>("messages", path, ("splitContact", "split-contact"), summary)
            .about("A journey on which nothing is left is set aside with it; that can be undone.");
    let path = "/api/v1/journeys/{journeyId}/contacts/{contactId}/moves";
    let summary = "Move a contact to the journey that it belongs to";
    let moves =
        Operation::act::<ContactToMove, ContactPlace>("messages", path, ("moveContact", "move-contact"), summary)
            .about("A journey on which nothing is left is set aside with it; that can be undone.");
    let path = "/api/v1/journeys/{journeyId}/forwardings";
    let summary = "Forward the matter to the body whose it is; the customer is told";
    let forward = Operation::act::<MatterToForward, Journey>("handovers", path, ("forward", "forward"), summary);
    routes.api(split, split_off).api(moves, shift).api(forward, send_on)
}

/// The journey and the contact of an address.
async fn place(
    web: &Web,
    call: &Call,
    (journey, contact): &(String, String),
) -> Result<(JourneyId, ContactId), Failed> {
    let missing = || Failed::from(Problem::new(Kind::NotFound));
    let journey = JourneyId::parse(journey).map_err(|_| missing())?;
    let contact = ContactId::parse(contact).map_err(|_| missing())?;
    JourneyPath(journey).open(web, call).await?;
    Ok((journey, contact))
}

async fn split_off(
    State(web): State<Web>,
    call: Call,
    Path(at): Path<(String, String)>,
    guards: Guards,
    input: Input<ContactToSplit>,
) -> Result<Response, Failed> {
    let at = place(&web, &call, &at).await?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    relocate(&web, &call, at, Target::New { title: input.value.title }, repeated).await
}

async fn shift(
    State(web): State<Web>,
    call: Call,
    Path(at): Path<(String, String)>,
    guards: Guards,
    input: Input<ContactToMove>,
) -> Result<Response, Failed> {
    let at = place(&web, &call, &at).await?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let target = Target::Journey(JourneyId(input.value.journey_id));
    relocate(&web, &call, at, target, repeated).await
}

/// A repeat of what was done already is told where the contact stands.
async fn relocate(
    web: &Web,
    call: &Call,
    (from, contact): (JourneyId, ContactId),
    target: Target,
    repeated: bool,
) -> Result<Response, Failed> {
    let loaded = JourneyPath(from).open(web, call).await?;
    let moved = loaded.journey.contacts.get(&contact).and_then(|found| found.moved_to);
    if let Some(to) = moved.filter(|to| repeated && leads_to(&target, *to)) {
        let emptied = !loaded.journey.is_open();
        return answer(StatusCode::OK, &ContactPlace { journey_id: to.0, emptied });
    }
    let landed = call.told(web.app.move_contact(call.who(), from, contact, target).await)?;
    answer(StatusCode::OK, &ContactPlace { journey_id: landed.journey.0, emptied: landed.emptied })
}

fn leads_to(target: &Target, to: JourneyId) -> bool {
    match target {
        Target::New { .. } => true,
        Target::Journey(wanted) => *wanted == to,
    }
}

async fn send_on(
    State(web): State<Web>,
    call: Call,
    id: JourneyPath,
    guards: Guards,
    input: Input<MatterToForward>,
) -> Result<Response, Failed> {
    id.open(&web, &call).await?;
    call.claim(&web, &guards, &input.bytes).await?;
    let body = input.value;
    let some = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let new = NewForwarding {
        name: body.name,
        email: some(body.email),
        address: some(body.address),
        phone: some(body.phone),
        ground: body.ground,
        text: body.text,
        contacts: body.contact_ids.into_iter().map(ContactId).collect(),
        files: body.file_ids.into_iter().map(ContentId).collect(),
        shares_customer: body.shares_customer,
        told: some(body.told),
        epoch: None,
        key: guards.key,
    };
    let asked = web.app.forward(call.who(), id.0, new).await;
    call.told_at(asked, |field| match field {
        "contacts" => "contactIds".to_owned(),
        "files" => "fileIds".to_owned(),
        field => field.to_owned(),
    })?;
    shown(StatusCode::OK, &call, &id.open(&web, &call).await?)
}
