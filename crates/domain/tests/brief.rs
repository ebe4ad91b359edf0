//! The brief: five lines at most, whatever happened, and each of them true. Chasers know what failed before them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::actor::Door;
use regie_domain::blueprint::AskKind;
use regie_domain::brief::{AskedState, Entry, Line, MOST, Person, brief, same_ask, same_words};
use regie_domain::codes::{Asks, Channel};
use regie_domain::command::{Envelope, Expects, JourneyCommand as C};
use regie_domain::event::ContactFacts;
use regie_domain::facts::Facts;
use regie_domain::journey::Journey;
use regie_domain::testing::{Simulation, World, id};
use support::Journal;
use support::play::{Play, opened, promise};

const KNOWN: Person = Person { number: true, tied: true, shielded: 0, likely: None };

fn lines(of: &[Entry]) -> Vec<Line> {
    of.iter().map(|entry| entry.line).collect()
}

/// A journey after so many random commands.
fn random(seed: u64) -> Option<Journey> {
    let mut simulation = Simulation::new(seed);
    let mut journal = Journal::new(simulation.journey);
    for _ in 0..40 {
        let (envelope, command, _) = simulation.next(journal.journey.as_ref());
        let facts = simulation.facts(&envelope);
        let _ = journal.run(&envelope, &command, &facts);
    }
    journal.journey
}

/// How many of a sort there are, by what the brief says: what it shows and what it says there is more.
fn counted(entries: &[Entry], sort: fn(&Line) -> bool) -> usize {
    let of: Vec<&Entry> = entries.iter().filter(|entry| sort(&entry.line)).collect();
    of.len() + of.iter().map(|entry| entry.more).sum::<usize>()
}

#[test]
fn never_more_than_five_lines_and_nothing_owed_is_left_out() {
    let all: Vec<Journey> = (0..600).filter_map(random).collect();
    let (mut full, mut owed_somewhere) = (0, 0);
    for group in all.chunks(4) {
        let Some((here, others)) = group.split_first() else { continue };
        let others: Vec<&Journey> = others.iter().collect();
        for person in [KNOWN, Person { shielded: 2, ..KNOWN }, Person { number: false, tied: false, ..KNOWN }] {
            for found in
                [brief(Some(here), &others, person), brief(None, &others, person), brief(Some(here), &[], person)]
            {
                assert!(found.len() <= MOST, "{found:?}");
                assert!(!found.is_empty());
            }
        }
        let found = brief(Some(here), &others, KNOWN);
        full += usize::from(found.len() == MOST);
        let all = || std::iter::once(here).chain(others.iter().copied());
        let owed = all().flat_map(|journey| {
            let sent = journey.on_their_way();
            journey.promises.iter().filter(move |(id, it)| it.is_to_customer() && it.is_owed() && !sent.contains(id))
        });
        let owed = owed.count();
        owed_somewhere += usize::from(owed > 0);
        assert_eq!(counted(&found, |line| matches!(line, Line::Promise { .. })), owed);
        let broken = all().any(|it| it.promises.values().any(|it| it.is_to_customer() && it.is_unsettled()));
        if let Some(Line::Promise { broken: first, .. }) =
            lines(&found).iter().find(|it| matches!(it, Line::Promise { .. }))
        {
            assert!(*first || !broken || here.on_their_way().len() + others.len() > 0, "broken ones come first");
        }
    }
    assert!(full > 20 && owed_somewhere > 20, "{full} {owed_somewhere}");
}

