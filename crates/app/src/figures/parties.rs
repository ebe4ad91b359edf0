//! What was said about the parties of a chain, by month: what our own members marked after working with a partner, and what
//! customers answered, for the party with which most of the answer is laid ([`most`]). Months are those of the organisation's
//! calendar, the same for everybody and for ever; a month is decided once, on the second morning after it, when no answer of it
//! can change any more. What came out is kept, like all figures ([`super::kept`]).
//!
//! Within a month the groups are asked of the ledger in one order: each party, each party within a kind of journeys, each team
//! within one. A dispute that is decided later changes no month that was shown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::TeamRef;
use regie_domain::attribution::{attribute, counted, most};
use regie_domain::codes::Measure;
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{BlueprintId, OrgId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::survey::{AskState, Asked, CHANGEABLE, KNOWN};
use regie_metrics::Estimate;
use regie_metrics::mean::Sample;
use regie_metrics::privacy::{Cell, Ledger, Limits};
use regie_metrics::proportion::Share;
use regie_store::journal::{self, StreamKey};
use regie_store::shown::{KeptBatch, KeptGroup};
use regie_store::views::answers;
use regie_store::views::figures::week_of;
use regie_store::{Tx, friendliness};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::answers::{AnswerPart, AnswerSums};
use super::batches::{Group, LIMITS, Summed};
use super::kept::{Kept, from_json, json};
use super::{Part, QuestionFigure, Shielded, employees, float, scores, whole};
use crate::App;
use crate::directory::Directory;
use crate::error::Result;
use crate::run::{JOURNEY, read_journey};

/// So many months are shown.
pub(crate) const MONTHS: i64 = 12;
/// How long after it was decided to ask an answer can come, and be changed.
const ANSWERED: SignedDuration = SignedDuration::from_hours(23 * 24);

const RATINGS: &str = "ratings";
const HEARD: &str = "heard";
const CLOSED: &str = "closed";

/// How many journeys closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Closed(u64);

impl Kept for Closed {
    fn write(&self) -> String {
        json(self)
    }

    fn read(text: &str) -> Option<Self> {
        from_json(text)
    }
}

/// The marks of a party in a month, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RatingSums {
    /// How many ratings.
    pub ratings: i64,
    /// How many of them are friendly.
    pub friendly: i64,
    /// The sums of each mark.
    pub marks: [i64; 3],
    /// The sums of their squares.
    pub squares: [i64; 3],
}

impl Kept for RatingSums {
    fn write(&self) -> String {
        json(self)
    }

    fn read(text: &str) -> Option<Self> {
        from_json(text)
    }
}

impl RatingSums {
    fn add(&mut self, rating: &friendliness::Rating) {
        self.ratings += rating.times;
        self.friendly += if rating.marks.is_friendly() { rating.times } else { 0 };
        for (place, mark) in rating.marks.each().map(i64::from).into_iter().enumerate() {
            self.marks[place] += mark * rating.times;
            self.squares[place] += mark * mark * rating.times;
        }
    }

    /// Adds those of another month.
    pub(crate) fn join(&mut self, other: &Self) {
        self.ratings += other.ratings;
        self.friendly += other.friendly;
        for place in 0..self.marks.len() {
            self.marks[place] += other.marks[place];
            self.squares[place] += other.squares[place];
        }
    }

    /// The share of friendly ratings, as counted.
    pub(crate) fn share(&self) -> Option<Share> {
        Share::new(whole(self.friendly), whole(self.ratings)).ok()
    }

    pub(crate) fn figure(&self) -> Option<RatingFigure> {
        let mean = |place: usize| {
            let sample = Sample {
                count: whole(self.ratings),
                sum: float(self.marks[place]),
                squares: float(self.squares[place]),
            };
            sample.mean().ok().map(|found| Estimate { interval: found.interval.clamp(1.0, 5.0), ..found })
        };
        let marks = [mean(0)?, mean(1)?, mean(2)?];
        Some(RatingFigure { of: whole(self.ratings), friendly: self.share()?.wilson(), marks })
    }
}

