//! Who changed what, when. Values of secrets are never shown; of the rest what is short enough to read.

use axum::extract::State;
use axum_extra::extract::Query;
use jiff::Timestamp;
use regie_domain::actor::Role;
use regie_domain::ids::{BlueprintId, MemberId, OrgId, SystemId, TeamId};
use regie_store::audit::AuditRow;
use serde_json::Value;
use uuid::Uuid;

use super::{Asked, sheet, spoken};
use crate::builder::{Access, Routes};
use crate::pages::parts::{Cell, Table};
use crate::pages::settings::{Block, Section};
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::visit::Visit;
use crate::words;

mod sharing;

const READ_AUDIT: Access = Access::Member(&[Role::Administrator, Role::Auditor]);
/// The most characters of a value.
const LONGEST: usize = 60;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/settings/audit", READ_AUDIT, "settings-audit", show)
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let before = asked.before.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
    let found = web.app.audit_page(&visit.who()?, before).await?;
    let mut sheet = sheet(&web, &visit, Section::Audit, asked.said.as_deref()).await?;
    sheet.more = found.older.map(|older| format!("/settings/audit?before={older}"));
    if found.rows.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("audit-empty")));
        return page(&sheet);
    }
    let rows = found.rows.iter().map(|row| {
        let sharing = sharing::act(row);
        let done = sharing.map_or_else(|| action(&visit, &row.action), |key| visit.cx.t(key));
        let what = Cell::text(format!("{done}: {}", subject(&visit, row)));
        let changed = changed(&visit, row, sharing.is_some());
        vec![
            Cell::text(cx.near_text(&row.at)),
            Cell::text(actor(&visit, row)),
            if changed.is_empty() { what } else { what.second(changed) },
        ]
    });
    let columns = ["audit-when", "audit-who", "audit-what"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

fn actor(visit: &Visit, row: &AuditRow) -> String {
    let cx = &visit.cx;
    let name = row.actor_id.and_then(|id| visit.directory.name_of(MemberId(id)));
    match (row.actor_kind.as_str(), name) {
        ("client", Some(name)) => cx.t1("program-named", "name", name),
        ("client", None) => cx.t("audit-client-gone"),
        ("member" | "partner", Some(name)) => name.to_owned(),
        ("member" | "partner", None) => cx.t("someone"),
        ("outsider", _) => cx.t("audit-outsider"),
        _ => cx.t("audit-system"),
    }
}

fn action(visit: &Visit, code: &str) -> String {
    let key = match code {
        "create" => "audit-create",
        "update" => "audit-update",
        "archive" => "audit-archive",
        "restore" => "audit-restore",
        "sign-in" => "audit-sign-in",
        "sign-in-password" => "audit-sign-in-password",
        "sign-in-recovery" => "audit-sign-in-recovery",
        "second-step-on" => "audit-second-on",
        "second-step-off" => "audit-second-off",
        "second-step-away" => "audit-second-away",
        "recovery-codes" => "audit-recovery-codes",
        "sign-out-everywhere" => "audit-sign-out",
        "choose-password" | "change-password" => "audit-password",
        "first-run" => "audit-first-run",
        "erase" => "audit-erase",
        "fill" => "audit-fill",
        "drop" => "audit-drop",
        "send-over" => "audit-send-over",
        "note-second" => "audit-note-second",
        "revoke-links" => "audit-revoke-links",
        "replay" => "audit-replay",
        "opt-out" => "audit-opt-out",
        "take-up" => "audit-take-up",
        "done" => "audit-done",
        // What this page has no words for is a change all the same.
        _ => "audit-update",
    };
    visit.cx.t(key)
}

/// The thing by its name, as it is called now.
fn subject(visit: &Visit, row: &AuditRow) -> String {
    let directory = &visit.directory;
    let id = Uuid::parse_str(&row.subject_id).unwrap_or_default();
    let (key, name) = match row.subject_kind.as_str() {
        "organisation" => ("audit-organisation", directory.organisation.as_ref().map(|found| found.value.name.clone())),
        "team" => ("audit-team", directory.team(TeamId(id)).map(|team| team.name.clone())),
        "member" => ("audit-member", directory.member(MemberId(id)).map(|member| member.name.clone())),
        "mailbox" => ("audit-mailbox", directory.mailboxes.get(&id).map(|found| found.value.address.clone())),
        "blueprint" => {
            ("audit-blueprint", directory.blueprint(BlueprintId(id)).map(|found| spoken(visit, &found.name)))
        }
        "text" => ("audit-text", directory.texts.get(&id).map(|found| visit.cx.t(words::text_key(&found.value.key)))),
        "brand" => ("settings-brand", None),
        "statements" => ("settings-statements", None),
        "wording" => ("wording-list", None),
        "topics" => ("topics-title", None),
        "practice" => ("settings-practice", None),
        "webhook" => ("audit-webhook", directory.webhooks.get(&id).map(|found| found.value.name.clone())),
        "webhook_names" => ("webhook-names-title", None),
        "client" => ("audit-client", directory.clients.get(&id).map(|found| found.value.name.clone())),
        "system" => ("audit-obeys", directory.system(SystemId(id)).map(|system| system.name.clone())),
        "partner" => ("audit-partner", directory.partner(OrgId(id)).map(|partner| partner.name.clone())),
        "connection" => ("audit-connection", directory.connections.get(&id).map(|found| found.value.name.clone())),
        "sms" => ("audit-sms", None),
        "slot_book" => ("audit-slot-book", directory.team(TeamId(id)).map(|team| team.name.clone())),
        "fact_door" => ("audit-fact-door", directory.system(SystemId(id)).map(|system| system.name.clone())),
        "social" => ("audit-social", directory.social.get(&id).map(|found| found.value.name.clone())),
        "carrier_feed" => {
            ("audit-carrier-feed", directory.carrier_feeds.get(&id).map(|found| found.value.name.clone()))
        }
        "customer" => ("audit-customer", None),
        "arrival" => ("audit-arrival", None),
        "message" => ("audit-message", None),
        "journey" => ("audit-journey", None),
        "chain_item" => ("audit-chain-item", None),
        _ => ("audit-setting", None),
    };
    match name {
        Some(name) => format!("{} “{name}”", visit.cx.t(key)),
        None => visit.cx.t(key),
    }
}

/// The values that differ, where they are short; the names of the rest. In the reader's words where there are any.
fn changed(visit: &Visit, row: &AuditRow, is_sharing: bool) -> String {
    let (mut parts, mut others) = (Vec::new(), false);
    // What was done about data names its own field.
    for (name, old, new) in differing(row).into_iter().filter(|(name, ..)| !(is_sharing && name == "agreements")) {
        // A field without words of its own is a code of the program: that something else changed is all it tells.
        let Some(key) = name_of(&name).or_else(|| of_system(&name).filter(|_| row.subject_kind == "system")) else {
            others = true;
            continue;
        };
        let named = visit.cx.t(key);
        let value = |value: String| value_of(&name, &value).map_or(value, |key| visit.cx.t(key));
        parts.push(match (old, new) {
            (Some(old), Some(new)) => format!("{named}: {} → {}", value(old), value(new)),
            (None, Some(new)) => format!("{named}: {}", value(new)),
            (_, None) => named,
        });
    }
    if others {
        parts.push(visit.cx.t(if parts.is_empty() { "audit-others-only" } else { "audit-others" }));
    }
    parts.join("; ")
}

/// The text key of a field's name.
fn name_of(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => "member-name",
        "email" => "access-email",
        "active" => "team-active",
        "outgoing" => "settings-outgoing",
        "incoming" => "mailbox-in",
        "zone" => "org-zone",
        "language" => "profile-language",
        "phone" => "org-phone",
        "hours" => "settings-calendars",
        "quiet" => "org-quiet",
        "customer_word" => "audit-field-word",
        "teams" => "settings-teams",
        "team" => "mailbox-team",
        "roles" => "member-roles",
        "mandate" => "member-mandate",
        "shortcuts" => "profile-shortcuts",
        "address" => "mailbox-address",
        "display" => "mailbox-sender",
        "blueprint" => "mailbox-blueprint",
        "trusted_authserv" => "mailbox-authserv",
        "subject" => "text-subject",
        "body" => "text-body",
        "restricted" => "team-restricted",
        "second_step" => "factor-roles-title",
        _ => return None,
    })
}

