//! A whole run: set up, killed round after round under load, brought to rest, checked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use regie_app::App;
use regie_app::links::LINK;
use regie_app::run::UPDATE;
use regie_app::testing::TestApp;
use regie_store::testing::TestDb;
use regie_store::views::{arrivals, mail};
use regie_store::{Store, leases, outbox};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::checker::{self, Finding};
use crate::ledger::{Entry, Ledger, Way, marked};
use crate::lmtp::{self, Letter};
use crate::page;
use crate::server::Place;
use crate::sink::{Received, Sink};
use crate::writers::{self, DESK, Link, Phase, Shared};

/// Clients that send mail.
const MAILERS: u32 = 20;
/// Clients that write on status pages.
const POSTERS: u32 = 12;
/// The status pages that they write on.
const PAGES: usize = 5;
/// When the program is killed, in milliseconds after it is ready.
const LIFE: std::ops::RangeInclusive<u64> = 50..=500;
/// Everything is checked after so many rounds, not only what was acknowledged since the last one, and the clients go on to
/// fresh status pages.
const WHOLE: u32 = 25;
/// How long the program may take to come to rest after the last round.
const REST: Duration = Duration::from_secs(600);
/// How often something outside is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// What a run did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    /// Kills.
    pub kills: u32,
    /// Mails and messages that were acknowledged.
    pub acknowledged: usize,
    /// Mails that left, repeats included.
    pub left: usize,
    /// Mails that left again after a crash.
    pub repeated: usize,
}

/// Kills the program `rounds` times on this database, which must sync its commits, and checks what is left.
///
/// # Errors
/// Everything that was found, and whatever kept the run from its end.
pub async fn kill(db: TestDb, rounds: u32, seed: u64) -> Result<Done> {
    let folder = tempfile::tempdir()?;
    let stop = CancellationToken::new();
    let sink = Sink::default();
    let smtp = sink.start(&stop).await?;
    let (db, secret) = set_up(db).await?;
    let place = Arc::new(Place::new(folder.path(), &db.url, secret, smtp)?);
    let ledger = Ledger::default();
    let mut run = Run { url: db.url.clone(), place, sink, ledger, known: BTreeMap::new() };
    let outcome = run.rounds(rounds, seed).await;
    stop.cancel();
    outcome.with_context(|| format!("the program's log ends with:\n{}", run.place.log()))
}

/// Sets up the organisation and lets go of the database; tells the secret that it was set up with.
async fn set_up(db: TestDb) -> Result<(TestDb, [u8; 32])> {
    let test = TestApp::on(db);
    test.clock.set(now());
    test.setup_reimbursement().await;
    let secret = test.app.config.secret;
    test.app.store.close().await;
    Ok((test.db, secret))
}

struct Run {
    url: String,
    place: Arc<Place>,
    sink: Sink,
    ledger: Ledger,
    /// What was acknowledged and found.
    known: BTreeMap<String, Entry>,
}

impl Run {
    async fn rounds(&mut self, rounds: u32, seed: u64) -> Result<Done> {
        let mut rng = StdRng::seed_from_u64(seed);
        let (phase, heard) = watch::channel(Phase { pause: true, ..Phase::default() });
        let busy = Arc::new(AtomicU32::new(0));
        let shared =
            Shared { place: self.place.clone(), ledger: self.ledger.clone(), phase: heard, busy: busy.clone() };
        let mut clients = writers::start(&shared, MAILERS, POSTERS, rng.random());
        for round in 1..=rounds {
            if round % WHOLE == 1 {
                let links = Arc::new(self.links(round).await?);
                phase.send_modify(|phase| phase.links = links);
            }
            // In most rounds the dead process's claims have run out, so that mail leaves; in the others the next process
            // finds the database exactly as the crash left it.
            if round % 3 != 0 {
                self.let_time_pass().await?;
            }
            let server = self.place.start().await?;
            phase.send_modify(|phase| (phase.starts, phase.pause) = (phase.starts + 1, false));
            let life = Duration::from_millis(rng.random_range(LIFE));
            let checking = async { if round % 2 == 0 { self.look().await } else { Ok(Vec::new()) } };
            let (checked, _) = tokio::join!(checking, tokio::time::timeout(life, std::future::pending::<()>()));
            server.kill().await.with_context(|| format!("round {round}, after {} ms", life.as_millis()))?;
            report(checked?, &format!("round {round}"))?;
            if round % WHOLE == 0 {
                phase.send_modify(|phase| phase.pause = true);
                self.come_to_rest(&busy).await?;
                report(self.whole().await?, &format!("round {round}"))?;
            }
        }
        phase.send_modify(|phase| phase.ending = true);
        self.let_time_pass().await?;
        let server = self.place.start().await?;
        let finished = async { while clients.join_next().await.is_some() {} };
        tokio::time::timeout(REST, finished).await.context("the clients do not come to an end")?;
        self.settle().await?;
        server.stop().await?;
        report(self.whole().await?, "the end")?;
        let surprises = self.ledger.surprises();
        ensure!(surprises.is_empty(), "answers that no crash explains: {surprises:?}");
        Ok(self.done(rounds))
    }

