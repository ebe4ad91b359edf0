//! A partner answers by mail. A clear word does what its button would do; anything else goes to the giver, who has to look at
//! it. Which mail it answers is known by the address that it was sent to or by the Message-ID; who wrote it must be the partner.

use regie_domain::codes::{DeclineReason, Outcome};
use regie_domain::command::JourneyCommand as C;
use regie_domain::handover::{HandoverState, Subject};
use regie_domain::ids::{ContentId, HandoverId, JourneyId, OrgId};
use regie_domain::journey::Journey;
use regie_domain::partner::Partner;
use regie_store::Tx;
use regie_store::directory::Put;
use regie_store::partners::mails;
use regie_store::views::arrivals::{self, Arrival};

use super::Seat;
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::{kind, without_detail};
use crate::error::{AppError, Result};
use crate::intake::{IncomingMail, address_key};
use crate::run::{Request, Stage, journey_of};

/// What a mail of a partner came to.
pub(crate) enum Reply {
    /// It did or said something on the journey.
    Taken(regie_domain::ids::JourneyId),
    /// It answers a mail to a partner, and a person has to look: somebody else wrote it, or the agreement ended.
    Unsure(regie_domain::ids::JourneyId),
    /// It says that what it had was erased, and that was noted.
    Erased,
    /// It answers the mail that asks to erase, and does not plainly say that it was done: a person has to look.
    Erasure,
}

/// The words that accept, where the first line begins with them.
const YES: [&str; 14] = [
    "ja",
    "ja hoor",
    "akkoord",
    "aangenomen",
    "wij nemen aan",
    "goed",
    "ok",
    "oké",
    "oke",
    "yes",
    "accepted",
    "we accept",
    "agreed",
    "sure",
];
/// The words that decline, where the first line begins with them.
const NO: [&str; 6] = ["nee", "niet akkoord", "kan niet", "no", "declined", "we decline"];
/// The words that say it is done, where the first line begins with them.
const DONE: [&str; 6] = ["klaar", "gereed", "gedaan", "done", "ready", "finished"];
/// The words that say that something was erased.
const ERASED: [&str; 6] = ["gewist", "verwijderd", "vernietigd", "erased", "deleted", "destroyed"];
/// Words that take something back of a yes or a done: with one of them a person has to read the mail.
const DOUBT: [&str; 24] = [
    "niet", "nog", "geen", "maar", "mits", "tenzij", "behalve", "als", "wel", "wanneer", "mist", "pas", "not", "yet",
    "but", "if", "unless", "except", "only", "when", "until", "almost", "bijna", "cannot",
];

/// Takes a mail that answers one to a partner; nothing where it answers none.
pub(crate) async fn take(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
) -> Result<Option<Reply>> {
    let marks: Vec<String> =
        incoming.recipients.iter().filter(|to| to.contains('+')).map(|to| address_key(to)).collect();
    let found = mails(tx, &incoming.answers, &marks).await?;
    let Some(mail) = found.into_iter().next() else { return Ok(None) };
    if mail.handover.0 == mail.org.0 {
        return Ok(Some(erased(stage, tx, (arrival, incoming), mail.org).await?));
    }
    let unsure = Some(Reply::Unsure(mail.journey));
    let Some(partner) = stage.directory.partner(mail.org).filter(|partner| partner.shares(stage.now).is_some()) else {
        return Ok(unsure);
    };
    if !is_theirs(incoming, partner) || incoming.quarantine.is_some() {
        return Ok(unsure);
    }
    let Some(journey) = journey_of(tx, mail.journey).await? else { return Ok(unsure) };
    let words = incoming.text.trim();
    let text = Text::plain(stage.id(), ContentKind::Text, words, Some(mail.journey));
    let Some(command) = meant(&journey, mail.org, mail.handover, words, text.id) else { return Ok(unsure) };
    let seat = Seat { org: mail.org, journey: mail.journey };
    let (accepts, asks) = (matches!(command, C::Accept { .. }), matches!(command, C::AskBack { .. }));
    // What was written besides a yes is kept as said, all of it.
    let besides = (accepts && !is_only(&YES, words)).then_some(text.clone());
    let texts = if accepts { Vec::new() } else { vec![text] };
    let request = Request::journey(Who::Partner(seat), crate::intake::DOOR, mail.journey, command).with(texts);
    match stage.run(tx, &request).await {
        Ok(_) => {}
        Err(AppError::Refused(_) | AppError::NotFound(_)) => return Ok(unsure),
        Err(error) => return Err(error),
    }
    if let Some(text) = besides {
        let said = C::SayForPartner { handover: mail.handover, text: text.id };
        let request = Request::journey(Who::Partner(seat), crate::intake::DOOR, mail.journey, said);
        stage.run(tx, &request.with(vec![text])).await?;
    }
    if asks {
        super::mail::took_as_question(stage, tx, mail.journey, mail.handover).await?;
    }
    arrivals::adopt(tx, arrival.id, crate::run::CUSTOMER, journey.customer.0).await?;
    arrivals::end(tx, arrival.id, "void", "partner", None, stage.now).await?;
    Ok(Some(Reply::Taken(mail.journey)))
}

