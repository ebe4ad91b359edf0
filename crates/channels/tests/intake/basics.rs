//! The first steps.

use regie_app::intake::Placed;

use crate::support::{ANNA, Desk, mail, new_journey};

#[tokio::test]
async fn a_mail_begins_a_journey_and_an_answer_joins_it() {
    let desk = Desk::open().await;
    let journey = new_journey(&desk.receive(&mail(ANNA, "Riool loopt over", "a1@example.net", "", "Wat moet ik doen?")).await);
    let again = desk.receive(&mail(ANNA, "Re: Riool loopt over", "a2@example.net", "References: <a1@example.net>", "Het stinkt.")).await;
    assert!(matches!(again, Placed::On { journey: on, new: false, .. } if on == journey), "{again:?}");
    assert_eq!(desk.journeys().await.len(), 1);
    assert_eq!(desk.journey(journey).await.contacts.len(), 2);
}
