//! The card of an agreement: what, who, when, under which mandate, how far the systems know, the work, what comes next, and
//! what was done against it.

use jiff::Timestamp;
use regie_app::locale::Arg;
use regie_domain::agreement::{Agreement, AgreementState};
use regie_domain::breach::Breach;
use regie_domain::codes::DeadlineKind;
use regie_domain::handover::{HandoverState, LegState};
use regie_domain::hold::{Hold, HoldEnding};
use regie_domain::ids::{AgreementId, BreachId, ContentId, HoldId};

use super::answers_for;
use crate::cx::Cx;
use crate::pages::agreements::{AgreementCard, BreachCard, HoldLine, Todo};
use crate::pages::parts::{FileLink, Tone};
use crate::ui::journey::desk::Desk;
use crate::words;

/// All agreements, what stands first, then the newest.
#[must_use]
pub fn cards(desk: &Desk) -> Vec<AgreementCard> {
    let mut all: Vec<(&AgreementId, &Agreement)> = desk.loaded.journey.agreements.iter().collect();
    let place = |found: &Agreement| match found.state {
        AgreementState::Standing => 0,
        AgreementState::Proposed => 1,
        AgreementState::Kept { .. } => 2,
        AgreementState::Refused { .. } | AgreementState::Ended { .. } => 3,
    };
    let open = |id: &AgreementId| desk.loaded.journey.breaches_of(*id).any(|(_, breach)| breach.is_open());
    all.sort_by_key(|(id, found)| (!open(id), place(found), std::cmp::Reverse(found.at())));
    all.into_iter().map(|(id, found)| card(desk, *id, found)).collect()
}

/// One agreement.
#[must_use]
pub fn card(desk: &Desk, id: AgreementId, found: &Agreement) -> AgreementCard {
    let cx = &desk.visit.cx;
    let mut breaches: Vec<(BreachId, &Breach)> = desk.loaded.journey.breaches_of(id).collect();
    breaches.sort_by_key(|(_, breach)| (!breach.is_open(), breach.reported_at));
    let (state, tone) = state(desk, id, found);
    let reason = match found.state {
        AgreementState::Refused { text, .. } => Some(desk.loaded.text(text).to_owned()),
        AgreementState::Ended { why, .. } => Some(words::agreement_end(cx, why)),
        _ => None,
    };
    AgreementCard {
        cx: cx.clone(),
        id: id.to_string(),
        journey: None,
        wording: desk.loaded.text(found.wording).to_owned(),
        state,
        tone,
        facts: facts(desk, found),
        reason,
        breaches: breaches.into_iter().map(|(id, breach)| breach_card(desk, id, breach)).collect(),
        holds: holds(desk, id, found),
        leg: leg(desk, id, found),
        next: next(desk, id, found),
        acts: acts(desk, id, found),
    }
}

fn state(desk: &Desk, id: AgreementId, found: &Agreement) -> (String, Tone) {
    use regie_domain::agreement::Confirmed;
    let cx = &desk.visit.cx;
    let open = desk.loaded.journey.breaches_of(id).any(|(_, breach)| breach.is_open());
    let (key, tone) = match found.state {
        _ if open => ("agreement-state-breach", Tone::Bad),
        AgreementState::Proposed => ("agreement-state-proposed", Tone::Warn),
        AgreementState::Refused { .. } => ("agreement-state-refused", Tone::Plain),
        AgreementState::Kept { .. } => ("agreement-state-kept", Tone::Ok),
        AgreementState::Ended { .. } => ("agreement-state-ended", Tone::Plain),
        AgreementState::Standing => match desk.loaded.journey.confirmed(id) {
            Confirmed::Awaits(waits) => return (cx.tn("agreement-state-awaits", waits), Tone::Warn),
            Confirmed::All => ("agreement-state-confirmed", Tone::Ok),
            Confirmed::Nothing => ("agreement-state-standing", Tone::Wait),
        },
    };
    (cx.t(key), tone)
}

