//! How it went: what the customer sees and sends, what those who handle the journey read of it, and what a link never does.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "surveys/bad_inputs.rs"]
mod bad_inputs;
#[path = "surveys/forms.rs"]
mod forms;
#[path = "surveys/letters.rs"]
mod letters;
mod support;
#[path = "surveys/topics.rs"]
mod topics;

use axum::http::StatusCode;
use regie_app::authorise::Who;
use regie_app::customers::{Ground, Whom};
use regie_app::settings::surveys::{QuestionForm, SurveyForm, SurveyPlanForm};
use regie_app::testing::TestApp;
use regie_domain::blueprint::Words;
use regie_domain::codes::{CareCause, Outcome, PromiseWhat};
use regie_domain::command::JourneyCommand;
use regie_domain::ids::JourneyId;
use regie_domain::survey::Ask;
use support::{Browser, Page, Site};

/// A municipality that asks how it went at six in the evening of the day after.
async fn site() -> Site {
    let site = Site::new().await;
    plan(&site, "1").await;
    site
}

/// It asks at six in the evening, so many days after.
async fn plan(site: &Site, days: &str) {
    let (app, who) = (&site.test.app, TestApp::who(&site.city.people.administrator));
    let survey = *app.surveys(&who).await.unwrap().all.keys().next().unwrap();
    let directory = app.directory().await.unwrap();
    let found = &directory.blueprints[&site.city.blueprint.id];
    let newest = SurveyPlanForm::of(found.value.last().unwrap());
    let form = SurveyPlanForm { asks: true, survey: survey.to_string(), days: days.to_owned(), ..newest };
    app.plan_survey(&who, site.city.blueprint.id, found.version, form).await.unwrap();
}

/// A journey whose outcome was told and that its customer called solved.
async fn solved(site: &Site) -> (JourneyId, String, Browser) {
    let id = site.begin("anja@example.net", "Verstopt riool").await;
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij betalen de loodgieter.");
    let outcome = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    site.act(&site.city.people.kcc_agent, id, outcome, texts).await;
    site.test.drain().await;
    let link = site.link(id).await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/solved"), &[]).await;
    site.test.drain().await;
    (id, link, anja)
}

/// The same, a day later: its customer was asked.
async fn asked(site: &Site) -> (JourneyId, String, Browser) {
    let found = solved(site).await;
    let later = site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(34);
    site.test.run_until(later).await;
    found
}

async fn ask(site: &Site, id: JourneyId) -> Ask {
    site.journey(id).await.survey.unwrap()
}

async fn answer(site: &Site, link: &str, anja: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let page = anja.get(&format!("{link}/feedback")).await;
    let sent = anja.submit(&page, &format!("{link}/feedback"), fields).await;
    site.test.drain().await;
    sent
}

const UNHAPPY: &[(&str, &str)] = &[("q0", "1"), ("q1", "3"), ("q2", "Niemand wist iets.")];

#[tokio::test]
async fn the_customers_page_invites_once_asked_and_opening_records_nothing() {
    let site = site().await;
    let (id, link, mut anja) = solved(&site).await;
    anja.get(&link).await.lacks("Hoe ging het?");
    assert_eq!(anja.get(&format!("{link}/feedback")).await.location(), link);
    let later = site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(34);
    site.test.run_until(later).await;

    anja.get(&link).await.has("Vertel hoe het ging").has(&format!("{link}/feedback"));
    let before = site.journey(id).await.seq;
    let page = anja.get(&format!("{link}/feedback")).await;
    page.has("Hoe tevreden bent u over het geheel?")
        .has("heel ontevreden")
        .has("Zoals ik verwachtte")
        .lacks("value=\"3\" checked");
    page.has("Hier ging het goed").has("Hier ging het mis").lacks("Samira");
    assert!(page.body.len() < 60_000, "{}", page.body.len());
    // A score in the address is chosen, and no more than that.
    let scored = anja.get(&format!("{link}/feedback?score=3")).await;
    scored.has("id=\"q1-3\" value=\"3\" checked").has("Er is nog niets verstuurd");
    for junk in ["99", "11", "-1", "x", "%3Cscript%3E", ""] {
        let page = anja.get(&format!("{link}/feedback?score={junk}")).await;
        assert_eq!(page.status, StatusCode::OK, "{junk}");
        page.lacks("value=\"3\" checked").lacks("Er is nog niets verstuurd");
    }
    anja.head(&format!("{link}/feedback?score=3")).await;
    assert_eq!((site.journey(id).await.seq, ask(&site, id).await.response), (before, None));
    anja.lang = "en";
    anja.get(&format!("{link}/feedback")).await.has("How satisfied are you with the whole?").has("As I expected");
}

