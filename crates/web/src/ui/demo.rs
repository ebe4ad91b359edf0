//! The demonstration: where a visitor begins, who they can be, the clock, and the mail that never leaves. Where there is no
//! demo these routes do not exist.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum_extra::extract::Query;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_app::AppError;
use regie_app::clock::{
    DemoAct, DemoControl, DemoHappened, DemoHappening, DemoMail as Kept, DemoRole as Played, DemoStatus as Shown,
    DemoTurn,
};
use regie_app::locale::words::capital;
use regie_app::locale::{Arg, Lang};
use regie_domain::actor::Role;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::DemoTold;
use crate::gate::set;
use crate::pages::demo::{DemoBarPage, DemoMail, DemoOutboxPage, DemoPage, DemoRole, DemoSignInPage, DemoStatus};
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::security::{CookieKind, read_cookie, safe_return, set_cookie};
use crate::state::Web;
use crate::visit::Visit;

/// How many happenings of one jump stand in the line; the others unfold.
const MOST_TOLD: usize = 4;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/demo", Access::Demo, "demo", start)
        .get("/demo/bar", Access::Demo, "demo-bar", bar)
        .get("/demo/outbox", Access::Demo, "demo-outbox", outbox)
        .get("/demo/sign-in/{role}", Access::Demo, "demo-sign-in", ask_sign_in)
        .post("/demo/sign-in/{role}", Access::Demo, "demo_sign_in", sign_in)
        .post("/demo/clock", Access::Demo, "demo_clock", clock)
        .post("/demo/reset", Access::Demo, "demo_reset", reset)
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
}

fn control(web: &Web) -> Result<Arc<dyn DemoControl>, AppError> {
    web.demo.clone().ok_or(AppError::NotFound("page"))
}

fn organisation(visit: &Visit) -> Option<String> {
    visit.directory.organisation.as_ref().map(|found| found.value.name.clone())
}

async fn start(State(web): State<Web>, visit: Visit, Query(Said { said }): Query<Said>) -> Reply {
    let demo = control(&web)?;
    let cx = &visit.cx;
    let tips = ["demo-tip-answer", "demo-tip-clock", "demo-tip-post", "demo-tip-phone"];
    page(&DemoPage {
        cx: cx.clone(),
        organisation: organisation(&visit),
        roles: demo.roles().await?.iter().map(|played| role(&visit, played)).collect(),
        statuses: demo.status_pages().into_iter().map(|shown| status(&visit, shown)).collect(),
        tips: tips.iter().map(|tip| cx.t(tip)).collect(),
        said: said.filter(|key| key == "said-demo-reset").map(|key| cx.t(&key)),
    })
}

fn role(visit: &Visit, played: &Played) -> DemoRole {
    let (part, what) = match played.role {
        Role::Agent => ("role-agent", "demo-role-agent"),
        Role::TeamLead => ("role-lead", "demo-role-team-lead"),
        Role::Coordinator => ("role-coordinator", "demo-role-coordinator"),
        Role::Administrator => ("role-administrator", "demo-role-administrator"),
        Role::Auditor => ("role-auditor", "demo-role-auditor"),
    };
    let part = visit.cx.t(part).to_lowercase();
    let team = played.team.as_ref().map(|team| format!(", {team}")).unwrap_or_default();
    DemoRole {
        name: format!("{} ({part}{team})", played.name),
        what: visit.cx.t(what),
        href: format!("/demo/sign-in/{}", played.code),
    }
}

fn status(visit: &Visit, shown: Shown) -> DemoStatus {
    let what = match shown.code.as_str() {
        "question" => "demo-status-question",
        "repaired" => "demo-status-repaired",
        "solved" => "demo-status-solved",
        _ => "demo-status-other",
    };
    DemoStatus { name: shown.name, what: visit.cx.t(what), href: shown.path }
}

/// The bar with the clock, for the script that lets it tick on a page that stays open.
async fn bar(State(web): State<Web>, visit: Visit) -> Reply {
    control(&web)?;
    page(&DemoBarPage { cx: visit.cx.clone() })
}

/// What came of a jump of the clock: `Donderdag 22 februari 09.00: een toezegging aan Corrie de Boer is gebroken; Corrie kreeg
/// bericht`. What is too much for a line is there to be opened.
#[must_use]
pub fn told(turn: &DemoTurn, lang: Lang, zone: &TimeZone) -> DemoTold {
    let today = turn.at.to_zoned(zone.clone()).date();
    let when = |at: Timestamp| {
        let at = at.to_zoned(zone.clone());
        format!("{} {}", capital(&lang.date_near(at.date(), today)), lang.clock(&at))
    };
    if turn.happened.is_empty() {
        let said = format!("{}: {}", when(turn.at), lang.t("demo-nothing", &[]));
        return DemoTold { said, rest: None };
    }
    let mut parts: Vec<(String, String)> = Vec::new();
    for happening in &turn.happened {
        let (when, words) = (when(happening.at), happened(happening, lang));
        if !parts.contains(&(when.clone(), words.clone())) {
            parts.push((when, words));
        }
    }
    // One thing more is said as well: "one more thing" is no shorter.
    let shown = if parts.len() == MOST_TOLD + 1 { parts.len() } else { MOST_TOLD };
    let rest = parts.split_off(shown.min(parts.len()));
    let mut text = String::new();
    let mut moment = String::new();
    for (when, words) in parts {
        let begins = when != moment;
        text.push_str(match (text.is_empty(), begins) {
            (true, _) => "",
            (false, true) => ". ",
            (false, false) => "; ",
        });
        if begins {
            text.push_str(&format!("{when}: "));
            moment = when;
        }
        text.push_str(&words);
    }
    let rest = (!rest.is_empty()).then(|| {
        let count = [("n", Arg::Number(i64::try_from(rest.len()).unwrap_or(i64::MAX)))];
        (lang.t("demo-more", &count), rest.iter().map(|(when, words)| format!("{when}: {words}")).collect())
    });
    DemoTold { said: text, rest }
}