fn facts(desk: &Desk, found: &Agreement) -> Vec<String> {
    let (cx, names) = (&desk.visit.cx, desk.names());
    let who = found.member.map_or_else(|| cx.t("program"), |member| names.member(member));
    let mut facts = vec![cx.t2("agreement-by", "who", who, "team", names.team(found.team))];
    facts.extend(found.at().map(|at| cx.near_text(&at)));
    if found.amount.0 > 0 {
        facts.push(cx.t1("agreement-costs", "amount", cx.money(&found.amount.0)));
    }
    let Some(bound) = &found.bound else { return facts };
    if let Some(member) = bound.approved_by {
        facts.push(cx.t1("agreement-approved-by", "who", names.member(member)));
    }
    if bound.mandate.0 > 0 {
        facts.push(cx.t1("agreement-mandate", "amount", cx.money(&bound.mandate.0)));
    }
    facts
}

/// What is held, and with which system: `Factuur 884213 · Facturatie · niet innen`.
#[must_use]
pub fn held(desk: &Desk, hold: &Hold) -> String {
    let cx = &desk.visit.cx;
    let system = desk.names().system(hold.system);
    format!("{} · {system} · {}", words::subject(cx, &hold.subject), words::hold_action(cx, hold.action))
}

fn holds(desk: &Desk, id: AgreementId, found: &Agreement) -> Vec<HoldLine> {
    if let Some(waits) = &found.proposal {
        let cx = &desk.visit.cx;
        let line = |new: &regie_domain::hold::NewHold| {
            let subject = words::subject(cx, &new.subject);
            let what =
                format!("{subject} · {} · {}", desk.names().system(new.system), words::hold_action(cx, new.action));
            let notes = vec![words::hold_why(cx, new.why), until(cx, new.until)];
            HoldLine { what, notes, state: cx.t("hold-state-proposed"), tone: Tone::Plain, acts: Vec::new() }
        };
        return waits.terms.holds.iter().map(line).collect();
    }
    desk.loaded.journey.holds_of(id).map(|(id, hold)| hold_line(desk, id, hold, found)).collect()
}

fn until(cx: &Cx, until: Option<Timestamp>) -> String {
    until.map_or_else(|| cx.t("hold-until-released"), |at| cx.t1("hold-until", "when", cx.by_text(&at)))
}

fn hold_line(desk: &Desk, id: HoldId, hold: &Hold, found: &Agreement) -> HoldLine {
    let (cx, names, href) = (&desk.visit.cx, desk.names(), desk.href());
    let system = names.system(hold.system);
    let late = hold.overdue.is_some();
    let (state, tone) = match (&hold.released, hold.awaits_acknowledgement()) {
        (None, false) => {
            let at = hold.acknowledged.map(|at| cx.near_text(&at)).unwrap_or_default();
            // A system that is not connected confirms nothing: a member of its team ticked it.
            let by_hand = desk.visit.directory.system(hold.system).is_some_and(|found| !found.is_connected());
            let key = if by_hand { "hold-state-ticked" } else { "hold-state-confirmed" };
            (cx.t2(key, "system", &system, "when", at), Tone::Ok)
        }
        (None, true) => {
            let tone = if late { Tone::Bad } else { Tone::Warn };
            (cx.t1("hold-state-waits", "when", cx.near_text(&hold.placed_at)), tone)
        }
        (Some(released), true) => {
            let tone = if late { Tone::Bad } else { Tone::Warn };
            (cx.t1("hold-state-release-waits", "when", cx.near_text(&released.at)), tone)
        }
        (Some(released), false) => (cx.t1("hold-state-released", "when", cx.near_text(&released.at)), Tone::Plain),
    };
    let mut notes = vec![format!("{}. {}.", words::hold_why(cx, hold.why), until(cx, hold.until))];
    if hold.awaits_acknowledgement() {
        let args = (names.team(hold.owner), cx.by_brief_text(&hold.acknowledge_by));
        notes.push(cx.t2("hold-note-owner", "team", args.0, "when", args.1));
    }
    if late {
        let lead = hold.overdue == Some(DeadlineKind::HoldLead);
        notes.push(cx.t(if lead { "hold-note-late-lead" } else { "hold-note-late" }));
    }
    match hold.ending {
        HoldEnding::Asked if hold.stands() => notes.push(cx.t("hold-note-choose")),
        HoldEnding::Passed if hold.stands() => notes.push(cx.t("hold-note-passed")),
        _ => {}
    }
    let (owns, answers) = (desk.mine(hold.owner) && desk.may().works, answers_for(desk, found));
    let connected = desk.visit.directory.system(hold.system).is_some_and(|system| system.is_connected());
    let mut acts: Vec<Todo> = Vec::new();
    if owns && hold.awaits_acknowledgement() && !connected {
        let key = if hold.stands() { "hold-placed-done" } else { "hold-released-done" };
        acts.push((format!("{href}/holds/{id}/acknowledge"), cx.t(key)));
    }
    if hold.stands() && (answers || owns) {
        let key = if hold.awaits_choice() { "hold-choose" } else { "hold-release" };
        acts.push((format!("{href}/holds/{id}/choose"), cx.t(key)));
    }
    HoldLine { what: held(desk, hold), notes, state, tone, acts }
}

