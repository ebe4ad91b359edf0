//! One committed file per kind of event and command. What an older version wrote is read by every later one, and says the
//! same when it is written again. A kind without a file fails; a new variant does not compile before it is named here.
//! `REGIE_GOLDEN=write` adds missing files (existing ones are never touched).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes, clippy::disallowed_methods)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use regie_domain::actor::TeamRef;
use regie_domain::codes;
use regie_domain::codes::{Aim, Gauge, HeardBy, Verdict, VerdictBy};
use regie_domain::command::{Command, JourneyCommand};
use regie_domain::customer::{CustomerCommand, CustomerEvent, Evidence, HandleKind, Language};
use regie_domain::event::JourneyEvent;
use regie_domain::improvement::{ImprovementCommand, ImprovementEvent, Judged, Over, Source, Terms};
use regie_domain::preference::{Preferences, PreferredWay, SaidHow};
use regie_domain::testing::{Simulation, amsterdam, id};
use serde_json::Value;

macro_rules! kinds {
    ($list:ident, $name:ident, $type:ident: $($variant:ident = $kind:literal),* $(,)?) => {
        const $list: &[&str] = &[$($kind),*];
        fn $name(of: &$type) -> &'static str {
            match of { $($type::$variant { .. } => $kind),* }
        }
    };
}

kinds! { COMMANDS, command_kind, JourneyCommand:
    Open = "open", OpenHistoric = "open_historic", AddHistoric = "add_historic", OpenImported = "open_imported", RecordContact = "record_contact",
    TagContact = "tag_contact", SeeContact = "see_contact", MarkForChain = "mark_for_chain", MoveContactAway = "move_contact_away", Write = "write", AddNote = "add_note",
    AddParticipant = "add_participant", RemoveParticipant = "remove_participant", ChangeReach = "change_reach",
    Assign = "assign", Offer = "offer", Accept = "accept", AnswerOffer = "answer_offer", AskBack = "ask_back",
    SayForPartner = "say_for_partner", LoseParty = "lose_party", Clarify = "clarify", Decline = "decline", Withdraw = "withdraw", FinishLeg = "finish_leg",
    ReturnLeg = "return_leg", GiveLegBack = "give_leg_back", AskAmount = "ask_amount", DecideAmount = "decide_amount", TakeBack = "take_back",
    TagQuestion = "tag_question", WithdrawQuestion = "withdraw_question", Promise = "promise", SayPromise = "say_promise", MovePromise = "move_promise", Fulfil = "fulfil",
    Release = "release", CarryPromise = "carry_promise", RequestCall = "request_call", Visit = "visit", SentAround = "sent_around", ProposeOutcome = "propose_outcome",
    ConfirmSolved = "confirm_solved", NotSolved = "not_solved", JustThanks = "just_thanks", Close = "close",
    Reopen = "reopen", Void = "void", Unvoid = "unvoid", JoinInto = "join_into", TakeIn = "take_in", Unjoin = "unjoin", GiveBack = "give_back", DoneTask = "done_task", MakeTask = "make_task",
    SendAgain = "send_again", Sent = "sent", Failed = "failed", Unreachable = "unreachable", Arrived = "arrived", Overtaken = "overtaken", Fire = "fire",
    MarkComplaint = "mark_complaint", ExtendLegal = "extend_legal", SuspendLegal = "suspend_legal", Agreement = "agreement", Hold = "hold", Breach = "breach", Signal = "signal", Survey = "survey", Shipment = "shipment", ResumeLegal = "resume_legal", Forward = "forward",
}

kinds! { CUSTOMER_COMMANDS, customer_command_kind, CustomerCommand:
    Register = "register", Name = "name", SetLanguage = "set_language", TieHandle = "tie_handle",
    UntieHandle = "untie_handle", FailHandle = "fail_handle", RestoreHandle = "restore_handle", VerifyHandle = "verify_handle", Join = "join", Unjoin = "unjoin",
    TellApart = "tell_apart", UndoApart = "undo_apart", Prefer = "prefer", UndoPreference = "undo_preference",
}