    /// Residents who write once and get a link to their status page by mail.
    async fn links(&mut self, round: u32) -> Result<Vec<Link>> {
        self.let_time_pass().await?;
        let server = self.place.start().await?;
        let mut links = Vec::new();
        for number in 0..PAGES {
            let word = format!("resident-{round}-{number}");
            let letter = Letter {
                from: lmtp::sender(&word),
                to: DESK.to_owned(),
                subject: "Lantaarn kapot".to_owned(),
                text: format!("De lantaarn is kapot. {}", marked(&word)),
                id: format!("{word}@client.example.net"),
            };
            let way = Way::Mail { message_id: letter.id.clone(), from: letter.from.clone() };
            self.ledger.attempted(&word, way);
            lmtp::deliver(self.place.mail, &letter).await?;
            self.ledger.acknowledged(&word);
            let receipt = until("a receipt with a link", async || Ok(self.sink.first_to(&letter.from))).await?;
            let token = receipt.token.context("a receipt without a link")?;
            let secret = page::form_secret(self.place.pages, &token).await?;
            let store = Store::open(&self.url).await?;
            let mut tx = store.begin_read().await?;
            let found = mail::find(&mut tx, &[letter.id]).await?;
            drop(tx);
            store.close().await;
            let journey = found.first().context("the mail is on no journey")?.journey;
            links.push(Link { token, secret, journey });
        }
        server.stop().await?;
        Ok(links)
    }

    /// What was acknowledged before this moment is there.
    async fn look(&mut self) -> Result<Vec<Finding>> {
        let news = self.ledger.news(&self.known);
        let store = Store::open(&self.url).await?;
        let findings = checker::missing(&store, &news).await?;
        store.close().await;
        self.known.extend(news);
        Ok(findings)
    }

    /// Starts the program once more until every client has what it wanted and nothing waits.
    async fn come_to_rest(&self, busy: &AtomicU32) -> Result<()> {
        self.let_time_pass().await?;
        let server = self.place.start().await?;
        until("rest of the clients", async || Ok((busy.load(Ordering::SeqCst) == 0).then_some(()))).await?;
        self.settle().await?;
        server.kill().await
    }

    async fn whole(&mut self) -> Result<Vec<Finding>> {
        let store = Store::open(&self.url).await?;
        let mut findings = checker::missing(&store, &self.ledger.news(&BTreeMap::new())).await?;
        for finding in checker::check(&store, &self.ledger.entries(), &self.sink.all()).await? {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        store.close().await;
        Ok(findings)
    }

    /// A dead process's leases and claims end by themselves, after a minute and ten; nobody waits that long here.
    async fn let_time_pass(&self) -> Result<()> {
        let store = Store::open(&self.url).await?;
        let now = now();
        let later = now + SignedDuration::from_mins(11);
        store
            .write(move |tx| {
                Box::pin(async move {
                    for name in ["feed", "deadlines", "outbox", "upkeep"] {
                        leases::acquire(tx, name, "nobody", later, later).await?;
                        leases::release(tx, name, "nobody").await?;
                    }
                    // Claimed by nobody, and that claim is over already.
                    outbox::claim(tx, &[UPDATE, LINK], "nobody", later, now, 100_000).await?;
                    Ok::<_, regie_store::StoreError>(())
                })
            })
            .await?;
        store.close().await;
        Ok(())
    }

    /// Waits until every kept mail is read and every message has left.
    async fn settle(&self) -> Result<()> {
        let store = Store::open(&self.url).await?;
        let settled = async || {
            let mut tx = store.begin_read().await?;
            let unread = arrivals::unplaced(&mut tx, 1).await?.len();
            let next = outbox::next_due(&mut tx).await?;
            Ok((unread == 0 && next.is_none()).then_some(()))
        };
        let outcome = until("rest", settled).await;
        store.close().await;
        outcome
    }

    fn done(&self, kills: u32) -> Done {
        let entries = self.ledger.entries();
        let mut ids: Vec<String> = self.sink.all().into_iter().map(|mail| mail.message_id).collect();
        let left = ids.len();
        ids.sort();
        ids.dedup();
        let acknowledged = entries.values().filter(|entry| entry.acknowledged > 0).count();
        Done { kills, acknowledged, left, repeated: left - ids.len() }
    }
}

/// Looks until there is an answer; an outside process rings no bell here.
async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let looking = async {
        let mut beat = tokio::time::interval(LOOK);
        loop {
            beat.tick().await;
            if let Some(found) = look().await? {
                return Ok(found);
            }
        }
    };
    tokio::time::timeout(REST, looking).await.with_context(|| format!("there is no {what}"))?
}

