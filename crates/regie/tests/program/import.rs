//! An archive of mail into the record by the program: killed, stopped, begun again, and with conversations that go on.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};
use regie::edge::SystemClock;
use regie::open;
use regie_app::{App, Config};
use regie_domain::codes::{PromiseWhat, ReopenReason};
use regie_domain::event::Reach;
use regie_domain::journey::{Holder, Journey, State};
use regie_store::views::journeys::{Filter, list};
use regie_store::{Durability, Store, verify};

use crate::support::{Place, Ran};

impl Place {
    /// A municipality that has just been set up, on the machine's clock.
    pub async fn set_up(&self) -> App {
        std::fs::create_dir_all(self.path("data")).unwrap();
        let store = Store::open_with(&self.database(), Durability::Fast).await.unwrap();
        store.migrate().await.unwrap();
        let url = "https://regie.example.org".to_owned();
        let config = Config { public_url: url, secret: [7; 32], previous_secret: None };
        std::fs::write(self.path("data/secret"), regie_store::hex(&config.secret)).unwrap();
        let clock = Arc::new(SystemClock);
        let app = open::app_on(store, config, clock.clone(), Arc::new(regie::demo::MailBin::new(clock)));
        regie_app::settings::story::reimbursement(&app).await.unwrap();
        app
    }

    /// Starts an import and answers it with what it tells on the way.
    fn import(&self, args: &[&str]) -> (Child, BufReader<ChildStderr>) {
        let mut child = self
            .regie(&["import", "mail"])
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stderr.take().unwrap());
        (child, told)
    }
}

/// A mail of an mbox on a day.
fn mail(day: &str, from: &str, to: &str, subject: &str, id: &str, answers: Option<&str>) -> String {
    let mut text = format!(
        "From x {day} 10:00:00 2026\nDate: {day} 10:00:00 +0100\nFrom: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}>\n"
    );
    if let Some(answers) = answers {
        let _infallible = writeln!(text, "In-Reply-To: <{answers}>");
    }
    text + "\nOver mijn aanvraag.\n\n"
}

/// Conversations of a question and an answer, long ago.
fn archive(file: &Path, conversations: usize) {
    let mut text = String::new();
    for n in 0..conversations {
        let (customer, subject) = (format!("klant{n}@example.net"), format!("Vraag {n}"));
        let question = format!("q{n}@example.net");
        text += &mail("Mon, 02 Mar 2015", &customer, "kcc@example.org", &subject, &question, None);
        let answer = format!("a{n}@example.org");
        let about = format!("Re: {subject}");
        text += &mail("Tue, 03 Mar 2015", "kcc@example.org", &customer, &about, &answer, Some(&question));
    }
    std::fs::write(file, text).unwrap();
}

async fn journeys(app: &App) -> Vec<Journey> {
    journeys_in(&app.store).await
}

async fn journeys_in(store: &Store) -> Vec<Journey> {
    let mut tx = store.begin_read().await.unwrap();
    let mut all = Vec::new();
    for row in list(&mut tx, &Filter::default(), None, 100_000).await.unwrap() {
        all.push(regie_app::run::journey_of(&mut tx, row.id).await.unwrap().unwrap());
    }
    all
}

/// The number behind a label of the closing report.
#[track_caller]
fn count(report: &str, label: &str) -> u64 {
    let line = report.lines().find(|line| line.starts_with(label)).unwrap_or_else(|| panic!("no {label} in {report}"));
    let digits: String = line[label.len()..].trim().chars().take_while(|c| c.is_ascii_digit() || *c == ' ').collect();
    digits.replace(' ', "").parse().unwrap()
}

