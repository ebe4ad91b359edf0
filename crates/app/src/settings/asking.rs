//! What the houses of the stories ask of their customers, and when.

use regie_domain::blueprint::Words;
use regie_domain::ids::{BlueprintId, SurveyId};

use super::fibre::Provider;
use super::lease::LeaseHouse;
use super::presets::Municipality;
use super::shipper::Shipper;
use super::surveys::{QuestionForm, SurveyForm, SurveyPlanForm, SurveyRulesForm};
use super::telecom::Telecom;
use crate::App;
use crate::authorise::Who;
use crate::error::{AppError, Result};

/// The evening of the day itself.
const THAT_EVENING: (u32, &str) = (0, "18:00");

/// The municipality asks the evening after: nobody can choose another one.
///
/// # Errors
/// What the settings say.
pub async fn reimbursement(app: &App, city: &Municipality) -> Result<()> {
    let rules = SurveyRulesForm { times: "1".into(), days: "30".into(), choose: false };
    app.change_survey_rules(&Who::System, 0, rules).await?;
    plan(app, city.blueprint.id, standard(app).await?, (1, "18:00")).await
}

/// The fibre provider asks that evening; behind "tell more" stands what it asked before.
///
/// # Errors
/// What the settings say.
pub async fn no_signal(app: &App, provider: &Provider) -> Result<()> {
    let directory = app.directory().await?;
    let standard = directory.survey(standard(app).await?).ok_or(AppError::NotFound("survey"))?;
    let mut form = SurveyForm::of(standard);
    form.name = Words::new("Hoe ging de storing?", "How did the outage go?");
    for (nl, en, measure) in [
        ("Hoe vriendelijk waren onze mensen?", "How friendly were our people?", "friendly"),
        ("Hoe deskundig waren onze mensen?", "How competent were our people?", "competent"),
    ] {
        let (scale, more) = ("zero_ten".to_owned(), true);
        let (words, measure) = (Words::new(nl, en), measure.to_owned());
        form.questions.push(QuestionForm {
            words,
            form: "scale".into(),
            scale,
            measure,
            more,
            ..QuestionForm::default()
        });
    }
    let (survey, _) = app.change_survey(&Who::System, None, 0, form).await?;
    plan(app, provider.outage.id, survey, THAT_EVENING).await
}

/// A blueprint asks as another one does.
///
/// # Errors
/// What the settings say.
pub async fn as_another(app: &App, id: BlueprintId, other: BlueprintId) -> Result<()> {
    let directory = app.directory().await?;
    let of = |id| directory.blueprints.get(&id).ok_or(AppError::NotFound("blueprint"));
    let newest = of(other)?.value.last().ok_or(AppError::NotFound("blueprint"))?;
    app.plan_survey(&Who::System, id, of(id)?.version, SurveyPlanForm::of(newest)).await?;
    Ok(())
}

/// The lease company asks for the whole chain.
///
/// # Errors
/// What the settings say.
pub async fn damaged_lease_car(app: &App, house: &LeaseHouse) -> Result<()> {
    plan(app, house.damage.id, standard(app).await?, THAT_EVENING).await
}

/// The training firm asks about the whole delivery.
///
/// # Errors
/// What the settings say.
pub async fn lost_parcel(app: &App, firm: &Shipper) -> Result<()> {
    plan(app, firm.delivery.id, standard(app).await?, THAT_EVENING).await
}

/// The telecom provider asks the morning after.
///
/// # Errors
/// What the settings say.
pub async fn double_billing(app: &App, house: &Telecom) -> Result<()> {
    plan(app, house.invoice.id, standard(app).await?, (1, "10:00")).await
}

/// The survey that every organisation begins with.
async fn standard(app: &App) -> Result<SurveyId> {
    Ok(SurveyId(app.directory().await?.organisation()?.id.0))
}

async fn plan(app: &App, id: BlueprintId, survey: SurveyId, (days, at): (u32, &str)) -> Result<()> {
    let directory = app.directory().await?;
    let found = directory.blueprints.get(&id).ok_or(AppError::NotFound("blueprint"))?;
    let newest = found.value.last().ok_or(AppError::NotFound("blueprint"))?;
    let form = SurveyPlanForm {
        asks: true,
        survey: survey.to_string(),
        days: days.to_string(),
        at: at.to_owned(),
        ..SurveyPlanForm::of(newest)
    };
    app.plan_survey(&Who::System, id, found.version, form).await?;
    Ok(())
}
