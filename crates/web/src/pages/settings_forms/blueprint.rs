//! Blueprints and their complete answers. Rows that are left empty fall away; there are always a few empty ones to fill.

use regie_app::settings::blueprints::{BlueprintForm, CardForm};
use regie_domain::blueprint::{OCCASIONS, Words};
use regie_domain::codes::LegalBasis;
use regie_domain::second_thing::{SecondKind, SecondThing, Sensitive};

use super::{Named, choices, either, keyed, words};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journeys::kinds;
use crate::words::text_key;

/// The empty rows after what is there.
const SPARE: usize = 2;

const TRIGGERS: [(&str, &str); 9] = [
    ("opened", "trigger-opened"),
    ("answered", "trigger-answered"),
    ("answered_whole", "trigger-answered-whole"),
    ("customer_replied", "trigger-customer-replied"),
    ("leg_accepted", "trigger-leg-accepted"),
    ("leg_done", "trigger-leg-done"),
    ("second_leg_accepted", "trigger-second-leg-accepted"),
    ("outcome_told", "trigger-outcome-told"),
    ("closed", "trigger-closed"),
];
const ASKS: [(&str, &str); 5] = [
    ("text", "ask-kind-text"),
    ("file", "ask-kind-file"),
    ("iban", "ask-kind-iban"),
    ("date", "ask-kind-date"),
    ("yes_no", "ask-kind-yes-no"),
];

/// In what times are counted, as codes of the form.
pub(super) const UNITS: [(&str, &str); 5] =
    [("d", "span-days"), ("h", "span-hours"), ("m", "span-minutes"), ("e", "span-hours-on"), ("em", "span-minutes-on")];

/// A blueprint without its complete answers, which have pages of their own; `id` is empty for a new one.
pub fn blueprint(cx: &Cx, id: &str, values: &BlueprintForm, teams: &Named) -> Form {
    let action = format!("/settings/blueprints/{}", if id.is_empty() { "new" } else { id });
    // A short name: it stands in the id of every field, and these are many.
    let form = Form::new(cx, "b", action, "settings-save").cancel("/settings/blueprints").also(
        "do",
        "preview",
        "picture-preview",
    );
    let form = either(form, "name", "blueprint-name", &values.name)
        .field("kind", "blueprint-kind", Input::Radios(kinds(cx)))
        .value(&values.kind);
    let mut directors = vec![Choice::new("", cx.t("blueprint-director-door"))];
    directors.extend(choices(teams));
    let form = form
        .field("director", "blueprint-director", Input::Select(directors))
        .hint("blueprint-director-hint")
        .value(&values.director)
        .field("leads", "blueprint-leads", Input::Checks(choices(teams)))
        .hint("blueprint-leads-hint")
        .chosen(&values.leads.iter().map(String::as_str).collect::<Vec<_>>())
        .optional()
        .field("restricted", "blueprint-restricted", Input::Check(values.restricted))
        .hint("restricted-hint");
    let form = doorway(form, values);
    let form = words(form, "word", "blueprint-word", &values.customer_word, &Input::Line("text"));
    let form = tell(brief(stages(terms(form, values), values), values), values);
    form.field("legal-weeks", "blueprint-legal", Input::Line("number"))
        .group("blueprint-law")
        .hint("blueprint-legal-hint")
        .value(&values.legal_weeks)
        .optional()
        .field("legal-basis", "blueprint-legal-basis", Input::Radios(legal_bases(cx)))
        .hint("blueprint-legal-basis-hint")
        .value(&values.legal_basis)
}

fn legal_bases(cx: &Cx) -> Vec<Choice> {
    LegalBasis::ALL.iter().map(|basis| Choice::new(basis.code(), crate::words::legal_basis(cx, *basis))).collect()
}

/// Whether it is open to the public form, and what it is called there.
fn doorway(form: Form, values: &BlueprintForm) -> Form {
    let form = form
        .field("open", "blueprint-open", Input::Check(values.open))
        .group("blueprint-form")
        .hint("blueprint-open-hint");
    let form = words(form, "door", "blueprint-door", &values.doorway.name, &Input::Line("text"));
    let mut form = words(form, "door-help", "blueprint-door-help", &values.doorway.help, &Input::Line("text"));
    form.fields.iter_mut().filter(|field| field.name.starts_with("door")).for_each(|field| field.optional = true);
    form
}

