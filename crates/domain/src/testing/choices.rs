//! What people do on a journey, by its state. Each choice names real things of the journey; the actor, the moment and the
//! order may be wrong, and then the domain has to refuse.

use crate::actor::{Actor, Door};
use crate::codes::{
    Asks, BallGoes, BallReason, CloseHow, FailWhy, ForwardGround, JoinReason, JourneyKind, MoveReason, Outcome,
    ParticipantRole, PromiseWhat, ReopenReason, SuspensionGround, TakeBackReason, TaskKind, VoidReason,
};
use crate::command::{CallWish, JourneyCommand as C, NewForward};
use crate::event::Window;
use crate::ids::{ContentId, HandoverId, LegId, PromiseId};
use crate::journey::{Journey, State};
use crate::money::Cents;
use crate::promise::Promise;
use crate::reference::Reference;
use crate::testing::Simulation;
use crate::update::UpdateState;

impl Simulation {
    pub(crate) fn open(&mut self) -> C {
        let by_mail = self.dice.percent(75);
        let mut first = self.contact_in();
        (first.participant, first.why) = (Some(self.participant), JoinReason::Opened);
        let team = self.world.team(self.dice.below(3) / 2);
        C::Open {
            reference: Reference { month: 1802, number: 1 + u32::try_from(self.seed % 9_999).unwrap_or(0) },
            need: Some(JourneyKind::ALL[self.dice.below(JourneyKind::ALL.len())]),
            customer: self.customer,
            participant: self.participant,
            reach: if by_mail { self.by_mail() } else { self.reach() },
            team,
            subject: self.dice.id(),
            contact: first,
            follows: None,
        }
    }

    pub(crate) fn open_historic(&mut self) -> C {
        let contacts = (0..self.dice.below(4)).map(|_| self.contact_in()).collect();
        C::OpenHistoric {
            reference: Reference { month: 1702, number: 7 },
            customer: self.customer,
            participant: self.participant,
            team: self.world.team(0),
            subject: self.dice.id(),
            contacts,
        }
    }

    /// An act that mostly fits the journey.
    pub(crate) fn choose(&mut self, journey: &Journey) -> (Actor, Door, C) {
        if self.dice.percent(3) {
            return self.astray(journey);
        }
        if journey.ball.why == BallReason::Lapsed && self.dice.percent(30) {
            return self.page(journey, C::Close { how: CloseHow::NoAnswer });
        }
        if journey.reopened == Some(ReopenReason::Contact) && self.dice.percent(30) {
            let latest =
                journey.contacts.iter().filter(|(_, it)| it.is_from_customer()).max_by_key(|(_, it)| it.recorded_at);
            if let Some((contact, _)) = latest {
                return self.page(journey, C::JustThanks { contact: *contact });
            }
        }
        if journey.reopened == Some(ReopenReason::Imported) && self.dice.percent(10) {
            return (Actor::System, Door::Mail, C::AddHistoric { contact: self.contact_in() });
        }
        // In a few of the sequences, so that the others stay what they were.
        if self.seed % 5 == 2 && !matches!(journey.state, State::Void { .. }) && self.dice.percent(45) {
            return self.agreements(journey);
        }
        if self.seed % 5 == 3 && !matches!(journey.state, State::Void { .. }) && self.dice.percent(30) {
            return self.shipments(journey);
        }
        if self.world.slots.is_some() && journey.is_open() && self.dice.percent(12) {
            return self.visits(journey);
        }
        if self.seed % 7 == 4 && self.dice.percent(12) {
            return self.joining(journey);
        }
        if self.world.survey.is_some() && journey.proposal.is_some() && self.dice.percent(35) {
            return self.customer_acts(C::ConfirmSolved {});
        }
        if self.world.survey.is_some() && matches!(journey.state, State::Closed { .. }) && self.dice.percent(50) {
            return self.surveys(journey);
        }
        // An answer is changed while the call that it brought is still to come.
        if journey.is_open() && journey.reopened == Some(ReopenReason::Feedback) && self.dice.percent(15) {
            return self.surveys(journey);
        }
        match journey.state {
            State::Void { .. } if self.dice.percent(60) => self.page(journey, C::Unvoid {}),
            State::Closed { .. } if self.dice.percent(60) => self.after_closing(journey),
            _ => match self.dice.below(100) {
                0..=21 => self.customer_says(journey),
                22..=43 => self.hand_over(journey),
                44..=66 => self.work(journey),
                67..=78 => self.promises(journey),
                79..=87 => self.delivery(journey),
                88..=95 => self.ending(journey),
                _ => self.upkeep(journey),
            },
        }
    }

