//! What became of messages of ours, as the channel tells it: it reached the telephone, it was seen, it did not arrive after
//! all. A state never goes back, and nothing is believed of a message that is not ours.

use regie_domain::actor::Door;
use regie_domain::codes::FailWhy;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::{HandleId, JourneyId, UpdateId};
use regie_store::Tx;
use regie_store::social::{self as stored, MessageState, SocialMessage};
use regie_store::views::customers;
use uuid::Uuid;

use super::take::moment;
use super::{Fate, Told};
use crate::App;
use crate::authorise::Who;
use crate::error::{AppError, Result};
use crate::run::{Request, Stage};

impl App {
    /// Keeps what became of messages, each in a write of its own.
    pub(super) async fn tell_social(&self, connection: Uuid, told: &Told) -> Result<()> {
        for message in self.meant(connection, told).await? {
            let stage = Stage::new(self, self.directory().await?);
            let context = (stage, message, told.clone());
            let done =
                self.store.write_with(context, |tx, (stage, message, told)| Box::pin(tell(stage, tx, message, told)));
            done.await?;
        }
        Ok(())
    }

    /// The messages that are meant: those that are named, else all that left for somebody until a moment.
    async fn meant(&self, connection: Uuid, told: &Told) -> Result<Vec<SocialMessage>> {
        let mut found = Vec::new();
        for id in &told.ids {
            let marks = self.social_marks(id);
            let known = self.store.read(async |tx| stored::find(tx, connection, &marks).await).await?;
            found.push(match known {
                Some(message) => message,
                // Told before it was written down that it is ours.
                None => self.unknown(connection, id, told),
            });
        }
        let Some(until) = told.until else { return Ok(found) };
        let directory = self.directory().await?;
        let Some(kind) = directory.social.get(&connection).map(|found| found.value.medium.handle_kind()) else {
            return Ok(found);
        };
        let states: &[MessageState] = match told.fate {
            Fate::Delivered => &[MessageState::Sent],
            Fate::Read => &[MessageState::Sent, MessageState::Delivered],
            Fate::Sent | Fate::Failed(_) => &[],
        };
        let sent = async |tx: &mut Tx| {
            let mut sent = Vec::new();
            for handle in customers::all_by_handle(tx, kind, &told.to).await? {
                sent.extend(stored::sent_by(tx, (connection, handle.id), until, states).await?);
            }
            Ok::<_, regie_store::StoreError>(sent)
        };
        found.extend(self.store.read(sent).await?);
        Ok(found)
    }

    fn unknown(&self, connection: Uuid, id: &str, told: &Told) -> SocialMessage {
        SocialMessage {
            connection,
            mark: self.social_mark(id),
            came: false,
            at: moment(self.ports.clock.now(), told.at),
            state: MessageState::Sent,
            arrival: None,
            handle: None,
            journey: None,
            update: None,
        }
    }
}

async fn tell(stage: &Stage, tx: &mut Tx, message: &SocialMessage, told: &Told) -> Result<()> {
    if message.came {
        return Ok(());
    }
    let state = match told.fate {
        Fate::Sent => MessageState::Sent,
        Fate::Delivered => MessageState::Delivered,
        Fate::Read => MessageState::Read,
        Fate::Failed(_) => MessageState::Failed,
    };
    stored::keep(tx, message).await?;
    let now = stored::find(tx, message.connection, std::slice::from_ref(&message.mark)).await?;
    let Some(message) = now.filter(|now| now.state < state) else { return Ok(()) };
    stored::set_state(tx, &message, state).await?;
    let (Some(journey), Some(update)) = (message.journey, message.update) else { return Ok(()) };
    say(stage, tx, (journey, update, message.handle), told).await
}

/// Says on the journey what became of a message. A channel that no longer lets us write freely is believed until the person
/// writes again.
pub(crate) async fn say(
    stage: &Stage,
    tx: &mut Tx,
    (journey, update, handle): (JourneyId, UpdateId, Option<HandleId>),
    told: &Told,
) -> Result<()> {
    let at = moment(stage.now, told.at);
    let command = match told.fate {
        Fate::Sent => return Ok(()),
        Fate::Delivered => JourneyCommand::Arrived { update, seen: false, at: Some(at) },
        Fate::Read => JourneyCommand::Arrived { update, seen: true, at: Some(at) },
        Fate::Failed(why) => JourneyCommand::Unreachable { update, why },
    };
    match stage.run(tx, &Request::journey(Who::System, Door::Chat, journey, command)).await {
        // The journey no longer knows it, or it was told otherwise meanwhile.
        Ok(_) | Err(AppError::Refused(_)) => {}
        Err(error) => return Err(error),
    }
    if told.fate == Fate::Failed(FailWhy::Window)
        && let Some(handle) = handle
    {
        stored::closed(tx, handle, stage.now).await?;
    }
    Ok(())
}
