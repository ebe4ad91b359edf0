//! Offers on a journey: one on a page of its own, and every way to answer it or to end the work that came of it.

use axum::extract::{Path, State};
use jiff::Timestamp;
use regie_app::AppError;
use regie_domain::codes::{BallGoes, DeclineReason, Outcome, PromiseKind};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::{JourneyEvent, Subject};
use regie_domain::handover::{Handover, HandoverState, Leg, LegState};
use regie_domain::ids::{ContentId, HandoverId, LegId};
use regie_domain::journey::Holder;
use regie_domain::money::Cents;
use regie_domain::partner::{Partner, PartnerKind, SharedField, SharingMoment, is_for_chain};
use regie_domain::promise::{Promise, PromiseState};

use crate::builder::{Access, Routes};
use crate::gate::{READERS, WORKERS};
use crate::pages::acts;
use crate::pages::handovers::{HandoversPage, OfferAct, OfferActs, OfferCard, OfferState, answer_offer};
use crate::pages::journey::Fact;
use crate::pages::parts::JourneyRef;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::{asked_before, question, words};
use crate::ui::journey::agreements::urgent;
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::ui::journey::promises::{new_promise, owed, settled};
use crate::ui::journey::{says, view};
use crate::ui::letter::Letter;
use crate::ui::names::Names;
use crate::ui::shell;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    const ALL: [(OfferAct, &str, &str); 11] = [
        (OfferAct::Accept, "/journeys/{id}/handovers/{of}/accept", "accept"),
        (OfferAct::Answer, "/journeys/{id}/handovers/{of}/answer", "answer-offer"),
        (OfferAct::AskBack, "/journeys/{id}/handovers/{of}/ask", "ask-back"),
        (OfferAct::Clarify, "/journeys/{id}/handovers/{of}/clarify", "clarify"),
        (OfferAct::Decline, "/journeys/{id}/handovers/{of}/decline", "decline"),
        (OfferAct::Withdraw, "/journeys/{id}/handovers/{of}/withdraw", "withdraw"),
        (OfferAct::Finish, "/journeys/{id}/legs/{of}/finish", "finish-leg"),
        (OfferAct::Return, "/journeys/{id}/legs/{of}/return", "return-leg"),
        (OfferAct::GiveBack, "/journeys/{id}/legs/{of}/give-back", "give-leg-back"),
        (OfferAct::Amount, "/journeys/{id}/legs/{of}/amount", "ask-amount"),
        (OfferAct::Decide, "/journeys/{id}/legs/{of}/decide", "decide-amount"),
    ];
    let routes = ALL.into_iter().fold(routes, |routes, (act, path, name)| {
        let get = move |State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>| async move {
            let desk = Desk::open_part(&web, &visit, &id).await?;
            let sheet = sheet(&desk, act, &of)?;
            deed::show(&web, &desk, sheet).await
        };
        let post = move |State(web): State<Web>,
                         visit: Visit,
                         Path((id, of)): Path<(String, String)>,
                         posted: Posted| async move {
            let desk = Desk::open_part(&web, &visit, &id).await?;
            let mut letter = Letter::new(&web, desk.id);
            let deed = command(&desk, act, &of, &posted, &mut letter)?;
            deed::run(&web, desk, &posted, letter, deed, |desk| sheet(desk, act, &of)).await
        };
        routes.get(path, Access::Member(WORKERS), "journey", get).post(path, Access::Member(WORKERS), name, post)
    });
    routes
        .get("/journeys/{id}/handovers/{of}", Access::Member(READERS), "journey", one)
        .get("/journeys/{id}/handovers/{of}/question", Access::Member(WORKERS), "journey", question_page)
        .post("/journeys/{id}/handovers/{of}/question", Access::Member(WORKERS), "write-question", ask)
}

async fn one(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open_part(&web, &visit, &id).await?;
    let (id, offer) = find(&desk, &of)?;
    let shell = shell::staff(&web, &desk.visit, Nav::Handovers, None).await?;
    page(&HandoversPage {
        cx: desk.visit.cx.clone(),
        shell,
        tabs: Vec::new(),
        offers: vec![card(&desk, id, offer)],
        more: None,
    })
}

