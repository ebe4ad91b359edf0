//! Every message of the five stories, played in the pure domain, against the golden table in `docs/architecture.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod legal_term;
mod measure;
mod no_signal;
mod others;
mod reimbursement;
mod shipments;
#[path = "../support/mod.rs"]
mod support;
mod visit_ahead;

use support::play::{Play, Row};

const PAPER: &str = include_str!("../../../../docs/architecture.md");

/// The rows of a story's table under "## Every message": when, to whom, message, because of, held.
fn table(story: &str) -> Vec<Row> {
    let chapter = PAPER.split("\n## Every message").nth(1).expect("the chapter is there");
    let heading = format!("\n### {story}");
    let section = chapter.split(&heading).nth(1).unwrap_or_else(|| panic!("no table for {story}"));
    let lines = section.lines().skip(1).take_while(|line| !line.starts_with("##"));
    lines.filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
    let [at, to, about, because, held, ..] = cells.as_slice() else { return None };
    let about = regie_domain::codes::UpdateKind::parse(about.trim_matches('`'))?.code();
    let held = regie_domain::codes::HoldReason::ALL.iter().find(|it| it.code() == held.trim_matches('`'))?.code();
    Some(Row { at: (*at).into(), to: (*to).into(), about, because: because.trim_matches('`').into(), held })
}

fn compare(story: &str, play: &Play) {
    let (written, played) = (table(story), &play.rows);
    let lines: Vec<String> = played
        .iter()
        .map(|it| format!("| {} | {} | `{}` | `{}` | `{}` |", it.at, it.to, it.about, it.because, it.held))
        .collect();
    assert_eq!(&written, played, "{story} as played:\n{}", lines.join("\n"));
}

#[test]
fn the_paper_tells_every_message_of_reimbursement() {
    compare("reimbursement", &reimbursement::main_table());
}

#[test]
fn the_paper_tells_every_message_of_no_signal_on_friday_night() {
    compare("no-signal-on-friday-night", &no_signal::evening());
}

#[test]
fn the_paper_tells_every_message_of_a_window_in_the_first_contact() {
    compare("no-signal-on-friday-night, a window in the first contact", &no_signal::night());
}

#[test]
fn the_paper_tells_every_message_of_a_visit_five_days_later() {
    compare("no-signal-on-friday-night, a visit five days later", &visit_ahead::five_days_later());
}

#[test]
fn the_paper_tells_every_message_of_double_billing() {
    compare("double-billing", &others::double_billing());
}

#[test]
fn the_paper_tells_every_message_of_an_agreement_that_was_not_kept_to() {
    compare("double-billing, a letter all the same", &others::letter_all_the_same());
}

#[test]
fn the_paper_tells_every_message_of_an_agreement_over_the_mandate() {
    compare("double-billing, over the mandate", &others::over_the_mandate());
}

#[test]
fn the_paper_tells_every_message_of_lost_parcel() {
    compare("lost-parcel", &others::lost_parcel());
}

#[test]
fn the_paper_tells_every_message_of_a_parcel_whose_carrier_pushes() {
    compare("a parcel whose carrier pushes", &shipments::pushed());
}

#[test]
fn the_paper_tells_every_message_of_damaged_lease_car() {
    compare("damaged-lease-car", &others::damaged_lease_car());
}

#[test]
fn the_paper_tells_every_message_of_a_complaint_that_takes_longer() {
    compare("a complaint that takes longer", &legal_term::complaint());
}

#[test]
fn the_paper_tells_every_message_of_a_matter_of_another_body() {
    compare("a matter of another body", &legal_term::forwarded());
}

#[test]
fn a_row_that_is_not_played_is_seen() {
    let play = reimbursement::main_table();
    let mut written = table("reimbursement");
    assert_eq!(written, play.rows);
    written.pop();
    assert_ne!(written, play.rows);
}
