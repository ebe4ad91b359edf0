//! The parameters of a statement: [`Arg`] and `args![]`.

use std::borrow::Cow;

use jiff::Timestamp;
use regie_domain::ids::{
    BlueprintId, CommandId, ContactId, ContentId, CustomerId, EventId, HandleId, HandoverId, JourneyId, LegId,
    MemberId, OrgId, ParticipantId, PromiseId, QuestionId, TaskId, TeamId, UpdateId,
};
use uuid::Uuid;

/// One parameter of a statement. Made by `args![]` from plain values; `None` becomes a typed NULL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arg<'a> {
    /// Text, ids and JSON.
    Text(Option<Cow<'a, str>>),
    /// Numbers, cents and instants (µs UTC).
    Int(Option<i64>),
    /// Booleans.
    Bool(Option<bool>),
    /// Bytes.
    Bytes(Option<Cow<'a, [u8]>>),
}

impl Arg<'static> {
    /// The values of `IN LIST($n)`.
    pub fn list<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> Self {
        let texts: Vec<serde_json::Value> = values.into_iter().map(|v| v.to_string().into()).collect();
        Arg::Text(Some(Cow::Owned(serde_json::Value::from(texts).to_string())))
    }
}

impl Arg<'_> {
    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Arg::Text(value) => value.as_ref().map_or(0, |text| text.len()),
            Arg::Bytes(value) => value.as_ref().map_or(0, |bytes| bytes.len()),
            Arg::Int(_) | Arg::Bool(_) => 8,
        }
    }

    /// The same value, kept by itself.
    #[must_use]
    pub fn owned(self) -> Arg<'static> {
        match self {
            Arg::Text(value) => Arg::Text(value.map(|text| Cow::Owned(text.into_owned()))),
            Arg::Int(value) => Arg::Int(value),
            Arg::Bool(value) => Arg::Bool(value),
            Arg::Bytes(value) => Arg::Bytes(value.map(|bytes| Cow::Owned(bytes.into_owned()))),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(v: &'a str) -> Self {
        Arg::Text(Some(Cow::Borrowed(v)))
    }
}
impl<'a> From<&'a String> for Arg<'a> {
    fn from(v: &'a String) -> Self {
        Arg::Text(Some(Cow::Borrowed(v)))
    }
}
impl From<String> for Arg<'_> {
    fn from(v: String) -> Self {
        Arg::Text(Some(Cow::Owned(v)))
    }
}
impl<'a> From<&'a Cow<'_, str>> for Arg<'a> {
    fn from(v: &'a Cow<'_, str>) -> Self {
        Arg::Text(Some(Cow::Borrowed(v)))
    }
}
impl From<Uuid> for Arg<'_> {
    fn from(v: Uuid) -> Self {
        Arg::Text(Some(Cow::Owned(v.to_string())))
    }
}
impl From<&Uuid> for Arg<'_> {
    fn from(v: &Uuid) -> Self {
        Arg::from(*v)
    }
}
impl From<Timestamp> for Arg<'_> {
    fn from(v: Timestamp) -> Self {
        Arg::Int(Some(v.as_microsecond()))
    }
}
impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(v: &'a [u8]) -> Self {
        Arg::Bytes(Some(Cow::Borrowed(v)))
    }
}
impl<'a, const N: usize> From<&'a [u8; N]> for Arg<'a> {
    fn from(v: &'a [u8; N]) -> Self {
        Arg::Bytes(Some(Cow::Borrowed(v)))
    }
}
impl<'a> From<&'a Vec<u8>> for Arg<'a> {
    fn from(v: &'a Vec<u8>) -> Self {
        Arg::Bytes(Some(Cow::Borrowed(v)))
    }
}
impl From<bool> for Arg<'_> {
    fn from(v: bool) -> Self {
        Arg::Bool(Some(v))
    }
}
macro_rules! whole_numbers { ($($t:ty),*) => { $(
    impl From<$t> for Arg<'_> { fn from(v: $t) -> Self { Arg::Int(Some(i64::from(v))) } }
    impl From<Option<$t>> for Arg<'_> { fn from(v: Option<$t>) -> Self { Arg::Int(v.map(i64::from)) } }
)* } }
whole_numbers!(i64, i32, u32, i16, u16, u8);
impl<'a> From<Option<&'a str>> for Arg<'a> {
    fn from(v: Option<&'a str>) -> Self {
        Arg::Text(v.map(Cow::Borrowed))
    }
}
impl<'a> From<Option<&'a String>> for Arg<'a> {
    fn from(v: Option<&'a String>) -> Self {
        Arg::Text(v.map(|s| Cow::Borrowed(s.as_str())))
    }
}
impl From<Option<String>> for Arg<'_> {
    fn from(v: Option<String>) -> Self {
        Arg::Text(v.map(Cow::Owned))
    }
}
impl From<Option<Uuid>> for Arg<'_> {
    fn from(v: Option<Uuid>) -> Self {
        Arg::Text(v.map(|id| Cow::Owned(id.to_string())))
    }
}
impl From<Option<Timestamp>> for Arg<'_> {
    fn from(v: Option<Timestamp>) -> Self {
        Arg::Int(v.map(Timestamp::as_microsecond))
    }
}
impl From<Option<bool>> for Arg<'_> {
    fn from(v: Option<bool>) -> Self {
        Arg::Bool(v)
    }
}
impl<'a> From<Option<&'a [u8]>> for Arg<'a> {
    fn from(v: Option<&'a [u8]>) -> Self {
        Arg::Bytes(v.map(Cow::Borrowed))
    }
}
impl<'a> From<Option<&'a Vec<u8>>> for Arg<'a> {
    fn from(v: Option<&'a Vec<u8>>) -> Self {
        Arg::Bytes(v.map(|b| Cow::Borrowed(b.as_slice())))
    }
}

macro_rules! ids { ($($id:ident),* $(,)?) => { $(
    impl From<$id> for Arg<'_> { fn from(v: $id) -> Self { Arg::from(v.0) } }
    impl From<&$id> for Arg<'_> { fn from(v: &$id) -> Self { Arg::from(v.0) } }
    impl From<Option<$id>> for Arg<'_> { fn from(v: Option<$id>) -> Self { Arg::from(v.map(|id| id.0)) } }
)* } }
ids!(
    JourneyId,
    CustomerId,
    HandleId,
    ParticipantId,
    ContactId,
    LegId,
    HandoverId,
    QuestionId,
    PromiseId,
    UpdateId,
    TaskId,
    ContentId,
    OrgId,
    TeamId,
    MemberId,
    BlueprintId,
    EventId,
    CommandId,
);

/// The parameters of a statement, in order: `args![id, now, None::<&str>]`.
#[macro_export]
macro_rules! args {
    ($($v:expr),* $(,)?) => { (&[$($crate::Arg::from($v)),*] as &[$crate::Arg<'_>]) };
}

/// The values of a row for [`Tx::put`](crate::Tx::put), in the order of the table's columns; they are kept by themselves.
#[macro_export]
macro_rules! row {
    ($($v:expr),* $(,)?) => { vec![$($crate::Arg::from($v).owned()),*] };
}
