//! The customer's own page, reached by a link: what happens next, when, at what cost; what they must do; who is at it.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use regie_domain::second_thing::SecondKind;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::parts::{FileLink, PromiseRow, Tone};
use crate::pages::shell::CustomerShell;
use crate::pages::visits::CustomerVisit;

mod answer;
mod gone;
mod steps;

pub use answer::{AskedItem, FILES, Question};
pub use gone::{AsidePage, LinkExpiredPage};
pub use steps::{Step, StepState};

/// When the next thing happens.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum When {
    /// In this window.
    Window { from: Timestamp, to: Timestamp },
    /// At the latest then.
    By(Timestamp),
    /// It has happened.
    Done(Timestamp),
}

impl When {
    /// The day on the leaf of the calendar: the one that stands in the words beside it.
    pub fn leaf(&self, cx: &Cx) -> Date {
        match self {
            When::Window { from: at, .. } | When::Done(at) => cx.day(at),
            When::By(at) => cx.day_by(at),
        }
    }
}

/// What the customer has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Nothing.
    Nothing,
    /// Agree on another time for a visit that failed.
    Visit,
    /// Answer the question on the page.
    Answer,
    /// Say whether it is solved.
    Judge,
    /// Fill in what is asked before the question or the outcome shows.
    Unlock,
    /// Call: what is asked, or the outcome, shows only after something that we do not know.
    Call,
    /// Nothing any more: it is closed, and a message opens it again.
    Closed,
    /// Nothing any more: it closed so long ago that a new question begins anew.
    Over,
}

impl Todo {
    /// Its text key.
    pub const fn key(self) -> &'static str {
        match self {
            Todo::Nothing => "status-todo-nothing",
            Todo::Visit => "status-todo-visit",
            Todo::Answer => "status-todo-answer",
            Todo::Judge => "status-todo-judge",
            Todo::Unlock => "status-todo-unlock",
            Todo::Call => "status-todo-call",
            Todo::Closed => "status-todo-closed",
            Todo::Over => "status-todo-over",
        }
    }
}

/// The top of the page.
#[derive(Clone, Debug)]
pub struct Hero {
    /// What happens next, in one sentence.
    pub what: String,
    /// When.
    pub when: Option<When>,
    /// One line more: what to expect then.
    pub note: Option<String>,
    /// What we did not do as promised, where that is so.
    pub sorry: Option<String>,
    /// Until when somebody reads what the customer wrote last, as long as nobody has.
    pub read: Option<String>,
    /// What it costs the customer in cents; `None` when nothing was said about cost.
    pub cost: Option<i64>,
    /// What the customer has to do.
    pub todo: Todo,
    /// The customer's name as they gave it.
    pub name: Option<String>,
    /// What the journey is about.
    pub subject: String,
    /// Its number.
    pub reference: String,
}

/// Another body that has it now.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// Its name.
    pub name: String,
    /// How to reach it, a way a line.
    pub reachable: Vec<String>,
}

/// Who must act, in the customer's words.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum Turn {
    /// The organisation, by this team.
    We { team: String },
    /// A partner that works for the organisation.
    Partner { name: String },
    /// The customer.
    You,
    /// The customer, who may say whether it is solved and need not.
    Judge,
    /// Nobody any more.
    Nobody,
}

impl Turn {
    /// Whether all is done.
    pub fn nobody(&self) -> bool {
        matches!(self, Turn::Nobody)
    }
}

/// One message to or from the customer.
#[derive(Clone, Debug)]
pub struct Message {
    /// Whether the customer wrote it.
    pub yours: bool,
    /// Who wrote it: the name that the customer may see.
    pub from: String,
    /// When.
    pub at: Timestamp,
    /// Whether it was to go by mail and did not arrive.
    pub undelivered: bool,
    /// What happened, where nobody's own words stand here: a message of the program, a telephone call.
    pub title: Option<String>,
    /// The words, as plain text.
    pub text: String,
    /// Files that came along.
    pub files: Vec<FileLink>,
}

/// So many messages are in sight at once; earlier ones unfold.
const RECENT: usize = 5;

/// Whether and when a journey with an outcome closes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closes {
    /// When nobody has objected by then.
    At(Timestamp),
    /// Not before somebody has read what the customer wrote since.
    Read,
    /// Not before what was promised has been done.
    Owed,
}

