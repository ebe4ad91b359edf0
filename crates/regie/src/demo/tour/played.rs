//! The stories of the demonstration, played to their end through the button that a visitor presses; and what must be true
//! then. The demonstration keeps its databases as files of SQLite; the stories on both databases are in `stories/`.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use regie_app::clock::{DemoAct, DemoControl as _, DemoHappened, DemoMail};
use regie_app::content::{ContentKind, Text};
use regie_app::settings::lease::SHOP;
use regie_app::tour::{DemoPlayed, DemoStory};
use regie_app::{Config, Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::{
    BallReason, Channel, CloseHow, DeadlineKind, Direction, HoldAction, HoldWhy, Settlement, UpdateKind,
};
use regie_domain::command::{AgreementCommand, JourneyCommand, NewHold, Terms};
use regie_domain::event::ContactFacts;
use regie_domain::handover::{HandoverState, Subject};
use regie_domain::hold::HoldSubject;
use regie_domain::ids::ContentId;
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::money::Cents;
use regie_domain::promise::{Promise, PromiseState};
use regie_domain::update::{Update, UpdateState};
use tokio_util::sync::CancellationToken;

use super::super::act::Seat;
use super::super::house::{BILLING, House, HouseKind};
use super::super::player::moment;
use super::super::stage::Demonstration;
use super::super::template::Home;
use super::stories;
use crate::config::{Flags, Settings};

/// A house that is served to nobody, in a folder of its own.
struct Visit {
    demo: Arc<Demonstration>,
    _folder: tempfile::TempDir,
}

impl Visit {
    async fn to(kind: HouseKind) -> Self {
        // Why a step was not played stands in the log.
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_test_writer();
        drop(log.try_init());
        let folder = tempfile::tempdir().unwrap();
        let home = Arc::new(Home::take(folder.path()).unwrap());
        let url = "http://127.0.0.1:8080".to_owned();
        let settings = Settings::read(Flags { data: Some(folder.path().to_owned()), ..Flags::default() }).unwrap();
        let config = Config { public_url: url.clone(), secret: [7; 32], previous_secret: None };
        let stop = CancellationToken::new();
        let demo = Demonstration::prepare(home, kind, vec![(kind, url)], config, settings, 0, stop).unwrap();
        assert!(!demo.is_awake(), "nobody came by");
        demo.wake().await.unwrap();
        Self { demo, _folder: folder }
    }

    async fn told(&self, code: &str) -> DemoStory {
        self.demo.stories().await.unwrap().into_iter().find(|story| story.code == code).unwrap()
    }

    /// Begins a story and presses until nothing is left: each press lets one step happen, which the record then says, and leads
    /// somewhere.
    async fn follow(&self, code: &str) {
        self.demo.begin(code).await.unwrap();
        let steps = self.told(code).await.steps.len();
        for step in 1..=steps {
            let played = self.demo.play_on(code).await.unwrap();
            let told = self.told(code).await;
            let now = &told.steps[step - 1];
            assert_eq!((played, told.done()), (DemoPlayed::Happened, step), "{code}: {} of {steps}", now.code);
            let looks = stories(self.demo.kind()).iter().find(|story| story.code == code).unwrap().stops[step - 1].look;
            assert_eq!(now.see.len(), looks.len(), "{code}: where to look at {}", now.code);
        }
        assert_eq!(self.demo.play_on(code).await.unwrap(), DemoPlayed::Over);
    }

    /// The journey that the customer of a story has.
    async fn journey(&self, code: &str) -> Journey {
        let story = stories(self.demo.kind()).iter().find(|story| story.code == code).unwrap();
        self.of(story.case).await.unwrap()
    }

    /// The journey of a story whose customer came by a channel that only the player knows.
    async fn journey_of(&self, code: &str) -> Journey {
        let told = self.told(code).await;
        let mut paths = told.steps.iter().flat_map(|step| &step.see).map(|see| see.path.as_str());
        let id = paths.find_map(|path| path.strip_prefix("/journeys/")).unwrap().parse().unwrap();
        let app = self.demo.app().unwrap();
        app.store.read(async |tx| regie_app::run::journey_of(tx, id).await).await.unwrap().unwrap()
    }

    async fn of(&self, case: &'static super::super::act::Case) -> Option<Journey> {
        let app = self.demo.app().unwrap();
        let id = super::journey_by_handle(&app, case).await.unwrap()?;
        app.store.read(async |tx| regie_app::run::journey_of(tx, id).await).await.unwrap()
    }

    async fn house(&self) -> House {
        let app = self.demo.app().unwrap();
        House::read(&app, self.demo.kind(), super::super::house::Founded::default()).await.unwrap()
    }

    /// What was mailed to an address, oldest first.
    fn mails(&self, to: &str) -> Vec<DemoMail> {
        let mut mails: Vec<_> = self.demo.mails().into_iter().filter(|kept| kept.mail.to == to).collect();
        mails.reverse();
        mails
    }

    /// The page of the partner of a story, as it would be shown now.
    async fn partner(&self, code: &str) -> Option<regie_app::partners::PartnerPage> {
        let told = self.told(code).await;
        let see = told.steps.iter().flat_map(|step| &step.see).find(|see| see.what == "partner").unwrap();
        let token = see.path.strip_prefix("/p/").unwrap();
        self.demo.app().unwrap().open_partner(token).await.unwrap()
    }
}

fn when(local: &str) -> Timestamp {
    moment(local).unwrap()
}

#[tokio::test]
async fn the_stories_before_are_followed_to_their_end() {
    for kind in [HouseKind::Municipality, HouseKind::Provider] {
        let visit = Visit::to(kind).await;
        for story in stories(kind) {
            visit.follow(story.code).await;
        }
    }
}

#[tokio::test]
async fn a_lost_parcel_is_told_before_the_student_asks_and_claimed_in_the_end() {
    let visit = Visit::to(HouseKind::Shipper).await;
    visit.follow("lost-parcel").await;
    let (journey, house) = (visit.journey("lost-parcel").await, visit.house().await);
    assert!(matches!(journey.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", journey.state);
    assert_eq!(journey.chasers(), 2);

    let mut sent: Vec<_> = journey.shipments.values().collect();
    sent.sort_by_key(|found| found.registered_at);
    let [first, second] = sent[..] else { panic!("two shipments: {sent:?}") };
    assert_eq!(first.carrier, house.team(Seat::CarrierA).unwrap());
    assert_eq!(second.carrier, house.team(Seat::CarrierB).unwrap());
    assert_eq!(first.at_risk, Some(when("2019-03-13T15:00")), "three hours ahead");
    let promise = |id| &journey.promises[&id];
    let broken =
        |found: &Promise| matches!(found.state, PromiseState::Broken { due } if due == when("2019-03-13T18:00"));
    assert!(broken(promise(first.promise)) && broken(promise(first.carriers)), "both");
    assert_eq!(promise(first.promise).settled, Some(Settlement::Replaced));
    assert_eq!(promise(first.promise).replaced_by, Some(second.promise), "linked to the new one");
    assert_eq!(promise(first.carriers).settled, Some(Settlement::Released));
    for id in [second.promise, second.carriers] {
        assert_eq!(promise(id).early().map(|early| early.as_mins()), Some(160), "2 h 40 early");
    }

    let asked = journey.handovers.values().find(|offer| offer.to == first.carrier).unwrap();
    assert_eq!(asked.respond_by, when("2019-03-14T13:20"), "four of the carrier's hours");
    assert!(asked.overdue >= Some(DeadlineKind::OfferTeam), "{:?}", asked.overdue);
    let HandoverState::Answered { at, .. } = asked.state else { panic!("{:?}", asked.state) };
    assert_eq!(at, when("2019-03-14T16:00"), "late, and answered all the same");

    let mails = visit.mails("sanne.bos@example.net");
    let by = |moment: &str| mails.iter().filter(|kept| kept.at <= when(moment)).count();
    assert_eq!(by("2019-03-13T14:59"), by("2019-03-13T15:30"), "at risk is for staff");
    let late = mails.iter().find(|kept| kept.at >= when("2019-03-13T18:00")).unwrap();
    assert!(late.at <= when("2019-03-13T18:05"), "within five minutes: {}", late.at);
    assert!(late.mail.text.contains("donderdag 14 maart om 12.00 uur"), "{}", late.mail.text);
    for kept in &mails {
        assert!(!kept.mail.text.contains("verzekerd") && !kept.mail.text.contains("EUR 85"), "{}", kept.mail.text);
        assert!(kept.at < when("2019-03-18T10:00"), "no word of the claim: {}", kept.mail.text);
    }

    let claim = visit.of(&super::parcel::CLAIMED).await.unwrap();
    assert!(claim.follows == Some(journey.id) && claim.customer != journey.customer, "linked, with the carrier");
    let app = visit.demo.app().unwrap();
    let figures = app.carriers_kept(when("2019-03-01T00:00"), when("2019-03-18T12:00")).await.unwrap();
    let of = |seat| figures.iter().find(|kept| kept.carrier == house.team(seat).unwrap().team).unwrap();
    assert_eq!((of(Seat::CarrierA).broken, of(Seat::CarrierB).broken), (3, 0), "two others came late: {figures:?}");
    assert_eq!(of(Seat::CarrierA).chasers, 3, "two of the story, one of the week before");
}

#[tokio::test]
async fn a_damaged_car_is_one_journey_of_three_parties() {
    let visit = Visit::to(HouseKind::Lease).await;
    visit.follow("damaged-lease-car").await;
    let (journey, house) = (visit.journey("damaged-lease-car").await, visit.house().await);
    let (shop, alarm) = (house.team(Seat::Shop).unwrap(), house.team(Seat::Alarm).unwrap());
    assert!(matches!(journey.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", journey.state);
    assert_eq!(journey.direction.team, shop, "who leads");
    let repair = journey.handovers.values().find(|offer| offer.to == shop).unwrap();
    assert_eq!((repair.respond_by, repair.from), (when("2018-10-01T12:45"), alarm), "four of the shop's hours");
    let before = journey.way.iter().find(|spell| spell.since >= when("2018-10-01T08:45")).unwrap();
    assert_eq!((before.holder, before.since), (Holder::Team { team: shop }, when("2018-10-01T11:00")));
    let lead = journey.handovers.values().find(|offer| offer.subject == Subject::Direction).unwrap();
    let moved = |spell: &&regie_domain::journey::Spell| spell.since >= lead.offered_at;
    let after: Vec<_> =
        journey.way.iter().filter(moved).filter(|spell| spell.since < when("2018-10-05T16:30")).collect();
    assert!(after.is_empty(), "a move of the direction never moves the ball: {after:?}");

    let promised = journey.promises.values().find(|found| found.owner == shop && found.is_to_customer()).unwrap();
    assert_eq!((promised.first.until, promised.current.until), (when("2018-10-04T17:00"), when("2018-10-05T17:00")));
    assert_eq!(promised.cost.map(|cost| cost.0), Some(13_500));
    let PromiseState::KeptAfterMove { at } = promised.state else { panic!("never simply kept: {:?}", promised.state) };
    assert_eq!(at.duration_since(promised.first.until).as_mins(), 23 * 60 + 30);

    let mails = visit.mails("bas.bestuurder@example.net");
    let on = |day: &str| mails.iter().filter(move |kept| kept.at.to_string().starts_with(day)).collect::<Vec<_>>();
    let [moved, lead] = on("2018-10-03")[..] else { panic!("one message of the move, one of who leads: {mails:?}") };
    assert!(moved.mail.text.contains("vervangend vervoer") && moved.mail.text.contains("5 oktober"));
    assert!(lead.mail.text.contains("Garage Voorbeeld"), "{}", lead.mail.text);
    for kept in visit.mails(SHOP) {
        assert!(!kept.mail.text.contains("paaltje"), "what the driver said stays here: {}", kept.mail.text);
    }
}

#[tokio::test]
async fn when_the_agreement_ends_the_work_comes_back_and_the_shop_sees_nothing() {
    let visit = Visit::to(HouseKind::Lease).await;
    let (code, house) = ("agreement-ended", visit.house().await);
    visit.demo.begin(code).await.unwrap();
    for _ in 0..3 {
        assert_eq!(visit.demo.play_on(code).await.unwrap(), DemoPlayed::Happened);
    }
    let seen = visit.partner(code).await.unwrap();
    let words: BTreeSet<_> = seen.texts.values().cloned().collect();
    assert_eq!(seen.name.as_deref(), Some("Nadia Bennani"));
    assert!(words.iter().all(|words| !words.contains("paaltje")), "{words:?}");

    visit.follow(code).await;
    assert!(visit.partner(code).await.is_none(), "out of sight at once");
    let journey = visit.journey(code).await;
    assert_eq!(journey.ball.why, BallReason::PartyLost);
    assert_eq!(journey.ball.holder, Holder::Team { team: house.team(Seat::Lease).unwrap() });
    assert!(journey.legs.values().all(|leg| !leg.is_open()), "its work came back");
    let promised = journey.promises.values().find(|found| found.cost.is_some()).unwrap();
    assert!(promised.is_in_doubt(), "nobody repairs it: {promised:?}");
    let told = visit.mails("nadia.bennani@example.net").pop().unwrap();
    let said = |part: &str| told.mail.text.contains(part);
    assert!(told.at >= when("2018-10-02T10:00") && said("Garage Voorbeeld werkt niet meer aan"), "{}", told.mail.text);
    assert!(said("Wij weten nog niet of dat doorgaat") && said("Wij vertellen u uiterlijk"), "{}", told.mail.text);
    assert!(visit.mails(SHOP).iter().any(|kept| kept.mail.text.contains("wissen")), "{:?}", visit.mails(SHOP));
    let directory = visit.demo.app().unwrap().directory().await.unwrap();
    let partner = directory.partner(house.team(Seat::Shop).unwrap().org).unwrap();
    assert!(partner.agreements.iter().any(|it| it.ended.as_ref().is_some_and(|ended| ended.confirmed.is_some())));
}

#[tokio::test]
async fn an_agreement_made_on_facebook_is_confirmed_and_carried_out() {
    let visit = Visit::to(HouseKind::Telecom).await;
    visit.follow("billing-facebook").await;
    let journey = visit.journey_of("billing-facebook").await;
    assert!(matches!(journey.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", journey.state);
    assert_eq!(journey.chasers(), 0, "nobody had to ask");
    assert_eq!(journey.holds.values().map(|hold| hold.state()).collect::<Vec<_>>(), ["ended"]);
    let bound = journey.agreements.values().find_map(|made| made.bound.as_ref()?.promise).unwrap();
    assert_eq!(journey.promises[&bound].early().map(|early| early.as_hours()), Some(30), "1 day and 6 hours early");
    assert!(visit.demo.texts().iter().any(|said| said.text.contains("884213")), "in writing in the conversation");
    let mut mails = visit.mails("anja.vermeer@example.net").into_iter();
    let silence = mails.find(|kept| kept.at == when("2017-09-01T17:00")).unwrap();
    assert!(silence.mail.text.contains("7 september"), "the chat's window has closed: {}", silence.mail.text);
}

#[tokio::test]
async fn a_system_that_does_not_confirm_comes_back_louder() {
    let visit = Visit::to(HouseKind::Telecom).await;
    visit.follow("billing-silent").await;
    let journey = visit.journey_of("billing-silent").await;
    let hold = journey.holds.values().next().unwrap();
    assert_eq!((hold.acknowledge_by, hold.lead_at), (when("2017-08-30T17:00"), when("2017-08-31T17:00")));
}

#[tokio::test]
async fn the_clock_stops_where_a_hold_ends_soon_and_where_nobody_chose() {
    let visit = Visit::to(HouseKind::Telecom).await;
    visit.follow("billing-silent").await;
    let (journey, house, app) =
        (visit.journey_of("billing-silent").await, visit.house().await, visit.demo.app().unwrap());
    let until = when("2017-09-20T00:00");
    let mut texts = Vec::new();
    let mut text = |words: &str| {
        let id: ContentId = app.ports.id();
        texts.push(Text::plain(id, ContentKind::Text, words, None));
        id
    };
    let wording = text("Factuur 884219 innen wij tot 20 september niet.");
    let contact = ContactFacts::said(app.ports.id(), Direction::Out, Channel::Email, text("Wij innen hem nog niet."));
    let hold = NewHold {
        system: house.system(BILLING).unwrap(),
        subject: HoldSubject::new("invoice", "884219").unwrap(),
        action: HoldAction::Collect,
        until: Some(until),
        why: HoldWhy::OurMistake,
    };
    let terms = Terms { wording, amount: Cents(0), contact, holds: vec![hold], leg: None, promise: None };
    let command = JourneyCommand::Agreement(AgreementCommand::Make { terms });
    let seat = if journey.direction.team == house.team(Seat::Phone).unwrap() { Seat::Phone } else { Seat::Web };
    let who = Who::Member(Box::new(house.member(seat).unwrap().clone()));
    app.run(Request::journey(who, Door::Page, journey.id, command).with(texts)).await.unwrap();
    let held = visit.journey_of("billing-silent").await;
    let hold = held.holds.values().find(|hold| hold.until == Some(until)).unwrap();
    let mut stops = Vec::new();
    for _ in 0..60 {
        visit.demo.act(DemoAct::Next).await.unwrap();
        let turn = visit.demo.state().await.unwrap().last.unwrap();
        for (what, at) in [(DemoHappened::HoldEnding, hold.choose_by.unwrap()), (DemoHappened::HoldStays, until)] {
            if turn.at == at && turn.happened.iter().any(|seen| seen.what == what && seen.at == at) {
                stops.push(what);
            }
        }
        if turn.at > until {
            break;
        }
    }
    assert_eq!(stops, [DemoHappened::HoldEnding, DemoHappened::HoldStays]);
}

#[tokio::test]
async fn what_is_more_than_one_may_decide_waits_for_a_second_member() {
    let visit = Visit::to(HouseKind::Telecom).await;
    visit.follow("billing-second").await;
    let (journey, house) = (visit.journey_of("billing-second").await, visit.house().await);
    let found = journey.agreements.values().next().unwrap();
    let bound = found.bound.as_ref().unwrap();
    assert_eq!(found.member, Some(house.member(Seat::Web).unwrap().id));
    assert_eq!(bound.approved_by, Some(house.member(Seat::WebLead).unwrap().id));
    assert_eq!((found.proposed_at, bound.at), (Some(when("2017-08-29T10:20")), when("2017-08-29T16:40")));
    let said: Vec<_> = visit.demo.texts().into_iter().map(|said| said.text).collect();
    assert!(said.iter().any(|text| text.contains("tweede collega")), "what happens meanwhile: {said:?}");
    assert!(said.iter().any(|text| text.contains("rood staan")), "in writing once it binds: {said:?}");
}

#[tokio::test]
async fn a_reminder_all_the_same_is_told_before_the_letter_is_there() {
    let visit = Visit::to(HouseKind::Telecom).await;
    visit.follow("billing-letter").await;
    let journey = visit.journey_of("billing-letter").await;
    let administration = visit.house().await.team(Seat::Administration).unwrap();
    assert_eq!(journey.signals.values().next().unwrap().owner, administration);
    let told: Vec<_> = visit.mails("carla.simons@example.net").into_iter().map(|kept| kept.at).collect();
    assert!(told.contains(&when("2017-09-04T08:00")), "at the end of the night: {told:?}");
    assert!(!told.contains(&when("2017-09-04T02:10")), "{told:?}");
    // The customer's page and the mail have one moment.
    let sent = |update: &&Update| update.about == UpdateKind::Breach;
    let update = journey.updates.values().find(sent).unwrap();
    assert_eq!(update.planned_at, when("2017-09-04T02:10"));
    assert!(
        matches!(update.state, UpdateState::Sent { at, .. } if at == when("2017-09-04T08:00")),
        "{:?}",
        update.state
    );
}

#[tokio::test]
async fn two_channels_are_one_journey_and_a_stranger_gets_nothing() {
    let visit = Visit::to(HouseKind::Telecom).await;
    visit.follow("billing-two-channels").await;
    let journey = visit.journey_of("billing-two-channels").await;
    assert_eq!(journey.from_customer().count(), 3, "one journey, two channels, and nothing of the stranger");
    let strangers = visit.mails("iemand@example.net");
    assert!(strangers.iter().all(|kept| !kept.mail.text.contains("augustus")), "{strangers:?}");
}
