//! A blueprint as it is read, changed and sent back: the same type both ways, of the form that the pages use.

use regie_app::settings::blueprints::{BlueprintForm, CardForm, TermsForm};
use regie_domain::blueprint::{Doorway, Words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::vocabulary;

/// Words in the two languages; either may be empty where one is enough.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TwoWords {
    /// Dutch.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub nl: String,
    /// English.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub en: String,
}

impl From<Words> for TwoWords {
    fn from(Words { nl, en }: Words) -> Self {
        Self { nl, en }
    }
}

impl From<TwoWords> for Words {
    fn from(TwoWords { nl, en }: TwoWords) -> Self {
        Self { nl, en }
    }
}

macro_rules! terms {
    ($($(#[$doc:meta])* $field:ident),* $(,)?) => {
        /// The spans of a blueprint: `3d` is three working days, `4h` four opening hours, `90m` ninety opening minutes, `24e`
        /// twenty-four hours on end, `90em` ninety minutes on end.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct Spans {
            $($(#[$doc])* #[schema(max_length = 12)] pub $field: String,)*
        }

        impl From<TermsForm> for Spans {
            fn from(form: TermsForm) -> Self {
                Self { $($field: form.$field),* }
            }
        }

        impl From<Spans> for TermsForm {
            fn from(spans: Spans) -> Self {
                Self { $($field: spans.$field),* }
            }
        }
    };
}

terms! {
    /// First answer promised.
    first_answer,
    /// Result promised; empty for none.
    result,
    /// News promised when a message leaves no other promise.
    next_news,
    /// News promised after a broken promise.
    after_broken,
    /// The silence limit.
    silence,
    /// To answer an offer.
    respond,
    /// Until an unanswered offer is told to the next in line.
    escalate,
    /// Until a question to the customer lapses.
    question,
    /// To object to an outcome.
    closing,
    /// Until a call promised.
    call_back,
    /// For a call or letter.
    task,
}

/// A step that the customer sees.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageState {
    /// Its name.
    pub name: TwoWords,
    /// What ends it.
    #[schema(schema_with = vocabulary::stage_trigger)]
    pub done_when: String,
    /// How long it is expected to take; empty for unknown.
    #[serde(default)]
    #[schema(max_length = 12)]
    pub expected: String,
}

/// A part of a brief.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BriefFieldState {
    /// Its code.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub code: String,
    /// What stands there.
    pub label: TwoWords,
    /// Whether an offer without it is refused.
    #[serde(default)]
    pub required: bool,
}

/// A field of a complete answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CardFieldState {
    /// Its code, as the text names it.
    #[schema(max_length = 40)]
    pub code: String,
    /// What is asked of the member.
    pub label: TwoWords,
    /// What stands there at first.
    #[serde(default)]
    pub preset: TwoWords,
}

/// Something that a complete answer asks of the customer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CardAskState {
    /// Its code.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub code: String,
    /// What is asked.
    pub label: TwoWords,
    /// Its form on the page.
    #[schema(schema_with = vocabulary::ask_kind)]
    pub kind: String,
    /// Whether an answer without it is refused.
    #[serde(default)]
    pub required: bool,
}

/// A complete answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CardState {
    /// Its code.
    #[schema(min_length = 1, max_length = 40)]
    pub code: String,
    /// Its name.
    pub name: TwoWords,
    /// Its fields.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub fields: Vec<CardFieldState>,
    /// The text that the answer starts from; `{{code}}` stands for a field.
    pub text: TwoWords,
    /// What is asked.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub asks: Vec<CardAskState>,
    /// Whether it promises the result.
    #[serde(default)]
    pub promises_result: bool,
}

impl From<CardForm> for CardState {
    fn from(form: CardForm) -> Self {
        let fields = form.fields.into_iter();
        let asks = form.asks.into_iter();
        Self {
            code: form.code,
            name: form.name.into(),
            fields: fields
                .map(|(code, label, preset)| CardFieldState { code, label: label.into(), preset: preset.into() })
                .collect(),
            text: form.text.into(),
            asks: asks
                .map(|(code, label, kind, required)| CardAskState { code, label: label.into(), kind, required })
                .collect(),
            promises_result: form.promises_result,
        }
    }
}

impl From<CardState> for CardForm {
    fn from(card: CardState) -> Self {
        let fields = card.fields.into_iter();
        let asks = card.asks.into_iter();
        Self {
            code: card.code,
            name: card.name.into(),
            fields: fields.map(|field| (field.code, field.label.into(), field.preset.into())).collect(),
            text: card.text.into(),
            asks: asks.map(|ask| (ask.code, ask.label.into(), ask.kind, ask.required)).collect(),
            promises_result: card.promises_result,
        }
    }
}

