//! What two records of people have in common, and how much that says. It is shown to a member, who decides: nothing here
//! joins anything.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;

/// Mail hosts that take no notice of dots in front of the at sign, and the name that all of them have.
const DOTLESS: [&str; 2] = ["gmail.com", "googlemail.com"];
/// What stands before a name and is none.
const TITLES: [&str; 12] =
    ["dhr", "heer", "mevr", "mevrouw", "mw", "mr", "mrs", "ms", "miss", "meneer", "familie", "fam"];

codes! {
    /// What two records have in common.
    Likeness {
        /// An address or number that is proved to be both's.
        SameHandle = "same_handle",
        /// An address or number that was given with both, and is not proved for one of them: anybody can type it.
        GivenHandle = "given_handle",
        /// One mailbox, written in two ways.
        SameMailbox = "same_mailbox",
        /// The name and the postcode: also those of a parent and a child.
        NamePostcode = "name_postcode",
        /// The name and the number plate.
        NamePlate = "name_plate",
        /// The name, and the number of a shipment, an invoice or a contract.
        NameReference = "name_reference",
        /// The name, and nothing else.
        SameName = "same_name",
    }

    /// How much it says, the least first.
    Strength {
        /// Worth a look, where there is time: many people have one name.
        Hint = "hint",
        /// A weak sign.
        Weak = "weak",
        /// A strong sign.
        Strong = "strong",
    }
}

/// A trait of a record in the one form in which equal ones compare equal, with whether it is proved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trait {
    /// What it is.
    pub sort: TraitSort,
    /// Its form.
    pub form: String,
    /// As it was given, where that may differ: the two notations of one mailbox.
    pub given: String,
    /// Whether it is proved to be the person's.
    pub proved: bool,
}

/// What a trait is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TraitSort {
    /// A mailbox, however its address is written.
    Mailbox,
    /// A telephone number, also of somebody on WhatsApp.
    Number,
    /// An address or number of another sort that is one person's.
    Handle,
    /// The name with the postcode.
    NamePostcode,
    /// The name with a number plate.
    NamePlate,
    /// The name.
    Name,
}

impl TraitSort {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Number => "number",
            Self::Handle => "handle",
            Self::NamePostcode => "name_postcode",
            Self::NamePlate => "name_plate",
            Self::Name => "name",
        }
    }
}

impl Likeness {
    /// How much it says by itself.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::SameHandle => Strength::Strong,
            Self::GivenHandle | Self::SameMailbox | Self::NamePostcode | Self::NamePlate | Self::NameReference => {
                Strength::Weak
            }
            Self::SameName => Strength::Hint,
        }
    }
}

/// The mailbox of an address: what stands behind a plus is the owner's own, and some hosts read over dots.
#[must_use]
pub fn mailbox(address: &str) -> String {
    let Some((local, host)) = address.rsplit_once('@') else { return address.to_owned() };
    let local = local.split('+').next().filter(|local| !local.is_empty()).unwrap_or(local);
    match DOTLESS.contains(&host) {
        true => format!("{}@{}", local.replace('.', ""), DOTLESS[0]),
        false => format!("{local}@{host}"),
    }
}

