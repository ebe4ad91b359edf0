//! The stories that a visitor can follow step by step. A step is one moment of a story: what is played at it stands in the
//! story's case, whether it happened is read off the record ([`ticks`]), and where to look then stands beside it.

mod billing;
mod lease;
mod municipality;
mod night;
mod parcel;
mod telecom;
mod ticks;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use regie_app::App;
use regie_app::intake::Waits;
use regie_app::run::journey_of;
use regie_app::tour::{DemoSee, DemoStep, DemoStory, DemoText};
use regie_domain::ids::JourneyId;
use regie_domain::journey::Journey;
use regie_store::views::arrivals;

use super::act::{Case, Seat, Step};
use super::house::{House, HouseKind, Scene};
use super::player::{journey_by_handle, moment};
pub use ticks::{Facts, Tick};

/// A step can still be played this long after its moment in the story.
const LATE: SignedDuration = SignedDuration::from_hours(4);

/// A story.
#[derive(Debug)]
pub struct Story {
    /// Its code.
    pub code: &'static str,
    /// How the house is when it begins.
    pub scene: Scene,
    /// The customer with all that is done.
    pub case: &'static Case,
    /// Whom a journey is with that follows this one, where one does.
    pub then: Option<&'static Case>,
    /// Its moments, in order.
    pub stops: &'static [Stop],
}

/// A moment of a story.
#[derive(Debug)]
pub struct Stop {
    /// Its code, of which its words are made.
    pub code: &'static str,
    /// When; all that is done after the stop before it and until then belongs to it.
    pub at: &'static str,
    /// What the record must say for it to have happened; all of it.
    pub ticks: &'static [Tick],
    /// Where to look then.
    pub look: &'static [Look],
}

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The public form.
    Form,
    /// The customer's page.
    Page,
    /// The mails to the customer.
    Mail,
    /// The customer's page on which how it went is answered.
    Feedback,
    /// The page of who calls back after an answer, as somebody.
    CallBack(Seat),
    /// The text messages to the customer.
    Text,
    /// My work, as somebody.
    Work(Seat),
    /// The page of the journey, as somebody.
    Journey(Seat),
    /// The handovers, as somebody.
    Handovers(Seat),
    /// The promises, as somebody.
    Promises(Seat),
    /// The board of the coordinator.
    Board,
    /// The block list, as somebody.
    BlockList(Seat),
    /// The signals, as somebody.
    Signals(Seat),
    /// The shipments and the figures of their carriers, as somebody.
    Shipments(Seat),
    /// The page of the journey that follows, as somebody.
    Claim(Seat),
    /// The page of a partner, behind its link.
    Partner(Seat),
    /// The mails to a partner.
    PartnerMail,
    /// The settings of a partner, as the administrator.
    PartnerSettings(Seat),
    /// The conversation on Facebook.
    Chat,
    /// What came in and waits to be put on a journey, as somebody.
    Arrivals(Seat),
}

/// The pages of a story behind a link, as paths.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// The customer's.
    pub customer: Option<String>,
    /// The partner's.
    pub partner: Option<String>,
}

/// All stories.
#[must_use]
pub fn stories(house: HouseKind) -> &'static [Story] {
    match house {
        HouseKind::Municipality => municipality::STORIES,
        HouseKind::Provider => night::STORIES,
        HouseKind::Shipper => parcel::STORIES,
        HouseKind::Lease => lease::STORIES,
        HouseKind::Telecom => telecom::STORIES,
    }
}

impl Story {
    /// The partner behind whose link a visitor may look, where there is one.
    #[must_use]
    pub fn partner(&self) -> Option<Seat> {
        self.stops.iter().flat_map(|stop| stop.look).find_map(|look| match look {
            Look::Partner(seat) => Some(*seat),
            _ => None,
        })
    }

    /// What is done at a stop.
    ///
    /// # Errors
    /// When a moment cannot be read.
    pub fn steps(&'static self, stop: usize) -> anyhow::Result<Vec<(Timestamp, &'static Step)>> {
        let from = match stop.checked_sub(1).and_then(|before| self.stops.get(before)) {
            Some(before) => moment(before.at)?,
            None => Timestamp::MIN,
        };
        let until = self.stops.get(stop).map(|stop| moment(stop.at)).transpose()?.unwrap_or(Timestamp::MIN);
        let mut steps = Vec::new();
        for step in self.case.steps {
            let at = moment(step.at)?;
            if at > from && at <= until {
                steps.push((at, step));
            }
        }
        Ok(steps)
    }
}

