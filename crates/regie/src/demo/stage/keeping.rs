//! What a visitor did outlasts the program: where a run stands is written down, and the next start goes on from there.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use anyhow::Context as _;
use regie_app::ports::Clock as _;
use regie_store::{backup, feed};

use super::super::house::may_take_back;
use super::super::kept::{Kept, Stood};
use super::{Demonstration, Running};

impl Demonstration {
    /// Goes on with a run of an earlier start. Its clock goes on where it stood, or where the record has come since.
    pub(super) async fn go_on_with(&self, kept: &Kept) -> anyhow::Result<()> {
        let scene = kept.scene()?;
        let template = self.home.template(self.kind, scene).context("its stories are not kept")?;
        let database = self.home.live(self.kind, kept.number);
        self.runs.store(kept.number, Ordering::Relaxed);
        backup::check(&database).await?;
        self.home.mail_again(self.kind, kept, &self.bin, &self.config.public_url)?;
        let app = self.open(&database).await?;
        let recorded = {
            let mut tx = app.store.begin_read().await?;
            let last = feed::last_position(&mut tx).await?;
            feed::read_after(&mut tx, last - 1, 1).await?.first().map(|found| found.event.origin.recorded_at)
        };
        self.clock.restart(recorded.map_or(kept.at, |recorded| recorded.max(kept.at)));
        if kept.undo != self.undo {
            may_take_back(&app, self.undo).await?;
        }
        self.follow(kept.follows().and_then(|code| self.story(code).ok()));
        self.run(app, kept.number, (template, scene), kept.known(self.kind)).await
    }

    /// Writes down where a run stands, where that has changed: a program that is killed loses nothing of it either.
    pub(super) fn write_down(&self, running: &Running) -> anyhow::Result<()> {
        let (mails, at) = (self.bin.count(), self.clock.now());
        let before = *self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if before.is_none_or(|(written, _)| written != mails) {
            self.home.keep_mail(self.kind, &self.bin)?;
        }
        let follows = *self.follows.lock().unwrap_or_else(PoisonError::into_inner);
        let known = running.known.lock().unwrap_or_else(PoisonError::into_inner);
        let stood = Stood {
            number: running.number,
            public_url: &self.config.public_url,
            scene: running.scene,
            at,
            undo: self.undo,
            known: &known,
            follows: follows.map(|story| story.code),
        };
        self.home.keep(self.kind, &stood)?;
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = Some((mails, at));
        Ok(())
    }

    /// Whether mail left or the clock moved since it was last written down where the run stands.
    pub(super) fn stands_elsewhere(&self) -> bool {
        let written = *self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written != Some((self.bin.count(), self.clock.now()))
    }
}
