//! The reference: the OpenAPI document, and pages that read it out, one for each part. All come from this program alone,
//! offline too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use regie_app::AppError;
use regie_app::locale::words::capital;
use serde_json::Value;

use super::document::{TAGS, VERSION, document, operations};
use super::operation::{BASE, Gives, Operation};
use super::problem::Kind;
use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::html::{Html, escape};
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::visit::Visit;

/// The document and its page.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.asset("/api/v1/openapi.json", openapi).get("/api/reference", Access::Public, "api-reference", show).get(
        "/api/reference/{part}",
        Access::Public,
        "api-reference",
        show_part,
    )
}

async fn openapi(State(web): State<Web>) -> Response {
    let body = serde_json::to_vec(document()).unwrap_or_default();
    let mut answer = super::door::with_headers(&web, body.into_response());
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Whoever reads the reference elsewhere may fetch it; it holds nothing of this house.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    answer
}

/// A field of something that is sent or answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    /// Its name.
    pub name: String,
    /// What it is: `string (uuid)`, `one of a, b`, the name of a type.
    pub kind: String,
    /// Whether it may not be missing.
    pub required: bool,
    /// What it says.
    pub about: Html,
    /// The type that it is of, with its place.
    pub of: Option<TypeLink>,
}

/// A type by its name, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeLink {
    /// Its name.
    pub name: String,
    /// Its place.
    pub href: String,
}

impl TypeLink {
    fn to(name: String) -> Self {
        let page = HOMES.get(&name).copied().unwrap_or("journeys");
        Self { href: format!("/api/reference/{page}#{name}"), name }
    }
}

/// The part on whose page each type stands: the first that needs it.
static HOMES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut homes = BTreeMap::new();
    for &(part, _) in TAGS {
        for operation in operations().iter().filter(|one| one.tag == part) {
            for (name, _) in operation.shapes().flat_map(|shape| &shape.parts) {
                homes.entry(name.clone()).or_insert(part);
            }
        }
    }
    // What belongs to no operation: problems, and what is posted to webhooks.
    let all = document()["components"]["schemas"].as_object();
    for name in all.into_iter().flat_map(|all| all.keys()) {
        homes.entry(name.clone()).or_insert("record");
    }
    homes
});

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRow {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: Html,
    /// Its fields.
    pub fields: Vec<FieldRow>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// Its name for generated programs; also its place on the page.
    pub id: &'static str,
    /// Its method.
    pub method: String,
    /// Its address.
    pub path: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// More about it; perhaps nothing.
    pub about: Html,
    /// What the token must allow.
    pub scope: &'static str,
    /// Parameters in the query.
    pub query: Vec<FieldRow>,
    /// The type that is sent.
    pub body: Option<TypeLink>,
    /// The type that is answered; nothing for the bytes of a file.
    pub answer: Option<TypeLink>,
    /// The status of an answer.
    pub status: u16,
}

/// A part of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRow {
    /// Its name, the last part of its address.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What more is said of it; perhaps nothing.
    pub about: String,
    /// Its operations, in a line each.
    pub operations: Vec<OperationLine>,
}

/// An operation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationLine {
    /// Its name, and its place on the page of its part.
    pub id: &'static str,
    /// Its method.
    pub method: String,
    /// Its address.
    pub path: &'static str,
    /// What it does.
    pub summary: &'static str,
}

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemRow {
    /// Its place on the page.
    pub slug: &'static str,
    /// The status.
    pub status: u16,
    /// What it is.
    pub title: &'static str,
    /// What it means and what to do.
    pub advice: &'static str,
}

/// The page. The interface is in English in every language of the pages, and so is what explains it.
#[derive(Debug, Template)]
#[template(path = "api/reference.html")]
pub struct ReferencePage {
    /// Language, theme and the like.
    pub cx: Cx,
    /// The version of the API.
    pub version: &'static str,
    /// Where it stands.
    pub base: &'static str,
    /// The organisation, where there is one.
    pub organisation: Option<String>,
    /// The parts.
    pub parts: Vec<PartRow>,
    /// The kinds of problems.
    pub problems: Vec<ProblemRow>,
}

/// One part: its operations, and the types that they are the first to need.
#[derive(Debug, Template)]
#[template(path = "api/part.html")]
pub struct PartPage {
    /// Language, theme and the like.
    pub cx: Cx,
    /// The version of the API.
    pub version: &'static str,
    /// The organisation, where there is one.
    pub organisation: Option<String>,
    /// What it is called.
    pub title: &'static str,
    /// What more is said of it; perhaps nothing.
    pub about: String,
    /// Its operations.
    pub operations: Vec<OperationRow>,
    /// The types.
    pub types: Vec<TypeRow>,
}

