//! A journey through the pages of staff: the story `reimbursement` from the complete answer to the outcome, and what the
//! pages do when somebody types too little, comes too late or would close in silence.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, Outcome};
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::ids::JourneyId;
use regie_domain::journey::Holder;
use support::{Browser, Page, Site};

/// The customer answers on the status page.
async fn customer_writes(site: &Site, id: JourneyId, words: &str) {
    customer_says(site, id, words, Asks::Something).await;
}

async fn customer_says(site: &Site, id: JourneyId, words: &str, asks: Asks) {
    let mut texts = Vec::new();
    let mut contact = site.facts(&mut texts, words);
    let participant = site.customer(id).await;
    (contact.direction, contact.channel, contact.participant) = (Direction::In, Channel::Web, Some(participant));
    contact.asks = asks;
    let who = regie_app::Who::Customer { journey: id, participant };
    let command = JourneyCommand::RecordContact { contact, answers: None };
    let request = regie_app::Request::journey(who, Door::Page, id, command).with(texts);
    site.test.app.run(request).await.unwrap();
    site.test.drain().await;
}

async fn holder(site: &Site, id: JourneyId) -> Holder {
    site.journey(id).await.ball.holder
}

/// Opens a form of a journey and sends it.
async fn fill(browser: &mut Browser, id: JourneyId, path: &str, fields: &[(&str, &str)]) -> Page {
    let at = format!("/journeys/{id}/{path}");
    let page = browser.get(&at).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    browser.submit(&page, &at, fields).await
}

/// The path of the first offer that waits.
async fn offer(site: &Site, id: JourneyId) -> String {
    let journey = site.journey(id).await;
    format!("handovers/{}", journey.pending().next().unwrap().0)
}

async fn leg(site: &Site, id: JourneyId) -> String {
    format!("legs/{}", site.journey(id).await.leg_with_ball().unwrap().0)
}

async fn hand_over(browser: &mut Browser, id: JourneyId, to: &str) -> Page {
    let fields = [
        ("team", to),
        ("brief.why", "De oorzaak ligt misschien in de straat."),
        ("brief.what", "Beoordeel de foto."),
        ("brief.told", "Uitkomst binnen tien werkdagen."),
        ("ball", "goes"),
    ];
    fill(browser, id, "handover", &fields).await
}

