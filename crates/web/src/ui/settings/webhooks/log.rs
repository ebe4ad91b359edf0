//! The log of a webhook: what was told, each try, and telling it again.

use std::collections::HashMap;

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_app::webhooks::log::Log;
use regie_domain::ids::JourneyId;
use regie_domain::reference::Reference;
use regie_store::webhooks::{Attempt, Delivery, DeliveryState};
use uuid::Uuid;

use super::super::{CHANGE, READ, changes, id, sheet};
use super::{Part, about, refused, stored};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Cell, Tab, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .post("/settings/webhooks/{id}/replay", CHANGE, "replay_webhook", replay)
        .get("/settings/webhooks/{id}/deliveries/{delivery}", READ, "settings-webhook-delivery", one)
        .post("/settings/webhooks/{id}/deliveries/{delivery}", CHANGE, "replay_delivery", replay_one)
}

/// The part of the log that is asked for.
pub(super) async fn read(web: &Web, visit: &Visit, id: Uuid, part: &Part) -> Result<Log, Failure> {
    let state = part.state.as_deref().and_then(DeliveryState::parse);
    Ok(web.app.webhook_log(&visit.who()?, id, state, part.before).await?)
}

/// The log on the page of its endpoint.
pub(super) fn show(visit: &Visit, id: Uuid, part: &Part, log: &Log, page_of: &mut SettingsPage) {
    let cx = &visit.cx;
    let base = format!("/settings/webhooks/{id}");
    let state = part.state.as_deref().filter(|state| DeliveryState::parse(state).is_some());
    let tab = |code: &str, label: String| Tab {
        href: if code.is_empty() { base.clone() } else { format!("{base}?state={code}") },
        label,
        count: None,
        current: state.unwrap_or_default() == code,
    };
    let mut tabs = vec![tab("", cx.t("webhook-log-all"))];
    tabs.extend(DeliveryState::ALL.map(|one| tab(one.code(), cx.cap(went(visit, one)))));
    if log.deliveries.is_empty() && state.is_none() {
        page_of.blocks.push(Block::Empty(cx.t("webhook-log-none")));
        return;
    }
    page_of.blocks.push(Block::Tabs(cx.t("webhook-log"), tabs));
    if log.deliveries.is_empty() {
        page_of.blocks.push(Block::Empty(cx.t("webhook-log-empty")));
        return;
    }
    let rows = log.deliveries.iter().map(|delivery| {
        let kind = Cell::link(&delivery.kind, format!("{base}/deliveries/{}", delivery.id));
        let error = delivery.error.as_deref().map(|code| cx.t(&format!("webhook-error-{code}")));
        let answered = delivery.status.map(|status| cx.t1("webhook-answer", "status", status.to_string()));
        let next = (delivery.state == DeliveryState::Pending && delivery.tries > 0)
            .then(|| cx.t1("webhook-next", "when", cx.near_text(&delivery.next_try)));
        let second: Vec<String> = [answered, error, next].into_iter().flatten().collect();
        let outcome = Cell::tag(went(visit, delivery.state), tone(delivery));
        let outcome = if second.is_empty() { outcome } else { outcome.second(second.join(", ")) };
        vec![kind, Cell::text(cx.near_text(&delivery.recorded_at)), outcome]
    });
    let columns = ["webhook-event", "webhook-when", "webhook-went"].map(|key| cx.t(key)).to_vec();
    page_of.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    let kept = state.map(|state| format!("&state={state}")).unwrap_or_default();
    page_of.more = log.before.map(|before| format!("{base}?before={before}{kept}"));
}

fn went(visit: &Visit, state: DeliveryState) -> String {
    visit.cx.t(&format!("webhook-sent-{}", state.code()))
}

fn tone(delivery: &Delivery) -> Tone {
    match delivery.state {
        DeliveryState::Pending if delivery.tries > 0 => Tone::Warn,
        DeliveryState::Pending => Tone::Wait,
        DeliveryState::Sent => Tone::Ok,
        DeliveryState::Failed => Tone::Bad,
        DeliveryState::Withdrawn => Tone::Plain,
    }
}