/// What is known of the run in which stories are looked at.
pub struct Run<'a> {
    /// The app.
    pub app: &'a App,
    /// The house.
    pub house: &'a House,
    /// How it began.
    pub scene: Scene,
    /// The business time.
    pub now: Timestamp,
    /// The text messages that left.
    pub texts: &'a [DemoText],
    /// Journeys that only the player knows.
    pub known: &'a BTreeMap<&'static str, JourneyId>,
}

impl Run<'_> {
    /// The journey of a story's customer, where there is one by now.
    ///
    /// # Errors
    /// What the store says.
    pub async fn journey(&self, story: &'static Story) -> anyhow::Result<Option<Journey>> {
        let id = match self.known.get(story.case.code) {
            Some(id) => Some(*id),
            None => journey_by_handle(self.app, story.case).await?,
        };
        let Some(id) = id else { return Ok(None) };
        Ok(self.app.store.read(async |tx| journey_of(tx, id).await).await?)
    }

    /// When each stop happened, by the record.
    ///
    /// # Errors
    /// What the store says.
    pub async fn happened(&self, story: &'static Story) -> anyhow::Result<Vec<Option<Timestamp>>> {
        let journey = self.journey(story).await?;
        let then = self.then(story, journey.as_ref()).await?;
        let facts = Facts {
            journey: journey.as_ref(),
            then: then.as_ref(),
            house: self.house,
            directory: &*self.app.directory().await?,
            stranger: self.stranger(story, journey.as_ref()).await?,
            texts: self.texts,
            case: story.case,
        };
        Ok(story.stops.iter().map(|stop| facts.all(stop.ticks)).collect())
    }

    /// When something came in that names a story's journey and waits, as nothing proves whose it is.
    async fn stranger(&self, story: &'static Story, journey: Option<&Journey>) -> anyhow::Result<Option<Timestamp>> {
        let wanted = story.stops.iter().any(|stop| stop.ticks.contains(&Tick::Stranger));
        let Some(journey) = journey.filter(|_| wanted) else { return Ok(None) };
        let teams = [journey.direction.team.team];
        let reasons = [Waits::NotAParticipant.code().to_owned()];
        let waits = self.app.store.read(async |tx| arrivals::waiting_for(tx, &teams, &reasons, 0, 100).await).await?;
        let named = waits.into_iter().filter(|arrival| arrival.suggested == Some(journey.id));
        Ok(named.map(|arrival| arrival.received_at).min())
    }

    /// The journey that follows a story's, where there is one by now.
    async fn then(&self, story: &'static Story, journey: Option<&Journey>) -> anyhow::Result<Option<Journey>> {
        let (Some(case), Some(first)) = (story.then, journey) else { return Ok(None) };
        let Some(id) = journey_by_handle(self.app, case).await? else { return Ok(None) };
        let found = self.app.store.read(async |tx| journey_of(tx, id).await).await?;
        Ok(found.filter(|found| found.follows == Some(first.id)))
    }

    /// Whether a story can go on from here: nothing of it lies so far in the past that it could not be played any more.
    ///
    /// # Errors
    /// When a moment cannot be read.
    pub fn goes_on(&self, story: &'static Story, happened: &[Option<Timestamp>]) -> anyhow::Result<bool> {
        let next = story.stops.iter().zip(happened).find(|(_, happened)| happened.is_none());
        let Some((stop, _)) = next else { return Ok(true) };
        Ok(story.scene == self.scene && self.now <= moment(stop.at)? + LATE)
    }

    /// A story as a visitor sees it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn shown(&self, story: &'static Story, pages: &Pages) -> anyhow::Result<DemoStory> {
        let journey = self.journey(story).await?;
        let then = self.then(story, journey.as_ref()).await?;
        let known = (journey.as_ref(), then.as_ref());
        let happened = self.happened(story).await?;
        let mut steps = Vec::new();
        for (number, (stop, done)) in story.stops.iter().zip(&happened).enumerate() {
            let see = stop.look.iter().filter_map(|look| self.see(*look, known, pages)).collect();
            steps.push(DemoStep {
                code: stop.code.to_owned(),
                at: moment(stop.at)?,
                done: *done,
                by_itself: story.steps(number)?.is_empty(),
                see,
            });
        }
        Ok(DemoStory {
            code: story.code.to_owned(),
            name: story.case.name.to_owned(),
            email: story.case.email.to_owned(),
            phone: story.case.phone.to_owned(),
            steps,
            goes_on: self.goes_on(story, &happened)?,
        })
    }

    fn see(&self, look: Look, (journey, then): (Option<&Journey>, Option<&Journey>), pages: &Pages) -> Option<DemoSee> {
        let open = |what, path: &str| DemoSee { what, path: path.to_owned(), role: None };
        let as_member = |what, path: String, seat: Seat| {
            let name = self.house.member(seat).ok()?.name.clone();
            Some(DemoSee { what, path, role: Some((seat.role().to_owned(), name)) })
        };
        let as_role = |what, path: String, role: &str| {
            let (code, _, email) = self.house.kind.roles().iter().find(|(code, ..)| *code == role)?;
            Some(DemoSee { what, path, role: Some(((*code).to_owned(), self.house.named(email)?)) })
        };
        match look {
            Look::Form => Some(open("form", "/ask")),
            Look::Page => Some(open("page", pages.customer.as_deref()?)),
            Look::Mail => Some(open("mail", "/demo/outbox")),
            Look::Feedback => Some(open("feedback", &format!("{}/feedback", pages.customer.as_deref()?))),
            Look::CallBack(seat) => as_member("call-back", format!("/journeys/{}/feedback", journey?.id), seat),
            Look::Text => Some(open("text", "/demo/outbox#texts")),
            Look::Work(seat) => as_member("work", "/work".to_owned(), seat),
            Look::Journey(seat) => as_member("journey", format!("/journeys/{}", journey?.id), seat),
            Look::Handovers(seat) => as_member("handovers", "/handovers".to_owned(), seat),
            Look::Promises(seat) => as_member("promises", "/promises".to_owned(), seat),
            Look::BlockList(seat) => as_member("block-list", "/block-list".to_owned(), seat),
            Look::Signals(seat) => as_member("signals", "/signals".to_owned(), seat),
            Look::Shipments(seat) => as_member("shipments", "/shipments".to_owned(), seat),
            Look::Claim(seat) => as_member("claim", format!("/journeys/{}", then?.id), seat),
            Look::Partner(_) => Some(open("partner", pages.partner.as_deref()?)),
            Look::PartnerMail => Some(open("partner-mail", "/demo/outbox")),
            Look::Chat => Some(open("chat", "/demo/outbox#texts")),
            Look::Arrivals(seat) => as_member("arrivals", "/arrivals".to_owned(), seat),
            Look::PartnerSettings(seat) => {
                let org = self.house.team(seat).ok()?.org;
                as_role("partner-settings", format!("/settings/partners/{org}"), "administrator")
            }
            Look::Board => as_role("board", "/board".to_owned(), "coordinator"),
        }
    }
}

#[cfg(test)]
mod played;

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_story_is_told_in_order_and_loses_no_step() {
        for (house, story) in
            HouseKind::ALL.into_iter().flat_map(|house| stories(house).iter().map(move |story| (house, story)))
        {
            let moments: Vec<_> = story.stops.iter().map(|stop| moment(stop.at).unwrap()).collect();
            assert!(moments.is_sorted_by(|one, two| one < two), "{}", story.code);
            let played: usize = (0..story.stops.len()).map(|stop| story.steps(stop).unwrap().len()).sum();
            assert_eq!(played, story.case.steps.len(), "{}", story.code);
            let (_, present) = house.moments(story.scene);
            assert!(moment(present).unwrap() < moments[0], "{}", story.code);
            assert!(story.stops.iter().all(|stop| !stop.ticks.is_empty() && !stop.look.is_empty()), "{}", story.code);
        }
    }
}
