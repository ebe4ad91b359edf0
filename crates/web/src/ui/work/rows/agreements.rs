//! What there is to do about agreements: a second member decides, a hold is not acknowledged or ends, one was not kept to, a
//! signal waits for its answer.

use regie_app::read::Work;
use regie_app::read::agreement_lists::{LoudAgreements, nobody_decides};
use regie_domain::actor::Role;
use regie_domain::codes::{BreachWhat, DeadlineKind};
use regie_domain::hold::HoldSubject;
use regie_domain::ids::{JourneyId, TeamId};
use regie_store::views::agreements::AgreementRow;
use regie_store::views::breaches::BreachRow;
use regie_store::views::holds::HoldRow;
use regie_store::views::signals::SignalRow;

use super::{Cause, level};
use crate::pages::work::Reason;
use crate::ui::work::louder;
use crate::visit::Visit;
use crate::words;

/// All of it, with the journey of each.
pub(super) fn causes(visit: &Visit, work: &Work) -> Vec<(JourneyId, Cause)> {
    let found = &work.agreements;
    let waiting = found.waiting.iter().map(|row| (row.journey, waits(visit, row)));
    let late = found.late.iter().map(|row| (row.journey, late(visit, row)));
    let ending = found.ending.iter().map(|row| (row.journey, ends(visit, row)));
    let breaches = found.breaches.iter().map(|row| (row.journey, breach(visit, row)));
    let signals = found.signals.iter().map(|row| (row.journey, signal(visit, row)));
    let ticks = found.to_tick.iter().filter(|row| row.overdue.is_none()).map(|row| (row.journey, tick(visit, row)));
    waiting.chain(ticks).chain(late).chain(ending).chain(breaches).chain(signals).collect()
}

/// What came back louder, each with an id of its own and its journey.
pub(super) fn loud(visit: &Visit, found: &LoudAgreements) -> Vec<(String, JourneyId, Cause)> {
    let agreements = found.agreements.iter().map(|row| (row.id.to_string(), row.journey, waits(visit, row)));
    let holds = found.holds.iter().map(|row| (row.id.to_string(), row.journey, late(visit, row)));
    let breaches = found.breaches.iter().map(|row| (row.id.to_string(), row.journey, breach(visit, row)));
    agreements.chain(holds).chain(breaches).collect()
}

/// Whether the reader leads a team.
fn leads(visit: &Visit, team: TeamId) -> bool {
    visit.member.as_deref().is_some_and(|member| member.teams.contains(&(team, Role::TeamLead)))
}

fn waits(visit: &Visit, row: &AgreementRow) -> Cause {
    let cx = &visit.cx;
    let href = Some(format!("/journeys/{}#agreement-{}", row.journey, row.id));
    if row.uncarried {
        let what = cx.t("work-what-uncarried");
        return Cause { reason: Reason::AgreementBack, due: None, what, team: Some(row.team), href };
    }
    if nobody_decides(&visit.directory, row) {
        // Whoever leads, or watches over the whole, sees to it that somebody may.
        let member = visit.member.as_deref();
        let watches = member.is_some_and(|member| member.has(Role::Coordinator));
        let told = watches || leads(visit, row.team) || leads(visit, row.director);
        let reason = if told { Reason::Escalated } else { Reason::AgreementWaits };
        let what = cx.t1("work-what-agreement-nobody", "amount", cx.money(&row.amount.0));
        return Cause { reason, due: row.decide_by, what, team: Some(row.team), href };
    }
    let most = visit.member.as_deref().map_or(0, |member| member.mandate.amount.0);
    let loud = level(&row.overdue);
    if let Some(what) = louder::agreement(visit, loud, [row.team, row.director], row.amount) {
        return Cause { reason: Reason::Escalated, due: row.decide_by, what, team: Some(row.team), href };
    }
    let key = if most >= row.amount.0 { "work-what-agreement-decide" } else { "work-what-agreement-waits" };
    let what =
        louder::with(cx.t1(key, "amount", cx.money(&row.amount.0)), louder::agreement_known(visit, loud, row.team));
    Cause { reason: Reason::AgreementWaits, due: row.decide_by, what, team: Some(row.team), href }
}

/// What is held: `Factuur 884213 in Facturatie`.
fn held(visit: &Visit, row: &HoldRow) -> String {
    let subject = row.subject.parse::<HoldSubject>().map(|subject| words::subject(&visit.cx, &subject));
    let system = visit.directory.system(row.system).map(|system| system.name.clone()).unwrap_or_default();
    visit.cx.t2("hold-in", "what", subject.unwrap_or_else(|_| row.subject.clone()), "system", system)
}

