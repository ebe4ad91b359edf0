//! Customers who went through much and said nothing, proposed to their team for a call (`domain/silent.rs`).

use regie_domain::actor::Door;
use regie_domain::codes::SilentWhy;
use regie_domain::command::{JourneyCommand, SurveyCommand};
use regie_domain::ids::JourneyId;
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::names::Names;
use regie_store::views::silent::{self, SilentRow};

use super::names;
use crate::App;
use crate::authorise::{Scope, Who};
use crate::error::Result;
use crate::preferences::last_choice;
use crate::run::{Done, Request};

/// The most that are proposed at a time.
const MOST: u32 = 10;

/// Who is proposed.
#[derive(Debug, Clone, Default)]
pub struct Silent {
    /// The customers with their journeys, most effort first.
    pub rows: Vec<(SilentRow, JourneyRow)>,
    /// Titles and names.
    pub names: Names,
}

impl App {
    /// Who is proposed to the teams of a scope. Partners propose nobody: who directs calls.
    ///
    /// # Errors
    /// What the store says.
    pub async fn silent_customers(&self, scope: &Scope) -> Result<Silent> {
        if scope.guest().is_some() || scope.teams().is_empty() {
            return Ok(Silent::default());
        }
        let (directory, now) = (self.directory().await?, self.ports.clock.now());
        let mut tx = self.store.begin_read().await?;
        let found = silent::of_teams(&mut tx, scope.teams(), now, MOST * 3).await?;
        let ids: Vec<JourneyId> = found.iter().map(|row| row.journey).collect();
        let mut seen = journeys::get_many(&mut tx, &ids).await?;
        scope.shield(&mut tx, &mut seen).await?;
        let mut rows = Vec::new();
        for row in found {
            let Some(journey) = seen.iter().find(|journey| journey.id == row.journey) else { continue };
            let refuses = last_choice(&mut tx, row.customer).await?.is_some_and(|chosen| chosen.prefers.no_surveys);
            let days =
                directory.blueprints.get(&journey.blueprint).and_then(|found| Some(found.value.last()?.reopen_days));
            // A journey that can no longer be opened again is called about in no way that is kept.
            let opens = |ended| now <= regie_domain::closing::reopens_until(ended, days.unwrap_or_default());
            if !refuses && journey.ended_at.is_none_or(opens) && rows.len() < MOST as usize {
                rows.push((row, journey.clone()));
            }
        }
        let journeys: Vec<JourneyRow> = rows.iter().map(|(_, journey)| journey.clone()).collect();
        let (names, _) = names::of(&mut tx, scope, &journeys, Vec::new(), now).await?;
        Ok(Silent { rows, names })
    }

    /// The customer is called, or nobody calls and why.
    ///
    /// # Errors
    /// A refusal where no call is proposed any more, a denial, or what the store says.
    pub async fn decide_silent(&self, who: Who, journey: JourneyId, left: Option<SilentWhy>) -> Result<Done> {
        let command = match left {
            None => SurveyCommand::CallSilent {},
            Some(why) => SurveyCommand::LeaveSilent { why },
        };
        self.run(Request::journey(who, Door::Page, journey, JourneyCommand::Survey(command))).await
    }
}
