//! What is done after a report, deed by deed. Each runs ordinary commands: what a rule refuses, a report does not do either.

use regie_domain::actor::Door;
use regie_domain::agreement::{Agreement, AgreementCommand};
use regie_domain::breach::BreachCommand;
use regie_domain::codes::{
    Asks, Channel, ContactClass, Direction, HoldAction, JoinReason, Outcome, PromiseKind, PromiseWhat, ShipmentStatus,
    TaskKind,
};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::HandleKind;
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::fact::{Aimed, CustomerDid, FactDeed, FactPlan};
use regie_domain::handover::HandoverState;
use regie_domain::hold::{HoldCommand, HoldSubject};
use regie_domain::ids::{AgreementId, ContentId, HoldId, JourneyId, PromiseId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::phone::PhoneNumber;
use regie_store::Tx;
use regie_store::facts as stored;
use regie_store::views::holds::HoldRow;
use regie_store::views::{customers, journeys};

use super::apply::{Became, Doing, waits};
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::without_detail;
use crate::error::{AppError, Result};
use crate::journeys::{Beginning, Known, customer_of, plausible_email};
use crate::locale::{Arg, Lang};
use crate::run::{Request, locked_journey};
use crate::shipments::{self, Heard, ShipmentSaid};
use crate::texts::lang_of;

/// The name of a report as a file, in the language of the house: evidence of what was done.
fn evidence_name(doing: &Doing<'_>) -> &'static str {
    match lang_of(doing.stage.directory.language()) {
        Lang::Nl => "melding.json",
        Lang::En => "report.json",
    }
}

/// Does what a report asks for.
pub(super) async fn run(doing: &Doing<'_>, tx: &mut Tx, plan: FactPlan, to: Option<JourneyId>) -> Result<Became> {
    match plan.deed {
        FactDeed::Nothing => Ok(Became::Nothing { why: "nothing" }),
        FactDeed::Contact { about, channel, direction, text } => {
            contact(doing, tx, &about, (channel, direction), text, to).await
        }
        FactDeed::LegDone { subject, tell } => leg_done(doing, tx, &subject, tell, to).await,
        FactDeed::PromiseKept { about, what } => promise_kept(doing, tx, &about, what, to).await,
        FactDeed::Breach { subject, what, hold, text } => {
            let Some(found) = broken(doing, tx, &subject, hold, to).await? else { return Ok(waits("unfound", None)) };
            let (at, mut texts) = (Some(doing.moment()), Vec::new());
            let text = text.map(|words| words_in(doing, &mut texts, &words, found.journey));
            let evidence: ContentId = doing.stage.id();
            texts.push(Text::file(
                evidence,
                evidence_name(doing),
                "application/json",
                doing.body.to_vec(),
                Some(found.journey),
            ));
            let (agreement, hold, evidence) = (found.agreement, Some(found.hold), vec![evidence]);
            let command = BreachCommand::Report { agreement, hold, what, at, text, evidence };
            let who = doing.seat(doing.system.owner);
            act(doing, tx, who, found.journey, JourneyCommand::Breach(command), texts).await?;
            Ok(Became::Done { journey: found.journey })
        }
        FactDeed::Customer { did, about, email, phone } => went_on(doing, tx, did, (about, [email, phone]), to).await,
        FactDeed::Shipment { tracking, status } => shipped(doing, tx, tracking, status).await,
        FactDeed::Journey { blueprint, email, phone, name, title, text } => {
            if let Some(journey) = to {
                // A person knows which journey it is about: no other begins.
                let text = text.or(title).unwrap_or_else(|| doing.row.to_owned());
                return noted(doing, tx, journey, (Channel::Web, Direction::In), &text).await;
            }
            begin(doing, tx, &blueprint, [email, phone, name], title, text).await
        }
    }
}

/// Runs a command of a report.
async fn act(
    doing: &Doing<'_>,
    tx: &mut Tx,
    who: Who,
    journey: JourneyId,
    command: JourneyCommand,
    texts: Vec<Text>,
) -> Result<Journey> {
    let request = Request::journey(who, Door::Signed, journey, command).with(texts);
    doing.stage.run(tx, &request).await?.journey.ok_or(AppError::NotFound("journey"))
}

fn words_in(doing: &Doing<'_>, texts: &mut Vec<Text>, words: &str, journey: JourneyId) -> ContentId {
    let id = doing.stage.id();
    texts.push(Text::plain(id, ContentKind::Text, words.trim(), Some(journey)));
    id
}

/// Word of a shipment, as a carrier's own; of a number that nobody registered yet it is kept until somebody does.
async fn shipped(doing: &Doing<'_>, tx: &mut Tx, tracking: String, status: ShipmentStatus) -> Result<Became> {
    let Ok(subject) = regie_domain::shipment::tracking(&tracking) else { return Ok(waits("lacks", None)) };
    let said = ShipmentSaid {
        source: format!("system {}", doing.system.id),
        event: doing.mark.to_owned(),
        tracking: subject.value().to_owned(),
        status,
        at: doing.at,
        signed: true,
    };
    Ok(match shipments::hear(doing.stage, tx, Door::Signed, &said).await? {
        Heard::Noted(at) => Became::Done { journey: at.journey },
        Heard::Before | Heard::Early | Heard::Nothing => Became::Nothing { why: "shipment" },
    })
}

/// A customer left or ordered again: kept beside the journal, for figures. On a journey nothing is done.
async fn went_on(
    doing: &Doing<'_>,
    tx: &mut Tx,
    did: CustomerDid,
    (about, [email, phone]): (Option<Aimed>, [Option<String>; 2]),
    to: Option<JourneyId>,
) -> Result<Became> {
    let email = email.as_deref().map(|email| (HandleKind::Email, without_detail(email)));
    let phone =
        phone.as_deref().and_then(|phone| PhoneNumber::parse(phone).ok()).map(|it| (HandleKind::Phone, it.to_string()));
    let mut customer = None;
    for (kind, value) in email.into_iter().chain(phone) {
        customer = customer.or(customers::by_handle(tx, kind, &value).await?.map(|found| found.customer));
    }
    if let (None, Some(about)) = (customer, about.as_ref().filter(|_| to.is_none())) {
        match journey_of(doing, tx, about, to).await? {
            Ok(journey) => customer = locked_journey(tx, journey).await?.map(|journey| journey.customer),
            Err(became) => return Ok(became),
        }
    }
    if let Some(journey) = to {
        customer = locked_journey(tx, journey).await?.map(|journey| journey.customer);
    }
    let Some(customer) = customer else { return Ok(waits("unfound", None)) };
    stored::went_on(tx, doing.stage.id(), customer, did, doing.moment()).await?;
    Ok(Became::Nothing { why: "customer" })
}

/// The journey that a report is about; more than one is for a person to tell apart.
async fn journey_of(
    doing: &Doing<'_>,
    tx: &mut Tx,
    about: &Aimed,
    to: Option<JourneyId>,
) -> Result<Result<JourneyId, Became>> {
    if let Some(journey) = to {
        return Ok(Ok(journey));
    }
    let found = match about {
        Aimed::Reference(reference) => journeys::by_reference(tx, *reference).await?,
        Aimed::Subject(subject) => {
            let rows = stored::holds_on(tx, doing.system.id, &subject.to_string()).await?;
            let standing: Vec<JourneyId> = rows.iter().filter(|row| stands(row)).map(|row| row.journey).collect();
            match &standing[..] {
                [first, rest @ ..] if rest.iter().any(|other| other != first) => {
                    return Ok(Err(waits("several", Some(*first))));
                }
                _ => rows.first().map(|row| row.journey),
            }
        }
    };
    let Some(journey) = found else { return Ok(Err(waits("unfound", None))) };
    if doing.sees(tx, journey).await? { Ok(Ok(journey)) } else { Ok(Err(waits("shielded", Some(journey)))) }
}

fn stands(row: &HoldRow) -> bool {
    row.released_at.is_none()
}

async fn contact(
    doing: &Doing<'_>,
    tx: &mut Tx,
    about: &Aimed,
    way: (Channel, Direction),
    text: Option<String>,
    to: Option<JourneyId>,
) -> Result<Became> {
    match journey_of(doing, tx, about, to).await? {
        Ok(journey) => noted(doing, tx, journey, way, &text.unwrap_or_else(|| doing.row.to_owned())).await,
        Err(became) => Ok(became),
    }
}

/// What was said between the customer and us. The program writes it down: nobody of ours spoke, so it is no news.
async fn noted(
    doing: &Doing<'_>,
    tx: &mut Tx,
    id: JourneyId,
    (channel, direction): (Channel, Direction),
    words: &str,
) -> Result<Became> {
    let (id, _) = crate::joining::goes_on(tx, id, None).await?;
    let journey = locked_journey(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    let mut texts = Vec::new();
    let text = words_in(doing, &mut texts, words, id);
    let (class, participant) = match direction {
        Direction::In => (ContactClass::Human, journey.customer_participant().map(|(id, _)| id)),
        Direction::Out => (ContactClass::AutoReply, None),
    };
    let facts = ContactFacts {
        class,
        participant,
        occurred_at: doing.at,
        why: JoinReason::Reference,
        asks: Asks::Something,
        ..ContactFacts::said(doing.stage.id(), direction, channel, text)
    };
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    act(doing, tx, Who::System, id, command, texts).await?;
    Ok(Became::Done { journey: id })
}

/// A hold that a report is about.
#[derive(Debug, Clone, Copy)]
struct Held {
    journey: JourneyId,
    agreement: AgreementId,
    hold: HoldId,
}

impl Held {
    fn of(row: &HoldRow) -> Self {
        Self { journey: row.journey, agreement: row.agreement, hold: row.id }
    }
}

/// The hold that was not kept to: one that stood when it was done.
async fn broken(
    doing: &Doing<'_>,
    tx: &mut Tx,
    subject: &HoldSubject,
    action: Option<HoldAction>,
    to: Option<JourneyId>,
) -> Result<Option<Held>> {
    let at = doing.moment();
    let rows = stored::holds_on(tx, doing.system.id, &subject.to_string()).await?;
    let fits = |row: &&HoldRow| {
        let forbidden = action.is_none_or(|action| action.code() == row.action);
        let stood = row.placed_at <= at && row.released_at.is_none_or(|released| at < released);
        forbidden && stood && to.is_none_or(|journey| row.journey == journey)
    };
    match (rows.iter().find(fits), to) {
        (Some(row), _) => Ok(Some(Held::of(row))),
        (None, Some(journey)) => meant(doing, tx, journey).await,
        (None, None) => Ok(None),
    }
}

/// What of this system a journey holds, where a person says that a report is about it: only where there is one answer.
async fn meant(doing: &Doing<'_>, tx: &mut Tx, id: JourneyId) -> Result<Option<Held>> {
    let journey = locked_journey(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    let stands = |agreement: &AgreementId| journey.agreements.get(agreement).is_some_and(Agreement::stands);
    let own = journey.holds.iter().filter(|(_, hold)| hold.system == doing.system.id && stands(&hold.agreement));
    let own: Vec<Held> =
        own.map(|(hold, found)| Held { journey: id, agreement: found.agreement, hold: *hold }).collect();
    Ok(own.first().copied().filter(|first| own.iter().all(|other| other.agreement == first.agreement)))
}

/// The work that carries an agreement out is done: kept at the moment at which it happened, released, known, told, proposed.
async fn leg_done(
    doing: &Doing<'_>,
    tx: &mut Tx,
    subject: &HoldSubject,
    tell: Option<[String; 2]>,
    to: Option<JourneyId>,
) -> Result<Became> {
    let rows = stored::holds_on(tx, doing.system.id, &subject.to_string()).await?;
    let rows: Vec<HoldRow> = rows.into_iter().filter(|row| to.is_none_or(|journey| row.journey == journey)).collect();
    let standing: Vec<&HoldRow> = rows.iter().filter(|row| stands(row)).collect();
    if standing.iter().any(|row| row.agreement != standing[0].agreement) {
        return Ok(waits("several", standing.first().map(|row| row.journey)));
    }
    let held = match (rows.first(), to) {
        (Some(row), _) => Some(Held::of(row)),
        (None, Some(journey)) => meant(doing, tx, journey).await?,
        (None, None) => None,
    };
    let Some(Held { journey: id, agreement, .. }) = held else { return Ok(waits("unfound", None)) };
    let journey = locked_journey(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    let found = journey.agreements.get(&agreement).ok_or(AppError::NotFound("agreement"))?.clone();
    let fresh = found.stands();
    let told = if fresh { Some(message(tx, &journey, &found, tell).await?) } else { None };
    let journey = match &told {
        Some(words) => carry_out(doing, tx, journey, (agreement, &found), words).await?,
        None => journey,
    };
    know(doing, tx, &journey, agreement).await?;
    if let Some(words) = told {
        tell_it(doing, tx, &journey, agreement, &words).await?;
    }
    Ok(Became::Done { journey: id })
}

/// The agreement is kept when it says that it was, and the work ends with it. The holds are released by that.
async fn carry_out(
    doing: &Doing<'_>,
    tx: &mut Tx,
    journey: Journey,
    (agreement, found): (AgreementId, &Agreement),
    words: &str,
) -> Result<Journey> {
    let id = journey.id;
    let keep = JourneyCommand::Agreement(AgreementCommand::Keep { agreement, at: doing.at });
    let maker = doing.seat(found.team.team);
    let journey = act(doing, tx, maker, id, keep, Vec::new()).await?;
    let Some(bound) = &found.bound else { return Ok(journey) };
    let mut texts = Vec::new();
    let text = words_in(doing, &mut texts, words, id);
    let open = bound.leg.and_then(|leg| Some((leg, journey.legs.get(&leg).filter(|it| it.is_open())?.team.team)));
    if let Some((leg, team)) = open {
        let finish = JourneyCommand::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) };
        return act(doing, tx, doing.seat(team), id, finish, texts).await;
    }
    // It was done before anybody took it on.
    let offered = bound.handover.and_then(|offer| Some((offer, journey.handovers.get(&offer)?)));
    match offered.filter(|(_, offer)| offer.state == HandoverState::Pending) {
        Some((handover, offer)) => {
            let who = doing.seat(offer.to.team);
            let answer = JourneyCommand::AnswerOffer { handover, outcome: Outcome::Solved, text };
            act(doing, tx, who, id, answer, texts).await
        }
        None => Ok(journey),
    }
}

/// The system that reports it knows that its holds are released.
async fn know(doing: &Doing<'_>, tx: &mut Tx, journey: &Journey, agreement: AgreementId) -> Result<()> {
    let own = journey.holds_of(agreement).filter(|(_, hold)| hold.system == doing.system.id);
    let unknown = own.filter(|(_, hold)| !hold.stands() && hold.awaits_acknowledgement());
    let unknown: Vec<HoldId> = unknown.map(|(id, _)| id).collect();
    for hold in unknown {
        let command = JourneyCommand::Hold(HoldCommand::AcknowledgeRelease { hold, at: None });
        act(doing, tx, doing.seat(doing.system.owner), journey.id, command, Vec::new()).await?;
    }
    Ok(())
}

/// The customer is told, and the journey proposed as solved; where something else still stands open, only told.
async fn tell_it(doing: &Doing<'_>, tx: &mut Tx, journey: &Journey, agreement: AgreementId, words: &str) -> Result<()> {
    if !journey.is_open() {
        return Ok(());
    }
    let id = journey.id;
    let director = doing.seat(journey.direction.team.team);
    let said = |texts: &mut Vec<Text>| {
        let text = words_in(doing, texts, words, id);
        ContactFacts::said(doing.stage.id(), Direction::Out, channel_of(journey), text)
    };
    let unsettled = journey.breaches_of(agreement).any(|(_, breach)| breach.is_open());
    if !unsettled {
        let mut texts = Vec::new();
        let contact = said(&mut texts);
        let propose = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        match act(doing, tx, director.clone(), id, propose, texts).await {
            Err(AppError::Refused(_)) => {}
            Err(other) => return Err(other),
            Ok(_) => return Ok(()),
        }
    }
    let mut texts = Vec::new();
    let contact = said(&mut texts);
    let write = JourneyCommand::Write { contact, complete: false, promise: None, question: None };
    act(doing, tx, director, id, write, texts).await?;
    Ok(())
}

/// The channel in which the customer is written to.
fn channel_of(journey: &Journey) -> Channel {
    match journey.customer_participant().map(|(_, person)| person.reach) {
        Some(Reach::Task { task: TaskKind::Call }) => Channel::Phone,
        Some(Reach::Task { .. }) => Channel::Letter,
        Some(Reach::Text { .. }) => Channel::Text,
        Some(Reach::None) => Channel::Web,
        _ => Channel::Email,
    }
}

/// What the customer is told, in the language that is the customer's: the words of the row, else those of the agreement.
async fn message(tx: &mut Tx, journey: &Journey, found: &Agreement, tell: Option<[String; 2]>) -> Result<String> {
    let known = customers::name_and_language(tx, journey.customer).await?;
    let english = known.is_some_and(|(_, language)| language == "en");
    let lang = if english { Lang::En } else { Lang::Nl };
    if let Some([nl, en]) = tell {
        return Ok(if english { en } else { nl });
    }
    let wording = regie_store::content::text(tx, found.wording.0).await?.unwrap_or_default();
    Ok(lang.t("fact-told-done", &[("wording", Arg::Text(&wording))]))
}

/// A promise is kept: that of the agreement, or the only one that a deed keeps.
async fn promise_kept(
    doing: &Doing<'_>,
    tx: &mut Tx,
    about: &Aimed,
    what: Option<PromiseWhat>,
    to: Option<JourneyId>,
) -> Result<Became> {
    let id = match journey_of(doing, tx, about, to).await? {
        Ok(id) => id,
        Err(became) => return Ok(became),
    };
    let journey = locked_journey(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    let of_agreement = match about {
        Aimed::Subject(subject) => of_holds(&journey, doing, subject),
        Aimed::Reference(_) => None,
    };
    let owed = journey.promises.iter().filter(|(id, promise)| {
        let meant = what.is_none_or(|what| promise.what == what) && promise.kind == PromiseKind::Outcome;
        promise.is_owed() && promise.is_to_customer() && meant && !journey.awaits_telling(**id)
    });
    let owed: Vec<PromiseId> = owed.map(|(id, _)| *id).collect();
    let meant = of_agreement.filter(|id| owed.contains(id));
    let promise = match (meant, &owed[..]) {
        (Some(promise), _) => promise,
        (None, [only]) => *only,
        (None, []) => return Ok(waits("no_promise", Some(id))),
        (None, _) => return Ok(waits("several", Some(id))),
    };
    let owner: TeamId = journey.promises.get(&promise).map_or(doing.system.owner, |found| found.owner.team);
    let fulfil = JourneyCommand::Fulfil { promise, at: doing.at };
    act(doing, tx, doing.seat(owner), id, fulfil, Vec::new()).await?;
    Ok(Became::Done { journey: id })
}

/// The promise of the agreement that holds a thing.
fn of_holds(journey: &Journey, doing: &Doing<'_>, subject: &HoldSubject) -> Option<PromiseId> {
    let held = journey.holds.values().filter(|hold| hold.system == doing.system.id && hold.subject == *subject);
    let mut bound = held.filter_map(|hold| journey.agreements.get(&hold.agreement)?.bound.as_ref()?.promise);
    bound.next_back()
}

/// A journey begins, of a person who is known by an address or number, or is from now on.
async fn begin(
    doing: &Doing<'_>,
    tx: &mut Tx,
    blueprint: &str,
    [email, phone, name]: [Option<String>; 3],
    title: Option<String>,
    text: Option<String>,
) -> Result<Became> {
    let stage = doing.stage;
    let newest = stage.directory.blueprints.values().filter_map(|found| found.value.last());
    let named = |name: &str| name.to_lowercase() == blueprint.to_lowercase();
    let Some(blueprint) = { newest }.find(|found| named(&found.name.nl) || named(&found.name.en)) else {
        return Ok(waits("no_blueprint", None));
    };
    let wrong_mail = email.as_deref().is_some_and(|email| !plausible_email(email));
    if wrong_mail || phone.as_deref().is_some_and(|phone| regie_domain::phone::PhoneNumber::parse(phone).is_err()) {
        return Ok(waits("lacks", None));
    }
    let own = stage.directory.team_ref(doing.system.owner);
    let team = blueprint.director.or(own).ok_or(AppError::Denied("no-team"))?;
    let who = doing.seat(doing.system.owner);
    let known = Known { name: name.as_deref().unwrap_or_default(), email: email.as_deref(), phone: phone.as_deref() };
    let (customer, reach) = customer_of(stage, tx, &who, known).await?;
    let (journey, mut texts): (JourneyId, Vec<Text>) = (stage.id(), Vec::new());
    let words = text.unwrap_or_else(|| doing.row.to_owned());
    let content = words_in(doing, &mut texts, &words, journey);
    let facts = ContactFacts {
        occurred_at: doing.at,
        why: JoinReason::Opened,
        ..ContactFacts::said(stage.id(), Direction::In, Channel::Web, content)
    };
    let title = title.unwrap_or_else(|| doing.row.to_owned());
    Beginning::new(journey, blueprint.id, team, (customer, reach), title.trim(), (facts, texts))
        .run(stage, tx, &who)
        .await?;
    Ok(Became::Done { journey })
}