#[test]
fn what_binds_comes_first_then_what_is_owed_and_what_was_asked() {
    let mut play = opened();
    play.world.mandate.amount = regie_domain::money::Cents(10_000);
    play.at("2018-02-05 10:00");
    play.ask(0);
    let waits = lines(&brief(Some(play.journey()), &[], KNOWN));
    let is_open = |line: &Line| matches!(line, Line::Asked { state: AskedState::Waits { .. }, .. });
    assert!(waits.iter().any(is_open), "{waits:?}");
    play.answer();
    let (agreed, _) = play.agree(1, None);
    play.member(0, agreed);
    let found = brief(Some(play.journey()), &[], KNOWN);
    assert!(
        matches!(found[0].line, Line::Agreement { holds: 1, proposed: false, not_kept_to: false, .. }),
        "{found:?}"
    );
    assert!(matches!(found[1].line, Line::Promise { broken: false, .. }), "{found:?}");
    let answered = |line: &Line| matches!(line, Line::Asked { state: AskedState::Answered { .. }, .. });
    assert!(lines(&found).iter().any(answered), "{found:?}");
    // On another journey of the customer the agreement stands first as well, and this one is named.
    let mut second = Play::new(World::municipality(), "2018-02-05 09:20");
    second.journal = Journal::new(id(61));
    second.open(0, Channel::Email, Play::by_mail());
    let found = brief(Some(second.journey()), &[play.journey()], KNOWN);
    assert!(matches!(found[0].line, Line::Agreement { journey, .. } if journey == play.journal.id), "{found:?}");
    assert_eq!(found.len(), MOST);
    assert!(
        lines(&found).iter().any(|line| matches!(line, Line::Other { journey, .. } if *journey == play.journal.id))
    );
}

#[test]
fn a_chaser_names_the_expectation_that_failed() {
    let mut play = opened();
    play.at("2018-02-05 10:00");
    let told = play.write(true, Some(promise(true, Some("2018-02-06 12:00"))), None);
    play.member(0, told);
    let broken = play.last_promise();
    let chase = |play: &mut Play| {
        let contact = ContactFacts { asks: Asks::News, channel: Channel::Phone, ..play.incoming() };
        let key = contact.contact;
        play.member(0, C::RecordContact { contact, answers: None });
        key
    };
    play.at("2018-02-06 09:00");
    let early = chase(&mut play);
    let found = &play.journey().contacts[&early];
    assert_eq!((found.facts.asks, found.facts.tied_to), (Asks::News, Some(broken)));
    assert_eq!(play.journey().failed_before(found), None, "the customer asked before it was due");
    play.at("2018-02-06 14:00");
    let late = chase(&mut play);
    let found = &play.journey().contacts[&late];
    let failed = play.journey().failed_before(found).expect("something failed");
    assert_eq!(failed.promise, broken, "tied to {:?}", found.facts.tied_to);
    let first = brief(Some(play.journey()), &[], KNOWN);
    assert!(matches!(first[0].line, Line::Promise { broken: true, .. }), "broken ones first: {first:?}");
}

#[test]
fn what_was_answered_before_and_is_asked_again_counts_until_a_tap_says_otherwise() {
    let mut play = opened();
    play.at("2018-02-05 10:00");
    play.ask(0);
    play.answer();
    assert_eq!(play.journey().measures(play.now).repeats, 0);
    let question = regie_domain::command::NewQuestion { last_thing: true, ..play.question(None) };
    let write = play.write(false, None, Some(question));
    let actor = play.world.member(0, 0);
    let facts = Facts { answered_before: true, ..play.world.facts(play.now, actor) };
    let envelope = Envelope {
        command: id(900),
        actor,
        door: Door::Page,
        key: None,
        cause: None,
        said_at: None,
        expects: Expects::default(),
    };
    play.journal.run(&envelope, &write, &facts).unwrap();
    let (again, found) = play.journey().open_question().unwrap();
    assert!(found.repeats);
    assert_eq!(play.journey().measures(play.now).repeats, 1);
    play.member(0, C::TagQuestion { question: again, repeats: false });
    play.member(0, C::TagQuestion { question: again, repeats: false });
    assert_eq!(play.moments("question.tagged").len(), 1, "said twice is said once");
    assert_eq!(play.journey().measures(play.now).repeats, 0);
}

