//! An answer about a whole journey, spread over who did what; what a partner says of its part; and what partners want to ask.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::actor::TeamRef;
use regie_domain::attribution::{Attributed, DisputeOutcome, PartRef, WHOLE, attribute, counted, share_of};
use regie_domain::codes::{AskLater, BallGoes, Channel, NotAsked, Outcome, PromiseKind, PromiseWhat, Scale};
use regie_domain::command::{JourneyCommand as C, NewPromise, SurveyCommand as S};
use regie_domain::event::{JourneyEvent as E, Promisee, Window};
use regie_domain::fold::apply;
use regie_domain::ids::{LegId, OrgId};
use regie_domain::partner::{Guest, PartnerKind};
use regie_domain::refusal::Code;
use regie_domain::survey::{NewResponse, PointedAt, Survey, SurveyPlan, WISHES, WishAnswer};
use regie_domain::term::Term;
use regie_domain::testing::{Simulation, World, amsterdam, id};
use support::Journal;
use support::play::Play;

const DESK: usize = 0;
const SHOP: usize = 1;

fn shop() -> OrgId {
    id(5)
}

/// A desk of ours that asks its customers, and a repair shop that is a guest.
fn world() -> World {
    let mut world = World::municipality().asking();
    let guest = &mut world.teams[SHOP];
    guest.team = TeamRef { org: shop(), team: guest.team.team };
    let term = Some((amsterdam("2018-01-01 00:00"), None));
    guest.guest =
        Some(Guest { kind: PartnerKind::Leg, respond: Term::working_hours(4), term, reads: false, calls: true });
    world
}

fn opened() -> Play {
    let mut play = Play::new(world(), "2018-02-05 09:00");
    play.open(DESK, Channel::Email, Play::by_mail());
    play
}

/// The shop has the ball from ten o'clock on, and promised something that broke; the desk told the outcome two days later.
fn with_the_shop() -> Play {
    let mut play = opened();
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    play.at("2018-02-05 10:00");
    let handover = play.pending();
    let promise = Some(NewPromise {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Result,
        text: None,
        to: Promisee::Customer,
        window: Some(Window::by(amsterdam("2018-02-06 10:00"))),
        cost: None,
        replaces: None,
    });
    play.member(SHOP, C::Accept { handover, promise });
    play.at("2018-02-07 10:00");
    let (leg, text) = (leg(&play), play.content());
    play.member(SHOP, C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) });
    let outcome = play.propose();
    play.member(DESK, outcome);
    play.at("2018-02-07 11:20");
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-08 18:30");
    play
}

fn leg(play: &Play) -> LegId {
    *play.journey().legs.keys().next().unwrap()
}

fn answered(play: &mut Play, pointed: Vec<PointedAt>) -> Vec<Attributed> {
    let response = NewResponse { given: vec![(0, 2), (1, 4)], pointed, ..NewResponse::default() };
    play.by_customer(C::Survey(S::Answer { response }));
    attribute(play.journey(), &play.journal.events)
}

fn of_shop(play: &Play) -> PartRef {
    PartRef { team: play.world.team(SHOP), leg: Some(leg(play)) }
}

#[test]
fn an_answer_is_spread_by_who_had_the_ball_what_broke_and_what_was_passed_on() {
    let mut play = with_the_shop();
    let parts = answered(&mut play, Vec::new());
    assert_eq!(parts.iter().map(|it| it.share).sum::<u32>(), WHOLE);
    let shop = parts.iter().find(|it| it.part == of_shop(&play)).expect("the shop had work");
    assert_eq!((shop.why.held.as_hours(), shop.why.broken, shop.why.passed_on), (48, 1, 0));
    let desk = parts.iter().find(|it| it.part.team == play.world.team(DESK)).expect("the desk passed it on");
    assert_eq!((desk.why.broken, desk.why.passed_on), (0, 1));
    assert!(shop.share > desk.share);
    assert_eq!(share_of(&parts, self::shop()), shop.share);
}

