//! Figures of journeys that closed: counted from the record, with their intervals, and only of groups in which nobody can be
//! pointed at. They name teams, never persons, and put nobody in an order.
//!
//! All journeys are counted, whether or not their customer ever answered a survey. So nothing is estimated about who is
//! missing, and no correction for a finite population is due: an interval says how far the same work could have come out
//! otherwise by chance, and so what a next period may differ without anything having changed.

mod after;
mod answers;
pub(crate) mod batches;
mod beside;
mod kept;
pub mod parties;
pub(crate) mod parts;
mod responses;
mod scores;
mod series;
mod topics;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use regie_domain::actor::Role;
use regie_domain::ids::{BlueprintId, JourneyId, TeamId};
use regie_domain::measure::{Count, Sums, Tariff, WINDOWS, days_of};
use regie_domain::money::Cents;
use regie_metrics::mean::Sample;
use regie_metrics::power::smallest_step;
use regie_store::Tx;
use regie_store::shown::{self, KeptBatch, KeptGroup};
use regie_store::views::figures::{self, FigureCell, begin_of, week_of};

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::read::measures::{FEWEST, parts_of};
use crate::run::journey_of;

pub use after::{After, Went};
pub use batches::Group;
pub use beside::{Beside, BesideFact};
pub use parties::RatingFigure;
pub use regie_metrics::proportion::Share;
pub use regie_metrics::{Estimate, Interval};
pub use responses::{AnswerFigures, Bias, ShownAnswers, StepsGap};
pub use scores::{QuestionFigure, Score, Weighed};
pub use series::{Chart, Dot, FOR_LIMITS};
pub use topics::TopicFigure;

pub(crate) use batches::BLOCK;
use batches::WeekCell;

/// Which journeys: of a blueprint, of a team that directed them, or of all; in which weeks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FigureQuery {
    /// Only how these were to run.
    pub blueprint: Option<BlueprintId>,
    /// Only those that this team directed when they closed.
    pub team: Option<TeamId>,
    /// In which weeks they closed.
    pub period: Period,
}

/// How far back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Period {
    /// Twelve weeks, and those of the present block of four that are over.
    Quarter,
    /// Twenty-four weeks.
    Half,
    /// Fifty-two weeks.
    #[default]
    Year,
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 3] = [Self::Quarter, Self::Half, Self::Year];

    /// How many weeks.
    #[must_use]
    pub const fn weeks(self) -> i64 {
        match self {
            Self::Quarter => 12,
            Self::Half => 24,
            Self::Year => 52,
        }
    }
}

/// A figure of many journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// Of all, how many closed as solved.
    Solved,
    /// Of those solved, how many without coming back; within one of [`WINDOWS`], by its place.
    FirstContact(usize),
    /// Of the contacts that customers began, how many came within seven days after the one before.
    Repeats,
    /// Of the results promised, how many came by the date that was given first.
    Kept,
    /// Of the results promised, how many came after they were moved in time.
    KeptMoved,
    /// Of the results promised, how many came late or not at all.
    Broken,
    /// Of the visits, how many came after a first one.
    SecondVisits,
    /// The mean of a count.
    Mean(Count),
}

impl Which {
    /// Every figure, in the order of the page.
    pub const ALL: [Self; 20] = [
        Self::Solved,
        Self::FirstContact(0),
        Self::FirstContact(1),
        Self::FirstContact(2),
        Self::Repeats,
        Self::Mean(Count::Contacts),
        Self::Mean(Count::Chasers),
        Self::Mean(Count::Fragments),
        Self::Mean(Count::Repeated),
        Self::Mean(Count::Switches),
        Self::Mean(Count::Handovers),
        Self::Mean(Count::SentOn),
        Self::Mean(Count::LongestSilence),
        Self::Mean(Count::SilenceHours),
        Self::Kept,
        Self::KeptMoved,
        Self::Broken,
        Self::Mean(Count::EarlyHours),
        Self::Mean(Count::AheadHours),
        Self::Mean(Count::Effort),
    ];

