//! What a team sees of its mirror: a share of enough answers with its interval, and words once there are enough of them; of
//! nobody in particular, and never in an order.
//!
//! An answer comes to the team when it is no longer for who it concerns alone. Weeks come in blocks of four that are the same for
//! everybody and for ever. Within a block a team's answers wait until the privacy engine lets a batch of them be shown; what is
//! left at the end of a block is shown to nobody. Batches are shown and fade as a whole, so no two looks differ by a few. What a
//! member says to be the process stays in its batch for the same reason.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use regie_domain::ids::{AskId, BlueprintId, JourneyId, MemberId, TeamId};
use regie_domain::mirror::{FADES, alone_until};
use regie_metrics::Estimate;
use regie_metrics::privacy::{Cell, Ledger, Limits};
use regie_metrics::proportion::Share;
use regie_store::Tx;
use regie_store::content;
use regie_store::views::figures::{begin_of, week_of};
use regie_store::views::journeys;
use regie_store::views::mirror::{self, MirrorRow};

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::figures::batches::BLOCK;
use crate::run::journey_of;

/// Words of a customer, with the journey that they are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamText {
    /// The journey.
    pub journey: JourneyId,
    /// What the customer wrote.
    pub words: String,
    /// What colleagues replied, without who.
    pub replies: Vec<String>,
}

/// What a team sees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TeamMirror {
    /// How many answers, of how many was the whole praised, of how many somebody was let down; nothing where there is too little.
    pub shown: Option<TeamShare>,
    /// The words, by journey; none where there is too little.
    pub texts: Vec<TeamText>,
}

/// Shares of the answers that concern a team.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TeamShare {
    /// Of how many answers.
    pub of: u64,
    /// In which the whole is praised.
    pub praised: Estimate,
    /// In which somebody was let down.
    pub low: Estimate,
}

/// Answers of a team that are shown together.
struct Batch {
    answers: BTreeSet<(AskId, JourneyId)>,
    members: BTreeSet<MemberId>,
}

impl App {
    /// What a team sees of what concerns it.
    ///
    /// # Errors
    /// A denial to who is not in it, or what the store says.
    pub async fn team_mirror(&self, who: &Who, team: TeamId) -> Result<TeamMirror> {
        authorise(who, Action::ReadTeamMirror(team))?;
        let (directory, now) = (self.directory().await?, self.ports.clock.now());
        let calendar = super::hours(&directory)?;
        let oldest = now - SignedDuration::from_hours(FADES * 24);
        // A whole block earlier, so that its batches are cut as they always were.
        let first = week_of(oldest).div_euclid(BLOCK) * BLOCK;
        let mut tx = self.store.begin_read().await?;
        let from = begin_of(first) - SignedDuration::from_hours(31 * 24);
        let rows = mirror::between(&mut tx, from, now).await?;
        let rows = in_figures(&mut tx, &directory, rows).await?;
        let told: Vec<(i64, MirrorRow)> =
            rows.into_iter().map(|row| (week_of(alone_until(row.answered_at, &calendar)), row)).collect();
        let batches = batches(&told, (first, week_of(now)), team);
        let fresh = batches.into_iter().filter(|(week, _)| begin_of(*week) > oldest).map(|(_, batch)| batch);
        shown(&mut tx, who, &directory, now, fresh.collect()).await
    }
}

/// What is for who works on it only is in nobody's figures.
async fn in_figures(tx: &mut Tx, directory: &Directory, rows: Vec<MirrorRow>) -> Result<Vec<MirrorRow>> {
    let newest = directory.blueprints.values().filter_map(|found| found.value.last());
    let blueprints: BTreeSet<BlueprintId> = newest.filter(|found| found.restricted).map(|found| found.id).collect();
    let teams = directory.teams.values().map(|found| &found.value).filter(|team| team.restricted);
    let teams: BTreeSet<TeamId> = teams.map(|team| team.team.team).collect();
    let ids: BTreeSet<JourneyId> = rows.iter().map(|row| row.journey).collect();
    let ids: Vec<JourneyId> = ids.into_iter().collect();
    let closed: BTreeSet<JourneyId> = journeys::get_many(tx, &ids)
        .await?
        .into_iter()
        .filter(|row| blueprints.contains(&row.blueprint) || teams.contains(&row.director))
        .map(|row| row.id)
        .collect();
    Ok(rows.into_iter().filter(|row| !closed.contains(&row.journey) && !teams.contains(&row.team)).collect())
}

/// The batches of a team, with the week in which the first answer of each came to the team. All teams are cut together, in one
/// order, whoever looks.
fn batches(told: &[(i64, MirrorRow)], (first, until): (i64, i64), own: TeamId) -> Vec<(i64, Batch)> {
    let mut found = Vec::new();
    let mut ledger = Ledger::new(Limits::SCORES);
    let mut cells: BTreeMap<AskId, usize> = BTreeMap::new();
    let mut waiting: BTreeMap<TeamId, Vec<(i64, MirrorRow)>> = BTreeMap::new();
    for week in first..until {
        for (_, row) in told.iter().filter(|(at, _)| *at == week) {
            let new = Cell { generation: 0, invited: 1, answered: 1, employees: BTreeSet::new() };
            cells.entry(row.ask).or_insert_with(|| ledger.add(new));
            waiting.entry(row.team).or_default().push((week, *row));
        }
        for (team, rows) in &mut waiting {
            let members: BTreeSet<MemberId> = rows.iter().map(|(_, row)| row.member).collect();
            let answers: BTreeSet<(AskId, JourneyId)> = rows.iter().map(|(_, row)| (row.ask, row.journey)).collect();
            let places: Vec<usize> = answers.iter().filter_map(|(ask, _)| cells.get(ask).copied()).collect();
            if members.len() >= Limits::SCORES.employees && ledger.ask(&places).is_ok() {
                let begun = rows.iter().map(|(at, _)| *at).min().unwrap_or(week);
                rows.clear();
                if *team == own {
                    found.push((begun, Batch { answers, members }));
                }
            }
        }
        if (week + 1).rem_euclid(BLOCK) == 0 {
            waiting.clear();
        }
    }
    found
}

