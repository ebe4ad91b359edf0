//! Who looks at what is sent, and when: said before and after sending, from the calendar of the team that acts.

use jiff::Timestamp;
use regie_domain::actor::TeamRef;
use regie_domain::blueprint::Blueprint;
use regie_domain::codes::Asks;

use super::draft::Draft;
use super::send::what_it_asks;
use crate::App;
use crate::authorise::Who;
use crate::directory::Directory;
use crate::error::{AppError, Result};

/// The team that acts on what is sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The team's name.
    pub team: String,
    /// Until when it is open; none while it is closed.
    pub open_until: Option<Timestamp>,
    /// When it opens again; none while it is open, or where it never does.
    pub opens: Option<Timestamp>,
    /// By when a first answer is promised for what is sent now.
    pub answer_by: Timestamp,
}

/// The team whose door a blueprint's form is: its director, else the team of its mailbox, else the first there is.
///
/// # Errors
/// [`AppError::NotFound`] where there is no team at all.
pub fn team_of(directory: &Directory, blueprint: &Blueprint) -> Result<TeamRef> {
    let mailboxes = directory.mailboxes.values().map(|found| &found.value);
    let by_mailbox = mailboxes.filter(|mailbox| mailbox.active && mailbox.blueprint == blueprint.id);
    let by_mailbox = by_mailbox.filter_map(|mailbox| directory.team_ref(mailbox.team)).next();
    let first = directory.teams.values().map(|found| &found.value).find(|team| team.active).map(|team| team.team);
    blueprint.director.or(by_mailbox).or(first).ok_or(AppError::NotFound("team"))
}

/// Who looks at what is sent now for a blueprint, and when.
///
/// # Errors
/// When there is no team, or its hours cannot be used.
pub fn desk_of(directory: &Directory, blueprint: &Blueprint, now: Timestamp) -> Result<Desk> {
    let team = team_of(directory, blueprint)?;
    let found = directory.team(team.team).ok_or(AppError::NotFound("team"))?;
    let calendar = directory.calendar(found)?;
    let open = calendar.is_open(now);
    Ok(Desk {
        team: found.name.clone(),
        open_until: calendar.closes_at(now).filter(|_| open),
        opens: calendar.next_open(now).filter(|_| !open),
        answer_by: blueprint.first_answer.due(now, &calendar),
    })
}

/// Who looks at what is added to something that runs already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The team.
    pub team: TeamRef,
    /// Whether it is open now.
    pub open: bool,
    /// Until when; nothing for thanks, which ask for nothing.
    pub by: Option<Timestamp>,
}

impl App {
    /// Who looks at a draft that is added to something that runs, and until when; nothing where it is added to nothing that
    /// is offered to its writer.
    ///
    /// # Errors
    /// As [`App::open_journey`], or when the hours of the team cannot be used.
    pub async fn ask_added(&self, draft: &Draft) -> Result<Option<Added>> {
        let Some(about) = draft.about else { return Ok(None) };
        let offered = self.ask_alike(draft).await?;
        let Some(chosen) = offered.into_iter().find(|found| found.journey == about) else { return Ok(None) };
        let who = Who::Customer { journey: about, participant: chosen.participant };
        let (loaded, directory) = (self.open_journey(&who, about).await?, self.directory().await?);
        let asks = what_it_asks(&loaded.journey, &draft.typed.text);
        let looks = loaded.journey.who_looks(asks, loaded.journey.news_owner());
        let team = if directory.team(looks.team).is_some() { looks } else { loaded.journey.news_owner() };
        let found = directory.team(team.team).ok_or(AppError::NotFound("team"))?;
        let (calendar, now) = (directory.calendar(found)?, self.ports.clock.now());
        let by = (asks != Asks::Thanks).then(|| loaded.blueprint.first_answer.due(now, &calendar));
        Ok(Some(Added { team, open: calendar.is_open(now), by }))
    }
}
