//! The events of a journey. A body holds ids, codes, numbers, instants, money and content references; never words, names
//! or addresses (rule 8). Events are data for ever: add kinds and optional fields, never change or reuse one.

mod record;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::blueprint::BlueprintRef;
use crate::codes::{
    Asks, BallReason, CloseHow, DeadlineKind, DeclineReason, ForwardGround, HoldReason, JoinReason, JourneyKind,
    LegalBasis, Missing, MoveReason, NextStep, Outcome, ParticipantRole, PromiseKind, PromiseWhat, ReleaseReason,
    ReopenReason, Settlement, SuspensionGround, TakeBackReason, TaskKind, UpdateKind, VisitCancel, VoidReason,
};
use crate::ids::{
    ContactId, ContentId, CustomerId, HandoverId, JourneyId, LegId, MemberId, ParticipantId, PromiseId, QuestionId,
    TaskId, UpdateId, VisitId,
};
use crate::journey::Holder;
use crate::legal_term::LegalMoments;
use crate::money::Cents;
use crate::reference::Reference;

pub use crate::contact::ContactFacts;
pub use crate::handover::Subject;
pub use crate::participant::Reach;
pub use crate::promise::{Promisee, Window};
pub use crate::question::Asked;
pub use record::{Meta, Recorded, join, split};

macro_rules! journey_events {
    ($($(#[$doc:meta])* $name:ident = $kind:literal [$($internal:literal),*] { $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)? })*) => {
        /// One thing that happened on a journey.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum JourneyEvent {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($(#[$fdoc])* $field: $type),* }),*
        }

        impl JourneyEvent {
            /// Every kind that this version knows.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The stored kind.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind),* }
            }

            /// The fields that stay within the organisation; all others may be shared with a partner on the journey.
            #[must_use]
            pub fn internal_fields(kind: &str) -> &'static [&'static str] {
                match kind { $($kind => &[$($internal),*],)* _ => &[] }
            }
        }
    };
}

