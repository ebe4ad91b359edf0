//! Who sees my data: what each partner in the chain saw of it, how often, and when last.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use regie_app::partners::SeenByPartner;
use regie_domain::ids::OrgId;

use crate::visit::Visit;
use crate::words;

/// What is read within so long is one look: a page asks for what stands on it one after the other.
const ONE_LOOK: SignedDuration = SignedDuration::from_secs(10);

/// What one partner saw, all its looks together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Looks {
    times: usize,
    last: Timestamp,
    /// What of the customer, each thing once.
    fields: Vec<regie_domain::partner::SharedField>,
    texts: bool,
}

/// A line for each partner, the last look first.
pub(super) fn lines(visit: &Visit, seen: &[SeenByPartner]) -> Vec<String> {
    let mut all: Vec<(OrgId, Looks)> = together(seen).into_iter().collect();
    all.sort_by_key(|(_, looks)| std::cmp::Reverse(looks.last));
    all.iter().map(|(org, looks)| in_words(visit, *org, looks)).collect()
}

fn together(seen: &[SeenByPartner]) -> BTreeMap<OrgId, Looks> {
    let mut all: BTreeMap<OrgId, Looks> = BTreeMap::new();
    let mut seen: Vec<&SeenByPartner> = seen.iter().collect();
    seen.sort_by_key(|read| read.at);
    for read in seen {
        let looks = all.entry(read.org).or_default();
        let same = looks.times > 0 && read.at.duration_since(looks.last) < ONE_LOOK;
        looks.times += usize::from(!same);
        looks.last = looks.last.max(read.at);
        looks.texts |= read.texts;
        looks.fields.extend(&read.fields);
        looks.fields.sort();
        looks.fields.dedup();
    }
    all
}

fn in_words(visit: &Visit, org: OrgId, looks: &Looks) -> String {
    let cx = &visit.cx;
    let name = visit.directory.partner(org).map(|partner| partner.name.clone()).unwrap_or_default();
    let when = cx.near_text(&looks.last);
    let line = match looks.times {
        1 => cx.t2("status-seen", "name", name, "when", when),
        times => {
            let last = cx.t2("status-seen-last", "name", name, "when", when);
            format!("{} {last}", cx.tn("status-seen-times", times))
        }
    };
    let mut fields: Vec<String> = looks.fields.iter().map(|field| words::shared_field(cx, *field)).collect();
    fields.extend(looks.texts.then(|| cx.t("shared-text")));
    if fields.is_empty() { line } else { format!("{line} {}", cx.t1("status-seen-fields", "fields", cx.list(&fields))) }
}

#[cfg(test)]
mod tests {
    use regie_domain::ids::JourneyId;
    use regie_domain::partner::SharedField::{Name, Title};

    use super::*;

    #[test]
    fn looks_of_one_partner_are_one_line() {
        let (garage, alarm) = (OrgId(uuid::Uuid::from_u128(1)), OrgId(uuid::Uuid::from_u128(2)));
        let at = |hours| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(hours);
        let look = |org, hours, fields: &[_], texts| SeenByPartner {
            org,
            journey: JourneyId(uuid::Uuid::nil()),
            at: at(hours),
            way: "page".to_owned(),
            fields: fields.to_vec(),
            texts,
        };
        let seen = [
            look(garage, 1, &[Title], false),
            look(alarm, 2, &[], false),
            look(garage, 3, &[Title, Name], true),
            look(garage, 2, &[Title], false),
            // The page and what stands on it, which is read with it.
            SeenByPartner { at: at(2) + SignedDuration::from_secs(1), ..look(garage, 2, &[Name], false) },
        ];
        let all = together(&seen);
        assert_eq!(all[&garage], Looks { times: 3, last: at(3), fields: vec![Title, Name], texts: true });
        assert_eq!(all[&alarm], Looks { times: 1, last: at(2), fields: Vec::new(), texts: false });
    }
}
