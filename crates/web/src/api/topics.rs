//! Topics by programs: what is looked for in the words of customers. Teams change them on their pages, where they are tried on
//! examples first.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use regie_app::authorise::{Action, authorise};
use regie_domain::client::ApiScope;
use regie_domain::topic::Topic;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer;
use super::call::Call;
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;

/// A topic.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicReading {
    /// By what figures name it. It stays when the topic gets another name.
    pub key: String,
    /// Its name in Dutch.
    pub name_nl: String,
    /// Its name in English.
    pub name_en: String,
    /// Whether it is looked for.
    pub used: bool,
    /// Words by which it is found, of either language.
    pub keywords: Vec<String>,
    /// Phrases by which it is found.
    pub phrases: Vec<String>,
    /// Sentences that are about it.
    pub examples: Vec<String>,
    /// Sentences that are not.
    pub other_examples: Vec<String>,
}

impl TopicReading {
    fn of(topic: &Topic) -> Self {
        let sentences = |belongs: bool| {
            let those = topic.examples.iter().filter(|example| example.belongs == belongs);
            those.map(|example| example.text.clone()).collect()
        };
        Self {
            key: topic.key.clone(),
            name_nl: topic.name.nl.clone(),
            name_en: topic.name.en.clone(),
            used: topic.used,
            keywords: topic.keywords.clone(),
            phrases: topic.phrases.clone(),
            examples: sentences(true),
            other_examples: sentences(false),
        }
    }
}

/// All topics, in the order in which they were made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicList {
    /// The topics.
    pub items: Vec<TopicReading>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let list = Operation::read::<TopicList>(
        "improvements",
        "/api/v1/topics",
        "listTopics",
        "What is looked for in the words of customers",
    );
    let one = Operation::read::<TopicReading>("improvements", "/api/v1/topics/{topicKey}", "readTopic", "Read a topic");
    routes
        .api(list.scope(ApiScope::SettingsRead).view("topics"), all)
        .api(one.scope(ApiScope::SettingsRead).view("topics"), read)
}

async fn all(State(_web): State<Web>, call: Call) -> Result<Response, Failed> {
    call.told(authorise(&call.who(), Action::ReadSettings))?;
    let topics = call.visit.directory.listening();
    answer(StatusCode::OK, &TopicList { items: topics.all.iter().map(TopicReading::of).collect() })
}

async fn read(State(_web): State<Web>, call: Call, Path(key): Path<String>) -> Result<Response, Failed> {
    call.told(authorise(&call.who(), Action::ReadSettings))?;
    let topics = call.visit.directory.listening();
    let topic = topics.get(&key).ok_or_else(|| Problem::new(Kind::NotFound))?;
    answer(StatusCode::OK, &TopicReading::of(topic))
}
