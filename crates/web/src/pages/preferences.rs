//! How somebody wants to hear from the organisation: the customer's page, the page that proves an address, and the form in
//! which a member notes it.

use askama::Template;
use regie_app::preferences::{Standing, Stands, masked};
use regie_domain::customer::Language;
use regie_domain::preference::{Chosen, PreferredWay, SaidHow};

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::shell::CustomerShell;

/// The customer's page.
#[derive(Clone, Debug, Template)]
#[template(path = "preferences/page.html")]
pub struct PreferencesPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The address of the page that it belongs to.
    pub back: String,
    /// What was just done, said once.
    pub said: Option<String>,
    /// How it is now, sentence by sentence.
    pub now: Vec<String>,
    /// What waits for its proof, in words.
    pub waits: Vec<String>,
    /// The form to choose.
    pub form: Form,
    /// The form for another address.
    pub mail: Form,
}

/// The page behind the link that proves an address or number.
#[derive(Clone, Debug, Template)]
#[template(path = "preferences/prove.html")]
pub struct ProvePage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// Where the button posts.
    pub action: String,
    /// How it stands.
    pub stands: Stands,
}

/// The code of a language in a form.
pub fn code(language: Language) -> &'static str {
    if language == Language::En { "en" } else { "nl" }
}

/// The text key of a way, for a member who notes it.
fn noted_key(way: PreferredWay) -> &'static str {
    match way {
        PreferredWay::Mail => "prefer-staff-way-mail",
        PreferredWay::Text => "prefer-staff-way-text",
        PreferredWay::Call => "prefer-staff-way-call",
        PreferredWay::Letter => "prefer-staff-way-letter",
    }
}

/// The text key of a way, for the customer.
fn way_key(way: PreferredWay) -> &'static str {
    match way {
        PreferredWay::Mail => "prefer-way-mail",
        PreferredWay::Text => "prefer-way-text",
        PreferredWay::Call => "prefer-way-call",
        PreferredWay::Letter => "prefer-way-letter",
    }
}

/// The way that holds now: the chosen one, else mail where there is an address, a call where there is a number, a letter
/// where there is neither.
pub fn way(standing: &Standing) -> PreferredWay {
    let usual = || match (standing.mail(), standing.phones.is_empty()) {
        (Some(_), _) => PreferredWay::Mail,
        (None, false) => PreferredWay::Call,
        (None, true) => PreferredWay::Letter,
    };
    standing.prefers().way.unwrap_or_else(usual)
}

/// How it is now, in the customer's words. Addresses and numbers are recognisable to their owner only: whoever has the link
/// reads this.
pub fn sentences(cx: &Cx, standing: &Standing) -> Vec<String> {
    let way = way(standing);
    let mail = standing.mail().map(|place| masked(&place.value));
    let first = match way {
        PreferredWay::Mail => match mail {
            Some(to) => cx.t1("prefer-is-mail", "to", to),
            None => cx.t("prefer-is-no-mail"),
        },
        PreferredWay::Text => {
            cx.t1("prefer-is-text", "to", standing.text().map(|place| masked(&place.value)).unwrap_or_default())
        }
        PreferredWay::Call => cx.t("prefer-is-call"),
        PreferredWay::Letter => cx.t("prefer-is-letter"),
    };
    let english = standing.language == Language::En;
    let mut said = vec![first];
    if way == PreferredWay::Mail {
        said.push(cx.t(if standing.prefers().daily { "prefer-is-daily" } else { "prefer-is-each" }));
    }
    if standing.prefers().no_surveys {
        said.push(cx.t("prefer-is-no-surveys"));
    }
    said.push(cx.t(if english { "prefer-is-language-en" } else { "prefer-is-language" }));
    said
}

/// The form in which a customer chooses.
pub fn form(cx: &Cx, token: &str, standing: &Standing) -> Form {
    let form = Form::new(cx, "prefer", format!("/s/{token}/preferences"), "prefer-send");
    let known = standing.phones.first().map(|place| masked(&place.value));
    let phone = match known {
        Some(to) => cx.t1("prefer-phone-known", "to", to),
        None if standing.texts || standing.text().is_some() => cx.t("prefer-phone-hint"),
        None => cx.t("prefer-phone-hint-call"),
    };
    choosing(form, cx, standing, false)
        .field("phone", "prefer-phone", Input::Line("tel"))
        .hint_text(phone)
        .optional()
        .autocomplete("tel")
        .field("address", "prefer-address", Input::Area(3))
        .hint("prefer-address-hint")
        .optional()
        .autocomplete("street-address")
}

