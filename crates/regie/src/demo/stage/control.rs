//! What a visitor asks of the running demonstration.

use std::sync::PoisonError;

use futures::future::BoxFuture;
use regie_app::Result;
use regie_app::clock::{DemoAct, DemoControl, DemoMail, DemoRole, DemoState, DemoStatus};
use regie_app::ports::Clock as _;
use regie_app::tour::{DemoHouse, DemoPlayed, DemoStory, DemoText};
use regie_domain::actor::Role;

use super::super::house::{HouseKind, Scene};
use super::super::seen;
use super::super::time::settle;
use super::{Demonstration, unusable};

impl DemoControl for Demonstration {
    fn state(&self) -> BoxFuture<'_, Result<DemoState>> {
        Box::pin(async move {
            let app = self.app()?;
            let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Ok(DemoState {
                now: self.clock.now(),
                paused: self.clock.is_paused(),
                speed: self.clock.speed(),
                comes: seen::coming(&app).await?,
                next: self.next(&app).await?,
                mails: self.bin.count(),
                last,
                story: self.progress().await?,
            })
        })
    }

    fn act(&self, act: DemoAct) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let _turning = self.turning.lock().await;
            let app = self.app()?;
            let turn = match act {
                DemoAct::Play => {
                    self.clock.play();
                    None
                }
                DemoAct::Pause => {
                    self.clock.pause();
                    None
                }
                DemoAct::Faster => {
                    self.clock.faster();
                    None
                }
                DemoAct::Next => Some(self.jump(&app).await?),
                DemoAct::Day => Some(self.day(&app).await?),
            };
            self.remember(turn);
            settle(&app).await
        })
    }

    fn reset(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let _turning = self.turning.lock().await;
            self.remember(None);
            self.follow(None);
            self.start(Scene::AtWork).await.map_err(unusable)
        })
    }

    fn roles(&self) -> BoxFuture<'_, Result<Vec<DemoRole>>> {
        Box::pin(async move {
            let directory = self.app()?.directory().await?;
            let role = |(code, role, email): &(&str, Role, &str)| {
                let member = directory.member_by_email(email)?;
                let team = member.teams.first().map(|(team, _)| directory.team_name(*team));
                Some(DemoRole {
                    code: (*code).to_owned(),
                    role: *role,
                    member: member.id,
                    name: member.name.clone(),
                    team,
                })
            };
            Ok(self.kind.roles().iter().filter_map(role).collect())
        })
    }

    fn status_pages(&self) -> Vec<DemoStatus> {
        self.present().map(|running| running.template.status()).unwrap_or_default()
    }

    fn mails(&self) -> Vec<DemoMail> {
        self.bin.newest_first()
    }

    fn texts(&self) -> Vec<DemoText> {
        self.bin.texts()
    }

    fn houses(&self) -> Vec<DemoHouse> {
        let house = |(kind, url): &(HouseKind, String)| DemoHouse {
            code: kind.code().to_owned(),
            name: kind.name().to_owned(),
            url: format!("{url}/demo"),
            here: *kind == self.kind,
        };
        self.all.iter().map(house).collect()
    }

    fn stories(&self) -> BoxFuture<'_, Result<Vec<DemoStory>>> {
        Box::pin(async { self.told().await.map_err(unusable) })
    }

    fn play_on<'a>(&'a self, story: &'a str) -> BoxFuture<'a, Result<DemoPlayed>> {
        Box::pin(async move {
            let story = self.story(story)?;
            let _turning = self.turning.lock().await;
            self.remember(None);
            self.follow(Some(story));
            self.go_on(story).await.map_err(unusable)
        })
    }

    fn begin<'a>(&'a self, story: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let story = self.story(story)?;
            let _turning = self.turning.lock().await;
            self.remember(None);
            self.follow(Some(story));
            self.start(story.scene).await.map_err(unusable)
        })
    }
}
