//! Shipments: registered, scanned by their carriers, sent again, and claimed.

use anyhow::{Context as _, ensure};
use regie_app::ports::Clock as _;
use regie_app::shipments::{NewClaim, NewShipment};
use regie_channels::carriers::{self, sendcloud};
use regie_domain::codes::ShipmentStatus;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::ShipmentId;
use regie_domain::journey::Journey;
use regie_domain::promise::Promise;
use regie_domain::shipment::Shipment;

use super::super::act::{Act, Case, Seat};
use super::{Player, moment};

impl Player<'_> {
    pub(super) async fn about_shipments(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        match *act {
            Act::Ships { who, carrier, tracking, until, title } => {
                let new = NewShipment {
                    name: case.name.to_owned(),
                    email: Some(case.email.to_owned()),
                    phone: Some(case.phone.to_owned()),
                    title: title.to_owned(),
                    ..self.shipment(carrier, tracking, until)?
                };
                let registered = self.app.shipment_register(&self.who(who)?, new).await?;
                self.journeys.insert(case.code, registered.journey);
                Ok(())
            }
            Act::Scans { tracking, status } => self.scan(tracking, status).await,
            Act::NotesShipment { who, status } => self.note_shipment(case, who, status).await,
            Act::SendsAgain { who, carrier, tracking, until } => {
                let journey = self.journey(case).await?;
                let broken = |(_, promise): &(_, &Promise)| promise.is_unsettled() && promise.is_to_customer();
                let (replaces, _) = journey.promises.iter().find(broken).context("no promise broke")?;
                let new = NewShipment {
                    journey: Some(journey.id),
                    replaces: Some(*replaces),
                    ..self.shipment(carrier, tracking, until)?
                };
                self.app.shipment_register(&self.who(who)?, new).await?;
                Ok(())
            }
            Act::LetsGo { who, body } => {
                let journey = self.journey(case).await?;
                let broken =
                    |found: &&Shipment| journey.promises.get(&found.carriers).is_some_and(Promise::is_unsettled);
                let carriers = journey.shipments.values().find(broken).map(|found| found.carriers);
                let promise = carriers.context("no carrier broke its promise")?;
                self.run(case, who, JourneyCommand::Release { promise }, Vec::new()).await?;
                let mut texts = Vec::new();
                let note = self.text(&mut texts, body);
                self.run(case, who, JourneyCommand::AddNote { note }, texts).await
            }
            Act::Claims { who, blueprint, email, body } => {
                let journey = self.journey(case).await?;
                let first = journey.shipments.iter().min_by_key(|(_, found)| found.registered_at);
                let (shipment, _) = first.context("nothing was sent")?;
                let claim = NewClaim {
                    blueprint: Some(self.house.blueprint(blueprint)?),
                    email: Some(email.to_owned()),
                    text: body.to_owned(),
                    key: None,
                };
                self.app.shipment_claim(&self.who(who)?, *shipment, claim).await?;
                Ok(())
            }
            _ => anyhow::bail!("nothing about a shipment"),
        }
    }

    fn shipment(&self, carrier: Seat, tracking: &str, until: &str) -> anyhow::Result<NewShipment> {
        Ok(NewShipment {
            tracking: tracking.to_owned(),
            carrier: Some(self.house.team(carrier)?.team),
            until: Some(moment(until)?),
            ..NewShipment::default()
        })
    }

    /// The carrier pushes what it scanned, signed as any other push.
    async fn scan(&self, tracking: &str, status: i64) -> anyhow::Result<()> {
        let (feed, secret) = self.house.founded.carrier.as_ref().context("no carrier pushes")?;
        let body = serde_json::json!({
            "action": "parcel_status_changed",
            "timestamp": self.app.ports.clock.machine().as_millisecond(),
            "carrier_status_change_timestamp": self.clock.now().as_millisecond(),
            "parcel": { "tracking_number": tracking, "status": { "id": status, "message": "" } },
        });
        let body = serde_json::to_vec(&body)?;
        let signature = |name: &str| match name {
            sendcloud::SIGNATURE => sendcloud::sign(secret, &body),
            _ => String::new(),
        };
        let taken = carriers::take(self.app, *feed, signature, &body).await?;
        ensure!(self.lenient || taken == carriers::Taken::Kept, "the scan came to nothing: {taken:?}");
        Ok(())
    }

    async fn note_shipment(&mut self, case: &'static Case, who: Seat, status: ShipmentStatus) -> anyhow::Result<()> {
        let journey = self.journey(case).await?;
        let (shipment, _) = newest(&journey).context("nothing was sent")?;
        let done = self.app.shipment_note(&self.who(who)?, shipment, status, None, None).await?;
        ensure!(self.lenient || done.events > 0, "nothing happened");
        Ok(())
    }
}

fn newest(journey: &Journey) -> Option<(ShipmentId, &Shipment)> {
    journey.shipments.iter().max_by_key(|(_, found)| found.registered_at).map(|(id, found)| (*id, found))
}
