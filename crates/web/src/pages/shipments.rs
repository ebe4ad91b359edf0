//! Shipments as pages show them: the list, the card beside the timeline, and the forms about one.

use askama::Template;
use jiff::Timestamp;
use regie_domain::codes::ShipmentStatus;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::acts::about;
use crate::pages::journey::JourneyHead;
use crate::pages::parts::{JourneyRef, Tab, Table, Tone};
use crate::pages::settings_forms::Named;
use crate::pages::shell::Shell;
use crate::words;

/// A shipment in the list.
#[derive(Clone, Debug)]
pub struct ShipmentLine {
    /// Its tracking number.
    pub tracking: String,
    /// The team that stands for the carrier.
    pub carrier: String,
    /// The journey.
    pub journey: JourneyRef,
    /// How it stands, in words.
    pub stand: String,
    /// How that looks.
    pub tone: Tone,
    /// What was said of it last, and when; in words.
    pub last: Option<String>,
    /// Until when it was promised to the customer.
    pub due: Timestamp,
    /// Whether it still runs.
    pub runs: bool,
}

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "shipments/list.html")]
pub struct ShipmentsPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What asks for attention, and all.
    pub tabs: Vec<Tab>,
    /// The number that was asked for.
    pub asked: String,
    /// The shipments.
    pub rows: Vec<ShipmentLine>,
    /// How many stand among them that are shielded.
    pub shielded: usize,
    /// How each carrier kept its promises of the last thirty days.
    pub table: Option<Table>,
    /// How many numbers were spoken of that nobody registered.
    pub unknown: usize,
}

/// A shipment beside the timeline.
#[derive(Clone, Debug)]
pub struct ShipmentCard {
    /// Its tracking number and who brings it.
    pub what: String,
    /// By when, in words.
    pub due: String,
    /// How it stands, in words.
    pub stand: String,
    /// How that looks.
    pub tone: Tone,
    /// What was said of it, newest first, and what became of the carrier's promise.
    pub notes: Vec<String>,
    /// What the reader may do: address and words.
    pub acts: Vec<(String, String)>,
}

/// A broken promise in whose place a delivery may stand: its id and its words.
pub type Broken = (String, String);

fn choices(named: &Named) -> Vec<Choice> {
    named.iter().map(|(value, label)| Choice::new(value.clone(), label.clone())).collect()
}

/// Register a shipment on a journey.
pub fn register(cx: &Cx, head: &JourneyHead, carriers: &Named, broken: &[Broken]) -> Form {
    let mut form = about(cx, head, "act", "shipment", "shipment-register-send")
        .cancel(head.href())
        .field("tracking", "shipment-tracking", Input::Line("text"))
        .hint("shipment-tracking-hint")
        .field("carrier", "shipment-carrier", Input::Select(choices(carriers)))
        .hint("shipment-carrier-hint")
        .field("until", "shipment-until", Input::Line("datetime-local"));
    if !broken.is_empty() {
        let none = Choice::new("", cx.t("shipment-replaces-none"));
        let all = std::iter::once(none).chain(broken.iter().map(|(id, words)| Choice::new(id.clone(), words.clone())));
        form = form.field("replaces", "shipment-replaces", Input::Select(all.collect())).optional();
    }
    form
}

/// Note what a carrier said.
pub fn note(cx: &Cx, head: &JourneyHead, shipment: &str) -> Form {
    let all = ShipmentStatus::ALL.iter().map(|status| Choice::new(status.code(), cx.cap(words::shipment(cx, *status))));
    about(cx, head, "act", &format!("shipments/{shipment}/note"), "shipment-note-send")
        .cancel(head.href())
        .field("status", "shipment-status", Input::Radios(all.collect()))
        .field("at", "shipment-at", Input::Line("datetime-local"))
        .hint("shipment-at-hint")
        .value(cx.local_input(&cx.now))
}

/// Begin a claim on the carrier.
pub fn claim(cx: &Cx, head: &JourneyHead, shipment: &str, blueprints: &Named) -> Form {
    about(cx, head, "act", &format!("shipments/{shipment}/claim"), "shipment-claim-send")
        .cancel(head.href())
        .field("text", "shipment-claim-text", Input::Area(5))
        .hint("shipment-claim-text-hint")
        .field("blueprint", "shipment-claim-blueprint", Input::Select(choices(blueprints)))
        .field("email", "shipment-claim-email", Input::Line("email"))
        .hint("shipment-claim-email-hint")
        .optional()
}
