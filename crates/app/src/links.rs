//! Links to the customer's own page. A link is minted for one message to one participant at the moment it is sent, and
//! only the hash of its token is kept: neither the database nor a backup opens a page.

use jiff::{SignedDuration, Timestamp};
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, JourneyId, ParticipantId, TeamId};
use regie_domain::journey::{Journey, State};
use regie_domain::reference::Reference;
use regie_store::audit::Change;
use regie_store::journal::StreamKey;
use regie_store::links::StatusLink;
use regie_store::outbox::NewOutbox;
use regie_store::{Tx, outbox, views};
use uuid::Uuid;

use crate::App;
use crate::ask::alike;
use crate::ask::draft::came_by;
use crate::authorise::{Action, Who, authorise, may_read};
use crate::error::{AppError, Result};
use crate::read::Loaded;
use crate::run::{JOURNEY, journey_of, locked_journey, whole_micros};
use crate::secrets;

/// How long a link works: 90 days. A closed journey can be looked at, and a late answer still finds its way.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The kind of outbox rows that carry a new link.
pub const LINK: &str = "link";

/// How many new links a participant gets within [`RENEWAL_SPAN`].
pub const RENEWALS: usize = 3;
/// See [`RENEWALS`].
pub const RENEWAL_SPAN: SignedDuration = SignedDuration::from_hours(1);

/// A link that is about to be sent. The token is in the mail and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minted {
    /// The address of the page.
    pub url: String,
    /// What is kept.
    pub kept: StatusLink,
}

/// The address of the page behind a token.
#[must_use]
pub fn url(public_url: &str, token: &str) -> String {
    format!("{public_url}/s/{token}")
}

/// The address as it is kept in the record of a message: without the token.
#[must_use]
pub fn redacted(public_url: &str) -> String {
    url(public_url, "…")
}

/// Makes a link; it works once [`regie_store::links::mint`] has kept it.
#[must_use]
pub fn make(app: &App, journey: JourneyId, participant: ParticipantId, message: Option<Uuid>) -> Minted {
    let (token, token_hash) = secrets::token(&app.ports);
    let created_at = whole_micros(app.ports.clock.now());
    let expires_at = created_at.checked_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let kept = StatusLink {
        token_hash,
        journey_id: journey.0,
        participant_id: participant.0,
        message_id: message,
        created_at,
        expires_at,
    };
    Minted { url: url(&app.config.public_url, &token), kept }
}

/// What a link that works opens.
#[derive(Debug, Clone)]
pub enum Behind {
    /// A page.
    Page(Box<Opened>),
    /// A journey that was set aside, and goes on nowhere where its reader takes part: the number that its reader knows, and
    /// the team that answers for it.
    Aside(Reference, TeamId),
}

/// The page of a participant on a journey.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its reader.
    pub who: Who,
    /// Its reader's place on the journey.
    pub participant: ParticipantId,
    /// The journey.
    pub loaded: Loaded,
    /// The number in the message that brought the link, where that journey was set aside for this one.
    pub was: Option<Reference>,
}

impl App {
    /// What is behind a link: the journey, or, where it was set aside for another one on which the same person takes part,
    /// that one. Nobody else comes there by it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the person is no longer on the journey, or what the store says.
    pub async fn open_status(&self, link: &StatusLink) -> Result<Behind> {
        let mut place = (JourneyId(link.journey_id), ParticipantId(link.participant_id));
        let mut seen: Vec<(JourneyId, Reference)> = Vec::new();
        loop {
            let (journey, participant) = place;
            let who = Who::Customer { journey, participant };
            let loaded = self.open_journey(&who, journey).await?;
            let person = loaded.journey.participants.get(&participant).filter(|person| person.present);
            let customer = person.ok_or(AppError::NotFound("page"))?.customer;
            let first = seen.first().map(|(_, reference)| *reference);
            if !matches!(loaded.journey.state, State::Void { .. }) {
                return Ok(Behind::Page(Box::new(Opened { who, participant, loaded, was: first })));
            }
            seen.push((journey, loaded.journey.reference));
            let (reference, team) = (loaded.journey.reference, loaded.journey.direction.team.team);
            let ended = Behind::Aside(first.unwrap_or(reference), team);
            // Two that were set aside for each other lead nowhere.
            let next = loaded.journey.goes_on.filter(|next| seen.iter().all(|(known, _)| known != next));
            let Some(next) = next else { return Ok(ended) };
            let joined = loaded.journey.joined_into().is_some();
            match self.part_of(next, link, (customer, joined)).await? {
                Some(participant) => place = (next, participant),
                None => return Ok(ended),
            }
        }
    }