#[test]
fn the_same_thing_in_other_words_is_the_same() {
    assert!(same_words("Wat is uw meterstand?", "De meterstand, alstublieft"));
    assert!(same_ask((AskKind::Iban, "Rekening"), (AskKind::Iban, "Uw IBAN")));
    assert!(same_ask((AskKind::File, "Foto van de schade"), (AskKind::File, "een foto van de schade")));
    assert!(!same_ask((AskKind::File, "Foto van de schade"), (AskKind::File, "Foto van de bon")));
    assert!(!same_ask((AskKind::Text, "Meterstand"), (AskKind::File, "Meterstand")));
    assert!(!same_words("", "") && !same_words("Wat is de", "De"), "filler words alone say nothing");
    assert!(
        !same_ask((AskKind::File, "Bestand of foto"), (AskKind::File, "File or photo")),
        "the form alone says nothing"
    );
}

#[test]
fn of_twelve_of_everything_it_shows_the_one_that_matters_and_counts_the_rest() {
    let mut play = opened();
    play.world.mandate.amount = regie_domain::money::Cents(10_000);
    play.at("2018-02-05 10:00");
    for number in 0..12 {
        let mut terms = regie_domain::agreement::Terms { leg: None, ..play.terms(1, None) };
        terms.holds.truncate(1);
        terms.promise = None;
        terms.holds[0].subject = format!("invoice:{}", 884_000 + number).parse().unwrap();
        play.member(0, C::Agreement(regie_domain::command::AgreementCommand::Make { terms }));
        let question = regie_domain::command::NewQuestion { last_thing: true, ..play.question(None) };
        let asks = play.write(false, None, Some(question));
        play.member(0, asks);
        play.answer();
    }
    // What is due first is named first, whatever the order in which it was promised.
    for day in (7..19).rev() {
        play.member(0, C::Promise { promise: promise(true, Some(&format!("2018-02-{day:02} 12:00"))) });
    }
    let others: Vec<Play> = (0..12)
        .map(|number| {
            let mut other = Play::new(World::municipality(), "2018-02-05 09:20");
            other.journal = Journal::new(id(200 + number));
            other.open(0, Channel::Email, Play::by_mail());
            other
        })
        .collect();
    let others: Vec<&Journey> = others.iter().map(Play::journey).collect();
    let count = |found: &[Entry], sort: fn(&Line) -> bool| {
        (found.iter().filter(|it| sort(&it.line)).count(), counted(found, sort))
    };
    let found = brief(Some(play.journey()), &others, Person { shielded: 12, ..KNOWN });
    assert_eq!(found.len(), MOST, "{found:?}");
    assert_eq!(count(&found, |it| matches!(it, Line::Agreement { .. })), (1, 12));
    assert_eq!(count(&found, |it| matches!(it, Line::Asked { .. })), (1, 12));
    assert_eq!(count(&found, |it| matches!(it, Line::Other { .. })), (1, 12));
    assert_eq!(count(&found, |it| matches!(it, Line::Told { .. })), (1, 1));
    let owed = play.journey().promises.values().chain(others.iter().flat_map(|it| it.promises.values()));
    let owed: Vec<_> = owed.filter(|it| it.is_to_customer() && it.is_owed()).map(|it| it.current.until).collect();
    assert_eq!(count(&found, |it| matches!(it, Line::Promise { .. })), (1, owed.len()));
    assert!(owed.len() >= 24, "twelve here, and a first answer on each of the others");
    let first = found.iter().find_map(|it| match it.line {
        Line::Promise { until, .. } => Some(until),
        _ => None,
    });
    assert_eq!(first, owed.iter().min().copied(), "what is due first");
    let newest = play.journey().agreements.iter().max_by_key(|(id, it)| (it.at(), **id)).unwrap().1.at();
    assert!(
        matches!(found[0].line, Line::Agreement { agreement, .. } if play.journey().agreements[&agreement].at() == newest)
    );
    // Once something is broken it is said before what is due later, and nothing else gives way for it.
    play.at("2018-02-07 13:00");
    let found = brief(Some(play.journey()), &others, KNOWN);
    assert_eq!(found.len(), MOST);
    assert!(matches!(found[1].line, Line::Promise { broken: true, .. }), "{found:?}");
}
