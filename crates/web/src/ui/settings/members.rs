//! Members: inviting them, where they work, what they may decide alone, and letting them out.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::settings::members::MemberForm;
use regie_domain::actor::Role;
use regie_domain::directory::Member;
use regie_domain::ids::MemberId;

use super::{Asked, CHANGE, READ, again, changes, form_page, id, sheet, teams_of, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms::{self as forms, member::role_key};
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/members", READ, "settings-members", list)
        .get("/settings/members/invite", CHANGE, "settings-member-invite", ask_invite)
        .post("/settings/members/invite", CHANGE, "create_member", invite)
        .get("/settings/members/{id}", READ, "settings-member", show)
        .post("/settings/members/{id}", CHANGE, "change_member", change)
        .post("/settings/members/{id}/active", CHANGE, "activate_member", activate)
        .post("/settings/members/{id}/invite", CHANGE, "invite", invite_again)
        .post("/settings/members/{id}/link", CHANGE, "invitation_by_hand", by_hand)
        .post("/settings/members/{id}/second-step", CHANGE, "take_second_step_away", second_step_away)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Members, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/members/invite".to_owned(), cx.t("member-new")));
    }
    if let Some((n, most)) = web.app.beyond_all_mandates(&visit.who()?).await? {
        let text = cx.tn("members-beyond", n) + " " + &cx.t1("members-beyond-most", "amount", cx.money(&most.0));
        sheet.banners.push(Banner::new(Tone::Bad, "handshake", text));
    }
    let mut members: Vec<&Member> = visit.directory.members.values().map(|found| &found.value).collect();
    members.sort_by_key(|member| (!member.active, member.name.to_lowercase()));
    let rows = members.into_iter().map(|member| {
        let state = if member.active {
            Cell::tag(cx.t("team-active"), Tone::Ok)
        } else {
            Cell::tag(cx.t("team-inactive"), Tone::Plain)
        };
        vec![
            Cell::link(&member.name, format!("/settings/members/{}", member.id)).second(&member.email),
            Cell::text(work(&visit, member)),
            state,
        ]
    });
    let columns = ["member-name", "member-role", "settings-state"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

/// Where somebody works and as what: `KCC (teamleider); beheerder`.
fn work(visit: &Visit, member: &Member) -> String {
    let role = |role: &Role| visit.cx.t(role_key(role.code()));
    let seats = member
        .teams
        .iter()
        .map(|(team, seat)| format!("{} ({})", visit.directory.team_name(*team), role(seat).to_lowercase()));
    seats.chain(member.roles.iter().map(role)).collect::<Vec<_>>().join("; ")
}

fn typed(visit: &Visit, posted: &Posted) -> MemberForm {
    let seats = teams_of(visit).into_iter().filter_map(|(team, _)| {
        let role = posted.some(&format!("teams-{team}"))?.to_owned();
        Some((team, role))
    });
    MemberForm {
        name: posted.get("name").to_owned(),
        email: posted.get("email").to_owned(),
        language: posted.get("language").to_owned(),
        teams: seats.collect(),
        roles: posted.all("roles").filter(|role| !role.is_empty()).map(str::to_owned).collect(),
        amount: posted.get("amount").to_owned(),
        take_back: posted.some("take-back").is_some(),
    }
}

async fn ask_invite(State(web): State<Web>, visit: Visit) -> Reply {
    let language = match visit.directory.language() {
        regie_domain::customer::Language::Nl => "nl",
        regie_domain::customer::Language::En => "en",
    };
    let values = MemberForm { language: language.to_owned(), take_back: true, ..MemberForm::default() };
    let form = forms::member(&visit.cx, "", &values, &teams_of(&visit));
    page(&form_page(&web, &visit, (Section::Members, Some(visit.cx.t("member-new"))), form, None).await?)
}

async fn invite(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = typed(&visit, &posted);
    match web.app.create_member(&visit.who()?, values.clone(), true).await {
        Ok(id) => see(&said(&format!("/settings/members/{id}"), "said-invited")),
        Err(error) => {
            let form = forms::member(&visit.cx, "", &values, &teams_of(&visit));
            let at = (Section::Members, Some(visit.cx.t("member-new")));
            again(&web, &visit, at, form, &posted, error).await
        }
    }
}

fn present<'a>(visit: &'a Visit, text: &str) -> Result<(MemberId, &'a Versioned<Member>), AppError> {
    let id = MemberId(id(text)?);
    Ok((id, visit.directory.members.get(&id).ok_or(AppError::NotFound("member"))?))
}

fn form(visit: &Visit, id: MemberId, found: &Versioned<Member>, values: &MemberForm) -> Form {
    forms::member(&visit.cx, &id.to_string(), values, &teams_of(visit)).with("version", found.version.to_string())
}

