//! A partner's own page behind a link, without an account: it accepts, asks, answers, declines, moves a promise, and says what
//! is done. All that the page shows was put together by the app under the sharing agreement; nothing is read past it.

mod chain;
mod own;
mod view;

pub(super) use own::own_part;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::content::{ContentKind, Text};
use regie_app::partners::PartnerPage as Known;
use regie_domain::codes::{Channel, DeclineReason, Direction, MoveReason, Outcome, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand as C, NewPromise};
use regie_domain::event::{ContactFacts, Promisee, Window};
use regie_domain::ids::{ContentId, HandoverId, LegId, PromiseId};
use regie_domain::money::Cents;
use regie_domain::partner::gives_back_to;
use regie_domain::refusal::{Code, Refusal};
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::pages::partners::{PartnerGonePage, PartnerPage};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::shell;
use crate::ui::status::plain;
use crate::visit::Visit;

/// The longest text, in characters.
const LONGEST: usize = 20_000;
/// The longest number or plate that is looked for, in characters.
const LONGEST_ASKED: usize = 100;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let link = Access::PartnerLink;
    routes
        .get("/p/{token}", link, "partner", show)
        .post("/p/{token}/accept", link, "accept", accept)
        .post("/p/{token}/ask", link, "ask_back", ask)
        .post("/p/{token}/answer", link, "answer_offer", answer)
        .post("/p/{token}/decline", link, "decline", decline)
        .post("/p/{token}/move", link, "move_promise", shift)
        .post("/p/{token}/find", link, "find_for_partner", find)
        .post("/p/{token}/called", link, "record_contact", called)
        .post("/p/{token}/done", link, "finish_leg", done)
        .post("/p/{token}/question", link, "return_leg", question)
        .post("/p/{token}/give-back", link, "give_leg_back", give_back)
        .post("/p/{token}/amount", link, "ask_amount", ask_amount)
        .post("/p/{token}/lead", link, "offer", give_lead)
        .post("/p/{token}/lead/answer", link, "clarify", clarify_lead)
        .post("/p/{token}/lead/keep", link, "withdraw", keep_lead)
        .post("/p/{token}/link", link, "renew_partner_link", renew)
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
}

/// What is behind a link that works.
pub(super) struct Opened {
    pub(super) known: Known,
    pub(super) token: String,
}

impl Opened {
    pub(super) async fn behind(web: &Web, visit: &Visit, token: &str) -> Result<Self, Failure> {
        match web.app.open_partner(token).await? {
            Some(known) => Ok(Self { known, token: token.to_owned() }),
            None => Err(gone(visit, token)),
        }
    }

    fn text(&self, web: &Web, words: &str) -> Text {
        Text::plain(web.app.ports.id(), ContentKind::Text, words, Some(self.known.seat.journey))
    }

