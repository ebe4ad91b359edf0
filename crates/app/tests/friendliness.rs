//! Friendliness of a partner through the app, on both databases: members mark work once, of a few nothing is shown, a month stays as
//! it was shown, and partners stand beside each other only where each agreed to it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use regie_app::content::{ContentKind, Text};
use regie_app::friendliness::Friendliness;
use regie_app::settings::partners::{PartnerForm, SharingForm};
use regie_app::settings::presets::Municipality;
use regie_app::settings::shipper;
use regie_app::testing::TestApp;
use regie_app::{AppError, Request, Who};
use regie_domain::actor::{Door, TeamRef};
use regie_domain::codes::BallGoes;
use regie_domain::command::JourneyCommand as C;
use regie_domain::directory::Member;
use regie_domain::friendliness::Marks;
use regie_domain::ids::{ContentId, HandoverId, JourneyId, MemberId, OrgId};
use regie_store::on_both;

/// A partner that does not take part, with what was agreed about figures.
async fn partner(test: &TestApp, city: &Municipality, name: &str, compares: bool) -> (OrgId, TeamRef) {
    let app = &test.app;
    let org: OrgId = app.ports.id();
    let who = TestApp::who(&city.people.administrator);
    let form = PartnerForm { name: name.to_owned(), ..shipper::carrier(name, false) };
    let version = app.put_partner(&who, org, 0, form).await.unwrap();
    app.put_sharing(&who, org, version, SharingForm { compares, ..shipper::sharing() }).await.unwrap();
    let directory = app.directory().await.unwrap();
    let team = directory.teams.values().map(|found| found.value.team).find(|team| team.org == org).unwrap();
    (org, team)
}

async fn run(test: &TestApp, who: Who, id: JourneyId, command: C, texts: Vec<Text>) {
    test.app.run(Request::journey(who, Door::Page, id, command).with(texts)).await.unwrap();
}

fn words(test: &TestApp, id: JourneyId, words: &str) -> Text {
    Text::plain(test.app.ports.id::<ContentId>(), ContentKind::Text, words, Some(id))
}

/// Something is asked of a partner, and a member notes what it said.
async fn noted(test: &TestApp, city: &Municipality, to: TeamRef) -> (JourneyId, HandoverId) {
    let (id, agent) = (common::open(test, city).await, TestApp::who(&city.people.kcc_agent));
    let (offer, texts) = test.offer(to, BallGoes::Stays);
    run(test, agent.clone(), id, offer, texts).await;
    let journey = test.app.open_journey(&Who::System, id).await.unwrap().journey;
    let handover = journey.pending().find(|(_, offer)| offer.to == to).unwrap().0;
    let said = words(test, id, "Wij zoeken het uit.");
    let note = C::SayForPartner { handover, text: said.id };
    run(test, agent, id, note, vec![said]).await;
    (id, handover)
}

/// Members of the same team as the agent.
fn members(test: &TestApp, city: &Municipality, count: usize) -> Vec<Who> {
    let one = |_| Member { id: test.app.ports.id::<MemberId>(), ..city.people.kcc_agent.clone() };
    (0..count).map(one).map(|member| TestApp::who(&member)).collect()
}

/// So many pieces of work, marked by each of so many members.
async fn marked(test: &TestApp, city: &Municipality, to: TeamRef, (times, by): (usize, usize), marks: Marks) {
    let members = members(test, city, by);
    for _ in 0..times {
        let (id, handover) = noted(test, city, to).await;
        for who in &members {
            test.app.rate_partner(who, id, handover, Some(marks)).await.unwrap();
        }
    }
}

async fn found(test: &TestApp, city: &Municipality, org: OrgId) -> Friendliness {
    test.app.friendliness(&TestApp::who(&city.people.coordinator), org).await.unwrap()
}

fn month(found: &Friendliness, first: &str) -> Option<u64> {
    let month = found.months.iter().find(|month| month.month.to_string() == first);
    month.unwrap().rated.map(|rated| rated.of)
}

async fn ready(db: regie_store::testing::TestDb) -> (TestApp, Municipality) {
    let test = TestApp::on(db);
    let city = test.setup_reimbursement().await;
    test.clock.set("2018-02-06T09:00:00[Europe/Amsterdam]");
    (test, city)
}

const FEBRUARY: &str = "2018-02-01";