kinds! { IMPROVEMENT_COMMANDS, improvement_command_kind, ImprovementCommand:
    Open = "open", AddSource = "add_source", Investigate = "investigate", Register = "register", Measure = "measure",
    Stop = "stop", Tell = "tell", PassOn = "pass_on", Hear = "hear",
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The file of a kind.
fn file(sort: &str, kind: &str) -> String {
    format!("{sort}.{kind}.json")
}

fn expected_files() -> BTreeSet<String> {
    let events = JourneyEvent::KINDS.iter().map(|kind| file("event", kind));
    let customer_events = CustomerEvent::KINDS.iter().map(|kind| file("event", kind));
    let commands = COMMANDS.iter().map(|kind| file("command.journey", kind));
    let customer_commands = CUSTOMER_COMMANDS.iter().map(|kind| file("command.customer", kind));
    let improvement_events = ImprovementEvent::KINDS.iter().map(|kind| file("event", kind));
    let improvement_commands = IMPROVEMENT_COMMANDS.iter().map(|kind| file("command.improvement", kind));
    let improvements = improvement_events.chain(improvement_commands);
    events.chain(customer_events).chain(commands).chain(customer_commands).chain(improvements).collect()
}

fn golden() -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        all.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), serde_json::from_str(&text).unwrap());
    }
    all
}

#[test]
fn every_kind_has_a_golden_file_and_every_file_a_kind() {
    if std::env::var("REGIE_GOLDEN").is_ok_and(|it| it == "write") {
        write_missing();
    }
    let there: BTreeSet<String> = golden().into_keys().collect();
    let expected = expected_files();
    assert_eq!(expected.difference(&there).collect::<Vec<_>>(), Vec::<&String>::new(), "without a file");
    assert_eq!(there.difference(&expected).collect::<Vec<_>>(), Vec::<&String>::new(), "without a kind");
}

#[test]
fn what_was_written_is_read_and_written_the_same() {
    for (name, value) in golden() {
        let again = if name.starts_with("command.") {
            let command: Command = serde_json::from_value(value.clone()).unwrap_or_else(|it| panic!("{name}: {it}"));
            let kind = match &command {
                Command::Journey { command, .. } => file("command.journey", command_kind(command)),
                Command::Customer { command, .. } => file("command.customer", customer_command_kind(command)),
                Command::Improvement { command, .. } => file("command.improvement", improvement_command_kind(command)),
            };
            assert_eq!(kind, name);
            serde_json::to_value(command).unwrap()
        } else if name.starts_with("event.customer.") || name.starts_with("event.handle.") {
            let event: CustomerEvent =
                serde_json::from_value(value.clone()).unwrap_or_else(|it| panic!("{name}: {it}"));
            assert_eq!(file("event", event.kind()), name);
            let (shared, internal) = event.parts().unwrap();
            assert_eq!(CustomerEvent::from_parts(&shared, &internal).unwrap(), event);
            serde_json::to_value(event).unwrap()
        } else if name.starts_with("event.improvement.") {
            let event: ImprovementEvent = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(file("event", event.kind()), name);
            let (shared, internal) = event.parts().unwrap();
            assert_eq!(ImprovementEvent::from_parts(&shared, &internal).unwrap(), event);
            serde_json::to_value(event).unwrap()
        } else {
            let event: JourneyEvent = serde_json::from_value(value.clone()).unwrap_or_else(|it| panic!("{name}: {it}"));
            assert_eq!(file("event", event.kind()), name);
            let (shared, internal) = event.parts().unwrap();
            assert_eq!(JourneyEvent::from_parts(&shared, &internal).unwrap(), event);
            serde_json::to_value(event).unwrap()
        };
        assert_eq!(again, value, "{name}");
    }
}

