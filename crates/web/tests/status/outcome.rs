//! The outcome: what it says, and what the customer says of it.

use axum::http::StatusCode;
use jiff::SignedDuration;
use regie_domain::codes::{Outcome, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::event::Window;
use regie_domain::ids::JourneyId;
use regie_domain::journey::{Holder, State};
use regie_domain::money::Cents;

use crate::support::Site;
use crate::{RESULT, open};

pub async fn propose(site: &Site, journey: JourneyId) {
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij betalen u 180 euro. De oorzaak lag in onze straat.");
    let command = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: Some(Cents(4_000)) };
    site.act(&site.city.people.kcc_agent, journey, command, texts).await;
    site.test.drain().await;
}

#[tokio::test]
async fn an_outcome_beside_an_open_promise_is_one_story() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let until = "2018-02-07T16:00:00Z".parse().unwrap();
    let other = NewPromise { what: PromiseWhat::Other, window: Some(Window::by(until)), ..RESULT };
    site.act(&site.city.people.kcc_agent, journey, JourneyCommand::Promise { promise: other }, Vec::new()).await;
    propose(&site, journey).await;
    let page = anja.get(&link).await;
    page.has("De uitkomst is bekend")
        .has("Is het nu opgelost?")
        .lacks("werkt aan uw vraag")
        .lacks("Dan sluiten wij dit op");
    page.has("Wat wij u nog hebben beloofd, doen wij ook").has("Zolang sluiten wij dit niet.").has("Kosten");
    page.has("U mag zeggen of het is opgelost.").lacks("Wij zijn aan de beurt");
    let early = anja.submit(&page, &format!("{link}/solved"), &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    early.has("Wij hebben u nog iets beloofd. Dat doen wij eerst.");
    // Broken, it stands beside the outcome with what becomes of it.
    site.test.run_until("2018-02-07T16:01:00Z".parse().unwrap()).await;
    let page = anja.get(&link).await;
    page.has("De uitkomst is bekend").has("Dat spijt ons.").has("of wij spreken iets anders met u af.");
}

#[tokio::test]
async fn after_not_solved_the_page_says_what_happens_now() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    propose(&site, journey).await;
    let page = anja.get(&link).await;
    let sent = anja.submit(&page, &format!("{link}/not-solved"), &[("text", "Het lekt nog.")]).await;
    let page = anja.follow(&sent).await;
    page.has("Wij kijken er opnieuw naar").has("U liet weten dat het nog niet is opgelost.");
    site.write(journey, "Wij komen morgen langs.", None, &[]).await;
    anja.get(&link).await.lacks("Wij kijken er opnieuw naar");
}

#[tokio::test]
async fn solved_closes_and_not_solved_gives_it_back_to_the_director() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    propose(&site, journey).await;
    let page = anja.get(&link).await;
    page.has("Is het nu opgelost?").has("Wij betalen u 180 euro.").has("Het gaat om €\u{a0}40,00.");
    let empty = anja.submit(&page, &format!("{link}/not-solved"), &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("<details open>");
    let sent = anja.submit(&page, &format!("{link}/not-solved"), &[("text", "Ik heb nog niets gekregen.")]).await;
    anja.follow(&sent).await.has("Wij gaan er opnieuw mee aan de slag").lacks("Is het nu opgelost?");
    let found = site.journey(journey).await;
    assert!(found.is_open() && found.proposal.is_none());
    assert_eq!(found.ball.holder, Holder::Team { team: site.city.kcc.team });

    propose(&site, journey).await;
    let page = anja.get(&link).await;
    let action = format!("{link}/solved");
    let sent = anja.submit(&page, &action, &[]).await;
    let again = anja.submit(&page, &action, &[]).await;
    assert_eq!(sent.location(), again.location());
    let page = anja.follow(&sent).await;
    page.has("Fijn dat het is opgelost")
        .has("Dit is afgerond")
        .has("U liet ons weten dat het is opgelost.")
        .has("Afronding");
    assert!(matches!(site.journey(journey).await.state, State::Closed { .. }));

    // Long after, a message opens nothing any more, so there is no form.
    site.test.clock.advance(SignedDuration::from_hours(40 * 24));
    let page = anja.get(&link).await;
    page.has("Dit is al langer geleden afgerond").lacks("/message\"");
}
