//! Plays what happens through the doors that people use: mail as it comes off the wire, commands as the pages build them.

mod agreed;
mod chain;
mod counter;
mod field;
mod mail;
mod parcels;
mod programs;

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow, bail};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use regie_app::App;
use regie_app::authorise::Who;
use regie_app::clock::DemoClock;
use regie_app::content::{ContentKind, Text};
use regie_app::run::{Request, journey_of};
use regie_domain::actor::Door;
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{
    BallGoes, Channel, Direction, JoinReason, Outcome, PromiseKind, PromiseWhat, TakeBackReason,
};
use regie_domain::command::{JourneyCommand, NewPromise, NewQuestion};
use regie_domain::customer::HandleKind;
use regie_domain::event::{Asked, ContactFacts, Promisee, Window};
use regie_domain::ids::{ContentId, HandoverId, JourneyId, ParticipantId, PromiseId};
use regie_domain::journey::Journey;
use regie_domain::money::Cents;
use regie_domain::phone::PhoneNumber;
use regie_store::views::{customers, journeys};

use super::act::{Act, Case, File, Item, Seat, Step, Window as Until};
use super::bin::MailBin;
use super::house::House;
use super::time::{run_until, settle};
use super::{cases, provider};

/// The zone that the stories are told in.
const ZONE: &str = "Europe/Amsterdam";

/// The player of one demonstration.
pub struct Player<'a> {
    app: &'a App,
    clock: &'a DemoClock,
    bin: &'a MailBin,
    house: &'a House,
    /// The journeys that are known by the code of their case.
    journeys: BTreeMap<&'static str, JourneyId>,
    /// Whether what was done already is no surprise: a visitor may have been first.
    lenient: bool,
}

/// A local moment of the stories.
///
/// # Errors
/// When the text is no date and time.
pub fn moment(text: &str) -> anyhow::Result<Timestamp> {
    let local: DateTime = text.parse()?;
    Ok(local.to_zoned(TimeZone::get(ZONE)?)?.timestamp())
}

/// The newest journey of a person, known by address or telephone number.
///
/// # Errors
/// What the store says.
pub async fn journey_by_handle(app: &App, case: &Case) -> anyhow::Result<Option<JourneyId>> {
    let phone = PhoneNumber::parse(case.phone).map(|number| number.as_str().to_owned()).unwrap_or_default();
    let email = case.email.to_owned();
    let found = app.store.read(async |tx| {
        let mut found = Vec::new();
        for (kind, value) in [(HandleKind::Email, &email), (HandleKind::Phone, &phone)] {
            if value.is_empty() {
                continue;
            }
            for handle in customers::all_by_handle(tx, kind, value).await? {
                found.extend(journeys::of_customer(tx, handle.customer).await?);
            }
        }
        Ok::<_, regie_store::StoreError>(found)
    });
    Ok(found.await?.into_iter().max_by_key(|row| row.id).map(|row| row.id))
}

impl<'a> Player<'a> {
    /// For an app that was just set up.
    #[must_use]
    pub fn new(app: &'a App, clock: &'a DemoClock, bin: &'a MailBin, house: &'a House) -> Self {
        Self { app, clock, bin, house, journeys: BTreeMap::new(), lenient: false }
    }

    /// For a demonstration that a visitor takes part in: the journeys that are known, and nothing is a surprise that was done
    /// already.
    #[must_use]
    pub fn beside_a_visitor(self, journeys: BTreeMap<&'static str, JourneyId>) -> Self {
        Self { journeys, lenient: true, ..self }
    }

