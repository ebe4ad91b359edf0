//! Lists, counts and search. Each takes a scope, which only [`crate::authorise`] makes.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use regie_domain::ids::{ContentId, CustomerId, JourneyId, TeamId};
use regie_domain::reference::Reference;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::handovers::{self, HandoverRow, Side};
use regie_store::views::journeys::{self, Filter, JourneyRow};
use regie_store::views::promises::{self, PromiseRow};
use regie_store::views::tasks::{self, TaskRow};
use regie_store::views::waiting::{self, Waiting};
use regie_store::views::{contacts, customers};
use regie_store::{Tx, content, search};
use uuid::Uuid;

use crate::App;
use crate::authorise::Scope;
use crate::error::{AppError, Result};

/// The longest list on one page.
const LIMIT: u32 = 200;

/// Silence comes near within this time: whoever directs sees it among the work.
pub const SOON: SignedDuration = SignedDuration::from_hours(4);

/// What a list says about a journey besides its row.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Titles.
    pub titles: HashMap<JourneyId, String>,
    /// Names of customers.
    pub customers: HashMap<CustomerId, String>,
    /// The words of the last contact.
    pub last: HashMap<JourneyId, String>,
}

/// All that a member's teams have to do.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// Open journeys with the ball at these teams.
    pub held: Vec<JourneyRow>,
    /// Open journeys directed by these teams while somebody else has the ball.
    pub directed: Vec<JourneyRow>,
    /// Offers to these teams.
    pub offers: Vec<HandoverRow>,
    /// Offers from these teams that nobody has answered.
    pub offered: Vec<HandoverRow>,
    /// Offers of anyone that became loud; for coordinators only.
    pub loud: Vec<HandoverRow>,
    /// What came back to these teams and waits for them to go on.
    pub back: Vec<HandoverRow>,
    /// What these teams promised.
    pub promises: Vec<PromiseRow>,
    /// Calls and letters.
    pub tasks: Vec<TaskRow>,
    /// What waits without a journey.
    pub arrivals: Vec<Arrival>,
    /// The rows of all journeys named above.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles and names.
    pub labels: Labels,
    /// The words of the promises.
    pub promised: HashMap<ContentId, String>,
    /// The words of what came back.
    pub said: HashMap<ContentId, String>,
}

/// A journey that a search found.
#[derive(Debug, Clone)]
pub struct SearchHit {
    /// The journey.
    pub row: JourneyRow,
    /// The words it was found by, where they are short enough to show.
    pub found: Option<String>,
}

impl App {
    /// Everything the reader's teams have to do. Coordinators also see loud offers of all teams.
    ///
    /// # Errors
    /// What the store says.
    pub async fn work(&self, scope: &Scope, coordinator: bool) -> Result<Work> {
        let teams = scope.teams();
        let mut tx = self.store.begin_read().await?;
        let mut work = Work {
            held: journeys::held_by(&mut tx, teams, LIMIT).await?,
            directed: journeys::directed_by(&mut tx, teams, LIMIT).await?,
            offers: handovers::list(&mut tx, Side::ToMe, teams, LIMIT).await?,
            offered: handovers::list(&mut tx, Side::FromMe, teams, LIMIT).await?,
            loud: if coordinator { handovers::overdue(&mut tx, LIMIT).await? } else { Vec::new() },
            back: handovers::came_back(&mut tx, teams, LIMIT).await?,
            promises: promises::owed_by(&mut tx, teams, LIMIT).await?,
            tasks: tasks::open(&mut tx, teams, LIMIT).await?,
            arrivals: arrivals::waiting(&mut tx, teams, LIMIT).await?,
            ..Work::default()
        };
        let named: Vec<JourneyId> = work
            .held
            .iter()
            .chain(&work.directed)
            .map(|row| row.id)
            .chain(
                work.offers.iter().chain(&work.offered).chain(&work.loud).chain(&work.back).map(|offer| offer.journey),
            )
            .chain(work.promises.iter().map(|promise| promise.journey))
            .chain(work.tasks.iter().map(|task| task.journey))
            .collect();
        let rows = journeys::get_many(&mut tx, &named).await?;
        work.labels = labels(&mut tx, &rows).await?;
        work.promised = words(&mut tx, work.promises.iter().filter_map(|promise| promise.text)).await?;
        work.said = words(&mut tx, work.back.iter().filter_map(|offer| offer.back_text)).await?;
        work.journeys = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(work)
    }