/// What a second fact is called where it stands by itself.
pub fn second_name(cx: &Cx, kind: SecondKind) -> String {
    cx.cap(crate::pages::participants::second_name(cx, kind))
}

/// What customers are asked before sensitive parts of their page show.
pub fn second(cx: &Cx, id: &str, now: Option<&SecondThing>) -> Form {
    let ask = SecondKind::ALL.map(|kind| Choice::new(kind.code(), second_name(cx, kind)));
    let choices = std::iter::once(Choice::new("none", cx.t("blueprint-second-none"))).chain(ask);
    let parts =
        Sensitive::ALL.map(|part| Choice::new(part.code(), cx.cap(cx.t(&format!("second-before-{}", part.code())))));
    let chosen: Vec<&str> = now.map(|now| now.before.iter().map(|part| part.code()).collect()).unwrap_or_default();
    Form::new(cx, "second", format!("/settings/blueprints/{id}/second"), "settings-save")
        .field("second", "blueprint-second-ask", Input::Radios(choices.collect()))
        .hint("blueprint-second-hint")
        .value(now.map_or("none", |now| now.ask.code()))
        .field("before", "blueprint-second-before", Input::Checks(parts.to_vec()))
        .chosen(&chosen)
}

fn terms(mut form: Form, values: &BlueprintForm) -> Form {
    let terms = &values.terms;
    let lines: [(&str, &str, &String, bool); 11] = [
        ("first-answer", "blueprint-first-answer", &terms.first_answer, false),
        ("result", "blueprint-promise", &terms.result, true),
        ("next-news", "blueprint-next-news", &terms.next_news, false),
        ("after-broken", "blueprint-after-broken", &terms.after_broken, false),
        ("silence", "blueprint-silence", &terms.silence, false),
        ("respond", "blueprint-respond", &terms.respond, false),
        ("escalate", "blueprint-escalate", &terms.escalate, false),
        ("question", "blueprint-question", &terms.question, false),
        ("closing", "blueprint-closing", &terms.closing, false),
        ("call-back", "blueprint-call-back", &terms.call_back, false),
        ("task", "blueprint-task", &terms.task, false),
    ];
    let units = keyed(&form.cx, &UNITS);
    for (index, (name, label, value, optional)) in lines.into_iter().enumerate() {
        form = form.field(name, label, Input::Term(units.clone())).value(value);
        if optional {
            form = form.optional();
        }
        if index == 0 {
            form = form.group("blueprint-times").hint("blueprint-time-hint");
        } else if index % 2 == 0 {
            form = form.beside();
        }
    }
    form.field("reopen-days", "blueprint-reopen", Input::Line("number")).value(&values.reopen_days)
}

fn stages(mut form: Form, values: &BlueprintForm) -> Form {
    let empty = (Words::default(), String::new(), String::new());
    let spare = std::iter::repeat_n(&empty, SPARE);
    let (triggers, units) = (keyed(&form.cx, &TRIGGERS), keyed(&form.cx, &UNITS));
    for (at, (name, trigger, expected)) in values.stages.iter().chain(spare).enumerate() {
        let label = form.cx.tn("blueprint-stage", at + 1);
        form = form.own_field(format!("stages-{at}-nl"), label, Input::Line("text")).value(&name.nl);
        if at == 0 {
            form = form.group("blueprint-stages").hint("blueprint-stages-hint");
        }
        form = form
            .field(format!("stages-{at}-en"), "blueprint-in-english", Input::Line("text"))
            .value(&name.en)
            .beside()
            .field(format!("stages-{at}-when"), "blueprint-done-when", Input::Select(triggers.clone()))
            .value(trigger)
            .beside()
            .field(format!("stages-{at}-expected"), "blueprint-expected", Input::Term(units.clone()))
            .value(expected)
            .optional()
            .beside();
    }
    form
}