/// The question whether it is solved.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The outcome, in plain words.
    pub outcome: String,
    /// What is paid or waived, in cents.
    pub amount: Option<i64>,
    /// Whether and when the journey closes by itself.
    pub closes: Closes,
    /// The form "it is not solved".
    pub not_solved: Form,
    /// Where "solved" is posted.
    pub solved_action: String,
}

impl Verdict {
    /// The form to say that it is not solved.
    pub fn form(cx: &Cx, token: &str) -> Form {
        Form::new(cx, "not-solved", format!("/s/{token}/not-solved"), "status-not-solved-send").field(
            "text",
            "status-not-solved-text",
            Input::Area(4),
        )
    }
}

/// What stands in the place of sensitive parts until the customer answered with a second thing.
#[derive(Clone, Debug)]
pub struct Locked {
    /// What shows after it, or why nothing can be asked.
    pub words: String,
    /// The form; `None` where nothing is known to compare an answer with.
    pub form: Option<Form>,
}

impl Locked {
    /// The form that asks for it.
    pub fn form(cx: &Cx, token: &str, ask: SecondKind) -> Form {
        let (label, hint, input, token_of) = match ask {
            SecondKind::Postcode => ("second-postcode", "second-postcode-hint", "text", "postal-code"),
            SecondKind::CustomerNumber => ("second-customer-number", "second-customer-number-hint", "text", "off"),
            SecondKind::BirthDate => ("second-birth-date", "second-birth-date-hint", "text", "bday"),
        };
        Form::new(cx, "second", format!("/s/{token}/second"), "second-send")
            .field("second", label, Input::Line(input))
            .hint(hint)
            .autocomplete(token_of)
    }
}

/// "I am being sent back and forth."
#[derive(Clone, Debug)]
pub enum Around {
    /// The form that says so.
    Say(Box<Form>),
    /// What was promised after it was said, in words.
    Promised(String),
}

impl Around {
    /// The form that says so: a button, and words for who wants them.
    pub fn form(cx: &Cx, token: &str) -> Form {
        Form::new(cx, "around", format!("/s/{token}/back-and-forth"), "status-around-send")
            .field("text", "status-around-text", Input::Area(2))
            .optional()
            .aside()
    }
}

/// What was agreed with the customer.
#[derive(Clone, Debug)]
pub struct Agreed {
    /// What, in words.
    pub words: String,
    /// How that looks.
    pub tone: Tone,
    /// Who agreed it and when, and what it means.
    pub lines: Vec<String>,
    /// What is promised with it.
    pub promise: Option<String>,
    /// What was done against it.
    pub breach: Option<AgreedBreach>,
    /// Whether a second colleague still looks whether it can be done.
    pub waits: bool,
}

/// What was done against an agreement, the most important line first.
#[derive(Clone, Debug)]
pub struct AgreedBreach {
    /// Whether it is still to be put right.
    pub open: bool,
    /// What the customer has to know.
    pub lines: Vec<String>,
}

/// The way to the page on which the customer says how it went.
#[derive(Clone, Debug)]
pub struct HowItWent {
    /// What there is to say of it.
    pub words: String,
    /// Where.
    pub href: String,
    /// The words on the link.
    pub label: String,
    /// Whether nothing was answered yet.
    pub open: bool,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "status/page.html")]
