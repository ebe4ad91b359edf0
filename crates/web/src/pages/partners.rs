//! A partner's own page behind a link: what is asked of it, what it has at work, and what the customer knows.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::Fact;
use crate::pages::shell::{CustomerShell, Shell};
use crate::words;
use regie_domain::codes::{DeclineReason, MoveReason, Outcome};

/// How many offers, and how many pieces of work, have their forms on the page; the others come once these are answered.
pub const MOST: usize = 3;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "partners/page.html")]
pub struct PartnerPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation whose customer it is.
    pub shell: CustomerShell,
    /// What was just done.
    pub said: Option<String>,
    /// Why something could not be done.
    pub problem: Option<String>,
    /// The number of the journey.
    pub number: String,
    /// Its title, where that may be known.
    pub title: Option<String>,
    /// The heading: what is to be done.
    pub heading: String,
    /// One line under it.
    pub lead: String,
    /// What waits for an answer.
    pub offers: Vec<PartnerOffer>,
    /// What is at work.
    pub legs: Vec<PartnerLeg>,
    /// The direction, where the partner has it: how it goes back.
    pub direction: Option<PartnerLead>,
    /// How to reach the customer, as far as that may be known.
    pub customer: Vec<Fact>,
    /// What comes next, as the customer was told.
    pub next: Option<String>,
    /// Where stands what the customer thought, and what may be asked along, with the words of the way there; nothing where
    /// nothing is asked.
    pub parts: Option<(String, String)>,
    /// The table of the chain, where the agreement lets figures be used together.
    pub chain_table: Option<String>,
    /// What was said about working with the partner, where the agreement lets figures be used for something.
    pub friendly: Option<String>,
    /// What the customer was promised.
    pub promises: Vec<String>,
    /// What the customer was told in writing: when, by whom, the words.
    pub told: Vec<(Timestamp, String, String)>,
    /// What a member marked for the chain: when, who said it, the words.
    pub said_by: Vec<(Timestamp, String, String)>,
    /// Who rings: the form.
    pub find: Form,
    /// What was found, once somebody looked: address, number, what may be known of it.
    pub found: Option<Vec<(String, String, String)>>,
    /// The whole, for the party that directs.
    pub chain: Option<PartnerChain>,
    /// What was agreed about data.
    pub agreed: Vec<Fact>,
}

/// What waits for the partner's answer.
#[derive(Clone, Debug)]
pub struct PartnerOffer {
    /// The heading.
    pub heading: String,
    /// By when an answer is due.
    pub by: Timestamp,
    /// Whether that has passed.
    pub late: bool,
    /// What is asked, a paragraph each.
    pub brief: Vec<String>,
    /// What the partner asked before.
    pub asked: Vec<String>,
    /// Accept.
    pub accept: Form,
    /// Ask something first.
    pub ask: Form,
    /// Answer at once, where that can be.
    pub answer: Option<Form>,
    /// Decline.
    pub decline: Form,
}

/// What the partner has at work.
#[derive(Clone, Debug)]
pub struct PartnerLeg {
    /// Since when.
    pub since: Timestamp,
    /// What was asked.
    pub brief: Vec<String>,
    /// What it promised, with the form that moves it.
    pub promises: Vec<(String, Form)>,
    /// The call that it owes the customer, with the form that says what was said in it.
    pub call: Option<(String, Form)>,
    /// It is done.
    pub done: Form,
    /// Back with a question.
    pub question: Form,
    /// Back with a reason.
    pub back: Form,
    /// What was asked to spend beyond the mandate, and what was said to it.
    pub asked: Vec<String>,
    /// Ask to spend more than the mandate; nothing while that waits for an answer.
    pub amount: Option<Form>,
}

/// What the party that directs sees of the whole.
#[derive(Clone, Debug)]
pub struct PartnerChain {
    /// Who takes part, and how far each is.
    pub parties: Vec<(String, Vec<String>)>,
    /// What happened, newest first.
    pub lines: Vec<(Timestamp, String)>,
    /// Who was to act when: since when, who, why.
    pub way: Vec<(Timestamp, String, String)>,
}

/// The direction that the partner has.
#[derive(Clone, Debug)]
pub struct PartnerLead {
    /// What the customer said, and how it stands with giving it back.
    pub stands: Vec<String>,
    /// The call that it owes the customer, with the form that says what was said in it.
    pub call: Option<(String, Form)>,
    /// What it promised beside any piece of the work, with the form that moves it.
    pub promises: Vec<(String, Form)>,
    /// It is done, where it is its turn and it has no piece of the work.
    pub done: Option<Form>,
    /// Offer it back.
    pub give: Option<Form>,
    /// Answer what is asked first.
    pub clarify: Option<Form>,
    /// Keep it after all.
    pub keep: Option<Form>,
}

