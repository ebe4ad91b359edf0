//! The OpenAPI 3.1 document: assembled from the registered operations, never written by hand, and the judge of what comes in.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};

use super::operation::{BASE, Gives, Operation};
use super::problem::{InvalidParam, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;

/// The version of the API: its first number stands in the address.
pub const VERSION: &str = "1.0.0";
/// The most faults of one body that are named.
const MOST_FAULTS: usize = 50;
/// A longer reason, in bytes, leaves out the value that it is about.
const LONGEST_REASON: usize = 300;
/// The parts of the reference, in order: their names and what they are about.
pub const TAGS: &[(&str, &str)] = &[
    ("journeys", "Journeys: finding and reading them, beginning them."),
    ("messages", "What is said and noted: contacts, messages, questions, calls and letters, files."),
    ("handovers", "Who has the ball: offers, legs, the direction."),
    ("promises", "What is owed: promises, legal terms, calls that were asked for."),
    ("visits", "Visits: open windows, booking one, how it went."),
    ("closing", "How it ends: outcomes, closing, setting aside."),
    ("people", "The people on a journey."),
    ("customers", "The people, over all their journeys."),
    ("arrivals", "What came in and is on no journey yet."),
    ("agreements", "What was agreed, what was done against it, and what fails."),
    ("holds", "What systems must not do: asking, acknowledging, releasing, reporting."),
    ("shipments", "Parcels: where they are, and what carriers say of them."),
    ("facts", "What systems reported and could not be applied: tied to a journey, tried again, set aside."),
    ("improvements", "What is improved, by what was reported and answered, and what the figures said of it."),
    ("house", "Teams, members, opening hours, slot books, kinds of journeys."),
    ("record", "The record itself: the events of a journey, and all events as they happen."),
    ("webhooks", "The program's own webhooks."),
];

static OPERATIONS: LazyLock<Vec<Arc<Operation>>> = LazyLock::new(|| {
    let (_, list) = super::routes(Routes::<Web>::new(Box::new(|_, handler| handler))).build();
    list.into_iter().filter_map(|route| route.operation).collect()
});

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| assemble(&OPERATIONS));

/// The bodies that hold files.
static WITH_FILES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let file = super::operation::Shape::of::<super::files::FileToSend>().name;
    let bodies = OPERATIONS.iter().filter_map(|operation| operation.body.as_ref());
    let hold = bodies.filter(|body| body.parts.iter().any(|(name, _)| *name == file));
    hold.map(|body| body.name.clone()).collect()
});

static VALIDATORS: LazyLock<HashMap<String, Validator>> = LazyLock::new(|| {
    let bodies = OPERATIONS.iter().filter_map(|operation| operation.body.as_ref());
    let made = bodies.filter_map(|body| Some((body.name.clone(), validator(&body.name)?)));
    made.collect()
});

/// All operations.
#[must_use]
pub fn operations() -> &'static [Arc<Operation>] {
    &OPERATIONS
}

/// The document.
#[must_use]
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Whether a body of this name may hold files.
#[must_use]
pub fn takes_files(name: &str) -> bool {
    WITH_FILES.contains(name)
}

fn validator(name: &str) -> Option<Validator> {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{name}"),
        "components": DOCUMENT["components"],
    });
    jsonschema::options().should_validate_formats(true).build(&schema).ok()
}

/// Every fault of a body, by the schema of its name.
#[must_use]
pub fn check(name: &str, body: &Value) -> Vec<InvalidParam> {
    let Some(validator) = VALIDATORS.get(name) else { return Vec::new() };
    validator.iter_errors(body).flat_map(|error| faults(&error)).take(MOST_FAULTS).collect()
}

