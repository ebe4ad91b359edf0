//! Partners in the chain: which there are, how they take part, what was agreed about data, and what they saw.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::settings::partners::{PartnerForm, SharingForm};
use regie_domain::ids::{MemberId, OrgId};
use regie_domain::partner::{FigureUse, Partner, PartnerKind, PartnerName, SharingAgreement, SharingGround};

use super::{Asked, CHANGE, READ, again, blueprints_of, changes, form_page, id, sees_audit, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms::partners as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;
use crate::words;

/// The most looks of a partner on its page.
const LISTED: u32 = 50;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/partners", READ, "settings-partners", list)
        .get("/settings/partners/new", CHANGE, "settings-partner-new", ask_new)
        .post("/settings/partners/new", CHANGE, "create_partner", create)
        .get("/settings/partners/{id}", READ, "settings-partner", show)
        .post("/settings/partners/{id}", CHANGE, "change_partner", change)
        .post("/settings/partners/{id}/teams", CHANGE, "add_partner_team", add_team)
        .post("/settings/partners/{id}/sharing", CHANGE, "put_sharing", agree)
        .post("/settings/partners/{id}/end", CHANGE, "end_sharing", end)
        .post("/settings/partners/{id}/erased", CHANGE, "confirm_erasure", erased)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Partners, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/partners/new".to_owned(), cx.t("partner-new")));
    }
    if visit.directory.partners.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("partner-none")));
        return page(&sheet);
    }
    let row = |(id, found): (&OrgId, &Versioned<Partner>)| {
        let partner = &found.value;
        vec![
            Cell::link(&partner.name, format!("/settings/partners/{id}")),
            Cell::text(words::partner_kind(cx, partner.kind).0),
            Cell::text(words::partner_name(cx, partner.named)),
            standing(&visit, partner),
            Cell::text(words::term(cx, partner.respond)),
        ]
    };
    let columns = ["partner-name", "partner-kind", "partner-named", "partner-sharing", "partner-respond"];
    let rows = visit.directory.partners.iter().map(row).collect();
    sheet.blocks.push(Block::Table(Table { columns: columns.map(|key| cx.t(key)).to_vec(), rows }));
    page(&sheet)
}

/// Whether data are shared with a partner.
fn standing(visit: &Visit, partner: &Partner) -> Cell {
    let cx = &visit.cx;
    let ended = partner.agreements.last().and_then(|agreement| agreement.ended.as_ref());
    match (partner.active, partner.shares(cx.now), ended) {
        (false, ..) => Cell::tag(cx.t("partner-inactive"), Tone::Plain),
        (true, Some(_), _) => Cell::tag(cx.t("sharing-stands"), Tone::Ok),
        (true, None, Some(ended)) if ended.confirmed.is_none() => Cell::tag(cx.t("sharing-asked"), Tone::Warn),
        (true, None, _) => Cell::tag(cx.t("sharing-nothing"), Tone::Bad),
    }
}

fn stored<'a>(visit: &'a Visit, text: &str) -> Result<(OrgId, &'a Versioned<Partner>), AppError> {
    let id = OrgId(id(text)?);
    Ok((id, visit.directory.partners.get(&id).ok_or(AppError::NotFound("partner"))?))
}

fn form(visit: &Visit, id: &str, version: i64, values: &PartnerForm) -> Form {
    forms::partner(&visit.cx, id, values, &blueprints_of(visit)).with("version", version.to_string())
}

fn typed(posted: &Posted) -> PartnerForm {
    let get = |name: &str| posted.get(name).to_owned();
    PartnerForm {
        name: get("name"),
        kind: get("kind"),
        named: get("named"),
        person: get("person"),
        email: get("email"),
        phone: get("phone"),
        language: get("language"),
        respond: crate::form::span(&posted.fields, "respond"),
        blueprints: posted.all("blueprints").map(str::to_owned).collect(),
        active: posted.some("active").is_some(),
    }
}

