//! What a system reports: its address and secret, what its reports mean, a report to try that on, and what came last.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::facts::apply::{Became, Tried};
use regie_app::facts::examples;
use regie_app::facts::settings::{FactForm, STANDARD_SCHEME, unknown_blueprint};
use regie_domain::customer::Language;
use regie_domain::fact::{FactDoor, FactFault, FactFaultWhat, FactLack, FactPath, FactSigning, FactTable, KEYS};
use regie_domain::ids::SystemId;
use regie_domain::system::System;
use regie_store::facts::Reported;

use super::{Asked, CHANGE, READ, changes, form_page, id, version};
use crate::builder::Routes;
use crate::cx::Cx;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::facts::{self as forms, Door};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, refusal_words, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::facts::{state, why};
use crate::visit::Visit;

/// How many reports are shown.
const LAST: u32 = 30;
/// The most places of a sample that are listed.
const MOST_PLACES: usize = 60;
/// The most faults that are said at once.
const MOST_FAULTS: usize = 20;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/systems/{id}/facts", READ, "settings-facts", show)
        .post("/settings/systems/{id}/facts", CHANGE, "change_facts", change)
        .post("/settings/systems/{id}/facts/secret", CHANGE, "rotate_fact_secret", rotate)
        .post("/settings/systems/{id}/facts/retry", CHANGE, "retry_facts", retry)
}

/// A system and its door, where it has one.
struct Here<'a> {
    id: SystemId,
    system: &'a System,
    door: Option<&'a Versioned<FactDoor>>,
    /// What the house speaks: its colleagues read the table.
    house: Language,
}

impl<'a> Here<'a> {
    fn of(visit: &'a Visit, text: &str) -> Result<Self, AppError> {
        let id = SystemId(id(text)?);
        let system = visit.directory.system(id).ok_or(AppError::NotFound("system"))?;
        let house = visit.directory.organisation()?.language;
        Ok(Self { id, system, door: visit.directory.fact_doors.get(&id.0), house })
    }

    fn href(&self) -> String {
        format!("/settings/systems/{}/facts", self.id)
    }

    /// What stands in the form before anybody typed; a new door begins with an example.
    fn values(&self, cx: &Cx) -> Door {
        let sample = examples::CREDITED.replace("{time}", &cx.now.to_string());
        match self.door {
            None => Door {
                scheme: STANDARD_SCHEME.to_owned(),
                table: examples::billing(self.house),
                active: true,
                sample,
                header: String::new(),
            },
            Some(found) => {
                let form = FactForm::of(&found.value);
                let FactForm { scheme, header, table, active } = form;
                Door { scheme, header, table: table.to_string(), active, sample: String::new() }
            }
        }
    }
}

