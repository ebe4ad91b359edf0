//! Partners in the chain: nothing goes to one without an agreement, and what it has comes back when that ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeSet;

use regie_domain::actor::TeamRef;
use regie_domain::back::Came;
use regie_domain::codes::{BallGoes, BallReason, Channel, DeadlineKind, NextStep, PromiseWhat, UpdateKind};
use regie_domain::command::JourneyCommand as C;
use regie_domain::customer::Language;
use regie_domain::ids::OrgId;
use regie_domain::journey::Holder;
use regie_domain::money::Cents;
use regie_domain::partner::{
    FigureUse, Guest, Partner, PartnerKind, PartnerName, SharedField, SharingAgreement, SharingGround, part_of,
    readable,
};
use regie_domain::refusal::Code;
use regie_domain::term::Term;
use regie_domain::testing::{World, amsterdam, id};
use support::play::Play;

const DESK: usize = 0;
const SHOP: usize = 1;

fn shop() -> OrgId {
    id(5)
}

/// A desk of ours, and a repair shop that is a guest with an agreement until the end of 2018.
fn world(kind: PartnerKind, agreed: bool) -> World {
    let mut world = World::municipality();
    let until = amsterdam("2019-01-01 00:00");
    let term = agreed.then(|| (amsterdam("2018-01-01 00:00"), Some(until)));
    let guest = &mut world.teams[SHOP];
    guest.team = TeamRef { org: shop(), team: guest.team.team };
    guest.guest = Some(Guest { kind, respond: Term::working_hours(4), term, reads: false, calls: false });
    world
}

fn opened(kind: PartnerKind, agreed: bool) -> Play {
    let mut play = Play::new(world(kind, agreed), "2018-02-05 09:00");
    play.open(DESK, Channel::Email, Play::by_mail());
    play
}

fn partner() -> Partner {
    let agreement = SharingAgreement {
        purpose: "Herstel".to_owned(),
        ground: SharingGround::Contract,
        offered: BTreeSet::from([SharedField::Title]),
        accepted: BTreeSet::from([SharedField::Name]),
        figures: FigureUse::Nothing,
        compares: false,
        mandate: None,
        from: amsterdam("2018-01-01 00:00"),
        until: Some(amsterdam("2019-01-01 00:00")),
        ended: None,
    };
    Partner {
        id: shop(),
        name: "Garage Voorbeeld".to_owned(),
        kind: PartnerKind::Leg,
        named: PartnerName::Own,
        person: "Balie".to_owned(),
        email: "balie@garage.example.net".to_owned(),
        phone: String::new(),
        language: Language::Nl,
        respond: Term::working_hours(4),
        blueprints: Vec::new(),
        agreements: vec![agreement],
        active: true,
    }
}

#[test]
fn without_an_agreement_nothing_is_offered() {
    let mut play = opened(PartnerKind::Leg, false);
    for ball in [Some(BallGoes::Goes), Some(BallGoes::Stays), None] {
        let offer = play.offer(SHOP, ball);
        let refused = play.try_member(DESK, offer).unwrap_err();
        assert_eq!((refused.code, refused.team), (Code::NoSharing, Some(play.world.team(SHOP))));
    }
}

#[test]
fn the_response_time_is_the_one_that_was_agreed() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    let respond_by = play.journey().pending().next().unwrap().1.respond_by;
    assert_eq!(respond_by, amsterdam("2018-02-05 13:00"), "four of its own hours");
}

#[test]
fn who_does_not_take_part_never_has_the_ball_or_the_direction() {
    let mut play = opened(PartnerKind::Outside, true);
    for ball in [Some(BallGoes::Goes), None] {
        let offer = play.offer(SHOP, ball);
        assert_eq!(play.try_member(DESK, offer).unwrap_err().code, Code::PartnerOutside);
    }
    let offer = play.offer(SHOP, Some(BallGoes::Stays));
    play.member(DESK, offer);
    let (handover, text) = (play.pending(), play.content());
    play.member(SHOP, C::SayForPartner { handover, text });
    assert_eq!(play.journey().came_back[&handover].how, Came::Said, "the giver looks at it");
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(DESK) });
}

