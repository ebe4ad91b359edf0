//! What a member does with a journey from a page of its own: hand over, ask, tell the outcome, take back, assign, note a
//! contact, set aside, close, open again.

mod handover;
mod instead;
mod question;
mod typed;

use axum::extract::{Path, State};
use regie_app::locale::Arg;
use regie_domain::codes::{
    Asks, Channel, CloseHow, Direction, Outcome, PromiseWhat, ReopenReason, TakeBackReason, VoidReason,
};
use regie_domain::command::{CallWish, JourneyCommand as C};
use regie_domain::event::Reach;
use regie_domain::ids::{ContactId, JourneyId, MemberId};
use regie_domain::promise::Promise;

use crate::builder::{Access, Routes};
use crate::form::Input;
use crate::gate::WORKERS;
use crate::pages::acts;
use crate::pages::journey::Act;
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Failure, Reply};
use crate::state::Web;
use crate::ui::absence;
use crate::ui::attempt::Wrong;
use crate::ui::journey::banners::{before_void, forward_instead, sent_around};
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::{greeting, message_words};
use crate::ui::journey::promises::{owed, settled};
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::visit::Visit;

use handover::handover;

pub(super) use handover::{brief, offering, reads, teams};
use typed::channel;

pub(super) use question::{ASKS, asked_before, question};
pub(in crate::ui) use typed::dated;
pub(in crate::ui) use typed::words;
pub(super) use typed::{amount, moment};

/// The pages of the acts.
pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    const ALL: [(Act, &str, &str); 16] = [
        (Act::Handover, "/journeys/{id}/handover", "offer"),
        (Act::Ask, "/journeys/{id}/question", "write-question"),
        (Act::Outcome, "/journeys/{id}/outcome", "propose-outcome"),
        (Act::TakeBack, "/journeys/{id}/take-back", "take-back"),
        (Act::Assign, "/journeys/{id}/assign", "assign"),
        (Act::Contact, "/journeys/{id}/contact", "record-contact"),
        (Act::Void, "/journeys/{id}/void", "void"),
        (Act::UndoVoid, "/journeys/{id}/undo-void", "unvoid"),
        (Act::JustThanks, "/journeys/{id}/just-thanks", "just-thanks"),
        (Act::Seen, "/journeys/{id}/seen", "see-contact"),
        (Act::Withdraw, "/journeys/{id}/close", "close"),
        (Act::Agreed, "/journeys/{id}/agreed", "confirm-solved"),
        (Act::NotSolved, "/journeys/{id}/not-solved", "not-solved"),
        (Act::Reopen, "/journeys/{id}/reopen", "reopen"),
        (Act::SentAround, "/journeys/{id}/back-and-forth", "sent-around"),
        (Act::WithdrawQuestion, "/journeys/{id}/withdraw-question", "withdraw-question"),
    ];
    ALL.into_iter().fold(routes, |routes, (act, path, command)| {
        let get = move |State(web): State<Web>, visit: Visit, Path(id): Path<String>| async move {
            let desk = Desk::open(&web, &visit, &id).await?;
            let sheet = sheet(&desk, act, act == Act::Ask && asked_before(&desk));
            let facts = instead::of(&web, &desk, act).await?;
            deed::show(&web, &desk, Sheet { facts, ..sheet }).await
        };
        let post = move |State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted| async move {
            submit(&web, Desk::open(&web, &visit, &id).await?, act, posted).await
        };
        routes.get(path, Access::Member(WORKERS), "journey", get).post(path, Access::Member(WORKERS), command, post)
    })
}

async fn submit(web: &Web, desk: Desk, act: Act, posted: Posted) -> Reply {
    if act == Act::Assign
        && let Some((wrong, proposed)) = to_somebody_away(&desk, &posted)
    {
        return deed::again(web, &desk, sheet(&desk, act, true), &proposed, &wrong).await;
    }
    let mut letter = Letter::new(web, desk.id);
    let deed = match act {
        Act::Void => void(web, &desk, &posted).await?,
        _ => command(&desk, act, &posted, &mut letter),
    };
    // A refusal to ask twice comes back with the question whether this is the last thing.
    let again = posted.some("last").is_some() || (act == Act::Ask && asked_before(&desk));
    let facts = instead::of(web, &desk, act).await?;
    let shown = |desk: &Desk| Ok(Sheet { facts: facts.clone(), ..sheet(desk, act, again) });
    deed::run(web, desk, &posted, letter, deed, shown).await
}

