//! Partners in the chain: organisations that are guests here. A partner's departments are teams whose organisation is the
//! partner's, so that ball, offers, legs and promises are the same for them. What a partner may know is what the sharing
//! agreement says at that moment, and without one that is nothing.

mod lost;
mod part;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::codes;
use crate::customer::Language;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::facts::Facts;
use crate::handover::Handover;
use crate::ids::{BlueprintId, ContentId, HandoverId, MemberId, OrgId};
use crate::journey::Journey;
use crate::money::Cents;
use crate::refusal::{Code, Refusal};
use crate::term::Term;

pub(crate) use lost::{has_finished, led_before, lose};
pub use part::{Part, gives_back, gives_back_to, is_for_chain, is_told, part_of, readable, work_of};

codes! {
    /// How a partner takes part.
    PartnerKind {
        /// Its people work in the desk's own screens.
        Desk = "desk",
        /// It works from the mail and its page, without an account.
        Leg = "leg",
        /// It does not take part: members note what it says, and the ball stays ours.
        Outside = "outside",
    }

    /// Under which name customers meet a partner.
    PartnerName {
        /// In the name of the organisation; the privacy page names the partner all the same.
        Ours = "ours",
        /// Under its own name.
        Own = "own",
    }

    /// What the law lets data be shared on (GDPR, article 6).
    SharingGround {
        /// To carry out the contract with the customer.
        Contract = "contract",
        /// The customer agreed.
        Consent = "consent",
        /// A legal obligation.
        Obligation = "obligation",
        /// A public task.
        PublicTask = "public_task",
        /// A legitimate interest.
        Interest = "interest",
        /// Somebody's life.
        Vital = "vital",
    }

    /// What an agreement says about when.
    SharingMoment {
        /// Something was offered to the partner.
        Offered = "offered",
        /// The partner accepted it.
        Accepted = "accepted",
    }

    /// What a partner may know of the customer. The facts of a journey, the brief that came with the offer and what the
    /// customer was promised and told always travel; what the customer wrote or said only where a member marked it.
    SharedField {
        /// The title of the journey.
        Title = "title",
        /// The customer's name.
        Name = "name",
        /// Telephone numbers.
        Phone = "phone",
        /// E-mail addresses.
        Email = "email",
        /// The number plate of the vehicle.
        Plate = "plate",
        /// What the customer wrote and said on the journeys that a desk partner serves, marked or not.
        Texts = "texts",
        /// What the customer said in answer to a survey, without names, numbers and addresses, about the partner's own part.
        Answers = "answers",
    }

    /// What figures about the work may be used for.
    FigureUse {
        /// For nothing.
        Nothing = "nothing",
        /// For the partner's own work.
        Own = "own",
        /// Between the two, to mend the chain together.
        Chain = "chain",
    }
}

/// A partner in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// The organisation. Its teams carry this id, and what is done from its page is recorded under it.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// How it takes part.
    pub kind: PartnerKind,
    /// Under which name customers meet it.
    pub named: PartnerName,
    /// Who is spoken to about the agreement.
    pub person: String,
    /// Where offers and everything else about the work are sent.
    pub email: String,
    /// Its telephone number, perhaps none.
    pub phone: String,
    /// The language of its mail and page.
    pub language: Language,
    /// Within what time it answers an offer, on the calendar of its team.
    pub respond: Term,
    /// The blueprints that a desk partner serves.
    pub blueprints: Vec<BlueprintId>,
    /// Its sharing agreements, the present one last.
    pub agreements: Vec<SharingAgreement>,
    /// Whether it still takes part.
    pub active: bool,
}

/// What two parties agreed about data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingAgreement {
    /// What the data are for.
    pub purpose: String,
    /// On what ground of the law.
    pub ground: SharingGround,
    /// What the partner may know when something is offered.
    pub offered: BTreeSet<SharedField>,
    /// What it may know besides once it accepted.
    pub accepted: BTreeSet<SharedField>,
    /// What figures may be used for.
    pub figures: FigureUse,
    /// Whether figures of the work may be laid beside those of other partners that agreed to it too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compares: bool,
    /// The most that it may give a customer at our cost without asking, in cents; nothing where it may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Cents>,
    /// From when.
    pub from: Timestamp,
    /// Until when; without it, until it is ended.
    pub until: Option<Timestamp>,
    /// How it ended, where it did.
    pub ended: Option<SharingEnd>,
}

/// How a sharing agreement ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingEnd {
    /// When.
    pub at: Timestamp,
    /// Who ended it; nobody where its term ran out.
    pub by: Option<MemberId>,
    /// When the partner was asked to erase what it has.
    pub asked_at: Timestamp,
    /// When it said that it did, and who noted that.
    pub confirmed: Option<(Timestamp, MemberId)>,
}

