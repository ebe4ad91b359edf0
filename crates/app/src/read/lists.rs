//! Lists, counts and search. Each takes a scope, which only [`crate::authorise`] makes.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::VisitCancel;
use regie_domain::customer::HandleKind;
use regie_domain::event::Window;
use regie_domain::ids::{AgreementId, ContentId, CustomerId, JourneyId, SystemId, TeamId};
use regie_domain::partner::SharedField;
use regie_domain::visit::VisitState;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::handovers::{self, HandoverRow, Side};
use regie_store::views::journeys::{self, Filter, JourneyRow, Place};
use regie_store::views::legal_terms::{self, LegalRow};
use regie_store::views::promises::{self, PromiseRow};
use regie_store::views::tasks::{self, TaskRow};
use regie_store::views::visits::{self, There};
use regie_store::views::waiting::{self, Waiting};
use regie_store::views::windows::{self, WindowRow};
use regie_store::views::{contacts, customers};
use regie_store::{Tx, content};
use uuid::Uuid;

use super::agreement_lists::{self, AgreementWork};
use crate::App;
use crate::authorise::{SHIELDED, Scope};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::partners::{Known, Shown, ids_of, name_within};
use crate::run::journey_of;

/// The longest list on one page.
const LIMIT: u32 = 200;

/// As many journeys stand on a page of all of them, and as many are looked for by their words.
pub(super) const PART: u32 = 50;

/// Silence comes near within this time: whoever directs sees it among the work.
pub const SOON: SignedDuration = SignedDuration::from_hours(4);

/// What a list says about a journey besides its row.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Titles.
    pub titles: HashMap<JourneyId, String>,
    /// Names of their customers.
    pub customers: HashMap<JourneyId, String>,
    /// The words of the last contact.
    pub last: HashMap<JourneyId, String>,
    /// What of this a guest is shown, for the log of that.
    pub(crate) shown: Shown,
}

/// All that a member's teams have to do.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// Open journeys with the ball at these teams.
    pub held: Vec<JourneyRow>,
    /// Open journeys directed by these teams while somebody else has the ball.
    pub directed: Vec<JourneyRow>,
    /// Journeys that are passed on and on with nothing done, directed by these teams; for coordinators all of them.
    pub passed_around: Vec<JourneyRow>,
    /// Offers to these teams.
    pub offers: Vec<HandoverRow>,
    /// Offers from these teams that nobody has answered.
    pub offered: Vec<HandoverRow>,
    /// Offers of anyone that nobody answered in time; for coordinators only.
    pub loud: Vec<HandoverRow>,
    /// Offers between other teams that nobody answered in time, on journeys that these teams direct.
    pub overdue: Vec<HandoverRow>,
    /// What came back to these teams and waits for them to go on.
    pub back: Vec<HandoverRow>,
    /// Amounts that other teams were asked for and said nothing to, on journeys that these teams direct; for coordinators also
    /// those of anyone that came so far.
    pub amounts: Vec<HandoverRow>,
    /// What these teams promised.
    pub promises: Vec<PromiseRow>,
    /// What other teams promised on journeys that these teams direct, and did not keep or hardly can.
    pub loud_promises: Vec<PromiseRow>,
    /// Broken promises of anyone that came as far as the coordinator; for coordinators only.
    pub escalated: Vec<PromiseRow>,
    /// Calls and letters.
    pub tasks: Vec<TaskRow>,
    /// Customers at whose place these teams are, and have not said how it went.
    pub visits: Vec<There>,
    /// Visits that were called off while these teams are to agree on another time.
    pub off: Vec<Off>,
    /// Legal terms that run out on journeys that these teams direct or work on.
    pub legal_terms: Vec<LegalRow>,
    /// What can soon be answered on a social channel no more.
    pub windows: Vec<WindowRow>,
    /// What waits without a journey.
    pub arrivals: Vec<Arrival>,
    /// Agreements, holds, breaches and signals.
    pub agreements: AgreementWork,
    /// The rows of all journeys named above.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Those of them with a letter to write to somebody of whom nothing but an account on Facebook is known.
    pub unreachable: HashSet<JourneyId>,
    /// Titles and names.
    pub labels: Labels,
    /// The words of the promises.
    pub promised: HashMap<ContentId, String>,
    /// The words of what came back.
    pub said: HashMap<ContentId, String>,
}

/// A visit that was called off while it is still needed.
#[derive(Debug, Clone)]
pub struct Off {
    /// Of which journey, and the team that is to agree on another time.
    pub of: There,
    /// When somebody was to come.
    pub window: Window,
    /// Why not.
    pub why: VisitCancel,
    /// In more words.
    pub text: Option<ContentId>,
    /// Whether the customer's side said so itself.
    pub by_customer: bool,
}

