//! What is asked of a journey.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AgreementCommand, BreachCommand, CallWish, HoldCommand, NewForward, NewPromise, NewQuestion, ShipmentCommand,
    SignalCommand, SurveyCommand, VisitCommand,
};
use crate::actor::TeamRef;
use crate::codes::{
    Asks, BallGoes, CloseHow, DeadlineKind, DeclineReason, FailWhy, JoinReason, JourneyKind, MoveReason, Outcome,
    PromiseWhat, ReopenReason, SuspensionGround, TakeBackReason, TaskKind, VoidReason,
};
use crate::event::{ContactFacts, Reach, Window};
use crate::ids::{
    ContactId, ContentId, CustomerId, HandoverId, JourneyId, LegId, MemberId, OrgId, ParticipantId, PromiseId,
    QuestionId, TaskId, UpdateId,
};
use crate::joining::CarriedPromise;
use crate::money::Cents;
use crate::reference::Reference;

/// What is asked of a journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum JourneyCommand {
    /// Begin it, with its first contact.
    Open {
        /// The number that people say.
        reference: Reference,
        /// The kind of need, where a person chose it; without it that of the blueprint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        need: Option<JourneyKind>,
        /// Whose it is.
        customer: CustomerId,
        /// The customer's place on it.
        participant: ParticipantId,
        /// How messages reach the customer.
        reach: Reach,
        /// The team whose door it came in by; it directs where the blueprint names no other.
        team: TeamRef,
        /// Its title.
        subject: ContentId,
        /// Its first contact.
        contact: ContactFacts,
        /// The earlier journey that it follows.
        follows: Option<JourneyId>,
    },
    /// Lay an ended journey from an archive into the record.
    OpenHistoric {
        /// The number that people say.
        reference: Reference,
        /// Whose it is.
        customer: CustomerId,
        /// The customer's place on it.
        participant: ParticipantId,
        /// The team whose archive it is.
        team: TeamRef,
        /// Its title.
        subject: ContentId,
        /// Its contacts, oldest first.
        contacts: Vec<ContactFacts>,
    },
    /// Add a contact out of an archive to a journey that came out of one.
    AddHistoric {
        /// The contact.
        contact: ContactFacts,
    },
    /// Let a journey out of an archive go on, without telling anybody.
    OpenImported {
        /// How messages reach the customer from now on.
        reach: Reach,
    },
    /// Record a contact from the customer's side, or one noted by a member.
    RecordContact {
        /// The contact.
        contact: ContactFacts,
        /// The question that it answers, where it does.
        answers: Option<QuestionId>,
    },
    /// Correct what a contact asks for.
    TagContact {
        /// The contact.
        contact: ContactId,
        /// What it asks for.
        asks: Asks,
    },
    /// Say that a contact of the customer's side, and all before it, has been seen and needs no answer.
    SeeContact {
        /// The contact.
        contact: ContactId,
    },
    /// Let the partners in the chain read the text of a contact, or no longer.
    MarkForChain {
        /// The contact.
        contact: ContactId,
        /// Whether they may read it.
        marked: bool,
    },
    /// Take a contact off this journey; the same write records it elsewhere.
    MoveContactAway {
        /// The contact.
        contact: ContactId,
        /// Where it goes.
        to: JourneyId,
        /// Split or moved.
        why: JoinReason,
    },
    /// Write to the customer: a message or a complete answer, with what it promises and asks, all in one message.
    Write {
        /// The message.
        contact: ContactFacts,
        /// Whether every field of an answer card is filled or does not apply.
        complete: bool,
        /// What it promises.
        promise: Option<NewPromise>,
        /// What it asks.
        question: Option<NewQuestion>,
    },
    /// Leave a note for colleagues.
    AddNote {
        /// The note.
        note: ContentId,
    },
    /// Let a person take part.
    AddParticipant {
        /// The participant.
        participant: ParticipantId,
        /// The role.
        role: crate::codes::ParticipantRole,
        /// The person's record.
        customer: CustomerId,
        /// How messages reach the person.
        reach: Reach,
        /// Whether the person may act.
        may_act: bool,
    },
    /// Let a person no longer take part.
    RemoveParticipant {
        /// The participant.
        participant: ParticipantId,
    },
    /// Change how messages reach a person.
    ChangeReach {
        /// The participant.
        participant: ParticipantId,
        /// The new way.
        reach: Reach,
    },
    /// Take the team's ball, give it to a colleague, or lay it down.
    Assign {
        /// Who has it now.
        member: Option<MemberId>,
    },
    /// Offer a leg or the direction.
    Offer {
        /// The team offered to.
        to: TeamRef,
        /// Whether the ball goes; nothing when it is the direction that is offered.
        ball: Option<BallGoes>,
        /// The brief: the blueprint's fields in order, `None` where left empty.
        brief: Vec<Option<ContentId>>,
        /// When the receiver answers at the latest; without it the blueprint's term.
        respond_by: Option<Timestamp>,
    },
    /// Accept an offer, perhaps with a promise that is told in the same message.
    Accept {
        /// The offer.
        handover: HandoverId,
        /// The promise.
        promise: Option<NewPromise>,
    },
    /// Answer an offer at once; the ball does not move.
    AnswerOffer {
        /// The offer.
        handover: HandoverId,
        /// How it came out.
        outcome: Outcome,
        /// The answer.
        text: ContentId,
    },
    /// Ask the giver something first.
    AskBack {
        /// The offer.
        handover: HandoverId,
        /// The question.
        text: ContentId,
    },
    /// Answer the receiver's question.
    Clarify {
        /// The offer.
        handover: HandoverId,
        /// The answer.
        text: ContentId,
    },
    /// Words of a partner about its offer or work, by mail or noted by a member; the giver looks at them.
    SayForPartner {
        /// The offer that it came by.
        handover: HandoverId,
        /// What the partner said.
        text: ContentId,
    },
    /// A party leaves the chain: what it has here comes back.
    LoseParty {
        /// The organisation.
        org: OrgId,
    },
    /// Decline an offer.
    Decline {
        /// The offer.
        handover: HandoverId,
        /// The reason.
        reason: DeclineReason,
        /// More words; needed for "other".
        text: Option<ContentId>,
    },
    /// Take an offer back.
    Withdraw {
        /// The offer.
        handover: HandoverId,
    },
    /// Finish a leg with its outcome.
    FinishLeg {
        /// The leg.
        leg: LegId,
        /// How it came out.
        outcome: Option<Outcome>,
        /// What was found or done.
        text: Option<ContentId>,
    },
    /// Give a leg back with a question to the giver.
    ReturnLeg {
        /// The leg.
        leg: LegId,
        /// The question.
        text: ContentId,
    },
    /// Give a leg back with a reason.
    GiveLegBack {
        /// The leg.
        leg: LegId,
        /// The reason.
        reason: DeclineReason,
        /// More words.
        text: Option<ContentId>,
    },
    /// Ask to spend more on a leg than the own mandate.
    AskAmount {
        /// The leg.
        leg: LegId,
        /// How much, in cents.
        amount: Cents,
        /// What for.
        text: ContentId,
    },
    /// Say whether what was asked for may be spent on a leg.
    DecideAmount {
        /// The leg.
        leg: LegId,
        /// Whether it may.
        granted: bool,
        /// More words; needed for a no.
        text: Option<ContentId>,
    },
    /// The director's team takes the ball back.
    TakeBack {
        /// Why.
        reason: TakeBackReason,
    },
    /// Correct whether the customer had answered a question before, and had to say it again.
    TagQuestion {
        /// The question.
        question: QuestionId,
        /// Whether it was answered before.
        repeats: bool,
    },
    /// Withdraw a question to the customer.
    WithdrawQuestion {
        /// The question.
        question: QuestionId,
    },
    /// Make a promise and tell it.
    Promise {
        /// The promise.
        promise: NewPromise,
    },
    /// Make a promise that was said in a conversation: a mail confirms it, and no person says it again.
    SayPromise {
        /// The promise.
        promise: NewPromise,
    },
    /// Move a promise, with a reason, and tell it.
    MovePromise {
        /// The promise.
        promise: PromiseId,
        /// The new window.
        window: Window,
        /// Why.
        reason: MoveReason,
        /// In more words.
        text: Option<ContentId>,
        /// What the customer gets meanwhile at our cost, in cents; within the mandate, and told in the words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Cents>,
    },
    /// Say that a promise is done.
    Fulfil {
        /// The promise.
        promise: PromiseId,
        /// When the fact happened; without it, now.
        at: Option<Timestamp>,
    },
    /// Let a promise go, by the one it was made to (noted by a member, or on the status page).
    Release {
        /// The promise.
        promise: PromiseId,
    },
    /// Owe what the customer was told on a journey that was set aside for this one. Nobody is told anew.
    CarryPromise {
        /// The other journey.
        from: JourneyId,
        /// What was promised there.
        what: PromiseWhat,
        /// By when.
        window: Window,
    },
    /// Something about a visit.
    Visit(VisitCommand),
    /// Something about an agreement.
    Agreement(AgreementCommand),
    /// Something about a hold.
    Hold(HoldCommand),
    /// Something about an agreement that was not kept to.
    Breach(BreachCommand),
    /// Something about a process that fails.
    Signal(SignalCommand),
    /// About its survey.
    Survey(SurveyCommand),
    /// Something about a shipment.
    Shipment(ShipmentCommand),
    /// Extend the legal term, once, and tell the customer in writing.
    ExtendLegal {
        /// By how many weeks.
        weeks: u32,
        /// Why.
        reason: MoveReason,
        /// In more words; needed for "other".
        text: Option<ContentId>,
    },
    /// Let the legal term stand still on a ground of the law, and tell the customer in writing.
    SuspendLegal {
        /// The ground.
        ground: SuspensionGround,
        /// The first day that counts again, in days since 1970-01-01; nothing where nobody knows yet.
        until: Option<i32>,
        /// Why, in words.
        text: Option<ContentId>,
    },
    /// Let the legal term run again, and tell the customer in writing.
    ResumeLegal {},
    /// Say that what runs is a complaint: its own term begins on the day of the contact that complains, and the customer gets a
    /// receipt in writing.
    MarkComplaint {
        /// The contact that complains.
        contact: ContactId,
    },
    /// Forward the matter to the body whose it is, and tell the customer who has it now.
    Forward {
        /// To whom, and what goes along.
        #[serde(flatten)]
        forward: NewForward,
    },
    /// Ask to be called; a promise within opening hours.
    RequestCall {
        /// The contact that holds the wish.
        contact: ContactFacts,
        /// When.
        #[serde(default, skip_serializing_if = "CallWish::is_soon")]
        when: CallWish,
    },
    /// Say that one is being sent back and forth; the director's team owes a call.
    SentAround {
        /// The contact that says so.
        contact: ContactFacts,
    },
    /// Tell the outcome and propose the journey as solved.
    ProposeOutcome {
        /// How it came out.
        outcome: Outcome,
        /// The message that tells it.
        contact: ContactFacts,
        /// What is paid or waived, in cents.
        amount: Option<Cents>,
    },
    /// The customer says it is solved, or a member notes that the customer said so.
    ConfirmSolved {},
    /// The customer says it is not solved.
    NotSolved {
        /// The contact that says so.
        contact: ContactFacts,
    },
    /// A message that called the proposal into question, or re-opened the journey, was only thanks.
    JustThanks {
        /// The contact.
        contact: ContactId,
    },
    /// Close: withdrawn by the customer, or no answer after reminders.
    Close {
        /// How.
        how: CloseHow,
    },
    /// Open a closed journey again.
    Reopen {
        /// Why.
        why: ReopenReason,
    },
    /// Set it aside in silence.
    Void {
        /// Why.
        reason: VoidReason,
        /// The journey it duplicates.
        duplicate_of: Option<JourneyId>,
    },
    /// Undo the voiding.
    Unvoid {},
    /// Join it into another journey, which goes on with what it owes.
    JoinInto {
        /// The other journey.
        to: JourneyId,
    },
    /// Take in a journey that is joined into this one, with what it owes.
    TakeIn {
        /// The other journey.
        from: JourneyId,
        /// What is owed there.
        promises: Vec<CarriedPromise>,
    },
    /// Let it go on by itself again.
    Unjoin {
        /// What was promised here, and changed on the other journey since: it stays there.
        stays: Vec<PromiseId>,
    },
    /// Let a journey that was joined into this one go on by itself again, with what it owes.
    GiveBack {
        /// The other journey.
        from: JourneyId,
        /// What is owed here for it, and goes back.
        promises: Vec<PromiseId>,
    },
    /// A person called or wrote.
    DoneTask {
        /// The task.
        task: TaskId,
        /// Whether the customer was reached; if not, the task stays with a new due moment.
        reached: bool,
        /// What was said.
        note: Option<ContentId>,
    },
    /// Make a call or letter for a person to do.
    MakeTask {
        /// Call or letter.
        way: TaskKind,
    },
    /// Send a message again that did not arrive.
    SendAgain {
        /// The message.
        update: UpdateId,
    },
    /// The outbox handed a message to its channel.
    Sent {
        /// The message.
        update: UpdateId,
        /// The text as it went out.
        text: ContentId,
    },
    /// A message could not be delivered.
    Failed {
        /// The message.
        update: UpdateId,
        /// Whether trying again would not help.
        permanent: bool,
    },
    /// A message cannot go by the way that it was to go, or did not get there by it.
    Unreachable {
        /// The message.
        update: UpdateId,
        /// Why.
        why: FailWhy,
    },
    /// A message reached its receiver's telephone or browser, or was seen there.
    Arrived {
        /// The message.
        update: UpdateId,
        /// Whether it was seen.
        seen: bool,
        /// When, as the channel tells.
        at: Option<Timestamp>,
    },
    /// A message that waits has lost its sense: a later one overtook it, or the journey ended.
    Overtaken {
        /// The message.
        update: UpdateId,
    },
    /// A watched moment came.
    Fire {
        /// Which.
        deadline: DeadlineKind,
        /// Of what (a promise, offer, question or task), by its UUID; the journey itself otherwise.
        of: Option<uuid::Uuid>,
        /// When it was due.
        due: Timestamp,
    },
}