    /// Its code: the last part of the key of its words, and its name in a file.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Solved => "solved".to_owned(),
            Self::FirstContact(window) => format!("first-{}", WINDOWS[window.min(2)]),
            Self::Repeats => "repeats".to_owned(),
            Self::Kept => "kept".to_owned(),
            Self::KeptMoved => "kept-moved".to_owned(),
            Self::Broken => "broken".to_owned(),
            Self::SecondVisits => "second-visits".to_owned(),
            Self::Mean(count) => count.code().replace('_', "-"),
        }
    }

    /// Whether it is a share of a whole; else it is a mean.
    #[must_use]
    pub fn is_share(self) -> bool {
        !matches!(self, Self::Mean(_))
    }

    /// Whether it is counted in hours.
    #[must_use]
    pub fn is_hours(self) -> bool {
        use Count as C;
        matches!(self, Self::Mean(C::EarlyHours | C::AheadHours | C::LongestSilence | C::SilenceHours))
    }

    /// Of a share, what it is of and its part.
    fn share(self, sums: &Sums) -> Option<(u64, u64)> {
        use Count as C;
        let judged = sums.of(C::Kept) + sums.of(C::KeptMoved) + sums.of(C::Broken);
        let (part, of) = match self {
            Self::Solved => (sums.of(C::Solved), sums.journeys),
            Self::FirstContact(window) => {
                (sums.of([C::First1, C::First7, C::First30][window.min(2)]), sums.of(C::Solved))
            }
            Self::Repeats => (sums.of(C::Repeats7), sums.of(C::Started)),
            Self::Kept => (sums.of(C::Kept), judged),
            Self::KeptMoved => (sums.of(C::KeptMoved), judged),
            Self::Broken => (sums.of(C::Broken), judged),
            Self::SecondVisits => (sums.of(C::SecondVisits), sums.of(C::Visits)),
            Self::Mean(_) => return None,
        };
        Some((whole(part), whole(of)))
    }

    /// Of a mean, the numbers that it is of.
    fn sample(self, sums: &Sums) -> Option<Sample> {
        let Self::Mean(count) = self else { return None };
        let of = match count {
            Count::EarlyHours | Count::AheadHours => sums.of(Count::WithKept),
            _ => sums.journeys,
        };
        Some(Sample { count: whole(of), sum: float(sums.of(count)), squares: float(sums.squares_of(count)) })
    }
}

/// One figure with what it can show; nothing of it where there is too little.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which.
    pub which: Which,
    /// What it is, or nothing where that would be about somebody.
    pub shown: Option<Told>,
}

/// What a figure tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// The figure, and where the true value lies.
    pub estimate: Estimate,
    /// Of how many.
    pub of: u64,
    /// The smallest change between two periods of this size that could be seen, in its own unit.
    pub step: f64,
}

impl Figure {
    fn of(which: Which, sums: &Sums) -> Self {
        let told =
            |estimate: Estimate, of: u64, variance: f64| Told { estimate, of, step: smallest_step(variance, of) };
        let shown = match (which.share(sums), which.sample(sums)) {
            (Some((part, of)), _) if of >= FEWEST as u64 => Share::new(part, of).ok().map(|share| {
                let estimate = share.wilson();
                // A share of nothing or of all has a spread too: that of the middle of its interval.
                let middle = f64::midpoint(estimate.interval.low, estimate.interval.high);
                told(estimate, of, middle * (1.0 - middle))
            }),
            (None, Some(sample)) if sample.count >= FEWEST as u64 => {
                sample.mean().ok().map(|estimate| told(estimate, sample.count, sample.variance()))
            }
            _ => None,
        };
        Self { which, shown }
    }
}

/// What contacts that need not have been took, by the organisation's own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// How many.
    pub times: u64,
    /// How many minutes, where somebody said how long one takes.
    pub minutes: Option<u64>,
    /// What that cost.
    pub cost: Option<Cents>,
}