/// Everything in a body that is not an id, a known code, a number, an instant, a yes or no, or nothing.
fn free_text(value: &Value, known: &BTreeSet<&str>, found: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let id = text.len() == 36 && uuid::Uuid::parse_str(text).is_ok();
            let instant = text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok();
            // A typed reference is a sort and a number, and a name is none.
            let subject = text.parse::<regie_domain::hold::HoldSubject>().is_ok();
            if !id && !instant && !subject && !known.contains(text.as_str()) {
                found.push(text.clone());
            }
        }
        Value::Array(all) => all.iter().for_each(|it| free_text(it, known, found)),
        Value::Object(all) => all.iter().for_each(|(key, it)| {
            if !key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_') {
                found.push(key.clone());
            }
            free_text(it, known, found);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

macro_rules! codes_of {
    ($($name:ident),*) => { [$(codes::$name::ALL.iter().map(|it| it.code()).collect::<Vec<_>>()),*] };
}

fn known_codes() -> BTreeSet<&'static str> {
    let listed = codes_of!(
        AskLater,
        CareAction,
        CareCause,
        Aim,
        Gauge,
        HeardBy,
        SourceKind,
        Verdict,
        VerdictBy,
        Measure,
        NotAsked,
        SilentWhy,
        Scale,
        JourneyKind,
        MailCheck,
        Medium,
        FailWhy,
        Direction,
        Channel,
        ContactClass,
        Asks,
        JoinReason,
        ParticipantRole,
        BallGoes,
        BallReason,
        DeclineReason,
        Outcome,
        PromiseKind,
        PromiseWhat,
        MoveReason,
        Settlement,
        ReleaseReason,
        NextStep,
        UpdateKind,
        HoldReason,
        TaskKind,
        CloseHow,
        VoidReason,
        ReopenReason,
        TakeBackReason,
        DeadlineKind,
        LegalBasis,
        SuspensionGround,
        ForwardGround,
        VisitCancel,
        Missing,
        HoldAction,
        HoldWhy,
        HoldEnd,
        AgreementEnd,
        BreachWhat,
        ShipmentStatus
    );
    let named = [
        // Tags of the shapes that hold something: streams, holders, promisees, offers, ways to reach somebody.
        "journey",
        "customer",
        "improvement",
        "team",
        "leg",
        "direction",
        "email",
        "task",
        "none",
        // Acts about a visit, and at whose wish.
        "book",
        "move",
        "narrow",
        "arrive",
        "not_there_yet",
        "done",
        "not_home",
        "cancel",
        "ours",
        // Acts about agreements, holds, breaches and signals.
        "make",
        "approve",
        "refuse",
        "carry",
        "keep",
        "end",
        "acknowledge",
        "acknowledge_release",
        "extend",
        "follow",
        "hear",
        "report",
        "apologise",
        "settle",
        "add_line",
        "answer",
        // Acts about surveys.
        "wish",
        "dispute",
        "judge",
        "reply",
        "yes",
        "merged",
        "later",
        "no",
        "agreed",
        "changed",
        "kept",
        "we_did",
        "mirror_reply",
        "not_me",
        "call_silent",
        "leave_silent",
        // Acts about shipments.
        "fact",
        // Forms of what is asked.
        "text",
        "file",
        "iban",
        "date",
        "yes_no",
        // Handles, evidence, languages.
        "phone",
        "customer_number",
        "plate",
        "address",
        "mail_from",
        "mail_proven",
        "status_page",
        "answered",
        "member",
        "import",
        "counter",
        "nl",
        "en",
    ];
    let kinds = JourneyEvent::KINDS.iter().chain(CustomerEvent::KINDS).chain(COMMANDS).chain(CUSTOMER_COMMANDS);
    let kinds = kinds.chain(ImprovementEvent::KINDS).chain(IMPROVEMENT_COMMANDS);
    let said = SaidHow::ALL.iter().map(|it| it.code()).chain(PreferredWay::ALL.iter().map(|it| it.code()));
    listed.into_iter().flatten().chain(named).chain(said).chain(kinds.copied()).collect()
}

#[test]
fn no_body_holds_free_text() {
    let known = known_codes();
    for (name, value) in golden() {
        let mut found = Vec::new();
        free_text(&value, &known, &mut found);
        assert_eq!(found, Vec::<String>::new(), "{name}");
    }
    // The same walk over everything that a thousand random commands make.
    for seed in 0..20 {
        for value in simulated(seed).1 {
            let mut found = Vec::new();
            free_text(&value, &known, &mut found);
            assert_eq!(found, Vec::<String>::new(), "seed {seed}");
        }
    }
}