/// What a message tells besides.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SentenceState {
    /// The message.
    #[schema(schema_with = vocabulary::telling)]
    pub about: String,
    /// The sentence; empty for none.
    pub words: TwoWords,
}

/// A legal term.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegalState {
    /// By which rule it runs.
    #[schema(schema_with = vocabulary::legal_basis)]
    pub basis: String,
    /// Its length in whole weeks; nothing where there is no term.
    #[schema(minimum = 1, maximum = 104)]
    pub weeks: Option<u32>,
}

/// A blueprint on the public form.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DoorState {
    /// Its name there.
    pub name: TwoWords,
    /// One sentence of help; perhaps empty.
    #[serde(default)]
    pub help: TwoWords,
}

/// A blueprint, whole.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BlueprintContent {
    /// Its name.
    pub name: TwoWords,
    /// Its own word for the person served; empty for the organisation's.
    #[serde(default)]
    pub customer_word: TwoWords,
    /// The kind of need.
    #[schema(schema_with = vocabulary::journey_kind)]
    pub kind: String,
    /// The team that directs; nothing for the team whose door it came in by.
    pub director_team_id: Option<Uuid>,
    /// Its spans.
    pub spans: Spans,
    /// Days in which a contact re-opens the same journey.
    #[schema(maximum = 3650)]
    pub reopen_days: u32,
    /// The steps.
    #[schema(min_items = 1, max_items = 20)]
    pub stages: Vec<StageState>,
    /// The parts of a brief.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub brief: Vec<BriefFieldState>,
    /// Complete answers.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub cards: Vec<CardState>,
    /// The legal term.
    pub legal: LegalState,
    /// What messages tell besides.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub tell: Vec<SentenceState>,
    /// The teams that take the direction along when they accept a leg with the ball.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub lead_team_ids: Vec<Uuid>,
    /// Whether its journeys are for the teams that work on them only. A program cannot take that away.
    #[serde(default)]
    pub restricted: bool,
    /// How it stands on the public form; nothing where it is not open to it.
    pub door: Option<DoorState>,
}

impl From<BlueprintForm> for BlueprintContent {
    fn from(form: BlueprintForm) -> Self {
        let stages = form.stages.into_iter();
        let brief = form.brief.into_iter();
        let tell = form.tell.into_iter().filter(|(_, words)| !(words.nl.is_empty() && words.en.is_empty()));
        Self {
            name: form.name.into(),
            customer_word: form.customer_word.into(),
            kind: form.kind,
            director_team_id: Uuid::try_parse(&form.director).ok(),
            spans: form.terms.into(),
            reopen_days: form.reopen_days.parse().unwrap_or_default(),
            stages: stages
                .map(|(name, done_when, expected)| StageState { name: name.into(), done_when, expected })
                .collect(),
            brief: brief
                .map(|(code, label, required)| BriefFieldState { code, label: label.into(), required })
                .collect(),
            cards: form.cards.into_iter().map(CardState::from).collect(),
            legal: LegalState { basis: form.legal_basis, weeks: form.legal_weeks.parse().ok() },
            tell: tell.map(|(about, words)| SentenceState { about, words: words.into() }).collect(),
            lead_team_ids: form.leads.iter().filter_map(|id| Uuid::try_parse(id).ok()).collect(),
            restricted: form.restricted,
            door: form.open.then(|| DoorState { name: form.doorway.name.into(), help: form.doorway.help.into() }),
        }
    }
}

impl From<BlueprintContent> for BlueprintForm {
    fn from(content: BlueprintContent) -> Self {
        let stages = content.stages.into_iter();
        let brief = content.brief.into_iter();
        let tell = content.tell.into_iter();
        Self {
            name: content.name.into(),
            customer_word: content.customer_word.into(),
            kind: content.kind,
            director: content.director_team_id.map(|id| id.to_string()).unwrap_or_default(),
            terms: content.spans.into(),
            reopen_days: content.reopen_days.to_string(),
            stages: stages.map(|stage| (stage.name.into(), stage.done_when, stage.expected)).collect(),
            brief: brief.map(|field| (field.code, field.label.into(), field.required)).collect(),
            cards: content.cards.into_iter().map(CardForm::from).collect(),
            legal_weeks: content.legal.weeks.map(|weeks| weeks.to_string()).unwrap_or_default(),
            legal_basis: content.legal.basis,
            tell: tell.map(|sentence| (sentence.about, sentence.words.into())).collect(),
            leads: content.lead_team_ids.iter().map(Uuid::to_string).collect(),
            restricted: content.restricted,
            open: content.door.is_some(),
            doorway: content
                .door
                .map(|door| Doorway { name: door.name.into(), help: door.help.into() })
                .unwrap_or_default(),
        }
    }
}
