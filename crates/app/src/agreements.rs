//! What systems ask and say: what is held, which of their holds there are, that one holds or holds no more, and that one was
//! not kept to. Acting goes the one road, like every command; what is here finds the journey that a hold belongs to.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::breach::BreachSaid;
use regie_domain::codes::{BreachWhat, Channel};
use regie_domain::command::{AgreementCommand, BreachCommand, HoldCommand, JourneyCommand};
use regie_domain::customer;
use regie_domain::event::Reach;
use regie_domain::hold::HoldSubject;
use regie_domain::ids::{AgreementId, ContentId, HoldId, JourneyId, SignalId, SystemId};
use regie_domain::journey::Journey;
use regie_domain::reference::Reference;
use regie_domain::system::System;
use regie_store::journal::{self, StreamKey};
use regie_store::system_moves::{self, SystemMove};
use regie_store::views::holds::{self, Held, HoldRow, Latency};
use regie_store::views::signals::{self, SignalRow};
use regie_store::views::{customers, journeys};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Action, Scope, Who, authorise};
use crate::content::Text;
use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::run::{CUSTOMER, Done, Request, Stage, journey_of, read_customer};

/// The most subjects of one check.
pub const MOST_CHECKED: usize = 10_000;
/// Latencies are those of the holds of the last thirty days.
const MEASURED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many holds follow their system in one write.
const ROUND: u32 = 200;
/// An answered signal is listed for as long.
const HEARD: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Signals with the numbers of their journeys; those of journeys that are shielded from the reader are not there.
#[derive(Debug, Clone, Default)]
pub struct Signals {
    /// The signals, in the order of their ids.
    pub rows: Vec<SignalRow>,
    /// The numbers of their journeys.
    pub references: HashMap<JourneyId, Reference>,
    /// Where the list goes on.
    pub more: Option<SignalId>,
}

