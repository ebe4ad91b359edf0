//! Updates: the organisation speaks before the customer asks (rule 5). Which message goes out is decided here, in the
//! same command as the event that causes it; the outbox renders and sends it later. The golden table of messages in
//! `docs/architecture.md` is a test of this file.

pub(crate) mod again;
mod silence;
pub(crate) mod way;

pub(crate) use silence::{restart_news, restart_news_for, silent};

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::actor::TeamRef;
use crate::codes::{FailWhy, HoldReason, NextStep, ParticipantRole, PromiseWhat, TaskKind, UpdateKind};
use crate::contact::Contact;
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Reach};
use crate::ids::{
    AgreementId, BreachId, ContactId, ContentId, HandleId, ParticipantId, PromiseId, QuestionId, UpdateId,
};
use crate::journey::State;
use crate::refusal::Code;
use crate::told::CONVERSATION;

/// An outcome that leaves the house this much later than it was proposed begins the customer's period anew.
const LATE: SignedDuration = SignedDuration::from_hours(1);
/// Whoever was told that a mail is too large is not told again within this time.
const TOO_LARGE_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// A message from the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Its place in the record: what was decided on first has the lower number.
    pub seq: u64,
    /// When it was decided on.
    pub planned_at: Timestamp,
    /// What it is about.
    pub about: UpdateKind,
    /// To whom.
    pub participant: ParticipantId,
    /// How.
    pub reach: Reach,
    /// When it may go.
    pub not_before: Timestamp,
    /// Why it waits until then.
    pub held: HoldReason,
    /// The contact with a member's words.
    pub contact: Option<ContactId>,
    /// The promise it tells.
    pub promise: Option<PromiseId>,
    /// The question it asks.
    pub question: Option<QuestionId>,
    /// The team it names.
    pub team: Option<TeamRef>,
    /// The agreement it tells.
    pub agreement: Option<AgreementId>,
    /// The breach it tells.
    pub breach: Option<BreachId>,
    /// The promises that it keeps, or settles, once it is handed to its channel.
    pub keeps: Vec<PromiseId>,
    /// What became of it.
    pub state: UpdateState,
    /// Why it goes by another way than the first, where it does.
    pub rerouted: Option<FailWhy>,
    /// The handles by which it did not get there.
    pub tried: BTreeSet<HandleId>,
    /// When it reached the receiver's telephone or browser, as the channel told.
    pub arrived_at: Option<Timestamp>,
    /// When it was seen there.
    pub seen_at: Option<Timestamp>,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateState {
    /// Waits for its moment or its channel.
    Planned,
    /// Handed to its channel.
    Sent {
        /// When.
        at: Timestamp,
        /// The text as it went out.
        text: ContentId,
    },
    /// Not delivered.
    Failed {
        /// When.
        at: Timestamp,
    },
    /// Taken back before it left.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

impl UpdateKind {
    /// Whether it tells the customer something new; "no news yet" is honest, but no news.
    #[must_use]
    pub fn is_news(self) -> bool {
        self != Self::NoNews
    }

    /// Whether a person who tells it gives the news that was promised; a receipt, a question or a date does not.
    #[must_use]
    pub fn keeps_news(self) -> bool {
        matches!(
            self,
            Self::NowWith
                | Self::NowLeads
                | Self::PartyLeft
                | Self::Outcome
                | Self::Message
                | Self::Answer
                | Self::Forwarded
                | Self::Agreement
        )
    }

    /// Whether it says nothing any more once a later message of the journey reached its receiver, or the journey ended. What
    /// is promised, asked or told as the outcome is never left unsaid.
    #[must_use]
    pub fn is_overtaken(self) -> bool {
        matches!(self, Self::Receipt | Self::NowWith | Self::NowLeads | Self::NoNews | Self::VisitAhead)
    }

    /// Whether it waits for the end of quiet hours. A reply to the customer's own act and a member's words never do.
    #[must_use]
    pub fn waits_in_quiet_hours(self) -> bool {
        !matches!(self, Self::Receipt | Self::TooLarge | Self::Message | Self::Answer | Self::Agreement)
    }

    /// Whether it is news about a visit.
    #[must_use]
    pub fn is_of_visit(self) -> bool {
        matches!(
            self,
            Self::VisitBooked
                | Self::VisitMoved
                | Self::VisitNarrowed
                | Self::VisitAhead
                | Self::VisitCancelled
                | Self::VisitEnded
        )
    }

    /// Whether it answers whoever wrote, proven or not, by itself: then it repeats nothing of theirs, and few are sent.
    #[must_use]
    pub fn is_receipt(self) -> bool {
        matches!(self, Self::Receipt | Self::TooLarge)
    }
}

/// What a message is about besides its kind.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub participant: Option<ParticipantId>,
    pub contact: Option<ContactId>,
    pub promise: Option<PromiseId>,
    pub question: Option<QuestionId>,
    pub team: Option<TeamRef>,
    pub agreement: Option<AgreementId>,
    pub breach: Option<BreachId>,
    pub keeps: Vec<PromiseId>,
    /// Whether it must be in writing: where a person tells it, by letter.
    pub written: bool,
    /// Whether nobody is called about it: who hears by telephone gets a letter.
    pub uncalled: bool,
    /// How long it waits for what may take its place.
    pub after: Option<SignedDuration>,
}

