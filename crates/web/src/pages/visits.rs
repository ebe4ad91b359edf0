//! Visits: the forms about one on a journey, its card beside the timeline, and its part of the customer's page.

use regie_domain::codes::{Missing, MoveReason, VisitCancel};

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::acts::{about, choices};
use crate::pages::journey::JourneyHead;
use crate::pages::parts::Tone;
use crate::words;

/// A visit beside the timeline.
#[derive(Clone, Debug)]
pub struct VisitCard {
    /// When, in words.
    pub when: String,
    /// Who comes, and whether it is an outage.
    pub who: String,
    /// How it stands, in words.
    pub state: String,
    /// The look of that.
    pub tone: Tone,
    /// What more there is to know: the narrower window that was told, until when the customer may move it, what was missing.
    pub notes: Vec<String>,
    /// The promise that it is, while somebody has yet to come: it is not kept or moved by itself.
    pub promise: Option<String>,
    /// What the reader may do: address and words.
    pub acts: Vec<(String, String)>,
}

/// The visit on the customer's page.
#[derive(Clone, Debug)]
pub struct CustomerVisit {
    /// The text key of its heading.
    pub title: &'static str,
    /// One line below it; a text key.
    pub intro: Option<&'static str>,
    /// Where the entry for a calendar is.
    pub calendar: Option<String>,
    /// The form to choose a window, in sight.
    pub choose: Option<Form>,
    /// The form to choose another one, with until when that can be.
    pub other: Option<(Form, String)>,
    /// Why no window can be chosen; a text key.
    pub none: Option<&'static str>,
    /// The form to say that it is not needed.
    pub cancel: Option<Form>,
}

impl CustomerVisit {
    /// The form to choose a window; `to` is the text key of its button.
    /// Where somebody comes is asked where nobody knows it (`unknown`).
    pub fn form(
        cx: &Cx,
        token: &str,
        visit: Option<String>,
        (windows, unknown): (Vec<Choice>, bool),
        to: &str,
    ) -> Form {
        let form = Form::new(cx, "visit", format!("/s/{token}/visit"), to).field(
            "slot",
            "status-visit-slot",
            Input::Radios(windows),
        );
        let form = if unknown { door(form) } else { form };
        match visit {
            Some(visit) => form.with("visit", visit),
            None => form,
        }
    }

    /// The form to say that the visit is not needed any more.
    pub fn cancel_form(cx: &Cx, token: &str, visit: String) -> Form {
        let why = [
            (VisitCancel::OtherTime, "status-visit-cancel-other-time"),
            (VisitCancel::Solved, "status-visit-cancel-solved"),
            (VisitCancel::Unwanted, "status-visit-cancel-unwanted"),
            (VisitCancel::Other, "status-visit-cancel-other"),
        ];
        let why = why.map(|(code, key)| Choice::new(code.code(), cx.t(key))).to_vec();
        Form::new(cx, "cancel", format!("/s/{token}/visit/cancel"), "status-visit-cancel-send")
            .danger()
            .with("visit", visit)
            .field("why", "status-visit-cancel-why", Input::Radios(why))
            .field("text", "status-visit-cancel-words", Input::Area(2))
            .optional()
    }
}

/// At which door somebody is to come.
pub fn door(form: Form) -> Form {
    form.field("place", "ask-where-label", Input::Line("text")).hint("ask-where-hint").autocomplete("address-line1")
}

/// Choose a window, and say where, as far as that is not known.
pub fn book(cx: &Cx, head: &JourneyHead, windows: Vec<Choice>, place: Option<&str>) -> Form {
    let form = slots(about(cx, head, "act", "visit", "visit-book-send").cancel(head.href()), windows);
    self::place(form, &place.unwrap_or_default().lines().collect::<Vec<_>>().join(", "))
        .field("note", "visit-note", Input::Area(2))
        .optional()
}

/// Where the colleagues come, as far as it is known. Somebody may book before anybody knows.
fn place(form: Form, known: &str) -> Form {
    form.field("place", "visit-place", Input::Line("text")).hint("visit-place-hint").value(known).optional()
}

/// The windows of a form; locked where there is none.
fn slots(form: Form, windows: Vec<Choice>) -> Form {
    let none = windows.is_empty();
    form.field("slot", "visit-slot", Input::Radios(windows)).hint("visit-slot-hint").locked(none)
}

fn act(cx: &Cx, head: &JourneyHead, visit: &str, path: &str, submit: &str) -> Form {
    about(cx, head, "act", &format!("visits/{visit}/{path}"), submit).cancel(head.href())
}

