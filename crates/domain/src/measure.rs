//! What a journey asked of its customer and of those who worked on it, counted from its record and from nothing else. Nobody
//! fills anything in for it, and it names teams, never persons (rules 12 and 16). Figures add up: see [`Tally`]. What happened
//! on journeys that were joined into it counts as if it had happened here ([`Journey::measures_with`]); the hours are its own.
//!
//! | figure | unit | what is counted, and where it stands in the record |
//! |---|---|---|
//! | from the customer | contacts | what people on the customer's side said or sent and still stands here ([`Journey::from_customer`]); not another body, not a machine, not a call to a closed desk |
//! | from us | contacts | messages to the customer's side that were handed to their channel or told by a person, each once however many got it; calls and letters that a member noted without one |
//! | started by us | share | of all contacts those from us: who reaches out starts it |
//! | fragments | answers | answers that were half: the customer asked again, or was asked a second time in one leg ([`Journey::fragments`]) |
//! | chasers | contacts | "any news?" and nothing else ([`Journey::chasers`]) |
//! | had to repeat | contacts, questions | asked again after an answer, told anew on another journey before somebody put the two together or joined them, or asked by us what was answered before; a tap that corrects the contact or the question corrects this ([`Journey::repeats`]) |
//! | closed doors | calls | rang, and nobody was there ([`Journey::closed_doors`]) |
//! | no news | messages | told messages that only said that there is no news yet; not those that ask an open question again |
//! | handovers | offers | accepted, or answered at once; an offer that waits, was declined or withdrawn is none |
//! | sent on | moves | how often the ball went from one team to another ([`Journey::moves_between_teams`]) |
//! | hours per holder | time on the clock | how long each team, or the customer, had the ball ([`Journey::hours_per_holder`]); together the time that the journey was open |
//! | solved in one answer | journeys | closed as solved, after exactly one complete answer, without a fragment |
//! | repeat contacts | contacts | that the customer's side began within so many days after its contact before, or after a closing, by whatever channel ([`WINDOWS`]); answers to our questions and thanks are none, "any news?" is one |
//! | solved at the first contact | journeys | closed as solved, without a repeat contact in so many days ([`Measures::at_first_contact`]) |
//! | came back by an answer | answers | by which the customer said that it did not go well, so that it opened again; it counts as coming back and is no effort |
//! | changes of channel | times | the customer's side began again by another channel than the time before |
//! | promises | results | promised to the customer's side, judged by the date that was given first ([`Promised`]) |
//! | silence | time on the clock | without news while it was not the customer's turn ([`Journey::silence`]) |
//! | visits, second visits | visits | at which the team came; those after the first |
//! | effort | points | one for each thing that the customer had to do again or to undergo ([`Measures::effort`]) |

mod again;
mod counted;
mod effort;
mod ended;
mod promised;
mod silence;
mod tariff;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::codes::{Asks, CloseHow, JoinReason, ParticipantRole, UpdateKind};
use crate::contact::Contact;
use crate::handover::HandoverState;
use crate::ids::UpdateId;
use crate::journey::{Holder, Journey, State, Task};
use crate::update::{Update, UpdateState};
use crate::visit::VisitState;

pub use again::{WINDOWS, days_of};
pub use counted::{COUNTED, Count, Sums};
pub use ended::{CountedEnd, EarlierEnd};
pub use promised::Promised;
pub use silence::Silence;
pub use tariff::Tariff;

/// The figures of one journey. The unit of each stands in the table above.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measures {
    /// Contacts from the customer's side.
    pub from_customer: usize,
    /// Contacts from us.
    pub from_us: usize,
    /// Half answers.
    pub fragments: usize,
    /// "Any news?"
    pub chasers: usize,
    /// How often the customer had to say the same again.
    pub repeats: usize,
    /// Calls to a closed desk.
    pub closed_doors: usize,
    /// Messages that said that there was no news.
    pub no_news: usize,
    /// Messages that answered completely.
    pub answers: usize,
    /// Offers that were accepted or answered at once.
    pub handovers: usize,
    /// How often the ball went from one team to another.
    pub sent_on: usize,
    /// How long each holder had the ball, in order of first holding.
    pub held: Vec<(Holder, SignedDuration)>,
    /// Whether it closed as solved.
    pub solved: bool,
    /// Whether that took one complete answer, and no fragment.
    pub in_one_answer: bool,
    /// Contacts that the customer's side began: the first one and each that came back.
    pub started: usize,
    /// How many of those came back within each of [`WINDOWS`].
    pub repeats_within: [usize; WINDOWS.len()],
    /// How often an unhappy answer opened it again.
    pub by_answer: usize,
    /// How many of those came within each of [`WINDOWS`].
    pub by_answer_within: [usize; WINDOWS.len()],
    /// How often the customer's side began again by another channel than the time before.
    pub switches: usize,
    /// What was asked again by us, and what had to be brought up anew on a journey of its own.
    pub told_anew: usize,
    /// What became of what was promised.
    pub promised: Promised,
    /// Time without news.
    pub silence: Silence,
    /// Visits at which the team came.
    pub visits: usize,
}

