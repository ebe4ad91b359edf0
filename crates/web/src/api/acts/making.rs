//! From what was sent to what the domain takes.

use regie_domain::command::{JourneyCommand as C, NewPromise, NewQuestion};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, HandoverId, ParticipantId, PromiseId, QuestionId, TeamId};
use regie_domain::money::Cents;
use regie_domain::promise::{Promisee, Window};
use regie_domain::question::Asked;

use super::Act;
use super::bodies::{ContactToRecord, OfferToMake, PromiseToMake, QuestionToAsk};
use crate::api::problem::{Failed, Problem};

/// A contact, and the question that it answers.
pub(super) fn contact(act: &mut Act<'_>, body: ContactToRecord) -> Result<(ContactFacts, Option<QuestionId>), Failed> {
    let participant = body.participant_id.map(ParticipantId).or_else(|| act.customer());
    let files = act.files("files", body.files)?;
    let facts = act.letter.contact(body.direction, body.channel, participant, &body.text, files);
    let facts = ContactFacts { asks: body.asks, occurred_at: body.occurred_at, ..facts };
    Ok((facts, body.answers_question_id.map(QuestionId)))
}

/// A promise.
pub(super) fn promise(act: &mut Act<'_>, body: PromiseToMake) -> Result<NewPromise, Failed> {
    let to = match body.to_team_id {
        None => Promisee::Customer,
        Some(id) => Promisee::Team { team: act.team("toTeamId", TeamId(id))? },
    };
    let window = match (body.from, body.until) {
        (from, Some(until)) => Some(Window { from, until }),
        (Some(_), None) => return Err(Problem::fault("until", "it is needed where `from` is given").into()),
        (None, None) => None,
    };
    Ok(NewPromise {
        kind: body.kind,
        what: body.what,
        text: act.some(body.text.as_deref()),
        to,
        window,
        cost: body.cost_cents.map(Cents),
        replaces: body.replaces_id.map(PromiseId),
    })
}

/// A question, whose words are those of the message.
pub(super) fn question(act: &mut Act<'_>, text: ContentId, body: QuestionToAsk) -> NewQuestion {
    let mut items = Vec::with_capacity(body.items.len());
    for item in body.items {
        items.push(Asked { label: act.letter.words(&item.label), kind: item.kind, required: item.required });
    }
    let through = body.through_handover_id.map(HandoverId);
    NewQuestion { text, items, due: body.due, last_thing: body.last_thing, through }
}

/// An offer.
pub(super) fn offer(act: &mut Act<'_>, body: OfferToMake) -> Result<C, Failed> {
    let to = act.team("toTeamId", TeamId(body.to_team_id))?;
    let brief = body.brief.iter().map(|text| act.some(text.as_deref())).collect();
    Ok(C::Offer { to, ball: body.ball, brief, respond_by: body.respond_by })
}
