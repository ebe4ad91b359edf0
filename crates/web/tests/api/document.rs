//! The document: valid OpenAPI 3.1, true to what the router serves, and by the rules of the Dutch API Design Rules 2.2
//! (technical rules of <https://gitdocumentatie.logius.nl/publicatie/api/adr/>), re-stated here. One is left on purpose: names
//! of resources are English, since the software is used beyond the Netherlands.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use regie_web::builder::Access;
use serde_json::Value;

use super::support::Site;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

async fn document(site: &Site) -> Value {
    let page = site.visitor().get("/api/v1/openapi.json").await;
    assert_eq!(page.status, StatusCode::OK);
    // /core/publish-openapi: at a standard place, in JSON, with CORS for all origins.
    assert_eq!(page.headers["content-type"], "application/json");
    assert_eq!(page.headers["access-control-allow-origin"], "*");
    serde_json::from_slice(&page.body).unwrap()
}

/// Every operation with its path and method.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(|(method, one)| (path.clone(), method.clone(), one.clone()))
    });
    all.collect()
}

fn is_camel(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

#[tokio::test]
async fn every_route_with_a_token_is_described_and_nothing_else() {
    let site = Site::new().await;
    let document = document(&site).await;
    let served: BTreeSet<(String, String)> = site
        .routes
        .iter()
        .filter(|route| matches!(route.access, Access::Token(_)))
        .map(|route| (route.path.strip_prefix("/api/v1").unwrap().to_owned(), route.method.as_str().to_lowercase()))
        .collect();
    let described: BTreeSet<(String, String)> =
        operations(&document).into_iter().map(|(path, method, _)| (path, method)).collect();
    assert_eq!(served, described);
    assert!(served.len() > 50, "{}", served.len());
}

#[tokio::test]
async fn it_is_valid_openapi_and_all_references_lead_somewhere() {
    let site = Site::new().await;
    let document = document(&site).await;
    // /core/doc-openapi: version 3 or later; /core/doc-openapi-contact.
    assert_eq!(document["openapi"], "3.1.0");
    for field in ["title", "version", "description", "contact", "license"] {
        assert!(!document["info"][field].is_null(), "{field}");
    }
    let mut refs = Vec::new();
    references(&document, &mut refs);
    for reference in refs {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let whole =
            serde_json::json!({ "$ref": format!("#/components/schemas/{name}"), "components": document["components"] });
        jsonschema::validator_for(&whole).unwrap_or_else(|error| panic!("{name}: {error}\n{schema}"));
    }
    let mut ids: Vec<String> =
        operations(&document).into_iter().map(|(.., one)| one["operationId"].as_str().unwrap().to_owned()).collect();
    let before = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), before, "an operationId stands twice");
}

fn references(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            into.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, into));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, into)),
        _ => {}
    }
}

