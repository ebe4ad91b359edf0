//! One SQL text for both databases: [`Tx`] and [`Row`], with the parameters of [`crate::arg`].
//!
//! The subset that both understand: `$n` parameters, ids as TEXT, instants as BIGINT (µs UTC), BOOLEAN, cents as
//! BIGINT, JSON as TEXT that is never looked into, `ON CONFLICT … excluded`, partial indexes, CTEs, window functions,
//! `count(*) FILTER`. Sums are `CAST(sum(x) AS BIGINT)`. A set of values is one parameter:
//! `WHERE id IN LIST($1)` with [`Arg::list`].

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{
    AssertSqlSafe, Postgres, Row as _, SqlSafeStr as _, SqlStr, Sqlite, Transaction, TypeInfo as _, ValueRef as _,
};
use uuid::Uuid;

use crate::arg::Arg;
use crate::args;
use crate::error::{Result, StoreError};
use crate::journal::{Head, StoredEvent, StreamKey};
use crate::late::Waiting;

macro_rules! bound {
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query($sql);
        for arg in $args {
            query = match arg {
                Arg::Text(v) => query.bind(v.as_deref()),
                Arg::Int(v) => query.bind(*v),
                Arg::Bool(v) => query.bind(*v),
                Arg::Bytes(v) => query.bind(v.as_deref()),
            }
        }
        query
    }};
}

/// One row of an answer, read by column name.
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

macro_rules! getters { ($($(#[$doc:meta])* $name:ident -> $t:ty;)*) => { $(
    $(#[$doc])*
    ///
    /// # Errors
    /// When there is no such column or it holds another type.
    pub fn $name(&self, column: &str) -> Result<$t> {
        Ok(match self { Row::Sqlite(row) => row.try_get(column)?, Row::Postgres(row) => row.try_get(column)? })
    }
)* } }

impl Row {
    getters! {
        /// A text.
        text -> String;
        /// A text or NULL.
        opt_text -> Option<String>;
        /// A boolean.
        bool -> bool;
        /// A boolean or NULL.
        opt_bool -> Option<bool>;
        /// Bytes.
        bytes -> Vec<u8>;
        /// Bytes or NULL.
        opt_bytes -> Option<Vec<u8>>;
    }

    /// A number or NULL. A literal of PostgreSQL (four bytes) is widened.
    ///
    /// # Errors
    /// When there is no such column or it holds another type.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>> {
        match self {
            Row::Sqlite(row) => Ok(row.try_get(column)?),
            Row::Postgres(row) => {
                let four_bytes = row.try_get_raw(column)?.type_info().name() == "INT4";
                Ok(if four_bytes {
                    row.try_get::<Option<i32>, _>(column)?.map(i64::from)
                } else {
                    row.try_get(column)?
                })
            }
        }
    }

    /// A number.
    ///
    /// # Errors
    /// As [`Row::opt_int`], and when it is NULL.
    pub fn int(&self, column: &str) -> Result<i64> {
        self.opt_int(column)?.ok_or_else(|| StoreError::Damaged(format!("{column} is NULL")))
    }

    /// An id; the type follows from the use: `let journey: JourneyId = row.id("journey_id")?`.
    ///
    /// # Errors
    /// When the column is missing or holds no UUID.
    pub fn id<T: From<Uuid>>(&self, column: &str) -> Result<T> {
        parse_id(column, &self.text(column)?).map(T::from)
    }

    /// An id or NULL.
    ///
    /// # Errors
    /// As [`Row::id`].
    pub fn opt_id<T: From<Uuid>>(&self, column: &str) -> Result<Option<T>> {
        self.opt_text(column)?.map(|text| parse_id(column, &text).map(T::from)).transpose()
    }

    /// An instant.
    ///
    /// # Errors
    /// When the column is missing or out of range.
    pub fn instant(&self, column: &str) -> Result<Timestamp> {
        to_instant(column, self.int(column)?)
    }

    /// An instant or NULL.
    ///
    /// # Errors
    /// As [`Row::instant`].
    pub fn opt_instant(&self, column: &str) -> Result<Option<Timestamp>> {
        self.opt_int(column)?.map(|micros| to_instant(column, micros)).transpose()
    }

    /// Exactly `N` bytes (hashes, salts).
    ///
    /// # Errors
    /// When the column is missing or has another length.
    pub fn array<const N: usize>(&self, column: &str) -> Result<[u8; N]> {
        self.bytes(column)?.try_into().map_err(|_| StoreError::Damaged(format!("{column} is not {N} bytes long")))
    }
}

fn parse_id(column: &str, text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| StoreError::Damaged(format!("{column} holds no id")))
}

fn to_instant(column: &str, micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Damaged(format!("{column} holds no instant")))
}

pub(crate) enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Why a transaction can no longer be committed.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// Another transaction was in the way: running the closure again may help.
    Retry(String),
    /// No room on the disk.
    Full,
    /// The storage itself fails.
    Fatal(String),
    /// A statement failed.
    Statement(String),
}

/// A running transaction. Views, journal and rows are all written and read through it.
///
/// A statement that fails spoils the transaction on both databases: it cannot be committed, even when the caller
/// goes on. "Insert unless there" is `ON CONFLICT DO NOTHING`.
pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) late: Vec<Waiting>,
    pub(crate) seen: Seen,
}

/// What this transaction has locked or written, so that it need not ask again.
#[derive(Default)]
pub(crate) struct Seen {
    /// The heads of the streams that it has locked.
    pub(crate) heads: HashMap<StreamKey, Head>,
    /// The streams that it has locked or begun and knows whole.
    pub(crate) whole: HashMap<StreamKey, Vec<StoredEvent>>,
    /// The streams whose ids were made in this transaction.
    pub(crate) minted: HashSet<StreamKey>,
    /// The last number of a month that it gave out.
    pub(crate) numbers: HashMap<u16, i64>,
    /// Short texts that it put.
    pub(crate) texts: HashMap<Uuid, String>,
}

