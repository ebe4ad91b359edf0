//! The reference: the OpenAPI document, and a page that reads it out. Both come from this program alone, offline too.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::document::{VERSION, document, operations};
use super::operation::{BASE, Operation};
use super::problem::Kind;
use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::visit::Visit;

/// The document and its page.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .asset("/api/v1/openapi.json", openapi)
        .get("/api/reference", Access::Public, "api-reference", show)
        .get("/api/reference/types", Access::Public, "api-reference", show_types)
        .get("/api/reference/sent", Access::Public, "api-reference", show_sent)
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
    pub about: String,
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
        let page = if is_sent(&name) { "sent" } else { "types" };
        Self { href: format!("/api/reference/{page}#{name}"), name }
    }
}

/// Whether a type is a part of something that is sent. Those stand on a page of their own.
fn is_sent(name: &str) -> bool {
    let bodies = operations().iter().filter_map(|one| one.body.as_ref());
    bodies.flat_map(|shape| &shape.parts).any(|(part, _)| part == name)
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRow {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
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
    /// More about it.
    pub about: &'static str,
    /// What the token must allow.
    pub scope: &'static str,
    /// Parameters in the query.
    pub query: Vec<FieldRow>,
    /// The type that is sent.
    pub body: Option<TypeLink>,
    /// The type that is answered.
    pub answer: TypeLink,
    /// The status of an answer.
    pub status: u16,
}

/// A part of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRow {
    /// What it is about.
    pub about: String,
    /// Its operations.
    pub operations: Vec<OperationRow>,
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

/// What is sent, or what is answered, type by type.
#[derive(Debug, Template)]
#[template(path = "api/types.html")]
pub struct TypesPage {
    /// Language, theme and the like.
    pub cx: Cx,
    /// The version of the API.
    pub version: &'static str,
    /// The organisation, where there is one.
    pub organisation: Option<String>,
    /// Whether it is what is sent; else what is answered.
    pub sent: bool,
    /// The types.
    pub types: Vec<TypeRow>,
}

impl TypesPage {
    /// Of the document.
    #[must_use]
    pub fn new(cx: &Cx, organisation: Option<String>, sent: bool) -> Self {
        let schemas = document()["components"]["schemas"].as_object().cloned().unwrap_or_default();
        let here = schemas.iter().filter(|(name, _)| is_sent(name) == sent);
        let types = here.map(|(name, schema)| TypeRow {
            name: name.clone(),
            about: text(&schema["description"]),
            fields: fields(schema),
        });
        Self { cx: cx.clone(), version: VERSION, organisation, sent, types: types.collect() }
    }
}

impl ReferencePage {
    /// Of the document.
    #[must_use]
    pub fn new(cx: &Cx, organisation: Option<String>) -> Self {
        let described = document();
        let tags = described["tags"].as_array().cloned().unwrap_or_default();
        let parts = tags.iter().map(|tag| PartRow {
            about: text(&tag["description"]),
            operations: operations().iter().filter(|one| tag["name"] == one.tag).map(|one| row(one)).collect(),
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

async fn show_types(visit: Visit) -> Reply {
    page(&TypesPage::new(&visit.cx, house(&visit), false))
}

async fn show_sent(visit: Visit) -> Reply {
    page(&TypesPage::new(&visit.cx, house(&visit), true))
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
            about: param.about.to_owned(),
            of: of.map(TypeLink::to),
        }
    });
    OperationRow {
        id: operation.id,
        method: operation.method.to_string(),
        path: operation.path,
        summary: operation.summary,
        about: operation.about,
        scope: operation.scope.code(),
        query: query.collect(),
        body: operation.body.as_ref().map(|shape| TypeLink::to(shape.name.clone())),
        answer: TypeLink::to(operation.answer.name.clone()),
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
        FieldRow { name: name.clone(), kind, required, about: text(&property["description"]), of: of.map(TypeLink::to) }
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
