//! Blueprints. A change makes a new version; journeys that run keep the one they began with, and the page says so.

mod picture;
pub(super) mod present;
mod tally;
mod tell;
mod typed;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::blueprints::{BlueprintForm, CardForm};
use regie_domain::blueprint::Blueprint;
use regie_domain::codes::{JourneyKind, LegalBasis};
use regie_domain::ids::BlueprintId;
use regie_domain::second_thing::{SecondKind, Sensitive};
use regie_domain::visit::VisitPlan;

use self::present::Present;
use super::{Asked, CHANGE, READ, again, changes, form_page, sheet, spoken, teams_of, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::visit::Visit;
use crate::words;

/// So many weeks the law gives for a complaint (Awb 9:11).
const COMPLAINT_WEEKS: &str = "6";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/blueprints", READ, "settings-blueprints", list)
        .get("/settings/blueprints/new", CHANGE, "settings-blueprint-new", ask_new)
        .post("/settings/blueprints/new", CHANGE, "create_blueprint", create)
        .get("/settings/blueprints/{id}", READ, "settings-blueprint", show)
        .post("/settings/blueprints/{id}", CHANGE, "change_blueprint", change)
        .get("/settings/blueprints/{id}/second", READ, "settings-second", show_second)
        .post("/settings/blueprints/{id}/second", CHANGE, "change_second", change_second)
        .get("/settings/blueprints/{id}/cards/{at}", READ, "settings-card", show_card)
        .post("/settings/blueprints/{id}/cards/{at}", CHANGE, "change_card", change_card)
        .post("/settings/blueprints/{id}/cards/{at}/remove", CHANGE, "remove_card", remove_card)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Blueprints, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/blueprints/new".to_owned(), cx.t("blueprint-new")));
    }
    let rows = super::blueprints_of(&visit).into_iter().filter_map(|(id, name)| {
        let found = visit.directory.blueprint(BlueprintId::parse(&id).ok()?)?;
        let director = found.director.map(|team| visit.directory.team_name(team.team));
        Some(vec![
            Cell::link(name, format!("/settings/blueprints/{id}")).second(words::kind(cx, found.kind)),
            Cell::text(director.unwrap_or_else(|| cx.t("blueprint-director-door"))),
            Cell::text(cx.tn("blueprint-version", found.version as usize)),
        ])
    });
    let columns = ["blueprint-name-column", "blueprint-director", "blueprint-version-column"].map(|key| cx.t(key));
    sheet.blocks.push(Block::Table(Table { columns: columns.to_vec(), rows: rows.collect() }));
    page(&sheet)
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    // A new one begins with the terms that suit most desks, so that only what differs is filled in.
    let standard = Blueprint::standard(BlueprintId(uuid::Uuid::nil()), regie_domain::blueprint::Words::default(), None);
    let values = BlueprintForm::of(&standard);
    let form = forms::blueprint(&visit.cx, "", &values, &teams_of(&visit));
    let at = (Section::Blueprints, Some(visit.cx.t("blueprint-new")));
    let mut sheet = form_page(&web, &visit, at, form, None).await?;
    sheet.blocks.insert(0, picture::block(&visit, &values, None));
    page(&sheet)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = typed::blueprint(&posted, Vec::new());
    if posted.get("do") == "preview" {
        let form = forms::blueprint(&visit.cx, "", &values, &teams_of(&visit));
        return previewed(&web, &visit, Some(visit.cx.t("blueprint-new")), form, (&values, None)).await;
    }
    let of = |values: &BlueprintForm| forms::blueprint(&visit.cx, "", values, &teams_of(&visit));
    if let Some(form) = law_of_complaints(&visit, &posted, &values, of) {
        let at = (Section::Blueprints, Some(visit.cx.t("blueprint-new")));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &form_page(&web, &visit, at, form, None).await?);
    }
    match web.app.create_blueprint(&visit.who()?, values.clone()).await {
        Ok(id) => see(&said(&format!("/settings/blueprints/{id}"), "said-saved")),
        Err(error) => {
            let form = forms::blueprint(&visit.cx, "", &values, &teams_of(&visit));
            let at = (Section::Blueprints, Some(visit.cx.t("blueprint-new")));
            refused(&web, &visit, at, form, &posted, (&values, error)).await
        }
    }
}

impl Present<'_> {
    fn form(&self, visit: &Visit, values: &BlueprintForm) -> Form {
        self.changing(forms::blueprint(&visit.cx, &self.id.to_string(), values, &teams_of(visit)))
    }

    fn card(&self, visit: &Visit, at: usize, values: &CardForm) -> Form {
        self.changing(forms::card(&visit.cx, &self.id.to_string(), at, values))
    }
}