    /// Joins it into another journey, or another one into it, and undoes either. What comes along is what it owes itself, so
    /// that what is owed anywhere can be owed here.
    fn joining(&mut self, journey: &Journey) -> (Actor, Door, C) {
        if journey.joined_into().is_some() && self.dice.percent(90) {
            let all: Vec<PromiseId> = journey.promises.keys().copied().collect();
            let stays = all.into_iter().filter(|_| self.dice.percent(30)).collect();
            return self.page(journey, C::Unjoin { stays });
        }
        let command = match self.dice.below(4) {
            0 => C::JoinInto { to: self.dice.id() },
            1 => {
                let from = self.any(journey.joined.keys().copied(), 5);
                let came: Vec<PromiseId> =
                    journey.joined.get(&from).iter().flat_map(|it| &it.promises).map(|pair| pair.here).collect();
                let promises = came.into_iter().filter(|_| self.dice.percent(80)).collect();
                C::GiveBack { from, promises }
            }
            _ => C::TakeIn { from: self.dice.id(), promises: journey.carries().into_iter().take(2).collect() },
        };
        self.page(journey, command)
    }

    fn page(&mut self, journey: &Journey, command: C) -> (Actor, Door, C) {
        (self.somebody(journey), Door::Page, command)
    }

    fn customer_acts(&mut self, command: C) -> (Actor, Door, C) {
        let door = if self.dice.percent(50) { Door::Page } else { Door::Mail };
        (Actor::Participant { participant: self.participant }, door, command)
    }

    fn customer_says(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let mut came = self.contact_in();
        came.participant = Some(self.participant);
        came.asks = Asks::ALL[self.dice.below(Asks::ALL.len())];
        let open = journey.open_question().map(|(id, _)| id);
        let command = match self.dice.below(10) {
            0..=6 => C::RecordContact { contact: came, answers: open.filter(|_| self.dice.percent(70)) },
            7 if came.contact.0.as_u128().is_multiple_of(3) => C::SentAround { contact: came },
            7 => C::RequestCall { contact: came, when: CallWish::Soon },
            8 => C::NotSolved { contact: came },
            _ => C::ConfirmSolved {},
        };
        if self.dice.percent(15) { self.page(journey, command) } else { self.customer_acts(command) }
    }

    fn hand_over(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let Some((handover, offer)) = journey.pending().next().map(|(id, offer)| (id, offer.clone())) else {
            let offered = self.offer(journey);
            return self.page(journey, offered);
        };
        let handover = if self.dice.percent(5) { self.any(journey.handovers.keys().copied(), 5) } else { handover };
        let text = self.dice.id();
        let outcome = Outcome::ALL[self.dice.below(Outcome::ALL.len())];
        let receiver = match self.dice.below(12) {
            0..=5 => C::Accept { handover, promise: self.maybe_promise(journey) },
            6 => C::AnswerOffer { handover, outcome, text },
            7 if text.0.as_u128().is_multiple_of(5) => C::SayForPartner { handover, text },
            7 => C::AskBack { handover, text },
            8 => C::Decline { handover, reason: self.decline(), text: self.dice.percent(60).then_some(text) },
            9 => self.ask_through(handover),
            10 => return (self.of_team(offer.from), Door::Page, C::Clarify { handover, text }),
            _ => return (self.of_team(offer.from), Door::Page, C::Withdraw { handover }),
        };
        (self.of_team(offer.to), Door::Page, receiver)
    }

