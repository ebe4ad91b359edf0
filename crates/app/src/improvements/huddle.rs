//! The huddle: a few real journeys of the last week for a team to talk about. What went well stands first. No person is named
//! or put beside another, and nothing is counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};
use regie_domain::ids::{ImprovementId, JourneyId, SignalId, TeamId};
use regie_domain::improvement::Step;
use regie_store::Tx;
use regie_store::views::improvements;
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::signals;

use super::inside;
use crate::App;
use crate::authorise::{Action, Who, authorise, scope};
use crate::error::{AppError, Result};
use crate::read::Labels;
use crate::read::lists::labels;
use crate::run::journey_of;

/// A meeting has room for so much.
pub const MOST: usize = 5;
/// It is about the last week.
const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);
/// At most so many rows are looked at.
const LIMIT: u32 = 200;

/// What went wrong on a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A promise was broken.
    Broken,
    /// The customer had to ask for news.
    Chaser,
    /// Something was done against an agreement.
    Breach,
    /// The customer was let down.
    Unhappy,
}

/// One thing to talk about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// A customer praised how it went.
    Well(JourneyId),
    /// Something went wrong.
    Wrong(JourneyId, BTreeSet<Wrong>),
    /// A signal that nobody answered in time.
    Louder(SignalId, JourneyId),
    /// A change that is tried.
    Tried(ImprovementId, String),
}

/// What a team has to talk about.
#[derive(Debug, Clone)]
pub struct Huddle {
    /// The team.
    pub team: TeamId,
    /// Since when.
    pub since: Timestamp,
    /// At most [`MOST`].
    pub points: Vec<Point>,
    /// The journeys that they name.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles.
    pub labels: Labels,
}

impl App {
    /// The points of a team's meeting.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a team that is not there; a denial to who is not in it and reads no figures.
    pub async fn huddle(&self, who: &Who, team: TeamId) -> Result<Huddle> {
        let directory = self.directory().await?;
        inside(who, &directory)?;
        authorise(who, Action::ReadImprovements(Some(team)))?;
        let own = directory.organisation.as_ref().map(|found| found.value.id);
        let is_own = directory.team(team).is_some_and(|found| found.active && Some(found.team.org) == own);
        if !is_own {
            return Err(AppError::NotFound("team"));
        }
        let scope = scope(who, &directory)?;
        let now = self.ports.clock.now();
        let since = now.checked_sub(WEEK).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut tx = self.store.begin_read().await?;
        let (well, wrong) = of_week(&mut tx, team, (since, now)).await?;
        let louder = signals::of_owners(&mut tx, &[team], LIMIT).await?;
        let louder: Vec<(SignalId, JourneyId)> =
            louder.into_iter().filter(|row| row.overdue.is_some()).map(|row| (row.id, row.journey)).collect();
        let named: BTreeSet<JourneyId> =
            well.iter().chain(wrong.keys()).copied().chain(louder.iter().map(|(_, id)| *id)).collect();
        let mut rows = journeys::get_many(&mut tx, &named.into_iter().collect::<Vec<_>>()).await?;
        scope.shield(&mut tx, &mut rows).await?;
        let labels = labels(&mut tx, &scope, &rows, now).await?;
        let journeys: HashMap<JourneyId, JourneyRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let seen = |id: &JourneyId| journeys.contains_key(id);
        let mut worst: Vec<(JourneyId, BTreeSet<Wrong>)> = wrong.into_iter().filter(|(id, _)| seen(id)).collect();
        worst.sort_by_key(|(id, what)| (std::cmp::Reverse(what.len()), *id));
        let tried = improvements::all(&mut tx, Some(&[team]), LIMIT).await?;
        let tried: Vec<_> = tried.into_iter().filter(|row| row.step == Step::Tried.code()).collect();
        let titles: Vec<uuid::Uuid> = tried.iter().map(|row| row.title.0).collect();
        let mut titles = regie_store::content::texts(&mut tx, &titles).await?;
        let sorts: [Vec<Point>; 4] = [
            well.into_iter().filter(seen).map(Point::Well).collect(),
            worst.into_iter().map(|(id, what)| Point::Wrong(id, what)).collect(),
            louder.into_iter().filter(|(_, id)| seen(id)).map(|(id, journey)| Point::Louder(id, journey)).collect(),
            tried
                .into_iter()
                .map(|row| Point::Tried(row.id, titles.remove(&row.title.0).unwrap_or_default()))
                .collect(),
        ];
        Ok(Huddle { team, since, points: chosen(sorts), journeys, labels })
    }
}

/// One of each sort, and then one more of each, until the meeting is full; in the order of the sorts.
fn chosen(sorts: [Vec<Point>; 4]) -> Vec<Point> {
    let mut room = MOST;
    let mut taken = [0_usize; 4];
    while room > 0 {
        let before = room;
        for (count, sort) in taken.iter_mut().zip(&sorts) {
            if room > 0 && *count < sort.len() {
                *count += 1;
                room -= 1;
            }
        }
        if before == room {
            break;
        }
    }
    sorts.into_iter().zip(taken).flat_map(|(sort, count)| sort.into_iter().take(count)).collect()
}

/// What went well and what went wrong.
type Week = (Vec<JourneyId>, BTreeMap<JourneyId, BTreeSet<Wrong>>);

async fn of_week(tx: &mut Tx, team: TeamId, within: (Timestamp, Timestamp)) -> Result<Week> {
    let (mut well, mut wrong) = (Vec::new(), BTreeMap::<JourneyId, BTreeSet<Wrong>>::new());
    for (journey, what) in improvements::week_of(tx, team, within, LIMIT).await? {
        let what = match what.as_str() {
            "broken" => Wrong::Broken,
            "chaser" => Wrong::Chaser,
            "breach" => Wrong::Breach,
            "unhappy" => Wrong::Unhappy,
            _ => {
                let answer = journey_of(tx, journey).await?.and_then(|found| found.survey).and_then(|ask| ask.response);
                let praises = |given: &regie_domain::survey::GivenAnswer| {
                    given.measure.is_of_whole() && given.scale.is_high(given.value)
                };
                if answer.is_some_and(|answer| answer.given.iter().any(praises)) {
                    well.push(journey);
                }
                continue;
            }
        };
        wrong.entry(journey).or_default().insert(what);
    }
    Ok((well, wrong))
}

#[cfg(test)]
mod tests {
    use regie_domain::testing::id;

    use super::*;

    #[test]
    fn a_meeting_has_five_points_and_each_sort_has_its_turn() {
        let well = |count: u64| (0..count).map(|place| Point::Well(id(place))).collect::<Vec<_>>();
        let wrong = |count: u64| {
            (0..count).map(|place| Point::Wrong(id(20 + place), BTreeSet::from([Wrong::Chaser]))).collect::<Vec<_>>()
        };
        let louder = vec![Point::Louder(id(40), id(41))];
        let found = chosen([well(3), wrong(9), louder.clone(), vec![]]);
        assert_eq!(found.len(), MOST);
        assert_eq!(found.iter().filter(|point| matches!(point, Point::Well(_))).count(), 2);
        assert_eq!(found.last(), louder.first());
        assert_eq!(chosen([well(1), vec![], vec![], vec![]]).len(), 1);
        assert_eq!(chosen(Default::default()), []);
    }
}