on_both! {
    async fn a_member_marks_work_with_a_partner_once_or_skips_it(db: TestDb) {
        let (test, city) = ready(db).await;
        let (_, team) = partner(&test, &city, "Vervoerder B", false).await;
        let agent = TestApp::who(&city.people.kcc_agent);
        let (id, handover) = noted(&test, &city, team).await;
        let asked = async |who: &Who| {
            let loaded = test.app.open_journey(who, id).await.unwrap();
            test.app.partners_to_rate(who, &loaded).await.unwrap().len()
        };
        assert_eq!(asked(&agent).await, 1);
        let other = TestApp::who(&city.people.technical_agent);
        assert_eq!(asked(&other).await, 0, "only the team that gave the work, and who directs");
        let marks = Marks::new(5, 4, 3);
        assert!(matches!(test.app.rate_partner(&other, id, handover, marks).await, Err(AppError::NotFound(_))));
        test.app.rate_partner(&agent, id, handover, None).await.unwrap();
        assert_eq!(asked(&agent).await, 0, "skipping is once too");
        assert!(matches!(test.app.rate_partner(&agent, id, handover, marks).await, Err(AppError::NotFound(_))));
        let (id, handover) = noted(&test, &city, team).await;
        test.clock.advance(jiff::SignedDuration::from_hours(15 * 24));
        let late = test.app.rate_partner(&agent, id, handover, marks).await;
        assert!(matches!(late, Err(AppError::NotFound(_))), "two weeks");
        assert!(matches!(test.app.rate_partner(&Who::System, id, handover, marks).await, Err(AppError::Denied(_))));
    }
}

on_both! {
    async fn a_month_of_enough_marks_by_enough_members_shows_once_it_is_over_and_stays(db: TestDb) {
        let (test, city) = ready(db).await;
        let (enough, team) = partner(&test, &city, "Vervoerder A", false).await;
        let (few, few_team) = partner(&test, &city, "Vervoerder B", false).await;
        let (two, two_team) = partner(&test, &city, "Vervoerder C", false).await;
        let good = Marks::new(5, 4, 4).unwrap();
        marked(&test, &city, team, (2, 3), good).await;
        marked(&test, &city, few_team, (1, 4), good).await;
        marked(&test, &city, two_team, (3, 2), good).await;
        test.clock.set("2018-03-02T07:59:00[Europe/Amsterdam]");
        assert!(found(&test, &city, enough).await.months.iter().all(|month| month.month.to_string().as_str() < FEBRUARY));
        test.clock.set("2018-03-02T08:00:00[Europe/Amsterdam]");
        let shown = found(&test, &city, enough).await;
        assert_eq!(month(&shown, FEBRUARY), Some(6));
        let rated = shown.months[0].rated.unwrap();
        assert!((rated.friendly.value - 1.0).abs() < 1e-9 && rated.friendly.interval.low < 0.7);
        assert!((rated.marks[0].value - 5.0).abs() < 1e-9 && (rated.marks[1].value - 4.0).abs() < 1e-9);
        assert_eq!(month(&found(&test, &city, few).await, FEBRUARY), None, "four");
        assert_eq!(month(&found(&test, &city, two).await, FEBRUARY), None, "six by two members");
        // Marks of a later month, few of them, change nothing of what was shown.
        marked(&test, &city, team, (1, 3), Marks::new(1, 1, 1).unwrap()).await;
        test.clock.set("2018-04-02T09:00:00[Europe/Amsterdam]");
        let shown = found(&test, &city, enough).await;
        assert_eq!((month(&shown, "2018-03-01"), month(&shown, FEBRUARY)), (None, Some(6)));
        assert_eq!(shown.together.unwrap().of, 6);
        let agent = TestApp::who(&city.people.kcc_agent);
        assert!(matches!(test.app.friendliness(&agent, enough).await, Err(AppError::Denied(_))));
    }
}

on_both! {
    async fn partners_stand_beside_each_other_only_where_each_agreed_and_never_by_score(db: TestDb) {
        let (test, city) = ready(db).await;
        let (first, team) = partner(&test, &city, "Vervoerder A", true).await;
        let (_, other) = partner(&test, &city, "Vervoerder Z", true).await;
        let (_, alike) = partner(&test, &city, "Vervoerder B", true).await;
        let (silent, apart) = partner(&test, &city, "Vervoerder C", false).await;
        let (good, bad) = (Marks::new(5, 5, 5).unwrap(), Marks::new(1, 2, 1).unwrap());
        marked(&test, &city, team, (3, 3), good).await;
        marked(&test, &city, other, (3, 3), bad).await;
        marked(&test, &city, alike, (3, 3), good).await;
        marked(&test, &city, apart, (3, 3), bad).await;
        test.clock.set("2018-03-05T09:00:00[Europe/Amsterdam]");
        let shown = found(&test, &city, first).await;
        let beside: Vec<(&str, bool)> =
            shown.beside.iter().map(|other| (other.name.as_str(), other.differs())).collect();
        assert_eq!(beside, [("Vervoerder B", false), ("Vervoerder Z", true)], "by name, and who did not agree is not there");
        assert!(found(&test, &city, silent).await.beside.is_empty());
    }
}