    /// The place of somebody who takes part in a journey; who only wrote about it does not.
    async fn part_of(
        &self,
        journey: JourneyId,
        link: &StatusLink,
        (customer, joined): (CustomerId, bool),
    ) -> Result<Option<ParticipantId>> {
        let mut tx = self.store.begin_read().await?;
        let Some(found) = journey_of(&mut tx, journey).await? else { return Ok(None) };
        // Who proved an address is also whoever else it is noted with.
        let came = came_by(&mut tx, link).await?;
        let mut records = if came.proven { alike::records(&mut tx, came).await? } else { Vec::new() };
        records.push(customer);
        // Records that were joined are one person; a journey that was joined leads that person on.
        if joined {
            records.extend(crate::handles::records_of(&mut tx, customer).await?);
        }
        let own = found.participants.iter().filter(|(_, person)| person.present && records.contains(&person.customer));
        let parts = own.filter(|(_, person)| !person.only_wrote());
        Ok(parts.min_by_key(|(_, person)| person.role).map(|(id, _)| *id))
    }

    /// The link with a token, while it works.
    ///
    /// # Errors
    /// What the store says.
    pub async fn resolve_link(&self, token: &str) -> Result<Option<StatusLink>> {
        self.link_at(token, self.ports.clock.now()).await
    }

