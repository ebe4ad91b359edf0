//! The page of a month, sent to a partner that takes part: a line and a link, on the morning on which the month is decided and
//! its figures show to everybody at once. After a standstill only the last month is sent: its page shows those before it too.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::ids::{HandoverId, JourneyId, OrgId};
use regie_domain::partner::{FigureUse, Partner, PartnerKind};
use regie_store::friendliness as store;
use regie_store::journal::StreamKey;
use regie_store::outbox::{self, NewOutbox, OutboxRow};
use regie_store::partners::{PartnerMail, mint, remember};

use super::super::page::put_together;
use super::super::{Seat, make};
use super::{About, Fate, NO_MAILBOX, PARTNER, WAIT, Written, kept_back};
use crate::App;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::figures::parties::{OfParty, first_day, last_ripe};
use crate::friendliness::zone_of;
use crate::intake::address_key;

/// What a row about a month says.
pub(super) const MONTH: &str = "month";
/// So many of the newest offers are looked at for one that the partner may still open.
const LOOKED_AT: u32 = 10;

impl App {
    /// Puts the page of the last month in the mail for partners that take part and of which something is shown; tells how many.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_months(&self) -> Result<usize> {
        let (directory, now) = (self.directory().await?, self.ports.clock.now());
        let takes_part = |partner: &&Partner| partner.kind != PartnerKind::Outside && may_read(partner, now);
        let partners = directory.partners.values().map(|found| &found.value);
        let partners: Vec<OrgId> = partners.filter(takes_part).map(|partner| partner.id).collect();
        if partners.is_empty() || directory.organisation().is_err() {
            return Ok(0);
        }
        let month = last_ripe(now, &zone_of(&directory)?);
        let mut tx = self.store.begin_read().await?;
        let sent = store::sent(&mut tx, month).await?;
        drop(tx);
        let waiting: Vec<OrgId> = partners.into_iter().filter(|org| !sent.contains(org)).collect();
        if waiting.is_empty() {
            return Ok(0);
        }
        let only = (month, month + 1);
        self.keep_months(&directory, only).await?;
        let mut queued = 0;
        for org in waiting {
            let rated = self.months_rated(org, only).await?.iter().any(|(_, sums)| sums.is_some());
            let of = OfParty { blueprint: None, id: org.0 };
            let heard = self.months_heard(of, only).await?.iter().any(|(_, found)| !found.is_empty());
            let something = rated || heard;
            queued += usize::from(something);
            let work = (month, org, something, self.ports.uuid(), now);
            self.store
                .write_with(work, |tx, (month, org, something, id, now)| {
                    Box::pin(async move {
                        if store::send(tx, *month, *org).await? && *something {
                            let row = NewOutbox {
                                id: *id,
                                kind: PARTNER.into(),
                                stream: StreamKey::new(kind::PARTNER, org.0),
                                ref_id: format!("{MONTH}:{month}"),
                                payload: "{}".to_owned(),
                                not_before: *now,
                            };
                            outbox::enqueue(tx, &row, *now).await?;
                        }
                        Ok::<_, AppError>(())
                    })
                })
                .await?;
        }
        Ok(queued)
    }

    pub(super) async fn send_month(
        &self,
        directory: &Directory,
        row: &OutboxRow,
        month: i64,
        now: Timestamp,
    ) -> Result<Fate> {
        let Some(partner) = directory.partner(OrgId(row.stream.id)) else { return Ok(Fate::Withdrawn) };
        if !may_read(partner, now) {
            return Ok(Fate::Withdrawn);
        }
        if let Some(fate) = kept_back(directory, partner, now) {
            return Ok(fate);
        }
        let first = directory.mailboxes.iter().find(|(_, found)| found.value.active);
        let Some((mailbox_id, mailbox)) = first.map(|(id, found)| (*id, &found.value)) else {
            return Ok(Fate::Again(now + WAIT, NO_MAILBOX));
        };
        // Whoever works at our desk signs in; others get a link, by work that they may open.
        let (link, minted, about) = if partner.kind == PartnerKind::Desk {
            (format!("{}/partners/{}/friendliness", self.config.public_url, partner.id), None, None)
        } else {
            let Some((journey, handover)) = self.opens(directory, partner, now).await? else {
                return Ok(Fate::Withdrawn);
            };
            let minted = make(self, partner.id, journey, handover);
            (format!("{}/friendliness", minted.url), Some(minted.kept), Some((journey, handover)))
        };
        let words = About::of(directory, MONTH, partner, now)?;
        let written = words.month(month, &link);
        // It is about no journey: the partner's own id stands there, by which an answer is known.
        let none = (JourneyId(partner.id.0), HandoverId(partner.id.0));
        let mail = self.partner_mail(row, (mailbox_id, mailbox), (&words, about.unwrap_or(none).0), &written, now);
        let (journey, handover) = about.unwrap_or(none);
        let kept = PartnerMail {
            id: row.id,
            message_id: mail.message_id.clone(),
            reply_mark: address_key(&mail.reply_to),
            org: partner.id,
            journey,
            handover,
            sent_at: now,
        };
        self.store
            .write_with((minted, kept), |tx, (minted, kept)| {
                Box::pin(async move {
                    if let Some(link) = minted {
                        mint(tx, link).await?;
                    }
                    Ok::<_, AppError>(remember(tx, kept).await?)
                })
            })
            .await?;
        self.hand_over(row, mailbox, mail, now).await
    }

    /// The newest work of a partner that it may open.
    async fn opens(
        &self,
        directory: &Directory,
        partner: &Partner,
        now: Timestamp,
    ) -> Result<Option<(JourneyId, HandoverId)>> {
        let teams: BTreeSet<_> = directory
            .teams
            .values()
            .map(|found| found.value.team)
            .filter(|team| team.org == partner.id)
            .map(|team| team.team)
            .collect();
        let mut tx = self.store.begin_read().await?;
        for team in teams {
            for (journey, handover) in store::offered_last(&mut tx, team, LOOKED_AT).await? {
                let seat = Seat { org: partner.id, journey };
                if put_together(&mut tx, directory, seat, now).await?.is_some() {
                    return Ok(Some((journey, handover)));
                }
            }
        }
        Ok(None)
    }
}

/// Whether figures are for a partner to read.
fn may_read(partner: &Partner, now: Timestamp) -> bool {
    partner.shares(now).is_some_and(|agreement| agreement.figures != FigureUse::Nothing)
}

impl About<'_> {
    fn month(&self, month: i64, link: &str) -> Written {
        let month = self.lang.month_of(first_day(month));
        let used = self.partner.shares(self.voice.now).map_or(FigureUse::Nothing, |found| found.figures);
        let used = self.lang.t(&format!("figure-use-{}", used.code()), &[]);
        let parts = [
            self.say("partner-mail-hello", "name", &self.partner.person),
            self.say("partner-mail-month", "month", &month),
            link.to_owned(),
            self.say("partner-mail-month-use", "use", &used),
        ];
        Written {
            subject: self.say("partner-mail-month-subject", "month", &month),
            words: parts.join("\n\n"),
            link: link.to_owned(),
            button: self.lang.t("partner-mail-month-button", &[]),
        }
    }
}

/// The month that a row is about.
pub(super) fn of_row(row: &OutboxRow) -> Option<i64> {
    row.ref_id.strip_prefix(MONTH)?.strip_prefix(':')?.parse().ok()
}
