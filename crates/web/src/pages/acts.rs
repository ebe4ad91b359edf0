//! The forms about one journey, and the page that shows one of them under the three cells.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::{Act, BallCard, Holder, JourneyHead};
use crate::pages::parts::{Banner, Channel};
use crate::pages::shell::Shell;

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
    /// The form.
    pub form: Form,
}

impl ActPage {
    /// The page of a form; `title` is a text key: that of an [`Act`], or of what is done to a promise or a contact.
    pub fn new(cx: &Cx, shell: Shell, head: JourneyHead, card: BallCard, title: &str, form: Form) -> Self {
        let intro = match title {
            "act-handover" => Some("handover-intro"),
            "act-ask" => Some("question-intro"),
            "act-outcome" => Some("outcome-intro"),
            "act-void" => Some("void-intro"),
            "promise-move" => Some("promise-move-intro"),
            _ => None,
        };
        let intro = intro.map(|key| cx.t(key));
        ActPage { cx: cx.clone(), shell, head, card, title: cx.t(title), intro, banners: Vec::new(), form }
    }
}

/// A team that can be chosen, with when it is open.
#[derive(Clone, Debug)]
pub struct TeamChoice {
    /// Its id.
    pub id: String,
    /// Its name, with the organisation's for a partner.
    pub name: String,
    /// Whether it is open now and until when, or when it opens.
    pub open: Open,
}

/// Whether a team is open.
#[derive(Clone, Copy, Debug)]
pub enum Open {
    /// Until then.
    Until(Timestamp),
    /// Closed; opens then.
    From(Timestamp),
    /// No calendar.
    Unknown,
}

impl Open {
    /// In words: `nu open, tot vandaag 17.00 uur`, `gesloten; open vanaf ma 08.30 uur`.
    pub fn words(self, cx: &Cx) -> Option<String> {
        match self {
            Open::Until(at) => Some(cx.t1("team-open-until", "when", cx.brief_text(&at))),
            Open::From(at) => Some(cx.t1("team-opens", "when", cx.brief_text(&at))),
            Open::Unknown => None,
        }
    }
}

/// A field of an answer card, as the blueprint names it.
#[derive(Clone, Debug)]
pub struct CardField {
    /// The name that is posted, after `field.`.
    pub name: String,
    /// Its label in the organisation's words.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// Whether it is marked "does not apply".
    pub not_applicable: bool,
}

fn about(cx: &Cx, head: &JourneyHead, id: &'static str, path: &str, submit: &str) -> Form {
    Form::new(cx, id, format!("{}/{path}", head.href()), submit).with("epoch", head.epoch.to_string())
}

fn own_page(cx: &Cx, head: &JourneyHead, act: Act, submit: &str) -> Form {
    about(cx, head, "act", act.path(), submit).cancel(head.href())
}

/// A message to the customer.
pub fn message(cx: &Cx, head: &JourneyHead) -> Form {
    about(cx, head, "message", "message", "send")
        .field("text", "message-text", Input::Area(4))
        .field("files", "message-files", Input::Files("*/*"))
        .optional()
}

/// A note for colleagues; the customer never sees it.
pub fn note(cx: &Cx, head: &JourneyHead) -> Form {
    about(cx, head, "note", "note", "note-save").field("text", "note-text", Input::Area(3)).hint("note-hint")
}

/// A promise to the customer, told to them at once.
pub fn promise(cx: &Cx, head: &JourneyHead, due: Option<Timestamp>) -> Form {
    let due = due.map(|at| cx.local_input(&at)).unwrap_or_default();
    about(cx, head, "promise", "promises", "promise-make")
        .field(
            "kind",
            "promise-kind",
            Input::Radios(vec![
                Choice::new("outcome", cx.t("promise-kind-outcome")),
                Choice::new("news", cx.t("promise-kind-news")),
            ]),
        )
        .value("outcome")
        .field("what", "promise-what", Input::Line("text"))
        .hint("promise-what-hint")
        .field("due", "promise-due", Input::Line("datetime-local"))
        .value(due)
        .field("cost", "promise-cost", Input::Line("text"))
        .hint("promise-cost-hint")
        .optional()
}

