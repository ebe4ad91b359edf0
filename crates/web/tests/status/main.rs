//! The customer's own page: what it shows, what can be done on it, and what a link never opens.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod answer;
mod around;
mod call;
mod outcome;
mod promises;
mod second;
#[path = "../support/mod.rs"]
mod support;

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{PromiseKind, PromiseWhat, TaskKind};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::event::{Promisee, Reach};
use regie_domain::ids::JourneyId;
use regie_domain::money::Cents;
use support::{Browser, Page, Site};

const ASKED: &[(&str, AskKind, bool)] = &[
    ("Rekening", AskKind::File, true),
    ("Rekeningnummer (IBAN)", AskKind::Iban, true),
    ("Datum van de reparatie", AskKind::Date, true),
    ("Bent u verzekerd?", AskKind::YesNo, false),
];

const RESULT: NewPromise = NewPromise {
    kind: PromiseKind::Outcome,
    what: PromiseWhat::Result,
    text: None,
    to: Promisee::Customer,
    window: None,
    cost: Some(Cents(0)),
    replaces: None,
};

async fn open(site: &Site) -> (JourneyId, String, Browser) {
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let link = site.link(journey).await;
    (journey, link, site.visitor())
}

async fn seq(site: &Site, journey: JourneyId) -> u64 {
    site.journey(journey).await.seq
}

fn count(page: &Page, words: &str) -> usize {
    page.text().matches(words).count()
}

#[tokio::test]
async fn a_fresh_journey_says_what_happens_next_and_names_nobody() {
    let site = Site::new().await;
    let (_, link, mut anja) = open(&site).await;
    let page = anja.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("Uw vraag: Verstopt riool").has("Dag Anja de Wit.").has("U hoeft nu niets te doen.");
    page.has("Uw bericht").has("Wij zijn aan de beurt: Klantcontactcentrum.").has("Uiterlijk");
    // A colleague's note about the talk at the counter is not the customer's to read, nor are names of members.
    page.has("U sprak met ons aan de balie").lacks("Zij wil de kosten").lacks("Samira");
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ] {
        assert_eq!(page.headers.get(name).unwrap(), value);
    }
    assert!(page.body.len() < 60_000);
    anja.lang = "en";
    anja.get(&link).await.has("You do not have to do anything now.").has("Your message");
}

#[tokio::test]
async fn a_link_opens_its_own_journey_and_nothing_else() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let other = site.begin("bert@example.net", "Losse stoeptegel").await;
    let bert = site.link(other).await;
    anja.get(&link).await.lacks("Losse stoeptegel");

    // A file of another journey is not found behind this link, though its id is known.
    let page = anja.get(&bert).await;
    let sent = anja
        .submit_files(&page, &format!("{bert}/message"), &[("text", "Zie foto")], &[("files", "tegel.png", b"png")])
        .await;
    let page = anja.follow(&sent).await;
    let file = page.text().split("/files/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let found = anja.get(&format!("{bert}/files/{file}")).await;
    assert_eq!((found.status, found.body.as_slice()), (StatusCode::OK, &b"png"[..]));
    assert!(found.headers.get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap().starts_with("attachment"));
    assert_eq!(anja.get(&format!("{link}/files/{file}")).await.status, StatusCode::NOT_FOUND);

    // One letter different, one more, none at all, expired, revoked: all the same page.
    let token = link.strip_prefix("/s/").unwrap();
    let flipped = format!("{}{}", if token.starts_with('A') { 'B' } else { 'A' }, &token[1..]);
    let unknown = anja.get(&format!("/s/{flipped}")).await;
    assert_eq!(unknown.status, StatusCode::GONE);
    unknown.has("Deze link werkt niet meer").lacks("riool").lacks("Anja");
    let plain = |page: &Page, token: &str| {
        let text = page.text().replace(token, "TOKEN");
        let parts: Vec<String> =
            text.split("value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest).to_owned()).collect();
        parts.join("")
    };
    let same = plain(&unknown, &flipped);
    for junk in ["x", "A", "..%2f..", "%00"] {
        assert_eq!(anja.get(&format!("/s/{junk}")).await.status, StatusCode::GONE, "{junk}");
    }
    site.test.app.revoke_links(journey, None).await.unwrap();
    let revoked = anja.get(&link).await;
    assert_eq!((revoked.status, plain(&revoked, token)), (StatusCode::GONE, same.clone()));
    let later = site.link(journey).await;
    site.test.clock.advance(SignedDuration::from_hours(91 * 24));
    let expired = anja.get(&later).await;
    assert_eq!(expired.status, StatusCode::GONE);
    expired.has("Deze link werkt niet meer").lacks("riool");
}

#[tokio::test]
async fn looking_changes_nothing() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Wilt u ons dit sturen?", Some(RESULT), ASKED).await;
    let before = seq(&site, journey).await;
    for path in ["", "/message", "/answer", "/call-back", "/solved", "/not-solved"] {
        let shown = anja.get(&format!("{link}{path}")).await;
        let head = anja.head(&format!("{link}{path}")).await;
        assert_eq!(shown.status == StatusCode::OK, path.is_empty(), "{path}");
        assert_eq!(head.status, shown.status, "{path}");
        assert!(head.body.is_empty());
    }
    assert_eq!(seq(&site, journey).await, before);
}