impl PartPage {
    /// Of the document; nothing for a part that there is not.
    #[must_use]
    pub fn new(cx: &Cx, organisation: Option<String>, part: &str) -> Option<Self> {
        let &(name, about) = TAGS.iter().find(|(name, _)| *name == part)?;
        let (title, about) = split(about);
        let schemas = document()["components"]["schemas"].as_object();
        let here: BTreeSet<&str> =
            HOMES.iter().filter(|(_, home)| **home == name).map(|(known, _)| known.as_str()).collect();
        let types = schemas.into_iter().flatten().filter(|(known, _)| here.contains(known.as_str()));
        Some(Self {
            cx: cx.clone(),
            version: VERSION,
            organisation,
            title,
            about,
            operations: operations().iter().filter(|one| one.tag == name).map(|one| row(one)).collect(),
            types: types
                .map(|(name, schema)| TypeRow {
                    name: name.clone(),
                    about: marked(&text(&schema["description"])),
                    fields: fields(schema),
                })
                .collect(),
        })
    }
}

/// The name of a part, and what more is said of it: what stands before and behind the colon.
fn split(about: &'static str) -> (&'static str, String) {
    let about = about.trim_end_matches('.');
    about.split_once(": ").map_or_else(|| (about, String::new()), |(name, more)| (name, capital(more) + "."))
}

/// A text with its `names` set as code.
fn marked(text: &str) -> Html {
    let mut html = String::with_capacity(text.len() + 32);
    for (at, part) in text.split('`').enumerate() {
        let code = at % 2 == 1;
        html.push_str(if code { "<code>" } else { "" });
        escape(part, &mut html);
        html.push_str(if code { "</code>" } else { "" });
    }
    Html::trusted(html)
}

impl ReferencePage {
    /// Of the document.
    #[must_use]
    pub fn new(cx: &Cx, organisation: Option<String>) -> Self {
        let line = |one: &Operation| OperationLine {
            id: one.id,
            method: one.method.to_string(),
            path: one.path,
            summary: one.summary,
        };
        let parts = TAGS.iter().map(|&(name, about)| {
            let (title, about) = split(about);
            let here = operations().iter().filter(|one| one.tag == name);
            PartRow { name, title, about, operations: here.map(|one| line(one)).collect() }
        });
        let problems = Kind::ALL.map(|kind| ProblemRow {
            slug: kind.slug(),
            status: kind.status().as_u16(),
            title: kind.title(),
            advice: kind.advice(),
        });
        Self {
            cx: cx.clone(),
            version: VERSION,
            base: BASE,
            organisation,
            parts: parts.filter(|part| !part.operations.is_empty()).collect(),
            problems: problems.to_vec(),
        }
    }
}

async fn show(visit: Visit) -> Reply {
    page(&ReferencePage::new(&visit.cx, house(&visit)))
}

async fn show_part(visit: Visit, Path(part): Path<String>) -> Reply {
    let found = PartPage::new(&visit.cx, house(&visit), &part);
    page(&found.ok_or(AppError::NotFound("page"))?)
}

fn house(visit: &Visit) -> Option<String> {
    visit.directory.organisation.as_ref().map(|found| found.value.name.clone())
}

fn row(operation: &Operation) -> OperationRow {
    let query = operation.query.iter().map(|param| {
        let schema = param.takes.schema();
        let (kind, of) = kind_of(&schema);
        FieldRow {
            name: param.name.to_owned(),
            kind,
            required: param.required,
            about: marked(param.about),
            of: of.map(TypeLink::to),
        }
    });
    OperationRow {
        id: operation.id,
        method: operation.method.to_string(),
        path: operation.path,
        summary: operation.summary,
        about: marked(operation.about),
        scope: operation.scope.code(),
        query: query.collect(),
        body: operation.body.as_ref().map(|shape| TypeLink::to(shape.name.clone())),
        answer: (operation.gives != Gives::Bytes).then(|| TypeLink::to(operation.answer.name.clone())),
        status: operation.status,
    }
}

fn fields(schema: &Value) -> Vec<FieldRow> {
    let required: Vec<&str> =
        schema["required"].as_array().map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    let Some(properties) = schema["properties"].as_object() else { return Vec::new() };
    let rows = properties.iter().map(|(name, property)| {
        let (kind, of) = kind_of(property);
        let required = required.contains(&name.as_str());
        FieldRow {
            name: name.clone(),
            kind,
            required,
            about: marked(&text(&property["description"])),
            of: of.map(TypeLink::to),
        }
    });
    rows.collect()
}

/// What a schema is, in words, and the type that it is of.
fn kind_of(schema: &Value) -> (String, Option<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return (String::new(), Some(name.to_owned()));
    }
    let either = schema["oneOf"].as_array().into_iter().flatten();
    if let Some(one) = either.filter(|one| one["type"] != "null").map(kind_of).next() {
        return one;
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        return (format!("one of {}", values.join(", ")), None);
    }
    let known = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default(),
        kind => kind.as_str().unwrap_or("anything"),
    };
    if known == "array" {
        let (kind, of) = kind_of(&schema["items"]);
        return (format!("list of {kind}").trim_end().to_owned(), of);
    }
    match schema["format"].as_str() {
        Some(format) => (format!("{known} ({format})"), None),
        None => (known.to_owned(), None),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
