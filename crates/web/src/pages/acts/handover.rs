//! The form that hands over, consults, or offers the direction.

use jiff::Timestamp;

use super::own_page;
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::{Act, JourneyHead};

/// A team that can be chosen, with when it is open.
#[derive(Clone, Debug)]
pub struct TeamChoice {
    /// Its id.
    pub id: String,
    /// Its name, with the organisation's for a partner.
    pub name: String,
    /// Whether it is open now and until when, or when it opens.
    pub open: Open,
}

/// Whether a team is open.
#[derive(Clone, Copy, Debug)]
pub enum Open {
    /// Until then.
    Until(Timestamp),
    /// Day and night.
    Always,
    /// Closed; opens then.
    From(Timestamp),
    /// Nobody is in it: what is offered there is read by nobody.
    Nobody,
    /// No calendar.
    Unknown,
}

impl Open {
    /// In words: `nu open, tot vandaag 17.00 uur`, `gesloten; open vanaf ma 08.30 uur`.
    pub fn words(self, cx: &Cx) -> Option<String> {
        match self {
            Open::Until(at) => Some(cx.t1("team-open-until", "when", cx.until_text(&at))),
            Open::Always => Some(cx.t("team-open-always")),
            Open::From(at) => Some(cx.t1("team-opens", "when", cx.brief_text(&at))),
            Open::Nobody => Some(cx.t("team-nobody")),
            Open::Unknown => None,
        }
    }
}

/// What is offered, as far as the reader may offer it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offering {
    /// The ball: the reader's team has it and no other leg takes it along.
    pub ball: bool,
    /// The direction: the reader's team has it.
    pub direction: bool,
}

/// Hand over, consult, or offer the direction. The fields are those of the blueprint's brief, in its order.
pub fn handover(cx: &Cx, head: &JourneyHead, teams: &[TeamChoice], brief: &[BriefPart], offering: Offering) -> Form {
    let teams = teams.iter().map(|team| match team.open.words(cx) {
        Some(words) => Choice::new(&team.id, &team.name).hint(words),
        None => Choice::new(&team.id, &team.name),
    });
    let mut form = own_page(cx, head, Act::Handover, "handover-send").field(
        "team",
        "handover-team",
        Input::Radios(teams.collect()),
    );
    for part in brief {
        form = form.own_field(format!("brief.{}", part.code), &part.label, Input::Area(2)).value(&part.value);
        form = match part.code.as_str() {
            "why" => form.hint("handover-why-hint"),
            "what" => form.hint("handover-asked-hint"),
            "told" => form.hint("handover-told-hint"),
            _ => form,
        };
        if !part.required {
            form = form.optional();
        }
    }
    let goes = Choice::new("goes", cx.t("handover-ball-goes")).hint(cx.t("handover-ball-goes-hint"));
    let stays = Choice::new("stays", cx.t("handover-ball-stays")).hint(cx.t("handover-ball-stays-hint"));
    let direction = Choice::new("direction", cx.t("handover-direction")).hint(cx.t("handover-direction-hint"));
    let choices: Vec<Choice> = [(offering.ball, goes), (true, stays), (offering.direction, direction)]
        .into_iter()
        .filter_map(|(offered, choice)| offered.then_some(choice))
        .collect();
    form.field("respond_by", "handover-respond-by", Input::Line("datetime-local"))
        .hint("handover-respond-by-hint")
        .optional()
        .field("ball", "handover-ball", Input::Radios(choices))
        .value(if offering.ball { "goes" } else { "stays" })
}

/// A part of a brief, as the blueprint names it.
#[derive(Clone, Debug)]
pub struct BriefPart {
    /// Its code.
    pub code: String,
    /// Its label in the organisation's words.
    pub label: String,
    /// What it holds already.
    pub value: String,
    /// Whether an offer without it is refused.
    pub required: bool,
}
