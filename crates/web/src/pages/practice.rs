//! The pages of a practice room: cases to begin, and the mail that does not leave.

use askama::Template;
use jiff::Timestamp;
use regie_app::practice::cases::Case;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::shell::Shell;

/// Where practising begins.
#[derive(Clone, Debug, Template)]
#[template(path = "practice/index.html")]
pub struct PracticePage {
    /// Context; its practice band is on.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The cases.
    pub cases: Vec<Case>,
    /// The mailboxes that a case can arrive at: id and address.
    pub mailboxes: Vec<(String, String)>,
    /// Whether the reader may begin one.
    pub plays: bool,
    /// Whether the reader may read what customers get.
    pub reads: bool,
    /// For who may move the clock: when the next thing comes due, if anything does.
    pub clock: Option<Option<Timestamp>>,
}

/// A message that would have left, in a list.
#[derive(Clone, Debug)]
pub struct MailRow {
    /// Where it can be read.
    pub href: String,
    /// When.
    pub at: Timestamp,
    /// Whom it is for.
    pub to: String,
    /// Its subject, or what it is.
    pub subject: String,
}

/// What would have left, newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "practice/mails.html")]
pub struct PracticeMailsPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The messages.
    pub mails: Vec<MailRow>,
}

/// One of them, as the customer reads it, with the answer that can be given in the customer's place.
#[derive(Clone, Debug, Template)]
#[template(path = "practice/mail.html")]
pub struct PracticeMailPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The message.
    pub mail: MailRow,
    /// From whom; nothing for what is no mail.
    pub from: String,
    /// Its words.
    pub text: String,
    /// Names and sizes of the files that go along, in words.
    pub files: Vec<String>,
    /// The answer; none where nobody answers, or the reader may not.
    pub form: Option<Form>,
}