    fn offer(&mut self, journey: &Journey) -> C {
        let brief = (0..3).map(|_| self.dice.percent(97).then(|| self.dice.id())).collect();
        let ball = self.dice.of(&[Some(BallGoes::Goes), Some(BallGoes::Goes), Some(BallGoes::Stays), None]).flatten();
        let respond_by = self.dice.percent(20).then(|| self.later());
        let mut to = self.world.team(self.dice.below(3));
        while journey.ball.holder.team() == Some(to) && self.dice.percent(90) {
            to = self.world.team(self.dice.below(3));
        }
        C::Offer { to, ball, brief, respond_by }
    }

    fn ask_through(&mut self, handover: HandoverId) -> C {
        let mut question = self.question();
        question.through = Some(handover);
        C::Write { contact: self.contact_out(), complete: false, promise: None, question: Some(question) }
    }

    fn work(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let leg = self.any(journey.legs.iter().filter(|(_, leg)| leg.is_open()).map(|(id, _)| *id), 3);
        let team = journey.legs.get(&leg).map(|leg| leg.team);
        let text = self.dice.id();
        let command = match self.dice.below(12) {
            0..=4 => {
                let promise = self.maybe_promise(journey);
                let question = self.dice.percent(45).then(|| self.question());
                C::Write { contact: self.contact_out(), complete: self.dice.percent(40), promise, question }
            }
            5 => C::RecordContact { contact: self.called(), answers: None },
            6 => C::Assign { member: self.dice.percent(80).then(|| crate::testing::World::member_id(0, 1)) },
            7 => C::TakeBack { reason: TakeBackReason::ALL[self.dice.below(TakeBackReason::ALL.len())] },
            8 if self.dice.percent(50) => {
                C::TagQuestion { question: self.any_question(journey), repeats: self.dice.percent(60) }
            }
            8 => C::WithdrawQuestion { question: self.any_question(journey) },
            9 | 10 if team.is_some() => return self.end_leg(journey, leg),
            _ => C::AddNote { note: text },
        };
        let by_director = matches!(command, C::TakeBack { .. });
        let actor = if by_director { self.of_team(journey.direction.team) } else { self.somebody(journey) };
        (actor, Door::Page, command)
    }

    fn end_leg(&mut self, journey: &Journey, leg: LegId) -> (Actor, Door, C) {
        let (text, said): (ContentId, bool) = (self.dice.id(), self.dice.percent(90));
        // Told apart by the id, so that no other throw of the dice moves.
        let waits = journey.legs.get(&leg).is_some_and(|leg| leg.asked.is_some_and(|asked| asked.waits()));
        if text.0.as_u128().is_multiple_of(if waits { 2 } else { 7 }) {
            return self.amount(journey, leg);
        }
        let command = match self.dice.below(4) {
            0 | 1 => C::FinishLeg { leg, outcome: said.then_some(Outcome::Solved), text: Some(text) },
            2 => C::ReturnLeg { leg, text },
            _ => C::GiveLegBack { leg, reason: self.decline(), text: said.then_some(text) },
        };
        let team = journey.legs.get(&leg).map_or(journey.direction.team, |leg| leg.team);
        (self.of_team(team), Door::Page, command)
    }

    /// Asks for an amount, or says yes or no to it.
    fn amount(&mut self, journey: &Journey, leg: LegId) -> (Actor, Door, C) {
        let (text, found): (ContentId, _) = (self.dice.id(), journey.legs.get(&leg));
        if found.is_some_and(|leg| leg.asked.is_some_and(|asked| asked.waits())) {
            let granted = text.0.as_u128().is_multiple_of(3);
            let command = C::DecideAmount { leg, granted, text: Some(text) };
            return (self.of_team(journey.direction.team), Door::Page, command);
        }
        let team = found.map_or(journey.direction.team, |leg| leg.team);
        (self.of_team(team), Door::Page, C::AskAmount { leg, amount: Cents(45_000), text })
    }

