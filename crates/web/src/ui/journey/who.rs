//! Who the customer on a social channel is: a member asks, or says that it was looked up elsewhere. And the clock of the
//! conversation above the form to answer.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_app::social::who::WhoStands;
use regie_domain::codes::Medium;
use regie_domain::event::Reach;
use regie_domain::social::WARNED;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::WORKERS;
use crate::pages::journey::ActLink;
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::deed::{self, Sheet};
use crate::ui::journey::desk::Desk;
use crate::visit::Visit;
use crate::words;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let member = Access::Member(WORKERS);
    routes
        .get("/journeys/{id}/who", member, "journey", show)
        .post("/journeys/{id}/who", member, "ask_who", ask)
        .get("/journeys/{id}/vouch", member, "journey", look)
        .post("/journeys/{id}/vouch", member, "vouch_for", vouch)
}

/// What can be done about it, as it stands.
pub(super) fn acts(desk: &Desk) -> Vec<ActLink> {
    let may = desk.may();
    if !may.works || !may.open {
        return Vec::new();
    }
    let link = |key: &str, path: &str, icon: &'static str| ActLink {
        href: format!("{}/{path}", desk.href()),
        label: desk.visit.cx.t(key),
        icon,
        shortcut: None,
    };
    match desk.loaded.social {
        Some(WhoStands::Unknown) => {
            vec![link("act-who", "who", "circle-help"), link("act-vouch", "vouch", "shield-check")]
        }
        Some(WhoStands::Unmatched | WhoStands::Asked(_)) => vec![link("act-vouch", "vouch", "shield-check")],
        Some(WhoStands::Tied) | None => Vec::new(),
    }
}

/// What to know before answering on a social channel: until when it can be done there.
pub(super) fn clock(desk: &Desk) -> Vec<Banner> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let mut banners = Vec::new();
    if let Some(window) = journey.answer_window().filter(|_| desk.loaded.social.is_some()) {
        let medium = cx.t(words::medium_key(window.medium));
        let left = window.closes.duration_since(cx.now);
        banners.push(if left.is_positive() {
            let soon = left <= WARNED;
            let tone = if soon { Tone::Warn } else { Tone::Plain };
            // The last hours count to the minute: 1 hour may not stand for an hour and a half.
            let for_long = if (1..4).contains(&left.as_hours()) && left.as_mins() % 60 > 0 {
                cx.duration(left.as_secs())
            } else if left.as_hours() >= 1 {
                cx.tn("social-hours", usize::try_from(left.as_hours()).unwrap_or(0))
            } else {
                cx.tn("social-minutes", usize::try_from(left.as_mins().max(1)).unwrap_or(1))
            };
            let until = cx.brief_text(&window.closes);
            let until = match template(desk, window.medium) {
                Some(name) => cx.t2("social-clock-template", "when", until, "template", name),
                None => cx.t1("social-clock-until", "when", until),
            };
            Banner::new(tone, "clock", format!("{} {until}", cx.t2("social-clock", "left", for_long, "medium", medium)))
        } else {
            match template(desk, window.medium) {
                Some(name) => {
                    let words = cx.t2("social-closed-template", "medium", medium, "template", name);
                    Banner::new(Tone::Plain, "clock", words)
                }
                None => Banner::new(Tone::Warn, "clock", cx.t1("social-closed", "medium", medium)),
            }
        });
    }
    banners
}

/// The approved message as which an answer goes there once the time is over; nothing where that is not sure.
fn template(desk: &Desk, medium: Medium) -> Option<&str> {
    let (_, person) = desk.loaded.journey.customer_participant()?;
    if !matches!(person.reach, Reach::Social { .. }) {
        return None;
    }
    let here = desk.visit.directory.social.values().map(|found| &found.value);
    let mut names = here.filter(|found| found.active && found.medium == medium).map(|found| found.template.as_ref());
    let first = names.next()??;
    names.all(|name| name.is_some_and(|name| name.name == first.name)).then_some(first.name.as_str())
}

/// That nobody knows yet who this is, so that nothing is shown and nothing can be agreed; said wherever something could be,
/// and only as long as it is so.
pub(super) fn untied(desk: &Desk) -> Option<Banner> {
    if !desk.loaded.journey.is_open() {
        return None;
    }
    let cx = &desk.visit.cx;
    let key = match desk.loaded.social {
        Some(WhoStands::Unknown) => "social-who-unknown",
        Some(WhoStands::Asked(_)) => "social-who-asked",
        Some(WhoStands::Unmatched) => "social-who-unmatched",
        Some(WhoStands::Tied) | None => return None,
    };
    // What is offered here first stands in the menu of acts too.
    let link = acts(desk).into_iter().next().map(|act| (act.href, act.label));
    Some(Banner { link, ..Banner::new(Tone::Warn, "circle-help", cx.t(key)) })
}

fn sheet(desk: &Desk, id: &'static str) -> Sheet {
    let cx = &desk.visit.cx;
    let (title, submit, more) = match id {
        "who" => ("act-who", "who-ask", "who-ask-text"),
        _ => ("act-vouch", "vouch-save", "vouch-text"),
    };
    let form = Form::new(cx, id, format!("{}/{id}", desk.href()), submit).cancel(desk.href());
    let banners = vec![Banner::new(Tone::Plain, "info", cx.t(more))];
    Sheet { banners, ..Sheet::new(title, form) }
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, sheet(&desk, "who")).await
}

async fn look(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, sheet(&desk, "vouch")).await
}

async fn ask(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (participant, _) = desk.loaded.journey.customer_participant().ok_or(AppError::NotFound("participant"))?;
    match web.app.ask_who(visit.who()?, desk.id, participant, posted.key()).await {
        Ok(_) => see(&said(&desk.href(), "said-asked")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            deed::again(&web, &desk, sheet(&desk, "who"), &posted, &wrong).await
        }
    }
}

async fn vouch(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (participant, _) = desk.loaded.journey.customer_participant().ok_or(AppError::NotFound("participant"))?;
    match web.app.vouch_for(visit.who()?, desk.id, participant).await {
        Ok(()) => see(&said(&desk.href(), "said-vouched")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            deed::again(&web, &desk, sheet(&desk, "vouch"), &posted, &wrong).await
        }
    }
}