/// What customers are asked before they see what is shielded, with the way to change it.
fn second_block(visit: &Visit, blueprint: &Blueprint) -> Block {
    let cx = &visit.cx;
    let asks = blueprint.second.as_ref().map(|second| forms::second_name(cx, second.ask));
    let value = asks.unwrap_or_else(|| cx.t("blueprint-second-none"));
    let href = Some(format!("/settings/blueprints/{}/second", blueprint.id));
    Block::Facts(cx.t("blueprint-second"), vec![Fact { name: cx.t("blueprint-second-ask"), value, href }])
}

async fn show_second(State(web): State<Web>, visit: Visit, Path(text): Path<String>) -> Reply {
    let present = Present::of(&visit, &text)?;
    let form = forms::second(&visit.cx, &present.id.to_string(), present.newest.second.as_ref());
    let form = present.changing(form).locked(!changes(&visit));
    page(&form_page(&web, &visit, present.beside(&visit, "blueprint-second"), form, None).await?)
}

async fn change_second(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let present = Present::of(&visit, &text)?;
    let ask = SecondKind::parse(posted.get("second"));
    let before: Vec<Sensitive> = posted.all("before").filter_map(Sensitive::parse).collect();
    let done = web.app.change_second(&visit.who()?, present.id, version(&posted), ask, before).await;
    let Err(error) = done else { return see(&said(&format!("/settings/blueprints/{}", present.id), "said-saved")) };
    let form = forms::second(&visit.cx, &present.id.to_string(), present.newest.second.as_ref());
    let form = present.changing(form);
    again(&web, &visit, present.beside(&visit, "blueprint-second"), form, &posted, error).await
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let present = Present::of(&visit, &text)?;
    let values = BlueprintForm::of(present.newest);
    let form = present.form(&visit, &values);
    let at = (Section::Blueprints, present.title(&visit));
    let mut sheet = form_page(&web, &visit, at, form, asked.said.as_deref()).await?;
    sheet.blocks.insert(0, picture::block(&visit, &values, present.newest.visit.as_ref()));
    sheet.banners.push(Banner::new(Tone::Plain, "info", cx.tn("blueprint-versions", present.newest.version as usize)));
    sheet.blocks.push(second_block(&visit, present.newest));
    let cards = &present.newest.cards;
    let rows = cards.iter().enumerate().map(|(at, card)| {
        let href = format!("/settings/blueprints/{}/cards/{at}", present.id);
        vec![Cell::link(spoken(&visit, &card.name), href), Cell::text(cx.tn("card-count", card.fields.len()))]
    });
    let mut rows: Vec<_> = rows.collect();
    if changes(&visit) {
        let href = format!("/settings/blueprints/{}/cards/{}", present.id, cards.len());
        rows.push(vec![Cell::link(cx.t("card-new"), href), Cell::text("")]);
    }
    let columns = ["blueprint-cards", "card-fields"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows }));
    sheet.blocks.push(super::visits::block(&visit, present.newest));
    sheet.blocks.push(super::shipping::block(&visit, present.newest));
    sheet.blocks.push(super::surveys::block(&visit, present.newest));
    sheet.blocks.extend(tally::block(&web, &visit, present.id).await?);
    sheet.blocks.push(tell::variables(&visit));
    page(&sheet)
}

/// The form as it was typed, with its way drawn and the messages that its sentences would stand in. Nothing is saved.
async fn previewed(
    web: &Web,
    visit: &Visit,
    title: Option<String>,
    form: Form,
    (values, plan): (&BlueprintForm, Option<&VisitPlan>),
) -> Reply {
    let mut form = form;
    tell::explain(visit, &mut form, values);
    let status = if form.failed() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut sheet = form_page(web, visit, (Section::Blueprints, title), form, None).await?;
    sheet.blocks.insert(0, picture::block(visit, values, plan));
    sheet.blocks.extend(tell::previews(visit, values));
    sheet.blocks.push(tell::variables(visit));
    page_with(status, &sheet)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let present = Present::of(&visit, &text)?;
    let cards = BlueprintForm::of(present.newest).cards;
    let values = typed::blueprint(&posted, cards);
    if posted.get("do") == "preview" {
        let form = present.form(&visit, &values);
        let plan = present.newest.visit.as_ref();
        return previewed(&web, &visit, present.title(&visit), form, (&values, plan)).await;
    }
    // What was one for complaints already was asked about then.
    let becomes = present.newest.kind != JourneyKind::Complaint;
    let of = |values: &BlueprintForm| present.form(&visit, values);
    if let Some(form) = law_of_complaints(&visit, &posted, &values, of).filter(|_| becomes) {
        let at = (Section::Blueprints, present.title(&visit));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &form_page(&web, &visit, at, form, None).await?);
    }
    save(&web, &visit, &present, &posted, values.clone(), present.form(&visit, &values), None).await
}

