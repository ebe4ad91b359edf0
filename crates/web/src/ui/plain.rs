//! What is there for everybody: the start, the choice of look and language, the assets, and the sign of life.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use regie_app::locale::Lang;

use crate::assets;
use crate::builder::{Access, Routes};
use crate::cx::Theme;
use crate::gate::set;
use crate::pages::ask::StartPage;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::security::{CookieKind, safe_return, set_cookie};
use crate::state::Web;
use crate::ui::access::home;
use crate::ui::ask::topics_of;
use crate::ui::shell;
use crate::visit::Visit;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/", Access::Public, "start", start)
        .get("/healthz", Access::Public, "health", healthy)
        .post("/preferences", Access::Public, "preferences", prefer)
        .asset("/assets/{*name}", assets::serve)
}

async fn start(State(web): State<Web>, visit: Visit) -> Reply {
    let inside = visit.member.as_deref().map(home);
    see(match inside {
        Some(home) => home,
        None if web.demo.is_some() => "/demo",
        None if visit.directory.organisation.is_none() => "/first-run",
        None => {
            let topics = topics_of(&visit);
            if topics.is_empty() {
                "/sign-in"
            } else {
                return page(&StartPage::new(&visit.cx, shell::customer(&visit), topics));
            }
        }
    })
}

/// The gate has read the directory from the database before it comes here; there is nothing else to tell.
async fn healthy() -> Reply {
    Ok("ok\n".into_response())
}

async fn prefer(State(web): State<Web>, posted: Posted) -> Reply {
    let mut answer = see(safe_return(posted.get("return")))?;
    remember(&web, &posted, &mut answer);
    Ok(answer)
}

/// Keeps the theme and the language that were chosen.
pub(super) fn remember(web: &Web, posted: &Posted, answer: &mut Response) {
    if let Some(code) = posted.some("theme") {
        set(answer, set_cookie(CookieKind::Theme, Theme::from_code(code).code(), web.transport));
    }
    if let Some(lang) = posted.some("lang").and_then(Lang::from_code) {
        set(answer, set_cookie(CookieKind::Lang, lang.code(), web.transport));
    }
}
