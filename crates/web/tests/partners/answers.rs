//! What a customer answered, as the partner that worked on it reads it on its own page: its own part, at the same moment as the
//! house, with the words only where that was agreed and without what points at a person. And what it may ask along.

use regie_app::settings::surveys::SurveyPlanForm;
use regie_app::testing::TestApp;
use regie_domain::attribution::{DisputeOutcome, PartRef};
use regie_domain::codes::{NotAsked, Outcome};
use regie_domain::survey::{AskState, WishAnswer};

use super::*;

/// The house asks how it went, and the agreement names more than the usual.
async fn asking(scene: &Scene, accepted: &[&str]) {
    let (site, app) = (&scene.site, &scene.site.test.app);
    let (admin, blueprint) = (TestApp::who(&site.city.people.administrator), site.city.blueprint.id);
    let survey = app.surveys(&admin).await.unwrap().all.keys().next().unwrap().to_string();
    let found = app.directory().await.unwrap().blueprints[&blueprint].clone();
    let plan = SurveyPlanForm { asks: true, survey, ..SurveyPlanForm::of(found.value.last().unwrap()) };
    app.plan_survey(&admin, blueprint, found.version, plan).await.unwrap();
    let accepted = accepted.iter().map(|field| (*field).to_owned()).collect();
    let version = scene.version().await;
    app.put_sharing(&admin, scene.org, version, SharingForm { accepted, ..sharing() }).await.unwrap();
}

/// The garage takes the work, does it, and the customer is asked how it went.
async fn done(scene: &Scene, journey: JourneyId) -> String {
    let mut texts = Vec::new();
    let words = ["Er is schade.", "Herstel het portier links.", "De klant hoort vandaag van ons."];
    let brief = words.map(|words| Some(scene.site.text(&mut texts, words))).to_vec();
    let offer = C::Offer { to: scene.team, ball: Some(BallGoes::Goes), brief, respond_by: None };
    scene.site.act(&scene.site.city.people.kcc_agent, journey, offer, texts).await;
    scene.site.test.drain().await;
    scene.link()
}

async fn told(scene: &Scene, journey: JourneyId) {
    let site = &scene.site;
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "De deur is hersteld.");
    let outcome = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    site.act(&site.city.people.kcc_agent, journey, outcome, texts).await;
    site.test.drain().await;
    let (link, mut anja) = (site.link(journey).await, site.visitor());
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/solved"), &[]).await;
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(34)).await;
}

const WORDS: &str = "Bel mij, Anja de Wit, op 06-12345678. De monteur kwam te laat.";

/// A journey of a kind that asks, with the garage at work on it; and the garage's own page.
async fn at_work(accepted: &[&str]) -> (Scene, JourneyId, String) {
    let scene = Scene::new("leg", true).await;
    asking(&scene, accepted).await;
    let journey = scene.site.begin(ADDRESS, "Kras op de motorkap").await;
    let link = done(&scene, journey).await;
    let mut garage = scene.site.visitor();
    let page = garage.get(&link).await;
    assert_eq!(garage.submit(&page, &format!("{link}/accept"), &[]).await.status, StatusCode::SEE_OTHER);
    (scene, journey, link)
}

async fn answered(accepted: &[&str]) -> (Scene, JourneyId, String) {
    let (scene, journey, link) = at_work(accepted).await;
    let mut garage = scene.site.visitor();
    let parts = garage.get(&format!("{link}/parts")).await;
    parts.has("Er is nog geen antwoord");
    let wish = [("question", "Was de leenauto schoon?"), ("scale", "one_five")];
    let asked = garage.submit(&parts, &format!("{link}/parts/ask"), &wish).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    garage.get(&format!("{link}/parts")).await.has("De vraag gaat mee in de ene enquête");
    scene.site.test.clock.advance(jiff::SignedDuration::from_hours(26));
    let page = garage.get(&link).await;
    let finished = [("outcome", "solved"), ("text", "Gespoten.")];
    assert_eq!(garage.submit(&page, &format!("{link}/done"), &finished).await.status, StatusCode::SEE_OTHER);
    scene.site.test.drain().await;
    told(&scene, journey).await;
    let (own, mut anja) = (scene.site.link(journey).await, scene.site.visitor());
    let page = anja.get(&format!("{own}/feedback")).await;
    page.has("Was de leenauto schoon?");
    let answers = [("q0", "2"), ("q1", "3"), ("q2", WORDS), ("q3", "4")];
    let sent = anja.submit(&page, &format!("{own}/feedback"), &answers).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    scene.site.test.drain().await;
    (scene, journey, link)
}

