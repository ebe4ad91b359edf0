//! Putting a message of a social channel where it belongs, by the same road as mail: on the conversation that it goes on
//! with, else on what the same person began within the hour, else on a journey of its own. Its files are fetched before, so
//! that the contact is whole.

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, JoinReason};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{CustomerCommand, Evidence};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{ContactId, ContentId, CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::refusal::Code;
use regie_domain::social::SocialConnection;
use regie_store::social as stored;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::references;
use regie_store::{Tx, content};
use uuid::Uuid;

use super::SOCIAL;
use super::files::{PAUSES, Whole};
use super::take::Kept;
use crate::App;
use crate::asks::{asks_of, asks_of_reply};
use crate::authorise::{Who, team_scope};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::handles::{Found, find, records_of, tying};
use crate::intake::subject::first_words;
use crate::intake::{MAYBE_SAME_STORY, Placed, SAME_STORY, month_of, participant_among};
use crate::preferences::record;
use crate::run::{CUSTOMER, Request, Stage};
use crate::texts::lang_of;

/// How many are looked at in one round.
const ROUND: u32 = 20;

impl App {
    /// Puts what came by social channels where it belongs; tells how many were dealt with.
    ///
    /// # Errors
    /// What the store says. What fails stays kept, with a team and a due moment, and is tried again.
    pub async fn place_social(&self) -> Result<usize> {
        let now = self.ports.clock.now();
        let waiting = self.store.read(async |tx| stored::to_place(tx, SOCIAL, now, ROUND).await).await?;
        let mut dealt = 0;
        for (arrival, tries) in waiting {
            match self.place_one(arrival, tries, now).await {
                Ok(done) => dealt += usize::from(done),
                Err(AppError::Store(error)) => return Err(error.into()),
                // A person looks at what the program cannot place; it is not tried for ever.
                Err(error) => {
                    tracing::error!(%arrival, %error, "a message of a social channel could not be placed");
                    self.try_again(arrival, tries, now).await?;
                }
            }
        }
        Ok(dealt)
    }

    /// When the next message may be placed; nothing where none waits.
    pub(crate) async fn next_social(&self) -> Result<Option<Timestamp>> {
        Ok(self.store.read(async |tx| stored::next_try(tx, SOCIAL).await).await?)
    }

    async fn place_one(&self, id: Uuid, tries: u32, now: Timestamp) -> Result<bool> {
        let read = async |tx: &mut Tx| {
            let arrival = arrivals::get(tx, id).await?;
            let raw = match &arrival {
                Some(arrival) => content::bytes(tx, arrival.raw.0).await?,
                None => None,
            };
            Ok::<_, regie_store::StoreError>(arrival.zip(raw))
        };
        let Some((_, raw)) = self.store.read(read).await? else { return Ok(false) };
        let kept: Kept = serde_json::from_slice(&raw)?;
        let directory = self.directory().await?;
        let connection = directory.social.get(&kept.connection).ok_or(AppError::NotFound("connection"))?.value.clone();
        let Some(whole) = self.fetched(&connection, kept, tries).await? else {
            self.try_again(id, tries, now).await?;
            return Ok(false);
        };
        let stage = Stage::new(self, directory);
        self.store
            .write_with((stage, connection, whole), move |tx, (stage, connection, whole)| {
                Box::pin(async move {
                    let arrival = arrivals::get(tx, id).await?.filter(|it| it.state == "waiting" && it.why == SOCIAL);
                    let Some(arrival) = arrival else { return Ok(false) };
                    place(stage, tx, &arrival, (connection, whole)).await?;
                    stored::placed_now(tx, id).await?;
                    Ok::<_, AppError>(true)
                })
            })
            .await
    }

    async fn try_again(&self, arrival: Uuid, tries: u32, now: Timestamp) -> Result<()> {
        let seconds = PAUSES.get(tries as usize).copied().unwrap_or(3_600);
        let next = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        self.store
            .write(move |tx| Box::pin(async move { Ok(stored::again(tx, arrival, tries + 1, next).await?) }))
            .await
    }
}

/// Whose a message is.
struct Sender {
    customer: CustomerId,
    handle: HandleId,
    /// The person's records: the own one and those that are joined to it.
    records: Vec<CustomerId>,
    /// Whether more than the message itself ties the handle to the person.
    proven: bool,
}

/// Where a message belongs.
enum Where {
    /// On a journey that is there.
    On(JourneyId, ParticipantId, JoinReason),
    /// On one of its own.
    New,
}

async fn place(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    (connection, whole): (&SocialConnection, &Whole),
) -> Result<Placed> {
    let sender = sender_of(stage, tx, connection, whole).await?;
    match find_place(stage, tx, arrival, &sender, whole).await? {
        Where::On(journey, participant, why) => {
            let at = (journey, participant, why);
            match write_on(stage, tx, arrival, (connection, whole), &sender, at).await {
                // Closed too long ago, or set aside: a journey of its own.
                Err(AppError::Refused(refusal)) if refusal.code == Code::JourneyClosed => {
                    begin(stage, tx, arrival, (connection, whole), &sender, Some(journey)).await
                }
                Err(AppError::Refused(refusal)) if refusal.code == Code::JourneyVoid => {
                    begin(stage, tx, arrival, (connection, whole), &sender, None).await
                }
                other => other,
            }
        }
        Where::New => begin(stage, tx, arrival, (connection, whole), &sender, None).await,
    }
}

/// A person puts a message where it belongs, or lets it begin a journey, while the program could not.
pub(crate) async fn decided(stage: &Stage, tx: &mut Tx, arrival: &Arrival, onto: Option<JourneyId>) -> Result<Placed> {
    let raw = content::bytes(tx, arrival.raw.0).await?.ok_or(AppError::NotFound("arrival"))?;
    let Kept { connection: id, came } = serde_json::from_slice(&raw)?;
    let connection = stage.directory.social.get(&id).ok_or(AppError::NotFound("connection"))?.value.clone();
    let lost = came.files.len();
    let whole = Whole { came, connection: id, files: Vec::new(), lost, name: None };
    let sender = sender_of(stage, tx, &connection, &whole).await?;
    let placed = match onto {
        Some(journey) => {
            let participant = match participant_among(tx, journey, &sender.records).await? {
                Some(found) => found,
                None => crate::contacts::writer(stage, tx, &Who::System, journey, sender.customer).await?,
            };
            let at = (journey, participant, JoinReason::Joined);
            write_on(stage, tx, arrival, (&connection, &whole), &sender, at).await?
        }
        None => begin(stage, tx, arrival, (&connection, &whole), &sender, None).await?,
    };
    stored::placed_now(tx, arrival.id).await?;
    Ok(placed)
}

/// The record of whoever wrote, begun where there is none. Nothing but the message ties the handle to it then.
async fn sender_of(stage: &Stage, tx: &mut Tx, connection: &SocialConnection, whole: &Whole) -> Result<Sender> {
    let (kind, from) = (connection.medium.handle_kind(), whole.came.from.as_str());
    let scope = team_scope(connection.team, &stage.directory);
    let evidence = match find(tx, (&scope, stage.now), kind, from, &[]).await? {
        Found::Known(row) => {
            let known = record(tx, row.customer).await?.and_then(|customer| customer.handles.get(&row.id).copied());
            let records = records_of(tx, row.customer).await?;
            let proven = known.is_some_and(|handle| handle.evidence.proves());
            if row.failed {
                // Who writes can be reached there again.
                let command = CustomerCommand::RestoreHandle { handle: row.id };
                stage.run(tx, &Request::customer(Who::Outsider, Door::Chat, row.customer, command)).await?;
            }
            return Ok(Sender { customer: row.customer, handle: row.id, records, proven });
        }
        Found::Nobody => Evidence::Social,
        Found::OutOfSight => Evidence::ApartFrom,
    };
    let customer: CustomerId = stage.begin(tx, CUSTOMER);
    let mut texts = Vec::new();
    let name = whole.came.name.as_deref().or(whole.name.as_deref()).map(str::trim).filter(|name| !name.is_empty());
    let name = name.map(|name| {
        let id: ContentId = stage.id();
        let short: String = name.chars().take(120).collect();
        texts.push(Text::plain(id, ContentKind::Name, &short, None));
        id
    });
    let register = CustomerCommand::Register { name, language: stage.directory.language() };
    stage.run(tx, &Request::customer(Who::Outsider, Door::Chat, customer, register).with(texts)).await?;
    let (handle, tie) = tying(stage, (&Who::Outsider, Door::Chat), customer, (kind, evidence), from);
    stage.run(tx, &tie).await?;
    Ok(Sender { customer, handle, records: vec![customer], proven: false })
}

/// Where it belongs: with the message that it answers, in the conversation that it goes on with, or with what the same
/// person, who is known by more than this message, began within the hour.
async fn find_place(stage: &Stage, tx: &mut Tx, arrival: &Arrival, sender: &Sender, whole: &Whole) -> Result<Where> {
    let mut tried: Vec<(JourneyId, JoinReason)> = Vec::new();
    if let Some(answers) = &whole.came.answers {
        let marks = stage.app().social_marks(answers);
        let found = stored::find(tx, whole.connection, &marks).await?.and_then(|message| message.journey);
        tried.extend(found.map(|journey| (journey, JoinReason::References)));
    }
    let threads = stored::threads(tx, &[sender.handle]).await?;
    let mut ids: Vec<JourneyId> = Vec::with_capacity(threads.len());
    for thread in &threads {
        // The conversation of a journey that was joined into another one goes on there, and comes back with it.
        let (journey, _) = crate::joining::goes_on(tx, thread.journey, None).await?;
        if !ids.contains(&journey) {
            ids.push(journey);
        }
    }
    let mut rows = journeys::get_many(tx, &ids).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.last_contact_at));
    let open = rows.iter().find(|row| row.state == "open");
    // A conversation that ended a while ago begins anew with something new.
    let lately = |row: &&JourneyRow| stage.now.duration_since(row.last_contact_at) <= MAYBE_SAME_STORY;
    let last = open.or_else(|| rows.iter().find(|row| row.state == "closed").filter(lately));
    tried.extend(last.map(|row| (row.id, JoinReason::Handle)));
    if sender.proven && tried.is_empty() {
        let ids = journeys::touching(tx, &sender.records).await?;
        let mut rows = journeys::get_many(tx, &ids).await?;
        team_scope(arrival.team, &stage.directory).shield(tx, &mut rows).await?;
        rows.retain(|row| row.state == "open" && stage.now.duration_since(row.opened_at) <= SAME_STORY);
        rows.sort_by_key(|row| std::cmp::Reverse(row.opened_at));
        tried.extend(rows.first().map(|row| (row.id, JoinReason::Sibling)));
    }
    for (journey, why) in tried {
        if let Some(participant) = participant_among(tx, journey, &sender.records).await? {
            return Ok(Where::On(journey, participant, why));
        }
    }
    Ok(Where::New)
}

