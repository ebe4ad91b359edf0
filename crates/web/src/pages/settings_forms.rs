//! The forms of the settings. Each is made from what a person wrote or from what is stored (both are the app's own forms),
//! and the fields have the names under which the app tells what is wrong with them.

pub mod blueprint;
pub mod brand;
pub mod carriers;
pub mod clients;
pub mod cti;
pub mod facts;
pub mod house;
pub mod mailbox;
pub mod member;
pub mod partners;
pub mod slots;
pub mod social;
pub mod statements;
pub mod surveys;
pub mod systems;
pub mod topics;
pub mod webhooks;
pub mod wording;

pub use blueprint::{blueprint, card, second, second_name};
pub use house::{hours, organisation, own_hours, team};
pub use mailbox::mailbox;
pub use member::{member, second_step};

use regie_app::locale::Lang;
use regie_domain::blueprint::Words;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// Ids with names, to choose from.
pub type Named = [(String, String)];

fn choices(named: &Named) -> Vec<Choice> {
    named.iter().map(|(id, name)| Choice::new(id, name)).collect()
}

fn keyed(cx: &Cx, codes: &[(&str, &str)]) -> Vec<Choice> {
    codes.iter().map(|(code, key)| Choice::new(*code, cx.t(key))).collect()
}

fn langs() -> Vec<Choice> {
    Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name())).to_vec()
}

/// A word or name in both languages, beside each other. `label` is a text key with the variable `$lang`.
fn words(form: Form, name: &str, label: &str, words: &Words, input: &Input) -> Form {
    let [nl, en] = ["language-nl", "language-en"].map(|lang| form.cx.t1(label, "lang", form.cx.t(lang)));
    form.own_field(format!("{name}-nl"), nl, input.clone())
        .value(&words.nl)
        .own_field(format!("{name}-en"), en, input.clone())
        .value(&words.en)
        .beside()
}

/// As [`words`], where one language is enough: the reader's is asked first, the other may stay empty.
fn either(form: Form, name: &str, label: &str, own: &Words) -> Form {
    let other = if form.cx.lang == Lang::Nl { "en" } else { "nl" };
    let optional = format!("{name}-{other}");
    let mut form = words(form, name, label, own, &Input::Line("text"));
    form.fields.iter_mut().filter(|field| field.name == optional).for_each(|field| field.optional = true);
    form
}

/// A text of a message, in one language. The second button shows how it looks.
pub fn text(cx: &Cx, key: &str, lang: Lang, subject: &str, body: &str) -> Form {
    Form::new(cx, "text", format!("/settings/texts/{key}/{}", lang.code()), "settings-save")
        .cancel("/settings/texts")
        .also("do", "preview", "text-preview-do")
        .field("subject", "text-subject", Input::Line("text"))
        .value(subject)
        .field("body", "text-body", Input::Area(12))
        .value(body)
}
