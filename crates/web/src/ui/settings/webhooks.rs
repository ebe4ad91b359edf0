//! Webhooks: which systems are told what, how that goes, and telling them again. A secret is shown once.

mod log;

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::ports::Unreached;
use regie_app::settings::webhooks::WebhookForm;
use regie_app::webhooks::log::Log;
use regie_domain::client::ApiScope;
use regie_domain::webhook::{WebhookEndpoint, WebhookScheme, WebhookState};
use serde::Deserialize;
use uuid::Uuid;

use super::{Asked, CHANGE, READ, again, changes, form_page, id, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage, TestResult, Went};
use crate::pages::settings_forms::webhooks as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let routes = routes
        .get("/settings/webhooks", READ, "settings-webhooks", list)
        .post("/settings/webhooks/names", CHANGE, "change_webhook_names", rename)
        .get("/settings/webhooks/new", CHANGE, "settings-webhook-new", ask_new)
        .post("/settings/webhooks/new", CHANGE, "create_webhook", create)
        .get("/settings/webhooks/{id}", READ, "settings-webhook", show)
        .post("/settings/webhooks/{id}", CHANGE, "change_webhook", change)
        .post("/settings/webhooks/{id}/secret", CHANGE, "rotate_webhook", rotate)
        .post("/settings/webhooks/{id}/pause", CHANGE, "pause_webhook", pause)
        .post("/settings/webhooks/{id}/resume", CHANGE, "resume_webhook", resume)
        .post("/settings/webhooks/{id}/delete", CHANGE, "delete_webhook", delete)
        .post("/settings/webhooks/{id}/test", CHANGE, "try_webhook", test);
    log::routes(routes)
}

/// What of the log is asked for.
#[derive(Default, Deserialize)]
struct Part {
    said: Option<String>,
    state: Option<String>,
    before: Option<i64>,
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    page(&listed(&web, &visit, asked.said.as_deref()).await?)
}

async fn listed(web: &Web, visit: &Visit, said: Option<&str>) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let mut sheet = sheet(web, visit, Section::Webhooks, said).await?;
    if changes(visit) {
        sheet.add = Some(("/settings/webhooks/new".to_owned(), cx.t("webhook-new")));
    }
    let mut rows = Vec::new();
    for (id, found) in &visit.directory.webhooks {
        let log = web.app.webhook_log(&visit.who()?, *id, None, None).await?;
        let name = Cell::link(&found.value.name, format!("/settings/webhooks/{id}"));
        let last = log.health.last_ok_at.map_or_else(|| cx.t("webhook-never"), |at| cx.near_text(&at));
        let [waiting, _, failed] = log.counts.map(|count| Cell::text(count.to_string()));
        let (words, tone) = state(visit, &found.value, &log);
        rows.push(vec![name, Cell::tag(words, tone), waiting, failed, Cell::text(last)]);
    }
    let columns = ["webhook-name", "webhook-state", "webhook-waiting", "webhook-given-up", "webhook-last-ok"];
    sheet.blocks.push(match rows.is_empty() {
        true => Block::Empty(cx.t("webhook-none")),
        false => Block::Table(Table { columns: columns.map(|key| cx.t(key)).to_vec(), rows }),
    });
    let (names, version) = web.app.webhook_names().await?;
    let form = forms::names(cx, &names, version).locked(!changes(visit));
    sheet.blocks.push(Block::Form(Some(cx.t("webhook-names-title")), form));
    Ok(sheet)
}

/// Whether messages go to an endpoint, and how that goes: the same words in the list and on its page.
fn state(visit: &Visit, endpoint: &WebhookEndpoint, log: &Log) -> (String, Tone) {
    let failing = log.health.failing_since.is_some();
    let (key, tone) = match endpoint.state {
        WebhookState::Active if failing => ("webhook-failing", Tone::Warn),
        WebhookState::Active => ("webhook-state-active", Tone::Ok),
        WebhookState::Paused => ("webhook-state-paused", Tone::Plain),
        WebhookState::Disabled => ("webhook-state-disabled", Tone::Bad),
    };
    (visit.cx.t(key), tone)
}

