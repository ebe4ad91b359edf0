//! Refusals: typed inside, plain words outside. Each names the rule it keeps and what would be allowed instead; the words
//! stand in the locales under `refusal-<code>` and `refusal-<code>-instead`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::ids::{JourneyId, MemberId};
use crate::journey::Holder;
use crate::money::Cents;
use crate::reference::Reference;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, rule $rule:literal;)*) => {
        /// Why a command is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $code)] $name),* }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stored code; also the last part of its locale keys.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The rule of the design that it keeps; 0 where it only keeps input sane.
            #[must_use]
            pub fn rule(self) -> u8 {
                match self { $(Self::$name => $rule),* }
            }
        }
    };
}

refusals! {
    /// There is no such journey.
    NoJourney = "no-journey", rule 1;
    /// A partner opens a journey of a kind for which no team of ours directs.
    NoDirector = "no-director", rule 1;
    /// The journey exists already.
    JourneyExists = "journey-exists", rule 1;
    /// The journey is closed.
    JourneyClosed = "journey-closed", rule 3;
    /// The journey is not closed.
    JourneyOpen = "journey-open", rule 3;
    /// The journey is void.
    JourneyVoid = "journey-void", rule 3;
    /// Setting aside what a person promised the customer something on.
    VoidPromised = "void-promised", rule 3;
    /// Setting aside as not ours what somebody waits for a word on: another body's matter is forwarded.
    VoidAwaited = "void-awaited", rule 3;
    /// The journey is not void.
    NotVoid = "not-void", rule 3;
    /// The work is passed on once more, and nobody says why.
    HopUnexplained = "hop-unexplained", rule 2;
    /// Another party has the ball.
    NotYourBall = "not-your-ball", rule 2;
    /// Somebody acted on an older state of the ball.
    StaleBall = "stale-ball", rule 2;
    /// Only the director's team may do this.
    NotDirector = "not-director", rule 2;
    /// The act is for members.
    MembersOnly = "members-only", rule 2;
    /// The team is not known.
    UnknownTeam = "unknown-team", rule 2;
    /// No data are shared with the partner whose team it is.
    NoSharing = "no-sharing", rule 11;
    /// A partner that does not take part cannot have the ball, nor the direction.
    PartnerOutside = "partner-outside", rule 2;
    /// A partner handed on more in an hour than it may.
    OfferQuota = "offer-quota", rule 2;
    /// The offer is not known.
    UnknownHandover = "unknown-handover", rule 2;
    /// Somebody else was first.
    AlreadyAccepted = "already-accepted", rule 2;
    /// The offer was already ended.
    HandoverEnded = "handover-ended", rule 2;
    /// Only the receiver may answer an offer.
    NotReceiver = "not-receiver", rule 2;
    /// Only the giver may withdraw an offer.
    NotGiver = "not-giver", rule 2;
    /// An offer to the team that offers it.
    ToSelf = "to-self", rule 2;
    /// A leg that takes the ball is on its way or at work already.
    LegWithBallOpen = "leg-with-ball-open", rule 2;
    /// The leg is not known.
    UnknownLeg = "unknown-leg", rule 4;
    /// The leg has ended.
    LegEnded = "leg-ended", rule 4;
    /// The leg is another team's.
    NotYourLeg = "not-your-leg", rule 4;
    /// A leg ends with an outcome, a question or a reason, never in silence.
    SilentClose = "silent-close", rule 4;
    /// The brief lacks a part that the blueprint asks for.
    BriefIncomplete = "brief-incomplete", rule 4;
    /// The question is not known.
    UnknownQuestion = "unknown-question", rule 2;
    /// The question was already ended.
    QuestionEnded = "question-ended", rule 2;
    /// A question to the customer is still open.
    QuestionOpen = "question-open", rule 2;
    /// A second question in one leg: first ask whether this is the last thing needed.
    LastThingNeeded = "last-thing-needed", rule 16;
    /// The shipment is not known.
    UnknownShipment = "unknown-shipment", rule 6;
    /// The promise is not known.
    UnknownPromise = "unknown-promise", rule 6;
    /// The promise has ended.
    PromiseEnded = "promise-ended", rule 6;
    /// The promise was changed meanwhile.
    StalePromise = "stale-promise", rule 6;
    /// What was promised to be told is not done while nothing was told.
    KeptByTelling = "kept-by-telling", rule 6;
    /// A promise lies in the past.
    PromiseInPast = "promise-in-past", rule 6;
    /// Only its owner, the ball holder or the director may change a promise.
    NotYourPromise = "not-your-promise", rule 6;
    /// A window ends before it begins.
    WindowReversed = "window-reversed", rule 6;
    /// A call in a window in which the team that calls is closed.
    OutsideHours = "outside-hours", rule 6;
    /// The blueprint plans no visits.
    NoVisits = "no-visits", rule 6;
    /// A visit is agreed on already.
    VisitOpen = "visit-open", rule 6;
    /// The visit is not known.
    UnknownVisit = "unknown-visit", rule 6;
    /// The visit is over, or off.
    VisitEnded = "visit-ended", rule 6;
    /// Somebody is there already.
    VisitBegun = "visit-begun", rule 6;
    /// Only who comes, has the ball or directs plans a visit.
    NotYourVisit = "not-your-visit", rule 2;
    /// The slot book does not offer the window, or no more.
    SlotUnknown = "slot-unknown", rule 6;
    /// The last place of the window is gone.
    SlotTaken = "slot-taken", rule 6;
    /// The customer may not change the visit any more without asking.
    TooLateToMove = "too-late-to-move", rule 6;
    /// A moment outside the window that was promised.
    OutsideWindow = "outside-window", rule 6;
    /// What belongs to the day of a visit, before that day.
    VisitTooEarly = "visit-too-early", rule 6;
    /// The promise is that of a visit, and lives and ends with it.
    VisitPromise = "visit-promise", rule 6;
    /// A visit that was not enough, with no word on what was missing; or one that was, with one.
    MissingUnsaid = "missing-unsaid", rule 4;
    /// Closing with an open or unsettled broken promise.
    PromisesOpen = "promises-open", rule 3;
    /// Closing with an open leg or pending offer.
    LegsOpen = "legs-open", rule 3;
    /// Closing before the customer was told the outcome.
    OutcomeNotTold = "outcome-not-told", rule 3;
    /// Closing before the closing period ended.
    ClosingPeriod = "closing-period", rule 3;
    /// The customer's last message has not been looked at.
    ObjectionOpen = "objection-open", rule 3;
    /// Nothing has been proposed as solved.
    NothingProposed = "nothing-proposed", rule 3;
    /// An outcome has been proposed already.
    AlreadyProposed = "already-proposed", rule 3;
    /// The contact is not known.
    UnknownContact = "unknown-contact", rule 10;
    /// The contact was moved away already.
    ContactGone = "contact-gone", rule 10;
    /// Our own message has left the house.
    ContactLeftHouse = "contact-left-house", rule 10;
    /// The participant is not known.
    UnknownParticipant = "unknown-participant", rule 1;
    /// This participant may look but not act.
    MayNotAct = "may-not-act", rule 1;
    /// The update is not known.
    UnknownUpdate = "unknown-update", rule 5;
    /// A message that need not or cannot go again: it arrived, is on its way, or was told by a person.
    NotAgain = "not-again", rule 5;
    /// No e-mail address reaches the person.
    NoAddress = "no-address", rule 5;
    /// The task is not known.
    UnknownTask = "unknown-task", rule 5;
    /// The task is done.
    TaskEnded = "task-ended", rule 5;
    /// The agreement is not known.
    UnknownAgreement = "unknown-agreement", rule 0;
    /// The agreement binds no more, or never did.
    AgreementOver = "agreement-over", rule 3;
    /// The agreement waits for a second member.
    AgreementWaits = "agreement-waits", rule 3;
    /// Setting aside in silence what binds others.
    AgreementStands = "agreement-stands", rule 3;
    /// Who proposes over the mandate does not approve it.
    OwnAgreement = "own-agreement", rule 2;
    /// The agreement is another team's.
    NotYourAgreement = "not-your-agreement", rule 2;
    /// Nothing is agreed with somebody who is not known by evidence.
    HandleUntied = "handle-untied", rule 10;
    /// More holds than one agreement has.
    TooManyHolds = "too-many-holds", rule 0;
    /// The system is not known.
    UnknownSystem = "unknown-system", rule 0;
    /// The hold is not known.
    UnknownHold = "unknown-hold", rule 0;
    /// The hold is for another team to change or acknowledge.
    NotYourHold = "not-your-hold", rule 3;
    /// The hold was released.
    HoldEnded = "hold-ended", rule 3;
    /// The hold was not released.
    HoldStands = "hold-stands", rule 3;
    /// A hold lasts longer or is released; it never becomes shorter.
    HoldNotLonger = "hold-not-longer", rule 3;
    /// Closing while a system does not know of a hold or its release.
    HoldsOpen = "holds-open", rule 3;
    /// Closing with a hold that ends before what was agreed is carried out.
    HoldHasEnd = "hold-has-end", rule 3;
    /// The breach is not known.
    UnknownBreach = "unknown-breach", rule 0;
    /// What was done is dated before the agreement stood.
    BreachBefore = "breach-before", rule 3;
    /// The breach was settled.
    BreachEnded = "breach-ended", rule 3;
    /// The customer has not been told of the breach.
    BreachUntold = "breach-untold", rule 3;
    /// Closing with an unsettled breach.
    BreachOpen = "breach-open", rule 3;
    /// The signal is not known.
    UnknownSignal = "unknown-signal", rule 0;
    /// The signal was answered.
    SignalEnded = "signal-ended", rule 0;
    /// The signal is for another team to answer.
    NotYourSignal = "not-your-signal", rule 0;
    /// There is no such improvement.
    NoImprovement = "no-improvement", rule 0;
    /// The improvement exists already.
    ImprovementExists = "improvement-exists", rule 0;
    /// An improvement that comes from nothing that was gathered.
    ImprovementFromNothing = "improvement-from-nothing", rule 0;
    /// The improvement was measured or stopped.
    ImprovementOver = "improvement-over", rule 0;
    /// What is expected is said before a change starts, and stands from then on.
    ImprovementStarted = "improvement-started", rule 0;
    /// A change compared with the same journeys.
    ImprovementBesideItself = "improvement-beside-itself", rule 0;
    /// Measuring what was not registered.
    ImprovementUnregistered = "improvement-unregistered", rule 0;
    /// Measuring before its time is over.
    ImprovementRuns = "improvement-runs", rule 0;
    /// Telling what was done without saying it.
    ImprovementUntold = "improvement-untold", rule 0;
    /// Nobody asked how it went.
    NothingAsked = "nothing-asked", rule 13;
    /// Nobody answered how it went.
    NothingAnswered = "nothing-answered", rule 13;
    /// The answer is not about what the member did, or it has faded.
    NotYourMirror = "not-your-mirror", rule 12;
    /// No call to a silent customer is proposed, or somebody decided on it already.
    NoCallProposed = "no-call-proposed", rule 0;
    /// It is not a part of the party that says so, or it was never on the journey.
    NotYourPart = "not-your-part", rule 0;
    /// It was said before that an answer is not about that part.
    Disputed = "disputed", rule 0;
    /// Nothing that was said against an attribution waits for a decision.
    NoDispute = "no-dispute", rule 0;
    /// A signal that says nothing.
    EmptySignal = "empty-signal", rule 0;
    /// An answer that says nothing.
    EmptyAnswer = "empty-answer", rule 0;
    /// An answer to a question that is not asked.
    UnknownSurveyQuestion = "unknown-survey-question", rule 0;
    /// An answer that the scale does not have, or two to one question.
    AnswerOffScale = "answer-off-scale", rule 0;
    /// A moment that the record of the journey does not have.
    UnknownMoment = "unknown-moment", rule 0;
    /// It is too late to answer.
    AnswerTooLate = "answer-too-late", rule 13;
    /// It is too late to change the answer.
    AnswerFinal = "answer-final", rule 13;
    /// More than the member's mandate.
    OverMandate = "over-mandate", rule 2;
    /// An amount was asked for before, and nobody said yes or no to it.
    AmountWaits = "amount-waits", rule 0;
    /// No amount waits for a yes or no.
    AmountEnded = "amount-ended", rule 0;
    /// No legal term runs on which something is still to be decided.
    NoLegalTerm = "no-legal-term", rule 0;
    /// The legal term was extended before.
    LegalExtended = "legal-extended", rule 0;
    /// By more weeks than the law allows.
    LegalTooLong = "legal-too-long", rule 0;
    /// The legal term has ended.
    LegalEnded = "legal-ended", rule 0;
    /// The legal term stands still already.
    LegalStill = "legal-still", rule 0;
    /// The legal term does not stand still, or for a question whose answer ends it.
    LegalRuns = "legal-runs", rule 0;
    /// The law lets this term not stand still on this ground.
    LegalGround = "legal-ground", rule 0;
    /// A day that does not fit: a delay that was agreed on has a last day, which lies ahead.
    LegalDay = "legal-day", rule 0;
    /// The journey is a complaint already.
    IsComplaint = "is-complaint", rule 0;
    /// Another term runs, or ran, on the journey: the complaint gets a journey of its own.
    ComplaintApart = "complaint-apart", rule 0;
    /// A negative amount.
    AmountNegative = "amount-negative", rule 0;
    /// The handle belongs to another customer.
    HandleTaken = "handle-taken", rule 10;
    /// The handle is not known.
    UnknownHandle = "unknown-handle", rule 10;
    /// There is no such customer.
    NoCustomer = "no-customer", rule 10;
    /// The customer exists already.
    CustomerExists = "customer-exists", rule 10;
    /// A customer joined to itself.
    SameCustomer = "same-customer", rule 10;
    /// The two customers are joined already.
    AlreadyJoined = "already-joined", rule 10;
    /// The two customers are not joined.
    NotJoined = "not-joined", rule 10;
    /// Nobody said that the two customers are two people.
    NotToldApart = "not-told-apart", rule 10;
    /// Joining a journey with an offer that nobody has answered.
    JoinOffer = "join-offer", rule 3;
    /// Joining a journey at which somebody is at work.
    JoinLeg = "join-leg", rule 4;
    /// Joining a journey with a question that the customer has not answered.
    JoinQuestion = "join-question", rule 2;
    /// Joining journeys while the customer thinks about an outcome.
    JoinProposed = "join-proposed", rule 3;
    /// Joining a journey with a visit that is agreed on.
    JoinVisit = "join-visit", rule 6;
    /// Joining a journey with a shipment that has not arrived.
    JoinShipment = "join-shipment", rule 6;
    /// Joining a journey with a signal that waits for an answer.
    JoinSignal = "join-signal", rule 10;
    /// Joining a journey with a call or letter that is still to be done.
    JoinTask = "join-task", rule 5;
    /// Joining a journey with a legal term that runs.
    JoinLegal = "join-legal", rule 0;
    /// Joining a journey with a message that has not left.
    JoinMessage = "join-message", rule 9;
    /// Joining a journey with people who do not take part in the other one.
    JoinPeople = "join-people", rule 11;
    /// Joining a journey that others may see than the other one.
    JoinShielded = "join-shielded", rule 11;
    /// Joining journeys of customers who are not joined.
    JoinStrangers = "join-strangers", rule 10;
    /// The journey is joined into another one, and what it owes is owed there.
    JoinedAway = "joined-away", rule 10;
    /// The journey is not joined into the other one.
    NotJoinedHere = "not-joined-here", rule 10;
    /// The customer chose nothing that could be taken back.
    NothingChosen = "nothing-chosen", rule 10;
    /// The stream holds events of a newer version.
    NewerVersion = "newer-version", rule 7;
    /// The shipment is known already, on a journey that is open.
    ShipmentKnown = "shipment-known", rule 9;
    /// A moment that lies too far in the past or the future.
    ImplausibleTime = "implausible-time", rule 14;
}