/// The form of a name of two words at least, without titles, its words in one order: "Wit, A. de" is "A. de Wit". The words
/// come in lower case and without accents.
#[must_use]
pub fn name_form(mut words: Vec<String>) -> Option<String> {
    words.retain(|word| !TITLES.contains(&word.as_str()));
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

/// What two records have in common, the strongest first; `reference` says whether they share a number on journeys, too.
#[must_use]
pub fn between(one: &[Trait], other: &[Trait], reference: bool) -> Vec<Likeness> {
    let mut found = BTreeSet::new();
    let mut named = false;
    for (ours, theirs) in one.iter().flat_map(|ours| other.iter().map(move |theirs| (ours, theirs))) {
        if ours.sort != theirs.sort || ours.form != theirs.form {
            continue;
        }
        let proved = ours.proved && theirs.proved;
        match ours.sort {
            TraitSort::Mailbox if ours.given != theirs.given => found.insert(Likeness::SameMailbox),
            TraitSort::Mailbox | TraitSort::Number | TraitSort::Handle if proved => found.insert(Likeness::SameHandle),
            TraitSort::Mailbox | TraitSort::Number | TraitSort::Handle => found.insert(Likeness::GivenHandle),
            TraitSort::NamePostcode => found.insert(Likeness::NamePostcode),
            TraitSort::NamePlate => found.insert(Likeness::NamePlate),
            TraitSort::Name => {
                named = true;
                continue;
            }
        };
    }
    if named && reference {
        found.insert(Likeness::NameReference);
    }
    // The name adds nothing to what holds it already; by itself it is a hint at most.
    if named && found.is_empty() {
        found.insert(Likeness::SameName);
    }
    found.into_iter().collect()
}

/// How much all of it says: as much as the strongest of it. Many weak signs do not become a strong one.
#[must_use]
pub fn strength(reasons: &[Likeness]) -> Option<Strength> {
    reasons.iter().map(|reason| reason.strength()).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sort: TraitSort, form: &str, given: &str, proved: bool) -> Trait {
        Trait { sort, form: form.to_owned(), given: given.to_owned(), proved }
    }

    fn name() -> Trait {
        of(TraitSort::Name, "anja de wit", "", false)
    }

    #[test]
    fn one_mailbox_has_one_form() {
        for (one, other, same) in [
            ("anja@example.net", "anja+huis@example.net", true),
            (concat!("an.ja@", "gmail.com"), concat!("anja+x@", "googlemail.com"), true),
            ("an.ja@example.net", "anja@example.net", false),
            ("+x@example.net", "+y@example.net", false),
        ] {
            assert_eq!(mailbox(one) == mailbox(other), same, "{one} {other}");
        }
    }

    #[test]
    fn what_is_proved_for_both_is_strong_and_what_was_typed_is_weak() {
        use Likeness as L;
        use TraitSort as S;
        let number = |proved| of(S::Number, "31600000078", "31600000078", proved);
        let plain = |proved| of(S::Mailbox, "anja@example.net", "anja@example.net", proved);
        let plus = || of(S::Mailbox, "anja@example.net", "anja+huis@example.net", true);
        for (ours, theirs, reason, strength) in [
            (number(true), number(true), L::SameHandle, Strength::Strong),
            (number(true), number(false), L::GivenHandle, Strength::Weak),
            (plain(true), plain(true), L::SameHandle, Strength::Strong),
            (plain(true), plus(), L::SameMailbox, Strength::Weak),
            (of(S::NamePostcode, "x", "", false), of(S::NamePostcode, "x", "", false), L::NamePostcode, Strength::Weak),
            (of(S::NamePlate, "x", "", false), of(S::NamePlate, "x", "", false), L::NamePlate, Strength::Weak),
            (name(), name(), L::SameName, Strength::Hint),
        ] {
            let reasons = between(&[ours], &[theirs], false);
            assert_eq!(reasons, [reason]);
            assert_eq!(super::strength(&reasons), Some(strength), "{reason:?}");
        }
        assert_eq!(between(&[number(true)], &[plain(true)], true), []);
        assert_eq!(super::strength(&[]), None);
    }

    #[test]
    fn a_name_is_a_hint_at_most_and_weak_signs_together_stay_weak() {
        use TraitSort as S;
        // A number on a journey says nothing without the name: a neighbour takes a parcel in.
        assert_eq!(between(&[], &[name()], true), []);
        assert_eq!(between(&[name()], &[name()], true), [Likeness::NameReference]);
        let house = of(S::NamePostcode, "anja de wit 1234AB", "", false);
        let typed = of(S::Mailbox, "anja@example.net", "anja@example.net", false);
        let all = [name(), house, typed];
        let reasons = between(&all, &all, true);
        assert_eq!(reasons, [Likeness::GivenHandle, Likeness::NamePostcode, Likeness::NameReference]);
        assert_eq!(super::strength(&reasons), Some(Strength::Weak));
    }
}
