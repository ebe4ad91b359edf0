//! The list of a member's first day. What is on it ticks from what the record and the settings say, never by a click; the
//! member may put it away, and call it back.

use regie_domain::codes::{Channel, Direction};
use regie_domain::handover::HandoverState;
use regie_domain::ids::MemberId;
use regie_domain::journey::Journey;
use regie_store::directory::{self as records, Put};
use regie_store::views::first_day;
use regie_store::{Tx, audit};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::run::journey_of;
use crate::settings::stamp;

/// The kind of record that says that a member put the list away, under the member's id.
const KIND: &str = "first_day";
/// How many journeys of the member are looked at: somebody new has few.
const MOST: u32 = 12;
/// How many changes of the member's own record are looked at.
const CHANGES: u32 = 100;

/// Something that a member does on a first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstStep {
    /// Chooses what stands under the own messages.
    Signature,
    /// Says when they are away, and who stands in.
    Absence,
    /// Writes a call down.
    Call,
    /// Accepts what another team offers.
    Handover,
    /// Tells a customer something.
    Told,
}

impl FirstStep {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Signature, Self::Absence, Self::Call, Self::Handover, Self::Told];
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDay {
    /// Each thing, and whether it was done.
    pub steps: Vec<(FirstStep, bool)>,
    /// Whether the member put it away.
    pub put_away: bool,
}

impl FirstDay {
    /// Whether everything was done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.steps.iter().all(|(_, done)| *done)
    }

    /// Whether My work shows it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        !self.put_away && !self.is_done()
    }
}

#[derive(Serialize, Deserialize)]
struct Away {
    put_away: bool,
}

impl App {
    /// The list of whoever asks. One that was put away is not looked into.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn first_day(&self, who: &Who) -> Result<FirstDay> {
        authorise(who, Action::OwnProfile)?;
        let Who::Member(member) = who else { return Err(AppError::Denied("outsider")) };
        let mut tx = self.store.begin_read().await?;
        let away = match records::get(&mut tx, KIND, member.id.0).await? {
            Some(entry) => entry.parse::<Away>()?.put_away,
            None => false,
        };
        if away {
            return Ok(FirstDay { steps: Vec::new(), put_away: true });
        }
        let mut done = vec![
            (FirstStep::Signature, !member.signature.trim().is_empty()),
            (FirstStep::Absence, member.absence.is_some() || was_away(&mut tx, member.id).await?),
        ];
        let (mut called, mut accepted, mut told) = (false, false, false);
        for id in first_day::worked_on(&mut tx, member.id, MOST).await? {
            let Some(journey) = journey_of(&mut tx, id).await? else { continue };
            let own = of(&journey, member.id);
            (called, accepted, told) = (called || own.0, accepted || own.1, told || own.2);
        }
        done.extend([(FirstStep::Call, called), (FirstStep::Handover, accepted), (FirstStep::Told, told)]);
        Ok(FirstDay { steps: done, put_away: false })
    }

    /// Puts the list away, or calls it back.
    ///
    /// # Errors
    /// A denial, a conflict with another change, or what the store says.
    pub async fn put_first_day_away(&self, who: &Who, put_away: bool) -> Result<()> {
        authorise(who, Action::OwnProfile)?;
        let Who::Member(member) = who else { return Err(AppError::Denied("outsider")) };
        let body = serde_json::to_string(&Away { put_away })?;
        let context = (stamp(self, who), member.id, body);
        let kept = self.store.write_with(context, |tx, (stamp, id, body)| {
            Box::pin(async move {
                let expected = records::get(tx, KIND, id.0).await?.map_or(0, |entry| entry.version);
                let put = Put {
                    kind: KIND.into(),
                    id: id.0,
                    expected,
                    lookup: None,
                    parent_id: None,
                    body: body.as_str().into(),
                    archived: false,
                };
                records::put(tx, stamp, put).await.map(drop)
            })
        });
        Ok(kept.await?)
    }
}

/// Whether an absence was ever set for a member: it is taken off again when somebody is back.
async fn was_away(tx: &mut Tx, member: MemberId) -> Result<bool> {
    let changes = audit::of_subject(tx, kind::MEMBER, &member.to_string(), CHANGES).await?;
    let away = |row: &audit::AuditRow| {
        let after = row.after.as_deref().and_then(|after| serde_json::from_str::<serde_json::Value>(after).ok());
        after.is_some_and(|after| after.get("absence").is_some_and(|absence| !absence.is_null()))
    };
    Ok(changes.iter().any(away))
}

/// Whether a member wrote down a call on a journey, accepted an offer, told the customer something.
fn of(journey: &Journey, member: MemberId) -> (bool, bool, bool) {
    let own = journey.contacts.values().filter(|contact| contact.actor.member() == Some(member));
    let (mut called, mut told) = (false, false);
    for contact in own {
        let phone = contact.facts.channel == Channel::Phone;
        called |= phone;
        told |= !phone && contact.facts.direction == Direction::Out;
    }
    let accepted = journey
        .handovers
        .values()
        .any(|offer| matches!(offer.state, HandoverState::Accepted { member: Some(by), .. } if by == member));
    (called, accepted, told)
}
