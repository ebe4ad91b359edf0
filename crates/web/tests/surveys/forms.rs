//! How it is asked by other ways than mail: words and one short link, no scores to press.

use regie_app::Request as Asked;
use regie_domain::actor::Door;
use regie_domain::customer::{CustomerCommand, Evidence};
use regie_domain::event::Reach;
use serde_json::{Value, json};
use support::social;
use support::telephone::{GATEWAY, connect};

use super::*;

/// The path of a link in words.
fn path_in(words: &str, part: &str) -> String {
    let link = words.split_whitespace().find(|word| word.contains(part)).unwrap_or_else(|| panic!("{part}: {words}"));
    let path = link.trim_end_matches(['.', ')']).split_once("://").unwrap().1;
    path[path.find('/').unwrap()..].to_owned()
}

fn last_text(site: &Site) -> String {
    let posted = site.test.http.posted();
    let body: Value = serde_json::from_slice(&posted.last().unwrap().body).unwrap();
    body["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_reads_texts_is_asked_by_one_text_with_a_link() {
    let site = site().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get("/settings/sms").await;
    admin.submit(&page, "/settings/sms", &GATEWAY).await;
    connect(&site, &mut admin).await;
    let (id, link, mut anja) = solved(&site).await;
    let page = anja.get(&format!("{link}/preferences")).await;
    let fields = [("way", "text"), ("daily", "each"), ("language", "nl"), ("phone", "06 00000078")];
    anja.submit(&page, &format!("{link}/preferences"), &fields).await;
    site.test.drain().await;
    let proof = path_in(&last_text(&site), "/address/");
    let page = anja.get(&proof).await;
    anja.submit(&page, &proof, &[]).await.has("Gelukt.");
    site.test.drain().await;
    let (texts, mails) = (site.test.http.posted().len(), site.test.mail.sent().len());
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(34)).await;
    assert_eq!((site.test.http.posted().len(), site.test.mail.sent().len()), (texts + 1, mails), "one text, no mail");
    let text = last_text(&site);
    let way = path_in(&text, "/feedback");
    assert!(text.chars().count() < 460 && !text.contains("score="), "{text}");
    let mut anja = site.visitor();
    let page = anja.get(&way).await;
    page.has("Hoe tevreden bent u over het geheel?").lacks("value=\"8\" checked");
    let sent = anja.submit(&page, &way, &[("q1", "8")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert_eq!(ask(&site, id).await.response.unwrap().given[0].value, 8);
}

/// The account that somebody writes with is known to be theirs.
async fn tied(site: &Site, id: JourneyId) {
    let journey = site.journey(id).await;
    let person = journey.customer_participant().unwrap().1.clone();
    let Reach::Social { handle } = person.reach else { panic!("{:?}", person.reach) };
    let command = CustomerCommand::VerifyHandle { handle, evidence: Evidence::Member, as_of: None };
    let request = Asked::customer(Who::System, Door::Program, person.customer, command);
    site.test.app.run(request).await.unwrap();
}

#[tokio::test]
async fn a_conversation_that_is_open_is_asked_there_and_one_that_is_closed_is_not() {
    for (days, there) in [("0", true), ("1", false)] {
        let (site, meta) = social::house().await;
        plan(&site, days).await;
        let path = social::connect(&site, &meta, "facebook", "").await;
        let body = social::facebook(&site, "m_1", json!({ "text": "Twee keer betaald. Klopt dat?" }));
        assert_eq!(social::posted(&site, &path, &body).await.status, StatusCode::OK);
        let page = path_in(&meta.words()[0], "/s/");
        let sql =
            async |tx: &mut regie_store::Tx| tx.one("SELECT journey_id FROM journey", &[]).await?.id("journey_id");
        let id: JourneyId = site.test.app.store.read(sql).await.unwrap();
        tied(&site, id).await;
        let mut texts = Vec::new();
        let contact = site.facts(&mut texts, "Wij betalen het terug.");
        let outcome = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        site.act(&site.city.people.kcc_agent, id, outcome, texts).await;
        site.test.drain().await;
        let mut anja = site.visitor();
        let own = anja.get(&page).await;
        anja.submit(&own, &format!("{page}/solved"), &[]).await;
        site.test.drain().await;
        let before = meta.words().len();
        site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(34)).await;
        let said = meta.words();
        assert_eq!(said.len(), before + usize::from(there), "{days}: {said:?}");
        if there {
            let words = said.last().unwrap();
            assert!(words.contains("/feedback") && !words.contains("score="), "{words}");
            anja.get(&path_in(words, "/feedback")).await.has("Hoe tevreden bent u over het geheel?");
        }
    }
}