fn report(findings: Vec<Finding>, when: &str) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = findings.iter().take(20).map(ToString::to_string).collect();
    bail!("{when}: {} findings:\n{}", findings.len(), shown.join("\n"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program under test takes the machine's clock, and so must its clients"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Shows that the checker sees what it is there for: on a small database that is in order it finds nothing, and each planted
/// fault is found, by its name.
///
/// # Errors
/// When a planted fault is not seen, or one is seen that is not there.
pub async fn prove(db: TestDb) -> Result<()> {
    let test = TestApp::on(db);
    test.setup_reimbursement().await;
    let ledger = Ledger::default();
    for word in ["one", "two", "three"] {
        take_in(&test.app, &ledger, word, word).await?;
    }
    test.drain().await;
    let left: Vec<Received> = test.mail.sent().iter().map(as_received).collect();
    let store = &test.app.store;
    let entries = ledger.entries();
    let sound = checker::check(store, &entries, &left).await?;
    ensure!(sound.is_empty() && checker::missing(store, &entries).await?.is_empty(), "found in good order: {sound:?}");

    // A loss: acknowledged, and never kept.
    let mut planted = entries.clone();
    let way = Way::Mail { message_id: "lost@client.example.net".into(), from: "lost@example.net".into() };
    planted.insert("lost".into(), Entry { way, acknowledged: 1 });
    let lost = [Finding::Lost("lost".into())];
    ensure!(checker::missing(store, &planted).await? == lost, "a planted loss is not seen in a round");
    ensure!(checker::check(store, &planted, &left).await?.contains(&lost[0]), "a planted loss is not seen at the end");

    // Mail: another content under one Message-ID; a message that never came; a receipt too many.
    let mut other = left.clone();
    other.push(Received { content: "other words".into(), ..left[0].clone() });
    let found = checker::check(store, &entries, &other).await?;
    ensure!(found == [Finding::TwoContents(left[0].message_id.clone())], "a second content is not seen: {found:?}");
    let found = checker::check(store, &entries, &left[1..]).await?;
    ensure!(found.iter().any(|finding| matches!(finding, Finding::NeverLeft(_))), "a mail that never left is not seen");

    // An effect that happened twice: the same words under another Message-ID.
    take_in(&test.app, &ledger, "two", "two-again").await?;
    test.drain().await;
    let left: Vec<Received> = test.mail.sent().iter().map(as_received).collect();
    let found = checker::check(store, &entries, &left).await?;
    ensure!(found.contains(&Finding::Doubled("two".into(), 2)), "a planted double is not seen: {found:?}");

    // Half a transaction: a journey without one of its due moments.
    store
        .write(|tx| {
            Box::pin(async move {
                tx.execute("DELETE FROM deadline", &[]).await?;
                Ok::<_, regie_store::StoreError>(())
            })
        })
        .await?;
    let found = checker::check(store, &entries, &left).await?;
    ensure!(found.iter().any(|finding| matches!(finding, Finding::Deadlines(_))), "lost due moments are not seen");
    Ok(())
}

async fn take_in(app: &App, ledger: &Ledger, word: &str, id: &str) -> Result<()> {
    let letter = Letter {
        from: lmtp::sender(word),
        to: DESK.to_owned(),
        subject: format!("Vraag {id}"),
        text: marked(word),
        id: format!("{id}@client.example.net"),
    };
    let way = Way::Mail { message_id: letter.id.clone(), from: letter.from.clone() };
    ledger.attempted(word, way);
    app.keep_raw(std::slice::from_ref(&letter.to), Some(&letter.from), letter.raw().as_bytes()).await?;
    ledger.acknowledged(word);
    regie_channels::email::intake::place_pending(app).await?;
    Ok(())
}

fn as_received(mail: &regie_app::ports::OutgoingMail) -> Received {
    Received { to: mail.to.clone(), message_id: mail.message_id.clone(), content: mail.text.clone(), token: None }
}
