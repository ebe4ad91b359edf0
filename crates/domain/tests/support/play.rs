//! Plays a story in the pure domain: a clock that fires what falls due on its way, mail that is sent when it may go, and
//! the list of messages that came of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_domain::actor::{Actor, Door};
use regie_domain::codes::{BallGoes, Channel, Direction, HoldAction, HoldWhy, TaskKind, UpdateKind};
use regie_domain::command::{
    AgreementCommand, Envelope, Expects, JourneyCommand as C, NewHold, NewLeg, NewPromise, NewQuestion, Terms,
};
use regie_domain::deadline::deadlines;
use regie_domain::decide::Decision;
use regie_domain::event::{Asked, ContactFacts, JourneyEvent as E, Promisee, Reach, Window};
use regie_domain::ids::{
    AgreementId, CommandId, ContentId, HandoverId, HoldId, LegId, ParticipantId, PromiseId, QuestionId, VisitId,
};
use regie_domain::journey::Journey;
use regie_domain::money::Cents;
use regie_domain::promise::Promise;
use regie_domain::reference::Reference;
use regie_domain::refusal::Refusal;
use regie_domain::testing::{World, amsterdam, contact, id};
use regie_domain::update::UpdateState;
use regie_domain::visit::Visit;

use super::Journal;

/// One message as the table names it: when it may go, to whom, what it is, what set it off, whether it was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub at: String,
    pub to: String,
    pub about: &'static str,
    pub because: String,
    pub held: &'static str,
}

pub struct Play {
    pub world: World,
    pub journal: Journal,
    pub now: Timestamp,
    pub rows: Vec<Row>,
    /// Whether mail stands still, as in a house that paused it.
    pub held: bool,
    made: u64,
}

impl Play {
    pub fn new(world: World, at: &str) -> Self {
        Self { world, journal: Journal::new(id(1)), now: amsterdam(at), rows: Vec::new(), held: false, made: 0 }
    }

    pub fn journey(&self) -> &Journey {
        self.journal.journey.as_ref().expect("the story began")
    }

    pub fn customer() -> ParticipantId {
        id(4)
    }

    /// Moves the clock; what falls due on the way happens at its moment.
    pub fn at(&mut self, moment: &str) {
        let until = amsterdam(moment);
        assert!(until >= self.now, "{moment} has passed");
        while let Some(next) =
            self.journal.journey.as_ref().and_then(|journey| self.next(journey)).filter(|next| *next <= until)
        {
            self.now = self.now.max(next);
            self.send();
            let due = deadlines(self.journey()).into_iter().filter(|it| it.due <= self.now).min_by_key(|it| it.due);
            if let Some(due) = due {
                let fire = C::Fire { deadline: due.kind, of: due.of, due: due.due };
                self.run(Actor::System, Door::Timer, fire).expect("a timer is never refused");
            }
        }
        self.now = until;
    }

    fn next(&self, journey: &Journey) -> Option<Timestamp> {
        let timer = deadlines(journey).into_iter().map(|it| it.due).min();
        let mail = journey.updates.values().filter(|it| !self.held && Self::waits(it)).map(|it| it.not_before).min();
        [timer, mail].into_iter().flatten().min()
    }

    fn waits(update: &regie_domain::update::Update) -> bool {
        update.state == UpdateState::Planned && matches!(update.reach, Reach::Email { .. })
    }

    /// Lets the mail go that stood still.
    pub fn let_go(&mut self) {
        self.held = false;
        self.send();
    }

    fn send(&mut self) {
        if self.held {
            return;
        }
        let Some(journey) = &self.journal.journey else { return };
        let ready: Vec<_> = journey
            .updates
            .iter()
            .filter(|(_, it)| Self::waits(it) && it.not_before <= self.now)
            .map(|(id, _)| *id)
            .collect();
        for update in ready {
            let text = self.content();
            self.run(Actor::System, Door::Program, C::Sent { update, text }).expect("a sent mail is noted");
        }
    }

    fn run(&mut self, actor: Actor, door: Door, command: C) -> Result<Decision, Refusal> {
        self.made += 1;
        let run: CommandId = id(10_000 + self.made);
        let envelope =
            Envelope { command: run, actor, door, key: None, cause: None, said_at: None, expects: Expects::default() };
        let facts = self.world.facts(self.now, actor);
        let before = self.journal.journey.clone();
        let decision = self.journal.run(&envelope, &command, &facts)?;
        let step = super::checks::Step {
            before: before.as_ref(),
            envelope: &envelope,
            command: &command,
            facts: &facts,
            decision: &decision,
        };
        super::checks::all(&step).unwrap_or_else(|error| panic!("{error} after {command:?}"));
        self.note(&decision, &command);
        Ok(decision)
    }