#[test]
fn planted_free_text_is_seen() {
    let known = known_codes();
    for planted in
        ["Beste mevrouw", "verstopt", "klant:jansen", "j.jansen@example.org", "0612345678", "2018-02-30T10:00:00Z", ""]
    {
        let mut body = golden().into_values().next().unwrap();
        body["items"] = serde_json::json!([{ "deep": [planted] }]);
        let mut found = Vec::new();
        free_text(&body, &known, &mut found);
        assert_eq!(found, [planted]);
    }
    let mut found = Vec::new();
    free_text(&serde_json::json!({ "Naam van de klant": 1 }), &known, &mut found);
    assert_eq!(found.len(), 1, "a key is a name, too");
}

/// Commands and event bodies of one random journey.
fn simulated(seed: u64) -> (Vec<(String, Value)>, Vec<Value>) {
    let mut simulation = Simulation::new(seed);
    let mut journal = support::Journal::new(simulation.journey);
    let mut commands = Vec::new();
    for _ in 0..50 {
        let (envelope, command, _) = simulation.next(journal.journey.as_ref());
        let facts = simulation.facts(&envelope);
        if journal.run(&envelope, &command, &facts).is_ok() {
            let kind = command_kind(&command).to_owned();
            let whole = Command::Journey { journey: simulation.journey, command };
            commands.push((kind, serde_json::to_value(whole).unwrap()));
        }
    }
    let events = journal.events.iter().map(|recorded| serde_json::to_value(&recorded.event).unwrap()).collect();
    (commands, events)
}

/// The sample of each kind that says most: the one with the longest text.
fn write_missing() {
    let mut samples: BTreeMap<String, Value> = BTreeMap::new();
    let mut offer = |name: String, value: Value| {
        let length = |it: &Value| it.to_string().replace("null", "").len();
        if samples.get(&name).is_none_or(|there| length(there) < length(&value)) {
            samples.insert(name, value);
        }
    };
    for seed in 0..600 {
        let (commands, events) = simulated(seed);
        for (kind, value) in commands {
            offer(file("command.journey", &kind), value);
        }
        for value in events {
            let kind = value["kind"].as_str().unwrap().to_owned();
            offer(file("event", &kind), value);
        }
    }
    for event in customer_events() {
        offer(file("event", event.kind()), serde_json::to_value(&event).unwrap());
    }
    for command in customer_commands() {
        let name = file("command.customer", customer_command_kind(&command));
        offer(name, serde_json::to_value(Command::Customer { customer: id(3), command }).unwrap());
    }
    for event in improvement_events() {
        offer(file("event", event.kind()), serde_json::to_value(&event).unwrap());
    }
    for command in improvement_commands() {
        let name = file("command.improvement", improvement_command_kind(&command));
        offer(name, serde_json::to_value(Command::Improvement { improvement: id(40), command }).unwrap());
    }
    let we_did = JourneyEvent::SurveyWeDid { ask: id(41), improvement: id(40), text: id(42), update: Some(id(43)) };
    offer(file("event", we_did.kind()), serde_json::to_value(&we_did).unwrap());
    for event in [
        JourneyEvent::MirrorReplied { ask: id(41), text: id(42) },
        JourneyEvent::MirrorNotMe { ask: id(41) },
        JourneyEvent::SilentCalled { promise: id(59) },
        JourneyEvent::SilentLeft { why: codes::SilentWhy::Spoken },
    ] {
        offer(file("event", event.kind()), serde_json::to_value(&event).unwrap());
    }
    for (name, value) in samples {
        let path = folder().join(name);
        if !path.exists() {
            std::fs::write(path, serde_json::to_string_pretty(&value).unwrap() + "\n").unwrap();
        }
    }
}

fn customer_events() -> Vec<CustomerEvent> {
    let (handle, value, evidence) = (id(20), id(21), Evidence::MailProven);
    vec![
        CustomerEvent::Registered { name: Some(id(22)), language: Language::Nl },
        CustomerEvent::Named { name: id(22) },
        CustomerEvent::LanguageSet { language: Language::En },
        CustomerEvent::HandleTied { handle, handle_kind: HandleKind::Email, value, evidence },
        CustomerEvent::HandleUntied { handle },
        CustomerEvent::HandleFailed { handle },
        CustomerEvent::HandleRestored { handle },
        CustomerEvent::HandleVerified { handle, evidence: Evidence::Answered, as_of: Some(id(4)) },
        CustomerEvent::Joined { other: id(23) },
        CustomerEvent::Unjoined { other: id(23) },
        CustomerEvent::ToldApart { other: id(23) },
        CustomerEvent::ApartUndone { other: id(23) },
        CustomerEvent::Prefers { prefers: prefers(), said: SaidHow::Page },
        CustomerEvent::PreferenceUndone {},
    ]
}

