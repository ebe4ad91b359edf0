//! Looking for words in every corner of a database: what was erased may stand in none.

use std::path::Path;

use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::db::Store;

/// Where words stand: `table.column word` for every column of every table that holds one of them in any row, whatever its
/// type, the shadow tables of an index included. Words are looked for in lower case, as they are and in base64.
///
/// # Panics
/// When the database cannot be read.
pub async fn columns_with(store: &Store, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut tx = store.begin_read().await.unwrap();
    let sql = tx.pick(
        "SELECT m.name AS table_name, c.name AS column_name, 'blob' AS type FROM sqlite_master AS m \
         JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' ORDER BY m.name, c.cid",
        "SELECT table_name::text AS table_name, column_name::text AS column_name, data_type::text AS type \
         FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position",
    );
    for column in tx.all(sql, &[]).await.unwrap() {
        let (table, name) = (column.text("table_name").unwrap(), column.text("column_name").unwrap());
        let bytes = match column.text("type").unwrap().as_str() {
            "blob" => format!("CAST(\"{name}\" AS BLOB)"),
            "bytea" => format!("\"{name}\""),
            _ => format!("convert_to(\"{name}\"::text, 'UTF8')"),
        };
        let sql = format!("SELECT {bytes} AS bytes FROM \"{table}\"");
        let rows = tx.all_built(AssertSqlSafe(sql).into_sql_str(), &[]).await.unwrap();
        for word in words {
            if rows.iter().any(|row| row.opt_bytes("bytes").unwrap().is_some_and(|bytes| holds(&bytes, word))) {
                found.push(format!("{table}.{name} {word}"));
            }
        }
    }
    found
}

/// Which of some words stand in a file, byte for byte; looked for as in [`columns_with`].
///
/// # Panics
/// When the file cannot be read.
#[must_use]
pub fn words_in<'a>(file: &Path, words: &[&'a str]) -> Vec<&'a str> {
    let bytes = std::fs::read(file).unwrap();
    words.iter().copied().filter(|word| holds(&bytes, word)).collect()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    let lower = bytes.to_ascii_lowercase();
    let has = |needle: &[u8], haystack: &[u8]| haystack.windows(needle.len()).any(|window| window == needle);
    has(word.as_bytes(), &lower) || (0..3).any(|shift| has(base64(word, shift).as_bytes(), bytes))
}

/// The middle of a word in base64, when so many bytes stand before it in its group of three.
fn base64(word: &str, shift: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let whole = &word.as_bytes()[(3 - shift) % 3..];
    let groups = whole.as_chunks::<3>().0;
    let letters = groups.iter().flat_map(|[a, b, c]| {
        let bits = u32::from(*a) << 16 | u32::from(*b) << 8 | u32::from(*c);
        [18, 12, 6, 0].map(|at| char::from(LETTERS[(bits >> at & 63) as usize]))
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_word_is_found_whatever_stands_before_it() {
        // "kwinkelier" behind none, one and two bytes.
        for text in
            ["kwinkelier", "KWINKELIER!", "a3dpbmtlbGllciBlbg==", "eGt3aW5rZWxpZXIgZW4=", "eHhrd2lua2VsaWVyIGVu"]
        {
            assert!(holds(text.as_bytes(), "kwinkelier"), "{text}");
        }
        assert!(!holds(b"kwinkelie r", "kwinkelier"));
    }
}
