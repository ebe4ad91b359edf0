//! The sentences about visits. To customers it is "we come", not who of us.

use jiff::Timestamp;
use regie_domain::codes::PromiseWhat;
use regie_domain::event::Window;

use super::sentences::Voice;
use crate::locale::Lang;

impl Voice {
    /// When somebody comes: `Wij komen bij u langs op zaterdag 4 augustus, tussen 08.00 en 11.00 uur.`
    #[must_use]
    pub fn visit(&self, window: Window) -> String {
        if let Some(of) = &self.of {
            return self.promise_to(of, PromiseWhat::Visit, window, None);
        }
        let when = self.window(window);
        match (window.from, self.lang) {
            (Some(_), Lang::Nl) => format!("Wij komen bij u langs op {when}."),
            (Some(_), Lang::En) => format!("We will come to you on {when}."),
            (None, Lang::Nl) => format!("Wij komen {when} bij u langs."),
            (None, Lang::En) => format!("We will come to you {when}."),
        }
    }

    /// The same, once it no longer holds.
    #[must_use]
    pub fn visit_was(&self, window: Window) -> String {
        if let Some(of) = &self.of {
            return self.promised_to(of, PromiseWhat::Visit, window, None);
        }
        let when = self.window(window);
        match (window.from, self.lang) {
            (Some(_), Lang::Nl) => format!("Wij zouden bij u langskomen op {when}."),
            (Some(_), Lang::En) => format!("We were to come to you on {when}."),
            (None, Lang::Nl) => format!("Wij zouden {when} bij u langskomen."),
            (None, Lang::En) => format!("We were to come to you {when}."),
        }
    }

    /// That nobody came in the window that was promised.
    #[must_use]
    pub fn visit_missed(&self, window: Window) -> String {
        let was = self.visit_was(window);
        self.either(
            &format!("{was} Dat is niet gelukt. Dat spijt ons."),
            &format!("{was} We did not manage that. We are sorry."),
        )
    }

    /// That the customer picked another time.
    #[must_use]
    pub fn visit_chosen(&self) -> String {
        self.either("U hebt een andere tijd gekozen.", "You picked another time.")
    }

    /// That the visit is off.
    #[must_use]
    pub fn visit_off(&self, window: Window) -> String {
        let when = self.window(window);
        self.either(
            &format!("Wij komen niet meer bij u langs op {when}. Het bezoek gaat niet door."),
            &format!("We will not come to you on {when}. The visit is off."),
        )
    }

    /// Until when the customer may pick another time without asking, or how otherwise.
    #[must_use]
    pub fn visit_movable(&self, until: Option<Timestamp>) -> String {
        match until.map(|at| self.moment(at)) {
            Some(until) => self.either(
                &format!("Komt het niet uit? Tot {until} kiest u op uw eigen pagina zelf een andere tijd."),
                &format!("Does it not suit you? Until {until} you can pick another time on your own page."),
            ),
            None => self.either(
                "Komt het niet uit? Op uw eigen pagina ziet u wat er nog kan.",
                "Does it not suit you? Your own page shows what is still possible.",
            ),
        }
    }

    /// That the customer may choose again.
    #[must_use]
    pub fn visit_again(&self) -> String {
        self.either("Op uw eigen pagina kiest u een nieuwe tijd.", "You can pick a new time on your own page.")
    }

    /// What the customer can do where nobody came.
    #[must_use]
    pub fn visit_new_time(&self) -> String {
        self.either(
            "Wilt u een nieuwe tijd afspreken? Dat kan op uw eigen pagina.",
            "Would you like to agree on a new time? You can do so on your own page.",
        )
    }

    /// That nobody was there.
    #[must_use]
    pub fn visit_not_home(&self, at: Timestamp) -> String {
        let when = self.moment(at);
        self.either(
            &format!("Wij waren {when} bij u aan de deur. Er deed niemand open."),
            &format!("We were at your door on {when}. Nobody answered."),
        )
    }

    /// That somebody came, and whether that was enough.
    #[must_use]
    pub fn visit_done(&self, enough: bool) -> String {
        if enough {
            return self.either(
                "Wij zijn bij u langs geweest. Het werk is gedaan.",
                "We have been with you. The work is done.",
            );
        }
        self.either(
            "Wij zijn bij u langs geweest. Het is nog niet klaar.",
            "We have been with you. It is not finished yet.",
        )
    }

    fn either(&self, nl: &str, en: &str) -> String {
        if self.lang == Lang::Nl { nl.to_owned() } else { en.to_owned() }
    }
}