/// A fault under the name of its field, also of one that is missing or that nobody knows.
fn faults(error: &ValidationError<'_>) -> Vec<InvalidParam> {
    let path = error.instance_path().to_string().trim_start_matches('/').replace('/', ".");
    let within = |field: &str| if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
    // A fault of a long list or text names the rule, and does not say all of it again.
    let whole = error.to_string();
    let reason = if whole.len() > LONGEST_REASON { error.masked().to_string() } else { whole };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            vec![InvalidParam { name: within(property.as_str().unwrap_or_default()), reason }]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let unknown = |field: &String| InvalidParam {
                name: within(field),
                reason: "there is no such field here; the reference lists them".to_owned(),
            };
            unexpected.iter().map(unknown).collect()
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }
            if let Some(meant) = meant(error, context) =>
        {
            meant.iter().flat_map(faults).collect()
        }
        ValidationErrorKind::Pattern { .. } if path.ends_with("email") => {
            vec![InvalidParam { name: path, reason: "this is not an e-mail address".to_owned() }]
        }
        _ => vec![InvalidParam { name: if path.is_empty() { "body".to_owned() } else { path }, reason }],
    }
}

/// Of what may be one of several shapes the one that was meant: not that it may also be left out, and with the fewest faults.
/// Its own faults name the field; that none of the shapes fits names nothing.
fn meant<'a>(
    error: &ValidationError<'_>,
    shapes: &'a [Vec<ValidationError<'static>>],
) -> Option<&'a Vec<ValidationError<'static>>> {
    let place = error.instance_path().to_string();
    let another_type = |fault: &ValidationError<'_>| {
        matches!(fault.kind(), ValidationErrorKind::Type { .. }) && fault.instance_path().to_string() == place
    };
    let like = shapes.iter().filter(|faults| !faults.is_empty() && !faults.iter().any(another_type));
    like.min_by_key(|faults| faults.len())
}

fn assemble(operations: &[Arc<Operation>]) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    let problem = super::operation::Shape::of::<Problem>();
    let told = super::operation::Shape::of::<super::webhooks::WebhookEvent>();
    schemas.extend(told.parts.iter().cloned());
    for operation in operations {
        let path = operation.path.strip_prefix(BASE).unwrap_or(operation.path).to_owned();
        let path = if path.is_empty() { "/".to_owned() } else { path };
        let method = operation.method.as_str().to_lowercase();
        paths.entry(path).or_default().insert(method, described(operation));
        for shape in operation.shapes().chain([&problem]) {
            schemas.extend(shape.parts.iter().cloned());
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Regie",
            "version": VERSION,
            "description": "Journeys of people through an organisation and its partners: who has the ball, what was promised, what was told.",
            "contact": { "name": "The administrator of this installation", "url": "/toegankelijkheid" },
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": BASE, "description": "This installation" }],
        "tags": TAGS.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect::<Vec<_>>(),
        "security": [{ "token": [] }],
        "paths": paths,
        "webhooks": { "event": { "post": event(&told.name) } },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token of Settings, API." },
            },
            "headers": {
                "API-Version": { "description": "The whole version of the API.", "required": true, "schema": { "type": "string" } },
                "ETag": { "description": "The version of what was answered, for If-Match.", "schema": { "type": "string" } },
                "Location": { "description": "Where it stands.", "schema": { "type": "string", "format": "uri-reference" } },
            },
            "responses": Kind::ALL.map(|kind| (kind.slug().to_owned(), response(kind))).into_iter().collect::<Map<_, _>>(),
        },
    })
}

/// What is posted to a webhook.
fn event(name: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
    json!({
        "operationId": "hearOfEvent",
        "summary": "Something happened",
        "description": "Posted to the address of a webhook, signed as Standard Webhooks say.",
        "tags": ["record"],
        "requestBody": { "required": true, "content": { "application/cloudevents+json": { "schema": schema } } },
        "responses": { "2XX": { "description": "Taken: within 15 seconds, before the work." } },
    })
}

