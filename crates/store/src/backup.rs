//! Copies: a backup while serving, a move between databases, a restore. A backup is always one SQLite file.

use std::io::Read as _;
use std::path::Path;

use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqlSafeStr as _};

use crate::arg::Arg;
use crate::args;
use crate::db::{Backend, Durability, Store, run_sqlite};
use crate::erasure::{self, Erasure};
use crate::error::{Result, StoreError};
use crate::feed;
use crate::journal::Hash;
use crate::sql::{Conn, Tx};

/// About how many parameters one INSERT of a copy carries; both databases allow more.
const PARAMETERS: usize = 4000;
/// About how many bytes one INSERT of a copy carries.
const BYTES: usize = 4 * 1024 * 1024;

/// How many lines of the erasure ledger are replayed in one write.
const LINES: usize = 1000;

/// What a copy carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Rows per table, tables by name.
    pub tables: Vec<(String, u64)>,
    /// Over all heads of all streams, the same in both databases.
    pub heads: Hash,
}

/// Writes a backup file while the store serves. The file appears under its name when it is whole and synced.
///
/// # Errors
/// When the file exists or cannot be written, or what the database says.
pub async fn backup(store: &Store, file: &Path) -> Result<()> {
    if file.exists() {
        return Err(StoreError::Unusable(format!("{} exists already", file.display())));
    }
    let partial = file.with_extension("partial");
    if partial.exists() {
        std::fs::remove_file(&partial)?;
    }
    match &store.shared.backend {
        Backend::Sqlite { write, .. } => {
            let mut connection = write.connect_options().as_ref().clone().connect().await?;
            sqlx::query("VACUUM INTO $1").bind(path_text(&partial)?).execute(&mut connection).await?;
        }
        Backend::Postgres(_) => {
            let target = Store::open_with(&format!("sqlite:{}", path_text(&partial)?), Durability::Fast).await?;
            target.migrate().await?;
            copy(store, &target).await?;
            if let Backend::Sqlite { read, write } = &target.shared.backend {
                // One file without a log beside it; that takes the last connection.
                read.close().await;
                run_sqlite(write, "PRAGMA journal_mode = DELETE".into()).await?;
            }
            target.close().await;
        }
    }
    check_file(&partial).await?;
    std::fs::File::open(&partial)?.sync_all()?;
    std::fs::rename(&partial, file)?;
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Checks that a SQLite database that nobody has open is sound, whatever ended its last use.
///
/// # Errors
/// [`StoreError::Damaged`] when it is not, or what the database says.
pub async fn check(file: &Path) -> Result<()> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut connection = options.connect().await?;
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await?;
    connection.close().await?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(format!("the database is not sound: {verdict}"))) }
}

/// Checks that a SQLite file is sound.
async fn check_file(file: &Path) -> Result<()> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = options.connect().await?;
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(format!("the backup is not sound: {verdict}"))) }
}

fn path_text(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| StoreError::Unusable("the path is not valid UTF-8".into()))
}

/// What every SQLite file begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Refuses what cannot be a backup, before anything is made for it.
///
/// # Errors
/// [`StoreError::Unusable`] when the file is missing or something else.
pub fn looks_like_one(file: &Path) -> Result<()> {
    if !file.exists() {
        return Err(StoreError::Unusable(format!("there is no {}", file.display())));
    }
    let mut begin = Vec::new();
    std::fs::File::open(file)?.take(MAGIC.len() as u64).read_to_end(&mut begin)?;
    if begin == MAGIC { Ok(()) } else { Err(no_backup(file)) }
}

fn no_backup(file: &Path) -> StoreError {
    StoreError::Unusable(format!("{} is no backup of Regie", file.display()))
}

/// Restores a backup file into an empty, reachable database, without what the ledger names. Give the newest ledger that
/// there is ([`erasure::ledger`]); the backup's own lines are replayed too.
///
/// # Errors
/// [`StoreError::Unusable`] when the file is missing or the target is not empty; else what the databases say.
pub async fn restore(file: &Path, to: &Store, ledger: &[Erasure]) -> Result<Copied> {
    looks_like_one(file)?;
    // The backup may be older than the program: it is migrated on a copy, never in place.
    let work = file.with_extension("restoring");
    std::fs::copy(file, &work)?;
    let result = match migration_of(&work).await {
        Ok(_) => restore_copy(&work, to, ledger).await,
        Err(_) => Err(no_backup(file)),
    };
    for ending in ["", "-wal", "-shm"] {
        let mut name = work.clone().into_os_string();
        name.push(ending);
        let _gone_already = std::fs::remove_file(name);
    }
    result
}

