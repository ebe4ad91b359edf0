//! From what the teams have to do to the rows of the page: one row a journey, with the reason that breaks first.

mod agreements;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use regie_app::locale::words::phrase;
use regie_app::read::agreement_lists::LoudAgreements;
use regie_app::read::{Copies, Off, SOON, Work};
use regie_domain::codes::{BallReason, DeadlineKind, DeclineReason, PromiseWhat, ReopenReason};
use regie_domain::ids::{JourneyId, MemberId, TeamId};
use regie_store::views::handovers::HandoverRow;
use regie_store::views::journeys::JourneyRow;
use regie_store::views::legal_terms::LegalRow;
use regie_store::views::promises::PromiseRow;

use crate::pages::parts::JourneyRef;
use crate::pages::work::{ArrivalStrip, CopyRow, LoudRow, OtherReason, Reason, WorkRow};
use crate::ui::names::excerpt;
use crate::ui::work::louder;
use crate::visit::Visit;
use crate::words;

/// A row, and whose it is.
#[derive(Debug, Clone)]
pub struct Row {
    /// As it is shown.
    pub shown: WorkRow,
    /// The journey.
    pub id: JourneyId,
    /// The member who took the ball.
    pub assignee: Option<MemberId>,
    /// Whether it lies with a team of the reader and waits for somebody to take it up.
    pub free: bool,
}

/// One reason for a journey to be on the list.
#[derive(Debug, Clone)]
struct Cause {
    reason: Reason,
    due: Option<Timestamp>,
    what: String,
    team: Option<TeamId>,
    href: Option<String>,
}

impl Cause {
    /// What breaks first comes first; what breaks at no moment comes last.
    fn order(&self) -> (Timestamp, Reason) {
        (self.due.unwrap_or(Timestamp::MAX), self.reason)
    }
}

