//! The forms about one journey, and the page that shows one of them under the three cells.

use askama::Template;
use jiff::Timestamp;
use regie_domain::codes::{Asks, CloseHow, ForwardGround, MoveReason, Outcome, TakeBackReason, TaskKind, VoidReason};

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::composing::FILES;
use crate::pages::journey::{Act, BallCard, Fact, Holder, JourneyHead};
use crate::pages::parts::{Banner, Channel};
use crate::pages::shell::Shell;
use crate::words;

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
    /// What it is about, above the form: the brief of an offer, the promise.
    pub facts: Vec<Fact>,
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
            "act-forward" => Some("forward-intro"),
            "act-extend-legal" => Some("extend-legal-intro"),
            "promise-move" => Some("promise-move-intro"),
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
            "visit-done" => Some("visit-done-intro"),
            "visit-not-home" => Some("visit-not-home-intro"),
            "visit-cancel" => Some("visit-cancel-intro"),
            "offer-ask" => Some("offer-ask-intro"),
            "offer-decline" => Some("offer-decline-intro"),
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
            facts: Vec::new(),
            form,
        }
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
            Open::Until(at) => Some(cx.t1("team-open-until", "when", cx.until_text(&at))),
            Open::From(at) => Some(cx.t1("team-opens", "when", cx.brief_text(&at))),
            Open::Unknown => None,
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

/// What is offered, as far as the reader may offer it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offering {
    /// The ball: the reader's team has it and no other leg takes it along.
    pub ball: bool,
    /// The direction: the reader's team has it.
    pub direction: bool,
}

/// Hand over, consult, or offer the direction. The fields are those of the blueprint's brief, in its order.
pub fn handover(cx: &Cx, head: &JourneyHead, teams: &[TeamChoice], brief: &[BriefPart], offering: Offering) -> Form {
    let teams = teams.iter().map(|team| match team.open.words(cx) {
        Some(words) => Choice::new(&team.id, &team.name).hint(words),
        None => Choice::new(&team.id, &team.name),
    });
    let mut form = own_page(cx, head, Act::Handover, "handover-send").field(
        "team",
        "handover-team",
        Input::Radios(teams.collect()),
    );
    for part in brief {
        form = form.own_field(format!("brief.{}", part.code), &part.label, Input::Area(2)).value(&part.value);
        form = match part.code.as_str() {
            "why" => form.hint("handover-why-hint"),
            "what" => form.hint("handover-asked-hint"),
            "told" => form.hint("handover-told-hint"),
            _ => form,
        };
        if !part.required {
            form = form.optional();
        }
    }
    let goes = Choice::new("goes", cx.t("handover-ball-goes")).hint(cx.t("handover-ball-goes-hint"));
    let stays = Choice::new("stays", cx.t("handover-ball-stays")).hint(cx.t("handover-ball-stays-hint"));
    let direction = Choice::new("direction", cx.t("handover-direction")).hint(cx.t("handover-direction-hint"));
    let choices: Vec<Choice> = [(offering.ball, goes), (true, stays), (offering.direction, direction)]
        .into_iter()
        .filter_map(|(offered, choice)| offered.then_some(choice))
        .collect();
    form.field("respond_by", "handover-respond-by", Input::Line("datetime-local"))
        .hint("handover-respond-by-hint")
        .optional()
        .field("ball", "handover-ball", Input::Radios(choices))
        .value(if offering.ball { "goes" } else { "stays" })
}

/// A part of a brief, as the blueprint names it.
#[derive(Clone, Debug)]
pub struct BriefPart {
    /// Its code.
    pub code: String,
    /// Its label in the organisation's words.
    pub label: String,
    /// What it holds already.
    pub value: String,
    /// Whether an offer without it is refused.
    pub required: bool,
}

/// A question to the customer. `again` says that this leg asked one before: then it asks whether this is the last.
pub fn question(cx: &Cx, head: &JourneyHead, greeting: &str, again: bool) -> Form {
    let form = own_page(cx, head, Act::Ask, "question-send");
    ask(form, greeting, again)
}

