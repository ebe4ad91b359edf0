//! People who are known through a shielded journey.

use axum::http::StatusCode;
use regie_app::authorise::Who;
use regie_app::customers::{EraseError, Whom};
use regie_domain::codes::ParticipantRole;
use regie_domain::command::JourneyCommand;
use regie_domain::event::Reach;
use regie_domain::ids::JourneyId;

use crate::support::Site;
use crate::{CANARY, Scene};

/// The first person on a journey other than its customer, or the customer.
async fn person_page(site: &Site, journey: JourneyId, role: ParticipantRole) -> String {
    let found = site.journey(journey).await;
    let (id, _) = found.participants.iter().find(|(_, person)| person.role == role).unwrap();
    format!("/journeys/{journey}/people/{id}")
}

/// The handle of an address with the customer of a journey.
async fn handle_of(site: &Site, journey: JourneyId, address: &str) -> String {
    let customer = site.journey(journey).await.customer;
    let mut tx = site.test.app.store.begin_read().await.unwrap();
    let handles = regie_store::views::customers::handles(&mut tx, customer).await.unwrap();
    handles.iter().find(|handle| handle.matched.as_deref() == Some(address)).unwrap().id.to_string()
}

#[tokio::test]
async fn who_is_known_through_a_shielded_journey_only_is_a_stranger() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let shielded = person_page(site, scene.journey, ParticipantRole::Customer).await;
    let own = site.begin("bram@example.net", "Lantaarn").await;
    let bram = person_page(site, own, ParticipantRole::Customer).await;
    // Joining with the address is as joining with one that nobody has, and leaves the shielded journey alone.
    let page = samira.get(&bram).await;
    let mut answers = Vec::new();
    for with in ["kanarie@example.net", "niemand@example.net"] {
        let answer = samira.submit(&page, &format!("{bram}/join"), &[("with", with)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{with}");
        answers.push(answer.text().replace(with, "")); // the field keeps what was typed
    }
    assert!(answers[0].contains("Dit kennen we niet"));
    assert!(!answers[0].contains("Kanarie"));
    kees.get(&shielded).await.lacks("Bram").lacks("bram@example.net");
    // Noted with somebody, it is that person's there, and may be taken off again.
    let tied = samira.submit(&page, &format!("{bram}/tie"), &[("email", "kanarie@example.net")]).await;
    assert_eq!(tied.status, StatusCode::SEE_OTHER);
    let page = samira.get(&bram).await;
    page.has("kanarie@example.net").lacks("Kanarie Gezocht");
    let handle = handle_of(site, own, "kanarie@example.net").await;
    let mut fields = page.hidden(&format!("{bram}/untie"));
    fields.retain(|(name, _)| name != "handle");
    fields.push(("handle".to_owned(), handle));
    let untied = samira.post(&format!("{bram}/untie"), &fields).await;
    assert_eq!(untied.status, StatusCode::SEE_OTHER);
    kees.get(&shielded).await.has("kanarie@example.net");
    // A journey for the address has the name that was typed, and says nothing of the other.
    let page = samira.get("/journeys/new").await;
    let blueprint = site.city.blueprint.id.to_string();
    let fields = [
        ("channel", "phone"),
        ("name", "K. Test"),
        ("email", "kanarie@example.net"),
        ("blueprint", blueprint.as_str()),
        ("title", "Stoep"),
        ("text", "Losse tegel"),
    ];
    let begun = samira.submit(&page, "/journeys/new", &fields).await;
    let at = samira.follow(&begun).await;
    at.has("K. Test").lacks("Kanarie Gezocht");
    let begun = begun.location().split(['?', '/']).nth(2).and_then(|id| JourneyId::parse(id).ok()).unwrap();
    let test = person_page(site, begun, ParticipantRole::Customer).await;
    samira.get(&test).await.has("kanarie@example.net").lacks("Kanarie Gezocht");
    samira.get("/journeys").await.has("K. Test").lacks("Kanarie Gezocht");
    kees.get(&shielded).await.lacks("K. Test");
    // The same address again is the same person there.
    let fields = [fields[0], fields[1], fields[2], fields[3], ("title", "Putdeksel"), fields[5]];
    let again = samira.submit(&page, "/journeys/new", &fields).await;
    let again = again.location().split(['?', '/']).nth(2).and_then(|id| JourneyId::parse(id).ok()).unwrap();
    assert_eq!(site.journey(again).await.customer, site.journey(begun).await.customer);
    // Somebody added with it is that person too, and never the other.
    let people = samira.get(&format!("/journeys/{own}/people")).await;
    let fields = [("name", "Buurvrouw"), ("email", "kanarie@example.net"), ("role", "representative")];
    let added = samira.submit(&people, &format!("/journeys/{own}/people/add"), &fields).await;
    samira.follow(&added).await.lacks("Kanarie Gezocht");
    let jan = site.begin("jan@example.net", "Boom").await;
    let person = person_page(site, jan, ParticipantRole::Customer).await;
    let page = samira.get(&person).await;
    let tied = samira.submit(&page, &format!("{person}/tie"), &[("email", "kanarie@example.net")]).await;
    // By now the contact centre knows somebody with it: K. Test.
    assert_eq!(tied.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Whoever asks to be erased by it is both, and all that is open of both is named; Jan's is nobody else's.
    let whom = Whom::Address("kanarie@example.net".to_owned());
    let refused = site.test.app.erasable(&Who::System, &whom).await;
    let Err(EraseError::Open(open)) = refused else { panic!("{refused:?}") };
    for (journey, touched) in [(scene.journey, true), (begun, true), (again, true), (jan, false)] {
        assert_eq!(open.contains(&site.journey(journey).await.reference), touched, "{journey}");
    }
    // What the shielded journey has is unchanged, and the mail of its customer still reaches it.
    kees.get(&shielded).await.has("Kanarie Gezocht").lacks("Buurvrouw");
    // Who is on a shielded journey too is joined by those who may see both only.
    let command = JourneyCommand::AddParticipant {
        participant: site.test.app.ports.id(),
        role: ParticipantRole::Copied,
        customer: site.journey(own).await.customer,
        reach: Reach::None,
        may_act: false,
    };
    site.act(&site.city.people.technical_agent, scene.journey, command, Vec::new()).await;
    let page = samira.get(&bram).await;
    let joined = samira.submit(&page, &format!("{bram}/join"), &[("with", "jan@example.net")]).await;
    assert_eq!(joined.status, StatusCode::UNPROCESSABLE_ENTITY);
    joined.has("Deze mensen samenvoegen kan alleen iemand").lacks(CANARY);
}

#[tokio::test]
async fn the_page_of_a_person_tells_no_stranger_more_than_that_there_is_something() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let known_through_it_only = format!("/customers/{}", site.journey(scene.journey).await.customer);
    assert_eq!(samira.get(&known_through_it_only).await.status, StatusCode::NOT_FOUND);
    let begin = known_through_it_only.replace("/customers/", "/journeys/new?customer=");
    assert_eq!(samira.get(&begin).await.status, StatusCode::NOT_FOUND);
    let page = kees.get(&known_through_it_only).await;
    assert!(page.text().contains(CANARY), "{}", page.text());

    // With a journey in sight there is a page, and on it one shielded item and not a word of it.
    let customer = site.journey(scene.journey).await.customer;
    let kcc = &site.city.people.kcc_agent;
    let own = site.begin("open@example.net", "Lantaarn").await;
    let add = JourneyCommand::AddParticipant {
        participant: site.test.app.ports.id(),
        role: ParticipantRole::Copied,
        customer,
        reach: Reach::None,
        may_act: false,
    };
    site.act(kcc, own, add, Vec::new()).await;
    let page = samira.get(&known_through_it_only).await;
    page.has("Lantaarn").has("1 afgeschermd").lacks(&scene.journey.to_string());
}
