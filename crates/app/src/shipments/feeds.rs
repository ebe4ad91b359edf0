//! The settings of how carriers tell us of shipments. Secrets are kept encrypted and shown to nobody; what pushes signs with
//! one, what is asked gets one as its key.

use jiff::{SignedDuration, Timestamp};
use regie_domain::carrier::{CarrierFeed, FeedKind, ReadingTable};
use regie_domain::ids::TeamId;
use regie_store::views::shipments::{self, Round, ShipmentRow};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::secrets;
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};

/// The purpose under which the secrets of feeds are encrypted.
pub const SHIPMENTS: &str = "shipments";
/// The most shipments that a carrier is asked about in one round.
const MOST: u32 = 500;
/// Who asks looks once a minute, and never to the second: what is due by then is due.
const SLACK: SignedDuration = SignedDuration::from_secs(30);
/// A carrier that is asked more often than this minds.
const OFTEN: u32 = 5;
/// And one that is asked less often than this is not asked.
const SELDOM: u32 = 24 * 60;

/// What a person wrote about how a carrier tells us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedForm {
    /// By what. Field `kind`.
    pub kind: String,
    /// What the house calls it. Field `name`.
    pub name: String,
    /// The secret or key; empty leaves the one that is there. Field `secret`.
    pub secret: String,
    /// The id of the team that stands for the carrier; of what is asked. Field `carrier`.
    pub carrier: String,
    /// Where it is asked. Field `address`.
    pub address: String,
    /// The table by which its answers are read. Field `table`.
    pub table: String,
    /// How often it is asked, in minutes. Field `every`.
    pub every: String,
    /// Whether it counts.
    pub active: bool,
}

impl FeedForm {
    /// The form of a feed, without its secret.
    #[must_use]
    pub fn of(feed: &CarrierFeed) -> Self {
        Self {
            kind: feed.kind.code().to_owned(),
            name: feed.name.clone(),
            secret: String::new(),
            carrier: feed.carrier.map(|team| team.to_string()).unwrap_or_default(),
            address: feed.address.clone(),
            table: feed.table.clone(),
            every: feed.every_minutes.to_string(),
            active: feed.active,
        }
    }

    /// A new one of a kind, with what comes along for it.
    #[must_use]
    pub fn fresh(kind: FeedKind) -> Self {
        Self {
            kind: kind.code().to_owned(),
            address: kind.address().to_owned(),
            table: kind.table().to_owned(),
            every: "30".to_owned(),
            active: true,
            ..Self::default()
        }
    }

    fn read(&self, sealed: String, edit: &Edit, faults: &mut Faults) -> CarrierFeed {
        let kind = faults.choice("kind", FeedKind::parse(self.kind.trim()), FeedKind::Sendcloud);
        let name = faults.line("name", &self.name);
        let plain = CarrierFeed {
            kind,
            name,
            secret: sealed,
            carrier: None,
            address: String::new(),
            table: String::new(),
            every_minutes: 30,
            active: self.active,
        };
        if kind.pushes() {
            return plain;
        }
        let address = match self.address.trim() {
            "" => kind.address().to_owned(),
            typed => typed.to_owned(),
        };
        let sound = address.starts_with("https://") || address.starts_with("http://");
        if !sound || !address.contains("{tracking}") || address.len() > 500 || address.contains(char::is_whitespace) {
            faults.add("address", "invalid-carrier-address");
        }
        let table = match self.table.trim() {
            "" => kind.table().to_owned(),
            _ => faults.text("table", &self.table),
        };
        if ReadingTable::parse(&table).is_err() {
            faults.add("table", "invalid-carrier-table");
        }
        CarrierFeed {
            carrier: Some(faults.team("carrier", &self.carrier, &edit.directory).team),
            address,
            table,
            every_minutes: faults.number("every", &self.every, OFTEN, SELDOM),
            ..plain
        }
    }
}

/// What is asked of a carrier next.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which feed.
    pub id: Uuid,
    /// The feed.
    pub feed: CarrierFeed,
    /// Its key.
    pub key: String,
    /// The shipments that are under way.
    pub shipments: Vec<ShipmentRow>,
}

