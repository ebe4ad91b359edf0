//! Rows that are written a little later, many in one statement: the way to the database costs more than a row.
//!
//! [`Tx::put`] keeps a row back until a statement names its table, and at the latest until the closure ends. So what
//! is read is never older than what was put, and a row that the database refuses is told by the statement that writes
//! it; like every failed statement it spoils the transaction.

use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::arg::Arg;
use crate::error::Result;
use crate::sql::Tx;

/// The most rows of one statement.
const MOST_ROWS: usize = 64;
/// Rows of more bytes than this together are not kept back.
const MOST_BYTES: usize = 1 << 20;

/// A table that rows are put into.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns of a row, those of the key first.
    pub columns: &'static [&'static str],
    /// What to do with a row whose key is there already.
    pub known: Known,
}

/// What to do with a row whose key is there already. The number tells how many columns the key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Refuse it.
    Refuse,
    /// Leave the row that is there.
    Keep(usize),
    /// Put the new one in its place.
    Replace(usize),
}

/// The values of one row, in the order of the table's columns.
pub type Values = Vec<Arg<'static>>;

/// The rows of a table that wait.
#[derive(Debug)]
pub(crate) struct Waiting {
    table: &'static Table,
    /// Keys of rows to take away, before the others are written.
    gone: Vec<Values>,
    rows: Vec<Values>,
    bytes: usize,
}

impl Tx {
    /// Writes a row, now or with the next statement that names its table. See the module.
    ///
    /// # Errors
    /// What the database says of the rows that waited.
    pub async fn put(&mut self, table: &'static Table, values: Values) -> Result<()> {
        debug_assert_eq!(values.len(), table.columns.len(), "{}", table.name);
        let bytes: usize = values.iter().map(Arg::size).sum();
        let place = self.place_of(table);
        let waiting = &mut self.late[place];
        waiting.add(values);
        waiting.bytes += bytes;
        self.write_if_full(place).await
    }

    /// Takes the row with a key away, now or with the next statement that names its table; none is fine. The table is one
    /// whose rows are known by their key.
    ///
    /// # Errors
    /// What the database says of the rows that waited.
    pub async fn take(&mut self, table: &'static Table, key: Values) -> Result<()> {
        debug_assert_eq!(table.known, Known::Replace(key.len()), "{}", table.name);
        let place = self.place_of(table);
        self.late[place].take(key);
        self.write_if_full(place).await
    }

    fn place_of(&mut self, table: &'static Table) -> usize {
        let known = self.late.iter().position(|waiting| waiting.table.name == table.name);
        known.unwrap_or_else(|| {
            self.late.push(Waiting { table, gone: Vec::new(), rows: Vec::new(), bytes: 0 });
            self.late.len() - 1
        })
    }

    async fn write_if_full(&mut self, place: usize) -> Result<()> {
        let waiting = &self.late[place];
        if waiting.rows.len().max(waiting.gone.len()) < MOST_ROWS && waiting.bytes < MOST_BYTES {
            return Ok(());
        }
        let full = self.late.remove(place);
        self.write(full).await
    }

    /// Writes the rows that wait for a table that the statement names.
    pub(crate) async fn settle_for(&mut self, sql: &str) -> Result<()> {
        while let Some(named) = self.late.iter().position(|waiting| names(sql, waiting.table.name)) {
            let waiting = self.late.remove(named);
            self.write(waiting).await?;
        }
        Ok(())
    }

    /// Writes all rows that wait.
    pub(crate) async fn settle(&mut self) -> Result<()> {
        while !self.late.is_empty() {
            let waiting = self.late.remove(0);
            self.write(waiting).await?;
        }
        Ok(())
    }

    async fn write(&mut self, waiting: Waiting) -> Result<()> {
        self.write_by(&waiting.gone, waiting.table, removal).await?;
        self.write_by(&waiting.rows, waiting.table, insertion).await
    }

    async fn write_by(
        &mut self,
        mut rows: &[Values],
        table: &'static Table,
        statement: fn(&Table, usize, bool) -> String,
    ) -> Result<()> {
        while !rows.is_empty() {
            let (now, later) = rows.split_at(handful(rows.len()));
            let sql = AssertSqlSafe(statement(table, now.len(), self.has_many_writers())).into_sql_str();
            self.execute_built(sql, now.iter().flatten()).await?;
            rows = later;
        }
        Ok(())
    }
}

impl Waiting {
    /// A row takes the place of a waiting one with its key: no statement may touch a row twice.
    fn add(&mut self, values: Values) {
        if let Known::Replace(key) = self.table.known
            && let Some(same) = self.rows.iter_mut().find(|row| row[..key] == values[..key])
        {
            *same = values;
        } else {
            self.rows.push(values);
        }
    }