async fn rename(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (who, source, prefix) = (visit.who()?, posted.get("source"), posted.get("prefix"));
    match web.app.put_webhook_names(&who, version(&posted), source, prefix).await {
        Ok(_) => see(&said("/settings/webhooks", "said-webhook")),
        Err(error) => refused(&visit, listed(&web, &visit, None).await?, ("names", &posted), error),
    }
}

/// The page again, with what is wrong at the form that was sent.
fn refused(visit: &Visit, mut page_of: SettingsPage, (id, posted): (&str, &Posted), error: AppError) -> Reply {
    let wrong = Wrong::of(visit, error)?;
    for block in &mut page_of.blocks {
        if let Block::Form(_, form) = block
            && form.id == id
        {
            *form = wrong.at(visit, form.clone(), posted);
        }
    }
    page_with(wrong.status(), &page_of)
}

/// The endpoint of an address.
fn stored<'a>(visit: &'a Visit, text: &str) -> Result<(Uuid, &'a Versioned<WebhookEndpoint>), AppError> {
    let id = id(text)?;
    Ok((id, visit.directory.webhooks.get(&id).ok_or(AppError::NotFound("webhook"))?))
}

fn typed(posted: &Posted) -> WebhookForm {
    WebhookForm {
        name: posted.get("name").to_owned(),
        url: posted.get("url").to_owned(),
        nouns: posted.all("nouns").map(str::to_owned).collect(),
        kinds: posted.get("kinds").to_owned(),
        client: posted.get("client").to_owned(),
        scheme: posted.get("scheme").to_owned(),
        anyway: posted.some("anyway").is_some(),
    }
}