    /// The journeys that are known by the code of their case.
    #[must_use]
    pub fn known(self) -> BTreeMap<&'static str, JourneyId> {
        self.journeys
    }

    /// Plays all steps in order of time, and lets time pass until `end`.
    ///
    /// # Errors
    /// The first step that is refused, by its case and moment: the stories no longer fit the rules then.
    pub async fn play(&mut self, cases: &'static [Case], end: Timestamp) -> anyhow::Result<()> {
        let mut steps: Vec<(Timestamp, &'static Case, &Step)> = Vec::new();
        for case in cases {
            for step in case.steps {
                steps.push((moment(step.at)?, case, step));
            }
        }
        steps.sort_by_key(|(at, ..)| *at);
        // What a story goes on with after that is the visitor's to play.
        for (at, case, step) in steps.into_iter().filter(|(at, ..)| *at <= end) {
            run_until(self.app, self.clock, at).await?;
            self.act(case, step).await?;
        }
        run_until(self.app, self.clock, end).await?;
        Ok(())
    }

    /// Lets one thing happen now, and what follows from it at once.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn act(&mut self, case: &'static Case, step: &Step) -> anyhow::Result<()> {
        self.step(case, &step.act).await.with_context(|| format!("{} at {}", case.code, step.at))?;
        Ok(settle(self.app).await?)
    }

    /// A link to the status page of a case, as a path.
    ///
    /// # Errors
    /// When there is no such journey.
    pub async fn status_path(&mut self, case: &'static Case) -> anyhow::Result<String> {
        let journey = self.journey(case).await?;
        let (participant, _) = journey.customer_participant().context("nobody takes part")?;
        let url = self.app.mint_link(journey.id, participant).await?;
        Ok(url.strip_prefix(&self.app.config.public_url).unwrap_or(&url).to_owned())
    }

    async fn step(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        match *act {
            Act::Mails { subject, body } => self.mail(case, subject, body).await,
            Act::MailsTo { to, subject, body } => self.deliver(case, to, subject, body, "").await,
            Act::MailsAbout { case: about, subject, body } => {
                let about = cases::CASES.iter().chain(provider::CASES).find(|case| case.code == about);
                let journey = self.journey(about.context("no such case")?).await?;
                self.mail(case, &format!("{subject} ({})", journey.reference), body).await
            }
            Act::MailsOn { by, subject, body } => {
                let subject = format!("{subject} ({})", self.journey(case).await?.reference);
                self.mail(by.unwrap_or(case), &subject, body).await
            }
            Act::Replies { body } => self.reply(case, body).await,
            Act::OnPage { body, files } => self.on_page(case, body, files).await,
            Act::Answers { who, body } => self.answer(case, who, body).await,
            Act::Writes { who, body } => self.write(case, who, body, (false, None, None), Vec::new()).await,
            Act::Asks { who, body, items } => self.ask(case, who, (body, items), None).await,
            Act::AsksThrough { who, body, items } => {
                let journey = self.journey(case).await?;
                let (handover, _) = journey.pending().next().context("no offer waits")?;
                self.ask(case, who, (body, items), Some(handover)).await
            }
            Act::PromisesNews { who, until } => {
                let promise =
                    NewPromise { kind: PromiseKind::News, what: PromiseWhat::News, ..self.result(Some(until), None)? };
                self.run(case, who, JourneyCommand::Promise { promise }, Vec::new()).await
            }
            Act::WritesNews { who, body, until } => {
                let news =
                    NewPromise { kind: PromiseKind::News, what: PromiseWhat::News, ..self.result(Some(until), None)? };
                self.write(case, who, body, (false, Some(news), None), Vec::new()).await
            }
            Act::TakesBack { who } => {
                let back = JourneyCommand::TakeBack { reason: TakeBackReason::BackAndForth };
                self.run(case, who, back, Vec::new()).await
            }
            Act::Promises { who, body, until } => {
                let broken = self
                    .journey(case)
                    .await?
                    .promises
                    .iter()
                    .find(|(_, promise)| promise.is_unsettled())
                    .map(|(id, _)| *id);
                let promise = self.result(Some(until), broken)?;
                self.write(case, who, body, (false, Some(promise), None), Vec::new()).await
            }
            Act::Notes { who, body } => {
                let mut texts = Vec::new();
                let note = self.text(&mut texts, body);
                self.run(case, who, JourneyCommand::AddNote { note }, texts).await
            }
            Act::Takes { who } => {
                let member = Some(self.house.member(who)?.id);
                self.run(case, who, JourneyCommand::Assign { member }, Vec::new()).await
            }
            Act::Offers { who, to, brief } => {
                let mut texts = Vec::new();
                let brief = brief.iter().map(|part| Some(self.text(&mut texts, part))).collect();
                let command = JourneyCommand::Offer {
                    to: self.house.team(to)?,
                    ball: Some(BallGoes::Goes),
                    brief,
                    respond_by: None,
                };
                self.run(case, who, command, texts).await
            }
            Act::Accepts { who } => {
                let journey = self.journey(case).await?;
                let (handover, _) = journey.pending().next().context("no offer waits")?;
                self.run(case, who, JourneyCommand::Accept { handover, promise: None }, Vec::new()).await
            }
            Act::Finishes { who, body } => {
                let journey = self.journey(case).await?;
                let (leg, _) = journey.leg_with_ball().context("no leg is open")?;
                let mut texts = Vec::new();
                let text = Some(self.text(&mut texts, body));
                self.run(case, who, JourneyCommand::FinishLeg { leg, outcome: Some(Outcome::Solved), text }, texts)
                    .await
            }
            Act::Tells { who, body, outcome, euros } => {
                let mut texts = Vec::new();
                let contact = self.facts(Direction::Out, Channel::Email, None, body, &mut texts);
                let amount = euros.map(|euros| Cents(euros * 100));
                self.run(case, who, JourneyCommand::ProposeOutcome { outcome, contact, amount }, texts).await
            }
            _ => self.elsewhere(case, act).await,
        }
    }

    /// What does not happen at a desk or in a mail.
    async fn elsewhere(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        match act {
            Act::Form { .. } | Act::RingsInVain | Act::Rings { .. } | Act::Calls { .. } => self.reach(case, act).await,
            Act::LetterComes { .. } | Act::Posts { .. } | Act::Hands { .. } => self.on_paper(case, act).await,
            Act::Agrees { .. }
            | Act::Proposes { .. }
            | Act::Approves { .. }
            | Act::Ticks { .. }
            | Act::NotKept { .. }
            | Act::Apologises { .. }
            | Act::AnswersOffer { .. }
            | Act::PutsRight { .. }
            | Act::CarriesOut { .. } => self.about_agreements(case, act).await,
            Act::Ships { .. }
            | Act::Scans { .. }
            | Act::NotesShipment { .. }
            | Act::SendsAgain { .. }
            | Act::LetsGo { .. }
            | Act::Claims { .. } => self.about_shipments(case, act).await,
            Act::Opens { .. }
            | Act::OffersLead { .. }
            | Act::PartnerAccepts { .. }
            | Act::PartnerMoves { .. }
            | Act::PartnerDone { .. }
            | Act::EndsSharing { .. }
            | Act::NotesErasure { .. } => self.in_the_chain(case, act).await,
            Act::OnFacebook { .. }
            | Act::AsksWho { .. }
            | Act::SaysWho { .. }
            | Act::BillingConfirms
            | Act::BillingReports { .. } => self.by_programs(case, act).await,
            _ => self.by_page_or_visit(case, act).await,
        }
    }

    /// A message on the status page. It answers the open question, where there is one.
    async fn on_page(&mut self, case: &'static Case, body: &str, files: &[File]) -> anyhow::Result<()> {
        let journey = self.journey(case).await?;
        let answers = journey.open_question().map(|(id, _)| id);
        let (who, contact, texts) = self.of_customer(&journey, body, files)?;
        self.request(who, journey.id, JourneyCommand::RecordContact { contact, answers }, texts).await
    }

    /// What the customer says on the status page, with its words and files.
    fn of_customer(
        &self,
        journey: &Journey,
        body: &str,
        files: &[File],
    ) -> anyhow::Result<(Who, ContactFacts, Vec<Text>)> {
        let (participant, _) = journey.customer_participant().context("nobody takes part")?;
        let mut texts = Vec::new();
        let mut contact = self.facts(Direction::In, Channel::Web, Some(participant), body, &mut texts);
        contact.why = JoinReason::StatusPage;
        contact.files = self.files(journey.id, files, &mut texts);
        Ok((Who::Customer { journey: journey.id, participant }, contact, texts))
    }

    fn files(&self, journey: JourneyId, files: &[File], texts: &mut Vec<Text>) -> Vec<ContentId> {
        let mut ids = Vec::new();
        for (name, media_type, bytes) in files {
            let id: ContentId = self.app.ports.id();
            texts.push(Text::file(id, name, media_type, bytes.to_vec(), Some(journey)));
            ids.push(id);
        }
        ids
    }

    async fn ask(
        &mut self,
        case: &'static Case,
        who: Seat,
        (body, items): (&str, &[Item]),
        through: Option<HandoverId>,
    ) -> anyhow::Result<()> {
        let (mut texts, items) = self.asked(items);
        let question = self.text(&mut texts, body);
        let question = NewQuestion { text: question, items, due: None, last_thing: false, through };
        self.write(case, who, body, (false, None, Some(question)), texts).await
    }

    /// The complete answer of the blueprint's card: what is needed, where, how long, what it costs, who to call.
    async fn answer(&mut self, case: &'static Case, who: Seat, body: &str) -> anyhow::Result<()> {
        let card = self.house.with_card()?.cards.first().context("the blueprint has no card")?;
        let items: Vec<(&str, AskKind)> = card.asks.iter().map(|ask| (ask.label.nl.as_str(), ask.kind)).collect();
        let (mut texts, items) = self.asked(&items);
        let text = self.text(&mut texts, body);
        let question = NewQuestion { text, items, due: None, last_thing: false, through: None };
        // What the card says about the cost.
        let promise = NewPromise { cost: Some(Cents(0)), ..self.result(None, None)? };
        self.write(case, who, body, (true, Some(promise), Some(question)), texts).await
    }

    fn asked(&self, items: &[(&str, AskKind)]) -> (Vec<Text>, Vec<Asked>) {
        let mut texts = Vec::new();
        let asked = items
            .iter()
            .map(|(label, kind)| Asked { label: self.text(&mut texts, label), kind: *kind, required: true })
            .collect();
        (texts, asked)
    }

    /// A promise of the result: by the blueprint's term, or until a moment.
    fn result(&self, until: Option<Until>, replaces: Option<PromiseId>) -> anyhow::Result<NewPromise> {
        let window = until.map(moment).transpose()?.map(Window::by);
        Ok(NewPromise {
            kind: PromiseKind::Outcome,
            what: PromiseWhat::Result,
            text: None,
            to: Promisee::Customer,
            window,
            cost: None,
            replaces,
        })
    }

    async fn write(
        &mut self,
        case: &'static Case,
        who: Seat,
        body: &str,
        (complete, promise, question): (bool, Option<NewPromise>, Option<NewQuestion>),
        mut texts: Vec<Text>,
    ) -> anyhow::Result<()> {
        let contact = self.facts(Direction::Out, Channel::Email, None, body, &mut texts);
        self.run(case, who, JourneyCommand::Write { contact, complete, promise, question }, texts).await
    }

    fn facts(
        &self,
        direction: Direction,
        channel: Channel,
        participant: Option<ParticipantId>,
        body: &str,
        texts: &mut Vec<Text>,
    ) -> ContactFacts {
        let said = ContactFacts::said(self.app.ports.id(), direction, channel, self.text(texts, body));
        ContactFacts { participant, ..said }
    }

    fn text(&self, texts: &mut Vec<Text>, words: &str) -> ContentId {
        let id = self.app.ports.id();
        texts.push(Text::plain(id, ContentKind::Text, words, None));
        id
    }

    async fn run(
        &mut self,
        case: &'static Case,
        who: Seat,
        command: JourneyCommand,
        texts: Vec<Text>,
    ) -> anyhow::Result<()> {
        let journey = self.journey(case).await?.id;
        let who = self.who(who)?;
        self.request(who, journey, command, texts).await
    }

    async fn request(
        &self,
        who: Who,
        journey: JourneyId,
        command: JourneyCommand,
        mut texts: Vec<Text>,
    ) -> anyhow::Result<()> {
        for text in &mut texts {
            text.journey = Some(journey);
        }
        let done = self.app.run(Request::journey(who, Door::Page, journey, command).with(texts)).await?;
        if done.events == 0 && !self.lenient {
            bail!("nothing happened");
        }
        Ok(())
    }

    fn who(&self, seat: Seat) -> anyhow::Result<Who> {
        Ok(Who::Member(Box::new(self.house.member(seat)?.clone())))
    }

    /// The journey of a case as it is now.
    async fn journey(&mut self, case: &'static Case) -> anyhow::Result<Journey> {
        let id = match self.journeys.get(case.code) {
            Some(id) => *id,
            None => {
                let found = journey_by_handle(self.app, case).await?;
                let id = found.with_context(|| format!("{} has no journey: the message went elsewhere", case.name))?;
                self.journeys.insert(case.code, id);
                id
            }
        };
        let found = self.app.store.read(async |tx| journey_of(tx, id).await).await?;
        found.ok_or_else(|| anyhow!("the journey of {} cannot be read", case.code))
    }
}
