//! How a message would read that a member is about to cause: decided, written out, and kept nowhere.

use regie_domain::codes::UpdateKind;
use regie_domain::command::{Command, Envelope};
use regie_domain::decide::decide;
use regie_domain::fold::fold;
use regie_domain::ids::CommandId;
use regie_store::journal::{self, StreamKey};

use super::{again, case, compose};
use crate::authorise::{Action, actor, authorise, may_read, scope, sight_of};
use crate::error::{AppError, Result};
use crate::partners::Known;
use crate::run::{JOURNEY, read_journey, whole_micros};
use crate::{App, Request, links};

/// A message as it would arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What it is about.
    pub about: UpdateKind,
    /// Its subject.
    pub subject: String,
    /// Its words, without the token of its link.
    pub text: String,
}

impl App {
    /// The message to the customer that a command would cause; nothing where it would cause none.
    ///
    /// # Errors
    /// A refusal or a denial as the command itself would get, or what the store says.
    pub async fn preview(&self, request: &Request) -> Result<Option<Preview>> {
        let Command::Journey { journey: id, command } = &request.command else { return Ok(None) };
        let directory = self.directory().await?;
        let now = whole_micros(self.ports.clock.now());
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, &request.who, &directory, *id).await?;
        let events = read_journey(&journal::read(&mut tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
        let journey = fold(*id, &events).ok_or(AppError::NotFound("journey"))?;
        let sight = sight_of(&mut tx, &request.who, &directory, *id).await?;
        authorise(&request.who, Action::Journey(command, Some(&journey), &sight))?;
        let acting = actor(&request.who, Some(command), Some(&journey), |team| directory.team_ref(team))?;
        let blueprint = directory.blueprint_version(journey.blueprint).ok_or(AppError::NotFound("blueprint"))?;
        let envelope = Envelope {
            command: self.ports.id::<CommandId>(),
            actor: acting,
            door: request.door,
            key: None,
            cause: request.cause,
            said_at: request.said_at,
            expects: request.expects,
        };
        let facts = directory.facts(acting, blueprint, now)?;
        let known: Vec<_> = journey.updates.keys().copied().collect();
        let decision = decide(Some(journey), *id, &envelope, command, &facts)?;
        let customer = decision.journey.customer_participant().map(|(id, _)| id);
        let made = decision.journey.updates.iter().filter(|(id, update)| {
            !known.contains(id) && customer.is_none_or(|customer| update.participant == customer)
        });
        let Some(update) = made.map(|(id, _)| *id).next_back() else { return Ok(None) };
        let row = again::gone(*id, update, now);
        let decided = (decision.journey, events);
        let Some(mut case) = case::of_journey(&mut tx, self, &directory, &row, decided, now).await? else {
            return Ok(None);
        };
        for text in &request.texts {
            if let Ok(words) = std::str::from_utf8(&text.bytes) {
                case.contents.insert(text.id, words.to_owned());
            }
        }
        case.keep_to(&Known::of(&mut tx, &scope(&request.who, &directory)?, &[*id], now).await?);
        let rendered = compose::rendered(&directory, &case, &links::redacted(&self.config.public_url), now)?;
        let Some(about) = case.about() else { return Ok(None) };
        Ok(Some(Preview { about, subject: rendered.subject, text: rendered.text }))
    }
}