/// The migration that a file is at; an error for a database that is not of this program.
async fn migration_of(file: &Path) -> Result<i64> {
    let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(file).connect().await?;
    Ok(sqlx::query_scalar("SELECT MAX(number) FROM migration").fetch_one(&mut connection).await?)
}

async fn restore_copy(work: &Path, to: &Store, ledger: &[Erasure]) -> Result<Copied> {
    let from = Store::open_with(&format!("sqlite:{}", path_text(work)?), Durability::Fast).await?;
    from.migrate().await?;
    to.migrate().await?;
    let mut lines = erasure::ledger(&mut from.begin_read().await?).await?;
    lines.extend_from_slice(ledger);
    // In the copy of the backup, so that what was erased never reaches the database that is filled.
    for some in lines.chunks(LINES) {
        from.write_with(some.to_vec(), |tx, lines| Box::pin(async move { erasure::replay(tx, lines).await })).await?;
    }
    let copied = copy(&from, to).await?;
    from.close().await;
    Ok(copied)
}

/// Copies everything from one database to another, empty one, table by table under one snapshot, and compares the heads
/// and the numbers of rows afterwards. A copy that broke off is thrown away with its database and begun again.
///
/// # Errors
/// [`StoreError::Unusable`] when the target is not empty or at another migration, [`StoreError::Damaged`] when the
/// comparison fails.
pub async fn copy(from: &Store, to: &Store) -> Result<Copied> {
    feed::sequence(from).await?;
    let mut source = from.begin_read().await?;
    let mut target = to.begin_read().await?;
    if migration(&mut source).await? != migration(&mut target).await? {
        return Err(StoreError::Unusable("the two databases are at different migrations".into()));
    }
    let tables = tables(&mut source).await?;
    for table in &tables {
        if count(&mut target, &table.name).await? > 0 {
            return Err(StoreError::Unusable(format!("the target is not empty: {} has rows", table.name)));
        }
    }
    drop(target);
    let mut copied = Vec::new();
    for table in tables {
        let rows = copy_table(&mut source, to, &table).await?;
        copied.push((table.name, rows));
    }
    to.write(|tx| Box::pin(finish(tx))).await?;
    let mut target = to.begin_read().await?;
    for (table, rows) in &copied {
        let arrived = count(&mut target, table).await?;
        if arrived as u64 != *rows && !table.starts_with("feed") {
            return Err(StoreError::Damaged(format!("{table}: {rows} rows left, {arrived} arrived")));
        }
    }
    let heads = heads(&mut source).await?;
    if heads != self::heads(&mut target).await? {
        return Err(StoreError::Damaged("the heads of the copy differ".into()));
    }
    Ok(Copied { tables: copied, heads })
}

/// A hash over all heads, to compare two databases by.
///
/// # Errors
/// What the database says.
pub async fn heads(tx: &mut Tx) -> Result<Hash> {
    let mut hash = Sha256::new();
    let mut after = (String::new(), String::new());
    loop {
        let sql = "SELECT stream_kind, stream_id, last_seq, head_hash FROM stream WHERE (stream_kind, stream_id) > ($1, $2) \
            ORDER BY stream_kind, stream_id LIMIT 1000";
        let rows = tx.all(sql, args![&after.0, &after.1]).await?;
        let Some(last) = rows.last() else { return Ok(hash.finalize().into()) };
        after = (last.text("stream_kind")?, last.text("stream_id")?);
        for row in &rows {
            hash.update(format!("{} {} {} ", row.text("stream_kind")?, row.text("stream_id")?, row.int("last_seq")?));
            hash.update(row.bytes("head_hash")?);
        }
    }
}

#[derive(Clone, Copy)]
enum ColumnType {
    Text,
    Int,
    Bool,
    Bytes,
}

struct Table {
    name: String,
    columns: Vec<(String, ColumnType)>,
}

/// The tables that hold what was kept, by name.
pub(crate) async fn table_names(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(tables(tx).await?.into_iter().map(|table| table.name).collect())
}

async fn tables(tx: &mut Tx) -> Result<Vec<Table>> {
    // The search index of SQLite and its shadow tables are built again at the end.
    let sql = tx.pick(
        "SELECT m.name AS table_name, c.name AS column_name, lower(c.type) AS type FROM sqlite_master AS m \
         JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         AND m.name NOT LIKE 'search\\_index%' ESCAPE '\\' AND m.name <> 'migration' ORDER BY m.name, c.cid",
        "SELECT table_name::text AS table_name, column_name::text AS column_name, data_type::text AS type FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name <> 'migration' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position",
    );
    let mut tables: Vec<Table> = Vec::new();
    for row in tx.all(sql, &[]).await? {
        let (table, column) = (row.text("table_name")?, row.text("column_name")?);
        let kind = match row.text("type")?.as_str() {
            "text" => ColumnType::Text,
            "bigint" | "integer" => ColumnType::Int,
            "boolean" => ColumnType::Bool,
            "blob" | "bytea" => ColumnType::Bytes,
            other => return Err(StoreError::Damaged(format!("{table}.{column} has the type {other}"))),
        };
        match tables.last_mut().filter(|last| last.name == table) {
            Some(last) => last.columns.push((column, kind)),
            None => tables.push(Table { name: table, columns: vec![(column, kind)] }),
        }
    }
    Ok(tables)
}

