//! Partners in the chain: one that works in the desk's own screens, one that works from its page, and the end of what was
//! agreed with one about data.

use anyhow::{Context as _, bail};
use regie_app::authorise::Who;
use regie_app::content::Text;
use regie_app::journeys::NewJourney;
use regie_app::partners;
use regie_domain::codes::{Channel, Direction, MoveReason, Outcome, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::event::{ContactFacts, Promisee, Window};
use regie_domain::ids::OrgId;
use regie_domain::journey::Journey;
use regie_domain::money::Cents;

use super::super::act::{Act, Case, Seat};
use super::{Player, moment};

impl Player<'_> {
    pub(super) async fn in_the_chain(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        match *act {
            Act::Opens { who, topic, title, body } => {
                let new = NewJourney {
                    channel: Channel::Phone,
                    name: case.name.to_owned(),
                    email: Some(case.email.to_owned()),
                    phone: Some(case.phone.to_owned()),
                    blueprint: Some(self.house.blueprint(topic)?),
                    kind: None,
                    title: title.to_owned(),
                    text: body.to_owned(),
                    key: None,
                };
                let begun = self.app.begin_journey(self.who(who)?, new).await?;
                self.journeys.insert(case.code, begun);
                Ok(())
            }
            Act::OffersLead { who, to, brief } => {
                let mut texts = Vec::new();
                let brief = brief.iter().map(|part| Some(self.text(&mut texts, part))).collect();
                let to = self.house.team(to)?;
                let offer = JourneyCommand::Offer { to, ball: None, brief, respond_by: None };
                self.run(case, who, offer, texts).await
            }
            Act::EndsSharing { with } => {
                let (org, version, administrator) = self.agreed_with(with).await?;
                Ok(self.app.end_sharing(&administrator, org, version).await?)
            }
            Act::NotesErasure { with } => {
                let (org, version, administrator) = self.agreed_with(with).await?;
                Ok(self.app.confirm_erasure(&administrator, org, version).await?)
            }
            _ => self.on_partners_page(case, act).await,
        }
    }

    /// What a partner does on its page.
    async fn on_partners_page(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        let journey = self.journey(case).await?;
        let mut texts = Vec::new();
        let (who, command) = match *act {
            Act::PartnerAccepts { who, promise, body } => {
                (who, self.acceptance(&journey, (who, promise, body), &mut texts)?)
            }
            Act::PartnerMoves { who, until, euros, body } => {
                let team = self.house.team(who)?;
                let own = journey.promises.iter().find(|(_, promise)| promise.owner == team && promise.is_open());
                let (promise, _) = own.context("the partner promised nothing")?;
                let text = Some(self.text(&mut texts, body));
                let window = Window::by(moment(until)?);
                let (reason, amount) = (MoveReason::Material, Some(Cents(euros * 100)));
                (who, JourneyCommand::MovePromise { promise: *promise, window, reason, text, amount })
            }
            Act::PartnerDone { who, body } => {
                let team = self.house.team(who)?;
                let own = journey.legs.iter().find(|(_, leg)| leg.team == team && leg.is_open());
                let (leg, _) = own.context("no work is open")?;
                let text = self.text(&mut texts, body);
                let outcome = Outcome::Solved;
                // Who leads tells the customer; the work ends with it.
                let command = match journey.direction.team.org == team.org {
                    true => {
                        let contact = ContactFacts::said(self.app.ports.id(), Direction::Out, Channel::Email, text);
                        JourneyCommand::ProposeOutcome { outcome, contact, amount: None }
                    }
                    false => JourneyCommand::FinishLeg { leg: *leg, outcome: Some(outcome), text: Some(text) },
                };
                (who, command)
            }
            _ => bail!("nothing that a partner does"),
        };
        let seat = partners::Seat { org: self.house.team(who)?.org, journey: journey.id };
        for text in &mut texts {
            text.journey = Some(journey.id);
        }
        let done = self.app.act_as_partner(seat, command, texts, None).await?;
        if done.events == 0 && !self.lenient {
            bail!("nothing happened");
        }
        Ok(())
    }

    fn acceptance(
        &self,
        journey: &Journey,
        (who, promised, body): (Seat, Option<(&str, i64)>, &str),
        texts: &mut Vec<Text>,
    ) -> anyhow::Result<JourneyCommand> {
        let team = self.house.team(who)?;
        let (handover, _) = journey.pending().find(|(_, offer)| offer.to == team).context("no offer waits")?;
        let promise = match promised {
            None => None,
            Some((until, euros)) => Some(NewPromise {
                kind: PromiseKind::Outcome,
                what: PromiseWhat::Result,
                text: Some(self.text(texts, body)),
                to: Promisee::Customer,
                window: Some(Window::by(moment(until)?)),
                cost: Some(Cents(euros * 100)),
                replaces: None,
            }),
        };
        Ok(JourneyCommand::Accept { handover, promise })
    }

    /// A partner as the settings know it now, and who may change that.
    async fn agreed_with(&self, seat: Seat) -> anyhow::Result<(OrgId, i64, Who)> {
        let org = self.house.team(seat)?.org;
        let directory = self.app.directory().await?;
        let found = directory.partners.get(&org).context("no such partner")?;
        let role = self.house.kind.roles().iter().find(|(code, ..)| *code == "administrator");
        let (.., email) = role.context("nobody may change the settings")?;
        let administrator = directory.member_by_email(email).context("nobody may change the settings")?;
        Ok((org, found.version, Who::Member(Box::new(administrator.clone()))))
    }
}