/// A complete answer from a card: each field filled or marked "does not apply", then free text.
pub fn answer(cx: &Cx, head: &JourneyHead, card: &str, fields: &[CardField], text: &str) -> Form {
    let mut form = about(cx, head, "answer", "answer", "answer-send").with("card", card);
    for field in fields {
        form = form
            .own_field(format!("field.{}", field.name), &field.label, Input::Area(2))
            .value(&field.value)
            .or_not(field.not_applicable);
    }
    form.field("text", "answer-text", Input::Area(8)).value(text).hint("answer-text-hint").also(
        "do",
        "compose",
        "answer-compose",
    )
}

/// Hand over, or consult.
pub fn handover(cx: &Cx, head: &JourneyHead, teams: &[TeamChoice], respond_by: Option<Timestamp>, told: &str) -> Form {
    let teams = teams.iter().map(|team| match team.open.words(cx) {
        Some(words) => Choice::new(&team.id, &team.name).hint(words),
        None => Choice::new(&team.id, &team.name),
    });
    own_page(cx, head, Act::Handover, "handover-send")
        .field("team", "handover-team", Input::Radios(teams.collect()))
        .field("why", "handover-why", Input::Area(2))
        .hint("handover-why-hint")
        .field("asked", "handover-asked", Input::Area(2))
        .hint("handover-asked-hint")
        .field("respond_by", "handover-respond-by", Input::Line("datetime-local"))
        .value(respond_by.map(|at| cx.local_input(&at)).unwrap_or_default())
        .hint("handover-respond-by-hint")
        .optional()
        .field("told", "handover-told", Input::Area(2))
        .value(told)
        .hint("handover-told-hint")
        .field(
            "ball",
            "handover-ball",
            Input::Radios(vec![
                Choice::new("goes", cx.t("handover-ball-goes")).hint(cx.t("handover-ball-goes-hint")),
                Choice::new("stays", cx.t("handover-ball-stays")).hint(cx.t("handover-ball-stays-hint")),
            ]),
        )
        .value("goes")
}

/// A question to the customer. `again` says that this leg asked one before: then it asks whether this is the last.
pub fn question(cx: &Cx, head: &JourneyHead, again: bool) -> Form {
    let form = own_page(cx, head, Act::Ask, "question-send")
        .field("text", "question-text", Input::Area(4))
        .hint("question-text-hint")
        .field(
            "wants",
            "question-wants",
            Input::Checks(vec![
                Choice::new("files", cx.t("question-wants-files")),
                Choice::new("iban", cx.t("question-wants-iban")).hint(cx.t("question-wants-iban-hint")),
            ]),
        )
        .optional()
        .field("by", "question-by", Input::Line("datetime-local"))
        .optional();
    if again {
        form.field(
            "last",
            "question-last",
            Input::Radios(vec![
                Choice::new("yes", cx.t("question-last-yes")),
                Choice::new("no", cx.t("question-last-no")),
            ]),
        )
    } else {
        form
    }
}

/// The outcome, told to the customer; the journey closes when they agree or do not object.
pub fn outcome(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::Outcome, "outcome-send")
        .field("text", "outcome-text", Input::Area(6))
        .hint("outcome-text-hint")
        .field("amount", "outcome-amount", Input::Line("text"))
        .hint("outcome-amount-hint")
        .optional()
}

/// Take the ball back to the director's team.
pub fn take_back(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::TakeBack, "act-take-back").field("reason", "reason-words", Input::Area(2))
}