fn brief(mut form: Form, values: &BlueprintForm) -> Form {
    let empty = (String::new(), Words::default(), false);
    let spare = std::iter::repeat_n(&empty, SPARE);
    for (at, (code, label, required)) in values.brief.iter().chain(spare).enumerate() {
        let name = form.cx.tn("blueprint-part", at + 1);
        form = form
            .with(format!("brief-{at}-code"), code)
            .own_field(format!("brief-{at}-nl"), name, Input::Line("text"))
            .value(&label.nl);
        if at == 0 {
            form = form.group("blueprint-checklist");
        }
        form = form
            .field(format!("brief-{at}-en"), "blueprint-in-english", Input::Line("text"))
            .value(&label.en)
            .beside()
            .field(format!("brief-{at}-required"), "blueprint-required", Input::Check(*required))
            .beside();
    }
    form
}

/// What is told besides in each message, in both languages.
fn tell(mut form: Form, values: &BlueprintForm) -> Form {
    let [nl, en] = ["language-nl", "language-en"].map(|lang| form.cx.t(lang));
    let none = Words::default();
    for (at, code) in OCCASIONS.map(|about| about.code()).into_iter().enumerate() {
        let words = values.tell.iter().find(|(known, _)| known == code).map_or(&none, |(_, words)| words);
        let name = form.cx.t(text_key(code));
        form = form
            .own_field(format!("tell-{code}-nl"), format!("{name} ({nl})"), Input::Area(2))
            .value(&words.nl)
            .optional();
        if at == 0 {
            let hint = form.cx.t1("blueprint-tell-hint", "example", "{{ team }}");
            form = form.group("blueprint-tell").hint_text(hint);
        }
        form = form
            .own_field(format!("tell-{code}-en"), format!("{name} ({en})"), Input::Area(2))
            .value(&words.en)
            .optional()
            .beside();
    }
    form
}

/// A complete answer of a blueprint; `at` is its place, one past the last for a new one.
pub fn card(cx: &Cx, blueprint: &str, at: usize, values: &CardForm) -> Form {
    let form = Form::new(cx, "card", format!("/settings/blueprints/{blueprint}/cards/{at}"), "settings-save")
        .cancel(format!("/settings/blueprints/{blueprint}"))
        .with("code", &values.code);
    let form = words(form, "name", "blueprint-name", &values.name, &Input::Line("text"));
    let form = card_fields(form, values);
    let form = words(form, "text", "card-text", &values.text, &Input::Area(10))
        .field("promises-result", "card-promises", Input::Check(values.promises_result))
        .hint("card-promises-hint");
    asks(form, values)
}

fn card_fields(mut form: Form, values: &CardForm) -> Form {
    let empty = (String::new(), Words::default(), Words::default());
    let spare = std::iter::repeat_n(&empty, SPARE);
    for (at, (code, label, default)) in values.fields.iter().chain(spare).enumerate() {
        let name = form.cx.tn("blueprint-part", at + 1);
        let [in_nl, in_en] = ["nl", "en"].map(|lang| format!("fields-{at}-{lang}"));
        form = form.own_field(in_nl, name, Input::Line("text")).value(&label.nl);
        if at == 0 {
            form = form.group("card-fields");
        }
        form = form
            .field(in_en, "blueprint-in-english", Input::Line("text"))
            .value(&label.en)
            .beside()
            .field(format!("fields-{at}-code"), "card-code", Input::Line("text"))
            .value(code)
            .beside();
        form = words(form, &format!("fields-{at}-default"), "card-default", default, &Input::Line("text"));
    }
    form
}

fn asks(mut form: Form, values: &CardForm) -> Form {
    let empty = (String::new(), Words::default(), String::new(), false);
    let spare = std::iter::repeat_n(&empty, SPARE);
    let kinds = keyed(&form.cx, &ASKS);
    for (at, (code, label, kind, required)) in values.asks.iter().chain(spare).enumerate() {
        let name = form.cx.tn("blueprint-part", at + 1);
        form = form
            .with(format!("asks-{at}-code"), code)
            .own_field(format!("asks-{at}-nl"), name, Input::Line("text"))
            .value(&label.nl);
        if at == 0 {
            form = form.group("card-asks");
        }
        form = form
            .field(format!("asks-{at}-en"), "blueprint-in-english", Input::Line("text"))
            .value(&label.en)
            .beside()
            .field(format!("asks-{at}-kind"), "card-ask-kind", Input::Select(kinds.clone()))
            .value(kind)
            .beside()
            .field(format!("asks-{at}-required"), "blueprint-required", Input::Check(*required))
            .beside();
    }
    form
}