/// The form in which a member notes what was said.
pub fn noting(cx: &Cx, customer: &str, standing: &Standing) -> Form {
    let how = SaidHow::ALL.iter().filter(|how| how.is_noted());
    let how = how.map(|how| Choice::new(how.code(), cx.t(&format!("prefer-staff-said-{}", how.code())))).collect();
    let form = Form::new(cx, "prefer", format!("/customers/{customer}/preferences"), "prefer-staff-send")
        .field("said", "prefer-staff-said", Input::Radios(how))
        .chosen(&[SaidHow::Phone.code()]);
    choosing(form, cx, standing, true)
        .field("phone", "prefer-phone", Input::Line("tel"))
        .hint("prefer-staff-phone-hint")
        .optional()
        .field("address", "prefer-address", Input::Area(3))
        .hint("prefer-staff-address-hint")
        .optional()
        .cancel(format!("/customers/{customer}"))
}

/// What both of them ask first, of the customer or of a member who notes what was said.
fn choosing(form: Form, cx: &Cx, standing: &Standing, noted: bool) -> Form {
    let key = |theirs: &'static str, ours: &'static str| if noted { ours } else { theirs };
    let can = |way: &&PreferredWay| **way != PreferredWay::Text || standing.texts || standing.text().is_some();
    let ways = PreferredWay::ALL.iter().filter(can).map(|way| {
        let choice = Choice::new(way.code(), cx.t(if noted { noted_key(*way) } else { way_key(*way) }));
        if *way == PreferredWay::Text && !noted { choice.hint(cx.t("prefer-text-hint")) } else { choice }
    });
    let languages = vec![Choice::new("nl", cx.t("language-dutch")), Choice::new("en", cx.t("language-english"))];
    let often = vec![Choice::new("each", cx.t("prefer-daily-each")), Choice::new("daily", cx.t("prefer-daily-one"))];
    let asked = vec![Choice::new("ask", cx.t("prefer-surveys-ask")), Choice::new("none", cx.t("prefer-surveys-none"))];
    form.field("way", key("prefer-way", "prefer-staff-way"), Input::Radios(ways.collect()))
        .chosen(&[way(standing).code()])
        .field("daily", key("prefer-daily", "prefer-staff-daily"), Input::Radios(often))
        .chosen(&[if standing.prefers().daily { "daily" } else { "each" }])
        .hint(key("prefer-daily-hint", "prefer-staff-daily-hint"))
        .field("surveys", key("prefer-surveys", "prefer-staff-surveys"), Input::Radios(asked))
        .chosen(&[if standing.prefers().no_surveys { "none" } else { "ask" }])
        .field("language", key("prefer-language", "prefer-staff-language"), Input::Radios(languages))
        .chosen(&[code(standing.language)])
}

/// The form for another address.
pub fn mail_form(cx: &Cx, token: &str) -> Form {
    Form::new(cx, "mail", format!("/s/{token}/preferences/address"), "prefer-mail-send")
        .field("email", "prefer-mail-new", Input::Line("email"))
        .autocomplete("email")
}

/// What a member reads first on a journey: by which way, and whether a call is wanted. Icon and words.
pub fn wish(cx: &Cx, chosen: Option<Chosen>) -> Option<(&'static str, String)> {
    let (icon, key) = match chosen?.prefers.way? {
        PreferredWay::Mail => ("mail", "wish-mail"),
        PreferredWay::Text => ("message-circle", "wish-text"),
        PreferredWay::Call => ("phone", "wish-call"),
        PreferredWay::Letter => ("file-text", "wish-letter"),
    };
    Some((icon, cx.t(key)))
}

/// What a member reads of it: the way, where to, and how it was said when.
pub fn lines(cx: &Cx, standing: &Standing) -> Vec<String> {
    let Some(chosen) = standing.chosen else { return Vec::new() };
    let mut said = Vec::new();
    said.extend(chosen.prefers.way.map(|way| match (way, standing.mail(), standing.text()) {
        (PreferredWay::Mail, Some(mail), _) => cx.t1("customer-prefers-mail-to", "to", &mail.value),
        (PreferredWay::Mail, None, _) => cx.t("customer-prefers-mail"),
        (PreferredWay::Text, _, text) => {
            cx.t1("customer-prefers-text", "to", text.map(|place| place.value.as_str()).unwrap_or_default())
        }
        (PreferredWay::Call, ..) => cx.t("customer-prefers-call"),
        (PreferredWay::Letter, ..) => cx.t("customer-prefers-letter"),
    }));
    if chosen.prefers.daily {
        said.push(cx.t("customer-prefers-daily"));
    }
    if chosen.prefers.no_surveys {
        said.push(cx.t("customer-prefers-no-surveys"));
    }
    let how = cx.t(&format!("prefer-said-{}", chosen.said.code()));
    let when = cx.lang.date_near(cx.day(&chosen.at), cx.day(&cx.now));
    said.push(cx.t2("customer-prefers-said", "how", how, "when", when));
    said
}
