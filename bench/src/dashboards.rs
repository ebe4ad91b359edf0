//! What one look at the figures costs in a house with a million answers: the pages of the figures and of the answers, through
//! the whole router. The rows of the views are written past the commands, as they would be after years of them. The reference
//! reads what is kept of the group and does nothing with it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use regie_domain::measure::Count;
use regie_store::views::figures::{begin_of, week_of};
use regie_store::{Store, StoreError};
use regie_web::server::router;
use regie_web::state::Web;
use tower::ServiceExt as _;

use crate::house::House;
use crate::report::{Bar, Report, percentile};
use crate::{Kind, Options};

/// Looks for one figure.
const LOOKS: usize = 100;
/// Weeks over which the answers are spread.
const WEEKS: i64 = 56;
/// Rows of one statement while the house is filled.
const AT_ONCE: usize = 50_000;

/// Fills the views and looks.
pub async fn measure(kind: Kind, house: &House, options: &Options, report: &mut Report) -> Result<()> {
    let app = &house.test.app;
    fill(house, options.answers).await?;
    if matches!(kind, Kind::Postgres) {
        // The server does that by itself in a house that lives for longer than a benchmark.
        let analyze = "ANALYZE";
        app.store.write(move |tx| Box::pin(async move { tx.execute(analyze, &[]).await })).await?;
    }
    let web = Web::new(app.clone(), Vec::new(), None).map_err(anyhow::Error::msg)?;
    let (router, _) = router(web);
    let session = app.start_session(house.city.people.coordinator.id, None, None).await?;
    let cookie = format!("__Host-regie-session={}", session.token);
    let (blueprint, team) = (house.city.blueprint.id, house.city.kcc.team.team);
    let groups = [String::new(), format!("&blueprint={blueprint}"), format!("&team={team}")];
    for (name, path) in [("figures", "/figures"), ("answers", "/figures/answers")] {
        let what = format!("{}: page of {name}, {} answers", kind.name(), options.answers);
        let year = format!("{path}?period=year");
        let begun = Instant::now();
        one(&router, &year, &cookie).await?;
        let first = begun.elapsed().as_secs_f64() * 1_000.0;
        let mut times = Vec::with_capacity(LOOKS);
        for look in 0..LOOKS {
            let period = ["year", "half", "quarter"][look % 3];
            let path = format!("{path}?period={period}{}", groups[look % groups.len()]);
            let begun = Instant::now();
            one(&router, &path, &cookie).await?;
            times.push(begun.elapsed());
        }
        let bare = bare(&app.store).await?;
        let reading = ("reading what is kept", bare);
        report.figure(&format!("{what}: p99 of a look"), "ms", percentile(&mut times, 99), reading, Bar::AtMost(300.0));
        let later = ("a later look, p50", percentile(&mut times, 50));
        report.figure(&format!("{what}: the first look in a year"), "ms", first, later, Bar::AtMost(120_000.0));
    }
    house.test.clock.advance(SignedDuration::from_hours(7 * 24));
    let session = app.start_session(house.city.people.coordinator.id, None, None).await?;
    let cookie = format!("__Host-regie-session={}", session.token);
    for (name, path) in [("figures", "/figures"), ("answers", "/figures/answers")] {
        let what = format!("{}: page of {name}, {} answers: the first look in a week", kind.name(), options.answers);
        let begun = Instant::now();
        one(&router, path, &cookie).await?;
        let first = begun.elapsed().as_secs_f64() * 1_000.0;
        let reading = ("reading what is kept", bare(&app.store).await?);
        report.figure(&what, "ms", first, reading, Bar::AtMost(1_000.0));
    }
    Ok(())
}

