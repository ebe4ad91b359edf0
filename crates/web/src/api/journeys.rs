//! Journeys: listing, searching, reading one and all that stands on it, and beginning one.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::journeys::{Besides, NewJourney};
use regie_app::read::Loaded;
use regie_domain::codes::{Channel, JourneyKind};
use regie_domain::ids::{BlueprintId, CustomerId, JourneyId, TeamId};
use regie_store::views::journeys::{Filter, Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::call::{Call, Guards, Input};
use super::files::{self, FileToSend};
use super::models::{
    ContactState, HandoverReading, Journey, JourneySummary, LegReading, PromiseReading, QuestionReading, SpellReading,
    TaskReading, UpdateReading, VisitReading,
};
use super::operation::{Operation, Param, Takes};
use super::problem::{Failed, Kind, Problem};
use super::query::Asked;
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

const LIST: &[Param] = &[
    Param {
        name: "state",
        about: "Only journeys in this state; without it all that are not set aside.",
        takes: Takes::OneOf(&["open", "closed", "void"]),
        required: false,
    },
    Param { name: "holderTeamId", about: "Only with the ball at this team.", takes: Takes::Id, required: false },
    Param { name: "directorTeamId", about: "Only directed by this team.", takes: Takes::Id, required: false },
    Param { name: "customerId", about: "Only of this person's record.", takes: Takes::Id, required: false },
    Param { name: "cursor", about: "The `next` of the answer before.", takes: Takes::Cursor, required: false },
];

const SEARCH: &[Param] = &[Param {
    name: "query",
    about: "A number, a name, an address, a telephone number in any notation, or words that were said.",
    takes: Takes::Text,
    required: true,
}];

/// A part of a list of journeys, last contact first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JourneyList {
    /// The journeys.
    pub items: Vec<JourneySummary>,
    /// How many stand among them that are shielded from this program.
    pub shielded: usize,
    /// The `cursor` of the next part; nothing at the end.
    pub next: Option<String>,
}

/// A journey that a search found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// The journey.
    pub journey: JourneySummary,
    /// The words that it was found by, where it was found by words.
    pub found: Option<String>,
}

/// What a search found, last contact first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HitList {
    /// What was found.
    pub items: Vec<Hit>,
    /// How many journeys of this number or person are shielded from this program.
    pub shielded: usize,
}

/// A journey to begin, with its first contact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JourneyToBegin {
    /// What it is about, in a few words.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What the customer said.
    #[schema(min_length = 1, max_length = 50000)]
    pub text: String,
    /// How it was said.
    #[schema(schema_with = vocabulary::channel)]
    pub channel: Channel,
    /// The name of the person.
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// The address that messages go to.
    #[schema(max_length = 254, pattern = r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    pub email: Option<String>,
    /// The telephone number, in any notation.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// The blueprint that it runs by; without it the first.
    pub blueprint_id: Option<Uuid>,
    /// The kind of need; without it the blueprint's.
    #[serde(default)]
    #[schema(schema_with = vocabulary::journey_kind, required = false)]
    pub kind: Option<JourneyKind>,
    /// Whose it is; an address or number that somebody else has goes before it.
    pub customer_id: Option<Uuid>,
    /// When it was said, if before now.
    pub occurred_at: Option<Timestamp>,
    /// Files that came with it.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub files: Vec<FileToSend>,
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident of $item:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// All of them.
            pub items: Vec<$item>,
        }
    )*};
}

lists! {
    /// The contacts of a journey, oldest first.
    ContactList of ContactState,
    /// The promises of a journey, in the order in which they were made.
    PromiseList of PromiseReading,
    /// The offers of a journey, oldest first.
    HandoverList of HandoverReading,
    /// The pieces of a journey, oldest first.
    LegList of LegReading,
    /// The questions to the customer, oldest first.
    QuestionList of QuestionReading,
    /// The messages of a journey, oldest first.
    UpdateList of UpdateReading,
    /// Calls and letters, oldest first.
    TaskList of TaskReading,
    /// The visits of a journey, oldest first.
    VisitList of VisitReading,
    /// Who had the ball when, oldest first.
    WayList of SpellReading,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let list =
        Operation::read::<JourneyList>("journeys", "/api/v1/journeys", "listJourneys", "Journeys, last contact first")
            .view("journeys")
            .query(LIST);
    let found = Operation::read::<HitList>("journeys", "/api/v1/search", "searchJourneys", "Search journeys")
        .view("search")
        .query(SEARCH);
    let one = Operation::read::<Journey>("journeys", "/api/v1/journeys/{journeyId}", "getJourney", "One journey")
        .view("journey")
        .versioned();
    let begins = Operation::act::<JourneyToBegin, Journey>(
        "journeys",
        "/api/v1/journeys",
        ("beginJourney", "open"),
        "Begin a journey",
    )
    .about("The customer gets the receipt that the blueprint sends, with the link to the own page.")
    .creates()
    .versioned();
    let routes = routes.api(list, all).api(found, search).api(one, get).api(begins, begin);
    parts(routes)
}

