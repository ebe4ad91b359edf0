//! What the customer is told of a legal term, and of what is now with another body: short, plain (B1), in the u-form. Mail and
//! status page use the same sentences.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regie_domain::codes::{LegalBasis, SuspensionGround};
use regie_domain::holidays::HolidaySet;
use regie_domain::journey::Journey;
use regie_domain::legal_term::{LegalClock, objection_until};

use super::sentences::Voice;
use crate::locale::Lang;

impl Voice {
    /// How the term stands: until when is decided, that it stands still, or that it passed.
    #[must_use]
    pub fn legal_term(&self, clock: &LegalClock, matter: &str) -> String {
        if let Some(since) = clock.still_since() {
            return match clock.waits_for() {
                Some(_) => self.still_since(since),
                None => self.stands_still(since, clock),
            };
        }
        let Some(last) = clock.last_day().map(|day| self.legal_day(day)) else { return String::new() };
        if clock.passed.is_some() {
            return self.pick(
                &format!("De termijn liep tot en met {last}. Wij hebben nog niet beslist. Dat spijt ons."),
                &format!("The term ran until {last}. We have not decided yet. We are sorry."),
            );
        }
        match clock.rule.basis {
            LegalBasis::Application => self.pick(
                &format!("De wet geeft ons voor onze beslissing de tijd tot en met {last}."),
                &format!("The law gives us until {last} to decide."),
            ),
            LegalBasis::Complaint => self.pick(
                &format!("De wet zegt dat wij {matter} uiterlijk {last} afhandelen."),
                &format!("The law says that we deal with {matter} by {last}."),
            ),
            LegalBasis::Own => self.pick(
                &format!("Volgens onze eigen regels handelen wij {matter} uiterlijk {last} af."),
                &format!("By our own rules we deal with {matter} by {last}."),
            ),
        }
    }

    /// That the term stands still, since when, and until when.
    #[must_use]
    pub fn still_since(&self, since: Date) -> String {
        let since = self.legal_day(since);
        self.pick(
            &format!(
                "De wettelijke termijn staat stil vanaf {since}, tot de dag waarop wij uw antwoord krijgen. Daarna loopt de \
                 termijn weer verder."
            ),
            &format!(
                "The legal term stands still from {since} until the day on which we get your answer. Then the term goes on."
            ),
        )
    }

    /// That the term stands still because a member said so, since when, and what that means for the last day.
    fn stands_still(&self, since: Date, clock: &LegalClock) -> String {
        let (term, since) = (self.term_name(clock), self.legal_day(since));
        let known = clock.still_until().zip(clock.expected_last_day());
        let Some((until, last)) = known.map(|(until, last)| (self.legal_day(until), self.legal_day(last))) else {
            return self.pick(
                &format!(
                    "De {term} staat stil vanaf {since}. Wij weten nog niet tot wanneer. Zodra de termijn weer \
                     loopt, vertellen wij u de nieuwe laatste dag."
                ),
                &format!(
                    "The {term} stands still from {since}. We do not know yet until when. As soon as the term runs again, \
                     we tell you the new last day."
                ),
            );
        };
        self.pick(
            &format!(
                "De {term} staat stil vanaf {since} tot {until}. Daarna loopt de termijn weer verder. U krijgt \
                 onze beslissing dan uiterlijk {last}."
            ),
            &format!(
                "The {term} stands still from {since} until {until}. Then the term goes on. You then get our decision by \
                 {last}."
            ),
        )
    }

    /// That the term runs again, and its last day.
    #[must_use]
    pub fn legal_resumed(&self, clock: &LegalClock) -> String {
        let Some(last) = clock.last_day().map(|day| self.legal_day(day)) else {
            // A question that is still open keeps it still.
            return clock.still_since().map(|since| self.still_since(since)).unwrap_or_default();
        };
        let term = self.term_name(clock);
        self.pick(
            &format!("De {term} loopt weer. U krijgt onze beslissing nu uiterlijk {last}."),
            &format!("The {term} runs again. You now get our decision by {last}."),
        )
    }

    /// Why it stands still, with a member's own words where there are any.
    #[must_use]
    pub fn legal_ground(&self, ground: SuspensionGround, words: Option<&str>) -> String {
        let (nl, en) = match ground {
            SuspensionGround::IncompleteApplication => {
                ("Wij wachten op wat wij u hebben gevraagd.", "We are waiting for what we asked you.")
            }
            SuspensionGround::ForeignInformation => (
                "Dat komt doordat wij informatie nodig hebben uit een ander land.",
                "That is because we need information from another country.",
            ),
            SuspensionGround::ApplicantAgreed => (
                "Dat komt doordat u schriftelijk akkoord ging met uitstel.",
                "That is because you agreed in writing to a delay.",
            ),
            SuspensionGround::CausedByApplicant => (
                "Dat komt doordat wij op iets van u wachten.",
                "That is because we are waiting for something from you.",
            ),
            SuspensionGround::ForceMajeure => (
                "Dat komt door overmacht: door iets waar wij niets aan kunnen doen.",
                "That is because of force majeure: something that we cannot help.",
            ),
        };
        let why = self.pick(nl, en);
        match words.map(str::trim).filter(|words| !words.is_empty()) {
            Some(words) => format!("{why} {words}"),
            None => why,
        }
    }

    /// The same in a letter, of which nobody knows yet when it is sent.
    #[must_use]
    pub fn still_after_letter(&self) -> String {
        self.pick(
            "De wettelijke termijn staat stil vanaf de dag na deze brief, tot de dag waarop wij uw antwoord krijgen.",
            "The legal term stands still from the day after this letter until the day on which we get your answer.",
        )
    }

