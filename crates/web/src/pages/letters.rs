//! A letter as it is printed: an A4 with the address in the window of the envelope, and around it, on the screen only, what
//! the member does with it.

use askama::Template;

use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::journey::JourneyHead;
use crate::pages::parts::Banner;
use crate::pages::shell::CustomerShell;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "letters/page.html")]
pub struct LetterPage {
    /// Context; the words around the letter.
    pub cx: Cx,
    /// What is missing, on the screen only.
    pub banners: Vec<Banner>,
    /// The letter.
    pub letter: Sheet,
}

/// What stands on the paper, and where it belongs.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The address of the journey.
    pub journey: String,
    /// The address of the task, where a person says that it was sent.
    pub task: String,
    /// Whether that was said.
    pub done: bool,
    /// The code of the language that it is in.
    pub lang: &'static str,
    /// The words on it, in that language.
    pub words: PaperWords,
    /// The organisation.
    pub organisation: String,
    /// Its telephone number; perhaps empty.
    pub phone: String,
    /// The lines in the window, the name first.
    pub to: Vec<String>,
    /// The day on which it is printed, in words.
    pub date: String,
    /// The number of the journey.
    pub reference: String,
    /// What the journey is about.
    pub subject: String,
    /// The whole message; nothing where a person writes the words.
    pub text: Option<String>,
}

/// The fixed words of a letter.
#[derive(Clone, Debug)]
pub struct PaperWords {
    /// Before the telephone number.
    pub phone: String,
    /// Before the day.
    pub date: String,
    /// Before the number of the journey.
    pub reference: String,
    /// Before the subject.
    pub subject: String,
}

/// Where somebody types over the code of a letter that asks how it went.
#[derive(Clone, Debug, Template)]
#[template(path = "letters/code.html")]
pub struct CodePage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The form.
    pub form: Form,
}

impl CodePage {
    /// With an empty form.
    #[must_use]
    pub fn new(cx: &Cx, shell: CustomerShell) -> Self {
        let form = Form::new(cx, "code", "/a", "code-open").field("code", "code-field", Input::Line("text"));
        Self { cx: cx.clone(), shell, form: form.hint("code-field-hint").autocomplete("off") }
    }
}

/// The form for the postal address of somebody on a journey. What is known stands in it.
#[must_use]
pub fn address(cx: &Cx, head: &JourneyHead, person: &str, known: Option<&str>) -> Form {
    Form::new(cx, "address", format!("{}/people/{person}/address", head.href()), "letter-address-save")
        .field("address", "letter-address", Input::Area(3))
        .hint("letter-address-hint")
        .value(known.unwrap_or_default())
}
