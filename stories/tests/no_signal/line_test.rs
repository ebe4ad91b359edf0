//! The same evening when the line is tested by the back office before a visit: closed door, call-back, a handover over the
//! weekend, a chaser, a question with one tap, a visit on Tuesday.

use anyhow::{Context as _, Result, ensure};
use regie_domain::codes::{CloseHow, PromiseKind, PromiseWhat, UpdateKind};
use regie_domain::ids::PromiseId;
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::promise::PromiseState;
use regie_store::on_both;
use regie_stories::desk::{current, expect, fill, journey_on, offer, visit};
use regie_stories::world::local;
use regie_stories::{Browser, Telephone, TextGateway};

use crate::World;
use crate::customer::{self, ANJA, NUMBER, answer, does, has, mails, own_page, send, shows, told};

on_both! {
    async fn the_evening_with_a_line_test(db: TestDb) {
        let world = World::no_signal(db, "2018-08-03 20:30", false).await.unwrap();
        let mut evening = Evening::begins(&world, DAYS).await.unwrap();
        evening.weekend().await.unwrap();
        evening.monday().await.unwrap();
        evening.tuesday().await.unwrap();
        ensure_whole(&evening).await.unwrap();
        crate::feedback::unhappy(&evening).await.unwrap();
    }
}

const DAYS: Days = Days {
    friday: "2018-08-03",
    saturday: "2018-08-04",
    monday: "2018-08-06",
    tuesday: "2018-08-07",
    calls: "aterdag 4 augustus, tussen 10.00 en 11.00 uur",
    opens: "ma 08.30",
    by: "maandag 6 augustus",
    no_news: &["2018-08-05 10:15"],
    window: "insdag 7 augustus, tussen 08.00 en 11.00 uur",
    hours: 86,
};

/// The days of a weekend, and how its moments are told.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    pub friday: &'static str,
    pub saturday: &'static str,
    /// The day on which the back office opens again.
    pub monday: &'static str,
    /// The day of the visit.
    pub tuesday: &'static str,
    /// When the front office calls back.
    pub calls: &'static str,
    /// When the back office opens, as an agent reads it.
    pub opens: &'static str,
    /// By when the customer hears more.
    pub by: &'static str,
    /// When "no news" is told.
    pub no_news: &'static [&'static str],
    /// The window of the visit.
    pub window: &'static str,
    /// Hours without service.
    pub hours: i64,
}

/// A play of it.
pub struct Evening<'a> {
    pub world: &'a World,
    days: Days,
    pub anja: Browser,
    /// The customer's own page.
    page: String,
    /// Where staff sees the journey.
    pub journey: String,
    /// The promise of news by Monday noon.
    noon: Option<PromiseId>,
}

impl<'a> Evening<'a> {
    /// Friday, 21:03 and 21:05: a call to a closed desk, a text message, the form, and the wish to be called.
    pub async fn begins(world: &'a World, days: Days) -> Result<Self> {
        let administrator = world.signed_in(&world.house.administrator.email).await?;
        let gateway = TextGateway::connect(&administrator).await?;
        let telephone = Telephone::connect(world, &administrator, world.house.front.team.team).await?;
        world.at(&format!("{} 21:03", days.friday)).await?;
        telephone.report(world, "outside-hours", "1", NUMBER).await?;
        let noor = world.signed_in(&world.house.front_agent.email).await?;
        let waiting = expect(noor.get("/arrivals").await?)?;
        has(&waiting.text(), &["06 00 00 00 78"])?;
        let texts = gateway.all();
        ensure!(texts.len() == 1 && texts[0].to == NUMBER, "{texts:?}");
        let door = texts[0].link().context("the way to the form")?.to_owned();

        world.at(&format!("{} 21:05", days.friday)).await?;
        let anja = world.browser()?;
        let check = answer(&anja, &door, &ANJA).await?;
        let done = send(world, &anja, &check).await?;
        has(&done.text(), &["Klantenservice is nu gesloten."])?;
        let page = own_page(&done)?;
        told(world, 1, &["Klantenservice"])?;
        // A moment later: what happens in one moment has no order.
        world.at(&format!("{} 21:05:30", days.friday)).await?;
        does(world, &anja, &page, "/call-back", &[("moment", "soon"), ("phone", NUMBER)]).await?;
        told(world, 2, &[days.calls])?;
        shows(&anja, &page, &[days.calls]).await?;

        let journey = journey_on(&expect(noor.get("/journeys").await?)?)?;
        let evening = Self { world, days, anja, page, journey, noon: None };
        let now = evening.now(&noor).await?;
        ensure!(now.closed_doors() == 1, "the closed door is tied to it");
        let after = expect(noor.get("/arrivals").await?)?;
        ensure!(!after.says("06 00 00 00 78"), "it waits no more: {}", after.text());
        ensure!(mails(world).len() == 2 && gateway.all().len() == 1, "nothing is told of the tie");
        Ok(evening)
    }