fn response(kind: Kind) -> Value {
    json!({
        "description": format!("{}. {}", kind.title(), kind.advice()),
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn described(operation: &Operation) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    for name in operation.path_params() {
        parameters.push(json!({
            "name": name, "in": "path", "required": true,
            "schema": { "type": "string", "format": "uuid" },
            "description": format!("The id of the {}.", name.trim_end_matches("Id")),
        }));
    }
    for param in operation.query {
        parameters.push(json!({
            "name": param.name, "in": "query", "required": param.required,
            "description": param.about, "schema": param.takes.schema(),
        }));
    }
    let writes = operation.body.is_some();
    if writes {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "schema": { "type": "string", "minLength": 1, "maxLength": 64 },
            "description": "A fresh UUID for each act. The same key with the same body has one effect.",
        }));
    }
    if writes && operation.versioned {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "schema": { "type": "string", "pattern": "^\"?[0-9]{1,18}\"?$" },
            "description": "The ETag of an earlier answer: on another version nothing is done.",
        }));
    }
    let mut answers = Map::new();
    answers.insert(operation.status.to_string(), answered(operation));
    for kind in problems(operation) {
        let status = kind.status().as_u16().to_string();
        answers.insert(status, json!({ "$ref": format!("#/components/responses/{}", kind.slug()) }));
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": format!("{}{}Needs the scope `{}`.", operation.about, if operation.about.is_empty() { "" } else { " " }, operation.scope.code()),
        "tags": [operation.tag],
        "parameters": parameters,
        "responses": answers,
    });
    if let (Some(body), Some(fields)) = (&operation.body, described.as_object_mut()) {
        let schema = json!({ "$ref": format!("#/components/schemas/{}", body.name) });
        fields.insert(
            "requestBody".to_owned(),
            json!({ "required": true, "content": { "application/json": { "schema": schema } } }),
        );
    }
    described
}

fn answered(operation: &Operation) -> Value {
    let mut headers = json!({ "API-Version": { "$ref": "#/components/headers/API-Version" } });
    if let Some(headers) = headers.as_object_mut() {
        if operation.versioned {
            headers.insert("ETag".to_owned(), json!({ "$ref": "#/components/headers/ETag" }));
        }
        if operation.status == 201 {
            headers.insert("Location".to_owned(), json!({ "$ref": "#/components/headers/Location" }));
        }
    }
    let content = match operation.gives {
        Gives::Json => {
            json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{}", operation.answer.name) } } })
        }
        Gives::Bytes => json!({ "*/*": {} }),
        Gives::Events => json!({ "text/event-stream": { "schema": streamed(operation) } }),
    };
    json!({ "description": operation.summary, "headers": headers, "content": content })
}

/// One event of a stream.
fn streamed(operation: &Operation) -> Value {
    let told = json!({ "$ref": format!("#/components/schemas/{}", operation.answer.name) });
    json!({
        "type": "object",
        "required": ["event", "id", "data"],
        "properties": {
            "event": { "type": "string", "enum": ["here", "changed"] },
            "id": { "type": "string" },
            "data": { "type": "string", "contentMediaType": "application/json", "contentSchema": told },
        },
    })
}

/// What may go wrong with an operation.
fn problems(operation: &Operation) -> Vec<Kind> {
    let mut kinds = vec![Kind::Invalid, Kind::Unauthorised, Kind::Forbidden, Kind::TooMany, Kind::Unavailable];
    if operation.path_params().next().is_some() || operation.body.is_some() {
        kinds.push(Kind::NotFound);
    }
    if operation.body.is_some() {
        kinds.extend([Kind::Refused, Kind::Changed, Kind::TooLarge, Kind::MediaType, Kind::KeyReused]);
    }
    kinds.sort_by_key(|kind| kind.status());
    kinds
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::check;

    #[test]
    fn a_fault_inside_what_may_be_left_out_names_its_field() {
        let named = |promise: serde_json::Value| -> Vec<String> {
            check("Acceptance", &json!({ "promise": promise })).into_iter().map(|fault| fault.name).collect()
        };
        assert!(named(json!(null)).is_empty());
        assert_eq!(
            named(json!({ "kind": "outcome", "what": "result", "untl": "2018-02-07T12:00:00Z" })),
            ["promise.untl"]
        );
        assert_eq!(named(json!({ "kind": "outcome", "what": "nothing" })), ["promise.what"]);
        assert_eq!(named(json!({ "what": "result" })), ["promise.kind"]);
        assert_eq!(named(json!("tomorrow")), ["promise"]);
    }
}
