//! Who rings? A partner looks up work of its own by the journey's number, a shipment, a number plate or a telephone number, as
//! far as its sharing agreement lets it know those. What it finds so, and what its people look at in our own screens, is kept.

use jiff::{SignedDuration, Timestamp};
use regie_domain::customer::HandleKind;
use regie_domain::ids::{HandoverId, JourneyId, OrgId, TeamId};
use regie_domain::partner::SharedField;
use regie_domain::plate;
use regie_domain::reference::Reference;
use regie_store::partners::{PartnerRead, at_work, reads_of, saw, seen_since};
use regie_store::views::{customers, journeys, shipments};
use regie_store::{Tx, search};

use super::desk::Shown;
use super::page::{PartnerPage, crossing, put_together};
use super::{Seat, make};
use crate::App;
use crate::authorise::Scope;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::run::whole_micros;

/// The most that one look finds.
const MOST: usize = 5;
/// How far a look by words goes back.
const WORDS: u32 = 200;
/// The fewest letters and digits of a plate that are looked for.
const LEAST: usize = 4;
/// Within this time, the same of a journey in a list or in what a search found is the same look.
const SAME_LIST: SignedDuration = SignedDuration::from_hours(1);
/// Within this time, looking at the same journey again is the same look.
const SAME_LOOK: SignedDuration = SignedDuration::from_mins(15);

/// Work of a partner's own that fits what it looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundByPartner {
    /// The address of its page.
    pub url: String,
    /// The number of the journey.
    pub number: String,
    /// The customer's name or the title, as far as one may be known; perhaps empty.
    pub label: String,
}

