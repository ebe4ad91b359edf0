//! What a desk partner sees of a journey in our own screens: what its sharing agreement names, its own words, what the customer
//! was promised and told, and what a member marked for the chain. All texts only where the agreement says so.

use std::collections::BTreeSet;

use regie_domain::customer::HandleKind;
use regie_domain::ids::{ContentId, OrgId};
use regie_domain::journey::Journey;
use regie_domain::partner::{Partner, PartnerKind, Sees, SharedField, SharingMoment, is_for_chain, part_of, readable};

use crate::authorise::Who;
use crate::directory::Directory;
use crate::read::{Loaded, contents_of};

/// Takes away what a guest may not see; gives what of the customer it does see. Nothing where no guest reads.
pub(crate) fn keep_to_agreement(
    who: &Who,
    directory: &Directory,
    loaded: &mut Loaded,
    now: jiff::Timestamp,
) -> Option<(OrgId, Vec<&'static str>)> {
    let partner = who.member().and_then(|member| directory.guest_of(member))?;
    let fields = fields_of(partner, &loaded.journey, now);
    let journey = &loaded.journey;
    if !fields.contains(&SharedField::Texts) {
        let may = readable_for(partner, journey, &fields, loaded);
        loaded.texts.retain(|id, _| may.contains(id));
        let files: BTreeSet<ContentId> = journey
            .contacts
            .values()
            .filter(|contact| may.contains(&contact.facts.text))
            .flat_map(|contact| contact.facts.files.iter().copied())
            .collect();
        loaded.files.retain(|id, _| files.contains(id));
    } else if !fields.contains(&SharedField::Title) {
        let subject = loaded.journey.subject;
        loaded.texts.retain(|id, _| *id != subject);
    }
    if !fields.contains(&SharedField::Name) {
        loaded.names.clear();
    }
    for known in loaded.handles.values_mut() {
        known.retain(|(kind, _)| field_of(*kind).is_some_and(|field| fields.contains(&field)));
    }
    Some((partner.id, shown(loaded, &fields)))
}

/// Whether a guest reads all texts of a journey.
pub(crate) fn reads_all(who: &Who, directory: &Directory, journey: &Journey, now: jiff::Timestamp) -> bool {
    let partner = who.member().and_then(|member| directory.guest_of(member));
    partner.is_some_and(|partner| fields_of(partner, journey, now).contains(&SharedField::Texts))
}

/// What the agreement lets a desk partner know: a journey that it serves and has no work on is as if it were offered.
fn fields_of(partner: &Partner, journey: &Journey, now: jiff::Timestamp) -> BTreeSet<SharedField> {
    let Some(agreement) = partner.shares(now) else { return BTreeSet::new() };
    let moment = part_of(journey, partner.id).and_then(|part| part.moment).unwrap_or(SharingMoment::Offered);
    let holds = journey.ball.holder.team().is_some_and(|team| team.org == partner.id);
    let mut fields = agreement.fields(if holds { SharingMoment::Accepted } else { moment });
    if partner.kind != PartnerKind::Desk {
        fields.remove(&SharedField::Texts);
    }
    fields
}

/// The words that a desk partner may read where its agreement does not name all of them.
fn readable_for(
    partner: &Partner,
    journey: &Journey,
    fields: &BTreeSet<SharedField>,
    loaded: &Loaded,
) -> BTreeSet<ContentId> {
    let mut part = part_of(journey, partner.id).unwrap_or_default();
    part.moment = part.moment.or(Some(SharingMoment::Offered));
    let sees = Sees { fields: fields.clone(), part };
    let mut may = readable(journey, &sees, partner.id);
    // Its own people read what they wrote.
    let theirs =
        loaded.events.iter().filter(|found| found.meta.actor.team().is_some_and(|team| team.org == partner.id));
    may.extend(theirs.flat_map(|found| contents_of(&found.event)));
    if !fields.contains(&SharedField::Title) {
        may.remove(&journey.subject);
    }
    may
}

fn field_of(kind: HandleKind) -> Option<SharedField> {
    match kind {
        HandleKind::Phone => Some(SharedField::Phone),
        HandleKind::Email => Some(SharedField::Email),
        HandleKind::Plate => Some(SharedField::Plate),
        _ => None,
    }
}

/// The codes of what is shown of the customer.
fn shown(loaded: &Loaded, fields: &BTreeSet<SharedField>) -> Vec<&'static str> {
    let kinds: BTreeSet<SharedField> =
        loaded.handles.values().flatten().filter_map(|(kind, _)| field_of(*kind)).collect();
    let there = |field: &&SharedField| match field {
        SharedField::Title => loaded.texts.contains_key(&loaded.journey.subject),
        SharedField::Name => !loaded.names.is_empty(),
        SharedField::Texts => true,
        other => kinds.contains(other),
    };
    let mut codes: Vec<&str> = fields.iter().filter(there).map(|field| field.code()).collect();
    let marked = loaded.journey.contacts.values().any(is_for_chain);
    codes.extend((marked && !fields.contains(&SharedField::Texts)).then_some(super::page::TEXT));
    codes
}