/// Take it on, or give it to a colleague. Each member is an id and a name.
pub fn assign(cx: &Cx, head: &JourneyHead, members: &[(String, String)], me: &str) -> Form {
    let choices = members.iter().map(|(id, name)| Choice::new(id, name)).collect();
    own_page(cx, head, Act::Assign, "assign-save").field("member", "assign-member", Input::Select(choices)).value(me)
}

/// A contact that was by telephone, at the counter, on paper.
pub fn contact(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::Contact, "contact-save")
        .field("channel", "contact-channel", Input::Radios(channels(cx)))
        .value("phone")
        .field(
            "direction",
            "contact-direction",
            Input::Radios(vec![Choice::new("in", cx.t("contact-in")), Choice::new("out", cx.t("contact-out"))]),
        )
        .value("in")
        .field("text", "contact-text", Input::Area(4))
        .hint("contact-text-hint")
}

/// The ways by which a contact can be noted by hand.
pub fn channels(cx: &Cx) -> Vec<Choice> {
    let by_hand = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Web);
    by_hand.map(|channel| Choice::new(channel.code(), cx.t(channel.key()))).collect()
}

/// Set aside: spam, duplicate, not ours. Silent, and can be undone.
pub fn void(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::Void, "act-void").danger().field(
        "reason",
        "void-reason",
        Input::Radios(vec![
            Choice::new("spam", cx.t("void-spam")),
            Choice::new("duplicate", cx.t("void-duplicate")),
            Choice::new("not-ours", cx.t("void-not-ours")),
        ]),
    )
}

/// A form with nothing to fill in: undo setting aside, just thanks, withdrawn.
pub fn plain(cx: &Cx, head: &JourneyHead, act: Act) -> Form {
    own_page(cx, head, act, act.key())
}

/// Move a promise: a new window and the reason, told to the customer.
pub fn move_promise(cx: &Cx, head: &JourneyHead, promise: &str, due: Timestamp) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/move"), "promise-move-send")
        .cancel(head.href())
        .field("due", "promise-new-due", Input::Line("datetime-local"))
        .value(cx.local_input(&due))
        .field("reason", "promise-move-reason", Input::Area(2))
        .hint("promise-move-reason-hint")
}

/// A promise was met, and when.
pub fn fulfil_promise(cx: &Cx, head: &JourneyHead, promise: &str) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/fulfil"), "promise-fulfil-send")
        .cancel(head.href())
        .field("at", "promise-fulfilled-at", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
}

/// Another promise in the place of a broken one.
pub fn replace_promise(cx: &Cx, head: &JourneyHead, promise: &str) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/replace"), "promise-replace-send")
        .cancel(head.href())
        .field("what", "promise-what", Input::Line("text"))
        .hint("promise-what-hint")
        .field("due", "promise-due", Input::Line("datetime-local"))
}

/// The one to whom it was made lets go of a promise.
pub fn release_promise(cx: &Cx, head: &JourneyHead, promise: &str) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/release"), "promise-release-send")
        .cancel(head.href())
        .field("reason", "promise-release-reason", Input::Area(2))
        .hint("promise-release-hint")
}

/// Make a contact a journey of its own.
pub fn split_contact(cx: &Cx, head: &JourneyHead, contact: &str) -> Form {
    about(cx, head, "act", &format!("contacts/{contact}/split"), "contact-split-send").cancel(head.href()).field(
        "title",
        "journey-title",
        Input::Line("text"),
    )
}

/// Move a contact to another journey: one of the customer's, or by number.
pub fn move_contact(cx: &Cx, head: &JourneyHead, contact: &str, journeys: &[(String, String)]) -> Form {
    let choices = journeys.iter().map(|(id, name)| Choice::new(id, name)).collect();
    about(cx, head, "act", &format!("contacts/{contact}/move"), "contact-move-send")
        .cancel(head.href())
        .field("journey", "contact-move-to", Input::Radios(choices))
        .optional()
        .field("reference", "contact-move-reference", Input::Line("text"))
        .optional()
}
