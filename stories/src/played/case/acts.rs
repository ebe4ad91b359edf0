//! What the resident and those at the desks do, through the doors, and what each of it counts for.

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::{DateTime, Time, Weekday};
use jiff::tz::TimeZone;

use super::{Case, Stands};
use crate::mailbox::Letter;
use crate::played::{Desk, House};

impl Case {
    pub(super) async fn answer_completely(&mut self, house: &mut House) -> Result<()> {
        let mut fields =
            vec![("card", "reimbursement"), ("text", "Stuur ons de rekening, een foto en uw IBAN."), ("promise", "on")];
        for name in ["field.needed", "field.where", "field.how_long", "field.cost", "field.call"] {
            fields.push((name, "ingevuld"));
        }
        let asks = self.dice.falls(50);
        if asks {
            fields.extend([("asks", "invoice"), ("asks", "iban"), ("last", "on")]);
        }
        house.post(Desk::Kcc, &format!("/journeys/{}/answer", self.id()?), &fields).await?;
        self.complete += 1;
        self.answers.push((self.leg(), house.now()));
        if asks {
            self.asked(house.now());
        }
        Ok(())
    }

    pub(super) async fn answer_half(&mut self, house: &mut House, desk: Desk) -> Result<()> {
        let fields = [("text", "Wij hebben nog iets van u nodig.")];
        house.post(desk, &format!("/journeys/{}/message", self.id()?), &fields).await?;
        self.answers.push((self.leg(), house.now()));
        self.again = true;
        Ok(())
    }

    pub(super) async fn ask_again(&mut self, house: &House) -> Result<()> {
        let last = house.last(&self.address).map(|mail| mail.message_id);
        self.write(house, "Wat hebt u dan precies nodig?", last).await?;
        self.count_again(house.now());
        Ok(())
    }

    pub(super) async fn ask(&mut self, house: &mut House, desk: Desk) -> Result<()> {
        let fields = [("text", "Hoe heet de loodgieter, en wanneer was dat?"), ("last", "on")];
        house.post(desk, &format!("/journeys/{}/question", self.id()?), &fields).await?;
        // What the resident has said before is asked again.
        self.counted.repeats += usize::from(self.put.1);
        self.put.0 = true;
        self.asked(house.now());
        Ok(())
    }

    pub(super) async fn chase(&mut self, house: &House) -> Result<()> {
        if self.stands == Stands::New || self.dice.falls(60) {
            return Ok(());
        }
        let last = house.last(&self.address).map(|mail| mail.message_id);
        self.write(house, "Is er al nieuws?", last).await?;
        self.counted.chasers += 1;
        Ok(())
    }

    pub(super) async fn ring_us(&mut self, house: &mut House) -> Result<()> {
        let asks = if self.dice.falls(50) { "news" } else { "something" };
        let fields = [("direction", "in"), ("channel", "phone"), ("asks", asks), ("text", "Belde over de rekening.")];
        house.post(Desk::Kcc, &format!("/journeys/{}/contact", self.id()?), &fields).await?;
        self.counted.from_customer += 1;
        self.counted.chasers += usize::from(asks == "news");
        Ok(())
    }

    pub(super) async fn ring_them(&mut self, house: &mut House) -> Result<()> {
        let fields =
            [("direction", "out"), ("channel", "phone"), ("asks", "something"), ("text", "Gebeld en uitgelegd.")];
        house.post(Desk::Kcc, &format!("/journeys/{}/contact", self.id()?), &fields).await?;
        self.calls += 1;
        self.answers.push((self.leg(), house.now()));
        Ok(())
    }

    pub(super) async fn offer(&mut self, house: &mut House) -> Result<()> {
        let desk = if self.dice.falls(60) { Desk::Technical } else { Desk::Claims };
        let team =
            if desk == Desk::Technical { &house.city.technical } else { &house.city.claims }.team.team.to_string();
        let brief = "Bekijk de foto.";
        let fields = [
            ("team", team.as_str()),
            ("ball", "goes"),
            ("brief.why", brief),
            ("brief.what", brief),
            ("brief.told", brief),
        ];
        house.post(Desk::Kcc, &format!("/journeys/{}/handover", self.id()?), &fields).await?;
        self.stands = Stands::Offered(desk);
        Ok(())
    }

    pub(super) async fn tell_outcome(&mut self, house: &mut House, desk: Desk) -> Result<()> {
        let fields = [("text", "Wij hebben u betaald: de oorzaak ligt in de straat."), ("how", "solved")];
        house.post(desk, &format!("/journeys/{}/outcome", self.id()?), &fields).await?;
        self.answers.push((self.leg(), house.now()));
        if desk != Desk::Kcc {
            self.back_to_the_desk(house.now());
        }
        self.again = false;
        self.stands = Stands::Proposed(closing_of_fifth_working_day(house.now())?);
        Ok(())
    }

    pub(super) async fn withdraw(&mut self, house: &mut House) -> Result<()> {
        house.post(Desk::Kcc, &format!("/journeys/{}/close", self.id()?), &[("how", "withdrawn")]).await?;
        self.end(house.now());
        Ok(())
    }

    pub(super) async fn write(&mut self, house: &House, text: &str, answers: Option<String>) -> Result<()> {
        self.letters += 1;
        let letter = Letter {
            from: self.address.clone(),
            to: "kcc@example.org".to_owned(),
            subject: if answers.is_some() { "Re: Verstopt riool" } else { "Verstopt riool" }.to_owned(),
            text: text.to_owned(),
            answers,
            id: format!("m{}@r{}.example.net", self.letters, self.number),
        };
        self.counted.from_customer += 1;
        house.mail(&letter).await
    }
}

/// 17:00 on the fifth working day after a day, by the player's own fingers: Monday to Friday, and no holiday in sight.
fn closing_of_fifth_working_day(from: Timestamp) -> Result<Timestamp> {
    let zone = TimeZone::get("Europe/Amsterdam")?;
    let mut day = from.to_zoned(zone.clone()).date();
    let mut left = 5;
    while left > 0 {
        day = day.tomorrow()?;
        left -= i32::from(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    }
    Ok(DateTime::from_parts(day, Time::constant(17, 0, 0, 0)).to_zoned(zone)?.timestamp())
}