fn leg(desk: &Desk, id: AgreementId, found: &Agreement) -> Option<(String, Option<String>)> {
    let (cx, names, journey) = (&desk.visit.cx, desk.names(), &desk.loaded.journey);
    if let Some(leg) = found.proposal.as_ref().and_then(|waits| waits.terms.leg.as_ref()) {
        return Some((cx.t1("agreement-leg-proposed", "team", names.team(leg.to)), None));
    }
    let bound = found.bound.as_ref()?;
    let offer = bound.handover.and_then(|id| Some((id, journey.handovers.get(&id)?)));
    let Some((handover, offer)) = offer else {
        return found.stands().then(|| (cx.t("agreement-leg-none"), None));
    };
    let team = names.team(offer.to);
    let done = bound.leg.and_then(|id| journey.legs.get(&id)).map(|leg| &leg.state);
    let words = match (done, &offer.state) {
        (Some(LegState::Open), _) => cx.t1("agreement-leg-open", "team", team),
        (Some(LegState::Done { .. }), _) | (None, HandoverState::Answered { .. }) => {
            cx.t1("agreement-leg-done", "team", team)
        }
        (None, HandoverState::Pending) => {
            cx.t2("agreement-leg-offered", "team", team, "when", cx.by_brief_text(&offer.respond_by))
        }
        _ if journey.is_uncarried(id) => cx.t1("agreement-leg-back", "team", team),
        _ => cx.t1("agreement-leg-over", "team", team),
    };
    Some((words, Some(format!("{}/handovers/{handover}", desk.href()))))
}

/// What comes next of it: the first moment that somebody must keep.
fn next(desk: &Desk, id: AgreementId, found: &Agreement) -> Option<(String, Timestamp)> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    if let Some(waits) = &found.proposal {
        return Some((cx.t("agreement-next-decide"), waits.decide_by));
    }
    let mut all: Vec<(String, Timestamp)> = Vec::new();
    for (_, hold) in journey.holds_of(id) {
        if hold.awaits_acknowledgement() {
            all.push((cx.t("agreement-next-acknowledge"), hold.acknowledge_by));
        }
        if let (true, Some(choose)) = (hold.stands(), hold.choose_by) {
            all.push((cx.t("agreement-next-choose"), choose));
        }
    }
    for (breach, found) in journey.breaches_of(id).filter(|(_, breach)| breach.is_open()) {
        if !journey.was_apologised(breach) {
            all.push((cx.t("agreement-next-apologise"), found.apologise_by));
        }
    }
    let bound = found.bound.as_ref().filter(|_| found.stands());
    let promise = bound.and_then(|bound| bound.promise).and_then(|id| journey.promises.get(&id));
    all.extend(promise.filter(|it| it.is_open()).map(|it| (desk.names().promise(it), it.current.until)));
    all.into_iter().min_by_key(|(_, at)| *at)
}

fn acts(desk: &Desk, id: AgreementId, found: &Agreement) -> Vec<Todo> {
    let (cx, href, may) = (&desk.visit.cx, desk.href(), desk.may());
    let mut acts: Vec<Todo> = Vec::new();
    let mut add = |path: &str, key: &str| acts.push((format!("{href}/agreements/{id}/{path}"), cx.t(key)));
    if !may.works || may.void {
        return acts;
    }
    let answers = answers_for(desk, found);
    if found.is_proposed() {
        let own = desk.visit.member.as_deref().is_some_and(|member| Some(member.id) == found.member);
        let large = desk.visit.member.as_deref().is_some_and(|member| member.mandate.amount >= found.amount);
        if answers && !own && large {
            add("approve", "agreement-approve");
        }
        if answers {
            add("refuse", if own { "agreement-take-back" } else { "agreement-refuse" });
        }
        return acts;
    }
    if found.was_made() {
        add("not-kept", "agreement-not-kept");
    }
    if found.stands() && answers {
        let none = found.bound.as_ref().is_some_and(|bound| bound.handover.is_none());
        if may.open && (none || desk.loaded.journey.is_uncarried(id)) {
            add("carry", "agreement-carry");
        }
        add("keep", "agreement-keep");
        add("end", "agreement-end");
    }
    acts
}

