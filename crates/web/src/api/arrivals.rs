//! What came in and is on no journey yet: what waits, one of it, and what is decided about it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::arrivals::Choice;
use regie_app::intake::IncomingMail;
use regie_domain::ids::JourneyId;
use regie_store::views::arrivals::Arrival;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::acts::bodies::Nothing;
use super::answer;
use super::call::{Call, Guards, Input};
use super::files::Bytes;
use super::operation::{Gives, Operation, Param, Takes};
use super::problem::{Failed, Kind, Problem};
use super::query::Asked;
use crate::builder::Routes;
use crate::pages::arrivals::ArrivalState;
use crate::reply::download;
use crate::state::Web;
use crate::ui::arrivals::state;

/// So many stand in one part of the list.
const PART: u32 = 40;
const KINDS: &[&str] = &["confirm", "quarantine", "parked"];

const LIST: &[Param] = &[
    Param {
        name: "kind",
        about: "Only what waits in this way; without it all that waits.",
        takes: Takes::OneOf(KINDS),
        required: false,
    },
    Param { name: "cursor", about: "The `next` of the answer before.", takes: Takes::Cursor, required: false },
];

/// The way in which something waits that waits for a reason.
fn kind(why: &str) -> &'static str {
    match state(why) {
        ArrivalState::Confirm => "confirm",
        ArrivalState::Quarantine => "quarantine",
        ArrivalState::Parked => "parked",
    }
}

/// A file of something that came in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArrivedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
}

/// Something that came in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArrivalReading {
    /// Its id.
    pub id: Uuid,
    /// `waiting`, `placed` or `void`.
    pub state: String,
    /// How it waits or waited: `confirm` (where does it belong), `quarantine` (it may be harmful) or `parked`.
    pub kind: String,
    /// Why it waits, or where it was put, as a code.
    pub why: String,
    /// The team that looks at it.
    pub team_id: Uuid,
    /// When it came.
    pub received_at: Timestamp,
    /// By when somebody must have looked.
    pub due: Timestamp,
    /// Whether that moment passed.
    pub overdue: bool,
    /// The address or number that it came from.
    pub from: Option<String>,
    /// The name that came with it.
    pub from_name: Option<String>,
    /// Its subject line.
    pub subject: Option<String>,
    /// Its words; in a list their beginning.
    pub text: String,
    /// Its files. They are read once it stands on a journey.
    pub files: Vec<ArrivedFile>,
    /// The open journey that it may belong to.
    pub suggested_journey_id: Option<Uuid>,
    /// The journey that it was put on.
    pub journey_id: Option<Uuid>,
    /// The contact that it became.
    pub contact_id: Option<Uuid>,
}

/// What waits, due first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArrivalList {
    /// A part of it.
    pub items: Vec<ArrivalReading>,
    /// The `cursor` of the next part; nothing at the end.
    pub next: Option<String>,
}

/// Where something belongs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlaceOfArrival {
    /// The journey.
    pub journey_id: Uuid,
    /// Whether its sender takes part from now on.
    #[serde(default)]
    pub take_part: bool,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    const TAG: &str = "arrivals";
    let list = Operation::read::<ArrivalList>(TAG, "/api/v1/arrivals", "listArrivals", "What waits without a journey")
        .view("arrivals")
        .about("Of the teams that the program acts for.")
        .query(LIST);
    let path = "/api/v1/arrivals/{arrivalId}";
    let one = Operation::read::<ArrivalReading>(TAG, path, "getArrival", "Something that came in").view("arrivals");
    let path = "/api/v1/arrivals/{arrivalId}/source";
    let source = Operation::read::<Bytes>(TAG, path, "getArrivalSource", "A mail as it came").view("arrivals");
    let path = "/api/v1/arrivals/{arrivalId}/joins";
    let summary = "Put it on a journey";
    let joins = Operation::act::<PlaceOfArrival, ArrivalReading>(TAG, path, ("joinArrival", "join-arrival"), summary)
        .about("It stands there with its own words, moment and files.");
    let path = "/api/v1/arrivals/{arrivalId}/journeys";
    let summary = "Begin a journey with it";
    let opens = Operation::act::<Nothing, ArrivalReading>(TAG, path, ("openArrival", "open-arrival"), summary);
    let path = "/api/v1/arrivals/{arrivalId}/voidings";
    let voids = Operation::act::<Nothing, ArrivalReading>(
        TAG,
        path,
        ("voidArrival", "void-arrival"),
        "Set it aside in silence",
    );
    let path = "/api/v1/arrivals/{arrivalId}/unvoidings";
    let summary = "Bring back what was set aside";
    let back = Operation::act::<Nothing, ArrivalReading>(TAG, path, ("unvoidArrival", "unvoid-arrival"), summary);
    routes
        .api(list, all)
        .api(one, get)
        .api(source.gives(Gives::Bytes), raw)
        .api(joins, join)
        .api(opens, open)
        .api(voids, void)
        .api(back, unvoid)
}

fn parse(id: &str) -> Result<Uuid, Failed> {
    Uuid::try_parse(id).map_err(|_| Problem::new(Kind::NotFound).into())
}

/// How much of its words stands in a list.
const EXCERPT: usize = 160;