impl SharingAgreement {
    /// Whether it holds at a moment.
    #[must_use]
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// Whether figures may be laid beside those of others.
    #[must_use]
    pub fn may_compare(&self) -> bool {
        self.compares && self.figures == FigureUse::Chain
    }

    /// Whether its term ran out without anybody ending it.
    #[must_use]
    pub fn lapsed(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.until.is_some_and(|until| until <= now)
    }

    /// What the partner may know at a moment of the work.
    #[must_use]
    pub fn fields(&self, moment: SharingMoment) -> BTreeSet<SharedField> {
        match moment {
            SharingMoment::Offered => self.offered.clone(),
            SharingMoment::Accepted => self.offered.union(&self.accepted).copied().collect(),
        }
    }
}

impl Partner {
    /// The agreement that holds at a moment.
    #[must_use]
    pub fn shares(&self, now: Timestamp) -> Option<&SharingAgreement> {
        self.agreements.last().filter(|agreement| self.active && agreement.in_force(now))
    }

    /// When it was first asked to erase what it has and has not said that it did.
    #[must_use]
    pub fn erasure_asked(&self) -> Option<Timestamp> {
        let ended = self.agreements.iter().filter_map(|agreement| agreement.ended.as_ref());
        ended.filter(|ended| ended.confirmed.is_none()).map(|ended| ended.asked_at).min()
    }

    /// Notes that it erased what it had, for all that it was asked; whether it was asked anything. A new agreement does not
    /// settle what was asked when the one before it ended.
    pub fn confirm_erasure(&mut self, at: Timestamp, by: MemberId) -> bool {
        let asked = self.erasure_asked().is_some();
        for ended in self.agreements.iter_mut().filter_map(|agreement| agreement.ended.as_mut()) {
            ended.confirmed.get_or_insert((at, by));
        }
        asked
    }

    /// What it may give a customer at our cost, at a moment.
    #[must_use]
    pub fn mandate(&self, now: Timestamp) -> Cents {
        self.shares(now).and_then(|agreement| agreement.mandate).unwrap_or(Cents(0))
    }

    /// What decisions know of it.
    #[must_use]
    pub fn guest(&self) -> Guest {
        let last = self.agreements.last().filter(|agreement| self.active && agreement.ended.is_none());
        let known = last.map(|found| found.fields(SharingMoment::Accepted)).unwrap_or_default();
        Guest {
            kind: self.kind,
            respond: self.respond,
            term: last.map(|found| (found.from, found.until)),
            reads: self.kind == PartnerKind::Desk && known.contains(&SharedField::Texts),
            calls: self.kind != PartnerKind::Outside && known.contains(&SharedField::Phone),
        }
    }

    /// What it may see of a journey at a moment; nothing where it is not on it, or the agreement does not hold.
    #[must_use]
    pub fn sees(&self, journey: &Journey, now: Timestamp) -> Option<Sees> {
        let agreement = self.shares(now)?;
        let part = part_of(journey, self.id)?;
        let fields = part.moment.filter(|_| journey.is_open()).map(|moment| agreement.fields(moment));
        Some(Sees { fields: fields.unwrap_or_default(), part })
    }
}

/// What decisions know of the organisation of a guest team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guest {
    /// How it takes part.
    pub kind: PartnerKind,
    /// Within what time it answers an offer.
    pub respond: Term,
    /// From when and until when data are shared; nothing without an agreement.
    pub term: Option<(Timestamp, Option<Timestamp>)>,
    /// Whether its people read here what the customer writes.
    pub reads: bool,
    /// Whether it knows the customer's telephone number once it has work.
    pub calls: bool,
}

impl Guest {
    /// Whether an agreement holds at a moment.
    #[must_use]
    pub fn shares(&self, now: Timestamp) -> bool {
        self.term.is_some_and(|(from, until)| from <= now && until.is_none_or(|until| now < until))
    }
}

/// What a partner may see of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sees {
    /// What of the customer.
    pub fields: BTreeSet<SharedField>,
    /// What it has on the journey.
    pub part: Part,
}

/// Whether something may be offered to a team: one of ours, or one of a partner with whom data are shared.
pub(crate) fn may_take(facts: &Facts, to: TeamRef, keeps_ball: bool) -> Outcome {
    let Some(guest) = facts.teams.get(&to.team).and_then(|found| found.guest) else { return Ok(()) };
    if !guest.shares(facts.now) {
        return Err(Refusal::new(Code::NoSharing).team(to));
    }
    if guest.kind == PartnerKind::Outside && !keeps_ball {
        return Err(Refusal::new(Code::PartnerOutside).team(to));
    }
    Ok(())
}