pub struct StatusPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// What was just done, said once.
    pub said: Option<String>,
    /// What could not be done, and why.
    pub problem: Option<String>,
    /// The number that the link was sent for, where that one goes on here.
    pub was: Option<String>,
    /// The top.
    pub hero: Hero,
    /// Whether the reader only reads along: the promises are to somebody else.
    pub along: bool,
    /// What was asked of the customer.
    pub question: Option<Question>,
    /// Whether it is solved.
    pub verdict: Option<Verdict>,
    /// What was agreed, what stands first.
    pub agreements: Vec<Agreed>,
    /// The steps.
    pub steps: Vec<Step>,
    /// Who must act.
    pub turn: Turn,
    /// What was promised, the most important first.
    pub promises: Vec<PromiseRow>,
    /// Promises of a message that came, or that is not needed any more.
    pub past_news: Vec<PromiseRow>,
    /// The messages, newest first.
    pub messages: Vec<Message>,
    /// The visit: when somebody comes, and what can be chosen.
    pub visit: Option<CustomerVisit>,
    /// The form to write; `None` for who only looks on, and long after the end.
    pub write: Option<Form>,
    /// The form to be called back; `None` where there is none to write.
    pub call_back: Option<Form>,
    /// What is asked before sensitive parts show.
    pub locked: Option<Locked>,
    /// To say that one is being sent back and forth; `None` where nothing runs, or for who only looks on.
    pub around: Option<Around>,
    /// How the legal term stands, or what can be done about the decision; in words.
    pub law: Option<String>,
    /// The other body that has it now.
    pub elsewhere: Option<Elsewhere>,
    /// Where something new is begun; `None` where the public form is closed.
    pub ask: Option<String>,
    /// How it went: in words, and where to say so or to change what was said.
    pub feedback: Option<HowItWent>,
    /// What was done with what the customer said.
    pub we_did: Vec<String>,
    /// Where the reader chooses how to hear from us; `None` for who may not.
    pub preferences: Option<String>,
    /// When anything last changed.
    pub updated: Timestamp,
    /// Other organisations that see this journey.
    pub shared_with: Vec<String>,
    /// Which of them saw what, and when, in words.
    pub seen: Vec<String>,
}

impl StatusPage {
    /// What stands over what was agreed: nothing was, while all of it still waits for a second colleague.
    pub fn agreed_heading(&self) -> &'static str {
        if self.agreements.iter().all(|agreed| agreed.waits) { "status-agreements-wait" } else { "status-agreements" }
    }

    /// Whether the form to write must be in sight: something in it was wrong, or words wait in it.
    pub fn writing(&self) -> bool {
        self.write.as_ref().is_some_and(|form| form.failed() || form.fields.iter().any(|field| !field.value.is_empty()))
    }

    /// What is asked, or the outcome, shows only after something else: that is what there is to do first.
    pub fn ask_first(&mut self) {
        let hidden = match self.hero.todo {
            Todo::Answer => self.question.is_none(),
            Todo::Judge => self.verdict.is_none(),
            _ => false,
        };
        if let Some(locked) = self.locked.as_ref().filter(|_| hidden) {
            self.hero.todo = if locked.form.is_some() { Todo::Unlock } else { Todo::Call };
        }
    }

    /// Where on the page that can be done.
    pub fn todo_at(&self) -> Option<&'static str> {
        match self.hero.todo {
            Todo::Visit => self.visit.as_ref().map(|_| "#visit-here"),
            Todo::Answer => self.question.as_ref().map(|_| "#answer"),
            Todo::Judge => self.verdict.as_ref().map(|_| "#verdict"),
            Todo::Unlock => Some("#second-thing"),
            Todo::Call => Some("#help"),
            Todo::Nothing | Todo::Closed | Todo::Over => None,
        }
    }

    /// The newest messages.
    pub fn recent(&self) -> &[Message] {
        &self.messages[..self.messages.len().min(RECENT)]
    }

    /// Those before them.
    pub fn earlier(&self) -> &[Message] {
        &self.messages[self.messages.len().min(RECENT)..]
    }

    /// The form to write a message.
    pub fn write_form(cx: &Cx, token: &str) -> Form {
        Form::new(cx, "write", format!("/s/{token}/message"), "status-write-send")
            .field("text", "status-write-text", Input::Area(4))
            .field("files", "status-files", Input::Files(FILES))
            .hint("status-files-hint")
            .optional()
    }

    /// The form to be called back, with the moments that can be chosen. A number that is `known`, in words that tell it to
    /// its owner only, is not asked again and not filled in: whoever has the link would read it. `who` says who calls.
    pub fn call_back_form(cx: &Cx, token: &str, moments: Vec<Choice>, known: Option<String>, who: String) -> Form {
        let form = Form::new(cx, "call", format!("/s/{token}/call-back"), "status-call-send");
        let form = match known {
            Some(known) => {
                form.field("phone", "status-call-other-phone", Input::Line("tel")).hint_text(known).optional()
            }
            None => form.field("phone", "status-call-phone", Input::Line("tel")),
        };
        form.autocomplete("tel")
            .field("moment", "status-call-when", Input::Radios(moments))
            .hint_text(who)
            .field("when", "status-call-more", Input::Line("text"))
            .hint("status-call-more-hint")
            .optional()
    }
}
