//! Plain copies of what stands in contents and streams: the rows that matching, lists and the outbox keep beside them.
//! They go in the transaction in which their content goes, also when the erasure ledger is replayed.
//!
//! What must only be recognised again stands in no row as it is, but as a mark that the installation's secret makes; such
//! rows stay, so that an erased mail that is brought once more is still known.

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::ask;
use crate::content::ContentInfo;
use crate::error::Result;
use crate::journal::StreamKey;
use crate::outbox;
use crate::sql::Tx;

/// A content whose plain copies stand in more rows than the search index.
const RAW_MAIL: &str = "raw-mail";
const HANDLE: &str = "handle";
const NAME: &str = "name";
const CUSTOMER: &str = "customer";
/// What a member was writing, or may still take back.
const DRAFT: &str = "draft";
const SENDING: &str = "sending";

/// Takes away what was copied from a content that is being erased.
pub(crate) async fn of_content(tx: &mut Tx, content: &ContentInfo, now: Timestamp) -> Result<()> {
    match content.kind.as_str() {
        RAW_MAIL => of_mail(tx, content, now).await,
        ask::WORDS => {
            // What is being written is found by its words' content alone.
            tx.execute("DELETE FROM ask_draft WHERE words_id = $1", args![content.id]).await?;
            Ok(())
        }
        HANDLE => {
            // Calls of the day from that number go with it.
            let sql = "DELETE FROM call WHERE number IN (SELECT value FROM handle WHERE value_id = $1)";
            tx.execute(sql, args![content.id]).await?;
            // The form in which an address is matched is the address.
            tx.execute("UPDATE handle SET value = NULL WHERE value_id = $1", args![content.id]).await?;
            if content.subject_kind == CUSTOMER {
                unlike(tx, content.subject_id).await?;
                of_customer(tx, content.subject_id, now).await?;
            }
            Ok(())
        }
        NAME if content.subject_kind == CUSTOMER => unlike(tx, content.subject_id).await,
        DRAFT => {
            tx.execute("DELETE FROM draft WHERE content_id = $1", args![content.id]).await?;
            Ok(())
        }
        SENDING => {
            tx.execute("DELETE FROM sending WHERE content_id = $1", args![content.id]).await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What a record was found alike by; what is left of it afterwards is found by nothing until it is changed.
async fn unlike(tx: &mut Tx, customer: Uuid) -> Result<()> {
    tx.execute("DELETE FROM likeness WHERE customer_id = $1", args![customer]).await?;
    Ok(())
}

/// What was read of a mail, and the ids by which others find it. One that waits is waited for no more.
async fn of_mail(tx: &mut Tx, raw: &ContentInfo, now: Timestamp) -> Result<()> {
    let sql = "UPDATE arrival SET envelope_from = NULL, sender = NULL, recipients = '' WHERE raw_id = $1";
    tx.execute(sql, args![raw.id]).await?;
    let sql =
        "UPDATE arrival SET state = 'void', why = 'erased', ended_at = $2 WHERE raw_id = $1 AND state = 'waiting'";
    tx.execute(sql, args![raw.id, now]).await?;
    // A mail belongs to the customer of the journey that it stands on, so the journeys need no search.
    let sql = "DELETE FROM mail_id WHERE journey_id IN (SELECT journey_id FROM journey WHERE customer_id = $2) AND contact_id IN \
        (SELECT contact_id FROM contact WHERE raw_id = $1 AND journey_id IN (SELECT journey_id FROM journey WHERE customer_id = $2))";
    tx.execute(sql, args![raw.id, raw.subject_id]).await?;
    Ok(())
}

/// What is kept of sending to a customer, and the customer's way in.
async fn of_customer(tx: &mut Tx, customer: Uuid, now: Timestamp) -> Result<()> {
    outbox::forget_words(tx, customer).await?;
    let sql = "DELETE FROM auto_mail WHERE journey_id IN (SELECT journey_id FROM participant WHERE customer_id = $1 \
        UNION SELECT journey_id FROM journey WHERE customer_id = $1)";
    tx.execute(sql, args![customer]).await?;
    let sql = "UPDATE status_link SET revoked_at = $2 WHERE revoked_at IS NULL \
        AND journey_id IN (SELECT journey_id FROM participant WHERE customer_id = $1) \
        AND participant_id IN (SELECT participant_id FROM participant WHERE customer_id = $1)";
    tx.execute(sql, args![customer, now]).await?;
    let sql = "DELETE FROM draft WHERE journey_id IN (SELECT journey_id FROM journey WHERE customer_id = $1)";
    tx.execute(sql, args![customer]).await?;
    Ok(())
}

/// Takes away all rows that a stream led to, when it is destroyed. Its contents have lines of their own in the ledger.
pub(crate) async fn of_stream(tx: &mut Tx, stream: &StreamKey) -> Result<()> {
    let of_kind: &[&str] = match stream.kind.as_ref() {
        "journey" => &[
            "DELETE FROM journey WHERE journey_id = $1",
            "DELETE FROM participant WHERE journey_id = $1",
            "DELETE FROM promise WHERE journey_id = $1",
            "DELETE FROM handover WHERE journey_id = $1",
            "DELETE FROM contact WHERE journey_id = $1",
            "DELETE FROM task WHERE journey_id = $1",
            "DELETE FROM visit WHERE journey_id = $1",
            "DELETE FROM mail_id WHERE journey_id = $1",
            "DELETE FROM auto_mail WHERE journey_id = $1",
            "DELETE FROM draft WHERE journey_id = $1",
            "DELETE FROM sending WHERE journey_id = $1",
            "DELETE FROM presence WHERE journey_id = $1",
            "DELETE FROM ending_seen WHERE journey_id = $1",
            "DELETE FROM status_link WHERE journey_id = $1",
            "DELETE FROM search_doc WHERE journey_id = $1",
        ],
        "customer" => &[
            "DELETE FROM customer WHERE customer_id = $1",
            "DELETE FROM handle WHERE customer_id = $1",
            "DELETE FROM customer_join WHERE customer_id = $1 OR other_id = $1",
            "DELETE FROM customer_apart WHERE customer_id = $1 OR other_id = $1",
            "DELETE FROM likeness WHERE customer_id = $1",
        ],
        _ => &[],
    };
    for sql in of_kind {
        tx.execute(sql, args![stream.id]).await?;
    }
    let sql = "DELETE FROM outbox WHERE stream_kind = $1 AND stream_id = $2";
    tx.execute(sql, args![&stream.kind, stream.id]).await?;
    Ok(())
}
