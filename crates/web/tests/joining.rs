//! Two journeys of one customer that turn out to be one: joined and un-joined from the page and by the interface, and read as
//! one by the customer: contacts count once, what comes in later lands on the one that goes on, and files go with their contact.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use jiff::SignedDuration;
use regie_app::Request as Asked;
use regie_app::authorise::{Who, scope};
use regie_app::contacts::Target;
use regie_app::customers::{Ground, Whom};
use regie_app::rebuild;
use regie_app::testing::TestApp;
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, BallGoes, Channel, Direction, Outcome, PromiseWhat, VoidReason};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::customer::CustomerCommand;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContactId, ContentId, JourneyId};
use regie_domain::invariants;
use regie_domain::journey::State;
use regie_domain::measure::Measures;
use regie_domain::refusal::Code;
use regie_store::on_both;
use regie_store::verify::verify_all;
use support::{Site, result};

const ANJA: &str = "anja@example.net";

/// Anja's journey that goes on, and the second one about the same, on which work was promised for Wednesday.
async fn two(site: &Site) -> (JourneyId, JourneyId) {
    let first = site.begin(ANJA, "Verstopt riool").await;
    let second = site.begin(ANJA, "Stank in de straat").await;
    assert_eq!(site.journey(first).await.customer, site.journey(second).await.customer);
    let work = NewPromise { what: PromiseWhat::Other, ..result("2018-02-07T16:00:00Z") };
    site.write(second, "Wij komen kijken wat er stinkt.", Some(work), &[]).await;
    site.test.drain().await;
    (first, second)
}

/// Nothing is lost, the chains hold, and the views are what a rebuild would make of them.
async fn whole(site: &Site, journeys: &[JourneyId]) {
    for journey in journeys {
        invariants::check(&site.journey(*journey).await).unwrap();
    }
    assert_eq!(verify_all(&site.test.app.store).await.unwrap().findings, []);
    let scratch = regie_store::testing::TestDb::sqlite().await;
    assert_eq!(rebuild::check(&site.test.app.store, &scratch.store).await.unwrap().faults, []);
}

