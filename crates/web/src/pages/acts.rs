//! The forms about one journey, and the page that shows one of them under the three cells.

mod contact;
mod forward;
mod handover;
mod promise;
mod question;
mod task;

use askama::Template;
use regie_domain::codes::{CloseHow, MoveReason, Outcome, SuspensionGround, TakeBackReason, VoidReason};

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::{Act, BallCard, Fact, Holder, JourneyHead};
use crate::pages::parts::Banner;
use crate::pages::shell::Shell;
use crate::words;

pub use contact::{channels, contact, move_contact, not_solved, sent_around, split_contact};
pub use forward::{Sendable, forward};
pub use handover::{BriefPart, Offering, Open, TeamChoice, handover};
pub use promise::{Owed, fulfil_promise, move_promise, release_promise, replace_promise, with_promises};
pub use question::{question, question_through};
pub use task::{Again, done_task, send_again};

/// One form about a journey.
#[derive(Clone, Debug, Template)]
#[template(path = "journey/act.html")]
pub struct ActPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The journey.
    pub head: JourneyHead,
    /// Its three cells.
    pub card: BallCard,
    /// The heading, in words.
    pub title: String,
    /// A few lines about what this does, in words.
    pub intro: Option<String>,
    /// What to know before: the last promise, another's change, an earlier question in this leg.
    pub banners: Vec<Banner>,
    /// What the facts above the form say together, where they are no part of it.
    pub about: Option<String>,
    /// What it is about, above the form: the brief of an offer, the promise.
    pub facts: Vec<Fact>,
    /// The form.
    pub form: Form,
    /// The message as it would arrive: subject and words.
    pub preview: Option<(String, String)>,
    /// Why there is nothing to do: then this stands in the place of the form.
    pub nothing: Option<String>,
}

impl ActPage {
    /// The page of a form; `title` is a text key: that of an [`Act`], or of what is done to a promise or a contact.
    pub fn new(cx: &Cx, shell: Shell, head: JourneyHead, card: BallCard, title: &str, form: Form) -> Self {
        let intro = match title {
            "act-handover" => Some("handover-intro"),
            "act-ask" => Some("question-intro"),
            "act-outcome" => Some("outcome-intro"),
            "act-void" => Some("void-intro"),
            "act-forward" => Some("forward-intro"),
            "act-complaint" => Some("complaint-intro"),
            "act-extend-legal" => Some("extend-legal-intro"),
            "act-suspend-legal" => Some("suspend-legal-intro"),
            "act-resume-legal" => Some("resume-legal-intro"),
            "promise-move-title" => Some("promise-move-intro"),
            "act-reopen" => Some("reopen-intro"),
            "act-undo-void" => Some("undo-void-intro"),
            "act-join" => Some("join-intro"),
            "act-unjoin" => Some("unjoin-intro"),
            "offer-withdraw-title" => Some("offer-withdraw-intro"),
            "act-withdraw" => Some("close-intro"),
            "act-agreed" => Some("agreed-intro"),
            "act-withdraw-question" => Some("withdraw-question-intro"),
            "act-just-thanks" => Some("just-thanks-intro"),
            "act-seen" => Some("act-seen-intro"),
            "act-sent-around" => Some("sent-around-intro"),
            "act-visit" => Some("act-visit-intro"),
            "visit-move" => Some("visit-move-intro"),
            "visit-narrow" => Some("visit-narrow-intro"),
            "visit-arrived" => Some("visit-arrived-intro"),
            "visit-not-there" => Some("visit-not-there-intro"),
            "visit-done" => Some("visit-done-intro"),
            "visit-not-home" => Some("visit-not-home-intro"),
            "visit-cancel" => Some("visit-cancel-intro"),
            "offer-ask" => Some("offer-ask-intro"),
            "offer-decline" => Some("offer-decline-intro"),
            "act-agreement" => Some("act-agreement-intro"),
            "agreement-approve" => Some("agreement-approve-intro"),
            "agreement-refuse" => Some("agreement-refuse-intro"),
            "agreement-carry" => Some("agreement-carry-intro"),
            "agreement-keep" => Some("agreement-keep-intro"),
            "agreement-end" => Some("agreement-end-intro"),
            "hold-choose" | "hold-release" => Some("hold-choose-intro"),
            "agreement-not-kept" => Some("agreement-not-kept-intro"),
            "breach-settle" => Some("breach-settle-intro"),
            "breach-apologise" => Some("breach-apologise-intro"),
            "act-signal" => Some("act-signal-intro"),
            "act-shipment" => Some("act-shipment-intro"),
            "act-shipment-note" => Some("act-shipment-note-intro"),
            "act-shipment-claim" => Some("act-shipment-claim-intro"),
            _ => None,
        };
        let intro = intro.map(|key| cx.t(key));
        ActPage {
            cx: cx.clone(),
            shell,
            head,
            card,
            title: cx.t(title),
            intro,
            banners: Vec::new(),
            about: None,
            facts: Vec::new(),
            form,
            preview: None,
            nothing: None,
        }
    }
}

/// A form about a journey, bound to the ball as the page showed it.
pub(super) fn about(cx: &Cx, head: &JourneyHead, id: &'static str, path: &str, submit: &str) -> Form {
    Form::new(cx, id, format!("{}/{path}", head.href()), submit)
        .with("epoch", head.epoch.to_string())
        .with("seen", head.seq.to_string())
}

fn own_page(cx: &Cx, head: &JourneyHead, act: Act, submit: &str) -> Form {
    about(cx, head, "act", act.path(), submit).cancel(head.href())
}

