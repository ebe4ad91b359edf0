//! What was agreed with the customer, in plain words; and at once, where it was not kept to, that nothing has to be done.

use regie_domain::agreement::{Agreement, AgreementState};
use regie_domain::ids::AgreementId;

use super::view::View;
use crate::pages::parts::Tone;
use crate::pages::status::{Agreed, AgreedBreach};

/// The agreements that the reader is told of: for the customer and who stands for the customer. What stands comes first.
pub(super) fn agreed(view: &View<'_>) -> Vec<Agreed> {
    if !view.sees_all() || view.hidden.messages || view.hidden.amounts {
        return Vec::new();
    }
    let told = |found: &(&AgreementId, &Agreement)| !matches!(found.1.state, AgreementState::Refused { .. });
    let mut all: Vec<(&AgreementId, &Agreement)> = view.journey().agreements.iter().filter(told).collect();
    all.sort_by_key(|(_, found)| (!found.stands(), std::cmp::Reverse(found.at())));
    all.into_iter().map(|(id, found)| one(view, *id, found)).collect()
}

fn one(view: &View<'_>, id: AgreementId, found: &Agreement) -> Agreed {
    let (cx, journey) = (view.cx, view.journey());
    // What is only proposed was not agreed yet: the page says what happens meanwhile, and no more.
    if let Some(waits) = &found.proposal {
        // Once nobody decided in time, the moment that counts is the one that was told since.
        let told = journey.expectation.as_ref().and_then(|told| told.by).filter(|by| *by > cx.now);
        let words = match (cx.past(&waits.decide_by), told) {
            (false, _) => cx.t1("status-agreed-proposed", "when", cx.by_text(&waits.decide_by)),
            (true, Some(by)) => cx.t1("status-agreed-late", "when", cx.by_text(&by)),
            (true, None) => cx.t("status-agreed-late-open"),
        };
        return Agreed { words, tone: Tone::Wait, lines: Vec::new(), promise: None, breach: None, waits: true };
    }
    let mut lines = Vec::new();
    if let Some(at) = found.at() {
        lines.push(cx.t2("status-agreed-by", "team", view.team(found.team), "when", cx.near_text(&at)));
    }
    let about = view.voice.is_about(&view.words(found.wording), found.amount);
    lines.extend(Some(about).filter(|about| !about.is_empty()));
    let (mut tone, mut promise) = (Tone::Ok, None);
    match found.state {
        AgreementState::Kept { at } => lines.push(cx.t1("status-agreed-kept", "when", cx.near_text(&at))),
        AgreementState::Ended { .. } => {
            tone = Tone::Plain;
            lines.push(cx.t("status-agreed-ended"));
        }
        _ => {
            let held = journey.holds_of(id).map(|(_, hold)| hold).filter(|hold| hold.stands());
            let held = view.voice.held(held);
            if held.is_empty() {
                lines.push(cx.t("status-agreed-stands"));
            }
            lines.extend(held);
            let bound = found.bound.as_ref().and_then(|bound| journey.promises.get(&bound.promise?));
            promise = bound.filter(|promise| promise.is_owed()).map(|promise| {
                let text = promise.text.map(|text| view.words(text));
                view.voice.promise(promise.what, promise.current, text.as_deref())
            });
        }
    }
    Agreed { words: view.words(found.wording), tone, lines, promise, breach: breach(view, id), waits: false }
}

/// What was done against it, where that is not put right; else that it was.
fn breach(view: &View<'_>, id: AgreementId) -> Option<AgreedBreach> {
    let (cx, journey) = (view.cx, view.journey());
    let mut all: Vec<_> = journey.breaches_of(id).collect();
    all.sort_by_key(|(_, breach)| (!breach.is_open(), std::cmp::Reverse(breach.reported_at)));
    let (breach, found) = all.into_iter().next()?;
    let at = found.said.first().map_or(found.reported_at, |said| said.at);
    if let Some((settled, _)) = found.settled {
        let right = cx.t1("status-breach-settled", "when", cx.near_text(&settled));
        return Some(AgreedBreach { open: false, lines: vec![right, view.voice.breached(found.what(), at)] });
    }
    let held = journey.holds_of(id).map(|(_, hold)| hold).filter(|hold| hold.spares());
    let mut lines: Vec<String> =
        held.map(|hold| view.voice.nothing_to_do(hold.action, &view.voice.thing(&hold.subject))).collect();
    lines.dedup();
    lines.push(view.voice.breached(found.what(), at));
    lines.push(cx.t("status-breach-still"));
    if !journey.was_apologised(breach) {
        // What has passed is not told as if it were still to come.
        let late = found.apologise_by < cx.now;
        let key = if late { "status-breach-apology-late" } else { "status-breach-apology" };
        lines.push(cx.t1(key, "when", cx.by_text(&found.apologise_by)));
    }
    Some(AgreedBreach { open: true, lines })
}
