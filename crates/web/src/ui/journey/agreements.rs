//! Agreements on the page of a journey: what stands, making one, deciding on a colleague's, what comes after a hold, and
//! what was done against one.

mod breach;
mod decide;
mod hold;
mod make;
mod panel;
mod urgent;

use regie_app::AppError;
use regie_domain::agreement::Agreement;
use regie_domain::codes::Direction;
use regie_domain::event::ContactFacts;
use regie_domain::ids::AgreementId;

use crate::builder::Routes;
use crate::pages::journey::ActLink;
use crate::posted::Posted;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::own_channel;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::ui::letter::Letter;

pub(in crate::ui) use panel::files;
pub use panel::{card, cards, held};
pub use urgent::urgent;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let routes = make::routes(routes);
    breach::routes(hold::routes(decide::routes(routes)))
}

/// The buttons that make one, and that say that a process fails.
pub fn acts(desk: &Desk) -> impl Iterator<Item = ActLink> {
    let (cx, may, href) = (&desk.visit.cx, desk.may(), desk.href());
    let link = |path: &str, key: &str, icon, shortcut| ActLink {
        href: format!("{href}/{path}"),
        label: cx.t(key),
        icon,
        shortcut,
    };
    let make = (may.works && may.open).then(|| link("agreement", "act-agreement", "handshake", Some("s")));
    let signal = (may.works && !may.void).then(|| link("signal", "act-signal", "circle-alert", None));
    make.into_iter().chain(signal)
}

fn find<'a>(desk: &'a Desk, agreement: &str) -> Result<(AgreementId, &'a Agreement), AppError> {
    let id = AgreementId::parse(agreement).map_err(|_| AppError::NotFound("agreement"))?;
    Ok((id, desk.loaded.journey.agreements.get(&id).ok_or(AppError::NotFound("agreement"))?))
}

/// Whether the member's team answers for an agreement: it made it, or directs.
fn answers_for(desk: &Desk, found: &Agreement) -> bool {
    let may = desk.may();
    may.works && (may.directs || desk.mine(found.team))
}

/// The words to the customer, which say more than their greeting.
fn told(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<ContactFacts, Wrong> {
    let words = crate::ui::journey::frame::message_words(desk, posted)?.to_owned();
    Ok(letter.contact(Direction::Out, own_channel(desk), None, &words, Vec::new()))
}

/// The words to the customer, where there are any besides the greeting.
fn perhaps_told(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Option<ContactFacts> {
    let words = posted.some("text").filter(|words| words.trim() != greeting(desk).trim())?;
    Some(letter.contact(Direction::Out, own_channel(desk), None, words, Vec::new()))
}