#[tokio::test]
async fn a_partner_reads_its_own_part_of_the_answer_with_the_words_masked() {
    let (scene, journey, link) = answered(&["name", "answers"]).await;
    let mut garage = scene.site.visitor();
    let page = garage.get(&format!("{link}/parts")).await;
    page.has("3 van 10").has("Garage Voorbeeld").has("Aan zet").has("De monteur kwam te laat");
    page.has("Was de leenauto schoon?").has("4 van 5");
    page.lacks("Anja").lacks("12345678").lacks("Klantcontactcentrum");
    clean(&page);
    let told: Vec<_> =
        scene.mails().into_iter().filter(|mail| mail.text.contains("over uw deel van het werk")).collect();
    assert_eq!(told.len(), 1, "the partner hears of it once");
    let way = told[0].text.split("https://regie.example.org").nth(1).unwrap().split_whitespace().next().unwrap();
    assert!(way.ends_with("/parts") && !told[0].text.contains("monteur"));
    scene.site.visitor().get(way).await.has("3 van 10");
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let seen = scene.site.test.app.seen_by(&admin, scene.org, 5).await.unwrap();
    let crossed =
        |seen: &regie_app::partners::SeenByPartner| seen.fields.contains(&regie_domain::partner::SharedField::Answers);
    assert!(seen.iter().any(crossed), "it is kept that the words crossed");
    let mut ours = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    let page = ours.get(&format!("/journeys/{journey}/parts")).await;
    page.has("Garage Voorbeeld").has("12345678").has("Was de leenauto schoon?");
}

/// What points at a person in [`WORDS`], and so in no text that leaves.
const PERSONAL: [&str; 3] = ["Anja de Wit", "06-12345678", "12345678"];

fn leaks(text: &str) -> Vec<&'static str> {
    PERSONAL.into_iter().filter(|word| text.contains(word)).collect()
}