#[test]
fn where_the_customer_points_goes_before_what_happened() {
    let mut play = with_the_shop();
    let seq = play.journal.events.iter().find(|it| matches!(it.event, E::HandoverOffered { .. })).unwrap().meta.seq;
    let parts = answered(&mut play, vec![PointedAt { seq, well: false }]);
    let found: Vec<_> = parts.iter().map(|it| (it.part.team, it.share, it.why.wrong)).collect();
    assert_eq!(found, [(play.world.team(DESK), WHOLE, 1)], "the shop held it longest, and it was not about the shop");
}

#[test]
fn nobody_is_counted_for_the_time_in_which_the_customer_had_the_ball() {
    let mut play = opened();
    play.at("2018-02-05 10:00");
    play.ask(DESK);
    play.at("2018-02-09 10:00");
    play.answer();
    play.at("2018-02-09 11:00");
    let outcome = play.propose();
    play.member(DESK, outcome);
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-12 18:30");
    let parts = answered(&mut play, Vec::new());
    let held: Vec<_> = parts.iter().map(|it| it.why.held.as_hours()).collect();
    assert_eq!(held, [2], "four days were the customer's");
}

#[test]
fn a_partner_disputes_its_own_part_once_and_who_directs_decides() {
    let mut play = with_the_shop();
    let text = play.content();
    let part = of_shop(&play);
    let dispute = |part| C::Survey(S::Dispute { part, text });
    assert_eq!(play.try_member(SHOP, dispute(part)).unwrap_err().code, Code::NothingAnswered);
    let parts = answered(&mut play, Vec::new());
    let desk = PartRef { team: play.world.team(DESK), leg: None };
    assert_eq!(play.try_member(SHOP, dispute(desk)).unwrap_err().code, Code::NotYourPart);
    let judge = |outcome, to, text| C::Survey(S::Judge { part, outcome, to, text });
    let early = play.try_member(DESK, judge(DisputeOutcome::Agreed, None, None)).unwrap_err().code;
    assert_eq!(early, Code::NoDispute);
    play.member(SHOP, dispute(part));
    let counts = |play: &Play| counted(&parts, &play.journey().survey.as_ref().unwrap().disputes);
    assert_eq!(counts(&play).1, parts.iter().find(|it| it.part == part).unwrap().share, "it counts for nobody");
    assert_eq!(play.try_member(SHOP, dispute(part)).unwrap_err().code, Code::Disputed);
    let own = play.try_member(SHOP, judge(DisputeOutcome::Agreed, None, None)).unwrap_err().code;
    assert_eq!(own, Code::NotDirector);
    let silent = play.try_member(DESK, judge(DisputeOutcome::Kept, None, None)).unwrap_err().code;
    assert_eq!(silent, Code::EmptyAnswer, "what is kept is kept with a reason");
    play.member(DESK, judge(DisputeOutcome::Changed, Some(desk), Some(text)));
    assert_eq!(counts(&play), (vec![(desk, WHOLE)], 0));
    play.member(SHOP, C::Survey(S::Reply { text }));
    assert_eq!(play.journey().survey.as_ref().unwrap().replies.len(), 1);
    assert!(!play.journey().legs[&leg(&play)].is_open(), "what is said of an answer opens nothing");
}

#[test]
fn what_partners_want_to_ask_goes_along_with_the_one_survey_three_at_most() {
    let mut play = opened();
    let text = play.content();
    let wish = |scale| C::Survey(S::Wish { text, scale });
    assert_eq!(play.try_member(SHOP, wish(None)).unwrap_err().code, Code::NotYourPart, "it is not on the journey");
    let offer = play.offer(SHOP, Some(BallGoes::Stays));
    play.member(DESK, offer);
    for _ in 0..WISHES {
        play.member(SHOP, wish(Some(Scale::OneFive)));
    }
    play.member(SHOP, wish(None));
    let answers: Vec<_> = play.journey().wishes.iter().map(|wish| wish.answer).collect();
    let merged = WishAnswer::Merged {};
    assert_eq!(answers, [merged, merged, merged, WishAnswer::No { why: NotAsked::Full }]);
}

