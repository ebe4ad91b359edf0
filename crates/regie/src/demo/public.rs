//! What the organisations of the demonstration state in public: how accessible their pages are, and what happens with personal
//! data. Truthful for a house that exists only here.

use regie_app::App;
use regie_app::authorise::Who;
use regie_app::settings::statements::{AccessibilityForm, PrivacyForm};
use regie_domain::blueprint::Words;

use super::house::HouseKind;

/// Fills in both statements.
///
/// # Errors
/// When a form of the settings refuses one.
pub async fn state(app: &App, house: HouseKind) -> anyhow::Result<()> {
    let (contact, officer) = match house {
        HouseKind::Municipality => ("toegankelijk@example.org", "privacy@example.org"),
        HouseKind::Provider => ("toegankelijk@example.net", "privacy@example.net"),
        HouseKind::Shipper => ("toegankelijk@opleidingen.example.org", "privacy@opleidingen.example.org"),
        HouseKind::Lease => ("toegankelijk@lease.example.org", "privacy@lease.example.org"),
        HouseKind::Telecom => ("toegankelijk@telecom.example.org", "privacy@telecom.example.org"),
    };
    let accessibility = AccessibilityForm {
        grade: "c".to_owned(),
        gaps: Words::new(
            "Wij hebben nog niet alles laten onderzoeken. Wij weten nog niet of documenten die wij meesturen goed voor te lezen zijn.",
            "Not everything has been examined yet. We do not know yet whether documents that we send along can be read aloud well.",
        ),
        contact: contact.to_owned(),
        ..AccessibilityForm::default()
    };
    let matter = match house {
        HouseKind::Municipality => Words::new(
            "Wij gebruiken uw naam, uw adres en wat u ons schrijft om uw vraag of aanvraag te behandelen en u te vertellen hoe het ervoor staat.",
            "We use your name, your address and what you write to us to deal with your question or application and to tell you how it stands.",
        ),
        HouseKind::Provider => Words::new(
            "Wij gebruiken uw naam, uw telefoonnummer en wat u ons schrijft om uw storing op te lossen en u te vertellen hoe het ervoor staat.",
            "We use your name, your telephone number and what you write to us to solve your outage and to tell you how it stands.",
        ),
        HouseKind::Shipper => Words::new(
            "Wij gebruiken uw naam, uw adres en wat u ons schrijft om uw cursusmateriaal te laten bezorgen en u te vertellen hoe het ervoor staat.",
            "We use your name, your address and what you write to us to have your course material delivered and to tell you how it stands.",
        ),
        HouseKind::Telecom => Words::new(
            "Wij gebruiken uw naam, uw telefoonnummer, uw klantnummer en wat u ons schrijft om uw vraag over een factuur te beantwoorden en u te vertellen hoe het ervoor staat.",
            "We use your name, your telephone number, your customer number and what you write to us to answer your question about an invoice and to tell you how it stands.",
        ),
        HouseKind::Lease => Words::new(
            "Wij gebruiken uw naam, uw telefoonnummer en wat u ons vertelt om uw schade te laten herstellen en u te vertellen hoe het ervoor staat.",
            "We use your name, your telephone number and what you tell us to have your damage repaired and to tell you how it stands.",
        ),
    };
    let grounds = match house {
        HouseKind::Municipality => Words::new(
            "Dat mag, omdat het nodig is voor onze taak voor alle inwoners.",
            "We may, because our task for all residents needs it.",
        ),
        HouseKind::Provider | HouseKind::Shipper | HouseKind::Lease | HouseKind::Telecom => Words::new(
            "Dat mag, omdat het nodig is voor ons contract met u.",
            "We may, because our contract with you needs it.",
        ),
    };
    let privacy = PrivacyForm {
        purposes: matter,
        grounds,
        term: Words::new(
            "Twee jaar nadat uw zaak klaar is, halen wij uw gegevens weg.",
            "Two years after your matter is done, we take your data away.",
        ),
        officer: officer.to_owned(),
        rights: Words::default(),
    };
    let version = app.state_accessibility(&Who::System, 0, accessibility).await?;
    app.state_privacy(&Who::System, version, privacy).await?;
    Ok(())
}
