//! Messages leave here. That one must go was decided with the event that caused it; this is what happens after: it is
//! claimed, written out in the customer's language with a link of its own, handed to the mail server outside any
//! transaction, and recorded with its text. A crash between handing over and recording sends it again with the same
//! Message-ID; nothing else is ever sent twice.
//!
//! What keeps a message back is kept with it: the trial or pause of the whole house, the limits that break loops, a
//! server that says "later". Nothing of it is lost.

mod again;
mod agreement;
mod case;
mod closed;
mod compose;
mod copied;
mod dead;
mod fate;
mod gather;
mod held;
mod legal_term;
mod opening;
mod order;
mod page;
mod partner;
mod preview;
mod promise;
mod record;
mod shipment;
mod social;
mod survey;
mod text;
mod verdict;
mod visit;

use std::collections::HashSet;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_domain::directory::Outgoing;
use regie_domain::ids::UpdateId;
use regie_store::outbox::{self, OutboxRow, OutboxState};
use uuid::Uuid;

use crate::App;
use crate::error::{AppError, Result};
use crate::links::{self, LINK};
use crate::ports::SendError;
use crate::run::{UPDATE, whole_micros};
pub use again::Undelivered;
use case::Case;
pub(crate) use fate::Fate;
pub use gather::SPAN as GATHERED_WITHIN;
pub use page::OutboxItem;
pub use preview::Preview;
use record::{Ended, Keeper};
pub use verdict::{DOMAIN_HOURLY, EXCHANGE_SPAN, EXCHANGES, HOURLY, RECEIPT_SPAN, RECEIPTS};
use verdict::{Verdict, judge};

/// How many are claimed at once.
const BATCH: u32 = 8;
/// How long a claim holds; whoever does not report by then loses it, and what a crash left comes back.
const CLAIM: SignedDuration = SignedDuration::from_mins(2);
/// How long one mail may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a message waits, fails or is held, as the outbox keeps it.
pub mod reason {
    /// The house is on trial, and the address is no member's.
    pub const TRIAL: &str = "trial";
    /// All outgoing mail stands still.
    pub const STOPPED: &str = "stopped";
    /// The address got enough automatic mail for now.
    pub const LIMIT: &str = "limit";
    /// The domain of the address got enough automatic mail for now.
    pub const DOMAIN: &str = "domain-limit";
    /// It waits for others of its kind, to leave with them as one mail.
    pub const GATHERED: &str = "gathered";
    /// The journey answers mail by itself too fast: perhaps a machine answers back.
    pub const LOOP: &str = "loop";
    /// The mail server said "later", or could not be reached.
    pub const TEMPORARY: &str = "temporary";
    /// The mail server refused it.
    pub const PERMANENT: &str = "permanent";
    /// It was tried for a day.
    pub const GIVEN_UP: &str = "given-up";
    /// The address is gone, or mail to it came back before.
    pub const NO_ADDRESS: &str = "no-address";
    /// The person wants to be called or written to.
    pub const PREFERS: &str = "prefers";
    /// The number asked for no text messages, or none can be sent.
    pub const NO_TEXTS: &str = "no-texts";
    /// No mailbox sends for the team.
    pub const NO_MAILBOX: &str = "no-mailbox";
    /// It cannot go by the social channel: the record says why.
    pub const CHANNEL: &str = "channel";
    /// Something is wrong on our side; the log tells what.
    pub const INTERNAL: &str = "internal";
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
            let (claimed, until) = self.claim(&keeper.holder).await?;
            if claimed.is_empty() {
                return Ok(handled);
            }
            let mut dealt = HashSet::new();
            for row in claimed {
                // It left with a later one of its journey.
                if dealt.contains(&row.id) {
                    continue;
                }
                // What a slow server leaves no time for comes back when the claim ends.
                if self.ports.clock.now() + PATIENCE > until {
                    break;
                }
                dealt.insert(row.id);
                // A claim that is not reported on ends by itself, so the message comes back.
                if let Err(error) = self.deal_with(&keeper, &row, until, &mut dealt).await {
                    tracing::error!(id = %row.id, kind = row.kind, %error, "a message in the outbox");
                }
            }
            handled += dealt.len();
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

    async fn claim(&self, holder: &str) -> Result<(Vec<OutboxRow>, Timestamp)> {
        let now = whole_micros(self.ports.clock.now());
        let until = now.checked_add(CLAIM).unwrap_or(Timestamp::MAX);
        let holder = holder.to_owned();
        self.store
            .write_with(holder, move |tx, holder| {
                Box::pin(async move {
                    let mut rows = outbox::claim(tx, &[UPDATE, LINK], holder, now, until, BATCH).await?;
                    // What was decided first is told first.
                    rows.sort_by_key(|row| (row.created_at, row.id));
                    Ok::<_, AppError>((rows, until))
                })
            })
            .await
    }

    /// Deals with a claimed message. What was decided earlier for the same person on the same journey leaves before it, also
    /// where that was to wait for a later moment: nobody reads an apology before the promise.
    async fn deal_with(
        &self,
        keeper: &Keeper,
        row: &OutboxRow,
        until: Timestamp,
        dealt: &mut HashSet<Uuid>,
    ) -> Result<()> {
        let Some((case, verdict)) = self.judged(keeper, row, false).await? else { return Ok(()) };
        let mut together = Vec::new();
        if verdict == Verdict::Send {
            let (wait, earlier) = self.earlier_first(keeper, &case, until, dealt).await?;
            if let Some(wait) = wait {
                return keeper.again_at(row, wait).await;
            }
            together = earlier;
        }
        if verdict == Verdict::Send && gather::gathers(&case) {
            together.push(case);
            self.companions(keeper, &mut together, until, dealt).await?;
            return self.send_together(keeper, together).await;
        }
        self.act(keeper, &case, verdict).await
    }