async fn question_page(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let sheet = question_sheet(&desk, &of)?;
    deed::show(&web, &desk, sheet).await
}

async fn ask(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (handover, _) = find(&desk, &of)?;
    let mut letter = Letter::new(&web, desk.id);
    let deed =
        question(&desk, &posted, &mut letter, Some(handover)).map(|command| Deed::on_ball(command, "said-asked"));
    deed::run(&web, desk, &posted, letter, deed, |desk| question_sheet(desk, &of)).await
}

fn question_sheet(desk: &Desk, of: &str) -> Result<Sheet, AppError> {
    let (id, offer) = find(desk, of)?;
    let form =
        acts::question_through(&desk.visit.cx, &view::head(desk), &id.to_string(), &greeting(desk), asked_before(desk));
    Ok(Sheet { facts: brief_facts(&card(desk, id, offer)), ..Sheet::new("offer-ask-customer", form) })
}

pub(super) fn find<'a>(desk: &'a Desk, of: &str) -> Result<(HandoverId, &'a Handover), AppError> {
    let id = HandoverId::parse(of).map_err(|_| AppError::NotFound("handover"))?;
    let offer = desk.loaded.journey.handovers.get(&id).ok_or(AppError::NotFound("handover"))?;
    if desk.is_part() && !desk.mine(offer.to) && !desk.mine(offer.from) {
        return Err(AppError::NotFound("handover"));
    }
    Ok((id, offer))
}

/// The offer that an address is about: named itself, or by the leg that came of it.
fn find_for<'a>(desk: &'a Desk, act: OfferAct, of: &str) -> Result<(HandoverId, &'a Handover), AppError> {
    if !act.on_leg() {
        return find(desk, of);
    }
    let leg = desk.loaded.journey.legs.get(&leg_id(of)?).ok_or(AppError::NotFound("leg"))?;
    find(desk, &leg.handover.to_string())
}

fn leg_id(of: &str) -> Result<LegId, AppError> {
    LegId::parse(of).map_err(|_| AppError::NotFound("leg"))
}

fn sheet(desk: &Desk, act: OfferAct, of: &str) -> Result<Sheet, AppError> {
    let (id, offer) = find_for(desk, act, of)?;
    let mut card = card(desk, id, offer);
    if act.on_leg() {
        card.leg = Some(of.to_owned());
    }
    let owed = if act == OfferAct::Finish { of_leg(desk, of) } else { Vec::new() };
    let form = answer_offer(&desk.visit.cx, &card, act);
    let form = if owed.is_empty() { form } else { acts::with_promises(form, &owed) };
    let title = if act == OfferAct::Withdraw { "offer-withdraw-title" } else { act.key() };
    Ok(Sheet { facts: brief_facts(&card), ..Sheet::new(title, form) })
}

pub(super) fn brief_facts(card: &OfferCard) -> Vec<Fact> {
    let said = card.brief.iter().chain(&card.thread);
    said.map(|(name, value)| Fact { name: name.clone(), value: value.clone(), href: None }).collect()
}

