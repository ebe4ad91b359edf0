//! What a decision about a survey must know of the survey and of the person.

use regie_domain::codes::DeadlineKind;
use regie_domain::command::{JourneyCommand, SurveyCommand};
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::CustomerId;
use regie_domain::journey::Journey;
use regie_domain::survey::{Ask, AskState, Asking, SurveyFacts};
use regie_store::Tx;
use regie_store::views::{customers, surveys};

use crate::error::Result;
use crate::handles::records_of;
use crate::preferences::last_choice;
use crate::run::Stage;

/// Those facts, where the command asks for them.
///
/// # Errors
/// What the store says.
pub(crate) async fn facts(
    tx: &mut Tx,
    stage: &Stage,
    journey: Option<&Journey>,
    command: &JourneyCommand,
) -> Result<Option<SurveyFacts>> {
    if let (Some(journey), JourneyCommand::Survey(SurveyCommand::Wish { .. })) = (journey, command) {
        return wished(tx, stage, journey).await.map(Some);
    }
    if let (Some(journey), JourneyCommand::Fire { deadline: DeadlineKind::WishDue, .. }) = (journey, command) {
        return wished(tx, stage, journey).await.map(Some);
    }
    let Some((journey, ask)) = journey.and_then(|journey| Some((journey, journey.survey.as_ref()?))) else {
        return Ok(None);
    };
    match (command, ask.state) {
        (JourneyCommand::Survey(SurveyCommand::Answer { .. }), AskState::Asked { survey, .. }) => {
            let survey = crate::attribution::asked_survey(tx, &stage.directory, journey, survey).await?;
            Ok(Some(SurveyFacts { survey, ..SurveyFacts::default() }))
        }
        (JourneyCommand::Fire { deadline: DeadlineKind::SurveyDue, .. }, _) => {
            due(tx, stage, journey, ask).await.map(Some)
        }
        _ => Ok(None),
    }
}

/// For the moment at which it is decided whether somebody is asked.
async fn due(tx: &mut Tx, stage: &Stage, journey: &Journey, ask: &Ask) -> Result<SurveyFacts> {
    let asking = asking(tx, stage, journey, Some(ask)).await?;
    let elsewhere = is_elsewhere(stage, journey);
    Ok(SurveyFacts { survey: stage.directory.survey(ask.survey).cloned(), asking, elsewhere })
}

/// For a partner that wants to ask something, and for the moment at which one that waited is answered.
async fn wished(tx: &mut Tx, stage: &Stage, journey: &Journey) -> Result<SurveyFacts> {
    let asking = asking(tx, stage, journey, journey.survey.as_ref()).await?;
    Ok(SurveyFacts { survey: None, asking, elsewhere: is_elsewhere(stage, journey) })
}

/// Whether a partner holds the survey of a journey, by an agreement that is in force.
fn is_elsewhere(stage: &Stage, journey: &Journey) -> bool {
    let plan = stage.directory.blueprint_version(journey.blueprint).and_then(|blueprint| blueprint.survey);
    let partner = plan.and_then(|plan| plan.holder).and_then(|org| stage.directory.partner(org));
    partner.is_some_and(|partner| partner.shares(stage.now).is_some())
}

/// What is known of the person.
async fn asking(tx: &mut Tx, stage: &Stage, journey: &Journey, ask: Option<&Ask>) -> Result<Asking> {
    let mut records = records_of(tx, journey.customer).await?;
    records.sort_unstable();
    // Two journeys of one person that come due at the same moment: the second one sees that the first was asked.
    if let Some(person) = records.first() {
        tx.lock_name(&format!("survey of {person}")).await?;
    }
    let others = surveys::of_people(tx, &records).await?;
    let others = || others.iter().filter(|other| ask.is_none_or(|ask| other.id != ask.id));
    Ok(Asking {
        opted_out: last_choice(tx, journey.customer).await?.is_some_and(|chosen| chosen.prefers.no_surveys),
        reachable: is_reachable(tx, journey, &records).await?,
        budget: stage.directory.survey_rules().budget,
        asked: others()
            .filter(|other| matches!(other.state.as_str(), "asked" | "elsewhere"))
            .filter_map(|other| other.at)
            .collect(),
        ahead: others()
            .filter(|other| other.state == "waits")
            .filter_map(|other| Some((other.at?, other.weight)))
            .collect(),
    })
}

/// Whether a channel that works or an address for letters is known.
async fn is_reachable(tx: &mut Tx, journey: &Journey, records: &[CustomerId]) -> Result<bool> {
    let Some((_, person)) = journey.customer_participant() else { return Ok(false) };
    if let Reach::Email { handle } | Reach::Text { handle } | Reach::Social { handle } = person.reach {
        return Ok(customers::handle(tx, handle).await?.is_some_and(|found| !found.failed));
    }
    for record in records {
        let known = customers::handles(tx, *record).await?;
        if known.iter().any(|handle| handle.kind == HandleKind::Address.code()) {
            return Ok(true);
        }
    }
    Ok(false)
}
