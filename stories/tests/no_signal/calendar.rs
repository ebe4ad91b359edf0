//! The variations of the calendar: Whitsun, both clock changes, King's Day.

use anyhow::{Context as _, Result, ensure};
use regie_domain::codes::TaskKind;
use regie_store::on_both;
use regie_stories::desk::{current, expect, journey_on};
use regie_stories::world::local;

use crate::World;
use crate::customer::{ANJA, answer, does, has, own_page, send, shows, told};
use crate::line_test::{Days, Evening, ensure_whole};

on_both! {
    async fn over_whitsun_it_is_silent_twice_and_somebody_calls(db: TestDb) {
        let world = World::no_signal(db, "2018-05-18 20:30", false).await.unwrap();
        let mut evening = Evening::begins(&world, WHITSUN).await.unwrap();
        evening.weekend().await.unwrap();
        somebody_calls(&evening).await.unwrap();
    }

    async fn in_spring_an_hour_is_missing(db: TestDb) {
        let world = World::no_signal(db, "2018-03-23 20:30", false).await.unwrap();
        whole(&world, SPRING).await.unwrap();
    }

    async fn in_autumn_there_is_an_hour_more(db: TestDb) {
        let world = World::no_signal(db, "2018-10-26 20:30", false).await.unwrap();
        whole(&world, AUTUMN).await.unwrap();
    }

    async fn kings_day_is_on_saturday_where_the_27th_is_a_sunday(db: TestDb) {
        let world = World::no_signal(db, "2025-04-25 20:30", true).await.unwrap();
        kings_day(&world).await.unwrap();
    }
}

const WHITSUN: Days = Days {
    friday: "2018-05-18",
    saturday: "2018-05-19",
    monday: "2018-05-22",
    tuesday: "2018-05-23",
    calls: "aterdag 19 mei, tussen 10.00 en 11.00 uur",
    opens: "di 08.30",
    by: "dinsdag 22 mei",
    no_news: &["2018-05-20 10:15", "2018-05-21 10:15"],
    window: "oensdag 23 mei, tussen 08.00 en 11.00 uur",
    hours: 110,
};

const SPRING: Days = Days {
    friday: "2018-03-23",
    saturday: "2018-03-24",
    monday: "2018-03-26",
    tuesday: "2018-03-27",
    calls: "aterdag 24 maart, tussen 10.00 en 11.00 uur",
    opens: "ma 08.30",
    by: "maandag 26 maart",
    no_news: &["2018-03-25 11:15"],
    window: "insdag 27 maart, tussen 08.00 en 11.00 uur",
    hours: 85,
};

const AUTUMN: Days = Days {
    friday: "2018-10-26",
    saturday: "2018-10-27",
    monday: "2018-10-29",
    tuesday: "2018-10-30",
    calls: "aterdag 27 oktober, tussen 10.00 en 11.00 uur",
    opens: "ma 08.30",
    by: "maandag 29 oktober",
    no_news: &["2018-10-28 09:15"],
    window: "insdag 30 oktober, tussen 08.00 en 11.00 uur",
    hours: 87,
};

async fn whole(world: &World, days: Days) -> Result<()> {
    let mut evening = Evening::begins(world, days).await?;
    evening.weekend().await?;
    evening.monday().await?;
    evening.tuesday().await?;
    ensure_whole(&evening).await
}

/// The second silence in a row puts a call on the list of the team that directs, for its first open hour.
async fn somebody_calls(evening: &Evening<'_>) -> Result<()> {
    let world = evening.world;
    world.at("2018-05-22 08:00").await?;
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    let now = current(world, &noor, &evening.journey).await?;
    let calls: Vec<_> = now.tasks.values().filter(|task| task.is_open() && task.kind == TaskKind::Call).collect();
    ensure!(calls.len() == 1 && local(calls[0].due) == "2018-05-22 09:00", "{calls:?}");
    ensure!(!calls[0].overdue, "nobody is late in the minute in which the desk opens");
    let work = expect(noor.get("/work").await?)?;
    let task = work.link("/tasks/").with_context(|| format!("the call is on the list: {}", work.text()))?;
    ensure!(task.starts_with(&evening.journey), "{task}");
    Ok(())
}

/// On Saturday 26 April nobody works; what is offered begins on Monday.
async fn kings_day(world: &World) -> Result<()> {
    world.at("2025-04-25 21:05").await?;
    let anja = world.browser()?;
    let when = answer(&anja, "/ask", &ANJA).await?;
    has(&when.text(), &["Vanaf maandag 28 april, 08.00 uur"])?;
    let first = when.choices("window").into_iter().next().context("a window")?;
    let monday = "aandag 28 april, tussen 08.00 en 11.00 uur";
    ensure!(when.choice("window", monday) == Some(first), "no window on King's Day: {}", when.text());
    let check = expect(anja.submit(&when, "/ask/when", &[("window", "later")]).await?)?;
    let done = send(world, &anja, &check).await?;
    let page = own_page(&done)?;
    does(world, &anja, &page, "/call-back", &[("moment", "soon"), ("phone", ANJA.phone)]).await?;
    let calls = "aandag 28 april, tussen 08.00 en 09.00 uur";
    told(world, 2, &[calls])?;
    shows(&anja, &page, &[calls]).await?;
    // The Sunday is no holiday of its own, and closed as every Sunday.
    world.at("2025-04-28 08:00").await?;
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    let work = expect(noor.get("/work").await?)?;
    has(&work.text(), &["09.00"])?;
    journey_on(&work).map(drop)
}
