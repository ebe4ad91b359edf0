//! What the texts of messages may name.

use super::NEW_LINK;

/// The names of a message in the order in which the settings list them: to somebody who may be a stranger or to one who is
/// known, with or without what happens next, and those of its own.
macro_rules! names {
    (stranger) => { names!(@ [] [] []) };
    (stranger, next) => { names!(@ [] [] ["next_step" "by" "cost" "todo" "team" "promise"]) };
    (known) => { names!(@ ["customer_name"] ["subject"] []) };
    (known, next $($own:literal)*) => {
        names!(@ ["customer_name"] ["subject"] ["next_step" "by" "cost" "todo" "team" "promise"] $($own)*)
    };
    (known, own $($own:literal)*) => { names!(@ ["customer_name"] ["subject"] [] $($own)*) };
    (@ [$($name:literal)?] [$($subject:literal)?] [$($next:literal)*] $($own:literal)*) => {
        &["organisation", $($name,)? "customer_word", "greeting", "reference", $($subject,)? "matter",
            $($next,)* $($own,)* "link", "phone"]
    };
}

/// What the text of a message may name. A receipt goes to whoever wrote, proven or not, so it says nothing that the
/// sender chose: neither name nor subject (or it could be made to carry a stranger's words to another stranger).
#[must_use]
pub fn variables(key: &str) -> &'static [&'static str] {
    match key {
        "receipt" | "too_large" => names!(stranger, next),
        "now_with" | "now_leads" => names!(known, next "known"),
        "party_left" => names!(known, next "was" "reason"),
        "no_news" => names!(known, next "question" "items" "held"),
        "promise_moved" => names!(known, next "was" "earlier" "reason"),
        "promise_made" | "promise_broken" => names!(known, next "was" "reason"),
        "question" | "message" | "answer" | "outcome" => {
            names!(known, next "was" "question" "items" "words" "objection_until")
        }
        "visit_moved" => names!(known, next "was" "earlier" "reason" "change"),
        "visit_booked" | "visit_narrowed" | "visit_ahead" | "visit_cancelled" | "visit_ended" => {
            names!(known, next "was" "reason" "change")
        }
        "shipment" => names!(known, next "reason"),
        "survey" => names!(known, own "items" "by"),
        "copied" => names!(known, next "was" "reason" "words"),
        "we_did" => names!(known, own "words"),
        "closed_again" => names!(known),
        "agreement" => names!(known, next "was" "question" "items" "words" "agreed" "held"),
        "agreement_proposed" => names!(known, next),
        "breach" => names!(known, next "was" "reason" "held"),
        "legal_extended" | "legal_suspended" | "legal_resumed" => names!(known, next "reason" "legal"),
        "forwarded" => names!(known, own "words" "receiver" "shared" "reachable"),
        // Another body gets no way to the customer's page.
        "forwarded_to" => &["organisation", "reference", "subject", "matter", "words", "phone"],
        NEW_LINK => names!(stranger),
        _ => &[],
    }
}
