//! One resident who asks costs back, and those who work on it. What happens is decided by dice; what was counted is counted
//! here, as it is done, without a look at the product.

mod acts;

use anyhow::{Context as _, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use regie_app::Who;
use regie_domain::ids::JourneyId;
use regie_domain::journey::Journey;

use super::counted::{Ball, Counted};
use super::{Desk, Dice, House};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Nobody has written yet.
    New,
    /// The contact centre works on it.
    Desk,
    /// A team was asked to take it on.
    Offered(Desk),
    /// That team works on it.
    Leg(Desk),
    /// The resident was asked something.
    Asked,
    /// The outcome was told; it closes then, unless the resident says otherwise.
    Proposed(Timestamp),
    /// It is over.
    Over,
}

/// An answer of ours: on which leg (the number of the leg, 0 is none), and when.
type Answer = (usize, Timestamp);

/// A case.
pub struct Case {
    number: usize,
    dice: Dice,
    address: String,
    /// The journey, once it began.
    pub journey: Option<JourneyId>,
    link: String,
    stands: Stands,
    counted: Counted,
    ball: Option<(Ball, Timestamp)>,
    last_team: Option<Ball>,
    legs: usize,
    answers: Vec<Answer>,
    asked_on: Vec<usize>,
    complete: usize,
    /// So many things still happen before somebody brings it to an end.
    left: u64,
    letters: usize,
    calls: usize,
    again: bool,
    /// Whether the question in words stands open, and whether it was answered once.
    put: (bool, bool),
}

