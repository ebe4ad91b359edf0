//! The sentences about promises: what is promised, and what was.

use jiff::Timestamp;
use regie_domain::codes::PromiseWhat;
use regie_domain::event::Window;

use super::sentences::Voice;
use crate::locale::Lang;
use crate::locale::words::{capital, sentence};

impl Voice {
    /// A promise: in its own words where it has them, with its moment.
    #[must_use]
    pub fn promise(&self, what: PromiseWhat, window: Window, words: Option<&str>) -> String {
        if let Some(of) = &self.of {
            return self.promise_to(of, what, window, words);
        }
        let when = self.window(window);
        if let Some(words) = words.map(sentence).filter(|words| !words.is_empty()) {
            return format!("{words} {}.", capital(&when));
        }
        match (what, self.lang) {
            (PromiseWhat::FirstAnswer, Lang::Nl) => format!("U krijgt {when} een eerste antwoord."),
            (PromiseWhat::FirstAnswer, Lang::En) => format!("You will get a first answer {when}."),
            (PromiseWhat::News, Lang::Nl) => format!("U hoort {when} van ons, ook als er nog niets nieuws is."),
            (PromiseWhat::News, Lang::En) => format!("You will hear from us {when}, even if there is nothing new yet."),
            (PromiseWhat::Result, Lang::Nl) => format!("U hoort de uitkomst {when}."),
            (PromiseWhat::Result, Lang::En) => format!("You will hear the outcome {when}."),
            (PromiseWhat::CallBack, Lang::Nl) => format!("Wij bellen {} {when}.", self.called()),
            (PromiseWhat::CallBack, Lang::En) => format!("We will call {} {when}.", self.called()),
            (PromiseWhat::Visit, _) => self.visit(window),
            (PromiseWhat::Delivery, Lang::Nl) => format!("Uw zending wordt {when} bezorgd."),
            (PromiseWhat::Delivery, Lang::En) => format!("Your shipment will be delivered {when}."),
            (PromiseWhat::Other, Lang::Nl) => format!("Wij doen {when} wat wij u hebben beloofd."),
            (PromiseWhat::Other, Lang::En) => format!("We will do what we promised you {when}."),
        }
    }

    /// That a letter follows, and by when it is posted: on paper a moment to hear something could be over before it is read.
    #[must_use]
    pub fn by_post(&self, by: Timestamp) -> String {
        let when = self.window(Window::by(by));
        self.pick(
            &format!("U krijgt nog een brief van ons. Wij versturen die {when}."),
            &format!("You will get another letter from us. We will send it {when}."),
        )
    }

    /// A promise that no longer holds, in the past tense.
    #[must_use]
    pub fn promised(&self, what: PromiseWhat, window: Window) -> String {
        if let Some(of) = &self.of {
            return self.promised_to(of, what, window, None);
        }
        let when = self.window(window);
        let (nl, en) = match what {
            PromiseWhat::FirstAnswer => {
                (format!("Wij zouden u {when} antwoord geven."), format!("We were to answer you {when}."))
            }
            PromiseWhat::News => {
                (format!("Wij zouden u {when} iets laten horen."), format!("You were to hear from us {when}."))
            }
            PromiseWhat::Result => (
                format!("Wij zouden u {when} de uitkomst vertellen."),
                format!("We were to tell you the outcome {when}."),
            ),
            PromiseWhat::CallBack => (
                format!("Wij zouden {} {when} bellen.", self.called()),
                format!("We were to call {} {when}.", self.called()),
            ),
            PromiseWhat::Visit => return self.visit_was(window),
            PromiseWhat::Delivery => {
                (format!("Uw zending zou {when} worden bezorgd."), format!("Your shipment was to be delivered {when}."))
            }
            PromiseWhat::Other => (
                format!("Wij zouden {when} doen wat wij u hadden beloofd."),
                format!("We were to do what we had promised you {when}."),
            ),
        };
        self.pick(&nl, &en)
    }

    /// As [`Voice::promised`], in the promise's own words where it has them.
    #[must_use]
    pub fn promised_as(&self, what: PromiseWhat, window: Window, words: Option<&str>) -> String {
        let Some(words) = words.map(sentence).filter(|words| !words.is_empty()) else {
            return self.promised(what, window);
        };
        if let Some(of) = &self.of {
            return self.promised_to(of, what, window, Some(&words));
        }
        let when = self.window(window);
        self.pick(
            &format!("Dit hadden wij u beloofd, {when}: {words}"),
            &format!("We had promised you this, {when}: {words}"),
        )
    }