async fn copy_table(source: &mut Tx, to: &Store, table: &Table) -> Result<u64> {
    let names = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let select = AssertSqlSafe(format!("SELECT {names} FROM \"{}\"", table.name)).into_sql_str();
    let into = format!("INSERT INTO \"{}\" ({names}) VALUES ", table.name);
    let mut rows = 0;
    let mut batch = Batch::new(&into, table.columns.len());
    macro_rules! carry {
        ($connection:expr) => {{
            let mut stream = sqlx::query(select).fetch(&mut **$connection);
            while let Some(row) = stream.try_next().await? {
                for (index, (_, kind)) in table.columns.iter().enumerate() {
                    batch.push(match kind {
                        ColumnType::Text => Arg::from(row.try_get::<Option<String>, _>(index)?),
                        ColumnType::Int => Arg::from(row.try_get::<Option<i64>, _>(index)?),
                        ColumnType::Bool => Arg::from(row.try_get::<Option<bool>, _>(index)?),
                        ColumnType::Bytes => Arg::Bytes(row.try_get::<Option<Vec<u8>>, _>(index)?.map(Into::into)),
                    });
                }
                rows += 1;
                if batch.is_full() {
                    std::mem::replace(&mut batch, Batch::new(&into, table.columns.len())).write(to).await?;
                }
            }
        }};
    }
    match &mut source.conn {
        Conn::Sqlite(connection) => carry!(connection),
        Conn::Postgres(connection) => carry!(connection),
    }
    batch.write(to).await?;
    Ok(rows)
}

/// Rows on their way, as the values of one INSERT.
struct Batch {
    into: String,
    columns: usize,
    values: Vec<Arg<'static>>,
    bytes: usize,
}

impl Batch {
    fn new(into: &str, columns: usize) -> Self {
        Self { into: into.to_owned(), columns, values: Vec::new(), bytes: 0 }
    }

    fn push(&mut self, value: Arg<'static>) {
        self.bytes += match &value {
            Arg::Text(Some(text)) => text.len(),
            Arg::Bytes(Some(bytes)) => bytes.len(),
            _ => 8,
        };
        self.values.push(value);
    }

    fn is_full(&self) -> bool {
        self.values.len() + self.columns > PARAMETERS || self.bytes > BYTES
    }

    async fn write(self, to: &Store) -> Result<()> {
        if self.values.is_empty() {
            return Ok(());
        }
        to.write_with(self, |tx, batch| {
            Box::pin(async move {
                let mut sql = batch.into.clone();
                for n in 1..=batch.values.len() {
                    let place = (n - 1) % batch.columns;
                    sql.push_str(if place > 0 {
                        ", "
                    } else if n > 1 {
                        "), ("
                    } else {
                        "("
                    });
                    sql.push_str(&format!("${n}"));
                }
                sql.push(')');
                tx.execute_built(AssertSqlSafe(sql).into_sql_str(), &batch.values).await?;
                Ok::<_, StoreError>(())
            })
        })
        .await
    }
}

/// Builds what is not copied: the search index of SQLite, the counters of PostgreSQL, positions that were pending.
async fn finish(tx: &mut Tx) -> Result<()> {
    if matches!(tx.conn, Conn::Sqlite(_)) {
        tx.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')", &[]).await?;
        while feed::place_batch(tx).await? > 0 {}
    } else {
        tx.first("SELECT setval(pg_get_serial_sequence('search_doc', 'doc_id'), (SELECT COALESCE(MAX(doc_id), 0) + 1 FROM search_doc), false) AS n", &[])
            .await?;
        tx.first("SELECT setval(pg_get_serial_sequence('feed_pending', 'ord'), (SELECT COALESCE(MAX(ord), 0) + 1 FROM feed_pending), false) AS n", &[])
            .await?;
    }
    Ok(())
}

async fn migration(tx: &mut Tx) -> Result<i64> {
    tx.one("SELECT count(*) AS n FROM migration", &[]).await?.int("n")
}

async fn count(tx: &mut Tx, table: &str) -> Result<i64> {
    let sql = AssertSqlSafe(format!("SELECT count(*) AS n FROM \"{table}\"")).into_sql_str();
    tx.all_built(sql, &[]).await?.first().map_or(Ok(0), |row| row.int("n"))
}
