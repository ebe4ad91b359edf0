//! The forms about agreements, holds, breaches and signals.

use regie_domain::codes::{AgreementEnd, BreachWhat, HoldAction, HoldEnd, HoldWhy, SignalReason};
use regie_domain::hold::HoldSubject;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::acts::{BriefPart, TeamChoice, about, choices};
use crate::pages::composing::FILES;
use crate::pages::journey::JourneyHead;
use crate::words;

/// The work that an agreement may need: its value in the form and the text key of its words.
pub const WORK: [(&str, &str); 4] = [
    ("credit", "agreement-work-credit"),
    ("refund", "agreement-work-refund"),
    ("other", "agreement-work-other"),
    ("none", "agreement-work-none"),
];

/// What the form of an agreement can choose from.
#[derive(Clone, Debug, Default)]
pub struct Making {
    /// The salutation, and a line to go on.
    pub greeting: String,
    /// What the member may decide alone, in words.
    pub mandate: String,
    /// The systems that obey holds: ids and names.
    pub systems: Vec<(String, String)>,
    /// How many holds there is room for.
    pub holds: usize,
    /// The work, as the form proposes it.
    pub work: Working,
}

/// The piece of work that carries an agreement out, as a form proposes it.
#[derive(Clone, Debug, Default)]
pub struct Working {
    /// The teams that can be offered something.
    pub teams: Vec<TeamChoice>,
    /// The team that it is proposed for.
    pub team: String,
    /// The sort of work that is proposed.
    pub work: &'static str,
    /// The blueprint's brief.
    pub brief: Vec<BriefPart>,
    /// Whether the ball may go along.
    pub ball: bool,
}

/// Make an agreement: everything in one form.
#[must_use]
pub fn make(cx: &Cx, head: &JourneyHead, making: &Making) -> Form {
    let mut form = about(cx, head, "act", "agreement", "agreement-make")
        .cancel(head.href())
        .with("holds", making.holds.to_string())
        .also("do", "preview", "agreement-preview")
        .field("wording", "agreement-wording", Input::Area(2))
        .hint("agreement-wording-hint")
        .field("amount", "agreement-amount", Input::Line("text"))
        .hint_text(&making.mandate)
        .optional();
    if !making.systems.is_empty() {
        form = form.also("do", "hold", "agreement-add-hold");
        for row in 0..making.holds {
            form = hold(form, row, &making.systems);
        }
    }
    form = work(form, &making.work)
        .field("promise", "agreement-promise", Input::Line("text"))
        .group("agreement-promise-group")
        .hint("agreement-promise-hint")
        .optional()
        .field("promise_by", "agreement-promise-by", Input::Line("datetime-local"))
        .hint("agreement-promise-by-hint")
        .optional()
        .field("text", "agreement-text", Input::Area(7))
        .group("agreement-text-group")
        .hint("agreement-text-hint")
        .value(&making.greeting);
    form
}

/// One hold, of which the form may have several.
fn hold(form: Form, row: usize, systems: &[(String, String)]) -> Form {
    let cx = form.cx.clone();
    let none = Choice::new("", cx.t("hold-system-none"));
    let systems = std::iter::once(none).chain(systems.iter().map(|(id, name)| Choice::new(id, name))).collect();
    let kinds = HoldSubject::KINDS.iter().map(|kind| Choice::new(*kind, cx.t(&format!("subject-{kind}")))).collect();
    let actions =
        choices(&cx, HoldAction::ALL, HoldAction::code, |cx, action| cx.t(&format!("hold-does-{}", action.code())));
    let whys = choices(&cx, HoldWhy::ALL, HoldWhy::code, words::hold_why);
    let name = |part: &str| format!("hold.{row}.{part}");
    let first = form.fields.len();
    let mut form = form
        .field(name("system"), "hold-system", Input::Select(systems))
        .field(name("kind"), "hold-kind", Input::Select(kinds))
        .beside()
        .field(name("value"), "hold-value", Input::Line("text"))
        .beside()
        .field(name("action"), "hold-action", Input::Select(actions))
        .field(name("why"), "hold-why", Input::Select(whys))
        .field(name("until"), "hold-until-field", Input::Line("date"))
        .hint("hold-until-hint")
        .optional()
        .beside();
    if let Some(field) = form.fields.get_mut(first) {
        field.group = Some(cx.t1("agreement-hold-n", "n", row + 1));
        field.hint = (row == 0).then(|| cx.t("hold-system-hint"));
    }
    form
}

