//! One survey over the whole journey: when it is asked, what is answered, and what an unhappy answer sets going.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use jiff::civil::Time;
use regie_domain::blueprint::Words;
use regie_domain::codes::{
    AskLater, CareAction, CareCause, Channel, CloseHow, Measure, NotAsked, PromiseWhat, ReopenReason, Scale, TaskKind,
    UpdateKind,
};
use regie_domain::command::{JourneyCommand as C, SurveyCommand as S};
use regie_domain::event::Reach;
use regie_domain::journey::State;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::survey::{AskState, Form, NewResponse, OnlyIf, PointedAt, SurveyPlan, SurveyQuestion};
use regie_domain::testing::{World, amsterdam, id};
use support::play::{Play, short};

/// A journey that the customer called solved on Wednesday 7 February at 11:20.
fn solved(world: World) -> Play {
    solved_for(world, Play::by_mail())
}

/// The same for somebody who is reached in another way.
fn solved_for(world: World, reach: Reach) -> Play {
    let mut play = Play::new(world, "2018-02-07 09:20");
    play.open(0, Channel::Email, reach);
    play.at("2018-02-07 10:00");
    let outcome = play.propose();
    play.member(0, outcome);
    play.at("2018-02-07 11:20");
    play.by_customer(C::ConfirmSolved {});
    play
}

fn state(play: &Play) -> AskState {
    play.journey().survey.as_ref().expect("the journey ended").state
}

fn surveys(play: &Play) -> Vec<String> {
    play.rows.iter().filter(|row| row.about == "survey").map(|row| row.at.clone()).collect()
}

fn unhappy() -> NewResponse {
    NewResponse { given: vec![(0, 1), (1, 3)], ..NewResponse::default() }
}

fn answers(response: NewResponse) -> C {
    C::Survey(S::Answer { response })
}

#[test]
fn the_customer_is_asked_once_at_the_moment_of_the_blueprint() {
    let mut play = solved(World::municipality().asking());
    assert_eq!(state(&play), AskState::Waits { at: amsterdam("2018-02-08 18:00"), why: None });
    play.at("2018-02-20 09:00");
    assert_eq!(surveys(&play), ["Thu 08-02 18:00"]);
    assert!(matches!(state(&play), AskState::Asked { .. }));
}

#[test]
fn nobody_is_called_to_be_asked_and_who_reads_texts_is_asked_by_text() {
    let (call, text) = (Reach::Task { task: TaskKind::Call }, Reach::Text { handle: id(24) });
    for (reach, asked) in [(call, Reach::Task { task: TaskKind::Letter }), (text, text)] {
        let mut play = solved_for(World::municipality().asking(), reach);
        play.at("2018-02-08 18:00");
        let ways = play.journey().updates.values().filter(|update| update.about == UpdateKind::Survey);
        assert_eq!(ways.map(|update| update.reach).collect::<Vec<_>>(), [asked]);
    }
}

#[test]
fn nobody_is_asked_where_the_blueprint_asks_nothing() {
    let mut play = solved(World::municipality());
    play.at("2018-02-20 09:00");
    assert_eq!((play.journey().survey.clone(), surveys(&play)), (None, Vec::new()));
}

#[test]
fn a_journey_that_goes_on_is_asked_about_when_it_ends_again() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 09:00");
    let contact = play.incoming();
    play.by_customer(C::NotSolved { contact });
    assert_eq!(state(&play), AskState::Off);
    play.at("2018-02-09 09:00");
    assert!(surveys(&play).is_empty());
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-20 09:00");
    assert_eq!(surveys(&play), ["Sat 10-02 18:00"]);
}