impl Work {
    /// The promises of all lists.
    fn all_promises(&self) -> impl Iterator<Item = &PromiseRow> {
        self.promises.iter().chain(&self.loud_promises).chain(&self.escalated)
    }
}

/// A part of the journeys, last contact first.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Those that the reader may see.
    pub rows: Vec<JourneyRow>,
    /// Titles and names.
    pub labels: Labels,
    /// How many stand among them that are shielded from the reader.
    pub shielded: usize,
    /// The place after which the list goes on.
    pub more: Option<Place>,
}

impl App {
    /// Everything the reader's teams have to do. Coordinators also see what became loud with any team.
    ///
    /// # Errors
    /// What the store says.
    pub async fn work(&self, scope: &Scope, coordinator: bool) -> Result<Work> {
        let (teams, directory) = (scope.teams(), self.directory().await?);
        let mut tx = self.store.begin_read().await?;
        let mut work = Work {
            held: journeys::held_by(&mut tx, teams, LIMIT).await?,
            directed: journeys::directed_by(&mut tx, teams, LIMIT).await?,
            passed_around: journeys::passed_around(&mut tx, teams, coordinator, LIMIT).await?,
            offers: handovers::list(&mut tx, Side::ToMe, teams, LIMIT).await?,
            offered: handovers::list(&mut tx, Side::FromMe, teams, LIMIT).await?,
            loud: if coordinator { handovers::overdue(&mut tx, LIMIT).await? } else { Vec::new() },
            overdue: handovers::overdue_under(&mut tx, teams, LIMIT).await?,
            loud_promises: promises::loud_under(&mut tx, teams, LIMIT).await?,
            escalated: if coordinator { promises::escalated(&mut tx, LIMIT).await? } else { Vec::new() },
            back: handovers::came_back(&mut tx, teams, LIMIT).await?,
            amounts: handovers::amounts_louder(&mut tx, teams, coordinator, LIMIT).await?,
            promises: promises::owed_by(&mut tx, teams, LIMIT).await?,
            tasks: tasks::open(&mut tx, teams, LIMIT).await?,
            visits: visits::there(&mut tx, teams, LIMIT).await?,
            off: called_off(&mut tx, teams).await?,
            legal_terms: legal_terms::of(&mut tx, teams, LIMIT).await?,
            windows: windows::closing(&mut tx, teams, self.ports.clock.now(), LIMIT).await?,
            arrivals: arrivals::waiting(&mut tx, teams, LIMIT).await?,
            agreements: agreement_lists::work(&mut tx, &directory, teams, coordinator).await?,
            ..Work::default()
        };
        let named: Vec<JourneyId> = work
            .held
            .iter()
            .chain(&work.directed)
            .chain(&work.passed_around)
            .map(|row| row.id)
            .chain(
                [&work.offers, &work.offered, &work.loud, &work.overdue, &work.back, &work.amounts]
                    .into_iter()
                    .flatten()
                    .map(|offer| offer.journey),
            )
            .chain(work.all_promises().map(|promise| promise.journey))
            .chain(work.tasks.iter().map(|task| task.journey))
            .chain(work.visits.iter().map(|visit| visit.journey))
            .chain(work.off.iter().map(|off| off.of.journey))
            .chain(work.legal_terms.iter().map(|term| term.journey))
            .chain(work.windows.iter().map(|window| window.journey))
            .chain(work.agreements.journeys())
            .collect();
        let mut rows = journeys::get_many(&mut tx, &named).await?;
        // Whoever has something to do is on the journey; should that ever not be so, nothing is said of it.
        scope.shield(&mut tx, &mut rows).await?;
        let now = self.ports.clock.now();
        let known = Known::of(&mut tx, scope, &ids_of(&rows), now).await?;
        work.labels = labels_within(&mut tx, &known, &rows).await?;
        let promised: Vec<(JourneyId, Option<ContentId>)> =
            work.all_promises().map(|promise| (promise.journey, promise.text)).collect();
        work.promised = words(&mut tx, &known, promised).await?;
        let came = work.back.iter().chain(&work.amounts);
        let said = came.map(|offer| (offer.journey, offer.back_text));
        let said: Vec<_> = said.chain(work.off.iter().map(|off| (off.of.journey, off.text))).collect();
        work.said = words(&mut tx, &known, said).await?;
        work.journeys = rows.into_iter().map(|row| (row.id, row)).collect();
        for task in work.tasks.iter().filter(|task| task.kind == "letter") {
            let Some(row) = work.journeys.get(&task.journey) else { continue };
            let handles = customers::handles(&mut tx, row.customer).await?;
            if !handles.is_empty() && handles.iter().all(|handle| handle.kind == HandleKind::Facebook.code()) {
                work.unreachable.insert(task.journey);
            }
        }
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &work.labels.shown).await?;
        Ok(work)
    }

    /// How much of [`App::work`] there is, for the menu: a query or two. No number is above the length of a list.
    ///
    /// # Errors
    /// What the store says.
    pub async fn waiting(&self, scope: &Scope, coordinator: bool) -> Result<Waiting> {
        let now = self.ports.clock.now();
        let directory = self.directory().await?;
        let by_hand: Vec<SystemId> = agreement_lists::by_hand(&directory).map(|system| system.id).collect();
        let (teams, soon, most, empty) = (scope.teams(), now + SOON, LIMIT, directory.empty_teams());
        let mut tx = self.store.begin_read().await?;
        let mut undecidable: Vec<AgreementId> = Vec::new();
        if coordinator {
            undecidable.extend(agreement_lists::undecidable(&mut tx, &directory).await?.iter().map(|row| row.id));
        }
        let (by_hand, empty, undecidable) = (&by_hand[..], &empty[..], &undecidable[..]);
        let asked = waiting::Asked { teams, coordinator, by_hand, empty, undecidable, now, soon, most };
        Ok(waiting::count(&mut tx, &asked).await?)
    }

    /// Journeys, last contact first.
    ///
    /// # Errors
    /// What the store says, or [`AppError::Denied`] for a scope that does not reach over journeys.
    pub async fn journeys(&self, scope: &Scope, filter: &Filter, after: Option<Place>) -> Result<Listed> {
        whole(scope)?;
        let mut tx = self.store.begin_read().await?;
        let mut rows = journeys::list(&mut tx, filter, after, PART).await?;
        let full = rows.len() >= PART as usize;
        let more = rows.last().filter(|_| full).map(JourneyRow::place);
        let shielded = scope.shield(&mut tx, &mut rows).await?;
        let labels = labels(&mut tx, scope, &rows, self.ports.clock.now()).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &labels.shown).await?;
        Ok(Listed { rows, labels, shielded, more })
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
        let mut offers = handovers::list(&mut tx, side, scope.teams(), LIMIT).await?;
        let named: Vec<JourneyId> = offers.iter().map(|offer| offer.journey).collect();
        let mut rows = journeys::get_many(&mut tx, &named).await?;
        scope.shield(&mut tx, &mut rows).await?;
        let labels = labels(&mut tx, scope, &rows, self.ports.clock.now()).await?;
        let rows: HashMap<JourneyId, JourneyRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        // Whoever declined an offer is no longer on its journey.
        offers.retain(|offer| rows.contains_key(&offer.journey));
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &labels.shown).await?;
        Ok((offers, rows, labels))
    }

    /// How much waits without a journey for the reader's teams, by the reason that it waits for.
    ///
    /// # Errors
    /// What the store says.
    pub async fn arrivals_by_reason(&self, scope: &Scope) -> Result<Vec<(String, u64)>> {
        let mut tx = self.store.begin_read().await?;
        Ok(arrivals::waiting_by_reason(&mut tx, scope.teams()).await?)
    }

    /// What waits without a journey for the reader's teams for one of some reasons, due first: so many after so many
    /// others.
    ///
    /// # Errors
    /// What the store says.
    pub async fn arrivals(&self, scope: &Scope, reasons: &[String], (after, most): (u64, u32)) -> Result<Vec<Arrival>> {
        let mut tx = self.store.begin_read().await?;
        Ok(arrivals::waiting_for(&mut tx, scope.teams(), reasons, after, most).await?)
    }

    /// One arrival with what was read of it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none.
    pub async fn arrival(&self, scope: &Scope, id: Uuid) -> Result<(Arrival, Option<crate::intake::IncomingMail>)> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let arrival = shown(&mut tx, scope, &directory, id).await?;
        let mail = match arrival.parsed {
            Some(_) => Some(crate::arrivals::parsed(&mut tx, &arrival).await?),
            None => None,
        };
        Ok((arrival, mail))
    }

    /// The other mailboxes that an arrival reached.
    ///
    /// # Errors
    /// What the store says.
    pub async fn arrival_reached_also(&self, scope: &Scope, id: Uuid) -> Result<Vec<Uuid>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        shown(&mut tx, scope, &directory, id).await?;
        Ok(arrivals::deliveries(&mut tx, id).await?)
    }

    /// The mail of an arrival as it came.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none.
    pub async fn arrival_raw(&self, scope: &Scope, id: Uuid) -> Result<Vec<u8>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let arrival = shown(&mut tx, scope, &directory, id).await?;
        content::bytes(&mut tx, arrival.raw.0).await?.ok_or(AppError::NotFound("arrival"))
    }
}