#[test]
fn within_the_period_of_the_person_a_question_does_not_go_along_and_the_partner_hears_from_when_on() {
    let mut play = opened();
    let text = play.content();
    let wish = C::Survey(S::Wish { text, scale: None });
    let offer = play.offer(SHOP, Some(BallGoes::Stays));
    play.member(DESK, offer);
    let asked = amsterdam("2018-01-30 09:00");
    play.world.survey.as_mut().unwrap().asking.asked = vec![asked];
    play.member(SHOP, wish.clone());
    let later = WishAnswer::Later { until: amsterdam("2018-03-01 09:00"), why: AskLater::Budget };
    assert_eq!(play.journey().wishes[0].answer, later);
    assert_eq!(play.journey().asked_along().count(), 0, "it is not promised");
    play.world.survey.as_mut().unwrap().asking.asked.clear();
    play.member(SHOP, wish.clone());
    assert_eq!(play.journey().wishes[1].answer, WishAnswer::Merged {});
    // After journeys of which nothing is asked, that is the reason.
    play.world.blueprint.survey = None;
    play.member(SHOP, wish);
    assert_eq!(play.journey().wishes[2].answer, WishAnswer::No { why: NotAsked::NotPlanned });
}

#[test]
fn who_holds_the_survey_asks_within_the_budget_of_the_person_and_nobody_else_asks() {
    let mut play = opened();
    play.world.blueprint.survey = Some(SurveyPlan { holder: Some(shop()), ..SurveyPlan::standard(id(5)) });
    play.world.survey.as_mut().unwrap().elsewhere = true;
    let text = play.content();
    let wish = C::Survey(S::Wish { text, scale: None });
    play.member(DESK, wish.clone());
    let offer = play.offer(SHOP, Some(BallGoes::Stays));
    play.member(DESK, offer);
    let asked = amsterdam("2018-01-30 09:00");
    play.world.survey.as_mut().unwrap().asking.asked = vec![asked];
    play.member(SHOP, wish.clone());
    play.world.survey.as_mut().unwrap().asking.asked.clear();
    play.member(SHOP, wish.clone());
    play.member(SHOP, wish);
    let answers: Vec<_> = play.journey().wishes.iter().map(|wish| wish.answer).collect();
    let no = |why| WishAnswer::No { why };
    let later = WishAnswer::Later { until: amsterdam("2018-03-01 09:00"), why: AskLater::Budget };
    assert_eq!(answers[1], later, "with the moment from which it may");
    assert_eq!((answers[0], answers[2]), (no(NotAsked::Elsewhere), WishAnswer::Yes {}));
    assert_eq!(answers[3], no(NotAsked::AlreadyAsked));
}

/// A partner holds the survey and was told to wait until the first of March.
fn waits(play: &mut Play) -> WishAnswer {
    play.world.blueprint.survey = Some(SurveyPlan { holder: Some(shop()), ..SurveyPlan::standard(id(5)) });
    let facts = play.world.survey.as_mut().unwrap();
    facts.elsewhere = true;
    facts.asking.asked = vec![amsterdam("2018-01-30 09:00")];
    let offer = play.offer(SHOP, Some(BallGoes::Stays));
    play.member(DESK, offer);
    let text = play.content();
    play.member(SHOP, C::Survey(S::Wish { text, scale: None }));
    play.journey().wishes[0].answer
}

fn wish_due(play: &Play) -> Option<regie_domain::deadline::Deadline> {
    let all = regie_domain::deadline::deadlines(play.journey());
    all.into_iter().find(|found| found.kind == regie_domain::codes::DeadlineKind::WishDue)
}

