//! A journey that goes as journeys do, only wilder: a clock that moves forward, timers at their due moments, teams that act
//! in turn and out of turn, a customer who answers, asks, thanks and objects.

use jiff::{SignedDuration, Timestamp};

use crate::actor::{Actor, Door};
use crate::command::{Envelope, Expects, JourneyCommand};
use crate::deadline::{Deadline, deadlines};
use crate::event::Reach;
use crate::facts::Facts;
use crate::ids::{CommandId, CustomerId, HandleId, JourneyId, ParticipantId};
use crate::journey::{Holder, Journey};
use crate::testing::{Dice, World, amsterdam};

/// Makes one random command after another for one journey. Feed it what became of the last one.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// What the commands follow from.
    pub seed: u64,
    /// The organisation they happen in.
    pub world: World,
    /// The journey.
    pub journey: JourneyId,
    /// Whose it is.
    pub customer: CustomerId,
    /// The customer's place on it.
    pub participant: ParticipantId,
    /// The clock, after the last command's advance.
    pub now: Timestamp,
    pub(crate) dice: Dice,
    fired: Vec<Deadline>,
}

impl Simulation {
    /// A simulation in the municipality, on a Monday morning in 2018.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut world = World::municipality().with_visits(seed.is_multiple_of(5));
        // A third of them has a legal term, short enough to be seen passing.
        world.blueprint.legal_weeks = seed.is_multiple_of(3).then_some(2);
        // In some, the direction goes along with the work.
        if seed % 4 == 1 {
            world.blueprint.leads = vec![world.team(1)];
        }
        // In some, the customer is asked how it went.
        let world = if seed % 6 == 5 { world.asking_somehow(seed / 6) } else { world };
        Self::in_world(seed, world)
    }

    /// A simulation in an organisation of the caller's.
    #[must_use]
    pub fn in_world(seed: u64, world: World) -> Self {
        let mut dice = Dice::new(seed);
        Self {
            seed,
            world,
            journey: dice.id(),
            customer: dice.id(),
            participant: dice.id(),
            now: amsterdam("2018-02-05 09:20"),
            dice,
            fired: Vec::new(),
        }
    }

    /// The next command, by whom, and how far the clock moves before it. The command fits the journey most of the time.
    pub fn next(&mut self, journey: Option<&Journey>) -> (Envelope, JourneyCommand, SignedDuration) {
        let before = self.now;
        let (actor, door, command) = match journey {
            None => self.beginning(),
            Some(journey) if self.dice.percent(30) => match self.timer(journey) {
                Some(fire) => (Actor::System, Door::Timer, fire),
                None => self.act(journey),
            },
            Some(journey) => self.act(journey),
        };
        let expects = journey.map_or_else(Expects::default, |journey| self.expects(journey));
        let envelope = Envelope {
            command: self.dice.id::<CommandId>(),
            actor,
            door,
            key: None,
            cause: None,
            said_at: None,
            expects,
        };
        (envelope, command, self.now.duration_since(before))
    }

    /// What the decision of a command may know.
    #[must_use]
    pub fn facts(&self, envelope: &Envelope) -> Facts {
        let handle = HandleId(envelope.command.0);
        let next_way = envelope.command.0.as_u128().is_multiple_of(3).then_some(Reach::Email { handle });
        Facts { next_way, ..self.world.facts(self.now, envelope.actor) }
    }

    fn act(&mut self, journey: &Journey) -> (Actor, Door, JourneyCommand) {
        self.pass_time();
        self.choose(journey)
    }

    fn beginning(&mut self) -> (Actor, Door, JourneyCommand) {
        let by = if self.dice.percent(30) { self.world.member(0, 0) } else { Actor::Outsider };
        let command = match self.dice.below(20) {
            0 => self.open_historic(),
            1 => JourneyCommand::ConfirmSolved {},
            _ => self.open(),
        };
        (by, Door::Mail, command)
    }

    /// Minutes mostly, sometimes hours or days.
    fn pass_time(&mut self) {
        let minutes = match self.dice.below(10) {
            0 => 0,
            1..=5 => self.dice.below(90),
            6..=8 => self.dice.below(10 * 60),
            _ => self.dice.below(4 * 24 * 60),
        };
        self.now = self.now.saturating_add(span(minutes)).unwrap_or(self.now);
    }

    /// The next timer at its due moment; now and then late, one that fired already, or one that is not due.
    pub(crate) fn timer(&mut self, journey: &Journey) -> Option<JourneyCommand> {
        if self.dice.percent(10)
            && let Some(again) = self.dice.of(&self.fired)
        {
            return Some(fire(again));
        }
        let mut all = deadlines(journey);
        all.sort_by_key(|deadline| deadline.due);
        if self.dice.percent(5) {
            return self.dice.of(&all).map(fire);
        }
        let due = *all.first()?;
        self.now = self.now.max(due.due);
        if self.dice.percent(10) {
            let late = self.dice.below(3 * 24 * 60);
            self.now = self.now.saturating_add(span(late)).unwrap_or(self.now);
        }
        self.fired.push(due);
        Some(fire(due))
    }

    fn expects(&mut self, journey: &Journey) -> Expects {
        let (ball, direction) = (journey.ball.epoch, journey.direction.epoch);
        match self.dice.below(60) {
            0 => Expects { ball_epoch: Some(ball.saturating_sub(1)), ..Expects::default() },
            1 => Expects { direction_epoch: Some(direction + 1), ..Expects::default() },
            2 => Expects { promise_version: Some(2), ..Expects::default() },
            3..=20 => Expects { ball_epoch: Some(ball), direction_epoch: Some(direction), promise_version: None },
            _ => Expects::default(),
        }
    }

    /// A member, most often of the team that has the ball.
    pub(crate) fn somebody(&mut self, journey: &Journey) -> Actor {
        let holder = match journey.ball.holder {
            Holder::Team { team } => self.world.teams.iter().position(|facts| facts.team == team),
            Holder::Customer => None,
        };
        let team = match holder {
            Some(holder) if self.dice.percent(80) => holder,
            _ => self.dice.below(self.world.teams.len()),
        };
        let member = self.dice.bits() % 2;
        self.world.member(team, member)
    }

    /// A member of this team, most of the time.
    pub(crate) fn of_team(&mut self, team: crate::actor::TeamRef) -> Actor {
        let known = self.world.teams.iter().position(|facts| facts.team == team).unwrap_or(0);
        let team = if self.dice.percent(90) { known } else { self.dice.below(self.world.teams.len()) };
        let member = self.dice.bits() % 2;
        self.world.member(team, member)
    }
}

impl Simulation {
    /// Minutes, hours or days from now; once in a while in the past.
    pub(crate) fn later(&mut self) -> Timestamp {
        let minutes = 1 + self.dice.below(12 * 24 * 60);
        let span = span(minutes);
        let moved = if self.dice.percent(4) { self.now.saturating_sub(span) } else { self.now.saturating_add(span) };
        moved.unwrap_or(self.now)
    }
}

fn span(minutes: usize) -> SignedDuration {
    SignedDuration::from_mins(i64::try_from(minutes).unwrap_or(0))
}

fn fire(deadline: Deadline) -> JourneyCommand {
    JourneyCommand::Fire { deadline: deadline.kind, of: deadline.of, due: deadline.due }
}