#[test]
fn a_lost_party_gives_back_its_work_and_the_direction() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(None));
    let direction = play.offer(SHOP, None);
    play.member(DESK, direction);
    play.at("2018-02-05 11:00");
    play.member(SHOP, play.accept(None));
    assert_eq!(play.journey().direction.team.org, shop());

    let part = part_of(play.journey(), shop()).unwrap();
    assert_eq!((part.legs.len(), part.leads), (1, true));
    play.at("2018-02-05 12:00");
    play.world.teams[SHOP].guest =
        Some(Guest { kind: PartnerKind::Leg, respond: Term::working_hours(4), term: None, reads: false, calls: false });
    play.system(C::LoseParty { org: shop() });
    let desk = play.world.team(DESK);
    let journey = play.journey();
    assert_eq!((journey.ball.holder, journey.ball.why), (Holder::Team { team: desk }, BallReason::PartyLost));
    assert_eq!(journey.direction.team, desk);
    assert!(journey.leg_with_ball().is_none() && journey.pending().next().is_none());
    let about: Vec<&str> = play.rows.iter().map(|row| row.about).collect();
    assert_eq!(about.last(), Some(&"party_left"), "one message says who is gone and who has it now: {about:?}");
    assert_eq!(about.iter().filter(|about| **about == "now_leads").count(), 1, "and only that one: {about:?}");
}

#[test]
fn what_a_lost_party_promised_is_in_doubt_until_somebody_says_anew_when_it_is_done() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(Some(support::play::promise(true, Some("2018-02-08 17:00")))));
    let (promise, desk) = (play.last_promise(), play.world.team(DESK));
    play.system(C::LoseParty { org: shop() });
    let journey = play.journey();
    let found = &journey.promises[&promise];
    assert_eq!((found.owner, found.left.map(|team| team.org)), (desk, Some(shop())));
    assert!(found.is_open() && found.is_in_doubt(), "it is neither kept, broken nor let go");
    let (next, news) = journey.next_promise().unwrap();
    assert_eq!((news.what, news.owner), (PromiseWhat::News, desk), "what is sure is that somebody speaks");
    let told = journey.expectation.as_ref().unwrap();
    assert_eq!((told.next, told.promise, told.by), (NextStep::WeTell, Some(next), Some(news.current.until)));
    assert_eq!(play.rows.last().map(|row| row.about), Some("party_left"));

    let window = regie_domain::event::Window::by(amsterdam("2018-02-09 17:00"));
    let reason = regie_domain::codes::MoveReason::Partner;
    play.member(DESK, C::MovePromise { promise, window, reason, text: None, amount: None });
    let journey = play.journey();
    assert!(!journey.promises[&promise].is_in_doubt());
    assert!(!journey.promises[&next].is_open(), "whoever says so speaks");
    assert_eq!(journey.next_promise().map(|(id, _)| id), Some(promise));
}

#[test]
fn what_a_lost_party_has_done_already_is_not_in_doubt_and_nothing_is_told_of_it() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(Some(support::play::promise(true, Some("2018-02-08 17:00")))));
    let (promise, desk) = (play.last_promise(), play.world.team(DESK));
    play.at("2018-02-05 15:00");
    let (leg, text) = (play.leg(), play.content());
    let outcome = Some(regie_domain::codes::Outcome::Solved);
    play.member(SHOP, C::FinishLeg { leg, outcome, text: Some(text) });
    let before = play.rows.len();
    play.system(C::LoseParty { org: shop() });
    let found = &play.journey().promises[&promise];
    assert_eq!((found.owner, found.is_in_doubt()), (desk, false), "the desk owes the word that it is done");
    assert_eq!(play.rows.len(), before, "the customer hears nothing of it");
}