fn happened(happening: &DemoHappening, lang: Lang) -> String {
    let key = match happening.what {
        DemoHappened::AtRisk => "demo-at-risk",
        DemoHappened::Broken => "demo-broken",
        DemoHappened::OfferOverdue => "demo-offer-overdue",
        DemoHappened::QuestionLapsed => "demo-question-lapsed",
        DemoHappened::Told => "demo-told",
        DemoHappened::NotTold => "demo-not-told",
        DemoHappened::TaskMade => "demo-task-made",
        DemoHappened::TaskLate => "demo-task-late",
        DemoHappened::Wrote => "demo-wrote",
        DemoHappened::Closed => "demo-closed",
        DemoHappened::Reopened => "demo-reopened",
    };
    let team = happening.team.as_deref().unwrap_or_default();
    lang.t(key, &[("who", Arg::Text(&happening.who)), ("team", Arg::Text(team))])
}

async fn find(demo: &Arc<dyn DemoControl>, code: &str) -> Result<Played, AppError> {
    demo.roles().await?.into_iter().find(|played| played.code == code).ok_or(AppError::NotFound("page"))
}

/// A link changes nothing by being followed, so it asks first.
async fn ask_sign_in(State(web): State<Web>, visit: Visit, Path(code): Path<String>) -> Reply {
    let played = find(&control(&web)?, &code).await?;
    page(&DemoSignInPage { cx: visit.cx.clone(), organisation: organisation(&visit), role: role(&visit, &played) })
}

async fn sign_in(State(web): State<Web>, headers: HeaderMap, Path(code): Path<String>, _posted: Posted) -> Reply {
    let played = find(&control(&web)?, &code).await?;
    let replaces = read_cookie(&headers, CookieKind::Session, web.transport);
    let begun = web.app.start_session(played.member, Some("demo".to_owned()), replaces).await?;
    let mut answer = see(match played.role {
        Role::Administrator => "/settings",
        Role::Auditor => "/journeys",
        Role::Agent | Role::TeamLead | Role::Coordinator => "/work",
    })?;
    set(&mut answer, set_cookie(CookieKind::Session, &begun.token, web.transport));
    Ok(answer)
}

async fn clock(State(web): State<Web>, posted: Posted) -> Reply {
    let act = DemoAct::parse(posted.get("do")).ok_or_else(|| AppError::invalid("do", "invalid-choice"))?;
    control(&web)?.act(act).await?;
    see(match safe_return(posted.get("return")) {
        "/" => "/demo",
        back => back,
    })
}

async fn reset(State(web): State<Web>, _posted: Posted) -> Reply {
    control(&web)?.reset().await?;
    see("/demo?said=said-demo-reset")
}

async fn outbox(State(web): State<Web>, visit: Visit) -> Reply {
    let mails = control(&web)?.mails();
    let count = mails.len();
    let mails = mails.into_iter().enumerate().map(|(index, kept)| mail(&visit, count - index, kept)).collect();
    page(&DemoOutboxPage { cx: visit.cx.clone(), organisation: organisation(&visit), mails })
}

fn mail(visit: &Visit, number: usize, kept: Kept) -> DemoMail {
    let size = |bytes: &[u8]| visit.cx.size(u64::try_from(bytes.len()).unwrap_or(0));
    let files = kept.mail.files.iter().map(|file| format!("{} ({})", file.name, size(&file.bytes))).collect();
    DemoMail {
        id: number.to_string(),
        at: kept.at,
        to: kept.mail.to,
        from: kept.mail.from,
        subject: kept.mail.subject,
        text: kept.mail.text,
        files,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    fn turn(of: usize) -> DemoTurn {
        let at: Timestamp = "2018-02-22T08:00:00Z".parse().unwrap();
        let one =
            |index: usize| DemoHappening { at, what: DemoHappened::Told, who: format!("Inwoner {index}"), team: None };
        DemoTurn { at, happened: (0..of).map(one).collect() }
    }

    #[test]
    fn what_is_too_much_for_a_line_can_be_opened() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let five = told(&turn(5), Lang::Nl, &zone);
        assert!(five.said.ends_with("Inwoner 4 kreeg bericht") && five.rest.is_none(), "{five:?}");
        let (label, rest) = told(&turn(7), Lang::Nl, &zone).rest.unwrap();
        assert_eq!(label, "en nog 3 dingen");
        assert_eq!(rest[0], "Donderdag 22 februari 09.00: Inwoner 4 kreeg bericht");
    }
}
