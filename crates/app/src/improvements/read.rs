//! Improvements as pages show them: the board with what was gathered, one of them with its figure, and what was done. A source
//! is a place in the record: who may not see its journey sees that there is one.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::{Gauge, HeardBy};
use regie_domain::ids::{ContentId, ImprovementId, JourneyId, TeamId};
use regie_domain::improvement::{Improvement, ImprovementCommand as C, Source, Step};
use regie_store::views::improvements::{self, ImprovementRow, of_source};
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::{breaches, signals, surveys};
use regie_store::{Tx, content};

use super::told::improvement_of;
use super::{MAKERS, inside, verdict};
use crate::App;
use crate::authorise::{Action, Who, authorise, scope};
use crate::error::{AppError, Result};
use crate::figures::{Chart, FigureQuery, Which};
use crate::read::Labels;
use crate::read::lists::labels;
use crate::run::journey_of;

/// The longest list on one page.
const LIMIT: u32 = 200;
/// The most of each kind that is gathered.
const EACH: u32 = 30;
/// What was gathered stands there for so long.
const GATHERED: SignedDuration = SignedDuration::from_hours(24 * 90);

/// An improvement in a list.
#[derive(Debug, Clone)]
pub struct Card {
    /// The improvement.
    pub row: ImprovementRow,
    /// What it is about.
    pub title: String,
}

/// The board.
#[derive(Debug, Clone)]
pub struct ImprovementBoard {
    /// What there is, newest first.
    pub cards: Vec<Card>,
    /// Whether the reader makes improvements.
    pub makes: bool,
}

/// Something that was gathered and is in no improvement yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gathered {
    /// What.
    pub source: Source,
    /// When.
    pub at: Timestamp,
}

/// What was gathered.
#[derive(Debug, Clone)]
pub struct GatheredList {
    /// What the reader may see, newest first.
    pub rows: Vec<Gathered>,
    /// The journeys that it is on.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles and names.
    pub labels: Labels,
}

/// What the reader may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Join what was gathered, register, stop.
    pub make: bool,
    /// Say what was found, and what was done.
    pub write: bool,
    /// Say that what was done was read.
    pub hear: bool,
}

/// One improvement.
#[derive(Debug, Clone)]
pub struct ImprovementShown {
    /// It.
    pub found: Improvement,
    /// Its words.
    pub texts: HashMap<ContentId, String>,
    /// What it comes from, as far as the reader may see it.
    pub sources: Vec<Source>,
    /// The journeys that those are on.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles.
    pub labels: Labels,
    /// On how many journeys the reader may not see where it comes from.
    pub shielded: usize,
    /// How its figure went, for who may read figures.
    pub chart: Option<Chart>,
    /// What the reader may do.
    pub may: May,
    /// How many customers heard by a message, how many read it on their page, and how many have yet to hear.
    pub customers: (usize, usize, usize),
}

/// What was done, for everybody to read.
#[derive(Debug, Clone)]
pub struct DoneItem {
    /// The improvement.
    pub row: ImprovementRow,
    /// What it is about.
    pub title: String,
    /// What was done, in Dutch.
    pub nl: Option<String>,
    /// In English.
    pub en: Option<String>,
    /// Whether the reader reported it and has not read this.
    pub unread: bool,
}