impl Measures {
    /// Whether it was solved without the customer's side coming back within one of [`WINDOWS`], by its place there. A journey
    /// that closed less than so many days ago cannot say so yet and is not to be counted.
    #[must_use]
    pub fn at_first_contact(&self, window: usize) -> bool {
        let none = |within: &[usize; WINDOWS.len()]| within.get(window) == Some(&0);
        self.solved && none(&self.repeats_within) && none(&self.by_answer_within)
    }

    /// Visits after the first.
    #[must_use]
    pub fn second_visits(&self) -> usize {
        self.visits.saturating_sub(1)
    }

    /// All contacts, whoever started them.
    #[must_use]
    pub fn contacts(&self) -> usize {
        self.from_customer + self.from_us
    }

    /// How long the customer had the ball.
    #[must_use]
    pub fn waited_for_customer(&self) -> SignedDuration {
        self.held.iter().filter(|(holder, _)| *holder == Holder::Customer).map(|(_, time)| *time).sum()
    }

    /// Counts what happened on a journey that was joined into this one. Both ran at the same time: the hours stay its own.
    fn take_in(&mut self, joined: &Self) {
        self.from_customer += joined.from_customer;
        self.from_us += joined.from_us;
        self.fragments += joined.fragments;
        self.chasers += joined.chasers;
        self.repeats += joined.repeats;
        self.closed_doors += joined.closed_doors;
        self.no_news += joined.no_news;
        self.answers += joined.answers;
        self.handovers += joined.handovers;
        self.sent_on += joined.sent_on;
        self.told_anew += joined.told_anew;
        self.visits += joined.visits;
        self.promised.add(&joined.promised);
    }
}

impl Journey {
    /// The figures of the journey; while it is open, up to `now`.
    #[must_use]
    pub fn measures(&self, now: Timestamp) -> Measures {
        self.measures_with(&[], now)
    }

    /// The figures of the journey and of those that were joined into it, and into those.
    #[must_use]
    pub fn measures_with(&self, joined: &[&Self], now: Timestamp) -> Measures {
        let mut found = self.alone(now);
        for part in joined {
            found.take_in(&part.alone(now));
        }
        let anew = told_anew(self, joined);
        found.repeats += anew;
        found.told_anew += anew;
        let begun = self.begun(joined);
        (found.started, found.repeats_within, found.switches) = (begun.started, begun.within, begun.switches);
        (found.by_answer, found.by_answer_within) = (begun.by_answer, begun.by_answer_within);
        found.in_one_answer = found.solved && found.answers == 1 && found.fragments == 0;
        found
    }

    fn alone(&self, now: Timestamp) -> Measures {
        let by_person = |id: &UpdateId| {
            let carried = |task: &&Task| task.update == Some(*id) && task.done_by.is_some();
            self.was_told_by_person(*id) && self.tasks.values().any(|task| carried(&task))
        };
        let told = |id: &UpdateId, update: &Update| {
            self.is_customers(update.participant) && (matches!(update.state, UpdateState::Sent { .. }) || by_person(id))
        };
        let told: Vec<&Update> =
            self.updates.iter().filter(|(id, update)| told(id, update)).map(|(_, update)| update).collect();
        // One message to the customer and to who stands for the customer is one contact.
        let once = |update: &&Update| {
            (
                update.planned_at,
                update.about,
                update.contact,
                update.promise,
                update.question,
                update.team.map(|it| it.team),
            )
        };
        let messages: BTreeSet<_> = told.iter().map(once).collect();
        let of_kind = |kind: UpdateKind| messages.iter().filter(|message| message.1 == kind).count();
        let noted = self.contacts.iter().filter(|(id, contact)| {
            contact.is_answer() && self.update_of(**id).is_none() && self.is_with_customer(contact)
        });
        let taken =
            |state: &HandoverState| matches!(state, HandoverState::Accepted { .. } | HandoverState::Answered { .. });
        Measures {
            from_customer: self.from_customer().filter(|contact| self.is_with_customer(contact)).count(),
            from_us: messages.len() + noted.count(),
            fragments: self.fragments(),
            chasers: self.chasers(),
            repeats: self.repeats(),
            closed_doors: self.closed_doors(),
            no_news: messages.iter().filter(|it| it.1 == UpdateKind::NoNews && it.4.is_none()).count(),
            answers: of_kind(UpdateKind::Answer),
            handovers: self.handovers.values().filter(|offer| taken(&offer.state)).count(),
            sent_on: usize::try_from(self.moves_between_teams()).unwrap_or(usize::MAX),
            held: self.hours_per_holder(now),
            solved: self.is_solved(),
            promised: self.promised(),
            silence: self.silence(now),
            told_anew: self.asked_again(),
            visits: self.visits.values().filter(|visit| came(&visit.state)).count(),
            ..Measures::default()
        }
    }

