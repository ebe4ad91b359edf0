//! What systems that obey holds ask and say: whether a subject is held, which holds there are, that one is known, that one is
//! done with, and that one was not kept to.

mod bodies;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use regie_app::agreements::{BreachSaidHere, MOST_CHECKED};
use regie_domain::actor::Door;
use regie_domain::client::ApiScope;
use regie_domain::hold::{HoldCommand, HoldSubject};
use regie_domain::ids::{HoldId, SystemId};
use regie_domain::system::System;
use regie_store::views::holds::HoldRow;

use self::bodies::*;
use super::answer;
use super::call::{Call, Guards, Input};
use super::operation::{Operation, Param, Takes};
use super::problem::{Failed, InvalidParam, Kind, Problem};
use super::query::Asked;
use crate::builder::Routes;
use crate::state::Web;
use crate::ui::letter::Letter;

/// So many holds stand in one part of a list.
const PART: u32 = 200;

const LIST: &[Param] = &[
    Param {
        name: "state",
        about: "Only holds in this state.",
        takes: Takes::OneOf(&["placed", "acknowledged", "released", "ended"]),
        required: false,
    },
    Param { name: "cursor", about: "The `next` of the answer before.", takes: Takes::Cursor, required: false },
];

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let checks = Operation::act::<HoldsToCheck, HoldChecks>(
        "holds",
        "/api/v1/hold-checks",
        ("checkHolds", ""),
        "Ask whether things are held: up to 10,000 in one call",
    )
    .scope(ApiScope::HoldsCheck)
    .view("holds")
    .about(
        "Ask before each run, for all that the run would touch. It changes nothing and needs no key. \
         **No answer means held**: whoever gets a fault, a timeout, or no answer for a subject does not collect, remind, pass \
         on or suspend. A thing may be held more than once, by several agreements or for several acts: `holds` names them all, \
         and the fields beside `held` are those of the one that lasts longest.",
    );
    let systems = Operation::read::<SystemList>(
        "holds",
        "/api/v1/systems",
        "listSystems",
        "The systems that this program speaks for",
    )
    .scope(ApiScope::HoldsCheck)
    .view("holds");
    let listed = Operation::read::<HoldList>(
        "holds",
        "/api/v1/systems/{systemId}/holds",
        "listHolds",
        "The holds of a system, and how long it takes to acknowledge",
    )
    .scope(ApiScope::HoldsCheck)
    .view("holds")
    .query(LIST);
    let one = Operation::read::<HoldReading>("holds", "/api/v1/holds/{holdId}", "getHold", "One hold")
        .scope(ApiScope::HoldsCheck)
        .view("holds");
    acts(routes.api(checks, check).api(systems, list_systems).api(listed, list).api(one, get))
}

fn acts(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! act {
        ($body:ident, $path:literal, $id:literal, $does:literal, $summary:literal) => {
            Operation::act::<$body, HoldReading>(
                "holds",
                concat!("/api/v1/holds/{holdId}/", $path),
                ($id, $does),
                $summary,
            )
            .scope(ApiScope::HoldsWrite)
        };
    }
    routes
        .api(
            act!(Acknowledgement, "acknowledgements", "acknowledgeHold", "hold", "Say that the system holds it")
                .about("Said twice has one effect."),
            acknowledge,
        )
        .api(
            act!(ReleaseToMake, "releases", "releaseHold", "hold", "Release a hold, with a reason")
                .about("A system that releases knows of it already: nothing is left to acknowledge."),
            release,
        )
        .api(
            act!(
                Acknowledgement,
                "release-acknowledgements",
                "acknowledgeRelease",
                "hold",
                "Say that the system holds it no more"
            )
            .about("Said twice has one effect."),
            acknowledge_release,
        )
        .api(
            act!(BreachToReport, "breaches", "reportBreach", "breach", "Report what was done all the same")
                .about("The customer hears it from us, and people set to work. Said again while it is open, it adds what is known."),
            breach,
        )
}

async fn check(State(web): State<Web>, call: Call, input: Input<HoldsToCheck>) -> Result<Response, Failed> {
    let asked = input.value;
    if asked.subjects.len() > MOST_CHECKED {
        return Err(Problem::fault("subjects", format!("at most {MOST_CHECKED} are taken at once")).into());
    }
    let system = system_of(&call, asked.system.as_deref())?;
    let mut subjects = Vec::with_capacity(asked.subjects.len());
    let mut faults = Vec::new();
    for (at, text) in asked.subjects.iter().enumerate() {
        match text.parse::<HoldSubject>() {
            Ok(subject) => subjects.push(subject),
            Err(error) => faults.push(InvalidParam { name: format!("subjects.{at}"), reason: error.to_string() }),
        }
    }
    if !faults.is_empty() {
        return Err(Problem::faults(faults).into());
    }
    let found = call.told(web.app.check_holds(&call.who(), system, &subjects).await)?;
    let items = asked.subjects.into_iter().zip(&subjects);
    let items = items.map(|(text, subject)| HoldCheck::of(text, found.get(&subject.to_string()))).collect();
    answer(StatusCode::OK, &HoldChecks { items })
}