impl Spent {
    fn of(times: i64, tariff: Option<&Tariff>, each: impl Fn(&Tariff) -> u16) -> Self {
        let minutes = tariff.map(|tariff| times.max(0).saturating_mul(i64::from(each(tariff))));
        let cost = tariff.zip(minutes).map(|(tariff, minutes)| tariff.cost(minutes));
        Self { times: whole(times), minutes: minutes.map(whole), cost }
    }
}

/// The figures of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// How many journeys they are of.
    pub journeys: u64,
    /// Every figure, in the order of [`Which::ALL`]; that of second visits only where there were visits.
    pub figures: Vec<Figure>,
    /// What "any news?" took.
    pub chasers: Spent,
    /// What other contacts after the first one took.
    pub repeats: Spent,
    /// What visits after the first one took.
    pub visits: Spent,
    /// How some of them went, batch by batch.
    pub charts: Vec<Chart>,
}

/// What the page of the figures shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// From when on journeys closed.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The figures; nothing where there is too little to show without pointing at anybody.
    pub shown: Option<Shown>,
    /// What an hour and a contact cost here, where somebody said so.
    pub tariff: Option<Tariff>,
}

impl App {
    /// The figures of journeys that closed.
    ///
    /// # Errors
    /// A denial; what the store says.
    pub async fn figures(&self, who: &Who, query: FigureQuery) -> Result<Figures> {
        let (directory, closed) = self.figure_reader(who).await?;
        let now = self.ports.clock.now();
        let weeks = weeks(query.period, now);
        self.keep_journeys(&directory, &closed, weeks).await?;
        let group = Group { blueprint: query.blueprint, team: query.team };
        let parts = if closed.hides(group) { Vec::new() } else { self.journey_parts(weeks, group).await? };
        let tariff = directory.organisation.as_ref().and_then(|found| found.value.tariff);
        Ok(Figures {
            from: begin_of(weeks.0),
            until: begin_of(weeks.1),
            shown: shown_of(&parts, tariff.as_ref(), now),
            tariff,
        })
    }

    /// Who may read figures, and whose work is in nobody's.
    async fn figure_reader(&self, who: &Who) -> Result<(Arc<Directory>, Shielded)> {
        authorise(who, Action::ReadFigures)?;
        let directory = self.directory().await?;
        if who.member().is_some_and(|member| directory.guest_of(member).is_some()) {
            return Err(AppError::Denied("role"));
        }
        let closed = Shielded::of(&directory);
        Ok((directory, closed))
    }

    /// Keeps what may be shown of journeys in weeks that are over, and, once so many days went by, of how many of them the
    /// customer did not come back: who came back opened the journey again and left the batch.
    async fn keep_journeys(&self, directory: &Directory, closed: &Shielded, weeks: (i64, i64)) -> Result<()> {
        let behind = |team| employees(directory, team);
        for open in batches::open_weeks(&self.kept_batches(JOURNEYS, weeks).await?, weeks) {
            let cells = self.journey_cells(closed, open).await?;
            self.keep_shown(JOURNEYS, kept::to_keep(&batches::of(&cells, open, &behind))).await?;
        }
        let now = self.ports.clock.now();
        let kept = self.kept_batches(JOURNEYS, weeks).await?;
        for (place, days) in WINDOWS.iter().enumerate() {
            let kind = late_kind(place);
            let done = self.kept_batches(&kind, weeks).await?;
            let due = |batch: &&(i64, i64)| begin_of(batch.1) <= now - days_of(*days) && !done.contains(batch);
            for batch in kept.iter().filter(due) {
                let cells = batches::gather(&self.journey_cells(closed, *batch).await?, *batch);
                let mut tx = self.store.begin_read().await?;
                let groups = shown::groups(&mut tx, JOURNEYS, batch.0).await?;
                drop(tx);
                let late = groups.into_iter().map(|group| {
                    let of = Group { blueprint: group.blueprint, team: group.team };
                    let first = batches::sum(&cells, of).of(FIRST[place]);
                    KeptGroup { sums: first.to_string(), ..group }
                });
                let batch = KeptBatch { from: batch.0, until: batch.1 };
                self.keep_shown(&kind, vec![(batch, late.collect())]).await?;
            }
        }
        Ok(())
    }