#[tokio::test]
async fn the_reimbursement_story_through_the_pages_of_staff() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let href = format!("/journeys/{id}");
    let mut samira = site.signed_in(&people.kcc_agent).await;

    let page = samira.get(&href).await;
    page.has("Kosten van de loodgieter").has("Klantcontactcentrum").has("Anja de Wit").has("Klantreis begonnen");
    let page = samira.get(&format!("{href}?compose=answer&card=reimbursement")).await;
    page.has("Wat kost het").has("Niet van toepassing");

    // The card's text is filled in first, and nothing is sent by that.
    let fields = [
        ("field.needed", "de rekening"),
        ("field.where", "op uw pagina"),
        ("field.how_long", "U hoort het binnen 10 werkdagen."),
        ("field.cost.na", "yes"),
        ("field.call", "Bel 14 0000."),
        ("do", "compose"),
    ];
    let composed = samira.submit(&page, &format!("{href}/answer"), &fields).await;
    composed.has("Wij hebben van u nodig: de rekening. U stuurt dit op uw pagina.");
    assert!(!site.journey(id).await.answered());

    let mut fields: Vec<(&str, &str)> = fields[..5].to_vec();
    fields.extend([
        ("text", "Stuur ons de rekening, dan hoort u het snel."),
        ("asks", "invoice"),
        ("asks", "iban"),
        ("promise", "yes"),
    ]);
    let sent = samira.submit(&composed, &format!("{href}/answer"), &fields).await;
    let page = samira.follow(&sent).await;
    page.has("Verstuurd.").has("Stuur ons de rekening").has("Gevraagd: Rekening en Rekeningnummer (IBAN)");
    assert_eq!(holder(&site, id).await, Holder::Customer);
    site.test.drain().await;
    assert!(site.test.mail.last_to("anja@example.org").text.contains("Stuur ons de rekening"));

    site.test.clock.set("2018-02-05T20:15:00[Europe/Amsterdam]");
    customer_writes(&site, id, "Hierbij de rekening.").await;
    site.test.clock.set("2018-02-06T08:45:00[Europe/Amsterdam]");
    // The session of the day before has ended.
    let mut samira = site.signed_in(&people.kcc_agent).await;

    // Handed over, accepted, done.
    let technical = site.city.technical.team.team.to_string();
    samira.get(&format!("{href}/handover")).await.has("Technische dienst").has("Nu open, tot");
    let offered = hand_over(&mut samira, id, &technical).await;
    samira.follow(&offered).await.has("Aangeboden.").has("Aangeboden aan Technische dienst");
    let mut kees = site.signed_in(&people.technical_agent).await;
    kees.get("/handovers").await.has("Beoordeel de foto.").has("Neem aan");
    kees.get("/work").await.has("Overdracht wacht");
    let at = offer(&site, id).await;
    let list = kees.get(&format!("{href}/{at}")).await;
    let accepted = kees.submit(&list, &format!("{href}/{at}/accept"), &[]).await;
    kees.follow(&accepted).await.has("Kees Dorrestein").has("nam het aan");
    assert_eq!(holder(&site, id).await.team(), Some(site.city.technical.team));

    let at = leg(&site, id).await;
    let silent = fill(&mut kees, id, &format!("{at}/finish"), &[("outcome", ""), ("text", "")]).await;
    assert_eq!(silent.status, StatusCode::CONFLICT);
    silent.has("nooit zwijgend");
    let done =
        fill(&mut kees, id, &format!("{at}/finish"), &[("outcome", "solved"), ("text", "Oorzaak in de straat.")]).await;
    kees.follow(&done).await.has("Deelopdracht klaar").has("Oorzaak in de straat.");
    assert_eq!(holder(&site, id).await.team(), Some(site.city.kcc.team));

    // To claims, with a promise in the acceptance.
    let claims = site.city.claims.team.team.to_string();
    hand_over(&mut samira, id, &claims).await;
    let mut priya = site.signed_in(&people.claims_agent).await;
    let at = offer(&site, id).await;
    let empty = fill(
        &mut priya,
        id,
        &format!("{at}/accept"),
        &[("kind", "outcome"), ("what", "U weet of u uw geld krijgt"), ("due", "")],
    )
    .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("U weet of u uw geld krijgt").has(": Kies een dag en een tijd.</a>");
    let other = [("kind", "other"), ("what", ""), ("due", "2018-02-19T17:00")];
    let other = fill(&mut priya, id, &format!("{at}/accept"), &other).await;
    // What may be needed does not say that it may stay empty, and the summary says which field it is.
    other
        .has("in de woorden die de inwoner leest</label>")
        .has("in de woorden die de inwoner leest: Schrijf hier iets.</a>");
    let fields = [("kind", "outcome"), ("what", "U weet of u uw geld krijgt"), ("due", "2018-02-19T17:00")];
    let accepted = fill(&mut priya, id, &format!("{at}/accept"), &fields).await;
    priya.follow(&accepted).await.has("U weet of u uw geld krijgt");

    // A first question in this leg, then a second that must be the last.
    let asked = fill(&mut priya, id, "question", &[("text", "Hoe heet de loodgieter?")]).await;
    priya.follow(&asked).await.has("Vraag verstuurd.");
    customer_writes(&site, id, "Loodgieter Voorbeeld.").await;
    let page = priya.get(&format!("{href}/question")).await;
    page.has("Is dit het laatste dat je nodig hebt?");
    let again = priya.submit(&page, &format!("{href}/question"), &[("text", "En de datum?")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.has("En de datum?").has("Je stelde in deze stap al een vraag");
    let asked = priya.submit(&again, &format!("{href}/question"), &[("text", "En de datum?"), ("last", "yes")]).await;
    priya.follow(&asked).await.has("telt als flard");
    customer_writes(&site, id, "Op 1 februari.").await;
    assert_eq!(site.journey(id).await.fragments(), 1);

    // The outcome, and the way it went.
    let fields = [("how", "solved"), ("text", "U krijgt € 180 terug."), ("amount", "180,00")];
    let told = fill(&mut priya, id, "outcome", &fields).await;
    priya
        .follow(&told)
        .await
        .has("De uitkomst")
        .has("180,00")
        .has("U krijgt € 180 terug.")
        .has("De inwoner kan uiterlijk ");
    let shown = priya.get(&format!("{href}?show=handovers")).await;
    shown.has("nam het aan").lacks("Stuur ons de rekening");
    site.test.run_until("2018-02-28T12:00:00Z".parse().unwrap()).await;
    let mut priya = site.signed_in(&people.claims_agent).await;
    let closed = priya.get(&href).await;
    // What was said another day says its days as dates.
    closed.has("Opgelost in").lacks("Bericht aan inwoner").has("uiterlijk 19 feb 17.00 uur").lacks("uiterlijk morgen");
}

#[tokio::test]
async fn a_field_that_is_wrong_keeps_what_was_typed() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("/journeys/{id}?compose=promise")).await;
    let action = format!("/journeys/{id}/promises");
    let fields = [("kind", "other"), ("what", "Wij bekijken de foto"), ("due", ""), ("cost", "veel")];
    let back = samira.submit(&page, &action, &fields).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    back.has("Wij bekijken de foto").has("veel").has("Kies een dag en een tijd.").has("Schrijf een bedrag");
    let fields = [("kind", "other"), ("what", "Wij bekijken de foto"), ("due", "2018-02-08T12:00"), ("cost", "0")];
    let done = samira.submit(&back, &action, &fields).await;
    samira.follow(&done).await.has("Toegezegd en verteld.").has("Wij bekijken de foto").has("kost niets");
}