#[test]
fn after_an_unhappy_answer_the_journey_is_open_until_the_customer_is_called_and_nobody_asks_again() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    play.by_customer(answers(unhappy()));
    let journey = play.journey();
    assert!(journey.is_open());
    let ask = journey.survey.clone().unwrap();
    let response = ask.response.clone().unwrap();
    assert!(response.low && !response.worrying);
    assert_eq!(response.value(Measure::Whole), Some((Scale::ZeroTen, 3)));
    let call = &journey.promises[&ask.call.unwrap()];
    assert_eq!((call.what, short(call.current.until)), (PromiseWhat::CallBack, "Fri 09-02 17:00".into()));
    assert_eq!(call.owner, play.world.team(0), "the team that directs");

    play.at("2018-02-09 10:00");
    let call = play.outgoing();
    let call = regie_domain::event::ContactFacts { channel: Channel::Phone, ..call };
    play.member(0, C::Write { contact: call, complete: false, promise: None, question: None });
    play.member(0, C::Survey(S::Learn { cause: CareCause::Waited, action: CareAction::Apologised, note: None }));
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-03-20 09:00");
    assert_eq!(surveys(&play).len(), 1, "no second survey");
    let learned = play.journey().survey.as_ref().unwrap().learned.unwrap();
    assert_eq!((learned.cause, learned.action), (CareCause::Waited, CareAction::Apologised));
}

#[test]
fn a_good_answer_and_one_that_wants_no_call_leave_the_journey_ended() {
    for response in [
        NewResponse { given: vec![(0, 4), (1, 8)], ..NewResponse::default() },
        NewResponse { no_call: true, ..unhappy() },
        NewResponse { untraceable: true, ..unhappy() },
    ] {
        let mut play = solved(World::municipality().asking());
        play.at("2018-02-08 20:40");
        play.by_customer(answers(response));
        assert!(!play.journey().is_open());
        assert_eq!(play.journey().survey.as_ref().unwrap().call, None);
    }
}

#[test]
fn worrying_words_are_followed_up_whatever_the_score() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    let said = vec![(2, play.content())];
    play.by_customer(answers(NewResponse { given: vec![(1, 9)], said, worrying: true, ..NewResponse::default() }));
    assert!(play.journey().is_open());
}

#[test]
fn an_answer_is_changed_for_a_day_and_owes_one_call() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    play.by_customer(answers(unhappy()));
    let first = play.journey().survey.as_ref().unwrap().call;
    play.at("2018-02-09 20:40");
    play.by_customer(answers(NewResponse { given: vec![(1, 2)], ..NewResponse::default() }));
    let ask = play.journey().survey.clone().unwrap();
    assert_eq!((ask.call, ask.response.unwrap().given.len()), (first, 1));
    play.at("2018-02-09 20:41");
    let late = play.try_customer(answers(unhappy())).unwrap_err();
    assert_eq!((late.code, late.at), (Code::AnswerFinal, Some(amsterdam("2018-02-09 20:40"))));
}

#[test]
fn who_wants_no_call_after_all_is_not_called_and_what_the_answer_opened_ends_again() {
    for changed in [
        NewResponse { no_call: true, ..unhappy() },
        NewResponse { untraceable: true, ..unhappy() },
        NewResponse { given: vec![(0, 5), (1, 9)], ..NewResponse::default() },
    ] {
        let mut play = solved(World::municipality().asking());
        play.at("2018-02-08 20:40");
        play.by_customer(answers(unhappy()));
        let call = play.journey().survey.as_ref().unwrap().call.unwrap();
        play.at("2018-02-08 21:10");
        play.by_customer(answers(changed));
        let journey = play.journey();
        assert!(matches!(journey.state, State::Closed { how: CloseHow::CallNotWanted, .. }), "{:?}", journey.state);
        assert!(matches!(journey.promises[&call].state, PromiseState::Released { .. }));
        assert_eq!(journey.survey.as_ref().unwrap().call_in(journey), None);
        let told = play.rows.len();
        play.at("2018-02-20 09:00");
        assert_eq!(play.rows.len(), told, "nothing more is told");
    }
}