    /// The journeys that closed in some weeks, added up.
    async fn journey_cells(&self, closed: &Shielded, weeks: (i64, i64)) -> Result<Vec<WeekCell<Sums>>> {
        let mut tx = self.store.begin_read().await?;
        cells_of(&mut tx, closed, weeks).await
    }

    /// What is kept of a group, batch by batch.
    async fn journey_parts(&self, weeks: (i64, i64), group: Group) -> Result<Vec<Part<Sums>>> {
        let mut parts: Vec<Part<Sums>> = self.kept_parts(JOURNEYS, weeks, group).await?;
        let mut tx = self.store.begin_read().await?;
        for (place, count) in FIRST.iter().enumerate() {
            let of = (group.blueprint, group.team);
            for (from, first) in shown::of_group(&mut tx, &late_kind(place), weeks, of).await? {
                let part = parts.iter_mut().find(|part| part.from == from);
                if let Some(sums) = part.and_then(|part| part.sums.as_mut()) {
                    sums.sums[*count as usize] = first.parse().unwrap_or(0);
                }
            }
        }
        Ok(parts)
    }
}

/// What is kept of journeys.
const JOURNEYS: &str = "journeys";
/// Solved at the first contact, within each of [`WINDOWS`].
const FIRST: [Count; WINDOWS.len()] = [Count::First1, Count::First7, Count::First30];

fn late_kind(place: usize) -> String {
    format!("{JOURNEYS}/{}", FIRST[place].code())
}

/// The journeys that closed in some weeks, added up, without those that are in nobody's figures.
async fn cells_of(tx: &mut Tx, closed: &Shielded, (from, until): (i64, i64)) -> Result<Vec<WeekCell<Sums>>> {
    let mut cells = figures::cells(tx, from, until).await?;
    cells.extend(joined(tx, from, until).await?);
    let cells = cells.into_iter().filter(|cell| !closed.holds(cell.blueprint, cell.team));
    Ok(cells.map(|FigureCell { blueprint, team, week, sums }| WeekCell { blueprint, team, week, sums }).collect())
}

/// A batch of weeks with what may be shown of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<S> {
    /// The first week.
    pub(crate) from: i64,
    /// The first week after.
    pub(crate) until: i64,
    /// The numbers of the group, where they may be shown.
    pub(crate) sums: Option<S>,
}

/// The blueprints and teams whose work is for who works on it only: they are in nobody's figures.
struct Shielded {
    blueprints: BTreeSet<BlueprintId>,
    teams: BTreeSet<TeamId>,
}

impl Shielded {
    fn of(directory: &Directory) -> Self {
        let (blueprints, teams) = closed_off(directory);
        Self { blueprints, teams }
    }

    fn holds(&self, blueprint: BlueprintId, team: TeamId) -> bool {
        self.blueprints.contains(&blueprint) || self.teams.contains(&team)
    }

    /// Whether nothing of a group is shown any more: it was shielded after it had figures.
    fn hides(&self, group: Group) -> bool {
        group.blueprint.is_some_and(|id| self.blueprints.contains(&id))
            || group.team.is_some_and(|id| self.teams.contains(&id))
    }
}

/// The weeks of a period: whole blocks back from the present one, and of that the weeks that are over.
fn weeks(period: Period, now: Timestamp) -> (i64, i64) {
    let until = week_of(now);
    ((until.div_euclid(BLOCK)) * BLOCK - period.weeks(), until)
}

