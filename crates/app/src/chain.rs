//! The table of a chain: where customers waited between its parties, what would help, who offered to take it, and a day along.
//! Parties that agreed to use figures together sit at it, at a desk or behind a link. It orders no party, and shows no pair that
//! handed over too seldom.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan as _};
use regie_domain::blueprint::Blueprint;
use regie_domain::chain::{Waited, waited};
use regie_domain::ids::{BlueprintId, ContentId, JourneyId, OrgId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::partner::FigureUse;
use regie_store::audit::{self, Change, Stamp};
use regie_store::chain::{self, ChainItem};
use regie_store::content::{self, NewContent};
use regie_store::{Tx, views};
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::figures::QuestionFigure;
use crate::figures::parties::{self, OfParty};
use crate::partners::Seat;
use crate::run::{journey_of, whole_micros};
use crate::settings::stamp;

/// A pair is shown from so many handovers on.
pub const FEWEST: u32 = 5;
/// At most so many journeys are read for one month.
const MOST: u32 = 2_000;
/// At most so many lines stand on the list.
const LINES: u32 = 60;
/// At most so many characters of an action.
const LONGEST: usize = 500;

/// What is on the table.
#[derive(Debug, Clone)]
pub struct ChainReview {
    /// The kind of journeys.
    pub blueprint: Blueprint,
    /// The month.
    pub month: Date,
    /// How many journeys first closed in it; nothing where those are too few to show.
    pub journeys: Option<u64>,
    /// Where customers waited, by who gave and who took; the pairs that may be shown.
    pub waits: Vec<((OrgId, OrgId), Waited)>,
    /// Whether pairs are left out that handed over too seldom.
    pub few: bool,
    /// Parties that did not agree to use figures together.
    pub not_agreed: Vec<OrgId>,
    /// The parties at the table.
    pub parties: Vec<OrgId>,
    /// What was put on the list.
    pub items: Vec<ChainItem>,
    /// The words of it.
    pub texts: HashMap<ContentId, String>,
    /// The party of who looks.
    pub own: OrgId,
    /// What customers answered about parties and their teams, where that may stand here: that of the own party, and for the house
    /// that of partners that agreed to stand beside others. In the order of ids; a page orders by name.
    pub heard: Vec<PartyHeard>,
}

/// What customers answered about a party, or about a team of it.
#[derive(Debug, Clone)]
pub struct PartyHeard {
    /// The party.
    pub org: OrgId,
    /// Its team, where it is about that step only.
    pub team: Option<TeamId>,
    /// The questions that may be shown.
    pub figures: Vec<QuestionFigure>,
}

/// What is put on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewChainItem {
    /// A day along instead of an action.
    pub day: bool,
    /// Between this party. Field `from`.
    pub from: String,
    /// And this one. Field `to`.
    pub to: String,
    /// What would help. Field `text`.
    pub text: String,
    /// Whether the own party takes it.
    pub offers: bool,
}

impl ChainReview {
    /// The three waits with most hours, of which something can be done first. Not an order of parties: each is between two.
    pub fn longest(&self) -> impl Iterator<Item = &((OrgId, OrgId), Waited)> {
        let mut all: Vec<_> = self.waits.iter().filter(|(_, waited)| waited.time > SignedDuration::ZERO).collect();
        all.sort_by_key(|(pair, waited)| (std::cmp::Reverse(waited.time), *pair));
        all.into_iter().take(3)
    }
}