    /// Mints a link outside a message, for a member who reads it out or a demonstration that prints it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn mint_link(&self, journey: JourneyId, participant: ParticipantId) -> Result<String> {
        let Minted { url, kept } = make(self, journey, participant, None);
        self.store
            .write_with(kept, |tx, kept| {
                Box::pin(async move { Ok::<_, AppError>(regie_store::links::mint(tx, kept).await?) })
            })
            .await?;
        Ok(url)
    }

    /// Makes the links of a participant useless, or all of a journey when none is named; tells how many.
    ///
    /// # Errors
    /// What the store says.
    pub async fn revoke_links(&self, journey: JourneyId, participant: Option<ParticipantId>) -> Result<u64> {
        let now = whole_micros(self.ports.clock.now());
        let participant = participant.map(|id| id.0);
        self.store
            .write(move |tx| {
                Box::pin(async move { Ok(regie_store::links::revoke(tx, journey.0, participant, now).await?) })
            })
            .await
    }

    /// Makes the links of a participant useless because a member says so; tells how many. The audit log says who did.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn take_links(&self, who: &Who, journey: JourneyId, participant: ParticipantId) -> Result<u64> {
        let (directory, stamp) = (self.directory().await?, crate::settings::stamp(self, who));
        authorise(who, Action::Customer(&directory))?;
        let now = whole_micros(self.ports.clock.now());
        self.store
            .write_with((who.clone(), directory, stamp), move |tx, (who, directory, stamp)| {
                Box::pin(async move {
                    may_read(tx, who, directory, journey).await?;
                    let many = regie_store::links::revoke(tx, journey.0, Some(participant.0), now).await?;
                    let (subject_id, after) = (journey.to_string(), format!("{{\"links\":{many}}}"));
                    let change = Change {
                        action: "revoke-links",
                        subject_kind: JOURNEY,
                        subject_id: &subject_id,
                        before: None,
                        after: Some(&after),
                    };
                    regie_store::audit::record(tx, stamp, change).await?;
                    Ok::<_, AppError>(many)
                })
            })
            .await
    }

    /// Sends a fresh link in place of one that expired, by mail to the participant's known address. It is never shown,
    /// and nobody hears whether it was sent: at most [`RENEWALS`] an hour go out. A revoked link renews nothing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn renew_link(&self, token: &str) -> Result<()> {
        let Some(link) = self.link_at(token, Timestamp::UNIX_EPOCH).await? else { return Ok(()) };
        self.queue_link(JourneyId(link.journey_id), ParticipantId(link.participant_id)).await
    }

    /// Sends fresh links to somebody who names an address, and perhaps the number of a journey: for that journey, or for
    /// those of the address that are open. Nobody hears whether anything was sent.
    ///
    /// # Errors
    /// What the store says.
    pub async fn ask_link(&self, email: &str, reference: Option<&str>) -> Result<()> {
        let mut tx = self.store.begin_read().await?;
        let found = views::customers::all_by_handle(&mut tx, regie_domain::customer::HandleKind::Email, email).await?;
        let people: Vec<_> = found.into_iter().filter(|handle| !handle.failed).map(|handle| handle.customer).collect();
        let journeys = match reference.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => match Reference::parse(text) {
                Some(reference) => views::journeys::by_reference(&mut tx, reference).await?.into_iter().collect(),
                None => Vec::new(),
            },
            None => {
                let mut begun = Vec::new();
                for customer in &people {
                    begun.extend(views::arrivals::begun_by(&mut tx, *customer, Timestamp::UNIX_EPOCH).await?);
                }
                begun.into_iter().map(|(id, ..)| id).take(RENEWALS).collect()
            }
        };
        let mut wanted = Vec::new();
        for journey in journeys {
            if let Some(participant) = crate::intake::participant_among(&mut tx, journey, &people).await? {
                wanted.push((journey, participant));
            }
        }
        drop(tx);
        for (journey, participant) in wanted {
            self.queue_link(journey, participant).await?;
        }
        Ok(())
    }

    async fn link_at(&self, token: &str, at: Timestamp) -> Result<Option<StatusLink>> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(None) };
        let mut tx = self.store.begin_read().await?;
        Ok(regie_store::links::resolve(&mut tx, &hash, at).await?)
    }

    /// Puts a mail with a new link into the outbox, unless too many were asked for.
    async fn queue_link(&self, journey: JourneyId, participant: ParticipantId) -> Result<()> {
        let now = whole_micros(self.ports.clock.now());
        let context = (self.ports.uuid(), journey, participant, now);
        self.store
            .write_with(context, |tx, (id, journey, participant, now)| {
                Box::pin(queue(tx, *id, *journey, *participant, *now))
            })
            .await
    }
}

async fn queue(tx: &mut Tx, id: Uuid, journey: JourneyId, participant: ParticipantId, now: Timestamp) -> Result<()> {
    let (journey, followed) = crate::joining::goes_on(tx, journey, Some(participant)).await?;
    let participant = followed.unwrap_or(participant);
    let stream = StreamKey::new(JOURNEY, journey.0);
    // The lock on the journey makes two requests at once count each other.
    let Some(found) = locked_journey(tx, journey).await? else { return Ok(()) };
    if !reachable(&found, participant) {
        return Ok(());
    }
    let since = now.checked_sub(RENEWAL_SPAN).unwrap_or(now);
    let asked = outbox::of_stream(tx, &stream).await?;
    let recent =
        asked.iter().filter(|row| row.kind == LINK && row.ref_id == participant.to_string() && row.created_at > since);
    if recent.count() >= RENEWALS {
        return Ok(());
    }
    let row = NewOutbox {
        id,
        kind: LINK.into(),
        stream,
        ref_id: participant.to_string(),
        payload: "{}".to_owned(),
        not_before: now,
    };
    Ok(outbox::enqueue(tx, &row, now).await?)
}

fn reachable(journey: &Journey, participant: ParticipantId) -> bool {
    let by_mail = |person: &regie_domain::journey::Participant| {
        person.present && matches!(person.reach, Reach::Email { .. } | Reach::Social { .. })
    };
    !matches!(journey.state, State::Void { .. }) && journey.participants.get(&participant).is_some_and(by_mail)
}
