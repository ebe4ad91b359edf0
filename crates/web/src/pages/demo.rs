//! The pages of the demo: where to begin, and the mail that never leaves.

use askama::Template;
use jiff::Timestamp;

use super::tour::TourRow;
use crate::cx::Cx;

/// The bar with the clock alone.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/demobar.html")]
pub struct DemoBarPage {
    /// Context; its demo bar is on.
    pub cx: Cx,
}

/// A role to sign in as.
#[derive(Clone, Debug)]
pub struct DemoRole {
    /// Name of role and team, in words.
    pub name: String,
    /// What one sees and does as such, in words.
    pub what: String,
    /// Where the sign-in is posted; the same address as a page asks first.
    pub href: String,
}

/// The page behind a sign-in link: one button, because a link alone changes nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "demo/signin.html")]
pub struct DemoSignInPage {
    /// Context; its demo bar is on.
    pub cx: Cx,
    /// The organisation of the demo.
    pub organisation: Option<String>,
    /// Who.
    pub role: DemoRole,
}

/// A customer's page to look at.
#[derive(Clone, Debug)]
pub struct DemoStatus {
    /// What it is about.
    pub name: String,
    /// How it stands, in words.
    pub what: String,
    /// The link.
    pub href: String,
}

/// The start page.
#[derive(Clone, Debug, Template)]
#[template(path = "demo/index.html")]
pub struct DemoPage {
    /// Context; its demo bar is on.
    pub cx: Cx,
    /// The organisation of the demo.
    pub organisation: Option<String>,
    /// The stories to follow.
    pub stories: Vec<TourRow>,
    /// The other organisations of the demonstration.
    pub others: Vec<DemoStatus>,
    /// The roles.
    pub roles: Vec<DemoRole>,
    /// The customers' pages.
    pub statuses: Vec<DemoStatus>,
    /// What is worth looking at, one line each, in words.
    pub tips: Vec<String>,
    /// What was just done.
    pub said: Option<String>,
}

/// One mail that would have left.
#[derive(Clone, Debug)]
pub struct DemoMail {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub to: String,
    /// From whom.
    pub from: String,
    /// Subject.
    pub subject: String,
    /// Words, as plain text; links in them work.
    pub text: String,
    /// Names and sizes of the files that go along, in words.
    pub files: Vec<String>,
}

/// The outbox of the demo.
#[derive(Clone, Debug, Template)]
#[template(path = "demo/outbox.html")]
pub struct DemoOutboxPage {
    /// Context.
    pub cx: Cx,
    /// The organisation of the demo.
    pub organisation: Option<String>,
    /// The mails, newest first.
    pub mails: Vec<DemoMail>,
    /// The text messages, newest first.
    pub texts: Vec<DemoSms>,
}

/// A text message that would have left.
#[derive(Clone, Debug)]
pub struct DemoSms {
    /// When.
    pub at: Timestamp,
    /// To which number.
    pub to: String,
    /// Its words; links in them work.
    pub text: String,
}
