//! What customers answered about parties that may stand beside each other: by name, each with its interval, and in words whether
//! a difference can be seen at all.

use std::collections::BTreeMap;

use regie_app::chain::PartyHeard;
use regie_app::figures::{QuestionFigure, Share, Told};

use crate::pages::parts::{Cell, Table};
use crate::ui::figures::{lines_of, points_of, question_of, share_told_of};
use crate::visit::Visit;

const COLUMNS: [&str; 4] = ["chain-party", "friendliness-question", "figures-value", "figures-answers-count"];

/// The table, and for each question with two parties whether they differ; nothing where nothing may be shown.
pub(super) fn table(visit: &Visit, found: &[PartyHeard]) -> Option<(Table, Vec<String>)> {
    let cx = &visit.cx;
    let mut found: Vec<(String, &PartyHeard)> = found.iter().map(|heard| (name(visit, heard), heard)).collect();
    found.sort_by_key(|(party, _)| party.to_lowercase());
    let mut rows = Vec::new();
    for (party, heard) in &found {
        for line in heard.figures.iter().flat_map(|figure| lines_of(visit, figure)) {
            rows.push(std::iter::once(party.clone()).chain(line).map(Cell::text).collect());
        }
    }
    if rows.is_empty() {
        return None;
    }
    let columns = COLUMNS.iter().map(|key| cx.t(key)).collect();
    Some((Table { columns, rows }, differences(visit, &found)))
}

fn name(visit: &Visit, heard: &PartyHeard) -> String {
    let party = super::name(visit, heard.org);
    match heard.team.map(|team| visit.directory.team_name(team)).filter(|team| *team != party) {
        Some(team) => visit.cx.t2("chain-step", "party", party, "team", team),
        None => party,
    }
}

/// Between parties, never between a party and its own team: each pair that differs with its interval, or that none does.
fn differences(visit: &Visit, found: &[(String, &PartyHeard)]) -> Vec<String> {
    let cx = &visit.cx;
    let mut by_question: BTreeMap<String, Vec<(&str, Share)>> = BTreeMap::new();
    for (party, heard) in found.iter().filter(|(_, heard)| heard.team.is_none()) {
        for figure in &heard.figures {
            if let Some(share) = share(figure) {
                by_question.entry(question_of(visit, figure)).or_default().push((party, share));
            }
        }
    }
    let mut lines = Vec::new();
    for (question, parties) in by_question.iter().filter(|(_, parties)| parties.len() > 1) {
        let before = lines.len();
        for (place, (one, own)) in parties.iter().enumerate() {
            for (other, theirs) in &parties[place + 1..] {
                let difference = own.minus(theirs);
                if !difference.interval.covers(0.0) {
                    let between = cx.t2("chain-heard-pair", "one", *one, "other", *other);
                    let points = points_of(cx, difference);
                    lines.push(format!("{question}, {between}: {points}"));
                }
            }
        }
        if lines.len() == before {
            lines.push(cx.t1("chain-heard-alike", "question", question));
        }
    }
    lines
}

/// The share of good answers, as counted.
fn share(figure: &QuestionFigure) -> Option<Share> {
    let told: &Told = share_told_of(figure)?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count is a count again"
    )]
    let hits = (told.estimate.value * told.of as f64).round() as u64;
    Share::new(hits, told.of).ok()
}
