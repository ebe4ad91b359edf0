//! Making promises: by a member, or by the program, with the moments at which they are at risk.

use jiff::Timestamp;

use super::{NewPromise, Promisee, Window, check_window, may_act_on};
use crate::actor::TeamRef;
use crate::codes::{PromiseKind, PromiseWhat, Settlement, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, JourneyId, MemberId, PromiseId};
use crate::money::Cents;
use crate::refusal::{Code, Refusal};

/// Makes a promise for the acting member's team. Who tells it is the caller's matter.
pub(crate) fn make(draft: &mut Draft<'_>, new: NewPromise, team: TeamRef) -> Result<PromiseId, Refusal> {
    let now = draft.facts.now;
    // Somebody comes only in a window of a slot book.
    if new.what == PromiseWhat::Visit {
        return Err(Code::VisitPromise.into());
    }
    let window = new.window.unwrap_or_else(|| Window::by(default_due(draft, new.what, team)));
    check_window(window, now)?;
    if let Promisee::Team { team } = new.to
        && !draft.facts.knows(team)
    {
        return Err(Code::UnknownTeam.into());
    }
    if new.cost.is_some_and(|cost| cost.0 < 0) {
        return Err(Code::AmountNegative.into());
    }
    let member = draft.facts.actor.member();
    if let Some(broken) = new.replaces {
        let found = draft.journey.promises.get(&broken).ok_or(Code::UnknownPromise)?;
        if !found.is_unsettled() {
            return Err(Code::PromiseEnded.into());
        }
        if found.to != new.to {
            return Err(Refusal::new(Code::NotYourPromise).team(found.owner));
        }
        may_act_on(draft, found)?;
        crate::visit::owns(draft, broken)?;
    }
    let making = Making {
        kind: new.kind,
        text: new.text,
        member,
        to: new.to,
        cost: new.cost,
        replaces: new.replaces,
        ..Making::by_program(new.what, team, window)
    };
    let made = add(draft, making);
    if let Some(broken) = new.replaces {
        draft.emit(JourneyEvent::PromiseSettled { promise: broken, how: Settlement::Replaced });
    }
    Ok(made)
}

/// What a promise is made of.
pub(crate) struct Making {
    pub kind: PromiseKind,
    pub what: PromiseWhat,
    pub text: Option<ContentId>,
    pub member: Option<MemberId>,
    pub owner: TeamRef,
    pub to: Promisee,
    pub window: Window,
    pub cost: Option<Cents>,
    pub replaces: Option<PromiseId>,
    pub after: Option<PromiseId>,
    pub from: Option<JourneyId>,
}

impl Making {
    /// News that the program owes the customer's side.
    pub(crate) fn by_program(what: PromiseWhat, owner: TeamRef, window: Window) -> Self {
        Self {
            kind: PromiseKind::News,
            what,
            text: None,
            member: None,
            owner,
            to: Promisee::Customer,
            window,
            cost: None,
            replaces: None,
            after: None,
            from: None,
        }
    }
}

/// Records a promise with the moments at which it is at risk.
pub(crate) fn add(draft: &mut Draft<'_>, making: Making) -> PromiseId {
    let promise = draft.ids.next();
    let (half_at, four_fifths_at) = risk_moments(draft, making.owner, making.window.until);
    draft.emit(JourneyEvent::PromiseMade {
        promise,
        promise_kind: making.kind,
        what: making.what,
        text: making.text,
        member: making.member,
        owner: making.owner,
        to: making.to,
        window: making.window,
        cost: making.cost,
        half_at,
        four_fifths_at,
        replaces: making.replaces,
        after: making.after,
        from: making.from,
        carried: None,
    });
    promise
}

pub(super) fn risk_moments(draft: &Draft<'_>, owner: TeamRef, until: Timestamp) -> (Timestamp, Timestamp) {
    let (now, calendar) = (draft.facts.now, draft.facts.calendar(owner));
    (calendar.fraction_of_working_time(now, until, 1, 2), calendar.fraction_of_working_time(now, until, 4, 5))
}

pub(super) fn default_due(draft: &Draft<'_>, what: PromiseWhat, team: TeamRef) -> Timestamp {
    let blueprint = &draft.facts.blueprint;
    let term = match what {
        PromiseWhat::FirstAnswer => blueprint.first_answer,
        PromiseWhat::Result => blueprint.result.unwrap_or(blueprint.next_news),
        PromiseWhat::CallBack => blueprint.call_back,
        PromiseWhat::News | PromiseWhat::Other | PromiseWhat::Visit | PromiseWhat::Delivery => blueprint.next_news,
    };
    term.due(draft.facts.now, &draft.facts.calendar(team))
}

/// Makes a promise and tells it in a message of its own.
pub(crate) fn make_and_tell(draft: &mut Draft<'_>, new: NewPromise) -> Outcome {
    draft.open()?;
    let team = draft.member_team()?;
    let promise = make(draft, new, team)?;
    if new.to == Promisee::Customer {
        super::tell(draft, UpdateKind::PromiseMade, promise);
    }
    Ok(())
}
