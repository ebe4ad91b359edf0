//! What leaves before a message, and what leaves with it: nobody reads an apology before the promise.

use std::collections::HashSet;

use jiff::Timestamp;
use regie_domain::codes::UpdateKind;
use regie_store::outbox::{self, OutboxRow, OutboxState};
use uuid::Uuid;

use super::case::Case;
use super::record::{self, Keeper};
use super::verdict::Verdict;
use super::{PATIENCE, gather, reason, update_of};
use crate::App;
use crate::error::{AppError, Result};
use crate::run::{UPDATE, whole_micros};

impl App {
    /// What waits besides a message to leave with it as one mail, up to the first that cannot: nothing overtakes that one.
    /// Whatever else becomes of one of them happens here.
    pub(super) async fn companions(
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
        rows.retain(|row| update(row).is_some_and(|update| update.participant == participant));
        rows.sort_by_key(|row| update(row).map(|update| update.seq));
        let alone = rows.iter().position(|row| !update(row).is_some_and(|other| gather::goes_with(case, other)));
        rows.truncate(alone.unwrap_or(rows.len()));
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

    /// Lets go what waits before a message; tells until when that one must wait behind what could not leave for now, and
    /// what leaves with it as one mail.
    pub(super) async fn earlier_first(
        &self,
        keeper: &Keeper,
        case: &Case,
        until: Timestamp,
        dealt: &mut HashSet<Uuid>,
    ) -> Result<(Option<Timestamp>, Vec<Case>)> {
        if case.row.kind != UPDATE {
            return Ok((None, Vec::new()));
        }
        let mut together = Vec::new();
        for row in self.before(keeper, case).await? {
            if dealt.contains(&row.id) {
                continue;
            }
            if self.ports.clock.now() + PATIENCE > until {
                self.send_together(keeper, together).await?;
                return Ok((Some(whole_micros(self.ports.clock.now())), Vec::new()));
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
        let with: HashSet<Uuid> = match gather::gathers(case) {
            true => together.iter().map(|earlier: &Case| earlier.row.id).collect(),
            false => {
                self.send_together(keeper, std::mem::take(&mut together)).await?;
                HashSet::new()
            }
        };
        let blocked = |row: &OutboxRow| {
            let about = update_of(row).and_then(|id| case.journey.updates.get(&id)).map(|update| update.about);
            let put_off = row.state == OutboxState::Pending && record::code_of(row) == reason::TEMPORARY;
            put_off && !about.is_some_and(UpdateKind::is_overtaken) && !with.contains(&row.id)
        };
        let wait = self.before(keeper, case).await?.iter().filter(|row| blocked(row)).map(|row| row.next_try).max();
        if wait.is_some() {
            self.send_together(keeper, std::mem::take(&mut together)).await?;
        }
        Ok((wait, together))
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
}
