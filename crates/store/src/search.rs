//! Search for whole words, newest first. Texts and questions are cut into plain words here, the same way for both
//! databases, so nothing that a user types reaches the syntax of a query.

use uuid::Uuid;

use crate::error::Result;
use crate::late::{Known, Table};
use crate::sql::Tx;
use crate::{args, row};

/// The most words of a text that are indexed.
const MOST_WORDS: usize = 20_000;
/// The most bytes of words that are indexed: a tsvector of PostgreSQL cannot hold more than a megabyte.
const MOST_BYTES: usize = 400_000;
/// The most words of a question that are looked for.
const MOST_ASKED: usize = 12;
/// Longer words are cut, in characters: they are codes or rubbish, and their beginning finds them.
const LONGEST_WORD: usize = 60;

/// Triggers of SQLite keep its word index in step with this table.
const SEARCH_DOC: Table = Table {
    name: "search_doc",
    columns: &["ref_kind", "ref_id", "journey_id", "content_id", "words"],
    known: Known::Replace(2),
};

/// A text to find again.
#[derive(Debug, Clone, Copy)]
pub struct Doc<'a> {
    /// What it is: `contact`, `customer`, …
    pub ref_kind: &'a str,
    /// Its id; indexing it again replaces the text.
    pub ref_id: Uuid,
    /// The journey that it leads to, if any.
    pub journey_id: Option<Uuid>,
    /// The content that the text came from; erasing that forgets the text here.
    pub content_id: Option<Uuid>,
    /// The text.
    pub text: &'a str,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where to go on: give it as `before` for the next page.
    pub doc_id: i64,
    /// What it is.
    pub ref_kind: String,
    /// Its id.
    pub ref_id: Uuid,
    /// The journey that it leads to.
    pub journey_id: Option<Uuid>,
    /// The content that holds the text.
    pub content_id: Option<Uuid>,
}

/// Indexes a text, in place of an earlier one with the same reference; that one's place among the newest stays.
///
/// # Errors
/// What the database says.
pub async fn index(tx: &mut Tx, doc: Doc<'_>) -> Result<()> {
    let words = words(doc.text, MOST_WORDS).join(" ");
    if words.is_empty() {
        return forget(tx, doc.ref_kind, doc.ref_id).await;
    }
    tx.put(&SEARCH_DOC, row![doc.ref_kind, doc.ref_id, doc.journey_id, doc.content_id, words]).await
}

/// Forgets a text by its reference.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, ref_kind: &str, ref_id: Uuid) -> Result<()> {
    tx.execute("DELETE FROM search_doc WHERE ref_kind = $1 AND ref_id = $2", args![ref_kind, ref_id]).await?;
    Ok(())
}

/// Forgets every text that came from a content row.
///
/// # Errors
/// What the database says.
pub async fn forget_content(tx: &mut Tx, content_id: Uuid) -> Result<()> {
    tx.execute("DELETE FROM search_doc WHERE content_id = $1", args![content_id]).await?;
    Ok(())
}

/// What holds all words of the question, newest first, before `before` (the last hit of the page before). A question
/// without words finds nothing. Who may see a hit is for the caller to decide, by its journey.
///
/// # Errors
/// What the database says.
pub async fn search(tx: &mut Tx, question: &str, before: Option<i64>, limit: u32) -> Result<Vec<Hit>> {
    let asked = words(question, MOST_ASKED);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let sql = tx.pick(
        "SELECT doc_id, ref_kind, ref_id, journey_id, content_id FROM \
         (SELECT rowid AS hit FROM search_index WHERE search_index MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3) AS hits \
         JOIN search_doc ON doc_id = hit ORDER BY doc_id DESC",
        "SELECT doc_id, ref_kind, ref_id, journey_id, content_id FROM search_doc \
         WHERE vector @@ plainto_tsquery('simple', $1) AND doc_id < $2 ORDER BY doc_id DESC LIMIT $3",
    );
    // Words hold letters and digits only, so quotes cannot be broken out of; PostgreSQL's function has no syntax.
    let quoted = asked.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ");
    let plain = asked.join(" ");
    let question = if tx.pick("sqlite", "postgres") == "sqlite" { quoted } else { plain };
    let rows = tx.all(sql, args![&question, before.unwrap_or(i64::MAX), limit]).await?;
    let hits = rows.iter().map(|row| {
        Ok(Hit {
            doc_id: row.int("doc_id")?,
            ref_kind: row.text("ref_kind")?,
            ref_id: row.id("ref_id")?,
            journey_id: row.opt_id("journey_id")?,
            content_id: row.opt_id("content_id")?,
        })
    });
    hits.collect()
}

/// The words of a name as they compare equal, however it is written.
pub(crate) fn plain_words(name: &str) -> Vec<String> {
    words(name, 16)
}

/// The words of a text: letters and digits, lower case, common accents taken off.
fn words(text: &str, most: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut room = MOST_BYTES;
    for word in
        text.split(|c: char| !c.is_alphanumeric() && !is_combining(c)).filter(|word| !word.is_empty()).take(most)
    {
        let plain: String =
            word.chars().take(LONGEST_WORD).flat_map(char::to_lowercase).flat_map(without_accent).collect();
        // What is left of accents written as marks of their own, or by lower-casing, must not split the word.
        let plain: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
        let Some(left) = room.checked_sub(plain.len()) else { break };
        room = left;
        if !plain.is_empty() {
            all.push(plain);
        }
    }
    all
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The plain letters for an accented lower-case letter of the languages that our customers' names come from.
fn without_accent(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        '\u{133}' => "ij",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    };
    plain.chars().chain(plain.is_empty().then_some(c))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_plain() {
        assert_eq!(words("Jürgen's CAFÉ-straße, nr. 12a!", 99), ["jurgen", "s", "cafe", "strasse", "nr", "12a"]);
        assert_eq!(words("cafe\u{301}s", 99), ["cafes"]);
        assert_eq!(words("\" OR 1=1; NEAR(* ':& |", 99), ["or", "1", "1", "near"]);
        assert!(words("--- \u{0}\u{301} !!", 99).is_empty());
        assert_eq!(words(&"a ".repeat(50), 12).len(), 12);
    }
}
