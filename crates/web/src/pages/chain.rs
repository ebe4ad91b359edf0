//! The table of a chain: where customers waited between its parties, and what is done about it.

use askama::Template;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::parts::Table;
use crate::pages::shell::{CustomerShell, Shell};

/// What is on the table.
#[derive(Clone, Debug)]
pub struct ChainTable {
    /// The id of the kind of journeys.
    pub blueprint: String,
    /// Of what, in words.
    pub of: String,
    /// The months before and after, where there is one: address and words.
    pub months: Vec<(String, String)>,
    /// The three waits with most hours, in words.
    pub longest: Vec<String>,
    /// Every pair that may be shown.
    pub waits: Table,
    /// What is left out, and why.
    pub left_out: Vec<String>,
    /// What is on the list.
    pub items: Vec<ChainLine>,
    /// To put something on it; nothing while nobody else sits at the table.
    pub add: Option<Form>,
    /// What customers answered, by party and team, where it may stand beside each other; a line on each question's differences.
    pub heard: Option<(Table, Vec<String>)>,
    /// The same as a file.
    pub file: Option<String>,
}

/// Something on the list.
#[derive(Clone, Debug)]
pub struct ChainLine {
    /// What, in words.
    pub what: String,
    /// Between whom.
    pub between: String,
    /// Who offered to take it, or that nobody did; whether it is done.
    pub stands: String,
    /// To take it, or to say that it is done: the address, the words, its id.
    pub act: Option<(String, String, String)>,
}

/// The page of who is signed in.
#[derive(Clone, Debug, Template)]
#[template(path = "chain/page.html")]
pub struct ChainPage {
    /// Context.
    pub cx: Cx,
    /// The frame.
    pub shell: Shell,
    /// The kinds of journeys that can be chosen: id, name, whether it is this one.
    pub kinds: Vec<(String, String, bool)>,
    /// What is on the table; nothing where nothing can be chosen.
    pub table: Option<ChainTable>,
    /// The pages about working with each partner, by name.
    pub partners: Vec<(String, String)>,
}

/// The page of a partner behind a link.
#[derive(Clone, Debug, Template)]
#[template(path = "chain/partner.html")]
pub struct ChainPartnerPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// What was just done.
    pub said: Option<String>,
    /// The address of the page that it belongs to.
    pub back: String,
    /// What is on the table.
    pub chain: ChainTable,
}

/// To put something on the list.
#[must_use]
pub fn add(cx: &Cx, action: String, blueprint: &str, parties: &[(String, String)]) -> Form {
    let choices = || parties.iter().map(|(id, name)| Choice::new(id, name.as_str())).collect::<Vec<_>>();
    let sorts = vec![Choice::new("action", cx.t("chain-action")), Choice::new("day", cx.t("chain-day"))];
    Form::new(cx, "chain-add", action, "chain-add")
        .with("blueprint", blueprint)
        .field("sort", "chain-sort", Input::Radios(sorts))
        .chosen(&["action"])
        .field("from", "chain-from", Input::Select(choices()))
        .field("to", "chain-to", Input::Select(choices()))
        .beside()
        .field("text", "chain-text", Input::Line("text"))
        .hint("chain-text-hint")
        .optional()
        .field("offers", "chain-offers", Input::Check(false))
        .optional()
}