impl App {
    /// Makes or changes a feed; `expected` is 0 for a new one. A secret that is not typed stays.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_carrier_feed(&self, who: &Who, id: Uuid, expected: i64, form: FeedForm) -> Result<i64> {
        let sealed = match form.secret.trim() {
            "" => None,
            plain => {
                let sealed = secrets::seal(&self.config, &self.ports, SHIPMENTS, plain);
                Some(sealed.map_err(|error| AppError::Unusable(error.to_string()))?)
            }
        };
        self.edit(who, Permit::Administrator, (id, expected, form, sealed), |tx, edit, (id, expected, form, sealed)| {
            Box::pin(async move {
                let known = edit.directory.carrier_feeds.get(id).map(|found| found.value.secret.clone());
                let mut faults = Faults::default();
                let secret = sealed.clone().or(known);
                if secret.is_none() {
                    faults.add("secret", "invalid-required");
                }
                let feed = form.read(secret.unwrap_or_default(), edit, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::CARRIER_FEED, *id), None, &feed, *expected).await?)
            })
        })
        .await
    }

    /// The address that a feed pushes to.
    #[must_use]
    pub fn carrier_feed_url(&self, id: Uuid) -> String {
        format!("{}/in/carriers/{id}", self.config.public_url)
    }

    /// The feed of an address with its secret, for what comes in by it.
    ///
    /// # Errors
    /// [`AppError::Denied`] for one that is not there, is not in use, or whose secret cannot be read.
    pub async fn carrier_feed(&self, id: Uuid) -> Result<(CarrierFeed, String)> {
        let wrong = || AppError::Denied("signature");
        let directory = self.directory().await?;
        let found = directory.carrier_feeds.get(&id).map(|found| &found.value);
        let feed = found.filter(|feed| feed.active && directory.organisation.is_some()).ok_or_else(wrong)?.clone();
        let secret = secrets::open(&self.config, SHIPMENTS, &feed.secret).map_err(|_| wrong())?;
        Ok((feed, secret))
    }

    /// The carriers that are to be asked now, each with what is under way.
    ///
    /// # Errors
    /// What the store says.
    pub async fn carriers_to_ask(&self) -> Result<Vec<Asked>> {
        let (directory, now) = (self.directory().await?, self.ports.clock.now());
        let mut all = Vec::new();
        for (id, found) in directory.carrier_feeds.iter().filter(|(_, found)| found.value.active) {
            let feed = &found.value;
            let Some(carrier) = feed.carrier.filter(|_| !feed.kind.pushes()) else { continue };
            let (round, shipments) = self.asked_of(*id, carrier).await?;
            let every = SignedDuration::from_mins(i64::from(feed.every_minutes));
            let due = round.as_ref().is_none_or(|round| now.duration_since(round.asked_at) + SLACK >= every);
            let left_alone = round.and_then(|round| round.wait_until).is_some_and(|until| now < until);
            // A secret that cannot be read any more is noted by who asks, as an answer that did not come.
            let key = secrets::open(&self.config, SHIPMENTS, &feed.secret).unwrap_or_default();
            if due && !left_alone && !shipments.is_empty() {
                all.push(Asked { id: *id, feed: feed.clone(), key, shipments });
            }
        }
        Ok(all)
    }

    async fn asked_of(&self, feed: Uuid, carrier: TeamId) -> Result<(Option<Round>, Vec<ShipmentRow>)> {
        let mut tx = self.store.begin_read().await?;
        let round = shipments::round(&mut tx, feed).await?;
        Ok((round, shipments::under_way(&mut tx, carrier, MOST).await?))
    }

    /// How the last round of questions went.
    ///
    /// # Errors
    /// What the store says.
    pub async fn carrier_round(&self, feed: Uuid) -> Result<Option<Round>> {
        Ok(self.store.read(async |tx| shipments::round(tx, feed).await).await?)
    }

    /// Notes how a round of questions went, begun at a moment.
    ///
    /// # Errors
    /// What the store says.
    pub async fn note_carrier_round(&self, feed: Uuid, round: Round) -> Result<()> {
        let context = (feed, round);
        self.store.write_with(context, |tx, (feed, round)| Box::pin(shipments::note_round(tx, *feed, round))).await?;
        Ok(())
    }

    /// Forgets what was said of numbers that nobody registered.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn forget_early(&self, now: Timestamp) -> Result<u64> {
        let before = now.checked_sub(super::facts::EARLY).unwrap_or(now);
        Ok(self.store.write(move |tx| Box::pin(shipments::purge_early(tx, before))).await?)
    }
}
