//! From a journey to the customer's page. What stands there was told, promised or done: nothing is made up by the clock.

use jiff::Timestamp;
use regie_app::directory::Directory;
use regie_app::read::Loaded;
use regie_app::texts::sentences::Voice;
use regie_domain::actor::TeamRef;
use regie_domain::closing::reopens_until;
use regie_domain::codes::{CloseHow, NextStep, ParticipantRole, PromiseWhat};
use regie_domain::event::{JourneyEvent, Window};
use regie_domain::ids::{ContentId, ParticipantId};
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::promise::Promise;
use regie_domain::question::Question as Asked;

use super::answer::masked;
use super::{answer, messages, promises, steps};
use crate::cx::Cx;
use crate::pages::shell::CustomerShell;
use crate::pages::status::{AskedItem, Hero, Question, StatusPage, Todo, Turn, Verdict, When};

/// A journey as one participant may see it.
pub(super) struct View<'a> {
    pub cx: &'a Cx,
    pub directory: &'a Directory,
    pub loaded: &'a Loaded,
    pub participant: ParticipantId,
    pub token: &'a str,
    pub voice: Voice,
}

impl<'a> View<'a> {
    pub fn new(
        cx: &'a Cx,
        directory: &'a Directory,
        loaded: &'a Loaded,
        participant: ParticipantId,
        token: &'a str,
    ) -> Self {
        let voice = Voice { lang: cx.lang, now: cx.now, zone: cx.zone.clone() };
        Self { cx, directory, loaded, participant, token, voice }
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

    fn may_act(&self) -> bool {
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
        self.directory.organisation.as_ref().is_none_or(|found| found.value.id == team.org)
    }

    pub fn team(&self, team: TeamRef) -> String {
        self.directory.team_name(team.team)
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
        messages::visible(self).any(|contact| contact.facts.files.contains(&file))
    }

    pub fn page(&self, shell: CustomerShell) -> StatusPage {
        let open = self.journey().is_open();
        StatusPage {
            cx: self.cx.clone(),
            shell,
            said: None,
            problem: None,
            hero: self.hero(),
            question: self.question().filter(|_| self.may_act()),
            verdict: self.verdict().filter(|_| open && self.may_act()),
            steps: steps::steps(self),
            turn: self.turn(),
            promises: promises::rows(self),
            messages: messages::messages(self),
            write: self.can_write().then(|| StatusPage::write_form(self.cx, self.token)),
            call_back: self.can_write().then(|| StatusPage::call_back_form(self.cx, self.token)),
            updated: self.updated(),
            shared_with: self.partners(),
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

    /// Whether all that is left is the customer's word about the outcome.
    fn waits_for_verdict(&self) -> bool {
        let proposal = self.journey().proposal.as_ref();
        proposal.is_some_and(|proposal| proposal.questioned.is_none()) && self.journey().next_promise().is_none()
    }

    /// Teams of other organisations that do or did a piece of the work.
    fn partners(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.journey().legs.values().filter(|leg| !self.is_ours(leg.team)).map(|leg| self.team(leg.team)).collect();
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
                    | JourneyEvent::HandoverOffered { .. }
                    | JourneyEvent::HandoverAskedBack { .. }
                    | JourneyEvent::HandoverClarified { .. }
                    | JourneyEvent::HandoverDeclined { .. }
                    | JourneyEvent::HandoverWithdrawn { .. }
                    | JourneyEvent::HandoverOverdue { .. }
                    | JourneyEvent::HandoverRebound { .. }
                    | JourneyEvent::PromiseAtRisk { .. }
                    | JourneyEvent::NewsDue { .. }
                    | JourneyEvent::UpdateSent { .. }
                    | JourneyEvent::UpdateFailed { .. }
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
            closes: proposal.questioned.is_none().then_some(proposal.objection_until),
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
            cost,
            todo,
            name: name.filter(|name| !name.trim().is_empty()),
            subject: format!("{}: {}", self.cx.cap(self.matter()), self.loaded.title()),
            reference: journey.reference.to_string(),
        }
    }

    fn ended(&self, how: CloseHow, at: Timestamp) -> Top {
        let note = match how {
            CloseHow::Confirmed => Some("status-closed-confirmed"),
            CloseHow::NotObjected => Some("status-closed-not-objected"),
            CloseHow::Withdrawn => Some("status-closed-withdrawn"),
            CloseHow::NoAnswer => Some("status-closed-no-answer"),
            CloseHow::Historic | CloseHow::JustThanks => None,
        };
        let todo = if self.can_write() { Todo::Closed } else { Todo::Over };
        (self.cx.t("status-next-closed"), Some(When::Done(at)), note.map(|key| self.cx.t(key)), None, todo)
    }

    /// What happens next: the open question, else the promise that is due first, else the outcome that waits for a word.
    fn next(&self) -> Top {
        let (cx, journey) = (self.cx, self.journey());
        let promise = journey.next_promise().map(|(_, promise)| promise);
        let cost = journey
            .expectation
            .as_ref()
            .and_then(|told| told.cost)
            .or_else(|| self.open_promises().find_map(|promise| promise.cost))
            .map(|cost| cost.0);
        if let Some((_, question)) = journey.open_question() {
            let note = cx.t1("status-note-you", "matter", self.matter());
            return (cx.t("status-next-you"), Some(When::By(question.due)), Some(note), cost, Todo::Answer);
        }
        match (promise, &journey.proposal) {
            (None, Some(proposal)) if proposal.questioned.is_some() => {
                (cx.t("status-next-reading"), None, None, None, Todo::Nothing)
            }
            (None, Some(proposal)) => {
                let when = Some(When::By(proposal.objection_until));
                (cx.t("status-next-confirm"), when, Some(cx.t("status-note-confirm")), None, Todo::Judge)
            }
            (promise, proposal) => {
                let todo = if proposal.is_some() { Todo::Judge } else { Todo::Nothing };
                let when = promise.map(|promise| when(promise.current));
                (self.next_words(promise), when, self.note(promise), cost, todo)
            }
        }
    }

    fn open_promises(&self) -> impl Iterator<Item = &'a Promise> {
        self.journey().promises.values().filter(|promise| promise.is_open() && promise.is_to_customer())
    }

    fn next_words(&self, promise: Option<&Promise>) -> String {
        let cx = self.cx;
        let told = self.journey().expectation.as_ref().filter(|_| self.journey().expectation_stands());
        let step = match promise.map(|promise| promise.what) {
            Some(PromiseWhat::FirstAnswer) => NextStep::WeAnswer,
            Some(PromiseWhat::CallBack) => NextStep::WeCall,
            _ => told.map_or(NextStep::TeamWorks, |told| told.next),
        };
        match step {
            NextStep::WeAnswer => cx.t("status-next-answer"),
            NextStep::WeTell => cx.t("status-next-tell"),
            NextStep::WeCall => cx.t("status-next-call"),
            NextStep::WeFinish => cx.t("status-next-finish"),
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
            PromiseWhat::CallBack => Some(self.cx.t("status-note-call")),
            PromiseWhat::FirstAnswer => None,
            PromiseWhat::Other => promise?.text.map(|text| self.words(text)),
        }
    }

    /// What we did not do as promised, as long as the customer waits for what should make it good.
    fn sorry(&self) -> Option<String> {
        let promises = &self.journey().promises;
        let unsettled = promises.values().filter(|promise| promise.is_to_customer() && promise.is_unsettled());
        let replaced = promises
            .values()
            .filter(|promise| promise.is_open())
            .filter_map(|promise| promises.get(&promise.replaces?));
        let broken = unsettled.chain(replaced).max_by_key(|promise| promise.current.until)?;
        let was = self.voice.promised(broken.what, broken.current);
        Some(format!("{} {was}", self.cx.t("status-sorry")))
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