impl Tx {
    pub(crate) fn new(conn: Conn) -> Self {
        Self { conn, trouble: None, late: Vec::new(), seen: Seen::default() }
    }

    /// Chooses between two texts: the only place where the two databases may differ.
    #[must_use]
    pub fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => sqlite,
            Conn::Postgres(_) => postgres,
        }
    }

    /// Whether other transactions may write at the same time.
    pub(crate) fn has_many_writers(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// Runs a statement and tells how many rows it touched.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] for a unique row that is already there, else what the database says.
    pub async fn execute(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64> {
        self.settle_for(sql).await?;
        self.execute_built(self.text(sql), args).await
    }

    /// All rows of a query. Always give a query whose answer can grow a LIMIT.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        self.settle_for(sql).await?;
        self.all_built(self.text(sql), args).await
    }

    /// The first row of a query, if any.
    ///
    /// # Errors
    /// What the database says.
    pub async fn first(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Option<Row>> {
        self.settle_for(sql).await?;
        let sql = self.text(sql);
        let answer = match &mut self.conn {
            Conn::Sqlite(tx) => bound!(sql, args).fetch_optional(&mut **tx).await.map(|row| row.map(Row::Sqlite)),
            Conn::Postgres(tx) => bound!(sql, args).fetch_optional(&mut **tx).await.map(|row| row.map(Row::Postgres)),
        };
        answer.map_err(|error| self.note(error))
    }

    /// The only row of a query that always gives one, such as a count.
    ///
    /// # Errors
    /// What the database says, or that there was no row.
    pub async fn one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Row> {
        self.first(sql, args).await?.ok_or(StoreError::Sql(sqlx::Error::RowNotFound))
    }

    /// Makes writers that use the same name wait for one another until this transaction ends: for rules that span
    /// streams. SQLite has one writer, so there it costs nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock_name(&mut self, name: &str) -> Result<()> {
        if self.has_many_writers() {
            self.first("SELECT pg_advisory_xact_lock(hashtextextended($1, 7301))::text AS done", args![name]).await?;
        }
        Ok(())
    }

    pub(crate) async fn execute_built<'a>(
        &mut self,
        sql: SqlStr,
        args: impl IntoIterator<Item = &'a Arg<'a>>,
    ) -> Result<u64> {
        let answer = match &mut self.conn {
            Conn::Sqlite(tx) => bound!(sql, args).execute(&mut **tx).await.map(|done| done.rows_affected()),
            Conn::Postgres(tx) => bound!(sql, args).execute(&mut **tx).await.map(|done| done.rows_affected()),
        };
        answer.map_err(|error| self.note(error))
    }

    pub(crate) async fn all_built(&mut self, sql: SqlStr, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        let answer = match &mut self.conn {
            Conn::Sqlite(tx) => {
                bound!(sql, args).fetch_all(&mut **tx).await.map(|rows| rows.into_iter().map(Row::Sqlite).collect())
            }
            Conn::Postgres(tx) => {
                bound!(sql, args).fetch_all(&mut **tx).await.map(|rows| rows.into_iter().map(Row::Postgres).collect())
            }
        };
        answer.map_err(|error| self.note(error))
    }

    /// Spells `IN LIST($n)` for the database at hand; any other text passes unchanged.
    fn text(&self, sql: &'static str) -> SqlStr {
        if !sql.contains("IN LIST(") {
            return sql.into_sql_str();
        }
        let (open, close) = match self.conn {
            Conn::Sqlite(_) => ("IN (SELECT value FROM json_each(", "))"),
            Conn::Postgres(_) => ("= ANY(ARRAY(SELECT json_array_elements_text(", "::json)))"),
        };
        let mut parts = sql.split("IN LIST(");
        let mut built = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (parameter, rest) = part.split_once(')').unwrap_or((part, ""));
            built.extend([open, parameter, close, rest]);
        }
        AssertSqlSafe(built).into_sql_str()
    }

    /// Remembers that a statement failed, and gives the error its name.
    fn note(&mut self, error: sqlx::Error) -> StoreError {
        let trouble = trouble_of(&error);
        let named = match (&trouble, error.as_database_error()) {
            (Trouble::Full, _) => StoreError::DiskFull,
            (_, Some(database)) if database.is_unique_violation() => StoreError::Conflict,
            _ => StoreError::Sql(error),
        };
        // The first failure is the cause; what follows ("transaction is aborted") is noise.
        self.trouble.get_or_insert(trouble);
        named
    }
}

/// Sorts an error of either database by what a writer must do about it.
pub(crate) fn trouble_of(error: &sqlx::Error) -> Trouble {
    let Some(database) = error.as_database_error() else { return Trouble::Statement(error.to_string()) };
    let text = error.to_string();
    let code = database.code().unwrap_or_default();
    if database.is_unique_violation() {
        return Trouble::Retry(text);
    }
    // PostgreSQL has five characters, SQLite an extended number whose low byte is the primary code.
    match (code.as_ref(), code.parse::<u32>().map(|n| n & 0xff)) {
        ("40001" | "40P01" | "55P03", _) => Trouble::Retry(text),
        ("53100", _) => Trouble::Full,
        ("58030" | "XX001" | "XX002", _) => Trouble::Fatal(text),
        (code, Ok(13)) if code.len() < 5 => Trouble::Full,
        (code, Ok(10 | 11 | 26)) if code.len() < 5 => Trouble::Fatal(text),
        _ => Trouble::Statement(text),
    }
}