/// What a partner answers to the mail that asks to erase what it has: a plain word is its confirmation, anything else is
/// looked at by a person. It is nobody's question.
async fn erased(
    stage: &Stage,
    tx: &mut Tx,
    (arrival, incoming): (&Arrival, &IncomingMail),
    org: OrgId,
) -> Result<Reply> {
    let Some(found) = stage.directory.partners.get(&org) else { return Ok(Reply::Erasure) };
    let words = incoming.text.trim();
    let says = [&ERASED[..], &DONE, &YES].iter().any(|list| begins(list, &first_line(words))) || names_erasing(words);
    let plain = says && is_sure(words) && is_theirs(incoming, &found.value) && incoming.quarantine.is_none();
    let mut partner = found.value.clone();
    let by = Seat { org, journey: JourneyId(org.0) };
    if !plain || !partner.confirm_erasure(stage.now, by.member()) {
        return Ok(Reply::Erasure);
    }
    let put = Put {
        kind: kind::PARTNER.into(),
        id: org.0,
        expected: found.version,
        lookup: None,
        parent_id: None,
        body: serde_json::to_string(&partner).map_err(regie_store::StoreError::from)?.into(),
        archived: false,
    };
    regie_store::directory::put(tx, &crate::settings::stamp(stage.app(), &Who::Partner(by)), put).await?;
    arrivals::end(tx, arrival.id, "void", "partner", None, stage.now).await?;
    Ok(Reply::Erased)
}

/// Whether some words say that something was erased, wherever they do.
fn names_erasing(words: &str) -> bool {
    let lower = words.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| ERASED.contains(&word))
}

/// Whether a mail is from the partner: its one address, and no other of the same domain, which may be anybody's.
fn is_theirs(incoming: &IncomingMail, partner: &Partner) -> bool {
    incoming.from.as_ref().is_some_and(|from| without_detail(&from.address) == partner.email)
}

/// What the words of a partner mean for an offer or its work. Nothing where all of it ended.
fn meant(journey: &Journey, org: OrgId, handover: HandoverId, words: &str, text: ContentId) -> Option<C> {
    let offer = journey.handovers.get(&handover)?;
    // The partner gave the direction back, and is asked something about it.
    if offer.from.org == org {
        return Some(C::Clarify { handover, text }).filter(|_| offer.is_pending() && offer.waits_for_giver());
    }
    let line = first_line(words);
    let leg = match offer.subject {
        Subject::Leg { leg, .. } => Some(leg),
        Subject::Direction => None,
    };
    let open = leg.filter(|leg| journey.legs.get(leg).is_some_and(regie_domain::handover::Leg::is_open));
    let (sure, is_leg) = (is_sure(words), leg.is_some());
    match (offer.state, open) {
        (HandoverState::Pending, _) if begins(&NO, &line) => {
            Some(C::Decline { handover, reason: DeclineReason::Other, text: Some(text) })
        }
        (HandoverState::Pending, _) if begins(&YES, &line) && sure => Some(C::Accept { handover, promise: None }),
        (HandoverState::Pending, _) if begins(&DONE, &line) && sure && is_leg => {
            Some(C::AnswerOffer { handover, outcome: Outcome::Solved, text })
        }
        (HandoverState::Pending, _) => Some(C::AskBack { handover, text }),
        (_, Some(leg)) if begins(&DONE, &line) && sure => {
            Some(C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) })
        }
        (_, Some(_)) => Some(C::SayForPartner { handover, text }),
        _ => None,
    }
}

/// The first line, without what ends a sentence.
fn first_line(words: &str) -> String {
    words.lines().next().unwrap_or_default().trim().trim_end_matches(['.', '!', ',']).to_lowercase()
}

/// Whether a mail is one of some words and nothing else.
fn is_only(list: &[&str], words: &str) -> bool {
    list.contains(&first_line(words).as_str()) && words.lines().skip(1).all(|line| line.trim().is_empty())
}

/// Whether a line begins with one of some words.
fn begins(list: &[&str], line: &str) -> bool {
    list.iter().any(|word| line.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

/// Whether what begins as a yes or a done is nothing but that: nothing is asked, and nothing taken back.
fn is_sure(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut each = lower.split(|c: char| !c.is_alphanumeric());
    !lower.contains('?') && !each.any(|word| DOUBT.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yes(words: &str) -> bool {
        begins(&YES, &first_line(words)) && is_sure(words)
    }

    #[test]
    fn an_ordinary_yes_is_a_yes_and_a_yes_with_a_but_is_read_by_a_person() {
        for words in [
            "Akkoord, wij komen donderdag.",
            "Ja hoor, doen we.",
            "ja",
            "Goed!",
            "Ok, staat ingepland",
            "Yes, we will.",
        ] {
            assert!(yes(words), "{words}");
        }
        for words in [
            "Goedemorgen, kunt u bellen",
            "Ja, maar pas volgende week",
            "Akkoord?",
            "Januari wordt het",
            "Yes, if you pay",
        ] {
            assert!(!yes(words), "{words}");
        }
        assert!(begins(&NO, &first_line("Nee, wij hebben geen plek deze week")));
        assert!(begins(&DONE, "klaar") && is_sure("Klaar\nWas al gedaan."));
        assert!(!is_sure("Klaar is het nog niet"));
    }
}