/// Journeys with others joined into them, counted with those.
async fn joined(tx: &mut Tx, from: i64, until: i64) -> Result<Vec<FigureCell>> {
    let mut found = Vec::new();
    let rows: Vec<(JourneyId, i64)> = figures::with_joined(tx, from, until).await?;
    for (id, week) in rows {
        let Some(journey) = journey_of(tx, id).await? else { continue };
        let Some(team) = journey.counted_end().map(|end| end.team.team) else { continue };
        let parts = parts_of(tx, &journey).await?;
        let mut sums = Sums::default();
        sums.add_one(&journey.measures_with(&parts.iter().collect::<Vec<_>>(), begin_of(week + 1)));
        found.push(FigureCell { blueprint: journey.blueprint.id, team, week, sums });
    }
    Ok(found)
}

/// The blueprints and teams whose work is for who works on it only: they are in nobody's figures.
pub(crate) fn closed_off(directory: &Directory) -> (BTreeSet<BlueprintId>, BTreeSet<TeamId>) {
    let newest = directory.blueprints.values().filter_map(|found| found.value.last());
    let teams = directory.teams.values().map(|found| &found.value);
    (
        newest.filter(|found| found.restricted).map(|found| found.id).collect(),
        teams.filter(|team| team.restricted).map(|team| team.team.team).collect(),
    )
}

/// Who a team's figures are about: its members. More than the limit tell no more than the limit does.
fn employees(directory: &Directory, team: TeamId) -> BTreeSet<u32> {
    let members = directory.members.values().zip(0..);
    let in_team = members.filter(|(found, _)| found.value.active && found.value.is_in(team));
    in_team.map(|(_, number)| number).take(regie_metrics::privacy::Limits::SCORES.employees).collect()
}

/// What may be shown of a group.
fn shown_of(parts: &[Part<Sums>], tariff: Option<&Tariff>, now: Timestamp) -> Option<Shown> {
    let sum = |before: Option<Timestamp>| {
        let ended = |part: &&Part<Sums>| before.is_none_or(|before| begin_of(part.until) <= before);
        let mut all = Sums::default();
        parts.iter().filter(ended).filter_map(|part| part.sums.as_ref()).for_each(|sums| all.add(sums));
        all
    };
    let all = sum(None);
    if all.journeys == 0 {
        return None;
    }
    let by_window: BTreeMap<usize, Sums> =
        WINDOWS.iter().enumerate().map(|(place, days)| (place, sum(Some(now - days_of(*days))))).collect();
    let mut figures: Vec<Figure> = Which::ALL
        .iter()
        .map(|which| match which {
            // Who closed less than so many days ago may still come back.
            Which::FirstContact(window) => Figure::of(*which, by_window.get(window).unwrap_or(&all)),
            _ => Figure::of(*which, &all),
        })
        .collect();
    if all.of(Count::Visits) > 0 {
        figures.push(Figure::of(Which::SecondVisits, &all));
    }
    let others = (all.of(Count::Again) - all.of(Count::Chasers)).max(0);
    Some(Shown {
        journeys: whole(all.journeys),
        figures,
        chasers: Spent::of(all.of(Count::Chasers), tariff, |tariff| tariff.contact_minutes),
        repeats: Spent::of(others, tariff, |tariff| tariff.contact_minutes),
        visits: Spent::of(all.of(Count::SecondVisits), tariff, |tariff| tariff.visit_minutes),
        charts: series::of(parts, now),
    })
}

/// A count as one that is never under 0.
fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// A sum as a number.
#[expect(clippy::cast_precision_loss, reason = "sums of hours and contacts stay far under 2^53")]
fn float(sum: i64) -> f64 {
    sum as f64
}

/// Who may read the figures: who answers for the work, and who watches that it is done well.
pub(crate) fn may_read(has: impl Fn(Role) -> bool) -> bool {
    READERS.iter().any(|role| has(*role))
}

/// The roles that read figures.
pub const READERS: [Role; 4] = [Role::Administrator, Role::Coordinator, Role::TeamLead, Role::Auditor];
