//! What the organisations of the stories are made of: teams, people, a mailbox, in one zone, with ids from the caller.

use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Words};
use regie_domain::calendar::{CalendarSpec, IntervalError};
use regie_domain::codes::LegalBasis;
use regie_domain::customer::Language;
use regie_domain::directory::{Mailbox, Member, Organisation, Outgoing, Team};
use regie_domain::ids::{BlueprintId, MemberId, OrgId, TeamId};
use regie_domain::legal_term::LegalRule;
use regie_domain::mandate::Mandate;
use regie_domain::money::Cents;
use uuid::Uuid;

use super::presets::usual_quiet;

/// Where all of them are.
pub(super) const ZONE: &str = "Europe/Amsterdam";

/// Who founds an organisation.
pub(super) struct Founder<F> {
    id: F,
    org: OrgId,
    mandate: Cents,
}

impl<F: FnMut() -> Uuid> Founder<F> {
    /// Of an organisation whose people may give so much.
    pub(super) fn new(mut id: F, mandate: Cents) -> Self {
        let org = OrgId(id());
        Self { id, org, mandate }
    }

    pub(super) fn team(&mut self, name: &str, hours: CalendarSpec) -> Team {
        let team = TeamRef { org: self.org, team: TeamId((self.id)()) };
        Team { team, name: name.to_owned(), hours: Some(hours), active: true, restricted: false }
    }

    /// Somebody with a seat in a team.
    pub(super) fn seated(&mut self, name: &str, team: &Team, role: Role) -> Member {
        Member { teams: vec![(team.team.team, role)], ..self.person(name, Vec::new()) }
    }

    /// Somebody who coordinates the whole organisation from a team.
    pub(super) fn coordinator(&mut self, name: &str, team: &Team) -> Member {
        Member { roles: vec![Role::Coordinator], ..self.seated(name, team, Role::Coordinator) }
    }

    /// Somebody with these roles over the whole organisation, whose address begins with the first name.
    pub(super) fn person(&mut self, name: &str, roles: Vec<Role>) -> Member {
        let first = name.split(' ').next().unwrap_or(name).to_lowercase();
        Member {
            id: MemberId((self.id)()),
            name: name.to_owned(),
            email: format!("{first}@example.org"),
            teams: Vec::new(),
            roles,
            mandate: Mandate { amount: self.mandate, take_back: true },
            language: Language::Nl,
            shortcuts: true,
            active: true,
            absence: None,
            signature: String::new(),
        }
    }

    pub(super) fn blueprint(&mut self) -> BlueprintId {
        BlueprintId((self.id)())
    }

    /// The mailbox of a team, for one blueprint.
    pub(super) fn mailbox(&mut self, name: &str, display: &str, team: &Team, blueprint: &Blueprint) -> (Uuid, Mailbox) {
        let mailbox = Mailbox {
            address: format!("{name}@example.org"),
            display: display.to_owned(),
            team: team.team.team,
            blueprint: blueprint.id,
            outgoing: None,
            incoming: None,
            trusted_authserv: None,
            active: true,
        };
        ((self.id)(), mailbox)
    }

    /// A company: two weeks for a complaint by its own rules. Its mail leaves.
    pub(super) fn company(
        &self,
        name: &str,
        customer: Words,
        hours: CalendarSpec,
    ) -> Result<Organisation, IntervalError> {
        Ok(Organisation {
            id: self.org,
            name: name.to_owned(),
            customer_word: customer,
            zone: ZONE.to_owned(),
            language: Language::Nl,
            hours,
            quiet: usual_quiet(ZONE)?,
            phone: "0900 0000".to_owned(),
            outgoing: Outgoing::Live,
            undo_seconds: 0,
            objections: String::new(),
            complaints: Some(LegalRule { basis: LegalBasis::Own, weeks: 2 }),
            tariff: None,
            second_step: Vec::new(),
        })
    }
}