impl App {
    /// The table of a kind of journeys in a month.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where it is not for this reader, or what the store says.
    pub async fn chain_review(&self, who: &Who, blueprint: BlueprintId, month: Date) -> Result<ChainReview> {
        let directory = self.directory().await?;
        let now = whole_micros(self.ports.clock.now());
        let own = party(who, &directory, blueprint, now)?;
        let newest = directory.blueprints.get(&blueprint).and_then(|found| found.value.last());
        let newest = newest.filter(|found| !found.restricted).ok_or(AppError::NotFound("blueprint"))?.clone();
        let zone = TimeZone::get(&directory.organisation()?.zone).unwrap_or(TimeZone::UTC);
        let month = month.first_of_month();
        let begin = |day: Date| day.to_zoned(zone.clone()).map(|at| at.timestamp()).unwrap_or(Timestamp::MAX);
        let span = (begin(month), begin(month.saturating_add(1.month())));
        let mut tx = self.store.begin_read().await?;
        let ids = chain::closed(&mut tx, blueprint, span, MOST).await?;
        let mut journeys: Vec<Journey> = Vec::with_capacity(ids.len());
        for id in &ids {
            journeys.extend(journey_of(&mut tx, *id).await?);
        }
        let all = waited(journeys.iter(), now);
        let ours = directory.organisation()?.id;
        let agreed = |org: OrgId| org == ours || agrees(&directory, org, now);
        let mut not_agreed: Vec<OrgId> =
            all.keys().flat_map(|(from, to)| [*from, *to]).filter(|org| !agreed(*org)).collect();
        not_agreed.sort_unstable();
        not_agreed.dedup();
        let shared: BTreeMap<_, _> = all.into_iter().filter(|((from, to), _)| agreed(*from) && agreed(*to)).collect();
        let few = shared.values().any(|waited| waited.times < FEWEST);
        let waits = shared.into_iter().filter(|(_, waited)| waited.times >= FEWEST).collect();
        let items = chain::of_blueprint(&mut tx, blueprint, LINES).await?;
        let wanted: Vec<Uuid> = items.iter().filter_map(|item| item.text).map(|id| id.0).collect();
        let texts = content::texts(&mut tx, &wanted).await?;
        let texts = texts.into_iter().map(|(id, words)| (ContentId(id), words)).collect();
        drop(tx);
        let parties = at_table(&directory, ours, now);
        let heard = self.heard_of(&directory, (blueprint, month), (own, &parties)).await?;
        let journeys = self.closed_in_month(blueprint, (parties::number(month), &zone), ids.len()).await?;
        Ok(ChainReview {
            blueprint: newest,
            month,
            journeys,
            waits,
            few,
            not_agreed,
            parties,
            items,
            texts,
            own,
            heard,
        })
    }

    /// What customers answered about the parties that may stand beside each other, and their teams, in a month.
    async fn heard_of(
        &self,
        directory: &Directory,
        (blueprint, month): (BlueprintId, Date),
        (own, parties): (OrgId, &[OrgId]),
    ) -> Result<Vec<PartyHeard>> {
        let (ours, now) = (directory.organisation()?.id, self.ports.clock.now());
        let compares = |org: OrgId| {
            let agreement = directory.partner(org).and_then(|partner| partner.shares(now));
            org == ours || agreement.is_some_and(|agreement| agreement.may_compare())
        };
        let month = parties::number(month);
        self.keep_months(directory, (month, month + 1)).await?;
        let mut found = Vec::new();
        for org in parties.iter().copied().filter(|org| *org == own || (own == ours && compares(*org))) {
            let teams = directory.teams.values().map(|found| found.value.team).filter(|team| team.org == org);
            let steps = teams.map(|team| (Some(team.team), team.team.0));
            for (team, id) in std::iter::once((None, org.0)).chain(steps) {
                let of = OfParty { blueprint: Some(blueprint), id };
                let months = self.months_heard(of, (month, month + 1)).await?;
                let figures: Vec<QuestionFigure> = months.into_iter().flat_map(|(_, figures)| figures).collect();
                if !figures.is_empty() {
                    found.push(PartyHeard { org, team, figures });
                }
            }
        }
        Ok(found)
    }

    /// Puts an action or a day along on the list.
    ///
    /// # Errors
    /// Every fault of the form, [`AppError::NotFound`] where it is not for this reader, or what the store says.
    pub async fn add_to_chain(&self, who: &Who, blueprint: BlueprintId, new: NewChainItem) -> Result<()> {
        let directory = self.directory().await?;
        let now = whole_micros(self.ports.clock.now());
        let own = party(who, &directory, blueprint, now)?;
        let known = at_table(&directory, directory.organisation()?.id, now);
        let org = |text: &str| OrgId::parse(text).ok().filter(|org| known.contains(org));
        let (from, to) = (org(&new.from), org(&new.to));
        let words = new.text.trim();
        let mut faults = Vec::new();
        let mut fault = |field: &str, key| faults.push(crate::error::Fault { field: field.to_owned(), key });
        if from.is_none() {
            fault("from", "invalid-choice");
        }
        if to.is_none() || to == from {
            fault("to", "invalid-choice");
        }
        if words.is_empty() && !new.day {
            fault("text", "invalid-required");
        }
        if words.chars().count() > LONGEST {
            fault("text", "invalid-too-long");
        }
        let (Some(from), Some(to), true) = (from, to, faults.is_empty()) else {
            return Err(AppError::Invalid(faults));
        };
        let text: Option<ContentId> = (!words.is_empty()).then(|| self.ports.id());
        let item = ChainItem {
            id: self.ports.uuid(),
            blueprint,
            sort: if new.day { "day" } else { "action" }.to_owned(),
            from,
            to,
            text,
            offered_by: new.offers.then_some(own),
            offered_at: new.offers.then_some(now),
            made_at: now,
            done_at: None,
        };
        let (salt, words) = (self.ports.bytes(), words.to_owned());
        self.store
            .write_with((item, salt, words, stamp(self, who)), |tx, (item, salt, words, stamp)| {
                Box::pin(async move {
                    if let Some(text) = item.text {
                        let new = NewContent {
                            id: text.0,
                            kind: "text".into(),
                            media_type: "text/plain; charset=utf-8".into(),
                            file_name: None,
                            salt: *salt,
                            subject_kind: kind::BLUEPRINT.into(),
                            subject_id: item.blueprint.0,
                            bytes: words.as_bytes().into(),
                        };
                        content::put(tx, &new, item.made_at).await?;
                    }
                    chain::add(tx, item).await?;
                    noted(tx, stamp, ("create", item.id), &item.sort).await
                })
            })
            .await
    }