/// Decides on a message to everyone on the customer's side who gets updates, or to the one named.
pub(crate) fn plan(draft: &mut Draft<'_>, about: UpdateKind, fill: impl FnOnce(&mut Plan)) {
    if draft.journey.historic {
        return;
    }
    let mut plan = Plan::default();
    fill(&mut plan);
    let to: Vec<(ParticipantId, Reach)> = draft
        .journey
        .participants
        .iter()
        .filter(|(id, person)| person.present && plan.participant.is_none_or(|only| only == **id))
        .map(|(id, person)| match (person.role, person.reach) {
            // No channel reaches the customer: then a person does.
            (ParticipantRole::Customer, Reach::None) => (*id, Reach::Task { task: crate::task::way(draft) }),
            (_, reach) => (*id, reach),
        })
        .filter(|(_, reach)| *reach != Reach::None)
        .map(|(id, reach)| match reach {
            Reach::Task { task: TaskKind::Call } | Reach::Text { .. } | Reach::Social { .. } if plan.written => {
                (id, Reach::Task { task: TaskKind::Letter })
            }
            Reach::Task { task: TaskKind::Call } if plan.uncalled => (id, Reach::Task { task: TaskKind::Letter }),
            reach => (id, reach),
        })
        .collect();
    let (not_before, held) = match crate::visit::is_of_today(draft.facts, &draft.journey, about, plan.promise) {
        true => (draft.facts.now, HoldReason::None),
        false if answers_tonight(draft, about, plan.participant) => (draft.facts.now, HoldReason::None),
        false => moment(draft, about),
    };
    let after = plan.after.and_then(|after| draft.facts.now.checked_add(after).ok());
    // The last minute before quiet hours is no moment to wait.
    let after = after.filter(|after| *after > not_before && !draft.facts.quiet.is_quiet(*after));
    let (not_before, held) = after.map_or((not_before, held), |after| (after, HoldReason::Newest));
    for (participant, reach) in to {
        let update = draft.ids.next::<UpdateId>();
        // Only who was meant to hear it makes it told: the one named, else the customer.
        let meant = plan.participant.is_some() || draft.journey.is_customer(participant);
        let keeps = if meant { plan.keeps.clone() } else { Vec::new() };
        let awaited = crate::task::awaited(draft, &keeps);
        draft.emit(JourneyEvent::UpdatePlanned {
            update,
            about,
            participant,
            reach,
            not_before,
            held,
            contact: plan.contact,
            promise: plan.promise,
            question: plan.question,
            team: plan.team,
            agreement: plan.agreement,
            breach: plan.breach,
            keeps,
        });
        if let Reach::Task { task } = reach {
            crate::task::make_by(draft, task, update, awaited);
        }
    }
}

/// Takes back what tells a promise and has not left, because it moved again: only its last state is told, and an apology
/// never names a moment that nobody heard. Gives what is to be told now.
pub(crate) fn supersede(draft: &mut Draft<'_>, promise: PromiseId, now_told: UpdateKind) -> UpdateKind {
    let only_tells = |update: &Update| {
        update.promise == Some(promise)
            && update.contact.is_none()
            && matches!(update.about, UpdateKind::PromiseMade | UpdateKind::PromiseMoved)
    };
    let found =
        draft.journey.updates.iter().filter(|(id, update)| only_tells(update) && draft.journey.is_waiting(**id));
    let waiting: Vec<(UpdateId, UpdateKind)> = found.map(|(id, update)| (*id, update.about)).collect();
    for (update, _) in &waiting {
        draft.emit(JourneyEvent::UpdateWithdrawn { update: *update });
        crate::task::off(draft, *update);
    }
    // Unheard is only what its first telling alone would have told.
    let unheard = !waiting.is_empty() && waiting.iter().all(|(_, about)| *about == UpdateKind::PromiseMade);
    if unheard && !draft.journey.was_promised_aloud(promise) { UpdateKind::PromiseMade } else { now_told }
}