/// What else can be done about a member, each a form of its own.
fn acts(visit: &Visit, id: MemberId, found: &Versioned<Member>) -> Vec<Block> {
    let cx = &visit.cx;
    let act = |name: &'static str, path: &str, key: &str| {
        Form::new(cx, name, format!("/settings/members/{id}/{path}"), key).with("version", found.version.to_string())
    };
    if !found.value.active {
        let start = act("active", "active", "member-start").with("active", "yes");
        return vec![Block::Form(Some(cx.t("member-start-title")), start)];
    }
    let stop = act("active", "active", "member-stop").with("active", "no").danger();
    vec![
        Block::Form(Some(cx.t("member-invite-title")), act("invite", "invite", "member-invite-again")),
        Block::Form(Some(cx.t("member-link-title")), act("link", "link", "member-link-do")),
        Block::Form(Some(cx.t("member-stop-title")), stop),
    ]
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (id, found) = present(&visit, &text)?;
    let form = form(&visit, id, found, &MemberForm::of(&found.value));
    let at = (Section::Members, Some(found.value.name.clone()));
    let mut sheet = form_page(&web, &visit, at, form, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.blocks.extend(acts(&visit, id, found));
        let own = visit.member()?.id == id;
        if !own && web.app.second_step_of(&found.value).await?.since.is_some() {
            let path = format!("/settings/members/{id}/second-step");
            let away = Form::new(&visit.cx, "second-step", path, "factor-away").danger();
            sheet.blocks.push(Block::Form(Some(visit.cx.t("factor-away-title")), away));
        }
    }
    page(&sheet)
}

async fn second_step_away(State(web): State<Web>, visit: Visit, Path(text): Path<String>, _posted: Posted) -> Reply {
    let (id, _) = present(&visit, &text)?;
    web.app.take_second_step_away(&visit.who()?, id).await?;
    see(&said(&format!("/settings/members/{id}"), "said-second-away"))
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = present(&visit, &text)?;
    let values = typed(&visit, &posted);
    match web.app.change_member(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said("/settings/members", "said-saved")),
        Err(error) => {
            let at = (Section::Members, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, id, found, &values), &posted, error).await
        }
    }
}

async fn activate(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = present(&visit, &text)?;
    let active = posted.get("active") == "yes";
    match web.app.activate_member(&visit.who()?, id, version(&posted), active).await {
        Ok(_) => see(&said("/settings/members", if active { "said-let-in" } else { "said-let-out" })),
        Err(error) => {
            let form = form(&visit, id, found, &MemberForm::of(&found.value));
            let wrong = Wrong::of(&visit, error)?;
            let form = wrong.at(&visit, form, &Posted { fields: as_typed(found), files: Vec::new() });
            let at = (Section::Members, Some(found.value.name.clone()));
            let mut sheet = form_page(&web, &visit, at, form, None).await?;
            sheet.blocks.extend(acts(&visit, id, found));
            page_with(wrong.status(), &sheet)
        }
    }
}

/// A member's present values as a form would send them.
fn as_typed(found: &Versioned<Member>) -> Vec<(String, String)> {
    let values = MemberForm::of(&found.value);
    let mut fields = vec![
        ("name".to_owned(), values.name),
        ("email".to_owned(), values.email),
        ("language".to_owned(), values.language),
        ("amount".to_owned(), values.amount),
    ];
    fields.extend(values.teams.into_iter().map(|(team, role)| (format!("teams-{team}"), role)));
    fields.extend(values.roles.into_iter().map(|role| ("roles".to_owned(), role)));
    fields.extend(values.take_back.then(|| ("take-back".to_owned(), "yes".to_owned())));
    fields
}

async fn invite_again(State(web): State<Web>, visit: Visit, Path(text): Path<String>, _posted: Posted) -> Reply {
    let (id, _) = present(&visit, &text)?;
    web.app.invite(&visit.who()?, id).await?;
    see(&said(&format!("/settings/members/{id}"), "said-invited"))
}

/// The link stands on this page only; it is in no address, mail or log.
async fn by_hand(State(web): State<Web>, visit: Visit, Path(text): Path<String>, _posted: Posted) -> Reply {
    let (id, found) = present(&visit, &text)?;
    let link = web.app.invitation_by_hand(&visit.who()?, id).await?;
    let mut sheet = sheet(&web, &visit, Section::Members, None).await?;
    sheet.title = Some(found.value.name.clone());
    let fact = Fact { name: visit.cx.t("member-link"), value: link, href: None };
    sheet.blocks.push(Block::Facts(visit.cx.t("member-link-once"), vec![fact]));
    page(&sheet)
}