    /// That what was promised comes earlier.
    #[must_use]
    pub fn earlier(&self, what: PromiseWhat) -> String {
        let (nl, en) = match what {
            PromiseWhat::FirstAnswer | PromiseWhat::News | PromiseWhat::Result => {
                ("U hoort het eerder van ons.", "You will hear it from us earlier.")
            }
            PromiseWhat::CallBack => ("Wij bellen eerder.", "We will call earlier."),
            PromiseWhat::Visit => ("Wij komen eerder.", "We will come earlier."),
            PromiseWhat::Delivery if self.of.is_some() => {
                ("De zending komt eerder.", "The shipment will come earlier.")
            }
            PromiseWhat::Delivery => ("Uw zending komt eerder.", "Your shipment will come earlier."),
            PromiseWhat::Other => ("Het lukt eerder.", "It will be done earlier."),
        };
        self.pick(nl, en)
    }

    /// That nobody read in time what the customer wrote.
    #[must_use]
    pub fn to_be_read(&self, window: Window) -> String {
        let when = self.window(window);
        if let Some(of) = &self.of {
            return self.pick(
                &format!("Wij zouden het bericht van de {of} {when} lezen."),
                &format!("We were to read the {of}'s message {when}."),
            );
        }
        self.pick(&format!("Wij zouden uw bericht {when} lezen."), &format!("We were to read your message {when}."))
    }

    /// The moment that was given after a broken promise, of news or of a call, once it passed as well.
    #[must_use]
    pub fn promised_after(&self, what: PromiseWhat, window: Window) -> String {
        let when = self.window(window);
        if let Some(of) = self.of.as_ref().filter(|_| what != PromiseWhat::CallBack) {
            return self.pick(
                &format!("Daarna zouden wij de {of} {when} iets laten horen."),
                &format!("After that the {of} was to hear from us {when}."),
            );
        }
        if what == PromiseWhat::CallBack {
            let called = self.called();
            return self.pick(
                &format!("Daarna zouden wij {called} {when} bellen."),
                &format!("After that we were to call {called} {when}."),
            );
        }
        self.pick(
            &format!("Daarna zouden wij u {when} iets laten horen."),
            &format!("After that you were to hear from us {when}."),
        )
    }

    /// That nobody spoke in time, who has to see to it now, and when the customer hears how things stand at the latest.
    #[must_use]
    pub fn let_down(&self, team: &str, by: Option<Timestamp>) -> String {
        let by = by.map(|at| self.window(Window::by(at)));
        if let Some(of) = &self.of {
            return self.pick(
                &format!("Niemand heeft de {of} op tijd antwoord gegeven. Dit ligt nu bij de teamleider van {team}."),
                &format!("Nobody answered the {of} in time. This is now with the team lead of {team}."),
            );
        }
        match (self.lang, by) {
            (Lang::Nl, Some(by)) => format!(
                "Niemand heeft u op tijd antwoord gegeven. Wij hebben dit nu bij de teamleider van {team} neergelegd. Wij \
                 vertellen u {by} hoe het ervoor staat, ook als er dan nog niets nieuws is."
            ),
            (Lang::Nl, None) => format!(
                "Niemand heeft u op tijd antwoord gegeven. Wij hebben dit nu bij de teamleider van {team} neergelegd."
            ),
            (Lang::En, Some(by)) => format!(
                "Nobody answered you in time. We have now put this to the team lead of {team}. We will tell you how things \
                 stand {by}, even if there is nothing new by then."
            ),
            (Lang::En, None) => {
                format!("Nobody answered you in time. We have now put this to the team lead of {team}.")
            }
        }
    }

    /// An answer that is promised to who had one already.
    #[must_use]
    pub fn answer_again(&self, window: Window) -> String {
        let when = self.window(window);
        if let Some(of) = &self.of {
            return self.pick(
                &format!("De {of} krijgt {when} opnieuw antwoord van ons."),
                &format!("The {of} will get a new answer from us {when}."),
            );
        }
        self.pick(
            &format!("U krijgt {when} opnieuw antwoord van ons."),
            &format!("You will get a new answer from us {when}."),
        )
    }
}
