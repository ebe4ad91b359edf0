//! The organisation itself, and the switch on its outgoing mail.

use axum::extract::State;
use axum_extra::extract::Query;
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::outbox::OutboxItem;
use regie_app::settings::organisation::OrganisationForm;
use regie_domain::blueprint::Words;
use regie_domain::directory::Outgoing;

use super::{Asked, CHANGE, READ, again, changes, form_page, sheet, version};
use crate::builder::Routes;
use crate::form::{Choice, Form, Input};
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms as forms;
use crate::pages::shell::MailState;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journey::again::waits_for;
use crate::visit::Visit;
use crate::words;

/// How many held messages are shown at once.
const MOST_SHOWN: usize = 200;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/organisation", READ, "settings-organisation", show)
        .post("/settings/organisation", CHANGE, "change_organisation", change)
        .post("/settings/second-step", CHANGE, "change_second_step", change_second_step)
        .get("/settings/outgoing", READ, "settings-outgoing", show_outgoing)
        .get("/settings/outgoing/live", CHANGE, "settings-outgoing-live", ask_held)
        .post("/settings/outgoing", CHANGE, "switch_outgoing", switch)
}

/// What was typed about an organisation; `prefix` stands before the names of the fields.
pub fn typed(posted: &Posted, prefix: &str) -> OrganisationForm {
    let get = |name: &str| posted.get(&format!("{prefix}{name}")).to_owned();
    OrganisationForm {
        name: get("name"),
        customer_word: Words { nl: get("word-nl"), en: get("word-en") },
        zone: get("zone"),
        language: get("language"),
        phone: get("phone"),
        hours: super::calendars::typed(posted, &format!("{prefix}hours")),
        quiet_from: get("quiet-from"),
        quiet_until: get("quiet-until"),
        undo: get("undo"),
        objections: get("objections"),
        complaints: get("complaints"),
    }
}

fn present(visit: &Visit) -> Result<(i64, OrganisationForm), AppError> {
    let found = visit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
    Ok((found.version, OrganisationForm::of(&found.value)))
}

fn form(visit: &Visit, version: i64, values: &OrganisationForm) -> Form {
    forms::organisation(&visit.cx, values).with("version", version.to_string())
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let (version, values) = present(&visit)?;
    let form = form(&visit, version, &values);
    let mut sheet = form_page(&web, &visit, (Section::Organisation, None), form, asked.said.as_deref()).await?;
    if changes(&visit) {
        let heading = visit.cx.t("factor-roles-title");
        sheet.blocks.push(Block::Form(Some(heading), forms::second_step(&visit.cx, version, second_step(&visit)?)));
    }
    page(&sheet)
}

/// The codes of the roles of which a second step is asked.
fn second_step(visit: &Visit) -> Result<Vec<&'static str>, AppError> {
    Ok(visit.directory.organisation()?.second_step.iter().map(|role| role.code()).collect())
}

async fn change_second_step(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let roles = posted.all("roles").filter(|role| !role.is_empty()).map(str::to_owned).collect();
    web.app.change_second_step(&visit.who()?, version(&posted), roles).await?;
    see(&said("/settings/organisation", "said-saved"))
}

async fn change(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (now, present) = present(&visit)?;
    let values = OrganisationForm { hours: present.hours, ..typed(&posted, "") };
    match web.app.change_organisation(&visit.who()?, version(&posted), values.clone()).await {
        Ok(_) => see(&said("/settings/organisation", "said-saved")),
        Err(error) => {
            again(&web, &visit, (Section::Organisation, None), form(&visit, now, &values), &posted, error).await
        }
    }
}

async fn show_outgoing(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let mut sheet = sheet(&web, &visit, Section::Outgoing, asked.said.as_deref()).await?;
    let state = match visit.directory.organisation()?.outgoing {
        Outgoing::Trial => MailState::Trial,
        Outgoing::Live => MailState::Live,
        Outgoing::Paused => MailState::Paused,
    };
    let who = visit.who()?;
    let waiting = web.app.held_mails(&who).await?;
    sheet.blocks.push(Block::Switches(state, waiting));
    if waiting > 0 {
        sheet.blocks.push(Block::Table(held(&visit, &web.app.held_messages(&who, MOST_SHOWN).await?)));
    }
    let delayed = web.app.delayed_messages(&who, MOST_SHOWN).await?;
    if !delayed.is_empty() {
        sheet.banners.push(Banner::new(Tone::Warn, "mail-warning", visit.cx.tn("outgoing-later", delayed.len())));
        sheet.blocks.push(Block::Table(later(&visit, &delayed)));
    }
    page(&sheet)
}

