//! What a partner sees of a journey: the facts, its own offers and work, what the customer was promised and told, and of the
//! customer what the sharing agreement names for that moment. Each time somebody looks is kept.

use std::collections::HashMap;

use jiff::Timestamp;
use regie_domain::blueprint::Blueprint;
use regie_domain::contact::Contact;
use regie_domain::customer::HandleKind;
use regie_domain::ids::{ContentId, JourneyId, OrgId};
use regie_domain::journey::Journey;
use regie_domain::money::Cents;
use regie_domain::partner::{Part, Partner, Sees, SharedField, SharingMoment, is_for_chain, readable};
use regie_store::partners::{PartnerRead, reads_by, reads_of, saw};
use regie_store::views::customers;
use regie_store::{Tx, content};

use super::Seat;
use crate::App;
use crate::authorise::{Action, Who, authorise, may_read, may_read_part};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::run::{journey_of, whole_micros};

/// What a partner sees of a journey.
#[derive(Debug, Clone)]
pub struct PartnerPage {
    /// The partner's place.
    pub seat: Seat,
    /// The partner.
    pub partner: Partner,
    /// The journey: ids, codes and moments. Its words are in `texts`, as far as they may be read.
    pub journey: Journey,
    /// The blueprint version that it runs under.
    pub blueprint: Blueprint,
    /// What may be seen.
    pub sees: Sees,
    /// The words that may be read.
    pub texts: HashMap<ContentId, String>,
    /// The customer's name, where it may be known.
    pub name: Option<String>,
    /// How to reach the customer, where that may be known.
    pub reach: Vec<String>,
    /// The number plates of the customer's vehicle, where they may be known.
    pub plates: Vec<String>,
    /// What is proposed to promise: until when, and at what cost.
    pub proposed: (Timestamp, Option<Cents>),
}

/// Something that a partner saw, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenByPartner {
    /// The partner.
    pub org: OrgId,
    /// The journey.
    pub journey: JourneyId,
    /// When.
    pub at: Timestamp,
    /// `page`, `mail`, `lookup`, `desk` or `search`.
    pub way: String,
    /// What of the customer.
    pub fields: Vec<SharedField>,
    /// Whether what the customer said was among it.
    pub texts: bool,
}

/// Stands among the fields that crossed, where the customer's own words did.
pub(super) const TEXT: &str = "text";

impl PartnerPage {
    /// Words that may be read; nothing for all others.
    #[must_use]
    pub fn text(&self, id: ContentId) -> Option<&str> {
        self.texts.get(&id).map(String::as_str)
    }
}

impl App {
    /// What is behind a partner's link, and that it was looked at is kept; nothing where the link, the agreement or the
    /// partner's part no longer is there.
    ///
    /// # Errors
    /// What the store says. What could not be noted is not shown.
    pub async fn open_partner(&self, token: &str) -> Result<Option<PartnerPage>> {
        let now = whole_micros(self.ports.clock.now());
        let Some(link) = self.partner_link(token, now).await? else { return Ok(None) };
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let seat = Seat { org: link.org, journey: link.journey };
        let Some(page) = put_together(&mut tx, &directory, seat, now).await? else { return Ok(None) };
        drop(tx);
        let read = crossing(self, &page, "page", now);
        self.store
            .write_with(read, |tx, read| Box::pin(async move { Ok::<_, AppError>(saw(tx, read).await?) }))
            .await?;
        Ok(Some(page))
    }

    /// What somebody who works for a partner and signs in sees of a journey where the partner does a piece of the work: its
    /// own part, as behind a link. That it was looked at is kept. Nothing for everybody else.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`] where the partner is not on the journey, or what the store says.
    pub async fn open_own_part(&self, who: &Who, journey: JourneyId) -> Result<Option<PartnerPage>> {
        let now = whole_micros(self.ports.clock.now());
        let directory = self.directory().await?;
        let partner = who.member().and_then(|member| directory.guest_of(member)).filter(|it| super::does_legs(it));
        let Some(partner) = partner else { return Ok(None) };
        let mut tx = self.store.begin_read().await?;
        may_read_part(&mut tx, who, &directory, journey).await?;
        let found = journey_of(&mut tx, journey).await?.ok_or(AppError::NotFound("page"))?;
        let agreement = partner.shares(now).ok_or(AppError::NotFound("page"))?;
        // Who brings a shipment and was asked nothing has no offer: it is as if something were offered to it.
        let sees = partner.sees(&found, now).unwrap_or_else(|| Sees {
            fields: agreement.fields(SharingMoment::Offered),
            part: Part { moment: Some(SharingMoment::Offered), ..Part::default() },
        });
        let page = gathered(&mut tx, &directory, (partner, found, sees), now).await?;
        drop(tx);
        let read = crossing(self, &page, "desk", now);
        self.store
            .write_with(read, |tx, read| Box::pin(async move { Ok::<_, AppError>(saw(tx, read).await?) }))
            .await?;
        Ok(Some(page))
    }

    /// What partners saw of a journey, oldest first, for somebody who may read it.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn seen_by_partners(&self, who: &Who, journey: JourneyId) -> Result<Vec<SeenByPartner>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, journey).await?;
        Ok(reads_of(&mut tx, journey).await?.into_iter().map(seen).collect())
    }

    /// What a partner saw last, newest first, for who may see the settings.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn seen_by(&self, who: &Who, org: OrgId, most: u32) -> Result<Vec<SeenByPartner>> {
        authorise(who, Action::ReadAudit)?;
        let mut tx = self.store.begin_read().await?;
        Ok(reads_by(&mut tx, org, most).await?.into_iter().map(seen).collect())
    }
}