/// The same question, asked by the receiver of a pending offer in the giver's name.
pub fn question_through(cx: &Cx, head: &JourneyHead, offer: &str, greeting: &str, again: bool) -> Form {
    let form = about(cx, head, "act", &format!("handovers/{offer}/question"), "question-send").cancel(head.href());
    ask(form, greeting, again)
}

fn ask(form: Form, greeting: &str, again: bool) -> Form {
    let cx = form.cx.clone();
    let form = form
        .field("text", "question-text", Input::Area(4))
        .hint("question-text-hint")
        .value(greeting)
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
    if again { crate::pages::composing::last_thing(form) } else { form }
}

/// A promise that something else may keep.
#[derive(Clone, Debug)]
pub struct Owed {
    /// Its id.
    pub id: String,
    /// What was promised.
    pub what: String,
    /// By when, in words.
    pub when: String,
    /// Whether that moment has passed.
    pub late: bool,
    /// Whether it is likely kept with it.
    pub ticked: bool,
}

/// Asks which promises are kept with what the form does; what is not ticked stays owed.
pub fn with_promises(form: Form, owed: &[Owed]) -> Form {
    let cx = form.cx.clone();
    let choice = |one: &Owed| {
        let key = if one.late { "kept-late" } else { "kept-by" };
        let choice = Choice::new(&one.id, &one.what).hint(cx.t1(key, "when", &one.when));
        Choice { chosen: one.ticked, ..choice }
    };
    let choices = owed.iter().map(choice).collect();
    form.field("kept", "kept-with-this", Input::Checks(choices)).hint("kept-hint").optional()
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
        .field("files", "letter-scan", Input::Files(FILES))
        .optional()
        .field("at", "letter-received", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
        .field("dated", "letter-dated", Input::Line("date"))
        .hint("letter-dated-hint")
        .optional()
        .only_when("letter", 5)
        .field("asks", "contact-asks", Input::Radios(choices(cx, Asks::ALL, Asks::code, words::asks)))
        .value(Asks::Something.code())
        .field("call_back", "contact-call-back", Input::Check(false))
        .hint("contact-call-back-hint")
}

/// The ways by which a contact can be noted by hand.
pub fn channels(cx: &Cx) -> Vec<Choice> {
    let by_hand = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Web);
    by_hand.map(|channel| Choice::new(channel.code(), cx.t(channel.key()))).collect()
}

/// Set aside: spam, duplicate, not ours. Silent, and can be undone.
pub fn void(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::Void, "act-void")
        .danger()
        .field("reason", "void-reason", Input::Radios(choices(cx, VoidReason::ALL, VoidReason::code, words::void)))
        .field("reference", "void-duplicate-of", Input::Line("text"))
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

/// What of a journey can go along to another body.
#[derive(Clone, Debug, Default)]
pub struct Sendable {
    /// What the customer's side wrote.
    pub contacts: Vec<Choice>,
    /// The files of the journey.
    pub files: Vec<Choice>,
}

/// Forward the matter to the body whose it is.
pub fn forward(cx: &Cx, head: &JourneyHead, sendable: &Sendable) -> Form {
    let grounds = choices(cx, ForwardGround::ALL, ForwardGround::code, words::forward_ground);
    let mut form = own_page(cx, head, Act::Forward, "forward-send")
        .field("name", "forward-name", Input::Line("text"))
        .group("forward-to")
        .field("email", "forward-email", Input::Line("email"))
        .hint("forward-email-hint")
        .optional()
        .field("address", "forward-address", Input::Area(3))
        .hint("forward-address-hint")
        .optional()
        .field("phone", "forward-phone", Input::Line("tel"))
        .hint("forward-phone-hint")
        .optional()
        .field("ground", "forward-ground", Input::Radios(grounds))
        .hint("forward-ground-hint")
        .field("text", "forward-text", Input::Area(5))
        .group("forward-along")
        .hint("forward-text-hint");
    if !sendable.contacts.is_empty() {
        form = form.field("contacts", "forward-contacts", Input::Checks(sendable.contacts.clone())).optional();
    }
    if !sendable.files.is_empty() {
        form = form.field("files", "forward-files", Input::Checks(sendable.files.clone())).optional();
    }
    form.field("customer", "forward-customer", Input::Check(true))
        .hint("forward-customer-hint")
        .field("told", "forward-told", Input::Area(4))
        .group("forward-tell")
        .hint("forward-told-hint")
        .optional()
}