fn sheet(desk: &Desk, act: Act, again: bool) -> Sheet {
    let (cx, head) = (&desk.visit.cx, view::head(desk));
    let form = match act {
        Act::Handover => acts::handover(cx, &head, &teams(desk), &brief(desk), offering(desk)),
        Act::Ask => acts::question(cx, &head, &greeting(desk), again),
        Act::Outcome => acts::outcome(cx, &head, &greeting(desk), &with_outcome(desk)),
        Act::TakeBack => acts::take_back(cx, &head),
        Act::Assign => {
            let me = desk.visit.member.as_deref().map(|member| member.id.to_string()).unwrap_or_default();
            let form = acts::assign(cx, &head, &colleagues(desk), &me);
            if again { form.field("anyway", "absence-anyway", Input::Check(false)) } else { form }
        }
        Act::Contact => acts::contact(cx, &head),
        Act::Void => acts::void(cx, &head, desk.loaded.journey.waits_for_a_word()),
        Act::Withdraw => acts::close(cx, &head),
        Act::NotSolved => acts::not_solved(cx, &head),
        Act::SentAround => acts::sent_around(cx, &head),
        Act::Seen => {
            let last = desk.loaded.journey.unread().last().map(|(id, _)| id.to_string()).unwrap_or_default();
            acts::plain(cx, &head, act).with("seen", last)
        }
        Act::UndoVoid
        | Act::JustThanks
        | Act::Agreed
        | Act::Reopen
        | Act::WithdrawQuestion
        | Act::Forward
        | Act::Join
        | Act::Unjoin
        | Act::Complaint
        | Act::ExtendLegal
        | Act::SuspendLegal
        | Act::ResumeLegal => acts::plain(cx, &head, act),
    };
    Sheet { banners: before(desk, act), ..Sheet::new(act.key(), form) }
}

/// A ball that is given to a colleague who is away: said once, with the substitute proposed, unless it was meant so.
fn to_somebody_away(desk: &Desk, posted: &Posted) -> Option<(Wrong, Posted)> {
    let visit = &desk.visit;
    let member = MemberId::parse(posted.get("member")).ok().and_then(|id| visit.directory.member(id))?;
    let own = visit.member.as_deref().is_some_and(|own| own.id == member.id);
    let away = absence::away(visit, member.id).filter(|_| !own && posted.some("anyway").is_none())?;
    let mut proposed = Posted { fields: posted.fields.clone(), files: Vec::new() };
    let substitute = absence::stands_in(visit, member.id);
    let words = match &substitute {
        Some((_, name)) => visit.cx.lang.t(
            "absence-warns-with",
            &[("name", Arg::Text(&member.name)), ("away", Arg::Text(&away)), ("substitute", Arg::Text(name))],
        ),
        None => visit.cx.t2("absence-warns", "name", &member.name, "away", away),
    };
    if let Some((id, _)) = substitute {
        proposed.fields.iter_mut().filter(|(name, _)| name == "member").for_each(|(_, value)| *value = id.to_string());
    }
    Some((Wrong::Fields(vec![("member".to_owned(), words)]), proposed))
}

/// What stands in the way, said before anything is typed.
fn before(desk: &Desk, act: Act) -> Vec<Banner> {
    if act == Act::Void {
        return before_void(desk).into_iter().chain(forward_instead(desk)).collect();
    }
    if act == Act::SentAround {
        return sent_around(desk).into_iter().collect();
    }
    let untied = crate::ui::journey::who::untied(desk).filter(|_| act == Act::Outcome);
    let Some((_, question)) = desk.loaded.journey.open_question().filter(|_| matches!(act, Act::Ask | Act::Outcome))
    else {
        return untied.into_iter().collect();
    };
    let asks = desk.mine(question.asker) || desk.may().directs;
    let link = asks.then(|| (format!("{}/withdraw-question", desk.href()), desk.visit.cx.t("act-withdraw-question")));
    let words = desk.visit.cx.t("question-open-already");
    let open = Banner { link, ..Banner::new(Tone::Warn, "circle-help", words) };
    untied.into_iter().chain([open]).collect()
}

