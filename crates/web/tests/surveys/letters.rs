//! How somebody is asked by letter, and what the code on it opens.

use regie_app::journeys::NewJourney;
use regie_domain::codes::{Channel, TaskKind, UpdateKind};

use super::*;

const ADDRESS: &str = "Voorbeeldlaan 1\n1234 AB Voorbeeldstad";

/// Somebody without mail or telephone whose journey ended, and who was asked: the letter that is printed.
async fn by_letter(site: &Site) -> (JourneyId, Page) {
    let new = NewJourney {
        channel: Channel::Letter,
        name: "Anja de Wit".to_owned(),
        email: None,
        phone: None,
        blueprint: Some(site.city.blueprint.id),
        kind: None,
        title: "Verstopt riool".to_owned(),
        text: "Wat moet ik doen om dit terug te krijgen?".to_owned(),
        key: None,
    };
    let id = site.test.app.begin_journey(TestApp::who(&site.city.people.kcc_agent), new).await.unwrap();
    site.test.drain().await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let person = format!("/journeys/{id}/people/{}", site.customer(id).await);
    let page = agent.get(&person).await;
    agent.submit(&page, &format!("{person}/address"), &[("address", ADDRESS)]).await;
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij betalen de loodgieter.");
    let outcome = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    site.act(&site.city.people.kcc_agent, id, outcome, texts).await;
    site.test.drain().await;
    // She brings the letter that says she agrees to the counter; a page that a colleague opened is thrown away after it.
    let own = site.link(id).await;
    let mut counter = site.visitor();
    let page = counter.get(&own).await;
    counter.submit(&page, &format!("{own}/solved"), &[]).await;
    site.test.drain().await;
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(34)).await;
    let journey = site.journey(id).await;
    let asks = |task: &regie_domain::journey::Task| {
        let about = task.update.and_then(|update| journey.updates.get(&update)).map(|update| update.about);
        task.kind == TaskKind::Letter && about == Some(UpdateKind::Survey)
    };
    let task = journey.tasks.iter().find(|(_, task)| asks(task));
    let (task, _) = task.unwrap_or_else(|| panic!("{:?} {:?}", journey.survey, journey.tasks));
    // Days later somebody signs in again.
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let letter = agent.get(&format!("/journeys/{id}/tasks/{task}/letter")).await;
    assert_eq!(letter.status, StatusCode::OK, "{}", letter.text());
    (id, letter)
}

fn code_in(letter: &Page) -> String {
    let text = letter.text();
    let paper = text.split("class=\"lettertext\"").nth(1).unwrap();
    let rest = paper.split("vul deze code in: ").nth(1).unwrap_or_else(|| panic!("no code in {paper}"));
    rest.chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect()
}

async fn typed(site: &Site, browser: &mut Browser, code: &str) -> Page {
    let page = browser.get("/a").await;
    let sent = browser.submit(&page, "/a", &[("code", code)]).await;
    site.test.drain().await;
    sent
}

#[tokio::test]
async fn who_gets_letters_is_asked_by_letter_and_its_code_opens_the_questions() {
    let site = site().await;
    let (id, letter) = by_letter(&site).await;
    letter.has("Hoe tevreden bent u over het geheel?").has("regie.example.org/a").lacks("/s/");
    let code = code_in(&letter);
    assert_eq!(code.len(), 11, "{code}");
    let before = site.journey(id).await.seq;
    let mut anja = site.visitor();
    anja.get("/a").await.has("Uw code uit de brief").has("Er wordt nog niets verstuurd");
    let opened = typed(&site, &mut anja, &format!(" {} ", code.to_lowercase().replace('-', " "))).await;
    let questions = anja.follow(&opened).await;
    questions.has("Hoe tevreden bent u over het geheel?").lacks("value=\"9\" checked");
    assert_eq!((site.journey(id).await.seq, ask(&site, id).await.response), (before, None), "typing records nothing");
    let action = opened.location().to_owned();
    let sent = anja.submit(&questions, &action, &[("q1", "9"), ("q2", "Netjes geholpen.")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert_eq!(ask(&site, id).await.response.unwrap().given[0].value, 9);
    // The same code, the same answer, to be changed for a day; and after that it opens nothing.
    let again = typed(&site, &mut site.visitor(), &code).await;
    anja.follow(&again).await.has("Netjes geholpen.");
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(25)).await;
    let over = typed(&site, &mut site.visitor(), &code).await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(22 * 24)).await;
    let late = anja.get(&action).await;
    assert_eq!(late.status, StatusCode::GONE, "the link behind the code ends with the ask");
}

#[tokio::test]
async fn a_wrong_code_one_that_is_over_and_one_of_somebody_erased_say_the_same() {
    let site = site().await;
    let (id, letter) = by_letter(&site).await;
    let code = code_in(&letter);
    let bare = |page: &Page, code: &str| {
        let text = page.text().replace(code, "");
        let parts = text.split("value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
        (page.status, parts.collect::<String>())
    };
    let wrong = typed(&site, &mut site.visitor(), "00000-00000").await;
    wrong.has("Met deze code kunnen wij niets openen").lacks("Verstopt riool");
    let other = |at: usize| {
        let mut signs = code.clone().into_bytes();
        signs[at] = if signs[at] == b'7' { b'8' } else { b'7' };
        String::from_utf8(signs).unwrap()
    };
    // A letter off, in what names the ask as in what proves it; half of it; far too much of it.
    for typed_over in [other(0), other(6), other(10), code[..5].to_owned(), "K".repeat(5_000), String::new()] {
        let page = typed(&site, &mut site.visitor(), &typed_over).await;
        assert_eq!(bare(&page, &typed_over), bare(&wrong, "00000-00000"), "{typed_over}");
    }
    // Where a member takes the links away, the letter opens nothing any more either.
    let opened = typed(&site, &mut site.visitor(), &code).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let link = opened.location().to_owned();
    let customer = site.customer(id).await;
    site.test.app.take_links(&TestApp::who(&site.city.people.kcc_agent), id, customer).await.unwrap();
    let page = typed(&site, &mut site.visitor(), &code).await;
    assert_eq!(bare(&page, &code), bare(&wrong, "00000-00000"));
    assert_eq!(site.visitor().get(&link).await.status, StatusCode::GONE);

    // Nor of somebody who was erased, nor when the time is over.
    for erased in [true, false] {
        let site = super::site().await;
        let (id, letter) = by_letter(&site).await;
        let code = code_in(&letter);
        if erased {
            let whom = Whom::Customer(site.journey(id).await.customer);
            site.test.app.erase_customer(&Who::System, whom, Ground::Request).await.unwrap();
        } else {
            site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(22 * 24)).await;
        }
        let page = typed(&site, &mut site.visitor(), &code).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{erased}");
        page.has("Met deze code kunnen wij niets openen").lacks("Verstopt riool").lacks("Anja");
    }
}

#[tokio::test]
async fn guessing_codes_is_held_back_at_one_place() {
    let site = site().await;
    let (_, letter) = by_letter(&site).await;
    let mut guess = site.visitor();
    let mut last = StatusCode::OK;
    for number in 0..30 {
        last = typed(&site, &mut guess, &format!("{number:05}-00000")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let good = typed(&site, &mut guess, &code_in(&letter)).await;
    good.has("te veel codes");
    assert_eq!(good.status, StatusCode::TOO_MANY_REQUESTS, "a good one neither, until the hour is over");
}