    fn note(&mut self, decision: &Decision, command: &C) {
        for decided in &decision.events {
            let E::UpdatePlanned { about, participant, reach, not_before, held, .. } = &decided.event else { continue };
            let role = decision.journey.participants[participant].role.code();
            let way = match reach {
                Reach::Task { task } => format!(" ({})", task.code()),
                _ => String::new(),
            };
            self.rows.push(Row {
                at: short(*not_before),
                to: format!("{role}{way}"),
                about: about.code(),
                because: because(command),
                held: held.code(),
            });
        }
    }

    pub fn member(&mut self, team: usize, command: C) -> Decision {
        self.try_member(team, command).unwrap_or_else(|refusal| panic!("{refusal} at {}", short(self.now)))
    }

    pub fn try_member(&mut self, team: usize, command: C) -> Result<Decision, Refusal> {
        let decision = self.run(self.world.member(team, 0), Door::Page, command);
        self.send();
        decision
    }

    /// As [`Play::try_member`], by another person of the team.
    pub fn try_as(&mut self, team: usize, member: u64, command: C) -> Result<Decision, Refusal> {
        let decision = self.run(self.world.member(team, member), Door::Page, command);
        self.send();
        decision
    }

    pub fn try_customer(&mut self, command: C) -> Result<Decision, Refusal> {
        self.run(Actor::Participant { participant: Self::customer() }, Door::Page, command)
    }

    pub fn by_customer(&mut self, command: C) -> Decision {
        let decision = self.try_customer(command).unwrap_or_else(|refusal| panic!("{refusal}"));
        self.send();
        decision
    }

    pub fn system(&mut self, command: C) -> Decision {
        let decision = self.run(Actor::System, Door::Program, command).unwrap_or_else(|refusal| panic!("{refusal}"));
        self.send();
        decision
    }

    pub fn content(&mut self) -> ContentId {
        self.made += 1;
        id(2_000_000 + self.made)
    }

    /// The customer's first message comes in at a team's door.
    pub fn open(&mut self, team: usize, channel: Channel, reach: Reach) {
        self.try_open(team, channel, reach).expect("a journey opens");
    }

    /// As [`Play::open`], where it may be refused.
    pub fn try_open(&mut self, team: usize, channel: Channel, reach: Reach) -> Result<Decision, Refusal> {
        let first = ContactFacts { channel, ..self.incoming() };
        let actor = if channel == Channel::Phone { self.world.member(team, 0) } else { Actor::Outsider };
        let command = C::Open {
            reference: Reference { month: 1802, number: 1 },
            need: None,
            customer: id(3),
            participant: Self::customer(),
            reach,
            team: self.world.team(team),
            subject: id(5),
            contact: first,
            follows: None,
        };
        let decision = self.run(actor, Door::Mail, command);
        self.send();
        decision
    }

    pub fn by_mail() -> Reach {
        Reach::Email { handle: id(6) }
    }

    pub fn incoming(&mut self) -> ContactFacts {
        self.made += 1;
        contact(3_000_000 + self.made, Some(Self::customer()))
    }

    pub fn outgoing(&mut self) -> ContactFacts {
        ContactFacts { direction: Direction::Out, ..self.incoming() }
    }

    pub fn question(&mut self, through: Option<HandoverId>) -> NewQuestion {
        let label = self.content();
        let item = Asked { label, kind: regie_domain::blueprint::AskKind::File, required: true };
        NewQuestion { text: self.content(), items: vec![item], due: None, last_thing: false, through }
    }

    /// Words of a member to the customer.
    pub fn write(&mut self, complete: bool, promise: Option<NewPromise>, question: Option<NewQuestion>) -> C {
        C::Write { contact: self.outgoing(), complete, promise, question }
    }

    pub fn offer(&mut self, to: usize, ball: Option<BallGoes>) -> C {
        let brief = (0..3).map(|_| Some(self.content())).collect();
        C::Offer { to: self.world.team(to), ball, brief, respond_by: None }
    }

    /// One team gives another a leg with the ball, which accepts it.
    pub fn hand_over(&mut self, from: usize, to: usize) {
        let offer = self.offer(to, Some(BallGoes::Goes));
        self.member(from, offer);
        self.member(to, self.accept(None));
    }

    /// A team asks the customer something, in a message of its own.
    pub fn ask(&mut self, team: usize) {
        let question = self.question(None);
        let asks = self.write(false, None, Some(question));
        self.member(team, asks);
    }

    /// An agreement on an invoice, with one hold on the first system and the work offered to a team with the ball; and how
    /// many holds it places.
    pub fn agree(&mut self, to: usize, until: Option<&str>) -> (C, usize) {
        let terms = self.terms(to, until);
        let holds = terms.holds.len();
        (C::Agreement(AgreementCommand::Make { terms }), holds)
    }