/// A refused command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("refused: {}", code.code())]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// Who has the ball, where that is what the actor must know.
    pub holder: Option<Holder>,
    /// A team that may, or that was first.
    pub team: Option<TeamRef>,
    /// The member who was first.
    pub member: Option<MemberId>,
    /// A moment that explains, such as the end of the closing period.
    pub at: Option<Timestamp>,
    /// An amount that would be allowed.
    pub amount: Option<Cents>,
    /// How many things stand in the way.
    pub count: Option<u32>,
    /// The journey where it stands already, and its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<(JourneyId, Reference)>,
}

impl Refusal {
    /// A refusal without details.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, holder: None, team: None, member: None, at: None, amount: None, count: None, journey: None }
    }

    /// Names the ball holder.
    #[must_use]
    pub fn holder(mut self, holder: Holder) -> Self {
        self.holder = Some(holder);
        self
    }

    /// Names a team.
    #[must_use]
    pub fn team(mut self, team: TeamRef) -> Self {
        self.team = Some(team);
        self
    }

    /// Names a member.
    #[must_use]
    pub fn member(mut self, member: Option<MemberId>) -> Self {
        self.member = member;
        self
    }

    /// Names a moment.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// Names an amount.
    #[must_use]
    pub fn amount(mut self, amount: Cents) -> Self {
        self.amount = Some(amount);
        self
    }

    /// Names the journey where it stands already.
    #[must_use]
    pub fn journey(mut self, id: JourneyId, reference: Reference) -> Self {
        self.journey = Some((id, reference));
        self
    }

    /// Names a number of things.
    #[must_use]
    pub fn count(mut self, count: usize) -> Self {
        self.count = u32::try_from(count).ok();
        self
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}