#[tokio::test]
async fn an_unhappy_answer_says_who_calls_and_can_be_changed_for_a_day() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let sent = answer(&site, &link, &mut anja, UNHAPPY).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, format!("{link}/feedback").as_str()));
    let page = anja.follow(&sent).await;
    page.has("Dank u wel")
        .has("Klantcontactcentrum belt u daarover, uiterlijk")
        .has("U kunt uw antwoord veranderen tot");
    page.has("id=\"q1-3\" value=\"3\" checked").has("Niemand wist iets.").has("Verander mijn antwoord");
    anja.get(&link).await.has("Verander mijn antwoord").lacks("Vertel hoe het ging");
    let first = ask(&site, id).await;
    assert!(site.journey(id).await.is_open() && first.response.unwrap().low);

    answer(&site, &link, &mut anja, &[("q1", "6"), ("q2", "Het viel mee.")]).await;
    let changed = ask(&site, id).await;
    assert_eq!((changed.call, changed.response.unwrap().given.len()), (first.call, 1));
    let stale = anja.get(&format!("{link}/feedback")).await;
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(25)).await;
    let late = anja.submit(&stale, &format!("{link}/feedback"), &[("q1", "9")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    anja.get(&format!("{link}/feedback")).await.has("Veranderen kan niet meer").lacks("<textarea");
    anja.get(&link).await.lacks("Verander mijn antwoord");
}

#[tokio::test]
async fn an_answer_without_anything_or_with_too_much_keeps_what_was_filled_in() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let empty = answer(&site, &link, &mut anja, &[("no-call", "yes")]).await;
    assert_eq!(empty.status, StatusCode::CONFLICT);
    empty.has("Beantwoord minstens één vraag").has("name=\"no-call\" value=\"yes\" checked");
    let long = "a".repeat(4_001);
    let wrong = answer(&site, &link, &mut anja, &[("q1", "7"), ("q2", &long), ("untraceable", "yes")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("href=\"#q2\"").has(&long).has("id=\"q1-7\" value=\"7\" checked");
    wrong.has("name=\"untraceable\" value=\"yes\" checked");
    let off = answer(&site, &link, &mut anja, &[("q1", "11")]).await;
    assert_eq!(off.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ask(&site, id).await.response, None);
}

#[tokio::test]
async fn the_answer_stands_on_the_journey_with_what_was_pointed_at_and_names_nobody_as_its_cause() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let page = anja.get(&format!("{link}/feedback")).await;
    let point = page.text().split("name=\"point-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut fields = UNHAPPY.to_vec();
    let name = format!("point-{point}");
    fields.push((&name, "wrong"));
    answer(&site, &link, &mut anja, &fields).await;
    assert_eq!(ask(&site, id).await.response.unwrap().pointed[0].seq.to_string(), point);

    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let journey = samira.get(&format!("/journeys/{id}")).await;
    journey.has("Hoe ging het, vergeleken met wat u verwachtte?").has("Veel slechter").has("3 van 10");
    journey.has("Niemand wist iets.").has("De klant wees aan").has("Niet nagekomen toezeggingen");
    journey.has("Terugbellen: lees eerst het antwoord").has("Het ging niet goed, antwoordde de klant.");
    samira.get("/work").await.has(&format!("/journeys/{id}/feedback"));

    let page = samira.get(&format!("/journeys/{id}/feedback")).await;
    page.has("Terugbellen na een antwoord").has("Hier ging het mis").has("Klantcontactcentrum belt de klant");
    // The words that tell how it sounds are marked, and say why.
    page.has("<mark class=\"bad").has("Klinkt ontevreden.").has("De gemarkeerde woorden staan in onze lijsten");
    let main = page.text().split("<main").nth(1).unwrap().to_owned();
    assert!(!main.contains("Samira"), "no member is named: {main}");
    let missing = samira.submit(&page, &format!("/journeys/{id}/feedback"), &[("cause", "waited")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    missing.has("value=\"waited\" checked");
    let fields = [("cause", "waited"), ("action", "apologised"), ("note", "Het dossier lag een week.")];
    let saved = samira.submit(&page, &format!("/journeys/{id}/feedback"), &fields).await;
    samira.follow(&saved).await.has("Bewaard: wat dit antwoord leert.").has("Het dossier lag een week.");
    assert_eq!(ask(&site, id).await.learned.unwrap().cause, CareCause::Waited);
    // It is kept by calling: what was told of it is on the customer's page too.
    let call = ask(&site, id).await.call.unwrap();
    assert_eq!(site.journey(id).await.promises[&call].what, PromiseWhat::CallBack);
}

#[tokio::test]
async fn an_answer_that_may_not_be_traced_shows_to_its_writer_and_to_members_as_no_answer() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let plain = |page: &Page| page.text().split("<main").nth(1).unwrap().to_owned();
    let before = plain(&samira.get(&format!("/journeys/{id}")).await);
    let mut fields = UNHAPPY.to_vec();
    fields.push(("untraceable", "yes"));
    let sent = answer(&site, &link, &mut anja, &fields).await;
    anja.follow(&sent)
        .await
        .has("Het telt alleen mee in de cijfers")
        .has("Niemand wist iets.")
        .lacks("belt u daarover")
        .lacks("id=\"call-here\"");
    assert!(!site.journey(id).await.is_open());
    let journey = samira.get(&format!("/journeys/{id}")).await;
    journey.has("Gevraagd op").lacks("Niemand wist iets.").lacks("3 van 10").has("/feedback/note");
    // Not a letter of the page differs: not its number of events, not what can be done.
    let secrets =
        |page: &str| page.split("name=\"key\"").map(|part| part[part.len().min(80)..].to_owned()).collect::<String>();
    assert_eq!(secrets(&plain(&journey)), secrets(&before));
    assert_eq!(samira.get(&format!("/journeys/{id}/feedback")).await.location(), format!("/journeys/{id}"));
    // What the customer says by telephone later is noted, as where there was no answer.
    let path = format!("/journeys/{id}/feedback/note");
    let page = samira.get(&path).await;
    let noted = samira.submit(&page, &path, &[("q1", "9")]).await;
    samira.follow(&noted).await.has("9 van 10").lacks("Niemand wist iets.");
}

#[tokio::test]
async fn who_writes_something_grave_and_wants_not_to_be_known_reads_how_to_be_called_by_choice() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let grave = [("q1", "2"), ("q2", "Ik zie het leven niet meer zitten."), ("untraceable", "yes")];
    let sent = answer(&site, &link, &mut anja, &grave).await;
    let page = anja.follow(&sent).await;
    page.has("Wilt u dat wij u bellen?").has("0800-0113").has("Niemand ziet dat dit antwoord van u is");
    let (journey, found) = (site.journey(id).await, ask(&site, id).await);
    assert!(!journey.is_open() && found.call.is_none(), "nobody calls on their own account");
    // One press, by choice: the promise is there at once, and nothing of the answer goes along.
    let called =
        anja.submit(&page, &format!("{link}/call-back"), &[("moment", "soon"), ("phone", "06-00000012")]).await;
    assert_eq!(called.status, StatusCode::SEE_OTHER, "{}", called.text());
    site.test.drain().await;
    let journey = site.journey(id).await;
    assert!(journey.promises.values().any(|promise| promise.what == PromiseWhat::CallBack && promise.is_open()));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.lacks("leven niet meer").lacks("2 van 10");

    // Who is known and wants no call reads the same; what is a threat with the press has no number to ring.
    let other = self::site().await;
    let (_, link, mut bert) = asked(&other).await;
    let cross = [("q1", "2"), ("q2", "Ik stap naar de krant."), ("no-call", "yes")];
    let sent = answer(&other, &link, &mut bert, &cross).await;
    bert.follow(&sent).await.has("U wilde hier niet over gebeld worden").lacks("0800-0113");
}

#[tokio::test]
async fn a_member_notes_an_answer_that_came_by_telephone() {
    let site = site().await;
    let (id, _, _) = asked(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has(&format!("/journeys/{id}/feedback/note"));
    let path = format!("/journeys/{id}/feedback/note");
    let page = samira.get(&path).await;
    let empty = samira.submit(&page, &path, &[]).await;
    assert_eq!(empty.status, StatusCode::CONFLICT);
    let noted = samira.submit(&page, &path, &[("q1", "9"), ("q2", "Prima zo.")]).await;
    samira.follow(&noted).await.has("9 van 10").has("Prima zo.").lacks("Terugbellen: lees eerst");
    assert!(!ask(&site, id).await.response.unwrap().low);
    assert_eq!(samira.get(&path).await.location(), format!("/journeys/{id}"));
}

#[tokio::test]
async fn why_nobody_was_asked_stands_on_the_journey() {
    let site = site().await;
    let id = site.begin("bert@example.net", "Losse stoeptegel").await;
    let close = JourneyCommand::Close { how: regie_domain::codes::CloseHow::Withdrawn };
    site.act(&site.city.people.kcc_agent, id, close, Vec::new()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has("Niet gevraagd. Wat er gebeurde, is niet geschikt");
}

#[tokio::test]
async fn a_question_that_follows_says_when_it_counts_and_no_words_are_dropped() {
    let site = site().await;
    let (app, who) = (&site.test.app, TestApp::who(&site.city.people.administrator));
    let surveys = app.surveys(&who).await.unwrap();
    let (survey, found) = surveys.all.iter().next().unwrap();
    let mut form = SurveyForm::of(found.value.last().unwrap());
    let after_low = |nl: &str, en: &str| QuestionForm {
        words: Words::new(nl, en),
        more: true,
        if_question: "1".to_owned(),
        if_from: "0".to_owned(),
        if_until: "5".to_owned(),
        ..QuestionForm::default()
    };
    let in_words = after_low("Wat had u dan verwacht?", "What did you expect?");
    form.questions.push(QuestionForm { form: "text".to_owned(), ..in_words });
    let scored = after_low("Hoe erg was dat?", "How bad was that?");
    let (scale, measure) = ("one_five".to_owned(), "own".to_owned());
    form.questions.push(QuestionForm { form: "scale".to_owned(), scale, measure, ..scored });
    app.change_survey(&who, Some(*survey), found.version, form).await.unwrap();
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let preview = admin.get(&format!("/settings/surveys/{survey}/preview")).await;
    let when = "Alleen als u bij “Hoe tevreden bent u over het geheel?” antwoordde: 0 tot en met 5.";
    preview.has("Wat had u dan verwacht?").has(when).lacks("data-opened");

    let (id, link, mut anja) = asked(&site).await;
    let page = anja.get(&format!("{link}/feedback")).await;
    page.has("Vertel meer").has("data-opened=\"3\"").has("id=\"q1-5\" value=\"5\" data-opens=\"3 4\"");
    page.has(when).lacks("id=\"q1-6\" value=\"6\" data-opens");
    // Whoever sees every field, and answers what goes with another score: the words stay, and of the score it is said.
    let sent = answer(&site, &link, &mut anja, &[("q1", "9"), ("q3", "Dat er niemand kwam."), ("q4", "2")]).await;
    let page = anja.follow(&sent).await;
    page.has("Dat er niemand kwam.").has("“Hoe erg was dat?” telt niet mee").lacks("data-opened=\"3\"");
    let found = ask(&site, id).await.response.unwrap();
    assert_eq!((found.given.len(), found.said.len()), (1, 1));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has("9 van 10").has("Dat er niemand kwam.");
    // An address that somebody made up says nothing of questions that hang on nothing.
    anja.get(&format!("{link}/feedback?left=0.1.3.77.x")).await.lacks("telt niet mee");
    let sent = answer(&site, &link, &mut anja, &[("q1", "5"), ("q3", "Sneller."), ("q4", "2")]).await;
    anja.follow(&sent).await.lacks("telt niet mee");
    let found = ask(&site, id).await.response.unwrap();
    assert_eq!((found.given.len(), found.said.len()), (2, 1));
}

#[tokio::test]
async fn an_answer_that_becomes_one_that_may_not_be_traced_leaves_nothing_to_read() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    answer(&site, &link, &mut anja, UNHAPPY).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let told = ["De klant antwoordde hoe het ging", "De klant antwoordde dat het niet goed ging"];
    let page = samira.get(&format!("/journeys/{id}")).await;
    told.iter().for_each(|words| _ = page.has(words));
    let mut fields = UNHAPPY.to_vec();
    fields.push(("untraceable", "yes"));
    answer(&site, &link, &mut anja, &fields).await;
    let page = samira.get(&format!("/journeys/{id}")).await;
    told.iter().for_each(|words| _ = page.lacks(words));
    page.lacks("Niemand wist iets.").lacks("3 van 10").lacks("antwoordde");
    // Nor to programs: no earlier version, no score, no reason that names it.
    let agent = TestApp::who(&site.city.people.kcc_agent);
    let loaded = site.test.app.open_journey(&agent, id).await.unwrap();
    let all = serde_json::to_string(&loaded.events.iter().map(|it| &it.event).collect::<Vec<_>>()).unwrap();
    for hidden in ["survey.answered", "followed_up", "feedback", "\"given\"", "\"low\""] {
        assert!(!all.contains(hidden), "{hidden}: {all}");
    }
    let ask = loaded.journey.survey.unwrap();
    assert!(ask.response.is_none() && ask.call.is_none());
    regie_store::feed::sequence(&site.test.app.store).await.unwrap();
    let changes = site.test.app.changes_after(0).await.unwrap();
    let kinds = &changes.journeys[&id];
    assert!(kinds.iter().all(|kind| kind != "survey.answered" && kind != "survey.followed_up"), "{kinds:?}");
}

#[tokio::test]
async fn what_stands_beside_an_answer_is_of_the_moment_of_the_answer() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    answer(&site, &link, &mut anja, UNHAPPY).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let went =
        |page: &Page| page.text().split("id=\"h-went\"").nth(1).unwrap().split("</dl>").next().unwrap().to_owned();
    let beside = |page: &Page| {
        page.text().split("Wat er gebeurde</h3>").nth(1).map(|it| it.split("</dl>").next().unwrap().to_owned())
    };
    let path = format!("/journeys/{id}/feedback");
    let before = samira.get(&path).await;
    // The journey is open again for the call, and nobody calls.
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(72)).await;
    let after = site.signed_in(&site.city.people.kcc_agent).await.get(&path).await;
    assert_eq!((went(&after), beside(&after)), (went(&before), beside(&before)));
}

#[tokio::test]
async fn an_administrator_writes_a_survey_looks_at_it_and_says_how_often_people_are_asked() {
    let site = site().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let list = admin.get("/settings/surveys").await;
    list.has("Hoe ging het?").has("3 vragen").has("Hoe vaak vragen jullie iets?");
    let path = list.text().split("href=\"/settings/surveys/0").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/settings/surveys/0{path}");
    let page = admin.get(&path).await;
    page.has("Vraag 4").has("value=\"scale:zero_ten\" selected");
    let fields = [
        ("name-nl", "Kort"),
        ("name-en", "Short"),
        ("questions-0-nl", "Hoe was het?"),
        ("questions-0-en", ""),
        ("questions-0-form", "choice"),
        ("questions-0-choices", "Goed\nMatig"),
        ("questions-0-choices-en", "Good\nFair"),
        ("questions-1-nl", "Waarom?"),
        ("questions-1-en", "Why?"),
        ("questions-1-form", "text"),
        ("questions-1-if", "0"),
        ("questions-1-from", "2"),
        ("questions-1-until", "2"),
    ];
    let wrong = admin.submit(&page, &path, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Vul de vraag in het Nederlands en in het Engels in.").has("Goed\nMatig");
    let mut right = fields.to_vec();
    right[3].1 = "How was it?";
    let saved = admin.submit(&page, &path, &right).await;
    admin.follow(&saved).await.has("Bewaard. Wie al gevraagd is").has("value=\"2\"");
    let preview = admin.get(&format!("{path}/preview")).await;
    preview
        .has("Hoe was het?")
        .has("Matig")
        .has("data-opens=\"1\"")
        .lacks("<button type=\"submit\" class=\"btn primary\"");

    let list = admin.get("/settings/surveys").await;
    let zero = admin.submit(&list, "/settings/surveys", &[("times", "x"), ("days", "30")]).await;
    assert_eq!(zero.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = admin.submit(&list, "/settings/surveys", &[("times", "2"), ("days", "60"), ("choose", "yes")]).await;
    admin.follow(&kept).await.has("value=\"60\"").has("checked");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(samira.get("/settings/surveys").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_blueprint_says_which_survey_is_asked_and_when() {
    let site = site().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let blueprint = site.city.blueprint.id;
    admin
        .get(&format!("/settings/blueprints/{blueprint}"))
        .await
        .has(&format!("/settings/blueprints/{blueprint}/survey"));
    let path = format!("/settings/blueprints/{blueprint}/survey");
    let page = admin.get(&path).await;
    page.has("value=\"18:00\"").has("Terugbellen na een slecht antwoord");
    let directory = site.test.app.directory().await.unwrap();
    let survey = directory.surveys.keys().next().unwrap().to_string();
    let fields = |days: &'static str| {
        let all = [("asks", "yes"), ("survey", ""), ("days", days), ("at", "10:00"), ("weight", "3")];
        let mut all: Vec<(&str, String)> = all.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        all[1].1.clone_from(&survey);
        all.extend([("call", "4".to_owned()), ("call.unit", "h".to_owned())]);
        all
    };
    let wrong = fields("99");
    let sent: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(admin.submit(&page, &path, &sent).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = fields("2");
    let sent: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let saved = admin.submit(&page, &path, &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let plan = site.test.app.directory().await.unwrap().blueprint(blueprint).unwrap().survey.unwrap();
    assert_eq!((plan.days, plan.weight, plan.at.hour()), (2, 3, 10));
}