    /// Runs what was asked; what cannot be done stands on the page as it is now.
    async fn run(&self, web: &Web, visit: &Visit, posted: &Posted, act: Act) -> Reply {
        let Act { command, texts, said } = act;
        match web.app.act_as_partner(self.known.seat, command, texts, posted.key()).await {
            Ok(_) => see(&format!("/p/{}?said={said}", self.token)),
            Err(AppError::Refused(refusal)) => {
                let now = Self::behind(web, visit, &self.token).await?;
                let mut page = now.page(visit);
                let most = refusal.amount.map(|amount| visit.cx.money(&amount.0)).unwrap_or_default();
                page.problem = Some(visit.cx.t1(words_of(&refusal), "amount", most));
                fill(&mut page, posted, &[]);
                page_with(StatusCode::CONFLICT, &page)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The page again, with what is wrong at its form.
    fn wrong(&self, visit: &Visit, posted: &Posted, faults: &[(&str, &str)]) -> Reply {
        let mut page = self.page(visit);
        fill(&mut page, posted, faults);
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    }
}

/// What a form asks for.
struct Act {
    command: C,
    texts: Vec<Text>,
    said: &'static str,
}

/// Puts what was typed back into its form, with what is wrong.
fn fill(page: &mut PartnerPage, posted: &Posted, faults: &[(&str, &str)]) {
    let offers = page.offers.iter_mut().flat_map(|offer| {
        [Some(&mut offer.accept), Some(&mut offer.ask), offer.answer.as_mut(), Some(&mut offer.decline)]
    });
    let legs = page.legs.iter_mut().flat_map(|leg| {
        let own = leg.promises.iter_mut().map(|(_, form)| Some(form));
        let call = leg.call.as_mut().map(|(_, form)| form);
        own.chain([call, Some(&mut leg.done), Some(&mut leg.question), Some(&mut leg.back), leg.amount.as_mut()])
    });
    let lead = page.direction.iter_mut().flat_map(|lead| {
        let own = lead.promises.iter_mut().map(|(_, form)| Some(form));
        let call = lead.call.as_mut().map(|(_, form)| form);
        own.chain([call, lead.done.as_mut(), lead.give.as_mut(), lead.clarify.as_mut()])
    });
    let is_it = |form: &&mut Form| {
        let named = form.hidden.iter().all(|(name, value)| posted.get(name) == value);
        named
            && form
                .fields
                .iter()
                .map(|field| field.name.as_str())
                .all(|name| posted.fields.iter().any(|(known, _)| known == name) || name == "reason")
    };
    let wanted: Vec<&str> = faults.iter().map(|(field, _)| *field).collect();
    for form in offers.chain(legs).chain(lead).flatten() {
        let fits = wanted.iter().all(|field| form.fields.iter().any(|known| known.name == *field));
        if !fits || !is_it(&form) {
            continue;
        }
        let mut filled = form.clone().fill(&posted.fields);
        for (field, key) in faults {
            let words = filled.cx.t(key);
            filled.error(field, words);
        }
        *form = filled;
        return;
    }
}

/// A refusal in a partner's words.
fn words_of(refusal: &Refusal) -> &'static str {
    match refusal.code {
        Code::PromiseInPast | Code::ImplausibleTime => "partner-not-past",
        Code::AmountNegative => "invalid-amount",
        Code::OverMandate => "partner-over-mandate",
        Code::SilentClose => "partner-not-silent",
        Code::QuestionOpen => "partner-not-asked",
        _ => "partner-not-now",
    }
}

fn gone(visit: &Visit, token: &str) -> Failure {
    let form = Form::new(&visit.cx, "link", format!("/p/{}/link", plain(token)), "partner-gone-send");
    let page = PartnerGonePage { cx: visit.cx.clone(), shell: shell::customer(visit), form: Some(form) };
    Failure::instead(StatusCode::GONE, &page)
}

async fn show(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    Query(Said { said }): Query<Said>,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    let mut shown = opened.page(&visit);
    // What was just said is a key of the locales, never words from the address bar.
    shown.said =
        said.filter(|key| key.starts_with("said-partner-") && visit.cx.lang.has(key)).map(|key| visit.cx.t(&key));
    page(&shown)
}

/// Sends a fresh link to the partner's own address, never here. Nobody hears whether it went.
async fn renew(State(web): State<Web>, visit: Visit, Path(token): Path<String>, _posted: Posted) -> Reply {
    web.app.renew_partner_link(&token).await?;
    page(&PartnerGonePage { cx: visit.cx.clone(), shell: shell::customer(&visit), form: None })
}

/// Words that were typed: whether they are there, and not too many.
fn typed(posted: &Posted, needed: bool) -> Result<Option<&str>, (&'static str, &'static str)> {
    match posted.some("text") {
        None if needed => Err(("text", "invalid-required")),
        Some(words) if words.chars().count() > LONGEST => Err(("text", "invalid-too-long")),
        words => Ok(words),
    }
}

async fn accept(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    let Some(handover) = posted.some("handover").and_then(|id| HandoverId::parse(id).ok()) else {
        return Err(AppError::NotFound("handover").into());
    };
    let (until, cost) = (posted.some("until"), posted.some("cost"));
    let window = until.map(|text| visit.cx.parse_local(text).ok_or(("until", "due-wrong"))).transpose();
    let amount = cost.map(|text| Cents::parse(text).map_err(|_| ("cost", "invalid-amount"))).transpose();
    let words = typed(&posted, false);
    let faults: Vec<_> =
        [window.as_ref().err(), amount.as_ref().err(), words.as_ref().err()].into_iter().flatten().copied().collect();
    let (Ok(window), Ok(amount), Ok(words), true) = (window, amount, words, faults.is_empty()) else {
        return opened.wrong(&visit, &posted, &faults);
    };
    let text = words.map(|words| opened.text(&web, words));
    let promise = window.map(|until| NewPromise {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Result,
        text: text.as_ref().map(|text| text.id),
        to: Promisee::Customer,
        window: Some(Window::by(until)),
        cost: amount,
        replaces: None,
    });
    let texts = text.filter(|_| promise.is_some()).into_iter().collect();
    let act = Act { command: C::Accept { handover, promise }, texts, said: "said-partner-accepted" };
    opened.run(&web, &visit, &posted, act).await
}

/// A form with words and, perhaps, a choice.
async fn with_words(
    (web, visit, token, posted): (&Web, &Visit, &str, &Posted),
    needed: bool,
    said: &'static str,
    command: impl FnOnce(&Opened, Option<ContentId>) -> Result<C, (&'static str, &'static str)>,
) -> Reply {
    let opened = Opened::behind(web, visit, token).await?;
    let words = match typed(posted, needed) {
        Ok(words) => words,
        Err(fault) => return opened.wrong(visit, posted, &[fault]),
    };
    let text = words.map(|words| opened.text(web, words));
    match command(&opened, text.as_ref().map(|text| text.id)) {
        Ok(command) => {
            let act = Act { command, texts: text.into_iter().collect(), said };
            opened.run(web, visit, posted, act).await
        }
        Err(("", _)) => Err(AppError::NotFound("page").into()),
        Err(fault) => opened.wrong(visit, posted, &[fault]),
    }
}

/// The id in a hidden field; what has none is no form of ours.
fn named<T>(
    posted: &Posted,
    field: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, (&'static str, &'static str)> {
    posted.some(field).and_then(parse).ok_or(("", ""))
}

fn offer_of(posted: &Posted) -> Result<HandoverId, (&'static str, &'static str)> {
    named(posted, "handover", |id| HandoverId::parse(id).ok())
}

fn leg_of(posted: &Posted) -> Result<LegId, (&'static str, &'static str)> {
    named(posted, "leg", |id| LegId::parse(id).ok())
}

fn reason_of(posted: &Posted) -> Result<DeclineReason, (&'static str, &'static str)> {
    DeclineReason::parse(posted.get("reason")).ok_or(("reason", "invalid-choice"))
}

fn outcome_of(posted: &Posted) -> Result<Outcome, (&'static str, &'static str)> {
    Outcome::parse(posted.get("outcome")).ok_or(("outcome", "invalid-choice"))
}

async fn ask(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), true, "said-partner-asked", |_, text| {
        let text = text.ok_or(("text", "invalid-required"))?;
        Ok(C::AskBack { handover: offer_of(&posted)?, text })
    })
    .await
}

async fn answer(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), true, "said-partner-answered", |_, text| {
        let text = text.ok_or(("text", "invalid-required"))?;
        Ok(C::AnswerOffer { handover: offer_of(&posted)?, outcome: outcome_of(&posted)?, text })
    })
    .await
}