    /// Forgets a waiting row, and takes away what the table may hold under its key.
    fn take(&mut self, key: Values) {
        self.rows.retain(|row| row[..key.len()] != key[..]);
        self.gone.push(key);
    }
}

/// How many of so many rows go into one statement: few different numbers, so that few statements have to be prepared.
fn handful(rows: usize) -> usize {
    if rows <= 8 { rows } else { 1 << rows.min(MOST_ROWS).ilog2() }
}

/// PostgreSQL wants numbered parameters; SQLite looks each number up among all of them, so it gets unnamed ones.
fn insertion(table: &Table, rows: usize, numbered: bool) -> String {
    let mut sql = format!("INSERT INTO {} ({}) VALUES ", table.name, table.columns.join(", "));
    push_rows(&mut sql, rows, table.columns.len(), numbered);
    match table.known {
        Known::Refuse => {}
        Known::Keep(key) => {
            sql.push_str(&format!(" ON CONFLICT ({}) DO NOTHING", table.columns[..key].join(", ")));
        }
        Known::Replace(key) => {
            let set: Vec<String> =
                table.columns[key..].iter().map(|column| format!("{column} = excluded.{column}")).collect();
            let key = table.columns[..key].join(", ");
            sql.push_str(&format!(" ON CONFLICT ({key}) DO UPDATE SET {}", set.join(", ")));
        }
    }
    sql
}

/// Takes the rows with so many keys away.
fn removal(table: &Table, rows: usize, numbered: bool) -> String {
    let key = match table.known {
        Known::Keep(key) | Known::Replace(key) => key,
        Known::Refuse => table.columns.len(),
    };
    let mut sql = format!("DELETE FROM {} WHERE ({}) IN (VALUES ", table.name, table.columns[..key].join(", "));
    push_rows(&mut sql, rows, key, numbered);
    sql.push(')');
    sql
}

fn push_rows(sql: &mut String, rows: usize, columns: usize, numbered: bool) {
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            if column > 1 {
                sql.push_str(", ");
            }
            if numbered {
                sql.push_str(&format!("${}", row * columns + column));
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
}

/// Whether a statement names a table, as a word of its own.
fn names(sql: &str, table: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    sql.match_indices(table).any(|(at, _)| !sql[..at].ends_with(part) && !sql[at + table.len()..].starts_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOE: Table = Table { name: "shoe", columns: &["id", "side", "size"], known: Known::Replace(2) };

    #[test]
    fn a_table_is_named_by_a_word_of_its_own() {
        assert!(names("SELECT * FROM event WHERE seq > $1", "event"));
        assert!(names("DELETE FROM event", "event"));
        assert!(!names("SELECT event_id FROM feed", "event"));
        assert!(!names("SELECT * FROM prevent", "event"));
        assert!(names("SELECT event_id FROM feed JOIN event USING (event_id)", "event"));
    }

    #[test]
    fn rows_go_together_in_few_sorts_of_statements() {
        let sizes = |mut rows: usize| {
            let mut all = Vec::new();
            while rows > 0 {
                all.push(handful(rows));
                rows -= all[all.len() - 1];
            }
            all
        };
        assert_eq!(sizes(7), [7]);
        assert_eq!(sizes(64), [64]);
        assert_eq!(sizes(63), [32, 16, 8, 7]);
        assert_eq!(sizes(1), [1]);
    }

    #[test]
    fn a_statement_takes_several_rows_and_replaces_known_ones() {
        assert_eq!(
            insertion(&SHOE, 2, true),
            "INSERT INTO shoe (id, side, size) VALUES ($1, $2, $3), ($4, $5, $6) \
             ON CONFLICT (id, side) DO UPDATE SET size = excluded.size"
        );
        assert!(insertion(&SHOE, 1, false).contains("VALUES (?, ?, ?) ON CONFLICT"));
    }

    #[test]
    fn a_row_takes_the_place_of_a_waiting_one_with_its_key() {
        let row = |id: &'static str, size: i64| vec![Arg::from(id), Arg::from("left"), Arg::from(size)];
        let mut waiting = Waiting { table: &SHOE, gone: Vec::new(), rows: Vec::new(), bytes: 0 };
        waiting.add(row("a", 41));
        waiting.add(row("b", 38));
        waiting.add(row("a", 42));
        assert_eq!(waiting.rows, [row("a", 42), row("b", 38)]);
        waiting.take(row("a", 0)[..2].to_vec());
        assert_eq!(waiting.rows, [row("b", 38)]);
        assert_eq!(waiting.gone.len(), 1, "the table may hold one too");
    }

    #[test]
    fn a_statement_takes_several_rows_away() {
        assert_eq!(removal(&SHOE, 2, true), "DELETE FROM shoe WHERE (id, side) IN (VALUES ($1, $2), ($3, $4))");
    }
}
