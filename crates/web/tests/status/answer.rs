//! Answers to our questions: checked at their fields, and one contact.

use axum::http::StatusCode;
use regie_domain::blueprint::AskKind;
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::event::Window;
use regie_domain::journey::Holder;

use crate::support::Site;
use crate::{ASKED, RESULT, count, open};

#[tokio::test]
async fn an_answer_is_checked_at_its_fields_and_becomes_one_contact() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Wilt u ons dit sturen?", Some(RESULT), ASKED).await;
    let contacts = site.journey(journey).await.contacts.len();
    let page = anja.get(&link).await;
    page.has("Wij hebben nog iets van u nodig").has("U bent aan de beurt.").has("Dit kost u niets.");
    page.has("Rekeningnummer (IBAN)").has("type=\"date\"").has("type=\"file\"").has("type=\"radio\"");

    let action = format!("{link}/answer");
    let wrong = [("item-1", "NL91 ABNA 0417 1643 01"), ("item-2", "30-1-2018"), ("text", "De straat lag open.")];
    let refused = anja.submit_files(&page, &action, &wrong, &[("item-0", "rekening.pdf", b"%PDF")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused
        .has("Dit IBAN klopt niet")
        .has("NL91 ABNA 0417 1643 01")
        .has("De straat lag open.")
        .has("Kies uw bestanden opnieuw");
    assert_eq!(site.journey(journey).await.contacts.len(), contacts);

    // Nothing filled in: every field that is needed says so.
    let empty = anja.submit(&page, &action, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("Vul uw rekeningnummer (IBAN) in.");
    // Once in the list above the form and once at the field, for the invoice and for the date.
    assert_eq!(count(&empty, "Vul dit in."), 4);

    let right = [
        ("item-1", "nl91abna0417164300"),
        ("item-2", "2018-01-30"),
        ("item-3", "yes"),
        ("text", "De straat lag open."),
    ];
    let risky = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf.exe", b"MZ")]).await;
    assert_eq!(risky.status, StatusCode::UNPROCESSABLE_ENTITY);
    risky.has("rekening.pdf.exe kunnen wij niet aannemen");
    let large = vec![0; 21 * 1024 * 1024];
    let large = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf", &large)]).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    large.has("rekening.pdf is te groot").has("De straat lag open.");

    let sent = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf", b"%PDF")]).await;
    let again = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf", b"%PDF")]).await;
    assert_eq!(sent.location(), again.location());
    let page = anja.follow(&sent).await;
    page.has("Uw antwoord is binnen").has("rekening.pdf").lacks("Wij hebben nog iets van u nodig");
    // Whole for who pays, masked where the link may be passed on.
    page.has("NL**\u{a0}****\u{a0}****\u{a0}**43\u{a0}00").lacks("0417");
    let found = site.journey(journey).await;
    assert_eq!(found.contacts.len(), contacts + 1);
    assert!(matches!(found.ball.holder, Holder::Team { .. }));
    let loaded = site.test.app.open_journey(&regie_app::Who::System, journey).await.unwrap();
    let text = loaded.texts.values().find(|text| text.contains("NL91")).unwrap();
    assert_eq!(
        text,
        "Rekening: rekening.pdf\nRekeningnummer (IBAN): NL91 ABNA 0417 1643 00\nDatum van de reparatie: 30 januari 2018\n\
         Bent u verzekerd?: Ja\n\nDe straat lag open."
    );
}

#[tokio::test]
async fn what_was_typed_survives_a_question_that_was_withdrawn() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Welke dag was het?", Some(RESULT), &[("Datum", AskKind::Date, true)]).await;
    let page = anja.get(&link).await;
    let question = site.journey(journey).await.open_question().unwrap().0;
    site.act(&site.city.people.kcc_agent, journey, JourneyCommand::WithdrawQuestion { question }, Vec::new()).await;
    let late =
        anja.submit(&page, &format!("{link}/answer"), &[("item-0", "2018-01-30"), ("text", "Een dinsdag.")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Er is intussen iets veranderd").has("Een dinsdag.").has("Datum: 30 januari 2018");
}

#[tokio::test]
async fn a_question_back_leaves_our_question_open_and_is_no_step() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Welke dag was het?", None, &[("Datum", AskKind::Date, true)]).await;
    let page = anja.get(&link).await;
    let action = format!("{link}/message");
    let sent = anja.submit(&page, &action, &[("text", "Komt er vandaag iemand?")]).await;
    let page = anja.follow(&sent).await;
    page.has("Wij hebben nog iets van u nodig").has("Komt er vandaag iemand?");
    assert_eq!(site.journey(journey).await.ball.holder, Holder::Customer);
    assert_eq!(site.journey(journey).await.fragments(), 0);
    // What was asked is no answer: that step has not been made.
    let steps = page.text().split("id=\"h-steps\"").nth(1).unwrap().split("</ol>").next().unwrap().to_owned();
    assert_eq!(steps.matches("class=\"done\"").count(), 1, "{steps}");
}

#[tokio::test]
async fn a_result_that_is_promised_before_the_answer_may_come_is_said_to_depend_on_it() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let soon = Window::by("2018-02-07T16:00:00Z".parse().unwrap());
    site.write(
        journey,
        "Welke dag was het?",
        Some(NewPromise { window: Some(soon), ..RESULT }),
        &[("Datum", AskKind::Date, true)],
    )
    .await;
    let page = anja.get(&link).await;
    page.has("Wij beloofden u de uitkomst uiterlijk woensdag 7 februari, 17.00 uur.").has("Komt uw antwoord later?");
}