    /// How much of [`App::work`] there is, for the menu: one query. No number is above the length of a list.
    ///
    /// # Errors
    /// What the store says.
    pub async fn waiting(&self, scope: &Scope, coordinator: bool) -> Result<Waiting> {
        let now = self.ports.clock.now();
        let asked = waiting::Asked { teams: scope.teams(), loud: coordinator, now, soon: now + SOON, most: LIMIT };
        let mut tx = self.store.begin_read().await?;
        Ok(waiting::count(&mut tx, &asked).await?)
    }

    /// Journeys, last contact first.
    ///
    /// # Errors
    /// What the store says, or [`AppError::Denied`] for a scope that does not reach over journeys.
    pub async fn journeys(
        &self,
        scope: &Scope,
        filter: &Filter,
        before: Option<Timestamp>,
    ) -> Result<(Vec<JourneyRow>, Labels)> {
        whole(scope)?;
        let mut tx = self.store.begin_read().await?;
        let rows = journeys::list(&mut tx, filter, before, 50).await?;
        let labels = labels(&mut tx, &rows).await?;
        Ok((rows, labels))
    }

    /// Offers to, from or settled by the reader's teams.
    ///
    /// # Errors
    /// What the store says.
    pub async fn handovers(
        &self,
        scope: &Scope,
        side: Side,
    ) -> Result<(Vec<HandoverRow>, HashMap<JourneyId, JourneyRow>, Labels)> {
        let mut tx = self.store.begin_read().await?;
        let offers = handovers::list(&mut tx, side, scope.teams(), LIMIT).await?;
        let named: Vec<JourneyId> = offers.iter().map(|offer| offer.journey).collect();
        let rows = journeys::get_many(&mut tx, &named).await?;
        let labels = labels(&mut tx, &rows).await?;
        Ok((offers, rows.into_iter().map(|row| (row.id, row)).collect(), labels))
    }

    /// What waits without a journey, for the reader's teams; for all teams where the scope is given whole to a coordinator.
    ///
    /// # Errors
    /// What the store says.
    pub async fn arrivals(
        &self,
        scope: &Scope,
        teams: Option<&[TeamId]>,
    ) -> Result<(Vec<Arrival>, HashMap<Uuid, String>)> {
        let mut tx = self.store.begin_read().await?;
        let found = arrivals::waiting(&mut tx, teams.unwrap_or(scope.teams()), LIMIT).await?;
        let mut subjects = HashMap::new();
        for arrival in &found {
            if let Some(subject) = arrival.subject
                && let Some(text) = content::text(&mut tx, subject.0).await?
            {
                subjects.insert(arrival.id, text);
            }
        }
        Ok((found, subjects))
    }

    /// One arrival with what was read of it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none.
    pub async fn arrival(&self, scope: &Scope, id: Uuid) -> Result<(Arrival, Option<crate::intake::IncomingMail>)> {
        whole(scope)?;
        let mut tx = self.store.begin_read().await?;
        let arrival = arrivals::get(&mut tx, id).await?.ok_or(AppError::NotFound("arrival"))?;
        let mail = match arrival.parsed {
            Some(_) => Some(crate::arrivals::parsed(&mut tx, &arrival).await?),
            None => None,
        };
        Ok((arrival, mail))
    }

    /// The mail of an arrival as it came.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none.
    pub async fn arrival_raw(&self, scope: &Scope, id: Uuid) -> Result<Vec<u8>> {
        whole(scope)?;
        let mut tx = self.store.begin_read().await?;
        let arrival = arrivals::get(&mut tx, id).await?.ok_or(AppError::NotFound("arrival"))?;
        content::bytes(&mut tx, arrival.raw.0).await?.ok_or(AppError::NotFound("arrival"))
    }

