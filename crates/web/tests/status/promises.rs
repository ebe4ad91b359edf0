//! Promises on the page: broken, moved, and what their mails said.

use regie_domain::codes::PromiseWhat;
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::event::Window;

use crate::support::Site;
use crate::{RESULT, open};

#[tokio::test]
async fn a_broken_promise_is_said_and_a_moved_one_shows_both_moments() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let until = "2018-02-07T16:00:00Z".parse().unwrap();
    site.write(journey, "U hoort het woensdag.", Some(NewPromise { window: Some(Window::by(until)), ..RESULT }), &[])
        .await;
    anja.get(&link).await.has("Loopt").has("U hoort de uitkomst");
    let promise = site
        .journey(journey)
        .await
        .promises
        .iter()
        .find(|(_, found)| found.what == PromiseWhat::Result)
        .map(|(id, _)| *id)
        .unwrap();
    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "De monteur is ziek."));
    let window = Window::by("2018-02-08T16:00:00Z".parse().unwrap());
    let reason = regie_domain::codes::MoveReason::Capacity;
    let command = JourneyCommand::MovePromise { promise, window, reason, text, amount: None };
    site.act(&site.city.people.kcc_agent, journey, command, texts).await;
    anja.get(&link).await.has("Eerst woensdag 7 februari, 17.00 uur. Verplaatst: De monteur is ziek.");

    site.test.run_until("2018-02-09T08:00:00Z".parse().unwrap()).await;
    let page = anja.get(&link).await;
    page.has("Wij zijn een belofte niet nagekomen. Dat spijt ons.").has("Niet nagekomen");
    page.lacks("Loopt gevaar");
}

#[tokio::test]
async fn a_row_keeps_what_its_mail_said_after_a_later_break() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let until = "2018-02-07T16:00:00Z".parse().unwrap();
    site.write(journey, "U hoort het woensdag.", Some(NewPromise { window: Some(Window::by(until)), ..RESULT }), &[])
        .await;
    site.test.run_until("2018-02-07T16:30:00Z".parse().unwrap()).await;
    let first = site.test.mail.last_to("anja@example.net");
    assert!(first.subject.contains("niet nagekomen"), "{}", first.subject);
    // Nobody speaks, so what was given in its place breaks too, and another apology goes out.
    site.test.run_until("2018-02-20T16:30:00Z".parse().unwrap()).await;
    let mails = site.test.mail.to("anja@example.net");
    let apologies: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("niet nagekomen")).collect();
    assert!(apologies.len() > 1, "{}", apologies.len());
    let page = anja.get(&link).await;
    for mail in apologies {
        let said = mail.text.split("\n\n").find(|part| part.starts_with("Wat gebeurt er nu?")).unwrap();
        page.has(said);
    }
    page.lacks("Beste Anja de Wit,").lacks("Met vriendelijke groet").lacks("Uw nummer: ");
}