impl App {
    /// The board: of every team for who reads figures, else of one's own teams.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn improvement_board(&self, who: &Who) -> Result<ImprovementBoard> {
        let directory = self.directory().await?;
        inside(who, &directory)?;
        let member = who.member().ok_or(AppError::Denied("role"))?;
        let all = authorise(who, Action::ReadImprovements(None)).is_ok();
        let teams: Vec<TeamId> = member.teams.iter().map(|(team, _)| *team).collect();
        if !all {
            let own = teams.iter().any(|team| authorise(who, Action::ReadImprovements(Some(*team))).is_ok());
            own.then_some(()).ok_or(AppError::Denied("role"))?;
        }
        let mut tx = self.store.begin_read().await?;
        let rows = improvements::all(&mut tx, (!all).then_some(&teams), LIMIT).await?;
        let cards = with_titles(&mut tx, rows).await?;
        Ok(ImprovementBoard { cards, makes: MAKERS.iter().any(|role| member.has(*role)) })
    }

    /// What was gathered of late and is in no improvement yet, for who makes them.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn gathered(&self, who: &Who) -> Result<GatheredList> {
        let directory = self.directory().await?;
        inside(who, &directory)?;
        authorise(who, Action::ReadImprovements(None))?;
        let since = self.ports.clock.now().checked_sub(GATHERED).unwrap_or(Timestamp::UNIX_EPOCH);
        let figures = self.out_of_the_ordinary(who).await?;
        let now = self.ports.clock.now();
        // Who only manages settings sees figures, and no journey.
        let Ok(scope) = scope(who, &directory) else {
            let rows = figures.into_iter().map(|source| Gathered { source, at: now }).collect();
            return Ok(GatheredList { rows, journeys: HashMap::new(), labels: Labels::default() });
        };
        let mut tx = self.store.begin_read().await?;
        let mut rows = from_journeys(&mut tx, since).await?;
        let named: Vec<JourneyId> =
            rows.iter().filter_map(|row| row.source.journey()).collect::<BTreeSet<_>>().into_iter().collect();
        let used: HashSet<(String, String)> = improvements::used(&mut tx, &named).await?.into_iter().collect();
        rows.retain(|row| !used.contains(&(row.source.kind().code().to_owned(), of_source(&row.source))));
        let mut found = journeys::get_many(&mut tx, &named).await?;
        scope.shield(&mut tx, &mut found).await?;
        let labels = labels(&mut tx, &scope, &found, now).await?;
        let journeys: HashMap<JourneyId, JourneyRow> = found.into_iter().map(|row| (row.id, row)).collect();
        rows.retain(|row| row.source.journey().is_some_and(|id| journeys.contains_key(&id)));
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        rows.extend(figures.into_iter().map(|source| Gathered { source, at: now }));
        Ok(GatheredList { rows, journeys, labels })
    }

    /// The figures whose last batch was out of the ordinary.
    async fn out_of_the_ordinary(&self, who: &Who) -> Result<Vec<Source>> {
        let figures = self.figures(who, FigureQuery::default()).await?;
        let charts = figures.shown.iter().flat_map(|shown| &shown.charts);
        let signals =
            |chart: &&Chart| chart.dots.iter().rev().find(|dot| dot.value.is_some()).is_some_and(|dot| dot.signals());
        let out: Vec<Which> = charts.filter(signals).map(|chart| chart.which).collect();
        let gauges = Gauge::ALL.iter().filter(|gauge| out.contains(&verdict::which(**gauge)));
        Ok(gauges.map(|gauge| Source::Figure { gauge: *gauge }).collect())
    }

    /// One improvement.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none or it is not for this reader; what the store says.
    pub async fn improvement(&self, who: &Who, id: ImprovementId) -> Result<ImprovementShown> {
        let directory = self.directory().await?;
        inside(who, &directory)?;
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let found = improvement_of(&mut tx, id).await?.ok_or(AppError::NotFound("improvement"))?;
        if authorise(who, Action::ReadImprovements(Some(found.owner.team))).is_err() {
            return Err(AppError::NotFound("improvement"));
        }
        let named: Vec<JourneyId> =
            found.sources.iter().filter_map(Source::journey).collect::<BTreeSet<_>>().into_iter().collect();
        let (mut seen, mut names) = (Vec::new(), Labels::default());
        if let Ok(scope) = scope(who, &directory) {
            seen = journeys::get_many(&mut tx, &named).await?;
            scope.shield(&mut tx, &mut seen).await?;
            names = labels(&mut tx, &scope, &seen, now).await?;
        }
        let journeys: HashMap<JourneyId, JourneyRow> = seen.into_iter().map(|row| (row.id, row)).collect();
        let seen = |source: &&Source| source.journey().is_none_or(|id| journeys.contains_key(&id));
        let sources = found.sources.iter().filter(seen).copied().collect();
        let drawn = match &found.terms {
            Some(terms) if authorise(who, Action::ReadFigures).is_ok() => Some(*terms),
            _ => None,
        };
        let may = |command: &C| authorise(who, Action::Improvement(command, Some(&found))).is_ok();
        let some_text = found.title;
        let heard = |by: HeardBy| found.passed_on.values().filter(|how| **how == by).count();
        let texts = texts(&mut tx, &found).await?;
        drop(tx);
        let chart = match &drawn {
            Some(terms) => Some(self.trial_chart(terms).await?),
            None => None,
        };
        Ok(ImprovementShown {
            texts,
            sources,
            shielded: named.len() - journeys.len(),
            journeys,
            labels: names,
            chart,
            may: May {
                make: may(&C::Stop { reason: some_text }),
                write: may(&C::Investigate { text: some_text }),
                hear: may(&C::Hear {}) && who.member().is_some_and(|it| found.members.get(&it.id) == Some(&false)),
            },
            customers: (heard(HeardBy::Message), heard(HeardBy::Page), found.unheard().len()),
            found,
        })
    }

    /// What was done, newest first: for everybody of the house, also for who reported something and was not named.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn done_list(&self, who: &Who) -> Result<Vec<DoneItem>> {
        let directory = self.directory().await?;
        inside(who, &directory)?;
        let member = who.member().filter(|member| member.active).ok_or(AppError::Denied("role"))?;
        let mut tx = self.store.begin_read().await?;
        let rows = improvements::told(&mut tx, LIMIT).await?;
        self.done_items(&mut tx, rows, Some(member.id)).await
    }

    /// What was done with what a member reported, and the member has not read yet.
    ///
    /// # Errors
    /// What the store says.
    pub async fn unread_done(&self, who: &Who) -> Result<Vec<Card>> {
        let Some(member) = who.member() else { return Ok(Vec::new()) };
        let mut tx = self.store.begin_read().await?;
        let rows = improvements::unread(&mut tx, member.id, LIMIT).await?;
        with_titles(&mut tx, rows).await
    }

    async fn done_items(
        &self,
        tx: &mut Tx,
        rows: Vec<ImprovementRow>,
        reader: Option<regie_domain::ids::MemberId>,
    ) -> Result<Vec<DoneItem>> {
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(found) = improvement_of(tx, row.id).await? else { continue };
            let Some(done) = found.done else { continue };
            let words = texts(tx, &found).await?;
            let of = |id: Option<ContentId>| id.and_then(|id| words.get(&id).cloned());
            all.push(DoneItem {
                title: words.get(&row.title).cloned().unwrap_or_default(),
                nl: of(done.nl),
                en: of(done.en),
                unread: reader.is_some_and(|reader| found.members.get(&reader) == Some(&false)),
                row,
            });
        }
        Ok(all)
    }
}

