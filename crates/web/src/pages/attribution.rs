//! An answer by its parts: for who handles the journey, and for a partner its own.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::JourneyHead;
use crate::pages::shell::{CustomerShell, Shell};
use crate::pages::surveys::Said;
use crate::words;
use regie_domain::attribution::DisputeOutcome;
use regie_domain::codes::Scale;

/// How many parts have their forms on the page.
pub const MOST: usize = 6;

const DISPUTES: [&str; MOST] = ["dispute-0", "dispute-1", "dispute-2", "dispute-3", "dispute-4", "dispute-5"];
const JUDGES: [&str; MOST] = ["judge-0", "judge-1", "judge-2", "judge-3", "judge-4", "judge-5"];

/// What a reader sees of an answer by its parts.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// Where it stands.
    pub stands: String,
    /// The answers.
    pub said: Vec<Said>,
    /// Whether words were said that this reader may not see.
    pub kept_back: bool,
    /// The parts, the largest first.
    pub parts: Vec<PartRow>,
    /// What parties answered: who, when, the words.
    pub replies: Vec<(String, Timestamp, String)>,
    /// To answer.
    pub reply: Option<Form>,
    /// What partners want to ask along: who, what, and what it was answered.
    pub wishes: Vec<(String, String, String)>,
    /// "May I ask?"
    pub wish: Option<Form>,
}

/// A part.
#[derive(Clone, Debug)]
pub struct PartRow {
    /// Who.
    pub name: String,
    /// Its share.
    pub share: String,
    /// Why.
    pub why: Vec<String>,
    /// What was said against it, and what was decided.
    pub dispute: Vec<String>,
    /// Whether nobody has decided on that.
    pub open: bool,
    /// Where it counts instead, or that it counts for nobody.
    pub gone: Option<String>,
    /// To say that it is not about this part, or to decide on that.
    pub form: Option<(String, Form)>,
}

/// The page of who handles the journey, and of a partner's people at a desk.
#[derive(Clone, Debug, Template)]
#[template(path = "attribution/page.html")]
pub struct PartsPage {
    /// Context.
    pub cx: Cx,
    /// The frame.
    pub shell: Shell,
    /// The journey.
    pub head: JourneyHead,
    /// What there is.
    pub part: Parts,
}

/// The page of a partner behind a link.
#[derive(Clone, Debug, Template)]
#[template(path = "attribution/partner.html")]
pub struct PartnerPartsPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation whose customer it is.
    pub shell: CustomerShell,
    /// What was just done.
    pub said: Option<String>,
    /// The number of the journey.
    pub number: String,
    /// The address of the page that it belongs to.
    pub back: String,
    /// What there is.
    pub part: Parts,
}

/// To say that an answer is not about a part.
#[must_use]
pub fn dispute(cx: &Cx, base: &str, at: usize, part: &str) -> Form {
    Form::new(cx, DISPUTES[at.min(MOST - 1)], format!("{base}/dispute"), "attribution-dispute")
        .with("part", part)
        .aside()
        .field("text", "attribution-dispute-text", Input::Area(2))
}

/// To decide on that; `others` are the parts that it may be about instead.
#[must_use]
pub fn judge(cx: &Cx, base: &str, at: usize, part: &str, others: Vec<Choice>) -> Form {
    let outcomes = DisputeOutcome::ALL.iter().filter(|it| **it != DisputeOutcome::Changed || !others.is_empty());
    let outcomes = outcomes.map(|it| Choice::new(it.code(), words::dispute_outcome(cx, *it)));
    let form = Form::new(cx, JUDGES[at.min(MOST - 1)], format!("{base}/judge"), "attribution-judge")
        .with("part", part)
        .field("outcome", "attribution-outcome", Input::Radios(outcomes.collect()));
    let form = if others.is_empty() {
        form
    } else {
        form.field("to", "attribution-to", Input::Select(others)).hint("attribution-to-hint").optional()
    };
    form.field("text", "attribution-judge-text", Input::Area(2)).hint("attribution-judge-hint").optional()
}

/// To answer to what the customer said.
#[must_use]
pub fn reply(cx: &Cx, base: &str) -> Form {
    Form::new(cx, "reply", format!("{base}/reply"), "attribution-reply").aside().field(
        "text",
        "attribution-reply-text",
        Input::Area(3),
    )
}

/// "May I ask?"
#[must_use]
pub fn wish(cx: &Cx, base: &str) -> Form {
    let mut how = vec![Choice::new("", cx.t("attribution-wish-words"))];
    how.extend([Scale::OneFive, Scale::ZeroTen].map(|scale| Choice::new(scale.code(), words::scale(cx, scale))));
    Form::new(cx, "wish", format!("{base}/ask"), "attribution-wish")
        .aside()
        .field("question", "attribution-wish-question", Input::Line("text"))
        .hint("attribution-wish-hint")
        .field("scale", "attribution-wish-scale", Input::Select(how))
        .optional()
}