async fn reading(
    web: &Web,
    call: &Call,
    arrival: &Arrival,
    mail: Option<&IncomingMail>,
    whole: bool,
) -> Result<ArrivalReading, Failed> {
    let from = mail.and_then(|mail| mail.from.as_ref());
    let files = mail.map(|mail| mail.files.as_slice()).unwrap_or_default().iter().map(|file| ArrivedFile {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.bytes.len() as u64,
    });
    let text = mail.map(|mail| mail.text.as_str()).unwrap_or_default();
    let subject = mail.map(|mail| mail.subject.trim().to_owned()).filter(|subject| !subject.is_empty());
    Ok(ArrivalReading {
        id: arrival.id,
        state: arrival.state.clone(),
        kind: kind(&arrival.why).to_owned(),
        why: arrival.why.clone(),
        team_id: arrival.team.0,
        received_at: arrival.received_at,
        due: arrival.due,
        overdue: arrival.overdue,
        from: from.map(|from| from.address.clone()).or_else(|| arrival.sender.clone()),
        from_name: from.and_then(|from| from.name.clone()),
        subject,
        text: if whole { text.to_owned() } else { text.chars().take(EXCERPT).collect() },
        files: files.collect(),
        suggested_journey_id: call.sees(&web.app, arrival.suggested).await?,
        journey_id: call.sees(&web.app, arrival.journey).await?,
        contact_id: arrival.contact.map(|id| id.0),
    })
}

async fn all(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let only = asked.one_of("kind", KINDS);
    let after: Option<u32> = asked.cursor("cursor");
    asked.check()?;
    let (scope, after) = (call.scope()?, u64::from(after.unwrap_or_default()));
    let waiting = call.told(web.app.arrivals_by_reason(&scope).await)?;
    let fits = |why: &str| only.is_none_or(|only| kind(why) == only);
    let reasons: Vec<String> = waiting.into_iter().map(|(why, _)| why).filter(|why| fits(why)).collect();
    let rows = call.told(web.app.arrivals(&scope, &reasons, (after, PART)).await)?;
    let next = (rows.len() >= PART as usize).then(|| (after + u64::from(PART)).to_string());
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        match web.app.arrival(&scope, row.id).await {
            Ok((arrival, mail)) => items.push(reading(&web, &call, &arrival, mail.as_ref(), false).await?),
            // Erased or decided about since, or about a journey that is shielded from this program.
            Err(AppError::NotFound(_) | AppError::Denied(_)) => {}
            Err(error) => return Err(call.problem(&error)),
        }
    }
    answer(StatusCode::OK, &ArrivalList { items, next })
}

async fn get(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    shown(&web, &call, parse(&id)?).await
}

async fn shown(web: &Web, call: &Call, id: Uuid) -> Result<Response, Failed> {
    let (arrival, mail) = call.told(web.app.arrival(&call.scope()?, id).await)?;
    answer(StatusCode::OK, &reading(web, call, &arrival, mail.as_ref(), true).await?)
}

async fn raw(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    let id = parse(&id)?;
    let bytes = call.told(web.app.arrival_raw(&call.scope()?, id).await)?;
    download(&format!("{id}.eml"), "message/rfc822", bytes).map_err(|_| Problem::new(Kind::Unavailable).into())
}

async fn join(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<PlaceOfArrival>,
) -> Result<Response, Failed> {
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let (journey, take_part) = (JourneyId(input.value.journey_id), input.value.take_part);
    decide(&web, &call, parse(&id)?, Choice::Join { journey, take_part }, repeated).await
}

async fn open(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<Nothing>,
) -> Result<Response, Failed> {
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    decide(&web, &call, parse(&id)?, Choice::New, repeated).await
}

async fn void(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<Nothing>,
) -> Result<Response, Failed> {
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    decide(&web, &call, parse(&id)?, Choice::Void, repeated).await
}

/// Does what was decided. Where it was decided before, the same decision is told as it stands; another one is refused.
async fn decide(web: &Web, call: &Call, id: Uuid, choice: Choice, repeated: bool) -> Result<Response, Failed> {
    match web.app.decide_arrival(call.who(), id, choice).await {
        Ok(_) => shown(web, call, id).await,
        Err(error @ AppError::NotFound("arrival")) => {
            let Ok((arrival, _)) = web.app.arrival(&call.scope()?, id).await else { return Err(call.problem(&error)) };
            let same = match choice {
                Choice::Join { journey, .. } => arrival.journey == Some(journey),
                Choice::New => repeated && arrival.state == "placed",
                Choice::Void => arrival.state == "void",
            };
            if same { shown(web, call, id).await } else { Err(decided(call)) }
        }
        Err(error) => Err(call.problem(&error)),
    }
}

fn decided(call: &Call) -> Failed {
    Problem::new(Kind::Refused).saying(call.visit.cx.t("said-arrival-ended")).coded("decided-before").into()
}

async fn unvoid(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<Nothing>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let id = parse(&id)?;
    match web.app.unvoid_arrival(call.who(), id).await {
        Ok(()) => shown(&web, &call, id).await,
        Err(error @ AppError::NotFound("arrival")) => {
            let Ok((arrival, _)) = web.app.arrival(&call.scope()?, id).await else { return Err(call.problem(&error)) };
            if arrival.state == "waiting" { shown(&web, &call, id).await } else { Err(decided(&call)) }
        }
        Err(error) => Err(call.problem(&error)),
    }
}
