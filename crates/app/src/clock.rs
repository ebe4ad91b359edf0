//! The demo's clock, and what the pages of a demonstration may ask of the program around them.
//!
//! The business clock of a demo starts where its stories stand, can be stopped, run faster and be moved forward. It never
//! goes back: what is in the journal has happened.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Role;
use regie_domain::codes::DeadlineKind;
use regie_domain::ids::MemberId;

use crate::error::Result;
use crate::ports::{Clock, OutgoingMail};
use crate::tour::{DemoHouse, DemoPlayed, DemoProgress, DemoStory, DemoText};

/// How fast the demo's clock can run, in business seconds per second.
pub const SPEEDS: [u32; 3] = [1, 60, 600];

/// The speed after one; after the fastest the slowest again.
#[must_use]
pub fn next_speed(speed: u32) -> u32 {
    let at = SPEEDS.iter().position(|known| *known == speed);
    at.and_then(|at| SPEEDS.get(at + 1)).copied().unwrap_or(SPEEDS[0])
}

/// A business clock that can be stopped, hurried and moved forward. The machine clock stays what it is.
pub struct DemoClock {
    machine: Arc<dyn Clock>,
    state: Mutex<Running>,
}

#[derive(Debug, Clone, Copy)]
struct Running {
    /// The business time at `since`.
    at: Timestamp,
    /// The machine time at which `at` was right.
    since: Timestamp,
    speed: u32,
    paused: bool,
}

impl DemoClock {
    /// A clock that stands still at a moment, over a machine clock.
    #[must_use]
    pub fn new(machine: Arc<dyn Clock>, at: Timestamp) -> Self {
        let since = machine.machine();
        Self { machine, state: Mutex::new(Running { at, since, speed: SPEEDS[0], paused: true }) }
    }

    /// Whether it stands still.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.lock().paused
    }

    /// Business seconds per second while it runs.
    #[must_use]
    pub fn speed(&self) -> u32 {
        self.lock().speed
    }

    /// Lets it run on from where it is.
    pub fn play(&self) {
        self.change(|state| state.paused = false);
    }

    /// Stops it.
    pub fn pause(&self) {
        self.change(|state| state.paused = true);
    }

    /// The next speed; after the fastest the slowest again. A stopped clock runs.
    pub fn faster(&self) {
        self.change(|state| {
            state.speed = next_speed(state.speed);
            state.paused = false;
        });
    }

    /// Moves it forward to a moment; an earlier one changes nothing.
    pub fn advance_to(&self, to: Timestamp) {
        self.change(|state| state.at = state.at.max(to));
    }

    /// Puts it at a moment, standing still at its first speed, for a demonstration that begins anew.
    pub fn restart(&self, at: Timestamp) {
        self.change(|state| {
            state.at = at;
            state.speed = SPEEDS[0];
            state.paused = true;
        });
    }

    fn change(&self, how: impl FnOnce(&mut Running)) {
        let machine = self.machine.machine();
        let mut state = self.lock();
        state.at = state.now(machine);
        state.since = machine;
        how(&mut state);
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn now(&self, machine: Timestamp) -> Timestamp {
        if self.paused {
            return self.at;
        }
        let passed = machine.duration_since(self.since).max(SignedDuration::ZERO);
        passed
            .checked_mul(i32::try_from(self.speed).unwrap_or(1))
            .and_then(|passed| self.at.checked_add(passed).ok())
            .unwrap_or(self.at)
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let machine = self.machine.machine();
        self.lock().now(machine)
    }

    fn machine(&self) -> Timestamp {
        self.machine.machine()
    }
}

/// The demo's clock as every page of a demo shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoState {
    /// The business time.
    pub now: Timestamp,
    /// Whether it stands still.
    pub paused: bool,
    /// Business seconds per second.
    pub speed: u32,
    /// When the next thing comes due, if anything does.
    pub next: Option<Timestamp>,
    /// How many mails left so far.
    pub mails: usize,
    /// What came of the last jump, until the clock is touched again.
    pub last: Option<DemoTurn>,
    /// What comes due at `next`, and whose it is; nothing where it is a message that waits to leave.
    pub comes: Option<(DeadlineKind, String)>,
    /// How far the story is that the visitor follows.
    pub story: Option<DemoProgress>,
}

/// What came of a jump of the demo's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoTurn {
    /// Where the clock stood afterwards.
    pub at: Timestamp,
    /// What happened on the way, in order; empty when nothing did that anybody could see.
    pub happened: Vec<DemoHappening>,
}

/// Something that happened by itself, as a visitor can see it in a record or in the outgoing mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoHappening {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: DemoHappened,
    /// The customer's name, else the number of the journey.
    pub who: String,
    /// The team that it is about, where there is one.
    pub team: Option<String>,
}

/// What can happen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoHappened {
    /// A promise is nearly due, and the team is told.
    AtRisk,
    /// A promise was broken.
    Broken,
    /// An offer was not answered in time.
    OfferOverdue,
    /// The customer did not answer in time.
    QuestionLapsed,
    /// A message left.
    Told,
    /// A message could not be delivered.
    NotTold,
    /// Somebody must call or write.
    TaskMade,
    /// A call or letter is late.
    TaskLate,
    /// Nobody acknowledged a hold.
    HoldOverdue,
    /// A hold ends soon, and somebody has to choose.
    HoldEnding,
    /// A hold stays, because nobody chose.
    HoldStays,
    /// A message came in.
    Wrote,
    /// The journey closed.
    Closed,
    /// The journey opened again.
    Reopened,
}

