//! What can go wrong in the store, in words that a caller can act on.

/// Every failure of the store. Callers match on the named cases; the rest is for the log.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the same thing first: load again and decide again.
    #[error("changed by someone else in the meantime")]
    Conflict,
    /// The idempotency key was used before with another command.
    #[error("this idempotency key was used before with another request")]
    KeyReused,
    /// The stream was lawfully destroyed; only its tombstone is left.
    #[error("this stream was destroyed; only its tombstone is left")]
    Destroyed,
    /// The disk is full. Nothing of the refused work was kept; the store goes on when there is room.
    #[error("the disk of the database is full")]
    DiskFull,
    /// A commit or sync failed earlier: what is on disk is no longer sure, so nothing more is written. Restart the program.
    #[error("the store refuses writes since a failed commit: {0}")]
    Failed(String),
    /// The connection broke during the commit: it may or may not have been kept. The idempotency key tells on retry.
    #[error("the connection to the database broke during the commit: {0}")]
    CommitUnknown(String),
    /// A statement failed inside a write, and the write went on as if it had not. Nothing of it was kept.
    #[error("a statement failed inside this write, so nothing of it was kept: {0}")]
    Spoiled(String),
    /// The closure of a write panicked. Nothing of it was kept.
    #[error("the write panicked; nothing of it was kept")]
    Panicked,
    /// The closure of a write took too long (it may not wait for the network or a clock). Nothing of it was kept.
    #[error("the write took too long; nothing of it was kept")]
    TooSlow,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The database or its library cannot be used by this program; the text says why and what to do.
    #[error("{0}")]
    Unusable(String),
    /// Stored data that cannot be what this program wrote.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// A failing statement or connection.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// A stored or given JSON text that does not fit.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A file that could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Short for results of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