impl App {
    /// All that holds these subjects, the longest hold of each first; what is not named is free. Whoever gets no answer
    /// treats everything as held.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn check_holds(
        &self,
        who: &Who,
        system: Option<SystemId>,
        subjects: &[HoldSubject],
    ) -> Result<HashMap<String, Vec<Held>>> {
        authorise(who, Action::ReadHolds)?;
        let mut asked: Vec<String> = subjects.iter().map(ToString::to_string).collect();
        asked.sort_unstable();
        asked.dedup();
        let found = self.store.read(async |tx| {
            let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
            holds::held(tx, &asked, system).await
        });
        let mut by_subject: HashMap<String, Vec<Held>> = HashMap::new();
        for held in found.await? {
            by_subject.entry(held.subject.clone()).or_default().push(held);
        }
        Ok(by_subject)
    }

    /// Acts on a hold, by whatever it is known by: the page of its team, or its system. The same key twice has one effect.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such hold, a refusal, a denial, or what the store says.
    pub async fn act_on_hold(
        &self,
        who: &Who,
        door: Door,
        command: HoldCommand,
        texts: Vec<Text>,
        key: Option<String>,
    ) -> Result<Done> {
        let row = self.hold_row(command.hold()).await?;
        let request = Request::journey(who.clone(), door, row.journey, JourneyCommand::Hold(command));
        self.run(request.with(texts).keyed(key)).await
    }

    /// Reports that a hold was not kept to.
    ///
    /// # Errors
    /// As [`App::act_on_hold`].
    pub async fn report_breach(
        &self,
        who: &Who,
        door: Door,
        hold: HoldId,
        said: BreachSaidHere,
        key: Option<String>,
    ) -> Result<Done> {
        let row = self.hold_row(hold).await?;
        let (agreement, hold) = (row.agreement, Some(hold));
        let BreachSaidHere { what, at, text, evidence, texts } = said;
        // The same words again, without a file, add nothing to what is known: that is decided without them.
        let words = texts.iter().find(|given| Some(given.id) == text && evidence.is_empty());
        let words = words.map(|given| String::from_utf8_lossy(&given.bytes).trim().to_owned());
        let again = match words {
            Some(words) => self.stands_of_breach(row.journey, agreement, (what, at, words)).await?,
            None => false,
        };
        let text = text.filter(|_| !again);
        let command = BreachCommand::Report { agreement, hold, what, at, text, evidence };
        let request = Request::journey(who.clone(), door, row.journey, JourneyCommand::Breach(command));
        self.run(request.with(texts).keyed(key)).await
    }

    /// Whether these words stand already at what is known of an open breach.
    async fn stands_of_breach(
        &self,
        journey: JourneyId,
        agreement: AgreementId,
        (what, at, words): (BreachWhat, Option<Timestamp>, String),
    ) -> Result<bool> {
        let mut tx = self.store.begin_read().await?;
        let Some(found) = journey_of(&mut tx, journey).await? else { return Ok(false) };
        let open = found.breaches_of(agreement).filter(|(_, breach)| breach.is_open());
        let same = |said: &&BreachSaid| said.what == what && at.is_none_or(|at| at == said.at);
        let said = open.flat_map(|(_, breach)| &breach.said).filter(same);
        let said: Vec<ContentId> = said.filter_map(|said| said.text).collect();
        for id in said {
            if content::text(&mut tx, id.0).await?.is_some_and(|known| known.trim() == words) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A hold as lists know it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none, or what the store says.
    pub async fn hold_row(&self, hold: HoldId) -> Result<HoldRow> {
        self.store.read(async |tx| holds::get(tx, hold).await).await?.ok_or(AppError::NotFound("hold"))
    }

    /// The holds of a system, in the order of their ids, and where the list goes on. A program sees those of systems that
    /// it speaks for.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn system_holds(
        &self,
        who: &Who,
        system: SystemId,
        state: Option<&str>,
        after: Option<HoldId>,
        most: u32,
    ) -> Result<(Vec<HoldRow>, Option<HoldId>)> {
        self.may_read_system(who, system).await?;
        let rows = self.store.read(async |tx| holds::of_system(tx, system, state, after, most).await).await?;
        let more = rows.last().filter(|_| rows.len() >= most as usize).map(|row| row.id);
        Ok((rows, more))
    }

    /// The numbers by which people know some journeys, of those that a reader may see.
    ///
    /// # Errors
    /// What the store says.
    pub async fn numbers_of(&self, scope: &Scope, ids: &[JourneyId]) -> Result<HashMap<JourneyId, Reference>> {
        let mut tx = self.store.begin_read().await?;
        references(&mut tx, scope, ids.iter().copied()).await
    }

    /// How long a system took to acknowledge the holds of the last thirty days.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn system_latency(&self, who: &Who, system: SystemId) -> Result<Latency> {
        self.may_read_system(who, system).await?;
        let now = self.ports.clock.now();
        let since = now.checked_sub(MEASURED).unwrap_or(now);
        Ok(self.store.read(async |tx| holds::latency(tx, system, since).await).await?)
    }

    /// Lets what has not ended of a system's holds follow it to the team that owns it now; tells how many did. That team is
    /// told once, however many there are.
    ///
    /// # Errors
    /// What the store says.
    pub async fn follow_system(&self, system: SystemId) -> Result<u64> {
        let mut all = 0;
        loop {
            let mut directory = self.directory().await?.as_ref().clone();
            let Some(found) = directory.systems.get_mut(&system) else { return Ok(all) };
            // One that takes no new holds is somebody's all the same.
            found.value.active = true;
            let owner = found.value.owner;
            let left = self.store.read(async |tx| holds::left_behind(tx, system, owner, ROUND).await).await?;
            let Some((_, _, from)) = left.first().copied() else { return Ok(all) };
            let context = (Stage::new(self, Arc::new(directory)), left);
            let moved = self.store.write_with(context, move |tx, (stage, left)| {
                Box::pin(async move {
                    let mut moved = 0;
                    for (journey, hold, _) in left.iter() {
                        let command = JourneyCommand::Hold(HoldCommand::Follow { hold: *hold });
                        let request = Request::journey(Who::System, Door::Program, *journey, command);
                        moved += u64::from(stage.run(tx, &request).await?.events > 0);
                    }
                    if moved > 0 {
                        let at = stage.now;
                        system_moves::note(tx, SystemMove { system, team: owner, from, holds: moved, at }).await?;
                    }
                    Ok::<_, AppError>(moved)
                })
            });
            let moved = moved.await?;
            all += moved;
            // What does not follow is not tried again at once.
            if moved == 0 {
                return Ok(all);
            }
        }
    }

    /// Lets every hold follow its system, where a program was killed before they all had.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn follow_systems(&self) -> Result<()> {
        let systems: Vec<SystemId> = self.directory().await?.systems.keys().copied().collect();
        for system in systems {
            self.follow_system(system).await?;
        }
        Ok(())
    }

    /// The systems that went to a reader's teams with what was held in them, as long as nobody there has seen it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn system_moves(&self, scope: &Scope) -> Result<Vec<SystemMove>> {
        Ok(self.store.read(async |tx| system_moves::of_teams(tx, scope.teams()).await).await?)
    }

    /// Puts away that a system went to a team of the reader.
    ///
    /// # Errors
    /// A denial to who is not in that team, or what the store says.
    pub async fn saw_system_move(&self, who: &Who, system: SystemId) -> Result<()> {
        let directory = self.directory().await?;
        let owner = directory.system(system).map(|found| found.owner).ok_or(AppError::NotFound("system"))?;
        if !who.member().is_some_and(|member| member.is_in(owner)) {
            return Err(AppError::Denied("role"));
        }
        Ok(self.store.write(move |tx| Box::pin(system_moves::seen(tx, system, owner))).await?)
    }

    async fn may_read_system(&self, who: &Who, system: SystemId) -> Result<()> {
        authorise(who, Action::ReadHolds)?;
        match who {
            Who::Client(client) if !client.speaks_for(system) => Err(AppError::Denied("not-your-system")),
            _ => Ok(()),
        }
    }

    /// The systems that a reader may know of: for a program those that it speaks for.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn systems(&self, who: &Who) -> Result<Vec<System>> {
        authorise(who, Action::ReadHolds)?;
        let directory = self.directory().await?;
        let known = |system: &&System| match who {
            Who::Client(client) => client.speaks_for(system.id),
            _ => true,
        };
        let mut systems: Vec<System> =
            directory.systems.values().map(|found| &found.value).filter(known).cloned().collect();
        systems.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        Ok(systems)
    }

    /// Signals that wait for an answer, and those answered in the last thirty days, after one that was given before.
    ///
    /// # Errors
    /// What the store says.
    pub async fn signals(&self, sight: &Scope, after: Option<SignalId>, most: u32) -> Result<Signals> {
        let now = self.ports.clock.now();
        let since = now.checked_sub(HEARD).unwrap_or(now);
        let mut tx = self.store.begin_read().await?;
        let mut rows = signals::all(&mut tx, since, after, most).await?;
        let more = rows.last().filter(|_| rows.len() >= most as usize).map(|row| row.id);
        let references = references(&mut tx, sight, rows.iter().map(|row| row.journey)).await?;
        rows.retain(|row| references.contains_key(&row.journey));
        Ok(Signals { rows, references, more })
    }

    /// One signal, where its journey is in sight.
    ///
    /// # Errors
    /// [`AppError::NotFound`], or what the store says.
    pub async fn signal(&self, sight: &Scope, id: SignalId) -> Result<SignalRow> {
        let mut tx = self.store.begin_read().await?;
        let row = signals::get(&mut tx, id).await?.ok_or(AppError::NotFound("signal"))?;
        let seen = references(&mut tx, sight, [row.journey].into_iter()).await?;
        if seen.is_empty() { Err(AppError::NotFound("signal")) } else { Ok(row) }
    }
}