#[test]
fn who_is_told_later_keeps_the_place_and_is_answered_when_the_moment_comes() {
    let mut play = opened();
    let until = amsterdam("2018-03-01 09:00");
    assert_eq!(waits(&mut play), WishAnswer::Later { until, why: AskLater::Budget });
    assert_eq!(wish_due(&play).unwrap().due, until);
    // The person was asked once more in the meantime: it waits on, and is not forgotten.
    play.world.survey.as_mut().unwrap().asking.asked = vec![amsterdam("2018-02-10 09:00")];
    play.at("2018-03-01 09:00");
    let later = WishAnswer::Later { until: amsterdam("2018-03-12 09:00"), why: AskLater::Budget };
    assert_eq!(play.journey().wishes[0].answer, later);
    play.at("2018-03-12 09:00");
    let found = play.journey().wishes[0];
    assert_eq!((found.answer, found.answered_at), (WishAnswer::Yes {}, amsterdam("2018-03-12 09:00")));
    assert_eq!(wish_due(&play), None);
}

#[test]
fn who_no_longer_holds_the_survey_goes_along_with_ours_and_who_waits_too_long_hears_why_not() {
    let mut play = opened();
    waits(&mut play);
    play.world.survey.as_mut().unwrap().elsewhere = false;
    play.at("2018-03-01 09:00");
    assert_eq!(play.journey().wishes[0].answer, WishAnswer::Merged {});

    let mut play = opened();
    waits(&mut play);
    play.world.survey.as_mut().unwrap().asking.opted_out = true;
    play.at("2018-03-01 09:00");
    assert_eq!(play.journey().wishes[0].answer, WishAnswer::No { why: NotAsked::OptedOut });
    assert_eq!(wish_due(&play), None);
}

#[test]
fn whatever_happens_an_answer_is_spread_whole_and_over_who_was_there() {
    let mut seen = 0;
    for seed in 0..300 {
        let mut simulation = Simulation::new(seed);
        let mut journal = Journal::new(simulation.journey);
        for _ in 0..60 {
            let (envelope, command, _) = simulation.next(journal.journey.as_ref());
            let facts = simulation.facts(&envelope);
            let _ = journal.run(&envelope, &command, &facts);
        }
        let Some(mut journey) = journal.journey.clone() else { continue };
        let mut meta = journal.events.last().unwrap().meta.clone();
        let (ask, at) = (id(7), meta.recorded_at);
        let seq = seed % meta.seq + 1;
        let pointed = if seed % 3 == 0 { vec![PointedAt { seq, well: seed % 2 == 0 }] } else { Vec::new() };
        let answered = [
            E::SurveyPlanned { ask, survey: id(5), weight: 1, at },
            E::SurveyAsked { ask, survey: Survey::standard(id(5)).reference(), until: at },
            E::SurveyAnswered {
                ask,
                given: Vec::new(),
                said: Vec::new(),
                pointed,
                low: false,
                worrying: false,
                no_call: false,
                untraceable: false,
            },
        ];
        for event in answered {
            meta.seq += 1;
            apply(&mut journey, &meta, &event);
        }
        let parts = attribute(&journey, &journal.events);
        seen += 1;
        assert_eq!(parts.iter().map(|it| it.share).sum::<u32>(), WHOLE, "seed {seed}");
        let last = journal.events.last().unwrap().meta.recorded_at;
        for (holder, held) in journey.hours_per_holder(last) {
            let of = |it: &&Attributed| Some(it.part.team) == holder.team();
            let counted: jiff::SignedDuration = parts.iter().filter(of).map(|it| it.why.held).sum();
            assert!(counted <= held, "seed {seed}: no more than a team had the ball");
        }
    }
    assert!(seen > 250, "{seen} answers");
}

#[test]
fn what_is_waited_between_two_parties_is_from_the_offer_to_its_answer() {
    let mut play = opened();
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(DESK, offer);
    let (ours, now) = (play.world.team(DESK).org, play.now);
    let waited = |play: &Play| regie_domain::chain::waited(std::iter::once(play.journey()), play.now);
    assert_eq!(waited(&play)[&(ours, shop())].time, jiff::SignedDuration::ZERO, "{now}");
    play.at("2018-02-05 11:15");
    let handover = play.pending();
    play.member(SHOP, C::Accept { handover, promise: None });
    play.at("2018-02-06 09:00");
    let found = waited(&play)[&(ours, shop())];
    assert_eq!((found.times, found.time.as_mins()), (1, 135));
}