    async fn now(&self, by: &Browser) -> Result<Journey> {
        current(self.world, by, &self.journey).await
    }

    async fn front(&self) -> Result<Browser> {
        self.world.signed_in(&self.world.house.front_agent.email).await
    }

    async fn back(&self) -> Result<Browser> {
        self.world.signed_in(&self.world.house.back_agent.email).await
    }

    /// Saturday: called as promised, handed over to a closed team; then silence up to the morning on which it opens.
    pub async fn weekend(&mut self) -> Result<()> {
        let (world, days) = (self.world, self.days);
        world.at(&format!("{} 10:00", days.saturday)).await?;
        let noor = self.front().await?;
        let work = expect(noor.get("/work").await?)?;
        ensure!(work.link(&self.journey).is_some(), "it stands on the list: {}", work.text());
        has(&work.text(), &["Een telefoontje", "11.00"])?;
        let page = expect(noor.get(&self.journey).await?)?;
        has(&page.text(), &["geen beeld en geen internet", "06 00 00 00 78"])?;
        customer::call(world, &noor, "out", "Gebeld. De lijn moet eerst worden gemeten.").await?;
        let call = self.promise(&self.now(&noor).await?, PromiseWhat::CallBack)?;
        let state = self.now(&noor).await?.promises[&call].state;
        ensure!(matches!(state, PromiseState::Kept { at } if at == world.now()), "{state:?}");
        let before = mails(world).len();

        // Before offering, the agent sees when the other team opens, and what can be done without it.
        world.at(&format!("{} 10:15", days.saturday)).await?;
        let form = expect(noor.get(&format!("{}/handover", self.journey)).await?)?;
        has(&form.text(), &[days.opens, "Zelf een bezoek plannen", "tussen 14.00 en 17.00 uur", "50,00"])?;
        offer(&noor, &self.journey, world.house.back.team.team, "Meet de lijn").await?;
        let due = format!("{}T12:00", days.monday);
        let page = expect(noor.get(&format!("{}?compose=promise", self.journey)).await?)?;
        expect(noor.submit(&page, "/promises", &[("kind", "news"), ("due", &due)]).await?)?;
        world.settle().await?;
        told(world, before + 1, &[days.by, "12.00 uur"])?;
        shows(&self.anja, &self.page, &[days.by, "12.00 uur"]).await?;
        let now = self.now(&noor).await?;
        ensure!(now.ball.holder == Holder::Team { team: world.house.front.team }, "until it is accepted");
        self.noon = now.next_promise().map(|(id, _)| id);

        // 24 hours without news, each time: one truthful message.
        for (count, at) in days.no_news.iter().enumerate() {
            world.at(&shifted(at, -1)?).await?;
            ensure!(mails(world).len() == before + 1 + count, "not before 24 hours have passed");
            world.at(at).await?;
            told(
                world,
                before + 2 + count,
                &[days.by, "12.00 uur", "Klantenservice is vandaag, ", " gesloten.", "U hoeft nu niets te doen."],
            )?;
        }
        Ok(())
    }