#[tokio::test]
async fn no_words_of_an_answer_cross_unmasked_by_page_file_or_mail() {
    let (scene, journey, link) = answered(&["answers"]).await;
    // First the checker: where the words stand unmasked it sees them, each of them.
    let mut ours = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    let planted = ours.get(&format!("/journeys/{journey}/parts")).await.text();
    assert_eq!(leaks(&planted), PERSONAL);
    // Every page and file behind the link of the partner.
    let mut garage = scene.site.visitor();
    let mut seen = 0;
    for route in scene.site.routes.iter().filter(|route| route.method == axum::http::Method::GET) {
        let Some(rest) = route.path.strip_prefix("/p/{token}").filter(|rest| !rest.contains('{')) else { continue };
        let page = garage.get(&format!("{link}{rest}")).await;
        assert_eq!(leaks(&page.text()), [""; 0], "{rest}");
        seen += usize::from(page.text().contains("De monteur kwam te laat"));
    }
    assert!(seen > 0, "the words themselves do cross, masked");
    // Nor in a mail to the partner, before the answer or after it.
    for mail in scene.site.test.mail.sent().iter().filter(|mail| mail.to == GARAGE) {
        let whole = format!("{}\n{}\n{}", mail.subject, mail.text, mail.html);
        assert_eq!(leaks(&whole), [""; 0], "{}", mail.subject);
    }
    // Figures hold numbers and names of teams only.
    let mut lead = scene.site.signed_in(&scene.site.city.people.coordinator).await;
    for path in ["/figures.csv", "/figures/answers"] {
        assert_eq!(leaks(&lead.get(path).await.text()), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn words_do_not_cross_where_that_was_not_agreed() {
    let (scene, _, link) = answered(&["name"]).await;
    let page = scene.site.visitor().get(&format!("{link}/parts")).await;
    page.has("3 van 10").has("De woorden van de klant staan hier niet").lacks("te laat").lacks("Anja");
}

#[tokio::test]
async fn what_a_partner_disputes_is_decided_by_who_directs_and_read_by_the_partner() {
    let (scene, journey, link) = answered(&["name"]).await;
    let mut garage = scene.site.visitor();
    let page = garage.get(&format!("{link}/parts")).await;
    let found = scene.site.journey(journey).await;
    let (leg, work) = found.legs.iter().find(|(_, leg)| leg.team == scene.team).unwrap();
    let part = PartRef { team: work.team, leg: Some(*leg) };
    let code = format!("{}:{}:{leg}", part.team.org, part.team.team);
    let silent = garage.submit(&page, &format!("{link}/parts/dispute"), &[("part", &code), ("text", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("part", code.as_str()), ("text", "Wij wachtten op een onderdeel van de fabriek.")];
    assert_eq!(garage.submit(&page, &format!("{link}/parts/dispute"), &fields).await.status, StatusCode::SEE_OTHER);
    garage.get(&format!("{link}/parts")).await.has("Betwist").has("Er is nog niet over besloten");
    let mut ours = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    let page = ours.get(&format!("/journeys/{journey}/parts")).await;
    page.has("Wij wachtten op een onderdeel").has("Beslissen");
    let act = format!("/journeys/{journey}/parts/judge");
    let kept = [("part", code.as_str()), ("outcome", "kept"), ("text", "")];
    assert_eq!(ours.submit(&page, &act, &kept).await.status, StatusCode::UNPROCESSABLE_ENTITY, "only with a reason");
    let agreed = [("part", code.as_str()), ("outcome", "agreed"), ("text", "Dat klopt.")];
    assert_eq!(ours.submit(&page, &act, &agreed).await.status, StatusCode::SEE_OTHER);
    let judged = scene.site.journey(journey).await.survey.unwrap().disputes[0].judged.unwrap();
    assert_eq!(judged.outcome, DisputeOutcome::Agreed);
    let page = garage.get(&format!("{link}/parts")).await;
    page.has("Het gaat niet over dit deel").has("Dat klopt.");
    let reply = [("text", "Dank, wij bellen voortaan eerder.")];
    assert_eq!(garage.submit(&page, &format!("{link}/parts/reply"), &reply).await.status, StatusCode::SEE_OTHER);
    ours.get(&format!("/journeys/{journey}/parts")).await.has("wij bellen voortaan eerder");
}

#[tokio::test]
async fn the_score_of_the_whole_stands_first_and_a_part_of_it_is_no_score_of_a_party() {
    let (scene, journey, link) = answered(&["name", "answers"]).await;
    let before = |page: &Page, first: &str, then: &str| {
        let text = page.text();
        let main = text.split("<main").nth(1).unwrap();
        let [first, then] = [first, then].map(|words| main.find(words).unwrap_or_else(|| panic!("{words}: {main}")));
        assert!(first < then, "{main}");
    };
    let page = scene.site.visitor().get(&format!("{link}/parts")).await;
    before(&page, "3 van 10", "Aan zet");
    let mut ours = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    before(&ours.get(&format!("/journeys/{journey}/parts")).await, "3 van 10", "Garage Voorbeeld");
    // A part is a share of the one answer: the score stands once, and not again beside a party.
    let page = ours.get(&format!("/journeys/{journey}/parts")).await.text();
    assert_eq!(page.matches("3 van 10").count(), 1, "{page}");
}

#[tokio::test]
async fn figures_go_only_where_the_agreement_says_and_to_no_talks_about_a_contract() {
    let (scene, _, link) = at_work(&["name"]).await;
    let (app, admin) = (&scene.site.test.app, TestApp::who(&scene.site.city.people.administrator));
    // No agreement can say that figures are for talks about a contract: there is no such use.
    let version = scene.version().await;
    let talks = SharingForm { figures: "contract".to_owned(), ..sharing() };
    assert!(app.put_sharing(&admin, scene.org, version, talks).await.is_err());
    let mut garage = scene.site.visitor();
    garage.get(&format!("{link}/chain")).await.has("niet voor gesprekken over een contract");
    let nothing = SharingForm { figures: "nothing".to_owned(), ..sharing() };
    app.put_sharing(&admin, scene.org, version, nothing).await.unwrap();
    assert_ne!(garage.get(&format!("{link}/chain")).await.status, StatusCode::OK);
    // What figures may be used for stands on the file, whoever takes it.
    let mut lead = scene.site.signed_in(&scene.site.city.people.administrator).await;
    lead.get("/figures.csv").await.has("niet voor gesprekken over een contract");
}

#[tokio::test]
async fn who_holds_the_survey_asks_itself_and_the_house_does_not() {
    let (scene, _, _) = at_work(&["name"]).await;
    let (site, app) = (&scene.site, &scene.site.test.app);
    let (admin, blueprint) = (TestApp::who(&site.city.people.administrator), site.city.blueprint.id);
    let found = app.directory().await.unwrap().blueprints[&blueprint].clone();
    let plan = SurveyPlanForm { holder: scene.org.to_string(), ..SurveyPlanForm::of(found.value.last().unwrap()) };
    app.plan_survey(&admin, blueprint, found.version, plan).await.unwrap();
    let journey = site.begin("bea@example.net", "Ruit kapot").await;
    let link = done(&scene, journey).await;
    let mut garage = site.visitor();
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/accept"), &[]).await;
    for _ in 0..2 {
        let page = garage.get(&format!("{link}/parts")).await;
        garage
            .submit(&page, &format!("{link}/parts/ask"), &[("question", "Hoe was het bij ons?"), ("scale", "")])
            .await;
    }
    let wishes = site.journey(journey).await.wishes;
    assert_eq!(wishes[0].answer, WishAnswer::Yes {});
    assert!(matches!(wishes[1].answer, WishAnswer::No { .. }), "once");
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/done"), &[("outcome", "solved"), ("text", "Klaar.")]).await;
    site.test.drain().await;
    told(&scene, journey).await;
    let survey = site.journey(journey).await.survey.unwrap();
    let AskState::NotAsked { why, .. } = survey.state else { panic!("{survey:?}") };
    assert_eq!(why, NotAsked::Elsewhere);
}

#[tokio::test]
async fn the_chain_sits_at_one_table_and_each_party_may_take_something_up() {
    let (scene, _, link) = at_work(&["name"]).await;
    let (site, blueprint) = (&scene.site, scene.site.city.blueprint.id);
    let mut garage = site.visitor();
    garage.get(&link).await.has(&format!("{link}/chain"));
    let page = garage.get(&format!("{link}/chain")).await;
    page.has("Alleen om samen de keten te verbeteren").lacks(NAME);
    clean(&page);
    let ours = site.test.app.directory().await.unwrap().organisation().unwrap().id.to_string();
    let org = scene.org.to_string();
    let wrong = [("sort", "action"), ("from", ours.as_str()), ("to", ours.as_str()), ("text", "")];
    let act = format!("{link}/chain/add");
    assert_eq!(garage.submit(&page, &act, &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let day = [("sort", "day"), ("from", ours.as_str()), ("to", org.as_str()), ("text", "")];
    assert_eq!(garage.submit(&page, &act, &day).await.status, StatusCode::SEE_OTHER);
    let mut lead = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/chain-review?blueprint={blueprint}");
    let page = lead.get(&path).await;
    page.has("Een dag meelopen").has("Garage Voorbeeld").has("Nog niemand heeft aangeboden");
    let taken = lead.submit(&page, "/chain-review/take", &[]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    garage.get(&format!("{link}/chain")).await.has("Aangeboden door").lacks("Nog niemand heeft aangeboden");
    let file = lead.get(&format!("/chain-review.csv?blueprint={blueprint}")).await;
    file.has("niet voor gesprekken over een contract");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    assert_ne!(agent.get(&path).await.status, StatusCode::OK, "who may read the figures");
}