    /// Loads a claimed message and decides; nothing when that has dealt with it already.
    async fn judged(&self, keeper: &Keeper, row: &OutboxRow, pulled: bool) -> Result<Option<(Case, Verdict)>> {
        let now = whole_micros(self.ports.clock.now());
        match case::load(self, &keeper.directory, row, now).await {
            Ok(Some(case)) => {
                let organisation = keeper.directory.organisation()?;
                let zone = TimeZone::get(&organisation.zone).unwrap_or(TimeZone::UTC);
                let mut verdict = judge(&keeper.directory, organisation, &case, now);
                if verdict == Verdict::Send && !pulled && now < row.not_before {
                    verdict = Verdict::Early;
                }
                if verdict == Verdict::Send
                    && !pulled
                    && let Some(until) = gather::waits(&case, &zone, now)
                {
                    verdict = Verdict::Gather(until);
                }
                Ok(Some((case, verdict)))
            }
            Ok(None) => keeper.end(row, Ended::Withdrawn).await.map(|()| None),
            Err(AppError::Store(error)) => Err(error.into()),
            Err(error) => {
                tracing::error!(id = %row.id, %error, "a message cannot be read");
                keeper.later(row, reason::INTERNAL, "").await.map(|()| None)
            }
        }
    }

    async fn act(&self, keeper: &Keeper, case: &Case, verdict: Verdict) -> Result<()> {
        let (row, now) = (&case.row, whole_micros(self.ports.clock.now()));
        match verdict {
            Verdict::Send => self.send(keeper, &[case], now).await,
            Verdict::Gather(until) => keeper.gather(row, until).await,
            Verdict::Withdraw => keeper.withdraw(case).await,
            Verdict::SentBefore => keeper.end(row, Ended::Sent).await,
            Verdict::Hold(why) => keeper.hold(row, why).await,
            Verdict::Delay(why, until) => keeper.delay(row, why, until).await,
            Verdict::Early => keeper.again_at(row, row.not_before).await,
            Verdict::Fail(why) => keeper.fail(case, why, "", false).await,
            Verdict::Unreachable(why) => keeper.unreachable(case, why, "").await,
        }
    }

    /// Hands messages to one person to the mail server as one mail.
    async fn send_together(&self, keeper: &Keeper, cases: Vec<Case>) -> Result<()> {
        let now = whole_micros(self.ports.clock.now());
        let cases: Vec<&Case> = cases.iter().collect();
        if cases.is_empty() { Ok(()) } else { self.send(keeper, &cases, now).await }
    }

    /// Hands a message to the mail server, or several to one person as one mail. The link works before the mail leaves; the
    /// record follows after.
    async fn send(&self, keeper: &Keeper, cases: &[&Case], now: Timestamp) -> Result<()> {
        let Some(case) = cases.first() else { return Ok(()) };
        if case.is_text() {
            return self.send_as_text(keeper, case, now).await;
        }
        if case.is_chat() {
            return self.send_as_chat(keeper, case, now).await;
        }
        // Another body is written to, and sees no page of the customer's.
        let ours = !case.journey.is_other_body(case.participant);
        let minted = ours.then(|| links::make(self, case.journey.id, case.participant, Some(case.row.id)));
        let url = minted.as_ref().map_or("", |minted| minted.url.as_str());
        let mut letters = Vec::with_capacity(cases.len());
        for case in cases {
            match compose::letter(self, &keeper.directory, case, url, now)? {
                Some(letter) => letters.push(letter),
                None => break,
            }
        }
        if letters.len() < cases.len() {
            for case in cases {
                keeper.later(&case.row, reason::NO_MAILBOX, "").await?;
            }
            return Ok(());
        }
        gather::bind(&keeper.directory, case, &mut letters, url);
        let letter = &letters[0];
        if let Some(minted) = minted {
            self.store
                .write_with(minted.kept, |tx, kept| {
                    Box::pin(async move { Ok::<_, AppError>(regie_store::links::mint(tx, kept).await?) })
                })
                .await?;
        }
        let sending = self.ports.mail.send(letter.settings.as_ref(), &letter.mail);
        let outcome = tokio::time::timeout(PATIENCE, sending)
            .await
            .unwrap_or_else(|_| Err(SendError::Temporary("the mail server took too long".to_owned())));
        self.keep_rotated().await;
        for (case, letter) in cases.iter().zip(&letters) {
            match &outcome {
                Ok(()) => keeper.sent(case, letter).await?,
                Err(SendError::Temporary(words)) => keeper.temporary(case, words).await?,
                Err(SendError::Permanent(words)) => {
                    keeper.fail(case, reason::PERMANENT, words, dead::is_dead(words)).await?;
                }
            }
        }
        Ok(())
    }
}

/// Why a row waits or failed, as a code of [`reason`], and the words of the mail server, without addresses.
#[must_use]
pub fn trouble_of(row: &OutboxRow) -> (Option<String>, String) {
    let trouble = record::Trouble::of(row);
    (Some(trouble.code).filter(|code| !code.is_empty()), trouble.words)
}

/// The message that a row carries.
fn update_of(row: &OutboxRow) -> Option<UpdateId> {
    UpdateId::parse(&row.ref_id).ok()
}

/// The domain of an address of ours, for a Message-ID.
pub(crate) fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
}
