//! Partners in the chain: who they are, how they take part, what was agreed about data.

use regie_app::settings::partners::{PartnerForm, SharingForm};
use regie_domain::partner::{FigureUse, PartnerKind, PartnerName, SharedField, SharingGround};

use super::blueprint::UNITS;
use super::{Named, choices, keyed, langs};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::words;

fn refs(values: &[String]) -> Vec<&str> {
    values.iter().map(String::as_str).collect()
}

/// A partner. `id` is empty for a new one.
#[must_use]
pub fn partner(cx: &Cx, id: &str, values: &PartnerForm, blueprints: &Named) -> Form {
    let action = if id.is_empty() { "new" } else { id };
    let kinds = PartnerKind::ALL.iter().map(|kind| {
        let (label, hint) = words::partner_kind(cx, *kind);
        Choice::new(kind.code(), label).hint(hint)
    });
    let named = PartnerName::ALL.iter().map(|named| Choice::new(named.code(), words::partner_name(cx, *named)));
    Form::new(cx, "partner", format!("/settings/partners/{action}"), "settings-save")
        .cancel("/settings/partners")
        .field("name", "partner-name", Input::Line("text"))
        .hint("partner-name-hint")
        .value(&values.name)
        .field("kind", "partner-kind", Input::Radios(kinds.collect()))
        .chosen(&[&values.kind])
        .field("blueprints", "partner-blueprints", Input::Checks(choices(blueprints)))
        .hint("partner-blueprints-hint")
        .chosen(&refs(&values.blueprints))
        .optional()
        .field("named", "partner-named", Input::Radios(named.collect()))
        .hint("partner-named-hint")
        .chosen(&[&values.named])
        .field("respond", "partner-respond", Input::Term(keyed(cx, &UNITS)))
        .hint("partner-respond-hint")
        .value(&values.respond)
        .field("person", "partner-person", Input::Line("text"))
        .group("partner-contact")
        .hint("partner-person-hint")
        .value(&values.person)
        .optional()
        .field("email", "partner-email", Input::Line("email"))
        .hint("partner-email-hint")
        .value(&values.email)
        .optional()
        .field("phone", "partner-phone", Input::Line("tel"))
        .value(&values.phone)
        .optional()
        .field("language", "partner-language", Input::Select(langs()))
        .chosen(&[&values.language])
        .field("active", "partner-active", Input::Check(values.active))
        .group("partner-use")
        .hint("partner-active-hint")
}

/// What is agreed about data.
#[must_use]
pub fn sharing(cx: &Cx, id: &str, desk: bool, values: &SharingForm) -> Form {
    let fields = || -> Vec<Choice> {
        // All texts are for a desk only; for others a member marks what the chain reads.
        let fields = SharedField::ALL.iter().filter(|field| desk || **field != SharedField::Texts);
        fields.map(|field| Choice::new(field.code(), words::shared_field(cx, *field))).collect()
    };
    let grounds =
        SharingGround::ALL.iter().map(|ground| Choice::new(ground.code(), words::sharing_ground(cx, *ground)));
    let figures = FigureUse::ALL.iter().map(|used| Choice::new(used.code(), words::figure_use(cx, *used)));
    Form::new(cx, "sharing", format!("/settings/partners/{id}/sharing"), "sharing-save")
        .field("purpose", "sharing-purpose", Input::Area(2))
        .hint("sharing-purpose-hint")
        .value(&values.purpose)
        .field("ground", "sharing-ground", Input::Select(grounds.collect()))
        .chosen(&[&values.ground])
        .field("offered", "sharing-offered", Input::Checks(fields()))
        .hint("sharing-offered-hint")
        .chosen(&refs(&values.offered))
        .optional()
        .field("accepted", "sharing-accepted", Input::Checks(fields()))
        .hint("sharing-accepted-hint")
        .chosen(&refs(&values.accepted))
        .optional()
        .field("figures", "sharing-figures", Input::Select(figures.collect()))
        .hint("sharing-figures-hint")
        .chosen(&[&values.figures])
        .field("compares", "sharing-compares", Input::Check(values.compares))
        .hint("sharing-compares-hint")
        .optional()
        .field("mandate", "sharing-mandate", Input::Line("text"))
        .hint("sharing-mandate-hint")
        .value(&values.mandate)
        .optional()
        .field("from", "sharing-from", Input::Line("date"))
        .value(&values.from)
        .field("until", "sharing-until", Input::Line("date"))
        .hint("sharing-until-hint")
        .value(&values.until)
        .optional()
        .beside()
}

/// Another team of a partner.
#[must_use]
pub fn team(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "partner-team", format!("/settings/partners/{id}/teams"), "partner-team-add")
        .field("team", "partner-team", Input::Line("text"))
        .aside()
}

/// The end of an agreement.
#[must_use]
pub fn end(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "sharing-end", format!("/settings/partners/{id}/end"), "sharing-end-do")
        .field("sure", "sharing-end-sure", Input::Check(false))
        .hint("sharing-end-hint")
        .danger()
}

/// That what the partner had was erased.
#[must_use]
pub fn erased(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "sharing-erased", format!("/settings/partners/{id}/erased"), "sharing-erased-do").aside()
}
