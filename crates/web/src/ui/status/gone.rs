//! What stands in the place of a customer's page that is not there: a link that does not work gets the same answer
//! whatever is the matter with it, and a journey that was set aside says so and promises nothing any more.

use axum::http::StatusCode;
use regie_domain::ids::TeamId;
use regie_domain::reference::Reference;

use crate::form::Form;
use crate::pages::status::{AsidePage, LinkExpiredPage};
use crate::reply::Failure;
use crate::ui::shell;
use crate::visit::Visit;

/// In the place of one whose link does not work: unknown, expired and revoked are all the same, and so is one of somebody
/// who is no longer on the journey. `kept` is what was typed there.
pub(super) fn expired(visit: &Visit, token: &str, kept: Option<&str>) -> Failure {
    let form = LinkExpiredPage::form(&visit.cx, &format!("/s/{}/link", plain(token)));
    Failure::instead(StatusCode::GONE, &LinkExpiredPage { kept: typed(kept), ..expired_page(visit, form) })
}

/// In the place of a journey that was set aside.
pub(super) fn aside(visit: &Visit, reference: Reference, team: TeamId, kept: Option<&str>) -> Failure {
    let page = AsidePage {
        cx: visit.cx.clone(),
        shell: shell::customer(visit),
        reference: reference.to_string(),
        mail: visit.directory.mailbox_of(team).map(|(_, mailbox)| mailbox.address.clone()),
        kept: typed(kept),
    };
    Failure::instead(StatusCode::GONE, &page)
}

/// The page that says so, with the form that asks for a new link.
pub(in crate::ui) fn expired_page(visit: &Visit, form: Form) -> LinkExpiredPage {
    LinkExpiredPage { cx: visit.cx.clone(), shell: shell::customer(visit), form: Some(form), expired: true, kept: None }
}

fn typed(kept: Option<&str>) -> Option<String> {
    kept.map(str::to_owned).filter(|kept| !kept.is_empty())
}

/// A token as it may stand in an address: whatever else came in its place is left out.
pub(in crate::ui) fn plain(token: &str) -> String {
    token.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}