    fn promises(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let owed = |id: &&PromiseId| journey.promises.get(*id).is_some_and(Promise::is_owed);
        let promise = self.any(journey.promises.keys().filter(owed).copied(), 8);
        let at = self.dice.percent(30).then(|| self.now.saturating_sub(jiff::SignedDuration::from_hours(2)));
        let command = match self.dice.below(7) {
            0 => C::Promise { promise: self.new_promise(journey) },
            1 => C::SayPromise { promise: self.new_promise(journey) },
            2 | 3 => C::MovePromise {
                promise,
                window: Window { from: None, until: self.later() },
                reason: MoveReason::ALL[self.dice.below(MoveReason::ALL.len())],
                text: self.dice.percent(70).then(|| self.dice.id()),
                amount: promise.0.as_u128().is_multiple_of(5).then_some(Cents(5_000)),
            },
            4 | 5 => C::Fulfil { promise, at: at.and_then(Result::ok) },
            _ => C::Release { promise },
        };
        if matches!(command, C::Release { .. }) && self.dice.percent(50) {
            return self.customer_acts(command);
        }
        self.page(journey, command)
    }

    fn delivery(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let update = self.any(journey.updates.keys().rev().copied(), 1);
        let task = self.any(journey.tasks.iter().filter(|(_, t)| t.is_open()).map(|(id, _)| *id), 1);
        let text: ContentId = self.dice.id();
        match self.dice.below(10) {
            // By what the dice gave already, so that the rest of it is the same.
            0..=3 if text.0.as_u128().is_multiple_of(4) => {
                let seen = text.0.as_u128().is_multiple_of(8);
                (Actor::System, Door::Chat, C::Arrived { update, seen, at: Some(self.now) })
            }
            0..=3 => (Actor::System, Door::Program, C::Sent { update, text }),
            4 => (Actor::System, Door::Program, C::Overtaken { update }),
            5 if text.0.as_u128().is_multiple_of(2) => {
                (Actor::System, Door::Chat, C::Unreachable { update, why: FailWhy::Window })
            }
            5 => (Actor::System, Door::Mail, C::Failed { update, permanent: self.dice.percent(70) }),
            6 if self.dice.percent(60) => {
                let failed = |update: &&crate::update::Update| matches!(update.state, UpdateState::Failed { .. });
                let any = self.dice.percent(20);
                let failed = journey.updates.iter().filter(|(_, update)| any || failed(update)).map(|(id, _)| *id);
                let update = self.any(failed, 1);
                self.page(journey, C::SendAgain { update })
            }
            6 => self.page(journey, C::MakeTask { way: TaskKind::Call }),
            _ => {
                let (reached, note) = (self.dice.percent(70), self.dice.percent(50).then_some(text));
                self.page(journey, C::DoneTask { task, reached, note })
            }
        }
    }

    fn ending(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let questioned = journey.proposal.as_ref().and_then(|proposal| proposal.questioned);
        let command = match self.dice.below(15) {
            0..=5 if journey.proposal.is_none() => C::ProposeOutcome {
                outcome: Outcome::ALL[self.dice.below(Outcome::ALL.len())],
                contact: self.contact_out(),
                amount: self.dice.percent(30).then(|| Cents(i64::try_from(self.dice.below(60_000)).unwrap_or(0) - 50)),
            },
            0..=3 => return self.customer_acts(C::ConfirmSolved {}),
            4..=6 => C::JustThanks { contact: questioned.unwrap_or_else(|| self.any_contact(journey)) },
            7 => C::Close { how: CloseHow::ALL[self.dice.below(CloseHow::ALL.len())] },
            8 => {
                let reason = VoidReason::ALL[self.dice.below(3)];
                let other = self.dice.percent(40).then(|| self.dice.id());
                C::Void { reason, duplicate_of: other }
            }
            9 => return self.customer_acts(C::Close { how: CloseHow::Withdrawn }),
            10 => self.forward(),
            11 | 12 if journey.legal.is_some() => C::ExtendLegal {
                weeks: u32::try_from(self.dice.below(4)).unwrap_or(0),
                reason: MoveReason::ALL[self.dice.below(MoveReason::ALL.len())],
                text: self.dice.percent(80).then(|| self.dice.id()),
            },
            12 => C::MarkComplaint { contact: self.any_contact(journey) },
            13 if journey.legal.as_ref().is_some_and(|clock| clock.may_be_resumed()) => C::ResumeLegal {},
            13 if journey.legal.is_some() => C::SuspendLegal {
                ground: SuspensionGround::ALL[self.dice.below(SuspensionGround::ALL.len())],
                until: self.dice.percent(60).then(|| self.some_day()),
                text: self.dice.percent(80).then(|| self.dice.id()),
            },
            _ => C::ConfirmSolved {},
        };
        self.page(journey, command)
    }

