//! The sentences about agreements: what is held, what was agreed, what was done against it. To customers it is "we", not
//! which system of ours.

use jiff::Timestamp;
use regie_domain::codes::{BreachWhat, HoldAction};
use regie_domain::hold::{Hold, HoldSubject};
use regie_domain::money::Cents;

use super::sentences::Voice;
use crate::locale::Lang;
use crate::locale::by::ended_day;
use crate::locale::words::{capital, sentence};

/// What is not done, each with the things that it is not done to.
type Things = Vec<(HoldAction, Vec<String>)>;

impl Voice {
    /// A thing that is held, as people say it: `factuur 884213`.
    #[must_use]
    pub fn thing(&self, subject: &HoldSubject) -> String {
        let (nl, en) = match subject.kind() {
            "invoice" => ("factuur", "invoice"),
            "contract" => ("contract", "contract"),
            "customer-number" => ("klantnummer", "customer number"),
            "order" => ("bestelling", "order"),
            "shipment" => ("zending", "shipment"),
            "connection" => ("aansluiting", "connection"),
            other => (other, other),
        };
        format!("{} {}", self.one(nl, en), subject.value())
    }

    /// What none of us does from now on, and where that has an end, what comes at that end: it never simply runs out. What
    /// is the same of several things is said once.
    #[must_use]
    pub fn held<'a>(&self, holds: impl Iterator<Item = &'a Hold>) -> Vec<String> {
        let mut groups: Vec<(Option<Timestamp>, Things)> = Vec::new();
        for hold in holds {
            let place = groups.iter().position(|(until, _)| *until == hold.until).unwrap_or_else(|| {
                groups.push((hold.until, Vec::new()));
                groups.len() - 1
            });
            let actions = &mut groups[place].1;
            let at = actions.iter().position(|(action, _)| *action == hold.action).unwrap_or_else(|| {
                actions.push((hold.action, Vec::new()));
                actions.len() - 1
            });
            let thing = match (hold.action, hold.subject.kind()) {
                // Messages are never about a number of one's own.
                (HoldAction::Approach, "customer-number") => String::new(),
                _ => self.thing(&hold.subject),
            };
            if !actions[at].1.contains(&thing) {
                actions[at].1.push(thing);
            }
        }
        let mut lines = Vec::new();
        for (until, actions) in groups {
            let said = actions.iter().enumerate().map(|(at, (action, things))| match lines.is_empty() && at == 0 {
                true => self.held_by_all(*action, things),
                false => capital(&self.leaves(*action, things)),
            });
            let said = said.collect::<Vec<_>>().join(" ");
            lines.push(format!("{said} {}", self.held_until(until)).trim_end().to_owned());
        }
        lines
    }

    /// What none of us does with some things, whichever department it is.
    #[must_use]
    pub fn held_by_all(&self, action: HoldAction, things: &[String]) -> String {
        let all = self.one("Dit geldt voor al onze afdelingen:", "This holds for all our departments:");
        format!("{all} {}", self.leaves(action, things))
    }

    /// What none of us does with some things.
    fn leaves(&self, action: HoldAction, things: &[String]) -> String {
        let named: Vec<String> = things.iter().filter(|thing| !thing.is_empty()).cloned().collect();
        let thing = self.lang.list(&named);
        let them = if named.len() > 1 { "them" } else { "it" };
        let (nl, en) = match action {
            HoldAction::Collect => (
                format!("wij innen {thing} niet en sturen er geen herinneringen voor."),
                format!("we do not collect {thing} and send no reminders for {them}."),
            ),
            HoldAction::Deliver => {
                (format!("wij versturen of leveren {thing} niet."), format!("we do not send or deliver {thing}."))
            }
            HoldAction::Approach if named.len() < things.len() => (
                "u krijgt van ons geen berichten vanzelf.".to_owned(),
                "you get no automatic messages from us.".to_owned(),
            ),
            HoldAction::Approach => (
                format!("u krijgt van ons geen berichten vanzelf over {thing}."),
                format!("you get no automatic messages from us about {thing}."),
            ),
            HoldAction::Change => {
                (format!("wij veranderen niets aan {thing}."), format!("we change nothing about {thing}."))
            }
        };
        self.one(&nl, &en)
    }

    /// Until when that stands at least; past its end it stands until somebody chose, and says so.
    fn held_until(&self, until: Option<Timestamp>) -> String {
        let Some(until) = until else { return String::new() };
        if until <= self.now {
            return self.one(
                "Dit blijft zo tot wij u laten weten hoe het verder gaat.",
                "This stays so until we tell you how it goes on.",
            );
        }
        // What ends with a day holds on that day too.
        let local = until.to_zoned(self.zone.clone());
        let today = self.now.to_zoned(self.zone.clone()).date();
        let (nl, en, when) = match ended_day(&local) {
            Some(day) => ("tot en met", "up to and including", self.lang.date_near(day, today)),
            None => ("tot", "until", self.moment(until)),
        };
        self.one(
            &format!("Dit geldt {nl} {when}. Het stopt niet vanzelf: eerst laten wij u weten hoe het verder gaat."),
            &format!("This holds {en} {when}. It does not stop by itself: first we tell you how it goes on."),
        )
    }

    /// That the customer need do nothing, whatever was sent.
    #[must_use]
    pub fn nothing_to_do(&self, action: HoldAction, thing: &str) -> String {
        match action {
            HoldAction::Collect => self.one(
                &format!("U hoeft niets te betalen voor {thing}."),
                &format!("You do not have to pay anything for {thing}."),
            ),
            _ => self.one(
                &format!("U hoeft niets te doen voor {thing}."),
                &format!("You do not have to do anything for {thing}."),
            ),
        }
    }

    /// What was agreed, in its own words.
    #[must_use]
    pub fn agreed(&self, wording: Option<&str>) -> String {
        let Some(words) = wording.map(sentence).filter(|words| !words.is_empty()) else { return String::new() };
        self.one(
            &format!("Dit hadden wij met u afgesproken: {words}"),
            &format!("This is what we had agreed with you: {words}"),
        )
    }

    /// What is agreed now, in its own words, and the amount that it is about where those do not name it; without words the
    /// amount only.
    #[must_use]
    pub fn agrees(&self, wording: &str, amount: Cents) -> String {
        let wording = wording.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = Some(sentence(&wording)).filter(|words| !words.is_empty());
        let agreed = words.map(|words| {
            self.one(&format!("Dit spreken wij met u af: {words}"), &format!("This is what we agree with you: {words}"))
        });
        let about = self.is_about(&wording, amount);
        [agreed.unwrap_or_default(), about].join(" ").trim().to_owned()
    }

    /// The amount that an agreement is about; nothing where there is none, or where these words name it.
    #[must_use]
    pub fn is_about(&self, words: &str, amount: Cents) -> String {
        if amount.0 <= 0 || self.names(words, amount) {
            return String::new();
        }
        let amount = self.lang.money(amount.0);
        self.one(&format!("Het gaat om {amount}."), &format!("It is about {amount}."))
    }

    /// Whether words name an amount already, as either language writes it.
    pub(super) fn names(&self, words: &str, amount: Cents) -> bool {
        let figures = |lang: Lang| lang.money(amount.0).trim_start_matches(['€', '\u{a0}']).to_owned();
        let round = (amount.0 % 100 == 0).then(|| format!("€ {}", amount.0 / 100));
        let bare = words.replace('\u{a0}', " ");
        [figures(Lang::Nl), figures(Lang::En)].iter().chain(&round).any(|known| bare.contains(known.as_str()))
    }

    /// What was done against it.
    #[must_use]
    pub fn breached(&self, what: BreachWhat, at: Timestamp) -> String {
        let day = at.to_zoned(self.zone.clone()).date();
        let day = self.lang.date_near(day, self.now.to_zoned(self.zone.clone()).date());
        let (nl, en) = match what {
            BreachWhat::Letter => {
                // It may still be on its way.
                (format!("Wij stuurden u toch een brief, van {day}."), format!("We did send you a letter, of {day}."))
            }
            BreachWhat::Debit => (
                format!("Wij hebben op {day} toch geld bij u afgeschreven."),
                format!("We did take money from your account on {day}."),
            ),
            BreachWhat::Agency => (
                format!("Wij hebben dit op {day} toch aan een incassobureau gegeven."),
                format!("We did pass this to a collection agency on {day}."),
            ),
            BreachWhat::Suspended => (
                format!("Wij hebben op {day} toch uw dienst stopgezet."),
                format!("We did stop your service on {day}."),
            ),
            BreachWhat::Delivered => {
                (format!("Wij hebben u op {day} toch iets gestuurd."), format!("We did send you something on {day}."))
            }
            BreachWhat::Other => (
                format!("Op {day} hielden wij ons niet aan de afspraak met u."),
                format!("On {day} we did not keep to our agreement with you."),
            ),
        };
        self.one(&nl, &en)
    }

    fn one(&self, nl: &str, en: &str) -> String {
        if self.lang == Lang::Nl { nl.to_owned() } else { en.to_owned() }
    }
}
