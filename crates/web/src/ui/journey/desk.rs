//! One journey on a member's desk: what was read of it, and what this member may do.

use regie_app::read::Loaded;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::codes::Asks;
use regie_domain::handover::Leg;
use regie_domain::ids::{ContactId, JourneyId, LegId};
use regie_domain::journey::{Holder, State};
use regie_domain::legal_term::LegalClock;
use regie_domain::partner::PartnerKind;
use regie_domain::question::QuestionState;
use regie_domain::visit::Visit as Visiting;

use crate::pages::journey::Act;
use crate::reply::Failure;
use crate::state::Web;
use crate::ui::names::Names;
use crate::visit::Visit;

/// A journey as one member sees it.
pub struct Desk {
    /// Who looks.
    pub visit: Visit,
    /// The journey.
    pub id: JourneyId,
    /// What was read of it.
    pub loaded: Loaded,
}

/// What a member may do with a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Works on journeys at all.
    pub works: bool,
    /// The member's team has the ball.
    pub holds: bool,
    /// The member's team directs.
    pub directs: bool,
    /// The member's team owes the customer something on it.
    pub owes: bool,
    /// The journey is open.
    pub open: bool,
    /// The journey was set aside.
    pub void: bool,
}

impl Desk {
    /// Reads a journey by the id of an address.
    ///
    /// # Errors
    /// When there is none, or it is not for this member.
    pub async fn open(web: &Web, visit: &Visit, id: &str) -> Result<Self, Failure> {
        let id = JourneyId::parse(id).map_err(|_| regie_app::AppError::NotFound("journey"))?;
        let loaded = web.app.open_journey(&visit.who()?, id).await?;
        let visit = visit.about(&loaded.blueprint);
        // A claim is with the carrier, whatever the people are called whom we serve.
        let visit = if loaded.journey.is_claim() { visit.about_carrier() } else { visit };
        Ok(Self { visit, id, loaded })
    }

    /// As [`Desk::open`], for a page about an offer, a piece of work or a promise: who works for a partner that does a piece of
    /// the work comes here with its own.
    ///
    /// # Errors
    /// When there is none, or it is not for this member.
    pub async fn open_part(web: &Web, visit: &Visit, id: &str) -> Result<Self, Failure> {
        let id = JourneyId::parse(id).map_err(|_| regie_app::AppError::NotFound("journey"))?;
        let loaded = web.app.open_for_part(&visit.who()?, id).await?;
        let visit = visit.about(&loaded.blueprint);
        let visit = if loaded.journey.is_claim() { visit.about_carrier() } else { visit };
        Ok(Self { visit, id, loaded })
    }

    /// Whether the reader works for a partner that does a piece of the work: its own part is all that it acts on.
    #[must_use]
    pub fn is_part(&self) -> bool {
        let partner = self.visit.member.as_deref().and_then(|member| self.visit.directory.guest_of(member));
        partner.is_some_and(|partner| partner.kind != PartnerKind::Desk)
    }

