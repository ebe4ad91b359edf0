//! Clients that want their thing done once and keep trying until they are told so, across every crash.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use regie_domain::ids::JourneyId;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ledger::{Ledger, Way, marked};
use crate::lmtp::{self, Letter};
use crate::page::{self, Answer};
use crate::server::Place;

/// The desk.
pub const DESK: &str = "kcc@example.org";
/// How many new things a client begins between two starts of the program: enough to be at it when the crash comes, few
/// enough that the program comes to the end of its work.
const PER_START: u32 = 4;
/// How soon a client tries again while nothing answers.
const AGAIN: Duration = Duration::from_millis(20);

/// A link to a status page.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its token.
    pub token: String,
    /// The secret of its forms.
    pub secret: String,
    /// The journey behind it.
    pub journey: JourneyId,
}

/// What the clients are told of the program's life.
#[derive(Debug, Clone, Default)]
pub struct Phase {
    /// How often it was started for them.
    pub starts: u32,
    /// Nothing new is begun for now.
    pub pause: bool,
    /// Nothing new is begun any more.
    pub ending: bool,
    /// The status pages that can be written on.
    pub links: Arc<Vec<Link>>,
}

/// What all clients share.
#[derive(Clone)]
pub struct Shared {
    /// Where the program runs.
    pub place: Arc<Place>,
    /// The record.
    pub ledger: Ledger,
    /// The program's life.
    pub phase: watch::Receiver<Phase>,
    /// How many clients want something done that was not acknowledged yet.
    pub busy: Arc<AtomicU32>,
}

/// Starts `mailers` clients that send mail, each time as somebody new, and `posters` that write on the status pages, two or
/// more on each.
#[must_use]
pub fn start(shared: &Shared, mailers: u32, posters: u32, seed: u64) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let client = |name: String, number: u32| Client {
        shared: shared.clone(),
        name,
        rng: StdRng::seed_from_u64(seed ^ u64::from(number)),
        life: 0,
        begun: 0,
    };
    for number in 0..mailers {
        tasks.spawn(client(format!("m{number}"), number).mail());
    }
    for number in 0..posters {
        tasks.spawn(client(format!("p{number}"), 1_000 + number).post(number as usize));
    }
    tasks
}

struct Client {
    shared: Shared,
    name: String,
    rng: StdRng,
    /// The program's life that it was last busy in, and how much it began in that one.
    life: u32,
    begun: u32,
}

impl Client {
    async fn mail(mut self) {
        let mut number = 0;
        while self.begin().await.is_some() {
            let word = format!("{}-{number}", self.name);
            let letter = Letter {
                from: lmtp::sender(&word),
                to: DESK.to_owned(),
                subject: format!("Vraag {word}"),
                text: format!("Wanneer wordt de lantaarn gemaakt? {}", marked(&word)),
                id: format!("{word}@client.example.net"),
            };
            let way = Way::Mail { message_id: letter.id.clone(), from: letter.from.clone() };
            self.shared.ledger.attempted(&word, way);
            self.hand_over(&word, &letter).await;
            // Mail servers repeat themselves: the very same mail once more.
            if self.rng.random_ratio(1, 4) {
                self.hand_over(&word, &letter).await;
            }
            self.shared.busy.fetch_sub(1, Ordering::SeqCst);
            number += 1;
        }
    }

    async fn hand_over(&mut self, word: &str, letter: &Letter) {
        while lmtp::deliver(self.shared.place.mail, letter).await.is_err() {
            self.pause().await;
        }
        self.shared.ledger.acknowledged(word);
    }

    async fn post(mut self, own: usize) {
        let mut number = 0;
        while let Some(phase) = self.begin().await {
            let Some(link) = phase.links.get(own % phase.links.len().max(1)).cloned() else { return };
            let word = format!("{}-{number}", self.name);
            self.shared.ledger.attempted(&word, Way::Post { journey: link.journey });
            self.say(&word, &link).await;
            // Browsers repeat themselves: the very same form once more.
            if self.rng.random_ratio(1, 4) {
                self.say(&word, &link).await;
            }
            self.shared.busy.fetch_sub(1, Ordering::SeqCst);
            number += 1;
        }
    }

    async fn say(&mut self, word: &str, link: &Link) {
        let text = format!("Nog een vraag. {}", marked(word));
        loop {
            match page::post_message(self.shared.place.pages, &link.token, &link.secret, word, &text).await {
                Ok(Answer::Done) => return self.shared.ledger.acknowledged(word),
                Ok(Answer::Other(status)) => {
                    return self.shared.ledger.surprise(format!("a post of {word} was answered with {status}"));
                }
                Err(_) => self.pause().await,
            }
        }
    }

    /// Waits for the program's next life when this one has had its share; nothing when the end has come.
    async fn begin(&mut self) -> Option<Phase> {
        let (life, begun) = (self.life, self.begun);
        let allowed = |phase: &Phase| phase.ending || !phase.pause && (phase.starts != life || begun < PER_START);
        let phase = self.shared.phase.wait_for(allowed).await.ok()?;
        if phase.ending {
            return None;
        }
        // While the phase is borrowed it cannot change, so nobody believes that all clients rest.
        self.shared.busy.fetch_add(1, Ordering::SeqCst);
        (self.begun, self.life) = if phase.starts == life { (begun + 1, life) } else { (1, phase.starts) };
        Some(phase.clone())
    }

    /// Until the program is started again, or a moment.
    async fn pause(&mut self) {
        let _either = tokio::time::timeout(AGAIN, self.shared.phase.changed()).await;
    }
}