/// The contact that it is, and what it is made of.
fn contact(
    stage: &Stage,
    arrival: &Arrival,
    (connection, whole): (&SocialConnection, &Whole),
    journey: JourneyId,
    why: JoinReason,
) -> (ContactFacts, Vec<Text>) {
    let text: ContentId = stage.id();
    let words = words_of(stage, whole);
    let mut texts = vec![Text::plain(text, ContentKind::Text, &words, Some(journey))];
    let mut files = Vec::with_capacity(whole.files.len());
    for file in &whole.files {
        let id = stage.id();
        let made = Text::file(id, &file.name, &file.media_type, file.bytes.clone(), Some(journey));
        texts.push(made.marked(file.marks.clone()));
        files.push(id);
    }
    let facts = ContactFacts {
        raw: Some(arrival.raw),
        files,
        occurred_at: Some(arrival.received_at),
        why,
        asks: asks_of(&words),
        medium: Some(connection.medium),
        ..ContactFacts::said(stage.id(), Direction::In, Channel::Social, text)
    };
    (facts, texts)
}

/// What was written, and what else the message was, in words.
fn words_of(stage: &Stage, whole: &Whole) -> String {
    let lang = lang_of(stage.directory.language());
    let mut parts = vec![whole.came.text.clone()];
    if let Some(sort) = &whole.came.sort {
        parts.push(lang.t("social-other", &[("sort", sort.as_str().into())]));
    }
    if whole.lost > 0 {
        parts.push(lang.t("social-lost", &[("count", i64::try_from(whole.lost).unwrap_or(i64::MAX).into())]));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

async fn write_on(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    message: (&SocialConnection, &Whole),
    sender: &Sender,
    (journey, participant, why): (JourneyId, ParticipantId, JoinReason),
) -> Result<Placed> {
    let (journey, followed) = crate::joining::goes_on(tx, journey, Some(participant)).await?;
    let participant = followed.unwrap_or(participant);
    let row = journeys::get(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    let (mut facts, texts) = contact(stage, arrival, message, journey, why);
    facts.participant = Some(participant);
    if row.holder.is_none() && row.state == "open" {
        // The customer has the ball, so a question of ours is open.
        facts.asks = asks_of_reply(&message.1.came.text);
    }
    let id = facts.contact;
    answer_there(stage, tx, sender, (journey, participant)).await?;
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    stage.run(tx, &Request::journey(Who::Outsider, Door::Chat, journey, command).with(texts)).await?;
    finish(stage, tx, arrival, message.1, sender, (journey, id), (row.customer, why)).await?;
    Ok(Placed::On { journey, contact: id, new: false, why })
}

/// Who writes there is answered there, unless the person chose another way.
async fn answer_there(
    stage: &Stage,
    tx: &mut Tx,
    sender: &Sender,
    (journey, participant): (JourneyId, ParticipantId),
) -> Result<()> {
    let Some(found) = crate::run::journey_of(tx, journey).await? else { return Ok(()) };
    let Some(person) = found.participants.get(&participant) else { return Ok(()) };
    let wanted = Reach::Social { handle: sender.handle };
    // Who only wrote gets no messages; what is closed is opened by the contact, not by this.
    if person.reach == wanted || person.only_wrote() || !found.is_open() {
        return Ok(());
    }
    if crate::preferences::preferred(tx, person.customer).await?.is_some() {
        return Ok(());
    }
    let command = JourneyCommand::ChangeReach { participant, reach: wanted };
    stage.run(tx, &Request::journey(Who::System, Door::Chat, journey, command)).await?;
    Ok(())
}

async fn begin(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    message: (&SocialConnection, &Whole),
    sender: &Sender,
    follows: Option<JourneyId>,
) -> Result<Placed> {
    let (connection, whole) = message;
    let team = stage.directory.team_ref(connection.team).ok_or(AppError::NotFound("team"))?;
    let (journey, participant): (JourneyId, ParticipantId) = (stage.id(), stage.id());
    let reference = references::next(tx, month_of(stage)?).await?;
    let (mut facts, mut texts) = contact(stage, arrival, message, journey, JoinReason::Opened);
    (facts.participant, facts.asks) = (Some(participant), Asks::Something);
    let subject: ContentId = stage.id();
    let title = if whole.came.text.trim().is_empty() { words_of(stage, whole) } else { whole.came.text.clone() };
    texts.push(Text::plain(subject, ContentKind::Subject, &first_words(&title), Some(journey)));
    let id: ContactId = facts.contact;
    let command = JourneyCommand::Open {
        reference,
        need: None,
        customer: sender.customer,
        participant,
        reach: Reach::Social { handle: sender.handle },
        team,
        subject,
        contact: facts,
        follows,
    };
    let mut request = Request::journey(Who::Outsider, Door::Chat, journey, command).with(texts);
    request.blueprint = Some(connection.blueprint);
    // The receipt goes where the window opens with this very message.
    stored::heard(tx, journey, sender.handle, (whole.connection, arrival.received_at)).await?;
    stage.run(tx, &request).await?;
    let placed = (journey, id);
    finish(stage, tx, arrival, whole, sender, placed, (sender.customer, JoinReason::Opened)).await?;
    Ok(Placed::On { journey, contact: id, new: true, why: JoinReason::Opened })
}

/// Remembers where the message stands and that its sender wrote there, and ends the arrival.
async fn finish(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    whole: &Whole,
    sender: &Sender,
    (journey, contact): (JourneyId, ContactId),
    (customer, why): (CustomerId, JoinReason),
) -> Result<()> {
    stored::heard(tx, journey, sender.handle, (whole.connection, arrival.received_at)).await?;
    stored::placed(tx, arrival.id, journey, Some(sender.handle)).await?;
    arrivals::adopt(tx, arrival.id, CUSTOMER, customer.0).await?;
    arrivals::end(tx, arrival.id, "placed", why.code(), Some((journey, contact)), stage.now).await?;
    Ok(())
}