    /// How often the customer's side had to say the same again: of its own accord, or because we asked what it had answered.
    #[must_use]
    pub fn repeats(&self) -> usize {
        self.from_customer().filter(|contact| says_again(contact)).count() + self.asked_again()
    }

    /// How often we asked what the customer's side had answered before.
    fn asked_again(&self) -> usize {
        self.questions.iter().filter(|(id, question)| question.repeats && self.was_put(**id, question)).count()
    }

    /// Whether it closed with what was needed.
    #[must_use]
    pub fn is_solved(&self) -> bool {
        matches!(
            self.state,
            State::Closed {
                how: CloseHow::Confirmed | CloseHow::NotObjected | CloseHow::JustThanks | CloseHow::CallNotWanted,
                ..
            }
        )
    }

    /// Whether a contact was with the customer's side, not with another body.
    fn is_with_customer(&self, contact: &Contact) -> bool {
        let person = contact.facts.participant.and_then(|id| self.participants.get(&id));
        person.is_none_or(|person| person.role != ParticipantRole::OtherBody)
    }
}

/// Whether the team came.
fn came(state: &VisitState) -> bool {
    matches!(state, VisitState::Done { .. } | VisitState::NotHome { .. })
}

/// Whether the customer's side had to say something again.
fn says_again(contact: &Contact) -> bool {
    contact.facts.asks == Asks::Again || contact.facts.why == JoinReason::Moved
}

/// How often what is one matter was brought up anew on a journey of its own: the first that the customer's side asked on
/// each of them, but for the very first. What counts as said again already is not counted twice.
fn told_anew(journey: &Journey, joined: &[&Journey]) -> usize {
    let first = |journey: &&Journey| {
        let theirs = journey.from_customer().filter(|it| journey.is_with_customer(it));
        let asked = theirs.filter(|it| it.facts.asks == Asks::Something || says_again(it));
        // What is said at one moment is said again only after it was said.
        asked.map(|it| (it.at, says_again(it), it.facts.contact)).min()
    };
    let mut firsts: Vec<_> = std::iter::once(&journey).chain(joined).filter_map(first).collect();
    firsts.sort_unstable();
    firsts.iter().skip(1).filter(|(_, again, _)| !again).count()
}

/// The figures of a group of journeys, added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many journeys.
    pub journeys: usize,
    /// How many closed as solved.
    pub solved: usize,
    /// How many of those took one complete answer, and no fragment.
    pub in_one_answer: usize,
    /// Contacts from the customer's side.
    pub from_customer: usize,
    /// Contacts from us.
    pub from_us: usize,
    /// Half answers.
    pub fragments: usize,
    /// "Any news?"
    pub chasers: usize,
    /// How often customers had to say the same again.
    pub repeats: usize,
    /// Calls to a closed desk.
    pub closed_doors: usize,
    /// Messages that said that there was no news.
    pub no_news: usize,
    /// Offers that were accepted or answered at once.
    pub handovers: usize,
    /// How often a ball went from one team to another.
    pub sent_on: usize,
    /// How long each holder had the ball.
    pub held: BTreeMap<Holder, SignedDuration>,
}

impl Tally {
    /// Adds a journey.
    pub fn add(&mut self, one: &Measures) {
        self.journeys += 1;
        self.solved += usize::from(one.solved);
        self.in_one_answer += usize::from(one.in_one_answer);
        self.from_customer += one.from_customer;
        self.from_us += one.from_us;
        self.fragments += one.fragments;
        self.chasers += one.chasers;
        self.repeats += one.repeats;
        self.closed_doors += one.closed_doors;
        self.no_news += one.no_news;
        self.handovers += one.handovers;
        self.sent_on += one.sent_on;
        for (holder, time) in &one.held {
            *self.held.entry(*holder).or_default() += *time;
        }
    }

    /// Of how many contacts how many we started; nothing where there were none.
    #[must_use]
    pub fn started_by_us(&self) -> Option<(usize, usize)> {
        let all = self.from_customer + self.from_us;
        (all > 0).then_some((self.from_us, all))
    }

    /// How long the customers had the ball, and how long anybody else.
    #[must_use]
    pub fn waited(&self) -> (SignedDuration, SignedDuration) {
        let customers = self.held.get(&Holder::Customer).copied().unwrap_or_default();
        let all: SignedDuration = self.held.values().copied().sum();
        (customers, all - customers)
    }
}

impl<'a> FromIterator<&'a Measures> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a Measures>>(journeys: I) -> Self {
        let mut tally = Self::default();
        journeys.into_iter().for_each(|one| tally.add(one));
        tally
    }
}
