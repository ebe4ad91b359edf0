//! Visits as people book, move, narrow, end and cancel them; now and then in a window that is full, or out of turn.

use jiff::SignedDuration;

use crate::actor::{Actor, Door};
use crate::codes::{BallGoes, Missing, MoveReason, Outcome, VisitCancel};
use crate::command::{JourneyCommand as C, VisitCommand as V};
use crate::event::Window;
use crate::ids::VisitId;
use crate::journey::Journey;
use crate::money::Cents;
use crate::slot::{Asking, Day, Mark, MarkDay, SlotBook, SlotDesk, SlotRow, Taken};
use crate::testing::{Simulation, World};
use crate::visit::{OutcomeTold, VisitPlan, Wish};

impl World {
    /// The same, where the second team comes to people: Mo-Fr 08:00-12:00 and 12:00-16:00, two places, one kept for outages
    /// until seven in the morning; the customer may move it until 17:00 the day before.
    ///
    /// # Panics
    /// When hours are written wrong.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test that writes hours wrong must say so")]
    pub fn with_visits(mut self, urgent: bool) -> Self {
        let mark = |day, at: &str| Mark { day, at: at.parse().expect("a time such as 17:00") };
        let row = |hours: &str| SlotRow {
            days: Day::ALL[..5].to_vec(),
            hours: hours.parse().expect("hours such as 08:00-12:00"),
            places: 2,
            kept: 1,
            kept_until: mark(MarkDay::SameDay, "07:00"),
        };
        let rows = vec![row("08:00-12:00"), row("12:00-16:00")];
        let book = SlotBook { rows, ..SlotBook::empty(mark(MarkDay::DayBefore, "17:00")) };
        self.slots = Some(SlotDesk { book, taken: Vec::new() });
        let team = self.team(1);
        self.blueprint.visit = Some(VisitPlan {
            team,
            urgent,
            by_customer: true,
            ball: BallGoes::Goes,
            cost: Some(Cents(0)),
            rest_days: Some(7),
        });
        self
    }
}

impl Simulation {
    /// An act that is about a visit.
    pub(crate) fn visits(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let known = journey.booked_visit().map(|(id, _)| id);
        let last = journey.visits.keys().last().copied();
        let visit = known.or(last).unwrap_or_else(|| self.dice.id());
        let command = match self.dice.below(13) {
            _ if known.is_none() && self.dice.percent(85) => {
                let note = self.dice.percent(30).then(|| self.dice.id());
                let place = self.dice.percent(30).then(|| self.dice.id());
                V::Book { window: self.free_window(journey, None), note, place }
            }
            0 | 1 => self.moves(journey, visit),
            2 | 3 => self.narrows(journey, visit),
            4 | 5 => V::Arrive { visit, at: None },
            11 => V::NotThereYet { visit },
            6..=8 => self.ends(visit),
            9 => V::NotHome { visit, at: None, text: self.dice.id() },
            10 => {
                let why = VisitCancel::ALL[self.dice.below(VisitCancel::ALL.len())];
                V::Cancel { visit, why, text: self.dice.percent(70).then(|| self.dice.id()) }
            }
            _ => V::Book { window: self.free_window(journey, None), note: None, place: None },
        };
        let by_customer = matches!(command, V::Book { .. } | V::Move { wish: Wish::Customer, .. } | V::Cancel { .. })
            && self.dice.percent(50);
        if by_customer {
            return (Actor::Participant { participant: self.participant }, Door::Page, C::Visit(command));
        }
        let team = self.world.team(usize::from(self.dice.percent(70)));
        (self.of_team(team), Door::Page, C::Visit(command))
    }

    fn moves(&mut self, journey: &Journey, visit: VisitId) -> V {
        let wish = if self.dice.percent(50) {
            Wish::Customer
        } else {
            let reason = MoveReason::ALL[self.dice.below(MoveReason::ALL.len())];
            Wish::Ours { reason, text: self.dice.percent(70).then(|| self.dice.id()) }
        };
        V::Move { visit, window: self.free_window(journey, Some(visit)), place: None, wish }
    }

    fn narrows(&mut self, journey: &Journey, visit: VisitId) -> V {
        let begins = journey.visits.get(&visit).and_then(|found| found.window.from).unwrap_or(self.now);
        let half = SignedDuration::from_mins(30);
        let late = i32::try_from(self.dice.below(9)).unwrap_or(0);
        let from = begins.saturating_add(half * late).unwrap_or(begins);
        V::Narrow { visit, window: Window { from: Some(from), until: from.saturating_add(half).unwrap_or(from) } }
    }

    fn ends(&mut self, visit: VisitId) -> V {
        let first_time_right = self.dice.percent(60);
        let missing = match first_time_right {
            true => Vec::new(),
            false => vec![Missing::ALL[self.dice.below(Missing::ALL.len())]],
        };
        let told = (first_time_right && self.dice.percent(60)).then(|| {
            let mut contact = crate::testing::contact(0, None);
            (contact.contact, contact.text) = (self.dice.id(), self.dice.id());
            contact.why = crate::codes::JoinReason::Member;
            OutcomeTold { outcome: Outcome::Solved, contact, amount: None }
        });
        let text = self.dice.percent(80).then(|| self.dice.id());
        V::Done { visit, arrived: None, at: None, first_time_right, missing, text, told }
    }

    /// A window of the book that has a place; once in a while one that has none, or is none.
    fn free_window(&mut self, journey: &Journey, besides: Option<VisitId>) -> Window {
        let until = self.later();
        let nowhere = Window { from: until.checked_sub(SignedDuration::from_hours(3)).ok(), until };
        let Some(desk) = &mut self.world.slots else { return nowhere };
        let team = self.world.teams[1].calendar.clone();
        let asking = Asking { now: self.now, urgent: false, besides };
        let free = desk.book.free(&team, &[], asking);
        desk.taken.clear();
        // Others have taken the two places of the first window.
        if let Some(first) = free.first().filter(|_| self.seed.is_multiple_of(2)) {
            let (from, until) = (first.slot.from, first.slot.until);
            let others = [crate::testing::id(9_001), crate::testing::id(9_002)];
            desk.taken.extend(others.map(|visit| Taken { visit, from, until, urgent: false }));
        }
        let own = journey.booked_visit().filter(|(id, _)| besides != Some(*id));
        desk.taken.extend(own.and_then(|(visit, it)| {
            Some(Taken { visit, from: it.window.from?, until: it.window.until, urgent: it.urgent })
        }));
        match self.dice.percent(6) {
            true => nowhere,
            false => self.dice.of(&free).map_or(nowhere, |free| free.slot.window()),
        }
    }
}