async fn decline(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), false, "said-partner-declined", |_, text| {
        Ok(C::Decline { handover: offer_of(&posted)?, reason: reason_of(&posted)?, text })
    })
    .await
}

async fn shift(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), false, "said-partner-moved", |_, text| {
        let promise = named(&posted, "promise", |id| PromiseId::parse(id).ok())?;
        let until = visit.cx.parse_local(posted.get("until")).ok_or(("until", "due-wrong"))?;
        let reason = MoveReason::parse(posted.get("reason")).ok_or(("reason", "invalid-choice"))?;
        let amount = posted.some("amount").map(|text| Cents::parse(text).map_err(|_| ("amount", "invalid-amount")));
        let amount = amount.transpose()?.filter(|amount| amount.0 != 0);
        if amount.is_some() && text.is_none() {
            return Err(("text", "partner-amount-words"));
        }
        Ok(C::MovePromise { promise, window: Window::by(until), reason, text, amount })
    })
    .await
}

/// Who rings: work of the partner's own by its number, a shipment, a plate or a telephone number. What was typed stands in no
/// address and no record.
async fn find(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    let asked = posted.some("who").unwrap_or_default();
    let mut shown = opened.page(&visit);
    if asked.chars().count() > LONGEST_ASKED {
        shown.find.error("who", visit.cx.t("invalid-too-long"));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let found = web.app.find_for_partner(opened.known.seat, asked).await?;
    shown.find = shown.find.fill(&posted.fields);
    shown.found = Some(found.into_iter().map(|one| (one.url, one.number, one.label)).collect());
    page(&shown)
}

/// The customer was called, as was promised: what was said stands with the contacts.
async fn called(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let contact = web.app.ports.id();
    with_words((&web, &visit, &token, &posted), true, "said-partner-called", |opened, text| {
        let text = text.ok_or(("text", "invalid-required"))?;
        let said = ContactFacts::said(contact, Direction::Out, Channel::Phone, text);
        let participant = opened.known.journey.customer_participant().map(|(id, _)| id);
        Ok(C::RecordContact { contact: ContactFacts { participant, ..said }, answers: None })
    })
    .await
}

async fn done(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let contact = web.app.ports.id();
    with_words((&web, &visit, &token, &posted), true, "said-partner-done", |opened, text| {
        let text = text.ok_or(("text", "invalid-required"))?;
        let outcome = outcome_of(&posted)?;
        if opened.tells() {
            let contact = ContactFacts::said(contact, Direction::Out, Channel::Email, text);
            return Ok(C::ProposeOutcome { outcome, contact, amount: None });
        }
        Ok(C::FinishLeg { leg: leg_of(&posted)?, outcome: Some(outcome), text: Some(text) })
    })
    .await
}

async fn question(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), true, "said-partner-asked", |_, text| {
        let text = text.ok_or(("text", "invalid-required"))?;
        Ok(C::ReturnLeg { leg: leg_of(&posted)?, text })
    })
    .await
}

