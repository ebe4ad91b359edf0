//! Topics: what is looked for in the words of customers. Leads of teams and administrators change them; a sentence that is tried
//! is read and kept nowhere.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::topics::{TopicForm, tried};
use regie_app::surveys::heard::{Tells, heard};
use regie_domain::actor::Role;
use regie_domain::blueprint::Words;
use regie_domain::customer::Language;
use regie_domain::topic::{LONGEST_EXAMPLE, Topic};

use super::{Asked, READ, changes, sheet, spoken, version};
use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::topics as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::survey::marked;
use crate::visit::Visit;

const HERE: &str = "/settings/topics";
const CHANGE: Access = Access::Member(&[Role::TeamLead, Role::Administrator]);

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/topics", READ, "settings-topics", list)
        .post("/settings/topics", READ, "try_topics", attempt)
        .get("/settings/topics/{key}", READ, "settings-topic", show)
        .post("/settings/topics/{key}", CHANGE, "change_topic", change)
}

/// How many are looked for, with the way to them.
pub(super) fn block(visit: &Visit) -> Block {
    let cx = &visit.cx;
    let used = visit.directory.listening().all.iter().filter(|topic| topic.used).count();
    let fact = Fact { name: cx.t("topics-title"), value: cx.tn("topics-used-n", used), href: Some(HERE.to_owned()) };
    Block::Facts(cx.t("topics-heading"), vec![fact])
}

fn may_change(visit: &Visit) -> bool {
    let leads = |member: &regie_domain::directory::Member| {
        member.has(Role::TeamLead) && visit.directory.guest_of(member).is_none()
    };
    changes(visit) || visit.member.as_deref().is_some_and(leads)
}

/// A page of the topics; whoever leads a team is no administrator, but may change these.
async fn topics_page(
    web: &Web,
    visit: &Visit,
    title: Option<String>,
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let mut sheet = sheet(web, visit, Section::Surveys, said).await?;
    if may_change(visit) {
        sheet.banners.clear();
    }
    sheet.title = title;
    Ok(sheet)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    page(&list_page(&web, &visit, forms::attempt(&visit.cx, ""), Vec::new(), asked.said.as_deref()).await?)
}

async fn list_page(
    web: &Web,
    visit: &Visit,
    form: Form,
    found: Vec<Block>,
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let mut sheet = topics_page(web, visit, Some(cx.t("topics-title")), said).await?;
    if may_change(visit) {
        sheet.add = Some((format!("{HERE}/new"), cx.t("topic-new")));
    }
    sheet.blocks.extend(found);
    let topics = visit.directory.listening();
    let row = |topic: &Topic| {
        let tried = tried(topic);
        let wrong = tried.missed.len() + tried.too_many.len();
        let examples = match (topic.examples.len(), wrong) {
            (0, _) => Cell::text(cx.t("topic-no-examples")),
            (many, 0) => Cell::text(cx.tn("topic-examples-fine", many)),
            (_, wrong) => Cell::tag(cx.tn("topic-examples-wrong", wrong), Tone::Warn),
        };
        let used = if topic.used { "topic-is-used" } else { "topic-is-not-used" };
        let words = cx.tn("topic-words-n", topic.keywords.len() + topic.phrases.len());
        vec![
            Cell::link(spoken(visit, &topic.name), format!("{HERE}/{}", topic.key)),
            Cell::text(words),
            examples,
            Cell::text(cx.t(used)),
        ]
    };
    let columns = ["topic-column", "topic-words", "topic-examples-column", "topic-used-column"];
    let columns = columns.map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: topics.all.iter().map(row).collect() }));
    sheet.blocks.push(Block::Form(Some(cx.t("topic-try")), form));
    Ok(sheet)
}

