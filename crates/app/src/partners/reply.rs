//! A partner answers by mail. A clear word does what its button would do; anything else goes to the giver, who has to look at
//! it. Which mail it answers is known by the address that it was sent to or by the Message-ID; who wrote it must be the partner.

use regie_domain::codes::{DeclineReason, Outcome};
use regie_domain::command::JourneyCommand as C;
use regie_domain::handover::{HandoverState, Subject};
use regie_domain::ids::{ContentId, HandoverId};
use regie_domain::journey::Journey;
use regie_domain::partner::Partner;
use regie_store::Tx;
use regie_store::partners::mails;
use regie_store::views::arrivals::{self, Arrival};

use super::Seat;
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::without_detail;
use crate::error::{AppError, Result};
use crate::intake::{IncomingMail, address_key};
use crate::run::{Request, Stage, journey_of};

/// What a mail of a partner came to.
pub(crate) enum Reply {
    /// It did or said something on the journey.
    Taken(regie_domain::ids::JourneyId),
    /// It answers a mail to a partner, and a person has to look: somebody else wrote it, or the agreement ended.
    Unsure(regie_domain::ids::JourneyId),
}

/// The words that accept, where they are all of the first line.
const YES: [&str; 10] =
    ["ja", "akkoord", "aangenomen", "wij nemen aan", "ok", "oké", "yes", "accepted", "we accept", "agreed"];
/// The words that decline, where the first line begins with them.
const NO: [&str; 6] = ["nee", "niet akkoord", "kan niet", "no", "declined", "we decline"];
/// The words that say it is done, where they are all of the first line.
const DONE: [&str; 6] = ["klaar", "gereed", "gedaan", "done", "ready", "finished"];

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
    let Some(command) = meant(&journey, mail.handover, words, text.id) else { return Ok(unsure) };
    let seat = Seat { org: mail.org, journey: mail.journey };
    let texts = if matches!(command, C::Accept { .. }) { Vec::new() } else { vec![text] };
    let request = Request::journey(Who::Partner(seat), crate::intake::DOOR, mail.journey, command).with(texts);
    match stage.run(tx, &request).await {
        Ok(_) => {}
        Err(AppError::Refused(_) | AppError::NotFound(_)) => return Ok(unsure),
        Err(error) => return Err(error),
    }
    arrivals::adopt(tx, arrival.id, crate::run::CUSTOMER, journey.customer.0).await?;
    arrivals::end(tx, arrival.id, "void", "partner", None, stage.now).await?;
    Ok(Some(Reply::Taken(mail.journey)))
}

/// Whether a mail is from the partner: its one address, and no other of the same domain, which may be anybody's.
fn is_theirs(incoming: &IncomingMail, partner: &Partner) -> bool {
    incoming.from.as_ref().is_some_and(|from| without_detail(&from.address) == partner.email)
}

/// What the words of a partner mean for an offer or its work. Nothing where all of it ended.
fn meant(journey: &Journey, handover: HandoverId, words: &str, text: ContentId) -> Option<C> {
    let offer = journey.handovers.get(&handover)?;
    let line = words.lines().next().unwrap_or_default().trim().trim_end_matches(['.', '!', ',']).to_lowercase();
    let leg = match offer.subject {
        Subject::Leg { leg, .. } => Some(leg),
        Subject::Direction => None,
    };
    let open = leg.filter(|leg| journey.legs.get(leg).is_some_and(regie_domain::handover::Leg::is_open));
    let begins = |word: &&str| line.strip_prefix(*word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    match (offer.state, open) {
        (HandoverState::Pending, _) if YES.contains(&line.as_str()) => Some(C::Accept { handover, promise: None }),
        (HandoverState::Pending, _) if NO.iter().any(begins) => {
            Some(C::Decline { handover, reason: DeclineReason::Other, text: Some(text) })
        }
        (HandoverState::Pending, _) => Some(C::AskBack { handover, text }),
        (_, Some(leg)) if DONE.contains(&line.as_str()) => {
            Some(C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) })
        }
        (_, Some(_)) => Some(C::SayForPartner { handover, text }),
        _ => None,
    }
}
