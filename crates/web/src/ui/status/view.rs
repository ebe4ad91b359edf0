//! From a journey to the customer's page. What stands there was told, promised or done: nothing is made up by the clock.

use jiff::Timestamp;
use regie_app::directory::Directory;
use regie_app::read::Loaded;
use regie_app::texts::sentences::{Voice, calls_other};
use regie_domain::actor::TeamRef;
use regie_domain::closing::reopens_until;
use regie_domain::codes::{
    CloseHow, ContactClass, Direction, NextStep, ParticipantRole, PromiseKind, PromiseWhat, ReopenReason,
};
use regie_domain::event::{JourneyEvent, Window};
use regie_domain::ids::{ContentId, ParticipantId, PromiseId};
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::promise::Promise;
use regie_domain::question::Question as Asked;
use regie_domain::shipment::Stand;

use super::answer::masked;
use super::second::Hidden;
use super::{agreements, answer, around, call, messages, promises, second, steps};
use crate::cx::Cx;
use crate::form::Form;
use crate::pages::shell::CustomerShell;
use crate::pages::status::{AskedItem, Closes, Elsewhere, Hero, Question, StatusPage, Todo, Turn, Verdict, When};

/// A journey as one participant may see it.
pub(super) struct View<'a> {
    pub cx: &'a Cx,
    pub directory: &'a Directory,
    pub loaded: &'a Loaded,
    pub participant: ParticipantId,
    pub token: &'a str,
    pub voice: Voice,
    /// What shows only after a second thing that the customer knows.
    pub hidden: Hidden,
    /// The number at which the reader is called, in words that tell it to its owner only; none where none is known.
    pub number: Option<String>,
}

impl<'a> View<'a> {
    pub fn new(
        cx: &'a Cx,
        directory: &'a Directory,
        loaded: &'a Loaded,
        participant: ParticipantId,
        token: &'a str,
    ) -> Self {
        let calls_other = calls_other(&loaded.journey, participant);
        let voice = Voice { calls_other, ..cx.voice(cx.lang) };
        Self { cx, directory, loaded, participant, token, voice, hidden: Hidden::default(), number: None }
    }