/// What a form about an offer or leg asks for. What is left out goes to the rule that refuses it (rule 4 names what is
/// missing and why), so that page and API say the same.
fn command(
    desk: &Desk,
    act: OfferAct,
    of: &str,
    posted: &Posted,
    letter: &mut Letter<'_>,
) -> Result<Result<Deed, Wrong>, AppError> {
    let (handover, _) = find_for(desk, act, of)?;
    let choice = |name: &str| Wrong::field(&desk.visit, name, "invalid-choice");
    Ok(match act {
        OfferAct::Accept => accept(desk, handover, posted, letter),
        OfferAct::Answer => match (Outcome::parse(posted.get("outcome")), words(desk, posted, "text")) {
            (None, _) => Err(choice("outcome")),
            (_, Err(wrong)) => Err(wrong),
            (Some(outcome), Ok(text)) => {
                let text = letter.words(text);
                Ok(Deed::free(C::AnswerOffer { handover, outcome, text }, "said-offer-answered"))
            }
        },
        OfferAct::AskBack => words(desk, posted, "text")
            .map(|text| Deed::free(C::AskBack { handover, text: letter.words(text) }, "said-asked-back")),
        OfferAct::Clarify => words(desk, posted, "text")
            .map(|text| Deed::free(C::Clarify { handover, text: letter.words(text) }, "said-clarified")),
        OfferAct::Decline => DeclineReason::parse(posted.get("ground")).ok_or_else(|| choice("ground")).map(|reason| {
            let text = letter.some(posted.some("text"));
            Deed::free(C::Decline { handover, reason, text }, "said-declined")
        }),
        OfferAct::Withdraw => Ok(Deed::free(C::Withdraw { handover }, "said-withdrawn")),
        OfferAct::Finish => {
            let text = letter.some(posted.some("text"));
            let outcome = Outcome::parse(posted.get("outcome"));
            let deed = Deed::free(C::FinishLeg { leg: leg_id(of)?, outcome, text }, "said-finished");
            // What is missing is refused by the rule, and then nothing is settled either.
            Ok(deed.after(settled(posted, &of_leg(desk, of))))
        }
        OfferAct::Return => {
            let leg = leg_id(of)?;
            words(desk, posted, "text")
                .map(|text| Deed::free(C::ReturnLeg { leg, text: letter.words(text) }, "said-returned"))
        }
        OfferAct::GiveBack => {
            let leg = leg_id(of)?;
            DeclineReason::parse(posted.get("ground")).ok_or_else(|| choice("ground")).map(|reason| {
                let text = letter.some(posted.some("text"));
                Deed::free(C::GiveLegBack { leg, reason, text }, "said-returned")
            })
        }
        OfferAct::Amount => {
            let leg = leg_id(of)?;
            let amount = posted.some("amount").and_then(|text| Cents::parse(text).ok()).filter(|amount| amount.0 > 0);
            match (amount, words(desk, posted, "text")) {
                (None, _) => Err(Wrong::field(&desk.visit, "amount", "invalid-amount")),
                (_, Err(wrong)) => Err(wrong),
                (Some(amount), Ok(text)) => {
                    Ok(Deed::free(C::AskAmount { leg, amount, text: letter.words(text) }, "said-amount-asked"))
                }
            }
        }
        OfferAct::Decide => {
            let leg = leg_id(of)?;
            let text = letter.some(posted.some("text"));
            match posted.get("granted") {
                "yes" => Ok(Deed::free(C::DecideAmount { leg, granted: true, text }, "said-amount-granted")),
                "no" => Ok(Deed::free(C::DecideAmount { leg, granted: false, text }, "said-amount-refused")),
                _ => Err(choice("granted")),
            }
        }
    })
}

/// What the team of a leg promised the customer and still owes.
fn of_leg(desk: &Desk, of: &str) -> Vec<acts::Owed> {
    // Who does a piece of the work says that it is done; whether a promise was kept is seen by the house.
    if desk.is_part() {
        return Vec::new();
    }
    let team = leg_id(of).ok().and_then(|id| desk.loaded.journey.legs.get(&id)).map(|leg| leg.team);
    owed(desk, |promise| {
        Some(promise.owner) == team && promise.kind == PromiseKind::Outcome && !promise.is_kept_by_telling()
    })
}

/// Accepts, with a promise where one was filled in. An acceptance is bound to the offer, which is bound to the ball; the
/// page's own epoch would only turn "somebody was first" into "something changed".
fn accept(desk: &Desk, handover: HandoverId, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let promises = posted.fields.iter().any(|(name, _)| name == "due");
    let promise = if promises { Some(new_promise(desk, posted, letter, posted.get("kind"))?) } else { None };
    let offer = desk.loaded.journey.handovers.get(&handover);
    let said = match offer.map(|offer| (offer.subject, offer.takes_ball())) {
        Some((Subject::Direction, _)) if desk.may().holds => "said-accepted",
        Some((Subject::Direction, _)) => "said-accepted-lead",
        Some((Subject::Leg { .. }, false)) => "said-accepted-stays",
        _ => "said-accepted",
    };
    Ok(Deed::free(C::Accept { handover, promise }, said))
}

