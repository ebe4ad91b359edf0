//! Topics: what a team looks for in the words of customers, and where it shows.

use super::*;

fn words<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let base = [("name-nl", "Parkeren"), ("name-en", "Parking"), ("keywords", "parkeer* garage"), ("used", "yes")];
    base.into_iter()
        .filter(|(name, _)| fields.iter().all(|(other, _)| other != name))
        .chain(fields.iter().copied())
        .collect()
}

#[tokio::test]
async fn a_lead_of_a_team_writes_a_topic_tries_it_and_reads_it_beside_an_answer() {
    let site = site().await;
    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    lead.get("/settings/surveys").await.has("/settings/topics");
    let list = lead.get("/settings/topics").await;
    list.has("Wachten").has("Vriendelijkheid").has("/settings/topics/waiting").has("/settings/topics/new");
    // A sentence that is tried is read and kept nowhere.
    let sentence = "Ik moest eindeloos wachten op de parkeergarage.";
    let tried = lead.submit(&list, "/settings/topics", &[("sentence", sentence)]).await;
    tried.has("Dit vindt Regie").has("Wachten").has("wachten").lacks("Geen van de onderwerpen");
    lead.submit(&list, "/settings/topics", &[("sentence", "Xyz.")]).await.has("Geen van de onderwerpen");
    lead.get("/settings/topics").await.lacks("parkeergarage");

    let new = lead.get("/settings/topics/new").await;
    for (fields, fault) in [
        (vec![("keywords", "a*")], "minstens twee letters"),
        (vec![("phrases", "_")], "minstens één woord"),
        (vec![("name-en", "")], "name-en"),
    ] {
        let wrong = lead.submit(&new, "/settings/topics/new", &words(&fields)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        wrong.has(fault);
    }
    let examples = [
        ("examples", "De garage was vol.\r\nIk kon mijn auto niet kwijt."),
        ("others", "De garage boven het loket is mooi."),
    ];
    let saved = lead.submit(&new, "/settings/topics/new", &words(&examples)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let page = lead.follow(&saved).await;
    page.has("Niet gevonden").has("Ik kon mijn auto niet kwijt.").has("Ten onrechte gevonden").has("kwijt");
    lead.get("/settings/topics").await.has("Parkeren").has("2 voorbeelden kloppen niet");
    lead.submit(&list, "/settings/topics", &[("sentence", sentence)]).await.has("Parkeren");
    // What somebody else changed meanwhile is not lost.
    let stale = lead.submit(&new, "/settings/topics/new", &words(&[])).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());

    let (id, link, mut anja) = asked(&site).await;
    let unhappy = [("q1", "2"), ("q2", "De parkeergarage bij het loket zat vol.")];
    answer(&site, &link, &mut anja, &unhappy).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has("Parkeren");
    samira.get(&format!("/journeys/{id}/feedback")).await.has("Parkeren").has("<mark");
    assert_eq!(samira.get("/settings/topics").await.status, StatusCode::FORBIDDEN);
    // Who changed it stands with the changes of the settings, and how many are looked for on the page of the works council.
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    admin.get("/settings/audit").await.has("Onderwerpen");
    samira.get("/works-council").await.has("11 onderwerpen in gebruik");
    admin.get("/figures/answers").await.has("Waar klanten over schreven").has("Te weinig antwoorden in eigen woorden");
}
