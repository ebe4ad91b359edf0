//! Opening a database: SQLite in one file, or PostgreSQL. Everything above this file speaks one SQL text.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use tokio::sync::{mpsc, watch};

use crate::error::{Result, StoreError};
use crate::sql::{Conn, Tx};
use crate::write::{self, Work};

/// The oldest SQLite that is safe: older ones can damage a WAL database while a checkpoint runs.
const OLDEST_SQLITE: [u64; 3] = [3, 51, 3];
/// The oldest PostgreSQL that the tests run on (`server_version_num`).
const OLDEST_POSTGRES: i64 = 150_000;
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// How sure a commit must be before it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Synced to the disk before it is answered. The only choice for real data.
    #[default]
    Full,
    /// Not synced: a test that is not about power loss need not wait for the disk.
    Fast,
}

/// The database behind a [`Store`].
#[derive(Clone)]
pub(crate) enum Backend {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// One database of one organisation. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct Store {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) backend: Backend,
    /// The file of a SQLite database.
    file: Option<PathBuf>,
    pub(crate) health: Arc<Health>,
    /// The queue of the single writer; only SQLite has one.
    pub(crate) queue: Option<mpsc::UnboundedSender<Box<dyn Work>>>,
}

/// Whether the store still writes, and the bell that rings after each commit.
pub(crate) struct Health {
    failed: OnceLock<String>,
    commits: watch::Sender<u64>,
}

impl Health {
    pub(crate) fn check(&self) -> Result<()> {
        match self.failed.get() {
            Some(reason) => Err(StoreError::Failed(reason.clone())),
            None => Ok(()),
        }
    }

    pub(crate) fn fail(&self, reason: &str) {
        if self.failed.set(reason.to_owned()).is_ok() {
            tracing::error!(reason, "the store stops writing");
        }
    }

