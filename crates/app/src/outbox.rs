//! Messages leave here. That one must go was decided with the event that caused it; this is what happens after: it is
//! claimed, written out in the customer's language with a link of its own, handed to the mail server outside any
//! transaction, and recorded with its text. A crash between handing over and recording sends it again with the same
//! Message-ID; nothing else is ever sent twice.
//!
//! What keeps a message back is kept with it: the trial or pause of the whole house, the limits that break loops, a
//! server that says "later". Nothing of it is lost.

mod case;
mod compose;
mod page;
mod record;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::UpdateKind;
use regie_domain::directory::{Organisation, Outgoing};
use regie_domain::journey::State;
use regie_domain::update::UpdateState;
use regie_store::outbox::{self, OutboxRow, OutboxState};

use crate::App;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::links::{self, LINK};
use crate::ports::SendError;
use crate::run::{UPDATE, whole_micros};
use case::Case;
pub use page::OutboxItem;
use record::{Ended, Keeper};

/// How many are claimed at once: few enough to be sent within the claim, even by slow servers.
const BATCH: u32 = 8;
/// How long a claim holds; whoever does not report by then loses it.
const CLAIM: SignedDuration = SignedDuration::from_mins(10);
/// How long one mail may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many mails that the program writes by itself an address gets in an hour; the rest waits an hour.
pub const HOURLY: i64 = 10;
/// How many receipts an address gets within [`RECEIPT_SPAN`]; more smells of two machines that answer each other.
pub const RECEIPTS: i64 = 3;
/// See [`RECEIPTS`].
pub const RECEIPT_SPAN: SignedDuration = SignedDuration::from_mins(10);
/// How long what is over a limit waits.
const LIMIT_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// Why a message waits, fails or is held, as the outbox keeps it.
pub mod reason {
    /// The house is on trial, and the address is no member's.
    pub const TRIAL: &str = "trial";
    /// All outgoing mail stands still.
    pub const STOPPED: &str = "stopped";
    /// The address got enough automatic mail for now.
    pub const LIMIT: &str = "limit";
    /// The mail server said "later", or could not be reached.
    pub const TEMPORARY: &str = "temporary";
    /// The mail server refused it.
    pub const PERMANENT: &str = "permanent";
    /// It was tried for a day.
    pub const GIVEN_UP: &str = "given-up";
    /// The address is gone, or mail to it came back before.
    pub const NO_ADDRESS: &str = "no-address";
    /// No mailbox sends for the team.
    pub const NO_MAILBOX: &str = "no-mailbox";
    /// Something is wrong on our side; the log tells what.
    pub const INTERNAL: &str = "internal";
}

