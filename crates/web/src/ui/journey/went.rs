//! How the journey went, in figures from its record: quiet facts for who works on it, about teams and never about a person.

use jiff::SignedDuration;
use regie_domain::journey::Holder;
use regie_domain::measure::Measures;

use crate::pages::journey::Fact;
use crate::ui::journey::desk::Desk;

/// A holder of less than this is not worth a line (seconds).
const MOMENT: i64 = 60;

/// The figures. What did not happen is left out, but for the contacts, the handovers and the time.
#[must_use]
pub fn went(desk: &Desk, found: &Measures) -> Vec<Fact> {
    let (names, cx) = (desk.names(), &desk.visit.cx);
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let time = |time: SignedDuration| cx.duration(time.as_secs());
    let all = cx.tn("went-contacts", found.contacts());
    let whose = cx.t2("went-whose", "theirs", found.from_customer, "ours", found.from_us);
    let mut facts = vec![fact("went-contact", format!("{all}: {whose}"))];
    let counts = [
        ("know-fragments", found.fragments),
        ("know-chasers", found.chasers),
        ("went-repeats", found.repeats),
        ("went-closed-doors", found.closed_doors),
        ("went-no-news", found.no_news),
    ];
    facts.extend(counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| fact(key, count.to_string())));
    let sent_on = match found.sent_on {
        0 => String::new(),
        times => format!(" · {}", cx.tn("went-sent-on", times)),
    };
    facts.push(fact("went-handovers", format!("{}{sent_on}", found.handovers)));
    for (holder, held) in found.held.iter().filter(|(_, held)| held.as_secs() >= MOMENT) {
        match holder {
            Holder::Customer => facts.push(fact("went-waited", time(*held))),
            Holder::Team { .. } => {
                let name = cx.t1("went-with", "team", names.holder(*holder));
                facts.push(Fact { name, value: time(*held), href: None });
            }
        }
    }
    if found.in_one_answer {
        facts.push(fact("went-answer", cx.t("went-in-one-answer")));
    }
    facts
}
