//! Whether two records may be one person: found by what they have in common, shown with the reasons, and judged by a member.
//! Nothing here joins anything. What is suggested is only what the reader may see the whole of: whoever may not see every
//! journey of both could not join them, and hears nothing.

use std::collections::BTreeSet;

use regie_domain::customer::HandleKind;
use regie_domain::hold::HoldSubject;
use regie_domain::ids::{CustomerId, JourneyId};
use regie_domain::likeness::{Likeness, Strength, Trait, between, strength};
use regie_store::views::history;
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::likeness;
use regie_store::views::names::{self, Names};
use regie_store::{Tx, content};
use uuid::Uuid;

use crate::App;
use crate::authorise::Scope;
use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::read::customers::{Judged, Record, read_record};
use crate::read::lists::whole;

/// The most people who are suggested for one.
const MOST: usize = 6;
/// The most records that are looked at for one trait.
const FOR_EACH: u32 = 8;
/// More people than this of one name say nothing about each other.
const NAMESAKES: u32 = 4;
/// Of so many journeys of a person at most the numbers are compared, and so many are shown open.
const JOURNEYS: u32 = 40;
/// The most journeys that share a number which are looked at.
const SHARING: u32 = 24;
/// So many of the last contacts are read for numbers.
const SAID: u32 = 6;
/// The most numbers of one text, and of what a person has, that are looked for.
const NUMBERS: usize = 8;
/// A shorter number is anything.
const SHORTEST: usize = 6;

/// A person: the records, and the open journeys as far as the reader may see them.
#[derive(Debug, Clone)]
pub struct Likely {
    /// The records that are this person.
    pub records: Vec<Record>,
    /// The open journeys.
    pub open: Vec<JourneyRow>,
    /// What the two have in common; of what a member told apart whatever it is now.
    pub reasons: Vec<Likeness>,
}

impl Likely {
    /// The record by which the person is named.
    #[must_use]
    pub fn id(&self) -> Option<CustomerId> {
        self.records.first().map(|record| record.id)
    }

    /// What the person is called: a name, or an address or number that is known instead.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let named = self.records.iter().find_map(|record| record.name.as_deref());
        let mut handles = self.records.iter().flat_map(|record| &record.handles);
        named.or_else(|| handles.find_map(|handle| handle.value.as_deref()))
    }

    /// How much the reasons say.
    #[must_use]
    pub fn strength(&self) -> Strength {
        strength(&self.reasons).unwrap_or(Strength::Hint)
    }
}

/// Who may be the same person as somebody, and who is not.
#[derive(Debug, Clone)]
pub struct SamePerson {
    /// The person.
    pub own: Likely,
    /// Who may be the same, the strongest first.
    pub suggested: Vec<Likely>,
    /// Whom a member told apart.
    pub apart: Vec<Likely>,
    /// Titles of the open journeys.
    pub names: Names,
}

impl SamePerson {
    /// What was said of the person and of others who are shown here, the newest first, with the name of the other one where it
    /// is known.
    #[must_use]
    pub fn said(&self) -> Vec<(Judged, Option<&str>)> {
        let everybody = || [&self.own].into_iter().chain(&self.suggested).chain(&self.apart);
        let own: BTreeSet<CustomerId> = self.own.records.iter().map(|record| record.id).collect();
        let named = |id: CustomerId| everybody().find(|it| it.records.iter().any(|record| record.id == id))?.name();
        let all = everybody().flat_map(|likely| &likely.records).flat_map(|record| &record.judged);
        let mut said: Vec<(Judged, Option<&str>)> = all
            .filter(|judged| own.contains(&judged.on) || own.contains(&judged.other))
            .map(|judged| (*judged, named(if own.contains(&judged.on) { judged.other } else { judged.on })))
            .collect();
        said.sort_by_key(|(judged, _)| std::cmp::Reverse(judged.at));
        said
    }
}

impl App {
    /// Who may be the same person as somebody. What is read does not grow with the number of people there are.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such record, or none that the reader may know of; what the store says.
    pub async fn same_person(&self, scope: &Scope, id: CustomerId) -> Result<SamePerson> {
        ours(scope)?;
        let mut tx = self.store.begin_read().await?;
        let own = known(&mut tx, scope, id).await?.ok_or(AppError::NotFound("customer"))?;
        let search = Search::of(&mut tx, scope, id, true).await?;
        let (suggested, apart) = search.judged(&mut tx, &own).await?;
        let all = [&own].into_iter().chain(&suggested).chain(&apart);
        let open: Vec<JourneyRow> = all.flat_map(|likely| likely.open.iter().cloned()).collect();
        let names = names::of(&mut tx, &open, []).await?;
        Ok(SamePerson { own, suggested, apart, names })
    }

