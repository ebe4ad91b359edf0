//! Keeping the records of people: making one, correcting it, addresses and numbers, two records that are one person, and how
//! somebody wants to hear from us.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use regie_app::customers::records::{Keeping, NewRecord};
use regie_app::preferences::{By, Standing, Wish};
use regie_domain::customer::{HandleKind, Language};
use regie_domain::ids::{CustomerId, HandleId};
use regie_domain::preference::{PreferredWay, SaidHow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Customer, RecordReading, shown};
use crate::api::acts::bodies::Nothing;
use crate::api::call::{Call, Guards, Input};
use crate::api::operation::{Operation, Param, Takes};
use crate::api::problem::{Failed, InvalidParam, Kind, Problem};
use crate::api::query::Asked;
use crate::api::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

const FIND: &[Param] = &[
    Param { name: "email", about: "With this e-mail address.", takes: Takes::Text, required: false },
    Param { name: "phone", about: "With this telephone number, in any notation.", takes: Takes::Text, required: false },
    Param { name: "plate", about: "With a vehicle of this number plate.", takes: Takes::Text, required: false },
    Param { name: "customerNumber", about: "With this number of ours.", takes: Takes::Text, required: false },
];

/// The records that have an address or number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordList {
    /// The records.
    pub items: Vec<RecordReading>,
}

/// A record to make. At least one of name, address and number is needed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomerToMake {
    /// The name.
    #[schema(max_length = 120)]
    pub name: Option<String>,
    /// The language of messages; without it the house's.
    #[serde(default)]
    #[schema(schema_with = vocabulary::language, required = false)]
    pub language: Option<Language>,
    /// An e-mail address.
    #[schema(max_length = 254, pattern = r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    pub email: Option<String>,
    /// A telephone number, in any notation.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// The number that the organisation gave.
    #[schema(max_length = 120)]
    pub customer_number: Option<String>,
    /// The postal address, in lines.
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// The number plate of a vehicle that the person drives or owns.
    #[schema(max_length = 20)]
    pub plate: Option<String>,
}

/// What is wrong about a record; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomerToCorrect {
    /// The name.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub name: Option<String>,
    /// The language of messages.
    #[serde(default)]
    #[schema(schema_with = vocabulary::language, required = false)]
    pub language: Option<Language>,
}

/// An address or number of a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandleToTie {
    /// What it is. A postal address takes the place of the one before.
    #[schema(schema_with = vocabulary::handle_kind)]
    pub kind: HandleKind,
    /// As it was given.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    pub value: String,
}

/// Another record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OtherRecord {
    /// Its id.
    pub other_id: Uuid,
}

/// How somebody wants to hear from us.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreferencesReading {
    /// The language of messages.
    #[schema(schema_with = vocabulary::language)]
    pub language: Language,
    /// By which way: `mail`, `text`, `call` or `letter`; nothing where nobody chose.
    pub way: Option<String>,
    /// To which e-mail address.
    pub email_handle_id: Option<Uuid>,
    /// To which number text messages go.
    pub text_handle_id: Option<Uuid>,
    /// Whether one mail a day is enough of what only says how things go on.
    pub daily: bool,
    /// Whether the person does not want to be asked how it went.
    pub no_surveys: bool,
    /// How it was said, as a code.
    pub said: Option<String>,
    /// When it was said.
    pub said_at: Option<Timestamp>,
    /// Whether text messages can be sent from here.
    pub texts_possible: bool,
}

impl PreferencesReading {
    fn of(standing: &Standing) -> Self {
        let prefers = standing.prefers();
        Self {
            language: standing.language,
            way: prefers.way.map(|way| way.code().to_owned()),
            email_handle_id: standing.mail().map(|place| place.id.0),
            text_handle_id: standing.text().map(|place| place.id.0),
            daily: prefers.daily,
            no_surveys: prefers.no_surveys,
            said: standing.chosen.map(|chosen| chosen.said.code().to_owned()),
            said_at: standing.chosen.map(|chosen| chosen.at),
            texts_possible: standing.texts,
        }
    }
}

