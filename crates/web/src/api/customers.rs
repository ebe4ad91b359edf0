//! The people: one person over all departments.

mod likeness;
mod writing;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::read::customers::{KnownHandle, Record};
use regie_domain::customer::{Evidence, Language};
use regie_domain::ids::CustomerId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::Call;
use super::models::JourneySummary;
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;

/// An address or number, and why it is believed to be the person's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandleReading {
    /// Its id.
    pub id: Uuid,
    /// `email`, `phone`, `customer_number`, `address`, `facebook`, `whatsapp` or `plate`.
    pub kind: String,
    /// As it was given; nothing once erased.
    pub value: Option<String>,
    /// Why it is believed, as a code.
    pub evidence: String,
    /// Since when.
    pub since: Timestamp,
    /// Since when mail to it comes back for good.
    pub failed_since: Option<Timestamp>,
}

impl HandleReading {
    fn of(handle: &KnownHandle) -> Self {
        Self {
            id: handle.id.0,
            kind: handle.kind.code().to_owned(),
            value: handle.value.clone(),
            evidence: evidence_code(handle.evidence).to_owned(),
            since: handle.since,
            failed_since: handle.failed,
        }
    }
}

fn evidence_code(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::MailFrom => "mail_from",
        Evidence::MailProven => "mail_proven",
        Evidence::StatusPage => "status_page",
        Evidence::Form => "form",
        Evidence::Member => "member",
        Evidence::Import => "import",
        Evidence::Apart => "apart",
        Evidence::ApartFrom => "apart_from",
        Evidence::Social => "social",
        Evidence::Answered => "answered",
    }
}

/// One record of a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordReading {
    /// Its id.
    pub id: Uuid,
    /// The name.
    pub name: Option<String>,
    /// The language of messages: `nl` or `en`.
    pub language: String,
    /// Since when it is kept.
    pub since: Timestamp,
    /// Addresses and numbers, oldest first.
    pub handles: Vec<HandleReading>,
}

/// A person over all departments.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// The record that was asked for.
    pub id: Uuid,
    /// The records that are this person, the one that was asked for first.
    pub records: Vec<RecordReading>,
    /// The journeys, open ones first, then by last contact.
    pub journeys: Vec<JourneySummary>,
    /// How many more there are that are shielded from this program.
    pub shielded: usize,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let one = Operation::read::<Customer>(
        "customers",
        "/api/v1/customers/{customerId}",
        "getCustomer",
        "One person, over all journeys",
    );
    likeness::routes(writing::routes(routes.api(one.view("customer"), get)))
}

impl RecordReading {
    fn of(record: &Record) -> Self {
        Self {
            id: record.id.0,
            name: record.name.clone(),
            language: match record.language {
                Language::Nl => "nl".to_owned(),
                Language::En => "en".to_owned(),
            },
            since: record.since,
            handles: record.handles.iter().map(HandleReading::of).collect(),
        }
    }
}

async fn get(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    let id = CustomerId::parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    shown(StatusCode::OK, &web, &call, id).await
}

/// A person, for a program that may know of the record.
async fn shown(status: StatusCode, web: &Web, call: &Call, id: CustomerId) -> Result<Response, Failed> {
    let file = call.told(web.app.customer(&call.scope()?, id, (0, 1)).await)?;
    let mut labels = regie_app::read::Labels::default();
    labels.titles.clone_from(&file.names.titles);
    labels.customers.clone_from(&file.names.customers);
    let journeys = file.journeys.iter().map(|row| JourneySummary::of(row, &labels)).collect();
    let records = file.records.iter().map(RecordReading::of).collect();
    answer(status, &Customer { id: id.0, records, journeys, shielded: file.shielded })
}
