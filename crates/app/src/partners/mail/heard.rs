//! Mails about what a customer answered, and about what a partner may ask one: to who works by mail with a link, to who works at
//! our desk with the way to the page there.

use jiff::Timestamp;
use regie_domain::attribution::{attribute, share_of};
use regie_domain::decide::Decided;
use regie_domain::event::JourneyEvent as E;
use regie_domain::ids::{HandoverId, JourneyId, OrgId};
use regie_domain::journey::Journey;
use regie_domain::partner::{Partner, PartnerKind, part_of};
use regie_store::Tx;
use regie_store::journal::{self, StreamKey};
use regie_store::outbox::OutboxRow;
use regie_store::partners::{PartnerMail, remember};

use super::{About, WAIT, Written, kept_back, put};
use crate::App;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::intake::address_key;
use crate::outbox::Fate;
use crate::outbox::reason::NO_MAILBOX;
use crate::run::{JOURNEY, Stage, journey_of, read_journey};

/// The customer answered how it went, and some of that is about the partner's part.
pub(super) const HEARD: &str = "heard";
/// What it wanted to ask had to wait, and is answered now.
pub(super) const MAY_ASK: &str = "may_ask";
/// The same two to a partner at our desk, which has no link; its own id stands in the place of an offer's.
const DESK: [(&str, &str); 2] = [(HEARD, "desk_heard"), (MAY_ASK, "desk_may_ask")];

/// Queues them for every partner that is concerned, at the moment at which the organisation can read it too.
pub(super) async fn enqueue(stage: &Stage, tx: &mut Tx, journey: &Journey, events: &[Decided]) -> Result<()> {
    let answered = is_first_answer(journey, events);
    let wishes: Vec<OrgId> = events.iter().filter_map(|decided| wisher(journey, &decided.event)).collect();
    if !answered && wishes.is_empty() {
        return Ok(());
    }
    let there = |partner: &&Partner| part_of(journey, partner.id).is_some();
    for partner in stage.directory.partners.values().map(|found| &found.value).filter(there) {
        let news = [(HEARD, answered), (MAY_ASK, wishes.contains(&partner.id))];
        for (what, _) in news.into_iter().filter(|(_, concerned)| *concerned) {
            let about = match partner.kind {
                PartnerKind::Leg => last_offer(journey, partner.id).map(|handover| (what, handover)),
                PartnerKind::Desk => at_desk(what).map(|what| (what, HandoverId(partner.id.0))),
                PartnerKind::Outside => None,
            };
            if let Some(about) = about {
                put(tx, stage.id(), journey.id, about, stage.now).await?;
            }
        }
    }
    Ok(())
}

/// Whether the customer answered just now for the first time (a change of it mails nobody anew), in an answer that may be traced. Whether it is about a partner's
/// part shows when the mail is made, from the whole record.
fn is_first_answer(journey: &Journey, events: &[Decided]) -> bool {
    let is_answer = |decided: &Decided| matches!(decided.event, E::SurveyAnswered { untraceable: false, .. });
    let response = journey.survey.as_ref().and_then(|ask| ask.response.as_ref());
    response.is_some_and(|response| !response.changed) && events.iter().any(is_answer)
}

/// Who waited with a question and is answered by an event.
fn wisher(journey: &Journey, event: &E) -> Option<OrgId> {
    let E::SurveyWishAnswered { wish, .. } = event else { return None };
    journey.wishes.iter().find(|found| found.id == *wish).map(|found| found.team.org)
}

fn last_offer(journey: &Journey, org: OrgId) -> Option<HandoverId> {
    let offers = journey.handovers.iter().filter(|(_, offer)| offer.to.org == org && offer.from.org != org);
    offers.max_by_key(|(id, offer)| (offer.offered_at, **id)).map(|(id, _)| *id)
}

fn at_desk(what: &str) -> Option<&'static str> {
    DESK.iter().find(|(known, _)| *known == what).map(|(_, at_desk)| *at_desk)
}

/// What a mail to a partner at our desk is about; nothing for other mails.
pub(super) fn of_desk(what: &str) -> Option<&'static str> {
    DESK.iter().find(|(_, at_desk)| *at_desk == what).map(|(what, _)| *what)
}

/// Whether some of an answer is about a partner's part.
pub(super) async fn has_share(tx: &mut Tx, id: JourneyId, org: OrgId) -> Result<bool> {
    let events = read_journey(&journal::read(tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
    let Some(journey) = regie_domain::fold::fold(id, &events) else { return Ok(false) };
    let traced = journey.survey.as_ref().and_then(|ask| ask.response.as_ref()).is_some_and(|it| !it.untraceable);
    Ok(traced && share_of(&attribute(&journey, &events), org) > 0)
}

impl App {
    /// Tells a partner at our desk: no link of its own and nothing of the customer, only the way to the page.
    pub(super) async fn tell_desk(
        &self,
        directory: &Directory,
        row: &OutboxRow,
        (what, org): (&'static str, OrgId),
        now: Timestamp,
    ) -> Result<Fate> {
        let Some(partner) = directory.partner(org) else { return Ok(Fate::Withdrawn) };
        let id = JourneyId(row.stream.id);
        let mut tx = self.store.begin_read().await?;
        let Some(journey) = journey_of(&mut tx, id).await? else { return Ok(Fate::Withdrawn) };
        let concerned = what != HEARD || has_share(&mut tx, id, org).await?;
        drop(tx);
        if !concerned || partner.sees(&journey, now).is_none() {
            return Ok(Fate::Withdrawn);
        }
        if let Some(fate) = kept_back(directory, partner, now) {
            return Ok(fate);
        }
        let of_director = directory.mailbox_of(journey.direction.team.team);
        let first = || directory.mailboxes.iter().find(|(_, found)| found.value.active);
        let found = of_director.or_else(|| first().map(|(id, found)| (*id, &found.value)));
        let Some((mailbox_id, mailbox)) = found else { return Ok(Fate::Again(now + WAIT, NO_MAILBOX)) };
        let about = About::of(directory, what, partner, now)?;
        let link = format!("{}/journeys/{id}/parts", self.config.public_url);
        let written = about.line(&journey.reference.to_string(), link);
        // It is about no offer: the partner's own id stands there, by which an answer is known.
        let (none, no_offer) = (JourneyId(partner.id.0), HandoverId(partner.id.0));
        let mail = self.partner_mail(row, (mailbox_id, mailbox), (&about, none), &written, now);
        let kept = PartnerMail {
            id: row.id,
            message_id: mail.message_id.clone(),
            reply_mark: address_key(&mail.reply_to),
            org,
            journey: none,
            handover: no_offer,
            sent_at: now,
        };
        self.store
            .write_with(kept, |tx, kept| Box::pin(async move { Ok::<_, AppError>(remember(tx, kept).await?) }))
            .await?;
        self.hand_over(row, mailbox, mail, now).await
    }
}

impl About<'_> {
    /// One line, and the way to the page.
    fn line(&self, number: &str, link: String) -> Written {
        let key = if self.what == HEARD { "partner-mail-heard" } else { "partner-mail-may-ask" };
        let hello = self.say("partner-mail-hello", "name", &self.partner.person);
        Written {
            subject: self.say("partner-mail-more-subject", "number", number),
            words: format!("{hello}\n\n{}\n\n{link}", self.say(key, "number", number)),
            link,
            button: self.lang.t("partner-mail-button", &[]),
        }
    }
}
