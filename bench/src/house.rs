//! A house full of journeys to look at.

use anyhow::{Context as _, Result};
use futures::StreamExt as _;
use regie_app::App;
use regie_app::content::{ContentKind, Text};
use regie_app::intake::Placed;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::{Channel, Direction, JoinReason};
use regie_domain::command::JourneyCommand;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{JourneyId, ParticipantId};
use regie_store::testing::TestDb;

/// Journeys with ten contacts; the others have one.
const LONG: usize = 100;
/// Writes on their way at the same moment while the house is filled.
const AT_ONCE: usize = 32;

/// A filled house.
pub struct House {
    /// Its app, on a clock that stands still.
    pub test: TestApp,
    /// Its people.
    pub city: Municipality,
    /// Journeys with ten contacts.
    pub long: Vec<(JourneyId, ParticipantId)>,
    /// How many journeys there are.
    pub journeys: usize,
}

impl House {
    /// Fills a database.
    pub async fn fill(db: TestDb, journeys: usize) -> Result<Self> {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let app = &test.app;
        let begun = futures::stream::iter((0..journeys).map(|n| begin(app, n))).buffer_unordered(AT_ONCE);
        let begun: Vec<Result<(JourneyId, ParticipantId)>> = begun.collect().await;
        let begun: Vec<(JourneyId, ParticipantId)> = begun.into_iter().collect::<Result<_>>()?;
        let long: Vec<(JourneyId, ParticipantId)> = begun.into_iter().take(LONG).collect();
        for (journey, participant) in &long {
            for n in 0..9 {
                say(app, *journey, *participant, n).await?;
            }
        }
        test.drain().await;
        Ok(Self { test, city, long, journeys })
    }
}

/// A mail as a mail server brings it.
pub fn raw_mail(n: usize) -> String {
    format!(
        "From: Inwoner {n} <inwoner{n}@example.net>\r\nTo: kcc@example.org\r\nSubject: Vraag {n} over de {}\r\n\
         Message-ID: <{n}.bench@example.net>\r\nDate: Mon, 05 Feb 2018 07:{:02}:00 +0100\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        WORDS[n % WORDS.len()],
        n % 60,
        text(n)
    )
}

/// About 400 bytes of words, some rare and some on every page.
pub fn text(n: usize) -> String {
    let mut words = vec!["Goedemorgen,".to_owned(), "mijn".to_owned(), "vraag".to_owned()];
    // Each next word is rarer than the one before: as in language, a few are everywhere and most are nowhere.
    let mut draw = n.wrapping_mul(2_654_435_761) % 1_000_003;
    for place in 1..=50 {
        draw = (draw.wrapping_mul(48_271) + place) % 2_147_483_647;
        let spread = 1 + draw % (1 << (place % 15));
        words.push(format!("{}{spread}", WORDS[draw % WORDS.len()]));
    }
    words.join(" ")
}

const WORDS: [&str; 12] = [
    "lantaarn",
    "straat",
    "riool",
    "paspoort",
    "factuur",
    "afspraak",
    "boom",
    "container",
    "aanvraag",
    "termijn",
    "stoep",
    "brief",
];

/// One mail all the way in: kept, read, placed.
pub async fn take_in(app: &App, raw: &str, from: &str) -> Result<(JourneyId, regie_domain::ids::ContactId)> {
    let recipients = ["kcc@example.org".to_owned()];
    let kept = app.keep_raw(&recipients, Some(from), raw.as_bytes()).await?;
    let id = *kept.first().context("nothing was kept")?;
    let unplaced = app.kept(id).await?.context("it was placed already")?;
    let mail = regie_channels::email::intake::incoming(&unplaced);
    match app.place(id, mail).await? {
        Placed::On { journey, contact, .. } => Ok((journey, contact)),
        other => anyhow::bail!("a mail was not placed: {other:?}"),
    }
}

async fn begin(app: &App, n: usize) -> Result<(JourneyId, ParticipantId)> {
    let (journey, _) = take_in(app, &raw_mail(n), &format!("inwoner{n}@example.net")).await?;
    let mut tx = app.store.begin_read().await?;
    let row = regie_store::views::journeys::get(&mut tx, journey).await?.context("no journey")?;
    let participant = regie_store::views::participants::get(&mut tx, journey, row.customer).await?;
    Ok((journey, participant.context("nobody is on it")?))
}

/// A message on the status page.
async fn say(app: &App, journey: JourneyId, participant: ParticipantId, n: usize) -> Result<()> {
    let words = Text::plain(app.ports.id(), ContentKind::Text, &text(n), Some(journey));
    let said = ContactFacts::said(app.ports.id(), Direction::In, Channel::Web, words.id);
    let contact = ContactFacts { participant: Some(participant), why: JoinReason::StatusPage, ..said };
    let command = JourneyCommand::RecordContact { contact, answers: None };
    let who = Who::Customer { journey, participant };
    app.run(Request::journey(who, Door::Page, journey, command).with(vec![words])).await?;
    Ok(())
}
