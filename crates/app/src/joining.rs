//! Two journeys of one customer that turn out to be one: joined, and un-joined. Both journals say who did it and when; what is
//! owed goes along, what comes in later for the one that was joined lands on the one that goes on.

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::VoidReason;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::{CustomerId, JourneyId, ParticipantId, PromiseId, TeamId};
use regie_domain::journey::{Journey, Participant, State};
use regie_domain::reference::Reference;
use regie_domain::refusal::{Code, Refusal};
use regie_store::views::{journeys, participants};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Action, Who, as_closed, authorise, may_read, scope};
use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::partners::Known;
use crate::read::Loaded;
use crate::run::{Request, Stage, journey_of, locked_journey};

/// The most journeys that are looked at for one person.
const MOST: usize = 50;
/// Within this time somebody who got no answer yet writes of the same by another way.
const SAME_MATTER: SignedDuration = SignedDuration::from_hours(24);

/// A journey that another one may be joined into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joinable {
    /// The journey.
    pub journey: JourneyId,
    /// Its number.
    pub reference: Reference,
    /// Its title; a dash where it was erased.
    pub title: String,
    /// Since when.
    pub since: Timestamp,
    /// Who directs.
    pub director: TeamId,
}

/// Two open journeys of one person that began within a day of each other under different records: probably one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneMatter {
    /// The other journey.
    pub other: Joinable,
    /// Which of the two would be joined, into which.
    pub join: (JourneyId, JourneyId),
}

/// Whether a journey is open and began with what the customer wrote or said.
fn is_customers_own(journey: &Journey) -> bool {
    let first = journey.contacts.values().min_by_key(|contact| contact.at);
    journey.is_open() && first.is_some_and(regie_domain::contact::Contact::is_from_customer)
}

/// What un-joining left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted {
    /// The journey that it was joined into.
    pub from: JourneyId,
    /// The promises there that changed since, and stay there.
    pub stays: Vec<PromiseId>,
}