/// What was promised that an outcome does not keep by itself. A call is kept by a call: by one that tells the outcome.
fn with_outcome(desk: &Desk) -> Vec<acts::Owed> {
    let calls = own_channel(desk) == Channel::Phone;
    let call = |promise: &Promise| promise.what == PromiseWhat::CallBack;
    let mut found = owed(desk, |promise| promise.what == PromiseWhat::Other);
    found.extend(owed(desk, call).into_iter().map(|one| acts::Owed { ticked: calls, ..one }));
    found
}

fn command(desk: &Desk, act: Act, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let visit = &desk.visit;
    match act {
        Act::Handover => handover(desk, posted, letter),
        Act::Ask => Ok(Deed::on_ball(question(desk, posted, letter, None)?, "said-asked")),
        Act::Outcome => outcome(desk, posted, letter),
        Act::TakeBack => {
            let reason = TakeBackReason::parse(posted.get("reason"))
                .ok_or_else(|| Wrong::field(visit, "reason", "invalid-choice"))?;
            Ok(Deed::on_ball(C::TakeBack { reason }, "said-taken-back"))
        }
        Act::Assign => {
            let member = match posted.get("member") {
                "nobody" => None,
                id => Some(MemberId::parse(id).map_err(|_| Wrong::field(visit, "member", "invalid-choice"))?),
            };
            Ok(Deed::on_ball(C::Assign { member }, "said-assigned"))
        }
        Act::Contact => contact(desk, posted, letter),
        Act::UndoVoid => Ok(Deed::free(C::Unvoid {}, "said-unvoided")),
        Act::JustThanks => {
            let contact = desk.perhaps_thanks().ok_or(Wrong::Changed)?;
            Ok(Deed::free(C::JustThanks { contact }, "said-closed"))
        }
        Act::Seen => {
            // What was written while this page was open has not been seen.
            let named = posted.some("seen").and_then(|id| ContactId::parse(id).ok());
            let contact = named.or_else(|| desk.loaded.journey.unread().last().map(|(id, _)| id));
            Ok(Deed::free(C::SeeContact { contact: contact.ok_or(Wrong::Changed)? }, "said-seen"))
        }
        Act::Withdraw => {
            let how = CloseHow::parse(posted.get("how")).ok_or_else(|| Wrong::field(visit, "how", "invalid-choice"))?;
            Ok(Deed::on_ball(C::Close { how }, "said-closed"))
        }
        Act::Agreed => Ok(Deed::free(C::ConfirmSolved {}, "said-closed")),
        Act::NotSolved => {
            let text = words(desk, posted, "text")?;
            let channel = channel(desk, posted)?;
            let contact = letter.contact(Direction::In, channel, customer(desk), text, Vec::new());
            Ok(Deed::free(C::NotSolved { contact }, "said-reopened"))
        }
        Act::SentAround => {
            let channel = channel(desk, posted)?;
            let said = posted.some("text").map_or_else(|| visit.cx.t("sent-around-words"), str::to_owned);
            let contact = letter.contact(Direction::In, channel, customer(desk), &said, Vec::new());
            let running = desk.loaded.journey.call_for_sent_around().is_some();
            let said = if running { "said-sent-around-again" } else { "said-sent-around" };
            Ok(Deed::free(C::SentAround { contact }, said))
        }
        Act::Reopen => Ok(Deed::free(C::Reopen { why: ReopenReason::Member }, "said-reopened")),
        Act::WithdrawQuestion => {
            let (question, _) = desk.loaded.journey.open_question().ok_or(Wrong::Changed)?;
            Ok(Deed::on_ball(C::WithdrawQuestion { question }, "said-question-withdrawn"))
        }
        // These have pages of their own.
        Act::Void
        | Act::Forward
        | Act::Join
        | Act::Unjoin
        | Act::Complaint
        | Act::ExtendLegal
        | Act::SuspendLegal
        | Act::ResumeLegal => Err(Wrong::Changed),
    }
}

/// The customer's place on the journey.
pub(super) fn customer(desk: &Desk) -> Option<regie_domain::ids::ParticipantId> {
    desk.loaded.journey.customer_participant().map(|(id, _)| id)
}