/// The system that asks: the one that is named, else the one that the program speaks for. A program that speaks for none, or
/// for several, hears of all holds: rather held too much than too little.
fn system_of(call: &Call, code: Option<&str>) -> Result<Option<SystemId>, Failed> {
    match (code, call.client.systems.as_slice()) {
        (Some(code), own) => {
            let found = call.visit.directory.system_by_code(code);
            let found = found.filter(|system| own.is_empty() || own.contains(&system.id));
            let unknown = || Problem::fault("system", "this program speaks for no such system");
            Ok(Some(found.ok_or_else(unknown)?.id))
        }
        (None, [own]) => Ok(Some(*own)),
        (None, _) => Ok(None),
    }
}

async fn list_systems(State(web): State<Web>, call: Call) -> Result<Response, Failed> {
    let zone = &call.visit.cx.zone;
    let reading = |system: &System| SystemReading {
        id: system.id.0,
        code: system.code.clone(),
        name: system.name.clone(),
        owner_team_id: system.owner.0,
        connected: system.is_connected(),
        active: system.active,
        next_run: system.next_run(call.now(), zone),
    };
    let systems = call.told(web.app.systems(&call.who()).await)?;
    answer(StatusCode::OK, &SystemList { items: systems.iter().map(reading).collect() })
}

async fn list(State(web): State<Web>, call: Call, Path(id): Path<String>, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let state = asked.one_of("state", &["placed", "acknowledged", "released", "ended"]);
    let after: Option<HoldId> = asked.cursor("cursor");
    asked.check()?;
    let missing = || Failed::from(Problem::new(Kind::NotFound));
    let id = SystemId::parse(&id).map_err(|_| missing())?;
    call.visit.directory.system(id).ok_or_else(missing)?;
    let who = call.who();
    let (rows, more) = call.told(web.app.system_holds(&who, id, state, after, PART).await)?;
    let latency = call.told(web.app.system_latency(&who, id).await)?;
    let list = HoldList {
        items: rows.into_iter().map(HoldReading::of).collect(),
        latency: LatencyReading {
            acknowledged: latency.acknowledged,
            waiting: latency.waiting,
            mean_seconds: latency.mean / 1_000_000,
            longest_seconds: latency.longest / 1_000_000,
        },
        next: more.map(|hold| hold.to_string()),
    };
    answer(StatusCode::OK, &list)
}

/// The hold of an address, of a system that the program speaks for.
async fn hold(web: &Web, call: &Call, id: &str) -> Result<HoldRow, Failed> {
    let missing = || Failed::from(Problem::new(Kind::NotFound));
    let id = HoldId::parse(id).map_err(|_| missing())?;
    let row = call.told(web.app.hold_row(id).await)?;
    if call.client.speaks_for(row.system) { Ok(row) } else { Err(missing()) }
}

async fn get(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    answer(StatusCode::OK, &HoldReading::of(hold(&web, &call, &id).await?))
}

/// Runs an act on a hold, and answers the hold as it stands then.
async fn run(
    web: &Web,
    call: &Call,
    guards: Guards,
    (id, bytes): (&str, &[u8]),
    make: impl FnOnce(&mut Letter<'_>, HoldId) -> HoldCommand,
) -> Result<Response, Failed> {
    let row = hold(web, call, id).await?;
    call.claim(web, &guards, bytes).await?;
    let mut letter = Letter::new(web, row.journey);
    let command = make(&mut letter, row.id);
    call.told(web.app.act_on_hold(&call.who(), Door::Api, command, letter.texts, guards.key).await)?;
    answer(StatusCode::OK, &HoldReading::of(call.told(web.app.hold_row(row.id).await)?))
}

async fn acknowledge(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    Path(id): Path<String>,
    input: Input<Acknowledgement>,
) -> Result<Response, Failed> {
    let at = input.value.at;
    run(&web, &call, guards, (&id, &input.bytes), |_, hold| HoldCommand::Acknowledge { hold, at }).await
}

async fn acknowledge_release(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    Path(id): Path<String>,
    input: Input<Acknowledgement>,
) -> Result<Response, Failed> {
    let at = input.value.at;
    run(&web, &call, guards, (&id, &input.bytes), |_, hold| HoldCommand::AcknowledgeRelease { hold, at }).await
}

async fn release(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    Path(id): Path<String>,
    input: Input<ReleaseToMake>,
) -> Result<Response, Failed> {
    let ReleaseToMake { reason: why, text } = input.value;
    run(&web, &call, guards, (&id, &input.bytes), |letter, hold| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(|text| letter.words(text));
        HoldCommand::Release { hold, why, text, told: None }
    })
    .await
}

async fn breach(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    Path(id): Path<String>,
    input: Input<BreachToReport>,
) -> Result<Response, Failed> {
    let row = hold(&web, &call, &id).await?;
    call.claim(&web, &guards, &input.bytes).await?;
    let body = input.value;
    let mut letter = Letter::new(&web, row.journey);
    let mut words = |text: Option<String>| {
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        text.map(|text| letter.words(&text))
    };
    let (text, evidence) = (words(body.text), words(body.evidence).into_iter().collect());
    let said = BreachSaidHere { what: body.what, at: body.at, text, evidence, texts: letter.texts };
    call.told(web.app.report_breach(&call.who(), Door::Api, row.id, said, guards.key).await)?;
    answer(StatusCode::OK, &HoldReading::of(call.told(web.app.hold_row(row.id).await)?))
}
