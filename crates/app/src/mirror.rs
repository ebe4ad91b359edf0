//! The mirror as members meet it: the own feedback, first and alone; what a member says of it; whom a member lets look, and who
//! looked. What a team sees of it is in `mirror/team.rs`. Whether an answer was read by who it concerns is kept nowhere.

mod team;

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::calendar::Calendar;
use regie_domain::command::{JourneyCommand, SurveyCommand};
use regie_domain::ids::{JourneyId, MemberId};
use regie_domain::mirror::{FADES, alone_until, fades_at};
use regie_store::views::mirror::{self, Look, MirrorRow};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Action, Who, authorise, may_read};
use crate::content::{ContentKind, Text};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::run::{Done, Request, Stage, journey_of};
use crate::surveys::LONGEST;

pub use team::{TeamMirror, TeamText};

/// The most answers on a page.
const MOST: u32 = 25;
/// The most looks on a page.
const LOOKS: u32 = 50;
/// What replaced replies are erased on the ground of.
const REPLACED: &str = "replaced";

/// From how many answers on a team sees shares, and from how many words; about at least how many colleagues.
#[must_use]
pub const fn limits() -> (u64, u64, usize) {
    use regie_metrics::privacy::Limits;
    (Limits::SCORES.people, Limits::TEXTS.people, Limits::TEXTS.employees)
}

/// What somebody looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// The mirror, by invitation.
    Mirror,
    /// The list of who changed what.
    Changes,
}

impl Looked {
    /// Its code: the last part of the key of its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
            Self::Changes => "changes",
        }
    }
}

/// An answer that concerns a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reflection {
    /// The journey.
    pub journey: JourneyId,
    /// When it was answered.
    pub answered_at: Timestamp,
    /// Until when nobody else has it in a mirror.
    pub alone_until: Timestamp,
    /// When it is in no mirror any more.
    pub fades_at: Timestamp,
    /// What the member replied.
    pub reply: Option<String>,
}

/// The own mirror.
#[derive(Debug, Clone, Default)]
pub struct OwnMirror {
    /// The answers, newest first.
    pub rows: Vec<Reflection>,
    /// Whom the member lets look, since when.
    pub guests: Vec<(MemberId, Timestamp)>,
    /// Who lets the member look.
    pub hosts: Vec<MemberId>,
    /// Who looked at what is kept of the member, newest first.
    pub looks: Vec<Look>,
}