/// What is held, to choose what becomes of it before everything goes to everybody.
async fn ask_held(State(web): State<Web>, visit: Visit) -> Reply {
    let who = visit.who()?;
    let waiting = web.app.held_mails(&who).await?;
    if waiting == 0 {
        return see("/settings/outgoing");
    }
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Outgoing, None).await?;
    sheet.title = Some(cx.t("outgoing-live-do"));
    sheet.banners.push(Banner::new(Tone::Warn, "mail-warning", cx.tn("outgoing-held", waiting)));
    let items = web.app.held_messages(&who, MOST_SHOWN).await?;
    sheet.blocks.push(Block::Table(held(&visit, &items)));
    if items.iter().all(|item| item.recipient.is_none()) {
        sheet.banners.push(Banner::new(Tone::Plain, "lock", cx.t("outgoing-held-hidden")));
    }
    if waiting > MOST_SHOWN {
        sheet.blocks.push(Block::Empty(cx.tn("outgoing-held-more", waiting - MOST_SHOWN)));
    }
    let choices = vec![
        Choice::new("go", cx.t("outgoing-held-go")).hint(cx.t("outgoing-held-go-text")),
        Choice::new("drop", cx.t("outgoing-held-drop")).hint(cx.t("outgoing-held-drop-text")),
    ];
    let form = Form::new(cx, "held", "/settings/outgoing", "outgoing-live-do")
        .with("state", "live")
        .with("until", cx.now.as_microsecond().to_string())
        .field("held", "outgoing-held-what", Input::Radios(choices))
        .value("go")
        .cancel("/settings/outgoing");
    sheet.blocks.push(Block::Form(None, form));
    page(&sheet)
}

/// The held messages, oldest first. To whom they go is shown to who may read journeys.
fn held(visit: &Visit, items: &[OutboxItem]) -> Table {
    let cx = &visit.cx;
    let named = items.iter().any(|item| item.recipient.is_some());
    let rows = items.iter().map(|item| {
        let what = Cell::text(cx.t(item.about.map_or("text-new-link", |about| words::text_key(about.code()))));
        let what = match &item.subject {
            Some(subject) => what.second(subject),
            None => what,
        };
        // Where there is no number to show, the journey is gone or shielded from the reader.
        let reference = item.reference.map(|reference| reference.to_string());
        let since = Cell::text(cx.near_text(&item.created_at));
        if named {
            let to = Cell::text(item.recipient.as_deref().unwrap_or("–"));
            let journey = match reference {
                Some(reference) => Cell::link(reference, format!("/journeys/{}", item.journey)),
                None => Cell::text("–"),
            };
            vec![to, what, since, journey]
        } else {
            vec![Cell::text(reference.unwrap_or_default()), what, since]
        }
    });
    let columns: &[&str] = if named {
        &["outgoing-held-to", "text-name", "outgoing-held-since", "outgoing-held-journey"]
    } else {
        &["outgoing-held-journey", "text-name", "outgoing-held-since"]
    };
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows: rows.collect() }
}

/// As [`held`], for what could not leave yet: with why, and when it is tried again.
fn later(visit: &Visit, items: &[OutboxItem]) -> Table {
    let cx = &visit.cx;
    let mut table = held(visit, items);
    table.columns.extend(["outgoing-later-why", "outgoing-later-next"].map(|key| cx.t(key)));
    for (row, item) in table.rows.iter_mut().zip(items) {
        let why = waits_for(cx, item.reason.as_deref(), &item.words).unwrap_or_default();
        let next = item.next_try.map(|at| cx.brief_text(&at)).unwrap_or_default();
        row.extend([Cell::text(why), Cell::text(next)]);
    }
    table
}

async fn switch(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let outgoing = match posted.get("state") {
        "trial" => Outgoing::Trial,
        "live" => Outgoing::Live,
        "paused" => Outgoing::Paused,
        _ => return Err(AppError::invalid("state", "invalid-choice").into()),
    };
    let (version, _) = present(&visit)?;
    let who = visit.who()?;
    if outgoing == Outgoing::Live {
        match posted.get("held") {
            "go" => {}
            "drop" => {
                let until = posted.get("until").parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok());
                web.app.drop_held(&who, until.ok_or_else(|| AppError::invalid("until", "invalid-form"))?).await?;
            }
            // Nobody is written to by surprise: what waits is shown first.
            _ if web.app.held_mails(&who).await? > 0 => return see("/settings/outgoing/live"),
            _ => {}
        }
    }
    web.app.switch_outgoing(&who, version, outgoing).await?;
    see(&said("/settings/outgoing", "said-switched"))
}
