//! What staff look over: a person, the board, a team, who is away, what is next, how it ended, and what stands under mails.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::settings::absence::AbsenceForm;
use regie_app::testing::TestApp;
use regie_domain::codes::{Asks, BallGoes, Channel, CloseHow, DeclineReason, Direction, Outcome};
use regie_domain::command::JourneyCommand;
use regie_domain::event::ContactFacts;
use regie_domain::ids::JourneyId;
use support::Site;

async fn person(site: &Site, journey: JourneyId) -> String {
    format!("/customers/{}", site.journey(journey).await.customer)
}

#[tokio::test]
async fn everything_of_a_person_is_one_step_away_and_begins_the_next_journey() {
    let site = Site::new().await;
    let first = site.begin("anja@example.net", "Eerste vraag").await;
    let second = site.begin("anja@example.net", "Tweede vraag").await;
    let close = JourneyCommand::Close { how: CloseHow::Withdrawn };
    site.act(&site.city.people.kcc_agent, second, close, Vec::new()).await;
    let href = person(&site, first).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    for page in [
        "/journeys".to_owned(),
        "/search?q=Eerste".to_owned(),
        format!("/journeys/{first}"),
        format!("/journeys/{first}/people"),
    ] {
        samira.get(&page).await.has(&format!("\"{href}\""));
    }
    let page = samira.get(&href).await;
    page.has("Anja de Wit")
        .has("Eerste vraag")
        .has("Tweede vraag")
        .has("anja@example.net")
        .has("Genoteerd door een medewerker");
    page.has("Zij wil de kosten van de loodgieter terug.").has("Ingetrokken").has("Klantcontactcentrum");
    samira.get(&format!("{href}?show=contacts&after=1")).await.lacks("Lopende klantreizen");
    assert_eq!(samira.get(&format!("/customers/{first}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(samira.get("/customers/niemand").await.status, StatusCode::NOT_FOUND);

    // Another department sees the same; a journey begins with the person filled in.
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    kees.get(&href).await.has("Eerste vraag");
    let begin = format!("/journeys/new?customer={}", href.trim_start_matches("/customers/"));
    let form = samira.get(&begin).await;
    form.has("value=\"Anja de Wit\"").has("value=\"anja@example.net\"");
    let blueprint = site.city.blueprint.id.to_string();
    let fields = [
        ("channel", "phone"),
        ("name", "Anja de Wit"),
        ("title", "Derde vraag"),
        ("text", "Zij belt weer."),
        ("blueprint", blueprint.as_str()),
    ];
    let done = samira.submit(&form, "/journeys/new", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    samira.get(&href).await.has("Derde vraag");
}

#[tokio::test]
async fn the_board_is_for_the_coordinator_and_each_count_filters() {
    let site = Site::new().await;
    let held = site.begin("anja@example.net", "Van Samira").await;
    site.begin("bram@example.net", "Van niemand").await;
    let me = Some(site.city.people.kcc_agent.id);
    site.act(&site.city.people.kcc_agent, held, JourneyCommand::Assign { member: me }, Vec::new()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(samira.get("/board").await.status, StatusCode::FORBIDDEN);
    samira.get("/work").await.lacks("href=\"/board\"");
    let mut fenna = site.signed_in(&site.city.people.coordinator).await;
    let page = fenna.get("/board").await;
    page.has("Van Samira").has("Van niemand").has("Samira Haddou").has("Klantcontactcentrum").has("/handover\"");
    page.has("Niets aan zet bij Schadeafhandeling en Technische dienst.");
    fenna.get("/board?only=nobody").await.has("Van niemand").lacks("Van Samira").has("aria-current=\"true\"");
    fenna.get("/board?view=table").await.has("Van Samira").has("<table");
    let column = format!("/board?column={}&view=table", site.city.kcc.team.team);
    fenna.get(&column).await.has("Van Samira");
    fenna.get("/board?column=customer").await.lacks("Van Samira");
    fenna.get("/board?only=silent").await.lacks("Van Samira");
    site.test.clock.set("2018-02-20T09:00:00Z");
    let mut fenna = site.signed_in(&site.city.people.coordinator).await;
    fenna.get("/board?only=silent").await.has("Van Samira").has("Te lang stil");
    fenna.get("/board?only=promise").await.has("Van Samira").has("te laat");
}

#[tokio::test]
async fn a_team_sees_who_has_what_by_name() {
    let site = Site::new().await;
    let held = site.begin("anja@example.net", "Van Samira").await;
    site.begin("bram@example.net", "Van niemand").await;
    let me = Some(site.city.people.kcc_agent.id);
    site.act(&site.city.people.kcc_agent, held, JourneyCommand::Assign { member: me }, Vec::new()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let own = samira.get("/teams").await;
    assert_eq!(own.location(), format!("/teams/{}", site.city.kcc.team.team));
    let page = samira.follow(&own).await;
    let text = page.has("Van Samira").has("Van niemand").has("Nog van niemand").text();
    let at = |words: &str| text.find(words).unwrap();
    assert!(
        at(">Fenna Ruiter <") < at(">Joost Vermeer <") && at(">Joost Vermeer <") < at(">Samira Haddou <"),
        "by name, not by load"
    );
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    assert_eq!(kees.get(own.location()).await.status, StatusCode::FORBIDDEN);
    let mut fenna = site.signed_in(&site.city.people.coordinator).await;
    fenna.get("/teams").await.has("Technische dienst").has("Klantcontactcentrum");
    fenna.get(&format!("/teams/{}", site.city.technical.team.team)).await.has("Kees Dorrestein");
}

#[tokio::test]
async fn one_button_takes_what_breaks_first_and_pressing_it_twice_takes_one() {
    let site = Site::new().await;
    let first = site.begin("anja@example.net", "Eerste").await;
    site.test.clock.set("2018-02-05T09:00:00Z");
    let second = site.begin("bram@example.net", "Tweede").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut joost = site.signed_in(&site.city.people.kcc_lead).await;
    let (page, other) = (samira.get("/work").await, joost.get("/work").await);
    let work = page.text();
    let top = if work.find(">Eerste<") < work.find(">Tweede<") { (first, second) } else { (second, first) };
    let done = samira.submit(&page, "/work/next", &[]).await;
    assert_eq!(done.location(), format!("/journeys/{}?said=said-next", top.0));
    assert_eq!(samira.submit(&page, "/work/next", &[]).await.location(), done.location(), "the same form once more");
    let done = joost.submit(&other, "/work/next", &[]).await;
    assert_eq!(done.location(), format!("/journeys/{}?said=said-next", top.1));
    joost.get("/work").await.lacks("action=\"/work/next\"");
    let (first, second) = (site.journey(top.0).await, site.journey(top.1).await);
    assert_eq!(first.ball.assignee, Some(site.city.people.kcc_agent.id));
    assert_eq!(second.ball.assignee, Some(site.city.people.kcc_lead.id));
}

#[tokio::test]
async fn what_is_in_the_name_of_who_is_away_stands_with_the_substitute() {
    let site = Site::new().await;
    let people = &site.city.people;
    let held = site.begin("anja@example.net", "Van Samira").await;
    let me = Some(people.kcc_agent.id);
    site.act(&people.kcc_agent, held, JourneyCommand::Assign { member: me }, Vec::new()).await;
    let mut samira = site.signed_in(&people.kcc_agent).await;
    let href = format!("/absence/{}", people.kcc_agent.id);
    samira.get("/profile").await.has(&href);
    let form = samira.get(&href).await;
    form.has("Joost Vermeer").lacks("Kees Dorrestein");
    let substitute = people.kcc_lead.id.to_string();
    let wrong = [("from", "2018-02-06"), ("until", "2018-02-05"), ("substitute", substitute.as_str())];
    let back = samira.submit(&form, &href, &wrong).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    back.has("De laatste dag ligt voor de eerste.");
    let right = [("from", "2018-02-05"), ("until", "2018-02-09"), ("substitute", substitute.as_str())];
    assert_eq!(samira.submit(&form, &href, &right).await.location(), "/profile?said=said-absence");
    samira.get("/profile").await.has("vervanger: Joost Vermeer");

    let mut joost = site.signed_in(&people.kcc_lead).await;
    joost.get("/work?tab=mine").await.has("Van Samira").has("Je vervangt Samira Haddou t/m");
    let mut fenna = site.signed_in(&people.coordinator).await;
    fenna.get("/board").await.has("weg t/m vrijdag 9 februari");
    // A new piece of work for who is away: said once, the substitute proposed, and done when meant so.
    let assign = format!("/journeys/{held}/assign");
    let page = fenna.get(&assign).await;
    let absent = people.kcc_agent.id.to_string();
    let warned = fenna.submit(&page, &assign, &[("member", &absent)]).await;
    assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
    warned.has("Geef het aan Joost Vermeer").has(&format!("value=\"{substitute}\" selected"));
    let meant = fenna.submit(&warned, &assign, &[("member", &absent), ("anyway", "yes")]).await;
    assert_eq!(meant.status, StatusCode::SEE_OTHER);
    // The lead ends it for her; then nothing of it is left.
    let page = joost.get(&href).await;
    assert_eq!(joost.submit(&page, &format!("{href}/end"), &[]).await.status, StatusCode::SEE_OTHER);
    joost.get("/work?tab=mine").await.lacks("Van Samira");
    let mut kees = site.signed_in(&people.technical_agent).await;
    assert_eq!(kees.get(&href).await.status, StatusCode::FORBIDDEN);
    let form = AbsenceForm { from: "2018-02-05".into(), until: "2018-02-05".into(), ..AbsenceForm::default() };
    site.test.app.set_absence(&TestApp::who(&people.kcc_agent), people.kcc_agent.id, Some(form)).await.unwrap();
    site.test.clock.set("2018-02-06T09:00:00Z");
    site.signed_in(&people.coordinator).await.get("/board").await.lacks("weg t/m");
}

#[tokio::test]
async fn a_signature_stands_under_the_own_mails_only() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Vraag").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/profile").await;
    let long = "regel\n".repeat(9);
    let refused = samira.submit(&page, "/profile/signature", &[("signature", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.has("hoogstens 8 regels");
    let signature = "S. Haddou\n<b>Klantcontact</b>, ma t/m do";
    let looked = samira.submit(&page, "/profile/signature", &[("signature", signature), ("preview", "yes")]).await;
    looked.has("Zo eindigt je bericht").has("&lt;b&gt;Klantcontact&lt;/b&gt;, ma t/m do").lacks("<b>Klantcontact");
    samira.get("/profile").await.lacks("Zo eindigt je bericht");
    samira.submit(&page, "/profile/signature", &[("signature", signature)]).await;
    samira.get("/profile").await.has("Zo eindigt je bericht");
    let before = site.test.mail.sent().len();
    site.write(journey, "Hier is uw antwoord.", None, &[]).await;
    let sent = site.test.mail.sent();
    assert_eq!(sent.len(), before + 1);
    let mail = sent.last().unwrap();
    let (words, under) =
        (mail.text.find("Hier is uw antwoord.").unwrap(), mail.text.find("S. Haddou\n<b>Klantcontact").unwrap());
    let link = mail.text.find("https://regie.example.org/s/").unwrap();
    let greeting = mail.text.find("Met vriendelijke groet,\nS. Haddou").unwrap();
    assert!(words < link && link < greeting && greeting < under, "{}", mail.text);
    assert!(mail.html.contains("S. Haddou<br>") && !mail.html.contains("<b>Klantcontact"), "{}", mail.html);
    assert!(
        sent[..before].iter().all(|mail| !mail.text.contains("S. Haddou")),
        "nothing under what the program writes"
    );
    // A change of the member by the administrator leaves it be.
    let kept = site.test.app.directory().await.unwrap().member(site.city.people.kcc_agent.id).unwrap().clone();
    let form = regie_app::settings::members::MemberForm::of(&kept);
    let admin = TestApp::who(&site.city.people.administrator);
    let version = site.test.app.directory().await.unwrap().members[&kept.id].version;
    site.test.app.change_member(&admin, kept.id, version, form).await.unwrap();
    assert_eq!(site.test.app.directory().await.unwrap().member(kept.id).unwrap().signature, kept.signature);
}

#[tokio::test]
async fn how_it_ended_stands_in_my_work_until_it_was_seen() {
    let site = Site::new().await;
    let people = &site.city.people;
    let journey = site.begin("anja@example.net", "Put verstopt").await;
    let me = Some(people.kcc_agent.id);
    site.act(&people.kcc_agent, journey, JourneyCommand::Assign { member: me }, Vec::new()).await;
    let close = JourneyCommand::Close { how: CloseHow::Withdrawn };
    site.act(&people.kcc_agent, journey, close, Vec::new()).await;
    let mut samira = site.signed_in(&people.kcc_agent).await;
    let page = samira.get("/work").await;
    page.has("Zo liep het af").lacks("Zij wil de kosten van de loodgieter terug.");
    let seen = samira.submit(&page, &format!("/work/endings/{journey}"), &[]).await;
    assert_eq!(seen.location(), "/work?said=said-put-away");
    samira.get("/work").await.lacks("Zo liep het af");
    site.signed_in(&people.claims_agent).await.get("/work").await.lacks("Zo liep het af");
}

#[tokio::test]
async fn an_offer_says_what_is_shared_and_a_settled_one_how_and_when_it_ended() {
    let site = Site::new().await;
    let people = &site.city.people;
    let journey = site.begin("anja@example.net", "Put verstopt").await;
    let (offer, texts) = site.test.offer(site.city.technical.team, BallGoes::Goes);
    site.act(&people.kcc_agent, journey, offer, texts).await;
    let mut kees = site.signed_in(&people.technical_agent).await;
    kees.get("/handovers")
        .await
        .has("Gegevens die gedeeld worden")
        .has("1 contactmoment en de contactgegevens van Anja de Wit");
    let (handover, _) = site.journey(journey).await.pending().next().unwrap();
    let decline = JourneyCommand::Decline { handover, reason: DeclineReason::NotOurs, text: None };
    site.act(&people.technical_agent, journey, decline, Vec::new()).await;
    kees.get("/handovers?tab=settled").await.has("Teruggegeven").has("vandaag").lacks("Gegevens die gedeeld worden");
}

#[tokio::test]
async fn how_it_ended_is_told_in_words_said_after_the_outcome_and_in_no_others() {
    let site = Site::new().await;
    let people = &site.city.people;
    for thanks in [false, true] {
        let journey = site.begin("anja@example.net", "Put verstopt").await;
        let me = Some(people.kcc_agent.id);
        site.act(&people.kcc_agent, journey, JourneyCommand::Assign { member: me }, Vec::new()).await;
        site.test.clock.advance(jiff::SignedDuration::from_hours(1));
        let mut texts = Vec::new();
        let contact = site.facts(&mut texts, "De put is weer schoon.");
        let outcome = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        site.act(&people.kcc_agent, journey, outcome, texts).await;
        site.test.drain().await;
        site.test.clock.advance(jiff::SignedDuration::from_hours(1));
        if thanks {
            let mut texts = Vec::new();
            let said = site.facts(&mut texts, "Dank u, het loopt weer door.");
            let contact =
                ContactFacts { direction: Direction::In, channel: Channel::Phone, asks: Asks::Thanks, ..said };
            let record = JourneyCommand::RecordContact { contact, answers: None };
            site.act(&people.kcc_agent, journey, record, texts).await;
        }
        site.act(&people.kcc_agent, journey, JourneyCommand::ConfirmSolved {}, Vec::new()).await;
        let page = site.signed_in(&people.kcc_agent).await.get("/work").await;
        page.has("Zo is het verteld:").has("De put is weer schoon.").lacks("Zij wil de kosten");
        if thanks {
            page.has("zei daarna:").has("Dank u, het loopt weer door.");
        } else {
            page.lacks("zei daarna:");
        }
    }
}
