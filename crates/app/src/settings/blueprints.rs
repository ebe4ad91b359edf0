//! Blueprints. A change appends a new version: journeys keep the one that they began with.

mod changing;

use regie_domain::blueprint::{
    AnswerCard, AskItem, AskKind, Blueprint, BriefField, CardField, Doorway, OCCASIONS, Stage, StageTrigger, Telling,
    Words,
};
use regie_domain::codes::{JourneyKind, LegalBasis};
use regie_domain::ids::BlueprintId;
use regie_domain::term::Term;

use super::Edit;
use super::forms::{Faults, term_text};
use crate::texts::{TextFault, besides};

/// Every trigger of a stage with its code in forms.
pub const TRIGGERS: [(StageTrigger, &str); 9] = [
    (StageTrigger::Opened, "opened"),
    (StageTrigger::Answered, "answered"),
    (StageTrigger::AnsweredWhole, "answered_whole"),
    (StageTrigger::CustomerReplied, "customer_replied"),
    (StageTrigger::LegAccepted, "leg_accepted"),
    (StageTrigger::LegDone, "leg_done"),
    (StageTrigger::SecondLegAccepted, "second_leg_accepted"),
    (StageTrigger::OutcomeTold, "outcome_told"),
    (StageTrigger::Closed, "closed"),
];

/// Every form of something asked with its code in forms.
pub const ASK_KINDS: [(AskKind, &str); 5] = [
    (AskKind::Text, "text"),
    (AskKind::File, "file"),
    (AskKind::Iban, "iban"),
    (AskKind::Date, "date"),
    (AskKind::YesNo, "yes_no"),
];

/// What a person wrote about a blueprint. Spans are written as [`term_text`] writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlueprintForm {
    /// Its name. Fields `name-nl`, `name-en`.
    pub name: Words,
    /// Its own word for the person served; empty means the organisation's. Fields `word-nl`, `word-en`.
    pub customer_word: Words,
    /// The code of the kind of journey. Field `kind`.
    pub kind: String,
    /// The id of the directing team; empty means the team whose door it came in by. Field `director`.
    pub director: String,
    /// The spans, each a field of the same name with dashes.
    pub terms: TermsForm,
    /// Days in which a contact re-opens the same journey. Field `reopen-days`.
    pub reopen_days: String,
    /// The real steps: name, code of the trigger, how long it is expected to take (perhaps empty). Fields `stages-0-nl`,
    /// …; rows without a name are left out.
    pub stages: Vec<(Words, String, String)>,
    /// The parts of a brief: code, label, required. Fields `brief-0-nl`, …; rows without a label are left out.
    pub brief: Vec<(String, Words, bool)>,
    /// Complete answers. Fields `cards-0-…`.
    pub cards: Vec<CardForm>,
    /// The legal term in whole weeks; empty means none. Field `legal-weeks`.
    pub legal_weeks: String,
    /// The code of the rule by which it runs. Field `legal-basis`.
    pub legal_basis: String,
    /// What is told besides: code of the message, sentence. Fields `tell-receipt-nl`, …; an empty sentence tells nothing.
    pub tell: Vec<(String, Words)>,
    /// Whether its journeys are for the teams that work on them only. Field `restricted`.
    pub restricted: bool,
    /// The ids of the teams that take the direction along with a leg. Field `leads`.
    pub leads: Vec<String>,
    /// Whether it is open to the public form. Field `open`.
    pub open: bool,
    /// Its name and help there. Fields `door-nl`, …, `door-help-nl`, ….
    pub doorway: Doorway,
}

/// The spans of a blueprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermsForm {
    /// First answer promised.
    pub first_answer: String,
    /// Result promised; empty means none.
    pub result: String,
    /// News promised when a message leaves no other promise.
    pub next_news: String,
    /// News promised after a broken promise.
    pub after_broken: String,
    /// The silence limit.
    pub silence: String,
    /// To answer an offer.
    pub respond: String,
    /// Until an unanswered offer is told to the next in line.
    pub escalate: String,
    /// Until a question to the customer lapses.
    pub question: String,
    /// To object to an outcome.
    pub closing: String,
    /// Until a call promised.
    pub call_back: String,
    /// For a call or letter.
    pub task: String,
}

/// A complete answer as a person wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardForm {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its fields: code, label, default.
    pub fields: Vec<(String, Words, Words)>,
    /// The text that the answer starts from.
    pub text: Words,
    /// What is asked: code, label, code of the form, required.
    pub asks: Vec<(String, Words, String, bool)>,
    /// Whether it promises the result.
    pub promises_result: bool,
}