/// What our members marked of a partner in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatingFigure {
    /// Of how many ratings.
    pub of: u64,
    /// The share of friendly ones.
    pub friendly: Estimate,
    /// Interest, listened, helped: the mean of each, 1 to 5.
    pub marks: [Estimate; 3],
}

/// A party, or one of its teams, within a kind of journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfParty {
    /// Only of journeys that run so.
    pub blueprint: Option<BlueprintId>,
    /// The organisation or the team.
    pub id: Uuid,
}

impl OfParty {
    /// A group is kept under the id of what it is about, be it a team or an organisation.
    fn group(self) -> Group {
        Group { blueprint: self.blueprint, team: Some(TeamId(self.id)) }
    }
}

/// The month of a moment, counted from year 0.
#[must_use]
pub fn month_of(at: Timestamp, zone: &TimeZone) -> i64 {
    number(at.to_zoned(zone.clone()).date())
}

/// The month of a day, counted from year 0.
#[must_use]
pub fn number(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

/// The first day of a month.
#[must_use]
pub fn first_day(month: i64) -> Date {
    let year = i16::try_from(month.div_euclid(12)).unwrap_or(i16::MAX);
    let month = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    Date::new(year, month, 1).unwrap_or(Date::MAX)
}

/// When a month is decided, and its page sent: on the second morning after it.
#[must_use]
pub fn ripe_at(month: i64, zone: &TimeZone) -> Timestamp {
    let morning = first_day(month + 1).tomorrow().map(|day| day.at(8, 0, 0, 0));
    morning.ok().and_then(|at| at.to_zoned(zone.clone()).ok()).map_or(Timestamp::MAX, |at| at.timestamp())
}

/// The last month that is decided at a moment.
#[must_use]
pub fn last_ripe(now: Timestamp, zone: &TimeZone) -> i64 {
    let before = month_of(now, zone) - 1;
    if ripe_at(before, zone) <= now { before } else { before - 1 }
}

fn begin_of(month: i64, zone: &TimeZone) -> Timestamp {
    first_day(month).to_zoned(zone.clone()).map_or(Timestamp::MAX, |at| at.timestamp())
}

impl App {
    /// Decides what may be shown of months that are over and were not decided yet.
    pub(crate) async fn keep_months(&self, directory: &Directory, (from, until): (i64, i64)) -> Result<()> {
        let zone = TimeZone::get(&directory.organisation()?.zone).unwrap_or(TimeZone::UTC);
        let until = until.min(last_ripe(self.ports.clock.now(), &zone) + 1);
        for kind in [RATINGS, HEARD] {
            let kept = self.kept_batches(kind, (from, until)).await?;
            for month in (from..until).filter(|month| !kept.iter().any(|batch| batch.0 == *month)) {
                let groups = match kind {
                    RATINGS => self.ratings_of(month).await?,
                    _ => self.heard_in(directory, month, &zone).await?,
                };
                self.keep_shown(kind, vec![(KeptBatch { from: month, until: month + 1 }, groups)]).await?;
            }
        }
        Ok(())
    }

    /// What our members marked of a partner, by month; nothing in those of which nothing may be shown.
    pub(crate) async fn months_rated(&self, org: OrgId, months: (i64, i64)) -> Result<Vec<(i64, Option<RatingSums>)>> {
        let group = OfParty { blueprint: None, id: org.0 }.group();
        let parts: Vec<Part<RatingSums>> = self.kept_parts(RATINGS, months, group).await?;
        Ok(parts.into_iter().map(|part| (part.from, part.sums)).collect())
    }

    /// What customers answered about a party, by month: the questions that may be shown.
    pub(crate) async fn months_heard(
        &self,
        of: OfParty,
        months: (i64, i64),
    ) -> Result<Vec<(i64, Vec<QuestionFigure>)>> {
        let parts: Vec<Part<AnswerSums>> = self.kept_parts(HEARD, months, of.group()).await?;
        Ok(parts.iter().map(|part| (part.from, questions(std::slice::from_ref(part)))).collect())
    }

    /// How many journeys of a kind first closed in a month: nothing of a few, and once the month is decided as it was then.
    pub(crate) async fn closed_in_month(
        &self,
        blueprint: BlueprintId,
        (month, zone): (i64, &TimeZone),
        found: usize,
    ) -> Result<Option<u64>> {
        let found = u64::try_from(found).ok().filter(|found| *found >= LIMITS.people);
        if month > last_ripe(self.ports.clock.now(), zone) {
            return Ok(found);
        }
        let kind = format!("{CLOSED}/{blueprint}");
        if self.kept_batches(&kind, (month, month + 1)).await?.is_empty() {
            let group = |count: u64| KeptGroup {
                from: month,
                blueprint: Some(blueprint),
                team: None,
                sums: Closed(count).write(),
            };
            let batch = KeptBatch { from: month, until: month + 1 };
            self.keep_shown(&kind, vec![(batch, found.map(group).into_iter().collect())]).await?;
        }
        let group = Group { blueprint: Some(blueprint), team: None };
        let parts: Vec<Part<Closed>> = self.kept_parts(&kind, (month, month + 1), group).await?;
        Ok(parts.into_iter().find_map(|part| part.sums).map(|Closed(count)| count))
    }

    async fn ratings_of(&self, month: i64) -> Result<Vec<KeptGroup>> {
        let mut tx = self.store.begin_read().await?;
        let ratings = friendliness::ratings(&mut tx, month).await?;
        let raters = friendliness::raters(&mut tx, month).await?;
        drop(tx);
        let mut all: BTreeMap<OrgId, RatingSums> = BTreeMap::new();
        ratings.iter().for_each(|rating| all.entry(rating.org).or_default().add(rating));
        let mut ledger = Ledger::new(LIMITS);
        let mut groups = Vec::new();
        for (org, sums) in all {
            let count = whole(sums.ratings);
            let behind = raters.iter().filter(|(of, _)| *of == org).zip(0..).map(|(_, number)| number);
            let employees: BTreeSet<u32> = behind.take(Limits::SCORES.employees).collect();
            // Of marks it is always told how many people gave them; of none known nothing may be shown.
            if employees.is_empty() {
                continue;
            }
            let cell = ledger.add(Cell { generation: 0, invited: count, answered: count, employees });
            if ledger.ask(&[cell]).is_ok() {
                groups.push(KeptGroup { from: month, blueprint: None, team: Some(TeamId(org.0)), sums: sums.write() });
            }
        }
        Ok(groups)
    }

    async fn heard_in(&self, directory: &Directory, month: i64, zone: &TimeZone) -> Result<Vec<KeptGroup>> {
        let closed = Shielded::of(directory);
        let span = (begin_of(month, zone), begin_of(month + 1, zone));
        let mut tx = self.store.begin_read().await?;
        let cells = cells(&mut tx, &closed, span).await?;
        drop(tx);
        let behind = |team| employees(directory, team);
        Ok(shown(cells, &behind).into_iter().map(|(of, sums)| of.kept(month, &sums)).collect())
    }
}

impl OfParty {
    fn kept(self, month: i64, sums: &AnswerSums) -> KeptGroup {
        KeptGroup { from: month, blueprint: self.blueprint, team: Some(TeamId(self.id)), sums: sums.write() }
    }
}

type Cells = BTreeMap<(BlueprintId, TeamRef), AnswerSums>;

/// The answers that were first given in a stretch of time, by the team with which most of each is laid.
async fn cells(tx: &mut Tx, closed: &Shielded, span: (Timestamp, Timestamp)) -> Result<Cells> {
    let weeks = (week_of(span.0.checked_sub(ANSWERED).unwrap_or(Timestamp::MIN)), week_of(span.1) + 1);
    let mut cells = Cells::new();
    for id in answers::answered_journeys(tx, weeks).await? {
        let events = read_journey(&journal::read(tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
        let Some(journey) = fold(id, &events) else { continue };
        let Some((team, sums)) = one(&journey, &events, span) else { continue };
        let blueprint = journey.blueprint.id;
        if !closed.holds(blueprint, team.team) && !closed.holds(blueprint, journey.direction.team.team) {
            cells.entry((blueprint, team)).or_default().add(&sums);
        }
    }
    Ok(cells)
}

/// One answer; nothing where it was given at another time, may not be traced, or is mostly with nobody.
fn one(
    journey: &Journey,
    events: &[Recorded<JourneyEvent>],
    span: (Timestamp, Timestamp),
) -> Option<(TeamRef, AnswerSums)> {
    let ask = journey.survey.as_ref()?;
    let AskState::Asked { survey, .. } = ask.state else { return None };
    let response = ask.response.as_ref().filter(|response| !response.untraceable)?;
    if !(span.0..span.1).contains(&response.first_at) {
        return None;
    }
    let (counts, open) = counted(&attribute(journey, events), &ask.disputes);
    let team = most(&counts, open)?;
    let mut sums = AnswerSums { asked: 1, answered: 1, ..AnswerSums::default() };
    for given in response.given.iter().filter(|given| given.measure != Measure::Own) {
        let mut counts = [0; KNOWN + 1];
        counts[KNOWN] = 1;
        sums.given.entry(Asked::of(given, survey).key()).or_default().insert(given.value, counts);
    }
    Some((team, sums))
}

/// The groups that may be shown, with what of them may be.
fn shown(cells: Cells, behind: &dyn Fn(TeamId) -> BTreeSet<u32>) -> Vec<(OfParty, AnswerSums)> {
    let cells: Vec<((BlueprintId, TeamRef), AnswerSums)> = cells.into_iter().collect();
    let mut groups: Vec<(OfParty, Vec<usize>)> = Vec::new();
    let mut group = |of: OfParty, place: usize| match groups.iter_mut().find(|(known, _)| *known == of) {
        Some((_, places)) => places.push(place),
        None => groups.push((of, vec![place])),
    };
    for (place, ((_, team), _)) in cells.iter().enumerate() {
        group(OfParty { blueprint: None, id: team.org.0 }, place);
    }
    for (place, ((blueprint, team), _)) in cells.iter().enumerate() {
        group(OfParty { blueprint: Some(*blueprint), id: team.org.0 }, place);
    }
    for (place, ((blueprint, team), _)) in cells.iter().enumerate() {
        group(OfParty { blueprint: Some(*blueprint), id: team.team.0 }, place);
    }
    let allowed = |people: &dyn Fn(&AnswerSums) -> (u64, u64)| -> BTreeSet<usize> {
        let mut ledger = Ledger::new(LIMITS);
        for ((_, team), sums) in &cells {
            let (invited, answered) = people(sums);
            ledger.add(Cell { generation: 0, invited, answered, employees: behind(team.team) });
        }
        let ask = |(place, (_, cells)): (usize, &(OfParty, Vec<usize>))| ledger.ask(cells).is_ok().then_some(place);
        groups.iter().enumerate().filter_map(ask).collect()
    };
    let whole = allowed(&AnswerSums::people);
    let mut all = AnswerSums::default();
    cells.iter().for_each(|(_, sums)| all.add(sums));
    let mut found: BTreeMap<usize, AnswerSums> = BTreeMap::new();
    for place in whole {
        let into = found.entry(place).or_default();
        groups[place].1.iter().for_each(|cell| into.add(&cells[*cell].1));
    }
    for part in all.parts().into_iter().filter(|part| matches!(part, AnswerPart::Given(_))) {
        let may = allowed(&|sums| sums.people_of(&part));
        found.iter_mut().filter(|(place, _)| !may.contains(place)).for_each(|(_, sums)| sums.leave_out(&part));
    }
    found.into_iter().map(|(place, sums)| (groups[place].0, sums)).collect()
}

/// What was answered, by question.
fn questions(parts: &[Part<AnswerSums>]) -> Vec<QuestionFigure> {
    let keys: BTreeSet<&String> =
        parts.iter().filter_map(|part| part.sums.as_ref()).flat_map(|sums| sums.given.keys()).collect();
    let mut asked: Vec<Asked> = keys.into_iter().filter_map(|key| Asked::parse(key)).collect();
    asked.sort_unstable();
    asked.into_iter().filter_map(|asked| scores::of(asked, parts)).collect()
}

const _: () = assert!(CHANGEABLE.as_hours() <= 24, "a month is decided when its answers cannot change any more");

#[cfg(test)]
mod tests {
    use regie_domain::testing::id;

    use super::*;

    fn answers(count: i64) -> AnswerSums {
        let mut sums = AnswerSums { asked: count, answered: count, ..AnswerSums::default() };
        let mut counts = [0; KNOWN + 1];
        counts[KNOWN] = count;
        sums.given.entry("whole/zero_ten".to_owned()).or_default().insert(8, counts);
        sums
    }

    fn team(org: u64, team: u64) -> TeamRef {
        TeamRef { org: id(org), team: id(team) }
    }

    fn nobody(_: TeamId) -> BTreeSet<u32> {
        BTreeSet::new()
    }

    fn sizes(cells: Cells, behind: &dyn Fn(TeamId) -> BTreeSet<u32>) -> Vec<(bool, Uuid, i64)> {
        let found = shown(cells, behind).into_iter();
        found.map(|(of, sums)| (of.blueprint.is_some(), of.id, sums.answered)).collect()
    }

    #[test]
    fn a_month_is_decided_on_the_second_morning_after_it() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
        let at = |text: &str| text.parse::<Timestamp>().unwrap_or(Timestamp::MIN);
        let october = month_of(at("2018-10-15T12:00:00Z"), &zone);
        assert_eq!(first_day(october).to_string(), "2018-10-01");
        assert_eq!(ripe_at(october, &zone), at("2018-11-02T07:00:00Z"));
        assert_eq!(last_ripe(at("2018-11-02T06:59:59Z"), &zone), october - 1);
        assert_eq!(last_ripe(at("2018-11-02T07:00:00Z"), &zone), october);
        assert_eq!(first_day(month_of(at("2018-12-31T23:30:00Z"), &zone)).to_string(), "2019-01-01");
    }

    #[test]
    fn a_party_of_four_answers_is_not_shown_nor_a_kind_that_differs_from_it_by_a_few() {
        let one: BlueprintId = id(1);
        let two: BlueprintId = id(2);
        let few = Cells::from([((one, team(10, 11)), answers(4))]);
        assert!(sizes(few, &nobody).is_empty());
        // Nine in all, six of one kind: the kind would tell of the other three.
        let cells = Cells::from([((one, team(10, 11)), answers(6)), ((two, team(10, 11)), answers(3))]);
        assert_eq!(sizes(cells, &nobody), [(false, id::<OrgId>(10).0, 9)]);
        let cells = Cells::from([((one, team(10, 11)), answers(6)), ((two, team(10, 11)), answers(5))]);
        assert_eq!(sizes(cells, &nobody).len(), 5, "the party, each kind of it, and its team within each");
    }

    #[test]
    fn of_a_team_of_two_members_nothing_is_shown() {
        let two = |_: TeamId| BTreeSet::from([0, 1]);
        let cells = Cells::from([((id(1), team(10, 11)), answers(9))]);
        assert!(sizes(cells, &two).is_empty());
    }
}
