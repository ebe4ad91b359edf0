//! Partners in the chain: what they may see of a journey and do on it, the mails they get and answer, and the end of an
//! agreement. A partner works from its page behind a link; what the page needs is put together here, so that no more than the
//! sharing agreement allows ever leaves this room.

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::{Actor, Door, TeamRef};
use regie_domain::codes::{Channel, Direction};
use regie_domain::command::{JourneyCommand as C, SurveyCommand};
use regie_domain::directory::Member;
use regie_domain::handover::Handover;
use regie_domain::ids::{HandoverId, JourneyId, MemberId, OrgId};
use regie_domain::journey::Journey;
use regie_domain::partner::{Partner, PartnerKind, gives_back, gives_back_to};
use regie_domain::promise::Promise;
use regie_store::journal::StreamKey;
use regie_store::partners::PartnerLink;
use regie_store::{Tx, outbox};

use crate::App;
use crate::authorise::{Action, Who};
use crate::content::Text;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::links::{RENEWAL_SPAN, RENEWALS};
use crate::run::{Done, JOURNEY, Request, locked_journey, whole_micros};
use crate::secrets;

mod desk;
mod end;
mod lookup;
mod mail;
mod page;
mod quota;
pub(crate) mod reply;
mod telling;

pub(crate) use desk::{Known, Shown, ids_of, keep_to_agreement, known_of_person, knows_handle, name_within, reads_all};
pub use lookup::FoundByPartner;
pub(crate) use lookup::{found_at_the_desk, listed_at_the_desk, seen_at_the_desk};
pub(crate) use mail::enqueue;
pub use mail::{PARTNER, late_key};
pub use page::{PartnerPage, SeenByPartner};
pub(crate) use quota::within_quota;
pub(crate) use telling::{Knows, Words};

/// How long a link to a partner's page works.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(60 * 24);

/// A partner behind a link, on one journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// The partner.
    pub org: OrgId,
    /// The journey.
    pub journey: JourneyId,
}

impl Seat {
    /// The place that a partner has in the record: its organisation's, where a member's would stand.
    #[must_use]
    pub fn member(&self) -> MemberId {
        MemberId(self.org.0)
    }
}

/// Whether the people of a partner do a piece of the work only, and do not work at the desk.
pub(crate) fn does_legs(partner: &Partner) -> bool {
    partner.kind != PartnerKind::Desk
}

/// The partner's team that a command is for; nothing where it is not for a partner behind a link.
pub(crate) fn team_of(command: &C, journey: &Journey, org: OrgId) -> Option<TeamRef> {
    let offered = |handover: &HandoverId| journey.handovers.get(handover).map(|offer| offer.to);
    let team = match command {
        C::Accept { handover, .. }
        | C::AnswerOffer { handover, .. }
        | C::AskBack { handover, .. }
        | C::Decline { handover, .. }
        | C::SayForPartner { handover, .. } => offered(handover),
        C::FinishLeg { leg, .. } | C::ReturnLeg { leg, .. } | C::GiveLegBack { leg, .. } | C::AskAmount { leg, .. } => {
            journey.legs.get(leg).map(|leg| leg.team)
        }
        // The direction goes back to who gave it, and nowhere else.
        C::Offer { to, ball: None, .. } if gives_back_to(journey, org) == Some(*to) => Some(journey.direction.team),
        C::Clarify { handover, .. } | C::Withdraw { handover } => {
            gives_back(journey, org).filter(|(id, _)| id == handover).map(|(_, offer)| offer.from)
        }
        C::MovePromise { promise, .. } => journey.promises.get(promise).map(|promise: &Promise| promise.owner),
        // It called, as the customer was promised.
        C::RecordContact { contact, answers: None }
            if (contact.direction, contact.channel) == (Direction::Out, Channel::Phone) =>
        {
            call_owed(journey, org).map(|promise| promise.owner)
        }
        C::Survey(SurveyCommand::Dispute { part, .. }) => Some(part.team),
        C::Survey(SurveyCommand::Wish { .. } | SurveyCommand::Reply { .. }) => was_with(journey, org),
        C::ProposeOutcome { .. } if journey.direction.team.org == org => journey.ball.holder.team(),
        _ => None,
    };
    team.filter(|team| team.org == org)
}

/// The team with which a partner is, or was, on a journey.
fn was_with(journey: &Journey, org: OrgId) -> Option<TeamRef> {
    let legs = journey.legs.values().map(|leg| leg.team);
    let offered = journey.handovers.values().map(|offer| offer.to);
    legs.chain(offered).chain([journey.direction.team]).find(|team| team.org == org)
}

/// The call that a partner owes the customer of a journey, the first that is due.
#[must_use]
pub fn call_owed(journey: &Journey, org: OrgId) -> Option<&Promise> {
    let calls = journey.promises.values().filter(|promise| promise.is_call_of_program() && promise.is_owed());
    calls.filter(|promise| promise.owner.org == org).min_by_key(|promise| promise.current.until)
}

/// Whether a partner behind a link may do something.
pub(crate) fn may(seat: &Seat, action: Action<'_>) -> Result<()> {
    match action {
        Action::Journey(command, Some(journey), _)
            if journey.id == seat.journey && team_of(command, journey, seat.org).is_some() =>
        {
            Ok(())
        }
        _ => Err(AppError::NotFound("page")),
    }
}

/// What a partner behind a link is recorded as.
pub(crate) fn actor(seat: &Seat, command: Option<&C>, journey: Option<&Journey>) -> Result<Actor> {
    let team = command.zip(journey).and_then(|(command, journey)| team_of(command, journey, seat.org));
    let team = team.ok_or(AppError::NotFound("page"))?;
    Ok(Actor::Member { team, member: seat.member() })
}