/// What stands on a journey, each a list of its own.
fn parts(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! part {
        ($routes:ident, $list:ident, $path:literal, $id:literal, $summary:literal, $items:expr) => {
            $routes.api(
                Operation::read::<$list>("journeys", $path, $id, $summary).view("journey"),
                |State(web): State<Web>, call: Call, id: JourneyPath| async move {
                    let loaded = id.open(&web, &call).await?;
                    let items: fn(&Call, &Loaded) -> Vec<_> = $items;
                    answer(StatusCode::OK, &$list { items: items(&call, &loaded) })
                },
            )
        };
    }
    let routes = part!(
        routes,
        ContactList,
        "/api/v1/journeys/{journeyId}/contacts",
        "listContacts",
        "What was said",
        |_, loaded| {
            let mut found: Vec<_> = loaded.journey.contacts.iter().collect();
            found.sort_by_key(|(id, contact)| (contact.at, contact.recorded_at, **id));
            found.into_iter().map(|(id, contact)| ContactState::of(loaded, *id, contact)).collect()
        }
    );
    let routes = part!(
        routes,
        PromiseList,
        "/api/v1/journeys/{journeyId}/promises",
        "listPromises",
        "What was promised",
        |call, loaded| {
            let mut found: Vec<_> = loaded.journey.promises.iter().collect();
            found.sort_by_key(|(id, promise)| (promise.made_at, **id));
            found.into_iter().map(|(id, promise)| PromiseReading::of(call, loaded, *id, promise)).collect()
        }
    );
    let routes = part!(
        routes,
        HandoverList,
        "/api/v1/journeys/{journeyId}/handovers",
        "listHandovers",
        "What was offered",
        |call, loaded| {
            let mut found: Vec<_> = loaded.journey.handovers.iter().collect();
            found.sort_by_key(|(id, offer)| (offer.offered_at, **id));
            found.into_iter().map(|(id, offer)| HandoverReading::of(call, loaded, *id, offer)).collect()
        }
    );
    let routes =
        part!(routes, LegList, "/api/v1/journeys/{journeyId}/legs", "listLegs", "Who does which piece", |_, loaded| {
            let mut found: Vec<_> = loaded.journey.legs.iter().collect();
            found.sort_by_key(|(id, leg)| (leg.accepted_at, **id));
            found.into_iter().map(|(id, leg)| LegReading::of(loaded, *id, leg)).collect()
        });
    let routes = part!(
        routes,
        QuestionList,
        "/api/v1/journeys/{journeyId}/questions",
        "listQuestions",
        "What the customer was asked",
        |call, loaded| {
            let mut found: Vec<_> = loaded.journey.questions.iter().collect();
            found.sort_by_key(|(id, question)| (question.asked_at, **id));
            found.into_iter().map(|(id, question)| QuestionReading::of(call, loaded, *id, question)).collect()
        }
    );
    let routes = part!(
        routes,
        UpdateList,
        "/api/v1/journeys/{journeyId}/updates",
        "listUpdates",
        "What the customer was told",
        |_, loaded| {
            let mut found: Vec<_> = loaded.journey.updates.iter().collect();
            found.sort_by_key(|(_, update)| update.seq);
            found.into_iter().map(|(id, update)| UpdateReading::of(loaded, *id, update)).collect()
        }
    );
    let routes = part!(
        routes,
        TaskList,
        "/api/v1/journeys/{journeyId}/tasks",
        "listTasks",
        "Calls and letters for a person to make",
        |_, loaded| {
            let mut found: Vec<_> = loaded.journey.tasks.iter().collect();
            found.sort_by_key(|(id, task)| (task.made_at, **id));
            found.into_iter().map(|(id, task)| TaskReading::of(*id, task)).collect()
        }
    );
    let routes =
        part!(routes, VisitList, "/api/v1/journeys/{journeyId}/visits", "listVisits", "Who comes when", |_, loaded| {
            let mut found: Vec<_> = loaded.journey.visits.iter().collect();
            found.sort_by_key(|(id, visit)| (visit.booked_at, **id));
            found.into_iter().map(|(id, visit)| VisitReading::of(*id, visit)).collect()
        });
    part!(routes, WayList, "/api/v1/journeys/{journeyId}/way", "getWay", "Who had the ball when", |_, loaded| {
        loaded.journey.way.iter().map(SpellReading::of).collect()
    })
}

