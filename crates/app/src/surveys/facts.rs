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
    let Some((journey, ask)) = journey.and_then(|journey| Some((journey, journey.survey.as_ref()?))) else {
        return Ok(None);
    };
    match (command, ask.state) {
        (JourneyCommand::Survey(SurveyCommand::Answer { .. }), AskState::Asked { survey, .. }) => {
            let survey = stage.directory.survey_version(survey).cloned();
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
    let mut records = records_of(tx, journey.customer).await?;
    records.sort_unstable();
    // Two journeys of one person that come due at the same moment: the second one sees that the first was asked.
    if let Some(person) = records.first() {
        tx.lock_name(&format!("survey of {person}")).await?;
    }
    let others = surveys::of_people(tx, &records).await?;
    let others = || others.iter().filter(|other| other.id != ask.id);
    let asking = Asking {
        opted_out: last_choice(tx, journey.customer).await?.is_some_and(|chosen| chosen.prefers.no_surveys),
        reachable: is_reachable(tx, journey, &records).await?,
        budget: stage.directory.survey_rules().budget,
        asked: others().filter(|other| other.state == "asked").filter_map(|other| other.at).collect(),
        ahead: others()
            .filter(|other| other.state == "waits")
            .filter_map(|other| Some((other.at?, other.weight)))
            .collect(),
    };
    Ok(SurveyFacts { survey: stage.directory.survey(ask.survey).cloned(), asking, elsewhere: false })
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
