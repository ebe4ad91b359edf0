//! The first run: an empty database asks, step by step, for what it needs. Nothing is stored before the last step; what was
//! filled in travels along with the form, passwords sealed.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum_extra::extract::Query;
use jiff::tz::TimeZone;
use regie_app::first_run::FirstRun;
use regie_app::locale::Lang;
use regie_app::{AppError, Fault, secrets};
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::{Cx, CxData, Theme};
use crate::form::Form;
use crate::gate::ADMINISTRATORS;
use crate::pages::parts::{Banner, Tone};
use crate::pages::settings::TestResult;
use crate::pages::setup::{self, SetupPage, SetupStep};
use crate::posted::Posted;
use crate::reply::{Reply, page_with, see};
use crate::state::Web;
use crate::ui::access::enter;
use crate::ui::plain::remember;
use crate::ui::settings::{doors, first_mailbox, first_organisation, try_mailbox};
use crate::visit::{Visit, customer_words};

/// The purpose under which the administrator's password travels along sealed.
const PASSWORD: &str = "first-run password";

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/first-run", Access::FirstRun, "first-run", ask)
        .post("/first-run", Access::FirstRun, "set_up", step)
        .get("/first-run/done", Access::Member(ADMINISTRATORS), "first-run-done", done)
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

async fn ask(State(web): State<Web>, visit: Visit, Query(Token { token }): Query<Token>) -> Reply {
    let mut typed = Posted::default();
    let known = [
        ("token", token.as_deref().unwrap_or_default()),
        ("organisation-zone", "Europe/Amsterdam"),
        ("organisation-language", visit.cx.lang.code()),
        ("organisation-word-nl", "klant"),
        ("organisation-word-en", "customer"),
        ("organisation-hours-holidays", "yes"),
        ("mailbox-in-way", "imap"),
        ("mailbox-out-way", "own"),
    ];
    typed.fields.extend(known.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let days = ["mon", "tue", "wed", "thu", "fri"];
    typed.fields.extend(days.map(|day| (format!("organisation-hours-{day}"), "08:30-17:00".to_owned())));
    show(&web, &visit, SetupStep::Administrator, &typed, Shown::default())
}

/// What comes with a step.
#[derive(Default)]
struct Shown {
    faults: Vec<Fault>,
    banner: Option<Banner>,
    tests: Vec<TestResult>,
}

fn show(web: &Web, visit: &Visit, step: SetupStep, posted: &Posted, shown: Shown) -> Reply {
    let cx = &in_zone_of(&visit.cx, posted.get("organisation-zone"));
    let mut typed = typed(web, posted);
    // A password that cannot be is not remembered: it must be chosen anew.
    if shown.faults.iter().any(|fault| fault.field == "admin-password") {
        typed.form.password.clear();
    }
    let mut form = setup::form(cx, step, &typed, &doors(web));
    carry(web, &mut form, posted, &typed.form.password);
    for fault in &shown.faults {
        form.error(&fault.field, cx.t(fault.key));
    }
    let status =
        if form.failed() || shown.banner.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let name = posted.get("organisation-name");
    let page = SetupPage {
        cx: cx.clone(),
        organisation: (step > SetupStep::Organisation && !name.is_empty()).then(|| name.to_owned()),
        step,
        banner: shown.banner,
        tests: shown.tests,
        form: Some(form),
    };
    page_with(status, &page)
}

/// The visit in the language and look that were just chosen; the page is the same one, with all that was filled in.
fn looking(visit: &Visit, posted: &Posted) -> Visit {
    let was = CxData::clone(&visit.cx);
    let lang = posted.some("lang").and_then(Lang::from_code).unwrap_or(was.lang);
    let theme = posted.some("theme").map_or(was.theme, Theme::from_code);
    let (one, many) = customer_words(lang, None);
    Visit { cx: Cx::from(CxData { lang, theme, one, many, ..was }), ..visit.clone() }
}

/// The page in the zone that the organisation is to have: there is none yet to take it from.
fn in_zone_of(cx: &Cx, zone: &str) -> Cx {
    match TimeZone::get(zone.trim()) {
        Ok(zone) => Cx::from(CxData { zone, ..CxData::clone(cx) }),
        Err(_) => cx.clone(),
    }
}

/// What is not asked at this step travels along unseen.
fn carry(web: &Web, form: &mut Form, posted: &Posted, password: &str) {
    let unseen = [
        "csrf",
        "key",
        "do",
        "lang",
        "theme",
        "step",
        "admin-password",
        "admin-password-kept",
        "mailbox-in-secret",
        "mailbox-out-secret",
    ];
    let asked = |form: &Form, name: &str| {
        form.fields.iter().any(|field| field.name == *name) || form.hidden.iter().any(|(known, _)| known == name)
    };
    for (name, value) in &posted.fields {
        if !unseen.contains(&name.as_str()) && !asked(form, name) && !value.is_empty() {
            form.hidden.push((name.clone(), value.clone()));
        }
    }
    if !password.is_empty()
        && let Ok(sealed) = secrets::seal(&web.app.config, &web.app.ports, PASSWORD, password)
    {
        form.hidden.push(("admin-password-kept".to_owned(), sealed));
    }
}

/// The administrator's password as it was just typed, else as it travelled along.
fn password(web: &Web, posted: &Posted) -> String {
    let typed = posted.fields.iter().find(|(name, value)| name == "admin-password" && !value.is_empty());
    match typed {
        Some((_, typed)) => typed.clone(),
        None => secrets::open(&web.app.config, PASSWORD, posted.get("admin-password-kept")).unwrap_or_default(),
    }
}

fn typed(web: &Web, posted: &Posted) -> setup::Typed {
    let form = FirstRun {
        organisation: first_organisation(posted),
        team: posted.get("team-name").to_owned(),
        name: posted.get("admin-name").to_owned(),
        email: posted.get("admin-email").to_owned(),
        password: password(web, posted),
        mailbox: Some(first_mailbox(web, posted)),
    };
    setup::Typed { token: posted.get("token").to_owned(), form }
}

async fn step(State(web): State<Web>, visit: Visit, headers: HeaderMap, posted: Posted) -> Reply {
    let setup::Typed { token, mut form } = typed(&web, &posted);
    let at = SetupStep::parse(posted.get("step"));
    if posted.get("do") == "back" {
        return show(&web, &visit, at.before(), &posted, Shown::default());
    }
    if posted.some("lang").or(posted.some("theme")).is_some() {
        let mut answer = show(&web, &looking(&visit, &posted), at, &posted, Shown::default())?;
        remember(&web, &posted, &mut answer);
        return Ok(answer);
    }
    if !web.app.knows_first_run_token(&token).await? {
        let faults = vec![Fault { field: "token".to_owned(), key: "setup-token-wrong" }];
        return show(&web, &visit, SetupStep::Administrator, &posted, Shown { faults, ..Shown::default() });
    }
    if posted.get("do") == "later" {
        form.mailbox = None;
    }
    let (found, mailbox) = web.app.look_at_first_run(&form);
    // A step is left only when all up to it is in order.
    for earlier in SetupStep::ALL.into_iter().filter(|step| *step <= at) {
        let own: Vec<Fault> = found.iter().filter(|fault| earlier.asks(&fault.field)).cloned().collect();
        if !own.is_empty() {
            return show(&web, &visit, earlier, &posted, Shown { faults: own, ..Shown::default() });
        }
    }
    if at < SetupStep::Mailbox {
        return show(&web, &visit, at.after(), &posted, Shown::default());
    }
    if posted.get("do") == "test"
        && let Some(mailbox) = mailbox
    {
        let tests = try_mailbox(&web, &visit, None, &mailbox, &form.email).await?;
        return show(&web, &visit, at, &posted, Shown { tests, ..Shown::default() });
    }
    match web.app.set_up(&token, form).await {
        Ok(admin) => {
            let label = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
            let began = web.app.start_session(admin, label, None).await?;
            let mut answer = see("/first-run/done")?;
            enter(&web, &mut answer, &began);
            Ok(answer)
        }
        Err(AppError::Invalid(faults)) => show(&web, &visit, at, &posted, Shown { faults, ..Shown::default() }),
        Err(AppError::Denied(_)) => {
            let banner = Some(Banner::new(Tone::Bad, "circle-x", visit.cx.t("setup-token-wrong")));
            show(&web, &visit, SetupStep::Administrator, &posted, Shown { banner, ..Shown::default() })
        }
        Err(error) => Err(error.into()),
    }
}

async fn done(State(_): State<Web>, visit: Visit) -> Reply {
    let organisation = visit.directory.organisation()?.name.clone();
    let page = SetupPage {
        cx: visit.cx.clone(),
        organisation: Some(organisation),
        step: SetupStep::Done,
        banner: None,
        tests: Vec::new(),
        form: None,
    };
    crate::reply::page(&page)
}