/// What is to be done with a claimed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Send,
    /// It has lost its sense.
    Withdraw,
    /// It left, though its row does not know.
    SentBefore,
    /// Held until a person lets it go.
    Hold(&'static str),
    /// Tried again at a moment.
    Delay(&'static str, Timestamp),
    /// It cannot arrive.
    Fail(&'static str),
}

impl App {
    /// Sends what is due, until nothing is; tells how many messages were dealt with, whatever became of each.
    ///
    /// # Errors
    /// What the store says. A single message that fails is tried again later and stops nothing else.
    pub async fn send_due(&self) -> Result<usize> {
        let mut handled = 0;
        loop {
            let directory = self.directory().await?;
            if directory.organisation.is_none() {
                return Ok(handled);
            }
            let keeper = Keeper::new(self, directory);
            let claimed = self.claim(&keeper.holder).await?;
            if claimed.is_empty() {
                return Ok(handled);
            }
            for row in claimed {
                handled += 1;
                // A claim that is not reported on ends by itself, so the message comes back.
                if let Err(error) = self.deal_with(&keeper, &row).await {
                    tracing::error!(id = %row.id, kind = row.kind, %error, "a message in the outbox");
                }
            }
        }
    }

    /// Lets go what was held, after the switch for outgoing mail was changed; tells how many. What may still not leave is
    /// held again.
    ///
    /// # Errors
    /// What the store says.
    pub async fn release_paused(&self) -> Result<usize> {
        let directory = self.directory().await?;
        let released: &[&str] = match directory.organisation()?.outgoing {
            Outgoing::Paused => &[],
            Outgoing::Trial => &[reason::STOPPED],
            Outgoing::Live => &[reason::STOPPED, reason::TRIAL],
        };
        let now = whole_micros(self.ports.clock.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let mut count = 0;
                    for row in outbox::list(tx, OutboxState::Paused, u32::MAX >> 1).await? {
                        if released.contains(&record::code_of(&row)) {
                            outbox::resume(tx, row.id, now.max(row.not_before)).await?;
                            count += 1;
                        }
                    }
                    Ok(count)
                })
            })
            .await
    }

    async fn claim(&self, holder: &str) -> Result<Vec<OutboxRow>> {
        let now = whole_micros(self.ports.clock.now());
        let until = now.checked_add(CLAIM).unwrap_or(Timestamp::MAX);
        let holder = holder.to_owned();
        self.store
            .write_with(holder, move |tx, holder| {
                Box::pin(async move {
                    let mut rows = outbox::claim(tx, &[UPDATE, LINK], holder, now, until, BATCH).await?;
                    // What was decided first is told first.
                    rows.sort_by_key(|row| (row.created_at, row.id));
                    Ok::<_, AppError>(rows)
                })
            })
            .await
    }

    async fn deal_with(&self, keeper: &Keeper, row: &OutboxRow) -> Result<()> {
        let now = whole_micros(self.ports.clock.now());
        let case = match case::load(self, &keeper.directory, row, now).await {
            Ok(Some(case)) => case,
            Ok(None) => return keeper.end(row, Ended::Withdrawn).await,
            Err(AppError::Store(error)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(id = %row.id, %error, "a message cannot be read");
                return keeper.later(row, reason::INTERNAL, "").await;
            }
        };
        match judge(&keeper.directory, keeper.directory.organisation()?, &case, now) {
            Verdict::Send => self.send(keeper, &case, now).await,
            Verdict::Withdraw => keeper.end(row, Ended::Withdrawn).await,
            Verdict::SentBefore => keeper.end(row, Ended::Sent).await,
            Verdict::Hold(why) => keeper.hold(row, why).await,
            Verdict::Delay(why, until) => keeper.delay(row, why, until).await,
            Verdict::Fail(why) => keeper.fail(&case, why, "", false).await,
        }
    }

    /// Hands a message to the mail server. The link works before the mail leaves; the record follows after.
    async fn send(&self, keeper: &Keeper, case: &Case, now: Timestamp) -> Result<()> {
        let minted = links::make(self, case.journey.id, case.participant, Some(case.row.id));
        let Some(letter) = compose::letter(self, &keeper.directory, case, &minted.url, now)? else {
            return keeper.later(&case.row, reason::NO_MAILBOX, "").await;
        };
        self.store
            .write_with(minted.kept, |tx, kept| {
                Box::pin(async move { Ok::<_, AppError>(regie_store::links::mint(tx, kept).await?) })
            })
            .await?;
        let sending = self.ports.mail.send(letter.settings.as_ref(), &letter.mail);
        let outcome = tokio::time::timeout(PATIENCE, sending)
            .await
            .unwrap_or_else(|_| Err(SendError::Temporary("the mail server took too long".to_owned())));
        match outcome {
            Ok(()) => keeper.sent(case, &letter).await,
            Err(SendError::Temporary(words)) => keeper.temporary(case, &words).await,
            Err(SendError::Permanent(words)) => {
                keeper.fail(case, reason::PERMANENT, &words, compose::is_dead(&words)).await
            }
        }
    }
}

/// Decides what is to be done with a claimed message, in the order in which reasons outweigh each other.
fn judge(directory: &Directory, organisation: &Organisation, case: &Case, now: Timestamp) -> Verdict {
    let later = now.checked_add(LIMIT_WAIT).unwrap_or(Timestamp::MAX);
    let receipt = case.about() == Some(UpdateKind::Receipt);
    if matches!(case.journey.state, State::Void { .. }) || !case.person.present || (receipt && case.forbidden) {
        return Verdict::Withdraw;
    }
    match case.update.as_ref().map(|(_, update)| update.state) {
        Some(UpdateState::Sent { .. }) => return Verdict::SentBefore,
        Some(UpdateState::Failed { .. }) => return Verdict::Withdraw,
        Some(UpdateState::Planned) | None => {}
    }
    if organisation.outgoing == Outgoing::Paused {
        return Verdict::Hold(reason::STOPPED);
    }
    let Some(recipient) = case.recipient.as_ref().filter(|recipient| !recipient.failed) else {
        return Verdict::Fail(reason::NO_ADDRESS);
    };
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
    Verdict::Send
}
