//! The practice room, as seen from the installation beside it: how it is switched on, how it stands, and filling it again.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::practice::PracticeState;

use super::{Asked, CHANGE, READ, changes, sheet};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Tone};
use crate::pages::settings::{Block, Section};
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::{Practice, Web};
use crate::ui::attempt::said;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/settings/practice", READ, "settings-practice", show).post(
        "/settings/practice",
        CHANGE,
        "fill_practice",
        fill,
    )
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut page_of = sheet(&web, &visit, Section::Practice, asked.said.as_deref()).await?;
    let plain = |key: &str| Banner::new(Tone::Plain, "info", cx.t(key));
    match &web.practice {
        Practice::Room(_) => page_of.banners.push(plain("practice-here")),
        Practice::Off if web.demo.is_some() => page_of.banners.push(plain("practice-demo")),
        Practice::Off => {
            page_of.banners.push(plain("practice-off"));
            page_of.blocks.push(Block::Lines(cx.t("practice-off-lines"), lines(&web.app.config.public_url)));
            page_of.blocks.push(Block::Empty(cx.t("practice-off-after")));
        }
        Practice::Beside(desk) => {
            let state = desk.state().await?;
            let first = state.filled_at.is_none();
            page_of.blocks.push(Block::Facts(cx.t("practice-state"), facts(&visit, state)));
            if changes(&visit) {
                // The first time there is nothing to lose.
                let (title, button) = match first {
                    true => ("practice-fill-first-title", "practice-fill-first"),
                    false => ("practice-fill-title", "practice-fill"),
                };
                if !first {
                    page_of.banners.push(Banner::new(Tone::Warn, "triangle-alert", cx.t("practice-fill-gone")));
                }
                let form = Form::new(cx, "fill", "/settings/practice", button);
                page_of.blocks.push(Block::Form(Some(cx.t(title)), form));
            }
        }
    }
    page(&page_of)
}

fn facts(visit: &Visit, state: PracticeState) -> Vec<Fact> {
    let cx = &visit.cx;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let filled = state.filled_at.map_or_else(|| cx.t("practice-state-never"), |at| cx.near_text(&at));
    vec![
        Fact { name: cx.t("practice-state-url"), value: state.url.clone(), href: Some(state.url) },
        fact("practice-state-filled", filled),
        fact("practice-state-sign-in", cx.t("practice-state-sign-in-text")),
        fact("practice-copied", cx.t("practice-copied-text")),
        fact("practice-never", cx.t("practice-never-text")),
    ]
}

/// What switches it on. Another host name than this one's: browsers share what they keep between the ports of a host.
fn lines(public_url: &str) -> String {
    let listen = "practice_listen = \"127.0.0.1:8081\"";
    match public_url.strip_prefix("https://") {
        Some(host) => {
            let host = host.split(':').next().unwrap_or(host);
            format!("{listen}\npractice_public_url = \"https://oefenen.{host}\"")
        }
        None => listen.to_owned(),
    }
}

async fn fill(State(web): State<Web>, visit: Visit, _posted: Posted) -> Reply {
    let Practice::Beside(desk) = &web.practice else { return Err(AppError::NotFound("page").into()) };
    desk.fill(visit.who()?).await?;
    see(&said("/settings/practice", "said-practice-filled"))
}