    /// A day of the weeks to come, or one that has passed.
    fn some_day(&mut self) -> i32 {
        let today = crate::legal_term::day_number(self.world.teams[0].calendar.date_of(self.now));
        today - 2 + i32::try_from(self.dice.below(30)).unwrap_or(0)
    }

    fn forward(&mut self) -> C {
        let told = self.dice.percent(50).then(|| self.contact_out());
        let forward = NewForward {
            body: self.dice.id(),
            record: self.dice.id(),
            reach: self.reach(),
            name: self.dice.id(),
            reachable: self.dice.id(),
            ground: ForwardGround::ALL[self.dice.below(ForwardGround::ALL.len())],
            contact: self.contact_out(),
            told,
            shared: None,
        };
        C::Forward { forward }
    }

    fn after_closing(&mut self, journey: &Journey) -> (Actor, Door, C) {
        match self.dice.below(4) {
            0 => self.page(journey, C::Reopen { why: ReopenReason::Member }),
            1 if journey.historic => {
                if self.dice.percent(50) {
                    return (Actor::System, Door::Mail, C::OpenImported { reach: self.reach() });
                }
                let contact = self.contact_in();
                self.page(journey, C::AddHistoric { contact })
            }
            2 => {
                let contact = self.any_contact(journey);
                self.page(journey, C::JustThanks { contact })
            }
            _ => self.customer_says(journey),
        }
    }

    fn upkeep(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let contact = self.any_contact(journey);
        let other = self.any(journey.participants.keys().copied(), 4);
        let command = match self.dice.below(7) {
            0 if contact.0.as_u128().is_multiple_of(7) => {
                let org = journey.direction.team.org;
                return (Actor::System, Door::Program, C::LoseParty { org });
            }
            0 => C::TagContact { contact, asks: Asks::ALL[self.dice.below(Asks::ALL.len())] },
            1 if contact.0.as_u128().is_multiple_of(5) => {
                let marked = journey.contacts.get(&contact).is_some_and(|found| !found.for_chain);
                C::MarkForChain { contact, marked }
            }
            1 if self.dice.percent(50) => C::SeeContact { contact },
            1 => C::MoveContactAway { contact, to: self.dice.id(), why: JoinReason::Split },
            2 => C::AddParticipant {
                participant: self.dice.id(),
                role: ParticipantRole::ALL[self.dice.below(ParticipantRole::ALL.len())],
                customer: self.dice.id(),
                reach: self.reach(),
                may_act: self.dice.percent(50),
            },
            3 => C::RemoveParticipant { participant: other },
            4 => {
                let what = PromiseWhat::ALL[self.dice.below(PromiseWhat::ALL.len())];
                C::CarryPromise { from: self.dice.id(), what, window: Window::by(self.later()) }
            }
            _ => C::ChangeReach { participant: other, reach: self.reach() },
        };
        self.page(journey, command)
    }

    /// Things that are unknown here, acts of people who may not, an opening of what is open.
    fn astray(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let command = match self.dice.below(7) {
            0 => self.open(),
            1 => C::Accept { handover: self.dice.id(), promise: None },
            2 => C::Fulfil { promise: self.dice.id(), at: None },
            3 => C::AddHistoric { contact: self.contact_in() },
            4 => C::RecordContact { contact: self.contact_in(), answers: Some(self.any_question(journey)) },
            5 => C::OpenImported { reach: self.reach() },
            _ => C::Unvoid {},
        };
        let stranger = Actor::Participant { participant: self.dice.id() };
        (self.dice.of(&[Actor::Outsider, Actor::System, stranger]).unwrap_or(stranger), Door::Api, command)
    }
}
