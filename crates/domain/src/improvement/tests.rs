#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use uuid::Uuid;

use super::*;
use crate::actor::Door;
use crate::codes::{Aim, Gauge};
use crate::ids::{CommandId, EventId};
use crate::testing::{World, amsterdam, id};

struct Play {
    found: Option<Improvement>,
    seq: u64,
    now: Timestamp,
    judged: Option<Judged>,
    reporters: Vec<MemberId>,
}

fn begun() -> Play {
    let now = amsterdam("2018-02-05 09:00");
    let mut play = Play { found: None, seq: 0, now, judged: None, reporters: Vec::new() };
    let source = Source::Signal { journey: id(1), signal: id(2) };
    let owner = World::municipality().team(0);
    play.does(&ImprovementCommand::Open { title: id(3), owner, sources: vec![source] }).unwrap();
    play
}

impl Play {
    fn does(&mut self, command: &ImprovementCommand) -> Result<usize, Code> {
        let actor = World::municipality().member(0, 1);
        let facts = ImprovementFacts {
            now: self.now,
            actor,
            answer_by: self.now,
            knows_owner: true,
            judged: self.judged,
            reporters: self.reporters.clone(),
        };
        let events = decide(self.found.as_ref(), command, &facts).map_err(|refusal| refusal.code)?;
        let count = events.len();
        for event in events {
            self.seq += 1;
            let meta = Meta {
                event_id: EventId(Uuid::nil()),
                seq: self.seq,
                recorded_at: self.now,
                occurred_at: self.now,
                command: CommandId(Uuid::nil()),
                caused_by: None,
                actor,
                door: Door::Page,
            };
            match &mut self.found {
                Some(found) => apply(found, &meta, &event),
                None => self.found = fold(id(9), &[Recorded { meta, event }]),
            }
        }
        Ok(count)
    }

    fn it(&self) -> &Improvement {
        self.found.as_ref().unwrap()
    }
}

fn terms(starts: &str, ends: &str) -> Terms {
    Terms {
        what: id(4),
        over: Over { blueprint: Some(id(5)), team: None },
        gauge: Gauge::Chasers,
        aim: Aim::Lower,
        size: 500,
        starts: amsterdam(starts),
        ends: amsterdam(ends),
        beside: None,
    }
}

const WORKED: Judged = Judged { verdict: Verdict::Worked, by: VerdictBy::Series, ratio: Some((400, 500, 600)) };

#[test]
fn it_goes_from_gathered_to_measured() {
    use ImprovementCommand as C;
    let mut play = begun();
    assert_eq!((play.it().step(), play.it().waits()), (Step::Gathered, true));
    play.does(&C::Investigate { text: id(6) }).unwrap();
    assert_eq!(play.it().step(), Step::Investigated);
    play.does(&C::Register { terms: terms("2018-03-05 00:00", "2018-06-04 00:00") }).unwrap();
    assert_eq!((play.it().step(), play.it().waits()), (Step::Tried, false));
    play.judged = Some(WORKED);
    play.now = amsterdam("2018-06-03 23:59");
    assert_eq!(play.does(&C::Measure {}), Err(Code::ImprovementRuns));
    play.now = amsterdam("2018-06-04 00:00");
    play.does(&C::Measure {}).unwrap();
    assert_eq!((play.it().step(), play.it().judged.unwrap().1), (Step::Measured, WORKED));
    assert_eq!(play.does(&C::Measure {}), Err(Code::ImprovementOver));
}

#[test]
fn it_is_registered_before_it_starts_and_stands_from_then_on() {
    use ImprovementCommand as C;
    let mut play = begun();
    let late = terms("2018-02-05 09:00", "2018-06-04 00:00");
    assert_eq!(play.does(&C::Register { terms: late }), Err(Code::ImprovementStarted), "not at its start either");
    let first = terms("2018-03-05 00:00", "2018-06-04 00:00");
    play.does(&C::Register { terms: first }).unwrap();
    // Before the start it can be said otherwise.
    let second = Terms { size: 300, ..first };
    play.does(&C::Register { terms: second }).unwrap();
    assert_eq!(play.it().terms, Some(second));
    play.now = amsterdam("2018-03-05 00:00");
    let later = terms("2018-04-02 00:00", "2018-07-02 00:00");
    assert_eq!(play.does(&C::Register { terms: later }), Err(Code::ImprovementStarted));
    play.does(&C::Stop { reason: id(7) }).unwrap();
    assert_eq!(play.it().step(), Step::Stopped);
    assert_eq!(play.does(&C::Register { terms: later }), Err(Code::ImprovementOver));
    assert_eq!(play.it().terms, Some(second), "what was said stands");
}