/// All rows, what breaks first on top.
#[must_use]
pub fn rows(visit: &Visit, work: &Work) -> Vec<Row> {
    let mut causes: HashMap<JourneyId, Vec<Cause>> = HashMap::new();
    let mut add = |journey: JourneyId, cause: Cause| causes.entry(journey).or_default().push(cause);
    work.held.iter().for_each(|row| held(visit, work, row).into_iter().for_each(|cause| add(row.id, cause)));
    let ours = |team: TeamId| visit.member.as_deref().is_some_and(|member| member.is_in(team));
    let reads = |row: &&JourneyRow| row.holder != Some(row.news_team) && ours(row.news_team);
    for row in work.directed.iter().filter(reads) {
        silence(visit, row).into_iter().for_each(|cause| add(row.id, cause));
        if row.unread {
            add(row.id, wrote(visit, work, row));
        }
    }
    work.passed_around.iter().for_each(|row| add(row.id, passed_around(visit, row)));
    for promise in work.promises.iter().chain(&work.loud_promises).chain(&work.escalated) {
        add(promise.journey, promised(visit, work, promise));
    }
    let late = work.offered.iter().filter(|offer| offer.overdue.is_some() && !offer.waits_for_giver);
    let escalated = work.loud.iter().filter(|offer| level(&offer.overdue) == Some(DeadlineKind::OfferCoordinator));
    for offer in work.offers.iter().chain(late).chain(&work.overdue).chain(escalated) {
        add(offer.journey, offered(visit, work, offer));
    }
    for offer in &work.back {
        came_back(visit, work, offer).into_iter().for_each(|cause| add(offer.journey, cause));
    }
    work.amounts.iter().for_each(|offer| add(offer.journey, amount(visit, work, offer)));
    let mut told_once = HashSet::new();
    for task in &work.tasks {
        let no_way = task.kind == "letter" && work.unreachable.contains(&task.journey);
        // However many messages wait for it, there is one thing to do.
        if no_way && !told_once.insert(task.journey) {
            continue;
        }
        let (reason, key) = match task.kind.as_str() {
            _ if no_way => (Reason::NoWay, "work-what-no-way"),
            "letter" => (Reason::Letter, "work-what-letter"),
            "apology" => (Reason::Apology, "work-what-apology"),
            "fetch" => (Reason::Fetch, "work-what-fetch"),
            _ => (Reason::Call, "work-what-call"),
        };
        let href = Some(format!("/journeys/{}/tasks/{}", task.journey, task.id));
        let what = visit.cx.t(key);
        add(task.journey, Cause { reason, due: Some(task.due), what, team: Some(task.owner), href });
    }
    for there in &work.visits {
        let href = Some(format!("/journeys/{}/visits/{}/done", there.journey, there.visit));
        let what = visit.cx.t("work-what-visit-there");
        add(there.journey, Cause { reason: Reason::VisitThere, due: None, what, team: Some(there.team), href });
    }
    for off in &work.off {
        let (what, team) = (visit_off(visit, work, off), Some(off.of.team));
        add(off.of.journey, Cause { reason: Reason::VisitOff, due: None, what, team, href: None });
    }
    for window in &work.windows {
        let (medium, when) = (visit.cx.t(words::medium_key(window.medium)), visit.cx.brief_text(&window.closes));
        let what = visit.cx.t2("work-what-window", "medium", medium, "when", when);
        let (reason, due, team) = (Reason::WindowCloses, Some(window.closes), Some(window.owner));
        add(window.journey, Cause { reason, due, what, team, href: None });
    }
    work.legal_terms.iter().for_each(|term| add(term.journey, legal_term(visit, term)));
    agreements::causes(visit, work).into_iter().for_each(|(journey, cause)| add(journey, cause));
    let mut rows: Vec<(Cause, Row)> =
        causes.into_iter().filter_map(|(id, causes)| row(visit, work, work.journeys.get(&id)?, causes)).collect();
    rows.sort_by(|(a, left), (b, right)| {
        a.order().cmp(&b.order()).then_with(|| left.shown.journey.id.cmp(&right.shown.journey.id))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

/// What came back louder about agreements, longest due on top; what stands on journeys that cannot be named is not there.
#[must_use]
pub fn loud(visit: &Visit, found: &LoudAgreements, named: impl Fn(JourneyId) -> Option<JourneyRef>) -> Vec<LoudRow> {
    let row = |(id, journey, cause): (String, JourneyId, Cause)| {
        let journey = named(journey)?;
        let team = cause.team.map(|team| visit.directory.team_name(team)).unwrap_or_default();
        let href = cause.href.unwrap_or_else(|| journey.href());
        Some(LoudRow { id, journey, href, reason: cause.reason, due: cause.due, what: cause.what, team })
    };
    let mut rows: Vec<LoudRow> = agreements::loud(visit, found).into_iter().filter_map(row).collect();
    rows.sort_by(|a, b| (a.due.is_none(), a.due, &a.id).cmp(&(b.due.is_none(), b.due, &b.id)));
    rows
}

fn row(visit: &Visit, work: &Work, journey: &JourneyRow, mut causes: Vec<Cause>) -> Option<(Cause, Row)> {
    causes.sort_by_key(Cause::order);
    causes.dedup_by(|a, b| a.reason == b.reason && a.href == b.href && a.due == b.due);
    let due = causes.iter().filter_map(|cause| cause.due).min();
    // What came back, or what the customer wrote, is what there is to do first, unless something has gone wrong already.
    let leads = causes.first().is_some_and(|cause| !cause.reason.is_late());
    let place = |fits: &dyn Fn(&Cause) -> bool| causes.iter().position(fits);
    let wrote = place(&|cause| cause.reason == Reason::CustomerWrote);
    // What is itself due today goes before a message that waits.
    let wrote = wrote.map(|wrote| place(&|cause| is_due_today(visit, cause)).unwrap_or(wrote));
    let back = place(&|cause| cause.reason.came_back()).or(wrote).filter(|_| leads);
    // What has come to the reader in person is said before all else.
    let escalated = causes.iter().position(|cause| cause.reason == Reason::Escalated);
    let mut first = causes.remove(escalated.or(back).unwrap_or(0).min(causes.len().checked_sub(1)?));
    first.due = first.due.or(due.filter(|_| back.is_some()));
    let reference = journey_ref(visit, work, journey);
    let others = causes.into_iter().filter(|cause| cause.reason != Reason::BallHere).map(|cause| OtherReason {
        reason: cause.reason,
        due: cause.due,
        what: cause.what,
        href: cause.href.unwrap_or_else(|| reference.href()),
    });
    let others: Vec<OtherReason> = others.collect();
    let team = first.team.or(journey.holder).unwrap_or(journey.director);
    let holds = first.team.is_none() || first.team == journey.holder;
    let assignee =
        journey.assignee.filter(|_| holds).and_then(|id| visit.directory.member(id)).map(|member| member.name.clone());
    let waits = journey.objection_until.is_none() || journey.questioned || journey.unread;
    let ours = |team: TeamId| visit.member.as_deref().is_some_and(|member| member.is_in(team));
    let free = journey.state == "open" && journey.assignee.is_none() && waits && journey.holder.is_some_and(ours);
    let shown = WorkRow {
        instead: None,
        href: first.href.clone().unwrap_or_else(|| reference.href()),
        journey: reference,
        reason: first.reason,
        due: first.due,
        what: first.what.clone(),
        team: visit.directory.team_name(team),
        assignee,
        others,
    };
    Some((first, Row { shown, id: journey.id, assignee: journey.assignee, free }))
}

/// Whether something has a moment of its own today, besides that the customer hears something by then.
fn is_due_today(visit: &Visit, cause: &Cause) -> bool {
    let own = !matches!(cause.reason, Reason::CustomerWrote | Reason::BallHere | Reason::New | Reason::SilentSoon);
    own && cause.due.is_some_and(|due| visit.cx.day(&due) <= visit.cx.day(&visit.cx.now))
}

/// How a list points at a journey.
#[must_use]
pub fn journey_ref(visit: &Visit, work: &Work, journey: &JourneyRow) -> JourneyRef {
    JourneyRef {
        id: journey.id.to_string(),
        reference: journey.reference.to_string(),
        title: work.labels.titles.get(&journey.id).cloned().unwrap_or_else(|| journey.reference.to_string()),
        customer: work.labels.customers.get(&journey.id).cloned().unwrap_or_else(|| visit.cx.t("someone")),
    }
}

/// Why a journey whose ball is here is on the list.
fn held(visit: &Visit, work: &Work, row: &JourneyRow) -> Vec<Cause> {
    let last = work.labels.last.get(&row.id).map(|words| excerpt(words, 140)).unwrap_or_default();
    let why = BallReason::parse(&row.ball_why);
    let soonest = row.news_by.into_iter().chain(row.expected_by).min();
    let back = back(row);
    let reason = match why {
        _ if row.questioned => Reason::CustomerWrote,
        // What opened it again says so until something else is written.
        Some(BallReason::Reopened) if row.last_contact_at > row.ball_since && row.unread => Reason::CustomerWrote,
        _ if row.unread && why != Some(BallReason::Reopened) => Reason::CustomerWrote,
        _ if row.objection_until.is_some() => Reason::BallHere,
        Some(BallReason::Reopened) if back == Some(ReopenReason::NotSolved) => Reason::Objected,
        Some(BallReason::Reopened) => Reason::Reopened,
        Some(BallReason::Opened) if row.assignee.is_none() => Reason::New,
        _ => Reason::BallHere,
    };
    let due = match reason {
        Reason::BallHere => row.expected_by.filter(|_| row.objection_until.is_none()),
        // What the customer wrote has a moment of its own, which no message of the program moves.
        Reason::CustomerWrote => row.look_by.or(soonest),
        _ => soonest,
    };
    let answer = reason == Reason::Reopened && back == Some(ReopenReason::Feedback);
    let what = match row.objection_until {
        Some(_) if row.questioned => visit.cx.t("work-what-questioned"),
        Some(until) if !row.unread => visit.cx.t1("work-what-proposed", "when", visit.cx.until_text(&until)),
        // Why it opened again is told, unless the customer's own words say it.
        None if answer && is_guest(visit) => words::ball_why(&visit.cx, BallReason::Reopened),
        None if reason == Reason::Reopened && back != Some(ReopenReason::Contact) => words::ball_back(&visit.cx, back),
        _ => last,
    };
    let href = (answer && !is_guest(visit)).then(|| crate::ui::journey::survey::href(&row.id.to_string()));
    let mut causes = vec![Cause { reason, due, what, team: row.holder, href }];
    causes.extend(silence(visit, row));
    causes
}

/// The customer's side wrote while it was to answer, or a partner that does not read here was to act, and no person has
/// answered or seen it.
fn wrote(visit: &Visit, work: &Work, row: &JourneyRow) -> Cause {
    let what = work.labels.last.get(&row.id).map(|words| excerpt(words, 140)).unwrap_or_default();
    let due = row.look_by.or(row.news_by.filter(|by| *by >= visit.cx.now));
    Cause { reason: Reason::CustomerWrote, due, what, team: Some(row.news_team), href: None }
}

/// It is passed on and on with nothing done: who directs sees to it, and the coordinator does.
fn passed_around(visit: &Visit, row: &JourneyRow) -> Cause {
    let times = usize::try_from(row.passed_on.unwrap_or(0)).unwrap_or(0);
    let (what, href) = (visit.cx.tn("work-what-passed-on", times), Some(format!("/journeys/{}", row.id)));
    Cause { reason: Reason::PassedOn, due: Some(row.ball_since), what, team: Some(row.director), href }
}

/// What came back from another team.
fn came_back(visit: &Visit, work: &Work, offer: &HandoverRow) -> Option<Cause> {
    let said = offer.back_text.and_then(|text| work.said.get(&text)).map(|words| excerpt(words, 140));
    let why = offer.back_why.as_deref().and_then(DeclineReason::parse).map(|why| words::decline(&visit.cx, why));
    let page = format!("/journeys/{}/handovers/{}", offer.journey, offer.id);
    if offer.back.as_deref() == Some("amount") {
        return Some(amount(visit, work, offer));
    }
    let (reason, key, href) = match offer.back.as_deref()? {
        "asked" => (Reason::QuestionBack, "work-what-question-back", Some(page)),
        "returned" => (Reason::QuestionBack, "work-what-question-back", None),
        "said" => (Reason::QuestionBack, "work-what-partner-said", Some(page)),
        "declined" => (Reason::GivenBack, "work-what-given-back", None),
        "answered" => (Reason::AnswerBack, "work-what-answer-back", None),
        _ => (Reason::DoneBack, "work-what-done-back", None),
    };
    let said: Vec<String> = why.into_iter().chain(said).collect();
    let team = visit.directory.team_name(offer.to);
    let what = visit.cx.t2(key, "team", team, "words", said.join(". "));
    Some(Cause { reason, due: None, what, team: Some(offer.from), href })
}

/// An amount that was asked for, and waits for a yes or no.
fn amount(visit: &Visit, work: &Work, offer: &HandoverRow) -> Cause {
    let said = offer.back_text.and_then(|text| work.said.get(&text)).map(|words| excerpt(words, 140));
    let asked = louder::AmountAsked {
        from: offer.from,
        to: offer.to,
        director: work.journeys.get(&offer.journey).map_or(offer.from, |journey| journey.director),
        level: level(&offer.amount_overdue),
        words: said.as_deref().unwrap_or_default(),
    };
    let (reason, what) = asked.told(visit);
    let href = Some(format!("/journeys/{}/handovers/{}", offer.journey, offer.id));
    Cause { reason, due: offer.amount_by, what, team: Some(offer.from), href }
}

/// The customer has heard nothing for too long, or soon will have.
fn silence(visit: &Visit, row: &JourneyRow) -> Option<Cause> {
    let by = row.news_by?;
    let left = by.duration_since(visit.cx.now);
    let (reason, key) = if left.is_negative() {
        (Reason::Silent, "work-what-silent")
    } else if left <= SOON {
        (Reason::SilentSoon, "work-what-silent-soon")
    } else {
        return None;
    };
    Some(Cause { reason, due: Some(by), what: visit.cx.t(key), team: None, href: None })
}

/// A visit was called off and is still needed: another time is to be agreed on.
fn visit_off(visit: &Visit, work: &Work, off: &Off) -> String {
    let cx = &visit.cx;
    let begins = off.window.from.unwrap_or(off.window.until);
    let key = if off.by_customer { "work-what-visit-off" } else { "work-what-visit-off-by-us" };
    let mut said = vec![cx.t1(key, "when", cx.lang.date_near(cx.day(&begins), cx.day(&cx.now)))];
    let words = off.text.and_then(|text| work.said.get(&text));
    said.extend(words.map(|words| cx.t1("work-what-visit-words", "words", excerpt(words, 140))));
    said.join(" ")
}

/// A legal term that runs out, or that ended with nothing decided.
fn legal_term(visit: &Visit, term: &LegalRow) -> Cause {
    let passed = level(&Some(term.level.clone())) == Some(DeadlineKind::LegalDue);
    let (reason, key) = match (passed, term.level == DeadlineKind::LegalFourFifths.code()) {
        (true, _) => (Reason::LegalPassed, "work-what-legal-passed"),
        (false, true) => (Reason::LegalAtRisk, "work-what-legal-four-fifths"),
        (false, false) => (Reason::LegalAtRisk, "work-what-legal-half"),
    };
    Cause { reason, due: Some(term.ends_at), what: visit.cx.t(key), team: None, href: None }
}

/// Whether the reader works for a partner: what the customer answered is not a partner's to read.
fn is_guest(visit: &Visit) -> bool {
    visit.member.as_deref().is_some_and(|member| visit.directory.guest_of(member).is_some())
}

/// Why it came back, where it did.
fn back(row: &JourneyRow) -> Option<ReopenReason> {
    row.back.as_deref().and_then(ReopenReason::parse)
}

fn promised(visit: &Visit, work: &Work, promise: &PromiseRow) -> Cause {
    let own = promise.text.and_then(|text| work.promised.get(&text)).map(|text| phrase(text));
    let what = own.unwrap_or_else(|| {
        PromiseWhat::parse(&promise.what).map(|what| words::promised(&visit.cx, what)).unwrap_or_default()
    });
    let journey = work.journeys.get(&promise.journey);
    let name = journey.and_then(|journey| work.labels.customers.get(&journey.id));
    let somebody = visit.cx.t("louder-somebody");
    let owed = louder::Owed {
        owner: promise.owner,
        director: journey.map_or(promise.owner, |journey| journey.director),
        what: &what,
        to: promise.to_customer.then(|| name.unwrap_or(&somebody).as_str()),
        due: promise.due,
        broken: promise.state == "broken",
        level: level(&promise.risk),
    };
    let (reason, what) = owed.told(visit);
    // The call that an unhappy answer owes begins with that answer.
    let after_answer = !is_guest(visit) && journey.is_some_and(|row| back(row) == Some(ReopenReason::Feedback));
    let calls = after_answer && promise.what == PromiseWhat::CallBack.code();
    let href = calls.then(|| crate::ui::journey::survey::href(&promise.journey.to_string()));
    Cause { reason, due: Some(promise.due), what, team: Some(promise.owner), href }
}

fn offered(visit: &Visit, work: &Work, offer: &HandoverRow) -> Cause {
    let waits = louder::Offered {
        from: offer.from,
        to: offer.to,
        respond_by: offer.respond_by,
        level: level(&offer.overdue),
        director: work.journeys.get(&offer.journey).map_or(offer.from, |journey| journey.director),
        asked: offer.waits_for_giver,
    };
    let (reason, what) = waits.told(visit);
    let ours = visit.member.as_deref().is_some_and(|member| member.is_in(offer.to) || !member.is_in(offer.from));
    Cause {
        reason,
        due: Some(offer.respond_by),
        what,
        team: Some(if ours { offer.to } else { offer.from }),
        href: Some(format!("/journeys/{}/handovers/{}", offer.journey, offer.id)),
    }
}

/// How loud a row has become.
fn level(code: &Option<String>) -> Option<DeadlineKind> {
    code.as_deref().and_then(DeadlineKind::parse)
}

/// What waits without a journey.
#[must_use]
pub fn strip(work: &Work) -> ArrivalStrip {
    use crate::pages::arrivals::ArrivalState;
    use crate::ui::arrivals::state;
    let count = |wanted: ArrivalState| work.arrivals.iter().filter(|arrival| state(&arrival.why) == wanted).count();
    ArrivalStrip {
        confirm: count(ArrivalState::Confirm),
        quarantine: count(ArrivalState::Quarantine),
        parked: count(ArrivalState::Parked),
        due: work.arrivals.iter().map(|arrival| arrival.due).min(),
    }
}

/// What came in with the teams too and is with somebody else.
#[must_use]
pub fn copies(visit: &Visit, found: &Copies) -> Vec<CopyRow> {
    let address = |mailbox| visit.directory.mailboxes.get(&mailbox).map(|found| found.value.address.clone());
    let rows = found.all.iter().filter_map(|copy| {
        let row = found.journeys.get(&copy.journey)?;
        let holder = row.holder.map_or_else(|| visit.cx.t("ball-customer"), |team| visit.directory.team_name(team));
        let journey = crate::ui::journeys::reference(visit, row, &found.labels);
        Some(CopyRow { journey, mailbox: address(copy.mailbox)?, at: copy.at, holder })
    });
    rows.collect()
}

/// The next moment at which something of these teams comes due.
#[must_use]
pub fn next(visit: &Visit, work: &Work) -> Option<(Timestamp, String)> {
    let directed = work.directed.iter().filter_map(|row| Some((row.expected_by?, row)));
    let (at, row) = directed.filter(|(at, _)| *at > visit.cx.now).min_by_key(|(at, _)| *at)?;
    Some((at, journey_ref(visit, work, row).title))
}
