//! Where somebody is to come, once a window is chosen and no address of the customer is known.

use regie_app::ask::draft::Change;

use super::Asking;
use super::questions::kept;
use crate::pages::ask::{AskPage, AskStep};
use crate::posted::Posted;
use crate::reply::{Reply, page, see};

/// The longest address, in characters.
const LONGEST: usize = 200;

pub(super) async fn ask(asking: Asking) -> Reply {
    if let Some(other) = asking.elsewhere(AskStep::Where).await? {
        return see(&other);
    }
    let mut form = AskPage::place(asking.cx(), asking.given.to_check());
    if let Some(draft) = asking.draft.as_ref().filter(|draft| !draft.typed.place.is_empty()) {
        form = form.value(&draft.typed.place);
    }
    page(&asking.page(AskStep::Where, form).await?)
}

pub(super) async fn keep(asking: Asking, posted: Posted) -> Reply {
    let asking = asking.with(&posted);
    if let Some(other) = asking.elsewhere(AskStep::Where).await? {
        return see(&other);
    }
    let mut form = AskPage::place(asking.cx(), asking.given.to_check()).fill(&posted.fields);
    let place = posted.get("place").trim();
    if let Some(fault) = fault(place) {
        form.error("place", asking.cx().t(fault));
    }
    kept(asking, AskStep::Where, form, &posted, vec![Change::Where(place.to_owned())]).await
}

/// What is wrong with where somebody is to come, as a text key.
pub(in crate::ui) fn fault(place: &str) -> Option<&'static str> {
    match place {
        place if place.chars().count() > LONGEST => Some("invalid-too-long"),
        place => (!finds_a_door(place)).then_some("ask-where-empty"),
    }
}

/// Whether there is enough to find a door by: a name or postcode, and a number. Nothing more is asked of it, as addresses
/// elsewhere are written differently.
fn finds_a_door(place: &str) -> bool {
    place.chars().any(char::is_alphabetic) && place.chars().any(|c| c.is_ascii_digit())
}