    /// The terms of such an agreement: EUR 34.50.
    pub fn terms(&mut self, to: usize, until: Option<&str>) -> Terms {
        let hold = NewHold {
            system: World::system(0),
            subject: "invoice:884213".parse().expect("a subject"),
            action: HoldAction::Collect,
            until: None,
            why: HoldWhy::OurMistake,
        };
        let brief = (0..3).map(|_| Some(self.content())).collect();
        Terms {
            wording: self.content(),
            amount: Cents(3_450),
            contact: self.outgoing(),
            holds: vec![hold],
            leg: Some(NewLeg { to: self.world.team(to), ball: BallGoes::Goes, brief, respond_by: None }),
            promise: until.map(|until| promise(true, Some(until))),
        }
    }

    /// The first hold that there is.
    pub fn hold(&self) -> HoldId {
        *self.journey().holds.keys().next().expect("a hold was placed")
    }

    /// The first agreement that there is.
    pub fn agreement(&self) -> AgreementId {
        *self.journey().agreements.keys().next().expect("something was agreed or proposed")
    }

    pub fn accept(&self, promise: Option<NewPromise>) -> C {
        C::Accept { handover: self.pending(), promise }
    }

    pub fn pending(&self) -> HandoverId {
        self.journey().pending().next().expect("an offer is pending").0
    }

    pub fn leg(&self) -> LegId {
        self.journey().leg_with_ball().expect("a leg is at work").0
    }

    pub fn asked(&self) -> Option<QuestionId> {
        self.journey().open_question().map(|(id, _)| id)
    }

    /// The customer answers what was asked, on the page.
    pub fn answer(&mut self) -> Decision {
        let contact = ContactFacts { channel: Channel::Web, ..self.incoming() };
        let answers = self.asked();
        self.by_customer(C::RecordContact { contact, answers })
    }

    pub fn propose(&mut self) -> C {
        C::ProposeOutcome { outcome: regie_domain::codes::Outcome::Solved, contact: self.outgoing(), amount: None }
    }

    pub fn promise(&self, id: PromiseId) -> &Promise {
        &self.journey().promises[&id]
    }

    /// The promise that was made last.
    pub fn last_promise(&self) -> PromiseId {
        let made = self.journal.events.iter().rev().find_map(|recorded| match recorded.event {
            E::PromiseMade { promise, .. } => Some(promise),
            _ => None,
        });
        made.expect("a promise was made")
    }

    /// The visit that is agreed on.
    pub fn visit(&self) -> (VisitId, Visit) {
        let (id, visit) = self.journey().booked_visit().expect("a visit is agreed on");
        (id, visit.clone())
    }

    /// Does every call and letter that waits.
    pub fn do_tasks(&mut self, team: usize) {
        let open: Vec<_> =
            self.journey().tasks.iter().filter(|(_, it)| it.done_at.is_none()).map(|(id, _)| *id).collect();
        for task in open {
            self.member(team, C::DoneTask { task, reached: true, note: None });
        }
    }

    pub fn count(&self, about: UpdateKind) -> usize {
        self.journey().updates.values().filter(|it| it.about == about).count()
    }

    pub fn calls(&self) -> Vec<String> {
        let calls = self.journey().tasks.values().filter(|it| it.kind == TaskKind::Call);
        calls.map(|it| short(it.due)).collect()
    }

    /// Every moment at which something of this kind was recorded.
    pub fn moments(&self, kind: &str) -> Vec<String> {
        let of_kind = self.journal.events.iter().filter(|it| it.event.kind() == kind);
        of_kind.map(|it| short(it.meta.recorded_at)).collect()
    }
}

/// What set a message off: the command, or the timer.
fn because(command: &C) -> String {
    match command {
        C::Fire { deadline, .. } => deadline.code().to_owned(),
        other => serde_json::to_value(other).expect("a command is JSON")["do"].as_str().unwrap_or("?").to_owned(),
    }
}

/// `Mon 05-02 09:20`, as the table writes it.
pub fn short(at: Timestamp) -> String {
    at.to_zoned(TimeZone::get("Europe/Amsterdam").expect("known")).strftime("%a %d-%m %H:%M").to_string()
}

/// A journey that began by mail on a Monday morning, at the contact centre.
pub fn opened() -> Play {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Email, Play::by_mail());
    play
}

/// As [`opened`], with the outcome told by mail at 10:00; the customer may object until the Monday after, 17:00.
pub fn proposed() -> Play {
    let mut play = opened();
    play.at("2018-02-05 10:00");
    let outcome = play.propose();
    play.member(0, outcome);
    play
}

/// A promise to the customer by a moment.
pub fn promise(result: bool, by: Option<&str>) -> NewPromise {
    use regie_domain::codes::{PromiseKind, PromiseWhat};
    NewPromise {
        kind: if result { PromiseKind::Outcome } else { PromiseKind::News },
        what: if result { PromiseWhat::Result } else { PromiseWhat::News },
        text: None,
        to: Promisee::Customer,
        window: by.map(|by| Window::by(amsterdam(by))),
        cost: None,
        replaces: None,
    }
}