#[test]
fn words_to_a_question_that_was_not_asked_are_kept_and_a_score_is_not() {
    let mut world = World::municipality().asking();
    let survey = world.survey.as_mut().unwrap().survey.as_mut().unwrap();
    survey.questions[2].only_if = Some(OnlyIf { question: 1, from: 0, until: 6 });
    let mut play = solved(world);
    play.at("2018-02-08 20:40");
    let said = vec![(2, play.content())];
    play.by_customer(answers(NewResponse { given: vec![(1, 9)], said: said.clone(), ..NewResponse::default() }));
    let response = play.journey().survey.as_ref().unwrap().response.clone().unwrap();
    assert_eq!(response.said.iter().map(|it| (it.question, it.text)).collect::<Vec<_>>(), said);
}

#[test]
fn of_an_answer_that_may_not_be_traced_any_more_not_even_the_reason_of_opening_is_left() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    play.by_customer(answers(unhappy()));
    assert_eq!(play.journey().reopened, Some(ReopenReason::Feedback));
    // The customer wrote too, so the journey goes on.
    let contact = play.incoming();
    play.by_customer(C::RecordContact { contact, answers: None });
    play.by_customer(answers(NewResponse { untraceable: true, ..unhappy() }));
    let journey = play.journey();
    assert!(journey.is_open());
    assert_eq!((journey.reopened, journey.back), (Some(ReopenReason::Call), Some(ReopenReason::Call)));
}

#[test]
fn who_wants_the_call_again_is_promised_a_new_one() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    play.by_customer(answers(unhappy()));
    let first = play.journey().survey.as_ref().unwrap().call.unwrap();
    play.by_customer(answers(NewResponse { no_call: true, ..unhappy() }));
    play.by_customer(answers(unhappy()));
    let journey = play.journey();
    let (second, promise) = journey.survey.as_ref().unwrap().call_in(journey).expect("a call is owed");
    assert!(journey.is_open() && second != first && promise.is_open());
}

#[test]
fn a_journey_on_which_the_customer_wrote_meanwhile_stays_open_without_the_call() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    play.by_customer(answers(unhappy()));
    play.at("2018-02-08 21:00");
    let contact = play.incoming();
    play.by_customer(C::RecordContact { contact, answers: None });
    play.at("2018-02-08 21:10");
    play.by_customer(answers(NewResponse { no_call: true, ..unhappy() }));
    let journey = play.journey();
    assert!(journey.is_open() && journey.survey.as_ref().unwrap().call_in(journey).is_none());
}

#[test]
fn what_was_not_asked_is_not_answered() {
    let mut play = solved(World::municipality().asking());
    assert_eq!(play.try_customer(answers(unhappy())).unwrap_err().code, Code::NothingAsked);
    play.at("2018-02-08 20:40");
    let text = play.content();
    for (response, code) in [
        (NewResponse::default(), Code::EmptyAnswer),
        (NewResponse { given: vec![(1, 11)], ..NewResponse::default() }, Code::AnswerOffScale),
        (NewResponse { given: vec![(0, 0)], ..NewResponse::default() }, Code::AnswerOffScale),
        (NewResponse { given: vec![(1, 3), (1, 4)], ..NewResponse::default() }, Code::AnswerOffScale),
        (NewResponse { given: vec![(2, 3)], ..NewResponse::default() }, Code::UnknownSurveyQuestion),
        (NewResponse { given: vec![(9, 3)], ..NewResponse::default() }, Code::UnknownSurveyQuestion),
        (NewResponse { said: vec![(1, text)], ..NewResponse::default() }, Code::UnknownSurveyQuestion),
        (NewResponse { pointed: vec![PointedAt { seq: 9_999, well: false }], ..unhappy() }, Code::UnknownMoment),
    ] {
        assert_eq!(play.try_customer(answers(response.clone())).unwrap_err().code, code, "{response:?}");
    }
    play.at("2018-03-20 09:00");
    assert_eq!(play.try_customer(answers(unhappy())).unwrap_err().code, Code::AnswerTooLate);
}

