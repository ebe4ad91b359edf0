//! The words that the organisation would rather not write.

use regie_app::settings::wording::WordingForm;
use regie_domain::blueprint::Words;

use super::words;
use crate::cx::Cx;
use crate::form::{Form, Input};

/// A line for each word, in both languages.
pub fn wording(cx: &Cx, values: &WordingForm) -> Form {
    let form = Form::new(cx, "wording", "/settings/wording", "settings-save").cancel("/settings/texts");
    let both = Words { nl: values.nl.clone(), en: values.en.clone() };
    let mut form = words(form, "words", "wording-words", &both, &Input::Area(8));
    for field in &mut form.fields {
        field.optional = true;
        field.hint = Some(cx.t("wording-words-hint"));
    }
    form
}
