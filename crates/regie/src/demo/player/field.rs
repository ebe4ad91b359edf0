//! The public form, the telephone, the customer's page, and visits.

use anyhow::{Context as _, bail};
use regie_app::ask::draft::Change;
use regie_app::authorise::Who;
use regie_app::calls::{CallNote, On};
use regie_app::cti::{Delivery, sign};
use regie_app::surveys::NewFeedback;
use regie_domain::codes::{Channel, Direction, Outcome};
use regie_domain::command::{CallWish, JourneyCommand, VisitCommand};
use regie_domain::customer::Language;
use regie_domain::event::Window;
use regie_domain::ids::VisitId;
use regie_domain::journey::Journey;
use regie_domain::visit::OutcomeTold;

use super::super::act::{Act, Case, Seat};
use super::{Player, moment};

/// The question of every house's survey that takes words.
const WORDS: u16 = 2;

impl Player<'_> {
    /// How customers reach the house, besides by mail.
    pub(super) async fn reach(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        match *act {
            Act::Form { topic, body, first_window } => self.form(case, topic, body, first_window).await,
            Act::RingsInVain => self.rings_in_vain(case).await,
            Act::Rings { who, body } => self.call(case, who, Direction::In, body).await,
            Act::Calls { who, body } => self.call(case, who, Direction::Out, body).await,
            _ => bail!("no way to reach anybody"),
        }
    }

    /// All pages of the public form, as one browser fills them in.
    async fn form(&mut self, case: &'static Case, topic: &str, body: &str, first_window: bool) -> anyhow::Result<()> {
        let blueprint = self.house.blueprint(topic)?;
        let mut changes = vec![Change::Topic(blueprint), Change::Words(body.to_owned())];
        if let Some(free) = self.app.free_windows(blueprint).await? {
            let first = free.slots.first().filter(|_| first_window).map(|free| free.slot.window());
            changes.push(Change::When(first));
            changes.push(Change::Where("1234 AB 12".into()));
        }
        changes.push(Change::Contact {
            name: case.name.to_owned(),
            email: case.email.to_owned(),
            phone: case.phone.to_owned(),
        });
        let token = self.app.keep_ask(None, changes).await?;
        let sent = self.app.send_ask(&token, Language::Nl).await?;
        self.journeys.insert(case.code, sent.journey);
        Ok(())
    }

    /// The telephone system reports a call that nobody could take, signed as any other would.
    async fn rings_in_vain(&self, case: &'static Case) -> anyhow::Result<()> {
        let (connection, secret) = self.house.founded.telephone.as_ref().context("no telephone system")?;
        let id = self.app.ports.uuid().to_string();
        let seconds = self.app.ports.clock.machine().as_second().to_string();
        let body = format!(r#"{{"event":"outside-hours","call":"{id}","number":"{}"}}"#, case.phone);
        let signature = sign(secret, &id, &seconds, body.as_bytes()).context("a secret that signs nothing")?;
        let delivery = Delivery { id: &id, timestamp: &seconds, signature: &signature, body: body.as_bytes() };
        self.app.take_report(*connection, delivery).await?;
        Ok(())
    }

    async fn call(&mut self, case: &'static Case, seat: Seat, direction: Direction, body: &str) -> anyhow::Result<()> {
        let on = match direction {
            Direction::In => On::Likely,
            Direction::Out => On::Journey(self.journey(case).await?.id),
        };
        let note = CallNote {
            direction,
            number: Some(case.phone.to_owned()),
            name: case.name.to_owned(),
            text: body.to_owned(),
            on,
            blueprint: None,
            promise: None,
            call: None,
            key: None,
        };
        self.app.note_call(self.who(seat)?, note).await?;
        Ok(())
    }

    /// The customer's page, and visits.
    pub(super) async fn by_page_or_visit(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        let journey = self.journey(case).await?;
        match *act {
            Act::WantsCall { body } => {
                let (who, contact, texts) = self.of_customer(&journey, body, &[])?;
                let call = JourneyCommand::RequestCall { contact, when: CallWish::Soon };
                self.request(who, journey.id, call, texts).await
            }
            Act::SentAround { body } => {
                let (who, contact, texts) = self.of_customer(&journey, body, &[])?;
                self.request(who, journey.id, JourneyCommand::SentAround { contact }, texts).await
            }
            Act::Confirms => {
                let (who, ..) = self.of_customer(&journey, "", &[])?;
                self.request(who, journey.id, JourneyCommand::ConfirmSolved {}, Vec::new()).await
            }
            Act::SaysHow { given, body } => {
                let (participant, _) = journey.customer_participant().context("nobody takes part")?;
                let who = Who::Customer { journey: journey.id, participant };
                let said = vec![(WORDS, body.to_owned())];
                let answer = NewFeedback { given: given.to_vec(), said, ..NewFeedback::default() };
                self.app.give_feedback(who, journey.id, participant, answer).await?;
                Ok(())
            }
            Act::Learns { who, cause, action, body } => {
                self.app.learn(self.who(who)?, journey.id, cause, action, Some(body.to_owned())).await?;
                Ok(())
            }
            Act::Books { who, from, until } => {
                let book = VisitCommand::Book { window: window(from, until)?, note: None, place: None };
                self.run(case, who, JourneyCommand::Visit(book), Vec::new()).await
            }
            Act::Narrows { who, from, until } => {
                let narrow = VisitCommand::Narrow { visit: booked(&journey)?, window: window(from, until)? };
                self.run(case, who, JourneyCommand::Visit(narrow), Vec::new()).await
            }
            Act::Arrives { who } => {
                let arrive = VisitCommand::Arrive { visit: booked(&journey)?, at: None };
                self.run(case, who, JourneyCommand::Visit(arrive), Vec::new()).await
            }
            Act::Repairs { who, body } => {
                let mut texts = Vec::new();
                let contact = self.facts(Direction::Out, Channel::Email, None, body, &mut texts);
                let done = VisitCommand::Done {
                    visit: booked(&journey)?,
                    arrived: None,
                    at: None,
                    first_time_right: true,
                    missing: Vec::new(),
                    text: None,
                    told: Some(OutcomeTold { outcome: Outcome::Solved, contact, amount: None }),
                };
                self.run(case, who, JourneyCommand::Visit(done), texts).await
            }
            _ => bail!("nobody knows how to do that"),
        }
    }
}

fn window(from: &str, until: &str) -> anyhow::Result<Window> {
    Ok(Window { from: Some(moment(from)?), until: moment(until)? })
}

fn booked(journey: &Journey) -> anyhow::Result<VisitId> {
    journey.booked_visit().map(|(id, _)| id).context("no visit is booked")
}
