//! How it went: what the customer sees and sends, what those who handle the journey read of it, and what a link never does.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

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
async fn a_question_that_follows_waits_for_its_answer_and_counts_only_with_it() {
    let site = site().await;
    let (app, who) = (&site.test.app, TestApp::who(&site.city.people.administrator));
    let surveys = app.surveys(&who).await.unwrap();
    let (survey, found) = surveys.all.iter().next().unwrap();
    let mut form = SurveyForm::of(found.value.last().unwrap());
    form.questions.push(QuestionForm {
        words: Words::new("Wat had u dan verwacht?", "What did you expect?"),
        form: "text".to_owned(),
        more: true,
        if_question: "1".to_owned(),
        if_from: "0".to_owned(),
        if_until: "5".to_owned(),
        ..QuestionForm::default()
    });
    app.change_survey(&who, Some(*survey), found.version, form).await.unwrap();
    let (id, link, mut anja) = asked(&site).await;
    let page = anja.get(&format!("{link}/feedback")).await;
    page.has("Vertel meer").has("data-opened=\"3\"").has("id=\"q1-5\" value=\"5\" data-opens=\"3\"");
    page.lacks("id=\"q1-6\" value=\"6\" data-opens");
    // A browser sends hidden fields too: with a good score they are not an answer.
    let sent = answer(&site, &link, &mut anja, &[("q1", "8"), ("q3", "Niets.")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(ask(&site, id).await.response.unwrap().said.is_empty());
    answer(&site, &link, &mut anja, &[("q1", "5"), ("q3", "Sneller.")]).await;
    assert_eq!(ask(&site, id).await.response.unwrap().said.len(), 1);
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

/// Rows 49 to 53 of the bad inputs (docs/bad-inputs.md).
mod bad_inputs {
    use super::*;

    #[tokio::test]
    async fn a_link_used_twice_shared_or_fetched_by_a_scanner_records_nothing_by_itself() {
        let site = site().await;
        let (id, link, mut anja) = asked(&site).await;
        let before = site.journey(id).await.seq;
        // A scanner follows every link of the mail, also the one that nobody sees, and again.
        for _ in 0..2 {
            for score in (0..=10).chain([99]) {
                let mut scanner = site.visitor();
                let path = format!("{link}/feedback?score={score}");
                assert_eq!(scanner.get(&path).await.status, StatusCode::OK, "{score}");
                scanner.head(&path).await;
            }
        }
        assert_eq!((site.journey(id).await.seq, ask(&site, id).await.response), (before, None));
        // What is sent twice with the same form is once there; whoever else has the link changes the one answer.
        let page = anja.get(&format!("{link}/feedback")).await;
        for _ in 0..2 {
            let sent = anja.submit(&page, &format!("{link}/feedback"), &[("q1", "7")]).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER);
        }
        let once = site.journey(id).await.seq;
        let mut other = site.visitor();
        answer(&site, &link, &mut other, &[("q1", "9")]).await;
        let found = ask(&site, id).await.response.unwrap();
        assert_eq!((found.given.len(), found.given[0].value), (1, 9), "one answer");
        assert_eq!(site.journey(id).await.seq, once + 1);
        site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(25)).await;
        other.submit(&page, &format!("{link}/feedback"), &[("q1", "1")]).await;
        assert_eq!(ask(&site, id).await.response.unwrap().given[0].value, 9);
    }

    #[tokio::test]
    async fn what_is_off_the_scale_too_long_or_not_words_is_refused_trimmed_or_kept_as_text() {
        let site = site().await;
        let (id, link, mut anja) = asked(&site).await;
        for off in ["11", "-1", "9.5", "0x9", "9e0", "\u{ff19}", "9;DROP TABLE event", "255", "256", "99999999999"] {
            let sent = answer(&site, &link, &mut anja, &[("q1", off)]).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{off}");
        }
        let page = anja.get(&format!("{link}/feedback")).await;
        let huge = "a".repeat(1 << 20);
        let sent = anja.submit(&page, &format!("{link}/feedback"), &[("q1", "9"), ("q2", &huge)]).await;
        assert!(sent.status == StatusCode::UNPROCESSABLE_ENTITY || sent.status == StatusCode::PAYLOAD_TOO_LARGE);
        assert!(sent.body.len() < 2 << 20, "{}", sent.body.len());
        assert_eq!(ask(&site, id).await.response, None);
        // Of a question that is answered ten times the first answer counts, and questions that nobody asked do not.
        let mut many: Vec<(&str, &str)> = (0..10).map(|_| ("q1", "9")).collect();
        many.extend([("q77", "1"), ("q-1", "1"), ("point-999999", "wrong"), ("point-x", "well")]);
        let sent = answer(&site, &link, &mut anja, &many).await;
        assert_ne!(sent.status, StatusCode::INTERNAL_SERVER_ERROR);
        let words = "<script>alert(1)</script> \u{1f600} \u{202e}achterstevoren & \"zo\"";
        let sent = answer(&site, &link, &mut anja, &[("q1", "9 "), ("q2", words)]).await;
        let page = anja.follow(&sent).await;
        page.has("\u{1f600}").lacks("<script>alert");
        let found = ask(&site, id).await.response.unwrap();
        assert_eq!((found.given.len(), found.given[0].value, found.said.len()), (1, 9, 1), "blanks go");
        let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
        samira.get(&format!("/journeys/{id}")).await.has("\u{1f600}").lacks("<script>alert");
    }

    #[tokio::test]
    async fn a_link_that_was_changed_is_of_another_is_over_or_of_somebody_erased_shows_nothing() {
        let site = site().await;
        let (id, link, mut anja) = asked(&site).await;
        let token = link.rsplit('/').next().unwrap();
        let flip = |at: usize| {
            let mut bytes = token.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
            String::from_utf8(bytes).unwrap()
        };
        let strange = site.visitor().get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/feedback").await;
        let neutral = |page: &Page| (page.status, page.text().contains("Verstopt riool"), page.text().contains("Anja"));
        assert_eq!((neutral(&strange).1, neutral(&strange).2), (false, false));
        for at in [0, token.len() / 2, token.len() - 1] {
            let page = site.visitor().get(&format!("/s/{}/feedback", flip(at))).await;
            assert_eq!(neutral(&page), neutral(&strange), "{at}");
        }
        // The answer of one journey is not found, nor given, behind the link of another.
        answer(&site, &link, &mut anja, UNHAPPY).await;
        let (other, others, mut bert) = solved(&site).await;
        bert.get(&others).await.lacks("Niemand wist iets.");
        let fields: Vec<(String, String)> =
            UNHAPPY.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let sent = bert.post(&format!("{others}/feedback"), &fields).await;
        assert_ne!(sent.status, StatusCode::OK, "nobody was asked there");
        assert!(site.journey(other).await.survey.is_none_or(|ask| ask.response.is_none()));
        assert_eq!(ask(&site, id).await.response.unwrap().given.len(), 2);
        // When the time is over the page says so, and takes nothing.
        let site = super::site().await;
        let (id, link, mut carla) = asked(&site).await;
        let page = carla.get(&format!("{link}/feedback")).await;
        site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(22 * 24)).await;
        carla.submit(&page, &format!("{link}/feedback"), &[("q1", "9")]).await;
        assert_eq!(ask(&site, id).await.response, None);
        // The link of somebody who was erased is like any other that leads to nothing, and takes no answer.
        let site = super::site().await;
        let (id, link, mut dirk) = asked(&site).await;
        answer(&site, &link, &mut dirk, &[("q1", "9"), ("q2", "Netjes geholpen.")]).await;
        let page = dirk.get(&format!("{link}/feedback")).await;
        let whom = Whom::Customer(site.journey(id).await.customer);
        site.test.app.erase_customer(&Who::System, whom, Ground::Request).await.unwrap();
        let (stood, strange) =
            (site.journey(id).await.seq, site.visitor().get("/s/AAAAAAAAAAAAAAAAAAAAAA/feedback").await);
        for path in [link.clone(), format!("{link}/feedback"), format!("{link}/feedback?score=9")] {
            let shown = site.visitor().get(&path).await;
            assert_eq!(neutral(&shown), neutral(&strange), "{path}");
            shown.lacks("Netjes geholpen.").lacks("Verstopt riool");
        }
        let sent = dirk.submit(&page, &format!("{link}/feedback"), &[("q1", "1")]).await;
        assert_eq!((sent.status, site.journey(id).await.seq), (strange.status, stood));
    }

    #[tokio::test]
    async fn a_flood_of_answers_from_one_place_is_held_back() {
        let site = site().await;
        let (id, link, mut anja) = asked(&site).await;
        let page = anja.get(&format!("{link}/feedback")).await;
        let mut last = StatusCode::OK;
        for _ in 0..70 {
            last = anja.submit(&page, &format!("{link}/feedback"), &[("q0", "1")]).await.status;
            if last == StatusCode::TOO_MANY_REQUESTS {
                break;
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        let before = site.journey(id).await.seq;
        let kept = anja.submit(&page, &format!("{link}/feedback"), &[("q1", "9"), ("q2", "Nog een keer.")]).await;
        kept.has("te veel antwoorden").has("Nog een keer.");
        assert_eq!(site.journey(id).await.seq, before, "nothing is recorded");
    }
}

/// How it is asked by other ways than mail: words and one short link, no scores to press.
mod forms {
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
        let link =
            words.split_whitespace().find(|word| word.contains(part)).unwrap_or_else(|| panic!("{part}: {words}"));
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
        assert_eq!(
            (site.test.http.posted().len(), site.test.mail.sent().len()),
            (texts + 1, mails),
            "one text, no mail"
        );
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
}
