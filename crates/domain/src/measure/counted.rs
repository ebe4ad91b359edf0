//! What of a journey's figures is kept as a number, so that many journeys are added up without reading them again.

use serde::{Deserialize, Serialize};

use crate::measure::Measures;

/// How many things are counted of a journey.
pub const COUNTED: usize = Count::ALL.len();

crate::codes::codes! {
    /// Something that is counted of a journey; its code is the name of its column.
    Count {
        /// 1 where it closed as solved.
        Solved = "solved",
        /// 1 where it was solved without a repeat contact in a day.
        First1 = "first_1",
        /// The same in seven days.
        First7 = "first_7",
        /// The same in thirty days.
        First30 = "first_30",
        /// Contacts, whoever started them.
        Contacts = "contacts",
        /// Contacts that the customer's side began, and unhappy answers that opened it again.
        Started = "started",
        /// Of those, the ones within seven days after the one before.
        Repeats7 = "repeats_7",
        /// All contacts that the customer's side began after the first.
        Again = "again",
        /// "Any news?"
        Chasers = "chasers",
        /// Half answers.
        Fragments = "fragments",
        /// How often the customer had to say the same again.
        Repeated = "repeated",
        /// Calls to a closed desk.
        ClosedDoors = "closed_doors",
        /// Offers that were accepted or answered at once.
        Handovers = "handovers",
        /// How often the ball went from one team to another.
        SentOn = "sent_on",
        /// How often the customer's side began again by another channel.
        Switches = "switches",
        /// Promises kept by the date that was given first.
        Kept = "kept",
        /// Promises kept after they were moved in time.
        KeptMoved = "kept_moved",
        /// Promises broken.
        Broken = "broken",
        /// 1 where a promise was kept.
        WithKept = "with_kept",
        /// Of those kept, how many hours early, on the mean of the journey.
        EarlyHours = "early_hours",
        /// Of those kept, how many hours ahead they were set, on the mean of the journey.
        AheadHours = "ahead_hours",
        /// Hours of the longest silence.
        LongestSilence = "longest_silence",
        /// Hours of silence over a day, of all stretches.
        SilenceHours = "silence_hours",
        /// Visits.
        Visits = "visits",
        /// Visits after the first.
        SecondVisits = "second_visits",
        /// Points of effort.
        Effort = "effort",
    }
}

impl Count {
    /// The number, for one journey.
    #[must_use]
    pub fn of(self, one: &Measures) -> i64 {
        let first = |window| i64::from(one.at_first_contact(window));
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let mean = |hours: i64| hours.checked_div(number(one.promised.kept)).unwrap_or(0);
        match self {
            Self::Solved => i64::from(one.solved),
            Self::First1 => first(0),
            Self::First7 => first(1),
            Self::First30 => first(2),
            Self::Contacts => number(one.contacts()),
            Self::Started => number(one.started + one.by_answer),
            Self::Repeats7 => number(one.repeats_within[1] + one.by_answer_within[1]),
            Self::Again => number(one.begun_again()),
            Self::Chasers => number(one.chasers),
            Self::Fragments => number(one.fragments),
            Self::Repeated => number(one.repeats),
            Self::ClosedDoors => number(one.closed_doors),
            Self::Handovers => number(one.handovers),
            Self::SentOn => number(one.sent_on),
            Self::Switches => number(one.switches),
            Self::Kept => number(one.promised.kept),
            Self::KeptMoved => number(one.promised.kept_after_move),
            Self::Broken => number(one.promised.broken),
            Self::WithKept => i64::from(one.promised.kept > 0),
            Self::EarlyHours => mean(one.promised.early.as_hours()),
            Self::AheadHours => mean(one.promised.ahead.as_hours()),
            Self::LongestSilence => one.silence.longest.as_hours(),
            Self::SilenceHours => one.silence.over.as_hours(),
            Self::Visits => number(one.visits),
            Self::SecondVisits => number(one.second_visits()),
            Self::Effort => number(one.effort()),
        }
    }
}

/// The numbers of a group of journeys, added up, and their squares: what a share, a mean and its spread are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    /// How many journeys.
    pub journeys: i64,
    /// The sum of each count, in the order of [`Count::ALL`].
    pub sums: [i64; COUNTED],
    /// The sum of its squares.
    pub squares: [i64; COUNTED],
}

impl Default for Sums {
    fn default() -> Self {
        Self { journeys: 0, sums: [0; COUNTED], squares: [0; COUNTED] }
    }
}

impl Sums {
    /// Adds a journey.
    pub fn add_one(&mut self, one: &Measures) {
        self.journeys += 1;
        for (place, count) in Count::ALL.iter().enumerate() {
            let number = count.of(one);
            self.sums[place] += number;
            self.squares[place] = self.squares[place].saturating_add(number.saturating_mul(number));
        }
    }

    /// Adds the journeys of others.
    pub fn add(&mut self, other: &Self) {
        self.journeys += other.journeys;
        for place in 0..COUNTED {
            self.sums[place] += other.sums[place];
            self.squares[place] = self.squares[place].saturating_add(other.squares[place]);
        }
    }

    /// The sum of a count.
    #[must_use]
    pub fn of(&self, count: Count) -> i64 {
        self.sums[count as usize]
    }

    /// The sum of its squares.
    #[must_use]
    pub fn squares_of(&self, count: Count) -> i64 {
        self.squares[count as usize]
    }
}
