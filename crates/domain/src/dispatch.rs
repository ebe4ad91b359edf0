//! Which noun decides which command.

use crate::command::JourneyCommand as C;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;

/// Runs a command on the draft.
pub(crate) fn run(draft: &mut Draft<'_>, command: &C) -> Outcome {
    match command.clone() {
        C::Open { .. } => crate::opening::open(draft, command),
        C::OpenHistoric { .. } => crate::opening::open_historic(draft, command),
        C::AddHistoric { contact } => crate::opening::add_historic(draft, contact),
        C::OpenImported { reach } => crate::opening::open_imported(draft, reach),
        C::RecordContact { contact, answers } => crate::contact::record(draft, contact, answers),
        C::TagContact { contact, asks } => crate::contact::tag(draft, contact, asks),
        C::SeeContact { contact } => crate::contact::see(draft, contact),
        C::MarkForChain { contact, marked } => crate::contact::mark_for_chain(draft, contact, marked),
        C::MoveContactAway { contact, to, why } => crate::contact::move_away(draft, contact, to, why),
        C::Write { contact, complete, promise, question } => {
            crate::contact::write(draft, contact, complete, promise, question)
        }
        C::AddNote { note } => {
            draft.member_team()?;
            draft.emit(JourneyEvent::NoteAdded { note });
            Ok(())
        }
        C::AddParticipant { participant, role, customer, reach, may_act } => {
            crate::participant::add(draft, participant, role, customer, reach, may_act)
        }
        C::RemoveParticipant { participant } => crate::participant::remove(draft, participant),
        C::ChangeReach { participant, reach } => crate::participant::change_reach(draft, participant, reach),
        C::Assign { member } => crate::ball::assign(draft, member),
        C::TakeBack { reason } => crate::ball::take_back(draft, reason),
        C::Offer { to, ball, brief, respond_by } => crate::handover::offer(draft, to, ball, &brief, respond_by),
        C::Accept { handover, promise } => crate::handover::accept(draft, handover, promise),
        C::AnswerOffer { handover, outcome, text } => crate::handover::answer(draft, handover, outcome, text),
        C::AskBack { handover, text } => crate::handover::ask_back(draft, handover, text),
        C::SayForPartner { handover, text } => crate::partner::said(draft, handover, text),
        C::LoseParty { org } => crate::partner::lose(draft, org),
        C::Clarify { handover, text } => crate::handover::clarify(draft, handover, text),
        C::Decline { handover, reason, text } => crate::handover::decline(draft, handover, reason, text),
        C::Withdraw { handover } => crate::handover::withdraw(draft, handover),
        C::FinishLeg { leg, outcome, text } => crate::leg::finish(draft, leg, outcome, text),
        C::ReturnLeg { leg, text } => crate::leg::give_back(draft, leg, |leg| JourneyEvent::LegReturned { leg, text }),
        C::GiveLegBack { leg, reason, text } => {
            crate::handover::with_reason(reason, text)?;
            crate::leg::give_back(draft, leg, |leg| JourneyEvent::LegDeclined { leg, reason, text, recalled: false })
        }
        C::AskAmount { leg, amount, text } => crate::leg::amount::ask(draft, leg, amount, text),
        C::DecideAmount { leg, granted, text } => crate::leg::amount::decide(draft, leg, granted, text),
        C::TagQuestion { question, repeats } => crate::question::tag(draft, question, repeats),
        C::WithdrawQuestion { question } => crate::question::withdraw(draft, question),
        C::Promise { promise } => crate::promise::make_and_tell(draft, promise),
        C::SayPromise { promise } => crate::promise::said::say(draft, promise),
        C::MovePromise { promise, window, reason, text, amount } => {
            crate::promise::shift(draft, promise, window, reason, (text, amount))
        }
        C::Fulfil { promise, at } => crate::promise::fulfil(draft, promise, at),
        C::Release { promise } => crate::promise::release(draft, promise),
        C::CarryPromise { from, what, window } => crate::promise::aside::carry(draft, from, what, window),
        C::Visit(command) => crate::visit::run(draft, command),
        C::Agreement(command) => crate::agreement::run(draft, command),
        C::Hold(command) => crate::hold::run(draft, command),
        C::Breach(command) => crate::breach::run(draft, command),
        C::Signal(command) => crate::signal::run(draft, command),
        C::Survey(command) => crate::survey::run(draft, command),
        C::Shipment(command) => crate::shipment::run(draft, command),
        C::ExtendLegal { weeks, reason, text } => crate::legal_term::extend(draft, weeks, reason, text),
        C::SuspendLegal { ground, until, text } => crate::legal_term::suspend(draft, ground, until, text),
        C::ResumeLegal {} => crate::legal_term::resume(draft),
        C::MarkComplaint { contact } => crate::legal_term::complain(draft, contact),
        C::Forward { forward } => crate::forward::forward(draft, forward),
        C::RequestCall { contact, when } => crate::promise::request_call(draft, contact, when),
        C::SentAround { contact } => crate::sent_around::say(draft, contact),
        C::ProposeOutcome { outcome, contact, amount } => crate::closing::propose(draft, outcome, contact, amount),
        C::ConfirmSolved {} => crate::closing::confirm(draft),
        C::NotSolved { contact } => crate::closing::not_solved(draft, contact),
        C::JustThanks { contact } => crate::closing::just_thanks(draft, contact),
        C::Close { how } => crate::closing::close(draft, how),
        C::Reopen { why } => {
            draft.member_team()?;
            crate::closing::reopen(draft, why, None)
        }
        C::Void { reason, duplicate_of } => crate::closing::void(draft, reason, duplicate_of),
        C::Unvoid {} => crate::closing::unvoid(draft),
        C::JoinInto { to } => crate::joining::join_into(draft, to),
        C::TakeIn { from, promises } => crate::joining::take_in(draft, from, &promises),
        C::Unjoin { stays } => crate::joining::unjoin(draft, &stays),
        C::GiveBack { from, promises } => crate::joining::give_back(draft, from, &promises),
        C::DoneTask { task, reached, note } => crate::task::done(draft, task, reached, note),
        C::MakeTask { way } => {
            draft.open()?;
            crate::task::make(draft, way, None);
            Ok(())
        }
        C::SendAgain { update } => crate::update::again::again(draft, update),
        C::Sent { update, text } => crate::update::sent(draft, update, text),
        C::Overtaken { update } => crate::update::overtaken(draft, update),
        C::Unreachable { update, why } => crate::update::way::unreachable(draft, update, why),
        C::Arrived { update, seen, at } => crate::update::way::arrived(draft, update, seen, at),
        C::Failed { update, permanent } => crate::update::failed(draft, update, permanent),
        C::Fire { deadline, of, due } => crate::deadline::fire(draft, deadline, of, due),
    }
}