fn typed_sharing(posted: &Posted) -> SharingForm {
    let get = |name: &str| posted.get(name).to_owned();
    let all = |name: &str| posted.all(name).map(str::to_owned).collect();
    SharingForm {
        purpose: get("purpose"),
        ground: get("ground"),
        offered: all("offered"),
        accepted: all("accepted"),
        figures: get("figures"),
        compares: posted.some("compares").is_some(),
        mandate: get("mandate"),
        from: get("from"),
        until: get("until"),
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let values = PartnerForm {
        kind: PartnerKind::Leg.code().to_owned(),
        named: PartnerName::Own.code().to_owned(),
        language: "nl".to_owned(),
        respond: "4h".to_owned(),
        active: true,
        ..PartnerForm::default()
    };
    let at = (Section::Partners, Some(visit.cx.t("partner-new")));
    page(&form_page(&web, &visit, at, form(&visit, "", 0, &values), None).await?)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (id, values) = (web.app.ports.id::<OrgId>(), typed(&posted));
    match web.app.put_partner(&visit.who()?, id, 0, values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/partners/{id}"), "said-partner")),
        Err(error) => {
            let at = (Section::Partners, Some(visit.cx.t("partner-new")));
            again(&web, &visit, at, form(&visit, "", 0, &values), &posted, error).await
        }
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let (cx, partner) = (&visit.cx, &found.value);
    let at = (Section::Partners, Some(partner.name.clone()));
    let own = form(&visit, &text, found.version, &PartnerForm::of(partner));
    let mut sheet = form_page(&web, &visit, at, own, asked.said.as_deref()).await?;
    let last = partner.agreements.last();
    if let Some(agreement) = last {
        sheet.blocks.insert(0, Block::Facts(cx.t("partner-sharing"), agreed(&visit, agreement)));
    }
    if partner.shares(cx.now).is_none() {
        sheet.banners.push(Banner::new(Tone::Warn, "triangle-alert", cx.t("sharing-nothing-text")));
    }
    if changes(&visit) {
        sheet.blocks.push(Block::Form(Some(cx.t("sharing-agree")), sharing_form(&visit, &text, found)));
    }
    let hidden = |form: Form| form.with("version", found.version.to_string());
    match last.map(|agreement| &agreement.ended) {
        Some(None) if changes(&visit) => {
            sheet.blocks.push(Block::Form(Some(cx.t("sharing-end")), hidden(forms::end(cx, &text))));
        }
        _ => {}
    }
    // What was asked when an agreement ended stays open under the next one.
    let asked = partner.erasure_asked();
    if let (Some(at), true) = (asked, last.is_some_and(|last| last.ended.is_none())) {
        sheet.banners.push(Banner::new(
            Tone::Warn,
            "triangle-alert",
            cx.t1("sharing-asked-still", "when", cx.near_text(&at)),
        ));
    }
    if asked.is_some() && changes(&visit) {
        sheet.blocks.push(Block::Form(Some(cx.t("sharing-erased")), hidden(forms::erased(cx, &text))));
    }
    let teams = visit.directory.teams.values().map(|found| &found.value).filter(|team| team.team.org == id);
    let rows = teams.map(|team| {
        let hours = format!("/settings/calendars/{}", team.team.team);
        vec![Cell::text(&team.name), Cell::link(cx.t("partner-hours"), hours)]
    });
    let columns = ["partner-team", "partner-hours"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Under(cx.t("partner-teams"), Table { columns, rows: rows.collect() }));
    if changes(&visit) {
        sheet.blocks.push(Block::Form(Some(cx.t("partner-team-new")), forms::team(cx, &text)));
    }
    if sees_audit(&visit) {
        let seen = web.app.seen_by(&visit.who()?, id, LISTED).await?;
        let rows: Vec<Vec<Cell>> = seen
            .into_iter()
            .map(|read| {
                let mut fields: Vec<String> = read.fields.iter().map(|field| words::shared_field(cx, *field)).collect();
                fields.extend(read.texts.then(|| cx.t("shared-text")));
                let way = match read.way.as_str() {
                    "mail" => "partner-seen-mail",
                    "desk" => "partner-seen-desk",
                    "list" => "partner-seen-list",
                    "search" | "lookup" => "partner-seen-search",
                    _ => "partner-seen-page",
                };
                let journey = Cell::link(cx.t("partner-seen-journey"), format!("/journeys/{}", read.journey));
                vec![Cell::text(cx.near_text(&read.at)), Cell::text(cx.t(way)), journey, Cell::text(cx.list(&fields))]
            })
            .collect();
        if !rows.is_empty() {
            let columns = ["partner-seen", "partner-seen-way", "nav-journeys", "partner-agreed-fields"];
            let columns = columns.map(|key| cx.t(key)).to_vec();
            sheet.blocks.push(Block::Under(cx.t("partner-seen-title"), Table { columns, rows }));
        }
    }
    page(&sheet)
}

fn sharing_form(visit: &Visit, id: &str, found: &Versioned<Partner>) -> Form {
    let last = found.value.agreements.last();
    let values = last.map_or_else(
        || SharingForm {
            ground: SharingGround::Contract.code().to_owned(),
            figures: FigureUse::Nothing.code().to_owned(),
            from: visit.cx.day(&visit.cx.now).to_string(),
            ..SharingForm::default()
        },
        |agreement| SharingForm::of(agreement, &visit.cx.zone),
    );
    forms::sharing(&visit.cx, id, found.value.kind == PartnerKind::Desk, &values)
        .with("version", found.version.to_string())
}

/// What was agreed, in words.
fn agreed(visit: &Visit, agreement: &SharingAgreement) -> Vec<Fact> {
    let cx = &visit.cx;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let list = |fields: &std::collections::BTreeSet<_>| {
        let fields: Vec<String> = fields.iter().map(|field| words::shared_field(cx, *field)).collect();
        if fields.is_empty() { cx.t("partner-agreed-nothing") } else { cx.list(&fields) }
    };
    let mut facts = vec![
        fact("sharing-purpose", agreement.purpose.clone()),
        fact("sharing-ground", words::sharing_ground(cx, agreement.ground)),
        fact("sharing-offered", list(&agreement.offered)),
        fact("sharing-accepted", list(&agreement.accepted)),
        fact("sharing-figures", words::figure_use(cx, agreement.figures)),
        fact(
            "sharing-compares",
            cx.t(if agreement.may_compare() { "sharing-compares-yes" } else { "sharing-compares-no" }),
        ),
        fact(
            "sharing-mandate",
            agreement.mandate.map_or_else(|| cx.t("partner-agreed-nothing"), |most| cx.money(&most.0)),
        ),
        fact("sharing-from", cx.lang.date_near(cx.day(&agreement.from), cx.day(&cx.now))),
    ];
    facts.extend(agreement.until.map(|until| fact("sharing-until", cx.by_text(&until))));
    if let Some(ended) = &agreement.ended {
        facts.push(fact("sharing-ended", cx.near_text(&ended.at)));
        let by = ended.confirmed.map(|(at, by)| (at, name_of(visit, by)));
        let erased = by.map_or_else(|| cx.t("sharing-not-erased"), |(at, by)| format!("{}, {by}", cx.near_text(&at)));
        facts.push(fact("sharing-erased", erased));
    }
    facts
}

/// Who said so: a member, or the partner itself by mail.
fn name_of(visit: &Visit, by: MemberId) -> &str {
    let partner = visit.directory.partner(OrgId(by.0)).map(|partner| partner.name.as_str());
    visit.directory.name_of(by).or(partner).unwrap_or("–")
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = typed(&posted);
    match web.app.put_partner(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/partners/{id}"), "said-partner")),
        Err(error) => {
            let at = (Section::Partners, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, &text, found.version, &values), &posted, error).await
        }
    }
}

async fn agree(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = typed_sharing(&posted);
    match web.app.put_sharing(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/partners/{id}"), "said-sharing")),
        Err(error) => {
            let at = (Section::Partners, Some(found.value.name.clone()));
            let form = forms::sharing(&visit.cx, &text, found.value.kind == PartnerKind::Desk, &values)
                .with("version", found.version.to_string());
            again(&web, &visit, at, form, &posted, error).await
        }
    }
}

async fn end(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let outcome = match posted.some("sure") {
        Some(_) => web.app.end_sharing(&visit.who()?, id, version(&posted)).await,
        None => Err(AppError::invalid("sure", "invalid-required")),
    };
    done(&web, &visit, (&text, found), &posted, (forms::end(&visit.cx, &text), "said-sharing-ended"), outcome).await
}

async fn erased(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let outcome = web.app.confirm_erasure(&visit.who()?, id, version(&posted)).await;
    done(&web, &visit, (&text, found), &posted, (forms::erased(&visit.cx, &text), "said-sharing-erased"), outcome).await
}

async fn add_team(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let outcome = web.app.add_partner_team(&visit.who()?, id, posted.get("team")).await.map(drop);
    done(&web, &visit, (&text, found), &posted, (forms::team(&visit.cx, &text), "said-partner-team"), outcome).await
}

/// Back to the partner, or the form again with what is wrong.
async fn done(
    web: &Web,
    visit: &Visit,
    (id, found): (&str, &Versioned<Partner>),
    posted: &Posted,
    (form, key): (Form, &str),
    outcome: Result<(), AppError>,
) -> Reply {
    match outcome {
        Ok(()) => see(&said(&format!("/settings/partners/{id}"), key)),
        Err(error) => {
            let at = (Section::Partners, Some(found.value.name.clone()));
            again(web, visit, at, form.with("version", found.version.to_string()), posted, error).await
        }
    }
}
