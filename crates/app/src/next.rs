//! Taking the next piece of work: the most urgent journey of one's teams that nobody took. Who presses at the same moment
//! gets another one.

use regie_domain::actor::Door;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::JourneyId;
use regie_domain::journey::{Holder, Journey};
use regie_store::Tx;

use crate::App;
use crate::authorise::Who;
use crate::error::Result;
use crate::run::{Request, Stage, locked_journey};

impl App {
    /// Takes the first of some journeys that lies with a team of the member and that nobody took: each is looked at under
    /// its lock, in a write of its own. The same key gives the same journey again. Nothing when there is none left.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn take_next(&self, who: &Who, wanted: &[JourneyId], key: Option<String>) -> Result<Option<JourneyId>> {
        for journey in wanted {
            let stage = Stage::new(self, self.directory().await?);
            let context = (stage, who.clone(), *journey, key.clone());
            let taken = self.store.write_with(context, |tx, (stage, who, journey, key)| {
                Box::pin(take(stage, tx, who, *journey, key.clone()))
            });
            if let Some(taken) = taken.await? {
                return Ok(Some(taken));
            }
        }
        Ok(None)
    }
}

async fn take(stage: &Stage, tx: &mut Tx, who: &Who, id: JourneyId, key: Option<String>) -> Result<Option<JourneyId>> {
    if let Some(taken) = stage.had(tx, who, key.as_deref()).await? {
        return Ok(Some(JourneyId(taken)));
    }
    let Who::Member(member) = who else { return Ok(None) };
    let ours = |journey: &Journey| matches!(journey.ball.holder, Holder::Team { team } if member.is_in(team.team));
    let found = locked_journey(tx, id).await?;
    if !found.is_some_and(|journey| journey.is_open() && journey.ball.assignee.is_none() && ours(&journey)) {
        return Ok(None);
    }
    let command = JourneyCommand::Assign { member: Some(member.id) };
    stage.run(tx, &Request::journey(who.clone(), Door::Page, id, command).keyed(key)).await?;
    Ok(Some(id))
}
