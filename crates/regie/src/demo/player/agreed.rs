//! Agreements: what is agreed, what a system must not do, and what is done all the same.

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use regie_app::content::Text;
use regie_domain::codes::{
    BallGoes, BreachWhat, Channel, Direction, HoldAction, HoldWhy, Outcome, PromiseKind, PromiseWhat,
};
use regie_domain::command::{
    AgreementCommand, BreachCommand, HoldCommand, JourneyCommand, NewHold, NewLeg, NewPromise, Terms,
};
use regie_domain::event::{Promisee, Reach, Window};
use regie_domain::hold::HoldSubject;
use regie_domain::ids::BreachId;
use regie_domain::journey::Journey;
use regie_domain::money::Cents;

use super::super::act::{Act, Case, Seat};
use super::super::house::BILLING;
use super::{Player, moment};

impl Player<'_> {
    pub(super) async fn about_agreements(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        let journey = self.journey(case).await?;
        let mut texts = Vec::new();
        let (who, command) = match *act {
            Act::Agrees { who, invoice, with, until, body } => {
                let made = self.terms(&mut texts, &journey, (invoice, body), with, until)?;
                (who, JourneyCommand::Agreement(AgreementCommand::Make { terms: made }))
            }
            Act::Proposes { who, cents, wording, until, body } => {
                let terms = self.over(&mut texts, &journey, (cents, wording, body), until)?;
                (who, JourneyCommand::Agreement(AgreementCommand::Make { terms }))
            }
            Act::Approves { who } => {
                let waits = journey.agreements.iter().find(|(_, found)| found.is_proposed());
                let (agreement, _) = waits.context("nothing waits for a second member")?;
                let approve = AgreementCommand::Approve { agreement: *agreement, promise: None };
                (who, JourneyCommand::Agreement(approve))
            }
            Act::Ticks { who } => return self.tick(case, who, &journey).await,
            Act::NotKept { who, dated, body } => {
                let agreement = *journey.agreements.keys().next().context("nothing was agreed")?;
                let day: Date = dated.parse()?;
                let at = Some(moment(&format!("{day}T12:00"))?);
                let text = Some(self.text(&mut texts, body));
                let what = BreachWhat::Letter;
                let report = BreachCommand::Report { agreement, hold: None, what, at, text, evidence: Vec::new() };
                (who, JourneyCommand::Breach(report))
            }
            Act::Apologises { who, body } => {
                let contact = self.facts(Direction::Out, Channel::Email, None, body, &mut texts);
                (who, JourneyCommand::Breach(BreachCommand::Apologise { breach: breach(&journey)?, contact }))
            }
            Act::PutsRight { who, body } => {
                let text = self.text(&mut texts, body);
                (who, JourneyCommand::Breach(BreachCommand::Settle { breach: breach(&journey)?, text }))
            }
            Act::AnswersOffer { who, body } => {
                let (handover, _) = journey.pending().next().context("no offer waits")?;
                let text = self.text(&mut texts, body);
                (who, JourneyCommand::AnswerOffer { handover, outcome: Outcome::Answered, text })
            }
            Act::CarriesOut { who, body } => {
                let bound = journey.agreements.values().find_map(|found| found.bound.as_ref()?.leg);
                let text = Some(self.text(&mut texts, body));
                let leg = bound.context("nobody took the work on")?;
                (who, JourneyCommand::FinishLeg { leg, outcome: Some(Outcome::Solved), text })
            }
            _ => bail!("nothing about an agreement"),
        };
        self.run(case, who, command, texts).await
    }

    fn terms(
        &self,
        texts: &mut Vec<Text>,
        journey: &Journey,
        (invoice, body): (&str, &str),
        with: Seat,
        until: &str,
    ) -> anyhow::Result<Terms> {
        let wording = self.text(texts, &format!("Factuur {invoice} geldt als niet verstuurd."));
        let contact = self.facts(Direction::Out, conversation(journey), None, body, texts);
        let hold = NewHold {
            system: self.house.system(BILLING)?,
            subject: HoldSubject::new("invoice", invoice).context("no number of an invoice")?,
            action: HoldAction::Collect,
            until: None,
            why: HoldWhy::OurMistake,
        };
        let brief = [
            format!("Factuur {invoice} is dubbel: augustus is al betaald."),
            format!("Maak een creditnota voor factuur {invoice}."),
            "De klant weet dat hij niets hoeft te betalen, en wanneer de creditnota er is.".to_owned(),
        ];
        let parts = self.house.brief_parts(journey.blueprint);
        let brief = brief.iter().take(parts).map(|part| Some(self.text(texts, part))).collect();
        let leg = NewLeg { to: self.house.team(with)?, ball: BallGoes::Goes, brief, respond_by: None };
        let promise = self.promised(texts, "de creditnota", until)?;
        let amount = Cents(3_450);
        Ok(Terms { wording, amount, contact, holds: vec![hold], leg: Some(leg), promise: Some(promise) })
    }

    /// An amount that is more than the agent may give: nothing is held and nothing given to another team.
    fn over(
        &self,
        texts: &mut Vec<Text>,
        journey: &Journey,
        (cents, wording, body): (i64, &str, &str),
        until: &str,
    ) -> anyhow::Result<Terms> {
        let wording = self.text(texts, wording);
        let contact = self.facts(Direction::Out, conversation(journey), None, body, texts);
        let promise = Some(self.promised(texts, "het bedrag op uw rekening", until)?);
        Ok(Terms { wording, amount: Cents(cents), contact, holds: Vec::new(), leg: None, promise })
    }

    fn promised(&self, texts: &mut Vec<Text>, what: &str, until: &str) -> anyhow::Result<NewPromise> {
        Ok(NewPromise {
            kind: PromiseKind::Outcome,
            what: PromiseWhat::Other,
            text: Some(self.text(texts, what)),
            to: Promisee::Customer,
            window: Some(Window::by(moment(until)?)),
            cost: None,
            replaces: None,
        })
    }

    /// All that waits on the block list of this journey, today.
    async fn tick(&mut self, case: &'static Case, who: Seat, journey: &Journey) -> anyhow::Result<()> {
        let waits: Vec<_> = journey.holds.iter().filter(|(_, hold)| hold.awaits_acknowledgement()).collect();
        if waits.is_empty() && !self.lenient {
            bail!("nothing waits on the block list");
        }
        for (hold, found) in waits {
            let command = match found.released {
                None => HoldCommand::Acknowledge { hold: *hold, at: None },
                Some(_) => HoldCommand::AcknowledgeRelease { hold: *hold, at: None },
            };
            self.run(case, who, JourneyCommand::Hold(command), Vec::new()).await?;
        }
        Ok(())
    }
}

/// The channel of the conversation, where there is one.
fn conversation(journey: &Journey) -> Channel {
    match journey.customer_participant().map(|(_, person)| person.reach) {
        Some(Reach::Social { .. }) => Channel::Social,
        _ => Channel::Email,
    }
}

fn breach(journey: &Journey) -> anyhow::Result<BreachId> {
    let open = journey.breaches.iter().find(|(_, breach)| breach.is_open());
    open.map(|(id, _)| *id).context("nothing was done against an agreement")
}
