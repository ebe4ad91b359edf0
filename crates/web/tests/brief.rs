//! What is known already when somebody makes contact: on the page of the journey, in My work, in the telephone note and for
//! programs; five lines at most, nothing of what is shielded or not tied. And asking again is said before it is sent.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::journeys::NewJourney;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::testing::TestApp;
use regie_domain::blueprint::{AskKind, Words};
use regie_domain::codes::{Asks, Channel, Direction};
use regie_domain::command::JourneyCommand as C;
use regie_domain::directory::Member;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{BlueprintId, JourneyId};
use support::{Page, Site, result};

const NUMBER: &str = "0600000078";

async fn called(site: &Site, member: &Member, blueprint: BlueprintId, title: &str) -> JourneyId {
    let new = NewJourney {
        channel: Channel::Phone,
        name: "Anja de Wit".to_owned(),
        email: None,
        phone: Some(NUMBER.to_owned()),
        blueprint: Some(blueprint),
        kind: None,
        title: title.to_owned(),
        text: "Het riool is verstopt.".to_owned(),
        key: None,
    };
    let id = site.test.app.begin_journey(TestApp::who(member), new).await.unwrap();
    site.test.drain().await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
    id
}

async fn own(site: &Site, title: &str) -> JourneyId {
    called(site, &site.city.people.kcc_agent, site.city.blueprint.id, title).await
}

/// Something that the customer says on a journey.
async fn says(site: &Site, id: JourneyId, words: &str, asks: Asks) {
    let mut texts = Vec::new();
    let participant = Some(site.customer(id).await);
    let facts = ContactFacts { direction: Direction::In, participant, asks, ..site.facts(&mut texts, words) };
    let command = C::RecordContact { contact: facts, answers: None };
    site.act(&site.city.people.kcc_agent, id, command, texts).await;
    site.test.drain().await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
}

fn lines(page: &Page) -> usize {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    let list = text.split("class=\"brieflines").nth(1).unwrap_or_default();
    list.split("</ul>").next().unwrap_or_default().matches("<li").count()
}

#[tokio::test]
async fn a_new_contact_comes_with_what_is_known_over_all_journeys() {
    let site = Site::new().await;
    let first = own(&site, "Kosten loodgieter").await;
    let until = "2018-02-19T16:00:00Z";
    site.write(first, "Wat is uw rekeningnummer?", Some(result(until)), &[("Rekeningnummer", AskKind::Iban, true)])
        .await;
    says(&site, first, "Mijn rekening is NL91ABNA0417164300.", Asks::Something).await;
    let second = own(&site, "Stank in huis").await;
    says(&site, second, "Het stinkt nu nog erger.", Asks::Something).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get(&format!("/journeys/{second}")).await;
    page.has("Dit weten we al").has("Kosten loodgieter").has("Al beantwoord").has("Toezegging van");
    let count = lines(&page);
    assert!((3..=5).contains(&count), "{count} lines: {}", page.text());
    // My work opens it in place; without a script it is a page.
    let alone = format!("/journeys/{second}/brief");
    agent.get("/work").await.has(&alone).has("hx-select=\".brieflines\"");
    let brief = agent.get(&alone).await;
    brief.has("Dit weten we al").has("Kosten loodgieter");
    assert!(lines(&brief) <= 5);
    // What nobody waits for needs no brief.
    site.write(second, "Er komt vandaag iemand kijken.", None, &[]).await;
    agent.get(&format!("/journeys/{second}")).await.lacks("Dit weten we al");
    // The number alone finds the same while it is typed, and without a script.
    let found = agent.get(&format!("/calls/found?number={NUMBER}")).await;
    found.has("Dit weten we al").has("Al beantwoord").has("Toezegging van");
    assert!(lines(&found) <= 5);
    agent.get(&format!("/calls/new?number={NUMBER}")).await.has("Dit weten we al");
    agent.get("/calls/found?number=0699999999").await.lacks("Dit weten we al");
}