/// The work that carries it out.
fn work(form: Form, working: &Working) -> Form {
    let cx = form.cx.clone();
    let works = WORK.iter().map(|(code, key)| Choice::new(*code, cx.t(key))).collect();
    let mut form = form
        .field("work", "agreement-work", Input::Radios(works))
        .group("agreement-work-group")
        .hint("agreement-work-hint")
        .value(working.work);
    // What is done already is not given to anybody.
    let first = form.fields.len();
    form = team(form, working)
        .field("respond_by", "handover-respond-by", Input::Line("datetime-local"))
        .hint("handover-respond-by-hint")
        .optional()
        .beside();
    for part in &working.brief {
        form = form.own_field(format!("brief.{}", part.code), &part.label, Input::Area(2)).value(&part.value);
        form = match part.code.as_str() {
            "why" => form.hint("agreement-brief-why"),
            "what" => form.hint("agreement-brief-what"),
            "told" => form.hint("agreement-brief-told"),
            _ => form,
        };
        // What the agreement says already need not be typed twice.
        if !part.required || proposed(&part.code) {
            form = form.optional();
        }
    }
    if working.ball {
        let goes = Choice::new("goes", cx.t("handover-ball-goes")).hint(cx.t("handover-ball-goes-hint"));
        let stays = Choice::new("stays", cx.t("handover-ball-stays")).hint(cx.t("handover-ball-stays-hint"));
        form = form.field("ball", "handover-ball", Input::Radios(vec![goes, stays])).value("goes");
    }
    form.only_when("work", first)
}

/// Whether a part of the brief is filled in from the agreement where it is left empty.
#[must_use]
pub fn proposed(code: &str) -> bool {
    matches!(code, "why" | "what" | "told")
}

fn team(form: Form, working: &Working) -> Form {
    let cx = form.cx.clone();
    let each = working.teams.iter().map(|team| {
        let label = match team.open.words(&cx) {
            Some(open) => format!("{} ({open})", team.name),
            None => team.name.clone(),
        };
        Choice::new(&team.id, label)
    });
    let teams = std::iter::once(Choice::new("", cx.t("agreement-team-none"))).chain(each).collect();
    form.field("team", "handover-team", Input::Select(teams)).value(&working.team)
}

/// Offer the work again: that there is none is no answer here.
#[must_use]
pub fn carry(cx: &Cx, head: &JourneyHead, agreement: &str, working: &Working) -> Form {
    let mut form = work(own(cx, head, &format!("agreements/{agreement}/carry"), "agreement-carry-send"), working);
    if let Some(Input::Radios(works)) = form.fields.first_mut().map(|field| &mut field.input) {
        works.retain(|work| work.value != "none");
    }
    form
}

fn own(cx: &Cx, head: &JourneyHead, path: &str, submit: &str) -> Form {
    about(cx, head, "act", path, submit).cancel(head.href())
}

/// Approve a colleague's proposal. `by` is the moment that was to be promised, as a form writes it.
#[must_use]
pub fn approve(cx: &Cx, head: &JourneyHead, agreement: &str, by: Option<&str>) -> Form {
    let form = own(cx, head, &format!("agreements/{agreement}/approve"), "agreement-approve");
    match by {
        Some(by) => form
            .with("promise_shown", by)
            .field("promise_by", "agreement-promise-by", Input::Line("datetime-local"))
            .hint("agreement-approve-by-hint")
            .value(by),
        None => form,
    }
}

/// Do not approve it, and tell the customer.
#[must_use]
pub fn refuse(cx: &Cx, head: &JourneyHead, agreement: &str, greeting: &str) -> Form {
    own(cx, head, &format!("agreements/{agreement}/refuse"), "agreement-refuse")
        .danger()
        .field("reason", "agreement-refuse-reason", Input::Area(2))
        .hint("for-colleagues")
        .field("text", "agreement-told", Input::Area(6))
        .hint("agreement-refuse-told-hint")
        .value(greeting)
}

/// Say that it was carried out.
#[must_use]
pub fn keep(cx: &Cx, head: &JourneyHead, agreement: &str) -> Form {
    let now = cx.local_input(&cx.now);
    own(cx, head, &format!("agreements/{agreement}/keep"), "agreement-keep")
        .field("at", "agreement-keep-at", Input::Line("datetime-local"))
        .value(now)
}

/// End it, though it was not carried out, and tell the customer.
#[must_use]
pub fn end(cx: &Cx, head: &JourneyHead, agreement: &str, greeting: &str) -> Form {
    let whys = choices(cx, AgreementEnd::ALL, AgreementEnd::code, words::agreement_end);
    own(cx, head, &format!("agreements/{agreement}/end"), "agreement-end")
        .danger()
        .field("why", "agreement-end-why", Input::Radios(whys))
        .field("reason", "agreement-end-reason", Input::Area(2))
        .hint("for-colleagues")
        .optional()
        .field("text", "agreement-told", Input::Area(6))
        .hint("agreement-end-told-hint")
        .value(greeting)
}