/// The shares, and the words where there are enough.
async fn shown(
    tx: &mut Tx,
    who: &Who,
    directory: &Directory,
    now: Timestamp,
    batches: Vec<Batch>,
) -> Result<TeamMirror> {
    let answers: BTreeSet<(AskId, JourneyId)> =
        batches.iter().flat_map(|batch| batch.answers.iter().copied()).collect();
    let members: BTreeSet<MemberId> = batches.iter().flat_map(|batch| batch.members.iter().copied()).collect();
    let (mut of, mut praised, mut low) = (0_u64, 0_u64, 0_u64);
    let (mut texts, mut enough) = (Vec::new(), 0_u64);
    for (_, id) in answers {
        let Some(journey) = journey_of(tx, id).await? else { continue };
        let Some(response) = journey.survey.as_ref().and_then(|ask| ask.response.clone()) else { continue };
        of += 1;
        praised += u64::from(response.praises());
        low += u64::from(response.low);
        // Nobody is named there: neither a colleague nor the customer.
        let names = crate::attribution::known_names(tx, directory, &journey).await?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let masked = |text: String| regie_text::mask::mask(&text, &names).text;
        let mut words = Vec::new();
        for said in &response.said {
            words.extend(content::text(tx, said.text.0).await?.map(masked));
        }
        if words.is_empty() {
            continue;
        }
        enough += 1;
        if !super::reads(tx, who, directory, id, now).await? {
            continue;
        }
        let mut replies = Vec::new();
        for reply in journey.mirror.replies.values() {
            replies.extend(content::text(tx, reply.text.0).await?.map(masked));
        }
        texts.push(TeamText { journey: id, words: words.join("\n\n"), replies });
    }
    if enough < Limits::TEXTS.people || members.len() < Limits::TEXTS.employees {
        texts.clear();
    }
    let share = |part| Share::new(part, of).map(|share| share.wilson()).map_err(|_| AppError::NotFound("figure"));
    let shown = match of {
        0 => None,
        _ => Some(TeamShare { of, praised: share(praised)?, low: share(low)? }),
    };
    Ok(TeamMirror { shown, texts })
}

#[cfg(test)]
mod tests {
    use regie_domain::testing::id;

    use super::*;

    /// Answers that came to a team in a week, about these members in turn.
    fn answers(first: u64, count: u64, week: i64, team: u64, members: u64) -> Vec<(i64, MirrorRow)> {
        let row = |number: u64| MirrorRow {
            journey: id(1_000 + number),
            ask: id(2_000 + number),
            member: id(3_000 + team * 100 + number % members),
            team: id(team),
            answered_at: Timestamp::UNIX_EPOCH,
            not_me_at: None,
        };
        (first..first + count).map(|number| (week, row(number))).collect()
    }

    fn sizes(told: &[(i64, MirrorRow)], until: i64, team: u64) -> Vec<usize> {
        batches(told, (0, until), id(team)).iter().map(|(_, batch)| batch.answers.len()).collect()
    }

    #[test]
    fn nothing_is_shown_of_four_answers_nor_of_two_colleagues() {
        assert_eq!(sizes(&answers(0, 4, 0, 1, 3), 4, 1), Vec::<usize>::new());
        assert_eq!(sizes(&answers(0, 9, 0, 1, 2), 4, 1), Vec::<usize>::new());
        assert_eq!(sizes(&answers(0, 5, 0, 1, 3), 4, 1), [5]);
    }

    #[test]
    fn answers_wait_for_enough_others_and_the_rest_of_a_block_is_shown_to_nobody() {
        let mut told = answers(0, 6, 0, 1, 3);
        told.extend(answers(6, 2, 1, 1, 3));
        assert_eq!(sizes(&told, 2, 1), [6], "two more do not show by the difference");
        told.extend(answers(8, 3, 2, 1, 3));
        assert_eq!(sizes(&told, 3, 1), [6, 5]);
        told.extend(answers(11, 2, 3, 1, 3));
        told.extend(answers(13, 5, 4, 1, 3));
        assert_eq!(sizes(&told, 5, 1), [6, 5, 5], "the two of the block before are left out");
    }

    #[test]
    fn two_teams_that_share_answers_differ_by_none_or_enough() {
        // Six answers of team 1, of which four are also about team 2 with one more: the difference would be two, and one.
        let mut told = answers(0, 6, 0, 1, 3);
        told.extend(answers(2, 5, 0, 2, 3));
        assert_eq!((sizes(&told, 1, 1), sizes(&told, 1, 2)), (vec![6], Vec::new()));
    }
}