/// What a sentence is about, by which words.
async fn attempt(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let cx = &visit.cx;
    let sentence: String = posted.get("sentence").chars().take(LONGEST_EXAMPLE).collect();
    let mut form = forms::attempt(cx, &sentence);
    if sentence.trim().is_empty() {
        form.error("sentence", cx.t("invalid-required"));
        let shown = list_page(&web, &visit, form, Vec::new(), None).await?;
        return page_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let language = visit.directory.organisation().map_or(Language::Nl, |known| known.language);
    let found = heard(&visit.directory.listener(), &sentence, language);
    let topics: Vec<String> = found.topics.iter().map(|name| spoken(&visit, name)).collect();
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let about = if topics.is_empty() { cx.t("topic-try-none") } else { cx.list(&topics) };
    let pieces = found.pieces.clone();
    let words: Vec<String> =
        found.pieces.into_iter().filter(|(_, tells)| *tells == Some(Tells::About)).map(|(words, _)| words).collect();
    let mut facts = vec![fact("topic-try-about", about)];
    if !words.is_empty() {
        facts.push(fact("topic-try-words", cx.list(&words)));
    }
    let found = vec![Block::Marked(cx.t("topic-try-found"), marked(pieces), facts)];
    page(&list_page(&web, &visit, form, found, None).await?)
}

/// A topic as it stands, or one that is still to be written.
struct Written {
    key: Option<String>,
    values: TopicForm,
    title: String,
    topic: Option<Topic>,
}

impl Written {
    fn of(visit: &Visit, key: &str) -> Result<Self, AppError> {
        if key == "new" {
            let values = TopicForm { used: true, ..TopicForm::default() };
            return Ok(Self { key: None, values, title: visit.cx.t("topic-new"), topic: None });
        }
        let topics = visit.directory.listening();
        let topic = topics.get(key).ok_or(AppError::NotFound("topic"))?.clone();
        let (values, title) = (TopicForm::of(&topic), spoken(visit, &topic.name));
        Ok(Self { key: Some(key.to_owned()), values, title, topic: Some(topic) })
    }

    fn form(&self, visit: &Visit, values: &TopicForm) -> Form {
        let version = visit.directory.topics.as_ref().map_or(0, |found| found.version);
        forms::topic(&visit.cx, self.key.as_deref().unwrap_or("new"), values)
            .with("version", version.to_string())
            .locked(!may_change(visit))
    }

    async fn page(&self, web: &Web, visit: &Visit, form: Form, said: Option<&str>) -> Result<SettingsPage, Failure> {
        let mut sheet = topics_page(web, visit, Some(self.title.clone()), said).await?;
        sheet.blocks.push(Block::Form(None, form));
        sheet.blocks.extend(self.topic.as_ref().map(|topic| outcome(visit, topic)));
        Ok(sheet)
    }
}

/// How a topic does on its examples.
fn outcome(visit: &Visit, topic: &Topic) -> Block {
    let cx = &visit.cx;
    let found = tried(topic);
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let mut facts = Vec::new();
    if topic.examples.is_empty() {
        facts.push(fact("topic-examples-column", cx.t("topic-no-examples")));
    } else if found.missed.is_empty() && found.too_many.is_empty() {
        facts.push(fact("topic-examples-column", cx.tn("topic-examples-fine", topic.examples.len())));
    }
    facts.extend(found.missed.into_iter().map(|text| fact("topic-missed", text)));
    facts.extend(found.too_many.into_iter().map(|text| fact("topic-too-many", text)));
    if !found.proposed.is_empty() {
        facts.push(fact("topic-proposed", found.proposed.join(", ")));
    }
    Block::Facts(cx.t("topic-tried"), facts)
}

async fn show(State(web): State<Web>, visit: Visit, Path(key): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let written = Written::of(&visit, &key)?;
    let form = written.form(&visit, &written.values);
    page(&written.page(&web, &visit, form, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(key): Path<String>, posted: Posted) -> Reply {
    let written = Written::of(&visit, &key)?;
    let of = |name: &str| posted.get(name).to_owned();
    let values = TopicForm {
        name: Words { nl: of("name-nl"), en: of("name-en") },
        used: posted.some("used").is_some(),
        keywords: of("keywords"),
        phrases: of("phrases"),
        examples: of("examples"),
        others: of("others"),
    };
    match web.app.change_topic(&visit.who()?, written.key.clone(), version(&posted), values.clone()).await {
        Ok(key) => see(&said(&format!("{HERE}/{key}"), "said-saved")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            let mut form = wrong.at(&visit, written.form(&visit, &values), &posted);
            if matches!(wrong, Wrong::Changed) {
                form = form.problem(visit.cx.t("settings-conflict"));
            }
            page_with(wrong.status(), &written.page(&web, &visit, form, None).await?)
        }
    }
}
