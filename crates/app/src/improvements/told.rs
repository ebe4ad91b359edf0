//! You said, we did: what the program does by itself. It measures what had its time, and lets the customers hear what was done,
//! each once, months later too.

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::codes::HeardBy;
use regie_domain::command::{JourneyCommand, SurveyCommand};
use regie_domain::customer::Language;
use regie_domain::event::Reach;
use regie_domain::ids::{ContentId, ImprovementId, JourneyId};
use regie_domain::improvement::{Improvement, ImprovementCommand, fold};
use regie_domain::journey::{Journey, State};
use regie_store::journal::{self, StreamKey};
use regie_store::{Tx, views};

use super::verdict;
use crate::App;
use crate::authorise::Who;
use crate::error::Result;
use crate::run::{IMPROVEMENT, Request, Stage, journey_of, read_improvement};

/// How many improvements are looked at in one go.
const PAGE: u32 = 20;

impl App {
    /// Measures every trial whose time is over, and passes on what was told; tells how much it was.
    ///
    /// # Errors
    /// What the store says. One that fails is logged and stops no other.
    pub async fn follow_improvements(&self) -> Result<usize> {
        let now = self.ports.clock.now();
        let (ended, unheard) = self
            .store
            .read(async |tx| {
                let ended = views::improvements::ended(tx, now, PAGE).await?;
                Ok::<_, crate::AppError>((ended, views::improvements::unheard(tx, PAGE).await?))
            })
            .await?;
        let mut done = 0;
        for id in ended {
            done += logged(id, self.measure(id, now).await);
        }
        for id in unheard {
            let found = self.store.read(async |tx| improvement_of(tx, id).await).await?;
            for journey in found.iter().flat_map(Improvement::unheard) {
                done += logged(id, self.pass_on(id, journey).await);
            }
        }
        Ok(done)
    }

    async fn measure(&self, id: ImprovementId, now: Timestamp) -> Result<usize> {
        let found = self.store.read(async |tx| improvement_of(tx, id).await).await?;
        // Who was helped last may still come back.
        let Some(terms) = found.and_then(|found| found.terms) else { return Ok(0) };
        if verdict::complete_at(&terms) > now {
            return Ok(0);
        }
        let judged = Some(self.trial_verdict(&terms).await?);
        let request = Request::improvement(Who::System, Door::Timer, id, ImprovementCommand::Measure {});
        Ok(self.run(Request { judged, ..request }).await?.events)
    }

    /// The improvement and the journey in one write, so that nobody hears it twice.
    async fn pass_on(&self, id: ImprovementId, journey: JourneyId) -> Result<usize> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, id, journey), |tx, (stage, id, journey)| {
                Box::pin(async move {
                    let Some(found) = improvement_of(tx, *id).await? else { return Ok(0) };
                    let Some(done) = found.done.filter(|_| found.unheard().contains(journey)) else { return Ok(0) };
                    let of = journey_of(tx, *journey).await?;
                    let by = of.as_ref().map_or(HeardBy::Not, heard_by);
                    let command = ImprovementCommand::PassOn { journey: *journey, by };
                    stage.run(tx, &Request::improvement(Who::System, Door::Timer, *id, command)).await?;
                    if let Some(of) = of.filter(|_| by != HeardBy::Not) {
                        let Some(text) = words_for(tx, &of, done.nl, done.en).await? else { return Ok(1) };
                        let command = SurveyCommand::WeDid { improvement: *id, text };
                        let command = JourneyCommand::Survey(command);
                        stage.run(tx, &Request::journey(Who::System, Door::Timer, *journey, command)).await?;
                    }
                    Ok::<_, crate::AppError>(1)
                })
            })
            .await
    }
}

fn logged(id: ImprovementId, outcome: Result<usize>) -> usize {
    outcome.unwrap_or_else(|error| {
        tracing::warn!(%error, improvement = %id, "an improvement could not be followed and is tried again");
        0
    })
}

/// How the customer of a journey hears it.
fn heard_by(journey: &Journey) -> HeardBy {
    let answered = journey.survey.as_ref().and_then(|ask| ask.response.as_ref());
    let set_aside = matches!(journey.state, State::Void { .. });
    if set_aside || answered.is_none_or(|response| response.untraceable) {
        return HeardBy::Not;
    }
    let reach = journey.customer_participant().map(|(_, person)| person.reach);
    if reach.is_some_and(Reach::is_sent) { HeardBy::Message } else { HeardBy::Page }
}

/// In the customer's language where it was said in it.
async fn words_for(
    tx: &mut Tx,
    journey: &Journey,
    nl: Option<ContentId>,
    en: Option<ContentId>,
) -> Result<Option<ContentId>> {
    let found = views::customers::name_and_language(tx, journey.customer).await?;
    let english = serde_json::to_value(Language::En)?;
    let reads_english = found.is_some_and(|(_, language)| english.as_str() == Some(&language));
    Ok(if reads_english { en.or(nl) } else { nl.or(en) })
}

/// An improvement as it stands now; nothing when there is none.
///
/// # Errors
/// What the store says, or that its events are of a newer version.
pub(super) async fn improvement_of(tx: &mut Tx, id: ImprovementId) -> Result<Option<Improvement>> {
    let stored = journal::read(tx, &StreamKey::new(IMPROVEMENT, id.0), 0).await?;
    Ok(fold(id, &read_improvement(&stored)?))
}
