//! What a member may do with a journey.

use crate::cx::Cx;

/// What a member may do from the page. Each has its own page with a form (see [`crate::pages::acts`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Hand over.
    Handover,
    /// Ask the customer.
    Ask,
    /// Propose an outcome.
    Outcome,
    /// Take the ball back.
    TakeBack,
    /// Take it on, or give it to a colleague.
    Assign,
    /// Note a contact that was by telephone, at the counter, on paper.
    Contact,
    /// Set aside.
    Void,
    /// Undo setting aside.
    UndoVoid,
    /// Join it into another journey of the same customer.
    Join,
    /// Undo that.
    Unjoin,
    /// Close again what was opened by a word of thanks.
    JustThanks,
    /// Say that what the customer's side wrote was seen and needs no answer.
    Seen,
    /// Close because the customer withdrew, or gave no answer.
    Withdraw,
    /// Note that the customer said it is solved.
    Agreed,
    /// Note that the customer said it is not solved.
    NotSolved,
    /// Open it again.
    Reopen,
    /// The question to the customer needs no answer any more.
    WithdrawQuestion,
    /// Note that the customer says to be sent back and forth.
    SentAround,
    /// Forward the matter to the body whose it is.
    Forward,
    /// Say that it is a complaint.
    Complaint,
    /// Extend the legal term.
    ExtendLegal,
    /// Let the legal term stand still.
    SuspendLegal,
    /// Let the legal term run again.
    ResumeLegal,
}

impl Act {
    /// Its part of the address.
    pub const fn path(self) -> &'static str {
        match self {
            Act::Handover => "handover",
            Act::Ask => "question",
            Act::Outcome => "outcome",
            Act::TakeBack => "take-back",
            Act::Assign => "assign",
            Act::Contact => "contact",
            Act::Void => "void",
            Act::UndoVoid => "undo-void",
            Act::Join => "join",
            Act::Unjoin => "unjoin",
            Act::JustThanks => "just-thanks",
            Act::Seen => "seen",
            Act::Withdraw => "close",
            Act::Agreed => "agreed",
            Act::NotSolved => "not-solved",
            Act::Reopen => "reopen",
            Act::WithdrawQuestion => "withdraw-question",
            Act::SentAround => "back-and-forth",
            Act::Forward => "forward",
            Act::Complaint => "complaint",
            Act::ExtendLegal => "legal-term",
            Act::SuspendLegal => "legal-pause",
            Act::ResumeLegal => "legal-resume",
        }
    }

    /// Its text key.
    pub const fn key(self) -> &'static str {
        match self {
            Act::Handover => "act-handover",
            Act::Ask => "act-ask",
            Act::Outcome => "act-outcome",
            Act::TakeBack => "act-take-back",
            Act::Assign => "act-assign",
            Act::Contact => "act-contact",
            Act::Void => "act-void",
            Act::UndoVoid => "act-undo-void",
            Act::Join => "act-join",
            Act::Unjoin => "act-unjoin",
            Act::JustThanks => "act-just-thanks",
            Act::Seen => "act-seen",
            Act::Withdraw => "act-withdraw",
            Act::Agreed => "act-agreed",
            Act::NotSolved => "act-not-solved",
            Act::Reopen => "act-reopen",
            Act::WithdrawQuestion => "act-withdraw-question",
            Act::SentAround => "act-sent-around",
            Act::Forward => "act-forward",
            Act::Complaint => "act-complaint",
            Act::ExtendLegal => "act-extend-legal",
            Act::SuspendLegal => "act-suspend-legal",
            Act::ResumeLegal => "act-resume-legal",
        }
    }

    /// Its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Act::Handover => "handshake",
            Act::Ask => "circle-help",
            Act::Outcome => "circle-check",
            Act::TakeBack | Act::UndoVoid | Act::Unjoin | Act::WithdrawQuestion => "undo-2",
            Act::Join => "git-merge",
            Act::Assign => "user",
            Act::Contact => "phone",
            Act::Void => "ban",
            Act::JustThanks => "heart",
            Act::Seen => "check",
            Act::Withdraw => "archive",
            Act::Agreed => "thumbs-up",
            Act::NotSolved => "thumbs-down",
            Act::Reopen => "flag",
            Act::SentAround => "route",
            Act::Forward => "send",
            Act::Complaint => "circle-alert",
            Act::ExtendLegal => "hourglass",
            Act::SuspendLegal => "circle-pause",
            Act::ResumeLegal => "play",
        }
    }

    /// Its single key.
    pub const fn shortcut(self) -> Option<&'static str> {
        match self {
            Act::Handover => Some("h"),
            _ => None,
        }
    }
}

/// One thing to do, as a link to its own page.
#[derive(Clone, Debug)]
pub struct ActLink {
    /// Where it goes.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Its icon.
    pub icon: &'static str,
    /// Its single key.
    pub shortcut: Option<&'static str>,
}

impl ActLink {
    /// The link of an act on a journey.
    pub fn of(cx: &Cx, journey: &str, act: Act) -> Self {
        ActLink {
            href: format!("/journeys/{journey}/{}", act.path()),
            label: cx.t(act.key()),
            icon: act.icon(),
            shortcut: act.shortcut(),
        }
    }
}
