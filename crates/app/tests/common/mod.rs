//! What the tests of settings and jobs share.
#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses its own part")]

use regie_app::journeys::NewJourney;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_domain::codes::Channel;
use regie_domain::ids::JourneyId;

/// The resident of the story.
pub const RESIDENT: &str = "lotte@example.net";

/// A journey that the contact centre notes for a resident, now.
pub async fn open(test: &TestApp, city: &Municipality) -> JourneyId {
    let new = NewJourney {
        channel: Channel::Phone,
        name: "Lotte Brand".into(),
        email: Some(RESIDENT.into()),
        phone: None,
        blueprint: Some(city.blueprint.id),
        kind: None,
        title: "Loodgieter terugvragen".into(),
        text: "Wat moet ik doen om de loodgieter terugbetaald te krijgen?".into(),
        key: None,
    };
    test.app.begin_journey(TestApp::who(&city.people.kcc_agent), new).await.unwrap()
}
