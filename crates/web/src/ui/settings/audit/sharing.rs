//! What was done about data that a partner gets: an agreement recorded, changed or ended, erasing asked for and confirmed.

use regie_store::audit::AuditRow;
use serde_json::Value;

/// The text key of what was done about a sharing agreement; nothing where the change is about something else.
pub(super) fn act(row: &AuditRow) -> Option<&'static str> {
    if row.subject_kind != "partner" {
        return None;
    }
    let (before, after) = (agreements(row.before.as_deref()), agreements(row.after.as_deref()));
    let last = after.last()?;
    if after.len() > before.len() {
        return Some("audit-sharing-recorded");
    }
    // Confirming closes what was asked of every earlier agreement; ending is about the last one.
    let confirmed = |of: &[Value]| of.iter().filter(|agreement| !agreement["ended"]["confirmed"].is_null()).count();
    let was = before.last()?;
    if was["ended"].is_null() && !last["ended"].is_null() {
        return Some("audit-sharing-ended");
    }
    if confirmed(&after) > confirmed(&before) {
        return Some("audit-sharing-erased");
    }
    (before != after).then_some("audit-sharing-changed")
}

fn agreements(partner: Option<&str>) -> Vec<Value> {
    let read = partner.and_then(|text| serde_json::from_str::<Value>(text).ok());
    read.and_then(|partner| partner["agreements"].as_array().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    fn of(before: &str, after: &str) -> Option<&'static str> {
        act(&AuditRow {
            audit_id: Uuid::nil(),
            at: Timestamp::UNIX_EPOCH,
            actor_kind: "member".to_owned(),
            actor_id: None,
            action: "update".to_owned(),
            subject_kind: "partner".to_owned(),
            subject_id: String::new(),
            before: Some(format!(r#"{{"name":"Garage","agreements":[{before}]}}"#)),
            after: Some(format!(r#"{{"name":"Garage","agreements":[{after}]}}"#)),
        })
    }

    #[test]
    fn each_act_has_its_own_name() {
        let runs = r#"{"purpose":"Herstel","ended":null}"#;
        let other = r#"{"purpose":"Herstel en keuring","ended":null}"#;
        let ended = r#"{"purpose":"Herstel","ended":{"asked_at":"2018-06-01T00:00:00Z","confirmed":null}}"#;
        let erased = r#"{"purpose":"Herstel","ended":{"asked_at":"2018-06-01T00:00:00Z","confirmed":["2018-06-02T00:00:00Z",null]}}"#;
        assert_eq!(of("", runs), Some("audit-sharing-recorded"));
        assert_eq!(of(ended, &format!("{ended},{runs}")), Some("audit-sharing-recorded"));
        assert_eq!(of(runs, other), Some("audit-sharing-changed"));
        assert_eq!(of(runs, ended), Some("audit-sharing-ended"));
        assert_eq!(of(ended, erased), Some("audit-sharing-erased"));
        assert_eq!(of(&format!("{ended},{runs}"), &format!("{erased},{runs}")), Some("audit-sharing-erased"));
        assert_eq!(of(runs, runs), None, "something else about the partner");
        assert_eq!(of("", ""), None);
    }
}