/// The team that a member notes something for, where that is one of a partner that does not take part.
pub(crate) fn noted_for(
    directory: &Directory,
    who: &Who,
    command: Option<&C>,
    journey: Option<&Journey>,
) -> Option<Actor> {
    let (member, journey) = (who.member()?, journey?);
    let team = match command? {
        C::Accept { handover, .. }
        | C::AnswerOffer { handover, .. }
        | C::AskBack { handover, .. }
        | C::Decline { handover, .. }
        | C::SayForPartner { handover, .. } => {
            let offer = journey.handovers.get(handover)?;
            Some(offer.to).filter(|_| notes_for(directory, member, journey, offer))
        }
        C::FinishLeg { leg, .. } | C::ReturnLeg { leg, .. } | C::GiveLegBack { leg, .. } => {
            let leg = journey.legs.get(leg)?;
            let offer = journey.handovers.get(&leg.handover)?;
            Some(leg.team).filter(|_| notes_for(directory, member, journey, offer))
        }
        C::MovePromise { promise, .. } => {
            let owner = journey.promises.get(promise)?.owner;
            let mut offers = journey.handovers.values().filter(|offer| offer.to == owner);
            Some(owner).filter(|_| offers.any(|offer| notes_for(directory, member, journey, offer)))
        }
        _ => None,
    }?;
    Some(Actor::Member { team, member: member.id })
}

/// Whether a member notes what is said about an offer: it was made to a partner that does not take part, by a team of the
/// member's, or on a journey that one directs.
#[must_use]
pub fn notes_for(directory: &Directory, member: &Member, journey: &Journey, offer: &Handover) -> bool {
    let outside = directory.partner(offer.to.org).is_some_and(|partner| partner.kind == PartnerKind::Outside);
    outside && (member.is_in(offer.from.team) || member.is_in(journey.direction.team.team))
}

/// Whether the agreement with a partner still holds, inside a write.
pub(crate) fn holds(directory: &Directory, org: OrgId, now: Timestamp) -> Result<&Partner> {
    let partner = directory.partner(org).filter(|partner| partner.shares(now).is_some());
    partner.ok_or(AppError::NotFound("page"))
}

/// A link that is about to be sent.
struct Minted {
    url: String,
    kept: PartnerLink,
}

fn make(app: &App, org: OrgId, journey: JourneyId, handover: HandoverId) -> Minted {
    let (token, token_hash) = secrets::token(&app.ports);
    let created_at = whole_micros(app.ports.clock.now());
    let expires_at = created_at.checked_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let kept = PartnerLink { token_hash, org, journey, handover, created_at, expires_at };
    Minted { url: format!("{}/p/{token}", app.config.public_url), kept }
}

impl App {
    /// The link with a token, while it works.
    async fn partner_link(&self, token: &str, at: Timestamp) -> Result<Option<PartnerLink>> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(None) };
        let mut tx = self.store.begin_read().await?;
        Ok(regie_store::partners::resolve(&mut tx, &hash, at).await?)
    }

    /// Mints a link outside a message, for a demonstration or a test.
    ///
    /// # Errors
    /// What the store says.
    pub async fn mint_partner_link(&self, org: OrgId, journey: JourneyId, handover: HandoverId) -> Result<String> {
        let Minted { url, kept } = make(self, org, journey, handover);
        self.keep_partner_link(kept).await?;
        Ok(url)
    }

    /// Sends a fresh link to the partner's own address in place of one that expired: at most [`RENEWALS`] an hour for an
    /// offer. It is never shown, and nobody hears whether it was sent. A revoked link renews nothing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn renew_partner_link(&self, token: &str) -> Result<()> {
        let Some(link) = self.partner_link(token, Timestamp::UNIX_EPOCH).await? else { return Ok(()) };
        let (id, now) = (self.ports.uuid(), whole_micros(self.ports.clock.now()));
        self.store
            .write_with((link, id, now), |tx: &mut Tx, (link, id, now)| {
                Box::pin(async move {
                    // The lock on the journey makes two requests at once count each other.
                    if locked_journey(tx, link.journey).await?.is_none() {
                        return Ok::<_, AppError>(());
                    }
                    let since = now.checked_sub(RENEWAL_SPAN).unwrap_or(*now);
                    let wanted = format!("{}:{}", mail::LINK, link.handover);
                    let rows = outbox::of_stream(tx, &StreamKey::new(JOURNEY, link.journey.0)).await?;
                    let asked = rows.iter().filter(|row| row.ref_id == wanted && row.created_at > since).count();
                    if asked < RENEWALS {
                        mail::put(tx, *id, link.journey, (mail::LINK, link.handover), *now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    async fn keep_partner_link(&self, kept: PartnerLink) -> Result<()> {
        self.store
            .write_with(kept, |tx: &mut Tx, kept| {
                Box::pin(async move { Ok::<_, AppError>(regie_store::partners::mint(tx, kept).await?) })
            })
            .await
    }

    /// Runs what a partner asks for from its page.
    ///
    /// # Errors
    /// A refusal, [`AppError::NotFound`] when it is not the partner's to do, or what the store says.
    pub async fn act_as_partner(&self, seat: Seat, command: C, texts: Vec<Text>, key: Option<String>) -> Result<Done> {
        let request = Request::journey(Who::Partner(seat), Door::Page, seat.journey, command);
        self.run(request.with(texts).keyed(key)).await
    }
}