#[test]
fn a_question_that_follows_from_an_answer_is_taken_after_that_answer_only() {
    let mut world = World::municipality().asking();
    let survey = world.survey.as_mut().unwrap().survey.as_mut().unwrap();
    survey.questions[2] = SurveyQuestion {
        words: Words::new("Wat vond u van de uitleg?", "What did you think of the explanation?"),
        form: Form::Choice { choices: vec![Words::new("Duidelijk", "Clear"), Words::new("Onduidelijk", "Unclear")] },
        more: false,
        only_if: Some(regie_domain::survey::OnlyIf { question: 1, from: 0, until: 5 }),
    };
    let mut play = solved(world);
    play.at("2018-02-08 20:40");
    let wrong = NewResponse { given: vec![(1, 8), (2, 1)], ..NewResponse::default() };
    assert_eq!(play.try_customer(answers(wrong)).unwrap_err().code, Code::AnswerOffScale);
    play.by_customer(answers(NewResponse { given: vec![(2, 2), (1, 3)], ..NewResponse::default() }));
    let response = play.journey().survey.as_ref().unwrap().response.clone().unwrap();
    assert_eq!(response.given[1].scale, Scale::Choice);
}

#[test]
fn who_was_asked_this_month_is_asked_later_or_the_record_says_why_not() {
    let mut world = World::municipality().asking();
    world.survey.as_mut().unwrap().asking.asked = vec![amsterdam("2018-01-12 18:00")];
    let mut play = solved(world);
    play.at("2018-02-09 09:00");
    let until = amsterdam("2018-02-11 18:00");
    assert_eq!(state(&play), AskState::Waits { at: until, why: Some(AskLater::Budget) });
    play.at("2018-02-12 09:00");
    assert_eq!(surveys(&play), ["Sun 11-02 18:00"]);

    let mut world = World::municipality().asking();
    world.survey.as_mut().unwrap().asking.asked = vec![amsterdam("2018-02-06 18:00")];
    let mut play = solved(world);
    play.at("2018-02-09 09:00");
    assert!(matches!(state(&play), AskState::NotAsked { why: NotAsked::Recent, .. }), "the budget, not the time");
}

#[test]
fn what_was_withdrawn_is_not_asked_about_and_the_record_says_so() {
    let mut play = Play::new(World::municipality().asking(), "2018-02-07 09:20");
    play.open(0, Channel::Email, Play::by_mail());
    play.by_customer(C::Close { how: CloseHow::Withdrawn });
    assert!(matches!(state(&play), AskState::NotAsked { why: NotAsked::NotFit, .. }));
    play.at("2018-02-20 09:00");
    assert!(surveys(&play).is_empty());
}

#[test]
fn what_is_asked_in_the_night_is_told_in_the_morning() {
    let mut world = World::municipality().asking();
    world.blueprint.survey = Some(SurveyPlan { at: Time::constant(22, 0, 0, 0), ..SurveyPlan::standard(id(5)) });
    let mut play = solved(world);
    play.at("2018-02-20 09:00");
    assert_eq!(surveys(&play), ["Fri 09-02 08:00"]);
}

#[test]
fn steps_good_journey_bad_is_seen_in_one_answer() {
    let mut world = World::municipality().asking();
    let survey = world.survey.as_mut().unwrap().survey.as_mut().unwrap();
    for measure in [Measure::Friendly, Measure::Competent] {
        survey.questions.push(SurveyQuestion {
            words: Words::new("Hoe was het contact?", "How was the contact?"),
            form: Form::Scale { scale: Scale::ZeroTen, measure },
            more: true,
            only_if: None,
        });
    }
    let mut play = solved(world);
    play.at("2018-02-08 20:40");
    let given = vec![(0, 1), (1, 3), (3, 9), (4, 9)];
    play.by_customer(answers(NewResponse { given, ..NewResponse::default() }));
    assert!(play.journey().survey.as_ref().unwrap().response.as_ref().unwrap().steps_good_journey_bad());
}

