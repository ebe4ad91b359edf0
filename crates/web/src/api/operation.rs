//! One operation of the API as it is registered: what it takes, what it gives, who may. The router, the role table, the
//! OpenAPI document and its tests are all made from this.

use axum::http::Method;
use regie_domain::client::ApiScope;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

/// Where the API stands.
pub const BASE: &str = "/api/v1";

/// A type that the reference describes, with all that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// The schemas of it and of its parts.
    pub parts: Vec<(String, Value)>,
}

impl Shape {
    /// Of a type.
    #[must_use]
    pub fn of<T: ToSchema>() -> Self {
        let mut found: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        let parts = found.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()));
        Self { name: T::name().into_owned(), parts: parts.collect() }
    }
}

/// A parameter in the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// What may be sent.
    pub takes: Takes,
    /// Whether it may not be missing.
    pub required: bool,
}

/// What may be sent as a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Words.
    Text,
    /// An id.
    Id,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// What an earlier answer gave as `next`.
    Cursor,
}

impl Takes {
    /// As JSON Schema.
    #[must_use]
    pub fn schema(self) -> Value {
        match self {
            Self::Text => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
            Self::Id => json!({ "type": "string", "format": "uuid" }),
            Self::OneOf(values) => json!({ "type": "string", "enum": values }),
            Self::Cursor => json!({ "type": "string", "minLength": 1, "maxLength": 100 }),
        }
    }
}

/// In which form an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// JSON.
    Json,
    /// The bytes of a file.
    Bytes,
    /// Server-sent events, whose data is JSON of the type that is answered.
    Events,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its path, with its parameters in braces.
    pub path: &'static str,
    /// Its name for generated programs.
    pub id: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// More about it.
    pub about: &'static str,
    /// The part of the reference that it stands in.
    pub tag: &'static str,
    /// What the token must allow.
    pub scope: ApiScope,
    /// The command or view, for the role table.
    pub does: &'static str,
    /// Parameters in the query.
    pub query: &'static [Param],
    /// What is sent.
    pub body: Option<Shape>,
    /// The status of an answer.
    pub status: u16,
    /// What is answered.
    pub answer: Shape,
    /// In which form.
    pub gives: Gives,
    /// Whether `If-Match` is looked at, and an `ETag` given.
    pub versioned: bool,
}

impl Operation {
    /// Something that is read.
    #[must_use]
    pub fn read<A: ToSchema>(tag: &'static str, path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            method: Method::GET,
            path,
            id,
            summary,
            about: "",
            tag,
            scope: ApiScope::JourneysRead,
            does: "",
            query: &[],
            body: None,
            status: 200,
            answer: Shape::of::<A>(),
            gives: Gives::Json,
            versioned: false,
        }
    }

    /// Something that is done. `does` is the command.
    #[must_use]
    pub fn act<B: ToSchema, A: ToSchema>(
        tag: &'static str,
        path: &'static str,
        (id, does): (&'static str, &'static str),
        summary: &'static str,
    ) -> Self {
        Self {
            method: Method::POST,
            scope: ApiScope::JourneysWrite,
            does,
            body: Some(Shape::of::<B>()),
            ..Self::read::<A>(tag, path, id, summary)
        }
    }

    /// With another scope.
    #[must_use]
    pub fn scope(self, scope: ApiScope) -> Self {
        Self { scope, ..self }
    }

    /// The view that it reads.
    #[must_use]
    pub fn view(self, does: &'static str) -> Self {
        Self { does, ..self }
    }

    /// With parameters in the query.
    #[must_use]
    pub fn query(self, query: &'static [Param]) -> Self {
        Self { query, ..self }
    }

    /// With more words about it.
    #[must_use]
    pub fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    /// In another form than JSON.
    #[must_use]
    pub fn gives(self, gives: Gives) -> Self {
        Self { gives, ..self }
    }

    /// Begins something: answered with 201 and where it stands.
    #[must_use]
    pub fn creates(self) -> Self {
        Self { status: 201, ..self }
    }

    /// Guarded by the version of what it is about.
    #[must_use]
    pub fn versioned(self) -> Self {
        Self { versioned: true, ..self }
    }

    /// The types that it takes and gives.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let answer = (self.gives != Gives::Bytes).then_some(&self.answer);
        self.body.iter().chain(answer)
    }

    /// The names of the parameters in the path.
    pub fn path_params(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}