impl BlueprintForm {
    /// The form of a blueprint.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Self {
        let trigger =
            |wanted| TRIGGERS.iter().find(|(found, _)| *found == wanted).map_or("", |(_, code)| code).to_owned();
        Self {
            name: blueprint.name.clone(),
            customer_word: blueprint.customer_word.clone(),
            kind: blueprint.kind.code().to_owned(),
            director: blueprint.director.map(|team| team.team.to_string()).unwrap_or_default(),
            terms: TermsForm::of(blueprint),
            reopen_days: blueprint.reopen_days.to_string(),
            stages: blueprint
                .stages
                .iter()
                .map(|stage| {
                    let expected = stage.expected.map(term_text).unwrap_or_default();
                    (stage.name.clone(), trigger(stage.done_when), expected)
                })
                .collect(),
            brief: blueprint.brief.iter().map(|part| (part.code.clone(), part.label.clone(), part.required)).collect(),
            cards: blueprint.cards.iter().map(CardForm::of).collect(),
            legal_weeks: blueprint.legal_weeks.map(|weeks| weeks.to_string()).unwrap_or_default(),
            legal_basis: blueprint.legal_basis.code().to_owned(),
            tell: OCCASIONS
                .iter()
                .map(|about| (about.code().to_owned(), blueprint.telling(*about).cloned().unwrap_or_default()))
                .collect(),
            restricted: blueprint.restricted,
            leads: blueprint.leads.iter().map(|team| team.team.to_string()).collect(),
            open: blueprint.doorway.is_some(),
            doorway: blueprint.doorway.clone().unwrap_or_default(),
        }
    }

    pub(crate) fn read(&self, id: BlueprintId, version: u32, edit: &Edit, faults: &mut Faults) -> Blueprint {
        let director = self.director.trim();
        let terms = &self.terms;
        Blueprint {
            id,
            version,
            name: faults.either("name", &self.name),
            customer_word: faults.optional_words("word", &self.customer_word),
            kind: faults.choice("kind", JourneyKind::parse(&self.kind), JourneyKind::Question),
            director: (!director.is_empty()).then(|| faults.desk_team("director", director, &edit.directory)),
            first_answer: faults.term("first-answer", &terms.first_answer),
            result: faults.optional_term("result", &terms.result),
            next_news: at_least_something(faults, "next-news", &terms.next_news),
            after_broken: at_least_something(faults, "after-broken", &terms.after_broken),
            silence: at_least_something(faults, "silence", &terms.silence),
            respond: at_least_something(faults, "respond", &terms.respond),
            escalate: at_least_something(faults, "escalate", &terms.escalate),
            question: at_least_something(faults, "question", &terms.question),
            closing: at_least_something(faults, "closing", &terms.closing),
            call_back: at_least_something(faults, "call-back", &terms.call_back),
            task: at_least_something(faults, "task", &terms.task),
            reopen_days: faults.number("reopen-days", &self.reopen_days, 0, 3650),
            stages: self.read_stages(faults),
            brief: self.read_brief(faults),
            cards: self.cards.iter().enumerate().map(|(at, card)| card.read(&format!("cards-{at}"), faults)).collect(),
            legal_weeks: match self.legal_weeks.trim() {
                "" => None,
                weeks => Some(faults.number("legal-weeks", weeks, 1, 104)),
            },
            legal_basis: faults.choice("legal-basis", LegalBasis::parse(&self.legal_basis), LegalBasis::Application),
            tell: self.read_tell(faults),
            restricted: self.restricted,
            leads: self.leads.iter().map(|team| faults.team("leads", team, &edit.directory)).collect(),
            // Visits have a page of their own.
            visit: None,
            // So have shipments.
            shipping: None,
            // So has the survey.
            survey: None,
            // So has what is asked before sensitive parts show.
            second: None,
            doorway: self.open.then(|| Doorway {
                name: faults.either("door", &self.doorway.name),
                help: faults.optional_words("door-help", &self.doorway.help),
            }),
        }
    }

    /// In the order of the occasions, so that a form that changes nothing reads as what it was made from.
    fn read_tell(&self, faults: &mut Faults) -> Vec<Telling> {
        let mut tell = Vec::new();
        for about in OCCASIONS {
            let Some((code, words)) = self.tell.iter().find(|(code, _)| code == about.code()) else { continue };
            let words =
                Words { nl: sentence(faults, code, "nl", &words.nl), en: sentence(faults, code, "en", &words.en) };
            if !is_empty(&words) {
                tell.push(Telling { about, words });
            }
        }
        tell
    }

    fn read_stages(&self, faults: &mut Faults) -> Vec<Stage> {
        let named = self.stages.iter().enumerate().filter(|(_, (name, ..))| !is_empty(name));
        let mut stages = Vec::new();
        for (at, (name, trigger, expected)) in named {
            let found = TRIGGERS.iter().find(|(_, code)| code == trigger).map(|(found, _)| *found);
            let done_when = faults.choice(&format!("stages-{at}-when"), found, StageTrigger::Opened);
            let expected = faults.optional_term(&format!("stages-{at}-expected"), expected);
            stages.push(Stage { name: faults.words(&format!("stages-{at}"), name), done_when, expected });
        }
        if stages.is_empty() {
            faults.add("stages-0-nl", "invalid-required");
        }
        stages
    }

    fn read_brief(&self, faults: &mut Faults) -> Vec<BriefField> {
        let labelled = self.brief.iter().enumerate().filter(|(_, (_, label, _))| !is_empty(label));
        let mut brief: Vec<BriefField> = Vec::new();
        for (at, (code, label, required)) in labelled {
            let field = format!("brief-{at}");
            let code = own_code(faults, &field, code, at, brief.iter().map(|part| part.code.as_str()));
            brief.push(BriefField { code, label: faults.words(&field, label), required: *required });
        }
        brief
    }
}