/// Signals, breaches and answers since a moment.
async fn from_journeys(tx: &mut Tx, since: Timestamp) -> Result<Vec<Gathered>> {
    let mut rows = Vec::new();
    let mut reported = signals::open(tx, None, EACH).await?;
    reported.extend(signals::answered(tx, since, None, EACH).await?);
    // A breach opens its own signal: it stands there once, as a breach.
    for row in reported.into_iter().filter(|row| row.breach.is_none()) {
        rows.push(Gathered { source: Source::Signal { journey: row.journey, signal: row.id }, at: row.opened_at });
    }
    for row in breaches::since(tx, since, EACH).await? {
        rows.push(Gathered { source: Source::Breach { journey: row.journey, breach: row.id }, at: row.reported_at });
    }
    for row in surveys::telling(tx, since, true, EACH).await? {
        let (journey, ask, Some(at)) = (row.journey, row.id, row.answered_at) else { continue };
        if row.low || row.worrying {
            rows.push(Gathered { source: Source::Answer { journey, ask }, at });
        }
        if let Some(at) = row.learned_at {
            rows.push(Gathered { source: Source::Learned { journey, ask }, at });
        }
        let found = journey_of(tx, journey).await?.and_then(|found| found.survey).and_then(|ask| ask.response);
        if found.is_some_and(|response| !response.pointed.is_empty()) {
            rows.push(Gathered { source: Source::Pointed { journey, ask }, at });
        }
    }
    Ok(rows)
}

async fn with_titles(tx: &mut Tx, rows: Vec<ImprovementRow>) -> Result<Vec<Card>> {
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.title.0).collect();
    let titles = content::texts(tx, &ids).await?;
    Ok(rows.into_iter().map(|row| Card { title: titles.get(&row.title.0).cloned().unwrap_or_default(), row }).collect())
}

/// The words of an improvement.
async fn texts(tx: &mut Tx, found: &Improvement) -> Result<HashMap<ContentId, String>> {
    let mut ids = vec![found.title];
    ids.extend(found.found.iter().map(|noted| noted.text));
    ids.extend(found.terms.map(|terms| terms.what));
    ids.extend(found.stopped.map(|noted| noted.text));
    ids.extend(found.done.iter().flat_map(|done| [done.nl, done.en]).flatten());
    let ids: Vec<uuid::Uuid> = ids.into_iter().map(|id| id.0).collect();
    Ok(content::texts(tx, &ids).await?.into_iter().map(|(id, text)| (ContentId(id), text)).collect())
}

impl Card {
    /// How far it is, where the row knows.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.code() == self.row.step)
    }
}