/// What a visitor may do to the demo's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoAct {
    /// Let it run.
    Play,
    /// Stop it.
    Pause,
    /// The next speed.
    Faster,
    /// To the next moment at which something comes due.
    Next,
    /// A day on; what comes due on the way is handled at its moment.
    Day,
}

impl DemoAct {
    /// The act of a form's code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Some(match code {
            "play" => Self::Play,
            "pause" => Self::Pause,
            "faster" => Self::Faster,
            "next" => Self::Next,
            "day" => Self::Day,
            _ => return None,
        })
    }
}

/// Somebody whom a visitor of the demo can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoRole {
    /// Its code in `/demo/sign-in/{code}`.
    pub code: String,
    /// The role.
    pub role: Role,
    /// The member.
    pub member: MemberId,
    /// The member's name.
    pub name: String,
    /// The name of the member's team; none for roles over the whole organisation.
    pub team: Option<String>,
}

/// A status page that a visitor of the demo can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoStatus {
    /// What the journey shows, as a code: `fresh`, `question`, `repaired`, …
    pub code: String,
    /// The customer's name.
    pub name: String,
    /// The path of the page.
    pub path: String,
}

/// A mail that left the demo: kept, never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoMail {
    /// When, by the business clock.
    pub at: Timestamp,
    /// The mail.
    pub mail: OutgoingMail,
}

/// What the pages of a demonstration may ask of the program around them. Only the demo has one: where there is none, no
/// route of the demo exists.
pub trait DemoControl: Send + Sync {
    /// The clock.
    ///
    /// # Errors
    /// What the store says.
    fn state(&self) -> BoxFuture<'_, Result<DemoState>>;

    /// Moves, stops or hurries the clock, and answers when what came due has been handled.
    ///
    /// # Errors
    /// What the store says.
    fn act(&self, act: DemoAct) -> BoxFuture<'_, Result<()>>;

    /// Throws everything away and begins anew. Who was signed in no longer is.
    ///
    /// # Errors
    /// What the store or the disk says.
    fn reset(&self) -> BoxFuture<'_, Result<()>>;

    /// Whom a visitor can be.
    ///
    /// # Errors
    /// What the store says.
    fn roles(&self) -> BoxFuture<'_, Result<Vec<DemoRole>>>;

    /// Which status pages a visitor can open.
    fn status_pages(&self) -> Vec<DemoStatus>;

    /// The mails that left, newest first.
    fn mails(&self) -> Vec<DemoMail>;

    /// The text messages that left, newest first.
    fn texts(&self) -> Vec<DemoText> {
        Vec::new()
    }

    /// The organisations of the demonstration, this one among them.
    fn houses(&self) -> Vec<DemoHouse> {
        Vec::new()
    }

    /// The stories of this organisation, each with what has happened of it.
    ///
    /// # Errors
    /// What the store says.
    fn stories(&self) -> BoxFuture<'_, Result<Vec<DemoStory>>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Lets the next step of a story happen, through the doors that people use, at its moment.
    ///
    /// # Errors
    /// [`crate::AppError::NotFound`] for a story that is not there, or what the store says.
    fn play_on<'a>(&'a self, _story: &'a str) -> BoxFuture<'a, Result<DemoPlayed>> {
        Box::pin(async { Ok(DemoPlayed::Over) })
    }

    /// Throws everything away and begins a story at its first moment. Who was signed in no longer is.
    ///
    /// # Errors
    /// As [`DemoControl::play_on`], or what the disk says.
    fn begin<'a>(&'a self, _story: &'a str) -> BoxFuture<'a, Result<()>> {
        self.reset()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Mutex<Timestamp>);

    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            self.machine()
        }

        fn machine(&self) -> Timestamp {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl Fixed {
        fn pass(&self, seconds: i64) {
            let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *now += SignedDuration::from_secs(seconds);
        }
    }

    fn start() -> (Arc<Fixed>, DemoClock, Timestamp) {
        let machine = Arc::new(Fixed(Mutex::new(Timestamp::UNIX_EPOCH)));
        let at = Timestamp::constant(1_519_290_900, 0);
        let clock = DemoClock::new(machine.clone(), at);
        (machine, clock, at)
    }

    fn seconds_since(clock: &DemoClock, at: Timestamp) -> i64 {
        clock.now().duration_since(at).as_secs()
    }

    #[test]
    fn it_stands_still_until_it_is_let_go() {
        let (machine, clock, at) = start();
        machine.pass(100);
        assert_eq!(clock.now(), at);
        clock.play();
        machine.pass(10);
        assert_eq!(seconds_since(&clock, at), 10);
        clock.pause();
        machine.pass(10);
        assert_eq!(seconds_since(&clock, at), 10);
        assert_eq!(clock.machine(), Timestamp::constant(120, 0));
    }

    #[test]
    fn it_runs_at_three_speeds_without_jumping() {
        let (machine, clock, at) = start();
        clock.faster();
        assert_eq!((clock.speed(), clock.is_paused()), (60, false));
        machine.pass(2);
        clock.faster();
        machine.pass(1);
        assert_eq!((clock.speed(), seconds_since(&clock, at)), (600, 720));
        clock.faster();
        machine.pass(1);
        assert_eq!((clock.speed(), seconds_since(&clock, at)), (1, 721));
    }

    #[test]
    fn it_never_goes_back() {
        let (_, clock, at) = start();
        clock.advance_to(at + SignedDuration::from_hours(1));
        clock.advance_to(at);
        assert_eq!(seconds_since(&clock, at), 3600);
        clock.restart(at);
        assert_eq!(clock.now(), at);
    }
}
