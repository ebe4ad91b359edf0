//! How a type of journey should run. A blueprint is configuration: a journey runs under the version it began with, and
//! its events carry the computed moments, so that a later version changes no past.

use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::{JourneyKind, LegalBasis, UpdateKind};
use crate::ids::BlueprintId;
use crate::second_thing::SecondThing;
use crate::shipment::ShippingPlan;
use crate::survey::SurveyPlan;
use crate::term::Term;
use crate::visit::VisitPlan;

/// A word or sentence in the two languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Both languages at once.
    #[must_use]
    pub fn new(nl: &str, en: &str) -> Self {
        Self { nl: nl.to_owned(), en: en.to_owned() }
    }
}

/// The id and version of a blueprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlueprintRef {
    /// The blueprint.
    pub id: BlueprintId,
    /// Its version, from 1.
    pub version: u32,
}

/// A blueprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// The blueprint.
    pub id: BlueprintId,
    /// Its version, from 1; raised by every change.
    pub version: u32,
    /// Its name on screen.
    pub name: Words,
    /// The word for the person served, in the singular ("inwoner"); empty means the organisation's own word.
    pub customer_word: Words,
    /// The kind of journey it is for.
    pub kind: JourneyKind,
    /// The team that directs, and holds the ball at the start.
    pub director: Option<TeamRef>,
    /// Until when the first answer is promised.
    pub first_answer: Term,
    /// Until when the result is promised, where the blueprint promises one.
    pub result: Option<Term>,
    /// Until when news is promised when a message leaves no other promise.
    pub next_news: Term,
    /// Until when news is promised after a broken promise.
    pub after_broken: Term,
    /// How long the customer of an open journey may go without news.
    pub silence: Term,
    /// How long a receiver may take to answer an offer.
    pub respond: Term,
    /// How much later an unanswered offer goes to the team lead, and again to the coordinator.
    pub escalate: Term,
    /// How long the customer may take to answer a question before it lapses.
    pub question: Term,
    /// How long the customer may object to an outcome.
    pub closing: Term,
    /// Until when a requested call is promised.
    pub call_back: Term,
    /// How long a call or letter may take where no channel reaches the customer.
    pub task: Term,
    /// How many days after closing a contact re-opens the same journey.
    pub reopen_days: u32,
    /// The real steps that the customer sees.
    pub stages: Vec<Stage>,
    /// What a brief must hold.
    pub brief: Vec<BriefField>,
    /// Complete answers.
    pub cards: Vec<AnswerCard>,
    /// The legal term beside the promise, in whole weeks, where the law sets one.
    pub legal_weeks: Option<u32>,
    /// By what rule that term runs.
    #[serde(default = "by_application", skip_serializing_if = "is_by_application")]
    pub legal_basis: LegalBasis,
    /// What is told besides in the messages of the program, each kind at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tell: Vec<Telling>,
    /// Whether its journeys are for the teams that work on them only (rule 11). The newest version counts for all of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restricted: bool,
    /// What its customers are asked before sensitive parts of their page show. The newest version counts for all journeys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondThing>,
    /// Whether its journeys are planned by visit, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitPlan>,
    /// How it is named on the public form, where it is open to that. The newest version counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doorway: Option<Doorway>,
    /// The teams that take the direction along when they accept a leg with the ball.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leads: Vec<TeamRef>,
    /// What must be known of its shipments, and when its absence is noticed; what is usual, where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<ShippingPlan>,
    /// What its customers are asked when it has ended, and when. The newest version counts for all journeys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<SurveyPlan>,
}

/// A blueprint on the public form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Doorway {
    /// Its name there, in the customer's words.
    pub name: Words,
    /// One sentence of help; perhaps empty.
    pub help: Words,
}

fn by_application() -> LegalBasis {
    LegalBasis::Application
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_by_application(basis: &LegalBasis) -> bool {
    *basis == LegalBasis::Application
}

/// The messages in which a blueprint may tell something besides: all that rule 5 calls told, but for a member's own words.
pub const OCCASIONS: [UpdateKind; 9] = [
    UpdateKind::Receipt,
    UpdateKind::NowWith,
    UpdateKind::NowLeads,
    UpdateKind::Question,
    UpdateKind::PromiseMade,
    UpdateKind::PromiseMoved,
    UpdateKind::PromiseBroken,
    UpdateKind::Outcome,
    UpdateKind::NoNews,
];

/// What is told besides in one kind of message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// In which.
    pub about: UpdateKind,
    /// The sentence, which may name what the text of that message may; empty in a language that has none.
    pub words: Words,
}

/// A step that the customer sees. It is done when the named event happened, never by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its name.
    pub name: Words,
    /// What makes it done.
    pub done_when: StageTrigger,
    /// How long it is expected to take, from the step before it. For staff only: the customer is told promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Term>,
}

impl Stage {
    /// A step that is expected to take no particular time.
    #[must_use]
    pub fn new(name: Words, done_when: StageTrigger) -> Self {
        Self { name, done_when, expected: None }
    }

    /// A step that is expected to take so long.
    #[must_use]
    pub fn within(self, expected: Term) -> Self {
        Self { expected: Some(expected), ..self }
    }
}

