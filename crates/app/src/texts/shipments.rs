//! The sentences about shipments. To the customer the sender speaks, whoever brings it.

use jiff::Timestamp;
use regie_domain::codes::ShipmentStatus;

use super::sentences::Voice;
use crate::locale::Lang;

/// What stands on a journey that begins with a shipment.
#[must_use]
pub fn given(lang: Lang, tracking: &str, carrier: &str) -> String {
    match lang {
        Lang::Nl => format!("Zending {tracking} is aangemeld bij {carrier}."),
        Lang::En => format!("Shipment {tracking} was registered with {carrier}."),
    }
}

/// What a claim on a carrier is about.
#[must_use]
pub fn claim(lang: Lang, tracking: &str, carrier: &str) -> String {
    match lang {
        Lang::Nl => format!("Claim bij {carrier}: zending {tracking}"),
        Lang::En => format!("Claim on {carrier}: shipment {tracking}"),
    }
}

/// What stands on a claim for ourselves: which delivery it is about.
#[must_use]
pub fn claim_about(lang: Lang, tracking: &str, reference: &str) -> String {
    match lang {
        Lang::Nl => format!("Claim over zending {tracking}, van klantreis {reference}."),
        Lang::En => format!("Claim about shipment {tracking}, of journey {reference}."),
    }
}

impl Voice {
    /// That it is there, and since when; asked back, since the carrier said so and not the customer.
    #[must_use]
    pub fn delivered(&self, tracking: &str, at: Timestamp) -> String {
        let when = self.moment(at);
        if self.of.is_some() {
            return self.say(
                format!("Zending {tracking} is bezorgd, {when}."),
                format!("Shipment {tracking} was delivered, {when}."),
            );
        }
        self.say(
            format!(
                "Uw zending {tracking} is bezorgd, {when}.\n\nHeeft u de zending niet gekregen, of is er iets mis mee? Laat \
                 het ons dan weten."
            ),
            format!(
                "Your shipment {tracking} was delivered, {when}.\n\nDid you not get it, or is something wrong with it? Then \
                 let us know."
            ),
        )
    }

    /// Where a shipment stands, as the customer hears it, or who reads along: to them it is not their shipment.
    #[must_use]
    pub fn shipment(&self, status: ShipmentStatus, tracking: &str, carrier: &str) -> String {
        let [at_first, within] = self.shipment_of(tracking);
        let (nl, en) = match status {
            ShipmentStatus::Accepted | ShipmentStatus::InTransit => (
                format!("{at_first} is onderweg. {carrier} heeft de zending."),
                format!("{at_first} is on its way. {carrier} has it."),
            ),
            ShipmentStatus::OutForDelivery => (
                format!("{at_first} wordt {} bezorgd door {carrier}.", self.today()),
                format!("{at_first} will be delivered {} by {carrier}.", self.today()),
            ),
            ShipmentStatus::Delivered => (format!("{at_first} is bezorgd."), format!("{at_first} was delivered.")),
            ShipmentStatus::Delayed => (format!("{at_first} is vertraagd."), format!("{at_first} is delayed.")),
            ShipmentStatus::Lost => (
                format!("{carrier} kan {within} niet vinden. Dat spijt ons."),
                format!("{carrier} cannot find {within}. We are sorry."),
            ),
            ShipmentStatus::Damaged => (
                format!("{at_first} is beschadigd geraakt bij {carrier}. Dat spijt ons."),
                format!("{at_first} was damaged at {carrier}. We are sorry."),
            ),
            ShipmentStatus::Returned => (
                format!("{at_first} komt naar ons terug. Dat spijt ons."),
                format!("{at_first} is coming back to us. We are sorry."),
            ),
            ShipmentStatus::Exception => (
                format!("{carrier} kon {within} niet bezorgen zoals was afgesproken. Dat spijt ons."),
                format!("{carrier} could not deliver {within} as agreed. We are sorry."),
            ),
        };
        self.say(nl, en)
    }

    /// When it was to be there, where that is not sure: what was promised stands, and nobody says that it will be so.
    #[must_use]
    pub fn delivery_in_doubt(&self, by: Timestamp) -> String {
        let when = self.moment(by);
        if let Some(of) = &self.of {
            return self.say(
                format!("Wij beloofden de {of} de zending uiterlijk {when}. Wij volgen de zending."),
                format!("We promised the {of} the shipment by {when}. We are following it."),
            );
        }
        self.say(
            format!(
                "Wij beloofden u de zending uiterlijk {when}. Wij volgen de zending, en u hoort van ons hoe het gaat."
            ),
            format!(
                "We promised you the shipment by {when}. We are following it, and you will hear from us how it goes."
            ),
        )
    }

    /// That nobody said anything of a shipment for too long.
    #[must_use]
    pub fn shipment_silent(&self, tracking: &str, carrier: &str) -> String {
        let [_, within] = self.shipment_of(tracking);
        self.say(
            format!(
                "Wij horen al een tijd niets van {carrier} over {within}. Wij wachten daar niet op en zoeken uit \
                 waar de zending is."
            ),
            format!(
                "We have not heard from {carrier} about {within} for some time. We do not wait for that and \
                 are finding out where it is."
            ),
        )
    }

    /// How a shipment is named at the beginning of a sentence and within one: as the reader's, or as it is.
    fn shipment_of(&self, tracking: &str) -> [String; 2] {
        let [first, within] = match (self.lang, self.of.is_some()) {
            (Lang::Nl, false) => ["Uw zending", "uw zending"],
            (Lang::Nl, true) => ["Zending", "zending"],
            (Lang::En, false) => ["Your shipment", "your shipment"],
            (Lang::En, true) => ["Shipment", "shipment"],
        };
        [format!("{first} {tracking}"), format!("{within} {tracking}")]
    }

    /// What we ask a carrier that a claim goes to: we wait for it, not it for us.
    #[must_use]
    pub fn claim_waits(&self) -> String {
        self.say(
            "Wij horen graag wat u hierover besluit. Antwoorden op dit bericht is genoeg.".to_owned(),
            "Please let us know what you decide about it. Answering this message is enough.".to_owned(),
        )
    }

    fn say(&self, nl: String, en: String) -> String {
        match self.lang {
            Lang::Nl => nl,
            Lang::En => en,
        }
    }
}