/// What somebody who works for a partner and signs in sees of a journey: the partner's own part.
#[derive(Clone, Debug, Template)]
#[template(path = "partners/own.html")]
pub struct OwnPartPage {
    /// Context.
    pub cx: Cx,
    /// The frame.
    pub shell: Shell,
    /// The number of the journey.
    pub number: String,
    /// Its title, else its number.
    pub title: String,
    /// One line under it.
    pub lead: String,
    /// What is with the partner.
    pub work: Vec<OwnWork>,
    /// What the partner promised, with where it is moved.
    pub own: Vec<(String, Option<String>)>,
    /// What comes next, as the customer was told.
    pub next: Option<String>,
    /// What the customer was promised by others.
    pub promises: Vec<String>,
    /// What the customer was told: when, by whom, the words.
    pub told: Vec<(Timestamp, String, String)>,
    /// What a member marked for the chain: when, who said it, the words.
    pub said_by: Vec<(Timestamp, String, String)>,
    /// How to reach the customer, as far as that may be known.
    pub customer: Vec<Fact>,
    /// The whole, for the party that directs.
    pub chain: Option<PartnerChain>,
    /// What was agreed about data, with the response times.
    pub agreed: Vec<Fact>,
}

/// An offer or a piece of work.
#[derive(Clone, Debug)]
pub struct OwnWork {
    /// What it is.
    pub heading: String,
    /// By when an answer is due, where one is.
    pub by: Option<Timestamp>,
    /// What is asked.
    pub brief: Vec<String>,
    /// Where it is answered.
    pub href: String,
}

/// In the place of a page whose link does not work.
#[derive(Clone, Debug, Template)]
#[template(path = "partners/gone.html")]
pub struct PartnerGonePage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The form that asks for a new link; nothing once it was asked.
    pub form: Option<Form>,
}

