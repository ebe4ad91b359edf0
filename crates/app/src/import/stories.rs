//! From the mails of a batch to stories: what belongs together, and to which journey of an earlier batch.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::{Asks, Direction, JoinReason};
use regie_domain::customer::{Evidence, HandleKind};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{CustomerId, JourneyId, ParticipantId};
use regie_store::Tx;
use regie_store::views::mail::{self, MailId};
use regie_store::views::{customers, journeys, participants};

use super::ArchivedMail;
use crate::content::Text;
use crate::error::Result;
use crate::handles::records_of;
use crate::intake::{IncomingMail, MailAddress, begin_customer, contact, title_of};
use crate::run::{JOURNEY, Stage, locked_journey};
use crate::secrets;

/// Mails of one customer under one subject are one story when no more than this lies between them.
const SAME_STORY: SignedDuration = SignedDuration::from_hours(24 * 60);

/// One story of the batch: a journey that is made, or one of an earlier batch that goes on.
pub(super) struct Story {
    pub(super) journey: JourneyId,
    pub(super) customer: CustomerId,
    pub(super) participant: ParticipantId,
    /// The title of a journey that is made.
    pub(super) title: Option<String>,
    pub(super) last: Timestamp,
    pub(super) contacts: Vec<ContactFacts>,
    pub(super) texts: Vec<Text>,
    pub(super) ids: Vec<MailId>,
}

#[derive(Default)]
pub(super) struct Stories {
    pub(super) all: Vec<Story>,
    pub(super) by_id: HashMap<String, usize>,
}

/// What the record knew before the batch, read at once: nothing of the batch is written while its stories are found.
pub(super) struct Before {
    handles: HashMap<String, CustomerId>,
    /// Those that the batch began.
    begun: HashMap<String, CustomerId>,
    mails: HashMap<String, Vec<MailId>>,
}

impl Before {
    pub(super) async fn read(stage: &Stage, tx: &mut Tx, people: &[(&IncomingMail, MailAddress)]) -> Result<Self> {
        let addresses: Vec<String> = people.iter().map(|(_, person)| person.address.clone()).collect();
        let rows = customers::by_handles(tx, HandleKind::Email, &addresses).await?;
        let handles: HashMap<String, CustomerId> =
            rows.into_iter().filter_map(|row| Some((row.matched?, row.customer))).collect();
        let mut before = Self { handles, begun: HashMap::new(), mails: HashMap::new() };
        let mut keys: BTreeSet<String> = BTreeSet::new();
        for (mail, person) in people {
            keys.extend(mail.answers.iter().chain([&mail.message_id]).cloned());
            keys.extend(before.customer(person).and_then(|customer| subject_id(stage, customer, &mail.subject_key)));
        }
        let keys: Vec<String> = keys.into_iter().collect();
        for row in mail::find(tx, &keys).await? {
            before.mails.entry(row.message_id.clone()).or_default().push(row);
        }
        Ok(before)
    }

    /// Whose an address is, with a record begun where it has none.
    async fn or_begin(
        &mut self,
        stage: &Stage,
        tx: &mut Tx,
        person: &MailAddress,
        english: bool,
    ) -> Result<CustomerId> {
        let key = customers::normalise(HandleKind::Email, &person.address);
        if let Some(customer) = self.handles.get(&key).or_else(|| self.begun.get(&key)) {
            return Ok(*customer);
        }
        let (name, evidence) = (person.name.as_deref(), Evidence::Import);
        let (customer, _) = begin_customer(stage, tx, &person.address, name, english, evidence).await?;
        self.begun.insert(key, customer);
        Ok(customer)
    }

    /// Whose an address was.
    fn customer(&self, person: &MailAddress) -> Option<CustomerId> {
        self.handles.get(&customers::normalise(HandleKind::Email, &person.address)).copied()
    }

    /// Where a Message-ID or subject stood, latest first.
    pub(super) fn rows(&self, key: &str) -> impl Iterator<Item = &MailId> {
        self.mails.get(key).into_iter().flatten()
    }
}

