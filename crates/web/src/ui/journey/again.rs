//! A message that did not arrive: why, and sending it again, to the same address or to a better one.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_app::outbox::Undelivered;
use regie_domain::codes::TaskKind;
use regie_domain::event::Reach;
use regie_domain::ids::UpdateId;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::gate::WORKERS;
use crate::pages::acts;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::deed::{self, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::visit::Visit;
use crate::words;

const PATH: &str = "/journeys/{id}/updates/{update}/again";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes.get(PATH, may, "journey", ask).post(PATH, may, "send-again", send)
}

/// The messages that did not arrive and can go again, newest first: each with its id, and what it is about and why it failed.
pub(super) fn undelivered(desk: &Desk) -> Vec<(UpdateId, String)> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let mut found: Vec<_> = journey.updates.iter().filter(|(id, _)| journey.may_go_again(**id)).collect();
    found.sort_by_key(|(_, update)| std::cmp::Reverse(update.seq));
    let line = |about, why| cx.t2("undelivered-banner", "what", words::update(cx, about), "why", why);
    found.into_iter().map(|(id, update)| (*id, line(update.about, reason(desk, *id)))).collect()
}

/// Where a message is sent again.
pub(super) fn href(desk: &Desk, update: UpdateId) -> String {
    format!("{}/updates/{update}/again", desk.href())
}

/// Why a message did not arrive, as far as the outbox knows.
pub(super) fn reason(desk: &Desk, update: UpdateId) -> String {
    let channel = channel(desk, update);
    let Some(row) = desk.loaded.unsent.get(&update) else {
        return match channel {
            Some(channel) => desk.visit.cx.t1("undelivered-channel-back", "channel", channel),
            None => desk.visit.cx.t("undelivered-gone"),
        };
    };
    because(&desk.visit.cx, channel, row.reason.as_deref(), &row.words)
}

/// The channel that a message was to go by, where that is no mail.
fn channel(desk: &Desk, update: UpdateId) -> Option<String> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let found = journey.updates.get(&update)?;
    match found.reach {
        Reach::Social { .. } => {
            let said = journey.contacts.values().filter(|it| it.facts.medium.is_some());
            let last = said.max_by_key(|it| it.recorded_at).and_then(|it| it.facts.medium);
            Some(last.map_or_else(|| cx.t("channel-social"), |medium| cx.t(words::medium_key(medium))))
        }
        Reach::Text { .. } => Some(cx.t("channel-text")),
        _ => None,
    }
}

/// A reason in words, with the server's own behind it. Without one the message left the house and came back. What did not go by
/// mail (`channel`) never speaks of mail.
fn because(cx: &Cx, channel: Option<String>, code: Option<&str>, server: &str) -> String {
    if code == Some("channel") {
        return by_channel(cx, server);
    }
    if let Some(channel) = channel
        && matches!(code, None | Some("no-address" | "permanent" | "given-up"))
    {
        let key = if code.is_none() { "undelivered-channel-back" } else { "undelivered-channel-none" };
        let words = cx.t1(key, "channel", channel);
        return if server.is_empty() {
            words
        } else {
            cx.t2("undelivered-channel-said", "why", words, "words", server)
        };
    }
    let known = code.filter(|code| cx.lang.has(&format!("undelivered-{code}")));
    let words = known.map_or_else(|| cx.t("undelivered-back"), |code| cx.t(&format!("undelivered-{code}")));
    if server.is_empty() { words } else { cx.t2("undelivered-server", "why", words, "words", server) }
}

/// Why a channel that is no mail did not take a message, with its own words.
fn by_channel(cx: &Cx, said: &str) -> String {
    // Not the channel's words: the program may not call its address.
    if said == regie_app::ports::Unreached::Address.code() {
        return cx.t("undelivered-channel-address");
    }
    let words = cx.t("undelivered-channel");
    if said.is_empty() { words } else { cx.t2("undelivered-channel-said", "why", words, "words", said) }
}

/// Why a message did not leave yet and is tried again, with the server's own words behind it. Nothing where it only waits
/// for its moment.
#[must_use]
pub fn waits_for(cx: &Cx, code: Option<&str>, server: &str) -> Option<String> {
    let words = cx.t(&code.map(|code| format!("waits-{code}")).filter(|key| cx.lang.has(key))?);
    Some(if server.is_empty() { words } else { cx.t2("undelivered-server", "why", words, "words", server) })
}

async fn ask(State(web): State<Web>, visit: Visit, Path((id, update)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (id, found) = find(&web, &desk, &update).await?;
    if !desk.loaded.journey.may_go_again(id) {
        // Somebody was faster, or it arrived: the journey tells how it stands.
        return see(&said(&desk.href(), "said-not-again"));
    }
    deed::show(&web, &desk, sheet(&desk, id, &found)).await
}

async fn send(
    State(web): State<Web>,
    visit: Visit,
    Path((id, update)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (id, found) = find(&web, &desk, &update).await?;
    let sent = web.app.send_again(visit.who()?, desk.id, id, posted.get("address"), posted.key()).await;
    let wrong = match sent {
        Ok(done) => return see(&said(&desk.href(), deed::truly(&desk, "said-again", &done))),
        Err(error) => Wrong::of(&visit, error)?,
    };
    deed::refused(&web, desk, &posted, &wrong, |desk| Ok(sheet(desk, id, &found))).await
}

async fn find(web: &Web, desk: &Desk, update: &str) -> Result<(UpdateId, Undelivered), Failure> {
    let id = UpdateId::parse(update).map_err(|_| AppError::NotFound("update"))?;
    if !desk.loaded.journey.updates.contains_key(&id) {
        return Err(AppError::NotFound("update").into());
    }
    Ok((id, web.app.undelivered(&desk.visit.who()?, desk.id, id).await?))
}

fn sheet(desk: &Desk, id: UpdateId, found: &Undelivered) -> Sheet {
    let (names, cx) = (desk.names(), &desk.visit.cx);
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let facts = vec![
        fact("undelivered-what", cx.cap(words::update(cx, found.about))),
        fact("undelivered-to", names.participant(Some(found.participant))),
        fact("undelivered-why", because(cx, channel(desk, id), found.reason.as_deref(), &found.words)),
        fact("undelivered-text", found.text.clone()),
    ];
    let address = found.address.as_deref().unwrap_or_default();
    let to = match (found.chat, found.dead) {
        (true, _) => acts::Again::Chat,
        (false, true) => acts::Again::Dead(address),
        (false, false) => acts::Again::Address(address),
    };
    let form = acts::send_again(cx, &view::head(desk), &id.to_string(), to);
    Sheet { facts, banners: by_person(desk, id).into_iter().collect(), ..Sheet::new("undelivered-again", form) }
}

/// The other way: the call or letter that waits because it failed.
fn by_person(desk: &Desk, id: UpdateId) -> Option<Banner> {
    let cx = &desk.visit.cx;
    let open = |task: &regie_domain::journey::Task| task.update == Some(id) && task.is_open();
    let (task, found) = desk.loaded.journey.tasks.iter().find(|(_, task)| open(task))?;
    let (key, icon) = match found.kind {
        TaskKind::Call => ("undelivered-or-call", "phone"),
        TaskKind::Letter => ("undelivered-or-letter", "file-text"),
        TaskKind::Fetch | TaskKind::Apology => return None,
    };
    let link = (format!("{}/tasks/{task}", desk.href()), cx.t("task-done"));
    let text = cx.t1(key, "when", cx.by_brief_text(&found.due));
    Some(Banner { link: Some(link), ..Banner::new(Tone::Wait, icon, text) })
}
