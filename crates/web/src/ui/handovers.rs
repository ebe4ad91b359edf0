//! Offers of work between teams: to us, from us, settled, and, for coordinators, those of all teams that became loud.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_domain::actor::Role;
use regie_domain::ids::JourneyId;
use regie_store::views::handovers::{HandoverRow, Side};

use crate::builder::{Access, Routes};
use crate::gate::READERS;
use crate::pages::handovers::{HandoversPage, OfferCard, OfferState};
use crate::pages::parts::Tab;
use crate::pages::shell::Nav;
use crate::reply::{Failure, Reply, page};
use crate::state::Web;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::offers;
use crate::ui::part::{Asked, Part};
use crate::ui::shell;
use crate::visit::Visit;

/// The most offers on one page: each is shown with its whole brief.
const MOST: usize = 20;

/// The page.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/handovers", Access::Member(READERS), "handovers", list)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let scope = visit.scope()?;
    let member = visit.member()?;
    let (to, ..) = web.app.handovers(&scope, Side::ToMe).await?;
    let (from, ..) = web.app.handovers(&scope, Side::FromMe).await?;
    let (settled, ..) = web.app.handovers(&scope, Side::Settled).await?;
    let coordinator = member.has(Role::Coordinator);
    let loud = if coordinator { web.app.work(&scope, true).await?.loud } else { Vec::new() };
    let at = match asked.tab.as_str() {
        "from" => "from",
        "settled" => "settled",
        "loud" if coordinator => "loud",
        _ => "to",
    };
    let mut tabs = vec![
        tab(&visit, at, ("to", "/handovers", "handovers-to-me"), Some(to.len())),
        tab(&visit, at, ("from", "/handovers?tab=from", "handovers-from-me"), Some(from.len())),
        tab(&visit, at, ("settled", "/handovers?tab=settled", "handovers-settled"), None),
    ];
    if coordinator {
        tabs.push(tab(&visit, at, ("loud", "/handovers?tab=loud", "handovers-loud"), Some(loud.len())));
    }
    let part = Part::asked(asked.after.as_deref(), MOST);
    let mut offers = Vec::new();
    let wanted = match at {
        "from" => &from,
        "settled" => &settled,
        "loud" => &loud,
        _ => &to,
    };
    offers.extend(cards(&web, &visit, part.of(wanted)).await?);
    if at == "to" && part.is_first() {
        // What we accepted and is still at work waits for us as well.
        let accepted = settled.iter().filter(|offer| offer.state == "accepted" && member.is_in(offer.to)).take(MOST);
        let working = cards(&web, &visit, accepted).await?;
        offers.extend(working.into_iter().filter(|card| card.state == OfferState::Accepted));
    }
    let more = part.next(&format!("/handovers?tab={at}&"), wanted.len());
    let shell = shell::staff(&web, &visit, Nav::Handovers, asked.said.as_deref()).await?;
    page(&HandoversPage { cx: visit.cx.clone(), shell, tabs, offers, more })
}

fn tab(visit: &Visit, at: &str, (code, href, key): (&str, &str, &str), count: Option<usize>) -> Tab {
    Tab { href: href.to_owned(), label: visit.cx.t(key), count, current: at == code }
}

async fn cards(web: &Web, visit: &Visit, rows: impl Iterator<Item = &HandoverRow>) -> Result<Vec<OfferCard>, Failure> {
    let mut cards = Vec::new();
    let mut last: Option<(JourneyId, Desk)> = None;
    for row in rows {
        // Offers on one journey often stand together: it is read once.
        let desk = match last.take() {
            Some((id, desk)) if id == row.journey => desk,
            _ => Desk::open_part(web, visit, &row.journey.to_string()).await?,
        };
        if let Some(offer) = desk.loaded.journey.handovers.get(&row.id) {
            cards.push(offers::card(&desk, row.id, offer));
        }
        last = Some((row.journey, desk));
    }
    Ok(cards)
}
