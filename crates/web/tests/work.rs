//! My work: sorted by what breaks first, the reason on each row.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::command::JourneyCommand;
use support::Site;

#[tokio::test]
async fn what_breaks_first_stands_on_top_with_its_reason() {
    let site = Site::new().await;
    let first = site.begin("anja@example.org", "Eerste vraag").await;
    site.test.clock.set("2018-02-05T13:00:00Z");
    let second = site.begin("bert@example.org", "Tweede vraag").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/work").await.has("Eerste vraag").has("Tweede vraag").has("Nieuw");

    // The first one is answered, the second one breaks.
    site.write(first, "Hier is uw antwoord.", None, &[]).await;
    site.test.run_until("2018-02-05T17:30:00Z".parse().unwrap()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/work").await.text();
    let at = |words: &str| page.find(words).unwrap();
    assert!(at("Tweede vraag") < at("Eerste vraag"));

    let me = Some(site.city.people.kcc_agent.id);
    site.act(&site.city.people.kcc_agent, second, JourneyCommand::Assign { member: me }, Vec::new()).await;
    samira.get("/work?tab=mine").await.has("Tweede vraag").lacks("Eerste vraag").has("Samira Haddou");
}

#[tokio::test]
async fn home_leads_everybody_to_where_they_work() {
    let site = Site::new().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(samira.get("/").await.location(), "/work");
    let mut tom = site.signed_in(&site.city.people.administrator).await;
    assert_eq!(tom.get("/").await.location(), "/settings");
    // Whoever is nobody yet finds the public form, and the way in for staff.
    let stranger = site.visitor().get("/").await;
    stranger.has("href=\"/ask\"").has("href=\"/sign-in\"");
}

#[tokio::test]
async fn a_journey_begins_at_the_counter_and_is_found_again() {
    let site = Site::new().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/journeys/new").await;
    let wrong =
        [("channel", "phone"), ("name", ""), ("email", "geen adres"), ("title", "Riool"), ("text", "Het stinkt.")];
    let back = samira.submit(&page, "/journeys/new", &wrong).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    back.has("Het stinkt.").has("Dit is geen e-mailadres.");
    let blueprint = site.city.blueprint.id.to_string();
    let right = [
        ("channel", "phone"),
        ("name", "Bert Bakker"),
        ("phone", "0612345678"),
        ("title", "Riool verstopt"),
        ("text", "Het stinkt in de Dorpsstraat."),
        ("blueprint", blueprint.as_str()),
    ];
    let done = samira.submit(&back, "/journeys/new", &right).await;
    let page = samira.follow(&done).await;
    page.has("Riool verstopt").has("Bert Bakker").has("0612345678");
    samira.get("/search?q=Dorpsstraat").await.has("Riool verstopt").has("<mark>");
    samira.get("/search?q=06-12345678").await.has("Riool verstopt");
    samira.get("/search?q=612345678").await.has("Riool verstopt");
    // Part of a number, as it is typed during a call; and the journey's number in any notation.
    samira.get("/search?q=06+12").await.has("Riool verstopt");
    samira.get("/search?q=06+13").await.has("Niets gevonden").has("de eerste vier cijfers");
    for typed in ["r18020001", "1802-0001", "R+1802+1"] {
        samira.get(&format!("/search?q={typed}")).await.has("R-1802-0001").has("Riool verstopt");
    }
    samira.get("/search?q=%3Cscript%3E").await.has("Niets gevonden").lacks("<script>");
    samira.get("/journeys?tab=mine").await.has("Riool verstopt");
    samira.get("/journeys?tab=closed").await.lacks("Riool verstopt");

    // No channel reaches the customer: a message is a call that a person makes.
    let id = done.location().split(['/', '?']).nth(2).unwrap().to_owned();
    let sent =
        samira.submit_files(&page, &format!("/journeys/{id}/message"), &[("text", "Wij komen vandaag.")], &[]).await;
    samira.follow(&sent).await.has("Bel de inwoner").has("Iemand moet bellen");
    samira.get("/work").await.has("Bel de inwoner.");
    let journey = site.journey(regie_domain::ids::JourneyId::parse(&id).unwrap()).await;
    let task = *journey.tasks.keys().next().unwrap();
    let at = format!("/journeys/{id}/tasks/{task}");
    let page = samira.get(&at).await;
    page.has("Ja, gesproken").has("0612345678").has("Wij komen vandaag.");
    let unsaid = samira.submit(&page, &at, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = samira.submit(&page, &at, &[("reached", "yes"), ("note", "Verteld dat wij komen.")]).await;
    samira.follow(&done).await.has("Verteld dat wij komen.").has("Samira Haddou (Klantcontactcentrum) belde");
    let twice = samira.submit(&page, &at, &[("reached", "no")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn promises_of_the_team_stand_in_one_list() {
    let site = Site::new().await;
    site.begin("anja@example.org", "Eerste vraag").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/promises").await.has("Antwoord").has("Eerste vraag");
    site.test.run_until("2018-02-06T09:00:00Z".parse().unwrap()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/promises").await.has("Eerste vraag").has("Nieuws, ook als er niets nieuws is");
}

#[tokio::test]
async fn a_journey_that_is_open_again_says_truly_why() {
    let site = Site::new().await;
    let people = &site.city.people;
    let (void, solved) =
        (site.begin("anja@example.org", "Terzijde gelegd").await, site.begin("bert@example.org", "Uitkomst").await);
    let reason = regie_domain::codes::VoidReason::Spam;
    site.act(&people.kcc_agent, void, JourneyCommand::Void { reason, duplicate_of: None }, Vec::new()).await;
    site.act(&people.kcc_agent, void, JourneyCommand::Unvoid {}, Vec::new()).await;
    let mut samira = site.signed_in(&people.kcc_agent).await;
    samira
        .get("/work")
        .await
        .has("Weer geopend")
        .has("Het terzijde leggen is ongedaan gemaakt.")
        .lacks("Niet opgelost volgens");
    samira.get(&format!("/journeys/{void}")).await.has("Het terzijde leggen is ongedaan gemaakt.");

    // Only a customer who says so makes it "not solved".
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "U krijgt het terug.");
    let outcome = regie_domain::codes::Outcome::Solved;
    site.act(&people.kcc_agent, solved, JourneyCommand::ProposeOutcome { outcome, contact, amount: None }, texts).await;
    let mut texts = Vec::new();
    let mut contact = site.facts(&mut texts, "Het is nog niet klaar.");
    contact.participant = Some(site.customer(solved).await);
    site.act(&people.kcc_agent, solved, JourneyCommand::NotSolved { contact }, texts).await;
    samira.get("/work").await.has("Niet opgelost volgens inwoner");
    samira.get(&format!("/journeys/{solved}")).await.has("De inwoner zei: niet opgelost.");
}

#[tokio::test]
async fn what_came_back_comes_first_and_all_reasons_can_be_read() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let mut texts = Vec::new();
    let brief = ["a", "b", "c"].map(|words| Some(site.text(&mut texts, words))).to_vec();
    let ball = Some(regie_domain::codes::BallGoes::Goes);
    let offer = JourneyCommand::Offer { to: site.city.technical.team, ball, brief, respond_by: None };
    site.act(&people.kcc_agent, id, offer.clone(), texts).await;
    let handover = site.journey(id).await.pending().next().unwrap().0;
    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "Dit is van de provincie."));
    let reason = regie_domain::codes::DeclineReason::NotOurs;
    site.act(&people.technical_agent, id, JourneyCommand::Decline { handover, reason, text }, texts).await;

    let mut samira = site.signed_in(&people.kcc_agent).await;
    let said = "Teruggegeven door Technische dienst: Hoort niet bij ons. Dit is van de provincie.";
    let page = samira.get("/work").await;
    page.has(said).has("<details class=\"others small\"").has("\">en nog").has("Antwoord");
    let page = page.text();
    assert!(page.find("reason-").is_none() && page.find("Teruggegeven").unwrap() < page.find("<details").unwrap());
    samira.get(&format!("/journeys/{id}")).await.has(said).has("Draag opnieuw over");
    // The list and the number in the menu agree.
    samira.get("/work").await.has("<span class=\"count\">1</span>");

    // Whoever went on has seen it.
    site.write(id, "Wij zoeken verder.", None, &[]).await;
    samira.get("/work").await.lacks("Teruggegeven door");
    samira.get(&format!("/journeys/{id}")).await.lacks("Draag opnieuw over");
}

#[tokio::test]
async fn a_coordinator_looks_over_all_teams_and_others_do_not() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Bij de dienst").await;
    let mut texts = Vec::new();
    let brief = ["a", "b", "c"].map(|words| Some(site.text(&mut texts, words))).to_vec();
    let ball = Some(regie_domain::codes::BallGoes::Goes);
    let offer = JourneyCommand::Offer { to: site.city.technical.team, ball, brief, respond_by: None };
    site.act(&people.kcc_agent, id, offer, texts).await;
    let handover = site.journey(id).await.pending().next().unwrap().0;
    let promise = regie_domain::command::NewPromise {
        kind: regie_domain::codes::PromiseKind::Outcome,
        what: regie_domain::codes::PromiseWhat::Result,
        text: None,
        to: regie_domain::event::Promisee::Customer,
        window: None,
        cost: None,
        replaces: None,
    };
    site.act(&people.technical_agent, id, JourneyCommand::Accept { handover, promise: Some(promise) }, Vec::new())
        .await;

    let mut fenna = site.signed_in(&people.coordinator).await;
    fenna.get("/work").await.has("Alle teams").has("Van mijn team").lacks("De uitkomst");
    fenna.get("/work?tab=all").await.has("Bij de dienst").has("De uitkomst");
    fenna.get("/promises").await.has("Alle teams").lacks("De uitkomst");
    fenna.get("/promises?teams=all").await.has("De uitkomst").has("Technische dienst");
    for member in [&people.claims_agent, &people.claims_lead] {
        let mut other = site.signed_in(member).await;
        other.get("/work?tab=all").await.lacks("Bij de dienst").lacks("Alle teams");
        other.get("/promises?teams=all").await.lacks("De uitkomst").lacks("Alle teams");
    }
    let mut marloes = site.signed_in(&people.technical_lead).await;
    marloes.get("/work").await.has("Bij de dienst");
}

#[tokio::test]
async fn lists_mask_account_numbers_and_show_how_it_ended() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let mut texts = Vec::new();
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
    let mut contact = site.facts(&mut texts, "Mijn rekening is NL02ABNA0123456789.");
    contact.participant = Some(site.customer(id).await);
    contact.direction = regie_domain::codes::Direction::In;
    site.act(&people.kcc_agent, id, JourneyCommand::RecordContact { contact, answers: None }, texts).await;
    let mut samira = site.signed_in(&people.kcc_agent).await;
    samira.get("/work").await.has("NL…6789").lacks("NL02ABNA");
    samira.get("/journeys").await.has("NL…6789").lacks("NL02ABNA");

    let how = regie_domain::codes::CloseHow::Withdrawn;
    site.act(&people.kcc_agent, id, JourneyCommand::Close { how }, Vec::new()).await;
    samira.get("/journeys?tab=closed").await.has("Ingetrokken").lacks("Opgelost in");
    samira
        .get(&format!("/journeys/{id}"))
        .await
        .has("Hoe het afliep")
        .has("De inwoner trok het in")
        .lacks("Nog niet bekend");
    let mut ineke = site.signed_in(&people.auditor).await;
    ineke.get("/work").await.lacks("Nieuwe klantreis");
    ineke.get("/journeys").await.lacks("Nieuwe klantreis");
}

