//! The sentences about who works on it in the chain: what they know of the customer, and that they no longer do.

use regie_domain::codes::PromiseWhat;
use regie_domain::event::Window;
use regie_domain::money::Cents;
use regie_domain::partner::SharedField;

use super::sentences::Voice;
use crate::locale::Lang;
use crate::partners::{Knows, Words};

impl Voice {
    /// What who has it now knows of what the customer told: all of it within the house, and of a partner what its agreement
    /// lets it know.
    #[must_use]
    pub(crate) fn known(&self, knows: Option<&Knows>) -> String {
        let all = self.pick(
            "Zij weten wat u ons hebt verteld. U hoeft uw verhaal niet opnieuw te vertellen.",
            "They know what you told us. You do not have to tell your story again.",
        );
        let Some(knows) = knows else { return all };
        let words = match knows.words {
            Words::All => return all,
            Words::Some => self.pick(
                "Van wat u ons zelf schreef of vertelde, kunnen zij een deel lezen.",
                "They can read part of what you wrote or told us yourself.",
            ),
            Words::None => self.pick(
                "Wat u ons zelf schreef of vertelde, kunnen zij niet lezen.",
                "They cannot read what you wrote or told us yourself.",
            ),
        };
        let work = self.pick(
            "Zij weten wat zij moeten doen en wat wij u schreven en beloofden.",
            "They know what they have to do, and what we wrote and promised to you.",
        );
        [work, self.known_besides(knows), words]
            .iter()
            .filter(|it| !it.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn known_besides(&self, knows: &Knows) -> String {
        let one = |field: &SharedField| match field {
            SharedField::Title => Some(self.pick("het onderwerp", "the subject")),
            SharedField::Name => Some(self.pick("uw naam", "your name")),
            SharedField::Phone => Some(self.pick("uw telefoonnummer", "your telephone number")),
            SharedField::Email => Some(self.pick("uw e-mailadres", "your e-mail address")),
            SharedField::Plate => Some(self.pick("uw kenteken", "your number plate")),
            SharedField::Texts => None,
            SharedField::Answers => Some(self.pick(
                "wat u later antwoordt op onze vraag hoe het ging, zonder namen en nummers",
                "what you answer later when we ask how it went, without names and numbers",
            )),
        };
        let known: Vec<String> = knows.fields.iter().filter_map(one).collect();
        if known.is_empty() {
            return String::new();
        }
        let known = self.lang.list(&known);
        match self.lang {
            Lang::Nl => format!("Ook kennen zij {known}."),
            Lang::En => format!("They also know {known}."),
        }
    }

    /// That a party no longer works on it, and who has it now. One that worked in our name has no name of its own.
    #[must_use]
    pub(crate) fn party_left(&self, left: Option<&str>, matter: &str, now: &str) -> String {
        match (self.lang, left) {
            (Lang::Nl, Some(left)) => format!("{left} werkt niet meer aan {matter}. {now} heeft het nu."),
            (Lang::Nl, None) => format!("Wie er aan {matter} werkte, doet dat niet meer. {now} heeft het nu."),
            (Lang::En, Some(left)) => format!("{left} no longer works on {matter}. {now} has it now."),
            (Lang::En, None) => format!("Whoever worked on {matter} no longer does. {now} has it now."),
        }
    }

    /// What was promised by somebody who is gone: nobody knows yet whether it is still done, nor what it costs.
    #[must_use]
    pub(crate) fn in_doubt(
        &self,
        what: PromiseWhat,
        window: Window,
        words: Option<&str>,
        cost: Option<Cents>,
    ) -> String {
        let was = self.promised_as(what, window, words);
        let doubt = match cost {
            Some(_) => self.pick(
                "Wij weten nog niet of dat doorgaat, wanneer, en voor welke prijs.",
                "We do not know yet whether that goes on, when, and at what price.",
            ),
            None => self.pick(
                "Wij weten nog niet of dat doorgaat, en wanneer.",
                "We do not know yet whether that goes on, and when.",
            ),
        };
        format!("{was} {doubt}")
    }
}