/// Of a mail too large to take in only who wrote it and when came through: its writer is told how to send the rest, once a
/// day however often it happens.
pub(crate) fn too_large(draft: &mut Draft<'_>, writer: Option<ParticipantId>) {
    let Some(writer) = writer else { return };
    let since = draft.facts.now.saturating_sub(TOO_LARGE_AGAIN).unwrap_or(Timestamp::MIN);
    let told = draft.journey.updates.values().any(|update| {
        update.about == UpdateKind::TooLarge && update.participant == writer && update.planned_at > since
    });
    if !told {
        plan(draft, UpdateKind::TooLarge, |update| update.participant = Some(writer));
    }
}

/// Whether the one named, else the customer, is told by mail.
pub(crate) fn by_mail(draft: &Draft<'_>, to: Option<ParticipantId>) -> bool {
    let reach = match to {
        Some(id) => draft.journey.participants.get(&id).map(|person| person.reach),
        None => draft.journey.customer_participant().map(|(_, person)| person.reach),
    };
    !draft.journey.historic && reach.is_some_and(Reach::is_sent)
}

/// Whether a message reaches the one named, else the customer: by a channel, or by a person who calls or writes.
pub(crate) fn is_told(draft: &Draft<'_>, to: Option<ParticipantId>) -> bool {
    let customer = || draft.journey.customer_participant().map(|(id, _)| id);
    let person =
        to.or_else(customer).and_then(|id| draft.journey.participants.get(&id)).filter(|person| person.present);
    !draft.journey.historic
        && person.is_some_and(|person| person.role == ParticipantRole::Customer || person.reach != Reach::None)
}

/// When a message may go, and why it waits. What a system reports is nobody's own words: all that is told of it waits.
pub(crate) fn moment(draft: &Draft<'_>, about: UpdateKind) -> (Timestamp, HoldReason) {
    let now = draft.facts.now;
    let waits = about.waits_in_quiet_hours() || draft.is_signed();
    if waits && !draft.by_participant() && draft.facts.quiet.is_quiet(now) {
        return (draft.facts.quiet.end_of_quiet(now), HoldReason::QuietHours);
    }
    (now, HoldReason::None)
}

/// Whether a question goes back to somebody who wrote since the quiet hours began, or shortly before: who is there is
/// answered, on whatever channel.
fn answers_tonight(draft: &Draft<'_>, about: UpdateKind, to: Option<ParticipantId>) -> bool {
    let now = draft.facts.now;
    let Some(began) = draft.facts.quiet.start_of_quiet(now).filter(|_| about == UpdateKind::Question) else {
        return false;
    };
    let since = now.checked_sub(CONVERSATION).map_or(began, |before| before.min(began));
    let own = |contact: &Contact| to.is_none_or(|to| contact.facts.participant.is_none_or(|writer| writer == to));
    draft.journey.contacts.values().any(|contact| contact.is_from_customer() && own(contact) && contact.at >= since)
}

/// Sets what the customer was last told: the open question, else the promise that is due first.
pub(crate) fn expect_next(draft: &mut Draft<'_>, otherwise: NextStep) {
    let told = |id, promise: &crate::promise::Promise| draft.journey.told_window(id, promise).until;
    let next = draft.next_promise().map(|(id, promise)| (id, promise.what, told(id, promise), promise.cost));
    let promise = next.map(|(id, ..)| id);
    let cost = next.and_then(|(.., cost)| cost);
    if let Some((_, question)) = draft.journey.open_question() {
        let by = Some(question.due);
        draft.emit(JourneyEvent::ExpectationSet {
            next: NextStep::YouAnswer,
            team: None,
            by,
            cost,
            promise,
            text: None,
        });
        return;
    }
    if let (Some(proposal), None) = (&draft.journey.proposal, next) {
        let by = Some(proposal.objection_until);
        draft.emit(JourneyEvent::ExpectationSet {
            next: NextStep::YouConfirm,
            team: None,
            by,
            cost: None,
            promise: None,
            text: None,
        });
        return;
    }
    // Nobody spoke by the moment given after a broken promise: that promise is what the customer waits for, and what is sure
    // is the moment of the silence limit.
    let let_down = draft.let_down().filter(|_| next.is_none()).map(|(id, broken)| (id, broken.cost));
    if let Some((broken, cost)) = let_down {
        let team = draft.journey.ball.holder.team();
        let by = draft.journey.news.map(|news| news.by);
        let (next, promise) = (NextStep::WeTell, Some(broken));
        draft.emit(JourneyEvent::ExpectationSet { next, team, by, cost, promise, text: None });
        return;
    }
    let step = match next.map(|(_, what, ..)| what) {
        Some(PromiseWhat::CallBack) => NextStep::WeCall,
        Some(PromiseWhat::FirstAnswer) => NextStep::WeAnswer,
        Some(PromiseWhat::Visit) => NextStep::WeCome,
        Some(PromiseWhat::Delivery) => NextStep::WeDeliver,
        _ => otherwise,
    };
    // Who calls is who promised to, though another has the ball.
    let calls = promise.filter(|_| step == NextStep::WeCall).and_then(|id| draft.journey.promises.get(&id));
    let team = calls.map(|call| call.owner).or_else(|| draft.journey.ball.holder.team());
    let by = next.map(|(_, _, until, _)| until);
    draft.emit(JourneyEvent::ExpectationSet { next: step, team, by, cost, promise, text: None });
}