/// The parts of a brief with their labels. Optional parts that were left empty are not in it, so labels are given only
/// where it is certain which part is which.
pub(super) fn labelled(names: &Names<'_>, brief: &[ContentId]) -> Vec<(String, String)> {
    let fields = &names.loaded.blueprint.brief;
    let required: Vec<_> = fields.iter().filter(|field| field.required).collect();
    let label = |index: usize| {
        let field = if brief.len() == fields.len() {
            fields.get(index)
        } else if brief.len() == required.len() {
            required.get(index).copied()
        } else {
            None
        };
        field.map_or_else(|| names.cx.t("brief-part"), |field| view::own_words(names.cx, &field.label))
    };
    brief.iter().enumerate().map(|(index, id)| (label(index), names.loaded.text(*id).to_owned())).collect()
}

/// One offer with all that one needs to answer it.
pub(in crate::ui) fn card(desk: &Desk, id: HandoverId, offer: &Handover) -> OfferCard {
    let (names, journey, may) = (desk.names(), &desk.loaded.journey, desk.may());
    let leg = journey.legs.iter().find(|(_, leg)| leg.handover == id);
    let open_leg = leg.filter(|(_, leg)| leg.is_open());
    let (to, from) = (desk.mine(offer.to), desk.mine(offer.from) || may.directs);
    let waiting = offer.is_pending() && may.open && may.works;
    let ball_here = journey.ball.holder == Holder::Team { team: offer.from };
    let at_work = offer.is_pending() || open_leg.is_some();
    let promised = journey.promises.values().filter(|promise| match at_work {
        true => promise.is_open() && promise.is_to_customer(),
        false => promise.is_to_customer() && was_open(promise, offer.offered_at),
    });
    let giver = names.team(offer.from);
    // The question after a breach is made by the program, whoever reported it.
    let (asks, brief) = match urgent(&names, id) {
        Some(parts) => (names.cx.t1("urgent-asks", "team", &giver), parts),
        None => (giver.clone(), labelled(&names, &offered_brief(desk, id, offer))),
    };
    OfferCard {
        id: id.to_string(),
        journey: reference(desk),
        from: giver,
        asks,
        to: names.team(offer.to),
        offered: offer.offered_at,
        respond_by: offer.is_pending().then_some(offer.respond_by),
        brief,
        direction: offer.subject == Subject::Direction,
        stays: matches!(offer.subject, Subject::Leg { ball: BallGoes::Stays, .. }),
        promises: promised
            .map(|promise| {
                let until = if at_work { promise.current.until } else { until_then(promise, offer.offered_at) };
                (names.promise(promise), until)
            })
            .collect(),
        shared: shared(desk, offer),
        ended: ended(leg.map(|(_, leg)| leg), offer),
        state: state(desk, id, offer),
        thread: thread(desk, id, offer),
        leg: open_leg.map(|(id, _)| id.to_string()),
        epoch: i64::from(journey.ball.epoch),
        acts: OfferActs {
            answer: waiting && to,
            ask_customer: waiting && to && ball_here && offer.takes_ball() && !desk.is_part(),
            clarify: waiting && from && offer.waits_for_giver(),
            withdraw: waiting && from,
            finish: may.works && open_leg.is_some_and(|(_, leg)| desk.mine(leg.team)),
            amount: may.works && open_leg.is_some_and(|(_, leg)| desk.mine(leg.team) && !waits(leg)),
            decide: may.works && open_leg.is_some_and(|(_, leg)| !desk.mine(leg.team) && waits(leg)),
            says: may.open && may.works && at_work && says::says(desk, offer),
        },
    }
}

/// Whether an amount that was asked for a piece of work waits for a yes or no.
fn waits(leg: &Leg) -> bool {
    leg.asked.is_some_and(|asked| asked.waits())
}