/// The text key of a field of a system that obeys holds.
fn of_system(field: &str) -> Option<&'static str> {
    Some(match field {
        "code" => "system-code",
        "owner" => "system-owner",
        "client" => "system-client",
        "runs" => "system-runs",
        _ => return None,
    })
}

/// The text key of a value that is a code.
fn value_of(field: &str, value: &str) -> Option<&'static str> {
    Some(match (field, value) {
        ("outgoing", "live") => "audit-value-live",
        ("outgoing", "trial") => "audit-value-trial",
        ("outgoing", "paused") => "audit-value-paused",
        ("language", "nl") => "language-nl",
        ("language", "en") => "language-en",
        (_, "true") => "audit-value-yes",
        (_, "false") => "audit-value-no",
        _ => return None,
    })
}

/// The fields that differ, with the values from and to where both can be read at a glance; a new value alone where there
/// was none.
fn differing(row: &AuditRow) -> Vec<(String, Option<String>, Option<String>)> {
    let read = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let (Some(Value::Object(before)), Some(Value::Object(after))) = (read(&row.before), read(&row.after)) else {
        return Vec::new();
    };
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let fields = changed.map(|(name, value)| match (before.get(name).and_then(plain), plain(value)) {
        // An address of another system may hold a secret.
        _ if name == "url" => (name.clone(), None, None),
        (Some(old), Some(new)) => (name.clone(), Some(old), Some(new)),
        (None, Some(new)) if !before.contains_key(name) => (name.clone(), None, Some(new)),
        _ => (name.clone(), None, None),
    });
    fields.collect()
}