    /// The one who most likely is the same person as somebody, by more than the name; for the pages that only say so.
    ///
    /// # Errors
    /// What the store says.
    pub async fn perhaps_same(&self, scope: &Scope, id: CustomerId) -> Result<Option<Likely>> {
        let mut tx = self.store.begin_read().await?;
        perhaps(&mut tx, scope, id).await
    }
}

/// The one who most likely is the same person as somebody, by more than the name.
pub(crate) async fn perhaps(tx: &mut Tx, scope: &Scope, id: CustomerId) -> Result<Option<Likely>> {
    if ours(scope).is_err() {
        return Ok(None);
    }
    let search = Search::of(tx, scope, id, false).await?;
    if search.candidates.is_empty() {
        return Ok(None);
    }
    let Some(own) = known(tx, scope, id).await? else { return Ok(None) };
    let (suggested, _) = search.judged(tx, &own).await?;
    Ok(suggested.into_iter().next())
}

/// Who is who is judged by members of ours: a guest sees of people what its agreement names, and joins nobody.
fn ours(scope: &Scope) -> Result<()> {
    whole(scope)?;
    if scope.guest().is_some() { Err(AppError::NotFound("customer")) } else { Ok(()) }
}

/// A person with the records that the reader may know of, the named one first; nothing when that one is out of sight.
async fn known(tx: &mut Tx, scope: &Scope, id: CustomerId) -> Result<Option<Likely>> {
    let mut records = Vec::new();
    for record in records_of(tx, id).await? {
        if scope.knows(tx, record).await? {
            records.extend(read_record(tx, record).await?);
        }
    }
    if records.first().is_none_or(|record| record.id != id) {
        return Ok(None);
    }
    let ids: Vec<CustomerId> = records.iter().map(|record| record.id).collect();
    let mut open = history::journeys(tx, &ids, JOURNEYS).await?;
    scope.shield(tx, &mut open).await?;
    open.retain(|row| row.state == "open");
    Ok(Some(Likely { records, open, reasons: Vec::new() }))
}

/// The traits of all records of a person.
fn traits(likely: &Likely) -> Vec<Trait> {
    let of = |record: &Record| {
        let handles: Vec<(HandleKind, &str, bool)> = record
            .handles
            .iter()
            .filter_map(|handle| Some((handle.kind, handle.value.as_deref()?, handle.evidence.proves())))
            .collect();
        likeness::traits(record.name.as_deref(), &handles)
    };
    likely.records.iter().flat_map(of).collect()
}

/// Looking for who may be the same person.
struct Search<'a> {
    scope: &'a Scope,
    /// Whether the name by itself is enough to be shown.
    hints: bool,
    /// All records of the person.
    own: Vec<CustomerId>,
    /// Whose journeys share a number with the person's.
    sharing: BTreeSet<CustomerId>,
    /// Whom a member told apart from the person.
    told: BTreeSet<CustomerId>,
    /// Who may be the same, by the indexes.
    candidates: Vec<CustomerId>,
}

impl<'a> Search<'a> {
    /// The candidates; none for a reader who may not see all journeys of the person.
    async fn of(tx: &mut Tx, scope: &'a Scope, id: CustomerId, hints: bool) -> Result<Self> {
        let own = records_of(tx, id).await?;
        let (sharing, told) = (BTreeSet::new(), BTreeSet::new());
        let mut search = Self { scope, hints, own, sharing, told, candidates: Vec::new() };
        if !scope.covers(tx, &search.own).await? {
            return Ok(search);
        }
        search.told = search.told_apart(tx).await?;
        search.sharing = search.sharing(tx).await?;
        let namesakes = likeness::namesakes(tx, &search.own, NAMESAKES).await?;
        let same_number = search.same_number(tx, &namesakes).await?;
        search.sharing.extend(same_number);
        search.candidates.extend(&search.sharing);
        search.candidates.extend(likeness::alike(tx, &search.own, FOR_EACH).await?);
        if hints {
            search.candidates.extend(namesakes);
            search.candidates.extend(&search.told);
        }
        Ok(search)
    }

    /// Who may be the same, the strongest first; and whom a member told apart.
    async fn judged(&self, tx: &mut Tx, own: &Likely) -> Result<(Vec<Likely>, Vec<Likely>)> {
        let (mut suggested, mut apart) = (Vec::new(), Vec::new());
        let mut seen: BTreeSet<CustomerId> = self.own.iter().copied().collect();
        let traits_of_own = traits(own);
        for candidate in &self.candidates {
            if !seen.insert(*candidate) {
                continue;
            }
            let theirs = records_of(tx, *candidate).await?;
            seen.extend(&theirs);
            let told = theirs.iter().any(|record| self.told.contains(record));
            if told && !self.hints {
                continue;
            }
            let both: Vec<CustomerId> = self.own.iter().chain(&theirs).copied().collect();
            if !self.scope.covers(tx, &both).await? {
                continue;
            }
            let Some(mut likely) = known(tx, self.scope, *candidate).await? else { continue };
            let shares = theirs.iter().any(|record| self.sharing.contains(record));
            likely.reasons = between(&traits_of_own, &traits(&likely), shares);
            if told {
                apart.push(likely);
            } else if strength(&likely.reasons).is_some_and(|found| self.hints || found > Strength::Hint) {
                suggested.push(likely);
            }
        }
        suggested.sort_by_key(|likely| (std::cmp::Reverse(likely.strength()), std::cmp::Reverse(likely.id())));
        suggested.truncate(MOST);
        Ok((suggested, apart))
    }

