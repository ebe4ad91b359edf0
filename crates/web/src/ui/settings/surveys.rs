//! Surveys, how often people are asked, and which survey a blueprint asks. A change makes a new version; who was asked
//! already answers the questions that were put then.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::surveys::{QuestionForm, SurveyForm, SurveyPlanForm, SurveyRulesForm};
use regie_domain::blueprint::{Blueprint, Words};
use regie_domain::ids::SurveyId;
use regie_domain::survey::Survey;

use super::blueprints::present::Present;
use super::{Asked, CHANGE, READ, again, changes, form_page, id, sheet, spoken, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Cell, Table};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::surveys as forms;
use crate::pages::surveys::{AskedForm, FeedbackPage};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::shell;
use crate::visit::Visit;

const TITLE: &str = "survey-plan-title";
/// More questions than anybody writes.
const MOST_ROWS: usize = 30;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/surveys", READ, "settings-surveys", list)
        .post("/settings/surveys", CHANGE, "change_survey_rules", change_rules)
        .get("/settings/surveys/{id}", READ, "settings-survey", show)
        .post("/settings/surveys/{id}", CHANGE, "change_survey", change)
        .get("/settings/surveys/{id}/preview", READ, "settings-survey-preview", preview)
        .get("/settings/blueprints/{id}/survey", READ, "settings-survey-plan", show_plan)
        .post("/settings/blueprints/{id}/survey", CHANGE, "plan_survey", change_plan)
}

/// What stands of it on the blueprint's own page, with the way to change it.
pub(super) fn block(visit: &Visit, blueprint: &Blueprint) -> Block {
    let cx = &visit.cx;
    let survey = blueprint.survey.and_then(|plan| visit.directory.surveys.get(&plan.survey)?.value.last());
    let value = survey.map_or_else(|| cx.t("survey-plan-none"), |survey| spoken(visit, &survey.name));
    let href = Some(format!("/settings/blueprints/{}/survey", blueprint.id));
    Block::Facts(cx.t(TITLE), vec![Fact { name: cx.t("survey-plan-survey"), value, href }])
}

/// The newest version of each survey, by name.
fn newest(visit: &Visit) -> Vec<&Survey> {
    let mut all: Vec<&Survey> = visit.directory.surveys.values().filter_map(|found| found.value.last()).collect();
    all.sort_by_key(|survey| spoken(visit, &survey.name).to_lowercase());
    all
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let form = rules_form(&visit, &SurveyRulesForm::of(visit.directory.survey_rules()));
    page(&list_page(&web, &visit, form, asked.said.as_deref()).await?)
}

fn rules_form(visit: &Visit, values: &SurveyRulesForm) -> Form {
    let version = visit.directory.survey_rules.as_ref().map_or(0, |found| found.version);
    forms::rules(&visit.cx, values).with("version", version.to_string()).locked(!changes(visit))
}

async fn list_page(web: &Web, visit: &Visit, form: Form, said: Option<&str>) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let mut sheet = sheet(web, visit, Section::Surveys, said).await?;
    if changes(visit) {
        sheet.add = Some(("/settings/surveys/new".to_owned(), cx.t("survey-new")));
    }
    let rows = newest(visit).into_iter().map(|survey| {
        let href = format!("/settings/surveys/{}", survey.id);
        vec![
            Cell::link(spoken(visit, &survey.name), href),
            Cell::text(cx.tn("survey-questions-n", survey.questions.len())),
            Cell::link(cx.t("survey-preview"), format!("/settings/surveys/{}/preview", survey.id)),
        ]
    });
    let columns = ["survey-name-column", "survey-questions", "survey-look"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    sheet.blocks.push(super::topics::block(visit));
    sheet.blocks.push(Block::Form(Some(cx.t("survey-rules")), form));
    Ok(sheet)
}

async fn change_rules(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = SurveyRulesForm {
        times: posted.get("times").to_owned(),
        days: posted.get("days").to_owned(),
        choose: posted.some("choose").is_some(),
    };
    match web.app.change_survey_rules(&visit.who()?, version(&posted), values.clone()).await {
        Ok(_) => see(&said("/settings/surveys", "said-saved")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            let mut form = wrong.at(&visit, rules_form(&visit, &values), &posted);
            if matches!(wrong, Wrong::Changed) {
                form = form.problem(visit.cx.t("settings-conflict"));
            }
            page_with(wrong.status(), &list_page(&web, &visit, form, None).await?)
        }
    }
}

/// A survey as it stands, or one that is still to be written.
struct Written {
    id: Option<SurveyId>,
    record: i64,
    values: SurveyForm,
    title: String,
}