fn seen(read: PartnerRead) -> SeenByPartner {
    SeenByPartner {
        org: read.org,
        journey: read.journey,
        at: read.at,
        fields: read.fields.split_whitespace().filter_map(SharedField::parse).collect(),
        texts: read.fields.split_whitespace().any(|field| field == TEXT),
        way: read.way,
    }
}

/// The row that says what crossed to a partner.
pub(super) fn crossing(app: &App, page: &PartnerPage, way: &str, at: Timestamp) -> PartnerRead {
    let known = |field: &&SharedField| match field {
        SharedField::Name => page.name.is_some(),
        SharedField::Phone | SharedField::Email => !page.reach.is_empty(),
        SharedField::Plate => !page.plates.is_empty(),
        SharedField::Title => page.text(page.journey.subject).is_some(),
        // A partner behind a link reads what was marked, and no more.
        SharedField::Texts | SharedField::Answers => false,
    };
    let mut fields: Vec<&str> = page.sees.fields.iter().filter(known).map(|field| field.code()).collect();
    let marked = |contact: &Contact| is_for_chain(contact) && page.texts.contains_key(&contact.facts.text);
    fields.extend(page.journey.contacts.values().any(marked).then_some(TEXT));
    PartnerRead {
        id: app.ports.uuid(),
        org: page.seat.org,
        journey: page.seat.journey,
        at,
        way: way.to_owned(),
        fields: fields.join(" "),
    }
}

/// What a partner may see of a journey at a moment.
pub(super) async fn put_together(
    tx: &mut Tx,
    directory: &Directory,
    seat: Seat,
    now: Timestamp,
) -> Result<Option<PartnerPage>> {
    let Some(partner) = directory.partner(seat.org) else { return Ok(None) };
    let Some(journey) = journey_of(tx, seat.journey).await? else { return Ok(None) };
    let Some(sees) = partner.sees(&journey, now) else { return Ok(None) };
    Ok(Some(gathered(tx, directory, (partner, journey, sees), now).await?))
}

/// What may be read of a journey.
async fn gathered(
    tx: &mut Tx,
    directory: &Directory,
    (partner, journey, sees): (&Partner, Journey, Sees),
    now: Timestamp,
) -> Result<PartnerPage> {
    let seat = Seat { org: partner.id, journey: journey.id };
    let blueprint = directory.blueprint_version(journey.blueprint).ok_or(AppError::NotFound("blueprint"))?;
    let wanted: Vec<uuid::Uuid> = readable(&journey, &sees, seat.org).into_iter().map(|id| id.0).collect();
    let mut texts = HashMap::new();
    for chunk in wanted.chunks(500) {
        texts.extend(content::texts(tx, chunk).await?.into_iter().map(|(id, text)| (ContentId(id), text)));
    }
    let name = match sees.fields.contains(&SharedField::Name) {
        true => name_of(tx, &journey).await?,
        false => None,
    };
    let (reach, plates) = known_of(tx, &journey, &sees).await?;
    let proposed = proposed(directory, &journey, blueprint, seat.org, now)?;
    Ok(PartnerPage {
        seat,
        partner: partner.clone(),
        blueprint: blueprint.clone(),
        journey,
        sees,
        texts,
        name,
        reach,
        plates,
        proposed,
    })
}

async fn name_of(tx: &mut Tx, journey: &Journey) -> Result<Option<String>> {
    match customers::name_and_language(tx, journey.customer).await? {
        Some((Some(name), _)) => Ok(content::text(tx, name.0).await?),
        _ => Ok(None),
    }
}

/// How to reach the customer, and the plates of the vehicle, as far as they may be known.
async fn known_of(tx: &mut Tx, journey: &Journey, sees: &Sees) -> Result<(Vec<String>, Vec<String>)> {
    let (mut reach, mut plates) = (Vec::new(), Vec::new());
    for handle in customers::handles(tx, journey.customer).await? {
        let (field, known) = match HandleKind::parse(&handle.kind) {
            Some(HandleKind::Phone) => (SharedField::Phone, &mut reach),
            Some(HandleKind::Email) => (SharedField::Email, &mut reach),
            Some(HandleKind::Plate) => (SharedField::Plate, &mut plates),
            _ => continue,
        };
        if sees.fields.contains(&field) && !handle.failed {
            known.extend(content::text(tx, handle.value.0).await?);
        }
    }
    Ok((reach, plates))
}

/// What an acceptance promises unless the partner says otherwise: what the customer was promised already, else the result by
/// the blueprint's term on the calendar of the partner's team.
fn proposed(
    directory: &Directory,
    journey: &Journey,
    blueprint: &Blueprint,
    org: OrgId,
    now: Timestamp,
) -> Result<(Timestamp, Option<Cents>)> {
    use regie_domain::codes::PromiseKind;
    let stands = journey.promises.values().filter(|promise| {
        promise.is_open()
            && promise.is_to_customer()
            && promise.kind == PromiseKind::Outcome
            && promise.current.until > now
    });
    if let Some(promise) = stands.min_by_key(|promise| promise.current.until) {
        return Ok((promise.current.until, promise.cost));
    }
    let team = directory.teams.values().map(|found| &found.value).find(|team| team.team.org == org);
    let calendar = match team {
        Some(team) => Some(directory.calendar(team)?),
        None => None,
    };
    let term = blueprint.result.unwrap_or(blueprint.next_news);
    Ok((calendar.map_or(now, |calendar| term.due(now, &calendar)), None))
}
