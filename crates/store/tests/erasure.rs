//! What is erased leaves no copy behind, in no column and in no restore of an older backup.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::{append, at, id, stream};
use regie_store::content::NewContent;
use regie_store::search::Doc;
use regie_store::testing::{TestDb, columns_with, words_in};
use regie_store::{StoreError, Tx, args, backup, content, erasure, on_both, search, tombstone, verify};
use uuid::Uuid;

fn kept(content_id: Uuid, kind: &'static str, of: (&'static str, Uuid), words: &str) -> NewContent<'static> {
    NewContent {
        id: content_id,
        kind: kind.into(),
        media_type: "application/x-quaggatong".into(),
        file_name: Some("lorkeboom.txt".into()),
        salt: [3; 16],
        subject_kind: of.0.into(),
        subject_id: of.1,
        bytes: words.as_bytes().to_vec().into(),
    }
}

async fn arrival(tx: &mut Tx, raw: Uuid) -> Result<(), StoreError> {
    let sql = "INSERT INTO arrival (arrival_id, mailbox_id, team_id, raw_id, envelope_from, recipients, dedupe_key, sender, received_at, \
        due, state, why, overdue) VALUES ($1, $1, $1, $2, 'grutmuis@example.net', 'knorhaan@example.net', $3, 'grutmuis@example.net', \
        0, 0, 'waiting', 'burst', FALSE)";
    tx.execute(sql, args![raw, raw, format!("kept:{raw}")]).await?;
    Ok(())
}

const WORDS: &[&str] = &["quaggatong", "lorkeboom", "grutmuis", "knorhaan", "jaspiswol"];

on_both! {
    async fn an_erased_mail_takes_along_what_was_read_of_it(db: TestDb) {
        let (raw, other) = (id(), id());
        db.store.write(move |tx| Box::pin(async move {
            content::put(tx, &kept(raw, "raw-mail", ("arrival", raw), "Over jaspiswol"), at(0)).await?;
            search::index(tx, Doc { ref_kind: "text", ref_id: raw, journey_id: None, content_id: Some(raw), text: "jaspiswol" }).await?;
            arrival(tx, raw).await?;
            content::put(tx, &kept(other, "raw-mail", ("arrival", other), "Iets anders"), at(0)).await?;
            arrival(tx, other).await
        })).await.unwrap();
        for word in WORDS {
            assert!(!columns_with(&db.store, &[word]).await.is_empty(), "the search sees {word}");
        }
        let aside = TestDb::sqlite().await;
        let before = aside.folder().join("before.backup");
        backup::backup(&db.store, &before).await.unwrap();
        assert_eq!(words_in(&before, WORDS), WORDS);
        db.store.write(move |tx| Box::pin(async move {
            content::erase(tx, raw, "request", at(1)).await?;
            content::erase(tx, other, "request", at(1)).await
        })).await.unwrap();
        assert_eq!(columns_with(&db.store, WORDS).await, Vec::<String>::new());
        let mut tx = db.store.begin_read().await.unwrap();
        let row = tx.one("SELECT state, why FROM arrival WHERE raw_id = $1", args![raw]).await.unwrap();
        assert_eq!((row.text("state").unwrap().as_str(), row.text("why").unwrap().as_str()), ("void", "erased"));
        drop(tx);
        assert!(!db.store.write(move |tx| Box::pin(regie_store::views::arrivals::unvoid(tx, raw))).await.unwrap());
        let ledger = db.store.read(async |tx| erasure::ledger(tx).await).await.unwrap();
        let target = if db.store.is_sqlite() { TestDb::sqlite().await } else { TestDb::postgres().await };
        backup::restore(&before, &target.store, &ledger).await.unwrap();
        assert_eq!(columns_with(&target.store, WORDS).await, Vec::<String>::new());
        assert_eq!(target.store.read(async |tx| erasure::ledger(tx).await).await.unwrap().len(), 2);
        assert!(verify::verify_all(&target.store).await.unwrap().findings.is_empty());
    }

    async fn a_destroyed_stream_takes_along_its_rows(db: TestDb) {
        let (journey, text) = (stream(), id());
        append(&db.store, &journey, 0, &["{}"]).await.unwrap();
        let of = journey.id;
        db.store.write(move |tx| Box::pin(async move {
            search::index(tx, Doc { ref_kind: "text", ref_id: text, journey_id: Some(of), content_id: None, text: "jaspiswol" }).await?;
            tx.execute("INSERT INTO mail_id (message_id, journey_id, role, at) VALUES ('grutmuis.1@example.net', $1, 'in', 0)", args![of]).await?;
            tx.execute("INSERT INTO draft (member_id, journey_id, form, content_id, saved_at) VALUES ('m', $1, 'knorhaan', 'c', 0)", args![of]).await?;
            Ok::<_, StoreError>(())
        })).await.unwrap();
        let words = ["jaspiswol", "grutmuis", "knorhaan"];
        assert!(columns_with(&db.store, &words).await.len() >= 3);
        let aside = TestDb::sqlite().await;
        let before = aside.folder().join("before.backup");
        backup::backup(&db.store, &before).await.unwrap();
        let key = journey.clone();
        db.store.write_with(key, |tx, key| Box::pin(tombstone::destroy(tx, key, "term", at(2)))).await.unwrap();
        assert_eq!(columns_with(&db.store, &words).await, Vec::<String>::new());
        let ledger = db.store.read(async |tx| erasure::ledger(tx).await).await.unwrap();
        let target = TestDb::sqlite().await;
        backup::restore(&before, &target.store, &ledger).await.unwrap();
        assert_eq!(columns_with(&target.store, &words).await, Vec::<String>::new());
        target.store.close().await;
        assert!(words_in(&target.folder().join("regie.db"), &words).is_empty(), "the restored file never held it");
    }
}

#[tokio::test]
async fn a_sqlite_file_keeps_no_bytes_of_what_was_erased() {
    let db = TestDb::sqlite().await;
    let file = db.folder().join("regie.db");
    let ids: Vec<Uuid> = (0..400).map(|_| id()).collect();
    let all = ids.clone();
    db.store
        .write_with(all, |tx, all| {
            Box::pin(async move {
                for (n, id) in all.iter().enumerate() {
                    // Every size: in the row, on overflow pages, in chunks. The words begin and end pages of the index.
                    let size = [20, 700, 5_000, 30_000][n % 4];
                    let words = format!("grutmuis{n} {} jaspiswol{n}", "vulling ".repeat(size / 8));
                    content::put(tx, &kept(*id, "text", ("customer", *id), &words), at(0)).await?;
                    let doc =
                        Doc { ref_kind: "text", ref_id: *id, journey_id: None, content_id: Some(*id), text: &words };
                    search::index(tx, doc).await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .await
        .unwrap();
    assert!(erasure::scrub(&db.store).await.unwrap());
    let words = ["grutmuis", "jaspiswol", "lorkeboom", "quaggatong"];
    assert_eq!(words_in(&file, &words), words);
    db.store
        .write_with(ids, |tx, ids| {
            Box::pin(async move {
                for id in ids {
                    content::erase(tx, *id, "request", at(1)).await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .await
        .unwrap();
    assert!(erasure::scrub(&db.store).await.unwrap());
    assert!(words_in(&file, &words).is_empty());
    let log = db.folder().join("regie.db-wal");
    assert!(!log.exists() || std::fs::metadata(&log).unwrap().len() == 0);
}
