//! What is sent along with an act.

use jiff::Timestamp;
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{
    Asks, BallGoes, Channel, CloseHow, DeclineReason, Direction, MoveReason, Outcome, PromiseKind, PromiseWhat,
    TakeBackReason, TaskKind, VoidReason,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::files::FileToSend;
use crate::api::vocabulary;

/// An empty object: the address says it all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TextToSay {
    /// The words.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
}

/// What is said about an offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WordsOfPartner {
    /// The words.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// When it was said, where a member notes it for a partner that does not take part; now, without it.
    pub said_at: Option<Timestamp>,
}

/// Something that was said or written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactToRecord {
    /// In (the default) or out.
    #[serde(default = "inwards")]
    #[schema(schema_with = vocabulary::direction, required = false)]
    pub direction: Direction,
    /// How.
    #[schema(schema_with = vocabulary::channel)]
    pub channel: Channel,
    /// In which words.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// What it asks for.
    #[serde(default = "something")]
    #[schema(schema_with = vocabulary::asks, required = false)]
    pub asks: Asks,
    /// When, if before now.
    pub occurred_at: Option<Timestamp>,
    /// By or to whom, where that is not the customer.
    pub participant_id: Option<Uuid>,
    /// The question that it answers.
    pub answers_question_id: Option<Uuid>,
    /// Files that came with it.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub files: Vec<FileToSend>,
}

fn inwards() -> Direction {
    Direction::In
}

fn something() -> Asks {
    Asks::Something
}

/// What a contact asks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AsksToSay {
    /// What.
    #[schema(schema_with = vocabulary::asks)]
    pub asks: Asks,
}

/// Whether partners in the chain may read what a contact says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChainMark {
    /// Whether they may.
    pub marked: bool,
}

/// Whether the customer had answered a question before, and had to say it again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RepeatMark {
    /// Whether it was.
    pub repeats: bool,
}

/// A message to the customer, with what it promises and asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageToWrite {
    /// The words.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// Whether it is a complete answer: what is needed, where, when, how long, what it costs.
    #[serde(default)]
    pub complete: bool,
    /// What it promises.
    pub promise: Option<PromiseToMake>,
    /// What it asks.
    pub question: Option<QuestionToAsk>,
    /// Files that go along.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub files: Vec<FileToSend>,
}

/// A question to the customer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionToAsk {
    /// What is asked for; nothing where words are enough.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub items: Vec<ItemToAsk>,
    /// By when; without it the blueprint's term.
    pub due: Option<Timestamp>,
    /// Asked before in this leg: this is the last thing that is needed.
    #[serde(default)]
    pub last_thing: bool,
    /// The pending offer that it is asked through, by its receiver.
    pub through_handover_id: Option<Uuid>,
}

/// One thing that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ItemToAsk {
    /// Its label.
    #[schema(min_length = 1, max_length = 200)]
    pub label: String,
    /// Its form on the page.
    #[schema(schema_with = vocabulary::ask_kind)]
    pub kind: AskKind,
    /// Whether an answer without it is refused.
    #[serde(default)]
    pub required: bool,
}

/// A call or letter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskToMake {
    /// Which.
    #[schema(schema_with = vocabulary::task_kind)]
    pub kind: TaskKind,
}

/// What came of a call or letter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskDone {
    /// Whether the customer was reached; if not, it stays on the list.
    pub reached: bool,
    /// What was said.
    #[schema(max_length = 50000)]
    pub note: Option<String>,
}

/// Who has the ball for the team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assignment {
    /// The member; nobody without it.
    pub member_id: Option<Uuid>,
}

/// An offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OfferToMake {
    /// To which team.
    pub to_team_id: Uuid,
    /// Whether the ball goes along; without it the direction is offered.
    #[serde(default)]
    #[schema(schema_with = vocabulary::ball_goes, required = false)]
    pub ball: Option<BallGoes>,
    /// The brief: the fields of the blueprint, in order.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub brief: Vec<Option<String>>,
    /// By when it is to be answered; without it the blueprint's term.
    pub respond_by: Option<Timestamp>,
}

/// An acceptance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Acceptance {
    /// What is promised with it, told in the same message.
    pub promise: Option<PromiseToMake>,
    /// When it was said, where a member notes it for a partner that does not take part; now, without it.
    pub said_at: Option<Timestamp>,
}

