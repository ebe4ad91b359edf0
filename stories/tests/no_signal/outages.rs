//! The rules of the planning: an outage outranks an installation, places are kept free each morning for outages, and a
//! window that was offered is never silently moved.

use anyhow::{Context as _, Result, ensure};
use regie_app::settings::story;
use regie_store::on_both;
use regie_stories::Browser;
use regie_stories::desk::expect;

use crate::World;
use crate::customer::{ANJA, Asking, answer, own_page, send, shows};

const SATURDAY: &str = "aterdag 4 augustus, tussen 08.00 en 11.00 uur";

on_both! {
    async fn an_outage_has_a_place_where_an_installation_has_none(db: TestDb) {
        let world = World::no_signal(db, "2018-08-03 20:30", true).await.unwrap();
        play(&world).await.unwrap();
    }
}

async fn play(world: &World) -> Result<()> {
    story::installations(&world.app, &world.house).await?;
    let mut pages = Vec::new();
    for number in 0..2 {
        let email = format!("nieuw{number}@example.net");
        let (visitor, when) = asks(world, "Aansluiting", &email).await?;
        let window = when.choice("window", SATURDAY).with_context(|| format!("a place: {}", when.text()))?;
        let check = expect(visitor.submit(&when, "/ask/when", &[("window", &window)]).await?)?;
        pages.push((own_page(&send(world, &visitor, &check).await?)?, visitor));
    }
    // The third place is kept for outages until nine in the morning of the day itself.
    let (_, when) = asks(world, "Aansluiting", "nieuw2@example.net").await?;
    ensure!(when.choice("window", SATURDAY).is_none(), "kept for outages: {}", when.text());
    let (anja, when) = asks(world, ANJA.about, ANJA.email).await?;
    let window = when.choice("window", SATURDAY).with_context(|| format!("an outage: {}", when.text()))?;
    let check = expect(anja.submit(&when, "/ask/when", &[("window", &window)]).await?)?;
    let page = own_page(&send(world, &anja, &check).await?)?;
    shows(&anja, &page, &[SATURDAY]).await?;
    // Nobody who had a place lost it, and the window is full for everybody now.
    for (page, visitor) in &pages {
        shows(visitor, page, &[SATURDAY]).await?;
    }
    let (_, when) = asks(world, ANJA.about, "laat@example.net").await?;
    ensure!(when.choice("window", SATURDAY).is_none(), "{}", when.text());
    Ok(())
}

/// Somebody at the form, up to the choice of a window.
async fn asks(world: &World, about: &str, email: &str) -> Result<(Browser, regie_stories::browser::Page)> {
    let visitor = world.browser()?;
    let page = answer(&visitor, "/ask", &Asking { about, name: "Bea Bos", email, phone: "" }).await?;
    Ok((visitor, page))
}
