//! What one look at a journey costs: the customer's page behind a link and the staff's page, both through the whole router
//! with its gate and templates. The reference reads the same events and texts and does nothing with them.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use regie_app::run::JOURNEY;
use regie_domain::ids::JourneyId;
use regie_store::journal::{self, StreamKey};
use regie_store::{Store, content};
use regie_web::server::router;
use regie_web::state::Web;
use tower::ServiceExt as _;

use crate::Kind;
use crate::house::House;
use crate::report::{Bar, Report, percentile};

/// Requests for one figure.
const REQUESTS: usize = 1_000;
/// Clients for the latency.
const CLIENTS: usize = 8;

/// A page to ask for.
#[derive(Clone)]
struct Ask {
    path: String,
    cookie: Option<String>,
}

/// Measures both pages.
pub async fn measure(kind: Kind, house: &House, report: &mut Report) -> Result<()> {
    let app = &house.test.app;
    let web = Web::new(app.clone(), Vec::new(), None).map_err(anyhow::Error::msg)?;
    let (router, _) = router(web);
    let session = app.start_session(house.city.people.kcc_agent.id, None, None).await?;
    let cookie = format!("__Host-regie-session={}", session.token);
    let (mut status, mut staff) = (Vec::new(), Vec::new());
    for (journey, participant) in &house.long {
        let link = app.mint_link(*journey, *participant).await?;
        let path = link.strip_prefix(&app.config.public_url).context("a link elsewhere")?;
        status.push(Ask { path: path.to_owned(), cookie: None });
        staff.push(Ask { path: format!("/journeys/{journey}"), cookie: Some(cookie.clone()) });
    }
    let journeys: Vec<JourneyId> = house.long.iter().map(|(journey, _)| *journey).collect();
    let bare = bare(&app.store, &journeys).await?;
    for (name, asks) in [("status page", status), ("journey page of staff", staff)] {
        let what = format!("{}: {name}, 10 contacts, {} journeys", kind.name(), house.journeys);
        let (bytes, cpu) = match cpu_each(&router, &asks).await {
            Ok(found) => found,
            Err(error) => {
                report.not_measured(&what, &error.to_string());
                continue;
            }
        };
        let reading = ("reading its events and texts", bare.as_secs_f64() * 1_000.0);
        report.figure(&format!("{what}: CPU of the program"), "ms", cpu, reading, Bar::AtMost(5.0));
        let mut times = at_once(&router, &asks).await?;
        let (half, most) = (percentile(&mut times, 50), percentile(&mut times, 99));
        report.figure(&format!("{what}: p99 at {CLIENTS} clients"), "ms", most, ("p50", half), Bar::AtMost(50.0));
        let kilobytes = bytes as f64 / 1_000.0;
        report.figure(&format!("{what}: size of the HTML"), "kB", kilobytes, ("the bar", 60.0), Bar::AtMost(60.0));
    }
    Ok(())
}

/// Asks one after another; the size of a page and the processor's time for each, in milliseconds.
async fn cpu_each(router: &Router, asks: &[Ask]) -> Result<(usize, f64)> {
    let mut bytes = 0;
    for ask in asks {
        bytes = bytes.max(one(router, ask).await?);
    }
    let before = cpu()?;
    for ask in asks.iter().cycle().take(REQUESTS) {
        one(router, ask).await?;
    }
    let spent = cpu()? - before;
    Ok((bytes, spent.as_secs_f64() * 1_000.0 / REQUESTS as f64))
}

async fn at_once(router: &Router, asks: &[Ask]) -> Result<Vec<Duration>> {
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let (router, asks) = (router.clone(), asks.to_vec());
        tasks.spawn(async move {
            let mut times = Vec::with_capacity(REQUESTS / CLIENTS);
            for ask in asks.iter().cycle().skip(client * 7).take(REQUESTS / CLIENTS) {
                let begun = Instant::now();
                one(&router, ask).await?;
                times.push(begun.elapsed());
            }
            Ok::<_, anyhow::Error>(times)
        });
    }
    let mut all = Vec::new();
    while let Some(times) = tasks.join_next().await {
        all.extend(times??);
    }
    Ok(all)
}

async fn one(router: &Router, ask: &Ask) -> Result<usize> {
    let mut request = Request::get(&ask.path).header("accept-language", "nl");
    if let Some(cookie) = &ask.cookie {
        request = request.header("cookie", cookie);
    }
    let answer = router.clone().oneshot(request.body(Body::empty())?).await?;
    ensure!(answer.status().is_success(), "{} was answered with {}", short(&ask.path), answer.status());
    Ok(axum::body::to_bytes(answer.into_body(), 10_000_000).await?.len())
}

/// A path without the ids in it.
fn short(path: &str) -> String {
    path.split('/').take(2).collect::<Vec<_>>().join("/")
}

/// The processor's time for reading one journey: its events, and the texts of its contacts.
async fn bare(store: &Store, journeys: &[JourneyId]) -> Result<Duration> {
    let before = cpu()?;
    for id in journeys.iter().cycle().take(REQUESTS) {
        let mut tx = store.begin_read().await?;
        let events = journal::read(&mut tx, &StreamKey::new(JOURNEY, id.0), 0).await?;
        let sql = "SELECT text_id FROM contact WHERE journey_id = $1";
        let rows = tx.all(sql, &[regie_store::Arg::from(id.0)]).await?;
        let texts: Vec<uuid::Uuid> = rows.iter().map(|row| row.id("text_id")).collect::<Result<_, _>>()?;
        let found = content::texts(&mut tx, &texts).await?;
        ensure!(!events.is_empty() && !found.is_empty(), "an empty journey");
    }
    Ok((cpu()? - before) / u32::try_from(REQUESTS)?)
}

/// The processor's time of this process so far, all threads together. It counts in hundredths of a second.
fn cpu() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').context("an unreadable /proc/self/stat")?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks: u64 =
        fields.get(11).context("no utime")?.parse::<u64>()? + fields.get(12).context("no stime")?.parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 10))
}
