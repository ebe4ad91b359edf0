//! The municipality of the story `reimbursement`: contact centre, technical service, claims, with their opening hours.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use uuid::Uuid;

use crate::actor::{Actor, TeamRef};
use crate::blueprint::{Blueprint, Words};
use crate::calendar::{Calendar, CalendarSpec, Interval};
use crate::codes::{Channel, Direction, JoinReason};
use crate::event::ContactFacts;
use crate::facts::{Facts, SystemFacts, TeamFacts};
use crate::holidays::HolidaySet;
use crate::ids::{MemberId, OrgId, ParticipantId, SystemId, TeamId};
use crate::mandate::Mandate;
use crate::money::Cents;
use crate::quiet::QuietHours;
use crate::slot::SlotDesk;
use crate::survey::{Asking, Survey, SurveyFacts, SurveyPlan};

/// The zone of every test.
pub const ZONE: &str = "Europe/Amsterdam";

/// An id that can be read in a failure: the number at the end of a UUID v7.
#[must_use]
pub fn id<T: From<Uuid>>(number: u64) -> T {
    T::from(Uuid::from_u128(0x0161_0000_0000_7000_8000_0000_0000_0000 | u128::from(number)))
}

/// A moment as a clock in Amsterdam shows it: `2018-02-05 09:20`.
///
/// # Panics
/// When it is none.
#[must_use]
#[expect(clippy::expect_used, reason = "a test that writes a moment wrong must say so")]
pub fn amsterdam(written: &str) -> Timestamp {
    let local: DateTime = written.parse().expect("a moment such as 2018-02-05 09:20");
    local.in_tz(ZONE).expect("the zone is known").timestamp()
}

/// An ordinary mail from a person on the customer's side; change what matters.
#[must_use]
pub fn contact(number: u64, participant: Option<ParticipantId>) -> ContactFacts {
    let said = ContactFacts::said(id(number), Direction::In, Channel::Email, id(number + 1_000_000));
    ContactFacts { participant, why: JoinReason::References, ..said }
}

/// An organisation to test in.
#[derive(Debug, Clone)]
pub struct World {
    /// The blueprint that journeys run under.
    pub blueprint: Blueprint,
    /// The teams; the first one directs.
    pub teams: Vec<TeamFacts>,
    /// Hours in which the customer is left in peace.
    pub quiet: QuietHours,
    /// What every member may decide alone.
    pub mandate: Mandate,
    /// Whether the customer has a telephone number.
    pub callable: bool,
    /// The windows of the team that comes.
    pub slots: Option<SlotDesk>,
    /// The number of the team that all systems went to.
    pub systems_to: Option<usize>,
    /// The survey of the journey, and what is known of who may be asked.
    pub survey: Option<SurveyFacts>,
}

impl World {
    /// The municipality: contact centre Mo-Fr 08:30-17:00, technical service Mo-Fr 07:30-16:00, claims Mo-Fr 09:00-17:00.
    #[must_use]
    pub fn municipality() -> Self {
        let week = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        Self::new(&[&[(&week, "08:30-17:00")], &[(&week, "07:30-16:00")], &[(&week, "09:00-17:00")]])
    }

    /// An organisation whose teams have these hours, Dutch holidays and quiet hours 21:00-08:00. The first directs.
    ///
    /// # Panics
    /// When hours are written wrong.
    #[must_use]
    pub fn new(teams: &[&[(&[Weekday], &str)]]) -> Self {
        let teams: Vec<TeamFacts> = teams
            .iter()
            .zip(1_u64..)
            .map(|(hours, number)| TeamFacts {
                team: TeamRef { org: id::<OrgId>(1), team: id::<TeamId>(10 + number) },
                calendar: calendar(hours),
                guest: None,
                staffed: true,
            })
            .collect();
        let director = teams.first().map(|first| first.team);
        Self {
            blueprint: Blueprint::standard(id(2), Words::new("Vergoeding", "Reimbursement"), director),
            teams,
            quiet: quiet(),
            mandate: Mandate { amount: Cents(50_000), take_back: true },
            callable: true,
            slots: None,
            systems_to: None,
            survey: None,
        }
    }

    /// The same, asking customers how it went by the standard survey.
    #[must_use]
    pub fn asking(mut self) -> Self {
        let survey = Survey::standard(id(5));
        self.blueprint.survey = Some(SurveyPlan::standard(survey.id));
        let asking = Asking { reachable: true, ..Asking::default() };
        self.survey = Some(SurveyFacts { survey: Some(survey), asking, elsewhere: false });
        self
    }

    /// Two systems: the last team's, and the second team's where there is one.
    fn systems(&self) -> BTreeMap<SystemId, SystemFacts> {
        let to = self.systems_to.and_then(|number| self.teams.get(number));
        let owners = [to.or(self.teams.last()), to.or(self.teams.get(1)).or(self.teams.last())];
        let owned = owners.into_iter().flatten().zip(0..);
        owned.map(|(owner, number)| (Self::system(number), SystemFacts { owner: owner.team })).collect()
    }

    /// The team with this number, from 0.
    #[must_use]
    pub fn team(&self, number: usize) -> TeamRef {
        self.teams[number].team
    }

    /// A member of a team; member 0 and member 1 are two people.
    #[must_use]
    pub fn member(&self, team: usize, member: u64) -> Actor {
        Actor::Member { team: self.team(team), member: Self::member_id(team, member) }
    }

    /// The id of such a member.
    #[must_use]
    pub fn member_id(team: usize, member: u64) -> MemberId {
        id(100 + 10 * u64::try_from(team).unwrap_or(0) + member)
    }

    /// What a decision may know at a moment.
    ///
    /// # Panics
    /// Never: an organisation has a team.
    #[must_use]
    pub fn facts(&self, now: Timestamp, actor: Actor) -> Facts {
        let teams: BTreeMap<TeamId, TeamFacts> =
            self.teams.iter().map(|facts| (facts.team.team, facts.clone())).collect();
        Facts {
            now,
            actor,
            blueprint: self.blueprint.clone(),
            own_hours: self.teams[0].calendar.clone(),
            teams: std::sync::Arc::new(teams),
            quiet: self.quiet.clone(),
            mandate: self.mandate,
            complaints: None,
            usual_complaints: crate::legal_term::LegalRule::COMPLAINT,
            callable: self.callable,
            slots: self.slots.clone(),
            systems: std::sync::Arc::new(self.systems()),
            tied: true,
            answered_before: false,
            next_way: None,
            survey: self.survey.clone(),
            more_follows: false,
        }
    }
}

#[expect(clippy::expect_used, reason = "a test that writes hours wrong must say so")]
fn calendar(hours: &[(&[Weekday], &str)]) -> Calendar {
    let mut spec = CalendarSpec::new(ZONE).closed_on(HolidaySet::Dutch(crate::holidays::DutchHolidays::default()));
    for (days, written) in hours {
        let interval: Interval = written.parse().expect("hours such as 08:30-17:00");
        spec = spec.open_on(days.iter().copied(), interval);
    }
    Calendar::new(spec).expect("hours that do not overlap")
}

#[expect(clippy::expect_used, reason = "the zone is known")]
fn quiet() -> QuietHours {
    QuietHours::usual(ZONE).expect("the usual quiet hours")
}