/// What whoever takes an offer gets to see: within the house all of the journey, a partner what was agreed with it.
fn shared(desk: &Desk, offer: &Handover) -> Vec<String> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    if let Some(partner) = desk.visit.directory.partner(offer.to.org) {
        return shared_with(desk, partner, offer);
    }
    let here = || journey.contacts.values().filter(|contact| contact.moved_to.is_none());
    let files = here().map(|contact| contact.facts.files.len()).sum::<usize>();
    let mut shared = vec![cx.tn("offer-shared-contacts", here().count())];
    shared.extend((files > 0).then(|| cx.tn("offer-shared-files", files)));
    let name = desk.loaded.customer_name(journey.customer).map_or_else(|| cx.t("someone"), str::to_owned);
    shared.push(cx.t1("offer-shared-person", "name", name));
    shared
}

/// What a partner gets to see, by its agreement: with the offer, and besides once it accepted. One that does not take part
/// gets nothing from here.
fn shared_with(desk: &Desk, partner: &Partner, offer: &Handover) -> Vec<String> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    if partner.kind == PartnerKind::Outside {
        return vec![cx.t("offer-shared-outside")];
    }
    let Some(agreement) = partner.shares(cx.now) else { return vec![cx.t("offer-shared-nothing")] };
    let moment = match offer.state {
        HandoverState::Accepted { .. } => SharingMoment::Accepted,
        _ => SharingMoment::Offered,
    };
    let now = agreement.fields(moment);
    let mut shared = vec![cx.t("offer-shared-always")];
    shared.extend(now.iter().map(|field| crate::words::shared_field(cx, *field)));
    let marked = journey.contacts.values().any(is_for_chain) && !now.contains(&SharedField::Texts);
    shared.extend(marked.then(|| cx.t("shared-text")));
    let later: Vec<String> = agreement
        .fields(SharingMoment::Accepted)
        .difference(&now)
        .map(|field| crate::words::shared_field(cx, *field))
        .collect();
    shared.extend((!later.is_empty()).then(|| cx.t1("offer-shared-later", "fields", cx.list(&later))));
    shared
}

/// When an offer, or the work that came of it, came to its end.
fn ended(leg: Option<&Leg>, offer: &Handover) -> Option<Timestamp> {
    match (offer.state, leg.map(|leg| leg.state)) {
        (HandoverState::Pending, _) | (HandoverState::Accepted { .. }, Some(LegState::Open)) => None,
        (
            HandoverState::Accepted { .. },
            Some(LegState::Done { at, .. } | LegState::Returned { at, .. } | LegState::Declined { at, .. }),
        ) => Some(at),
        (
            HandoverState::Accepted { at, .. }
            | HandoverState::Answered { at, .. }
            | HandoverState::Declined { at, .. }
            | HandoverState::Withdrawn { at },
            _,
        ) => Some(at),
    }
}

/// Whether a promise was owed at a moment: what went along with an offer that is over.
fn was_open(promise: &Promise, at: Timestamp) -> bool {
    let ended = match promise.state {
        PromiseState::Open => None,
        PromiseState::Kept { at } | PromiseState::KeptAfterMove { at } | PromiseState::Released { at } => Some(at),
        PromiseState::Broken { due } => Some(due),
    };
    promise.made_at <= at && ended.is_none_or(|ended| ended > at)
}

/// By when it was promised at that moment, as far as its moves tell.
fn until_then(promise: &Promise, at: Timestamp) -> Timestamp {
    let moved_later = !promise.moves.is_empty() && promise.moves.iter().all(|(moved, _)| *moved > at);
    if moved_later { promise.first.until } else { promise.current.until }
}

fn reference(desk: &Desk) -> JourneyRef {
    let head = view::head(desk);
    JourneyRef { id: head.id, reference: head.reference, title: head.title, customer: head.customer }
}

/// The brief as it was offered, without the answers that came later.
fn offered_brief(desk: &Desk, id: HandoverId, offer: &Handover) -> Vec<ContentId> {
    let found = desk.loaded.events.iter().find_map(|recorded| match &recorded.event {
        JourneyEvent::HandoverOffered { handover, brief, .. } if *handover == id => Some(brief.clone()),
        _ => None,
    });
    found.unwrap_or_else(|| offer.brief.clone())
}

