//! Mailboxes: where mail comes in and leaves, with a test of the connections that saves nothing.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::settings::mailboxes::MailboxForm;
use regie_domain::directory::Mailbox;
use regie_store::views::folders::FolderState;
use uuid::Uuid;

use super::{
    Asked, CHANGE, READ, again, blueprints_of, changes, connection, desk_teams_of, form_page, id, sheet, try_mailbox,
    version,
};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/mailboxes", READ, "settings-mailboxes", list)
        .get("/settings/mailboxes/new", CHANGE, "settings-mailbox-new", ask_new)
        .post("/settings/mailboxes/new", CHANGE, "create_mailbox", create)
        .get("/settings/mailboxes/{id}", READ, "settings-mailbox", show)
        .post("/settings/mailboxes/{id}", CHANGE, "change_mailbox", change)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Mailboxes, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/mailboxes/new".to_owned(), cx.t("mailbox-new")));
    }
    if visit.directory.mailboxes.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("mailbox-none")));
        return page(&sheet);
    }
    let folders = web.app.folder_states().await?;
    let rows = visit.directory.mailboxes.iter().map(|(id, found)| {
        let mailbox = &found.value;
        let way = if mailbox.incoming.is_some() { "mailbox-imap" } else { "mailbox-smtp" };
        let stuck = folders.iter().any(|folder| folder.mailbox == *id && folder.error.is_some());
        let state = if mailbox.active && mailbox.incoming.is_some() && stuck {
            Cell::tag(cx.t("mailbox-stuck"), Tone::Bad)
        } else if mailbox.active {
            Cell::tag(cx.t("team-active"), Tone::Ok)
        } else {
            Cell::tag(cx.t("team-inactive"), Tone::Plain)
        };
        vec![
            Cell::link(&mailbox.address, format!("/settings/mailboxes/{id}")).second(&mailbox.display),
            Cell::text(visit.directory.team_name(mailbox.team)),
            Cell::text(cx.t(way)),
            state,
        ]
    });
    let columns = ["mailbox-address", "mailbox-team", "mailbox-in", "settings-state"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

/// How reading a folder goes: the last good look, and what stands in the way since when.
fn looked(visit: &Visit, folder: &FolderState) -> Fact {
    let cx = &visit.cx;
    let good = match &folder.ok_at {
        Some(at) => cx.t1("mailbox-looked", "when", cx.near_text(at)),
        None => cx.t("mailbox-looked-never"),
    };
    let value = match &folder.error {
        Some(error) => {
            let stage = cx.t(connection::stage_key(&error.stage));
            let trouble = cx.t2("mailbox-looked-wrong", "when", cx.near_text(&error.since), "stage", stage);
            format!("{good} {trouble} {}", error.words)
        }
        None => good,
    };
    Fact { name: folder.folder.clone(), value, href: None }
}

fn typed(web: &Web, posted: &Posted) -> MailboxForm {
    MailboxForm {
        address: posted.get("address").to_owned(),
        display: posted.get("display").to_owned(),
        team: posted.get("team").to_owned(),
        blueprint: posted.get("blueprint").to_owned(),
        outgoing: connection::outgoing(web, posted, ""),
        incoming: connection::incoming(web, posted, ""),
        trusted_authserv: posted.get("trusted-authserv").to_owned(),
        active: posted.some("active").is_some(),
    }
}

/// A mailbox at its address: a stored one, or one that is being made.
struct At<'a> {
    id: Option<Uuid>,
    found: Option<&'a Versioned<Mailbox>>,
}

impl<'a> At<'a> {
    fn stored(visit: &'a Visit, text: &str) -> Result<Self, AppError> {
        let id = id(text)?;
        let found = visit.directory.mailboxes.get(&id).ok_or(AppError::NotFound("mailbox"))?;
        Ok(Self { id: Some(id), found: Some(found) })
    }

    fn section(&self, visit: &Visit) -> (Section, Option<String>) {
        let title = self.found.map_or_else(|| visit.cx.t("mailbox-new"), |found| found.value.address.clone());
        (Section::Mailboxes, Some(title))
    }

    fn form(&self, web: &Web, visit: &Visit, values: &MailboxForm) -> Form {
        let id = self.id.map(|id| id.to_string()).unwrap_or_default();
        let version = self.found.map_or(0, |found| found.version);
        forms::mailbox(&visit.cx, &id, values, &desk_teams_of(visit), &blueprints_of(visit), &web.doors)
            .with("version", version.to_string())
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let at = At { id: None, found: None };
    let display = visit.directory.organisation()?.name.clone();
    let form = at.form(&web, &visit, &MailboxForm { active: true, display, ..MailboxForm::default() });
    page(&form_page(&web, &visit, at.section(&visit), form, None).await?)
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let at = At::stored(&visit, &text)?;
    let values = at.found.map(|found| MailboxForm::of(&found.value)).unwrap_or_default();
    let form = at.form(&web, &visit, &values);
    let mut sheet = form_page(&web, &visit, at.section(&visit), form, asked.said.as_deref()).await?;
    let own = web.app.folder_states().await?.into_iter().filter(|folder| Some(folder.mailbox) == at.id);
    let folders: Vec<Fact> = own.map(|folder| looked(&visit, &folder)).collect();
    if !folders.is_empty() {
        sheet.blocks.insert(0, Block::Facts(visit.cx.t("mailbox-folders"), folders));
    }
    page(&sheet)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    save(&web, &visit, &posted, At { id: None, found: None }).await
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    save(&web, &visit, &posted, At::stored(&visit, &text)?).await
}

async fn save(web: &Web, visit: &Visit, posted: &Posted, at: At<'_>) -> Reply {
    let values = typed(web, posted);
    let who = visit.who()?;
    let form = at.form(web, visit, &values);
    if posted.get("do") == "test" {
        let id = at.id.unwrap_or_else(|| web.app.ports.uuid());
        let mailbox = match web.app.read_mailbox(&who, id, &values).await {
            Ok(mailbox) => mailbox,
            Err(error) => return again(web, visit, at.section(visit), form, posted, error).await,
        };
        let results = try_mailbox(web, visit, at.id, &mailbox, &visit.member()?.email).await?;
        let form =
            form.fill(&posted.fields.iter().filter(|(name, _)| !name.ends_with("-kept")).cloned().collect::<Vec<_>>());
        let mut sheet = form_page(web, visit, at.section(visit), form, None).await?;
        sheet.blocks.splice(0..0, results.into_iter().map(Block::Test));
        return page(&sheet);
    }
    let saved = match at.id {
        Some(id) => web.app.put_mailbox(&who, id, version(posted), values).await.map(drop),
        None => web.app.create_mailbox(&who, values).await.map(drop),
    };
    match saved {
        Ok(()) => see(&said("/settings/mailboxes", "said-saved")),
        Err(error) => again(web, visit, at.section(visit), form, posted, error).await,
    }
}