#[test]
fn a_lost_party_that_the_customer_never_heard_of_is_nothing_to_tell_and_quiet_hours_are_kept() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Stays));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(None));
    let before = play.rows.len();
    play.system(C::LoseParty { org: shop() });
    assert_eq!(play.rows.len(), before);

    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(None));
    play.at("2018-02-05 23:30");
    play.system(C::LoseParty { org: shop() });
    let update = play.journey().updates.values().max_by_key(|update| update.seq).unwrap();
    assert_eq!(update.about, UpdateKind::PartyLeft);
    assert_eq!(update.not_before, amsterdam("2018-02-06 08:00"));
}

#[test]
fn a_partner_reads_its_brief_and_what_was_told_and_nothing_that_the_customer_wrote() {
    let mut play = opened(PartnerKind::Leg, true);
    play.at("2018-02-05 09:10");
    let told = play.write(true, None, None);
    play.member(DESK, told);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    let (journey, partner) = (play.journey().clone(), partner());
    let sees = partner.sees(&journey, amsterdam("2018-02-05 09:20")).unwrap();
    let texts = readable(&journey, &sees, shop());
    let brief = &journey.pending().next().unwrap().1.brief;
    assert!(brief.iter().all(|id| texts.contains(id)) && texts.contains(&journey.subject));
    for contact in journey.contacts.values() {
        let from_us = !contact.is_from_customer();
        assert_eq!(texts.contains(&contact.facts.text), from_us, "{contact:?}");
    }
    assert_eq!(sees.fields, BTreeSet::from([SharedField::Title]), "the name comes with the acceptance");
    assert_eq!(partner.sees(&journey, amsterdam("2019-01-01 00:00")), None, "nothing once the term is over");
    let stranger = Partner { id: id(6), ..partner };
    assert_eq!(stranger.sees(&journey, amsterdam("2018-02-05 09:20")), None);
}

#[test]
fn what_is_marked_for_the_chain_is_read_until_it_is_unmarked() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    let contact = *play.journey().contacts.keys().next().unwrap();
    let text = play.journey().contacts[&contact].facts.text;
    let reads = |play: &Play| {
        let sees = partner().sees(play.journey(), amsterdam("2018-02-05 09:20")).unwrap();
        readable(play.journey(), &sees, shop()).contains(&text)
    };
    assert!(!reads(&play));
    play.member(DESK, C::MarkForChain { contact, marked: true });
    assert!(reads(&play));
    let before = play.journey().seq;
    play.member(DESK, C::MarkForChain { contact, marked: true });
    assert_eq!(play.journey().seq, before, "marked twice is marked once");
    play.member(DESK, C::MarkForChain { contact, marked: false });
    assert!(!reads(&play));
    assert!(play.try_member(SHOP, C::MarkForChain { contact, marked: true }).is_err(), "not for who only has an offer");
}

#[test]
fn the_direction_goes_along_with_a_leg_where_the_blueprint_says_so_and_comes_back_with_it() {
    let mut play = opened(PartnerKind::Leg, true);
    let (desk, garage) = (play.world.team(DESK), play.world.team(SHOP));
    play.world.blueprint.leads = vec![garage];
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(None));
    assert_eq!((play.journey().ball.holder, play.journey().direction.team), (Holder::Team { team: garage }, garage));
    let about: Vec<&str> = play.rows.iter().map(|row| row.about).collect();
    assert_eq!(about.last(), Some(&"now_leads"), "one message says who leads and has it: {about:?}");
    assert!(!about.contains(&"now_with"));
    play.at("2018-02-05 11:00");
    let (leg, text) = (*play.journey().legs.keys().next().unwrap(), play.content());
    let outcome = Some(regie_domain::codes::Outcome::Solved);
    play.member(SHOP, C::FinishLeg { leg, outcome, text: Some(text) });
    assert_eq!((play.journey().ball.holder, play.journey().direction.team), (Holder::Team { team: desk }, desk));
    assert_eq!(play.rows.last().map(|row| row.about), Some("now_leads"), "the customer hears who leads again");
}