/// A message was handed to its channel. A second report of the same message changes nothing.
pub(crate) fn sent(draft: &mut Draft<'_>, update: UpdateId, text: ContentId) -> Outcome {
    let found = draft.journey.updates.get(&update).ok_or(Code::UnknownUpdate)?.clone();
    if found.state != UpdateState::Planned {
        return Ok(());
    }
    draft.emit(JourneyEvent::UpdateSent { update, text });
    crate::promise::keep_with(draft, &found.keeps, found.handed_if(draft.facts.now), Some(update));
    // A mail that names the moment of the limit itself has given it: handing it over does not move it.
    if draft.journey.is_customers(found.participant) && draft.journey.limit_told().is_none() {
        restart_news(draft);
    }
    crate::task::settled_by(draft, update, &found);
    crate::closing::told_late(draft, update, LATE);
    Ok(())
}

/// A message that waits has lost its sense, or answers somebody who wants no answer from a machine. What has left, failed or
/// is promised, asked or told as the outcome stays.
pub(crate) fn overtaken(draft: &mut Draft<'_>, update: UpdateId) -> Outcome {
    let found = draft.journey.updates.get(&update).ok_or(Code::UnknownUpdate)?;
    let void = matches!(draft.journey.state, State::Void { .. });
    let gone = draft.journey.participants.get(&found.participant).is_none_or(|person| !person.present);
    let senseless = found.about.is_overtaken() || found.about.is_receipt();
    if found.state == UpdateState::Planned && (senseless || void || gone) {
        draft.emit(JourneyEvent::UpdateWithdrawn { update });
    }
    Ok(())
}

/// A message could not be delivered: the customer was not told after all, and a person must, unless another way is left.
pub(crate) fn failed(draft: &mut Draft<'_>, update: UpdateId, permanent: bool) -> Outcome {
    let found = draft.journey.updates.get(&update).ok_or(Code::UnknownUpdate)?;
    if matches!(found.state, UpdateState::Failed { .. } | UpdateState::Withdrawn { .. }) {
        return Ok(());
    }
    let why = if matches!(found.state, UpdateState::Sent { .. }) { FailWhy::Returned } else { FailWhy::Refused };
    if permanent && way::next(draft, update, why) {
        return Ok(());
    }
    undelivered(draft, update, permanent, None)
}

/// No way is left by which the program could tell it.
fn undelivered(draft: &mut Draft<'_>, update: UpdateId, permanent: bool, why: Option<FailWhy>) -> Outcome {
    let found = draft.journey.updates.get(&update).ok_or(Code::UnknownUpdate)?;
    let about = found.about;
    let role = draft.journey.participants.get(&found.participant).map(|person| person.role);
    draft.emit(JourneyEvent::UpdateFailed { update, permanent, why });
    // Who only looks on needs no call.
    if matches!(role, None | Some(ParticipantRole::Copied | ParticipantRole::ContractParty)) {
        return Ok(());
    }
    let State::Open = draft.journey.state else {
        // Closed because nobody objected to an outcome that never arrived: that was no silence to agree with.
        let unheard = about == UpdateKind::Outcome && crate::closing::closed_unheard(&draft.journey);
        // What never reached the body to which it was forwarded lies with nobody.
        let astray = about == UpdateKind::ForwardedTo && draft.journey.is_with_other_body().is_some();
        if !unheard && !astray {
            return Ok(());
        }
        crate::closing::reopen_unreachable(draft);
        let way = if astray { TaskKind::Letter } else { crate::task::way(draft) };
        crate::task::make(draft, way, Some(update));
        return Ok(());
    };
    // Somebody may be to tell it already, because it was held back for long.
    let asked = draft.journey.tasks.values().find(|task| task.update == Some(update) && task.is_open());
    let due = match asked.map(|task| task.due) {
        Some(due) => due,
        None => {
            let way = crate::task::way(draft);
            crate::task::make(draft, way, Some(update))
        }
    };
    if let Some(owner) = draft.journey.news.map(|news| news.owner) {
        draft.emit(JourneyEvent::NewsDue { by: due, owner, rests: None });
    }
    Ok(())
}
