//! The receipt of what began with a window that was chosen: one act of the customer's side is answered by one mail, which says
//! that the report arrived and when somebody comes, with the entry for the calendar. The record keeps both messages.

use regie_domain::codes::UpdateKind;
use regie_domain::update::{Update, UpdateState};

use super::case::Case;
use super::compose::Letter;
use crate::ports::OutgoingMail;

/// Whether it is such a receipt, or tells that window, and the other one waits too.
pub(super) fn is_of(case: &Case) -> bool {
    let Some((_, own)) = &case.update else { return false };
    case.journey.updates.values().any(|other| is_one_act(own, other))
}

pub(super) fn is_one_act(own: &Update, other: &Update) -> bool {
    let kinds = matches!(
        (own.about, other.about),
        (UpdateKind::Receipt, UpdateKind::VisitBooked) | (UpdateKind::VisitBooked, UpdateKind::Receipt)
    );
    let wait = [own, other].iter().all(|update| update.state == UpdateState::Planned);
    kinds && wait && (own.participant, own.reach, own.planned_at) == (other.participant, other.reach, other.planned_at)
}

/// Puts the visit into the receipt: it leaves under the receipt's name, and all else is the visit's.
pub(super) fn put_together(receipt: &mut Letter, visit: &mut Letter) {
    let text = words(&receipt.mail.text, &visit.mail.text);
    receipt.mail = OutgoingMail { message_id: receipt.mail.message_id.clone(), text, ..visit.mail.clone() };
    visit.alone = false;
}

/// The visit's words, behind what the receipt says and they do not.
fn words(receipt: &str, visit: &str) -> String {
    let paragraphs =
        |text: &str| text.split("\n\n").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect::<Vec<_>>();
    let (receipt, mut all) = (paragraphs(receipt), paragraphs(visit));
    let own = |paragraph: &&String| {
        let said = |told: &String| {
            let first = told.split_once(". ").map_or(told.as_str(), |(first, _)| first);
            told == *paragraph || paragraph.contains(first)
        };
        !all.iter().any(said)
    };
    let own: Vec<String> = receipt.iter().filter(own).cloned().collect();
    let greeted = all.iter().position(|paragraph| !receipt.contains(paragraph)).unwrap_or(0);
    all.splice(greeted..greeted, own);
    all.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_receipt_stands_before_the_visit_and_nothing_is_said_twice() {
        let end = "U hoeft nu niets te doen.\n\nMet vriendelijke groet,\nHuis\n";
        let receipt = format!(
            "Beste Bart Visser,\n\nWij hebben uw bericht ontvangen.\n\nWat gebeurt er nu? Wij komen bij u langs op zaterdag 4 \
             augustus, tussen 08.00 en 11.00 uur. Dit kost u niets.\n\n{end}"
        );
        let visit = format!(
            "Beste Bart Visser,\n\nWij komen bij u langs op zaterdag 4 augustus, tussen 08.00 en 11.00 uur. Dit kost u \
             niets.\n\nMet de bijlage zet u de afspraak in uw agenda.\n\n{end}"
        );
        assert_eq!(
            words(&receipt, &visit),
            format!(
                "Beste Bart Visser,\n\nWij hebben uw bericht ontvangen.\n\nWij komen bij u langs op zaterdag 4 augustus, tussen \
                 08.00 en 11.00 uur. Dit kost u niets.\n\nMet de bijlage zet u de afspraak in uw agenda.\n\n{end}"
            )
        );
    }
}
