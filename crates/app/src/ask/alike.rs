//! What somebody has running already and may mean: of the same blueprint, or with a word of its title in what was written
//! now, begun in the last thirty days. Only whoever is known hears of it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::{BlueprintId, CustomerId, JourneyId, ParticipantId};
use regie_domain::reference::Reference;
use regie_store::views::{customers, journeys, participants};
use regie_store::{Tx, content};

use super::draft::{self, Came, Draft};
use crate::App;
use crate::error::Result;
use crate::handles::records_of;
use crate::run::journey_of;

/// How long ago it may have begun.
const RECENT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many are offered at most.
const MOST: usize = 5;
/// Shorter words say nothing about what it is about.
const WORD: usize = 5;
/// Nor do these.
const COMMON: [&str; 24] = [
    "graag",
    "heeft",
    "hebben",
    "wordt",
    "worden",
    "wilde",
    "willen",
    "kunnen",
    "omdat",
    "vraag",
    "melding",
    "klacht",
    "bericht",
    "mijn",
    "about",
    "would",
    "could",
    "there",
    "question",
    "report",
    "complaint",
    "please",
    "message",
    "again",
];

/// Something that runs already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The journey.
    pub journey: JourneyId,
    /// The person's place on it.
    pub participant: ParticipantId,
    /// Its number.
    pub reference: Reference,
    /// Its title.
    pub title: String,
    /// When it began.
    pub opened_at: Timestamp,
}

/// What is compared.
pub(super) struct Sought<'a> {
    pub blueprint: Option<BlueprintId>,
    pub words: &'a str,
    /// The journey that it is looked for from, which is no answer.
    pub besides: Option<JourneyId>,
}

impl App {
    /// What the writer of a draft may mean, newest first; nothing for somebody who is not known.
    ///
    /// # Errors
    /// What the store says.
    pub async fn ask_alike(&self, draft: &Draft) -> Result<Vec<Alike>> {
        let mut tx = self.store.begin_read().await?;
        of_draft(&mut tx, draft, self.ports.clock.now()).await
    }
}

pub(super) async fn of_draft(tx: &mut Tx, draft: &Draft, now: Timestamp) -> Result<Vec<Alike>> {
    // A complaint has a term of its own, so it gets a journey of its own.
    let Some(came) = draft.came.filter(|_| !draft.complaint) else { return Ok(Vec::new()) };
    let words = format!("{} {}", draft.typed.subject, draft.typed.text);
    let sought = Sought { blueprint: draft.blueprint, words: &words, besides: None };
    if came.proven {
        let records = records(tx, came).await?;
        return among(tx, &records, &sought, now).await;
    }
    // A link that was not in a message proves no address: it shows its own journey, as it does anyway.
    let person = draft::person(tx, came).await?;
    let mut own = among(tx, &[person.customer], &sought, now).await?;
    own.retain(|found| found.journey == came.journey);
    Ok(own)
}

/// The records of whoever came by a link that proves the address: those of the person, and those that have the address.
pub(crate) async fn records(tx: &mut Tx, came: Came) -> Result<Vec<CustomerId>> {
    let person = draft::person(tx, came).await?;
    let mut all = records_of(tx, person.customer).await?;
    if let Reach::Email { handle } = person.reach
        && let Some(address) = customers::handle(tx, handle).await?.and_then(|row| row.matched)
    {
        all.extend(with_address(tx, &address).await?);
    }
    let mut seen = BTreeSet::new();
    all.retain(|customer| seen.insert(*customer));
    Ok(all)
}

/// The records that have an address, also apart.
pub(super) async fn with_address(tx: &mut Tx, address: &str) -> Result<Vec<CustomerId>> {
    let rows = customers::all_by_handle(tx, HandleKind::Email, address).await?;
    Ok(rows.into_iter().map(|row| row.customer).collect())
}

/// What runs of some records and is alike, newest first.
pub(super) async fn among(
    tx: &mut Tx,
    records: &[CustomerId],
    sought: &Sought<'_>,
    now: Timestamp,
) -> Result<Vec<Alike>> {
    let ids = journeys::touching(tx, records).await?;
    let mut rows = journeys::get_many(tx, &ids).await?;
    let since = now.saturating_sub(RECENT).unwrap_or(now);
    rows.retain(|row| row.state == "open" && row.opened_at >= since && Some(row.id) != sought.besides);
    rows.sort_by_key(|row| std::cmp::Reverse((row.opened_at, row.id)));
    let sought_words = words(sought.words);
    let mut found = Vec::new();
    for row in rows {
        let title = content::text(tx, row.subject.0).await?.unwrap_or_default();
        let alike = sought.blueprint == Some(row.blueprint) || !words(&title).is_disjoint(&sought_words);
        if found.len() >= MOST || !alike {
            continue;
        }
        if let Some(participant) = place(tx, row.id, records).await? {
            let (journey, reference, opened_at) = (row.id, row.reference, row.opened_at);
            found.push(Alike { journey, participant, reference, title, opened_at });
        }
    }
    Ok(found)
}

/// The place of a person who takes part and may act.
async fn place(tx: &mut Tx, journey: JourneyId, records: &[CustomerId]) -> Result<Option<ParticipantId>> {
    let Some(found) = journey_of(tx, journey).await? else { return Ok(None) };
    for customer in records {
        let Some(id) = participants::get(tx, journey, *customer).await? else { continue };
        if found.participants.get(&id).is_some_and(|person| person.present && person.may_act) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The words of a text that say what it is about.
fn words(text: &str) -> BTreeSet<String> {
    let all = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    all.filter(|word| word.chars().count() >= WORD && !COMMON.contains(&word.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn what_it_is_about_stands_in_the_longer_words() {
        assert!(!words("Verstopt riool in de straat").is_disjoint(&words("Mijn RIOOL loopt over")));
        assert!(words("Graag een vraag over de fiets").is_disjoint(&words("Heeft u mijn vraag?")));
    }
}