/// An arrival that the scope shows.
async fn shown(tx: &mut Tx, scope: &Scope, directory: &Directory, id: Uuid) -> Result<Arrival> {
    whole(scope)?;
    let arrival = arrivals::get(tx, id).await?.ok_or(AppError::NotFound("arrival"))?;
    let shows = scope.shows_arrival(tx, directory, &arrival).await?;
    if shows { Ok(arrival) } else { Err(AppError::Denied(SHIELDED)) }
}

/// A list over all journeys is for those whose scope reaches over the whole organisation.
pub(crate) fn whole(scope: &Scope) -> Result<()> {
    if scope.is_whole() { Ok(()) } else { Err(AppError::Denied("scope")) }
}

/// The words that journeys name, as far as they may be read.
async fn words(
    tx: &mut Tx,
    known: &Known,
    named: Vec<(JourneyId, Option<ContentId>)>,
) -> Result<HashMap<ContentId, String>> {
    let named = named.into_iter().filter_map(|(journey, id)| Some((journey, id?)));
    let ids: Vec<Uuid> = named.filter(|(journey, id)| known.reads(*journey, *id)).map(|(_, id)| id.0).collect();
    Ok(content::texts(tx, &ids).await?.into_iter().map(|(id, text)| (ContentId(id), text)).collect())
}