#[test]
fn who_answered_hears_once_what_was_done_outside_quiet_hours_and_without_a_second_survey() {
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    play.by_customer(answers(NewResponse { no_call: true, ..unhappy() }));
    // Months later, in the evening.
    play.at("2018-06-05 22:30");
    let done = || C::Survey(S::WeDid { improvement: id(80), text: id(81) });
    let silence = play.journey().silence(play.now);
    play.system(done());
    play.system(done());
    let told: Vec<_> = play.journey().updates.values().filter(|update| update.about == UpdateKind::WeDid).collect();
    assert_eq!(told.iter().map(|it| short(it.not_before)).collect::<Vec<_>>(), ["Wed 06-06 08:00"]);
    let kept = play.journey().survey.as_ref().unwrap().done.clone();
    assert_eq!((kept.len(), kept[0].improvement, kept[0].text), (1, id(80), id(81)));
    assert!(kept[0].update.is_some() && !play.journey().is_open());
    play.at("2018-06-20 09:00");
    assert_eq!(surveys(&play).len(), 1, "no second survey");
    assert_eq!(play.journey().silence(play.now), silence, "nothing was waited for");
}

#[test]
fn what_was_done_calls_nobody_and_does_not_trace_who_wants_not_to_be_traced() {
    let done = || C::Survey(S::WeDid { improvement: id(80), text: id(81) });
    let mut play = solved_for(World::municipality().asking(), Reach::Task { task: TaskKind::Call });
    play.at("2018-02-08 20:40");
    play.by_customer(answers(NewResponse { no_call: true, ..unhappy() }));
    let tasks = play.journey().tasks.len();
    play.system(done());
    let kept = play.journey().survey.as_ref().unwrap().done.clone();
    assert_eq!((kept.len(), kept[0].update, play.journey().tasks.len()), (1, None, tasks), "it stands on the page");
    let mut play = solved(World::municipality().asking());
    play.at("2018-02-08 20:40");
    play.by_customer(answers(NewResponse { untraceable: true, ..unhappy() }));
    let traced = play.try_member(0, done());
    assert_eq!(traced.unwrap_err().code, Code::NothingAnswered);
}

#[test]
fn to_members_an_answer_that_may_not_be_traced_is_no_answer() {
    let asked = || {
        let mut play = solved(World::municipality().asking());
        play.at("2018-02-08 20:40");
        play
    };
    let learn = || C::Survey(S::Learn { cause: CareCause::Waited, action: CareAction::Apologised, note: None });
    let noted = || answers(NewResponse { given: vec![(1, 8)], ..NewResponse::default() });
    // With and without such an answer the same is refused, and the same is taken.
    let (mut without, mut with) = (asked(), asked());
    let hidden = NewResponse { untraceable: true, worrying: true, ..unhappy() };
    with.by_customer(answers(hidden));
    assert!(!with.journey().is_open() && with.journey().unseen == 1, "nobody is called about it");
    assert_eq!(with.journey().version(), without.journey().version());
    for play in [&mut without, &mut with] {
        assert_eq!(play.try_member(0, learn()).unwrap_err().code, Code::NothingAnswered);
        play.at("2018-02-12 10:00");
        play.member(0, noted());
    }
    let response = |play: &Play| play.journey().survey.clone().unwrap().response.unwrap();
    assert_eq!(response(&with), response(&without));
    assert_eq!(with.journey().version(), without.journey().version());

    let mut late = asked();
    late.by_customer(answers(NewResponse { untraceable: true, ..unhappy() }));
    late.at("2018-03-20 09:00");
    assert_eq!(late.try_member(0, noted()).unwrap_err().code, Code::AnswerTooLate);
    assert_eq!(late.try_customer(answers(unhappy())).unwrap_err().code, Code::AnswerFinal, "its writer knows");
}
