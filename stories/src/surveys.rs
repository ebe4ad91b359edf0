//! The one survey of a journey, as its customer meets it: asked by a message, answered on the own page.

use anyhow::{Context as _, Result, ensure};
use regie_domain::journey::Journey;
use regie_domain::promise::Promise;

use crate::browser::{Browser, Page};
use crate::desk::expect;
use crate::mailbox::Received;
use crate::world::{World, local};

/// What is asked about the whole.
pub const WHOLE: &str = "Hoe tevreden bent u over het geheel?";
/// What is asked first.
pub const COMPARED: &str = "Hoe ging het, vergeleken met wat u verwachtte?";
/// What people without a choice are never asked.
const RECOMMEND: &str = "aanbevelen";

/// The surveys that an address got so far.
#[must_use]
pub fn surveys<H>(world: &World<H>, address: &str) -> Vec<Received> {
    world.sink.to(address).into_iter().filter(|mail| mail.text.contains(WHOLE)).collect()
}

/// Plays up to a local moment and the minute after it: nothing before, one survey then.
///
/// # Errors
/// When it comes at another moment, or twice.
pub async fn asked_at<H>(world: &World<H>, address: &str, day: &str, time: (&str, &str)) -> Result<Received> {
    let (before, at) = (format!("{day} {}", time.0), format!("{day} {}", time.1));
    world.at(&before).await?;
    ensure!(surveys(world, address).is_empty(), "not before its moment: {:?}", surveys(world, address));
    world.at(&at).await?;
    let asked = surveys(world, address);
    ensure!(asked.len() == 1 && local(asked[0].at) == at, "one survey, at {at}: {asked:?}");
    ensure!(asked[0].text.contains(COMPARED), "{}", asked[0].text);
    ensure!(!asked[0].text.contains(RECOMMEND) && !asked[0].text.contains("score="), "{}", asked[0].text);
    asked.into_iter().next().context("a survey")
}

/// Answers it on the page that it leads to, and lets all follow.
///
/// # Errors
/// When the page does not take it.
pub async fn answer<H>(world: &World<H>, by: &Browser, asked: &Received, fields: &[(&str, &str)]) -> Result<Page> {
    let link = asked.status_link().context("the way to the page")?;
    let before = surveys(world, &asked.to).len();
    let page = expect(by.get(&link).await?)?;
    let answered = expect(by.submit(&page, "/feedback", fields).await?)?;
    world.settle().await?;
    ensure!(surveys(world, &asked.to).len() == before, "an answer brings no second survey");
    Ok(answered)
}

/// The call that an unhappy answer owed.
///
/// # Errors
/// When none was promised.
pub fn call(journey: &Journey) -> Result<&Promise> {
    let call = journey.survey.as_ref().and_then(|ask| ask.call).context("a call was promised")?;
    journey.promises.get(&call).context("the promise of the call")
}

/// What is the same of every answer that is no complaint: the journey stays closed and nobody owes a call.
///
/// # Errors
/// When something was set going.
pub fn content(journey: &Journey) -> Result<()> {
    let ask = journey.survey.as_ref().context("it was asked")?;
    let response = ask.response.as_ref().context("an answer")?;
    ensure!(!response.low && ask.call.is_none() && !journey.is_open(), "{:?}", journey.state);
    Ok(())
}