/// A hold that a person ticks, since its system is not connected.
fn tick(visit: &Visit, row: &HoldRow) -> Cause {
    let key = if row.state == "released" { "work-what-untick" } else { "work-what-tick" };
    let href = Some(format!("/block-list#hold-{}", row.id));
    let what = visit.cx.t1(key, "what", held(visit, row));
    // What the system must know, it must know before it runs.
    let system = visit.directory.system(row.system);
    let run = system.and_then(|system| system.next_run(visit.cx.now, &visit.cx.zone));
    let due = run.map_or(row.acknowledge_by, |run| run.min(row.acknowledge_by));
    Cause { reason: Reason::HoldTick, due: Some(due), what, team: Some(row.owner), href }
}

fn late(visit: &Visit, row: &HoldRow) -> Cause {
    let cx = &visit.cx;
    let owns = visit.member.as_deref().is_some_and(|member| member.is_in(row.owner));
    let lead = level(&row.overdue) == Some(DeadlineKind::HoldLead) && leads(visit, row.owner);
    let key = match (row.state == "released", owns) {
        (false, true) => "work-what-hold-own",
        (false, false) => "work-what-hold-late",
        (true, true) => "work-what-release-own",
        (true, false) => "work-what-release-late",
    };
    let what = cx.t2(key, "what", held(visit, row), "team", visit.directory.team_name(row.owner));
    let paper = visit.directory.system(row.system).is_some_and(|system| !system.is_connected());
    let href = match owns && paper {
        true => format!("/block-list#hold-{}", row.id),
        false => format!("/journeys/{}#agreement-{}", row.journey, row.agreement),
    };
    let reason = if lead { Reason::Escalated } else { Reason::HoldLate };
    Cause { reason, due: Some(row.acknowledge_by), what, team: Some(row.owner), href: Some(href) }
}

fn ends(visit: &Visit, row: &HoldRow) -> Cause {
    let key = if row.ending.as_deref() == Some("passed") { "work-what-hold-passed" } else { "work-what-hold-ends" };
    let what = visit.cx.t1(key, "what", held(visit, row));
    let href = Some(format!("/journeys/{}/holds/{}/choose", row.journey, row.id));
    Cause { reason: Reason::HoldEnds, due: row.until, what, team: Some(row.maker), href }
}

fn breach(visit: &Visit, row: &BreachRow) -> Cause {
    let cx = &visit.cx;
    let said = BreachWhat::parse(&row.what).map(|what| words::breach(cx, what)).unwrap_or_default();
    let directs = visit.member.as_deref().is_some_and(|member| member.is_in(row.director));
    let key = if directs { "work-what-breach" } else { "work-what-breach-own" };
    let href = Some(format!("/journeys/{}#agreement-{}", row.journey, row.agreement));
    let team = Some(if directs { row.director } else { row.owner });
    // Whoever leads, or watches over the whole, sees to it that somebody can be asked.
    let watches = visit.member.as_deref().is_some_and(|member| member.has(Role::Coordinator));
    let nobody = row.unreached.filter(|team| !visit.directory.is_staffed(*team));
    if let Some(empty) = nobody.filter(|_| watches || leads(visit, row.director) || leads(visit, row.owner)) {
        let what = cx.t2("work-what-breach-nobody", "what", said, "team", visit.directory.team_name(empty));
        return Cause { reason: Reason::Escalated, due: Some(row.reported_at), what, team, href };
    }
    Cause { reason: Reason::Breach, due: Some(row.reported_at), what: cx.t1(key, "what", said), team, href }
}

fn signal(visit: &Visit, row: &SignalRow) -> Cause {
    let loud = level(&row.overdue);
    let coordinates = visit.member.as_deref().is_some_and(|member| member.has(Role::Coordinator));
    let escalated = match loud {
        Some(DeadlineKind::SignalLead) => leads(visit, row.owner),
        Some(DeadlineKind::SignalCoordinator) => leads(visit, row.owner) || coordinates,
        _ => false,
    };
    let reason = if escalated { Reason::Escalated } else { Reason::Signal };
    let key = match loud {
        _ if !visit.directory.is_staffed(row.owner) => "work-what-signal-nobody",
        Some(_) => "work-what-signal-late",
        None => "work-what-signal",
    };
    let what = visit.cx.t1(key, "team", visit.directory.team_name(row.owner));
    let href = Some(format!("/signals/{}", row.id));
    Cause { reason, due: Some(row.answer_by), what, team: Some(row.owner), href }
}