/// The customer told a member that it is not solved.
pub fn not_solved(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::NotSolved, "contact-save")
        .field("channel", "contact-channel", Input::Radios(channels(cx)))
        .value("phone")
        .field("text", "contact-text", Input::Area(4))
        .hint("contact-text-hint")
}

/// The customer says to be sent back and forth.
pub fn sent_around(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::SentAround, "sent-around-save")
        .field("channel", "contact-channel", Input::Radios(channels(cx)))
        .value("phone")
        .field("text", "contact-text", Input::Area(3))
        .hint("contact-text-hint")
        .optional()
}

/// A call or letter that a person made, or a message taken out of the mailbox.
pub fn done_task(cx: &Cx, head: &JourneyHead, task: &str, kind: TaskKind) -> Form {
    let keys = match kind {
        TaskKind::Call => ["task-reached", "task-not-reached"],
        TaskKind::Letter => ["task-sent", "task-not-sent"],
        TaskKind::Fetch => ["task-fetched", "task-not-fetched"],
    };
    let choices = vec![Choice::new("yes", cx.t(keys[0])), Choice::new("no", cx.t(keys[1]))];
    about(cx, head, "act", &format!("tasks/{task}"), "contact-save")
        .cancel(head.href())
        .field("reached", "task-how", Input::Radios(choices))
        .field("note", "contact-text", Input::Area(3))
        .optional()
}

/// Send a message again that did not arrive, to the known address or a better one.
pub fn send_again(cx: &Cx, head: &JourneyHead, update: &str, address: &str, dead: bool) -> Form {
    about(cx, head, "act", &format!("updates/{update}/again"), "undelivered-again")
        .cancel(head.href())
        .field("address", "undelivered-address", Input::Line("email"))
        .hint(if dead { "undelivered-address-dead" } else { "undelivered-address-hint" })
        .value(address)
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
        .field("ground", "reason-words", Input::Radios(choices(cx, MoveReason::ALL, MoveReason::code, words::moved)))
        .field("reason", "promise-move-reason", Input::Area(2))
        .hint("promise-move-reason-hint")
        .optional()
}

/// A promise was met, and when.
pub fn fulfil_promise(cx: &Cx, head: &JourneyHead, promise: &str) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/fulfil"), "promise-fulfil-send")
        .cancel(head.href())
        .field("at", "promise-fulfilled-at", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
}

/// Another promise in the place of a broken one.
pub fn replace_promise(cx: &Cx, head: &JourneyHead, promise: &str, cost: Option<i64>) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/replace"), "promise-replace-send")
        .cancel(head.href())
        .field("what", "promise-what", Input::Line("text"))
        .hint("promise-what-hint")
        .field("due", "promise-due", Input::Line("datetime-local"))
        .field("cost", "promise-cost", Input::Line("text"))
        .hint("promise-cost-hint")
        .value(cost.map(|cents| typed_amount(cx, cents)).unwrap_or_default())
        .optional()
}

/// An amount as one types it: `12,50`.
fn typed_amount(cx: &Cx, cents: i64) -> String {
    let point = if cx.lang == regie_app::locale::Lang::Nl { ',' } else { '.' };
    format!("{}{point}{:02}", cents / 100, cents % 100)
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
    let form = about(cx, head, "act", &format!("contacts/{contact}/move"), "contact-move-send").cancel(head.href());
    if journeys.is_empty() {
        return form.field("reference", "contact-move-number", Input::Line("text"));
    }
    let choices = journeys.iter().map(|(id, name)| Choice::new(id, name)).collect();
    form.field("journey", "contact-move-to", Input::Radios(choices))
        .optional()
        .field("reference", "contact-move-reference", Input::Line("text"))
        .optional()
}
