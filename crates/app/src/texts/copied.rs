//! The sentences for somebody who is told how things stand and is not the customer: a contract party, a copied person. They
//! speak about the customer by role, and ask nothing that only the customer can answer.

use jiff::Timestamp;
use regie_domain::codes::{JourneyKind, NextStep, PromiseWhat, UpdateKind};
use regie_domain::event::Window;

use super::sentences::Voice;
use crate::locale::Lang;
use crate::locale::words::{capital, sentence};

impl Voice {
    /// "de melding van de huurder", "the tenant's report".
    pub(super) fn matter_of(&self, of: &str, kind: JourneyKind) -> String {
        let (nl, en) = match kind {
            JourneyKind::Question => ("de vraag", "question"),
            JourneyKind::Report => ("de melding", "report"),
            JourneyKind::Complaint => ("de klacht", "complaint"),
            JourneyKind::Compliment => ("het compliment", "compliment"),
        };
        self.pick(&format!("{nl} van de {of}"), &format!("the {of}'s {en}"))
    }

    /// What happened, as the first thing that is said. `team` is who the message names.
    #[must_use]
    pub fn happened_to(&self, of: &str, about: UpdateKind, team: &str) -> String {
        use UpdateKind as U;
        let (nl, en) = match about {
            U::PromiseMade => (format!("Wij hebben de {of} iets beloofd."), format!("We promised the {of} something.")),
            U::PromiseMoved => (
                format!("Een belofte aan de {of} krijgt een ander moment."),
                format!("A promise to the {of} gets another moment."),
            ),
            U::PromiseBroken => (
                format!("Wij zijn een belofte aan de {of} niet nagekomen."),
                format!("We did not keep a promise to the {of}."),
            ),
            U::NowWith => (format!("{team} werkt er nu aan."), format!("{team} is working on it now.")),
            U::NowLeads => (
                format!("{team} zorgt er vanaf nu voor dat het goed komt."),
                format!("From now on {team} sees to it that it is solved."),
            ),
            U::Outcome => (
                format!("De {of} heeft de uitkomst van ons gekregen."),
                format!("The {of} has got the outcome from us."),
            ),
            U::NoNews => ("Er is nog geen nieuws.".to_owned(), "There is no news yet.".to_owned()),
            U::Question => (format!("Wij hebben de {of} iets gevraagd."), format!("We asked the {of} something.")),
            U::ClosedAgain => ("Dit is weer afgerond.".to_owned(), "This is closed again.".to_owned()),
            U::VisitBooked => (format!("Wij komen langs bij de {of}."), format!("We will come to the {of}.")),
            U::VisitMoved | U::VisitNarrowed => (
                format!("Wij komen op een andere tijd bij de {of}."),
                format!("We will come to the {of} at another time."),
            ),
            U::VisitAhead => (format!("Het bezoek aan de {of} gaat door."), format!("The visit to the {of} goes on.")),
            U::VisitCancelled => {
                (format!("Het bezoek aan de {of} gaat niet door."), format!("The visit to the {of} is off."))
            }
            U::VisitEnded => (format!("Wij waren bij de {of}."), format!("We were with the {of}.")),
            U::LegalExtended => (
                "Wij nemen meer tijd voor onze beslissing.".to_owned(),
                "We take more time for our decision.".to_owned(),
            ),
            U::LegalSuspended => (
                "De termijn voor onze beslissing staat stil.".to_owned(),
                "The term for our decision stands still.".to_owned(),
            ),
            U::LegalResumed => (
                "De termijn voor onze beslissing loopt weer.".to_owned(),
                "The term for our decision runs again.".to_owned(),
            ),
            U::Forwarded => {
                ("Een andere organisatie heeft dit nu.".to_owned(), "Another organisation has this now.".to_owned())
            }
            U::Agreement => {
                (format!("Wij hebben iets afgesproken met de {of}."), format!("We agreed something with the {of}."))
            }
            U::AgreementProposed => (
                format!("Een collega beslist over wat de {of} vroeg."),
                format!("A colleague decides on what the {of} asked for."),
            ),
            U::Breach => (
                format!("Wij hielden ons niet aan wat wij met de {of} afspraken."),
                format!("We did not keep to what we agreed with the {of}."),
            ),
            U::Receipt
            | U::TooLarge
            | U::PartyLeft
            | U::Message
            | U::Answer
            | U::ForwardedTo
            | U::Shipment
            | U::Survey
            | U::WeDid => return String::new(),
        };
        self.pick(&nl, &en)
    }