/// The outcome, told to the customer; the journey closes when they agree or do not object.
pub fn outcome(cx: &Cx, head: &JourneyHead, greeting: &str, owed: &[Owed]) -> Form {
    let form = own_page(cx, head, Act::Outcome, "outcome-send")
        .field("how", "outcome-how", Input::Radios(choices(cx, Outcome::ALL, Outcome::code, words::outcome)))
        .field("text", "outcome-text", Input::Area(6))
        .hint("outcome-text-hint")
        .value(greeting)
        .field("amount", "outcome-amount", Input::Line("text"))
        .hint("outcome-amount-hint")
        .optional();
    if owed.is_empty() { form } else { with_promises(form, owed) }
}

/// Take the ball back to the director's team.
pub fn take_back(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::TakeBack, "act-take-back").field(
        "reason",
        "reason-words",
        Input::Radios(choices(cx, TakeBackReason::ALL, TakeBackReason::code, words::take_back)),
    )
}

/// The values of a code, each with its words.
pub fn choices<T: Copy>(cx: &Cx, all: &[T], code: fn(T) -> &'static str, say: fn(&Cx, T) -> String) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(code(*value), say(cx, *value))).collect()
}

/// Take it on, give it to a colleague, or lay it down. Each member is an id and a name.
pub fn assign(cx: &Cx, head: &JourneyHead, members: &[(String, String)], me: &str) -> Form {
    let nobody = Choice::new("nobody", cx.t("assign-nobody"));
    let choices = members.iter().map(|(id, name)| Choice::new(id, name)).chain([nobody]).collect();
    own_page(cx, head, Act::Assign, "assign-save").field("member", "assign-member", Input::Select(choices)).value(me)
}

/// Set aside: spam, duplicate, not ours. Silent, and can be undone. What somebody `awaits` a word on is never not ours: that
/// is forwarded.
pub fn void(cx: &Cx, head: &JourneyHead, awaits: bool) -> Form {
    let mut all: Vec<VoidReason> = VoidReason::ALL.to_vec();
    // Joining has a page of its own.
    all.retain(|reason| *reason != VoidReason::Joined && (!awaits || *reason != VoidReason::NotOurs));
    own_page(cx, head, Act::Void, "act-void")
        .danger()
        .field("reason", "void-reason", Input::Radios(choices(cx, &all, VoidReason::code, words::void)))
        .field("reference", "void-duplicate-of", Input::Line("text"))
        .optional()
}

/// Join it into another journey: one of the customer's, or by number.
pub fn join(cx: &Cx, head: &JourneyHead, others: Vec<Choice>) -> Form {
    let form = own_page(cx, head, Act::Join, "act-join");
    if others.is_empty() {
        return form.field("reference", "contact-move-number", Input::Line("text")).hint("join-nothing");
    }
    form.field("journey", "join-into", Input::Radios(others))
        .optional()
        .field("reference", "contact-move-reference", Input::Line("text"))
        .optional()
}

/// Close: the customer withdrew, or, after a question that lapsed, gave no answer.
pub fn close(cx: &Cx, head: &JourneyHead) -> Form {
    let how = choices(cx, &[CloseHow::Withdrawn, CloseHow::NoAnswer], CloseHow::code, words::closed);
    own_page(cx, head, Act::Withdraw, "close-send").field("how", "close-how", Input::Radios(how))
}

/// Extend the legal term, once, by so many weeks at most; told to the customer in writing.
pub fn extend_legal(cx: &Cx, head: &JourneyHead, most: u32) -> Form {
    let weeks = (1..=most).map(|weeks| {
        let label = cx.tn("legal-weeks", usize::try_from(weeks).unwrap_or_default());
        Choice::new(weeks.to_string(), label)
    });
    own_page(cx, head, Act::ExtendLegal, "extend-legal-send")
        .field("weeks", "extend-legal-weeks", Input::Select(weeks.collect()))
        .field("ground", "reason-words", Input::Radios(choices(cx, MoveReason::ALL, MoveReason::code, words::moved)))
        .field("reason", "promise-move-reason", Input::Area(2))
        .hint("promise-move-reason-hint")
        .optional()
}

/// The form to let the legal term stand still, on the grounds that it may.
pub fn suspend_legal(cx: &Cx, head: &JourneyHead, grounds: &[SuspensionGround]) -> Form {
    let grounds = grounds.iter().map(|ground| Choice::new(ground.code(), words::suspended(cx, *ground)));
    own_page(cx, head, Act::SuspendLegal, "suspend-legal-send")
        .field("ground", "suspend-legal-ground", Input::Radios(grounds.collect()))
        .field("until", "suspend-legal-until", Input::Line("date"))
        .hint("suspend-legal-until-hint")
        .optional()
        .field("reason", "suspend-legal-text", Input::Area(3))
        .hint("suspend-legal-text-hint")
        .optional()
}

/// The form to let it run again.
pub fn resume_legal(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::ResumeLegal, "resume-legal-send")
}

/// The form to say that what runs is a complaint: which of the things that the customer said.
pub fn complaint(cx: &Cx, head: &JourneyHead, said: Vec<Choice>, term: &str) -> Form {
    own_page(cx, head, Act::Complaint, "complaint-mark")
        .field("contact", "complaint-contact", Input::Radios(said))
        .hint_text(cx.t1("complaint-contact-hint", "term", term))
}

/// A form with nothing to fill in: undo setting aside, just thanks, withdrawn.
pub fn plain(cx: &Cx, head: &JourneyHead, act: Act) -> Form {
    own_page(cx, head, act, act.key())
}