/// What somebody said about how to hear from us.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferencesToNote {
    /// How it was said.
    #[schema(schema_with = vocabulary::said_how)]
    pub said: SaidHow,
    /// By which way.
    #[schema(schema_with = vocabulary::preferred_way)]
    pub way: PreferredWay,
    /// The language of messages; without it what it was.
    #[serde(default)]
    #[schema(schema_with = vocabulary::language, required = false)]
    pub language: Option<Language>,
    /// A number to call or to text; without it the one that is known.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// The postal address, in lines; without it the one that is known.
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// Whether one mail a day is enough of what only says how things go on.
    #[serde(default)]
    pub daily: bool,
    /// Whether the person does not want to be asked how it went; without it what it was.
    pub no_surveys: Option<bool>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    const TAG: &str = "customers";
    let found =
        Operation::read::<RecordList>(TAG, "/api/v1/customers", "findCustomers", "Find people by address or number")
            .view("customer")
            .about("One of the three is needed; the whole of it counts, not a part.")
            .query(FIND);
    let makes = Operation::act::<CustomerToMake, Customer>(
        TAG,
        "/api/v1/customers",
        ("makeCustomer", "register"),
        "Make a record",
    )
    .about("An address or number that somebody has already is refused; look up whose it is.")
    .creates();
    let path = "/api/v1/customers/{customerId}/preferences";
    let prefers =
        Operation::read::<PreferencesReading>(TAG, path, "getPreferences", "How somebody wants to hear from us")
            .view("customer");
    let summary = "Note how somebody wants to hear from us";
    let prefer =
        Operation::act::<PreferencesToNote, PreferencesReading>(TAG, path, ("notePreferences", "prefer"), summary)
            .about("It holds on all journeys, also on those that begin later.");
    let path = "/api/v1/customers/{customerId}/preference-withdrawals";
    let summary = "Take the last choice back: what held before holds again";
    let undo =
        Operation::act::<Nothing, PreferencesReading>(TAG, path, ("undoPreferences", "undo-preference"), summary);
    let routes =
        routes.api(found, find).api(makes, make).api(prefers, preferences).api(prefer, note).api(undo, withdraw);
    keeping(routes)
}

macro_rules! keep {
    ($routes:ident; $($body:ident $path:literal ($id:literal, $does:literal) $summary:literal |$ids:pat_param, $value:pat_param| $keeping:expr;)*) => {
        $routes$(.api(
            Operation::act::<$body, Customer>("customers", concat!("/api/v1/customers/{customerId}/", $path), ($id, $does), $summary),
            |State(web): State<Web>, call: Call, guards: Guards, Path(ids): Path<Vec<(String, String)>>, input: Input<$body>| async move {
                call.claim(&web, &guards, &input.bytes).await?;
                let id = named::<CustomerId>(&ids, "customerId")?;
                let keeping = { let ($ids, $value) = (&ids, input.value); $keeping };
                let kept = web.app.keep_customer(call.who(), id, keeping, guards.key).await;
                call.told(kept)?;
                shown(StatusCode::OK, &web, &call, id).await
            },
        ))*
    };
}

fn keeping(routes: Routes<Web>) -> Routes<Web> {
    keep! { routes;
        CustomerToCorrect "corrections" ("correctCustomer", "correct-person") "Correct a name or a language" |_, body| {
            Keeping::Correct { name: body.name, language: body.language }
        };
        HandleToTie "handles" ("tieHandle", "tie-handle") "Note an address or number" |_, body| {
            Keeping::Tie { kind: body.kind, value: body.value }
        };
        Nothing "handles/{handleId}/removals" ("untieHandle", "untie-handle") "An address or number is not this person's" |ids, _| {
            Keeping::Untie { handle: named::<HandleId>(ids, "handleId")? }
        };
        OtherRecord "joins" ("joinCustomers", "join-customer") "Another record is the same person" |_, body| {
            Keeping::Join { other: CustomerId(body.other_id) }
        };
        OtherRecord "separations" ("separateCustomers", "unjoin-customer") "Another record is somebody else after all" |_, body| {
            Keeping::Separate { other: CustomerId(body.other_id) }
        };
        OtherRecord "same-person-dismissals" ("dismissSamePerson", "tell-apart") "Another record, which was suggested, is somebody else" |_, body| {
            Keeping::TellApart { other: CustomerId(body.other_id) }
        };
        OtherRecord "same-person-dismissal-withdrawals" ("undoDismissal", "undo-apart") "Perhaps it is the same person after all: it may be suggested again" |_, body| {
            Keeping::UndoApart { other: CustomerId(body.other_id) }
        };
    }
}