#[tokio::test]
async fn a_form_without_its_secret_is_refused() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let before = seq(&site, journey).await;
    let forged = anja.post(&format!("{link}/message"), &[("text".into(), "hallo".into())]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let other = site.begin("bert@example.net", "Stoeptegel").await;
    let page = anja.get(&site.link(other).await).await;
    let action = page
        .text()
        .split("action=\"")
        .find(|part| part.contains("/message\""))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut fields = page.hidden(&action);
    fields.push(("text".into(), "hallo".into()));
    assert_eq!(anja.post(&format!("{link}/message"), &fields).await.status, StatusCode::FORBIDDEN);
    assert_eq!(seq(&site, journey).await, before);
}

#[tokio::test]
async fn a_message_sent_twice_is_one_contact() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let before = site.journey(journey).await.contacts.len();
    let page = anja.get(&link).await;
    let action = format!("{link}/message");
    let empty = anja.submit(&page, &action, &[("text", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("Vul dit in.");
    let words = "Ik heb <b>ook</b> een foto.";
    for _ in 0..2 {
        let sent = anja.submit_files(&page, &action, &[("text", words)], &[("files", "foto.jpg", b"jpg")]).await;
        assert_eq!(sent.location(), format!("{link}?said=said-status-message"));
    }
    assert_eq!(site.journey(journey).await.contacts.len(), before + 1);
    let page = anja.get(&format!("{link}?said=said-status-message")).await;
    page.has("Uw bericht is binnen").has("Ik heb &lt;b&gt;ook&lt;/b&gt; een foto.").has("foto.jpg");
    anja.get(&format!("{link}?said=%3Cscript%3E")).await.lacks("<script>");
}

#[tokio::test]
async fn a_message_says_until_when_somebody_reads_it_and_later_that_nobody_did() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Wij kijken ernaar.", Some(RESULT), &[]).await;
    anja.get(&link).await.lacks("leest uw bericht");
    // Monday evening, the desk is closed: it reads it on Tuesday.
    site.test.run_until("2018-02-05T19:00:00Z".parse().unwrap()).await;
    let page = anja.get(&link).await;
    let sent = anja.submit(&page, &format!("{link}/message"), &[("text", "Is dit alles?")]).await;
    let by = site.journey(journey).await.look_by().unwrap();
    anja.follow(&sent).await.has("Uw bericht is binnen").has("Klantcontactcentrum leest uw bericht uiterlijk");
    // Days later nobody did, whatever the program wrote meanwhile: the customer reads so, and the desk sees it late.
    site.test.run_until("2018-02-12T12:00:00Z".parse().unwrap()).await;
    assert_eq!(site.journey(journey).await.look_by(), Some(by));
    anja.get(&link).await.has("Dat is niet gelukt, het spijt ons").lacks("leest uw bericht uiterlijk");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/work").await.has("Is dit alles?").has(&format!("datetime=\"{by}\""));
    // Seen or answered, the line goes.
    site.write(journey, "Ja, dit is alles.", None, &[]).await;
    anja.get(&link).await.lacks("Dat is niet gelukt, het spijt ons").lacks("leest uw bericht");
}