impl Written {
    fn of(visit: &Visit, text: &str) -> Result<Self, AppError> {
        if text == "new" {
            let title = visit.cx.t("survey-new");
            return Ok(Self { id: None, record: 0, values: SurveyForm::default(), title });
        }
        let id = SurveyId(id(text)?);
        let found = visit.directory.surveys.get(&id).ok_or(AppError::NotFound("survey"))?;
        let newest = found.value.last().ok_or(AppError::NotFound("survey"))?;
        let (values, title) = (SurveyForm::of(newest), spoken(visit, &newest.name));
        Ok(Self { id: Some(id), record: found.version, values, title })
    }

    fn form(&self, visit: &Visit, values: &SurveyForm) -> Form {
        let id = self.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
        forms::survey(&visit.cx, &id, values).with("version", self.record.to_string())
    }

    fn at(&self) -> (Section, Option<String>) {
        (Section::Surveys, Some(self.title.clone()))
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let written = Written::of(&visit, &text)?;
    let form = written.form(&visit, &written.values);
    page(&form_page(&web, &visit, written.at(), form, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let written = Written::of(&visit, &text)?;
    let values = typed(&posted);
    match web.app.change_survey(&visit.who()?, written.id, version(&posted), values.clone()).await {
        Ok((id, _)) => see(&said(&format!("/settings/surveys/{id}"), "said-survey-saved")),
        Err(error) => again(&web, &visit, written.at(), written.form(&visit, &values), &posted, error).await,
    }
}

/// What was typed.
fn typed(posted: &Posted) -> SurveyForm {
    let there = |at: &usize| posted.fields.iter().any(|(field, _)| *field == format!("questions-{at}-nl"));
    let words = |name: &str| Words::new(posted.get(&format!("{name}-nl")), posted.get(&format!("{name}-en")));
    let question = |at: usize| {
        let get = |part: &str| posted.get(&format!("questions-{at}-{part}")).to_owned();
        let (form, scale) = forms::how(&get("form"));
        let (nl, en) = (get("choices"), get("choices-en"));
        let (mut nl, mut en) = (nl.lines(), en.lines());
        let mut choices = Vec::new();
        loop {
            match (nl.next(), en.next()) {
                (None, None) => break,
                (nl, en) => choices.push(Words::new(nl.unwrap_or_default(), en.unwrap_or_default())),
            }
        }
        QuestionForm {
            words: words(&format!("questions-{at}")),
            form,
            scale,
            measure: get("measure"),
            choices,
            more: !get("more").is_empty(),
            if_question: get("if"),
            if_from: get("from"),
            if_until: get("until"),
        }
    };
    SurveyForm { name: words("name"), questions: (0..MOST_ROWS).take_while(there).map(question).collect() }
}

/// The customer's page, to look at: it cannot be sent.
async fn preview(State(_): State<Web>, visit: Visit, Path(text): Path<String>) -> Reply {
    let id = SurveyId(id(&text)?);
    let found = visit.directory.surveys.get(&id).and_then(|found| found.value.last());
    let survey = found.ok_or(AppError::NotFound("survey"))?;
    let cx = &visit.cx;
    page(&FeedbackPage {
        cx: cx.clone(),
        shell: shell::customer(&visit),
        back: None,
        subject: cx.t("survey-preview-subject"),
        thanks: Vec::new(),
        chosen: None,
        care: None,
        asked: Some(AskedForm { calls: true, ..AskedForm::empty(cx, survey) }),
    })
}

fn plan_form(present: &Present<'_>, visit: &Visit, values: &SurveyPlanForm) -> Form {
    let named: Vec<_> =
        newest(visit).into_iter().map(|survey| (survey.id.to_string(), spoken(visit, &survey.name))).collect();
    let partners = visit.directory.partners.values().map(|found| &found.value).filter(|partner| partner.active);
    let partners: Vec<_> = partners.map(|partner| (partner.id.to_string(), partner.name.clone())).collect();
    present.changing(forms::plan(&visit.cx, &present.id.to_string(), values, (&named, &partners)))
}

async fn show_plan(
    State(web): State<Web>,
    visit: Visit,
    Path(text): Path<String>,
    Query(asked): Query<Asked>,
) -> Reply {
    let present = Present::of(&visit, &text)?;
    let form = plan_form(&present, &visit, &SurveyPlanForm::of(present.newest));
    page(&form_page(&web, &visit, present.beside(&visit, TITLE), form, asked.said.as_deref()).await?)
}

async fn change_plan(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let present = Present::of(&visit, &text)?;
    let get = |name: &str| posted.get(name).to_owned();
    let values = SurveyPlanForm {
        asks: posted.some("asks").is_some(),
        survey: get("survey"),
        days: get("days"),
        at: get("at"),
        weight: get("weight"),
        call: crate::form::span(&posted.fields, "call"),
        holder: get("holder"),
    };
    match web.app.plan_survey(&visit.who()?, present.id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/blueprints/{}", present.id), "said-version")),
        Err(error) => {
            let form = plan_form(&present, &visit, &values);
            again(&web, &visit, present.beside(&visit, TITLE), form, &posted, error).await
        }
    }
}
