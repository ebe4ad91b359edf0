//! Who else looks at a journey now.

use askama::Template;
use askama::filters::HtmlSafe;
use regie_app::live::Onlooker;

use crate::cx::Cx;

/// A line on the page of a journey; empty when nobody else is there.
#[derive(Clone, Debug, Template)]
#[template(path = "journey/presence.html")]
pub struct Onlookers {
    /// For writing it.
    pub cx: Cx,
    /// The journey.
    pub journey: String,
    /// Who writes, in words.
    pub writing: Option<String>,
    /// Who only looks, in words.
    pub looking: Option<String>,
}

impl HtmlSafe for Onlookers {}

impl Onlookers {
    /// In words.
    #[must_use]
    pub fn of(cx: &Cx, journey: &str, found: &[Onlooker]) -> Self {
        let said = |writing: bool, one: &str, many: &str| {
            let names: Vec<String> =
                found.iter().filter(|one| one.writing == writing).map(|one| one.name.clone()).collect();
            let key = if names.len() == 1 { one } else { many };
            (!names.is_empty()).then(|| cx.t1(key, "names", cx.list(&names)))
        };
        Self {
            cx: cx.clone(),
            journey: journey.to_owned(),
            writing: said(true, "presence-writes", "presence-write"),
            looking: said(false, "presence-looks", "presence-look"),
        }
    }
}
