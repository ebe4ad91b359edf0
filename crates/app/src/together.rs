//! Several commands of one form: a message that also takes the journey up, an outcome that also settles promises. All of
//! them in one write, or none; the form's key belongs to the last, so that sending it twice has one effect.

use regie_domain::command::JourneyCommand;
use regie_domain::ids::JourneyId;
use regie_domain::journey::{Holder, Journey};
use regie_store::Tx;

use crate::App;
use crate::authorise::Who;
use crate::error::Result;
use crate::run::{Done, Request, Stage, locked_journey};

/// The commands of one form.
#[derive(Debug, Clone)]
pub struct Together {
    /// Whether the member takes the ball for the own team first, if nobody has it.
    pub take: bool,
    /// What goes before, in order; without keys.
    pub first: Vec<JourneyCommand>,
    /// What the form is about, with its key and its guards.
    pub main: Request,
}

impl App {
    /// Runs all of them on the journey of the main command, and answers after the one commit.
    ///
    /// # Errors
    /// The first refusal or denial of any of them, or what the store says. Nothing is kept then.
    pub async fn run_together(&self, together: Together, journey: JourneyId) -> Result<Done> {
        let stage = Stage::new(self, self.directory().await?);
        let context = (stage, together, journey);
        self.store
            .write_with(context, |tx, (stage, together, journey)| Box::pin(all(stage, tx, together, *journey)))
            .await
    }
}

/// Runs all of them inside a write.
pub(crate) async fn all(stage: &Stage, tx: &mut Tx, together: &Together, journey: JourneyId) -> Result<Done> {
    let main = &together.main;
    if stage.had(tx, &main.who, main.key.as_deref()).await?.is_some() {
        return stage.run(tx, main).await;
    }
    let mut first = together.first.clone();
    if together.take
        && let Some(command) = taking(tx, &main.who, journey).await?
    {
        first.insert(0, command);
    }
    for command in first {
        // What the customer hears with the main command is no news to be made up before it.
        let request =
            Request::journey(main.who.clone(), main.door, journey, command).said(main.said_at).before_another();
        stage.run(tx, &request).await?;
    }
    stage.run(tx, main).await
}

/// Taking the ball up, while it lies with a team of the member and nobody in it has taken it.
async fn taking(tx: &mut Tx, who: &Who, id: JourneyId) -> Result<Option<JourneyCommand>> {
    let Some(member) = who.member() else { return Ok(None) };
    let Some(journey) = locked_journey(tx, id).await? else { return Ok(None) };
    let ours = |journey: &Journey| matches!(journey.ball.holder, Holder::Team { team } if member.is_in(team.team));
    let free = journey.is_open() && journey.ball.assignee.is_none() && ours(&journey);
    Ok(free.then_some(JourneyCommand::Assign { member: Some(member.id) }))
}
