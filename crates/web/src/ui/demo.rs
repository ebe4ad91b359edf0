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
use regie_domain::codes::DeadlineKind;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::DemoTold;
use crate::gate::set;
use crate::pages::demo::{
    DemoBarPage, DemoMail, DemoOutboxPage, DemoPage, DemoRole, DemoSignInPage, DemoSms, DemoStatus,
};
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::security::{CookieKind, read_cookie, safe_return, set_cookie};
use crate::state::Web;
use crate::visit::Visit;

/// How many happenings of one jump stand in the line; the others unfold.
const MOST_TOLD: usize = 4;
/// The most mails on the page of what was sent, newest first: what came before stands on the pages of its journeys.
const MOST_MAILS: usize = 32;

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

pub(super) fn control(web: &Web) -> Result<Arc<dyn DemoControl>, AppError> {
    web.demo.clone().ok_or(AppError::NotFound("page"))
}

pub(super) fn organisation(visit: &Visit) -> Option<String> {
    visit.directory.organisation.as_ref().map(|found| found.value.name.clone())
}

async fn start(State(web): State<Web>, visit: Visit, Query(Said { said }): Query<Said>) -> Reply {
    let demo = control(&web)?;
    let cx = &visit.cx;
    let tips = ["demo-tip-answer", "demo-tip-clock", "demo-tip-post", "demo-tip-phone"];
    let others = demo.houses().into_iter().filter(|house| !house.here);
    page(&DemoPage {
        cx: cx.clone(),
        organisation: organisation(&visit),
        stories: super::tour::rows(cx, &demo.stories().await?),
        others: others
            .map(|house| DemoStatus {
                what: cx.t(&format!("demo-house-{}", house.code)),
                name: house.name,
                href: house.url,
            })
            .collect(),
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
        "visit" => "demo-status-visit",
        "offered" => "demo-status-offered",
        "late" => "demo-status-late",
        "under-way" => "demo-status-under-way",
        "delivered-b" => "demo-status-delivered",
        "repair" => "demo-status-repair",
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
    for group in together(&turn.happened) {
        let (when, words) = (when(group.at), happened(&group, lang));
        if !parts.contains(&(when.clone(), words.clone())) {
            parts.push((when, words));
        }
    }
    // One thing more is said as well: "one more thing" is no shorter.
    let shown = if parts.len() == MOST_TOLD + 1 { parts.len() } else { MOST_TOLD };
    let rest = parts.split_off(shown.min(parts.len()));
    let mut text = String::new();
    let (mut day, mut moment) = (String::new(), String::new());
    for (when, words) in parts {
        let begins = when != moment;
        text.push_str(match (text.is_empty(), begins) {
            (true, _) => "",
            (false, true) => ". ",
            (false, false) => "; ",
        });
        if begins {
            // The day is said once, then only the hour.
            let (date, hour) = when.rsplit_once(' ').unwrap_or(("", &when));
            text.push_str(&if date == day { format!("{hour}: ") } else { format!("{when}: ") });
            day = date.to_owned();
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

/// The same thing that happened to several people at one moment.
struct Group {
    at: Timestamp,
    what: DemoHappened,
    team: Option<String>,
    who: Vec<String>,
}

/// What happened, with the people to whom the same happened at the same moment in one.
fn together(happened: &[DemoHappening]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for one in happened {
        let same = |group: &&mut Group| group.at == one.at && group.what == one.what && group.team == one.team;
        match groups.iter_mut().find(same) {
            Some(group) if group.who.contains(&one.who) => {}
            Some(group) => group.who.push(one.who.clone()),
            None => {
                let (what, team) = (one.what, one.team.clone());
                groups.push(Group { at: one.at, what, team, who: vec![one.who.clone()] });
            }
        }
    }
    groups
}

fn happened(group: &Group, lang: Lang) -> String {
    let key = match group.what {
        DemoHappened::AtRisk => "demo-at-risk",
        DemoHappened::Broken => "demo-broken",
        DemoHappened::OfferOverdue => "demo-offer-overdue",
        DemoHappened::QuestionLapsed => "demo-question-lapsed",
        DemoHappened::Told => "demo-told",
        DemoHappened::NotTold => "demo-not-told",
        DemoHappened::TaskMade => "demo-task-made",
        DemoHappened::TaskLate => "demo-task-late",
        DemoHappened::HoldOverdue => "demo-hold-overdue",
        DemoHappened::HoldEnding => "demo-hold-ending",
        DemoHappened::HoldStays => "demo-hold-stays",
        DemoHappened::Wrote => "demo-wrote",
        DemoHappened::Closed => "demo-closed",
        DemoHappened::Reopened => "demo-reopened",
    };
    let who = lang.list(&group.who);
    let n = Arg::Number(i64::try_from(group.who.len()).unwrap_or(i64::MAX));
    let team = group.team.as_deref().unwrap_or_default();
    lang.t(key, &[("who", Arg::Text(&who)), ("team", Arg::Text(team)), ("n", n)])
}

/// What comes next, in words.
#[must_use]
pub fn coming(comes: Option<&(DeadlineKind, String)>, lang: Lang) -> String {
    use DeadlineKind as D;
    let Some((kind, who)) = comes else { return lang.t("demo-comes-message", &[]) };
    let key = match kind {
        D::PromiseHalf | D::PromiseFourFifths | D::PromiseDue | D::PromiseLead | D::PromiseCoordinator => {
            "demo-comes-promise"
        }
        D::OfferTeam | D::OfferLead | D::OfferCoordinator => "demo-comes-offer",
        D::LookDue => "demo-comes-look",
        D::QuestionDue => "demo-comes-question",
        D::Silence => "demo-comes-silence",
        D::TaskDue => "demo-comes-task",
        D::Closing => "demo-comes-closing",
        D::SurveyDue => "demo-comes-survey",
        D::WishDue => "demo-comes-wish",
        D::LegalHalf
        | D::LegalFourFifths
        | D::LegalDue
        | D::LegalGoesOn
        | D::AgreementTeam
        | D::AgreementLead
        | D::AgreementCoordinator
        | D::AmountTeam
        | D::AmountLead
        | D::AmountCoordinator
        | D::HoldTeam
        | D::HoldLead
        | D::HoldEnding
        | D::HoldEnds
        | D::SignalTeam
        | D::SignalLead
        | D::SignalCoordinator
        | D::ShipmentRisk
        | D::ShipmentSilent
        | D::SocialWindow => "demo-comes-other",
    };
    lang.t(key, &[("who", Arg::Text(who))])
}

async fn find(demo: &Arc<dyn DemoControl>, code: &str) -> Result<Played, AppError> {
    demo.roles().await?.into_iter().find(|played| played.code == code).ok_or(AppError::NotFound("page"))
}

/// A link changes nothing by being followed, so it asks first.
async fn ask_sign_in(State(web): State<Web>, visit: Visit, Path(code): Path<String>) -> Reply {
    let played = find(&control(&web)?, &code).await?;
    page(&DemoSignInPage { cx: visit.cx.clone(), organisation: organisation(&visit), role: role(&visit, &played) })
}

async fn sign_in(State(web): State<Web>, headers: HeaderMap, Path(code): Path<String>, posted: Posted) -> Reply {
    let played = find(&control(&web)?, &code).await?;
    let replaces = read_cookie(&headers, CookieKind::Session, web.transport);
    let begun = web.app.start_session(played.member, Some("demo".to_owned()), replaces).await?;
    // A story leads to the page that it is about.
    let mut answer = see(match (safe_return(posted.get("to")), played.role) {
        ("/", Role::Administrator) => "/settings",
        ("/", Role::Auditor) => "/journeys",
        ("/", Role::Agent | Role::TeamLead | Role::Coordinator) => "/work",
        (to, _) => to,
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
    let demo = control(&web)?;
    let mails = demo.mails();
    let texts = demo.texts().into_iter().map(|text| DemoSms { at: text.at, to: text.to, text: text.text }).collect();
    let count = mails.len();
    let mails =
        mails.into_iter().take(MOST_MAILS).enumerate().map(|(index, kept)| mail(&visit, count - index, kept)).collect();
    page(&DemoOutboxPage { cx: visit.cx.clone(), organisation: organisation(&visit), mails, texts })
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

    fn at(hour: usize) -> Timestamp {
        format!("2018-02-22T{hour:02}:00:00Z").parse().unwrap()
    }

    fn told_one(hour: usize, who: &str) -> DemoHappening {
        DemoHappening { at: at(hour), what: DemoHappened::Told, who: who.to_owned(), team: None }
    }

    /// Something every hour.
    fn turn(of: usize) -> DemoTurn {
        let happened = (0..of).map(|index| told_one(8 + index, &format!("Inwoner {index}"))).collect();
        DemoTurn { at: at(8), happened }
    }

    #[test]
    fn the_same_thing_and_the_same_day_are_said_once() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let happened = vec![told_one(8, "Anja"), told_one(8, "Daan"), told_one(8, "Anja"), told_one(11, "Corrie")];
        let said = told(&DemoTurn { at: at(11), happened }, Lang::Nl, &zone).said;
        assert_eq!(said, "Donderdag 22 februari 09.00: Anja en Daan kregen bericht. 12.00: Corrie kreeg bericht");
    }

    #[test]
    fn what_is_too_much_for_a_line_can_be_opened() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let five = told(&turn(5), Lang::Nl, &zone);
        assert!(five.said.ends_with("Inwoner 4 kreeg bericht") && five.rest.is_none(), "{five:?}");
        let (label, rest) = told(&turn(7), Lang::Nl, &zone).rest.unwrap();
        assert_eq!(label, "en nog 3 dingen");
        assert_eq!(rest[0], "Donderdag 22 februari 13.00: Inwoner 4 kreeg bericht");
    }
}