impl App {
    /// The own mirror of a member.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn mirror(&self, who: &Who) -> Result<OwnMirror> {
        let own = own(who)?;
        authorise(who, Action::ReadMirror { of: own, invited: false })?;
        let mut tx = self.store.begin_read().await?;
        let (guests, hosts) = mirror::guests(&mut tx, own).await?;
        let looks = mirror::looks(&mut tx, own, LOOKS).await?;
        drop(tx);
        Ok(OwnMirror { rows: self.reflections(who, own).await?, guests, hosts, looks })
    }

    /// The mirror of a colleague who asked for that: without what is for the colleague alone yet. The look is kept.
    ///
    /// # Errors
    /// A denial where nobody asked, or what the store says.
    pub async fn mirror_of(&self, who: &Who, member: MemberId) -> Result<Vec<Reflection>> {
        let guest = own(who)?;
        let mut tx = self.store.begin_read().await?;
        let (invited, _) = mirror::guests(&mut tx, member).await?;
        drop(tx);
        let invited = invited.iter().any(|(id, _)| *id == guest);
        authorise(who, Action::ReadMirror { of: member, invited })?;
        self.looked(guest, &[member], Looked::Mirror).await?;
        let now = self.ports.clock.now();
        let mut rows = self.reflections(who, member).await?;
        rows.retain(|row| row.alone_until <= now);
        Ok(rows)
    }

    /// How many answers concern a member that are for the member alone yet: praise and complaint alike.
    ///
    /// # Errors
    /// What the store says.
    pub async fn mirror_news(&self, who: &Who) -> Result<usize> {
        let Ok(own) = own(who) else { return Ok(0) };
        let now = self.ports.clock.now();
        Ok(self.reflections(who, own).await?.iter().filter(|row| now < row.alone_until).count())
    }

    /// A member replies to an answer that concerns the member.
    ///
    /// # Errors
    /// Every fault of the input, a refusal, a denial, or what the store says.
    pub async fn reply_in_mirror(&self, who: Who, journey: JourneyId, words: &str) -> Result<Done> {
        own(&who)?;
        let words = words.trim();
        let fault = match words.chars().count() {
            0 => Some("invalid-empty"),
            count if count > LONGEST => Some("invalid-too-long"),
            _ => None,
        };
        if let Some(key) = fault {
            return Err(AppError::invalid("reply", key));
        }
        // It stands in mirrors only: search does not find it under the journey.
        let text = Text::plain(self.ports.id(), ContentKind::Text, words, None);
        let command = JourneyCommand::Survey(SurveyCommand::MirrorReply { text: text.id });
        let member = who.member().map(|member| member.id);
        let request = Request::journey(who, Door::Page, journey, command).with(vec![text]);
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, request, journey, member), |tx, (stage, request, journey, member)| {
                Box::pin(async move {
                    let before = journey_of(tx, *journey).await?;
                    let done = stage.run(tx, request).await?;
                    let earlier = before
                        .zip(*member)
                        .and_then(|(before, member)| before.mirror.replies.get(&member).map(|reply| reply.text));
                    if let Some(gone) = earlier {
                        content::erase(tx, gone.0, REPLACED, stage.now).await?;
                    }
                    Ok(done)
                })
            })
            .await
    }

    /// A member says of an answer that it was the process: it leaves the own mirror and becomes a source for improving.
    ///
    /// # Errors
    /// A refusal, a denial, or what the store says.
    pub async fn was_the_process(&self, who: Who, journey: JourneyId) -> Result<Done> {
        let command = JourneyCommand::Survey(SurveyCommand::NotMe {});
        self.run(Request::journey(who, Door::Page, journey, command)).await
    }

    /// A member lets a colleague look into the own mirror, or no more.
    ///
    /// # Errors
    /// A fault where there is no such colleague, a denial, or what the store says.
    pub async fn let_look(&self, who: &Who, guest: MemberId, lets: bool) -> Result<()> {
        let own = own(who)?;
        authorise(who, Action::OwnProfile)?;
        let directory = self.directory().await?;
        let known = directory.members.get(&guest).is_some_and(|found| found.value.active) && guest != own;
        if lets && !known {
            return Err(AppError::invalid("colleague", "invalid-choice"));
        }
        let now = self.ports.clock.now();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if lets {
                        mirror::invite(tx, own, guest, now).await
                    } else {
                        mirror::uninvite(tx, own, guest).await
                    }
                })
            })
            .await?;
        Ok(())
    }

    /// Keeps that somebody looked at what is kept of others, for each of them to read.
    pub(crate) async fn looked(&self, by: MemberId, at: &[MemberId], what: Looked) -> Result<()> {
        let others: BTreeSet<MemberId> = at.iter().copied().filter(|member| *member != by).collect();
        if others.is_empty() {
            return Ok(());
        }
        let look = Look { by, what: what.code().to_owned(), at: self.ports.clock.now() };
        let rows: Vec<(uuid::Uuid, MemberId)> = others.into_iter().map(|member| (self.ports.id(), member)).collect();
        self.store
            .write_with((rows, look), |tx, (rows, look)| {
                Box::pin(async move {
                    for (id, member) in rows.iter() {
                        mirror::looked(tx, *id, *member, look).await?;
                    }
                    Ok::<_, regie_store::StoreError>(())
                })
            })
            .await?;
        Ok(())
    }

    /// What concerns a member, as far as this reader may read the journeys.
    async fn reflections(&self, who: &Who, member: MemberId) -> Result<Vec<Reflection>> {
        let (directory, now) = (self.directory().await?, self.ports.clock.now());
        let calendar = hours(&directory)?;
        let mut tx = self.store.begin_read().await?;
        let since = now - jiff::SignedDuration::from_hours(FADES * 24);
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for row in mirror::of_member(&mut tx, member, since, MOST).await? {
            if !seen.insert(row.journey) || !reads(&mut tx, who, &directory, row.journey, now).await? {
                continue;
            }
            let reply = reply_of(&mut tx, &row).await?;
            found.push(Reflection {
                journey: row.journey,
                answered_at: row.answered_at,
                alone_until: alone_until(row.answered_at, &calendar),
                fades_at: fades_at(row.answered_at),
                reply,
            });
        }
        Ok(found)
    }
}

/// Whether the answer on a journey is for this reader: as wherever an answer is read.
async fn reads(tx: &mut Tx, who: &Who, directory: &Directory, id: JourneyId, now: Timestamp) -> Result<bool> {
    if may_read(tx, who, directory, id).await.is_err() {
        return Ok(false);
    }
    let guest = who.member().is_some_and(|member| directory.guest_of(member).is_some());
    let Some(journey) = journey_of(tx, id).await? else { return Ok(false) };
    Ok(!guest || crate::partners::reads_all(who, directory, &journey, now))
}

async fn reply_of(tx: &mut Tx, row: &MirrorRow) -> Result<Option<String>> {
    let journey = journey_of(tx, row.journey).await?;
    let text = journey.and_then(|journey| journey.mirror.replies.get(&row.member).map(|reply| reply.text));
    match text {
        Some(text) => Ok(content::text(tx, text.0).await?),
        None => Ok(None),
    }
}

/// The hours of the organisation, by which days are counted.
fn hours(directory: &Directory) -> Result<Calendar> {
    let organisation = directory.organisation()?;
    Calendar::new(organisation.hours.clone()).map_err(|error| AppError::Unusable(error.to_string()))
}

fn own(who: &Who) -> Result<MemberId> {
    match who {
        Who::Member(member) => Ok(member.id),
        _ => Err(AppError::Denied("outsider")),
    }
}