/// The events that can complete a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageTrigger {
    /// The journey opened.
    Opened,
    /// The first answer by a person went out.
    Answered,
    /// A whole answer reached the customer: all there is to know, and all that is asked.
    AnsweredWhole,
    /// The customer sent what was asked.
    CustomerReplied,
    /// The first leg was accepted.
    LegAccepted,
    /// The first leg was done.
    LegDone,
    /// The second leg was accepted.
    SecondLegAccepted,
    /// The outcome was told.
    OutcomeTold,
    /// The journey closed.
    Closed,
}

/// A part that a handover brief holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefField {
    /// Its code.
    pub code: String,
    /// Its label.
    pub label: Words,
    /// Whether an offer without it is refused.
    pub required: bool,
}

/// A complete answer: each field is filled or marked "does not apply"; the text is free to rewrite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCard {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// What a complete answer says.
    pub fields: Vec<CardField>,
    /// The text that the answer starts from; `{{ field }}` stands for a field.
    pub text: Words,
    /// What the customer is asked for.
    pub asks: Vec<AskItem>,
    /// Whether the answer promises the result, by the blueprint's term.
    pub promises_result: bool,
}

/// A field of an answer card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardField {
    /// Its code, and its name in the card's text.
    pub code: String,
    /// Its label.
    pub label: Words,
    /// What it holds until the agent changes it.
    pub default: Words,
}

/// Something the customer is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskItem {
    /// Its code.
    pub code: String,
    /// Its label.
    pub label: Words,
    /// Its form on the page.
    pub kind: AskKind,
    /// Whether an answer without it is refused.
    pub required: bool,
}

/// The form of something asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskKind {
    /// A few words.
    Text,
    /// A file or photo.
    File,
    /// An IBAN; checked.
    Iban,
    /// A date.
    Date,
    /// Yes or no.
    YesNo,
}

impl Blueprint {
    /// The version that a journey refers to.
    #[must_use]
    pub fn reference(&self) -> BlueprintRef {
        BlueprintRef { id: self.id, version: self.version }
    }

    /// What is told besides in a kind of message.
    #[must_use]
    pub fn telling(&self, about: UpdateKind) -> Option<&Words> {
        self.tell.iter().find(|told| told.about == about).map(|told| &told.words)
    }

    /// Steps that fit any matter: an answer, and the outcome. Each is named by a noun, which is true before, during and after.
    #[must_use]
    pub fn usual_stages() -> Vec<Stage> {
        vec![
            Stage::new(Words::new("Uw bericht", "Your message"), StageTrigger::Opened),
            Stage::new(Words::new("Ons antwoord", "Our answer"), StageTrigger::Answered).within(Term::WorkingDays(0)),
            Stage::new(Words::new("De uitkomst", "The outcome"), StageTrigger::OutcomeTold)
                .within(Term::WorkingDays(10)),
            Stage::new(Words::new("Afronding", "Closing"), StageTrigger::Closed),
        ]
    }

    /// A blueprint with the terms that suit a desk with office hours: an answer today, news every three working days.
    #[must_use]
    pub fn standard(id: BlueprintId, name: Words, director: Option<TeamRef>) -> Self {
        Self {
            id,
            version: 1,
            name,
            customer_word: Words::default(),
            kind: JourneyKind::Question,
            director,
            first_answer: Term::WorkingDays(0),
            result: Some(Term::WorkingDays(10)),
            next_news: Term::WorkingDays(3),
            after_broken: Term::WorkingDays(1),
            silence: Term::WorkingDays(3),
            respond: Term::WorkingMinutes(240),
            escalate: Term::WorkingMinutes(120),
            question: Term::WorkingDays(10),
            closing: Term::WorkingDays(5),
            call_back: Term::WorkingMinutes(120),
            task: Term::WorkingDays(1),
            reopen_days: 30,
            stages: Self::usual_stages(),
            brief: vec![
                BriefField { code: "why".into(), label: Words::new("Waarom", "Why"), required: true },
                BriefField {
                    code: "what".into(),
                    label: Words::new("Wat wordt gevraagd", "What is asked"),
                    required: true,
                },
                BriefField {
                    code: "told".into(),
                    label: Words::new("Wat is er al verteld", "What was told already"),
                    required: true,
                },
            ],
            cards: Vec::new(),
            legal_weeks: None,
            legal_basis: LegalBasis::Application,
            tell: Vec::new(),
            restricted: false,
            second: None,
            visit: None,
            doorway: None,
            leads: Vec::new(),
            shipping: None,
            survey: None,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    #[test]
    fn a_step_from_before_expected_times_is_read_and_written_the_same() {
        let old = r#"{"name":{"nl":"Klaar","en":"Done"},"done_when":"closed"}"#;
        let stage: Stage = serde_json::from_str(old).unwrap();
        assert_eq!(stage, Stage::new(Words::new("Klaar", "Done"), StageTrigger::Closed));
        assert_eq!(serde_json::to_string(&stage).unwrap(), old);
        let timed = serde_json::to_string(&stage.within(Term::WorkingDays(3))).unwrap();
        assert!(timed.ends_with(r#""expected":"3 wd"}"#), "{timed}");
    }
}