    /// Whom a member told apart from one of the own records.
    async fn told_apart(&self, tx: &mut Tx) -> Result<BTreeSet<CustomerId>> {
        let mut told = BTreeSet::new();
        for record in &self.own {
            told.extend(likeness::apart(tx, *record).await?);
        }
        Ok(told)
    }

    /// Whose journeys have the number of a shipment, an invoice or a contract in common with one of the person's: both are
    /// about it, or one is and in the other somebody wrote it. All of them in sight.
    async fn sharing(&self, tx: &mut Tx) -> Result<BTreeSet<CustomerId>> {
        let ids = self.in_sight(tx, &self.own).await?;
        if ids.is_empty() {
            return Ok(BTreeSet::new());
        }
        let numbers = likeness::numbers_of(tx, &ids, SHARING).await?;
        let mut wanted = mentioned(tx, &ids, &self.own).await?;
        wanted.extend(numbers.iter().cloned());
        let mut shared: BTreeSet<JourneyId> = BTreeSet::new();
        if !wanted.is_empty() {
            let wanted: Vec<String> = wanted.into_iter().collect();
            shared.extend(likeness::about(tx, &wanted, SHARING).await?);
        }
        // Where somebody else wrote it is looked up where there is time for it.
        for number in numbers.iter().take(NUMBERS).filter(|_| self.hints) {
            let Some((_, value)) = number.split_once(':') else { continue };
            let hits = regie_store::search::search(tx, value, None, SHARING).await?;
            shared.extend(hits.into_iter().filter_map(|hit| hit.journey_id.map(JourneyId)));
        }
        let shared: Vec<JourneyId> = shared.into_iter().filter(|id| !ids.contains(id)).collect();
        let mut rows = journeys::get_many(tx, &shared).await?;
        self.scope.shield(tx, &mut rows).await?;
        Ok(rows.into_iter().map(|row| row.customer).collect())
    }

    /// Who of the same name wrote a number that the person wrote, too: of the same invoice by another way.
    async fn same_number(&self, tx: &mut Tx, namesakes: &[CustomerId]) -> Result<BTreeSet<CustomerId>> {
        let mut found = BTreeSet::new();
        let ids = self.in_sight(tx, &self.own).await?;
        if ids.is_empty() || namesakes.is_empty() {
            return Ok(found);
        }
        let own = mentioned(tx, &ids, &self.own).await?;
        for namesake in namesakes.iter().filter(|_| !own.is_empty()) {
            let ids = self.in_sight(tx, &[*namesake]).await?;
            if !ids.is_empty() && !own.is_disjoint(&mentioned(tx, &ids, &[*namesake]).await?) {
                found.insert(*namesake);
            }
        }
        Ok(found)
    }

    /// The journeys of records that the reader may see.
    async fn in_sight(&self, tx: &mut Tx, records: &[CustomerId]) -> Result<Vec<JourneyId>> {
        let mut rows = history::journeys(tx, records, JOURNEYS).await?;
        self.scope.shield(tx, &mut rows).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}

/// What may be the number of a shipment, an invoice or a contract in what a person wrote lately, as subjects are written.
async fn mentioned(tx: &mut Tx, journeys: &[JourneyId], own: &[CustomerId]) -> Result<BTreeSet<String>> {
    let contacts = history::contacts(tx, journeys, own, (0, SAID)).await?;
    let texts: Vec<Uuid> = contacts.iter().filter(|row| row.direction == "in").map(|row| row.text.0).collect();
    let mut numbers = BTreeSet::new();
    for text in content::texts(tx, &texts).await?.into_values() {
        let words = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')' | ':'));
        let plain = words.map(|word| word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric()));
        let numbered =
            plain.filter(|word| word.len() >= SHORTEST && word.contains(|letter: char| letter.is_ascii_digit()));
        for word in numbered.take(NUMBERS) {
            let subjects = HoldSubject::KINDS.iter().filter_map(|kind| HoldSubject::new(kind, word).ok());
            numbers.extend(subjects.map(String::from));
        }
    }
    Ok(numbers)
}
