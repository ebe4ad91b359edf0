//! Friendliness of a partner: the page of its months, and the three marks that a member is asked for.

use askama::Template;

use crate::cx::Cx;
use crate::pages::parts::Table;
use crate::pages::shell::{CustomerShell, Shell};

/// What a member is asked after work with a partner.
#[derive(Clone, Debug)]
pub struct AskMarks {
    /// The partner's name.
    pub partner: String,
    /// Where its forms are posted, without the last part.
    pub action: String,
}

impl AskMarks {
    /// The names of the marks, in order.
    #[must_use]
    pub fn names(&self) -> [&'static str; 3] {
        MARKS
    }
}

/// The names of the marks, in order.
pub const MARKS: [&str; 3] = ["interest", "listened", "helped"];

/// What is shown of a partner.
#[derive(Clone, Debug)]
pub struct ShownFriendliness {
    /// Its name.
    pub partner: String,
    /// Whether it was agreed that figures are used for nothing, so that none are shown.
    pub nothing: bool,
    /// All shown months together, in words.
    pub together: Option<String>,
    /// What our members marked, by month.
    pub marks: Table,
    /// What customers answered, by month.
    pub heard: Table,
    /// Beside other partners, by name.
    pub beside: Option<Table>,
    /// What figures may be used for, as agreed, in words.
    pub used: String,
    /// The same as a file.
    pub file: Option<String>,
}

/// The page of who is signed in.
#[derive(Clone, Debug, Template)]
#[template(path = "friendliness/page.html")]
pub struct FriendlinessPage {
    /// Context.
    pub cx: Cx,
    /// The frame.
    pub shell: Shell,
    /// What is shown.
    pub shown: ShownFriendliness,
}

/// The page of the partner itself, behind a link.
#[derive(Clone, Debug, Template)]
#[template(path = "friendliness/partner.html")]
pub struct FriendlinessPartnerPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The address of the page that it belongs to.
    pub back: String,
    /// What is shown.
    pub shown: ShownFriendliness,
}