    /// As [`Voice::promise`].
    pub(super) fn promise_to(&self, of: &str, what: PromiseWhat, window: Window, words: Option<&str>) -> String {
        let when = self.window(window);
        if let Some(words) = words.map(sentence).filter(|words| !words.is_empty()) {
            let when = capital(&when);
            return self.pick(
                &format!("Dit beloven wij de {of}: “{words}” {when}."),
                &format!("We promise the {of} this: “{words}” {when}."),
            );
        }
        let (nl, en) = match what {
            PromiseWhat::FirstAnswer => (
                format!("De {of} krijgt {when} een eerste antwoord."),
                format!("The {of} will get a first answer {when}."),
            ),
            PromiseWhat::News => {
                (format!("De {of} hoort {when} van ons."), format!("The {of} will hear from us {when}."))
            }
            PromiseWhat::Result => {
                (format!("De {of} hoort de uitkomst {when}."), format!("The {of} will hear the outcome {when}."))
            }
            PromiseWhat::CallBack => (format!("Wij bellen de {of} {when}."), format!("We will call the {of} {when}.")),
            PromiseWhat::Visit => {
                (format!("Wij komen langs bij de {of}: {when}."), format!("We will come to the {of}: {when}."))
            }
            PromiseWhat::Delivery => {
                (format!("De zending wordt {when} bezorgd."), format!("The shipment will be delivered {when}."))
            }
            PromiseWhat::Other => (
                format!("Wij doen {when} wat wij de {of} hebben beloofd."),
                format!("We will do what we promised the {of} {when}."),
            ),
        };
        self.pick(&nl, &en)
    }

    /// As [`Voice::promised_as`].
    pub(super) fn promised_to(&self, of: &str, what: PromiseWhat, window: Window, words: Option<&str>) -> String {
        let when = self.window(window);
        if let Some(words) = words.map(sentence).filter(|words| !words.is_empty()) {
            return self.pick(
                &format!("Dit hadden wij de {of} beloofd, {when}: “{words}”"),
                &format!("We had promised the {of} this, {when}: “{words}”"),
            );
        }
        let (nl, en) = match what {
            PromiseWhat::FirstAnswer => {
                (format!("Wij zouden de {of} {when} antwoord geven."), format!("We were to answer the {of} {when}."))
            }
            PromiseWhat::News => (
                format!("Wij zouden de {of} {when} iets laten horen."),
                format!("The {of} was to hear from us {when}."),
            ),
            PromiseWhat::Result => (
                format!("Wij zouden de {of} {when} de uitkomst vertellen."),
                format!("We were to tell the {of} the outcome {when}."),
            ),
            PromiseWhat::CallBack => {
                (format!("Wij zouden de {of} {when} bellen."), format!("We were to call the {of} {when}."))
            }
            PromiseWhat::Visit => {
                (format!("Wij zouden bij de {of} langskomen: {when}."), format!("We were to come to the {of}: {when}."))
            }
            PromiseWhat::Delivery => {
                (format!("De zending zou {when} worden bezorgd."), format!("The shipment was to be delivered {when}."))
            }
            PromiseWhat::Other => (
                format!("Wij zouden {when} doen wat wij de {of} hadden beloofd."),
                format!("We were to do what we had promised the {of} {when}."),
            ),
        };
        self.pick(&nl, &en)
    }

    /// As [`Voice::next_step`].
    pub(super) fn next_step_of(&self, of: &str, step: NextStep, team: Option<&str>, by: Option<Timestamp>) -> String {
        let nl = self.lang == Lang::Nl;
        let at = |words: &str| match by {
            Some(by) => format!("{words} {}.", self.window(Window::by(by))),
            None => format!("{words}."),
        };
        let works = match (team, nl) {
            (Some(team), true) => format!("{team} werkt eraan."),
            (Some(team), false) => format!("{team} is working on it."),
            (None, true) => "Wij werken eraan.".to_owned(),
            (None, false) => "We are working on it.".to_owned(),
        };
        let hears = || match (by, nl) {
            (None, true) => format!("De {of} hoort van ons."),
            (Some(by), true) => format!("De {of} hoort {} van ons.", self.window(Window::by(by))),
            (_, false) => at(&format!("The {of} will hear from us")),
        };
        match (step, nl) {
            (NextStep::WeAnswer | NextStep::WeTell, _) => hears(),
            (NextStep::TeamWorks, _) if by.is_none() => works,
            (NextStep::TeamWorks, _) => format!("{works} {}", hears()),
            (NextStep::YouAnswer, true) => format!("Wij wachten op het antwoord van de {of}."),
            (NextStep::YouAnswer, false) => format!("We are waiting for the {of}'s answer."),
            (NextStep::YouConfirm, true) => format!("De {of} zegt ons of het is opgelost."),
            (NextStep::YouConfirm, false) => format!("The {of} tells us whether it is solved."),
            (NextStep::WeCall, true) => at(&format!("Wij bellen de {of}")),
            (NextStep::WeCall, false) => at(&format!("We will call the {of}")),
            (NextStep::WeCome, true) => at(&format!("Wij komen langs bij de {of}")),
            (NextStep::WeCome, false) => at(&format!("We will come to the {of}")),
            (NextStep::WeDeliver, true) => at("De zending komt"),
            (NextStep::WeDeliver, false) => at("The shipment comes"),
            (NextStep::WeFinish, true) => at("Wij zijn klaar"),
            (NextStep::WeFinish, false) => at("We will be done"),
        }
    }
}