    pub fn journey(&self) -> &'a Journey {
        &self.loaded.journey
    }

    /// Whether the reader is the customer or stands for the customer. Others see how things stand, and what they wrote or
    /// were sent themselves.
    pub fn sees_all(&self) -> bool {
        self.journey()
            .participants
            .get(&self.participant)
            .is_some_and(|person| matches!(person.role, ParticipantRole::Customer | ParticipantRole::Representative))
    }

    /// The top; who is not the customer reads to whom the words are.
    fn hero_for_reader(&self) -> Hero {
        let hero = self.hero();
        if !self.reads_along() {
            return hero;
        }
        let along = self.cx.t("status-reads-along");
        let read = hero.read.map_or_else(|| along.clone(), |read| format!("{along} {read}"));
        // What is asked is asked of the customer.
        let todo = if matches!(hero.todo, Todo::Over | Todo::Closed) { hero.todo } else { Todo::Nothing };
        Hero { read: Some(read), todo, ..hero }
    }

    /// Whether the reader is neither the customer nor stands for the customer, nor is the body that has it now.
    fn reads_along(&self) -> bool {
        let role = self.journey().participants.get(&self.participant).map(|person| person.role);
        !self.sees_all() && role != Some(ParticipantRole::OtherBody)
    }

    /// Of two texts the one to the customer, or the one to who reads along: what is the customer's is not theirs.
    pub fn theirs(&self, own: &'static str, along: &'static str) -> &'static str {
        if self.reads_along() { along } else { own }
    }

    pub fn may_act(&self) -> bool {
        self.journey().participants.get(&self.participant).is_some_and(|person| person.may_act)
    }

    /// Whether a message still reaches this journey: it is open, or a message opens it again.
    fn can_write(&self) -> bool {
        let reopens = match self.journey().state {
            State::Open => true,
            State::Closed { at, .. } => self.cx.now <= reopens_until(at, self.loaded.blueprint.reopen_days),
            State::Void { .. } => false,
        };
        reopens && self.may_act()
    }

    pub fn organisation(&self) -> String {
        self.directory.organisation.as_ref().map(|found| found.value.name.clone()).unwrap_or_default()
    }

    fn is_ours(&self, team: TeamRef) -> bool {
        self.directory.is_in_our_name(team)
    }

    pub fn team(&self, team: TeamRef) -> String {
        self.directory.public_name(team)
    }

    pub fn matter(&self) -> String {
        self.voice.matter(self.journey().kind)
    }

    /// Words that the reader may see whole, but for account numbers.
    pub fn words(&self, text: ContentId) -> String {
        masked(self.loaded.text(text))
    }

    /// What a question asks for.
    pub fn items(&self, question: &Asked) -> Vec<AskedItem> {
        let items = question.items.iter().enumerate().map(|(index, item)| AskedItem {
            name: format!("item-{index}"),
            label: self.loaded.text(item.label).to_owned(),
            kind: item.kind,
            required: item.required,
        });
        items.collect()
    }

    /// Whether a file stands on this page.
    pub fn shows_file(&self, file: ContentId) -> bool {
        if self.hidden.files {
            return false;
        }
        let mut shown = messages::visible(self).filter(|contact| !messages::is_of_another(self, contact));
        shown.any(|contact| contact.facts.files.contains(&file)) || self.parts().iter().any(|it| it.shows_file(file))
    }

    /// The journeys that were joined into it, as the same reader sees them. What is asked for there and not here stays
    /// hidden.
    pub fn parts(&self) -> Vec<View<'a>> {
        let loaded: &'a Loaded = self.loaded;
        let part = |part: &'a Loaded| {
            let asked = part.second != loaded.second;
            let hidden = if asked { second::hidden(part.second.as_ref()) } else { self.hidden };
            let view = View::new(self.cx, self.directory, part, part.reader?, self.token);
            (!hidden.messages).then_some(View { hidden, ..view })
        };
        loaded.parts.iter().filter_map(part).collect()
    }

    pub fn page(&self, shell: CustomerShell) -> StatusPage {
        let open = self.journey().is_open();
        let (promises, past_news) = promises::rows(self);
        StatusPage {
            cx: self.cx.clone(),
            shell,
            said: None,
            problem: None,
            was: None,
            hero: self.hero_for_reader(),
            along: self.reads_along(),
            question: self.question().filter(|_| self.may_act() && !self.hidden.messages),
            // The words of an outcome name its sums too.
            verdict: self.verdict().filter(|_| open && self.may_act() && !self.hidden.messages && !self.hidden.amounts),
            locked: None,
            agreements: agreements::agreed(self),
            steps: steps::steps(self),
            turn: self.turn(),
            promises,
            past_news,
            messages: if self.hidden.messages { Vec::new() } else { messages::messages(self) },
            visit: None,
            write: self.can_write().then(|| StatusPage::write_form(self.cx, self.token)),
            call_back: self.can_write().then(|| self.call_back_form()),
            around: around::around(self),
            law: {
                let house = self.directory.organisation.as_ref();
                let objections = house.map(|found| found.value.objections.as_str()).unwrap_or_default();
                regie_app::texts::legal_term::on_page(self.journey(), &self.cx.voice(self.cx.lang), objections)
            },
            elsewhere: self.elsewhere(),
            we_did: Vec::new(),
            preferences: None,
            feedback: None,
            ask: regie_app::ask::open_to_all(self.directory).next().map(|_| format!("/s/{}/ask", self.token)),
            updated: self.updated(),
            shared_with: self.partners(),
            seen: Vec::new(),
        }
    }

    fn turn(&self) -> Turn {
        match (self.journey().state, self.journey().ball.holder) {
            (State::Open, Holder::Customer) => Turn::You,
            (State::Open, Holder::Team { .. }) if self.waits_for_verdict() => Turn::Judge,
            (State::Open, Holder::Team { team }) if self.is_ours(team) => Turn::We { team: self.team(team) },
            (State::Open, Holder::Team { team }) => Turn::Partner { name: self.team(team) },
            _ => Turn::Nobody,
        }
    }

    /// The form to be called back, with the moments at which that can be.
    pub fn call_back_form(&self) -> Form {
        let moments = call::choices(self.cx, self.directory, self.journey(), self.number.is_some());
        let who = self.cx.t1(
            "status-call-who",
            "team",
            self.team(self.directory.who_calls(self.journey(), self.number.is_some(), self.cx.now)),
        );
        StatusPage::call_back_form(self.cx, self.token, moments, self.number.clone(), who)
    }

    /// Whether the outcome was told and the customer's word about it is what is waited for.
    fn waits_for_verdict(&self) -> bool {
        self.journey().proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_none())
    }

    /// Whether something that was promised has still to be done, or made good.
    fn owes(&self) -> bool {
        let mut promises = self.journey().promises.values();
        promises.any(|promise| promise.is_to_customer() && promise.is_owed())
    }

    /// Whether the customer said that it is not solved, and has not heard from a person since.
    fn not_solved(&self) -> bool {
        let mut latest = self.loaded.events.iter().rev();
        latest.find_map(|recorded| match &recorded.event {
            JourneyEvent::ProposalWithdrawn { why } | JourneyEvent::Reopened { why } => {
                Some(*why == ReopenReason::NotSolved)
            }
            JourneyEvent::ContactRecorded { facts }
                if facts.direction == Direction::Out && facts.class == ContactClass::Human =>
            {
                Some(false)
            }
            _ => None,
        }) == Some(true)
    }

    /// The other organisations that were asked to do a piece of the work, also those that work in our name.
    fn partners(&self) -> Vec<String> {
        let own = self.directory.organisation.as_ref().map(|found| found.value.id);
        let parties = self.journey().handovers.values().flat_map(|offer| [offer.from, offer.to]);
        let others = parties.chain(self.journey().way.iter().filter_map(|spell| spell.holder.team()));
        // A partner whose agreement ended sees nothing any more; what it saw stands in the lines below.
        let name = |team: TeamRef| match self.directory.partner(team.org) {
            Some(partner) => partner.shares(self.cx.now).map(|_| partner.name.clone()),
            None => Some(self.directory.team_name(team.team)),
        };
        let mut names: Vec<String> = others.filter(|team| Some(team.org) != own).filter_map(name).collect();
        names.sort();
        names.dedup();
        names
    }

    /// When something changed that this page shows; notes and watching of colleagues are none of it.
    fn updated(&self) -> Timestamp {
        let inside = |event: &JourneyEvent| {
            matches!(
                event,
                JourneyEvent::NoteAdded { .. }
                    | JourneyEvent::AssigneeSet { .. }
                    | JourneyEvent::ContactTagged { .. }
                    | JourneyEvent::ContactSeen { .. }
                    | JourneyEvent::ContactForChain { .. }
                    | JourneyEvent::QuestionTagged { .. }
                    | JourneyEvent::HandoverOffered { .. }
                    | JourneyEvent::HandoverAskedBack { .. }
                    | JourneyEvent::HandoverSaid { .. }
                    | JourneyEvent::LegAmountAsked { .. }
                    | JourneyEvent::LegAmountDecided { .. }
                    | JourneyEvent::LegAmountUsed { .. }
                    | JourneyEvent::LegAmountOverdue { .. }
                    | JourneyEvent::AgreementOverdue { .. }
                    | JourneyEvent::HandoverClarified { .. }
                    | JourneyEvent::HandoverDeclined { .. }
                    | JourneyEvent::HandoverWithdrawn { .. }
                    | JourneyEvent::HandoverOverdue { .. }
                    | JourneyEvent::HandoverPassedOn { .. }
                    | JourneyEvent::HandoverRebound { .. }
                    | JourneyEvent::PromiseAtRisk { .. }
                    | JourneyEvent::LegalAtRisk { .. }
                    | JourneyEvent::NewsDue { .. }
                    | JourneyEvent::UpdateSent { .. }
                    | JourneyEvent::UpdateFailed { .. }
                    | JourneyEvent::UpdateAgain { .. }
                    | JourneyEvent::UpdateWithdrawn { .. }
                    | JourneyEvent::UpdateRerouted { .. }
                    | JourneyEvent::UpdateArrived { .. }
                    | JourneyEvent::WindowCloses { .. }
                    | JourneyEvent::TaskMade { .. }
                    | JourneyEvent::TaskDone { .. }
                    | JourneyEvent::Overdue { .. }
            )
        };
        let shown = self.loaded.events.iter().rev().find(|recorded| !inside(&recorded.event));
        shown.map_or(self.journey().opened_at, |recorded| recorded.meta.recorded_at)
    }

    fn question(&self) -> Option<Question> {
        let (id, question) = self.journey().open_question()?;
        Some(Question {
            team: self.team(question.asker),
            text: self.words(question.text),
            by: Some(question.due),
            form: answer::form(self.cx, self.token, id, &self.items(question)),
        })
    }

    fn verdict(&self) -> Option<Verdict> {
        let proposal = self.journey().proposal.as_ref()?;
        Some(Verdict {
            outcome: self.words(proposal.text),
            amount: proposal.amount.map(|amount| amount.0).filter(|amount| *amount != 0),
            closes: match proposal.questioned {
                Some(_) => Closes::Read,
                None if self.owes() => Closes::Owed,
                None => Closes::At(proposal.objection_until),
            },
            not_solved: Verdict::form(self.cx, self.token),
            solved_action: format!("/s/{}/solved", self.token),
        })
    }

    fn hero(&self) -> Hero {
        let journey = self.journey();
        let person = journey.participants.get(&self.participant);
        let name = person.and_then(|person| self.loaded.names.get(&person.customer)).cloned();
        let (what, when, note, cost, todo) = match journey.state {
            State::Closed { how, at } => self.ended(how, at),
            State::Open | State::Void { .. } => self.next(),
        };
        Hero {
            what,
            when,
            note,
            sorry: journey.is_open().then(|| self.sorry()).flatten(),
            read: super::read_line(self.cx, self.directory, journey, self.participant).filter(|_| journey.is_open()),
            cost,
            todo,
            name: name.filter(|name| !name.trim().is_empty()),
            subject: format!("{}: {}", self.cx.cap(self.matter()), self.loaded.title()),
            reference: journey.reference.to_string(),
        }
    }

    /// The body that has it now, and how to reach it.
    fn elsewhere(&self) -> Option<Elsewhere> {
        let sent = self.journey().is_with_other_body()?;
        let (name, reachable) = (self.words(sent.name), self.words(sent.reachable));
        Some(Elsewhere { name, reachable: reachable.lines().map(str::to_owned).collect() })
    }

    fn ended(&self, how: CloseHow, at: Timestamp) -> Top {
        let note = match how {
            CloseHow::Confirmed => Some("status-closed-confirmed"),
            CloseHow::NotObjected => Some("status-closed-not-objected"),
            CloseHow::Withdrawn => Some("status-closed-withdrawn"),
            CloseHow::NoAnswer => Some("status-closed-no-answer"),
            CloseHow::Historic | CloseHow::JustThanks | CloseHow::CallNotWanted => None,
            CloseHow::Forwarded => Some("status-closed-forwarded"),
        };
        let todo = if self.can_write() { Todo::Closed } else { Todo::Over };
        (self.cx.t("status-next-closed"), Some(When::Done(at)), note.map(|key| self.cx.t(key)), self.cost(), todo)
    }

    /// What happens next: the open question, else the outcome that waits for a word, else the promise that is due first.
    fn next(&self) -> Top {
        let (cx, journey) = (self.cx, self.journey());
        let promise = self.next_promise().map(|(_, promise)| promise);
        let cost = self.cost();
        if let Some((_, question)) = journey.open_question() {
            let when = Some(When::By(question.due));
            return (cx.t("status-next-you"), when, Some(self.note_on_answer(question)), cost, Todo::Answer);
        }
        match &journey.proposal {
            Some(proposal) if proposal.questioned.is_some() => {
                let when = promise.map(|promise| when(promise.current)).or_else(|| journey.news_by().map(When::By));
                (cx.t("status-next-reading"), when, self.note(promise), cost, Todo::Nothing)
            }
            Some(proposal) => {
                let note = if self.owes() { "status-note-confirm-owed" } else { "status-note-confirm" };
                let when = Some(When::By(proposal.objection_until));
                (cx.t("status-next-confirm"), when, Some(cx.t(note)), cost, Todo::Judge)
            }
            None => match journey.limit_told() {
                // The last apology named this moment.
                Some(limit) => {
                    let note = Some(cx.t("status-note-news"));
                    (self.next_words(None), Some(When::By(limit)), note, cost, Todo::Nothing)
                }
                None => {
                    // What was told of a visit may be narrower than what was promised.
                    let when = self.next_promise().map(|(id, promise)| when(journey.told_window(id, promise)));
                    (self.next_words(promise), when, self.note(promise), cost, Todo::Nothing)
                }
            },
        }
    }

    /// The promise that is due first and can be told as it stands. In the place of the day of a shipment that is lost, damaged or
    /// silent stands the news of it.
    fn next_promise(&self) -> Option<(PromiseId, &'a Promise)> {
        let journey = self.journey();
        let (id, promise) = journey.next_promise()?;
        let troubled = journey
            .shipment_of(id)
            .map(|(_, found)| found)
            .filter(|found| found.promise == id && journey.stand_of(found) == Stand::Trouble);
        let news = troubled.and_then(|found| found.trouble).and_then(|news| Some((news, journey.promises.get(&news)?)));
        Some(news.filter(|(_, news)| news.is_open()).unwrap_or((id, promise)))
    }

    /// What it costs, in cents, as it was told last; nothing when nothing was said about it.
    fn cost(&self) -> Option<i64> {
        if self.hidden.amounts {
            return None;
        }
        let told = self.journey().expectation.as_ref().and_then(|told| told.cost);
        let promised = || {
            let named = self
                .journey()
                .promises
                .values()
                .filter(|it| it.is_to_customer() && it.cost.is_some() && !it.is_in_doubt());
            // What still runs goes before what has ended.
            named.max_by_key(|promise| (promise.is_open(), promise.made_at)).and_then(|promise| promise.cost)
        };
        told.or_else(promised).map(|cost| cost.0)
    }

    /// What follows an answer. A result that is promised for before the answer may come is said to depend on it.
    fn note_on_answer(&self, question: &Asked) -> String {
        let results = self.open_promises().filter(|promise| promise.kind == PromiseKind::Outcome);
        match results.map(|promise| promise.current.until).min().filter(|until| *until <= question.due) {
            Some(until) => self.cx.t1("status-note-you-promise", "when", self.cx.by_text(&until)),
            None => self.cx.t1("status-note-you", "matter", self.matter()),
        }
    }

    fn open_promises(&self) -> impl Iterator<Item = &'a Promise> {
        let sure = |promise: &&Promise| promise.is_open() && promise.is_to_customer() && !promise.is_in_doubt();
        self.journey().promises.values().filter(sure)
    }

    fn next_words(&self, promise: Option<&Promise>) -> String {
        let cx = self.cx;
        let told = self.journey().expectation.as_ref().filter(|_| self.journey().expectation_stands());
        let step = match promise.map(|promise| promise.what) {
            Some(PromiseWhat::FirstAnswer) => NextStep::WeAnswer,
            Some(PromiseWhat::CallBack) => NextStep::WeCall,
            Some(PromiseWhat::Visit) => NextStep::WeCome,
            Some(PromiseWhat::Delivery) => NextStep::WeDeliver,
            _ => told.map_or(NextStep::TeamWorks, |told| told.next),
        };
        match step {
            NextStep::WeAnswer if self.not_solved() => cx.t("status-next-again"),
            NextStep::WeAnswer => cx.t("status-next-answer"),
            NextStep::WeTell => cx.t("status-next-tell"),
            NextStep::WeCall if self.voice.calls_other => cx.t("status-next-call-other"),
            NextStep::WeCall => cx.t("status-next-call"),
            NextStep::WeFinish => cx.t("status-next-finish"),
            NextStep::WeCome => cx.t("status-next-visit"),
            NextStep::WeDeliver => cx.t(self.theirs("status-next-deliver", "status-next-deliver-along")),
            NextStep::TeamWorks if super::visit::is_there(self.journey()) => cx.t("status-next-visit-there"),
            NextStep::TeamWorks | NextStep::YouAnswer | NextStep::YouConfirm => match self.journey().ball.holder {
                Holder::Team { team } => cx.t2("status-next-works", "team", self.team(team), "matter", self.matter()),
                Holder::Customer => cx.t1("status-next-works-we", "matter", self.matter()),
            },
        }
    }

    fn note(&self, promise: Option<&Promise>) -> Option<String> {
        match promise?.what {
            PromiseWhat::Result => Some(self.cx.t("status-note-result")),
            PromiseWhat::News => Some(self.cx.t("status-note-news")),
            PromiseWhat::CallBack if self.voice.calls_other => None,
            PromiseWhat::CallBack => Some(self.cx.t("status-note-call")),
            PromiseWhat::FirstAnswer if self.not_solved() => Some(self.cx.t("status-note-again")),
            PromiseWhat::FirstAnswer => Some(self.cx.t("status-note-answer")),
            PromiseWhat::Visit => Some(super::visit::note(self)),
            PromiseWhat::Delivery => None,
            PromiseWhat::Other => promise?.text.map(|text| self.words(text)),
        }
    }

    /// What we did not do as promised, as long as the customer waits for what should make it good.
    fn sorry(&self) -> Option<String> {
        // An outcome is news, so what was late before it and is settled needs no excuse any more.
        let (_, broken) =
            self.journey().broken_word().filter(|(_, broken)| broken.is_unsettled() || !self.waits_for_verdict())?;
        let was =
            self.voice.promised_as(broken.what, broken.current, broken.text.map(|text| self.words(text)).as_deref());
        let said = format!("{} {was}", self.cx.t("status-sorry"));
        let still = broken.is_unsettled() && self.waits_for_verdict();
        Some(if still { format!("{said} {}", self.cx.t("status-sorry-still")) } else { said })
    }
}

/// What happens next, when, one line more, the cost in cents, and what the customer has to do.
type Top = (String, Option<When>, Option<String>, Option<i64>, Todo);

fn when(window: Window) -> When {
    match window.from {
        Some(from) => When::Window { from, to: window.until },
        None => When::By(window.until),
    }
}
