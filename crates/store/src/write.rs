//! The write door. Everything that changes the database goes through [`Store::write`].
//!
//! A write is a closure that may run more than once, so it holds no network call, no sleep and no memory of an
//! earlier run. On SQLite one writer takes what is queued, runs each closure in a savepoint, commits once, and only
//! then answers all. On PostgreSQL each closure has its own transaction, run again when another one was in the way.
//! Either way nobody hears "done" before the commit that covers it has returned.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sqlx::{PgPool, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use crate::db::{Backend, Health, Store};
use crate::error::StoreError;
use crate::sql::{Conn, Seen, Trouble, Tx, trouble_of};

/// The most closures under one commit: keeps the wait of the first one short.
const BATCH: usize = 256;
/// How often a closure runs at most on PostgreSQL.
const ATTEMPTS: u32 = 8;
/// A unique row may be the trace of a lost race, which a second look explains; more looks change nothing.
const ATTEMPTS_AT_A_UNIQUE_ROW: u32 = 3;
/// A closure has no reason to wait for anything but the database.
const TIME_LIMIT: Duration = Duration::from_secs(60);

impl Store {
    /// Runs a closure in a transaction and answers after its commit. See the module for the rules.
    ///
    /// ```ignore
    /// store.write(move |tx| Box::pin(async move {
    ///     tx.execute("UPDATE …", args![id]).await?;
    ///     Ok::<_, StoreError>(())
    /// })).await?;
    /// ```
    ///
    /// # Errors
    /// What the closure returns (nothing of it is kept), or why the commit failed.
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: for<'t> FnMut(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.health()?;
        match &self.shared.backend {
            Backend::Sqlite { .. } => self.queue(closure).await,
            Backend::Postgres(pool) => {
                // A task of its own: a caller that goes away must not break off a commit halfway.
                let run = tokio::spawn(postgres_write(pool.clone(), self.shared.health.clone(), closure));
                run.await.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
            }
        }
    }

    /// As [`Store::write`], for a closure that borrows what it needs from a context instead of cloning it at each run.
    ///
    /// ```ignore
    /// store.write_with(command, |tx, command| Box::pin(async move { … })).await?;
    /// ```
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_with<C, T, E, F>(&self, context: C, closure: F) -> Result<T, E>
    where
        C: Send + Sync + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let shared = Arc::new((context, closure));
        self.write(move |tx| {
            let shared = shared.clone();
            Box::pin(async move { (shared.1)(tx, &shared.0).await })
        })
        .await
    }

    /// Runs an async closure on a read-only snapshot; it may borrow: `store.read(async |tx| journal::read(tx, &key, 0).await)`.
    ///
    /// # Errors
    /// What the closure returns, or that no connection could be had.
    pub async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let mut tx = self.begin_read().await?;
        closure(&mut tx).await
    }

    async fn queue<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: for<'t> FnMut(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work: Box<dyn Work> = Box::new(Queued { closure, outcome: None, reply });
        let queue = self.shared.queue.as_ref().ok_or(StoreError::Closed)?;
        queue.send(work).map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }
}

/// A closure in the queue of the SQLite writer, its type forgotten.
pub(crate) trait Work: Send {
    /// Runs the closure; true when its effect is to be kept.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;
    /// Tells the caller how it ended. A caller that went away hears nothing.
    fn answer(self: Box<Self>, commit: Result<(), StoreError>);
}

struct Queued<T, E, F> {
    closure: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work for Queued<T, E, F>
where
    F: for<'t> FnMut(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let outcome = guarded(&mut self.closure, tx).await;
            self.outcome.insert(outcome).is_ok()
        })
    }

    fn answer(self: Box<Self>, commit: Result<(), StoreError>) {
        let outcome = match (self.outcome, commit) {
            (Some(Err(refused)), _) => Err(refused),
            (_, Err(failed)) => Err(failed.into()),
            (Some(Ok(done)), Ok(())) => Ok(done),
            (None, Ok(())) => Err(StoreError::Closed.into()),
        };
        let _gone = self.reply.send(outcome);
    }
}

/// Runs a closure once, and survives its panic or its hanging.
async fn guarded<T, E, F>(closure: &mut F, tx: &mut Tx) -> Result<T, E>
where
    F: for<'t> FnMut(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
    E: From<StoreError>,
{
    let caught = AssertUnwindSafe(async {
        let done = closure(tx).await?;
        tx.settle().await?;
        Ok(done)
    })
    .catch_unwind();
    let outcome = match tokio::time::timeout(TIME_LIMIT, caught).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_panic)) => Err(StoreError::Panicked.into()),
        Err(_elapsed) => Err(StoreError::TooSlow.into()),
    };
    // The next closure of the batch, or the next attempt, begins with what the database says.
    tx.seen = Seen::default();
    tx.late.clear();
    outcome
}

/// The single writer of a SQLite database. Ends when the last [`Store`] is dropped.
pub(crate) async fn sqlite_writer(
    pool: SqlitePool,
    mut queue: mpsc::UnboundedReceiver<Box<dyn Work>>,
    health: Arc<Health>,
) {
    while let Some(first) = queue.recv().await {
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Ok(next) = queue.try_recv()
        {
            batch.push(next);
        }
        let result = match health.check() {
            Ok(()) => run_batch(&pool, &mut batch).await,
            Err(error) => Err(Trouble::Fatal(error.to_string())),
        };
        match &result {
            Ok(_) => health.committed(),
            Err(Trouble::Fatal(reason)) => health.fail(reason),
            Err(_) => {}
        }
        let fates = result.unwrap_or_else(|trouble| vec![Err(trouble); batch.len()]);
        for (work, fate) in batch.into_iter().zip(fates) {
            work.answer(fate.map_err(refusal));
        }
    }
    pool.close().await;
}

