//! What stands in the place of a customer's page that is not there: a link that does not work gets the same answer
//! whatever is the matter with it, and a journey that was set aside says so and promises nothing any more.

use axum::http::StatusCode;
use regie_domain::reference::Reference;

use crate::form::Form;
use crate::pages::status::{AsidePage, LinkExpiredPage};
use crate::reply::{Reply, page_with};
use crate::ui::shell;
use crate::visit::Visit;

/// Why a link shows no journey.
pub(super) enum Gone {
    /// Unknown, expired and revoked are all the same, and so is one of somebody who is no longer on the journey.
    Unknown,
    /// The journey with this number was set aside.
    Aside(Reference),
}

impl Gone {
    /// The page in the place of the one that is gone. `kept` is what was typed there.
    pub(super) fn page(&self, visit: &Visit, token: &str, kept: Option<&str>) -> Reply {
        match self {
            Gone::Unknown => expired(visit, token, kept),
            Gone::Aside(reference) => page_with(StatusCode::GONE, &aside(visit, *reference, kept)),
        }
    }
}

/// The page in the place of one whose link does not work. `kept` is what was typed there.
fn expired(visit: &Visit, token: &str, kept: Option<&str>) -> Reply {
    let form = LinkExpiredPage::form(&visit.cx, &format!("/s/{}/link", plain(token)));
    expired_with(visit, form, kept)
}

/// The page in the place of a journey that was set aside.
fn aside(visit: &Visit, reference: Reference, kept: Option<&str>) -> AsidePage {
    let kept = kept.map(str::to_owned).filter(|kept| !kept.is_empty());
    AsidePage { cx: visit.cx.clone(), shell: shell::customer(visit), reference: reference.to_string(), kept }
}

/// The same, with a form that was filled in before.
pub(in crate::ui) fn expired_with(visit: &Visit, form: Form, kept: Option<&str>) -> Reply {
    let kept = kept.map(str::to_owned).filter(|kept| !kept.is_empty());
    let page =
        LinkExpiredPage { cx: visit.cx.clone(), shell: shell::customer(visit), form: Some(form), expired: true, kept };
    page_with(StatusCode::GONE, &page)
}

/// A token as it may stand in an address: whatever else came in its place is left out.
pub(in crate::ui) fn plain(token: &str) -> String {
    token.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}