#[tokio::test]
async fn a_late_act_is_refused_with_the_words_kept_and_may_be_done_anew() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let (href, action) = (format!("/journeys/{id}"), format!("/journeys/{id}/message"));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut joost = site.signed_in(&site.city.people.kcc_lead).await;
    let page = samira.get(&href).await;
    let asked = fill(&mut joost, id, "question", &[("text", "Wat is de postcode?")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let late = samira.submit_files(&page, &action, &[("text", "Mijn lange bericht")], &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("De bal is intussen verplaatst").has("Mijn lange bericht").has("Gevraagd door Klantcontactcentrum");
    // The page that came back shows the new state; whoever read it may send.
    let sent =
        samira.submit_files(&late, &action, &[("text", "Mijn lange bericht")], &[("files", "foto.png", b"png")]).await;
    samira.follow(&sent).await.has("Mijn lange bericht").has("foto.png");
    // The same form twice has one effect.
    let twice =
        samira.submit_files(&late, &action, &[("text", "Mijn lange bericht")], &[("files", "foto.png", b"png")]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    let journey = site.journey(id).await;
    assert_eq!(journey.contacts.values().filter(|contact| contact.is_answer()).count(), 2);
    let file = *journey.contacts.values().flat_map(|contact| &contact.facts.files).next().unwrap();
    let download = samira.get(&format!("{href}/files/{file}")).await;
    assert_eq!(download.body, b"png");
    assert!(download.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
}

#[tokio::test]
async fn everything_that_can_be_undone_is_undone_through_the_page() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let href = format!("/journeys/{id}");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let none = fill(&mut samira, id, "void", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let void = fill(&mut samira, id, "void", &[("reason", "spam")]).await;
    let page = samira.follow(&void).await;
    page.has("Terzijde gelegd").has("Maak ongedaan").lacks("Verstuur</button>");
    let back = samira.submit(&page, &format!("{href}/undo-void"), &[]).await;
    samira.follow(&back).await.has("Weer opgepakt.").has("maakte een beslissing ongedaan");

    customer_writes(&site, id, "Is er al nieuws?").await;
    let journey = site.journey(id).await;
    let contact = journey.from_customer().find(|contact| contact.facts.channel == Channel::Web).unwrap().facts.contact;
    let page = samira.get(&href).await;
    let tap = format!("{href}/contacts/{contact}/asks/news");
    let tagged = samira.submit(&page, &tap, &[]).await;
    let page = samira.follow(&tagged).await;
    page.has("vroeg of er al iets bekend is").has("Statusvragen");
    let tap = format!("{href}/contacts/{contact}/asks/something");
    let tagged = samira.submit(&page, &tap, &[]).await;
    samira.follow(&tagged).await.lacks("Statusvragen");

    let split = fill(&mut samira, id, &format!("contacts/{contact}/split"), &[("title", "Iets anders")]).await;
    assert!(!split.location().contains(&id.to_string()));
    let other = samira.follow(&split).await;
    other.has("Iets anders").has("Is er al nieuws?").has("Volgt op");
    samira.get(&href).await.has("haalde een bericht hier weg");
}

#[tokio::test]
async fn thanks_after_the_end_close_the_journey_again_with_one_key() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Eerste vraag").await;
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Het is geregeld.");
    let command = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    site.act(&site.city.people.kcc_agent, id, command, texts).await;
    site.test.drain().await;
    let participant = site.customer(id).await;
    let who = regie_app::Who::Customer { journey: id, participant };
    let request = regie_app::Request::journey(who, Door::Page, id, JourneyCommand::ConfirmSolved {});
    site.test.app.run(request).await.unwrap();
    assert!(!site.journey(id).await.is_open());

    site.test.clock.advance(jiff::SignedDuration::from_mins(5));
    customer_says(&site, id, "Bedankt!", Asks::Thanks).await;
    assert!(site.journey(id).await.is_open(), "a contact opens a closed journey again");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has("just-thanks");
    let done = fill(&mut samira, id, "just-thanks", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(!site.journey(id).await.is_open(), "one key closes it again");
}

#[tokio::test]
async fn promises_are_moved_met_and_let_go_through_the_page() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("/journeys/{id}?compose=promise")).await;
    let fields = [("kind", "other"), ("what", "Wij bekijken de foto"), ("due", "2018-02-08T12:00")];
    samira.submit(&page, &format!("/journeys/{id}/promises"), &fields).await;
    let promise = site.journey(id).await.promises.into_iter().find(|(_, promise)| promise.text.is_some()).unwrap().0;
    let other =
        fill(&mut samira, id, &format!("promises/{promise}/move"), &[("due", "2018-02-09T12:00"), ("ground", "other")])
            .await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("due", "2018-02-09T12:00"), ("ground", "other"), ("reason", "De keurder was ziek.")];
    let moved = fill(&mut samira, id, &format!("promises/{promise}/move"), &fields).await;
    samira.follow(&moved).await.has("verplaatste een toezegging").has("De keurder was ziek.").has("Eerst do");
    let released = fill(
        &mut samira,
        id,
        &format!("promises/{promise}/release"),
        &[("reason", "Zij belde dat het niet meer hoeft.")],
    )
    .await;
    samira.follow(&released).await.has("Losgelaten").has("Zij belde dat het niet meer hoeft.");
    let ended = samira.get(&format!("/journeys/{id}/promises/{promise}/fulfil")).await;
    let late = samira.submit(&ended, &format!("/journeys/{id}/promises/{promise}/fulfil"), &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Deze toezegging is al voorbij.");
}

#[tokio::test]
async fn who_only_looks_gets_no_forms_and_strangers_get_nothing() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let href = format!("/journeys/{id}");
    let mut ineke = site.signed_in(&site.city.people.auditor).await;
    ineke.get(&href).await.has("Kosten van de loodgieter").lacks("Verstuur</button>").lacks("Terzijde leggen");
    assert_eq!(ineke.get(&format!("{href}/handover")).await.status, StatusCode::FORBIDDEN);
    let mut tom = site.signed_in(&site.city.people.administrator).await;
    assert_eq!(tom.get(&href).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.visitor().get(&href).await.status, StatusCode::SEE_OTHER);
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    assert_eq!(kees.get("/journeys/none").await.status, StatusCode::NOT_FOUND);
    let page = kees.get(&format!("{href}/outcome")).await;
    let refused = kees.submit(&page, &format!("{href}/outcome"), &[("how", "solved"), ("text", "Klaar")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Jullie zijn niet aan zet, maar Klantcontactcentrum.").has("Klaar");
}

/// Whoever works with journeys sees every page in both languages without a missing word.
#[tokio::test]
async fn the_page_is_whole_in_both_languages() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let members: [&Member; 3] = [&site.city.people.kcc_agent, &site.city.people.coordinator, &site.city.people.auditor];
    for member in members {
        for lang in ["nl", "en"] {
            let mut browser = site.signed_in(member).await;
            browser.lang = lang;
            for path in ["/work", "/journeys", "/search?q=loodgieter", "/handovers", "/promises", "/arrivals"] {
                let page = browser.get(path).await;
                assert_eq!(page.status, StatusCode::OK, "{path}");
                page.lacks("⟦");
            }
            browser.get(&format!("/journeys/{id}")).await.has("Kosten van de loodgieter").lacks("⟦");
        }
    }
}

#[tokio::test]
async fn an_outcome_is_not_set_to_done_but_told_and_the_page_leads_there() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Verstopt riool").await;
    site.write(id, "U hoort de uitkomst.", Some(support::result("2018-02-07T16:00:00Z")), &[]).await;
    let journey = site.journey(id).await;
    let (promise, _) = journey.promises.iter().find(|(_, it)| it.is_open()).unwrap();
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/journeys/{id}/promises/{promise}/fulfil");
    samira
        .get(&format!("/journeys/{id}"))
        .await
        .lacks(&path)
        .has(&format!("href=\"/journeys/{id}/outcome\" id=\"pf-{promise}\""));
    let form = samira.get(&path).await;
    form.has("Dit is gedaan zodra").has(&format!("/journeys/{id}/outcome"));
    let refused = samira.submit(&form, &path, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Dit is pas gedaan als").has("vertel de uitkomst");
    assert!(site.journey(id).await.promises[promise].is_open());
}

#[tokio::test]
async fn what_is_another_bodys_is_forwarded_and_the_form_to_set_aside_leads_there() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Paspoort").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/journeys/{id}/void");
    let form = samira.get(&path).await;
    form.has("Is dit voor een andere instantie?").has(&format!("/journeys/{id}/forward")).lacks("not_ours");
    let refused = samira.submit(&form, &path, &[("reason", "not_ours")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Stuur het door");
    assert!(site.journey(id).await.is_open());
}