    /// The address of its page.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/journeys/{}", self.id)
    }

    /// The names on it.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        Names { cx: &self.visit.cx, directory: &self.visit.directory, loaded: &self.loaded }
    }

    /// Whether the member is in a team.
    #[must_use]
    pub fn mine(&self, team: TeamRef) -> bool {
        self.visit.member.as_deref().is_some_and(|member| member.is_in(team.team))
    }

    /// Whether all that the house knows is read: a partner reads what the agreement lets through, and the rest is not missing.
    #[must_use]
    pub fn knows_all(&self) -> bool {
        self.visit.member.as_deref().is_some_and(|member| self.visit.directory.guest_of(member).is_none())
    }

    /// Whether the member may act in the director's name.
    fn coordinates(&self) -> bool {
        self.visit.member.as_deref().is_some_and(|member| member.has(Role::Coordinator))
    }

    /// What the member may do.
    #[must_use]
    pub fn may(&self) -> May {
        let journey = &self.loaded.journey;
        let works = self.visit.member.as_deref().is_some_and(|member| {
            let roles = member.has(Role::Agent) || member.has(Role::TeamLead) || member.has(Role::Coordinator);
            roles && !member.teams.is_empty()
        });
        May {
            works,
            holds: matches!(journey.ball.holder, Holder::Team { team } if self.mine(team)),
            directs: self.mine(journey.direction.team),
            owes: journey.promises.values().any(|promise| promise.is_open() && self.mine(promise.owner)),
            open: journey.is_open(),
            void: matches!(journey.state, State::Void { .. }),
        }
    }

    /// Whether the member tells with the end of a visit how the whole came out: who has the ball or directs does, and who came
    /// in the name of the team with the ball.
    #[must_use]
    pub fn tells_outcome(&self, visit: &Visiting) -> bool {
        let may = self.may();
        may.holds || may.directs || (self.mine(visit.team) && self.loaded.journey.sent_by(visit).is_some())
    }

    /// The open legs of the member's teams.
    pub fn own_legs(&self) -> impl Iterator<Item = (LegId, &Leg)> {
        let legs = self.loaded.journey.legs.iter();
        legs.filter(|(_, leg)| leg.is_open() && self.mine(leg.team)).map(|(id, leg)| (*id, leg))
    }

    /// The contact that may have been only thanks: it calls the outcome into question, or opened the journey again.
    #[must_use]
    pub fn perhaps_thanks(&self) -> Option<ContactId> {
        let journey = &self.loaded.journey;
        let questioned = journey.proposal.as_ref().and_then(|proposal| proposal.questioned);
        let opened = || {
            let by_contact = journey.reopened == Some(regie_domain::codes::ReopenReason::Contact);
            let since = journey.ball.since;
            let contacts =
                journey.contacts.iter().filter(|(_, found)| found.is_from_customer() && found.recorded_at >= since);
            by_contact.then(|| contacts.map(|(id, _)| *id).next()).flatten()
        };
        let untold = |id: &ContactId| journey.contacts.get(id).is_some_and(|found| found.facts.asks != Asks::Thanks);
        // What was recognised as thanks calls no outcome into question, but it did open the journey again.
        questioned.filter(untold).or_else(opened)
    }

    /// What the member may do from the page, the most wanted first.
    #[must_use]
    pub fn acts(&self) -> Vec<Act> {
        let (may, journey) = (self.may(), &self.loaded.journey);
        if !may.works {
            return Vec::new();
        }
        if may.void {
            return vec![if journey.joined_into().is_some() { Act::Unjoin } else { Act::UndoVoid }];
        }
        let lapsed = journey.questions.values().any(|question| question.state == QuestionState::Lapsed);
        let asked = journey.open_question().map(|(_, question)| question.asker);
        let proposed = journey.proposal.is_some();
        let ours = may.open && (may.holds || may.directs);
        let back = may.open
            && may.directs
            && !matches!(journey.ball.holder, Holder::Team { team } if team == journey.direction.team);
        let all = [
            (may.open && self.perhaps_thanks().is_some(), Act::JustThanks),
            (ours && journey.unread().next().is_some(), Act::Seen),
            (ours, Act::Handover),
            (may.open && may.holds && asked.is_none(), Act::Ask),
            (ours && !proposed && asked.is_none(), Act::Outcome),
            (!may.open, Act::Reopen),
            (true, Act::Contact),
            (may.open && may.holds, Act::Assign),
            (back, Act::TakeBack),
            (asked.is_some_and(|team| self.mine(team) || may.directs), Act::WithdrawQuestion),
            (may.open && proposed, Act::Agreed),
            (may.open && proposed, Act::NotSolved),
            (may.open && journey.call_for_sent_around().is_none(), Act::SentAround),
            (may.open && journey.may_become_complaint(), Act::Complaint),
            (
                ours && journey.legal.as_ref().is_some_and(|clock| clock.may_be_extended(self.visit.cx.now)),
                Act::ExtendLegal,
            ),
            (
                ours && journey.legal.as_ref().is_some_and(|clock| !clock.grounds(self.visit.cx.now).is_empty()),
                Act::SuspendLegal,
            ),
            (ours && journey.legal.as_ref().is_some_and(LegalClock::may_be_resumed), Act::ResumeLegal),
            (ours && !proposed, Act::Forward),
            (ours && (asked.is_none() || lapsed), Act::Withdraw),
            (may.open && (may.holds || may.directs || self.coordinates()), Act::Join),
            (may.holds || may.directs || self.coordinates(), Act::Void),
        ];
        all.into_iter().filter_map(|(may, act)| may.then_some(act)).collect()
    }
}