/// What comes after a hold: done, longer, released and told, or placed by mistake.
#[must_use]
pub fn choose(cx: &Cx, head: &JourneyHead, hold: &str, greeting: &str, maker: bool, longer: bool) -> Form {
    let mut all = vec![
        Choice::new(HoldEnd::Fulfilled.code(), words::hold_end(cx, HoldEnd::Fulfilled))
            .hint(cx.t("hold-choose-fulfilled-hint")),
    ];
    if longer {
        all.push(Choice::new("longer", cx.t("hold-choose-longer")).hint(cx.t("hold-choose-longer-hint")));
    }
    if maker {
        let withdrawn = Choice::new(HoldEnd::Withdrawn.code(), cx.t("hold-choose-withdrawn"));
        all.push(withdrawn.hint(cx.t("hold-choose-withdrawn-hint")));
        all.push(Choice::new(HoldEnd::Mistaken.code(), words::hold_end(cx, HoldEnd::Mistaken)));
    }
    let mut form = own(cx, head, &format!("holds/{hold}/choose"), "hold-choose")
        .field("why", "hold-choose-what", Input::Radios(all))
        .field("reason", "hold-choose-reason", Input::Area(2))
        .hint("for-colleagues")
        .optional();
    if longer {
        let first = form.fields.len();
        form = form
            .field("until", "hold-choose-until", Input::Line("date"))
            .hint("hold-choose-until-hint")
            .optional()
            .only_when("longer", first);
    }
    if !maker {
        return form;
    }
    let first = form.fields.len();
    form.field("text", "agreement-told", Input::Area(6))
        .hint("hold-choose-told-hint")
        .value(greeting)
        .optional()
        .only_when("released", first)
}

/// Say that a system holds it, or holds it no more.
#[must_use]
pub fn acknowledge(cx: &Cx, head: &JourneyHead, hold: &str, released: bool) -> Form {
    let submit = if released { "hold-released-done" } else { "hold-placed-done" };
    let now = cx.local_input(&cx.now);
    own(cx, head, &format!("holds/{hold}/acknowledge"), submit)
        .field("at", "hold-done-at", Input::Line("datetime-local"))
        .value(now)
}

/// Say that an agreement was not kept to. `holds` are ids and words of what it holds.
#[must_use]
pub fn not_kept(cx: &Cx, head: &JourneyHead, agreement: &str, holds: &[(String, String)]) -> Form {
    let whats = choices(cx, BreachWhat::ALL, BreachWhat::code, words::breach);
    let mut form = own(cx, head, &format!("agreements/{agreement}/not-kept"), "agreement-not-kept-send")
        .field("what", "breach-what", Input::Radios(whats))
        .field("dated", "breach-dated", Input::Line("date"))
        .hint("breach-dated-hint")
        .optional();
    if holds.len() > 1 {
        // What stands first would be taken for what was meant.
        let none = Choice::new("", cx.t("breach-hold-pick"));
        let all = std::iter::once(none).chain(holds.iter().map(|(id, words)| Choice::new(id, words))).collect();
        form = form.field("hold", "breach-hold", Input::Select(all));
    }
    form.field("text", "breach-text", Input::Area(3))
        .hint("breach-text-hint")
        .optional()
        .field("files", "breach-files", Input::Files(FILES))
        .hint("breach-files-hint")
        .optional()
}

/// Say how what was done was undone.
#[must_use]
pub fn settle(cx: &Cx, head: &JourneyHead, breach: &str) -> Form {
    own(cx, head, &format!("breaches/{breach}/settle"), "breach-settle")
        .field("text", "breach-settle-text", Input::Area(3))
        .hint("breach-settle-hint")
}

/// Apologise in person, in writing.
#[must_use]
pub fn apologise(cx: &Cx, head: &JourneyHead, breach: &str, draft: &str) -> Form {
    own(cx, head, &format!("breaches/{breach}/apologise"), "breach-apologise-send")
        .field("text", "breach-apologise-text", Input::Area(8))
        .hint("breach-apologise-hint")
        .value(draft)
}

/// Say that a process fails.
#[must_use]
pub fn signal(cx: &Cx, head: &JourneyHead, teams: &[(String, String)]) -> Form {
    let teams = teams.iter().map(|(id, name)| Choice::new(id, name)).collect();
    let reasons = choices(cx, SignalReason::ALL, SignalReason::code, words::signal_reason);
    own(cx, head, "signal", "act-signal")
        .field("owner", "signal-owner", Input::Select(teams))
        .hint("signal-owner-hint")
        .field("reason", "signal-reason", Input::Radios(reasons))
        .optional()
        .field("text", "signal-text", Input::Area(4))
        .hint("signal-text-hint")
        .optional()
        .field("files", "breach-files", Input::Files(FILES))
        .optional()
        .field("unnamed", "signal-unnamed", Input::Check(false))
        .hint("signal-unnamed-hint")
}

/// Add a line to a signal.
#[must_use]
pub fn line(cx: &Cx, signal: &str) -> Form {
    Form::new(cx, "line", format!("/signals/{signal}/line"), "signal-line-add")
        .field("line", "signal-line", Input::Area(3))
        .hint("signal-line-hint")
}

/// Say what was done about a signal.
#[must_use]
pub fn respond(cx: &Cx, signal: &str) -> Form {
    Form::new(cx, "respond", format!("/signals/{signal}/answer"), "signal-answer-send")
        .field("text", "signal-answer-text", Input::Area(4))
        .hint("signal-answer-hint")
        .field("told", "signal-answer-told", Input::Area(5))
        .hint("signal-answer-told-hint")
        .optional()
}