fn customer_commands() -> Vec<CustomerCommand> {
    let (handle, value, evidence) = (id(20), id(21), Evidence::StatusPage);
    vec![
        CustomerCommand::Register { name: Some(id(22)), language: Language::Nl },
        CustomerCommand::Name { name: id(22) },
        CustomerCommand::SetLanguage { language: Language::En },
        CustomerCommand::TieHandle { handle, handle_kind: HandleKind::Phone, value, evidence },
        CustomerCommand::UntieHandle { handle },
        CustomerCommand::FailHandle { handle },
        CustomerCommand::RestoreHandle { handle },
        CustomerCommand::VerifyHandle { handle, evidence: Evidence::Answered, as_of: Some(id(4)) },
        CustomerCommand::Join { other: id(23) },
        CustomerCommand::Unjoin { other: id(23) },
        CustomerCommand::TellApart { other: id(23) },
        CustomerCommand::UndoApart { other: id(23) },
        CustomerCommand::Prefer { prefers: prefers(), said: SaidHow::Counter },
        CustomerCommand::UndoPreference {},
    ]
}

fn sources() -> Vec<Source> {
    vec![
        Source::Signal { journey: id(50), signal: id(51) },
        Source::Breach { journey: id(50), breach: id(52) },
        Source::Answer { journey: id(50), ask: id(53) },
        Source::Pointed { journey: id(50), ask: id(53) },
        Source::Learned { journey: id(50), ask: id(53) },
        Source::Figure { gauge: Gauge::Chasers },
    ]
}

fn terms() -> Terms {
    Terms {
        what: id(44),
        over: Over { blueprint: Some(id(45)), team: Some(id(46)) },
        gauge: Gauge::Kept,
        aim: Aim::Higher,
        size: 100,
        starts: amsterdam("2018-03-05 00:00"),
        ends: amsterdam("2018-06-04 00:00"),
        beside: Some(Over { blueprint: Some(id(45)), team: Some(id(47)) }),
    }
}

fn improvement_events() -> Vec<ImprovementEvent> {
    let owner = TeamRef { org: id(48), team: id(46) };
    let judged = Judged { verdict: Verdict::Worked, by: VerdictBy::Series, ratio: Some((410, 520, 660)) };
    vec![
        ImprovementEvent::Opened { title: id(49), owner, sources: sources(), answer_by: amsterdam("2018-02-19 17:00") },
        ImprovementEvent::SourceAdded { source: Source::Figure { gauge: Gauge::Effort } },
        ImprovementEvent::Investigated { text: id(54) },
        ImprovementEvent::Registered { terms: terms() },
        ImprovementEvent::Measured { judged },
        ImprovementEvent::Stopped { reason: id(55) },
        ImprovementEvent::Told { nl: Some(id(56)), en: Some(id(57)), members: vec![id(58)] },
        ImprovementEvent::PassedOn { journey: id(50), by: HeardBy::Message },
        ImprovementEvent::Heard {},
    ]
}

fn improvement_commands() -> Vec<ImprovementCommand> {
    let owner = TeamRef { org: id(48), team: id(46) };
    vec![
        ImprovementCommand::Open { title: id(49), owner, sources: sources() },
        ImprovementCommand::AddSource { source: Source::Figure { gauge: Gauge::Effort } },
        ImprovementCommand::Investigate { text: id(54) },
        ImprovementCommand::Register { terms: terms() },
        ImprovementCommand::Measure {},
        ImprovementCommand::Stop { reason: id(55) },
        ImprovementCommand::Tell { nl: Some(id(56)), en: Some(id(57)) },
        ImprovementCommand::PassOn { journey: id(50), by: HeardBy::Page },
        ImprovementCommand::Hear {},
    ]
}

fn prefers() -> Preferences {
    Preferences {
        way: Some(PreferredWay::Text),
        mail: Some(id(20)),
        phone: Some(id(24)),
        daily: true,
        no_surveys: false,
    }
}
