//! Shipments in lists: what asks for attention first, and how each carrier keeps its promises.

use std::collections::HashMap;

use jiff::Timestamp;
use regie_domain::ids::{JourneyId, ShipmentId, TeamId};
use regie_metrics::Estimate;
use regie_metrics::proportion::Share;
use regie_store::Tx;
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::shipments::{self, Kept, ShipmentRow};

use crate::App;
use crate::authorise::Scope;
use crate::error::{AppError, Result};
use crate::read::lists::{Labels, labels};

/// The longest list on one page.
const LIMIT: u32 = 200;

/// Shipments with the journeys that they are on.
#[derive(Debug, Clone, Default)]
pub struct ShipmentList {
    /// The shipments whose journeys the reader may see.
    pub rows: Vec<ShipmentRow>,
    /// Those journeys.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles and names.
    pub labels: Labels,
    /// How many stand among them that are shielded from the reader.
    pub shielded: usize,
}

/// How a carrier kept its promises, in a time.
pub type CarrierKept = Kept;

/// A share of fewer judged promises than this says too little.
const ENOUGH: u64 = 5;

/// How a carrier kept its promises, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct CarrierFigures {
    /// Its name.
    pub name: String,
    /// What is counted.
    pub kept: CarrierKept,
    /// What it kept in the first window of what is judged, with its interval; nothing of fewer than five.
    pub share: Option<Estimate>,
}

impl App {
    /// Shipments of all teams: what asks for attention, due first; or all, registered last first; or those of one number.
    ///
    /// # Errors
    /// What the store says.
    pub async fn shipments(&self, scope: &Scope, all: bool, tracking: Option<&str>) -> Result<ShipmentList> {
        let directory = self.directory().await?;
        let teams: Vec<TeamId> = directory.teams.keys().copied().collect();
        let mut tx = self.store.begin_read().await?;
        let rows = match tracking.map(regie_domain::shipment::tracking) {
            None => shipments::list(&mut tx, &teams, all, LIMIT).await?,
            Some(Ok(subject)) => shipments::by_tracking(&mut tx, subject.value()).await?,
            Some(Err(_)) => Vec::new(),
        };
        let found = seen(&mut tx, scope, rows, self.ports.clock.now()).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &found.labels.shown).await?;
        Ok(found)
    }

    /// One shipment, where its journey is in sight.
    ///
    /// # Errors
    /// [`AppError::NotFound`], or what the store says.
    pub async fn shipment(&self, scope: &Scope, id: ShipmentId) -> Result<ShipmentRow> {
        let mut tx = self.store.begin_read().await?;
        let row = shipments::get(&mut tx, id).await?.ok_or(AppError::NotFound("shipment"))?;
        let mut found = seen(&mut tx, scope, vec![row], self.ports.clock.now()).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &found.labels.shown).await?;
        found.rows.pop().ok_or(AppError::NotFound("shipment"))
    }

    /// How each carrier kept the promises that were due from one moment until before another.
    ///
    /// # Errors
    /// What the store says.
    pub async fn carriers_kept(&self, from: Timestamp, until: Timestamp) -> Result<Vec<CarrierKept>> {
        Ok(self.store.read(async |tx| shipments::kept(tx, from, until).await).await?)
    }

    /// The same for who reads it: by name, as no carrier is put before another. Who works for a carrier sees its own alone.
    ///
    /// # Errors
    /// What the store says.
    pub async fn carriers_shown(
        &self,
        scope: &Scope,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<CarrierFigures>> {
        let directory = self.directory().await?;
        let own = |kept: &CarrierKept| {
            let org = directory.team(kept.carrier).map(|team| team.team.org);
            scope.guest().is_none_or(|guest| org == Some(guest))
        };
        let all = self.carriers_kept(from, until).await?;
        let mut shown: Vec<CarrierFigures> = all
            .into_iter()
            .filter(own)
            .map(|kept| CarrierFigures { name: directory.team_name(kept.carrier), share: share(&kept), kept })
            .collect();
        shown.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(shown)
    }

    /// How many numbers were spoken of that nobody registered.
    ///
    /// # Errors
    /// What the store says.
    pub async fn unknown_shipments(&self) -> Result<u64> {
        Ok(self.store.read(async |tx| shipments::early(tx).await).await?)
    }
}

fn share(kept: &CarrierKept) -> Option<Estimate> {
    let judged = kept.kept + kept.kept_after_move + kept.broken;
    let share = (judged >= ENOUGH).then(|| Share::new(kept.kept, judged))?;
    Some(share.ok()?.wilson())
}

async fn seen(tx: &mut Tx, scope: &Scope, mut rows: Vec<ShipmentRow>, now: Timestamp) -> Result<ShipmentList> {
    let ids: std::collections::BTreeSet<JourneyId> = rows.iter().map(|row| row.journey).collect();
    let mut found = journeys::get_many(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let shielded = scope.shield(tx, &mut found).await?;
    let labels = labels(tx, scope, &found, now).await?;
    let journeys: HashMap<JourneyId, JourneyRow> = found.into_iter().map(|row| (row.id, row)).collect();
    rows.retain(|row| journeys.contains_key(&row.journey));
    Ok(ShipmentList { rows, journeys, labels, shielded })
}
