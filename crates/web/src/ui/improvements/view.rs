//! Improvements in words.

use regie_app::improvements::code_of;
use regie_app::improvements::read::{Card, GatheredList, ImprovementShown};
use regie_app::read::Labels;
use regie_domain::codes::{Aim, Gauge, SourceKind, Verdict, VerdictBy};
use regie_domain::ids::{ContentId, JourneyId};
use regie_domain::improvement::{Judged, Over, Source, Step, Terms};
use regie_store::views::journeys::JourneyRow;
use std::collections::HashMap;

use super::{Back, forms};
use crate::cx::Cx;
use crate::pages::improvements::{CardLine, ImprovementPage, NotedLine, SourceLine};
use crate::pages::parts::Tone;
use crate::pages::shell::Shell;
use crate::ui::figures;
use crate::visit::Visit;

pub(super) fn step(cx: &Cx, step: Step) -> String {
    cx.t(match step {
        Step::Gathered => "improvement-step-gathered",
        Step::Investigated => "improvement-step-investigated",
        Step::Tried => "improvement-step-tried",
        Step::Measured => "improvement-step-measured",
        Step::Stopped => "improvement-step-stopped",
    })
}

pub(super) fn gauge(cx: &Cx, gauge: Gauge) -> String {
    figures::name_of(cx, regie_app::improvements::figure(gauge))
}

pub(super) fn aim(cx: &Cx, aim: Aim) -> String {
    cx.t(match aim {
        Aim::Lower => "improvement-lower",
        Aim::Higher => "improvement-higher",
    })
}

fn verdict(cx: &Cx, verdict: Verdict) -> (String, Tone) {
    match verdict {
        Verdict::Worked => (cx.t("improvement-worked"), Tone::Ok),
        Verdict::DidNot => (cx.t("improvement-did-not"), Tone::Warn),
        Verdict::CannotTell => (cx.t("improvement-cannot-tell"), Tone::Plain),
    }
}

pub(super) fn verdict_of(cx: &Cx, code: &str) -> Option<String> {
    Verdict::parse(code).map(|found| verdict(cx, found).0)
}

fn kind(cx: &Cx, kind: SourceKind) -> String {
    cx.t(match kind {
        SourceKind::Signal => "source-signal",
        SourceKind::Breach => "source-breach",
        SourceKind::Answer => "source-answer",
        SourceKind::Pointed => "source-pointed",
        SourceKind::Learned => "source-learned",
        SourceKind::Figure => "source-figure",
    })
}

/// A source as a line: what it is, and the way to where it stands.
fn source(
    visit: &Visit,
    found: &Source,
    journeys: &HashMap<JourneyId, JourneyRow>,
    labels: &Labels,
) -> Option<SourceLine> {
    let cx = &visit.cx;
    let (on, href) = match (found, found.journey()) {
        (Source::Figure { gauge: of }, _) => (gauge(cx, *of), "/figures".to_owned()),
        (_, Some(id)) => {
            let row = journeys.get(&id)?;
            let title = labels.titles.get(&id).cloned().unwrap_or_default();
            let href = match found {
                Source::Signal { signal, .. } => format!("/signals/{signal}"),
                _ => format!("/journeys/{id}"),
            };
            (format!("{title} ({})", row.reference), href)
        }
        (_, None) => return None,
    };
    Some(SourceLine { code: code_of(found), kind: kind(cx, found.kind()), on, href, at: None })
}

pub(super) fn gathered(visit: &Visit, found: &GatheredList) -> Vec<SourceLine> {
    let line = |row: &regie_app::improvements::read::Gathered| {
        let at = row.source.journey().map(|_| row.at);
        Some(SourceLine { at, ..source(visit, &row.source, &found.journeys, &found.labels)? })
    };
    found.rows.iter().filter_map(line).collect()
}

pub(super) fn card(visit: &Visit, found: &Card) -> CardLine {
    let (cx, row) = (&visit.cx, &found.row);
    let told = row.told_at.is_some();
    let judged = row.verdict.as_deref().and_then(Verdict::parse);
    let (state, tone) = match (found.step(), judged, row.starts, row.ends) {
        (_, Some(judged), ..) => verdict(cx, judged),
        (Some(Step::Stopped), ..) => (cx.t("improvement-step-stopped"), Tone::Plain),
        (Some(Step::Tried), _, Some(starts), _) if starts > cx.now => {
            (cx.t1("improvement-starts-on", "when", date(cx, starts)), Tone::Plain)
        }
        (Some(Step::Tried), _, _, Some(ends)) => (cx.t1("improvement-until", "when", date(cx, ends)), Tone::Wait),
        _ if told => (cx.t("improvement-is-told"), Tone::Ok),
        _ => {
            let tone = if cx.past(&row.answer_by) { Tone::Bad } else { Tone::Wait };
            (cx.t1("improvement-answer-by", "when", cx.by_text(&row.answer_by)), tone)
        }
    };
    CardLine {
        href: format!("/improvements/{}", row.id),
        title: found.title.clone(),
        owner: visit.directory.team_name(row.owner),
        state,
        tone,
    }
}

fn date(cx: &Cx, at: jiff::Timestamp) -> String {
    cx.lang.date(cx.day(&at))
}