impl Case {
    /// A case that begins when the dice say so.
    #[must_use]
    pub fn new(number: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ (number as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let left = [1, 1, 1, 2, 3, 4, 5, 7][dice.below(8) as usize];
        Self {
            number,
            dice,
            // A domain each: what leaves for one domain is limited.
            address: format!("bewoner@r{number}.example.net"),
            journey: None,
            link: String::new(),
            stands: Stands::New,
            counted: Counted::default(),
            ball: None,
            last_team: None,
            legs: 0,
            answers: Vec::new(),
            asked_on: Vec::new(),
            complete: 0,
            left,
            letters: 0,
            calls: 0,
            again: false,
            put: (false, false),
        }
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.stands == Stands::Over
    }

    /// What may happen at this moment. `evening`: only residents are awake.
    ///
    /// # Errors
    /// When a door refuses what must be possible.
    pub async fn moment(&mut self, house: &mut House, evening: bool) -> Result<()> {
        self.close_unopposed(house.now());
        match self.stands {
            Stands::New if self.dice.falls(25) => self.begin(house).await,
            Stands::New | Stands::Over => Ok(()),
            _ if self.dice.falls(45) => Ok(()),
            Stands::Asked => self.while_asked(house, evening).await,
            Stands::Proposed(_) => self.while_proposed(house).await,
            _ if evening => self.chase(house).await,
            Stands::Desk => self.at_the_desk(house).await,
            Stands::Offered(desk) => self.while_offered(house, desk).await,
            Stands::Leg(desk) => self.on_a_leg(house, desk).await,
        }
        .with_context(|| format!("case {} while {:?}", self.number, self.stands))
    }

    /// After the house has read its mail: where the journey is.
    ///
    /// # Errors
    /// When there is no receipt, or the journey is not found by the number in it.
    pub async fn look_up(&mut self, house: &mut House) -> Result<()> {
        if self.journey.is_some() || self.stands == Stands::New {
            return Ok(());
        }
        let receipt = house.last(&self.address).context("a receipt")?;
        let number = receipt.text.split_whitespace().find(|word| word.starts_with("R-")).context("a number")?;
        let link = receipt.text.split_whitespace().find(|word| word.contains("/s/")).context("a link")?;
        self.link = link.trim_end_matches(['.', ')']).to_owned();
        let found = house.page(Desk::Kcc, &format!("/search?q={number}")).await?;
        let href = found.link("/journeys/0").with_context(|| format!("{number} is found: {}", found.text()))?;
        let id = href.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        self.journey = Some(JourneyId::parse(id)?);
        Ok(())
    }

    /// What was counted, with what lies in the resident's mailbox; the ball up to the end, or to now.
    #[must_use]
    pub fn counted(&self, house: &House) -> Counted {
        let mut counted = self.counted.clone();
        let (mails, no_news) = house.got(&self.address);
        counted.from_us = mails + self.calls;
        counted.no_news = no_news;
        if let Some((ball, since)) = self.ball {
            *counted.held.entry(ball).or_default() += house.now().duration_since(since);
        }
        counted.in_one_answer = counted.solved && self.complete == 1 && counted.fragments == 0;
        counted
    }

    // ---- what happens ----

    async fn begin(&mut self, house: &House) -> Result<()> {
        self.write(house, "Ik heb een loodgieter betaald voor een verstopt riool. Wat moet ik doen?", None).await?;
        self.move_to(Ball::Kcc, house.now());
        self.stands = Stands::Desk;
        Ok(())
    }

    async fn at_the_desk(&mut self, house: &mut House) -> Result<()> {
        if self.again && self.dice.falls(60) {
            return self.ask_again(house).await;
        }
        if self.left == 0 && !self.answers.is_empty() {
            return if self.dice.falls(6) {
                self.withdraw(house).await
            } else {
                self.tell_outcome(house, Desk::Kcc).await
            };
        }
        self.left = self.left.saturating_sub(1);
        match self.dice.below(100) {
            _ if self.complete == 0 && self.dice.falls(60) => self.answer_completely(house).await,
            0..=24 => self.answer_half(house, Desk::Kcc).await,
            25..=49 => self.offer(house).await,
            50..=64 => self.ask(house, Desk::Kcc).await,
            65..=79 => self.chase(house).await,
            80..=89 => self.ring_us(house).await,
            _ => self.ring_them(house).await,
        }
    }

    async fn while_offered(&mut self, house: &mut House, desk: Desk) -> Result<()> {
        let journey = self.open(house).await?;
        let (offer, _) = journey.pending().next().context("an offer")?;
        let path = format!("/journeys/{}/handovers/{offer}", self.id()?);
        match self.dice.below(100) {
            0..=14 => return self.chase(house).await,
            15..=24 => {
                house
                    .post(desk, &format!("{path}/decline"), &[("ground", "not_ours"), ("text", "Dit is niet van ons.")])
                    .await?;
            }
            25..=32 => house.post(Desk::Kcc, &format!("{path}/withdraw"), &[]).await?,
            33..=44 => {
                let fields = [("outcome", "answered"), ("text", "De oorzaak ligt in de straat.")];
                house.post(desk, &format!("{path}/answer"), &fields).await?;
                self.counted.handovers += 1;
            }
            _ => {
                house.post(desk, &format!("{path}/accept"), &[]).await?;
                self.counted.handovers += 1;
                self.legs += 1;
                self.move_to(desk.into(), house.now());
                self.stands = Stands::Leg(desk);
                return Ok(());
            }
        }
        self.stands = Stands::Desk;
        Ok(())
    }

    async fn on_a_leg(&mut self, house: &mut House, desk: Desk) -> Result<()> {
        if self.again && self.dice.falls(60) {
            return self.ask_again(house).await;
        }
        match self.dice.below(100) {
            0..=14 => self.answer_half(house, desk).await,
            15..=29 => self.ask(house, desk).await,
            30..=39 => self.chase(house).await,
            40..=64 => self.tell_outcome(house, desk).await,
            _ => {
                let journey = self.open(house).await?;
                let (leg, _) = journey.leg_with_ball().context("a leg")?;
                let path = format!("/journeys/{}/legs/{leg}/finish", self.id()?);
                house.post(desk, &path, &[("outcome", "solved"), ("text", "De oorzaak ligt in de straat.")]).await?;
                self.back_to_the_desk(house.now());
                Ok(())
            }
        }
    }

    async fn while_asked(&mut self, house: &mut House, evening: bool) -> Result<()> {
        match self.dice.below(100) {
            0..=11 => self.chase(house).await,
            12..=19 if !evening => {
                let asker = self.asker();
                house.post(asker, &format!("/journeys/{}/withdraw-question", self.id()?), &[]).await?;
                self.answered(house.now(), asker);
                Ok(())
            }
            20..=34 => {
                let page = house.visitor()?;
                let shown = page.get(&self.link).await?;
                let sent = page
                    .submit(&shown, "/message", &[("text", "De loodgieter heet Voorbeeld. Dat was op 30 januari.")])
                    .await?;
                ensure!(sent.status == 200, "the page answered {}: {}", sent.status, sent.text());
                self.counted.from_customer += 1;
                self.says();
                let asker = self.asker();
                self.answered(house.now(), asker);
                Ok(())
            }
            _ => {
                let last = house.last(&self.address).map(|mail| mail.message_id);
                self.write(house, "De loodgieter heet Voorbeeld. Dat was op 30 januari.", last).await?;
                self.says();
                let asker = self.asker();
                self.answered(house.now(), asker);
                Ok(())
            }
        }
    }

    async fn while_proposed(&mut self, house: &mut House) -> Result<()> {
        let (page, verdict) = (house.visitor()?, self.dice.below(100));
        match verdict {
            0..=24 => {
                let shown = page.get(&self.link).await?;
                let done = page.submit(&shown, "/solved", &[]).await?;
                ensure!(done.status == 200, "the page answered {}: {}", done.status, done.text());
                self.counted.solved = true;
                self.end(house.now());
            }
            25..=31 => {
                let shown = page.get(&self.link).await?;
                let done = page.submit(&shown, "/not-solved", &[("text", "Ik heb nog niets ontvangen.")]).await?;
                ensure!(done.status == 200, "the page answered {}: {}", done.status, done.text());
                self.counted.from_customer += 1;
                self.count_again(house.now());
                self.move_to(Ball::Kcc, house.now());
                (self.stands, self.left) = (Stands::Desk, 1);
            }
            32..=37 => {
                let last = house.last(&self.address).map(|mail| mail.message_id);
                self.write(house, "Dank u wel!", last).await?;
            }
            _ => {}
        }
        Ok(())
    }

    // ---- what is counted ----

    /// The resident asks again: a fragment, where we answered on the same leg within two weeks.
    fn count_again(&mut self, now: Timestamp) {
        let (leg, window) = (self.leg(), SignedDuration::from_hours(14 * 24));
        if self.answers.iter().any(|(on, at)| *on == leg && now.duration_since(*at) <= window) {
            self.counted.fragments += 1;
            self.counted.repeats += 1;
        }
        self.again = false;
    }

    /// The resident is asked something; a second time on one leg is a fragment.
    fn asked(&mut self, now: Timestamp) {
        let leg = self.leg();
        self.counted.fragments += usize::from(self.asked_on.contains(&leg));
        self.asked_on.push(leg);
        self.again = false;
        self.move_to(Ball::Resident, now);
        self.stands = Stands::Asked;
    }

    /// The resident says what was asked.
    fn says(&mut self) {
        self.put.1 |= self.put.0;
    }

    fn answered(&mut self, now: Timestamp, asker: Desk) {
        self.put.0 = false;
        self.move_to(asker.into(), now);
        self.stands = if asker == Desk::Kcc { Stands::Desk } else { Stands::Leg(asker) };
    }

    /// Whoever asked: the team that had the ball before the resident.
    fn asker(&self) -> Desk {
        match self.last_team {
            Some(Ball::Technical) => Desk::Technical,
            Some(Ball::Claims) => Desk::Claims,
            _ => Desk::Kcc,
        }
    }

    fn back_to_the_desk(&mut self, now: Timestamp) {
        self.move_to(Ball::Kcc, now);
        (self.stands, self.again) = (Stands::Desk, false);
    }

    /// The number of the leg that the ball is on.
    fn leg(&self) -> usize {
        if self.asker() == Desk::Kcc { 0 } else { self.legs }
    }

    fn move_to(&mut self, ball: Ball, now: Timestamp) {
        if let Some((before, since)) = self.ball.replace((ball, now)) {
            *self.counted.held.entry(before).or_default() += now.duration_since(since);
        }
        if ball != Ball::Resident {
            self.counted.sent_on += usize::from(self.last_team.is_some_and(|team| team != ball));
            self.last_team = Some(ball);
        }
    }

    fn close_unopposed(&mut self, now: Timestamp) {
        if let Stands::Proposed(closes) = self.stands
            && closes <= now
        {
            self.counted.solved = true;
            self.end(closes);
        }
    }

    fn end(&mut self, at: Timestamp) {
        if let Some((ball, since)) = self.ball.take() {
            *self.counted.held.entry(ball).or_default() += at.duration_since(since);
        }
        self.stands = Stands::Over;
    }

    fn id(&self) -> Result<JourneyId> {
        self.journey.context("it has begun")
    }

    async fn open(&self, house: &House) -> Result<Journey> {
        Ok(house.app.open_journey(&Who::System, self.id()?).await?.journey)
    }
}
