//! What a line of the timeline says, and how it looks.

use regie_domain::codes::TaskKind;

use crate::cx::Cx;
use crate::pages::parts::Channel;

/// What happened, with the names that the line needs.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum Happened {
    /// The journey began.
    Opened,
    /// The customer wrote, called, came by.
    In { who: String, channel: Channel },
    /// A message to the customer; `left` is false while a person is still to say or post it.
    Out { who: String, channel: Channel, left: bool },
    /// The software wrote by itself; `left` once it was handed to its channel.
    Update { channel: Channel, left: bool },
    /// A chaser: "is there any news?".
    Chaser { who: String, channel: Channel },
    /// A call while the desk was closed.
    ClosedDoor,
    /// The customer says to be sent back and forth.
    SentAround,
    /// A note for colleagues.
    Note { who: String },
    /// A handover was offered.
    Offered { from: String, to: String, stays: bool },
    /// After a breach the program asked the team whose system or work it was.
    AskedUrgently { to: String },
    /// It was accepted.
    Accepted { by: String },
    /// It was answered at once.
    AnsweredAtOnce { by: String },
    /// It came back with a question.
    Returned { by: String },
    /// It is passed on for the third time or more, with nothing done between.
    PassedOn { times: usize },
    /// A partner said something about it.
    PartnerSaid { team: String },
    /// Who does the work asked to spend more than its mandate.
    AmountAsked { team: String, amount: String },
    /// Whether that may be spent.
    AmountDecided { by: String, granted: bool },
    /// Nobody decided on it in time.
    AmountOverdue { giver: String },
    /// It was declined.
    Declined { by: String },
    /// The giver took it back.
    Withdrawn { by: String },
    /// It was not answered in time.
    OfferOverdue { to: String },
    /// The work was done.
    LegDone { by: String },
    /// The director's team took the ball.
    TakenBack { by: String },
    /// The customer was asked something.
    Asked { who: String },
    /// A member took it on.
    Assigned { who: String },
    /// A promise was made.
    Promised { by: String },
    /// A promise was moved.
    PromiseMoved { by: String },
    /// A promise was met.
    PromiseKept,
    /// A promise was not met.
    PromiseBroken,
    /// A promise was met too late, replaced or released.
    PromiseSettled,
    /// An outcome was told.
    Outcome { by: String },
    /// The customer agreed.
    Agreed,
    /// The customer did not agree.
    Objected,
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// It was set aside.
    Voided { by: String },
    /// It was joined into another journey.
    JoinedAway { by: String },
    /// Another journey was joined into it.
    TookIn { by: String },
    /// A journey that was joined into it goes on by itself again.
    WentApart { by: String },
    /// A message was put on, or moved from, this journey.
    Joined { by_person: Option<String> },
    /// A decision was undone.
    Undone { by: String },
    /// A machine wrote: out of office, a report.
    Machine { channel: Channel },
    /// The ball moved, and nothing else on the line says so.
    Ball { to: String },
    /// Another team directs.
    Directed { to: String },
    /// A promise may not be met.
    PromiseAtRisk,
    /// The receiver's question was answered by the giver.
    Clarified { by: String },
    /// The question to the customer needs no answer any more.
    QuestionWithdrawn { by: String },
    /// The customer did not answer in time.
    QuestionLapsed,
    /// Somebody takes part.
    TakesPart { who: String },
    /// Somebody wrote about it, and does not take part.
    OnlyWrote { who: String },
    /// Somebody takes no part any more.
    TakesNoPart { who: String },
    /// Messages reach somebody in another way.
    ReachChanged { who: String },
    /// What a contact asks for was corrected.
    Tagged { by: String },
    /// Whether the customer had to say something again was corrected.
    RepeatTagged { by: String },
    /// A contact was taken off this journey.
    MovedAway { by: String },
    /// A message did not reach the customer.
    Undelivered,
    /// A message that had not arrived goes again.
    SentAgain { by: String },
    /// Somebody must call, write, or take out of the mailbox what was too large.
    TaskMade { kind: TaskKind },
    /// Somebody did so.
    TaskDone { by: String, kind: TaskKind },
    /// A call or letter is no longer needed.
    TaskSettled,
    /// A due moment passed.
    DuePassed,
    /// A contact called the outcome into question.
    Questioned,
    /// It was only thanks.
    OnlyThanks { by: String },
    /// What the customer's side wrote was seen and needs no answer.
    Seen { by: String },
    /// A member marked the words of a contact for the partners in the chain.
    ForChain { by: String },
    /// A member took that back.
    NotForChain { by: String },
    /// The proposal no longer stands.
    ProposalGone,
    /// Something about a visit: the key of its line, its icon, whether it went well, where that is so.
    Visit { by: String, key: &'static str, icon: &'static str, side: Side },
    /// Something about the legal term, or that the matter went to another body: in the same way.
    Legal { by: String, key: &'static str, icon: &'static str, side: Side },
}