    pub(crate) fn committed(&self) {
        self.commits.send_modify(|n| *n = n.wrapping_add(1));
    }
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…`, with synced commits. Does not migrate: call [`Store::migrate`] next.
    ///
    /// # Errors
    /// When the URL has another form, the database cannot be reached, or its version is too old to be safe.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, Durability::Full).await
    }

    /// As [`Store::open`], with a chosen durability.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(url: &str, durability: Durability) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return open_sqlite(path, durability).await;
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return open_postgres(url, durability).await;
        }
        Err(StoreError::Unusable("a database URL is sqlite:PATH or postgres://…".into()))
    }

    /// Whether this is SQLite; for reports, never to branch a query on.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        matches!(self.shared.backend, Backend::Sqlite { .. })
    }

    /// Refuses with the reason when the store stopped writing after a failed commit.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub fn health(&self) -> Result<()> {
        self.shared.health.check()
    }

    /// Which share of the disk under a SQLite database is free, from 0 to 1. None for PostgreSQL, whose disk is elsewhere, and
    /// where the system does not tell.
    #[must_use]
    pub fn free_share(&self) -> Option<f64> {
        let disk = rustix::fs::statvfs(self.shared.file.as_ref()?).ok()?;
        (disk.f_blocks > 0).then(|| disk.f_bavail as f64 / disk.f_blocks as f64)
    }

    /// A bell that rings after each commit of this process. It may ring too often, and commits of other
    /// processes are not heard: look at the database on a slow interval as well.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.shared.health.commits.subscribe()
    }

    /// Begins a read-only snapshot. Dropping it ends it. Keep it short: it holds back SQLite's checkpoint.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn begin_read(&self) -> Result<Tx> {
        Ok(Tx::new(match &self.shared.backend {
            Backend::Sqlite { read, .. } => Conn::Sqlite(read.begin().await?),
            Backend::Postgres(pool) => {
                Conn::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
            }
        }))
    }

    /// Waits until running work has ended and closes all connections.
    pub async fn close(&self) {
        match &self.shared.backend {
            Backend::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Backend::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: &str, durability: Durability) -> Result<Store> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Fast => SqliteSynchronous::Off,
        })
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(400)
        .pragma("cache_size", "-32000")
        // Pages that many commits touch are carried over once.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("temp_store", "memory")
        // A deleted text must not stay behind in a free page.
        .pragma("secure_delete", "on");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&write).await?;
    check_sqlite_version(&version)?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .test_before_acquire(false)
        // Readers are many and read little: their caches are what an idle program keeps.
        .connect_lazy_with(options.pragma("query_only", "on").pragma("cache_size", "-4000"));
    let health = new_health();
    let (queue, jobs) = mpsc::unbounded_channel();
    tokio::spawn(write::sqlite_writer(write.clone(), jobs, health.clone()));
    let file = Some(PathBuf::from(path));
    let shared = Shared { backend: Backend::Sqlite { read, write }, file, health, queue: Some(queue) };
    Ok(Store { shared: Arc::new(shared) })
}

async fn open_postgres(url: &str, durability: Durability) -> Result<Store> {
    let settings = match durability {
        Durability::Full => "SET synchronous_commit = on; SET lock_timeout = '10s'",
        Durability::Fast => "SET synchronous_commit = off; SET lock_timeout = '10s'",
    };
    let options = PgConnectOptions::from_str(url)?.statement_cache_capacity(400).application_name("regie");
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(settings).execute(connection).await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    let (version, encoding): (String, String) =
        sqlx::query_as("SELECT current_setting('server_version_num'), current_setting('server_encoding')")
            .fetch_one(&pool)
            .await?;
    if version.parse::<i64>().unwrap_or(0) < OLDEST_POSTGRES {
        return Err(StoreError::Unusable(format!("PostgreSQL {version} is too old: 15 or newer is needed")));
    }
    if encoding != "UTF8" {
        return Err(StoreError::Unusable(format!("the database has encoding {encoding}: create it with UTF8")));
    }
    let shared = Shared { backend: Backend::Postgres(pool), file: None, health: new_health(), queue: None };
    Ok(Store { shared: Arc::new(shared) })
}

fn new_health() -> Arc<Health> {
    Arc::new(Health { failed: OnceLock::new(), commits: watch::Sender::new(0) })
}

fn check_sqlite_version(version: &str) -> Result<()> {
    let parts: Vec<u64> = version.split('.').map(|part| part.parse().unwrap_or(0)).collect();
    if parts.as_slice() >= OLDEST_SQLITE.as_slice() {
        return Ok(());
    }
    let [major, minor, patch] = OLDEST_SQLITE;
    Err(StoreError::Unusable(format!(
        "SQLite {version} is too old to be safe: {major}.{minor}.{patch} or newer is needed"
    )))
}

/// Runs a statement whose text was built here, never from input, outside any transaction.
pub(crate) async fn run_sqlite(pool: &SqlitePool, sql: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await?;
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::testing::TestDb;

    async fn pragma(db: &TestDb, sql: &'static str, column: &'static str) -> i64 {
        db.store.write(move |tx| Box::pin(async move { tx.one(sql, &[]).await?.int(column) })).await.unwrap()
    }

    #[tokio::test]
    async fn sqlite_syncs_each_commit_unless_told_otherwise() {
        let full = TestDb::sqlite_with(Durability::Full).await;
        assert_eq!(pragma(&full, "PRAGMA synchronous", "synchronous").await, 2);
        assert_eq!(pragma(&full, "PRAGMA foreign_keys", "foreign_keys").await, 1);
        let mode = full.store.read(async |tx| tx.one("PRAGMA journal_mode", &[]).await?.text("journal_mode")).await;
        assert_eq!(mode.unwrap(), "wal");
    }

    #[test]
    fn an_unsafe_sqlite_is_refused() {
        assert!(check_sqlite_version("3.51.3").is_ok());
        assert!(check_sqlite_version("3.52.0").is_ok());
        assert!(check_sqlite_version("4.0.0").is_ok());
        assert!(check_sqlite_version("3.51.2").is_err());
        assert!(check_sqlite_version("3.50.9").is_err());
        assert!(check_sqlite_version("nonsense").is_err());
    }
}