async fn give_back(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), false, "said-partner-declined", |_, text| {
        Ok(C::GiveLegBack { leg: leg_of(&posted)?, reason: reason_of(&posted)?, text })
    })
    .await
}

async fn ask_amount(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), true, "said-partner-amount", |_, text| {
        let text = text.ok_or(("text", "invalid-required"))?;
        let sum = posted.some("sum").ok_or(("sum", "invalid-required"))?;
        let amount = Cents::parse(sum).ok().filter(|amount| amount.0 > 0).ok_or(("sum", "invalid-amount"))?;
        Ok(C::AskAmount { leg: leg_of(&posted)?, amount, text })
    })
    .await
}

/// The direction is offered back to who gave it, with the blueprint's brief.
async fn give_lead(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    let known = &opened.known;
    let to = gives_back_to(&known.journey, known.seat.org).ok_or(AppError::NotFound("page"))?;
    let (mut faults, mut texts, mut brief) = (Vec::new(), Vec::new(), Vec::new());
    let names: Vec<_> = known.blueprint.brief.iter().map(|field| (format!("brief.{}", field.code), field)).collect();
    for (name, field) in &names {
        match posted.some(name) {
            None if field.required => faults.push((name.as_str(), "invalid-required")),
            Some(words) if words.chars().count() > LONGEST => faults.push((name.as_str(), "invalid-too-long")),
            words => {
                let text = words.map(|words| opened.text(&web, words));
                brief.push(text.as_ref().map(|text| text.id));
                texts.extend(text);
            }
        }
    }
    if !faults.is_empty() {
        return opened.wrong(&visit, &posted, &faults);
    }
    let command = C::Offer { to, ball: None, brief, respond_by: None };
    opened.run(&web, &visit, &posted, Act { command, texts, said: "said-partner-lead" }).await
}

async fn clarify_lead(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    with_words((&web, &visit, &token, &posted), true, "said-partner-clarified", |_, text| {
        let text = text.ok_or(("text", "invalid-required"))?;
        Ok(C::Clarify { handover: offer_of(&posted)?, text })
    })
    .await
}

async fn keep_lead(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    let handover = offer_of(&posted).map_err(|_| AppError::NotFound("handover"))?;
    let command = C::Withdraw { handover };
    opened.run(&web, &visit, &posted, Act { command, texts: Vec::new(), said: "said-partner-lead-kept" }).await
}