/// Runs a batch and commits it once. `Ok` tells for each closure whether its own statements were in order; `Err`
/// means that nothing of the whole batch was kept.
async fn run_batch(pool: &SqlitePool, batch: &mut [Box<dyn Work>]) -> Result<Vec<Result<(), Trouble>>, Trouble> {
    let begun = pool.begin_with("BEGIN IMMEDIATE").await.map_err(|error| trouble_of(&error))?;
    let mut tx = Tx::new(Conn::Sqlite(begun));
    let ran = if let [work] = batch { run_alone(&mut tx, work).await } else { run_each(&mut tx, batch).await };
    let (fates, keep) = match ran {
        Ok(ran) => ran,
        Err(trouble) => {
            // SQLite ends the transaction by itself on some errors; the driver would then fail to end it on drop and
            // hand out a connection that it takes to be busy. With something to end, it ends well.
            let _still_open = tx.execute("BEGIN", &[]).await;
            return Err(trouble);
        }
    };
    let Conn::Sqlite(begun) = tx.conn else { return Err(Trouble::Statement("not SQLite".into())) };
    if !keep {
        return Ok(fates);
    }
    match begun.commit().await {
        Ok(()) => Ok(fates),
        Err(error) => Err(match trouble_of(&error) {
            Trouble::Full => Trouble::Full,
            // After a failed sync the kernel may have dropped the pages: trying again would lie.
            _ => Trouble::Fatal(format!("commit: {error}")),
        }),
    }
}

/// A lone closure needs no savepoint: its rollback is that of the whole transaction.
async fn run_alone(tx: &mut Tx, work: &mut Box<dyn Work>) -> Result<(Vec<Result<(), Trouble>>, bool), Trouble> {
    let kept = work.run(tx).await;
    match tx.trouble.take() {
        Some(trouble) => Err(trouble),
        None => Ok((vec![Ok(())], kept)),
    }
}

async fn run_each(tx: &mut Tx, batch: &mut [Box<dyn Work>]) -> Result<(Vec<Result<(), Trouble>>, bool), Trouble> {
    let mut fates = Vec::with_capacity(batch.len());
    for work in batch {
        savepoint(tx, "SAVEPOINT one").await?;
        let kept = work.run(tx).await;
        let trouble = tx.trouble.take();
        if let Some(trouble @ (Trouble::Fatal(_) | Trouble::Full)) = trouble {
            return Err(trouble);
        }
        if !kept || trouble.is_some() {
            savepoint(tx, "ROLLBACK TO one").await?;
        }
        savepoint(tx, "RELEASE one").await?;
        fates.push(trouble.map_or(Ok(()), Err));
    }
    Ok((fates, true))
}

async fn savepoint(tx: &mut Tx, sql: &'static str) -> Result<(), Trouble> {
    match tx.execute(sql, &[]).await {
        Ok(_) => Ok(()),
        Err(error) => Err(tx.trouble.take().unwrap_or(Trouble::Statement(error.to_string()))),
    }
}

#[expect(clippy::disallowed_methods, reason = "a back-off between two attempts, at the edge to the database")]
async fn postgres_write<T, E, F>(pool: PgPool, health: Arc<Health>, mut closure: F) -> Result<T, E>
where
    F: for<'t> FnMut(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
    E: From<StoreError>,
{
    let mut attempt = 1;
    loop {
        let begun = match pool.begin().await {
            Ok(begun) => begun,
            // A connection that the server closed while it lay idle: nothing has happened yet.
            Err(sqlx::Error::Io(_) | sqlx::Error::Protocol(_)) if attempt < ATTEMPTS => {
                attempt += 1;
                continue;
            }
            Err(error) => return Err(StoreError::from(error).into()),
        };
        let mut tx = Tx::new(Conn::Postgres(begun));
        let outcome = guarded(&mut closure, &mut tx).await;
        let trouble = match (tx.trouble, tx.conn) {
            (None, Conn::Postgres(begun)) if outcome.is_ok() => match begun.commit().await {
                Ok(()) => {
                    health.committed();
                    return outcome;
                }
                Err(error) => match trouble_of(&error) {
                    retry @ Trouble::Retry(_) => retry,
                    _ => return Err(StoreError::CommitUnknown(error.to_string()).into()),
                },
            },
            // A refusal of the closure itself.
            (None, _) => return outcome,
            (Some(trouble), _) => trouble,
        };
        let limit = if is_unique(&trouble) { ATTEMPTS_AT_A_UNIQUE_ROW } else { ATTEMPTS };
        if matches!(trouble, Trouble::Retry(_)) && attempt < limit {
            tokio::time::sleep(Duration::from_millis(u64::from(attempt * attempt))).await;
            attempt += 1;
            continue;
        }
        // The closure's own error says more than ours, when it gave one.
        return match outcome {
            Err(error) => Err(error),
            Ok(_) => Err(refusal(trouble).into()),
        };
    }
}

fn is_unique(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Retry(text) if text.contains("unique"))
}

fn refusal(trouble: Trouble) -> StoreError {
    match trouble {
        Trouble::Retry(_) => StoreError::Conflict,
        Trouble::Full => StoreError::DiskFull,
        Trouble::Fatal(reason) => StoreError::Failed(reason),
        Trouble::Statement(reason) => StoreError::Spoiled(reason),
    }
}