#[tokio::test]
async fn paths_follow_the_design_rules() {
    let site = Site::new().await;
    let document = document(&site).await;
    // /core/uri-version: the first number of the version, and only that, stands in the address.
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    assert!(document["info"]["version"].as_str().unwrap().starts_with("1."));
    for (path, method, one) in operations(&document) {
        let at = format!("{method} {path}");
        // /core/no-trailing-slash, /core/hide-implementation.
        assert!(!path.ends_with('/') && !path.contains('.'), "{at}");
        for part in path.split('/').skip(1) {
            match part.strip_prefix('{') {
                // /core/path-segments-camel-case of parameters.
                Some(name) => assert!(is_camel(name.trim_end_matches('}')), "{at}"),
                // /core/path-segments-kebab-case.
                None => assert!(part.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{at}"),
            }
        }
        // /core/http-methods: standard ones only; /core/http-safety: what is read has no body.
        assert!(METHODS.contains(&method.as_str()), "{at}");
        assert_eq!(one["requestBody"].is_null(), method == "get", "{at}");
        // /core/query-keys-camel-case.
        for parameter in one["parameters"].as_array().unwrap() {
            if parameter["in"] != "header" {
                assert!(is_camel(parameter["name"].as_str().unwrap()), "{at} {parameter}");
            }
            assert!(parameter["description"].is_string() && !parameter["schema"].is_null(), "{at} {parameter}");
        }
        assert!(one["summary"].is_string() && one["tags"][0].is_string(), "{at}");
    }
}

#[tokio::test]
async fn answers_follow_the_design_rules() {
    let site = Site::new().await;
    let document = document(&site).await;
    for (path, method, one) in operations(&document) {
        let at = format!("{method} {path}");
        let answers = one["responses"].as_object().unwrap();
        let (mut fine, mut problems) = (0, 0);
        for (status, answer) in answers {
            let answer = match answer["$ref"].as_str() {
                Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
                None => answer,
            };
            // /core/version-header: in every answer.
            assert!(!answer["headers"]["API-Version"].is_null(), "{at} {status}");
            let content = answer["content"].as_object().unwrap();
            if status.starts_with('2') {
                fine += 1;
                // Files come as they are, and live events as a stream; all else is JSON.
                let other = ["getFile", "getArrivalSource", "streamEvents"];
                let plain = other.iter().all(|id| one["operationId"] != *id);
                assert_eq!(content.contains_key("application/json"), plain, "{at} {status}");
            } else {
                problems += 1;
                // /core/error-handling/problem-details.
                assert!(content.contains_key("application/problem+json"), "{at} {status}");
            }
        }
        assert_eq!(fine, 1, "{at}");
        assert!(problems >= 5 && answers.contains_key("400") && answers.contains_key("401"), "{at}");
    }
    // /core/error-handling/invalid-input: the faults stand in a list.
    let problem = &document["components"]["schemas"]["Problem"]["properties"];
    for field in ["type", "title", "status", "detail", "invalidParams"] {
        assert!(!problem[field].is_null(), "{field}");
    }
}

#[tokio::test]
async fn fields_are_camel_case_and_say_what_they_are() {
    let site = Site::new().await;
    let document = document(&site).await;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].as_str().is_some_and(|words| !words.is_empty()), "{name}");
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            assert!(is_camel(field), "{name}.{field}");
            assert!(
                property["description"].is_string()
                    || !property["$ref"].is_null()
                    || !property["oneOf"].is_null()
                    || !property["enum"].is_null(),
                "{name}.{field} says nothing: {property}"
            );
            // /core/date-time: moments say so.
            let moment = field.ends_with("At") || ["since", "until", "due"].contains(&field.as_str());
            if moment {
                assert_eq!(property["format"], "date-time", "{name}.{field}");
            }
        }
    }
}

#[tokio::test]
async fn the_reference_reads_it_out_and_stays_light() {
    let site = Site::new().await;
    let document = document(&site).await;
    let mut visitor = site.visitor();
    let overview = visitor.get("/api/reference").await;
    assert!(overview.body.len() < 60_000, "{}", overview.body.len());
    let mut parts = Vec::new();
    for tag in document["tags"].as_array().unwrap() {
        let part = tag["name"].as_str().unwrap();
        let page = visitor.get(&format!("/api/reference/{part}")).await;
        assert_eq!(page.status, StatusCode::OK, "{part}");
        assert!(page.body.len() < 60_000, "{part}: {}", page.body.len());
        parts.push((part.to_owned(), page.text()));
    }
    let all: String = parts.iter().map(|(_, text)| text.as_str()).collect();
    for (.., one) in operations(&document) {
        let id = one["operationId"].as_str().unwrap();
        assert_eq!(all.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        overview.has(&format!("/api/reference/{}#{id}", one["tags"][0].as_str().unwrap()));
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert_eq!(all.matches(&format!("id=\"{name}\"")).count(), 1, "{name} stands once");
    }
    // Each link to a type leads to where it stands.
    for link in all.split("href=\"/api/reference/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let (part, name) = link.split_once('#').unwrap_or((link, ""));
        let (_, text) = parts.iter().find(|(known, _)| known == part).unwrap_or_else(|| panic!("{link}"));
        assert!(text.contains(&format!("id=\"{name}\"")), "{link}");
    }
    assert_eq!(visitor.get("/api/reference/nothing").await.status, StatusCode::NOT_FOUND);
}

/// A schema is registered by the name of its type alone, so of two types with one name the last one would be checked for both.
#[test]
fn one_name_stands_for_one_shape() {
    let mut known = std::collections::BTreeMap::new();
    for operation in regie_web::api::document::operations() {
        for (name, schema) in operation.shapes().flat_map(|shape| &shape.parts) {
            let first = known.entry(name).or_insert(schema);
            assert_eq!(*first, schema, "{name} is the name of two types; the second is of {}", operation.id);
        }
    }
    assert!(known.len() > 50, "{}", known.len());
}