/// The story that a mail belongs to: that of the mails it answers or that answer it, else the one with the same person and
/// subject not long ago, else its own.
pub(super) async fn story_of(
    stage: &Stage,
    tx: &mut Tx,
    (before, stories): (&mut Before, &mut Stories),
    archived: &ArchivedMail,
    person: &MailAddress,
) -> Result<usize> {
    let mail = &archived.mail;
    let customer = before.or_begin(stage, tx, person, mail.english).await?;
    let known = match before.customer(person) {
        Some(_) => records_of(tx, customer).await?,
        None => vec![customer],
    };
    let mut keys = mail.answers.clone();
    keys.push(mail.message_id.clone());
    let subject = subject_id(stage, customer, &mail.subject_key);
    for key in &keys {
        if let Some(story) = stories.by_id.get(key).filter(|story| known.contains(&stories.all[**story].customer)) {
            return Ok(*story);
        }
    }
    let mut rows: Vec<&MailId> = keys.iter().flat_map(|key| before.rows(key)).collect();
    if let Some(subject) = &subject {
        let near = |at: Timestamp| archived.at.duration_since(at).abs() <= SAME_STORY;
        if let Some(story) = stories.by_id.get(subject).filter(|story| near(stories.all[**story].last)) {
            return Ok(*story);
        }
        rows.extend(before.rows(subject).filter(|row| near(row.at)));
    }
    for row in rows {
        if let Some(found) = goes_on(tx, stories, row.journey, &known).await? {
            return Ok(found);
        }
    }
    stories.all.push(Story {
        journey: stage.begin(tx, JOURNEY),
        customer,
        participant: stage.id(),
        title: Some(title_of(mail)),
        last: archived.at,
        contacts: Vec::new(),
        texts: Vec::new(),
        ids: Vec::new(),
    });
    Ok(stories.all.len() - 1)
}

/// An archived journey of an earlier batch, if one of these customers is on it.
async fn goes_on(
    tx: &mut Tx,
    stories: &mut Stories,
    journey: JourneyId,
    known: &[CustomerId],
) -> Result<Option<usize>> {
    if let Some(story) = stories.all.iter().position(|story| story.journey == journey) {
        return Ok(Some(story));
    }
    if !journeys::is_historic(tx, journey).await?
        && !locked_journey(tx, journey).await?.is_some_and(|journey| journey.takes_archived())
    {
        return Ok(None);
    }
    for customer in known {
        if let Some(participant) = participants::get(tx, journey, *customer).await? {
            let (contacts, texts, ids) = (Vec::new(), Vec::new(), Vec::new());
            let last = Timestamp::UNIX_EPOCH;
            stories.all.push(Story {
                journey,
                customer: *customer,
                participant,
                title: None,
                last,
                contacts,
                texts,
                ids,
            });
            return Ok(Some(stories.all.len() - 1));
        }
    }
    Ok(None)
}

/// Adds a mail to its story, and remembers what later mails of the archive find it by.
pub(super) fn add(stage: &Stage, stories: &mut Stories, index: usize, archived: &ArchivedMail, direction: Direction) {
    let story = &mut stories.all[index];
    let mail = &archived.mail;
    let at = archived.at.min(stage.now).max(Timestamp::UNIX_EPOCH);
    let (journey, raw) = (story.journey, stage.id());
    let (facts, texts) = contact(stage, mail, journey, (raw, at), JoinReason::Imported);
    let id = facts.contact;
    story.texts.extend(texts);
    story.texts.push(Text::raw(raw, archived.raw.clone()));
    let participant = Some(story.participant);
    story.contacts.push(ContactFacts { direction, participant, asks: Asks::Something, ..facts });
    story.last = at;
    let row = |message_id: String, role: &str| MailId {
        message_id,
        journey,
        role: role.to_owned(),
        participant,
        contact: Some(id),
        update: None,
        at,
    };
    let role = if direction == Direction::In { "in" } else { "out" };
    let subject = subject_id(stage, story.customer, &mail.subject_key);
    let mut ids = vec![row(mail.message_id.clone(), role)];
    ids.extend(mail.answers.iter().take(20).cloned().chain(subject).map(|id| row(id, "named")));
    for id in &ids {
        stories.by_id.entry(id.message_id.clone()).or_insert(index);
    }
    story.ids.extend(ids);
}

/// The key under which stories of one person with one subject find each other.
fn subject_id(stage: &Stage, customer: CustomerId, key: &str) -> Option<String> {
    let veiled = || secrets::veil(&stage.app().config, "subject", key);
    (!key.is_empty()).then(|| format!("subject:{customer}:{}", veiled()))
}