/// At whose wish it moves, to which window, and why. What the customer reads follows from the answers, so none is given
/// beforehand; but where nobody came (`missed`) it is we who move it, and why is not asked.
/// Where is asked where nobody knows it (`unknown`).
pub fn shift(cx: &Cx, head: &JourneyHead, visit: &str, (windows, unknown): (Vec<Choice>, bool), missed: bool) -> Form {
    let form = act(cx, head, visit, "move", "visit-move-send");
    let form = if unknown { place(form, "") } else { form };
    if missed {
        let ours = Choice::new("ours", cx.t("visit-wish-ours")).hint(cx.t("visit-wish-missed-hint"));
        return slots(form.field("wish", "visit-wish", Input::Radios(vec![ours])).value("ours"), windows);
    }
    let wish = vec![
        Choice::new("customer", cx.t("visit-wish-customer")),
        Choice::new("ours", cx.t("visit-wish-ours")).hint(cx.t("visit-wish-ours-hint")),
    ];
    slots(form.field("wish", "visit-wish", Input::Radios(wish)), windows)
        .field("reason", "visit-reason", Input::Radios(choices(cx, MoveReason::ALL, MoveReason::code, words::moved)))
        .field("text", "visit-reason-words", Input::Area(2))
        .optional()
        .only_when("ours", if unknown { 3 } else { 2 })
}

/// From when until when exactly; times of the clock on the day of the visit.
pub fn narrow(cx: &Cx, head: &JourneyHead, visit: &str, from: &str, until: &str) -> Form {
    act(cx, head, visit, "narrow", "visit-narrow-send")
        .field("from", "visit-narrow-from", Input::Line("time"))
        .value(from)
        .field("until", "visit-narrow-until", Input::Line("time"))
        .value(until)
        .beside()
}

/// Somebody came, and when.
pub fn arrive(cx: &Cx, head: &JourneyHead, visit: &str) -> Form {
    act(cx, head, visit, "arrived", "visit-arrived-send")
        .field("at", "visit-arrived-at", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
}

/// Nobody is there yet: said too early.
pub fn not_there(cx: &Cx, head: &JourneyHead, visit: &str) -> Form {
    act(cx, head, visit, "not-there", "visit-not-there-send")
}

/// How the visit went; with the outcome, where the reader may tell it. `arrived` says that when it came is known.
pub fn done(cx: &Cx, head: &JourneyHead, visit: &str, arrived: bool, greeting: Option<&str>) -> Form {
    let mut form = act(cx, head, visit, "done", "visit-done-send");
    if !arrived {
        form = form.field("arrived", "visit-arrived-at", Input::Line("datetime-local"));
    }
    form = form.field("at", "visit-done-at", Input::Line("datetime-local")).value(cx.local_input(&cx.now));
    if !arrived {
        form = form.beside();
    }
    let right = vec![Choice::new("yes", cx.t("visit-right-yes")), Choice::new("no", cx.t("visit-right-no"))];
    form = form
        .field("right", "visit-right", Input::Radios(right))
        .field("missing", "visit-missing", Input::Checks(choices(cx, Missing::ALL, Missing::code, words::missing)))
        .optional()
        .field("text", "visit-found", Input::Area(3))
        .hint("visit-found-hint");
    let Some(greeting) = greeting else { return form };
    form.field("tell", "visit-tell", Input::Check(true))
        .hint("visit-tell-hint")
        .group("act-outcome")
        .field("outcome", "visit-outcome-text", Input::Area(5))
        .value(greeting)
}

/// Nobody was there.
pub fn not_home(cx: &Cx, head: &JourneyHead, visit: &str) -> Form {
    act(cx, head, visit, "not-home", "visit-not-home-send")
        .field("at", "visit-not-home-at", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
        .field("text", "visit-not-home-text", Input::Area(2))
}

/// The visit is off.
pub fn cancel(cx: &Cx, head: &JourneyHead, visit: &str) -> Form {
    let why: Vec<VisitCancel> = VisitCancel::ALL.iter().copied().filter(|why| *why != VisitCancel::Withdrawn).collect();
    act(cx, head, visit, "cancel", "visit-cancel-send")
        .danger()
        .field("why", "visit-cancel-why", Input::Radios(choices(cx, &why, VisitCancel::code, words::visit_off)))
        .field("text", "visit-reason-words", Input::Area(2))
        .optional()
}