/// The form with the law's term for complaints filled in, where a blueprint for them was typed without it. It is said once:
/// what is saved after that is what was meant.
fn law_of_complaints(
    visit: &Visit,
    posted: &Posted,
    values: &BlueprintForm,
    form: impl FnOnce(&BlueprintForm) -> Form,
) -> Option<Form> {
    let without = values.legal_weeks.trim().is_empty() || values.legal_basis == LegalBasis::Application.code();
    if values.kind != JourneyKind::Complaint.code() || !without || posted.some("law-said").is_some() {
        return None;
    }
    let mut with = values.clone();
    LegalBasis::Complaint.code().clone_into(&mut with.legal_basis);
    if with.legal_weeks.trim().is_empty() {
        COMPLAINT_WEEKS.clone_into(&mut with.legal_weeks);
    }
    let mut form = form(&with).with("law-said", "yes");
    form.error("legal-weeks", visit.cx.t("blueprint-law-of-complaints"));
    Some(form)
}

async fn show_card(
    State(web): State<Web>,
    visit: Visit,
    Path((text, at)): Path<(String, usize)>,
    Query(asked): Query<Asked>,
) -> Reply {
    let present = Present::of(&visit, &text)?;
    let mut cards = BlueprintForm::of(present.newest).cards;
    let fresh = at == cards.len() && changes(&visit);
    if fresh {
        cards.push(CardForm::default());
    }
    let card = cards.get(at).ok_or(AppError::NotFound("card"))?;
    let title = if fresh { visit.cx.t("card-new") } else { spoken(&visit, &card.name) };
    let form = present.card(&visit, at, card);
    let at_page = (Section::Blueprints, Some(title));
    let mut sheet = form_page(&web, &visit, at_page, form, asked.said.as_deref()).await?;
    if !fresh && changes(&visit) {
        let action = format!("/settings/blueprints/{}/cards/{at}/remove", present.id);
        let remove = Form::new(&visit.cx, "remove", action, "card-remove").danger();
        let remove = remove.with("version", present.record.to_string());
        sheet.blocks.push(Block::Form(Some(visit.cx.t("card-remove-title")), remove));
    }
    page(&sheet)
}

async fn change_card(
    State(web): State<Web>,
    visit: Visit,
    Path((text, at)): Path<(String, usize)>,
    posted: Posted,
) -> Reply {
    let present = Present::of(&visit, &text)?;
    let mut values = BlueprintForm::of(present.newest);
    let mut card = typed::card(&posted);
    if card.code.is_empty() {
        card.code = typed::free_code(&card, &values.cards);
    }
    if at > values.cards.len() {
        return Err(AppError::NotFound("card").into());
    }
    values.cards.splice(at..values.cards.len().min(at + 1), [card.clone()]);
    save(&web, &visit, &present, &posted, values, present.card(&visit, at, &card), Some(at)).await
}

async fn remove_card(
    State(web): State<Web>,
    visit: Visit,
    Path((text, at)): Path<(String, usize)>,
    posted: Posted,
) -> Reply {
    let present = Present::of(&visit, &text)?;
    let mut values = BlueprintForm::of(present.newest);
    if at >= values.cards.len() {
        return Err(AppError::NotFound("card").into());
    }
    let card = values.cards.remove(at);
    save(&web, &visit, &present, &posted, values, present.card(&visit, at, &card), Some(at)).await
}

/// Saves a version; what is wrong comes back at the form. The faults of a card carry its place, its form does not.
async fn save(
    web: &Web,
    visit: &Visit,
    present: &Present<'_>,
    posted: &Posted,
    values: BlueprintForm,
    form: Form,
    card: Option<usize>,
) -> Reply {
    match web.app.change_blueprint(&visit.who()?, present.id, version(posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/blueprints/{}", present.id), "said-version")),
        Err(mut error) => {
            if let (AppError::Invalid(faults), Some(at)) = (&mut error, card) {
                let prefix = format!("cards-{at}-");
                for fault in faults {
                    if let Some(own) = fault.field.strip_prefix(&prefix) {
                        fault.field = own.to_owned();
                    }
                }
            }
            let at = (Section::Blueprints, present.title(visit));
            refused(web, visit, at, form, posted, (&values, error)).await
        }
    }
}

/// As [`again`], with what is wrong with a sentence in words that name it.
async fn refused(
    web: &Web,
    visit: &Visit,
    at: (Section, Option<String>),
    form: Form,
    posted: &Posted,
    (values, error): (&BlueprintForm, AppError),
) -> Reply {
    if !matches!(error, AppError::Invalid(_)) {
        return again(web, visit, at, form, posted, error).await;
    }
    let wrong = Wrong::of(visit, error)?;
    let mut form = wrong.at(visit, form, posted);
    tell::explain(visit, &mut form, values);
    page_with(wrong.status(), &form_page(web, visit, at, form, None).await?)
}