/// The journey of an address.
pub struct JourneyPath(pub JourneyId);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for JourneyPath {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, Failed> {
        let Path(ids) = Path::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::new(Kind::NotFound))?;
        let id = ids.iter().find(|(name, _)| name == "journeyId").and_then(|(_, id)| JourneyId::parse(id).ok());
        Ok(Self(id.ok_or_else(|| Problem::new(Kind::NotFound))?))
    }
}

impl JourneyPath {
    /// The journey with all that is on it, for a program that may read it.
    ///
    /// # Errors
    /// The problem.
    pub async fn open(&self, web: &Web, call: &Call) -> Result<Loaded, Failed> {
        let loaded = web.app.open_journey(&call.who(), self.0).await;
        call.told(loaded)
    }
}

/// A journey with its version.
///
/// # Errors
/// The problem of writing it down.
pub fn shown(status: StatusCode, call: &Call, loaded: &Loaded) -> Result<Response, Failed> {
    let mut response = answer(status, &Journey::of(call, loaded))?;
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", loaded.journey.seq)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

async fn all(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let filter = Filter {
        state: asked.one_of("state", &["open", "closed", "void"]),
        holders: asked.id("holderTeamId").map(|id| vec![TeamId(id)]),
        directors: asked.id("directorTeamId").map(|id| vec![TeamId(id)]),
        customer: asked.id("customerId").map(CustomerId),
    };
    let after: Option<Place> = asked.cursor("cursor");
    asked.check()?;
    let listed = call.told(web.app.journeys(&call.scope()?, &filter, after).await)?;
    let items = listed.rows.iter().map(|row| JourneySummary::of(row, &listed.labels)).collect();
    let next = listed.more.map(|place| place.to_string());
    answer(StatusCode::OK, &JourneyList { items, shielded: listed.shielded, next })
}

async fn search(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(SEARCH)?;
    let question = asked.text("query").unwrap_or_default();
    asked.check()?;
    let found = call.told(web.app.search(&call.scope()?, &question).await)?;
    let hits = found
        .hits
        .iter()
        .map(|hit| Hit { journey: JourneySummary::of(&hit.row, &found.labels), found: hit.found.clone() });
    answer(StatusCode::OK, &HitList { items: hits.collect(), shielded: found.shielded })
}

async fn get(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    shown(StatusCode::OK, &call, &loaded)
}

async fn begin(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    input: Input<JourneyToBegin>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let mut body = input.value;
    let known = match body.customer_id.map(CustomerId) {
        Some(id) => Some(named(&web, &call, id).await?),
        None => None,
    };
    let journey: JourneyId = web.app.ports.id();
    let files = files::taken(&call, &web, journey, "files", std::mem::take(&mut body.files))?;
    let (customer, at) = (body.customer_id.map(CustomerId), body.occurred_at);
    let besides = Besides { customer, journey: Some(journey), at, files, ..Besides::default() };
    let some = |value: Option<String>| value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let new = NewJourney {
        title: body.title,
        name: some(body.name).or(known).unwrap_or_default(),
        email: some(body.email),
        phone: some(body.phone),
        channel: body.channel,
        text: body.text,
        blueprint: body.blueprint_id.map(BlueprintId),
        kind: body.kind,
        key: guards.key,
    };
    let begun = call.told(web.app.begin_journey_with(call.who(), new, besides).await)?;
    let path = JourneyPath(begun);
    let loaded = path.open(&web, &call).await?;
    let mut response = shown(StatusCode::CREATED, &call, &loaded)?;
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/journeys/{begun}")) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response.into_response())
}

/// What a person is called, who may be known to the program.
async fn named(web: &Web, call: &Call, id: CustomerId) -> Result<String, Failed> {
    match web.app.customer(&call.scope()?, id, (0, 1)).await {
        Ok(file) => Ok(file.name().unwrap_or_default().to_owned()),
        Err(AppError::NotFound(_)) => Err(Problem::fault("customerId", "there is no such record").into()),
        Err(error) => Err(call.problem(&error)),
    }
}