impl App {
    /// Looks among what a partner is at work on. What it finds is kept before it is shown.
    ///
    /// # Errors
    /// What the store says.
    pub async fn find_for_partner(&self, seat: Seat, asked: &str) -> Result<Vec<FoundByPartner>> {
        let now = whole_micros(self.ports.clock.now());
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let pages = pages(&mut tx, &directory, seat.org, asked.trim(), now).await?;
        drop(tx);
        let (mut found, mut kept) = (Vec::new(), Vec::new());
        for page in &pages {
            let Some(handover) = came_by(page) else { continue };
            let link = make(self, page.seat.org, page.seat.journey, handover);
            let label = page.name.as_deref().or_else(|| page.text(page.journey.subject)).unwrap_or_default();
            let number = page.journey.reference.to_string();
            found.push(FoundByPartner { url: link.url, number, label: label.to_owned() });
            kept.push((link.kept, crossing(self, page, "lookup", now)));
        }
        self.store
            .write_with(kept, |tx: &mut Tx, kept| {
                Box::pin(async move {
                    for (link, read) in kept.iter() {
                        regie_store::partners::mint(tx, link).await?;
                        saw(tx, read).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(found)
    }
}

/// The offer that the partner's part came by.
fn came_by(page: &PartnerPage) -> Option<HandoverId> {
    let part = &page.sees.part;
    let of_leg = part.legs.iter().filter_map(|leg| page.journey.legs.get(leg)).map(|leg| leg.handover);
    part.offers.iter().copied().chain(of_leg).chain(part.past.iter().copied()).next()
}

/// The pages of what fits, newest first.
async fn pages(
    tx: &mut Tx,
    directory: &Directory,
    org: OrgId,
    asked: &str,
    now: Timestamp,
) -> Result<Vec<PartnerPage>> {
    let teams: Vec<TeamId> = directory
        .teams
        .values()
        .map(|found| found.value.team)
        .filter(|team| team.org == org)
        .map(|it| it.team)
        .collect();
    let own = at_work(tx, &teams).await?;
    let mut pages = Vec::new();
    for (journey, by) in candidates(tx, asked).await? {
        let known = pages.iter().any(|page: &PartnerPage| page.journey.id == journey);
        if known || !own.contains(&journey) {
            continue;
        }
        let page = put_together(tx, directory, Seat { org, journey }, now).await?;
        pages.extend(page.filter(|page| page.sees.part.moment.is_some() && fits(page, by, asked)));
        if pages.len() == MOST {
            break;
        }
    }
    pages.sort_by_key(|page| std::cmp::Reverse(page.journey.opened_at));
    Ok(pages)
}

/// By what a journey was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Its own number, or a shipment's: facts, which always travel.
    Number,
    /// The customer's telephone number.
    Phone,
    /// The number plate of the customer's vehicle.
    Plate,
    /// Words, which may stand in its title.
    Words,
}

/// Whether the partner may know by what it was found.
fn fits(page: &PartnerPage, by: By, asked: &str) -> bool {
    match by {
        By::Number => true,
        By::Phone => page.sees.fields.contains(&SharedField::Phone),
        By::Plate => page.sees.fields.contains(&SharedField::Plate),
        By::Words => {
            page.text(page.journey.subject).is_some_and(|title| plate::normal(title).contains(&plate::normal(asked)))
        }
    }
}

async fn candidates(tx: &mut Tx, asked: &str) -> Result<Vec<(JourneyId, By)>> {
    let mut found = Vec::new();
    if let Some(reference) = Reference::typed(asked) {
        found.extend(journeys::by_reference(tx, reference).await?.map(|id| (id, By::Number)));
    }
    if let Ok(subject) = regie_domain::shipment::tracking(asked) {
        let rows = shipments::by_tracking(tx, subject.value()).await?;
        found.extend(rows.into_iter().map(|row| (row.journey, By::Number)));
    }
    for (kind, by) in [(HandleKind::Phone, By::Phone), (HandleKind::Plate, By::Plate)] {
        for handle in customers::all_by_handle(tx, kind, asked).await? {
            for customer in crate::handles::records_of(tx, handle.customer).await? {
                let rows = journeys::of_customer(tx, customer).await?;
                found.extend(rows.into_iter().map(|row| (row.id, by)));
            }
        }
    }
    if plate::normal(asked).chars().count() >= LEAST {
        for words in [asked.to_owned(), plate::normal(asked), plate::spelt(asked, ' ')] {
            let hits = search::search(tx, &words, None, WORDS).await?;
            found.extend(hits.into_iter().filter_map(|hit| hit.journey_id).map(|id| (JourneyId(id), By::Words)));
        }
    }
    Ok(found)
}

/// Keeps what of a journey somebody saw who works for a partner in our own screens.
pub(crate) async fn seen_at_the_desk(app: &App, (org, journey): (OrgId, JourneyId), codes: &[&str]) -> Result<()> {
    let at = whole_micros(app.ports.clock.now());
    let seen = PartnerRead { id: app.ports.uuid(), org, journey, at, way: "desk".to_owned(), fields: codes.join(" ") };
    app.store
        .write_with(seen, |tx: &mut Tx, seen| {
            Box::pin(async move {
                let since = seen.at.checked_sub(SAME_LOOK).unwrap_or(seen.at);
                let same = |read: &PartnerRead| {
                    read.org == seen.org && read.way == seen.way && read.fields == seen.fields && read.at > since
                };
                if !reads_of(tx, seen.journey).await?.iter().any(same) {
                    saw(tx, seen).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Keeps what a search showed to somebody who works for a partner in our own screens.
pub(crate) async fn found_at_the_desk(app: &App, scope: &Scope, shown: &Shown) -> Result<()> {
    keep(app, scope, "search", shown).await
}

/// Keeps what a list showed to somebody who works for a partner in our own screens.
pub(crate) async fn listed_at_the_desk(app: &App, scope: &Scope, shown: &Shown) -> Result<()> {
    keep(app, scope, "list", shown).await
}

/// Keeps what was shown of each journey; the same of it again within [`SAME_LIST`] is the same look.
async fn keep(app: &App, scope: &Scope, way: &str, shown: &Shown) -> Result<()> {
    let Some(org) = scope.guest().filter(|_| !shown.is_empty()) else { return Ok(()) };
    let at = whole_micros(app.ports.clock.now());
    let since = at.checked_sub(SAME_LIST).unwrap_or(at);
    let known = app.store.read(async |tx| seen_since(tx, org, way, since).await).await?;
    let fresh = shown.iter().filter(|(journey, fields)| !known.contains(&(**journey, (*fields).clone())));
    let reads: Vec<PartnerRead> = fresh
        .map(|(journey, fields)| PartnerRead {
            id: app.ports.uuid(),
            org,
            journey: *journey,
            at,
            way: way.to_owned(),
            fields: fields.clone(),
        })
        .collect();
    if reads.is_empty() {
        return Ok(());
    }
    app.store
        .write_with(reads, |tx: &mut Tx, reads| {
            Box::pin(async move {
                for read in reads.iter() {
                    saw(tx, read).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await
}