fn breach_card(desk: &Desk, id: BreachId, breach: &Breach) -> BreachCard {
    let (cx, names, journey, href) = (&desk.visit.cx, desk.names(), &desk.loaded.journey, desk.href());
    let day = |at: &Timestamp| cx.lang.date_near(cx.day(at), cx.day(&cx.now));
    let first = breach.said.first();
    let when = first.map_or(breach.reported_at, |said| said.at);
    let what = cx.t2("breach-said", "what", words::breach(cx, breach.what()), "when", day(&when));
    let said = |said: &regie_domain::breach::BreachSaid| {
        let by = cx.t2("breach-by", "who", names.actor(&said.actor), "when", cx.near_text(&said.reported_at));
        match said.text {
            Some(text) => format!("{by} {}", desk.loaded.text(text)),
            None => by,
        }
    };
    let mut notes: Vec<String> = breach.said.iter().map(said).collect();
    let told = journey.breach_told(id);
    notes.push(cx.t(if told { "breach-told" } else { "breach-untold" }));
    notes.extend(unreached(desk, breach));
    if journey.was_apologised(id) {
        notes.push(cx.t("breach-apologised"));
    } else if breach.is_open() {
        notes.push(cx.t1("breach-apologise-by", "when", cx.by_brief_text(&breach.apologise_by)));
    }
    if let Some((at, text)) = breach.settled {
        notes.push(cx.t2("breach-settled-at", "when", cx.near_text(&at), "words", desk.loaded.text(text)));
    }
    let works = desk.may().works;
    let agreement = journey.agreements.get(&breach.agreement);
    let answers = agreement.is_some_and(|found| answers_for(desk, found));
    let mut acts: Vec<Todo> = Vec::new();
    if works && answers && breach.is_open() && !journey.was_apologised(id) {
        acts.push((format!("{href}/breaches/{id}/apologise"), cx.t("breach-apologise")));
    }
    if works && breach.is_open() && (answers || desk.mine(breach.owner)) {
        acts.push((format!("{href}/breaches/{id}/settle"), cx.t("breach-settle")));
    }
    let signal = journey.signals.iter().find(|(_, signal)| signal.breach == Some(id));
    acts.extend(signal.map(|(signal, _)| (format!("/signals/{signal}"), cx.t("breach-signal"))));
    let evidence = breach.said.iter().flat_map(|said| &said.evidence);
    let files = files(desk, evidence);
    BreachCard { what, notes, files, open: breach.is_open(), acts }
}

/// Why the urgent question went elsewhere than to the team whose system or work it was: nobody is in that one.
fn unreached(desk: &Desk, breach: &Breach) -> Option<String> {
    let (cx, names) = (&desk.visit.cx, desk.names());
    let (team, who) = (names.team(breach.unreached?), names.team(breach.owner));
    let system = breach.hold.and_then(|id| desk.loaded.journey.holds.get(&id)).map(|hold| names.system(hold.system));
    Some(match system.filter(|_| breach.handover.is_some()) {
        Some(system) => {
            let args = [("system", Arg::Text(&system)), ("team", Arg::Text(&team)), ("who", Arg::Text(&who))];
            cx.lang.t("breach-unreached", &args)
        }
        None => cx.t2("breach-unreached-director", "team", team, "who", who),
    })
}

/// Files of a journey as links.
pub(in crate::ui) fn files<'a>(desk: &Desk, all: impl Iterator<Item = &'a ContentId>) -> Vec<FileLink> {
    let known = all.filter_map(|id| Some((id, desk.loaded.files.get(id).filter(|info| !info.erased)?)));
    known
        .map(|(id, info)| FileLink {
            href: format!("{}/files/{id}", desk.href()),
            name: info.name.clone(),
            bytes: info.size,
            marks: info.marks.clone(),
        })
        .collect()
}