#[tokio::test]
async fn a_reply_of_the_customer_is_new_until_somebody_has_seen_it() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Eerste vraag").await;
    site.write(id, "Hier is uw antwoord.", None, &[]).await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/work").await.lacks("Nieuw bericht");
    let link = site.link(id).await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit_files(&page, &format!("{link}/message"), &[("text", "Het water staat in de gang.")], &[]).await;
    samira.get("/work").await.has("Nieuw bericht").has("Het water staat in de gang.");
    let at = format!("/journeys/{id}/seen");
    let page = samira.get(&at).await;
    let done = samira.submit(&page, &at, &[]).await;
    samira.follow(&done).await.has("Genoteerd: gezien.").lacks("Gezien, geen antwoord nodig");
    samira.get("/work").await.lacks("Nieuw bericht");
}

#[tokio::test]
async fn what_is_due_today_goes_before_a_message_that_waits_longer() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Eerste vraag").await;
    site.write(id, "U hoort de uitkomst.", Some(support::result("2018-02-05T16:00:00Z")), &[]).await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
    let link = site.link(id).await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit_files(&page, &format!("{link}/message"), &[("text", "Het water staat in de gang.")], &[]).await;
    site.test.run_until("2018-02-05T15:30:00Z".parse().unwrap()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/work").await.text();
    let (first, others) = page.split_once("<details class=\"others small\"").unwrap();
    assert!(!first.contains("Nieuw bericht") && others.contains("Nieuw bericht"), "{first}");
}
