//! What members do at their desk, through the pages: the same whatever way the customer is reached.

use anyhow::{Context as _, Result, ensure};
use regie_domain::ids::{JourneyId, TeamId};
use regie_domain::journey::Journey;

use crate::browser::{Browser, Page};
use crate::world::World;

/// A page that says that it was done.
///
/// # Errors
/// When it says something else.
pub fn expect(page: Page) -> Result<Page> {
    ensure!(page.status == 200, "{} answered {}: {}", page.url, page.status, page.text());
    Ok(page)
}

/// Sends the complete answer of the first card, with words of the agent's own.
///
/// # Errors
/// When there is no such form or it is refused.
pub async fn complete_answer(agent: &Browser, journey: &str) -> Result<()> {
    let page = agent.get(&format!("{journey}?compose=answer")).await?;
    let page = match page.link("card=") {
        Some(card) => agent.get(&card).await?,
        None => page,
    };
    let form = page.form("/answer").context("the form of the complete answer")?;
    let empty: Vec<(String, String)> = form
        .hidden
        .iter()
        .filter(|(name, value)| name.starts_with("field.") && value.is_empty())
        .map(|(name, _)| (name.clone(), "filled in".to_owned()))
        .collect();
    let mut fields: Vec<(&str, &str)> = empty.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("text", "Send us the invoice, a photo and your IBAN. This text was rewritten by hand."));
    expect(agent.submit(&page, "/answer", &fields).await?).map(|_| ())
}

/// Offers a leg that takes the ball along.
///
/// # Errors
/// When there is no such form or it is refused.
pub async fn offer(by: &Browser, journey: &str, to: TeamId, what: &str) -> Result<()> {
    let page = by.get(&format!("{journey}/handover")).await?;
    let form = page.form("/handover").with_context(|| format!("the handover form: {} {}", page.status, page.text()))?;
    let team = to.to_string();
    let brief: Vec<String> =
        form.hidden.iter().map(|(name, _)| name.clone()).filter(|name| name.starts_with("brief.")).collect();
    let mut fields: Vec<(&str, &str)> = brief.iter().map(|name| (name.as_str(), what)).collect();
    fields.push(("team", &team));
    fields.push(("ball", "goes"));
    expect(by.submit(&page, "/handover", &fields).await?).map(|_| ())
}

/// Accepts the first offer that waits.
///
/// # Errors
/// When none waits or it is refused.
pub async fn accept(by: &Browser) -> Result<()> {
    let page = by.get("/handovers").await?;
    expect(by.submit(&page, "/accept", &[]).await?).map(|_| ())
}

/// Finishes the leg that was accepted.
///
/// # Errors
/// When there is none or it is refused.
pub async fn finish(by: &Browser, words: &str) -> Result<()> {
    let list = by.get("/handovers?tab=settled").await?;
    let finish = list.link("/finish").with_context(|| format!("a way to finish the leg: {}", list.text()))?;
    let page = by.get(&finish).await?;
    expect(by.submit(&page, "/finish", &[("text", words), ("outcome", "solved")]).await?).map(|_| ())
}

/// The journey behind an address that a member may open.
///
/// # Errors
/// When the member may not, or there is none.
pub async fn current<H>(world: &World<H>, by: &Browser, journey: &str) -> Result<Journey> {
    expect(by.get(journey).await?)?;
    let id = JourneyId::parse(journey.rsplit('/').next().unwrap_or_default())?;
    Ok(world.app.open_journey(&regie_app::Who::System, id).await?.journey)
}

/// The address of the first journey that a page links to.
///
/// # Errors
/// When it links to none.
pub fn journey_on(page: &Page) -> Result<String> {
    let link = page.link("/journeys/0").with_context(|| format!("a journey on {}: {}", page.url, page.text()))?;
    let link = link.split(['?', '#']).next().unwrap_or_default();
    Ok(link.split('/').take(3).collect::<Vec<_>>().join("/"))
}

/// Fills in the form of the page at an address, and expects that it is taken.
///
/// # Errors
/// When there is no such form or it is refused.
pub async fn fill(by: &Browser, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let page = expect(by.get(path).await?)?;
    let action = path.split('?').next().unwrap_or(path);
    expect(by.submit(&page, action, fields).await?)
}

/// Does something with the visit of a journey: its page links there.
///
/// # Errors
/// When the page does not link there, or it is refused.
pub async fn visit(by: &Browser, journey: &str, doing: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let page = expect(by.get(journey).await?)?;
    let path = links(&page).into_iter().find(|href| href.contains("/visits/") && href.ends_with(&format!("/{doing}")));
    let path = path.with_context(|| format!("no way to {doing} the visit: {}", page.text()))?;
    fill(by, &path, fields).await
}

/// All addresses that a page links to.
fn links(page: &Page) -> Vec<String> {
    page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}