#[tokio::test]
async fn a_brief_counts_what_is_shielded_and_says_no_more() {
    let site = Site::new().await;
    let admin = TestApp::who(&site.city.people.administrator);
    let technical = site.city.technical.team.team;
    let form = BlueprintForm {
        name: Words::new("Schuldhulp", "Debt help"),
        director: technical.to_string(),
        restricted: true,
        ..BlueprintForm::of(&site.city.blueprint)
    };
    let hidden = site.test.app.create_blueprint(&admin, form).await.unwrap();
    let open = own(&site, "Stank in huis").await;
    // The same person, on a restricted journey of another team: the coordinator, who sees both, begins it.
    let shut = called(&site, &site.city.people.technical_agent, hidden, "Kanarie in de schulden").await;
    let (mine, theirs) = (site.journey(open).await.customer, site.journey(shut).await.customer);
    if mine != theirs {
        let join = regie_domain::customer::CustomerCommand::Join { other: theirs };
        let request = regie_app::Request::customer(regie_app::Who::System, regie_domain::actor::Door::Page, mine, join);
        site.test.app.run(request).await.unwrap();
    }
    says(&site, open, "Hoe nu verder?", Asks::Something).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    for path in
        [format!("/journeys/{open}"), format!("/journeys/{open}/brief"), format!("/calls/found?number={NUMBER}")]
    {
        let page = agent.get(&path).await;
        page.has("Dit weten we al").lacks("anarie").lacks(&shut.to_string());
    }
    assert_eq!(agent.get(&format!("/journeys/{shut}/brief")).await.status, StatusCode::FORBIDDEN);
    let brief = site.test.app.brief(&TestApp::who(&site.city.people.coordinator), open).await.unwrap();
    assert!(brief.references.contains_key(&shut), "who sees both gets both: {brief:?}");
}

#[tokio::test]
async fn asking_again_is_said_before_it_is_sent_counted_and_corrected_by_one_tap() {
    let site = Site::new().await;
    let first = own(&site, "Kosten loodgieter").await;
    let iban: &[(&str, AskKind, bool)] = &[("Rekeningnummer", AskKind::Iban, true)];
    site.write(first, "Wat is uw rekeningnummer?", None, iban).await;
    says(&site, first, "Mijn rekening is NL91ABNA0417164300.", Asks::Something).await;
    assert!(site.journey(first).await.open_question().is_none());
    let second = own(&site, "Stank in huis").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    // The form says so, with the answer and where it stands; it does not stand in the way.
    let form = agent.get(&format!("/journeys/{second}/question")).await;
    let reference = site.journey(first).await.reference.to_string();
    form.has("Al gevraagd en beantwoord").has("Wat is uw rekeningnummer?").has(&reference);
    let fields = [("text", "Geef uw IBAN door."), ("wants", "iban")];
    let sent = agent.submit(&form, &format!("/journeys/{second}/question"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.clock.advance(jiff::SignedDuration::from_mins(5));
    site.test.drain().await;
    let journey = site.journey(second).await;
    let (question, asked) = journey.open_question().unwrap();
    assert!(asked.repeats);
    assert_eq!(journey.repeats(), 1);
    // One tap says that it was no repeat, and one takes that back.
    let page = agent.get(&format!("/journeys/{second}")).await;
    page.has("had dit al eerder beantwoord");
    let tap = format!("/journeys/{second}/questions/{question}/repeats/no");
    assert_eq!(agent.submit(&page, &tap, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.journey(second).await.repeats(), 0);
    let page = agent.get(&format!("/journeys/{second}")).await;
    let back = format!("/journeys/{second}/questions/{question}/repeats/yes");
    agent.submit(&page, &back, &[]).await;
    assert_eq!(site.journey(second).await.repeats(), 1);
    // What was never asked is no repeat.
    let third = own(&site, "Losse tegel").await;
    site.write(third, "Stuur een foto van de tegel.", None, &[("Foto van de tegel", AskKind::File, false)]).await;
    assert_eq!(site.journey(third).await.repeats(), 0);
}