/// The channel of a message to the customer.
pub(in crate::ui) fn own_channel(desk: &Desk) -> Channel {
    use regie_domain::codes::TaskKind;
    match desk.loaded.journey.customer_participant().map(|(_, person)| person.reach) {
        Some(Reach::Task { task: TaskKind::Call }) => Channel::Phone,
        Some(Reach::Task { task: TaskKind::Letter | TaskKind::Fetch | TaskKind::Apology }) => Channel::Letter,
        Some(Reach::None) => Channel::Web,
        Some(Reach::Text { .. }) => Channel::Text,
        Some(Reach::Social { .. }) => Channel::Social,
        Some(Reach::Email { .. }) | None => Channel::Email,
    }
}

fn colleagues(desk: &Desk) -> Vec<(String, String)> {
    let Some(team) = desk.loaded.journey.ball.holder.team() else { return Vec::new() };
    let members = desk.visit.directory.members.values().map(|found| &found.value);
    let mut found: Vec<(String, String)> = members
        .filter(|member| member.active && member.is_in(team.team))
        .map(|member| {
            let away = absence::away(&desk.visit, member.id).map(|away| format!(" ({away})")).unwrap_or_default();
            (member.id.to_string(), format!("{}{away}", member.name))
        })
        .collect();
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

fn outcome(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let how = Outcome::parse(posted.get("how"));
    let text = message_words(desk, posted).ok();
    let amount = amount(desk, posted, "amount")?;
    let (Some(outcome), Some(text)) = (how, text) else {
        let mut faults = Vec::new();
        if how.is_none() {
            faults.push(("how".to_owned(), desk.visit.cx.t("invalid-choice")));
        }
        if text.is_none() {
            faults.push(("text".to_owned(), desk.visit.cx.t("text-empty")));
        }
        return Err(Wrong::Fields(faults));
    };
    let contact = letter.contact(Direction::Out, own_channel(desk), None, text, Vec::new());
    let told = Deed::on_ball(C::ProposeOutcome { outcome, contact, amount }, "said-outcome");
    Ok(told.after(settled(posted, &with_outcome(desk))).taking())
}

fn contact(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let visit = &desk.visit;
    let text = words(desk, posted, "text")?;
    let channel = channel(desk, posted)?;
    let direction =
        Direction::parse(posted.get("direction")).ok_or_else(|| Wrong::field(visit, "direction", "invalid-choice"))?;
    let at = moment(desk, posted, "at")?;
    let dated = dated(visit, posted)?.filter(|_| channel == Channel::Letter);
    let files = letter.files(&visit.cx, posted).map_err(Wrong::Fields)?;
    let mut contact = letter.contact(direction, channel, customer(desk), text, files);
    contact.dated = dated;
    contact.asks = Asks::parse(posted.get("asks")).unwrap_or(Asks::Something);
    // The form offers the present minute; only another one was said.
    contact.occurred_at = at.filter(|at| visit.cx.now.duration_since(*at).as_secs() >= 60 || *at > visit.cx.now);
    if direction == Direction::In && posted.some("call_back").is_some() {
        return Ok(Deed::free(C::RequestCall { contact, when: CallWish::Soon }, "said-contact"));
    }
    Ok(Deed::free(C::RecordContact { contact, answers: None }, "said-contact"))
}

async fn void(web: &Web, desk: &Desk, posted: &Posted) -> Result<Result<Deed, Wrong>, Failure> {
    let reason = VoidReason::parse(posted.get("reason")).filter(|reason| *reason != VoidReason::Joined);
    let Some(reason) = reason else {
        return Ok(Err(Wrong::field(&desk.visit, "reason", "invalid-choice")));
    };
    let duplicate_of = match posted.some("reference") {
        None => None,
        Some(typed) => match by_reference(web, &desk.visit, typed).await? {
            Some(found) if found != desk.id => Some(found),
            _ => return Ok(Err(Wrong::field(&desk.visit, "reference", "reference-wrong"))),
        },
    };
    Ok(Ok(Deed::free(C::Void { reason, duplicate_of }, "said-voided")))
}

/// The journey of a number.
pub(in crate::ui) async fn by_reference(web: &Web, visit: &Visit, typed: &str) -> Result<Option<JourneyId>, Failure> {
    let Some(reference) = regie_domain::reference::Reference::typed(typed) else { return Ok(None) };
    let found = web.app.search(&visit.scope()?, &reference.to_string()).await?;
    Ok(found.hits.into_iter().map(|hit| hit.row).find(|row| row.reference == reference).map(|row| row.id))
}