    /// That the term was extended, from when until when.
    #[must_use]
    pub fn legal_extended(&self, clock: &LegalClock) -> String {
        let weeks = clock.term.extensions().last().map_or(0, |extension| extension.by.days() / 7);
        let was = clock.term.unextended().end(&HolidaySet::general_terms_act()).map(|day| self.legal_day(day));
        let first = match was {
            Some(was) => self.pick(
                &format!("Eerst hadden wij de tijd tot en met {was}. "),
                &format!("At first we had until {was}. "),
            ),
            None => String::new(),
        };
        let longer = match (self.lang, weeks) {
            (Lang::Nl, 1) => "Wij verlengen de termijn één keer, met 1 week.".to_owned(),
            (Lang::Nl, weeks) => format!("Wij verlengen de termijn één keer, met {weeks} weken."),
            (Lang::En, 1) => "We extend the term once, by 1 week.".to_owned(),
            (Lang::En, weeks) => format!("We extend the term once, by {weeks} weeks."),
        };
        let now = match clock.last_day().map(|day| self.legal_day(day)) {
            Some(last) => self.pick(
                &format!(" U krijgt onze beslissing nu uiterlijk {last}."),
                &format!(" You now get our decision by {last}."),
            ),
            None => self.pick(
                " De termijn staat nu stil: wij wachten op uw antwoord.",
                " The term stands still now: we are waiting for your answer.",
            ),
        };
        format!("{first}{longer}{now}")
    }

    /// What the customer can do who does not agree with what was decided: object, where `objections` says, or, after a
    /// complaint, go to the ombudsman.
    #[must_use]
    pub fn after_decision(&self, basis: LegalBasis, told_at: Timestamp, zone: &TimeZone, objections: &str) -> String {
        match basis {
            LegalBasis::Application => {
                let Some(last) = objection_until(told_at, zone).map(|day| self.legal_day(day)) else {
                    return String::new();
                };
                let within = self.pick(
                    &format!(
                        "Dit is onze beslissing. Bent u het er niet mee eens? Dan kunt u bezwaar maken. Dat kan binnen 6 weken: \
                         tot en met {last}."
                    ),
                    &format!(
                        "This is our decision. Do you not agree with it? Then you can object (bezwaar maken) within 6 weeks: \
                         until {last}."
                    ),
                );
                let how = match objections.trim() {
                    "" => self.pick(
                        "Bel ons of schrijf ons. Dan vertellen wij u hoe en waar u bezwaar maakt.",
                        "Call us or write to us, and we tell you how and where to object.",
                    ),
                    to => self.pick(
                        &format!(
                            "Schrijf een brief. Zet daarin uw naam en adres, de datum, om welke beslissing het gaat en waarom u \
                             het er niet mee eens bent. Zet uw handtekening eronder. Stuur de brief naar: {to}."
                        ),
                        &format!(
                            "Write a letter with your name and address, the date, which decision it is about and why you do not \
                             agree. Sign it and send it to: {to}."
                        ),
                    ),
                };
                format!("{within} {how}")
            }
            LegalBasis::Complaint => self.pick(
                "Bent u niet tevreden over hoe wij uw klacht hebben behandeld? Dan kunt u daarna naar de ombudsman gaan.",
                "Are you not satisfied with how we dealt with your complaint? Then you can go to the ombudsman.",
            ),
            LegalBasis::Own => String::new(),
        }
    }

    /// What the term is called: one that the organisation set itself is not one of the law.
    fn term_name(&self, clock: &LegalClock) -> &'static str {
        match (clock.rule.basis, self.lang) {
            (LegalBasis::Own, Lang::Nl) => "termijn",
            (LegalBasis::Own, Lang::En) => "term",
            (LegalBasis::Application | LegalBasis::Complaint, Lang::Nl) => "wettelijke termijn",
            (LegalBasis::Application | LegalBasis::Complaint, Lang::En) => "legal term",
        }
    }

    fn legal_day(&self, day: Date) -> String {
        self.lang.date_near(day, self.now.to_zoned(self.zone.clone()).date())
    }
}

/// What the customer's page says of the term now; nothing where there is none to tell.
#[must_use]
pub fn on_page(journey: &Journey, voice: &Voice, objections: &str) -> Option<String> {
    let clock = journey.legal.as_ref()?;
    let said = match clock.decided {
        Some(at) => voice.after_decision(clock.rule.basis, at, &voice.zone, objections),
        None if journey.is_open() => {
            let said = voice.legal_term(clock, &voice.matter(journey.kind));
            let still = clock.stands_still() && clock.waits_for().is_none();
            let stop = clock.term.suspensions().last().filter(|_| still);
            match stop {
                Some(stop) => format!("{said} {}", voice.legal_ground(stop.ground, None)),
                None => said,
            }
        }
        None => String::new(),
    };
    Some(said).filter(|said| !said.is_empty())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    #[test]
    fn objecting_has_six_weeks_from_the_day_it_was_told() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let told: Timestamp = "2018-02-14T09:00:00Z".parse().unwrap();
        let voice = Voice { lang: Lang::Nl, now: told, zone: zone.clone(), calls_other: false, paper: false, of: None };
        let said = voice.after_decision(LegalBasis::Application, told, &zone, "");
        assert!(said.contains("bezwaar") && said.contains("6 weken") && said.contains("woensdag 28 maart"), "{said}");
        assert!(said.contains("hoe en waar u bezwaar maakt") && said.contains("Bel ons"), "{said}");
        let said = voice.after_decision(LegalBasis::Application, told, &zone, "Team Bezwaar, Voorbeeldplein 1");
        assert!(
            said.contains("Dit is onze beslissing") && said.ends_with("naar: Team Bezwaar, Voorbeeldplein 1."),
            "{said}"
        );
        assert_eq!(voice.after_decision(LegalBasis::Own, told, &zone, ""), "");
    }
}