/// How a piece came out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutcomeOfPiece {
    /// How.
    #[schema(schema_with = vocabulary::outcome)]
    pub outcome: Outcome,
    /// What was found or done.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// When it was said, where a member notes it for a partner that does not take part; now, without it.
    pub said_at: Option<Timestamp>,
}

/// Why something is given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReasonToGive {
    /// Why.
    #[schema(schema_with = vocabulary::decline_reason)]
    pub reason: DeclineReason,
    /// In more words; needed for `other`.
    #[schema(max_length = 50000)]
    pub text: Option<String>,
    /// When it was said, where a member notes it for a partner that does not take part; now, without it.
    pub said_at: Option<Timestamp>,
}

/// Why the ball is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakingBack {
    /// Why.
    #[schema(schema_with = vocabulary::take_back_reason)]
    pub reason: TakeBackReason,
}

/// A promise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromiseToMake {
    /// Outcome or news.
    #[schema(schema_with = vocabulary::promise_kind)]
    pub kind: PromiseKind,
    /// What is promised.
    #[schema(schema_with = vocabulary::promise_what)]
    pub what: PromiseWhat,
    /// In more words.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// To which team; to the customer without it.
    pub to_team_id: Option<Uuid>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// By when; without it the blueprint's term.
    pub until: Option<Timestamp>,
    /// What it costs the customer, in cents of a euro.
    #[schema(minimum = 0)]
    pub cost_cents: Option<i64>,
    /// The broken promise in whose place it stands.
    pub replaces_id: Option<Uuid>,
    /// It was said in a conversation already: a mail confirms it, and no person says it again.
    #[serde(default)]
    pub said: bool,
}

/// Another moment for a promise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromiseToMove {
    /// Not before.
    pub from: Option<Timestamp>,
    /// By when.
    pub until: Timestamp,
    /// Why.
    #[schema(schema_with = vocabulary::move_reason)]
    pub reason: MoveReason,
    /// In more words; needed with an amount.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// What the customer gets meanwhile at our cost, in cents: within the mandate, or granted before.
    #[schema(minimum = 0)]
    pub amount: Option<i64>,
}

/// An amount that is to be spent on a leg.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AmountToAsk {
    /// How much, in cents.
    #[schema(minimum = 1)]
    pub amount: i64,
    /// What for.
    #[schema(max_length = 50000)]
    pub text: String,
}

/// Whether an amount may be spent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AmountToDecide {
    /// Whether it may.
    pub granted: bool,
    /// In more words; needed for a no.
    #[schema(max_length = 50000)]
    pub text: Option<String>,
}

/// That a promise is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fulfilment {
    /// When it happened; now without it.
    pub at: Option<Timestamp>,
}

/// A wish to be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallToRequest {
    /// How the wish was said.
    #[schema(schema_with = vocabulary::channel)]
    pub channel: Channel,
    /// In which words.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// Not before.
    pub from: Option<Timestamp>,
    /// By when; without it by the blueprint's term.
    pub until: Option<Timestamp>,
}

/// Something that the customer said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaidByCustomer {
    /// How.
    #[schema(schema_with = vocabulary::channel)]
    pub channel: Channel,
    /// In which words.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
}

/// Which contact complains.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComplaintFound {
    /// Something that the customer said on this journey; the term begins on its day.
    pub contact_id: Uuid,
}

/// A longer legal term.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegalExtension {
    /// By how many weeks.
    #[schema(minimum = 1, maximum = 52)]
    pub weeks: u32,
    /// Why.
    #[schema(schema_with = vocabulary::move_reason)]
    pub reason: MoveReason,
    /// In more words; needed for `other`.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
}

/// How the journey came out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutcomeToPropose {
    /// How.
    #[schema(schema_with = vocabulary::outcome)]
    pub outcome: Outcome,
    /// The message that tells it.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// What is paid or waived, in cents of a euro.
    #[schema(minimum = 0)]
    pub amount_cents: Option<i64>,
}

/// How a journey closes at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Closing {
    /// How.
    #[schema(schema_with = vocabulary::closes_at_once)]
    pub how: CloseHow,
}

/// Why a journey is set aside.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Voiding {
    /// Why.
    #[schema(schema_with = vocabulary::void_reason)]
    pub reason: VoidReason,
    /// The journey that it duplicates.
    pub duplicate_of_id: Option<Uuid>,
}