impl App {
    /// What a member may join a journey into: the other open journeys of the same customer, the newest first.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn joinable(&self, who: &Who, id: JourneyId) -> Result<Vec<Joinable>> {
        let directory = self.directory().await?;
        let (sight, now) = (scope(who, &directory)?, self.ports.clock.now());
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, id).await?;
        let journey = journey_of(&mut tx, id).await?.ok_or(AppError::NotFound("journey"))?;
        let mut into = Vec::new();
        for customer in records_of(&mut tx, journey.customer).await? {
            for row in journeys::of_customer(&mut tx, customer).await? {
                let other = row.id != id && row.state == "open" && row.customer == customer;
                if !other || into.len() >= MOST || may_read(&mut tx, who, &directory, row.id).await.is_err() {
                    continue;
                }
                let known = Known::of(&mut tx, &sight, &[row.id], now).await?;
                let title = match known.reads(row.id, row.subject) {
                    true => content::text(&mut tx, row.subject.0).await?,
                    false => None,
                };
                let title = title.unwrap_or_else(|| "–".to_owned());
                into.push(Joinable {
                    journey: row.id,
                    reference: row.reference,
                    title,
                    since: row.opened_at,
                    director: row.director,
                });
            }
        }
        into.sort_by_key(|found| std::cmp::Reverse((found.since, found.journey)));
        Ok(into)
    }

    /// The journey that is probably about the same as this one: the person was known under two records, and both began with the
    /// customer's own words within a day. The younger one is joined into the older one, or the other way round where something
    /// stands in the way. Nothing where neither can be joined now.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn one_matter(&self, who: &Who, id: JourneyId) -> Result<Option<OneMatter>> {
        let others = self.joinable(who, id).await?;
        if others.is_empty() {
            return Ok(None);
        }
        let mut tx = self.store.begin_read().await?;
        let Some(own) = journey_of(&mut tx, id).await?.filter(is_customers_own) else { return Ok(None) };
        for other in others {
            let Some(found) = journey_of(&mut tx, other.journey).await?.filter(is_customers_own) else { continue };
            let apart = own.opened_at.duration_since(found.opened_at).abs();
            if found.customer == own.customer || apart > SAME_MATTER {
                continue;
            }
            let (old, young) = if found.opened_at <= own.opened_at { (&found, &own) } else { (&own, &found) };
            let can = |from: &Journey, into: &Journey| from.cannot_travel().is_none() && into.proposal.is_none();
            let join = match (can(young, old), can(old, young)) {
                (true, _) => (young.id, old.id),
                (false, true) => (old.id, young.id),
                (false, false) => continue,
            };
            return Ok(Some(OneMatter { other, join }));
        }
        Ok(None)
    }

    /// Joins a journey into another one of the same customer, in one write. The same key twice has one effect.
    ///
    /// # Errors
    /// A denial, a refusal that names what cannot travel, or what the store says. Nothing is changed then.
    pub async fn join_journey(
        &self,
        who: &Who,
        door: Door,
        (journey, into): (JourneyId, JourneyId),
        key: Option<String>,
    ) -> Result<()> {
        let stage = Stage::new(self, self.directory().await?);
        let context = (stage, who.clone(), key);
        self.store
            .write_with(context, move |tx, (stage, who, key)| {
                Box::pin(join(stage, tx, (who, door), (journey, into), key.clone()))
            })
            .await
    }

    /// Lets a journey that was joined go on by itself again, in one write.
    ///
    /// # Errors
    /// A denial, a refusal, or what the store says. Nothing is changed then.
    pub async fn unjoin_journey(
        &self,
        who: &Who,
        door: Door,
        journey: JourneyId,
        key: Option<String>,
    ) -> Result<Option<Parted>> {
        let stage = Stage::new(self, self.directory().await?);
        let context = (stage, who.clone(), key);
        self.store
            .write_with(context, move |tx, (stage, who, key)| {
                Box::pin(unjoin(stage, tx, (who, door), journey, key.clone()))
            })
            .await
    }

    /// The journeys that were joined into one, as far as somebody may read them. A customer reads those on which the same
    /// person takes part.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn joined_into(&self, who: &Who, loaded: &Loaded) -> Result<Vec<Loaded>> {
        let mut found = Vec::new();
        for id in loaded.journey.joined.keys() {
            let Some(reader) = self.reader_of(who, loaded, *id).await? else { continue };
            match self.open_journey(&reader, *id).await {
                Ok(part) => found.push(part),
                Err(AppError::Denied(_) | AppError::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// As whom somebody reads a journey that was joined; nothing for a customer who takes no part in it.
    async fn reader_of(&self, who: &Who, loaded: &Loaded, id: JourneyId) -> Result<Option<Who>> {
        let Who::Customer { participant, .. } = who else { return Ok(Some(who.clone())) };
        let Some(person) = loaded.journey.participants.get(participant) else { return Ok(None) };
        let mut tx = self.store.begin_read().await?;
        let found = place_of(&mut tx, id, person.customer).await?;
        Ok(found.map(|participant| Who::Customer { journey: id, participant }))
    }
}

/// The place of one person on a journey: who only wrote about it takes no part.
pub(crate) async fn place_of(tx: &mut Tx, journey: JourneyId, customer: CustomerId) -> Result<Option<ParticipantId>> {
    let records = records_of(tx, customer).await?;
    let Some(found) = journey_of(tx, journey).await? else { return Ok(None) };
    let own = |person: &&Participant| person.present && !person.only_wrote() && records.contains(&person.customer);
    let places = found.participants.iter().filter(|(_, person)| own(person));
    Ok(places.min_by_key(|(_, person)| person.role).map(|(id, _)| *id))
}

/// Where something that is meant for a journey goes: to the one that it was joined into, where its writer takes part there.
pub(crate) async fn goes_on(
    tx: &mut Tx,
    journey: JourneyId,
    writer: Option<ParticipantId>,
) -> Result<(JourneyId, Option<ParticipantId>)> {
    let mut place = (journey, writer);
    for _ in 0..MOST {
        let Some(next) = went_to(tx, place.0).await? else { break };
        let customer = match place.1 {
            Some(writer) => participants::handle(tx, place.0, writer).await?.map(|(customer, _)| customer),
            None => None,
        };
        let writer = match customer {
            Some(customer) => place_of(tx, next, customer).await?,
            None => None,
        };
        // Who takes no part in the other one is a stranger there: a person looks at what they write.
        if writer.is_none() && place.1.is_some() {
            break;
        }
        place = (next, writer);
    }
    Ok(place)
}

/// The journey that one was joined into. Cheap where it was not.
pub(crate) async fn went_to(tx: &mut Tx, journey: JourneyId) -> Result<Option<JourneyId>> {
    let row = journeys::get(tx, journey).await?;
    let joined = row.is_some_and(|row| row.ended_how.as_deref() == Some(VoidReason::Joined.code()));
    if !joined {
        return Ok(None);
    }
    Ok(journey_of(tx, journey).await?.and_then(|found| found.joined_into()))
}

/// Both journeys, locked in the order of their ids.
async fn both(tx: &mut Tx, one: JourneyId, other: JourneyId) -> Result<(Journey, Journey)> {
    let (first, second) = (one.min(other), one.max(other));
    let first_found = locked_journey(tx, first).await?.ok_or(AppError::NotFound("journey"))?;
    let second_found = locked_journey(tx, second).await?.ok_or(AppError::NotFound("journey"))?;
    Ok(if first == one { (first_found, second_found) } else { (second_found, first_found) })
}

async fn join(
    stage: &Stage,
    tx: &mut Tx,
    (who, door): (&Who, Door),
    (journey, into): (JourneyId, JourneyId),
    key: Option<String>,
) -> Result<()> {
    if stage.had(tx, who, key.as_deref()).await?.is_some() {
        return Ok(());
    }
    if journey == into {
        return Err(Code::ToSelf.into());
    }
    authorise(who, Action::ReadJourneys)?;
    let (source, target) = both(tx, journey, into).await?;
    for id in [journey, into] {
        may_read(tx, who, &stage.directory, id).await?;
    }
    if !records_of(tx, source.customer).await?.contains(&target.customer) {
        return Err(Code::JoinStrangers.into());
    }
    if !as_closed(tx, &stage.directory, journey, into).await? {
        return Err(Code::JoinShielded.into());
    }
    everybody_there(tx, &source, &target).await?;
    let promises = source.carries();
    let away = JourneyCommand::JoinInto { to: into };
    stage.run(tx, &Request::journey(who.clone(), door, journey, away)).await?;
    let here = JourneyCommand::TakeIn { from: journey, promises };
    let request = Request { key, ..Request::journey(who.clone(), door, into, here) };
    stage.run(tx, &request).await?;
    answered_where_they_wrote(stage, tx, door, (&source, &target)).await
}

/// Whoever wrote last on the journey that goes along is answered there by the way of it, unless the person chose another.
async fn answered_where_they_wrote(
    stage: &Stage,
    tx: &mut Tx,
    door: Door,
    (source, target): (&Journey, &Journey),
) -> Result<()> {
    let wrote = |journey: &Journey, person: ParticipantId| {
        let theirs = journey.contacts.values().filter(|it| it.is_from_customer() && it.moved_to.is_none());
        theirs.filter(|it| it.facts.participant == Some(person)).map(|it| it.at).max()
    };
    for (id, person) in source.participants.iter().filter(|(_, it)| it.present && !it.only_wrote()) {
        let records = records_of(tx, person.customer).await?;
        let mut there = target.participants.iter().filter(|(_, it)| it.present && !it.only_wrote());
        let Some((here, other)) = there.find(|(_, it)| records.contains(&it.customer)) else { continue };
        let last = wrote(source, *id).is_some_and(|at| wrote(target, *here).is_none_or(|before| before < at));
        if !last || !person.reach.is_sent() || person.reach == other.reach {
            continue;
        }
        if crate::preferences::preferred(tx, other.customer).await?.is_some() {
            continue;
        }
        let command = JourneyCommand::ChangeReach { participant: *here, reach: person.reach };
        stage.run(tx, &Request::journey(Who::System, door, target.id, command)).await?;
    }
    Ok(())
}

/// Whom the joining let answer another way is answered as before it, unless that changed again since.
async fn answered_as_before(stage: &Stage, tx: &mut Tx, door: Door, target: &Journey, source: JourneyId) -> Result<()> {
    let Some(joined) = target.joined.get(&source).filter(|_| !matches!(target.state, State::Void { .. })) else {
        return Ok(());
    };
    for (participant, person) in target.participants.iter().filter(|(_, person)| person.present) {
        let Some((_, before)) = person.reached.last().filter(|(until, _)| *until == joined.at) else { continue };
        if *before == person.reach || crate::preferences::preferred(tx, person.customer).await?.is_some() {
            continue;
        }
        let command = JourneyCommand::ChangeReach { participant: *participant, reach: *before };
        stage.run(tx, &Request::journey(Who::System, door, target.id, command)).await?;
    }
    Ok(())
}

/// Whoever takes part in the one takes part in the other, so that nobody reads what was not meant for them, and nobody
/// hears nothing any more.
async fn everybody_there(tx: &mut Tx, source: &Journey, target: &Journey) -> Result<()> {
    let mut missing = 0_usize;
    for person in source.participants.values().filter(|person| person.present && !person.only_wrote()) {
        let records = records_of(tx, person.customer).await?;
        let there = |it: &Participant| it.present && !it.only_wrote() && records.contains(&it.customer);
        missing += usize::from(!target.participants.values().any(there));
    }
    if missing == 0 { Ok(()) } else { Err(Refusal::new(Code::JoinPeople).count(missing).into()) }
}

async fn unjoin(
    stage: &Stage,
    tx: &mut Tx,
    (who, door): (&Who, Door),
    journey: JourneyId,
    key: Option<String>,
) -> Result<Option<Parted>> {
    if stage.had(tx, who, key.as_deref()).await?.is_some() {
        return Ok(None);
    }
    authorise(who, Action::ReadJourneys)?;
    let into = went_to(tx, journey).await?.ok_or(Code::NotJoinedHere)?;
    let (source, target) = both(tx, journey, into).await?;
    let parting = target.parts_from(&source);
    let back =
        JourneyCommand::GiveBack { from: journey, promises: parting.back.iter().map(|pair| pair.here).collect() };
    stage.run(tx, &Request::journey(who.clone(), door, into, back)).await?;
    let stays = parting.stays.iter().map(|pair| pair.there).collect();
    let request = Request { key, ..Request::journey(who.clone(), door, journey, JourneyCommand::Unjoin { stays }) };
    stage.run(tx, &request).await?;
    answered_as_before(stage, tx, door, &target, journey).await?;
    Ok(Some(Parted { from: into, stays: parting.stays.iter().map(|pair| pair.here).collect() }))
}