#[tokio::test]
async fn steps_are_done_by_events_and_never_by_the_clock() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let done = |page: &Page| count(page, "<li class=\"done\"");
    assert_eq!(done(&anja.get(&link).await), 1);
    site.test.clock.advance(SignedDuration::from_hours(48));
    assert_eq!(done(&anja.get(&link).await), 1);
    site.write(journey, "Wilt u ons dit sturen?", Some(RESULT), &[("Naam", AskKind::Text, true)]).await;
    // A question is no answer.
    assert_eq!(done(&anja.get(&link).await), 1);
    let page = anja.get(&link).await;
    let sent = anja.submit(&page, &format!("{link}/answer"), &[("item-0", "Van Dongen")]).await;
    let page = anja.follow(&sent).await;
    assert_eq!(done(&page), 2);
    page.has("Uw gegevens").has("Onderzoek naar de oorzaak").has("aria-current=\"step\"");
    page.lacks("Ons antwoord");
    // Nor is a word in between; what the step waits for is the complete answer.
    site.write(journey, "Dank u. Wij kijken nu naar de oorzaak.", None, &[]).await;
    assert_eq!(done(&anja.get(&link).await), 2);
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij hebben alles. U hoeft niets meer te sturen.");
    let whole = JourneyCommand::Write { contact, complete: true, promise: None, question: None };
    site.act(&site.city.people.kcc_agent, journey, whole, texts).await;
    site.test.drain().await;
    assert_eq!(done(&anja.get(&link).await), 3);
}

#[tokio::test]
async fn who_only_looks_on_may_not_act_and_reads_no_letters_of_others() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/message"), &[("text", "Mijn rekening is NL91ABNA0417164300.")]).await;
    let participant = site.test.app.ports.id();
    let customer = site.journey(journey).await.customer;
    let command = JourneyCommand::AddParticipant {
        participant,
        role: regie_domain::codes::ParticipantRole::Copied,
        customer,
        reach: Reach::Task { task: TaskKind::Call },
        may_act: false,
    };
    site.act(&site.city.people.kcc_agent, journey, command, Vec::new()).await;
    let url = site.test.app.mint_link(journey, participant).await.unwrap();
    let path = url.strip_prefix("https://regie.example.org").unwrap();
    let page = anja.get(path).await;
    page.has("Verstopt riool").lacks("Mijn rekening").lacks("/message\"").lacks("/call-back\"");
    site.act(&site.city.people.kcc_agent, journey, JourneyCommand::RemoveParticipant { participant }, Vec::new()).await;
    assert_eq!(anja.get(path).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_journey_that_was_set_aside_shows_nothing() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let command = JourneyCommand::Void { reason: regie_domain::codes::VoidReason::Spam, duplicate_of: None };
    site.act(&site.city.people.kcc_agent, journey, command, Vec::new()).await;
    let page = anja.get(&link).await;
    assert_eq!(page.status, StatusCode::GONE);
    // It is silent, and true for who looks: nothing is promised there any more.
    page.has("Onder dit nummer gaan wij niet verder").has("krijgt u geen antwoord meer van ons").lacks("Uiterlijk");
    page.lacks("riool").lacks("U hoort van ons");
}

#[tokio::test]
async fn where_a_journey_was_set_aside_the_page_says_where_to_go() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let command = JourneyCommand::Void { reason: regie_domain::codes::VoidReason::Spam, duplicate_of: None };
    site.act(&site.city.people.kcc_agent, journey, command, Vec::new()).await;
    let phone = site.test.app.directory().await.unwrap().organisation().unwrap().phone.clone();
    let page = anja.get(&link).await;
    page.has("vertelt u waar u moet zijn").has("href=\"/ask\"").has(&site.city.mailbox.1.address);
    assert!(phone.is_empty() || page.text().contains("of bel ons:"));
}
