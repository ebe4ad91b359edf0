//! What open pages are told: that something changed, never what. Each page then asks for itself what its reader may see.
//!
//! [`App::changes_after`] reads the feed for a whole process at once; nothing of it reaches a reader but through
//! [`App::for_reader`], which asks [`App::sees`] about each journey. Presence ("who looks at it, who writes") is kept by the
//! machine's clock until it expires, and no trace of it stays.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use regie_domain::directory::Member;
use regie_domain::ids::{JourneyId, MemberId};
use regie_store::feed;
use regie_store::live::{self, Present};
use regie_store::sessions::{self as stored, Session};
use regie_store::views::surveys;

use crate::App;
use crate::authorise::{Who, may_read};
use crate::error::{AppError, Result};
use crate::run::JOURNEY;

/// The most events that are read at once.
pub const MOST: u32 = 500;
/// For how long somebody who was seen on a page counts as there.
const HERE: SignedDuration = SignedDuration::from_secs(45);
/// The kind of an answer to a survey.
pub(crate) const ANSWERED: &str = "survey.answered";
/// The kinds that say that there was an answer, or something of it.
const OF_ANSWERS: [&str; 8] = [
    ANSWERED,
    "survey.followed_up",
    "survey.learned",
    "attribution.disputed",
    "attribution.judged",
    "attribution.replied",
    "mirror.replied",
    "mirror.not_me",
];

/// Whether a kind of event says that there was an answer.
pub(crate) fn is_of_answer(kind: &str) -> bool {
    OF_ANSWERS.contains(&kind)
}

/// For how long somebody who typed counts as writing.
const WRITING: SignedDuration = SignedDuration::from_secs(12);

/// What changed in a stretch of the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The position of the last event of the stretch.
    pub position: i64,
    /// The journeys, with the kinds of their events.
    pub journeys: BTreeMap<JourneyId, BTreeSet<String>>,
    /// The journeys where somebody came, went, or began or stopped writing.
    pub presence: BTreeSet<JourneyId>,
    /// Whether more happened than fits: whoever reads it looks at everything anew.
    pub everything: bool,
}

impl Changes {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.journeys.is_empty() && self.presence.is_empty() && !self.everything
    }
}

/// Who looks at a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onlooker {
    /// The name that colleagues see.
    pub name: String,
    /// Whether that member is writing.
    pub writing: bool,
}

impl App {
    /// The position of the newest event that has one.
    ///
    /// # Errors
    /// What the store says.
    pub async fn live_position(&self) -> Result<i64> {
        Ok(self.store.read(async |tx| feed::last_position(tx).await).await?)
    }

    /// What changed after a position, for everybody. Where there is more than [`MOST`], the newest position is told and that
    /// everything may have changed.
    ///
    /// # Errors
    /// What the store says.
    pub async fn changes_after(&self, position: i64) -> Result<Changes> {
        let mut tx = self.store.begin_read().await?;
        let found = live::changed_after(&mut tx, position, MOST + 1).await?;
        if found.len() > MOST as usize {
            let position = feed::last_position(&mut tx).await?;
            return Ok(Changes { position, everything: true, ..Changes::default() });
        }
        let mut changes = Changes { position, ..Changes::default() };
        for one in found {
            changes.position = one.position;
            // Nobody inside hears of an answer that may not be traced.
            if is_of_answer(&one.kind) && surveys::is_untraced(&mut tx, one.stream).await? {
                continue;
            }
            if one.stream_kind == JOURNEY {
                changes.journeys.entry(JourneyId(one.stream)).or_default().insert(one.kind);
            }
        }
        Ok(changes)
    }

    /// What of it a reader may know of: nothing of journeys that the reader may not see.
    ///
    /// # Errors
    /// What the store says.
    pub async fn for_reader(&self, who: &Who, changes: &Changes) -> Result<Changes> {
        let mut seen = Changes { position: changes.position, everything: changes.everything, ..Changes::default() };
        for (journey, kinds) in &changes.journeys {
            if self.sees(who, *journey).await? {
                seen.journeys.insert(*journey, kinds.clone());
            }
        }
        for journey in &changes.presence {
            if seen.journeys.contains_key(journey) || self.sees(who, *journey).await? {
                seen.presence.insert(*journey);
            }
        }
        Ok(seen)
    }

    /// The member behind a session as the member is now; nobody when the session has ended. Looking prolongs nothing: a
    /// page that stays open keeps nobody signed in.
    ///
    /// # Errors
    /// What the store says.
    pub async fn still_signed_in(&self, session: &Session) -> Result<Option<Member>> {
        let (hash, now) = (session.token_hash, self.ports.clock.machine());
        let kept = self.store.read(async |tx| stored::get(tx, &hash, now).await).await?;
        let directory = self.directory().await?;
        Ok(kept.and_then(|kept| crate::sessions::whole(&directory, &kept)))
    }

    /// A member looks at a journey, and may be writing.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn look_at(&self, who: &Who, journey: JourneyId, writing: bool) -> Result<()> {
        let Some(member) = self.onlooker(who, journey).await? else { return Ok(()) };
        let now = self.ports.clock.machine();
        let writes = if writing { now + WRITING } else { now };
        self.store.write(move |tx| Box::pin(live::here(tx, journey, member, now, (now + HERE, writes)))).await?;
        Ok(())
    }

    /// A member looks at a journey no longer.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn look_away(&self, who: &Who, journey: JourneyId) -> Result<()> {
        let Some(member) = self.onlooker(who, journey).await? else { return Ok(()) };
        self.store.write(move |tx| Box::pin(live::gone(tx, journey, member))).await?;
        Ok(())
    }

    async fn onlooker(&self, who: &Who, journey: JourneyId) -> Result<Option<MemberId>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, journey).await?;
        regie_store::views::journeys::get(&mut tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
        Ok(match who {
            Who::Member(member) => Some(member.id),
            _ => None,
        })
    }

    /// Who else looks at a journey now, those who write first.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn onlookers(&self, who: &Who, journey: JourneyId) -> Result<Vec<Onlooker>> {
        let own = self.onlooker(who, journey).await?;
        let directory = self.directory().await?;
        let all = self.present().await?;
        let others = all.iter().filter(|one| one.journey == journey && Some(one.member) != own);
        let mut found: Vec<Onlooker> = others
            .filter_map(|one| {
                let member = directory.member(one.member).filter(|member| member.active)?;
                Some(Onlooker { name: member.name.clone(), writing: one.writing })
            })
            .collect();
        found.sort_by(|a, b| b.writing.cmp(&a.writing).then_with(|| a.name.cmp(&b.name)));
        Ok(found)
    }

    /// Everybody who looks at a journey now. For the program itself, which compares it with what it saw before.
    ///
    /// # Errors
    /// What the store says.
    pub async fn present(&self) -> Result<BTreeSet<Present>> {
        let now = self.ports.clock.machine();
        let found = self.store.read(async |tx| live::present(tx, now).await).await?;
        Ok(found.into_iter().collect())
    }

    /// Takes away the rows of those who are no longer there.
    ///
    /// # Errors
    /// What the store says.
    pub async fn forget_gone(&self) -> Result<u64> {
        let now = self.ports.clock.machine();
        Ok(self.store.write(move |tx| Box::pin(live::forget_gone(tx, now))).await?)
    }
}