    /// Searches by number, address, telephone number in any notation, name or words; newest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn search(&self, scope: &Scope, question: &str) -> Result<(Vec<SearchHit>, Labels)> {
        whole(scope)?;
        let question = question.trim();
        let mut tx = self.store.begin_read().await?;
        let mut found: Vec<(JourneyId, Option<String>)> = Vec::new();
        if let Some(reference) = Reference::parse(question) {
            found.extend(journeys::by_reference(&mut tx, reference).await?.map(|id| (id, None)));
        }
        for kind in [regie_domain::customer::HandleKind::Email, regie_domain::customer::HandleKind::Phone] {
            if let Some(handle) = customers::by_handle(&mut tx, kind, question).await? {
                found.extend(
                    journeys::of_customer(&mut tx, handle.customer).await?.into_iter().map(|row| (row.id, None)),
                );
            }
        }
        for hit in search::search(&mut tx, question, None, 50).await? {
            match (hit.journey_id, hit.content_id) {
                (Some(journey), content) => {
                    let words = match content {
                        Some(id) => content::text(&mut tx, id).await?,
                        None => None,
                    };
                    found.push((JourneyId(journey), words));
                }
                (None, Some(content)) => {
                    for customer in customers::by_content(&mut tx, ContentId(content)).await? {
                        found.extend(
                            journeys::of_customer(&mut tx, customer).await?.into_iter().map(|row| (row.id, None)),
                        );
                    }
                }
                (None, None) => {}
            }
        }
        let mut seen = std::collections::HashSet::new();
        found.retain(|(id, _)| seen.insert(*id));
        let ids: Vec<JourneyId> = found.iter().map(|(id, _)| *id).collect();
        let mut rows: HashMap<JourneyId, JourneyRow> =
            journeys::get_many(&mut tx, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
        let mut hits: Vec<SearchHit> =
            found.into_iter().filter_map(|(id, found)| rows.remove(&id).map(|row| SearchHit { row, found })).collect();
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.row.last_contact_at));
        let shown: Vec<JourneyRow> = hits.iter().map(|hit| hit.row.clone()).collect();
        let labels = labels(&mut tx, &shown).await?;
        Ok((hits, labels))
    }
}

/// A list over all journeys is for those whose scope reaches over the whole organisation.
fn whole(scope: &Scope) -> Result<()> {
    if scope.is_whole() { Ok(()) } else { Err(AppError::Denied("scope")) }
}

async fn words(tx: &mut Tx, ids: impl Iterator<Item = ContentId>) -> Result<HashMap<ContentId, String>> {
    let ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    Ok(content::texts(tx, &ids).await?.into_iter().map(|(id, text)| (ContentId(id), text)).collect())
}

async fn labels(tx: &mut Tx, rows: &[JourneyRow]) -> Result<Labels> {
    let mut labels = Labels::default();
    let subjects: Vec<Uuid> = rows.iter().map(|row| row.subject.0).collect();
    let titles = content::texts(tx, &subjects).await?;
    for row in rows {
        if let Some(title) = titles.get(&row.subject.0) {
            labels.titles.insert(row.id, title.clone());
        }
        if let Some((text, _)) = contacts::last(tx, row.id).await?
            && let Some(words) = content::text(tx, text.0).await?
        {
            labels.last.insert(row.id, words);
        }
        if labels.customers.contains_key(&row.customer) {
            continue;
        }
        if let Some(name) = name_of(tx, row.customer).await? {
            labels.customers.insert(row.customer, name);
        }
    }
    Ok(labels)
}

/// The name of a customer, or the first address or number that is known instead.
async fn name_of(tx: &mut Tx, customer: CustomerId) -> Result<Option<String>> {
    if let Some((Some(name), _)) = customers::name_and_language(tx, customer).await?
        && let Some(text) = content::text(tx, name.0).await?
    {
        return Ok(Some(text));
    }
    for handle in customers::handles(tx, customer).await? {
        if let Some(value) = content::text(tx, handle.value.0).await? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