#[test]
fn terms_that_measure_nothing_are_refused() {
    use ImprovementCommand as C;
    let mut play = begun();
    let backwards = terms("2018-06-04 00:00", "2018-03-05 00:00");
    assert_eq!(play.does(&C::Register { terms: backwards }), Err(Code::WindowReversed));
    let good = terms("2018-03-05 00:00", "2018-06-04 00:00");
    let itself = Terms { beside: Some(good.over), ..good };
    assert_eq!(play.does(&C::Register { terms: itself }), Err(Code::ImprovementBesideItself));
    // Nor with a group that holds some of them: all journeys, or those of a team whatever they are about.
    let team = Over { blueprint: None, team: Some(id(6)) };
    for beside in [Over::default(), team, Over { blueprint: good.over.blueprint, ..team }] {
        let overlapping = Terms { beside: Some(beside), ..good };
        assert_eq!(play.does(&C::Register { terms: overlapping }), Err(Code::ImprovementBesideItself), "{beside:?}");
    }
    let other = Terms { beside: Some(Over { blueprint: Some(id(8)), team: None }), ..good };
    play.does(&C::Register { terms: other }).unwrap();
    let play = &mut begun();
    assert_eq!(play.does(&C::Measure {}), Err(Code::ImprovementUnregistered));
    let again = C::Open { title: id(3), owner: World::municipality().team(0), sources: vec![] };
    assert_eq!(play.does(&again), Err(Code::ImprovementExists));
}

#[test]
fn it_comes_from_something_that_was_gathered() {
    let now = amsterdam("2018-02-05 09:00");
    let mut play = Play { found: None, seq: 0, now, judged: None, reporters: Vec::new() };
    let owner = World::municipality().team(0);
    let from_nothing = ImprovementCommand::Open { title: id(3), owner, sources: Vec::new() };
    assert_eq!(play.does(&from_nothing), Err(Code::ImprovementFromNothing));
    assert_eq!(play.does(&ImprovementCommand::Measure {}), Err(Code::NoImprovement));
}

#[test]
fn who_reported_and_who_answered_hear_once_what_was_done() {
    use ImprovementCommand as C;
    let mut play = begun();
    let pointed = Source::Pointed { journey: id(20), ask: id(21) };
    let answered = Source::Answer { journey: id(20), ask: id(21) };
    for source in [pointed, answered, pointed] {
        play.does(&C::AddSource { source }).unwrap();
    }
    assert_eq!(play.it().sources.len(), 3);
    assert_eq!(play.it().unheard().len(), 0, "nothing was done yet");
    play.reporters = vec![World::member_id(0, 1)];
    assert_eq!(play.does(&C::Tell { nl: None, en: None }), Err(Code::ImprovementUntold));
    play.does(&C::Tell { nl: Some(id(30)), en: None }).unwrap();
    assert_eq!(play.it().unheard(), BTreeSet::from([id(20)]), "one message, however often it was said");
    let pass = C::PassOn { journey: id(20), by: HeardBy::Message };
    assert_eq!(play.does(&pass), Ok(1));
    assert_eq!(play.does(&pass), Ok(0));
    assert_eq!(play.does(&C::PassOn { journey: id(1), by: HeardBy::Message }), Ok(0), "who reported is a member");
    assert_eq!(play.it().unheard().len(), 0);
    assert_eq!(play.does(&C::Hear {}), Ok(1));
    assert_eq!(play.does(&C::Hear {}), Ok(0));
    // Said better later: nobody hears it twice.
    play.does(&C::Tell { nl: Some(id(31)), en: Some(id(32)) }).unwrap();
    assert_eq!((play.it().unheard().len(), play.does(&C::Hear {})), (0, Ok(0)));
}