/// An id of the address.
fn named<T: From<Uuid>>(ids: &[(String, String)], name: &str) -> Result<T, Failed> {
    let found = ids.iter().find(|(known, _)| known == name).and_then(|(_, id)| Uuid::try_parse(id).ok());
    found.map(T::from).ok_or_else(|| Problem::new(Kind::NotFound).into())
}

async fn find(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(FIND)?;
    let kinds = [HandleKind::Email, HandleKind::Phone, HandleKind::CustomerNumber, HandleKind::Plate];
    let names = ["email", "phone", "customerNumber", "plate"];
    let wanted: Vec<(HandleKind, String)> =
        kinds.into_iter().zip(names).filter_map(|(kind, name)| Some((kind, asked.text(name)?))).collect();
    asked.check()?;
    if wanted.is_empty() {
        let faults =
            names.map(|name| InvalidParam { name: name.to_owned(), reason: "one of these is needed".to_owned() });
        return Err(Problem::faults(faults.to_vec()).into());
    }
    let scope = call.scope()?;
    let mut found: Option<Vec<CustomerId>> = None;
    for (kind, value) in wanted {
        let with = call.told(web.app.customers_with(&scope, kind, &value).await)?;
        found = Some(match found {
            None => with,
            // Asked for by several, it has all of them.
            Some(before) => before.into_iter().filter(|id| with.contains(id)).collect(),
        });
    }
    let mut items = Vec::new();
    for id in found.unwrap_or_default() {
        let file = call.told(web.app.customer(&scope, id, (0, 1)).await)?;
        items.extend(file.records.iter().filter(|record| record.id == id).map(RecordReading::of));
    }
    answer(StatusCode::OK, &RecordList { items })
}

async fn make(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    input: Input<CustomerToMake>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let body = input.value;
    let given = [
        (HandleKind::Email, body.email),
        (HandleKind::Phone, body.phone),
        (HandleKind::CustomerNumber, body.customer_number),
        (HandleKind::Address, body.address),
        (HandleKind::Plate, body.plate),
    ];
    let some = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let handles = given.into_iter().filter_map(|(kind, value)| Some((kind, some(value)?))).collect();
    let new = NewRecord { name: body.name.unwrap_or_default(), language: body.language, handles };
    let made = web.app.make_customer(call.who(), new, guards.key).await;
    let id =
        call.told_at(
            made,
            |field| if field == "customer_number" { "customerNumber".to_owned() } else { field.to_owned() },
        )?;
    let mut response = shown(StatusCode::CREATED, &web, &call, id).await?;
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/customers/{id}")) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// What somebody prefers, for a program that may know of the record.
async fn standing(web: &Web, call: &Call, id: CustomerId) -> Result<Standing, Failed> {
    call.told(web.app.customer(&call.scope()?, id, (0, 1)).await)?;
    call.told(web.app.standing_for(&call.scope()?, id).await)
}

fn parse(id: &str) -> Result<CustomerId, Failed> {
    CustomerId::parse(id).map_err(|_| Problem::new(Kind::NotFound).into())
}

async fn preferences(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    answer(StatusCode::OK, &PreferencesReading::of(&standing(&web, &call, parse(&id)?).await?))
}

async fn note(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<PreferencesToNote>,
) -> Result<Response, Failed> {
    let id = parse(&id)?;
    let before = standing(&web, &call, id).await?;
    call.claim(&web, &guards, &input.bytes).await?;
    let body = input.value;
    let wish = Wish {
        language: body.language.unwrap_or(before.language),
        way: body.way,
        phone: body.phone.unwrap_or_default(),
        address: body.address.unwrap_or_default(),
        daily: body.daily,
        no_surveys: body.no_surveys.unwrap_or(before.prefers().no_surveys),
    };
    let noted = web.app.prefer(By::Member { who: call.who(), customer: id, said: body.said }, wish).await;
    call.told(noted)?;
    answer(StatusCode::OK, &PreferencesReading::of(&standing(&web, &call, id).await?))
}

async fn withdraw(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<Nothing>,
) -> Result<Response, Failed> {
    let id = parse(&id)?;
    standing(&web, &call, id).await?;
    // Once more would take the choice before that back, too.
    if !call.claim(&web, &guards, &input.bytes).await? {
        call.told(web.app.undo_preference(call.who(), id).await)?;
    }
    answer(StatusCode::OK, &PreferencesReading::of(&standing(&web, &call, id).await?))
}