on_both! {
    async fn joined_the_customer_reads_one_journey_and_un_joined_each_its_own(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let (first, second) = two(&site).await;
        let (kept, own) = (site.link(first).await, site.link(second).await);
        let (one, other) = (site.journey(first).await.reference, site.journey(second).await.reference);
        let told = site.test.mail.to(ANJA).len();
        let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
        let path = format!("/journeys/{second}/join");
        agent.get(&format!("/journeys/{second}")).await.has(&format!("href=\"{path}\""));
        let page = agent.get(&path).await;
        page.has(&one.to_string()).has("Verstopt riool").has("2 contactmomenten").has("Toezegging gaat mee");
        let sent = agent.submit(&page, &path, &[("journey", &first.to_string())]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        // Sent once more it has no second effect.
        let again = agent.submit(&page, &path, &[("journey", &first.to_string())]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        let page = agent.follow(&sent).await;
        page.has("voegde een andere klantreis hiermee samen").has("Wij komen kijken wat er stinkt.");
        page.has(&format!("Uit {other}")).has(&format!("href=\"/journeys/{second}\""));
        let (goes_on, joined) = (site.journey(first).await, site.journey(second).await);
        assert!(matches!(joined.state, State::Void { reason: VoidReason::Joined, .. }));
        let work = goes_on.promises.values().find(|it| it.what == PromiseWhat::Other).unwrap();
        let there = joined.promises.values().find(|it| it.what == PromiseWhat::Other).unwrap();
        assert_eq!((work.first, work.member, work.is_open()), (there.first, there.member, true));
        whole(&site, &[first, second]).await;

        // On the page of the one that was joined stands where it goes on; lists show it no more as open.
        let page = agent.get(&format!("/journeys/{second}")).await;
        page.has(&format!("Deze klantreis is samengevoegd met {one}")).has("Samenvoegen ongedaan maken");
        agent.get("/journeys").await.has(&one.to_string()).lacks(&other.to_string());
        agent.get(&format!("/search?q={other}")).await.has(&one.to_string()).has(&other.to_string());
        agent.get(&format!("/customers/{}", joined.customer)).await.has("Wij komen kijken wat er stinkt.");

        // Its link leads on, and what is written there comes in on the journey that goes on.
        let mut anja = site.visitor();
        let page = anja.get(&own).await;
        page.has("Verstopt riool").has("Wij komen kijken wat er stinkt.");
        page.has(&format!("Nummer {other} hoort nu bij nummer {one}."));
        anja.get(&kept).await.has("Wij komen kijken wat er stinkt.");
        let sent = anja.submit(&page, &format!("{own}/message"), &[("text", "Het stinkt nog steeds.")]).await;
        anja.follow(&sent).await.has("Het stinkt nog steeds.");
        let web = |it: &regie_domain::contact::Contact| it.facts.channel == Channel::Web;
        assert!(site.journey(first).await.contacts.values().any(web));
        site.test.drain().await;
        assert_eq!(site.test.mail.to(ANJA).len(), told, "nobody is told what nothing changes for");

        // Undone, each has its own again; what came in since stays.
        let path = format!("/journeys/{second}/unjoin");
        let page = agent.get(&path).await;
        page.has("Komt terug");
        let sent = agent.submit(&page, &path, &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        agent.follow(&sent).await.has("Het samenvoegen is ongedaan gemaakt.");
        let (goes_on, apart) = (site.journey(first).await, site.journey(second).await);
        assert!(apart.is_open() && goes_on.contacts.values().any(web));
        assert!(apart.promises.values().any(|it| it.what == PromiseWhat::Other && it.is_open()));
        assert!(goes_on.promises.values().all(|it| it.what != PromiseWhat::Other || !it.is_open()));
        anja.get(&own).await.has("Stank in de straat").lacks("Verstopt riool").lacks("Het stinkt nog steeds.");
        anja.get(&kept).await.lacks("Wij komen kijken wat er stinkt.");
        whole(&site, &[first, second]).await;
    }
}

#[tokio::test]
async fn what_cannot_travel_is_said_before_anything_is_chosen() {
    let site = Site::new().await;
    let (first, second) = two(&site).await;
    let (command, texts) = site.test.offer(site.city.technical.team, BallGoes::Stays);
    site.act(&site.city.people.kcc_agent, second, command, texts).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/journeys/{second}/join");
    let page = agent.get(&path).await;
    page.has("Er is nog iets aangeboden aan").has("Neem eerst het aanbod aan");
    let sent = agent.submit(&page, &path, &[("journey", &first.to_string())]).await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
    sent.has("Neem eerst het aanbod aan");
    assert!(site.journey(second).await.is_open() && site.journey(first).await.joined.is_empty());
}

#[tokio::test]
async fn of_two_records_that_are_one_person_the_two_open_journeys_are_joined_by_one_tap_and_parted_by_one() {
    let site = Site::new().await;
    let first = site.begin(ANJA, "Dubbele factuur").await;
    site.test.clock.advance(SignedDuration::from_mins(40));
    let second = site.begin("a.dewit@example.com", "Twee keer betaald").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let suggested = "one-matter-join";
    agent.get(&format!("/journeys/{first}")).await.lacks(suggested);
    let (one, other) = (site.journey(first).await.customer, site.journey(second).await.customer);
    let same = Asked::customer(Who::System, Door::Program, one, CustomerCommand::Join { other });
    site.test.app.run(same).await.unwrap();

    // On both it is suggested; the younger one goes into the older one.
    for journey in [first, second] {
        agent.get(&format!("/journeys/{journey}")).await.has(suggested).has("Waarschijnlijk gaat het over hetzelfde");
    }
    let page = agent.get(&format!("/journeys/{first}")).await;
    page.has("Twee keer betaald");
    let into = first.to_string();
    page.has(&format!("action=\"/journeys/{second}/join\"")).has(&format!("name=\"journey\" value=\"{into}\""));
    let sent = agent.submit(&page, &format!("/journeys/{second}/join"), &[("journey", &into)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    agent.follow(&sent).await.lacks(suggested);
    assert!(matches!(site.journey(second).await.state, State::Void { reason: VoidReason::Joined, .. }));
    // One tap on the line that says so takes them apart again.
    let page = agent.get(&format!("/journeys/{first}")).await;
    let apart = agent.submit(&page, &format!("/journeys/{second}/unjoin"), &[]).await;
    assert_eq!(apart.status, StatusCode::SEE_OTHER, "{}", apart.text());
    assert!(site.journey(second).await.is_open() && site.journey(first).await.is_open());
    // What began days later is hardly the same.
    site.test.clock.advance(SignedDuration::from_hours(72));
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let third = site.begin("a.dewit@example.com", "Iets anders").await;
    agent.get(&format!("/journeys/{third}")).await.lacks(suggested);
}

#[tokio::test]
async fn journeys_of_two_people_are_not_joined() {
    let site = Site::new().await;
    let first = site.begin(ANJA, "Verstopt riool").await;
    let other = site.begin("bert@example.org", "Stank bij de buren").await;
    let who = TestApp::who(&site.city.people.kcc_agent);
    let refused = site.test.app.join_journey(&who, Door::Page, (other, first), None).await.unwrap_err();
    assert!(matches!(refused, regie_app::AppError::Refused(refusal) if refusal.code == Code::JoinStrangers));
    assert!(site.journey(other).await.is_open());
}

#[tokio::test]
async fn two_answers_that_are_owed_on_one_page_are_told_apart_by_what_they_are_about() {
    let site = Site::new().await;
    let first = site.begin(ANJA, "Verstopt riool").await;
    site.test.clock.advance(SignedDuration::from_mins(10));
    let second = site.begin(ANJA, "Stank in de straat").await;
    let who = TestApp::who(&site.city.people.kcc_agent);
    site.test.app.join_journey(&who, Door::Page, (second, first), None).await.unwrap();
    let owed = site.journey(first).await.promises.values().filter(|it| it.is_open()).count();
    assert!(owed >= 2, "{owed}");
    let page = site.visitor().get(&site.link(first).await).await;
    page.has("U hoort van ons over “Verstopt riool” (beloofd maandag 5 februari");
    page.has("U hoort van ons over “Stank in de straat” (beloofd maandag 5 februari");
    page.lacks("<p class=\"strong\">U hoort van ons</p>");
}

/// Something that the customer says on a journey.
async fn says(site: &Site, id: JourneyId, words: &str, asks: Asks) {
    let mut texts = Vec::new();
    let participant = Some(site.customer(id).await);
    let facts = ContactFacts { direction: Direction::In, participant, asks, ..site.facts(&mut texts, words) };
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    site.act(&site.city.people.kcc_agent, id, command, texts).await;
    site.test.drain().await;
}

/// A mail comes in, with a file where it is asked for.
async fn mail(site: &Site, from: &str, subject: &str, file: Option<&str>) {
    let file = file.map(|name| {
        format!("--x\r\nContent-Type: application/pdf; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n%PDF-{name}\r\n")
    });
    let raw = format!(
        "From: {from}\r\nTo: kcc@example.org\r\nSubject: {subject}\r\nMessage-ID: <{}@example.net>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nZie hierbij.\r\n{}--x--\r\n",
        site.test.app.ports.uuid(),
        file.unwrap_or_default()
    );
    site.test.app.keep_raw(&["kcc@example.org".to_owned()], Some(from), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    site.test.drain().await;
}

async fn measured(site: &Site, id: JourneyId) -> Measures {
    let who = TestApp::who(&site.city.people.kcc_agent);
    site.test.app.open_journey(&who, id).await.unwrap().measures(site.test.app.ports.clock.now())
}

/// How often the work that was promised counts as broken in lists, over both journeys.
async fn broken(site: &Site, journeys: &[JourneyId]) -> Vec<(JourneyId, bool)> {
    let mut found = Vec::new();
    for journey in journeys {
        let sql =
            "SELECT journey_id, settled FROM promise WHERE journey_id = $1 AND what = 'other' AND state = 'broken'";
        let mut tx = site.test.app.store.begin_read().await.unwrap();
        for row in tx.all(sql, &[journey.0.into()]).await.unwrap() {
            found.push((JourneyId(row.id("journey_id").unwrap()), row.opt_text("settled").unwrap().is_none()));
        }
    }
    found
}

on_both! {
    async fn what_happened_on_a_joined_journey_counts_once_and_is_its_own_again(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let (first, second) = two(&site).await;
        says(&site, second, "Is er al nieuws?", Asks::News).await;
        says(&site, second, "En hoe zit het met de kelder?", Asks::Again).await;
        // The work is not done in time, and the customer hears it.
        site.test.run_until("2018-02-07T17:00:00Z".parse().unwrap()).await;
        let (one, other) = (measured(&site, first).await, measured(&site, second).await);
        assert_eq!((other.from_customer, other.chasers, other.fragments, other.repeats), (3, 1, 1, 1));
        assert_eq!(broken(&site, &[first, second]).await, [(second, true)]);
        let who = TestApp::who(&site.city.people.kcc_agent);
        site.test.app.join_journey(&who, Door::Page, (second, first), None).await.unwrap();
        site.test.drain().await;

        // Together they asked for as much as both did, and what was told anew on the second is said again.
        let both = measured(&site, first).await;
        assert_eq!(both.contacts(), one.contacts() + other.contacts());
        assert_eq!((both.from_customer, both.chasers, both.fragments), (4, 1, 1));
        assert_eq!(both.repeats, one.repeats + other.repeats + 1);
        assert_eq!((both.handovers, &both.held), (one.handovers, &one.held), "the hours are its own");
        assert_eq!(broken(&site, &[first, second]).await, [(first, true)], "broken once, where it is judged");
        let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
        let customer = site.journey(first).await.customer;
        let page = agent.get(&format!("/customers/{customer}?show=promises")).await;
        let work = page.text().matches("Niet nagekomen").count();
        let link = site.link(first).await;
        let told = site.visitor().get(&link).await.text().matches("Niet nagekomen").count();
        whole(&site, &[first, second]).await;

        // The journeys of this kind are added up with what was joined into them.
        let mut texts = Vec::new();
        let facts = site.facts(&mut texts, "Alles is gedaan.");
        // What is done settles what was to be told of it, too: each is looked for anew.
        loop {
            let owed = site.journey(first).await.promises.into_iter().find(|(_, it)| it.is_unsettled());
            let Some((promise, _)) = owed else { break };
            let done = JourneyCommand::Fulfil { promise, at: None };
            site.act(&site.city.people.kcc_agent, first, done, Vec::new()).await;
        }
        let outcome = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact: facts, amount: None };
        site.act(&site.city.people.kcc_agent, first, outcome, texts).await;
        site.test.drain().await;
        site.act(&site.city.people.kcc_agent, first, JourneyCommand::ConfirmSolved {}, Vec::new()).await;
        let sight = scope(&who, &site.test.app.directory().await.unwrap()).unwrap();
        let tally = site.test.app.tally(&sight, site.city.blueprint.id, 10).await.unwrap();
        assert_eq!((tally.journeys, tally.from_customer, tally.chasers), (1, 4, 1));
        assert_eq!(tally.repeats, both.repeats);
        assert!(work >= 1 && told >= 1);
    }

    async fn un_joined_the_figures_and_what_broke_are_each_its_own_again(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let (first, second) = two(&site).await;
        site.test.run_until("2018-02-07T17:00:00Z".parse().unwrap()).await;
        let before = (measured(&site, first).await, measured(&site, second).await);
        let who = TestApp::who(&site.city.people.kcc_agent);
        let count = async |id: JourneyId| {
            let link = site.link(id).await;
            site.visitor().get(&link).await.text().matches("Niet nagekomen").count()
        };
        let told = (count(first).await, count(second).await);
        site.test.app.join_journey(&who, Door::Page, (second, first), None).await.unwrap();
        assert_eq!(count(first).await, told.0 + told.1, "each broken promise once");
        site.test.app.unjoin_journey(&who, Door::Page, second, None).await.unwrap();
        assert_eq!((measured(&site, first).await, measured(&site, second).await), before);
        assert_eq!(broken(&site, &[first, second]).await, [(second, true)]);
        assert_eq!((count(first).await, count(second).await), told);
        whole(&site, &[first, second]).await;
    }

    async fn what_was_done_where_the_other_person_did_not_hear_it_is_owed_as_before(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let first = site.begin(ANJA, "Verstopt riool").await;
        let second = site.begin("a.jansen@example.org", "Stank in de straat").await;
        let (one, other) = (site.journey(first).await.customer, site.journey(second).await.customer);
        let same = Asked::customer(Who::System, Door::Program, other, CustomerCommand::Join { other: one });
        site.test.app.run(same).await.unwrap();
        let work = NewPromise { what: PromiseWhat::Other, ..result("2018-02-07T16:00:00Z") };
        site.write(second, "Wij komen kijken wat er stinkt.", Some(work), &[]).await;
        site.test.drain().await;
        let owed = async || {
            let open = site.journey(second).await.promises.into_iter().filter(|(_, it)| it.is_open());
            open.map(|(id, it)| (id, it.what, it.first, it.current)).collect::<Vec<_>>()
        };
        let before = owed().await;
        let who = TestApp::who(&site.city.people.kcc_agent);
        site.test.app.join_journey(&who, Door::Page, (second, first), None).await.unwrap();
        // All is done, and said to the one whose journey goes on.
        let open = site.journey(first).await.promises.into_iter().filter(|(_, it)| it.is_open());
        for (promise, _) in open.filter(|(_, it)| it.what == PromiseWhat::Other).collect::<Vec<_>>() {
            let done = JourneyCommand::Fulfil { promise, at: None };
            site.act(&site.city.people.kcc_agent, first, done, Vec::new()).await;
        }
        site.test.drain().await;
        let parted = site.test.app.unjoin_journey(&who, Door::Page, second, None).await.unwrap();
        assert_eq!(parted.unwrap().stays, []);
        assert_eq!(owed().await, before, "nobody told this person anything");
        site.visitor().get(&site.link(second).await).await.has("Wij komen kijken wat er stinkt.");
        whole(&site, &[first, second]).await;
    }

    async fn a_mail_that_names_a_joined_journey_lands_where_it_goes_on(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let (first, second) = two(&site).await;
        let other = site.journey(second).await.reference;
        let who = TestApp::who(&site.city.people.kcc_agent);
        site.test.app.join_journey(&who, Door::Page, (second, first), None).await.unwrap();
        let mailed = async |id: JourneyId| {
            let all = site.journey(id).await.contacts.into_values();
            all.filter(|it| it.facts.direction == Direction::In && it.facts.channel == Channel::Email).count()
        };
        mail(&site, ANJA, &format!("Over {other}"), Some("rekening.pdf")).await;
        assert_eq!((mailed(first).await, mailed(second).await), (1, 0));
        // Of somebody else it waits for a person, in sight of who works on the one that goes on.
        mail(&site, "buur@example.org", &format!("Nog iets over {other}"), None).await;
        assert_eq!((mailed(first).await, mailed(second).await), (1, 0));
        let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
        agent.get(&format!("/journeys/{first}")).await.has("Er wacht een bericht dat hier misschien bij hoort.");
        // Apart again, what came in stays, and the next one goes where its number says.
        site.test.app.unjoin_journey(&who, Door::Page, second, None).await.unwrap();
        mail(&site, ANJA, &format!("Weer over {other}"), None).await;
        assert_eq!((mailed(first).await, mailed(second).await), (1, 1));
        whole(&site, &[first, second]).await;
    }

    async fn files_go_with_a_contact_that_is_moved(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let (first, second) = two(&site).await;
        let third = site.begin(ANJA, "Losse tegel").await;
        let number = site.journey(second).await.reference;
        mail(&site, ANJA, &format!("Over {number}"), Some("tegel.pdf")).await;
        let (contact, file) = attached(&site, second).await;
        let who = TestApp::who(&site.city.people.kcc_agent);
        let reads = async |at: JourneyId| {
            let staff = site.test.app.open_file(&who, at, file).await.is_ok();
            let link = site.link(at).await;
            let theirs = site.visitor().get(&format!("{link}/files/{file}")).await.status == StatusCode::OK;
            (staff, theirs)
        };
        assert_eq!(reads(second).await, (true, true));
        site.test.app.move_contact(who.clone(), second, contact, Target::Journey(third)).await.unwrap();
        site.test.drain().await;
        assert_eq!((reads(second).await, reads(third).await), ((false, false), (true, true)));
        // Also where the journey that it left is read as a part of another one.
        site.test.app.join_journey(&who, Door::Page, (second, first), None).await.unwrap();
        assert_eq!(reads(first).await, (false, false));
        // Joined, the file is read with the journey that its contact stands on; un-joined, it is not.
        site.test.app.join_journey(&who, Door::Page, (third, first), None).await.unwrap();
        assert_eq!(reads(first).await, (true, true));
        site.test.app.unjoin_journey(&who, Door::Page, third, None).await.unwrap();
        assert_eq!((reads(first).await, reads(third).await), ((false, false), (true, true)));
        whole(&site, &[first, second, third]).await;
    }

    async fn a_moved_file_is_erased_with_whom_it_belongs_to_now(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let first = site.begin(ANJA, "Verstopt riool").await;
        let other = site.begin("bert@example.org", "Stank bij de buren").await;
        let number = site.journey(first).await.reference;
        mail(&site, ANJA, &format!("Over {number}"), Some("buren.pdf")).await;
        let (contact, file) = attached(&site, first).await;
        let who = TestApp::who(&site.city.people.kcc_agent);
        site.test.app.move_contact(who.clone(), first, contact, Target::Journey(other)).await.unwrap();
        site.test.drain().await;
        for id in [first, other] {
            let mut texts = Vec::new();
            let facts = site.facts(&mut texts, "Het is geregeld.");
            let outcome = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact: facts, amount: None };
            site.act(&site.city.people.kcc_agent, id, outcome, texts).await;
            site.test.drain().await;
            site.act(&site.city.people.kcc_agent, id, JourneyCommand::ConfirmSolved {}, Vec::new()).await;
            site.test.drain().await;
        }
        assert!(site.test.app.open_file(&who, other, file).await.is_ok());
        let bert = Whom::Customer(site.journey(other).await.customer);
        site.test.app.erase_customer(&Who::System, bert, Ground::Request).await.unwrap();
        assert!(site.test.app.open_file(&who, other, file).await.is_err(), "it went with the journey that it stood on");
        whole(&site, &[first, other]).await;
    }
}

/// The contact of a journey that came with a file, and that file.
async fn attached(site: &Site, id: JourneyId) -> (ContactId, ContentId) {
    let journey = site.journey(id).await;
    let (contact, found) = journey.contacts.iter().find(|(_, it)| !it.facts.files.is_empty()).unwrap();
    (*contact, found.facts.files[0])
}
