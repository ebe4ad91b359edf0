//! A command on an improvement: the same road as that of a journey.

use jiff::Timestamp;
use regie_domain::actor::{Actor, TeamRef};
use regie_domain::ids::{EventId, Ids, ImprovementId, MemberId};
use regie_domain::improvement::{self, ANSWER_DAYS, Improvement, ImprovementCommand, ImprovementFacts, Source};
use regie_domain::term::Term;
use regie_store::journal::{self, StreamKey};
use regie_store::{Tx, views};

use super::{Done, IMPROVEMENT, Request, Stage, journey_of, read_improvement};
use crate::authorise::{Action, Who, authorise, may_read};
use crate::error::{AppError, Result};

impl Stage {
    pub(super) async fn improvement(
        &self,
        tx: &mut Tx,
        request: &Request,
        id: ImprovementId,
        command: &ImprovementCommand,
    ) -> Result<Done> {
        let stream = StreamKey::new(IMPROVEMENT, id.0);
        let events = read_improvement(&journal::load(tx, &stream).await?)?;
        let before = improvement::fold(id, &events);
        crate::improvements::inside(&request.who, &self.directory)?;
        if before.is_none() && !matches!(command, ImprovementCommand::Open { .. }) {
            return Err(AppError::NotFound("improvement"));
        }
        authorise(&request.who, Action::Improvement(command, before.as_ref()))?;
        self.check_sources(tx, &request.who, command).await?;
        let owner = match (command, &before) {
            (ImprovementCommand::Open { owner, .. }, _) => Some(*owner),
            (_, found) => found.as_ref().map(|found| found.owner),
        };
        let acting = self.improver(&request.who, owner)?;
        let facts = ImprovementFacts {
            now: self.now,
            actor: acting,
            answer_by: self.answered_by(owner),
            knows_owner: owner.is_some_and(|owner| self.knows_own_team(owner)),
            judged: request.judged,
            reporters: match (command, &before) {
                (ImprovementCommand::Tell { .. }, Some(found)) => reporters(tx, found).await?,
                _ => Vec::new(),
            },
        };
        let decided = improvement::decide(before.as_ref(), command, &facts)?;
        if decided.is_empty() {
            return Ok(Done::default());
        }
        self.put_texts_of(tx, &request.texts, (IMPROVEMENT, id.0)).await?;
        let envelope = self.envelope(request, acting);
        let mut ids = Ids::of(envelope.command);
        let mut new = Vec::with_capacity(decided.len());
        for event in &decided {
            new.push(self.new_event(ids.next::<EventId>(), event.kind(), self.now, (0, 0), event.parts()?));
        }
        let seq = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let stored = journal::append(tx, &stream, seq, &self.origin(&envelope), new).await?;
        let mut all = events;
        all.extend(read_improvement(&stored)?);
        if let Some(after) = improvement::fold(id, &all) {
            views::improvements::put(tx, &after).await?;
        }
        Ok(Done { events: decided.len(), ..Done::default() })
    }

    /// A member acts for the team that does it where that is the member's own, else for the first one; who is in no team, such
    /// as an administrator, for the team that does it.
    fn improver(&self, who: &Who, owner: Option<TeamRef>) -> Result<Actor> {
        let Some(member) = who.member() else { return Ok(Actor::System) };
        let first = || member.teams.first().and_then(|(team, _)| self.directory.team_ref(*team));
        let own = owner.filter(|owner| member.is_in(owner.team));
        let team = own.or_else(first).or(owner).ok_or(AppError::Denied("no-team"))?;
        Ok(Actor::Member { team, member: member.id })
    }

    fn answered_by(&self, owner: Option<TeamRef>) -> Timestamp {
        let team = owner.and_then(|owner| self.directory.team(owner.team));
        let calendar = team.and_then(|team| self.directory.calendar(team).ok());
        calendar.map_or(self.now, |calendar| Term::WorkingDays(ANSWER_DAYS).due(self.now, &calendar))
    }

    fn knows_own_team(&self, owner: TeamRef) -> bool {
        let own = self.directory.organisation.as_ref().is_some_and(|found| found.value.id == owner.org);
        own && self.directory.team(owner.team).is_some_and(|team| team.active)
    }

    /// What it comes from is there, may be read by who names it, and may be traced.
    async fn check_sources(&self, tx: &mut Tx, who: &Who, command: &ImprovementCommand) -> Result<()> {
        let sources: &[Source] = match command {
            ImprovementCommand::Open { sources, .. } => sources,
            ImprovementCommand::AddSource { source } => std::slice::from_ref(source),
            _ => return Ok(()),
        };
        for source in sources {
            let Some(id) = source.journey() else { continue };
            may_read(tx, who, &self.directory, id).await?;
            let journey = journey_of(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
            let answer = journey.survey.as_ref().and_then(|ask| Some((ask, ask.response.as_ref()?)));
            let answer = answer.filter(|(_, response)| !response.untraceable);
            let there = match source {
                Source::Signal { signal, .. } => journey.signals.contains_key(signal),
                Source::Breach { breach, .. } => journey.breaches.contains_key(breach),
                Source::Answer { ask, .. } => answer.is_some_and(|(found, _)| found.id == *ask),
                Source::Pointed { ask, .. } => {
                    answer.is_some_and(|(found, response)| found.id == *ask && !response.pointed.is_empty())
                }
                Source::Learned { ask, .. } => {
                    answer.is_some_and(|(found, _)| found.id == *ask && found.learned.is_some())
                }
                Source::Figure { .. } => true,
            };
            if !there {
                return Err(AppError::NotFound("source"));
            }
        }
        Ok(())
    }
}

/// The members who reported what it comes from and were named, each once.
async fn reporters(tx: &mut Tx, found: &Improvement) -> Result<Vec<MemberId>> {
    let mut all = std::collections::BTreeSet::new();
    for source in &found.sources {
        let Source::Signal { journey, signal } = source else { continue };
        let Some(journey) = journey_of(tx, *journey).await? else { continue };
        all.extend(journey.signals.get(signal).into_iter().flat_map(|signal| signal.listeners()));
    }
    Ok(all.into_iter().collect())
}
