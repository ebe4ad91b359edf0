//! The customer's own page: what it shows, what can be done on it, and what a link never opens.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{Outcome, PromiseKind, PromiseWhat, TaskKind};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::event::{Promisee, Reach, Window};
use regie_domain::ids::JourneyId;
use regie_domain::journey::{Holder, State};
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

async fn propose(site: &Site, journey: JourneyId) {
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij betalen u 180 euro. De oorzaak lag in onze straat.");
    let command = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: Some(Cents(4_000)) };
    site.act(&site.city.people.kcc_agent, journey, command, texts).await;
    site.test.drain().await;
}

#[tokio::test]
async fn a_fresh_journey_says_what_happens_next_and_names_nobody() {
    let site = Site::new().await;
    let (_, link, mut anja) = open(&site).await;
    let page = anja.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("Uw vraag: Verstopt riool").has("Dag Anja de Wit.").has("U hoeft nu niets te doen.");
    page.has("Uw vraag is binnen").has("Wij zijn aan de beurt: Klantcontactcentrum.").has("Uiterlijk");
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
    anja.get(&link).await.has("You do not have to do anything now.").has("Your question has arrived");
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
async fn an_answer_is_checked_at_its_fields_and_becomes_one_contact() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Wilt u ons dit sturen?", Some(RESULT), ASKED).await;
    let contacts = site.journey(journey).await.contacts.len();
    let page = anja.get(&link).await;
    page.has("Wij hebben nog iets van u nodig").has("U bent aan de beurt.").has("Dit kost u niets.");
    page.has("Rekeningnummer (IBAN)").has("type=\"date\"").has("type=\"file\"").has("type=\"radio\"");

    let action = format!("{link}/answer");
    let wrong = [("item-1", "NL91 ABNA 0417 1643 01"), ("item-2", "30-1-2018"), ("text", "De straat lag open.")];
    let refused = anja.submit_files(&page, &action, &wrong, &[("item-0", "rekening.pdf", b"%PDF")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused
        .has("Dit IBAN klopt niet")
        .has("NL91 ABNA 0417 1643 01")
        .has("De straat lag open.")
        .has("Kies uw bestanden opnieuw");
    assert_eq!(site.journey(journey).await.contacts.len(), contacts);

    // Nothing filled in: every field that is needed says so.
    let empty = anja.submit(&page, &action, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("Vul uw rekeningnummer (IBAN) in.");
    // Once in the list above the form and once at the field, for the invoice and for the date.
    assert_eq!(count(&empty, "Vul dit in."), 4);

    let right = [
        ("item-1", "nl91abna0417164300"),
        ("item-2", "2018-01-30"),
        ("item-3", "yes"),
        ("text", "De straat lag open."),
    ];
    let risky = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf.exe", b"MZ")]).await;
    assert_eq!(risky.status, StatusCode::UNPROCESSABLE_ENTITY);
    risky.has("rekening.pdf.exe kunnen wij niet aannemen");
    let large = vec![0; 21 * 1024 * 1024];
    let large = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf", &large)]).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    large.has("rekening.pdf is te groot").has("De straat lag open.");

    let sent = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf", b"%PDF")]).await;
    let again = anja.submit_files(&page, &action, &right, &[("item-0", "rekening.pdf", b"%PDF")]).await;
    assert_eq!(sent.location(), again.location());
    let page = anja.follow(&sent).await;
    page.has("Uw antwoord is binnen").has("rekening.pdf").lacks("Wij hebben nog iets van u nodig");
    // Whole for who pays, masked where the link may be passed on.
    page.has("NL**\u{a0}****\u{a0}****\u{a0}**43\u{a0}00").lacks("0417");
    let found = site.journey(journey).await;
    assert_eq!(found.contacts.len(), contacts + 1);
    assert!(matches!(found.ball.holder, Holder::Team { .. }));
    let loaded = site.test.app.open_journey(&regie_app::Who::System, journey).await.unwrap();
    let text = loaded.texts.values().find(|text| text.contains("NL91")).unwrap();
    assert_eq!(
        text,
        "Rekening: rekening.pdf\nRekeningnummer (IBAN): NL91 ABNA 0417 1643 00\nDatum van de reparatie: 30 januari 2018\n\
         Bent u verzekerd?: Ja\n\nDe straat lag open."
    );
}

#[tokio::test]
async fn what_was_typed_survives_a_question_that_was_withdrawn() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Welke dag was het?", Some(RESULT), &[("Datum", AskKind::Date, true)]).await;
    let page = anja.get(&link).await;
    let question = site.journey(journey).await.open_question().unwrap().0;
    site.act(&site.city.people.kcc_agent, journey, JourneyCommand::WithdrawQuestion { question }, Vec::new()).await;
    let late =
        anja.submit(&page, &format!("{link}/answer"), &[("item-0", "2018-01-30"), ("text", "Een dinsdag.")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Er is intussen iets veranderd").has("Een dinsdag.").has("Datum: 30 januari 2018");
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

/// The values and labels of the moments at which one can be called.
fn moments(page: &Page) -> Vec<(String, String)> {
    let text = page.text();
    let radios = text.split("name=\"moment\"").skip(1);
    radios
        .map(|rest| {
            let value = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
            let label = rest.split("<span>").nth(1).unwrap().split('<').next().unwrap();
            (value.to_owned(), label.to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_call_is_asked_for_and_promised_when_the_customer_wants_it() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let page = anja.get(&link).await;
    let action = format!("{link}/call-back");
    let wrong = anja.submit(&page, &action, &[("phone", "12"), ("when", "na tien uur"), ("moment", "other")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Dit is geen telefoonnummer.").has("na tien uur");
    let phone = ("phone", "06 00 00 00 78");
    let none = anja.submit(&page, &action, &[phone]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = anja.submit(&page, &action, &[phone, ("moment", "other")]).await;
    words.has("Schrijf wanneer wij u kunnen bellen.");
    assert_eq!(site.journey(journey).await.promises.len(), 1, "nothing was promised yet");

    // Monday 09:20: as soon as may be, the half-days of this day and the next ones, another moment.
    let offered = moments(&page);
    let labels: Vec<&str> = offered.iter().map(|(_, label)| label.as_str()).collect();
    assert_eq!(labels.first(), Some(&"Zo snel mogelijk"));
    assert_eq!(labels.last(), Some(&"Op een ander moment"));
    let afternoon = offered.iter().find(|(_, label)| label.starts_with("Vanmiddag, 12.00")).unwrap();
    let sent = anja.submit(&page, &action, &[phone, ("moment", &afternoon.0), ("when", "Vraag naar Bo")]).await;
    let page = anja.follow(&sent).await;
    page.has("Wij bellen u terug.")
        .has("Bel mij terug op 06 00 00 00 78. Wanneer: maandag 5 februari, tussen 12.00 en");
    page.has("Vraag naar Bo");
    let found = site.journey(journey).await;
    let call = found.promises.values().find(|promise| promise.what == PromiseWhat::CallBack).unwrap();
    let (from, until) = afternoon.0.split_once('/').unwrap();
    assert_eq!((call.current.from, call.current.until), (from.parse().ok(), until.parse().unwrap()));
    site.test.drain().await;
    let told = site.test.mail.last_to("anja@example.net");
    assert!(told.text.contains("Wij bellen u maandag 5 februari, tussen 12.00 en"), "{}", told.text);

    // What has passed meanwhile, or was never offered, is said at its field.
    let late = "2018-02-05T22:00:00Z/2018-02-05T23:00:00Z";
    let refused = anja.submit(&page, &action, &[phone, ("moment", late)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Op dit moment kunnen wij u niet bellen. Kies een ander moment.").has("06 00 00 00 78");
}

#[tokio::test]
async fn another_moment_for_a_call_is_read_by_a_person_and_promises_no_call_at_a_time_nobody_asked_for() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let page = anja.get(&link).await;
    let fields = [("phone", "06 00 00 00 78"), ("moment", "other"), ("when", "volgende week na tien uur")];
    let sent = anja.submit(&page, &format!("{link}/call-back"), &fields).await;
    let page = anja.follow(&sent).await;
    page.has("U hoort van ons wanneer wij bellen.").has("Wanneer: volgende week na tien uur");
    let promises = site.journey(journey).await.promises;
    assert!(promises.values().all(|promise| promise.what != PromiseWhat::CallBack));
    assert_eq!(promises.values().filter(|promise| promise.what == PromiseWhat::News).count(), 1);
}

#[tokio::test]
async fn a_question_back_leaves_our_question_open_and_is_no_step() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    site.write(journey, "Welke dag was het?", None, &[("Datum", AskKind::Date, true)]).await;
    let page = anja.get(&link).await;
    let action = format!("{link}/message");
    let sent = anja.submit(&page, &action, &[("text", "Komt er vandaag iemand?")]).await;
    let page = anja.follow(&sent).await;
    page.has("Wij hebben nog iets van u nodig").has("Komt er vandaag iemand?");
    assert_eq!(site.journey(journey).await.ball.holder, Holder::Customer);
    assert_eq!(site.journey(journey).await.fragments(), 0);
    // What was asked is no answer: that step has not been made.
    let steps = page.text().split("id=\"h-steps\"").nth(1).unwrap().split("</ol>").next().unwrap().to_owned();
    assert_eq!(steps.matches("class=\"done\"").count(), 1, "{steps}");
}

#[tokio::test]
async fn a_result_that_is_promised_before_the_answer_may_come_is_said_to_depend_on_it() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let soon = Window::by("2018-02-07T16:00:00Z".parse().unwrap());
    site.write(
        journey,
        "Welke dag was het?",
        Some(NewPromise { window: Some(soon), ..RESULT }),
        &[("Datum", AskKind::Date, true)],
    )
    .await;
    let page = anja.get(&link).await;
    page.has("Wij beloofden u de uitkomst voor woensdag 7 februari, 17.00 uur.").has("Komt uw antwoord later?");
}

#[tokio::test]
async fn an_outcome_beside_an_open_promise_is_one_story() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let until = "2018-02-07T16:00:00Z".parse().unwrap();
    let other = NewPromise { what: PromiseWhat::Other, window: Some(Window::by(until)), ..RESULT };
    site.act(&site.city.people.kcc_agent, journey, JourneyCommand::Promise { promise: other }, Vec::new()).await;
    propose(&site, journey).await;
    let page = anja.get(&link).await;
    page.has("De uitkomst is bekend")
        .has("Is het nu opgelost?")
        .lacks("werkt aan uw vraag")
        .lacks("Dan sluiten wij dit op");
    page.has("Wat wij u nog hebben beloofd, doen wij ook").has("Zolang sluiten wij dit niet.").has("Kosten");
    page.has("U mag zeggen of het is opgelost.").lacks("Wij zijn aan de beurt");
    let early = anja.submit(&page, &format!("{link}/solved"), &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    early.has("Wij hebben u nog iets beloofd. Dat doen wij eerst.");
    // Broken, it stands beside the outcome with what becomes of it.
    site.test.run_until("2018-02-07T16:01:00Z".parse().unwrap()).await;
    let page = anja.get(&link).await;
    page.has("De uitkomst is bekend").has("Dat spijt ons.").has("of wij spreken iets anders met u af.");
}

#[tokio::test]
async fn after_not_solved_the_page_says_what_happens_now() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    propose(&site, journey).await;
    let page = anja.get(&link).await;
    let sent = anja.submit(&page, &format!("{link}/not-solved"), &[("text", "Het lekt nog.")]).await;
    let page = anja.follow(&sent).await;
    page.has("Wij kijken er opnieuw naar").has("U liet weten dat het nog niet is opgelost.");
    site.write(journey, "Wij komen morgen langs.", None, &[]).await;
    anja.get(&link).await.lacks("Wij kijken er opnieuw naar");
}

#[tokio::test]
async fn solved_closes_and_not_solved_gives_it_back_to_the_director() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    propose(&site, journey).await;
    let page = anja.get(&link).await;
    page.has("Is het nu opgelost?").has("Wij betalen u 180 euro.").has("Het gaat om €\u{a0}40,00.");
    let empty = anja.submit(&page, &format!("{link}/not-solved"), &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("<details open>");
    let sent = anja.submit(&page, &format!("{link}/not-solved"), &[("text", "Ik heb nog niets gekregen.")]).await;
    anja.follow(&sent).await.has("Wij gaan er opnieuw mee aan de slag").lacks("Is het nu opgelost?");
    let found = site.journey(journey).await;
    assert!(found.is_open() && found.proposal.is_none());
    assert_eq!(found.ball.holder, Holder::Team { team: site.city.kcc.team });

    propose(&site, journey).await;
    let page = anja.get(&link).await;
    let action = format!("{link}/solved");
    let sent = anja.submit(&page, &action, &[]).await;
    let again = anja.submit(&page, &action, &[]).await;
    assert_eq!(sent.location(), again.location());
    let page = anja.follow(&sent).await;
    page.has("Fijn dat het is opgelost")
        .has("Dit is afgerond")
        .has("U liet ons weten dat het is opgelost.")
        .has("Afgerond");
    assert!(matches!(site.journey(journey).await.state, State::Closed { .. }));

    // Long after, a message opens nothing any more, so there is no form.
    site.test.clock.advance(SignedDuration::from_hours(40 * 24));
    let page = anja.get(&link).await;
    page.has("Dit is al langer geleden afgerond").lacks("/message\"");
}

#[tokio::test]
async fn a_broken_promise_is_said_and_a_moved_one_shows_both_moments() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let until = "2018-02-07T16:00:00Z".parse().unwrap();
    site.write(journey, "U hoort het woensdag.", Some(NewPromise { window: Some(Window::by(until)), ..RESULT }), &[])
        .await;
    anja.get(&link).await.has("Loopt").has("U hoort de uitkomst");
    let promise = site
        .journey(journey)
        .await
        .promises
        .iter()
        .find(|(_, found)| found.what == PromiseWhat::Result)
        .map(|(id, _)| *id)
        .unwrap();
    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "De monteur is ziek."));
    let window = Window::by("2018-02-08T16:00:00Z".parse().unwrap());
    let reason = regie_domain::codes::MoveReason::Capacity;
    let command = JourneyCommand::MovePromise { promise, window, reason, text };
    site.act(&site.city.people.kcc_agent, journey, command, texts).await;
    anja.get(&link).await.has("Eerst woensdag 7 februari, 17.00 uur. Verplaatst: De monteur is ziek.");

    site.test.run_until("2018-02-09T08:00:00Z".parse().unwrap()).await;
    let page = anja.get(&link).await;
    page.has("Wij zijn een belofte niet nagekomen. Dat spijt ons.").has("Niet gelukt");
    page.lacks("Loopt gevaar");
}

#[tokio::test]
async fn a_row_keeps_what_its_mail_said_after_a_later_break() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let until = "2018-02-07T16:00:00Z".parse().unwrap();
    site.write(journey, "U hoort het woensdag.", Some(NewPromise { window: Some(Window::by(until)), ..RESULT }), &[])
        .await;
    site.test.run_until("2018-02-07T16:30:00Z".parse().unwrap()).await;
    let first = site.test.mail.last_to("anja@example.net");
    assert!(first.subject.contains("niet nagekomen"), "{}", first.subject);
    // Nobody speaks, so what was given in its place breaks too, and another apology goes out.
    site.test.run_until("2018-02-20T16:30:00Z".parse().unwrap()).await;
    let mails = site.test.mail.to("anja@example.net");
    let apologies: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("niet nagekomen")).collect();
    assert!(apologies.len() > 1, "{}", apologies.len());
    let page = anja.get(&link).await;
    for mail in apologies {
        let said = mail.text.split("\n\n").find(|part| part.starts_with("Wat gebeurt er nu?")).unwrap();
        page.has(said);
    }
    page.lacks("Beste Anja de Wit,").lacks("Met vriendelijke groet").lacks("Uw nummer: ");
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
    page.has("Uw gegevens zijn binnen").has("De oorzaak is bekeken").has("aria-current=\"step\"");
    page.lacks("U weet wat wij nodig hebben");
    site.write(journey, "Dank u. Wij kijken nu naar de oorzaak.", None, &[]).await;
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
    page.lacks("riool").lacks("Wij geven u antwoord");
}