fn form(visit: &Visit, id: &str, found: Option<&Versioned<WebhookEndpoint>>, values: &WebhookForm) -> Form {
    let programs = visit.directory.clients.iter().filter(|(_, found)| found.value.may(ApiScope::JourneysRead));
    let programs: Vec<_> = programs.map(|(id, found)| (id.to_string(), found.value.name.clone())).collect();
    let mut values = values.clone();
    if !changes(visit) {
        // An address may hold a secret: who only reads sees the host.
        let end = values.url.find("://").map_or(0, |at| at + 3);
        let host = values.url[end..].find(['/', '?', '#']).map_or(values.url.len(), |at| end + at);
        values.url.truncate(host);
    }
    let form = forms::webhook(&visit.cx, id, &values, &programs);
    match found {
        Some(found) => form.with("version", found.version.to_string()),
        None => form,
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let values = WebhookForm { scheme: WebhookScheme::Hmac.code().to_owned(), ..WebhookForm::default() };
    let form = form(&visit, "", None, &values);
    page(&form_page(&web, &visit, (Section::Webhooks, Some(visit.cx.t("webhook-new"))), form, None).await?)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = typed(&posted);
    match web.app.create_webhook(&visit.who()?, values.clone()).await {
        Ok((id, shown)) => secret_page(&web, &visit, id, &shown).await,
        Err(error) => {
            let at = (Section::Webhooks, Some(visit.cx.t("webhook-new")));
            again(&web, &visit, at, form(&visit, "", None, &values), &posted, error).await
        }
    }
}

/// What the receiver needs is shown here, so there is no address to come back to.
async fn secret_page(web: &Web, visit: &Visit, id: Uuid, shown: &str) -> Reply {
    let fresh = Visit { directory: web.app.directory().await?, ..visit.clone() };
    let (_, found) = stored(&fresh, &id.to_string())?;
    let key = match found.value.scheme {
        WebhookScheme::Hmac => "webhook-secret-once",
        WebhookScheme::Ed25519 => "webhook-public-once",
    };
    let words = fresh.cx.t1(key, "secret", shown);
    let mut page_of = about(web, &fresh, &id.to_string(), &Part::default()).await?;
    page_of.banners.insert(0, Banner::new(Tone::Warn, "lock", words));
    page(&page_of)
}

async fn about(web: &Web, visit: &Visit, text: &str, part: &Part) -> Result<SettingsPage, Failure> {
    let (id, found) = stored(visit, text)?;
    let endpoint = &found.value;
    let form = form(visit, text, Some(found), &WebhookForm::of(endpoint));
    let at = (Section::Webhooks, Some(endpoint.name.clone()));
    let mut page_of = form_page(web, visit, at, form, part.said.as_deref()).await?;
    let log = log::read(web, visit, id, part).await?;
    page_of.banners.extend(told(visit, endpoint, &log));
    // How it goes comes first, then what it was told, then what may be changed.
    let settings = std::mem::take(&mut page_of.blocks);
    page_of.blocks.push(Block::Facts(visit.cx.t("webhook-about"), facts(web, visit, endpoint, &log)));
    if changes(visit) {
        let test = act(visit, id, found, "test", "webhook-test");
        page_of.blocks.push(Block::Form(Some(visit.cx.t("webhook-test-title")), test));
    }
    log::show(visit, id, part, &log, &mut page_of);
    if changes(visit) {
        let replay = forms::replay(&visit.cx, text, &visit.cx.local_input(&missed_since(visit, endpoint)));
        page_of.blocks.push(Block::Form(Some(visit.cx.t("webhook-replay-title")), replay));
    }
    page_of.blocks.extend(settings.into_iter().map(|block| match block {
        Block::Form(None, form) => Block::Form(Some(visit.cx.t("nav-settings")), form),
        other => other,
    }));
    if changes(visit) {
        page_of.blocks.extend(acts(visit, id, found));
    }
    Ok(page_of)
}

/// From when on an endpoint may have missed something: since it was switched off or held, else a day ago.
fn missed_since(visit: &Visit, endpoint: &WebhookEndpoint) -> jiff::Timestamp {
    let now = visit.cx.now;
    match endpoint.state {
        WebhookState::Active => now - jiff::SignedDuration::from_hours(24),
        WebhookState::Paused | WebhookState::Disabled => endpoint.since.max(now - regie_app::webhooks::KEPT),
    }
}

/// What to know before.
fn told(visit: &Visit, endpoint: &WebhookEndpoint, log: &Log) -> Option<Banner> {
    let cx = &visit.cx;
    match (endpoint.state, endpoint.why) {
        (WebhookState::Disabled, Some(why)) => {
            let words = format!("{} {}", cx.t(&format!("webhook-why-{}", why.code())), cx.t("webhook-missed"));
            Some(Banner::new(Tone::Bad, "circle-x", words))
        }
        (WebhookState::Disabled, None) => None,
        (WebhookState::Paused, _) => Some(Banner::new(Tone::Plain, "circle-pause", cx.t("webhook-paused-text"))),
        (WebhookState::Active, _) => {
            log.health.warned_at.map(|_| Banner::new(Tone::Warn, "triangle-alert", cx.t("webhook-warned")))
        }
    }
}

fn facts(web: &Web, visit: &Visit, endpoint: &WebhookEndpoint, log: &Log) -> Vec<Fact> {
    let cx = &visit.cx;
    let fact = |name: &str, value: String| Fact { name: cx.t(name), value, href: None };
    let mut facts = vec![
        fact("webhook-state", state(visit, endpoint, log).0),
        fact("webhook-since", cx.near_text(&endpoint.since)),
    ];
    let health = &log.health;
    facts.extend(health.failing_since.map(|at| fact("webhook-fails-since", cx.near_text(&at))));
    facts.extend(health.rest_until.filter(|at| *at > cx.now).map(|at| fact("webhook-rests-until", cx.near_text(&at))));
    let last = health.last_ok_at.map_or_else(|| cx.t("webhook-never"), |at| cx.near_text(&at));
    facts.push(fact("webhook-last-ok", last));
    let [waiting, sent, failed] = log.counts;
    let args = [("sent", sent.into()), ("waiting", waiting.into()), ("failed", failed.into())];
    facts.push(fact("webhook-counts", cx.lang.t("webhook-counts-text", &args)));
    let agreed = match (endpoint.agreed, endpoint.rate) {
        (true, Some(rate)) => cx.t1("webhook-agreed-rate", "rate", rate.to_string()),
        (true, None) => cx.t("webhook-agreed-yes"),
        (false, _) => cx.t("webhook-agreed-no"),
    };
    facts.push(fact("webhook-agreed", agreed));
    let scheme = cx.t(&format!("webhook-scheme-{}", endpoint.scheme.code()));
    let machine = web.app.ports.clock.machine();
    let before = endpoint.secrets.iter().filter_map(|secret| secret.ends_at).filter(|ends| *ends > machine).max();
    let still = before.map(|ends| format!("; {}", cx.t1("webhook-signs-until", "when", cx.near_text(&ends))));
    facts.push(fact("webhook-signing", scheme + &still.unwrap_or_default()));
    let public = endpoint.signing(machine).filter(|secret| !secret.public.is_empty());
    facts.extend(public.map(|secret| fact("webhook-public", secret.public.clone())));
    facts
}

fn act(visit: &Visit, id: Uuid, found: &Versioned<WebhookEndpoint>, what: &'static str, submit: &str) -> Form {
    Form::new(&visit.cx, what, format!("/settings/webhooks/{id}/{what}"), submit)
        .with("version", found.version.to_string())
}

/// What can be done with it, the gravest last.
fn acts(visit: &Visit, id: Uuid, found: &Versioned<WebhookEndpoint>) -> Vec<Block> {
    let block = |title: &str, form: Form| Block::Form(Some(visit.cx.t(title)), form);
    let held = match found.value.state {
        WebhookState::Active => block("webhook-pause-title", act(visit, id, found, "pause", "webhook-pause")),
        WebhookState::Paused | WebhookState::Disabled => {
            block("webhook-resume-title", act(visit, id, found, "resume", "webhook-resume"))
        }
    };
    vec![
        held,
        block("webhook-rotate-title", act(visit, id, found, "secret", "webhook-rotate")),
        block("webhook-delete-title", act(visit, id, found, "delete", "webhook-delete").danger()),
    ]
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(part): Query<Part>) -> Reply {
    page(&about(&web, &visit, &text, &part).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = typed(&posted);
    match web.app.put_webhook(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/webhooks/{id}"), "said-webhook")),
        Err(error) => {
            let at = (Section::Webhooks, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, &text, Some(found), &values), &posted, error).await
        }
    }
}

async fn rotate(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    let shown = web.app.rotate_webhook(&visit.who()?, id, version(&posted)).await?;
    secret_page(&web, &visit, id, &shown).await
}

async fn pause(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    web.app.pause_webhook(&visit.who()?, id, version(&posted)).await?;
    see(&said(&format!("/settings/webhooks/{id}"), "said-webhook-paused"))
}

async fn resume(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    web.app.resume_webhook(&visit.who()?, id, version(&posted)).await?;
    see(&said(&format!("/settings/webhooks/{id}"), "said-webhook-resumed"))
}

async fn delete(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    web.app.delete_webhook(&visit.who()?, id, version(&posted)).await?;
    see(&said("/settings/webhooks", "said-webhook-deleted"))
}

async fn test(State(web): State<Web>, visit: Visit, Path(text): Path<String>, _posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    let outcome = web.app.try_webhook(&visit.who()?, id).await?;
    let mut page_of = about(&web, &visit, &text, &Part::default()).await?;
    let cx = &visit.cx;
    let (fine, detail, advice) = match outcome {
        Ok(answer) => {
            let fine = (200..300).contains(&answer.status);
            (fine, format!("HTTP {} {}", answer.status, answer.body), "webhook-test-advice")
        }
        Err(unreached) => (false, String::new(), unreached_words(unreached)),
    };
    let went = if fine { Went::Well } else { Went::Wrong };
    let advice = (!fine).then(|| cx.t(advice));
    let result = TestResult { what: cx.t("webhook-test-what"), went, at: cx.now, detail, advice };
    page_of.blocks.insert(0, Block::Test(result));
    page(&page_of)
}

fn unreached_words(unreached: Unreached) -> &'static str {
    match unreached {
        Unreached::Address => "webhook-test-address",
        Unreached::Name => "webhook-test-name",
        Unreached::Connection => "webhook-test-connection",
        Unreached::Time => "webhook-test-time",
    }
}