/// From which side a line comes; decides the look of its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The organisation.
    Us,
    /// The customer.
    Them,
    /// The ball moves.
    Pass,
    /// Something went wrong.
    Bad,
    /// Something went well.
    Ok,
    /// The record itself.
    Record,
}

impl Side {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Side::Us => "us",
            Side::Them => "them",
            Side::Pass => "pass",
            Side::Bad => "bad",
            Side::Ok => "ok",
            Side::Record => "record",
        }
    }
}

impl Happened {
    /// The line itself.
    pub fn title(&self, cx: &Cx) -> String {
        match self {
            Happened::Opened => cx.t("tl-opened"),
            Happened::In { who, channel: Channel::Phone } => cx.t1("tl-in-phone", "who", who),
            Happened::In { who, .. } => cx.t1("tl-in", "who", who),
            Happened::Out { who, left: false, .. } => cx.t1("tl-out-ready", "who", who),
            Happened::Out { who, channel: Channel::Phone, .. } => cx.t1("tl-out-phone", "who", who),
            Happened::Out { who, .. } => cx.t1("tl-out", "who", who),
            Happened::Update { left: false, .. } => cx.t("tl-update-ready"),
            Happened::Update { .. } => cx.t("tl-update"),
            Happened::Chaser { who, .. } => cx.t1("tl-chaser", "who", who),
            Happened::ClosedDoor => cx.t("tl-closed-door"),
            Happened::Note { who } => cx.t1("tl-note", "who", who),
            Happened::Offered { from, to, stays: true } => cx.t2("tl-consult", "from", from, "to", to),
            Happened::Offered { from, to, stays: false } => cx.t2("tl-offered", "from", from, "to", to),
            Happened::AskedUrgently { to } => cx.t1("tl-asked-urgently", "to", to),
            Happened::Accepted { by } => cx.t1("tl-accepted", "by", by),
            Happened::AnsweredAtOnce { by } => cx.t1("tl-answered", "by", by),
            Happened::Returned { by } => cx.t1("tl-returned", "by", by),
            Happened::PassedOn { times } => cx.tn("tl-passed-on", times),
            Happened::PartnerSaid { team } => cx.t1("tl-partner-said", "team", team),
            Happened::AmountAsked { team, amount } => cx.t2("tl-amount-asked", "team", team, "amount", amount),
            Happened::AmountDecided { by, granted: true } => cx.t1("tl-amount-granted", "by", by),
            Happened::AmountOverdue { giver } => cx.t1("tl-amount-overdue", "team", giver),
            Happened::AmountDecided { by, granted: false } => cx.t1("tl-amount-refused", "by", by),
            Happened::Declined { by } => cx.t1("tl-declined", "by", by),
            Happened::Withdrawn { by } => cx.t1("tl-withdrawn", "by", by),
            Happened::OfferOverdue { to } => cx.t1("tl-offer-overdue", "to", to),
            Happened::LegDone { by } => cx.t1("tl-leg-done", "by", by),
            Happened::TakenBack { by } => cx.t1("tl-taken-back", "by", by),
            Happened::Asked { who } => cx.t1("tl-asked", "who", who),
            Happened::Assigned { who } => cx.t1("tl-assigned", "who", who),
            Happened::Promised { by } => cx.t1("tl-promised", "by", by),
            Happened::PromiseMoved { by } => cx.t1("tl-promise-moved", "by", by),
            Happened::PromiseKept => cx.t("tl-promise-kept"),
            Happened::PromiseBroken => cx.t("tl-promise-broken"),
            Happened::PromiseSettled => cx.t("tl-promise-settled"),
            Happened::Outcome { by } => cx.t1("tl-outcome", "by", by),
            Happened::Agreed => cx.t("tl-agreed"),
            Happened::Objected => cx.t("tl-objected"),
            Happened::Closed => cx.t("tl-closed"),
            Happened::Reopened => cx.t("tl-reopened"),
            Happened::Voided { by } => cx.t1("tl-voided", "by", by),
            Happened::JoinedAway { by } => cx.t1("tl-joined-away", "by", by),
            Happened::TookIn { by } => cx.t1("tl-took-in", "by", by),
            Happened::WentApart { by } => cx.t1("tl-went-apart", "by", by),
            Happened::Joined { by_person: Some(who) } => cx.t1("tl-joined-by", "who", who),
            Happened::Joined { by_person: None } => cx.t("tl-joined"),
            Happened::Undone { by } => cx.t1("tl-undone", "by", by),
            Happened::Machine { .. } => cx.t("tl-machine"),
            Happened::Ball { to } => cx.t1("tl-ball", "to", to),
            Happened::Directed { to } => cx.t1("tl-directed", "to", to),
            Happened::PromiseAtRisk => cx.t("tl-promise-at-risk"),
            Happened::Clarified { by } => cx.t1("tl-clarified", "by", by),
            Happened::QuestionWithdrawn { by } => cx.t1("tl-question-withdrawn", "by", by),
            Happened::QuestionLapsed => cx.t("tl-question-lapsed"),
            Happened::SentAround => cx.t("tl-sent-around"),
            Happened::TakesPart { who } => cx.t1("tl-takes-part", "who", who),
            Happened::OnlyWrote { who } => cx.t1("tl-only-wrote", "who", who),
            Happened::TakesNoPart { who } => cx.t1("tl-takes-no-part", "who", who),
            Happened::ReachChanged { who } => cx.t1("tl-reach-changed", "who", who),
            Happened::Tagged { by } => cx.t1("tl-tagged", "by", by),
            Happened::RepeatTagged { by } => cx.t1("tl-repeat-tagged", "by", by),
            Happened::MovedAway { by } => cx.t1("tl-moved-away", "by", by),
            Happened::Undelivered => cx.t("tl-undelivered"),
            Happened::SentAgain { by } => cx.t1("tl-sent-again", "by", by),
            Happened::TaskMade { kind: TaskKind::Call } => cx.t("tl-task-call"),
            Happened::TaskMade { kind: TaskKind::Letter } => cx.t("tl-task-letter"),
            Happened::TaskMade { kind: TaskKind::Fetch } => cx.t("tl-task-fetch"),
            Happened::TaskMade { kind: TaskKind::Apology } => cx.t("tl-task-apology"),
            Happened::TaskDone { by, kind: TaskKind::Call } => cx.t1("tl-called", "by", by),
            Happened::TaskDone { by, kind: TaskKind::Letter } => cx.t1("tl-wrote", "by", by),
            Happened::TaskDone { by, kind: TaskKind::Fetch } => cx.t1("tl-fetched", "by", by),
            Happened::TaskDone { by, kind: TaskKind::Apology } => cx.t1("tl-apologised", "by", by),
            Happened::TaskSettled => cx.t("tl-task-settled"),
            Happened::DuePassed => cx.t("tl-due-passed"),
            Happened::Questioned => cx.t("tl-questioned"),
            Happened::OnlyThanks { by } => cx.t1("tl-only-thanks", "by", by),
            Happened::Seen { by } => cx.t1("tl-seen", "by", by),
            Happened::ForChain { by } => cx.t1("tl-for-chain", "by", by),
            Happened::NotForChain { by } => cx.t1("tl-not-for-chain", "by", by),
            Happened::ProposalGone => cx.t("tl-proposal-gone"),
            Happened::Visit { by, key, .. } | Happened::Legal { by, key, .. } => cx.t1(key, "by", by),
        }
    }