    /// The morning on which the back office opens: a chaser, a question, an answer, a visit.
    pub async fn monday(&mut self) -> Result<()> {
        let (world, days) = (self.world, self.days);
        let noon = self.noon.context("news by noon")?;
        world.at(&format!("{} 08:10", days.monday)).await?;
        let before = mails(world).len();
        let noor = self.front().await?;
        let number = NUMBER.replace('+', "%2B");
        let found = expect(noor.get(&format!("/calls/found?number={number}")).await?)?;
        has(&found.text(), &[ANJA.name, "12.00"])?;
        customer::call(world, &noor, "in", "Vraagt of er al iets bekend is. Gezegd: nog steeds 12.00 uur.").await?;
        let now = self.now(&noor).await?;
        let chaser = now.contacts.values().max_by_key(|contact| contact.at).context("a contact")?;
        ensure!(now.chasers() == 1 && chaser.facts.tied_to == Some(noon), "{:?}", chaser.facts.tied_to);
        ensure!(now.tasks.values().all(|task| !task.is_open()), "answered in one contact");
        ensure!(mails(world).len() == before, "nothing is sent besides");

        // 08:50: nothing is closed in silence; a question is asked instead, in the front office's name.
        world.at(&format!("{} 08:50", days.monday)).await?;
        let sven = self.back().await?;
        self.refuses_to_end(&sven).await?;
        let offers = expect(sven.get("/handovers").await?)?;
        let ask = offers.link("/question").with_context(|| format!("a way to ask: {}", offers.text()))?;
        let words = "Beste Anja de Wit,\n\nBrandt er één lampje op het kastje?";
        fill(&sven, &ask, &[("text", words), ("wants", "yes_no")]).await?;
        world.settle().await?;
        let asked = told(world, before + 1, &["Brandt er één lampje"])?;
        let now = self.now(&sven).await?;
        let (_, question) = now.open_question().context("a question")?;
        ensure!(question.asker == world.house.front.team && now.ball.holder == Holder::Customer, "{question:?}");
        ensure!(now.promises[&noon].is_open(), "the promise's clock keeps running");

        // 09:10: one tap answers it. The back office accepts and books.
        world.at(&format!("{} 09:10", days.monday)).await?;
        let page = asked.status_link().context("the way to the page")?;
        let shown = shows(&self.anja, &page, &["Brandt er één lampje", "Ja", "Nee"]).await?;
        let tap = shown.button("yes").with_context(|| format!("one tap: {}", shown.text()))?;
        expect(self.anja.submit(&shown, "/answer", &[(&tap, "yes")]).await?)?;
        world.settle().await?;
        let sven = self.back().await?;
        let offers = expect(sven.get("/handovers").await?)?;
        expect(sven.submit(&offers, "/accept", &[]).await?)?;
        world.settle().await?;
        let free = expect(sven.get(&format!("{}/visit", self.journey)).await?)?;
        let slot = free.choice("slot", days.window).with_context(|| format!("{}: {}", days.window, free.text()))?;
        expect(sven.submit(&free, "/visit", &[("slot", &slot)]).await?)?;
        world.settle().await?;
        let booked = told(world, before + 3, &[days.window])?;
        ensure!(booked.files.iter().any(|name| name.ends_with(".ics")), "{:?}", booked.files);
        let until = format!("{} 17:00", days.monday);
        let now = self.now(&sven).await?;
        let (_, visit) = now.booked_visit().context("the visit")?;
        ensure!(local(visit.movable_until) == until, "movable until {}", local(visit.movable_until));
        shows(&self.anja, &self.page, &[days.window, "17.00 uur", "Een andere tijd kiezen"]).await?;
        let entry = self.anja.get(&format!("{}/visit.ics", self.page)).await?;
        has(&entry.html, &["BEGIN:VCALENDAR", "SEQUENCE:0"])?;
        let kept = &now.promises[&noon];
        ensure!(matches!(kept.state, PromiseState::Kept { at } if at == world.now()), "{:?}", kept.state);
        ensure!(kept.early().map(|early| early.as_mins()) == Some(170), "2 h 50 early: {:?}", kept.early());
        ensure!(now.ball.holder == Holder::Team { team: world.house.back.team }, "its own leg has the ball");
        Ok(())
    }

    /// Whatever ends a journey or an offer without a word is refused on the page.
    async fn refuses_to_end(&self, sven: &Browser) -> Result<()> {
        let before = self.now(sven).await?.seq;
        let journey = expect(sven.get(&self.journey).await?)?;
        for silent in ["/close", "/outcome", "/void"] {
            ensure!(journey.link(&format!("{}{silent}", self.journey)).is_none(), "{silent} is offered");
            let page = expect(sven.get(&format!("{}{silent}", self.journey)).await?)?;
            let how = if silent == "/close" { "withdrawn" } else { "solved" };
            let fields = [("text", "Er ontbreekt informatie."), ("how", how), ("reason", "not_ours")];
            let refused = sven.submit(&page, silent, &fields).await?;
            ensure!(refused.status == 409 || refused.status == 403, "{silent}: {} {}", refused.status, refused.text());
        }
        let offers = expect(sven.get("/handovers").await?)?;
        let decline = offers.link("/decline").with_context(|| format!("a way to decline: {}", offers.text()))?;
        let page = expect(sven.get(&decline).await?)?;
        let wordless = sven.submit(&page, "/decline", &[("ground", "other")]).await?;
        ensure!(wordless.status == 409 || wordless.status == 422, "{}: {}", wordless.status, wordless.text());
        ensure!(self.now(sven).await?.seq == before, "and nothing has happened");
        Ok(())
    }