/// The visits that were called off while some teams are to agree on another time.
async fn called_off(tx: &mut Tx, teams: &[TeamId]) -> Result<Vec<Off>> {
    let mut all = Vec::new();
    for of in visits::off(tx, teams, LIMIT).await? {
        let Some(journey) = journey_of(tx, of.journey).await? else { continue };
        let Some((_, visit)) = journey.called_off().filter(|(id, _)| *id == of.visit) else { continue };
        if let VisitState::Cancelled { why, text, by_customer, .. } = visit.state {
            all.push(Off { of, window: visit.told(), why, text, by_customer });
        }
    }
    Ok(all)
}

/// What lists call journeys and their customers, as far as the reader may know it. Every list asks here or
/// [`super::names::of`].
pub(crate) async fn labels(tx: &mut Tx, scope: &Scope, rows: &[JourneyRow], now: Timestamp) -> Result<Labels> {
    let known = Known::of(tx, scope, &ids_of(rows), now).await?;
    labels_within(tx, &known, rows).await
}

/// The same, for a reader of whom is known already what it may know.
async fn labels_within(tx: &mut Tx, known: &Known, rows: &[JourneyRow]) -> Result<Labels> {
    let mut labels = Labels::default();
    let mut names: HashMap<CustomerId, Option<String>> = HashMap::new();
    let subjects: Vec<Uuid> = rows.iter().map(|row| row.subject.0).collect();
    let titles = content::texts(tx, &subjects).await?;
    for row in rows {
        let (mut fields, mut said) = (Vec::new(), None);
        if let Some(title) = titles.get(&row.subject.0).filter(|_| known.reads(row.id, row.subject)) {
            labels.titles.insert(row.id, title.clone());
            fields.push(SharedField::Title);
        }
        if let Some((text, _)) = contacts::last(tx, row.id).await?.filter(|(text, _)| known.reads(row.id, *text))
            && let Some(words) = content::text(tx, text.0).await?
        {
            labels.last.insert(row.id, words);
            said = Some(text);
        }
        let name = match known.fields(row.id) {
            Some(fields) => name_within(tx, row.customer, Some(fields)).await?,
            None => match names.get(&row.customer) {
                Some(name) => name.clone(),
                None => {
                    let name = name_of(tx, row.customer).await?;
                    names.entry(row.customer).or_insert(name).clone()
                }
            },
        };
        if let Some(name) = name {
            labels.customers.insert(row.id, name);
            fields.push(SharedField::Name);
        }
        if known.is_guest() {
            labels.shown.insert(row.id, known.codes(row.id, fields, said));
        }
    }
    Ok(labels)
}

/// The name of a customer, or the first address or number that is known instead.
pub(crate) async fn name_of(tx: &mut Tx, customer: CustomerId) -> Result<Option<String>> {
    if let Some((Some(name), _)) = customers::name_and_language(tx, customer).await?
        && let Some(text) = content::text(tx, name.0).await?
    {
        return Ok(Some(text));
    }
    // The number of somebody on Facebook says nothing to anybody.
    let handles = customers::handles(tx, customer).await?.into_iter();
    for handle in handles.filter(|handle| handle.kind != HandleKind::Facebook.code()) {
        if let Some(value) = content::text(tx, handle.value.0).await? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