#[test]
fn what_a_partner_gives_with_a_new_moment_is_within_its_mandate_and_in_words() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(Some(support::play::promise(true, Some("2018-02-07 17:00")))));
    let (promise, text) = (play.last_promise(), play.content());
    let window = regie_domain::event::Window::by(amsterdam("2018-02-08 17:00"));
    let reason = regie_domain::codes::MoveReason::Material;
    let most = play.world.facts(amsterdam("2018-02-05 10:00"), regie_domain::actor::Actor::System).mandate.amount;
    let moved = |cents, text| C::MovePromise { promise, window, reason, text, amount: Some(Cents(cents)) };
    let refused = play.try_member(SHOP, moved(most.0 + 1, Some(text))).unwrap_err();
    assert_eq!((refused.code, refused.amount), (Code::OverMandate, Some(most)));
    assert_eq!(play.try_member(SHOP, moved(most.0, None)).unwrap_err().code, Code::SilentClose);
    play.member(SHOP, moved(most.0, Some(text)));
    let mut agreed = partner();
    assert_eq!(agreed.mandate(amsterdam("2018-02-05 10:00")), Cents(0));
    agreed.agreements[0].mandate = Some(Cents(15_000));
    assert_eq!(agreed.mandate(amsterdam("2018-02-05 10:00")), Cents(15_000));
    assert_eq!(agreed.mandate(amsterdam("2019-02-05 10:00")), Cents(0), "gone with the agreement");
}

#[test]
fn an_amount_that_nobody_answers_comes_back_louder_until_somebody_does() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(Some(support::play::promise(true, Some("2018-02-28 17:00")))));
    let leg = *play.journey().legs.keys().next().unwrap();
    let (text, words) = (play.content(), play.content());
    play.member(SHOP, C::AskAmount { leg, amount: Cents(70_000), text });
    let asked = play.journey().legs[&leg].asked.unwrap();
    let moments = asked.moments.unwrap();
    let due = [moments.answer_by, moments.lead_at, moments.coordinator_at].map(support::play::short);
    assert!(moments.answer_by < moments.lead_at && moments.lead_at < moments.coordinator_at);
    play.at("2018-02-12 10:00");
    assert_eq!(play.moments("leg.amount_overdue"), due, "the giver, its lead, the coordinator");
    assert_eq!(play.journey().legs[&leg].asked.unwrap().overdue, Some(DeadlineKind::AmountCoordinator));
    play.member(DESK, C::DecideAmount { leg, granted: false, text: Some(words) });
    play.at("2018-02-20 10:00");
    assert_eq!(play.moments("leg.amount_overdue").len(), 3, "an answer ends it");
    // What is answered in time is never late, and what is asked anew counts anew.
    play.member(SHOP, C::AskAmount { leg, amount: Cents(10), text });
    assert_eq!(play.journey().legs[&leg].asked.unwrap().overdue, None);
    play.member(DESK, C::DecideAmount { leg, granted: true, text: None });
    play.at("2018-02-27 10:00");
    assert_eq!(play.moments("leg.amount_overdue").len(), 3);
}

