//! Messages leave here. That one must go was decided with the event that caused it; this is what happens after: it is
//! claimed, written out in the customer's language with a link of its own, handed to the mail server outside any
//! transaction, and recorded with its text. A crash between handing over and recording sends it again with the same
//! Message-ID; nothing else is ever sent twice.
//!
//! What keeps a message back is kept with it: the trial or pause of the whole house, the limits that break loops, a
//! server that says "later". Nothing of it is lost.

mod again;
mod case;
mod compose;
mod gather;
mod held;
mod legal_term;
mod page;
mod record;
mod visit;

use std::collections::HashSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::UpdateKind;
use regie_domain::directory::{Organisation, Outgoing};
use regie_domain::ids::UpdateId;
use regie_domain::journey::State;
use regie_domain::update::UpdateState;
use regie_store::outbox::{self, OutboxRow, OutboxState};
use uuid::Uuid;

use crate::App;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::links::{self, LINK};
use crate::ports::SendError;
use crate::run::{UPDATE, whole_micros};
pub use again::Undelivered;
use case::Case;
pub use gather::SPAN as GATHERED_WITHIN;
pub use page::OutboxItem;
use record::{Ended, Keeper};

/// How many are claimed at once.
const BATCH: u32 = 8;
/// How long a claim holds; whoever does not report by then loses it, and what a crash left comes back.
const CLAIM: SignedDuration = SignedDuration::from_mins(2);
/// How long one mail may take.
const PATIENCE: Duration = Duration::from_secs(60);

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
    /// Its own moment has not come, and nothing took its sense.
    Early,
    /// Waits until a moment for others that go to the same person, to leave with them as one mail.
    Gather(Timestamp),
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
        if verdict == Verdict::Send
            && let Some(wait) = self.earlier_first(keeper, &case, until, dealt).await?
        {
            return keeper.again_at(row, wait).await;
        }
        if verdict == Verdict::Send && gather::gathers(&case) {
            let mut together = vec![case];
            self.companions(keeper, &mut together, until, dealt).await?;
            return self.send_together(keeper, together).await;
        }
        self.act(keeper, &case, verdict).await
    }

    /// What waits besides a message to leave with it as one mail. Whatever else becomes of one of them happens here.
    async fn companions(
        &self,
        keeper: &Keeper,
        together: &mut Vec<Case>,
        until: Timestamp,
        dealt: &mut HashSet<Uuid>,
    ) -> Result<()> {
        let Some(case) = together.first() else { return Ok(()) };
        let mut tx = self.store.begin_read().await?;
        let stream = &case.row.stream;
        let mut rows = outbox::waiting_by(&mut tx, stream, UPDATE, &keeper.holder, Timestamp::MAX).await?;
        drop(tx);
        let now = whole_micros(self.ports.clock.now());
        let (own, participant) = (case.row.id, case.participant);
        let journey = case.journey.clone();
        let update = |row: &OutboxRow| update_of(row).and_then(|id| journey.updates.get(&id));
        rows.retain(|row| row.id != own && row.not_before <= now && !dealt.contains(&row.id));
        rows.retain(|row| update(row).is_some_and(|update| update.participant == participant && gather::may(update)));
        rows.sort_by_key(|row| update(row).map(|update| update.seq));
        for row in rows {
            let claimed = self.store.write_with((row.id, keeper.holder.clone()), move |tx, (id, holder)| {
                Box::pin(async move { Ok::<_, AppError>(outbox::claim_one(tx, *id, holder, until).await?) })
            });
            let Some(row) = claimed.await? else { continue };
            let Some((found, verdict)) = self.judged(keeper, &row, true).await? else { continue };
            dealt.insert(row.id);
            if verdict == Verdict::Send && gather::gathers(&found) {
                together.push(found);
            } else {
                self.act(keeper, &found, verdict).await?;
            }
        }
        Ok(())
    }

    /// Lets go what waits before a message; tells until when that one must wait behind what could not leave for now.
    async fn earlier_first(
        &self,
        keeper: &Keeper,
        case: &Case,
        until: Timestamp,
        dealt: &mut HashSet<Uuid>,
    ) -> Result<Option<Timestamp>> {
        if case.row.kind != UPDATE {
            return Ok(None);
        }
        let mut together = Vec::new();
        for row in self.before(keeper, case).await? {
            if dealt.contains(&row.id) {
                continue;
            }
            if self.ports.clock.now() + PATIENCE > until {
                self.send_together(keeper, together).await?;
                return Ok(Some(whole_micros(self.ports.clock.now())));
            }
            let claimed = self.store.write_with((row.id, keeper.holder.clone()), move |tx, (id, holder)| {
                Box::pin(async move { Ok::<_, AppError>(outbox::claim_one(tx, *id, holder, until).await?) })
            });
            dealt.insert(row.id);
            if let Some(row) = claimed.await?
                && let Some((earlier, verdict)) = self.judged(keeper, &row, true).await?
            {
                if verdict == Verdict::Send && gather::gathers(&earlier) {
                    together.push(earlier);
                    continue;
                }
                // What was decided before it leaves before it.
                self.send_together(keeper, std::mem::take(&mut together)).await?;
                self.act(keeper, &earlier, verdict).await?;
            }
        }
        self.send_together(keeper, together).await?;
        let blocked = |row: &OutboxRow| {
            let about = update_of(row).and_then(|id| case.journey.updates.get(&id)).map(|update| update.about);
            let put_off = row.state == OutboxState::Pending && record::code_of(row) == reason::TEMPORARY;
            put_off && !about.is_some_and(UpdateKind::is_overtaken)
        };
        Ok(self.before(keeper, case).await?.iter().filter(|row| blocked(row)).map(|row| row.next_try).max())
    }

    /// What waits and was decided before a message, for the same person on the same journey.
    async fn before(&self, keeper: &Keeper, case: &Case) -> Result<Vec<OutboxRow>> {
        let Some((_, own)) = &case.update else { return Ok(Vec::new()) };
        let mut tx = self.store.begin_read().await?;
        let created_at = case.row.created_at;
        let mut rows = outbox::waiting_by(&mut tx, &case.row.stream, UPDATE, &keeper.holder, created_at).await?;
        let place = |row: &OutboxRow| {
            let update = update_of(row).and_then(|id| case.journey.updates.get(&id));
            update.filter(|update| update.participant == case.participant).map(|update| update.seq)
        };
        rows.retain(|row| place(row).is_some_and(|seq| seq < own.seq));
        rows.sort_by_key(place);
        Ok(rows)
    }

    /// Loads a claimed message and decides; nothing when that has dealt with it already.
    async fn judged(&self, keeper: &Keeper, row: &OutboxRow, pulled: bool) -> Result<Option<(Case, Verdict)>> {
        let now = whole_micros(self.ports.clock.now());
        match case::load(self, &keeper.directory, row, now).await {
            Ok(Some(case)) => {
                let mut verdict = judge(&keeper.directory, keeper.directory.organisation()?, &case, now);
                if verdict == Verdict::Send && !pulled && now < row.not_before {
                    verdict = Verdict::Early;
                }
                if verdict == Verdict::Send
                    && !pulled
                    && let Some(until) = gather::waits(&case, now)
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
                    keeper.fail(case, reason::PERMANENT, words, compose::is_dead(words)).await?;
                }
            }
        }
        Ok(())
    }
}

/// Decides what is to be done with a claimed message, in the order in which reasons outweigh each other.
fn judge(directory: &Directory, organisation: &Organisation, case: &Case, now: Timestamp) -> Verdict {
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
    if case.is_automatic() && !recipient.proven && recipient.at_domain >= DOMAIN_HOURLY {
        return Verdict::Delay(reason::DOMAIN, later);
    }
    if case.answers_by_itself() && case.exchanges(now) >= EXCHANGES {
        return Verdict::Fail(reason::LOOP);
    }
    Verdict::Send
}

/// Whether a message that promises, asks and concludes nothing comes too late: a later one of the journey reached the same
/// person, or the journey ended. A receipt is the first that brings the link, so it goes unless something else did.
fn has_lost_its_sense(case: &Case) -> bool {
    let Some((_, update)) = case.update.as_ref().filter(|(_, update)| update.about.is_overtaken()) else {
        return false;
    };
    let later = case.journey.updates.values().any(|other| {
        let after = other.participant == case.participant && other.seq > update.seq;
        after && matches!(other.state, UpdateState::Sent { .. })
    });
    let ended = matches!(case.journey.state, State::Closed { .. });
    later || (ended && !update.about.is_receipt())
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