/// The number by which people know a journey; who may not see it, or only manages settings, learns its id and no more.
async fn number(web: &Web, visit: &Visit, reads: bool, stream: Uuid) -> Result<String, AppError> {
    let id = JourneyId(stream);
    let known = if reads { web.app.numbers_of(&visit.scope()?, &[id]).await? } else { HashMap::new() };
    Ok(known.get(&id).map_or_else(|| stream.to_string(), Reference::to_string))
}

async fn one(State(web): State<Web>, visit: Visit, Path((text, delivery)): Path<(String, String)>) -> Reply {
    let cx = &visit.cx;
    let (webhook, endpoint) = stored(&visit, &text)?;
    let (found, attempts) = web.app.webhook_delivery(&visit.who()?, webhook, id(&delivery)?).await?;
    let mut page_of = sheet(&web, &visit, Section::Webhooks, None).await?;
    page_of.title = Some(found.kind.clone());
    let fact = |name: &str, value: String| Fact { name: cx.t(name), value, href: None };
    let member = visit.member()?;
    let reads = crate::gate::READERS.iter().any(|role| member.has(*role));
    let number = number(&web, &visit, reads, found.stream).await?;
    page_of.blocks.push(Block::Facts(
        cx.t("webhook-event"),
        vec![
            Fact {
                href: Some(format!("/settings/webhooks/{webhook}")),
                ..fact("webhook-name", endpoint.value.name.clone())
            },
            Fact {
                // Who only manages settings reads no journey.
                href: reads.then(|| format!("/journeys/{}", found.stream)),
                ..fact("webhook-journey", number)
            },
            fact("webhook-message-id", found.event.to_string()),
            fact("webhook-when", cx.near_text(&found.recorded_at)),
            fact("webhook-went", went(&visit, found.state)),
            fact("webhook-tries", attempts.len().to_string()),
        ],
    ));
    page_of.blocks.push(tries(&visit, &attempts));
    if changes(&visit) {
        let action = format!("/settings/webhooks/{webhook}/deliveries/{}", found.id);
        let replay = Form::new(cx, "replay", action, "webhook-replay");
        page_of.blocks.push(Block::Form(Some(cx.t("webhook-replay-title")), replay));
    }
    page(&page_of)
}

fn tries(visit: &Visit, attempts: &[Attempt]) -> Block {
    let cx = &visit.cx;
    if attempts.is_empty() {
        return Block::Empty(cx.t("webhook-attempts-none"));
    }
    let rows = attempts.iter().map(|attempt| {
        let answered = attempt.status.map(|status| cx.t1("webhook-answer", "status", status.to_string()));
        let error = attempt.error.as_deref().map(|code| cx.t(&format!("webhook-error-{code}")));
        let outcome: Vec<String> = [answered, error].into_iter().flatten().collect();
        let took = cx.t1("webhook-took", "took", attempt.took_ms.to_string());
        vec![Cell::text(cx.near_text(&attempt.at)), Cell::text(outcome.join(", ")).second(took)]
    });
    let columns = ["webhook-attempt", "webhook-went"].map(|key| cx.t(key)).to_vec();
    Block::Table(Table { columns, rows: rows.collect() })
}

async fn replay_one(
    State(web): State<Web>,
    visit: Visit,
    Path((text, delivery)): Path<(String, String)>,
    _posted: Posted,
) -> Reply {
    let (webhook, _) = stored(&visit, &text)?;
    web.app.replay_delivery(&visit.who()?, webhook, id(&delivery)?).await?;
    see(&said(&format!("/settings/webhooks/{webhook}"), "said-webhook-replayed"))
}

async fn replay(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (webhook, _) = stored(&visit, &text)?;
    let done = match visit.cx.parse_local(posted.get("since")) {
        Some(since) => web.app.replay_webhook(&visit.who()?, webhook, since, posted.get("what") == "all").await,
        None => Err(AppError::invalid("since", "invalid-webhook-since")),
    };
    match done {
        Ok(_) => see(&said(&format!("/settings/webhooks/{webhook}"), "said-webhook-replayed")),
        Err(error) => {
            let page_of = about(&web, &visit, &text, &Part::default()).await?;
            refused(&visit, page_of, ("replay", &posted), error)
        }
    }
}
