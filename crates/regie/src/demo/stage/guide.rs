//! Following a story in the running demonstration.

use std::sync::PoisonError;

use regie_app::ports::Clock as _;
use regie_app::tour::{DemoPlayed, DemoProgress, DemoStory};
use regie_app::{AppError, Result};

use super::super::player::Player;
use super::super::time::run_until;
use super::super::tour::{Pages, Run, Story, stories};
use super::{Demonstration, Running};

impl Demonstration {
    pub(super) fn story(&self, code: &str) -> Result<&'static Story> {
        stories(self.kind).iter().find(|story| story.code == code).ok_or(AppError::NotFound("story"))
    }

    pub(super) fn follow(&self, story: Option<&'static Story>) {
        *self.follows.lock().unwrap_or_else(PoisonError::into_inner) = story;
    }

    /// How far the story is that is followed.
    pub(super) async fn progress(&self) -> Result<Option<DemoProgress>> {
        let follows = *self.follows.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(story) = follows else { return Ok(None) };
        let running = self.present()?;
        let happened = self.happened(&running, story).await.map_err(super::unusable)?;
        let done = happened.iter().filter(|at| at.is_some()).count();
        Ok(Some(DemoProgress { code: story.code.to_owned(), done, of: happened.len() }))
    }

    async fn happened(&self, running: &Running, story: &'static Story) -> anyhow::Result<Vec<Option<jiff::Timestamp>>> {
        let known = running.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let texts = self.bin.texts();
        self.run_of(running, &texts, &known).happened(story).await
    }

    fn run_of<'a>(
        &self,
        running: &'a Running,
        texts: &'a [regie_app::tour::DemoText],
        known: &'a std::collections::BTreeMap<&'static str, regie_domain::ids::JourneyId>,
    ) -> Run<'a> {
        Run { app: &running.app, house: &running.house, scene: running.scene, now: self.clock.now(), texts, known }
    }

    /// All stories of this house, with what has happened of them.
    pub(super) async fn told(&self) -> anyhow::Result<Vec<DemoStory>> {
        let running = self.present()?;
        let known = running.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let texts = self.bin.texts();
        let run = self.run_of(&running, &texts, &known);
        let mut all = Vec::new();
        for story in stories(self.kind) {
            let pages = self.pages(&running, &run, story).await?;
            all.push(run.shown(story, &pages).await?);
        }
        Ok(all)
    }

    /// The customer's page of a story and its partner's: one link each for the whole run.
    async fn pages(&self, running: &Running, run: &Run<'_>, story: &'static Story) -> anyhow::Result<Pages> {
        let kept = || running.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pages = kept().get(story.code).cloned().unwrap_or_default();
        let wanted = story.partner().filter(|_| pages.partner.is_none());
        if pages.customer.is_some() && wanted.is_none() {
            return Ok(pages);
        }
        let Some(journey) = run.journey(story).await? else { return Ok(pages) };
        let app = &running.app;
        let path = |url: String| url.strip_prefix(&app.config.public_url).unwrap_or(&url).to_owned();
        if pages.customer.is_none()
            && let Some((participant, _)) = journey.customer_participant()
        {
            pages.customer = Some(path(app.mint_link(journey.id, participant).await?));
        }
        if let Some(seat) = wanted {
            let team = running.house.team(seat)?;
            let first = journey.handovers.iter().filter(|(_, offer)| offer.to == team);
            if let Some((handover, _)) = first.min_by_key(|(_, offer)| offer.offered_at) {
                pages.partner = Some(path(app.mint_partner_link(team.org, journey.id, *handover).await?));
            }
        }
        kept().insert(story.code, pages.clone());
        Ok(pages)
    }

    /// Lets the next step happen: the clock goes to its moment, and whoever acts in it acts, unless the visitor did so.
    pub(super) async fn go_on(&self, story: &'static Story) -> anyhow::Result<DemoPlayed> {
        let running = self.present()?;
        let happened = self.happened(&running, story).await?;
        let Some(next) = happened.iter().position(Option::is_none) else { return Ok(DemoPlayed::Over) };
        let known = running.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !self.run_of(&running, &[], &known).goes_on(story, &happened)? {
            return Ok(DemoPlayed::Elsewhere);
        }
        let moment = story.stops.get(next).map(|stop| super::moment(stop.at)).transpose()?;
        let mut player = Player::new(&running.app, &self.clock, &self.bin, &running.house).beside_a_visitor(known);
        for (at, step) in story.steps(next)? {
            if at > self.clock.now() {
                run_until(&running.app, &self.clock, at).await?;
            }
            // What the visitor did before is refused or changes nothing; the record says whether the step happened.
            if let Err(error) = player.act(story.case, step).await {
                tracing::info!(story = story.code, at = step.at, "not played: {error:#}");
            }
        }
        if let Some(moment) = moment.filter(|moment| *moment > self.clock.now()) {
            run_until(&running.app, &self.clock, moment).await?;
        }
        *running.known.lock().unwrap_or_else(PoisonError::into_inner) = player.known();
        let now = self.happened(&running, story).await?;
        Ok(if now.get(next).is_some_and(Option::is_some) { DemoPlayed::Happened } else { DemoPlayed::Elsewhere })
    }
}