impl TermsForm {
    fn of(blueprint: &Blueprint) -> Self {
        Self {
            first_answer: term_text(blueprint.first_answer),
            result: blueprint.result.map(term_text).unwrap_or_default(),
            next_news: term_text(blueprint.next_news),
            after_broken: term_text(blueprint.after_broken),
            silence: term_text(blueprint.silence),
            respond: term_text(blueprint.respond),
            escalate: term_text(blueprint.escalate),
            question: term_text(blueprint.question),
            closing: term_text(blueprint.closing),
            call_back: term_text(blueprint.call_back),
            task: term_text(blueprint.task),
        }
    }
}

impl CardForm {
    fn of(card: &AnswerCard) -> Self {
        let form =
            |wanted| ASK_KINDS.iter().find(|(found, _)| *found == wanted).map_or("", |(_, code)| code).to_owned();
        Self {
            code: card.code.clone(),
            name: card.name.clone(),
            fields: card.fields.iter().map(|f| (f.code.clone(), f.label.clone(), f.default.clone())).collect(),
            text: card.text.clone(),
            asks: card
                .asks
                .iter()
                .map(|ask| (ask.code.clone(), ask.label.clone(), form(ask.kind), ask.required))
                .collect(),
            promises_result: card.promises_result,
        }
    }

    fn read(&self, prefix: &str, faults: &mut Faults) -> AnswerCard {
        let mut fields: Vec<CardField> = Vec::new();
        for (at, (code, label, default)) in self.fields.iter().enumerate().filter(|(_, (_, label, _))| !is_empty(label))
        {
            let field = format!("{prefix}-fields-{at}");
            let code = own_code(faults, &field, code, at, fields.iter().map(|part| part.code.as_str()));
            let default = Words { nl: default.nl.trim().to_owned(), en: default.en.trim().to_owned() };
            fields.push(CardField { code, label: faults.words(&field, label), default });
        }
        let mut asks: Vec<AskItem> = Vec::new();
        for (at, (code, label, form, required)) in
            self.asks.iter().enumerate().filter(|(_, (_, label, ..))| !is_empty(label))
        {
            let field = format!("{prefix}-asks-{at}");
            let code = own_code(faults, &field, code, at, asks.iter().map(|part| part.code.as_str()));
            let found = ASK_KINDS.iter().find(|(_, code)| code == form).map(|(found, _)| *found);
            let kind = faults.choice(&format!("{field}-kind"), found, AskKind::Text);
            asks.push(AskItem { code, label: faults.words(&field, label), kind, required: *required });
        }
        let text = Words {
            nl: faults.text(&format!("{prefix}-text-nl"), &self.text.nl),
            en: faults.text(&format!("{prefix}-text-en"), &self.text.en),
        };
        for (language, words) in [("nl", &text.nl), ("en", &text.en)] {
            if placeholders(words).any(|name| fields.iter().all(|field| field.code != name)) {
                faults.add(&format!("{prefix}-text-{language}"), "invalid-unknown-field");
            }
        }
        AnswerCard {
            code: faults.code(&format!("{prefix}-code"), &self.code),
            name: faults.words(&format!("{prefix}-name"), &self.name),
            fields,
            text,
            asks,
            promises_result: self.promises_result,
        }
    }
}

/// A sentence that a message tells besides, on one line; perhaps none.
fn sentence(faults: &mut Faults, code: &str, lang: &str, value: &str) -> String {
    let field = format!("tell-{code}-{lang}");
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.chars().count() > besides::MOST {
        faults.add(&field, "invalid-too-long");
    }
    match besides::check(&value, code).map_err(|found| found.into_iter().next()) {
        Ok(()) => {}
        Err(Some(TextFault::Unknown(_))) => faults.add(&field, "invalid-variable"),
        Err(_) => faults.add(&field, "invalid-braces"),
    }
    value
}

fn is_empty(words: &Words) -> bool {
    words.nl.trim().is_empty() && words.en.trim().is_empty()
}

/// The names between `{{ }}` in a card's text.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap_or(rest).trim())
}

/// A span longer than nothing: a limit of nothing would come due in the moment that it begins.
fn at_least_something(faults: &mut Faults, field: &str, value: &str) -> Term {
    let term = faults.term(field, value);
    let nothing = matches!(term, Term::Elapsed { minutes: 0 } | Term::WorkingMinutes(0));
    if nothing {
        faults.add(field, "invalid-term");
    }
    term
}

/// The code of a row: its own, else a number that no other row has.
fn own_code<'a>(
    faults: &mut Faults,
    field: &str,
    code: &str,
    at: usize,
    others: impl Iterator<Item = &'a str> + Clone,
) -> String {
    let code =
        if code.trim().is_empty() { format!("part-{}", at + 1) } else { faults.code(&format!("{field}-code"), code) };
    if others.clone().any(|other| other == code) {
        faults.add(&format!("{field}-code"), "invalid-taken");
    }
    code
}
