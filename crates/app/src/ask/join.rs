//! The owner of an address says that what came from the public form is about something that runs already. The form told
//! nobody that the address is known; the receipt asks its owner, and the link in it proves that it is the owner who answers.
//! What was written then stands on the other journey, and the new one is set aside for it; both can be undone by a member.

use regie_domain::actor::Door;
use regie_domain::codes::{Channel, JoinReason, JourneyKind, VisitCancel, VoidReason};
use regie_domain::command::JourneyCommand;
use regie_domain::event::Subject;
use regie_domain::handover::Handover;
use regie_domain::ids::{ContactId, CustomerId, JourneyId, LegId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::visit::VisitCommand;
use regie_store::links::StatusLink;
use regie_store::views::mail;
use regie_store::{Tx, content};
use uuid::Uuid;

use super::alike::{self, Alike, Sought};
use super::draft::{Came, came_by, person};
use crate::App;
use crate::authorise::Who;
use crate::contacts::carry;
use crate::content::contents_of;
use crate::error::{AppError, Result};
use crate::links;
use crate::run::{CUSTOMER, Request, Stage, journey_of, locked_journey};

impl App {
    /// What the journey of a link may be about instead: nothing unless it came from the public form, nobody of ours has
    /// said anything on it, and the link was in a message to its reader.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the person is no longer on it, or what the store says.
    pub async fn alike_to(&self, link: &StatusLink) -> Result<Vec<Alike>> {
        let mut tx = self.store.begin_read().await?;
        let came = came_by(&mut tx, link).await?;
        let Some(journey) = journey_of(&mut tx, came.journey).await? else { return Ok(Vec::new()) };
        if !came.proven {
            return Ok(Vec::new());
        }
        let records = alike::records(&mut tx, came).await?;
        of_new(&mut tx, &journey, &records, self.ports.clock.now()).await
    }

    /// Puts what was written on the journey of a link onto one of [`App::alike_to`], in one write; gives the address of its
    /// page.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when it is none of those, a refusal, or what the store says. Nothing is changed then.
    pub async fn join_asked(&self, link: &StatusLink, other: JourneyId) -> Result<String> {
        let stage = Stage::new(self, self.directory().await?);
        let came = self.store.read(async |tx| came_by(tx, link).await).await?;
        if !came.proven {
            return Err(AppError::NotFound("page"));
        }
        let participant = self
            .store
            .write_with((stage, came, other), |tx, (stage, came, other)| Box::pin(join(stage, tx, *came, *other)))
            .await?;
        self.mint_link(other, participant).await.map(|url| {
            let here = links::url(&self.config.public_url, "");
            format!("/s/{}", url.strip_prefix(&here).unwrap_or_default())
        })
    }
}

/// Whether a journey came from the public form and nobody of ours has said anything on it.
fn is_fresh(journey: &Journey) -> bool {
    let from_form = |it: &regie_domain::contact::Contact| {
        it.facts.why == JoinReason::Opened && it.facts.channel == Channel::Web && it.moved_to.is_none()
    };
    let answered = journey.contacts.values().any(|it| !it.is_from_customer());
    let promised = journey.promises.values().any(|promise| promise.member.is_some());
    // The work of a visit that the customer booked is nobody's answer.
    let of_visit = |leg: LegId| journey.visits.values().any(|visit| visit.leg == Some(leg));
    let offered = |offer: &Handover| !matches!(offer.subject, Subject::Leg { leg, .. } if of_visit(leg));
    let given = journey.handovers.values().any(offered) || !journey.questions.is_empty();
    // A complaint has a term of its own, so it keeps its own journey.
    let apart = journey.kind == JourneyKind::Complaint;
    journey.is_open() && !apart && journey.contacts.values().any(from_form) && !answered && !promised && !given
}

/// What a journey from the form may be about instead, among what runs of some records.
pub(crate) async fn of_new(
    tx: &mut Tx,
    journey: &Journey,
    records: &[CustomerId],
    now: jiff::Timestamp,
) -> Result<Vec<Alike>> {
    if !is_fresh(journey) {
        return Ok(Vec::new());
    }
    let mut words = content::text(tx, journey.subject.0).await?.unwrap_or_default();
    for contact in journey.contacts.values() {
        words.push(' ');
        words.push_str(&content::text(tx, contact.facts.text.0).await?.unwrap_or_default());
    }
    let sought = Sought { blueprint: Some(journey.blueprint.id), words: &words, besides: Some(journey.id) };
    alike::among(tx, records, &sought, now).await
}

/// As [`of_new`], among what runs of those that have an address besides the record of the journey itself: for the receipt
/// to somebody whom nobody knows to be the owner.
pub(crate) async fn of_owner(
    tx: &mut Tx,
    journey: &Journey,
    address: &str,
    now: jiff::Timestamp,
) -> Result<Vec<Alike>> {
    let mut records = alike::with_address(tx, address).await?;
    records.retain(|customer| *customer != journey.customer);
    if records.is_empty() { Ok(Vec::new()) } else { of_new(tx, journey, &records, now).await }
}

async fn join(stage: &Stage, tx: &mut Tx, came: Came, other: JourneyId) -> Result<ParticipantId> {
    let source = locked_journey(tx, came.journey).await?.ok_or(AppError::NotFound("journey"))?;
    person(tx, came).await?;
    let records = alike::records(tx, came).await?;
    let offered = of_new(tx, &source, &records, stage.now).await?;
    let chosen = offered.into_iter().find(|found| found.journey == other);
    let chosen = chosen.ok_or_else(|| AppError::invalid("about", "invalid-choice"))?;
    let here = Who::Customer { journey: came.journey, participant: came.participant };
    let there = Who::Customer { journey: other, participant: chosen.participant };
    let mut written: Vec<_> = source.contacts.iter().filter(|(_, contact)| contact.is_from_customer()).collect();
    written.sort_by_key(|(id, contact)| (contact.recorded_at, **id));
    for (id, contact) in written {
        let command = JourneyCommand::MoveContactAway { contact: *id, to: other, why: JoinReason::Moved };
        stage.run(tx, &Request::journey(here.clone(), Door::Page, came.journey, command)).await?;
        move_to(stage, tx, &there, (other, chosen.participant), (*id, contact)).await?;
    }
    take_visit_along(stage, tx, &source, (&here, &there), other).await?;
    let command = JourneyCommand::Void { reason: VoidReason::Duplicate, duplicate_of: Some(other) };
    stage.run(tx, &Request::journey(here, Door::Page, came.journey, command)).await?;
    carry(stage, tx, &there, &source, other).await?;
    Ok(chosen.participant)
}

/// The window that was chosen with what is added goes along, where nobody comes there yet; the place is given back either
/// way.
async fn take_visit_along(
    stage: &Stage,
    tx: &mut Tx,
    source: &Journey,
    (here, there): (&Who, &Who),
    other: JourneyId,
) -> Result<()> {
    let Some((visit, booked)) = source.booked_visit() else { return Ok(()) };
    let off = VisitCommand::Cancel { visit, why: VisitCancel::Unwanted, text: None };
    stage.run(tx, &Request::journey(here.clone(), Door::Page, source.id, JourneyCommand::Visit(off))).await?;
    if journey_of(tx, other).await?.is_some_and(|found| found.booked_visit().is_none()) {
        let book = VisitCommand::Book { window: booked.window, note: None, place: booked.place };
        let request = Request::journey(there.clone(), Door::Page, other, JourneyCommand::Visit(book));
        let done = stage.run(tx, &request).await?;
        // Where it is to be is erased with the customer of the journey that it stands on.
        if let (Some(landed), Some(place)) = (done.journey, booked.place) {
            content::give(tx, &[place.0], CUSTOMER, landed.customer.0).await?;
        }
    }
    Ok(())
}

/// A contact as it stands on the other journey: it was said when it was said.
async fn move_to(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    (journey, participant): (JourneyId, ParticipantId),
    (id, contact): (ContactId, &regie_domain::contact::Contact),
) -> Result<()> {
    let mut facts = contact.facts.clone();
    facts.occurred_at = Some(contact.at);
    (facts.participant, facts.why) = (Some(participant), JoinReason::Moved);
    (facts.new_topic, facts.tied_to) = (false, None);
    let held: Vec<Uuid> = contents_of(&facts).map(|content| content.0).collect();
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    let done = stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command)).await?;
    mail::follow(tx, id, journey, Some(participant)).await?;
    // What it holds is erased with the customer of the journey that it stands on.
    if let Some(landed) = done.journey {
        content::give(tx, &held, CUSTOMER, landed.customer.0).await?;
    }
    Ok(())
}
