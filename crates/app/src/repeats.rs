//! Asking again: whether the customer has answered before what somebody is about to ask, on this journey or on another that
//! runs. Whoever asks hears it before sending; that it was asked all the same is written down, and one tap corrects it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::blueprint::AskKind;
use regie_domain::brief::{same_ask, same_words};
use regie_domain::command::{JourneyCommand, NewQuestion};
use regie_domain::ids::{ContentId, JourneyId, QuestionId};
use regie_domain::journey::Journey;
use regie_domain::question::{Question, QuestionState};
use regie_domain::reference::Reference;
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Scope, Who, may_read, scope};
use crate::content::Text;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::read::brief::{is_tied, others};
use crate::run::journey_of;

/// What somebody is about to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking {
    /// The words of the question.
    pub words: String,
    /// What is asked for: its form and its label.
    pub items: Vec<(AskKind, String)>,
}

/// Something that the customer was asked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedBefore {
    /// Where.
    pub journey: JourneyId,
    /// Its number.
    pub reference: Reference,
    /// The question.
    pub question: QuestionId,
    /// Its words.
    pub words: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// How it stands.
    pub state: QuestionState,
    /// What the customer answered; nothing where nobody did, or the words were erased.
    pub answer: Option<String>,
    /// How many files came with the answer.
    pub files: usize,
}

impl App {
    /// What the customer of a journey was asked before, newest first, that is the same as this; all of it where `asking` is
    /// nothing.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such journey, [`AppError::Denied`] when it is not for this reader; what the
    /// store says.
    pub async fn asked_before(&self, who: &Who, id: JourneyId, asking: Option<&Asking>) -> Result<Vec<AskedBefore>> {
        let directory = self.directory().await?;
        let sight = scope(who, &directory)?;
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, id).await?;
        let here = journey_of(&mut tx, id).await?.ok_or(AppError::NotFound("journey"))?;
        let now = self.ports.clock.now();
        if sight.guest().is_some() && !crate::partners::reads_all(who, &directory, &here, now) {
            return Ok(Vec::new());
        }
        let found = before(&mut tx, &sight, here, asking).await?;
        drop(tx);
        let elsewhere = found.iter().map(|it| it.journey).filter(|journey| *journey != id);
        let shown = elsewhere.map(|journey| (journey, String::new())).collect();
        crate::partners::listed_at_the_desk(self, &sight, &shown).await?;
        Ok(found)
    }
}

async fn before(tx: &mut Tx, sight: &Scope, here: Journey, asking: Option<&Asking>) -> Result<Vec<AskedBefore>> {
    let mut journeys = match is_tied(tx, &here).await? {
        true => others(tx, sight, here.customer, Some(here.id)).await?.0,
        false => Vec::new(),
    };
    journeys.insert(0, here);
    let put: Vec<(&Journey, QuestionId, &Question)> = journeys
        .iter()
        .filter(|journey| journey.is_open())
        .flat_map(|journey| journey.questions.iter().map(move |(id, question)| (journey, *id, question)))
        .filter(|(journey, id, question)| question.state != QuestionState::Withdrawn && journey.was_put(*id, question))
        .collect();
    let words = put.iter().flat_map(|(journey, _, question)| {
        let answer = answer_of(journey, question).map(|contact| contact.facts.text);
        question.items.iter().map(|item| item.label).chain([question.text]).chain(answer)
    });
    let ids: Vec<uuid::Uuid> = words.map(|id| id.0).collect::<BTreeSet<_>>().into_iter().collect();
    let texts = content::texts(tx, &ids).await?;
    let said = |id: ContentId| texts.get(&id.0).map(String::as_str);
    let same = |question: &Question| {
        let Some(asking) = asking else { return true };
        let labelled = question.items.iter().filter_map(|item| Some((item.kind, said(item.label)?)));
        let items = labelled.map(|item| asking.items.iter().any(|(kind, label)| same_ask((*kind, label), item)));
        items.into_iter().any(|same| same) || said(question.text).is_some_and(|words| same_words(words, &asking.words))
    };
    let mut found: Vec<AskedBefore> = put
        .into_iter()
        .filter(|(_, _, question)| same(question))
        .map(|(journey, id, question)| {
            let answer = answer_of(journey, question);
            AskedBefore {
                journey: journey.id,
                reference: journey.reference,
                question: id,
                words: said(question.text).unwrap_or("–").to_owned(),
                asked_at: question.asked_at,
                state: question.state,
                answer: answer.and_then(|contact| said(contact.facts.text)).map(str::to_owned),
                files: answer.map_or(0, |contact| contact.facts.files.len()),
            }
        })
        .collect();
    found.sort_by_key(|it| std::cmp::Reverse((it.asked_at, it.question)));
    Ok(found)
}

fn answer_of<'a>(journey: &'a Journey, question: &Question) -> Option<&'a regie_domain::contact::Contact> {
    let QuestionState::Answered { contact, .. } = question.state else { return None };
    journey.contacts.get(&contact)
}

/// Whether the customer has answered before what a command asks, as far as who asks may see it.
pub(crate) async fn answered_before(
    tx: &mut Tx,
    (who, directory): (&Who, &Directory),
    journey: Option<&Journey>,
    (command, texts): (&JourneyCommand, &[Text]),
) -> Result<bool> {
    let (Some(journey), JourneyCommand::Write { question: Some(question), .. }) = (journey, command) else {
        return Ok(false);
    };
    let Ok(sight) = scope(who, directory) else { return Ok(false) };
    let asking = asking(question, texts);
    let found = before(tx, &sight, journey.clone(), Some(&asking)).await?;
    Ok(found.iter().any(|it| matches!(it.state, QuestionState::Answered { .. })))
}

/// What a command asks, in the words that come with it.
fn asking(question: &NewQuestion, texts: &[Text]) -> Asking {
    let said = |id: ContentId| {
        let text = texts.iter().find(|text| text.id == id);
        text.map(|text| String::from_utf8_lossy(&text.bytes).into_owned()).unwrap_or_default()
    };
    let items = question.items.iter().map(|item| (item.kind, said(item.label))).collect();
    Asking { words: said(question.text), items }
}