journey_events! {
    /// A journey began.
    Opened = "journey.opened" ["subject"] {
        /// The number that people say.
        reference: Reference,
        /// The kind of need.
        need: JourneyKind,
        /// Whose journey it is.
        customer: CustomerId,
        /// The blueprint and its version.
        blueprint: BlueprintRef,
        /// The team that directs it.
        director: TeamRef,
        /// Its title in the customer's own words.
        subject: ContentId,
        /// An earlier journey that it follows.
        follows: Option<JourneyId>,
        /// Whether it came from an archive: such a journey sends nothing.
        historic: bool,
        /// The end of the legal term, in days since 1970-01-01, where the law sets one.
        legal_end_day: Option<i32>,
    }
    /// A person joined the journey.
    ParticipantAdded = "participant.added" [] {
        /// The participant.
        participant: ParticipantId,
        /// The role.
        role: ParticipantRole,
        /// The customer record of the person.
        customer: CustomerId,
        /// How messages reach the person.
        reach: Reach,
        /// Whether the person may act.
        may_act: bool,
    }
    /// A person left the journey.
    ParticipantRemoved = "participant.removed" [] {
        /// The participant.
        participant: ParticipantId,
    }
    /// How messages reach a person changed.
    ReachChanged = "participant.reach_changed" [] {
        /// The participant.
        participant: ParticipantId,
        /// The new way.
        reach: Reach,
    }
    /// An exchange took place.
    ContactRecorded = "contact.recorded" [] {
        /// The exchange.
        #[serde(flatten)]
        facts: ContactFacts,
    }
    /// What a contact asks for was corrected.
    ContactTagged = "contact.tagged" [] {
        /// The contact.
        contact: ContactId,
        /// What it asks for.
        asks: Asks,
        /// The promise it is tied to, where it is a chaser.
        tied_to: Option<PromiseId>,
    }
    /// A member has seen a contact and all before it: they need no answer.
    ContactSeen = "contact.seen" [] {
        /// The contact.
        contact: ContactId,
    }
    /// A contact was taken off this journey.
    ContactMovedAway = "contact.moved_away" ["to"] {
        /// The contact.
        contact: ContactId,
        /// Where it stands now.
        to: JourneyId,
        /// Split or moved.
        why: JoinReason,
    }
    /// A note for colleagues.
    NoteAdded = "note.added" ["note"] {
        /// The note.
        note: ContentId,
    }
    /// The ball moved (rule 2).
    BallMoved = "ball.moved" [] {
        /// To whom.
        to: Holder,
        /// The new epoch, from 1.
        epoch: u32,
        /// Why.
        why: BallReason,
        /// Why the director's team took it back, where it did.
        reason: Option<TakeBackReason>,
    }
    /// A member took the team's ball, or was given it.
    AssigneeSet = "ball.assignee_set" ["member"] {
        /// The member; nobody when it was laid down.
        member: Option<MemberId>,
    }
    /// A leg or the direction was offered.
    HandoverOffered = "handover.offered" ["brief"] {
        /// The offer.
        handover: HandoverId,
        /// What is offered.
        #[serde(flatten)]
        subject: Subject,
        /// From whom.
        from: TeamRef,
        /// To whom.
        to: TeamRef,
        /// Why, what, by when, what the customer was told: the blueprint's fields in order.
        brief: Vec<ContentId>,
        /// When the receiver answers at the latest.
        respond_by: Timestamp,
        /// When it goes to the receiver's team lead.
        lead_at: Timestamp,
        /// When it goes to the coordinator.
        coordinator_at: Timestamp,
        /// The ball's epoch that it is bound to.
        epoch: u32,
    }
    /// An offer was accepted.
    HandoverAccepted = "handover.accepted" ["member"] {
        /// The offer.
        handover: HandoverId,
        /// By whom.
        member: Option<MemberId>,
    }
    /// An offer was answered at once: the work is done without the ball moving.
    HandoverAnswered = "handover.answered" ["member", "text"] {
        /// The offer.
        handover: HandoverId,
        /// How it came out.
        outcome: Outcome,
        /// The answer.
        text: ContentId,
        /// By whom.
        member: Option<MemberId>,
    }
    /// The receiver asked the giver something first; the offer stays.
    HandoverAskedBack = "handover.asked_back" ["text"] {
        /// The offer.
        handover: HandoverId,
        /// The question.
        text: ContentId,
    }
    /// The giver answered the receiver's question.
    HandoverClarified = "handover.clarified" ["text"] {
        /// The offer.
        handover: HandoverId,
        /// The answer.
        text: ContentId,
    }
    /// An offer was declined, with a reason.
    HandoverDeclined = "handover.declined" ["text"] {
        /// The offer.
        handover: HandoverId,
        /// The reason.
        reason: DeclineReason,
        /// More words.
        text: Option<ContentId>,
    }
    /// The giver took an offer back.
    HandoverWithdrawn = "handover.withdrawn" [] {
        /// The offer.
        handover: HandoverId,
    }
    /// An offer was not answered in time; it stays.
    HandoverOverdue = "handover.overdue" [] {
        /// The offer.
        handover: HandoverId,
        /// Which due moment passed.
        level: DeadlineKind,
        /// That moment; later recordings are late.
        due: Timestamp,
    }
    /// A pending offer follows the ball's new epoch after a question asked through it came back.
    HandoverRebound = "handover.rebound" [] {
        /// The offer.
        handover: HandoverId,
        /// The ball's epoch that it is bound to now.
        epoch: u32,
    }
    /// The direction moved.
    DirectionMoved = "direction.moved" [] {
        /// To which team.
        to: TeamRef,
        /// The new epoch, from 1.
        epoch: u32,
    }
    /// A leg is done.
    LegDone = "leg.done" ["text"] {
        /// The leg.
        leg: LegId,
        /// How it came out.
        outcome: Outcome,
        /// What was found or done.
        text: ContentId,
    }
    /// A leg came back with a question.
    LegReturned = "leg.returned" ["text"] {
        /// The leg.
        leg: LegId,
        /// The question.
        text: ContentId,
    }
    /// A leg was given back with a reason, or recalled by the director.
    LegDeclined = "leg.declined" ["text"] {
        /// The leg.
        leg: LegId,
        /// The reason.
        reason: DeclineReason,
        /// More words.
        text: Option<ContentId>,
        /// Whether the director recalled it.
        recalled: bool,
    }
    /// The customer was asked something.
    QuestionAsked = "question.asked" [] {
        /// The question.
        question: QuestionId,
        /// In whose name.
        asker: TeamRef,
        /// The leg it serves, where there is one.
        leg: Option<LegId>,
        /// The pending offer it was asked through, where there is one.
        through: Option<HandoverId>,
        /// The words.
        text: ContentId,
        /// What is asked for.
        items: Vec<Asked>,
        /// When it lapses.
        due: Timestamp,
        /// Whether it is a second question in one leg.
        fragment: bool,
    }
    /// The customer answered.
    QuestionAnswered = "question.answered" [] {
        /// The question.
        question: QuestionId,
        /// The contact that holds the answer.
        contact: ContactId,
    }
    /// The asker needs no answer any more.
    QuestionWithdrawn = "question.withdrawn" [] {
        /// The question.
        question: QuestionId,
    }
    /// The customer did not answer in time.
    QuestionLapsed = "question.lapsed" [] {
        /// The question.
        question: QuestionId,
        /// When it was due.
        due: Timestamp,
    }
    /// A promise was made.
    PromiseMade = "promise.made" ["member", "from"] {
        /// The promise.
        promise: PromiseId,
        /// Outcome or news.
        promise_kind: PromiseKind,
        /// What.
        what: PromiseWhat,
        /// In more words.
        text: Option<ContentId>,
        /// Who made it.
        member: Option<MemberId>,
        /// Who owes it.
        owner: TeamRef,
        /// To whom.
        #[serde(flatten)]
        to: Promisee,
        /// By when.
        window: Window,
        /// What it costs the customer, in cents; 0 is free, nothing is unknown.
        cost: Option<Cents>,
        /// When half of its working time is gone.
        half_at: Timestamp,
        /// When four fifths of its working time are gone.
        four_fifths_at: Timestamp,
        /// A broken promise in whose place it stands.
        replaces: Option<PromiseId>,
        /// The broken promise that the program gives this moment of news after. It never gives a second one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<PromiseId>,
        /// The journey on which the customer was told so, where its contacts came here from one that was set aside.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<JourneyId>,
    }
    /// A promise has a new window; its first one still judges it.
    PromiseMoved = "promise.moved" ["text"] {
        /// The promise.
        promise: PromiseId,
        /// The new version, from 2.
        version: u32,
        /// The new window.
        window: Window,
        /// Why.
        reason: MoveReason,
        /// In more words.
        text: Option<ContentId>,
        /// When half of the working time is gone.
        half_at: Timestamp,
        /// When four fifths are gone.
        four_fifths_at: Timestamp,
    }
    /// A promise used half or four fifths of its working time; or, broken after a broken one, it went to the team lead or
    /// the coordinator.
    PromiseAtRisk = "promise.at_risk" ["level"] {
        /// The promise.
        promise: PromiseId,
        /// Which part.
        level: DeadlineKind,
        /// When that was.
        due: Timestamp,
    }
    /// A promise was done.
    PromiseFulfilled = "promise.fulfilled" [] {
        /// The promise.
        promise: PromiseId,
        /// When the fact happened.
        at: Timestamp,
    }
    /// A promise's window ended without it being done.
    PromiseBroken = "promise.broken" [] {
        /// The promise.
        promise: PromiseId,
        /// When it was due.
        due: Timestamp,
    }
    /// A broken promise was settled.
    PromiseSettled = "promise.settled" [] {
        /// The promise.
        promise: PromiseId,
        /// How.
        how: Settlement,
    }
    /// A promise was let go: by the one it was made to, or with the journey that was set aside.
    PromiseReleased = "promise.released" [] {
        /// The promise.
        promise: PromiseId,
        /// Why, where the one it was made to did not let it go. It stands again when the voiding is undone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<ReleaseReason>,
    }
    /// A legal term began beside the promises.
    LegalStarted = "legal.started" [] {
        /// By what rule.
        basis: LegalBasis,
        /// The day on which it began, in days since 1970-01-01; that day is not counted.
        start: i32,
        /// Its length in weeks.
        weeks: u32,
        /// Its end, and when it is at risk.
        moments: LegalMoments,
    }
    /// The legal term stands still.
    LegalSuspended = "legal.suspended" [] {
        /// The first day that does not count.
        from: i32,
        /// Why the law lets it.
        ground: SuspensionGround,
        /// The question whose answer is waited for.
        question: QuestionId,
    }
    /// The legal term runs again.
    LegalResumed = "legal.resumed" [] {
        /// The first day that counts again.
        until: i32,
        /// Its end, and when it is at risk.
        moments: LegalMoments,
    }
    /// The legal term was extended, and the customer is told.
    LegalExtended = "legal.extended" [] {
        /// The day on which that was decided.
        told_on: i32,
        /// By how many weeks.
        weeks: u32,
        /// Why.
        reason: MoveReason,
        /// In more words.
        text: Option<ContentId>,
        /// Its end, and when it is at risk; nothing while it stands still.
        moments: Option<LegalMoments>,
    }
    /// The legal term used half or four fifths of its working time.
    LegalAtRisk = "legal.at_risk" ["level"] {
        /// Which part.
        level: DeadlineKind,
        /// When that was.
        due: Timestamp,
    }
    /// The legal term ended with nothing decided.
    LegalPassed = "legal.passed" [] {
        /// When.
        due: Timestamp,
    }
    /// The matter was forwarded to the body whose it is.
    Forwarded = "journey.forwarded" [] {
        /// That body's place on the journey.
        body: ParticipantId,
        /// Its name.
        name: ContentId,
        /// How the customer reaches it.
        reachable: ContentId,
        /// Why it might go there.
        ground: ForwardGround,
        /// What was sent to it.
        contact: ContactId,
    }
    /// A visit was agreed on. The team's slot book is its standing acceptance.
    VisitBooked = "visit.booked" [] {
        /// The visit.
        visit: VisitId,
        /// The promise that it is.
        promise: PromiseId,
        /// Who comes.
        team: TeamRef,
        /// The window that was chosen.
        window: Window,
        /// Whether it is for an outage.
        urgent: bool,
        /// Until when the customer may pick another window.
        movable_until: Timestamp,
        /// The piece of work that was handed over with it, where the team does not have the ball itself.
        leg: Option<LegId>,
    }
    /// A visit has another window.
    VisitMoved = "visit.moved" [] {
        /// The visit.
        visit: VisitId,
        /// The promise that it is now.
        promise: PromiseId,
        /// The new window.
        window: Window,
        /// Until when the customer may pick yet another one.
        movable_until: Timestamp,
    }
    /// When exactly somebody comes, within the window; what was promised stays.
    VisitNarrowed = "visit.narrowed" [] {
        /// The visit.
        visit: VisitId,
        /// From when until when.
        window: Window,
    }
    /// Somebody came.
    VisitArrived = "visit.arrived" [] {
        /// The visit.
        visit: VisitId,
        /// When.
        at: Timestamp,
    }
    /// Somebody was there and did what could be done.
    VisitDone = "visit.done" ["text"] {
        /// The visit.
        visit: VisitId,
        /// Until when.
        at: Timestamp,
        /// Whether this visit was enough.
        first_time_right: bool,
        /// What was missing, where it was not.
        missing: Vec<Missing>,
        /// What was done or missing, in words.
        text: Option<ContentId>,
    }
    /// Somebody came, and nobody was there.
    VisitNotHome = "visit.not_home" ["text"] {
        /// The visit.
        visit: VisitId,
        /// When.
        at: Timestamp,
        /// What was found.
        text: ContentId,
    }
    /// A visit is off.
    VisitCancelled = "visit.cancelled" ["text"] {
        /// The visit.
        visit: VisitId,
        /// Why.
        why: VisitCancel,
        /// In more words.
        text: Option<ContentId>,
    }
    /// What the customer has last been told.
    ExpectationSet = "expectation.set" [] {
        /// What happens next.
        next: NextStep,
        /// By whom, where a team works on it.
        team: Option<TeamRef>,
        /// By when.
        by: Option<Timestamp>,
        /// At what cost, in cents.
        cost: Option<Cents>,
        /// The promise that backs it.
        promise: Option<PromiseId>,
        /// In more words.
        text: Option<ContentId>,
    }
    /// The moment by which the customer must have heard something again.
    NewsDue = "news.due" [] {
        /// By when.
        by: Timestamp,
        /// Who owes it.
        owner: TeamRef,
    }
    /// A message was decided on (rule 10: the record says why).
    UpdatePlanned = "update.planned" [] {
        /// The message.
        update: UpdateId,
        /// What it is about.
        about: UpdateKind,
        /// To whom.
        participant: ParticipantId,
        /// How.
        reach: Reach,
        /// When it may go.
        not_before: Timestamp,
        /// Why it waits, if it does.
        held: HoldReason,
        /// The contact that holds a member's words, where a member wrote it.
        contact: Option<ContactId>,
        /// The promise it tells.
        promise: Option<PromiseId>,
        /// The question it asks.
        question: Option<QuestionId>,
        /// The team it names.
        team: Option<TeamRef>,
        /// The promises that it keeps, or settles, once it is handed to its channel.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keeps: Vec<PromiseId>,
    }
    /// A message was handed to its channel.
    UpdateSent = "update.sent" [] {
        /// The message.
        update: UpdateId,
        /// The text as it went out.
        text: ContentId,
    }
    /// A message could not be delivered.
    UpdateFailed = "update.failed" [] {
        /// The message.
        update: UpdateId,
        /// Whether trying again would not help.
        permanent: bool,
    }
    /// A message that could not be delivered goes again.
    UpdateAgain = "update.again" [] {
        /// The message.
        update: UpdateId,
        /// How, by what reaches the person now.
        reach: Reach,
        /// When it may go.
        not_before: Timestamp,
        /// Why it waits, if it does.
        held: HoldReason,
    }
    /// A message was taken back before it left: a later one of the journey overtook it, or the journey ended.
    UpdateWithdrawn = "update.withdrawn" [] {
        /// The message.
        update: UpdateId,
    }
    /// A person must call or write.
    TaskMade = "task.made" [] {
        /// The task.
        task: TaskId,
        /// Call or letter.
        way: TaskKind,
        /// The message that it carries, where it carries one.
        update: Option<UpdateId>,
        /// Who owes it.
        owner: TeamRef,
        /// By when.
        due: Timestamp,
    }
    /// The call was made or the letter sent.
    TaskDone = "task.done" ["member", "note"] {
        /// The task.
        task: TaskId,
        /// By whom.
        member: Option<MemberId>,
        /// What was said.
        note: Option<ContentId>,
    }
    /// A watched moment passed without effect on the journey itself (a task, a ball that nobody took).
    Overdue = "deadline.passed" [] {
        /// Which.
        what: DeadlineKind,
        /// When it was due.
        due: Timestamp,
        /// The task, where it is one.
        task: Option<TaskId>,
    }
    /// An outcome was told and is proposed as the end.
    OutcomeProposed = "outcome.proposed" [] {
        /// How it came out.
        outcome: Outcome,
        /// The outcome and its reason in plain words.
        text: ContentId,
        /// What is paid to or waived for the customer, in cents.
        amount: Option<Cents>,
        /// Until when the customer may object.
        objection_until: Timestamp,
    }
    /// The proposal was called into question by a contact; closing waits until somebody looked.
    OutcomeQuestioned = "outcome.questioned" [] {
        /// The contact.
        contact: ContactId,
    }
    /// Somebody looked: it was only thanks; the closing period goes on.
    QuestioningDismissed = "outcome.questioning_dismissed" [] {
        /// The contact.
        contact: ContactId,
    }
    /// The customer's side said that it is being sent back and forth; the director's team owes it a call.
    SentAround = "journey.sent_around" [] {
        /// The contact that says so.
        contact: ContactId,
        /// The call that is promised.
        promise: PromiseId,
        /// How often the ball had gone from one team to another.
        moves: u32,
    }
    /// The proposal no longer stands.
    ProposalWithdrawn = "outcome.proposal_withdrawn" [] {
        /// Why.
        why: ReopenReason,
    }
    /// The journey closed.
    Closed = "journey.closed" [] {
        /// How.
        how: CloseHow,
    }
    /// The journey opened again, to the director's team.
    Reopened = "journey.reopened" [] {
        /// Why.
        why: ReopenReason,
    }
    /// The journey is void: silent, by a person, undoable.
    Voided = "journey.voided" [] {
        /// Why.
        reason: VoidReason,
        /// The journey it duplicates.
        duplicate_of: Option<JourneyId>,
    }
    /// The voiding was undone.
    Unvoided = "journey.unvoided" [] {}
}

impl JourneyEvent {
    /// The body in its two parts, each a JSON object: what partners on the journey may see, and what stays inside.
    ///
    /// # Errors
    /// Only when serialisation fails, which no event of this enum does.
    pub fn parts(&self) -> Result<(String, String), serde_json::Error> {
        split(serde_json::to_value(self)?, Self::internal_fields(self.kind()))
    }

    /// Puts the two parts together again.
    ///
    /// # Errors
    /// When the parts are not an event of this version.
    pub fn from_parts(shared: &str, internal: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_value(join(shared, internal)?)
    }
}