    /// The own party offers to take something, or what it took is done.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where it is not for this reader or somebody was first, or what the store says.
    pub async fn take_from_chain(&self, who: &Who, blueprint: BlueprintId, item: Uuid, done: bool) -> Result<()> {
        let directory = self.directory().await?;
        let now = whole_micros(self.ports.clock.now());
        let own = party(who, &directory, blueprint, now)?;
        self.store
            .write_with(
                (blueprint, item, own, done, now, stamp(self, who)),
                |tx, (blueprint, item, own, done, now, stamp)| {
                    Box::pin(async move {
                        let all = chain::of_blueprint(tx, *blueprint, LINES).await?;
                        let found = all.iter().find(|known| known.id == *item).ok_or(AppError::NotFound("item"))?;
                        let ok = match *done {
                            false => chain::offer(tx, *item, *own, *now).await?,
                            true if found.offered_by == Some(*own) => chain::done(tx, *item, *now).await?,
                            true => false,
                        };
                        if !ok {
                            return Err(AppError::NotFound("item"));
                        }
                        noted(tx, stamp, (if *done { "done" } else { "take-up" }, *item), &found.sort).await
                    })
                },
            )
            .await
    }

    /// The kind of journeys whose table a partner behind a link sits at: that of the journey of its link.
    ///
    /// # Errors
    /// What the store says.
    pub async fn chain_of_seat(&self, seat: Seat) -> Result<Option<BlueprintId>> {
        let mut tx = self.store.begin_read().await?;
        blueprint_of(&mut tx, seat.journey).await
    }
}

/// What was done about something on the list stands in the audit log, without its words.
async fn noted(tx: &mut Tx, stamp: &Stamp, (action, item): (&str, Uuid), sort: &str) -> Result<()> {
    let (id, after) = (item.to_string(), serde_json::json!({ "sort": sort }).to_string());
    let change = Change { action, subject_kind: "chain_item", subject_id: &id, before: None, after: Some(&after) };
    Ok(audit::record(tx, stamp, change).await?)
}

async fn blueprint_of(tx: &mut Tx, journey: JourneyId) -> Result<Option<BlueprintId>> {
    Ok(views::journeys::get(tx, journey).await?.map(|row| row.blueprint))
}

/// Whether a partner agreed to use figures together.
fn agrees(directory: &Directory, org: OrgId, now: Timestamp) -> bool {
    let agreement = directory.partner(org).and_then(|partner| partner.shares(now));
    agreement.is_some_and(|agreement| agreement.figures == FigureUse::Chain)
}

/// Who sits at the table: the organisation, and the partners that agreed to use figures together.
fn at_table(directory: &Directory, ours: OrgId, now: Timestamp) -> Vec<OrgId> {
    let partners = directory.partners.keys().copied().filter(|org| agrees(directory, *org, now));
    std::iter::once(ours).chain(partners).collect()
}

/// The party of who looks.
fn party(who: &Who, directory: &Directory, blueprint: BlueprintId, now: Timestamp) -> Result<OrgId> {
    let not = AppError::NotFound("page");
    if let Who::Partner(seat) = who {
        return if agrees(directory, seat.org, now) { Ok(seat.org) } else { Err(not) };
    }
    let Some(member) = who.member() else { return Err(not) };
    match directory.guest_of(member) {
        Some(partner) if partner.blueprints.contains(&blueprint) && agrees(directory, partner.id, now) => {
            Ok(partner.id)
        }
        Some(_) => Err(not),
        None => {
            authorise(who, Action::ReadFigures)?;
            Ok(directory.organisation()?.id)
        }
    }
}
