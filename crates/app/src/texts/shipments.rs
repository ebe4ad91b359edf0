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

    /// Where a shipment stands, as the customer hears it.
    #[must_use]
    pub fn shipment(&self, status: ShipmentStatus, tracking: &str, carrier: &str) -> String {
        let (nl, en) = match status {
            ShipmentStatus::Accepted | ShipmentStatus::InTransit => (
                format!("Uw zending {tracking} is onderweg. {carrier} heeft de zending."),
                format!("Your shipment {tracking} is on its way. {carrier} has it."),
            ),
            ShipmentStatus::OutForDelivery => (
                format!("Uw zending {tracking} wordt {} bezorgd door {carrier}.", self.today()),
                format!("Your shipment {tracking} will be delivered {} by {carrier}.", self.today()),
            ),
            ShipmentStatus::Delivered => {
                (format!("Uw zending {tracking} is bezorgd."), format!("Your shipment {tracking} was delivered."))
            }
            ShipmentStatus::Delayed => {
                (format!("Uw zending {tracking} is vertraagd."), format!("Your shipment {tracking} is delayed."))
            }
            ShipmentStatus::Lost => (
                format!("{carrier} kan uw zending {tracking} niet vinden. Dat spijt ons."),
                format!("{carrier} cannot find your shipment {tracking}. We are sorry."),
            ),
            ShipmentStatus::Damaged => (
                format!("Uw zending {tracking} is beschadigd geraakt bij {carrier}. Dat spijt ons."),
                format!("Your shipment {tracking} was damaged at {carrier}. We are sorry."),
            ),
            ShipmentStatus::Returned => (
                format!("Uw zending {tracking} komt naar ons terug. Dat spijt ons."),
                format!("Your shipment {tracking} is coming back to us. We are sorry."),
            ),
            ShipmentStatus::Exception => (
                format!("{carrier} kon uw zending {tracking} niet bezorgen zoals was afgesproken. Dat spijt ons."),
                format!("{carrier} could not deliver your shipment {tracking} as agreed. We are sorry."),
            ),
        };
        self.say(nl, en)
    }

    /// When it was to be there, where that is not sure: what was promised stands, and nobody says that it will be so.
    #[must_use]
    pub fn delivery_in_doubt(&self, by: Timestamp) -> String {
        let when = self.moment(by);
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
        self.say(
            format!(
                "Wij horen al een tijd niets van {carrier} over uw zending {tracking}. Wij wachten daar niet op en zoeken uit \
                 waar de zending is."
            ),
            format!(
                "We have not heard from {carrier} about your shipment {tracking} for some time. We do not wait for that and \
                 are finding out where it is."
            ),
        )
    }

    fn say(&self, nl: String, en: String) -> String {
        match self.lang {
            Lang::Nl => nl,
            Lang::En => en,
        }
    }
}