/// So many offers a partner makes within [`OFFERS_SPAN`], all its teams together.
pub const OFFERS: usize = 120;
/// The time in which the offers of a partner are counted.
pub const OFFERS_SPAN: SignedDuration = SignedDuration::from_hours(1);

/// Whether a partner may make one more offer, by the moments of the last ones of that time, the newest first. A refusal says
/// from when on it may again.
///
/// # Errors
/// [`Code::OfferQuota`].
pub fn may_offer(lately: &[Timestamp]) -> Outcome {
    let Some(first) = OFFERS.checked_sub(1).and_then(|last| lately.get(last)) else { return Ok(()) };
    let again = first.checked_add(OFFERS_SPAN).unwrap_or(Timestamp::MAX);
    Err(Refusal::new(Code::OfferQuota).at(again).count(OFFERS))
}

/// Words of a partner about its offer or its work, by mail or noted by a member. The giver has to look at them.
pub(crate) fn said(draft: &mut Draft<'_>, handover: HandoverId, text: ContentId) -> Outcome {
    draft.open()?;
    let offer = draft.journey.handovers.get(&handover).ok_or(Code::UnknownHandover)?;
    let team = draft.member_team()?;
    if team != offer.to {
        return Err(Refusal::new(Code::NotReceiver).team(offer.to));
    }
    let said_at = said_at(draft, &offer.clone())?;
    draft.emit_at(said_at, JourneyEvent::HandoverSaid { handover, text });
    Ok(())
}

/// When a partner that does not take part said what a member notes now: not before it was offered, and not later than now.
/// Nothing where the member did not say so, or the words are of somebody who says it here.
pub(crate) fn said_at(draft: &Draft<'_>, offer: &Handover) -> Result<Option<Timestamp>, Refusal> {
    let Some(at) = draft.said_at() else { return Ok(None) };
    let guest = draft.facts.teams.get(&offer.to.team).and_then(|found| found.guest);
    let noted = guest.is_some_and(|guest| guest.kind == PartnerKind::Outside);
    // A form says the minute, so that what was offered and answered within one is still in order.
    let minute = at.checked_add(SignedDuration::from_mins(1)).unwrap_or(at);
    if !noted || at > draft.facts.now || minute <= offer.offered_at {
        return Err(Refusal::new(Code::ImplausibleTime).at(at));
    }
    Ok(Some(at.max(offer.offered_at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn agreement() -> SharingAgreement {
        SharingAgreement {
            purpose: "Herstel".to_owned(),
            ground: SharingGround::Contract,
            offered: BTreeSet::from([SharedField::Title]),
            accepted: BTreeSet::from([SharedField::Name, SharedField::Phone]),
            figures: FigureUse::Chain,
            compares: false,
            mandate: None,
            from: at("2018-01-01T00:00:00Z"),
            until: Some(at("2019-01-01T00:00:00Z")),
            ended: None,
        }
    }

    #[test]
    fn an_agreement_holds_within_its_term_and_not_once_it_ended() {
        let mut found = agreement();
        assert!(!found.in_force(at("2017-12-31T23:59:59Z")));
        assert!(found.in_force(at("2018-01-01T00:00:00Z")));
        assert!(!found.in_force(at("2019-01-01T00:00:00Z")) && found.lapsed(at("2019-01-01T00:00:00Z")));
        let now = at("2018-06-01T00:00:00Z");
        found.ended = Some(SharingEnd { at: now, by: None, asked_at: now, confirmed: None });
        assert!(!found.in_force(now) && !found.lapsed(at("2019-01-01T00:00:00Z")));
    }

    #[test]
    fn a_partner_offers_so_much_in_an_hour_and_hears_when_it_may_again() {
        let now = at("2018-02-05T10:00:00Z");
        let minutes = |n: usize| now - SignedDuration::from_mins(i64::try_from(n).unwrap_or(0) / 3);
        let lately: Vec<Timestamp> = (0..OFFERS).map(minutes).collect();
        assert_eq!(may_offer(&lately[1..]), Ok(()));
        let refusal = may_offer(&lately).map_err(|refusal| (refusal.code, refusal.at, refusal.count));
        let again = lately.last().map(|first| *first + OFFERS_SPAN);
        assert_eq!(refusal, Err((Code::OfferQuota, again, u32::try_from(OFFERS).ok())));
    }

    #[test]
    fn more_is_known_once_it_was_accepted() {
        let found = agreement();
        assert_eq!(found.fields(SharingMoment::Offered), BTreeSet::from([SharedField::Title]));
        let all = BTreeSet::from([SharedField::Title, SharedField::Name, SharedField::Phone]);
        assert_eq!(found.fields(SharingMoment::Accepted), all);
    }
}
