//! What programs do: a page on Facebook that posts what somebody wrote, and a system that bills, which says that it knows what
//! was agreed and reports what it did. Each by its own door, signed or with its token.

use anyhow::{Context as _, ensure};
use regie_app::authorise::Who;
use regie_app::facts::{Delivery, Taken};
use regie_app::ports::Clock as _;
use regie_app::run::Request;
use regie_app::social::who::WhoAnswered;
use regie_domain::actor::Door;
use regie_domain::command::{HoldCommand, JourneyCommand};
use regie_domain::customer::HandleKind;
use regie_domain::ids::JourneyId;
use regie_store::views::{customers, journeys};
use serde_json::json;

use super::super::act::{Act, Case};
use super::super::bin::PAGE;
use super::super::time::settle;
use super::Player;

impl Player<'_> {
    pub(super) async fn by_programs(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        match *act {
            Act::OnFacebook { from, body } => self.on_facebook(case, from, body).await,
            Act::AsksWho { who } => {
                let journey = self.journey(case).await?;
                let (participant, _) = journey.customer_participant().context("nobody takes part")?;
                let done = self.app.ask_who(self.who(who)?, journey.id, participant, None).await?;
                ensure!(self.lenient || done.events > 0, "nothing happened");
                Ok(())
            }
            Act::SaysWho { number, postcode } => {
                let journey = self.journey(case).await?;
                let (participant, _) = journey.customer_participant().context("nobody takes part")?;
                let said = self.app.answer_who(journey.id, participant, (number, postcode), None).await?;
                ensure!(self.lenient || said == WhoAnswered::Tied, "it is not known who that is: {said:?}");
                Ok(())
            }
            Act::BillingConfirms => self.billing_confirms(case).await,
            Act::BillingReports { what, invoice } => self.billing_reports(what, invoice).await,
            _ => anyhow::bail!("nothing that a program does"),
        }
    }

    /// Somebody writes to the page on Facebook, which posts it here.
    async fn on_facebook(&mut self, case: &'static Case, from: &str, body: &str) -> anyhow::Result<()> {
        let (page, secret) = self.house.founded.facebook.as_ref().context("no page on Facebook")?;
        let message = json!({
            "sender": { "id": from }, "recipient": { "id": PAGE }, "timestamp": self.clock.now().as_millisecond(),
            "message": { "mid": format!("m_{}", self.app.ports.uuid().simple()), "text": body },
        });
        let posted = json!({ "object": "page", "entry": [{ "id": PAGE, "time": 1, "messaging": [message] }] });
        let posted = posted.to_string();
        let signature = regie_channels::social::sign(secret, posted.as_bytes());
        self.app.take_social(*page, |_| signature.clone(), posted.as_bytes()).await?;
        settle(self.app).await?;
        let journey = self.conversation(from).await?.context("the message went elsewhere")?;
        self.journeys.insert(case.code, journey);
        Ok(())
    }

    async fn conversation(&self, from: &str) -> anyhow::Result<Option<JourneyId>> {
        let found = self.app.store.read(async |tx| {
            let mut found = Vec::new();
            for handle in customers::all_by_handle(tx, HandleKind::Facebook, from).await? {
                found.extend(journeys::of_customer(tx, handle.customer).await?);
            }
            Ok::<_, regie_store::StoreError>(found)
        });
        Ok(found.await?.into_iter().max_by_key(|row| row.id).map(|row| row.id))
    }

    /// The system says that it knows of all that it has not confirmed yet.
    async fn billing_confirms(&mut self, case: &'static Case) -> anyhow::Result<()> {
        let (token, _) = self.house.founded.billing.as_ref().context("nothing bills")?;
        let client = self.app.client_of(token).await?.context("the token of the system is no good")?;
        let journey = self.journey(case).await?;
        let waits: Vec<_> = journey.holds.iter().filter(|(_, hold)| hold.awaits_acknowledgement()).collect();
        ensure!(self.lenient || !waits.is_empty(), "nothing waits for the system");
        for (hold, found) in waits {
            let command = match found.released {
                None => HoldCommand::Acknowledge { hold: *hold, at: None },
                Some(_) => HoldCommand::AcknowledgeRelease { hold: *hold, at: None },
            };
            let who = Who::Client(Box::new(client.clone()));
            self.app.run(Request::journey(who, Door::Api, journey.id, JourneyCommand::Hold(command))).await?;
        }
        Ok(())
    }

    /// The system reports what it did, signed as any other report.
    async fn billing_reports(&self, what: &str, invoice: &str) -> anyhow::Result<()> {
        let (_, secret) = self.house.founded.billing.as_ref().context("nothing bills")?;
        let id = self.app.ports.uuid().to_string();
        let seconds = self.app.ports.clock.machine().as_second().to_string();
        let body = json!({
            "specversion": "1.0", "id": id, "source": "urn:example:billing", "type": what,
            "time": self.clock.now().to_string(), "data": { "invoice": invoice },
        });
        let body = body.to_string();
        let signed = regie_app::cti::sign(secret, &id, &seconds, body.as_bytes());
        let headers = [
            ("webhook-id".to_owned(), id.clone()),
            ("webhook-timestamp".to_owned(), seconds),
            ("webhook-signature".to_owned(), signed.context("a secret that signs nothing")?),
        ];
        let delivery = Delivery { headers: &headers, body: body.as_bytes() };
        let taken = self.app.take_fact(super::super::house::BILLING, delivery).await?;
        ensure!(self.lenient || taken == Taken::Applied, "the report came to nothing: {taken:?}");
        Ok(())
    }
}
