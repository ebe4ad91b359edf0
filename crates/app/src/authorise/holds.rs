//! Who acts on what was agreed: the team that made it, the one that directs, the one that owns the system, and the system
//! itself by its program.

use regie_domain::actor::TeamRef;
use regie_domain::command::{
    AgreementCommand as A, BreachCommand as B, HoldCommand as H, JourneyCommand as C, SignalCommand as S,
};
use regie_domain::directory::Member;
use regie_domain::hold::Hold;
use regie_domain::ids::{AgreementId, TeamId};
use regie_domain::journey::Journey;

use super::Who;
use crate::clients::Client;

/// The hold that a system itself may act on by a command.
fn of_system<'a>(command: &C, journey: &'a Journey) -> Option<&'a Hold> {
    let hold = match command {
        C::Hold(H::Acknowledge { hold, .. } | H::AcknowledgeRelease { hold, .. } | H::Release { hold, .. }) => {
            Some(*hold)
        }
        C::Breach(B::Report { hold, .. }) => *hold,
        _ => None,
    };
    hold.and_then(|hold| journey.holds.get(&hold))
}

/// Whether a program speaks for the system that a command is about.
pub(super) fn speaks(client: &Client, command: &C, journey: &Journey) -> bool {
    of_system(command, journey).is_some_and(|hold| client.speaks_for(hold.system))
}

/// Whether a member acknowledges a hold for the own team's system.
pub(super) fn ticks(member: &Member, command: &C, journey: &Journey) -> bool {
    let ticked = matches!(command, C::Hold(H::Acknowledge { .. } | H::AcknowledgeRelease { .. }));
    ticked && of_system(command, journey).is_some_and(|hold| member.is_in(hold.owner.team))
}

/// The team that a system acts for: the one that owns it.
pub(super) fn acts_for(who: &Who, command: Option<&C>, journey: Option<&Journey>) -> Option<TeamRef> {
    let Who::Client(client) = who else { return None };
    let hold = of_system(command?, journey?).filter(|hold| client.speaks_for(hold.system))?;
    Some(hold.owner)
}

/// The teams that a command about what was agreed is for, the first one first.
pub(super) fn bound(command: Option<&C>, journey: &Journey) -> Vec<TeamId> {
    let director = journey.direction.team.team;
    let maker = |agreement: &AgreementId| journey.agreements.get(agreement).map(|found| found.team.team);
    let teams = match command {
        Some(C::Agreement(
            A::Approve { agreement, .. }
            | A::Refuse { agreement, .. }
            | A::Carry { agreement, .. }
            | A::Keep { agreement, .. }
            | A::End { agreement, .. },
        )) => vec![maker(agreement), Some(director)],
        Some(C::Hold(command)) => {
            let Some(hold) = journey.holds.get(&command.hold()) else { return Vec::new() };
            let owner = Some(hold.owner.team);
            match command {
                H::Acknowledge { .. } | H::AcknowledgeRelease { .. } => vec![owner],
                H::Follow { .. } => Vec::new(),
                H::Release { .. } | H::Extend { .. } => vec![maker(&hold.agreement), Some(director), owner],
            }
        }
        Some(C::Breach(B::Settle { breach, .. } | B::Apologise { breach, .. })) => {
            let found = journey.breaches.get(breach);
            let made = found.and_then(|found| maker(&found.agreement));
            vec![Some(director), made, found.map(|found| found.owner.team)]
        }
        Some(C::Signal(S::Answer { signal, .. })) => {
            vec![journey.signals.get(signal).map(|found| found.owner.team), Some(director)]
        }
        _ => Vec::new(),
    };
    teams.into_iter().flatten().collect()
}