/// So many journeys that closed and whose customers answered two questions each.
async fn fill(house: &House, answers: usize) -> Result<()> {
    let store = &house.test.app.store;
    let last = week_of(house.test.app.ports.clock.now());
    let (blueprint, team) = (house.city.blueprint.id, house.city.kcc.team.team);
    let counts: Vec<String> =
        Count::ALL.iter().enumerate().map(|(place, _)| format!("(i * {} + i / 7) % 3", place + 1)).collect();
    let columns: Vec<&str> = Count::ALL.iter().map(|count| count.code()).collect();
    let id = |series: u8| format!("'0000000{series}-0000-7000-8000-' || CAST(100000000000 + i AS TEXT)");
    let (journey, ask) = (id(1), id(2));
    let week = format!("{last} - 1 - (i % {WEEKS})");
    let monday = begin_of(0).as_microsecond();
    for first in (0..answers).step_by(AT_ONCE) {
        let until = answers.min(first + AT_ONCE);
        let numbers = format!(
            "WITH RECURSIVE n(i) AS (SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {until})"
        );
        let begin = format!("({week}) * 604800000000 + {monday}");
        let rows: Vec<&'static str> = [
            format!(
                "INSERT INTO journey_figures (journey_id, blueprint_id, director_team, began, ended, week, joined, {}) \
                 {numbers} SELECT {journey}, '{blueprint}', '{team}', {begin}, {begin}, {week}, FALSE, {} FROM n",
                columns.join(", "),
                counts.join(", ")
            ),
            format!(
                "INSERT INTO answer_ask (ask_id, journey_id, blueprint_id, director_team, week, asked, why, answered, known, \
                 steps, silence_hours, chasers, repeated, sent_on, switches, broken) {numbers} SELECT {ask}, {journey}, \
                 '{blueprint}', '{team}', {week}, TRUE, '', i % 5 > 0, i % 8, i % 3, i % 40, i % 3, i % 2, i % 4, i % 7 / 5, \
                 i % 9 / 7 FROM n"
            ),
            given(&numbers, "whole/zero_ten", ("1", "i % 11"), [&ask, &journey, &week], (&blueprint.to_string(), &team.to_string())),
            given(&numbers, "compared/compared", ("0", "1 + i % 5"), [&ask, &journey, &week], (&blueprint.to_string(), &team.to_string())),
        ]
        .into_iter()
        // The store takes statements that stand in the program; these few are kept until the end of the run.
        .map(|sql| &*sql.leak())
        .collect();
        store
            .write_with(rows, |tx, rows| {
                Box::pin(async move {
                    for &sql in rows {
                        tx.execute(sql, &[]).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
    }
    Ok(())
}

fn given(
    numbers: &str,
    question: &str,
    (place, answer): (&str, &str),
    [ask, journey, week]: [&String; 3],
    (blueprint, team): (&str, &str),
) -> String {
    format!(
        "INSERT INTO answer_given (given_id, journey_id, ask_id, blueprint_id, director_team, week, question, answer, known) \
         {numbers} SELECT {ask} || '-0000{place}', {journey}, {ask}, '{blueprint}', '{team}', {week}, '{question}', {answer}, \
         i % 8 FROM n WHERE i % 5 > 0"
    )
}

async fn one(router: &Router, path: &str, cookie: &str) -> Result<()> {
    let request = Request::get(path).header("accept-language", "nl").header("cookie", cookie);
    let answer = router.clone().oneshot(request.body(Body::empty())?).await?;
    ensure!(answer.status().is_success(), "{path} was answered with {}", answer.status());
    let bytes = axum::body::to_bytes(answer.into_body(), 10_000_000).await?;
    let text = std::str::from_utf8(&bytes).context("no text")?;
    ensure!(text.contains("<svg viewBox") || path.contains("team="), "{path} shows no figures");
    Ok(())
}

/// The rows that are kept of the whole.
async fn bare(store: &Store) -> Result<f64> {
    let begun = Instant::now();
    let mut tx = store.begin_read().await?;
    let sql = "SELECT from_week, sums FROM figure_group WHERE blueprint_id = '' AND director_team = ''";
    let rows = tx.all(sql, &[]).await?;
    ensure!(!rows.is_empty(), "nothing is kept");
    let taken: Duration = begun.elapsed();
    Ok(taken.as_secs_f64() * 1_000.0)
}
