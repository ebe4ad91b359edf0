//! The urgent question after a breach, for the team whose system or work it was: what happened and when, with what evidence, which
//! agreement and hold it went against, what is asked, and until when.

use regie_domain::breach::{Breach, BreachSaid};
use regie_domain::ids::HandoverId;

use crate::ui::names::Names;
use crate::words;

/// What an offer that a breach made says, part by part with its label; nothing for any other offer.
#[must_use]
pub fn urgent(names: &Names<'_>, id: HandoverId) -> Option<Vec<(String, String)>> {
    let (cx, journey) = (names.cx, &names.loaded.journey);
    let breach = journey.breaches.values().find(|breach| breach.handover == Some(id))?;
    let mut parts: Vec<(String, String)> =
        breach.said.iter().map(|said| (cx.t("urgent-happened"), happened(names, said))).collect();
    let evidence = evidence(names, breach);
    if !evidence.is_empty() {
        parts.push((cx.t("urgent-evidence"), cx.list(&evidence)));
    }
    if let Some(found) = journey.agreements.get(&breach.agreement) {
        parts.push((cx.t("urgent-agreement"), names.loaded.text(found.wording).to_owned()));
    }
    if let Some(hold) = breach.hold.and_then(|id| journey.holds.get(&id)) {
        let until = match hold.until {
            Some(until) => cx.t1("hold-until", "when", cx.by_text(&until)),
            None => cx.t("hold-until-released"),
        };
        let (subject, action) = (words::subject(cx, &hold.subject), words::hold_action(cx, hold.action));
        let held = format!("{subject} · {} · {action} · {until}", names.system(hold.system));
        parts.push((cx.t("urgent-hold"), held));
    }
    let by = journey.handovers.get(&id).map(|offer| cx.by_text(&offer.respond_by)).unwrap_or_default();
    parts.push((cx.t("urgent-asked"), cx.t1("urgent-asked-text", "when", by)));
    Some(parts)
}

/// What somebody reported: what was done, when, and what is known besides.
fn happened(names: &Names<'_>, said: &BreachSaid) -> String {
    let what =
        names.cx.t2("breach-said", "what", words::breach(names.cx, said.what), "when", names.cx.near_text(&said.at));
    let more = said.text.map(|id| names.loaded.text(id).trim()).filter(|words| !words.is_empty());
    more.map_or_else(|| format!("{what}."), |more| format!("{what}. {more}"))
}

fn evidence(names: &Names<'_>, breach: &Breach) -> Vec<String> {
    let files = breach.said.iter().flat_map(|said| &said.evidence);
    files.filter_map(|id| names.loaded.files.get(id)).map(|info| info.name.clone()).collect()
}
