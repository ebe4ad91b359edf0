//! What was filled in before it turned out that nobody is signed in any more. It travels along unseen with the sign-in form
//! and stands ready to be sent once somebody is in: nothing is done before a person says so again, and a password is never
//! kept.

use axum::http::StatusCode;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::access::{self, AccessPage};
use crate::pages::errors::{ErrorPage, Problem};
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Again, Reply, page, page_with};
use crate::security::safe_return;
use crate::visit::Visit;

/// What stands before the name of a field that travels along.
const FIELD: &str = "kept.";
/// Where it was posted.
const TO: &str = "kept-to";
/// Whether files came along, which a page cannot give back.
const FILES: &str = "kept-files";

/// The sign-in form with what travels along.
#[must_use]
pub fn with(form: Form, again: Option<&Again>) -> Form {
    let Some(again) = again else { return form };
    let form = form.with(TO, &again.action).with(FILES, if again.files { "yes" } else { "" });
    again.fields.iter().fold(form, |form, (name, value)| form.with(format!("{FIELD}{name}"), value))
}

/// What travelled along with a sign-in form.
#[must_use]
pub fn of(posted: &Posted) -> Option<Again> {
    let action = posted.some(TO).map(safe_return).filter(|to| *to != "/")?.to_owned();
    let fields: Vec<_> = posted
        .fields
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(FIELD)?.to_owned(), value.clone())))
        .collect();
    (!fields.is_empty()).then(|| Again { action, fields, files: posted.some(FILES).is_some() })
}

/// The sign-in page in the place of what a form asked for.
pub fn ask(visit: &Visit, organisation: &str, again: &Again) -> Reply {
    let form = with(access::sign_in(&visit.cx, "/"), Some(again));
    let mut page = AccessPage::sign_in(&visit.cx, organisation, form);
    page.banner = Some(Banner::new(Tone::Warn, "clock", visit.cx.t("access-kept")));
    page_with(StatusCode::FORBIDDEN, &page)
}

/// What was filled in, to be looked at and sent, after signing in.
pub fn show(cx: &Cx, organisation: &str, again: Again) -> Reply {
    let mut found = ErrorPage::new(cx, Problem::Expired);
    found.organisation = Some(organisation.to_owned());
    // Names and numbers of things are short; what a person wrote is what they want to see again.
    let written = again.fields.iter().map(|(_, value)| value.trim()).max_by_key(|value| value.chars().count());
    found.kept = written.filter(|value| value.contains(char::is_whitespace)).map(str::to_owned);
    found.again = Some(again);
    page(&found)
}
