//! What is to be done with a message whose moment came: the limits that break loops, and which reason outweighs which.

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::{FailWhy, UpdateKind};
use regie_domain::directory::{Organisation, Outgoing};
use regie_domain::journey::State;
use regie_domain::update::UpdateState;

use super::case::Case;
use super::reason;
use crate::directory::Directory;

/// How many mails that the program writes by itself an address gets in an hour; the rest waits an hour.
pub const HOURLY: i64 = 10;
/// How many receipts an address gets within [`RECEIPT_SPAN`]; more smells of two machines that answer each other.
pub const RECEIPTS: i64 = 3;
/// See [`RECEIPTS`].
pub const RECEIPT_SPAN: SignedDuration = SignedDuration::from_mins(10);
/// How many mails that the program writes by itself go to the unproven addresses of one domain in an hour: mail in forged
/// names must not make us flood whoever is named. A domain that proves its senders has no such limit.
pub const DOMAIN_HOURLY: i64 = 500;
/// How many mails of a journey the program answers by itself within [`EXCHANGE_SPAN`]. Then a machine may be at the other
/// side, and a person looks before the next one leaves.
pub const EXCHANGES: usize = 3;
/// See [`EXCHANGES`].
pub const EXCHANGE_SPAN: SignedDuration = SignedDuration::from_mins(10);
/// How long what is over a limit waits.
const LIMIT_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// What is to be done with a claimed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Send,
    /// It has lost its sense.
    Withdraw,
    /// It left, though its row does not know.
    SentBefore,
    /// Held until a person lets it go.
    Hold(&'static str),
    /// Tried again at a moment.
    Delay(&'static str, Timestamp),
    /// Its own moment has not come, and nothing took its sense.
    Early,
    /// Waits until a moment for others that go to the same person, to leave with them as one mail.
    Gather(Timestamp),
    /// It cannot arrive.
    Fail(&'static str),
    /// It cannot go by this way; perhaps by another.
    Unreachable(FailWhy),
}

/// Decides what is to be done with a claimed message, in the order in which reasons outweigh each other.
pub(super) fn judge(directory: &Directory, organisation: &Organisation, case: &Case, now: Timestamp) -> Verdict {
    let later = now.checked_add(LIMIT_WAIT).unwrap_or(Timestamp::MAX);
    let receipt = case.about().is_some_and(UpdateKind::is_receipt);
    if matches!(case.journey.state, State::Void { .. }) || !case.person.present || (receipt && case.forbidden) {
        return Verdict::Withdraw;
    }
    match case.update.as_ref().map(|(_, update)| update.state) {
        Some(UpdateState::Sent { .. }) => return Verdict::SentBefore,
        Some(UpdateState::Failed { .. } | UpdateState::Withdrawn { .. }) => return Verdict::Withdraw,
        Some(UpdateState::Planned) | None => {}
    }
    if has_lost_its_sense(case) {
        return Verdict::Withdraw;
    }
    if organisation.outgoing == Outgoing::Paused {
        return Verdict::Hold(reason::STOPPED);
    }
    if case.is_for_person() {
        return Verdict::Fail(reason::PREFERS);
    }
    let Some(recipient) = case.recipient.as_ref() else { return Verdict::Fail(reason::NO_ADDRESS) };
    match recipient.chat {
        // Who wrote there just now can be reached there, whatever an earlier message met.
        Some(chat) if recipient.failed && !chat.is_open(now) => return Verdict::Unreachable(FailWhy::Blocked),
        None if recipient.failed => return Verdict::Fail(reason::NO_ADDRESS),
        _ => {}
    }
    let can_text = directory.sms.as_ref().is_some_and(|found| found.value.active);
    if recipient.is_number && (recipient.stopped || !can_text) {
        return Verdict::Fail(reason::NO_TEXTS);
    }
    if let Some(why) = recipient.chat.and_then(|chat| chat.barred(now)) {
        return Verdict::Unreachable(why);
    }
    if organisation.outgoing == Outgoing::Trial
        && directory.member_by_email(&recipient.address).is_none_or(|member| !member.active)
    {
        return Verdict::Hold(reason::TRIAL);
    }
    if receipt && recipient.receipts >= RECEIPTS {
        return Verdict::Delay(reason::LIMIT, later);
    }
    if case.is_automatic() && recipient.automatic >= HOURLY {
        return Verdict::Delay(reason::LIMIT, later);
    }
    if case.is_automatic() && !recipient.proven && recipient.at_domain >= DOMAIN_HOURLY {
        return Verdict::Delay(reason::DOMAIN, later);
    }
    if case.answers_by_itself() && case.exchanges(now) >= EXCHANGES {
        return Verdict::Fail(reason::LOOP);
    }
    Verdict::Send
}

/// Whether a message that promises, asks and concludes nothing comes too late: a later one of the journey reached the same
/// person, the journey ended, or it names who has it and somebody else does by now. A receipt is the first that brings the link, so it goes unless something else did.
fn has_lost_its_sense(case: &Case) -> bool {
    let Some((_, update)) = case.update.as_ref().filter(|(_, update)| update.about.is_overtaken()) else {
        return false;
    };
    let later = case.journey.updates.values().any(|other| {
        let after = other.participant == case.participant && other.seq > update.seq;
        after && matches!(other.state, UpdateState::Sent { .. })
    });
    let ended = matches!(case.journey.state, State::Closed { .. });
    later || (ended && !update.about.is_receipt()) || case.journey.says_what_was(update)
}
