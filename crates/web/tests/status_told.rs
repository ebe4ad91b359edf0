//! What the customer's page says was promised and sent: what counts first, and nothing that never left.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use regie_app::testing::TestApp;
use regie_app::together::Together;
use regie_domain::actor::Door;
use regie_domain::codes::{Outcome, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::update::UpdateState;
use support::{Page, Site, result};

const ANJA: &str = "anja@example.net";
const PAST: &str = "Eerdere beloftes over een bericht";

/// What stands in the list of promises: in sight, and folded away.
fn promises(page: &Page) -> (String, String) {
    let text = page.text();
    let list = text.split("id=\"h-promises\"").nth(1).unwrap().split("</section>").next().unwrap();
    let (shown, past) = list.split_once(PAST).unwrap_or((list, ""));
    (shown.to_owned(), past.to_owned())
}

#[tokio::test]
async fn news_that_came_folds_away_and_what_was_broken_never_does() {
    let site = Site::new().await;
    let journey = site.begin(ANJA, "Verstopt riool").await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    anja.get(&link).await.lacks(PAST);
    for words in ["Wij zoeken het uit.", "Wij zijn er nog mee bezig."] {
        site.test.clock.advance(jiff::SignedDuration::from_mins(2));
        site.write(journey, words, None, &[]).await;
    }
    let page = anja.get(&link).await;
    page.has(&format!("{PAST} (2)"));
    let (shown, past) = promises(&page);
    assert_eq!((shown.matches("Loopt").count(), shown.matches("Nagekomen").count()), (1, 0), "{shown}");
    assert_eq!(past.matches("class=\"promise").count(), 2, "{past}");

    site.write(journey, "U hoort het woensdag.", Some(result("2018-02-07T16:00:00Z")), &[]).await;
    site.test.run_until("2018-02-07T16:30:00Z".parse().unwrap()).await;
    let (shown, past) = promises(&anja.get(&link).await);
    assert!(shown.find("U hoort de uitkomst").unwrap() < shown.find("U hoort van ons").unwrap(), "the outcome first");
    assert!(shown.contains("Niet nagekomen") && !past.contains("Niet nagekomen"));
}

#[tokio::test]
async fn what_did_not_arrive_does_not_look_sent() {
    let site = Site::new().await;
    let journey = site.begin(ANJA, "Verstopt riool").await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    site.write(journey, "Wij zoeken het uit.", None, &[]).await;
    anja.get(&link).await.has("Wij zoeken het uit.").lacks("kwam niet bij u aan");
    site.test.mail.fail_permanently(ANJA);
    site.write(journey, "Wij komen morgen langs.", None, &[]).await;
    let promise = result("2018-02-07T16:00:00Z");
    site.act(&site.city.people.kcc_agent, journey, JourneyCommand::Promise { promise }, Vec::new()).await;
    site.test.drain().await;
    let page = anja.get(&link).await;
    // A colleague's words can be read here, with the truth about the mail; what only a mail said did not happen.
    page.has("Wij komen morgen langs.").lacks("Wij hebben u iets beloofd");
    assert_eq!(page.text().matches("Dit bericht kwam niet bij u aan.").count(), 1);
    // Who was called and not reached has not heard it either; who was reached has.
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    for (reached, times) in [("no", 1), ("yes", 0)] {
        let found = site.journey(journey).await;
        let message =
            found.updates.iter().find(|(_, it)| matches!(it.state, UpdateState::Failed { .. }) && it.contact.is_some());
        let of = message.map(|(id, _)| *id);
        let (task, _) = found.tasks.iter().find(|(_, task)| task.is_open() && task.update == of).unwrap();
        let at = format!("/journeys/{journey}/tasks/{task}");
        let page = samira.get(&at).await;
        let done = samira.submit(&page, &at, &[("reached", reached), ("note", "Gebeld.")]).await;
        samira.follow(&done).await;
        let told = anja.get(&link).await.text().matches("Dit bericht kwam niet bij u aan.").count();
        assert_eq!(told, times, "reached: {reached}");
    }
}

#[tokio::test]
async fn a_promise_ticked_with_the_outcome_makes_up_no_other() {
    let site = Site::new().await;
    let journey = site.begin(ANJA, "Verstopt riool").await;
    let other = NewPromise { what: PromiseWhat::Other, ..result("2018-02-07T16:00:00Z") };
    site.write(journey, "Wij sturen iemand.", Some(other), &[]).await;
    let made = site.journey(journey).await.promises;
    let (promise, _) = made.iter().find(|(_, found)| found.is_open()).unwrap();
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Het riool is open.");
    let command = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    let who = TestApp::who(&site.city.people.kcc_agent);
    let main = regie_app::Request::journey(who, Door::Page, journey, command).with(texts);
    let first = vec![JourneyCommand::Fulfil { promise: *promise, at: None }];
    site.test.app.run_together(Together { take: false, first, main }, journey).await.unwrap();
    let after = site.journey(journey).await;
    assert!(after.proposal.is_some() && !after.promises[promise].is_open());
    assert_eq!(after.promises.len(), made.len(), "no moment of news in between");
}