#[tokio::test]
async fn killed_half_way_it_goes_on_and_loses_and_doubles_nothing() {
    let place = Place::new();
    let app = place.set_up().await;
    archive(&place.path("old.mbox"), 700);
    // SIGKILL after the first write that it told of; the next is under way.
    let (mut child, mut told) = place.import(&["old.mbox"]);
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    assert!(line.contains("% ") && line.contains("read"), "{line}");
    child.kill().unwrap();
    let _reaped = child.wait();
    let half = journeys(&app).await.len();
    assert!(half > 0 && half < 700, "{half}");

    // Ctrl-C: it ends what it is at, and says so.
    let (child, mut told) = place.import(&["old.mbox"]);
    told.read_line(&mut line).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::INT).unwrap();
    let stopped = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(stopped.code, Some(i32::from(regie::STOPPED)), "{stopped:?}");
    assert!(stopped.out.contains("goes on from here"), "{stopped:?}");

    let report = place.run(&["import", "mail", "old.mbox", "--mailbox", "KCC@example.org"]).well();
    let found = (count(&report, "read"), count(&report, "imported"), count(&report, "known"));
    assert_eq!(found, (1400, 1400, 0), "{report}");
    assert!(report.contains("on 700 new journeys"), "{report}");
    let all = journeys(&app).await;
    assert_eq!(all.len(), 700);
    assert!(all.iter().all(|journey| journey.contacts.len() == 2 && matches!(journey.state, State::Closed { .. })));

    let again = place.run(&["import", "mail", "old.mbox"]).well();
    assert_eq!((count(&again, "imported"), count(&again, "known")), (0, 1400), "{again}");
    assert_eq!(journeys(&app).await.len(), 700);
    app.store.close().await;
    let checked = place.run(&["verify"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
}

/// Some moments at which an import is killed, and in which of two stretches each lies: while it starts and reads, or after
/// it told of its first write. Six of them, forty with `REGIE_LONG=1`; `REGIE_SEED` draws the same ones again.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is told at its edge how long it may take, and which moments to draw"
)]
fn kills() -> Vec<(bool, Duration)> {
    let seed = std::env::var("REGIE_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    println!("REGIE_SEED={seed}");
    let long = std::env::var("REGIE_LONG").is_ok_and(|value| value == "1");
    let mut drawn = StdRng::seed_from_u64(seed);
    let draw = |round: u64| {
        let writes = round % 3 != 2;
        let within = if writes { 250_000 } else { 600_000 };
        (writes, Duration::from_micros(drawn.next_u64() % within))
    };
    (0..if long { 40 } else { 6 }).map(draw).collect()
}

/// Begins the import and kills it at its moment; false when it had ended before.
async fn kill(place: &Place, (writes, after): (bool, Duration)) -> bool {
    let (mut child, mut told) = place.import(&["old.mbox"]);
    if writes {
        told.read_line(&mut String::new()).unwrap();
    }
    #[expect(clippy::disallowed_methods, reason = "the moment is what was drawn; nothing is waited for")]
    tokio::time::sleep(after).await;
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    let _reaped = child.wait();
    assert!(ended.is_none_or(|status| status.success()), "{ended:?}");
    ended.is_none()
}

#[tokio::test]
async fn killed_at_any_moment_it_loses_and_doubles_nothing() {
    let moments = kills();
    // More than can be laid in before all these moments have passed: an import that came to its end is begun anew.
    let conversations = moments.len() * 500;
    let place = Place::new();
    place.set_up().await.store.close().await;
    archive(&place.path("old.mbox"), conversations);
    let (mut killed, mut stood) = (0, 0);
    for moment in &moments {
        killed += usize::from(kill(&place, *moment).await);
        // As the next start finds it.
        let store = Store::open_with(&place.database(), Durability::Fast).await.unwrap();
        let report = verify::verify_all(&store).await.unwrap();
        assert_eq!(report.findings, Vec::new(), "{moment:?}");
        let all = journeys_in(&store).await;
        store.close().await;
        assert!(all.len() >= stood && all.len() <= conversations, "{moment:?}: {stood}, then {}", all.len());
        assert!(all.iter().all(|journey| (1..=2).contains(&journey.contacts.len())), "{moment:?}");
        stood = all.len();
    }
    println!("{killed} of {} killed, with {stood} of {conversations} conversations in", moments.len());
    assert!(killed > 1, "an import that was never killed proves nothing");

    let report = place.run(&["import", "mail", "old.mbox"]).well();
    let found = (count(&report, "read"), count(&report, "imported"), count(&report, "known"));
    assert_eq!(found, (2 * conversations as u64, 2 * conversations as u64, 0), "{report}");
    let store = Store::open_with(&place.database(), Durability::Fast).await.unwrap();
    let all = journeys_in(&store).await;
    store.close().await;
    assert_eq!(all.len(), conversations);
    assert!(all.iter().all(|journey| journey.contacts.len() == 2 && matches!(journey.state, State::Closed { .. })));
    place.run(&["verify"]).well();
}

#[tokio::test]
async fn open_since_lets_recent_conversations_go_on_and_sends_nothing() {
    let place = Place::new();
    let app = place.set_up().await;
    let desk = "kcc@example.org";
    let mut text = mail("Mon, 02 Mar 2015", "oud@example.net", desk, "Oude vraag", "oud@example.net", None);
    text += &mail("Wed, 30 Sep 2026", "bo@example.net", desk, "Lopend", "b1@example.net", None);
    text += &mail("Thu, 01 Oct 2026", "bo@example.net", desk, "Re: Lopend", "b2@example.net", Some("b1@example.net"));
    text += &mail("Fri, 02 Oct 2026", "cas@example.net", desk, "Beantwoord", "c1@example.net", None);
    text +=
        &mail("Sat, 03 Oct 2026", desk, "cas@example.net", "Re: Beantwoord", "c2@example.org", Some("c1@example.net"));
    std::fs::write(place.path("old.mbox"), &text).unwrap();

    let report = place.run(&["import", "mail", "old.mbox", "--open-since", "2026-10-01"]).well();
    assert_eq!((count(&report, "imported"), count(&report, "opened")), (5, 2), "{report}");
    let owed = |journey: &Journey| journey.promises.values().map(|it| it.what).collect::<Vec<_>>();
    let mut open: Vec<Journey> = journeys(&app).await.into_iter().filter(Journey::is_open).collect();
    open.sort_by_key(|journey| owed(journey) == [PromiseWhat::News]);
    assert_eq!(open.iter().map(owed).collect::<Vec<_>>(), [[PromiseWhat::FirstAnswer], [PromiseWhat::News]]);
    for journey in &open {
        assert_eq!(journey.reopened, Some(ReopenReason::Imported));
        assert_eq!(journey.ball.holder, Holder::Team { team: journey.direction.team });
        assert!(journey.expectation_stands() && journey.news.is_some() && journey.updates.is_empty());
        let (_, customer) = journey.customer_participant().unwrap();
        assert!(matches!(customer.reach, Reach::Email { .. }), "{customer:?}");
    }
    let waiting = app.store.read(async |tx| tx.first("SELECT COUNT(*) AS n FROM outbox", &[]).await).await.unwrap();
    assert_eq!(waiting.unwrap().int("n").unwrap(), 0);

    // The same archive some days later: one more mail of an open conversation, and an earlier day to open from.
    text += &mail("Mon, 05 Oct 2026", "bo@example.net", desk, "Re: Lopend", "b3@example.net", Some("b2@example.net"));
    std::fs::write(place.path("old.mbox"), &text).unwrap();
    let report = place.run(&["import", "mail", "old.mbox", "--open-since", "2015-01-01"]).well();
    let found = (count(&report, "imported"), count(&report, "known"), count(&report, "opened"));
    assert_eq!(found, (1, 5, 1), "{report}");
    let all = journeys(&app).await;
    assert!(all.len() == 3 && all.iter().all(Journey::is_open));
    assert!(all.iter().any(|journey| journey.contacts.len() == 3));
    app.store.close().await;
    let checked = place.run(&["verify"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
}

#[tokio::test]
async fn what_cannot_be_imported_is_said() {
    let place = Place::new();
    let ran = place.run(&["import", "mail", "old.mbox"]);
    assert!(ran.code == Some(1) && ran.err.contains("no database"), "{ran:?}");
    place.set_up().await.store.close().await;
    let ran = place.run(&["import", "mail", "old.mbox"]);
    assert!(ran.code == Some(1) && ran.err.contains("old.mbox"), "{ran:?}");
    archive(&place.path("old.mbox"), 1);
    let ran = place.run(&["import", "mail", "old.mbox", "--mailbox", "nobody@example.org"]);
    assert!(ran.code == Some(1) && ran.err.contains("there are: kcc@example.org"), "{ran:?}");
    let ran = place.run(&["import", "mail", "old.mbox", "--open-since", "gisteren"]);
    assert!(ran.code == Some(2) && ran.err.contains("--open-since"), "{ran:?}");
}

#[tokio::test]
async fn what_is_no_archive_is_refused_in_words() {
    let place = Place::new();
    place.set_up().await.store.close().await;
    std::fs::write(place.path("letter.txt"), "Geachte mevrouw,\n\nDit is geen archief.\n").unwrap();
    std::fs::create_dir(place.path("empty")).unwrap();
    for name in ["letter.txt", "empty"] {
        let ran = place.run(&["import", "mail", name]);
        assert!(ran.code == Some(1) && ran.err.contains("no mail was found in"), "{name}: {ran:?}");
    }
}
