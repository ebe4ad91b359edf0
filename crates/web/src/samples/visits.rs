//! Samples of visits: the forms about one, its card, the customer's choice, the slot book of a team.

use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_app::settings::visits::VisitPlanForm;

use super::{Page, page, say, shell};
use crate::cx::Cx;
use crate::form::{Choice, Form};
use crate::pages::acts::ActPage;
use crate::pages::parts::Tone;
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::slots as settings;
use crate::pages::shell::Nav;
use crate::pages::visits::{self, CustomerVisit, VisitCard};

fn windows(cx: &Cx) -> Vec<Choice> {
    let one = |value: &str, nl: &str, en: &str| Choice::new(value, say(cx, nl, en));
    vec![
        one("1", "Vrijdag 9 februari, tussen 08.00 en 11.00 uur", "Friday 9 February, between 08:00 and 11:00"),
        one("2", "Vrijdag 9 februari, tussen 11.00 en 14.00 uur", "Friday 9 February, between 11:00 and 14:00"),
        one("3", "Maandag 12 februari, tussen 08.00 en 11.00 uur", "Monday 12 February, between 08:00 and 11:00"),
    ]
}

/// A visit that is agreed on.
pub(super) fn card(cx: &Cx) -> VisitCard {
    VisitCard {
        when: windows(cx)[0].label.clone(),
        who: "Technische dienst".to_owned(),
        state: cx.t("visit-state-booked"),
        tone: Tone::Wait,
        notes: vec![cx.t1("visit-card-movable", "when", say(cx, "vandaag 17.00 uur", "today 17:00"))],
        promise: None,
        acts: ["visit-arrived", "visit-done", "visit-narrow", "visit-move", "visit-not-home", "visit-cancel"]
            .map(|key| (format!("/journeys/0482/visits/01/{key}"), cx.t(key)))
            .to_vec(),
    }
}

/// The customer's visit, with another time to pick.
pub(super) fn customer(cx: &Cx) -> CustomerVisit {
    let form = CustomerVisit::form(cx, "demo", Some("01".to_owned()), (windows(cx), false), "status-visit-move-send");
    CustomerVisit {
        title: "status-visit",
        intro: None,
        calendar: Some("/s/demo/visit.ics".to_owned()),
        choose: None,
        other: Some((form, cx.t1("status-visit-move-until", "when", say(cx, "vandaag 17.00 uur", "today 17:00")))),
        none: None,
        cancel: Some(CustomerVisit::cancel_form(cx, "demo", "01".to_owned())),
    }
}

/// The customer's choice, before there is a visit.
pub(super) fn choice(cx: &Cx) -> CustomerVisit {
    CustomerVisit {
        title: "status-visit-choose",
        intro: Some("status-visit-choose-text"),
        calendar: None,
        choose: Some(CustomerVisit::form(cx, "demo", None, (windows(cx), true), "status-visit-book")),
        other: None,
        none: None,
        cancel: None,
    }
}

fn book() -> SlotBookForm {
    let row = |hours: &str| SlotRowForm {
        hours: hours.to_owned(),
        days: ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec(),
        places: "4".to_owned(),
        kept: "1".to_owned(),
        kept_day: "same_day".to_owned(),
        kept_at: "07:00".to_owned(),
    };
    SlotBookForm { rows: vec![row("08:00-11:00"), row("11:00-14:00")], ..SlotBookForm::empty() }
}

pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let (head, greeting) = (super::journey::head(cx), say(cx, "Beste bewoner,\n\n", "Dear resident,\n\n"));
    let forms: Vec<(&'static str, &str, Form)> = vec![
        ("visit", "act-visit", visits::book(cx, &head, windows(cx), None)),
        ("visit-move", "visit-move", visits::shift(cx, &head, "01", (windows(cx), false), false)),
        ("visit-narrow", "visit-narrow", visits::narrow(cx, &head, "01", "08:00", "08:30")),
        ("visit-arrived", "visit-arrived", visits::arrive(cx, &head, "01")),
        ("visit-not-there", "visit-not-there", visits::not_there(cx, &head, "01")),
        ("visit-done", "visit-done", visits::done(cx, &head, "01", false, Some(greeting))),
        ("visit-not-home", "visit-not-home", visits::not_home(cx, &head, "01")),
        ("visit-cancel", "visit-cancel", visits::cancel(cx, &head, "01")),
    ];
    let mut all: Vec<_> = forms
        .into_iter()
        .map(|(name, title, form)| {
            page(name, ActPage::new(cx, shell(Nav::Journeys), head.clone(), super::journey::card(cx), title, form))
        })
        .collect();
    let section = |section, form| SettingsPage {
        title: Some("Technische dienst".to_owned()),
        blocks: vec![Block::Form(None, form)],
        ..SettingsPage::new(cx, shell(Nav::Settings), section)
    };
    all.push(page("settings-slots", section(Section::Slots, settings::slot_book(cx, "t1", &book()))));
    let teams = [("t1".to_owned(), "Technische dienst".to_owned())];
    let plan = VisitPlanForm { team: "t1".to_owned(), by_customer: true, ball: true, ..VisitPlanForm::default() };
    all.push(page("settings-visits", section(Section::Blueprints, settings::visit_plan(cx, "b1", &plan, &teams))));
    all
}
