//! The customer: the form that is open at night, the own page, and the mails.

use anyhow::{Context as _, Result, ensure};
use regie_stories::browser::Page;
use regie_stories::desk::{expect, fill};
use regie_stories::{Browser, Received};

use crate::World;

/// Where the customer's mail arrives.
pub const MAIL: &str = "anja@example.net";
/// The customer's telephone, as the telephone system reports it.
pub const NUMBER: &str = "+31600000078";
/// What the customer says is the matter.
pub const STORY: &str = "Wij hebben geen beeld en geen internet. Het lampje op het kastje is rood.";

/// Somebody at the form.
pub struct Asking<'a> {
    /// What it is about, where the form asks.
    pub about: &'a str,
    /// The name.
    pub name: &'a str,
    /// The address.
    pub email: &'a str,
    /// The telephone number; empty is none.
    pub phone: &'a str,
}

/// The customer of the story.
pub const ANJA: Asking<'static> = Asking { about: "Geen internet", name: "Anja de Wit", email: MAIL, phone: NUMBER };

/// Fills in the form up to the page after the contact details.
pub async fn answer(by: &Browser, door: &str, who: &Asking<'_>) -> Result<Page> {
    let mut page = expect(by.get(door).await?)?;
    if let Some(topic) = page.choice("topic", who.about) {
        page = expect(by.submit(&page, "/ask", &[("topic", &topic)]).await?)?;
    }
    let page = expect(by.submit(&page, "/ask/message", &[("text", STORY)]).await?)?;
    let page = expect(by.submit(&page, "/ask/files", &[]).await?)?;
    let fields = [("name", who.name), ("email", who.email), ("phone", who.phone)];
    expect(by.submit(&page, "/ask/contact", &fields).await?)
}

/// Sends what was filled in; gives the page that says so.
pub async fn send(world: &World, by: &Browser, check: &Page) -> Result<Page> {
    // Whoever chose a window is asked where.
    let located = match check.url.ends_with("/ask/where") {
        true => Some(expect(by.submit(check, "/ask/where", &[("place", "Glasstraat 12, 1234 AB")]).await?)?),
        false => None,
    };
    let done = expect(by.submit(located.as_ref().unwrap_or(check), "/ask/check", &[]).await?)?;
    ensure!(done.url.ends_with("/ask/done"), "{}: {}", done.url, done.text());
    world.settle().await?;
    Ok(done)
}

/// The customer's own page, by the link on a page.
pub fn own_page(done: &Page) -> Result<String> {
    done.link("/s/").with_context(|| format!("the way to the own page: {}", done.text()))
}

/// The mails to the customer so far.
pub fn mails(world: &World) -> Vec<Received> {
    world.sink.to(MAIL)
}

/// The newest mail, which is the n-th, came now, and says all of these.
pub fn told(world: &World, count: usize, says: &[&str]) -> Result<Received> {
    let all = mails(world);
    let last = all.last().cloned().context("a mail")?;
    let subjects: Vec<&str> = all.iter().map(|mail| mail.subject.as_str()).collect();
    ensure!(all.len() == count, "{} mails, not {count}: {subjects:?}\n{}", all.len(), last.text);
    ensure!(last.at == world.now(), "it came at {}, not at {}: {}", last.at, world.now(), last.text);
    has(&last.text, says)?;
    Ok(last)
}

/// The words hold all of these.
pub fn has(words: &str, says: &[&str]) -> Result<()> {
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in says {
        ensure!(plain.contains(wanted), "{wanted:?} is missing in: {plain}");
    }
    Ok(())
}

/// The own page as it is now says all of these.
pub async fn shows(by: &Browser, page: &str, says: &[&str]) -> Result<Page> {
    let page = expect(by.get(page).await?)?;
    has(&page.text(), says)?;
    Ok(page)
}

/// Does something on the own page.
pub async fn does(world: &World, by: &Browser, page: &str, what: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let shown = expect(by.get(page).await?)?;
    let after = expect(by.submit(&shown, what, fields).await?)?;
    world.settle().await?;
    Ok(after)
}

/// What a call with the customer is written down as.
pub async fn call(world: &World, by: &Browser, direction: &str, words: &str) -> Result<Page> {
    let number = NUMBER.replace('+', "%2B");
    let fields = [("direction", direction), ("number", NUMBER), ("text", words)];
    let noted = fill(by, &format!("/calls/new?number={number}"), &fields).await?;
    world.settle().await?;
    Ok(noted)
}
