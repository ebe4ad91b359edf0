//! What a customer answered, as the partner that worked on it reads it on its own page: its own part, at the same moment as the
//! house, with the words only where that was agreed and without what points at a person. And what it may ask along.

use regie_app::settings::surveys::{SurveyPlanForm, SurveyRulesForm};
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
    page.has("Was de leenauto schoon?")
        .has("Dit is een vraag van Garage Voorbeeld. Garage Voorbeeld leest uw antwoord.");
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
    garage.get(&link).await.has("Bekijk wat over uw deel gaat").lacks("of vraag of u iets mag vragen");
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
    // However often the answer is changed, at whatever moment: the partner is not mailed anew.
    let (own, mut anja) = (scene.site.link(journey).await, scene.site.visitor());
    for score in ["9", "2", "4"] {
        let page = anja.get(&format!("{own}/feedback")).await;
        let sent = anja.submit(&page, &format!("{own}/feedback"), &[("q0", "2"), ("q1", score)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        scene.site.test.drain().await;
    }
    let again = scene.mails().into_iter().filter(|mail| mail.text.contains("over uw deel van het werk"));
    assert_eq!(again.count(), 1);
}

#[tokio::test]
async fn what_was_to_go_along_does_not_where_nobody_was_asked_and_the_partner_reads_why() {
    let (scene, journey, link) = at_work(&["name"]).await;
    let (site, mut garage) = (&scene.site, scene.site.visitor());
    let parts = garage.get(&format!("{link}/parts")).await;
    garage.submit(&parts, &format!("{link}/parts/ask"), &[("question", "Was het schoon?"), ("scale", "")]).await;
    garage.get(&format!("{link}/parts")).await.has("De vraag gaat mee in de ene enquête");
    let rules = SurveyRulesForm { times: "0".into(), days: "30".into(), choose: false };
    site.test.app.change_survey_rules(&TestApp::who(&site.city.people.administrator), 0, rules).await.unwrap();
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/done"), &[("outcome", "solved"), ("text", "Klaar.")]).await;
    site.test.drain().await;
    told(&scene, journey).await;
    let page = garage.get(&format!("{link}/parts")).await;
    page.has("De vraag ging niet mee").lacks("De vraag gaat mee");
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
    ours.get("/work").await.has("Garage Voorbeeld zegt: dit antwoord gaat niet over ons deel");
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
    page.has("Het gaat niet over dit deel").has("Dat klopt.").has("Telt voor");
    ours.get("/work").await.lacks("dit antwoord gaat niet over ons deel");
    ours.get(&format!("/journeys/{journey}/parts")).await.has("Telt voor");
    let scratch = TestApp::sqlite().await;
    assert_eq!(regie_app::rebuild::check(&scene.site.test.app.store, &scratch.app.store).await.unwrap().faults, []);
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

#[tokio::test]
async fn what_is_put_on_the_list_of_the_chain_stands_in_the_audit_log_without_its_words() {
    let (scene, _, link) = at_work(&["name"]).await;
    let (app, blueprint) = (&scene.site.test.app, scene.site.city.blueprint.id);
    let mut garage = scene.site.visitor();
    let page = garage.get(&format!("{link}/chain")).await;
    let ours = app.directory().await.unwrap().organisation().unwrap().id.to_string();
    let org = scene.org.to_string();
    let words = "Bel Anja op 06-12345678 voor u begint.";
    let action = [("sort", "action"), ("from", ours.as_str()), ("to", org.as_str()), ("text", words)];
    let added = garage.submit(&page, &format!("{link}/chain/add"), &action).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let today = app.ports.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let item = app.chain_review(&admin, blueprint, today).await.unwrap().items[0].id;
    app.take_from_chain(&admin, blueprint, item, false).await.unwrap();
    app.take_from_chain(&admin, blueprint, item, true).await.unwrap();
    let rows = app
        .store
        .read(async |tx| regie_store::audit::of_subject(tx, "chain_item", &item.to_string(), 9).await)
        .await
        .unwrap();
    let acts: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!((rows.len(), acts), (3, ["create", "done", "take-up"].into()));
    for row in rows {
        let kept = format!("{:?} {:?}", row.before, row.after);
        assert!(!kept.contains("Anja") && !kept.contains("12345678") && kept.contains("action"), "{kept}");
    }
}

#[tokio::test]
async fn a_program_of_the_partner_reads_no_word_of_an_answer_unmasked() {
    let (scene, journey, link) = answered(&["answers"]).await;
    // The words do cross to the partner, masked, by its page.
    scene.site.visitor().get(&format!("{link}/parts")).await.has("De monteur kwam te laat").lacks("12345678");
    let form = regie_app::settings::clients::ClientForm {
        name: "Programma van de garage".to_owned(),
        teams: vec![scene.team.team.to_string()],
        watches: false,
        scopes: regie_domain::client::ApiScope::ALL.iter().map(|scope| scope.code().to_owned()).collect(),
        days: "30".to_owned(),
        active: true,
    };
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let (_, token) = scene.site.test.app.create_client(&admin, form).await.unwrap();
    let found = scene.site.journey(journey).await;
    let said = found.survey.unwrap().response.unwrap().said[0].text.to_string();
    let mut browser = scene.site.visitor();
    let mut read = 0;
    let live = ["/api/v1/events", "/api/v1/openapi.json"];
    for route in scene.site.routes.iter().filter(|route| route.method == axum::http::Method::GET) {
        if !route.path.starts_with("/api/v1/") || live.contains(&route.path) {
            continue;
        }
        let path = route.path.replace("{journeyId}", &journey.to_string());
        let path = path.replace("{customerId}", &found.customer.to_string()).replace("{fileId}", &said);
        let path = path.split('/').map(|part| if part.starts_with('{') { said.as_str() } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        let request = axum::http::Request::builder().uri(&path).header("authorization", format!("Bearer {token}"));
        let page = browser.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_ne!(page.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(leaks(&page.text()), [""; 0], "{path}");
        assert!(!page.text().contains("De monteur kwam"), "an answer is in no answer of the API: {path}");
        read += 1;
    }
    assert!(read > 40, "{read}");
}

#[tokio::test]
async fn who_must_wait_with_a_question_hears_by_itself_when_the_moment_comes() {
    let (scene, _, _) = at_work(&["name"]).await;
    let (site, app) = (&scene.site, &scene.site.test.app);
    let (admin, blueprint) = (TestApp::who(&site.city.people.administrator), site.city.blueprint.id);
    let found = app.directory().await.unwrap().blueprints[&blueprint].clone();
    let plan = SurveyPlanForm { holder: scene.org.to_string(), ..SurveyPlanForm::of(found.value.last().unwrap()) };
    app.plan_survey(&admin, blueprint, found.version, plan).await.unwrap();
    let rules = app.surveys(&admin).await.unwrap().rules.map_or(0, |rules| rules.version);
    let budget = regie_app::settings::surveys::SurveyRulesForm { times: "1".into(), days: "10".into(), choose: false };
    app.change_survey_rules(&admin, rules, budget).await.unwrap();
    let mut garage = site.visitor();
    let mut ask = async |email: &str| {
        let journey = site.begin(email, "Ruit kapot").await;
        let link = done(&scene, journey).await;
        let page = garage.get(&link).await;
        garage.submit(&page, &format!("{link}/accept"), &[]).await;
        let page = garage.get(&format!("{link}/parts")).await;
        let wish = [("question", "Hoe was het bij ons?"), ("scale", "")];
        garage.submit(&page, &format!("{link}/parts/ask"), &wish).await;
        (journey, link)
    };
    let (first, _) = ask("bea@example.net").await;
    assert_eq!(site.journey(first).await.wishes[0].answer, WishAnswer::Yes {});
    let (second, link) = ask("bea@example.net").await;
    let WishAnswer::Later { until, .. } = site.journey(second).await.wishes[0].answer else { panic!("at once") };
    site.visitor().get(&format!("{link}/parts")).await.has("Later: op");
    site.test.run_until(until - jiff::SignedDuration::from_mins(1)).await;
    let told = || scene.mails().into_iter().filter(|mail| mail.text.contains("moest daarmee wachten")).count();
    assert_eq!(told(), 0);
    site.test.run_until(until).await;
    let found = site.journey(second).await.wishes[0];
    assert_eq!((found.answer, found.answered_at >= until), (WishAnswer::Yes {}, true));
    assert_eq!(told(), 1, "the partner is told, and need not ask again");
    // It counts in what the person is asked from then on.
    let (third, _) = ask("bea@example.net").await;
    assert!(matches!(site.journey(third).await.wishes[0].answer, WishAnswer::Later { .. }));
}

#[tokio::test]
async fn a_partner_at_our_desk_is_told_of_an_answer_about_its_part_at_the_same_moment() {
    let scene = Scene::new("desk", true).await;
    asking(&scene, &["name", "answers"]).await;
    let (site, journey) = (&scene.site, scene.site.begin(ADDRESS, "Kras op de motorkap").await);
    let member = site.member_of(scene.team).await;
    let (offer, texts) = scene.offer(Some(BallGoes::Goes));
    site.act(&site.city.people.kcc_agent, journey, offer, texts).await;
    let pending = site.journey(journey).await.pending().next().unwrap().0;
    site.act(&member, journey, C::Accept { handover: pending, promise: None }, Vec::new()).await;
    site.test.clock.advance(jiff::SignedDuration::from_hours(26));
    let leg = *site.journey(journey).await.legs.iter().find(|(_, leg)| leg.is_open()).unwrap().0;
    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "Gespoten."));
    let finish = C::FinishLeg { leg, outcome: Some(Outcome::Solved), text };
    site.act(&member, journey, finish, texts).await;
    site.test.drain().await;
    told(&scene, journey).await;
    let (own, mut anja) = (site.link(journey).await, site.visitor());
    let page = anja.get(&format!("{own}/feedback")).await;
    let answers = [("q0", "2"), ("q1", "3"), ("q2", WORDS)];
    assert_eq!(anja.submit(&page, &format!("{own}/feedback"), &answers).await.status, StatusCode::SEE_OTHER);
    site.test.drain().await;
    let mails: Vec<_> =
        scene.mails().into_iter().filter(|mail| mail.text.contains("over uw deel van het werk")).collect();
    assert_eq!(mails.len(), 1, "once");
    let way = format!("/journeys/{journey}/parts");
    assert!(mails[0].text.contains(&way), "{}", mails[0].text);
    assert_eq!(leaks(&mails[0].text), [""; 0]);
    assert!(!mails[0].text.contains("monteur") && !mails[0].text.contains("/p/"), "no words and no link of its own");
    let page = site.signed_in(&member).await.get(&way).await;
    page.has("3 van 10").has("De monteur kwam te laat").lacks("12345678");
}

#[tokio::test]
async fn a_works_council_reads_what_partners_get_as_it_is_agreed_now() {
    let scene = Scene::new("leg", true).await;
    let (app, admin) = (&scene.site.test.app, TestApp::who(&scene.site.city.people.administrator));
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    let mut row = async || {
        let text = agent.get("/works-council").await.text();
        let row = text.split("Garage Voorbeeld").nth(1).map(|rest| rest.split("</tr>").next().unwrap().to_owned());
        row.unwrap_or_default()
    };
    let before = row().await;
    assert!(before.contains("Nee") && !before.contains("Ja"), "{before}");
    let accepted = vec!["name".to_owned(), "answers".to_owned()];
    let more = SharingForm { accepted, compares: true, ..sharing() };
    app.put_sharing(&admin, scene.org, scene.version().await, more).await.unwrap();
    let after = row().await;
    assert_eq!(after.matches("Ja").count(), 2, "{after}");
    app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
    assert_eq!(row().await, "", "what has ended is not there");
}