fn over(visit: &Visit, of: Over) -> String {
    let cx = &visit.cx;
    let blueprint = of.blueprint.map(|id| figures::blueprint_name(visit, id));
    let team = of.team.map(|id| visit.directory.team_name(id));
    let blueprint = blueprint.unwrap_or_else(|| cx.t("figures-every-blueprint"));
    let team = team.unwrap_or_else(|| cx.t("figures-every-team"));
    format!("{blueprint}, {team}")
}

/// So much of a figure, in its own unit.
fn size(cx: &Cx, terms: &Terms) -> String {
    let which = regie_app::improvements::figure(terms.gauge);
    let size = f64::from(terms.size) / 1000.0;
    if terms.gauge.is_share() {
        cx.t1("figures-points", "points", format!("{:.0}", size * 100.0))
    } else {
        figures::value_of(cx, which, size)
    }
}

fn terms(visit: &Visit, of: &Terms) -> Vec<(String, String)> {
    let cx = &visit.cx;
    let mut all = vec![
        (cx.t("improvement-for"), over(visit, of.over)),
        (cx.t("improvement-gauge"), gauge(cx, of.gauge)),
        (cx.t("improvement-expected"), cx.t2("improvement-expects", "aim", aim(cx, of.aim), "size", size(cx, of))),
        (cx.t("improvement-starts"), date(cx, of.starts)),
        (cx.t("improvement-ends"), date(cx, of.ends)),
    ];
    if let Some(beside) = of.beside {
        all.push((cx.t("improvement-beside"), over(visit, beside)));
    }
    all
}

/// What a verdict was read from, in a sentence.
fn why(cx: &Cx, judged: &Judged) -> String {
    let times = |thousandths: u32| {
        let text = format!("{:.2}", f64::from(thousandths) / 1000.0);
        if cx.lang == regie_app::locale::Lang::Nl { text.replace('.', ",") } else { text }
    };
    match (judged.by, judged.ratio) {
        (VerdictBy::Series, Some((low, value, high))) => {
            let between = cx.t2("figures-from-to", "low", times(low), "high", times(high));
            cx.t2("improvement-by-series", "ratio", times(value), "between", between)
        }
        (VerdictBy::Series, None) | (VerdictBy::Chart, _) => cx.t("improvement-by-chart"),
        (VerdictBy::TooLittle, _) => cx.t("improvement-too-little"),
    }
}

pub(super) fn one(visit: &Visit, shell: Shell, shown: &ImprovementShown, back: Back) -> ImprovementPage {
    let (cx, found, may) = (&visit.cx, &shown.found, shown.may);
    let text = |id: ContentId| shown.texts.get(&id).cloned().unwrap_or_default();
    let noted = |noted: &regie_domain::improvement::Noted| NotedLine { at: noted.at, words: text(noted.text) };
    let open = !found.step().is_over();
    let begun = found.terms.is_some_and(|terms| terms.starts <= cx.now);
    let judged = found.judged.map(|(_, judged)| {
        let (words, tone) = verdict(cx, judged.verdict);
        (words, why(cx, &judged), tone)
    });
    let done: Vec<String> =
        found.done.iter().flat_map(|done| [done.nl, done.en]).flatten().map(text).filter(|it| !it.is_empty()).collect();
    let said = |id: Option<ContentId>| id.map(text).unwrap_or_default();
    let before = found.done.map(|done| (said(done.nl), said(done.en))).unwrap_or_default();
    ImprovementPage {
        cx: cx.clone(),
        shell,
        title: text(found.title),
        owner: visit.directory.team_name(found.owner.team),
        step: step(cx, found.step()),
        tone: if open { Tone::Wait } else { Tone::Plain },
        answer_by: found.waits().then_some(found.answer_by),
        sources: shown.sources.iter().filter_map(|of| source(visit, of, &shown.journeys, &shown.labels)).collect(),
        shielded: shown.shielded,
        found: found.found.iter().map(noted).collect(),
        what: found.terms.map(|terms| text(terms.what)),
        terms: found.terms.map(|of| terms(visit, &of)).unwrap_or_default(),
        verdict: judged,
        chart: shown.chart.as_ref().map(|chart| figures::chart_of(cx, chart)),
        stopped: found.stopped.as_ref().map(noted),
        heard: if done.is_empty() { Vec::new() } else { heard(cx, shown) },
        done,
        hear: may.hear.then(|| format!("/improvements/{}/heard", found.id)),
        investigate: back
            .investigate
            .or_else(|| (may.write && open && found.terms.is_none()).then(|| forms::investigate(visit, found.id))),
        register: back.register.or_else(|| (may.make && open && !begun).then(|| forms::register(visit, found.id))),
        tell: back.tell.or_else(|| may.write.then(|| forms::tell(visit, found.id, (&before.0, &before.1)))),
        stop: back.stop.or_else(|| (may.make && open).then(|| forms::stop(visit, found.id))),
    }
}

/// Who heard what was done.
fn heard(cx: &Cx, shown: &ImprovementShown) -> Vec<String> {
    let (message, on_page, waits) = shown.customers;
    let members = shown.found.members.len();
    let lines = [
        (message, "improvement-heard-message"),
        (on_page, "improvement-heard-page"),
        (waits, "improvement-heard-later"),
        (members, "improvement-heard-members"),
    ];
    lines.into_iter().filter(|(count, _)| *count > 0).map(|(count, key)| cx.tn(key, count)).collect()
}