    /// The icon of its mark.
    pub const fn icon(&self) -> &'static str {
        match self {
            Happened::Opened | Happened::Reopened => "flag",
            Happened::In { channel, .. } | Happened::Out { channel, .. } | Happened::Chaser { channel, .. } => {
                channel.icon()
            }
            Happened::Update { .. } => "bell",
            Happened::ClosedDoor => "lock",
            Happened::Note { .. } => "sticky-note",
            Happened::Offered { .. }
            | Happened::AskedUrgently { .. }
            | Happened::Accepted { .. }
            | Happened::AnsweredAtOnce { .. } => "handshake",
            Happened::PassedOn { .. } => "route",
            Happened::Returned { .. } | Happened::Asked { .. } | Happened::PartnerSaid { .. } => "circle-help",
            Happened::AmountAsked { .. } | Happened::AmountDecided { .. } => "handshake",
            Happened::Declined { .. } => "circle-x",
            Happened::Withdrawn { .. } | Happened::TakenBack { .. } | Happened::Undone { .. } => "undo-2",
            Happened::OfferOverdue { .. } | Happened::AmountOverdue { .. } | Happened::PromiseBroken => {
                "triangle-alert"
            }
            Happened::Assigned { .. } => "user",
            Happened::Promised { .. } => "shield-check",
            Happened::PromiseMoved { .. } => "calendar-clock",
            Happened::LegDone { .. } | Happened::PromiseKept | Happened::PromiseSettled | Happened::Outcome { .. } => {
                "circle-check"
            }
            Happened::Agreed => "thumbs-up",
            Happened::Objected => "thumbs-down",
            Happened::Closed => "archive",
            Happened::Voided { .. } => "ban",
            Happened::Joined { .. } | Happened::JoinedAway { .. } | Happened::TookIn { .. } => "git-merge",
            Happened::WentApart { .. } => "undo-2",
            Happened::Machine { .. } => "mail",
            Happened::Ball { .. } => "circle-dot",
            Happened::Directed { .. } => "route",
            Happened::PromiseAtRisk | Happened::DuePassed | Happened::Questioned => "clock",
            Happened::Clarified { .. } => "message-circle",
            Happened::QuestionWithdrawn { .. } | Happened::ProposalGone => "undo-2",
            Happened::QuestionLapsed => "hourglass",
            Happened::SentAround => "route",
            Happened::TakesPart { .. }
            | Happened::OnlyWrote { .. }
            | Happened::TakesNoPart { .. }
            | Happened::ReachChanged { .. } => "user",
            Happened::Tagged { .. } | Happened::RepeatTagged { .. } => "sticky-note",
            Happened::MovedAway { .. } => "git-merge",
            Happened::Undelivered => "triangle-alert",
            Happened::SentAgain { .. } => "send",
            Happened::TaskMade { kind } | Happened::TaskDone { kind, .. } => match kind {
                TaskKind::Call => "phone",
                TaskKind::Letter => "file-text",
                TaskKind::Fetch => "mail-warning",
                TaskKind::Apology => "heart",
            },
            Happened::TaskSettled => "circle-check",
            Happened::OnlyThanks { .. } => "heart",
            Happened::Seen { .. } => "check",
            Happened::ForChain { .. } | Happened::NotForChain { .. } => "users",
            Happened::Visit { icon, .. } | Happened::Legal { icon, .. } => icon,
        }
    }

    /// From which side it comes.
    pub const fn side(&self) -> Side {
        match self {
            Happened::In { .. } | Happened::Chaser { .. } | Happened::ClosedDoor | Happened::Agreed => Side::Them,
            Happened::Out { .. } | Happened::Update { .. } | Happened::Promised { .. } | Happened::Asked { .. } => {
                Side::Us
            }
            Happened::Offered { .. }
            | Happened::AskedUrgently { .. }
            | Happened::Accepted { .. }
            | Happened::AnsweredAtOnce { .. }
            | Happened::LegDone { .. }
            | Happened::Ball { .. }
            | Happened::Directed { .. }
            | Happened::TakenBack { .. } => Side::Pass,
            Happened::OfferOverdue { .. }
            | Happened::PromiseBroken
            | Happened::Undelivered
            | Happened::Questioned
            | Happened::Objected => Side::Bad,
            Happened::PromiseKept | Happened::Outcome { .. } => Side::Ok,
            Happened::TaskDone { .. } | Happened::SentAgain { .. } => Side::Us,
            Happened::Visit { side, .. } | Happened::Legal { side, .. } => *side,
            _ => Side::Record,
        }
    }

    /// The channel, when a contact has one to name.
    pub const fn channel(&self) -> Option<Channel> {
        match self {
            Happened::In { channel, .. }
            | Happened::Out { channel, .. }
            | Happened::Update { channel, .. }
            | Happened::Machine { channel }
            | Happened::Chaser { channel, .. } => Some(*channel),
            _ => None,
        }
    }
}