/// A value that can be read at a glance.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => "–".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value.clone(),
        Value::Array(_) | Value::Object(_) => return None,
    };
    // An id tells nobody anything.
    let told = Uuid::parse_str(&text).is_err() && !text.contains('\n');
    (told && text.chars().count() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(before: Option<&str>, after: Option<&str>) -> AuditRow {
        AuditRow {
            audit_id: Uuid::nil(),
            at: Timestamp::UNIX_EPOCH,
            actor_kind: "member".to_owned(),
            actor_id: None,
            action: "update".to_owned(),
            subject_kind: "team".to_owned(),
            subject_id: String::new(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        }
    }

    #[test]
    fn a_change_names_short_values_and_never_what_is_inside_a_server() {
        let before = r#"{"name":"KCC","active":true,"outgoing":{"secret":"v1:a"}}"#;
        let after = r#"{"name":"Balie","active":true,"outgoing":{"secret":"v1:b"}}"#;
        let named = ("name".to_owned(), Some("KCC".to_owned()), Some("Balie".to_owned()));
        assert_eq!(differing(&row(Some(before), Some(after))), [named, ("outgoing".to_owned(), None, None)]);
        assert!(differing(&row(None, Some(after))).is_empty());
        let [before, after] = ["0161bcb9-0ea0-7579-a408-ec12a98b966b", "0161bccb-5e20-7482-969e-895930463ef1"]
            .map(|id| format!(r#"{{"owner":"{id}"}}"#));
        assert_eq!(
            differing(&row(Some(&before), Some(&after))),
            [("owner".to_owned(), None, None)],
            "an id says nothing"
        );
    }
}