/// A name for a form that is unique on the page.
fn name_of(names: [&'static str; MOST], at: usize) -> &'static str {
    names[at.min(MOST - 1)]
}

fn outcomes(cx: &Cx) -> Vec<Choice> {
    Outcome::ALL.iter().map(|how| Choice::new(how.code(), words::outcome(cx, *how))).collect()
}

fn reasons(cx: &Cx) -> Vec<Choice> {
    DeclineReason::ALL.iter().map(|why| Choice::new(why.code(), words::decline(cx, *why))).collect()
}

/// Accept an offer, with what is promised: until when and at what cost. For the direction nothing is promised by itself.
#[must_use]
pub fn accept(cx: &Cx, token: &str, at: usize, id: &str, promise: Option<(String, String)>) -> Form {
    let name = name_of(["accept", "accept-1", "accept-2"], at);
    let form = Form::new(cx, name, format!("/p/{token}/accept"), "partner-accept").with("handover", id);
    let Some((until, cost)) = promise else { return form };
    form.field("until", "partner-until", Input::Line("datetime-local"))
        .hint("partner-until-hint")
        .value(until)
        .optional()
        .field("cost", "partner-cost", Input::Line("text"))
        .hint("partner-cost-hint")
        .value(cost)
        .optional()
        .field("text", "partner-promise", Input::Line("text"))
        .hint("partner-promise-hint")
        .optional()
}

/// Ask something before answering.
#[must_use]
pub fn ask(cx: &Cx, token: &str, at: usize, id: &str) -> Form {
    let name = name_of(["ask", "ask-1", "ask-2"], at);
    Form::new(cx, name, format!("/p/{token}/ask"), "partner-ask").with("handover", id).aside().field(
        "text",
        "partner-ask-text",
        Input::Area(3),
    )
}

/// Answer at once: it is done.
#[must_use]
pub fn answer(cx: &Cx, token: &str, at: usize, id: &str) -> Form {
    let name = name_of(["answer", "answer-1", "answer-2"], at);
    Form::new(cx, name, format!("/p/{token}/answer"), "partner-answer")
        .with("handover", id)
        .aside()
        .field("outcome", "partner-outcome", Input::Select(outcomes(cx)))
        .chosen(&[Outcome::Answered.code()])
        .field("text", "partner-answer-text", Input::Area(3))
}

/// Decline.
#[must_use]
pub fn decline(cx: &Cx, token: &str, at: usize, id: &str) -> Form {
    let name = name_of(["decline", "decline-1", "decline-2"], at);
    Form::new(cx, name, format!("/p/{token}/decline"), "partner-decline")
        .with("handover", id)
        .aside()
        .field("reason", "partner-reason", Input::Radios(reasons(cx)))
        .field("text", "partner-why", Input::Area(2))
        .hint("partner-why-hint")
        .optional()
}

/// Look up who rings, among the partner's own work.
#[must_use]
pub fn find(cx: &Cx, token: &str) -> Form {
    Form::new(cx, "find", format!("/p/{token}/find"), "partner-find-do")
        .aside()
        .field("who", "partner-find-who", Input::Line("text"))
        .hint("partner-find-hint")
}

/// Move a promise; `most` is what may be given with it, in words, where anything may.
#[must_use]
pub fn shift(cx: &Cx, token: &str, at: usize, id: &str, until: String, most: Option<String>) -> Form {
    let name = name_of(["move", "move-1", "move-2"], at);
    let reasons = MoveReason::ALL.iter().map(|why| Choice::new(why.code(), words::moved(cx, *why)));
    let form = Form::new(cx, name, format!("/p/{token}/move"), "partner-move")
        .with("promise", id)
        .aside()
        .field("until", "partner-move-until", Input::Line("datetime-local"))
        .value(until)
        .field("reason", "partner-move-why", Input::Select(reasons.collect()))
        .chosen(&[MoveReason::Material.code()])
        .field("text", "partner-move-text", Input::Area(2))
        .hint("partner-move-hint")
        .optional();
    let Some(most) = most else { return form };
    let hint = cx.t1("partner-amount-hint", "amount", most);
    form.field("amount", "partner-amount", Input::Line("text")).hint_text(hint).optional()
}

/// The customer was called.
#[must_use]
pub fn called(cx: &Cx, token: &str, id: &str) -> Form {
    Form::new(cx, "called", format!("/p/{token}/called"), "partner-called")
        .with("leg", id)
        .field("text", "partner-called-text", Input::Area(2))
        .hint("partner-done-hint")
}

/// It is done; `tells` whether the customer reads the words at once.
#[must_use]
pub fn done(cx: &Cx, token: &str, at: usize, id: &str, tells: bool) -> Form {
    let name = name_of(["done", "done-1", "done-2"], at);
    Form::new(cx, name, format!("/p/{token}/done"), "partner-done")
        .with("leg", id)
        .field("outcome", "partner-outcome", Input::Select(outcomes(cx)))
        .chosen(&[Outcome::Solved.code()])
        .field("text", "partner-done-text", Input::Area(3))
        .hint(if tells { "partner-done-tells" } else { "partner-done-hint" })
}

/// Back to the giver with a question.
#[must_use]
pub fn question(cx: &Cx, token: &str, at: usize, id: &str) -> Form {
    let name = name_of(["question", "question-1", "question-2"], at);
    Form::new(cx, name, format!("/p/{token}/question"), "partner-question").with("leg", id).aside().field(
        "text",
        "partner-question-text",
        Input::Area(3),
    )
}

/// Back to the giver with a reason.
#[must_use]
pub fn back(cx: &Cx, token: &str, at: usize, id: &str) -> Form {
    let name = name_of(["back", "back-1", "back-2"], at);
    Form::new(cx, name, format!("/p/{token}/give-back"), "partner-back")
        .with("leg", id)
        .aside()
        .field("reason", "partner-reason", Input::Radios(reasons(cx)))
        .field("text", "partner-why", Input::Area(2))
        .hint("partner-why-hint")
        .optional()
}

/// Ask to spend more than the mandate; `most` is what may be spent without asking, in words.
#[must_use]
pub fn amount(cx: &Cx, token: &str, at: usize, id: &str, most: String) -> Form {
    let name = name_of(["amount", "amount-1", "amount-2"], at);
    Form::new(cx, name, format!("/p/{token}/amount"), "partner-ask-amount")
        .with("leg", id)
        .aside()
        .field("sum", "partner-ask-amount-sum", Input::Line("text"))
        .hint_text(cx.t1("partner-ask-amount-hint", "amount", most))
        .field("text", "partner-ask-amount-text", Input::Area(2))
}

/// Offer the direction back, with the parts of the blueprint's brief: code and label.
#[must_use]
pub fn give_lead(cx: &Cx, token: &str, parts: &[(String, String, bool)]) -> Form {
    let form = Form::new(cx, "lead", format!("/p/{token}/lead"), "partner-lead-give").aside();
    parts.iter().fold(form, |form, (code, label, required)| {
        let form = form.own_field(format!("brief.{code}"), label, Input::Area(2));
        if *required { form } else { form.optional() }
    })
}

/// Answer what is asked before the direction is taken back.
#[must_use]
pub fn clarify_lead(cx: &Cx, token: &str, id: &str) -> Form {
    Form::new(cx, "lead-answer", format!("/p/{token}/lead/answer"), "partner-lead-answer").with("handover", id).field(
        "text",
        "partner-lead-answer-text",
        Input::Area(3),
    )
}

/// Keep the direction after all.
#[must_use]
pub fn keep_lead(cx: &Cx, token: &str, id: &str) -> Form {
    Form::new(cx, "lead-keep", format!("/p/{token}/lead/keep"), "partner-lead-keep").with("handover", id).aside()
}
