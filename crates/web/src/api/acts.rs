//! What a program does on a journey. Each act is one command on the one road; the answer is the journey as it stands then.

mod agreements;
pub(super) mod bodies;
mod legal_term;
mod making;
mod visits;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::content::Text;
use regie_app::read::Loaded;
use regie_app::run::Request;
use regie_domain::actor::{Door, TeamRef};
use regie_domain::codes::{Channel, Direction, ReopenReason, TaskKind};
use regie_domain::command::{CallWish, JourneyCommand as C};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{
    ContactId, ContentId, HandoverId, JourneyId, LegId, MemberId, ParticipantId, PromiseId, QuestionId, TaskId, TeamId,
    UpdateId,
};
use regie_domain::money::Cents;
use regie_domain::promise::Window;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use self::agreements::*;
use self::bodies::*;
use self::legal_term::LegalPause;
use self::making::{contact, offer, promise, question};
use self::visits::{VisitDone, VisitMissed, VisitToBook, VisitToCancel, VisitToMove, VisitToNarrow};
use super::call::{Call, Guards, Input};
use super::files::{self, FileToSend};
use super::journeys::{JourneyPath, shown};
use super::models::Journey;
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;
use crate::ui::letter::Letter;

/// What an act has at hand.
pub(super) struct Act<'a> {
    web: &'a Web,
    /// Who acts.
    pub call: &'a Call,
    /// The journey before it.
    pub loaded: &'a Loaded,
    /// Words that go along.
    pub letter: Letter<'a>,
    /// The ids of the address.
    ids: &'a [(String, String)],
    /// When a partner that does not take part said what is noted.
    said_at: Option<Timestamp>,
}

impl Act<'_> {
    /// An id of the address.
    fn id<T: From<Uuid>>(&self, name: &str) -> Result<T, Failed> {
        let found = self.ids.iter().find(|(known, _)| known == name).and_then(|(_, id)| Uuid::try_parse(id).ok());
        found.map(T::from).ok_or_else(|| Problem::new(Kind::NotFound).into())
    }

    /// The customer's place on the journey.
    pub fn customer(&self) -> Option<ParticipantId> {
        self.loaded.journey.customer_participant().map(|(id, _)| id)
    }

    /// The channel of a message to the customer.
    pub fn own_channel(&self) -> Channel {
        match self.loaded.journey.customer_participant().map(|(_, person)| person.reach) {
            Some(Reach::Task { task: TaskKind::Call }) => Channel::Phone,
            Some(Reach::Task { task: TaskKind::Letter | TaskKind::Fetch | TaskKind::Apology }) => Channel::Letter,
            Some(Reach::Text { .. }) => Channel::Text,
            Some(Reach::Social { .. }) => Channel::Social,
            Some(Reach::None) => Channel::Web,
            Some(Reach::Email { .. }) | None => Channel::Email,
        }
    }

    /// What the customer is told in a message of ours.
    fn told(&mut self, text: &str) -> ContactFacts {
        self.told_with(text, Vec::new())
    }

    /// The same, with files.
    fn told_with(&mut self, text: &str, files: Vec<ContentId>) -> ContactFacts {
        let channel = self.own_channel();
        self.letter.contact(Direction::Out, channel, None, text, files)
    }

    /// The files that go along, or every fault of them.
    pub fn files(&mut self, field: &str, sent: Vec<FileToSend>) -> Result<Vec<ContentId>, Failed> {
        let texts = files::taken(self.call, self.web, self.loaded.journey.id, field, sent)?;
        let ids = texts.iter().map(|text| text.id).collect();
        self.letter.texts.extend(texts);
        Ok(ids)
    }

    /// What the customer said.
    fn heard(&mut self, channel: Channel, text: &str) -> ContactFacts {
        let customer = self.customer();
        self.letter.contact(Direction::In, channel, customer, text, Vec::new())
    }

    /// A team of ours, or a partner's.
    pub fn team(&self, field: &str, id: TeamId) -> Result<TeamRef, Failed> {
        let found = self.call.visit.directory.team(id).filter(|team| team.active).map(|team| team.team);
        found.ok_or_else(|| Problem::fault(field, "there is no such team").into())
    }

    /// Words that may be left out.
    pub fn some(&mut self, text: Option<&str>) -> Option<ContentId> {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        self.letter.some(text)
    }
}