fn typed(posted: &Posted) -> Door {
    let get = |name: &str| posted.get(name).to_owned();
    Door {
        scheme: get("scheme"),
        header: get("header"),
        table: get("table"),
        active: posted.some("active").is_some(),
        sample: get("sample"),
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let here = Here::of(&visit, &text)?;
    let values = here.values(&visit.cx);
    page(&about(&web, &visit, &here, &values, asked.said.as_deref()).await?)
}

async fn about(
    web: &Web,
    visit: &Visit,
    here: &Here<'_>,
    values: &Door,
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let form = forms::door(cx, &here.id.to_string(), values)
        .with("version", here.door.map_or(0, |found| found.version).to_string());
    let at = (Section::Systems, Some(cx.t1("fact-settings-title", "system", &here.system.name)));
    let mut page_of = form_page(web, visit, at, form, said).await?;
    let settings = std::mem::take(&mut page_of.blocks);
    page_of.blocks.push(Block::Facts(cx.t("fact-door"), facts(web, visit, here)));
    let last = web.app.facts_of(here.id, LAST).await?;
    if here.door.is_none() {
        page_of.banners.push(Banner::new(Tone::Plain, "info", cx.t("fact-new")));
    } else if let Some(found) = here.door.filter(|found| found.value.secrets.is_empty()) {
        let text = cx.t(if found.value.active { "fact-no-secret" } else { "fact-no-secret-off" });
        page_of.banners.push(Banner::new(Tone::Warn, "lock", text));
    }
    if let Some(found) = here.door.filter(|_| changes(visit)) {
        let secret = Form::new(cx, "secret", format!("{}/secret", here.href()), "fact-secret-make")
            .with("version", found.version.to_string());
        let (key, secret) = match found.value.secrets.is_empty() {
            true => ("fact-secret-first", secret),
            false => ("fact-secret-renew", secret.danger()),
        };
        page_of.blocks.push(Block::Form(Some(cx.t(key)), secret));
    }
    if let Some(found) = here.door.filter(|found| !found.value.table.rows.is_empty()) {
        page_of.blocks.push(Block::Under(cx.t("fact-rows-title"), rows(cx, &found.value.table)));
    }
    page_of.blocks.extend(settings.into_iter().map(|block| match block {
        Block::Form(None, form) => Block::Main(cx.t("fact-table-title"), form),
        other => other,
    }));
    if changes(visit) && last.iter().any(|row| row.became == "waiting") {
        let retry = Form::new(cx, "retry", format!("{}/retry", here.href()), "fact-retry-all").aside();
        page_of.blocks.push(Block::Form(Some(cx.t("fact-retry-all-title")), retry));
    }
    page_of.blocks.push(log(cx, &last));
    Ok(page_of)
}

fn facts(web: &Web, visit: &Visit, here: &Here<'_>) -> Vec<Fact> {
    let cx = &visit.cx;
    let fact = |name: &str, value: String| Fact { name: cx.t(name), value, href: None };
    let mut all =
        vec![fact("fact-url", web.app.fact_url(&here.system.code)), fact("fact-method", cx.t("fact-method-text"))];
    let Some(door) = here.door.map(|found| &found.value) else { return all };
    all.push(match &door.signing {
        FactSigning::Standard => fact("fact-signing", cx.t("fact-signing-standard")),
        FactSigning::Body { header } => fact("fact-signing", cx.t1("fact-signing-body", "header", header)),
    });
    let machine = web.app.ports.clock.machine();
    let mut good = door.good(machine);
    if let Some(secret) = good.next() {
        let made = cx.t1("fact-secret-made", "when", cx.near_text(&secret.made_at));
        let before = good.filter_map(|secret| secret.ends_at).max();
        let still = before.map(|ends| format!(" {}", cx.t1("fact-secret-before", "when", cx.near_text(&ends))));
        all.push(fact("fact-secret", made + &still.unwrap_or_default()));
    }
    let team = cx.t1("fact-waits-with", "team", visit.directory.team_name(here.system.owner));
    all.push(Fact { name: cx.t("fact-waits"), value: team, href: Some("/arrivals".to_owned()) });
    all
}

/// The table as it is read: for which reports, and what is done then.
fn rows(cx: &Cx, table: &FactTable) -> Table {
    let row = |row: &regie_domain::fact::FactRow| {
        let when: Vec<String> = row.when.iter().map(ToString::to_string).collect();
        let of = row.lines().into_iter().map(|(key, value)| format!("{key}: {value}"));
        let of: Vec<String> = of.collect();
        let act = Cell::text(cx.t(&format!("fact-do-{}", row.act.code().replace('_', "-"))));
        let name = Cell::text(&row.name);
        vec![
            match &row.note {
                Some(note) => name.second(note),
                None => name,
            },
            Cell::text(when.join(", ")),
            if of.is_empty() { act } else { act.second(of.join(" · ")) },
        ]
    };
    let columns = ["fact-column-name", "fact-column-when", "fact-column-do"];
    Table { columns: columns.map(|key| cx.t(key)).to_vec(), rows: table.rows.iter().map(row).collect() }
}

/// What came last.
fn log(cx: &Cx, last: &[Reported]) -> Block {
    let row = |row: &Reported| {
        let (word, tone) = state(cx, &row.became);
        let name = if row.row.is_empty() { cx.t("fact-title-unknown") } else { row.row.clone() };
        let name = match (row.journey, row.arrival) {
            (Some(journey), _) => Cell::link(name, format!("/journeys/{journey}")),
            (None, Some(_)) => Cell::link(name, format!("/facts/{}", row.id)),
            (None, None) => Cell::text(name),
        };
        vec![
            Cell::text(cx.near_text(&row.received_at)),
            name,
            Cell::text(row.happened_at.map(|at| cx.near_text(&at)).unwrap_or_default()),
            Cell::tag(word, tone),
            Cell::text(why(cx, &row.why)),
        ]
    };
    let columns = ["fact-column-came", "fact-column-name", "fact-column-at", "settings-state", "fact-column-why"];
    match last.is_empty() {
        true => Block::Empty(cx.t("fact-last-none")),
        false => {
            let columns = columns.map(|key| cx.t(key)).to_vec();
            Block::Under(cx.t("fact-last"), Table { columns, rows: last.iter().map(row).collect() })
        }
    }
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let here = Here::of(&visit, &text)?;
    let values = typed(&posted);
    let table = match read(&visit, &values.table) {
        Ok(table) => table,
        Err(words) => {
            let wrong = Wrong::Fields(vec![("table".to_owned(), words)]);
            return again(&web, &visit, &here, &values, &posted, &wrong).await;
        }
    };
    let Door { scheme, header, active, .. } = values.clone();
    let form = FactForm { scheme, header, table, active };
    if posted.get("do") == "try" {
        return attempt(&web, &visit, &here, &values, form).await;
    }
    match web.app.put_fact_door(&visit.who()?, here.id, version(&posted), form).await {
        Ok(_) => see(&said(&here.href(), "said-facts")),
        Err(error) => again(&web, &visit, &here, &values, &posted, &Wrong::of(&visit, error)?).await,
    }
}

async fn again(web: &Web, visit: &Visit, here: &Here<'_>, values: &Door, posted: &Posted, wrong: &Wrong) -> Reply {
    let mut page_of = about(web, visit, here, values, None).await?;
    for block in &mut page_of.blocks {
        if let Block::Main(_, form) = block
            && form.id == "facts"
        {
            *form = wrong.at(visit, form.clone(), posted);
            if matches!(wrong, Wrong::Changed) {
                form.problem = Some(visit.cx.t("settings-conflict"));
            }
        }
    }
    page_with(wrong.status(), &page_of)
}

/// The table as it was typed; else every fault, in words.
fn read(visit: &Visit, text: &str) -> Result<FactTable, String> {
    let cx = &visit.cx;
    let table = FactTable::parse(text).map_err(|faults| {
        let lines = faults.iter().take(MOST_FAULTS).map(|fault| fault_words(cx, fault));
        let mut lines: Vec<String> = lines.collect();
        if faults.iter().any(|fault| matches!(fault.what, FactFaultWhat::UnknownKey(_) | FactFaultWhat::NoKey)) {
            lines.push(cx.t1("fact-fault-keys", "keys", KEYS.join(", ")));
        }
        lines.join(" ")
    })?;
    match unknown_blueprint(&table, &visit.directory) {
        Some(name) => {
            let known: Vec<String> = super::blueprints_of(visit).into_iter().map(|(_, name)| name).collect();
            Err(cx.t2("fact-fault-blueprint", "name", name, "known", known.join(", ")))
        }
        None => Ok(table),
    }
}

fn fault_words(cx: &Cx, fault: &FactFault) -> String {
    let of = |key: &str, found: &str| cx.t1(key, "found", found);
    let words = match &fault.what {
        FactFaultWhat::NoKey => cx.t("fact-fault-no-key"),
        FactFaultWhat::NoFact => cx.t("fact-fault-no-fact"),
        FactFaultWhat::TooMuch => cx.t("fact-fault-too-much"),
        FactFaultWhat::UnknownKey(found) => of("fact-fault-unknown-key", found),
        FactFaultWhat::Twice(found) => of("fact-fault-twice", found),
        FactFaultWhat::Empty(found) => of("fact-fault-empty", found),
        FactFaultWhat::NoPlace(found) => of("fact-fault-no-place", found),
        FactFaultWhat::NoCondition(found) => of("fact-fault-no-condition", found),
        FactFaultWhat::NoSubject(found) => of("fact-fault-no-subject", found),
        FactFaultWhat::SameName(found) => of("fact-fault-same-name", found),
        FactFaultWhat::Missing(needed) => cx.t1("fact-fault-missing", "key", needed),
        FactFaultWhat::Unfit { key: found, act } => cx.t2("fact-fault-unfit", "found", found, "act", act),
        FactFaultWhat::NoChoice { key, found, choices } => {
            let words = cx.t2("fact-fault-no-choice", "found", found, "key", key);
            format!("{words} {}", cx.t1("fact-fault-choices", "choices", choices.join(", ")))
        }
    };
    format!("{} {words}", cx.t1("fact-fault-line", "line", fault.line))
}

/// What would happen with the sample by the table as it was typed.
async fn attempt(web: &Web, visit: &Visit, here: &Here<'_>, values: &Door, form: FactForm) -> Reply {
    let cx = &visit.cx;
    let door = FactDoor { table: form.table.clone(), active: true, ..FactDoor::default() };
    let tried = web.app.try_sample(&visit.who()?, here.system, door, &values.sample).await;
    let mut page_of = about(web, visit, here, values, None).await?;
    let (tone, words) = match tried {
        Err(AppError::Invalid(faults)) => (Tone::Bad, faults.first().map(|fault| cx.t(fault.key)).unwrap_or_default()),
        Err(error) => return Err(error.into()),
        Ok(tried) => {
            let places = places(&values.sample);
            if tried.outcome.is_none() && !places.is_empty() {
                let rows = places.into_iter().map(|(place, said)| vec![Cell::text(place), Cell::text(said)]);
                let columns = ["fact-column-place", "fact-column-said"].map(|key| cx.t(key)).to_vec();
                let table = Table { columns, rows: rows.collect() };
                page_of.blocks.insert(0, Block::Under(cx.t("fact-places"), table));
            }
            told(visit, &tried)
        }
    };
    let icon = match tone {
        Tone::Ok => "circle-check",
        Tone::Bad => "circle-x",
        _ => "info",
    };
    page_of.banners.insert(0, Banner::new(tone, icon, format!("{words} {}", cx.t("fact-try-nothing"))));
    page(&page_of)
}

/// What would happen, in words, and how that looks.
fn told(visit: &Visit, tried: &Tried) -> (Tone, String) {
    let cx = &visit.cx;
    let Some(row) = &tried.row else { return (Tone::Plain, cx.t("fact-try-no-row")) };
    let mut words = vec![cx.t1("fact-try-row", "row", &row.name)];
    if !tried.lacks.is_empty() {
        words.extend(tried.lacks.iter().map(|lack| lack_words(cx, lack)));
        return (Tone::Bad, words.join(" "));
    }
    let (tone, then) = match &tried.outcome {
        Some(Ok(Became::Done { .. })) => {
            let act = cx.t(&format!("fact-do-{}", row.act.code().replace('_', "-")));
            (Tone::Ok, cx.t1("fact-try-done", "act", act))
        }
        Some(Ok(Became::Nothing { why: code })) => (Tone::Plain, why(cx, code)),
        Some(Ok(Became::Waits { why: code, .. })) => {
            (Tone::Warn, format!("{} {}", why(cx, code), cx.t("fact-try-waits")))
        }
        Some(Err(AppError::Refused(refusal))) => {
            (Tone::Warn, format!("{} {}", refusal_words(visit, refusal), cx.t("fact-try-waits")))
        }
        Some(Err(_)) | None => (Tone::Warn, format!("{} {}", why(cx, "unfound"), cx.t("fact-try-waits"))),
    };
    words.push(then);
    (tone, words.join(" "))
}

fn lack_words(cx: &Cx, lack: &FactLack) -> String {
    match &lack.found {
        None => cx.t2("fact-lack", "key", lack.key, "place", named_places(&lack.place)),
        Some(found) => cx.t2("fact-lack-wrong", "key", lack.key, "found", found),
    }
}

/// The places of a sample, with what it says there.
fn places(sample: &str) -> Vec<(String, String)> {
    let read: Option<serde_json::Value> = serde_json::from_str(sample).ok();
    let all = read.map(|report| FactPath::all_of(&report, MOST_PLACES)).unwrap_or_default();
    all.into_iter().map(|(path, said)| (path.to_string(), said.chars().take(80).collect())).collect()
}

async fn rotate(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let here = Here::of(&visit, &text)?;
    let secret = web.app.rotate_fact_secret(&visit.who()?, here.id, version(&posted)).await?;
    // It is shown here and never again, so there is no address to come back to.
    let fresh = Visit { directory: web.app.directory().await?, ..visit.clone() };
    let here = Here::of(&fresh, &text)?;
    let mut page_of = about(&web, &fresh, &here, &here.values(&fresh.cx), None).await?;
    let words = fresh.cx.t1("fact-secret-once", "secret", secret);
    page_of.banners.insert(0, Banner::new(Tone::Warn, "lock", words));
    page(&page_of)
}

async fn retry(State(web): State<Web>, visit: Visit, Path(text): Path<String>, _posted: Posted) -> Reply {
    let here = Here::of(&visit, &text)?;
    let (gone, left) = web.app.retry_facts(&visit.who()?, here.id).await?;
    let key = match (gone, left) {
        (_, 0) => "said-facts-retried",
        (0, _) => "said-facts-still",
        _ => "said-facts-some",
    };
    see(&said(&here.href(), key))
}

/// Of words with places in braces the places; a place alone is one.
fn named_places(of: &str) -> String {
    let named: Vec<&str> =
        of.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place).collect();
    if named.is_empty() { of.to_owned() } else { named.join(", ") }
}
