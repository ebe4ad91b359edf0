//! Names as staff read them: members by name, teams by name, customers by name or the address that is known.

use regie_app::directory::Directory;
use regie_app::locale::words::phrase;
use regie_app::read::Loaded;
pub use regie_app::texts::sentences::without_greeting;
use regie_domain::actor::{Actor, TeamRef};
use regie_domain::iban::Iban;
use regie_domain::ids::{CustomerId, MemberId, ParticipantId, SystemId};
use regie_domain::journey::Holder;
use regie_domain::promise::Promise;

use crate::cx::Cx;
use crate::words;

/// Where names come from.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The page.
    pub cx: &'a Cx,
    /// Teams and members.
    pub directory: &'a Directory,
    /// The journey with its people.
    pub loaded: &'a Loaded,
}

impl Names<'_> {
    /// A team.
    #[must_use]
    pub fn team(&self, team: TeamRef) -> String {
        self.directory.team_name(team.team)
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: MemberId) -> String {
        self.directory.name_of(id).map_or_else(|| self.cx.t("someone"), str::to_owned)
    }

    /// Who did something: a member with the team, the customer, the program.
    #[must_use]
    pub fn actor(&self, actor: &Actor) -> String {
        match actor {
            Actor::Member { member, .. } if self.directory.is_program(*member) => {
                self.cx.t1("program-named", "name", self.member(*member))
            }
            Actor::Member { team, member } => format!("{} ({})", self.member(*member), self.team(*team)),
            Actor::Participant { participant } => self.participant(Some(*participant)),
            Actor::System => self.cx.t("program"),
            Actor::Outsider => self.cx.t("someone"),
        }
    }

    /// Who did what an event tells: as [`Names::actor`], and a system that reports by a door of its own.
    #[must_use]
    pub fn doer(&self, meta: &regie_domain::event::Meta) -> String {
        match (meta.actor, meta.door) {
            (Actor::System, regie_domain::actor::Door::Signed) => self.cx.t("program-connected"),
            (actor, _) => self.actor(&actor),
        }
    }

    /// Somebody on the journey; who is not written to and only wrote, with the address: nobody here knows them.
    #[must_use]
    pub fn participant(&self, participant: Option<ParticipantId>) -> String {
        let person = participant.and_then(|id| self.loaded.journey.participants.get(&id));
        let Some(name) = self.loaded.name_of(participant) else {
            return person.map_or_else(|| self.cx.t("someone"), |person| self.nameless(person.customer));
        };
        let stranger = person.filter(|person| person.only_wrote());
        match stranger.and_then(|person| self.loaded.address_of(person.customer)) {
            Some(address) if address != name => format!("{name} ({address})"),
            _ => name.to_owned(),
        }
    }

    /// The name of a customer record, or what stands in its place.
    #[must_use]
    pub fn customer(&self, customer: CustomerId) -> String {
        self.loaded.customer_name(customer).map_or_else(|| self.nameless(customer), str::to_owned)
    }

    /// Somebody without a name, and from where.
    fn nameless(&self, customer: CustomerId) -> String {
        self.cx.t(if self.loaded.only_on_facebook(customer) { "someone-on-facebook" } else { "someone" })
    }

    /// Who has the ball.
    #[must_use]
    pub fn holder(&self, holder: Holder) -> String {
        match holder {
            Holder::Team { team } => self.team(team),
            Holder::Customer => self.cx.cap(self.cx.t("ball-customer")),
        }
    }

    /// A system that obeys holds.
    #[must_use]
    pub fn system(&self, id: SystemId) -> String {
        self.directory.system(id).map_or_else(|| self.cx.t("someone"), |system| system.name.clone())
    }

    /// A promise in words, without a full stop: it stands in a row, or before its moment.
    #[must_use]
    pub fn promise(&self, promise: &Promise) -> String {
        match promise.text {
            Some(text) => phrase(self.loaded.text(text)),
            None => words::promised(self.cx, promise.what),
        }
    }
}