fn state(desk: &Desk, id: HandoverId, offer: &Handover) -> OfferState {
    let journey = &desk.loaded.journey;
    match offer.state {
        HandoverState::Pending if journey.open_question().is_some_and(|(_, question)| question.through == Some(id)) => {
            OfferState::Asked
        }
        HandoverState::Pending if offer.waits_for_giver() => OfferState::Returned,
        HandoverState::Pending if offer.respond_by < desk.visit.cx.now => OfferState::Overdue,
        HandoverState::Pending => OfferState::Pending,
        HandoverState::Answered { .. } => OfferState::Answered,
        HandoverState::Declined { .. } => OfferState::Declined,
        HandoverState::Withdrawn { .. } => OfferState::Withdrawn,
        HandoverState::Accepted { .. } => {
            match journey.legs.values().find(|leg| leg.handover == id).map(|leg| leg.state) {
                Some(LegState::Open) => OfferState::Accepted,
                Some(LegState::Done { .. }) | None => OfferState::Done,
                Some(LegState::Returned { .. }) => OfferState::Returned,
                Some(LegState::Declined { .. }) => OfferState::Declined,
            }
        }
    }
}

/// What was said about an offer since it was made, oldest first.
fn thread(desk: &Desk, id: HandoverId, offer: &Handover) -> Vec<(String, String)> {
    let (names, cx) = (desk.names(), &desk.visit.cx);
    let text = |id: ContentId| desk.loaded.text(id).to_owned();
    let (to, from) = (names.team(offer.to), names.team(offer.from));
    let said = |reason: DeclineReason, words: Option<ContentId>| {
        let words = words.map(|id| format!(" {}", text(id))).unwrap_or_default();
        (cx.t1("thread-reply", "team", &to), format!("{}.{words}", crate::words::decline(cx, reason)))
    };
    let leg = desk.loaded.journey.legs.iter().find(|(_, leg)| leg.handover == id).map(|(id, _)| *id);
    let lines = desk.loaded.events.iter().filter_map(|recorded| match &recorded.event {
        JourneyEvent::HandoverAskedBack { handover, text: words } if *handover == id => {
            Some((cx.t1("thread-asked", "team", &to), text(*words)))
        }
        JourneyEvent::HandoverSaid { handover, text: words } if *handover == id => {
            Some((cx.t1("tl-partner-said", "team", &to), text(*words)))
        }
        JourneyEvent::HandoverClarified { handover, text: words } if *handover == id => {
            Some((cx.t1("thread-clarified", "team", &from), text(*words)))
        }
        JourneyEvent::HandoverAnswered { handover, text: words, .. } if *handover == id => {
            Some((cx.t1("thread-reply", "team", &to), text(*words)))
        }
        JourneyEvent::HandoverDeclined { handover, reason, text } if *handover == id => Some(said(*reason, *text)),
        JourneyEvent::LegDone { leg: done, text: words, .. } if Some(*done) == leg => {
            Some((cx.t1("thread-reply", "team", &to), text(*words)))
        }
        JourneyEvent::LegAmountAsked { leg: of, amount, text: words, .. } if Some(*of) == leg => {
            Some((cx.t2("tl-amount-asked", "team", &to, "amount", cx.money(&amount.0)), text(*words)))
        }
        JourneyEvent::LegAmountDecided { leg: of, granted, text: words } if Some(*of) == leg => {
            let key = if *granted { "tl-amount-granted" } else { "tl-amount-refused" };
            let who = recorded.meta.actor.team().map(|team| names.team(team)).unwrap_or_default();
            Some((cx.t1(key, "by", who), words.map(text).unwrap_or_default()))
        }
        JourneyEvent::LegReturned { leg: back, text: words } if Some(*back) == leg => {
            Some((cx.t1("thread-asked", "team", &to), text(*words)))
        }
        JourneyEvent::LegDeclined { leg: back, reason, text, recalled: false } if Some(*back) == leg => {
            Some(said(*reason, *text))
        }
        _ => None,
    });
    lines.collect()
}