    /// The day of the visit: narrowed, repaired, told, confirmed.
    pub async fn tuesday(&mut self) -> Result<()> {
        let (world, days) = (self.world, self.days);
        let engineer = &world.house.engineer.email;
        let before = mails(world).len();
        world.at(&format!("{} 07:30", days.tuesday)).await?;
        let gijs = world.signed_in(engineer).await?;
        let narrowed = [("from", "08:00"), ("until", "08:30")];
        visit(&gijs, &self.journey, "narrow", &narrowed).await?;
        world.settle().await?;
        // Whatever news fell due on Monday is counted in what came before.
        told(world, mails(world).len(), &["tussen 08.00 en 08.30 uur"])?;
        ensure!(mails(world).len() == before + 1, "one message: {}", mails(world).len() - before);
        shows(&self.anja, &self.page, &["tussen 08.00 en 08.30 uur"]).await?;
        world.at(&format!("{} 08:05", days.tuesday)).await?;
        visit(&gijs, &self.journey, "arrived", &[]).await?;
        // The back office's leg has the ball; the visit stays with who is there until it is told how it went.
        let work = expect(gijs.get("/work").await?)?;
        has(&work.text(), &["Op bezoek"])?;
        ensure!(work.link("/done").is_some_and(|link| link.starts_with(&self.journey)), "{}", work.text());
        world.at(&format!("{} 11:05", days.tuesday)).await?;
        let gijs = world.signed_in(engineer).await?;
        // Who was there tells how it came out, in one message, in the name of who sent them.
        let words = "Beste Anja de Wit,\n\nDe kabel is vernieuwd. U hebt weer beeld en internet.";
        let fields = [("right", "yes"), ("text", "Kabel vernieuwd."), ("tell", "yes"), ("outcome", words)];
        visit(&gijs, &self.journey, "done", &fields).await?;
        world.settle().await?;
        told(world, before + 2, &["U hebt weer beeld en internet."])?;
        let work = expect(gijs.get("/work").await?)?;
        ensure!(!work.text().contains("Op bezoek"), "nothing is left to do there: {}", work.text());
        let now = self.now(&self.back().await?).await?;
        let without = world.now().duration_since(now.opened_at);
        ensure!(without.as_mins() == days.hours * 60, "hours without service: {without:?}");
        let (_, done) = now.visits.iter().next().context("the visit")?;
        let promise = &now.promises[&done.promise().context("its promise")?];
        let kept = format!("{} 08:05", days.tuesday);
        ensure!(matches!(promise.state, PromiseState::Kept { at } if local(at) == kept), "{:?}", promise.state);
        world.at(&format!("{} 11:20", days.tuesday)).await?;
        does(world, &self.anja, &self.page, "/solved", &[]).await?;
        Ok(())
    }

    fn promise(&self, journey: &Journey, what: PromiseWhat) -> Result<PromiseId> {
        let found = journey.promises.iter().find(|(_, promise)| promise.what == what);
        found.map(|(id, _)| *id).with_context(|| format!("a promise {what:?}"))
    }
}

/// The figures of the whole.
pub async fn ensure_whole(evening: &Evening<'_>) -> Result<()> {
    let now = evening.now(&evening.front().await?).await?;
    ensure!(matches!(now.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", now.state);
    let no_news = now.updates.values().filter(|update| update.about == UpdateKind::NoNews).count();
    let counted = (now.closed_doors(), now.chasers(), now.fragments(), no_news);
    ensure!(counted == (1, 1, 0, evening.days.no_news.len()), "closed doors, chasers, fragments, no news: {counted:?}");
    let broken = now.promises.values().filter(|promise| matches!(promise.state, PromiseState::Broken { .. })).count();
    let outcomes = now.promises.values().filter(|promise| promise.kind == PromiseKind::Outcome).count();
    ensure!((broken, outcomes) == (0, 1), "broken, outcomes: {broken}, {outcomes}");
    let held: i64 = now.hours_per_holder(evening.world.now()).iter().map(|(_, time)| time.as_mins()).sum();
    ensure!(held == evening.days.hours * 60 + 15, "somebody has the ball all the time, until it is confirmed: {held}");
    Ok(())
}

/// A local moment, some minutes later.
fn shifted(local: &str, minutes: i64) -> Result<String> {
    let at: jiff::civil::DateTime = local.replace(' ', "T").parse()?;
    Ok(at.checked_add(jiff::SignedDuration::from_mins(minutes))?.strftime("%Y-%m-%d %H:%M").to_string())
}
