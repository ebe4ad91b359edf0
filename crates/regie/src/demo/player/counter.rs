//! Letters and the counter.

use anyhow::Context as _;
use regie_app::content::Text;
use regie_app::journeys::{Besides, NewJourney};
use regie_app::participants::Correction;
use regie_domain::codes::{Channel, Direction, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::ids::JourneyId;

use super::super::act::{Act, Case, File, Seat};
use super::Player;

/// A scan, as small as one can be.
const SCAN: File = ("brief.txt", "text/plain", b"Scan van de brief");

impl Player<'_> {
    pub(super) async fn on_paper(&mut self, case: &'static Case, act: &Act) -> anyhow::Result<()> {
        match *act {
            Act::LetterComes { who, subject, body, address, dated } => {
                self.letter(case, who, (subject, body), (address, dated)).await
            }
            Act::Posts { who } => {
                let journey = self.journey(case).await?;
                let waits = journey.tasks.iter().find(|(_, task)| task.is_open() && task.kind == TaskKind::Letter);
                let (task, _) = waits.context("no letter waits")?;
                self.run(case, who, JourneyCommand::DoneTask { task: *task, reached: true, note: None }, Vec::new())
                    .await
            }
            Act::Hands { who, body, files } => {
                let journey = self.journey(case).await?;
                let answers = journey.open_question().map(|(id, _)| id);
                let mut texts = Vec::new();
                let participant = journey.customer_participant().map(|(id, _)| id);
                let mut contact = self.facts(Direction::In, Channel::Counter, participant, body, &mut texts);
                contact.files = self.files(journey.id, files, &mut texts);
                self.run(case, who, JourneyCommand::RecordContact { contact, answers }, texts).await
            }
            _ => anyhow::bail!("nothing on paper"),
        }
    }

    /// A letter begins a journey; the address on it is that of the person.
    async fn letter(
        &mut self,
        case: &'static Case,
        seat: Seat,
        (subject, body): (&str, &str),
        (address, dated): (&str, &str),
    ) -> anyhow::Result<()> {
        let id: JourneyId = self.app.ports.id();
        let (name, media_type, bytes) = SCAN;
        let scan = Text::file(self.app.ports.id(), name, media_type, bytes.to_vec(), Some(id));
        let days = dated.parse::<jiff::civil::Date>()?.since(jiff::civil::date(1970, 1, 1))?.get_days();
        let new = NewJourney {
            channel: Channel::Letter,
            name: case.name.to_owned(),
            email: None,
            phone: None,
            blueprint: Some(self.house.with_card()?.id),
            kind: None,
            title: subject.to_owned(),
            text: body.to_owned(),
            key: None,
        };
        let besides = Besides { journey: Some(id), dated: Some(days), files: vec![scan], ..Besides::default() };
        let who = self.who(seat)?;
        let begun = self.app.begin_journey_with(who.clone(), new, besides).await?;
        self.journeys.insert(case.code, begun);
        let journey = self.journey(case).await?;
        let (person, _) = journey.customer_participant().context("nobody takes part")?;
        let correction = Correction::Address { lines: address.to_owned() };
        Ok(self.app.correct_person(who, begun, person, correction, None).await?)
    }
}