/// The other mailboxes of ours that a mail came to, each with its team: nobody there need begin with it too.
#[must_use]
pub fn also_at(cx: &Cx, directory: &Directory, mailboxes: &[uuid::Uuid]) -> Vec<String> {
    let known = mailboxes.iter().filter_map(|id| directory.mailboxes.get(id)).map(|found| &found.value);
    let words = known
        .map(|mailbox| cx.t2("fact-also-at", "mailbox", &mailbox.address, "team", directory.team_name(mailbox.team)));
    words.collect()
}

/// The first words of a text, on one line: without its greeting, and with account numbers only recognisable.
#[must_use]
pub fn excerpt(text: &str, most: usize) -> String {
    let line = without_greeting(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let line = masked(&line);
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    // Between two words, unless one of them is endless.
    let kept = match cut.rfind(' ') {
        Some(at) if !line[cut.len()..].starts_with(' ') && at > cut.len() / 2 => &cut[..at],
        _ => cut.as_str(),
    };
    format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '.']))
}

/// The longest an account number can be.
const IBAN: usize = 34;

/// A line in which account numbers show their country and their last four: lists are read over shoulders.
#[must_use]
pub fn masked(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let mut shown: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        match number_at(&words[at..]) {
            Some((used, masked)) => {
                shown.push(masked);
                at += used;
            }
            None => {
                shown.push((*word).to_owned());
                at += 1;
            }
        }
    }
    shown.join(" ")
}

/// An account number at the beginning of some words: how many of them it takes, and how it is shown.
fn number_at(words: &[&str]) -> Option<(usize, String)> {
    let begins = words.first()?.trim_start_matches(|c: char| !c.is_alphanumeric());
    let before = &words.first()?[..words.first()?.len() - begins.len()];
    let mut digits = String::new();
    for (index, word) in words.iter().enumerate() {
        let word = if index == 0 { begins } else { word };
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        digits.extend(bare.chars().filter(|c| !matches!(c, '.' | '-')));
        if digits.len() > IBAN || !digits.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        // One word that looks like a number is one, even with a slip of the pen in it.
        if Iban::parse(&digits).is_ok() || (index == 0 && looks(&digits)) {
            let last = digits.get(digits.len() - 4..)?;
            let after = &word[bare.len()..];
            return Some((index + 1, format!("{before}{}…{last}{after}", digits.get(..2)?.to_uppercase())));
        }
        if bare.len() != word.len() {
            return None;
        }
    }
    None
}

fn looks(digits: &str) -> bool {
    let head: Vec<u8> = digits.bytes().take(4).collect();
    let country = matches!(head[..], [a, b, c, d] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit());
    country && digits.len() >= 15 && digits.bytes().filter(u8::is_ascii_digit).count() >= 9
}

#[cfg(test)]
mod tests {
    use super::{excerpt, masked};

    #[test]
    fn account_numbers_are_only_recognisable_in_a_list() {
        assert_eq!(masked("Mijn rekeningnummer is NL13TEST0123456789."), "Mijn rekeningnummer is NL…6789.");
        assert_eq!(masked("op NL02 ABNA 0123 4567 89, graag"), "op NL…6789, graag");
        assert_eq!(masked("(nl02abna0123456789)"), "(NL…6789)");
        for plain in ["R-1802-0004 en 2018-02-05", "NL is een land", "Zaak AB12 34", ""] {
            assert_eq!(masked(plain), plain);
        }
    }

    #[test]
    fn a_greeting_says_nothing_in_a_list() {
        assert_eq!(excerpt("Beste mevrouw De Wit,\n\nDe monteur komt.", 80), "De monteur komt.");
        assert_eq!(excerpt("Hallo,", 80), "Hallo,");
        assert_eq!(excerpt("Betaalt de gemeente dat?", 15), "Betaalt de…");
        assert_eq!(excerpt("Betaalt, en dan", 8), "Betaalt…");
        assert_eq!(excerpt("Betaalt de gemeente", 10), "Betaalt de…");
        assert_eq!(excerpt("Rioleringsbelasting", 5), "Riole…");
        assert_eq!(excerpt("Dag en nacht lawaai\nElke dag,", 80), "Dag en nacht lawaai Elke dag,");
        assert_eq!(excerpt("Een lange zin", 5), "Een…");
    }
}