/// Reads what was sent, runs the command, and answers the journey as it stands.
async fn run<B: DeserializeOwned>(
    web: &Web,
    call: &Call,
    guards: Guards,
    ids: &[(String, String)],
    input: Input<B>,
    command: fn(&mut Act<'_>, B) -> Result<C, Failed>,
) -> Result<Response, Failed> {
    let id = ids.iter().find(|(name, _)| name == "journeyId").and_then(|(_, id)| JourneyId::parse(id).ok());
    let path = JourneyPath(id.ok_or_else(|| Problem::new(Kind::NotFound))?);
    let loaded = path.open(web, call).await?;
    call.claim(web, &guards, &input.bytes).await?;
    let mut act = Act { web, call, loaded: &loaded, letter: Letter::new(web, path.0), ids, said_at: None };
    let made = command(&mut act, input.value)?;
    let (texts, said_at): (Vec<Text>, _) = (act.letter.texts, act.said_at);
    let request = Request::journey(call.who(), Door::Api, path.0, made);
    let mut request = request.with(texts).keyed(guards.key).said(said_at);
    request.seen = guards.seen;
    call.told(web.app.run(request).await)?;
    shown(StatusCode::OK, call, &path.open(web, call).await?)
}

macro_rules! acts {
    ($routes:ident, $tag:literal; $($body:ident $path:literal ($id:literal, $does:literal) $summary:literal $make:expr;)*) => {
        $routes$(.api(
            Operation::act::<$body, Journey>($tag, concat!("/api/v1/journeys/{journeyId}/", $path), ($id, $does), $summary)
                .versioned(),
            |State(web): State<Web>, call: Call, guards: Guards, Path(ids): Path<Vec<(String, String)>>, input: Input<$body>| async move {
                let make: fn(&mut Act<'_>, $body) -> Result<C, Failed> = $make;
                run(&web, &call, guards, &ids, input, make).await
            },
        ))*
    };
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    agreeing(closing(visiting(promising(handing(saying(routes))))))
}

/// What is said and noted.
fn saying(routes: Routes<Web>) -> Routes<Web> {
    acts! { routes, "messages";
        ContactToRecord "contacts" ("recordContact", "record-contact") "Record what was said or written" |act, body| {
            let (facts, answers) = contact(act, body)?;
            Ok(C::RecordContact { contact: facts, answers })
        };
        AsksToSay "contacts/{contactId}/asks" ("tagContact", "tag-contact") "Correct what a contact asks for" |act, body| {
            Ok(C::TagContact { contact: act.id::<ContactId>("contactId")?, asks: body.asks })
        };
        Nothing "contacts/{contactId}/sightings" ("seeContact", "see-contact") "Say that a contact, and all before it, has been seen" |act, _| {
            Ok(C::SeeContact { contact: act.id::<ContactId>("contactId")? })
        };
        ChainMark "contacts/{contactId}/chain-marks" ("markForChain", "mark-for-chain") "Let partners in the chain read what a contact says, or no longer" |act, body| {
            Ok(C::MarkForChain { contact: act.id::<ContactId>("contactId")?, marked: body.marked })
        };
        MessageToWrite "messages" ("writeMessage", "write") "Write to the customer" |act, body| {
            let files = act.files("files", body.files)?;
            let facts = act.told_with(&body.text, files);
            let promised = body.promise.map(|new| promise(act, new)).transpose()?;
            let asked = body.question.map(|new| question(act, facts.text, new));
            Ok(C::Write { contact: facts, complete: body.complete, promise: promised, question: asked })
        };
        RepeatMark "questions/{questionId}/repeat-marks" ("tagQuestion", "tag-question") "Correct whether the customer had to say something again" |act, body| {
            Ok(C::TagQuestion { question: act.id::<QuestionId>("questionId")?, repeats: body.repeats })
        };
        Nothing "questions/{questionId}/withdrawals" ("withdrawQuestion", "withdraw-question") "Withdraw a question to the customer" |act, _| {
            Ok(C::WithdrawQuestion { question: act.id::<QuestionId>("questionId")? })
        };
        TextToSay "notes" ("addNote", "add-note") "Leave a note for colleagues" |act, body| {
            Ok(C::AddNote { note: act.letter.words(&body.text) })
        };
        Nothing "updates/{updateId}/resends" ("sendAgain", "send-again") "Send a message again that did not arrive" |act, _| {
            Ok(C::SendAgain { update: act.id::<UpdateId>("updateId")? })
        };
        TaskToMake "tasks" ("makeTask", "make-task") "Put a call or letter on the list" |_, body| Ok(C::MakeTask { way: body.kind });
        TaskDone "tasks/{taskId}/completions" ("doneTask", "done-task") "Say that somebody called or wrote" |act, body| {
            let note = act.some(body.note.as_deref());
            Ok(C::DoneTask { task: act.id::<TaskId>("taskId")?, reached: body.reached, note })
        };
    }
}

/// Who has the ball.
fn handing(routes: Routes<Web>) -> Routes<Web> {
    acts! { routes, "handovers";
        Assignment "assignments" ("assign", "assign") "Give the team's ball to a member, or lay it down" |_, body| {
            Ok(C::Assign { member: body.member_id.map(MemberId) })
        };
        OfferToMake "handovers" ("offer", "offer") "Offer a leg or the direction to a team" |act, body| offer(act, body);
        Acceptance "handovers/{handoverId}/acceptances" ("accept", "accept") "Accept an offer" |act, body| {
            act.said_at = body.said_at;
            let promised = body.promise.map(|new| promise(act, new)).transpose()?;
            Ok(C::Accept { handover: act.id::<HandoverId>("handoverId")?, promise: promised })
        };
        OutcomeOfPiece "handovers/{handoverId}/answers" ("answerOffer", "answer-offer") "Answer an offer at once; the ball does not move" |act, body| {
            act.said_at = body.said_at;
            let text = act.letter.words(&body.text);
            Ok(C::AnswerOffer { handover: act.id::<HandoverId>("handoverId")?, outcome: body.outcome, text })
        };
        WordsOfPartner "handovers/{handoverId}/words" ("sayForPartner", "say-for-partner") "Note what a partner says about an offer or its work" |act, body| {
            act.said_at = body.said_at;
            let text = act.letter.words(&body.text);
            Ok(C::SayForPartner { handover: act.id::<HandoverId>("handoverId")?, text })
        };
        WordsOfPartner "handovers/{handoverId}/questions" ("askBack", "ask-back") "Ask the giver of an offer something first" |act, body| {
            act.said_at = body.said_at;
            let text = act.letter.words(&body.text);
            Ok(C::AskBack { handover: act.id::<HandoverId>("handoverId")?, text })
        };
        TextToSay "handovers/{handoverId}/clarifications" ("clarify", "clarify") "Answer the question of an offer's receiver" |act, body| {
            let text = act.letter.words(&body.text);
            Ok(C::Clarify { handover: act.id::<HandoverId>("handoverId")?, text })
        };
        ReasonToGive "handovers/{handoverId}/refusals" ("decline", "decline") "Decline an offer" |act, body| {
            act.said_at = body.said_at;
            let text = act.some(body.text.as_deref());
            Ok(C::Decline { handover: act.id::<HandoverId>("handoverId")?, reason: body.reason, text })
        };
        Nothing "handovers/{handoverId}/withdrawals" ("withdrawOffer", "withdraw") "Take an offer back" |act, _| {
            Ok(C::Withdraw { handover: act.id::<HandoverId>("handoverId")? })
        };
        OutcomeOfPiece "legs/{legId}/completions" ("finishLeg", "finish-leg") "Finish a leg with its outcome" |act, body| {
            act.said_at = body.said_at;
            let text = act.letter.words(&body.text);
            Ok(C::FinishLeg { leg: act.id::<LegId>("legId")?, outcome: Some(body.outcome), text: Some(text) })
        };
        WordsOfPartner "legs/{legId}/returns" ("returnLeg", "return-leg") "Give a leg back with a question" |act, body| {
            act.said_at = body.said_at;
            let text = act.letter.words(&body.text);
            Ok(C::ReturnLeg { leg: act.id::<LegId>("legId")?, text })
        };
        ReasonToGive "legs/{legId}/refusals" ("giveLegBack", "give-leg-back") "Give a leg back with a reason" |act, body| {
            act.said_at = body.said_at;
            let text = act.some(body.text.as_deref());
            Ok(C::GiveLegBack { leg: act.id::<LegId>("legId")?, reason: body.reason, text })
        };
        AmountToAsk "legs/{legId}/amounts" ("askAmount", "ask-amount") "Ask to spend more on a leg than the own mandate" |act, body| {
            let text = act.letter.words(&body.text);
            Ok(C::AskAmount { leg: act.id::<LegId>("legId")?, amount: Cents(body.amount), text })
        };
        AmountToDecide "legs/{legId}/amount-decisions" ("decideAmount", "decide-amount") "Say whether what was asked for may be spent" |act, body| {
            let text = act.some(body.text.as_deref());
            Ok(C::DecideAmount { leg: act.id::<LegId>("legId")?, granted: body.granted, text })
        };
        TakingBack "take-backs" ("takeBack", "take-back") "Take the ball back for the team that directs" |_, body| {
            Ok(C::TakeBack { reason: body.reason })
        };
    }
}

/// What is owed.
fn promising(routes: Routes<Web>) -> Routes<Web> {
    acts! { routes, "promises";
        PromiseToMake "promises" ("makePromise", "promise") "Promise something; the customer is told" |act, body| {
            let said = body.said;
            let promise = promise(act, body)?;
            Ok(if said { C::SayPromise { promise } } else { C::Promise { promise } })
        };
        PromiseToMove "promises/{promiseId}/moves" ("movePromise", "move-promise") "Move a promise, with a reason; the customer is told" |act, body| {
            let text = act.some(body.text.as_deref());
            let window = Window { from: body.from, until: body.until };
            let amount = body.amount.filter(|amount| *amount != 0).map(Cents);
            Ok(C::MovePromise { promise: act.id::<PromiseId>("promiseId")?, window, reason: body.reason, text, amount })
        };
        Fulfilment "promises/{promiseId}/fulfilments" ("fulfilPromise", "fulfil") "Say that a promise is done" |act, body| {
            Ok(C::Fulfil { promise: act.id::<PromiseId>("promiseId")?, at: body.at })
        };
        Nothing "promises/{promiseId}/releases" ("releasePromise", "release") "Let a promise go, by the one it was made to" |act, _| {
            Ok(C::Release { promise: act.id::<PromiseId>("promiseId")? })
        };
        CallToRequest "call-requests" ("requestCall", "request-call") "The customer wants to be called" |act, body| {
            let when = match (body.from, body.until) {
                (from, Some(until)) => CallWish::Within { window: Window { from, until } },
                (Some(_), None) => return Err(Problem::fault("until", "it is needed where `from` is given").into()),
                (None, None) => CallWish::Soon,
            };
            let facts = act.heard(body.channel, &body.text);
            Ok(C::RequestCall { contact: facts, when })
        };
        SaidByCustomer "complaints-of-being-sent-around" ("sentAround", "sent-around") "The customer is being sent back and forth" |act, body| {
            let facts = act.heard(body.channel, &body.text);
            Ok(C::SentAround { contact: facts })
        };
        ComplaintFound "complaints" ("markComplaint", "mark-complaint") "What runs is a complaint: a term of its own begins; the customer gets a receipt" |_, body| {
            Ok(C::MarkComplaint { contact: body.contact_id.into() })
        };
        LegalExtension "legal-extensions" ("extendLegal", "extend-legal") "Extend the legal term, once; the customer is told" |act, body| {
            let text = act.some(body.text.as_deref());
            Ok(C::ExtendLegal { weeks: body.weeks, reason: body.reason, text })
        };
        LegalPause "legal-pauses" ("pauseLegal", "suspend-legal") "Let the legal term stand still; the customer is told" legal_term::pause;
        Nothing "legal-resumptions" ("resumeLegal", "resume-legal") "Let the legal term run again; the customer is told" |_, _| Ok(C::ResumeLegal {});
    }
}

/// Who comes when, and how it went.
fn visiting(routes: Routes<Web>) -> Routes<Web> {
    acts! { routes, "visits";
        VisitToBook "visits" ("bookVisit", "book-visit") "Book a visit; the customer is told" visits::book;
        VisitToMove "visits/{visitId}/moves" ("moveVisit", "move-visit") "Move a visit to another window; the customer is told" visits::shift;
        VisitToNarrow "visits/{visitId}/narrowings" ("narrowVisit", "narrow-visit") "Say more exactly when, within the window; the customer is told" visits::narrow;
        Moment "visits/{visitId}/arrivals" ("arriveVisit", "arrive-visit") "The team is there" |act, body| visits::arrive(act, body.at);
        Nothing "visits/{visitId}/arrivals/undo" ("undoArrival", "undo-arrival") "Nobody is there yet: the arrival was said too early" |act, _| {
            visits::not_there_yet(act)
        };
        VisitDone "visits/{visitId}/completions" ("finishVisit", "finish-visit") "Say how a visit went, with the outcome of the whole where it was enough" visits::finish;
        VisitMissed "visits/{visitId}/absences" ("missVisit", "miss-visit") "Nobody was at home" visits::miss;
        VisitToCancel "visits/{visitId}/cancellations" ("cancelVisit", "cancel-visit") "A visit is off; the customer is told" visits::cancel;
    }
}

/// How it ends.
fn closing(routes: Routes<Web>) -> Routes<Web> {
    acts! { routes, "closing";
        OutcomeToPropose "outcomes" ("proposeOutcome", "propose-outcome") "Tell the outcome and propose the journey as solved" |act, body| {
            let facts = act.told(&body.text);
            Ok(C::ProposeOutcome { outcome: body.outcome, contact: facts, amount: body.amount_cents.map(Cents) })
        };
        Nothing "confirmations" ("confirmSolved", "confirm-solved") "The customer says that it is solved" |_, _| Ok(C::ConfirmSolved {});
        SaidByCustomer "objections" ("notSolved", "not-solved") "The customer says that it is not solved" |act, body| {
            let facts = act.heard(body.channel, &body.text);
            Ok(C::NotSolved { contact: facts })
        };
        Nothing "contacts/{contactId}/thanks" ("justThanks", "just-thanks") "A contact that opened the journey again was only thanks" |act, _| {
            Ok(C::JustThanks { contact: act.id::<ContactId>("contactId")? })
        };
        Closing "closures" ("close", "close") "Close: withdrawn by the customer, or no answer after reminders" |_, body| Ok(C::Close { how: body.how });
        Nothing "reopenings" ("reopen", "reopen") "Open a closed journey again" |_, _| {
            Ok(C::Reopen { why: ReopenReason::Member })
        };
        Voiding "voidings" ("void", "void") "Set a journey aside in silence" |_, body| {
            Ok(C::Void { reason: body.reason, duplicate_of: body.duplicate_of_id.map(JourneyId) })
        };
        Nothing "unvoidings" ("unvoid", "unvoid") "Undo the setting aside" |_, _| Ok(C::Unvoid {});
    }
}

/// What is agreed, and what fails.
fn agreeing(routes: Routes<Web>) -> Routes<Web> {
    acts! { routes, "agreements";
        AgreementToMake "agreements" ("makeAgreement", "agreement") "Agree on something with the customer, which binds everyone" agreements::make;
        Approval "agreements/{agreementId}/approvals" ("approveAgreement", "agreement") "Approve what a colleague proposed" agreements::approve;
        RefusalToMake "agreements/{agreementId}/refusals" ("refuseAgreement", "agreement") "Do not approve it; the customer is told" agreements::refuse;
        LegToOffer "agreements/{agreementId}/legs" ("carryAgreement", "agreement") "Offer the work that carries it out once more" agreements::carry;
        Moment "agreements/{agreementId}/fulfilments" ("keepAgreement", "agreement") "Say that it was carried out" agreements::keep;
        AgreementToEnd "agreements/{agreementId}/endings" ("endAgreement", "agreement") "End it; the customer is told" agreements::end;
        HoldToExtend "holds/{holdId}/extensions" ("extendHold", "hold") "Let a hold last longer" agreements::extend;
        HoldToRelease "holds/{holdId}/releases" ("releaseAgreedHold", "hold") "Release a hold of an agreement" agreements::release;
        BreachToTell "breaches" ("reportAgreementBreach", "breach") "Say that an agreement was not kept to" agreements::report;
        TextToSay "breaches/{breachId}/apologies" ("apologise", "breach") "Apologise in person, in writing" |act, body| agreements::apologise(act, &body.text);
        TextToSay "breaches/{breachId}/settlements" ("settleBreach", "breach") "Say how what was done is undone" |act, body| agreements::settle(act, &body.text);
        SignalToOpen "signals" ("openSignal", "signal") "Say that a process fails" agreements::signal;
        TextToSay "signals/{signalId}/lines" ("addSignalLine", "signal") "Add a line to a signal" |act, body| agreements::line(act, &body.text);
        SignalToAnswer "signals/{signalId}/answers" ("answerSignal", "signal") "Say what was done about a signal" agreements::answer;
    }
}