/// What somebody reports of a breach, with the words and files that it names.
#[derive(Debug, Clone)]
pub struct BreachSaidHere {
    /// What was done.
    pub what: regie_domain::codes::BreachWhat,
    /// When.
    pub at: Option<Timestamp>,
    /// In more words.
    pub text: Option<ContentId>,
    /// Letters, photos, files.
    pub evidence: Vec<ContentId>,
    /// Those words and files.
    pub texts: Vec<Text>,
}

/// The numbers of the journeys that a reader may see.
async fn references(
    tx: &mut Tx,
    sight: &Scope,
    ids: impl Iterator<Item = JourneyId>,
) -> Result<HashMap<JourneyId, Reference>> {
    let ids: Vec<JourneyId> = ids.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let mut rows = journeys::get_many(tx, &ids).await?;
    sight.shield(tx, &mut rows).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.reference)).collect())
}

/// Whether something may be agreed with the customer of a journey: what came in by a social channel says who somebody claims
/// to be, until an address or number is tied to the record by more than that.
///
/// # Errors
/// What the store says.
pub(crate) async fn tied(tx: &mut Tx, journey: Option<&Journey>, command: &JourneyCommand) -> Result<bool> {
    let (Some(journey), JourneyCommand::Agreement(AgreementCommand::Make { terms })) = (journey, command) else {
        return Ok(true);
    };
    let by_social = terms.contact.channel == Channel::Social
        || journey.contacts.values().any(|found| found.facts.channel == Channel::Social && found.is_from_customer());
    if !by_social {
        return Ok(true);
    }
    // Where the conversation itself is the way to the customer, its own handle must be tied.
    let way = journey.customer_participant().map(|(_, person)| person.reach);
    if let Some(Reach::Social { handle }) = way {
        let Some(row) = customers::handle(tx, handle).await? else { return Ok(false) };
        let owner = crate::preferences::record(tx, row.customer).await?;
        let found = owner.and_then(|owner| owner.handles.get(&handle).copied());
        return Ok(found.is_some_and(|found| found.evidence.proves()));
    }
    for record in records_of(tx, journey.customer).await? {
        let stored = journal::read(tx, &StreamKey::new(CUSTOMER, record.0), 0).await?;
        let Some(found) = customer::fold(record, &read_customer(&stored)?) else { continue };
        if found.handles.values().any(|handle| handle.evidence.proves()) {
            return Ok(true);
        }
    }
    Ok(false)
}