#[test]
fn more_than_its_mandate_is_asked_granted_by_somebody_else_and_given_once() {
    let mut play = opened(PartnerKind::Leg, true);
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    play.member(SHOP, play.accept(Some(support::play::promise(true, Some("2018-02-07 17:00")))));
    let (leg, promise) = (*play.journey().legs.keys().next().unwrap(), play.last_promise());
    let handover = play.journey().legs[&leg].handover;
    let most = play.world.facts(amsterdam("2018-02-05 10:00"), regie_domain::actor::Actor::System).mandate.amount;
    let asks = |cents, text| C::AskAmount { leg, amount: Cents(cents), text };
    let (text, more) = (play.content(), play.content());
    assert_eq!(play.try_member(SHOP, asks(0, text)).unwrap_err().code, Code::AmountNegative);
    assert_eq!(play.try_member(DESK, asks(most.0, text)).unwrap_err().code, Code::NotYourLeg);
    let decide = |granted, text| C::DecideAmount { leg, granted, text };
    assert_eq!(play.try_member(DESK, decide(true, None)).unwrap_err().code, Code::AmountEnded);
    play.member(SHOP, asks(most.0 + 1, text));
    assert_eq!(play.try_member(SHOP, asks(most.0 + 1, more)).unwrap_err().code, Code::AmountWaits);
    assert_eq!(play.journey().came_back[&handover].how, Came::Amount);
    // What the giver does besides, and what the partner says besides, leaves it waiting.
    play.member(SHOP, C::SayForPartner { handover, text: more });
    let note = play.content();
    play.member(DESK, C::AddNote { note });
    assert_eq!(play.journey().came_back[&handover].how, Came::Amount);

    assert_eq!(play.try_member(SHOP, decide(true, None)).unwrap_err().code, Code::NotGiver, "not on its own");
    assert_eq!(play.try_member(DESK, decide(false, None)).unwrap_err().code, Code::SilentClose);
    let refused = play.try_member(DESK, decide(true, None)).unwrap_err();
    assert_eq!((refused.code, refused.amount), (Code::OverMandate, Some(most)), "within the own mandate only");
    play.member(DESK, decide(false, Some(more)));
    assert!(!play.journey().came_back.contains_key(&handover));

    let window = regie_domain::event::Window::by(amsterdam("2018-02-08 17:00"));
    let reason = regie_domain::codes::MoveReason::Material;
    let moved = |cents| C::MovePromise { promise, window, reason, text: Some(text), amount: Some(Cents(cents)) };
    assert_eq!(play.try_member(SHOP, moved(most.0 + 1)).unwrap_err().code, Code::OverMandate, "no is no");
    play.member(SHOP, asks(most.0 + 1, text));
    play.world.mandate.amount = Cents(most.0 + 1);
    play.member(DESK, decide(true, None));
    play.world.mandate.amount = most;
    assert_eq!(play.try_member(SHOP, moved(most.0 + 2)).unwrap_err().code, Code::OverMandate, "no more than that");
    play.member(SHOP, moved(most.0 + 1));
    assert_eq!(play.try_member(SHOP, moved(most.0 + 1)).unwrap_err().code, Code::OverMandate, "and once");
    let sees = partner().sees(play.journey(), amsterdam("2018-02-05 10:00")).unwrap();
    assert!(readable(play.journey(), &sees, shop()).contains(&text));
}

#[test]
fn a_guest_that_opens_has_the_ball_and_the_organisation_directs() {
    let mut play = Play::new(world(PartnerKind::Desk, true), "2018-02-05 09:00");
    play.open(SHOP, Channel::Phone, Play::by_mail());
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(SHOP) });
    assert_eq!(play.journey().direction.team, play.world.team(DESK), "as the blueprint says");
    // Where it names no team, nobody of the house would have the direction, so nothing opens.
    let mut play = Play::new(world(PartnerKind::Desk, true), "2018-02-05 09:00");
    play.world.blueprint.director = None;
    let refused = play.try_open(SHOP, Channel::Phone, Play::by_mail()).unwrap_err();
    assert_eq!((refused.code, refused.team), (Code::NoDirector, Some(play.world.team(SHOP))));
    // A team of the house directs what comes in by its own door.
    play.open(DESK, Channel::Phone, Play::by_mail());
    assert_eq!(play.journey().direction.team, play.world.team(DESK));
}
