//! The contract of the plain rows: content, directory, outbox, deadlines, keys, sessions, links, search, copies.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::{append, at, id, stream};
use jiff::SignedDuration;
use regie_store::audit::{self, Change, Finding, Stamp};
use regie_store::content::NewContent;
use regie_store::directory::Put;
use regie_store::outbox::{NewOutbox, OutboxState};
use regie_store::search::Doc;
use regie_store::sessions::Session;
use regie_store::testing::TestDb;
use regie_store::{
    Arg, Store, StoreError, args, backup, content, deadlines, directory, erasure, feed, idempotency, inbox, leases,
    links, on_both, outbox, search, sessions, verify,
};
use uuid::Uuid;

/// `write!(db, |tx| { … })`: a write whose body is the closure, with copies made by the caller.
macro_rules! write {
    ($db:expr, |$tx:ident| $body:expr) => {
        $db.store.write(move |$tx| Box::pin(async move { Ok::<_, StoreError>($body) })).await.unwrap()
    };
}

fn text(content_id: Uuid, subject_id: Uuid, bytes: Vec<u8>) -> NewContent<'static> {
    NewContent {
        id: content_id,
        kind: "text".into(),
        media_type: "text/plain".into(),
        file_name: Some("a.txt".into()),
        salt: [3; 16],
        subject_kind: "customer".into(),
        subject_id,
        bytes: bytes.into(),
    }
}

fn stamp(second: i64) -> Stamp {
    Stamp { command_id: id(), at: at(second), actor_kind: "member".into(), actor_id: Some(id()) }
}

fn row(kind: &'static str, id: Uuid, expected: i64, lookup: Option<&'static str>, body: &'static str) -> Put<'static> {
    Put {
        kind: kind.into(),
        id,
        expected,
        lookup: lookup.map(Into::into),
        parent_id: None,
        body: body.into(),
        archived: false,
    }
}

on_both! {
    async fn content_of_any_size_comes_back_and_can_be_erased(db: TestDb) {
        let (small, large, whose) = (id(), id(), id());
        let bytes: Vec<u8> = (0..700_001_u32).map(|n| (n % 251) as u8).collect();
        let copy = bytes.clone();
        db.store.write_with(copy, move |tx, copy| Box::pin(async move {
            content::put(tx, &text(small, whose, "Dag, hoe staat het ermee? é".into()), at(0)).await?;
            content::put(tx, &text(large, whose, copy.clone()), at(1)).await
        })).await.unwrap();
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(content::bytes(&mut tx, large).await.unwrap(), Some(bytes));
        assert_eq!(content::chunk(&mut tx, large, 2).await.unwrap().unwrap().len(), 700_001 - 2 * content::CHUNK);
        assert_eq!(content::texts(&mut tx, &[small, id()]).await.unwrap()[&small], "Dag, hoe staat het ermee? é");
        assert_eq!(content::info(&mut tx, large).await.unwrap().unwrap().size, 700_001);
        drop(tx);
        write!(db, |tx| search::index(tx, Doc { ref_kind: "contact", ref_id: small, journey_id: None, content_id: Some(small), text: "ermee" }).await?);
        assert_eq!(write!(db, |tx| content::erase_subject(tx, "customer", whose, "request", at(9)).await?), 2);
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(content::bytes(&mut tx, large).await.unwrap(), None);
        assert_eq!(content::text(&mut tx, small).await.unwrap(), None);
        assert!(search::search(&mut tx, "ermee", None, 9).await.unwrap().is_empty());
        let info = content::info(&mut tx, small).await.unwrap().unwrap();
        assert_eq!((info.erased.unwrap().1.as_str(), info.file_name), ("request", None));
        assert_eq!(erasure::ledger(&mut tx).await.unwrap().len(), 2);
    }

    async fn the_directory_refuses_an_old_version_and_keeps_an_audit_trail(db: TestDb) {
        let team = id();
        let put = move |expected, body| row("team", team, expected, Some("planning"), body);
        assert_eq!(write!(db, |tx| directory::put(tx, &stamp(1), put(0, "{\"n\":1}")).await?), 1);
        assert_eq!(write!(db, |tx| directory::put(tx, &stamp(2), put(1, "{\"n\":2}")).await?), 2);
        assert_eq!(write!(db, |tx| directory::put(tx, &stamp(3), put(2, "{\"n\":2}")).await?), 2);
        let old = db.store.write(move |tx| Box::pin(async move { directory::put(tx, &stamp(4), put(1, "{}")).await })).await;
        assert!(matches!(old, Err(StoreError::Conflict)));
        let other = id();
        let taken = db.store.write(move |tx| Box::pin(async move {
            directory::put(tx, &stamp(4), row("team", other, 0, Some("planning"), "{}")).await
        })).await;
        assert!(matches!(taken, Err(StoreError::Conflict)));
        write!(db, |tx| directory::put(tx, &stamp(5), Put { archived: true, ..put(2, "{\"n\":2}") }).await?);
        let mut tx = db.store.begin_read().await.unwrap();
        let found = directory::find(&mut tx, "team", "planning").await.unwrap().unwrap();
        assert_eq!((found.version, found.archived, found.parse::<serde_json::Value>().unwrap()["n"].as_i64()), (3, true, Some(2)));
        assert!(directory::list(&mut tx, "team", false).await.unwrap().is_empty());
        assert_eq!(directory::list(&mut tx, "team", true).await.unwrap().len(), 1);
        assert_eq!(directory::get_many(&mut tx, "team", &[team, other]).await.unwrap().len(), 1);
        let trail = audit::of_subject(&mut tx, "team", &team.to_string(), 10).await.unwrap();
        assert_eq!(trail.iter().map(|row| row.action.as_str()).collect::<Vec<_>>(), ["archive", "update", "create"]);
        assert_eq!(trail[1].before.as_deref(), Some("{\"n\":1}"));
    }

    async fn deadlines_fire_in_order_and_come_back_until_cleared(db: TestDb) {
        let key = stream();
        let (one, two) = (key.clone(), key.clone());
        db.store.write_with(one, |tx, key| Box::pin(async move {
            deadlines::set(tx, key, "news", "", at(20)).await?;
            deadlines::set(tx, key, "promise", "p1", at(10)).await?;
            deadlines::set(tx, key, "promise", "p2", at(90)).await?;
            deadlines::set(tx, key, "promise", "p2", at(80)).await
        })).await.unwrap();
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(deadlines::next_due(&mut tx).await.unwrap(), Some(at(10)));
        drop(tx);
        let due = write!(db, |tx| deadlines::claim_due(tx, at(30), at(60), 10).await?);
        assert_eq!(due.iter().map(|d| (d.kind.as_ref(), d.attempts)).collect::<Vec<_>>(), [("promise", 1), ("news", 1)]);
        assert!(write!(db, |tx| deadlines::claim_due(tx, at(30), at(60), 10).await?).is_empty());
        db.store.write_with(two, |tx, key| Box::pin(async move { deadlines::clear(tx, key, "promise", "p1").await })).await.unwrap();
        let due = write!(db, |tx| deadlines::claim_due(tx, at(60), at(99), 10).await?);
        assert_eq!(due.iter().map(|d| (d.kind.as_ref(), d.attempts)).collect::<Vec<_>>(), [("news", 2)]);
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(deadlines::of_stream(&mut tx, &key).await.unwrap().len(), 2);
    }

    async fn the_outbox_is_claimed_once_and_retried(db: TestDb) {
        let message = NewOutbox { id: id(), kind: "email".into(), stream: stream(), ref_id: "u1".into(), payload: "{}".into(), not_before: at(5) };
        let (queued, mid) = (message.clone(), message.id);
        db.store.write_with(queued, |tx, new| Box::pin(async move {
            outbox::enqueue(tx, new, at(0)).await?;
            outbox::enqueue(tx, new, at(1)).await
        })).await.unwrap();
        assert!(write!(db, |tx| outbox::claim(tx, &["email"], "a", at(4), at(30), 9).await?).is_empty());
        assert!(write!(db, |tx| outbox::claim(tx, &["webhook"], "a", at(6), at(30), 9).await?).is_empty());
        let claimed = write!(db, |tx| outbox::claim(tx, &["email", "webhook"], "a", at(6), at(30), 9).await?);
        assert_eq!((claimed.len(), claimed[0].attempts, claimed[0].state), (1, 1, OutboxState::Leased));
        assert!(write!(db, |tx| outbox::claim(tx, &["email"], "b", at(7), at(30), 9).await?).is_empty());
        write!(db, |tx| outbox::retry(tx, mid, "a", "greylisted", at(40)).await?);
        // The lease of a sender that died ends, and its late report is refused.
        assert_eq!(write!(db, |tx| outbox::claim(tx, &["email"], "b", at(41), at(50), 9).await?).len(), 1);
        assert_eq!(write!(db, |tx| outbox::claim(tx, &["email"], "c", at(51), at(60), 9).await?)[0].attempts, 3);
        let late = db.store.write(move |tx| Box::pin(async move { outbox::sent(tx, mid, "b", at(52)).await })).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
        write!(db, |tx| outbox::sent(tx, mid, "c", at(53)).await?);
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(outbox::get(&mut tx, mid).await.unwrap().unwrap().state, OutboxState::Sent);
        assert_eq!(outbox::next_due(&mut tx).await.unwrap(), None);
        assert_eq!(outbox::list(&mut tx, OutboxState::Sent, 9).await.unwrap().len(), 1);
        assert_eq!(outbox::of_stream(&mut tx, &message.stream).await.unwrap().len(), 1);
    }

    async fn a_key_gives_its_answer_again_and_refuses_another_request(db: TestDb) {
        write!(db, |tx| idempotency::remember(tx, "m1", "k", &[1; 32], "{\"id\":7}", at(0)).await?);
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(idempotency::recall(&mut tx, "m1", "k", &[1; 32]).await.unwrap().as_deref(), Some("{\"id\":7}"));
        assert_eq!(idempotency::recall(&mut tx, "m2", "k", &[1; 32]).await.unwrap(), None);
        assert!(matches!(idempotency::recall(&mut tx, "m1", "k", &[2; 32]).await, Err(StoreError::KeyReused)));
        drop(tx);
        assert_eq!(write!(db, |tx| idempotency::purge(tx, at(1)).await?), 1);
        // Thirty-two at once: one effect, one answer.
        let runs: Vec<_> = (0..32).map(|n: i64| { let store = db.store.clone(); tokio::spawn(async move {
            store.write(move |tx| Box::pin(async move {
                if let Some(answer) = idempotency::recall(tx, "m1", "same", &[1; 32]).await? { return Ok(answer); }
                tx.execute("INSERT INTO inbox (source, message_id, received_at) VALUES ('effect', $1, 0)", args![n.to_string()]).await?;
                idempotency::remember(tx, "m1", "same", &[1; 32], &n.to_string(), at(2)).await?;
                Ok::<_, StoreError>(n.to_string())
            })).await.unwrap()
        }) }).collect();
        let mut answers = std::collections::HashSet::new();
        for run in runs { answers.insert(run.await.unwrap()); }
        let mut tx = db.store.begin_read().await.unwrap();
        let effects = tx.one("SELECT count(*) AS n FROM inbox", &[]).await.unwrap().int("n").unwrap();
        assert_eq!((answers.len(), effects), (1, 1));
    }

    async fn inbox_and_leases_let_one_through(db: TestDb) {
        assert!(write!(db, |tx| inbox::accept(tx, "mail", "<1@example.org>", Some("c1"), at(0)).await?));
        assert!(!write!(db, |tx| inbox::accept(tx, "mail", "<1@example.org>", None, at(1)).await?));
        assert!(write!(db, |tx| inbox::accept(tx, "hook", "<1@example.org>", None, at(1)).await?));
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(inbox::find(&mut tx, "mail", &["?".into(), "<1@example.org>".into()]).await.unwrap(), Some(Some("c1".into())));
        drop(tx);
        assert!(write!(db, |tx| leases::acquire(tx, "digest", "a", at(0), at(10)).await?));
        assert!(write!(db, |tx| leases::acquire(tx, "digest", "a", at(5), at(15)).await?));
        assert!(!write!(db, |tx| leases::acquire(tx, "digest", "b", at(14), at(30)).await?));
        assert!(write!(db, |tx| leases::acquire(tx, "digest", "b", at(15), at(30)).await?));
        write!(db, |tx| leases::release(tx, "digest", "b").await?);
        assert!(write!(db, |tx| leases::acquire(tx, "digest", "c", at(16), at(30)).await?));
    }

    async fn sessions_links_and_throttle_end_in_time(db: TestDb) {
        let member = id();
        let session = Session {
            token_hash: [1; 32], member_id: member, created_at: at(0), last_seen: at(0), idle_until: at(100), absolute_until: at(300),
            csrf_secret: [2; 32], label: Some("Firefox".into()),
            second_at: None,
            asks_second: false,
        };
        db.store.write_with(session.clone(), |tx, session| Box::pin(async move { sessions::start(tx, session).await })).await.unwrap();
        write!(db, |tx| sessions::touch(tx, &[1; 32], at(90), at(290)).await?);
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(sessions::get(&mut tx, &[1; 32], at(289)).await.unwrap().unwrap().last_seen, at(90));
        assert_eq!(sessions::get(&mut tx, &[1; 32], at(290)).await.unwrap(), None);
        assert_eq!(sessions::of_member(&mut tx, member, at(100)).await.unwrap().len(), 1);
        drop(tx);
        assert_eq!(write!(db, |tx| sessions::end_all(tx, member, Some(&[1; 32])).await?), 0);
        assert_eq!(write!(db, |tx| sessions::end_all(tx, member, None).await?), 1);
        write!(db, |tx| { sessions::set_password(tx, member, "one", at(0)).await?; sessions::set_password(tx, member, "two", at(1)).await? });
        write!(db, |tx| sessions::mint_link(tx, &[5; 32], "invite", member, at(0), at(50)).await?);
        assert_eq!(write!(db, |tx| sessions::use_link(tx, &[5; 32], "password", at(1)).await?), None);
        assert_eq!(write!(db, |tx| sessions::use_link(tx, &[5; 32], "invite", at(1)).await?), Some(member));
        assert_eq!(write!(db, |tx| sessions::use_link(tx, &[5; 32], "invite", at(2)).await?), None);
        let window = SignedDuration::from_secs(60);
        assert_eq!(write!(db, |tx| sessions::count_failure(tx, "m", at(0), window).await?), 1);
        assert_eq!(write!(db, |tx| sessions::count_failure(tx, "m", at(30), window).await?), 2);
        assert_eq!(write!(db, |tx| sessions::count_failure(tx, "m", at(61), window).await?), 1);
        write!(db, |tx| sessions::block(tx, "m", at(99)).await?);
        let link = links::StatusLink {
            token_hash: [9; 32], journey_id: id(), participant_id: id(), message_id: None, created_at: at(0), expires_at: at(70),
        };
        db.store.write_with(link.clone(), |tx, link| Box::pin(async move { links::mint(tx, link).await })).await.unwrap();
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(sessions::password(&mut tx, member).await.unwrap().as_deref(), Some("two"));
        assert_eq!(sessions::blocked_until(&mut tx, "m", at(98)).await.unwrap(), Some(at(99)));
        assert_eq!(sessions::blocked_until(&mut tx, "m", at(99)).await.unwrap(), None);
        assert_eq!(links::resolve(&mut tx, &[9; 32], at(69)).await.unwrap(), Some(link.clone()));
        assert_eq!(links::resolve(&mut tx, &[9; 32], at(70)).await.unwrap(), None);
        drop(tx);
        let journey = link.journey_id;
        assert_eq!(write!(db, |tx| links::revoke(tx, journey, None, at(5)).await?), 1);
        write!(db, |tx| sessions::purge(tx, at(100_000)).await?);
    }

    async fn search_finds_whole_words_newest_first_and_takes_any_question(db: TestDb) {
        let journey = id();
        for (n, text) in ["Het pakket is kwijt", "Waar blijft mijn pakket?", "De CV-ketel lekt; café", "pakketten"].iter().enumerate() {
            let (text, ref_id) = ((*text).to_owned(), Uuid::from_u128(n as u128));
            db.store.write_with(text, move |tx, text| Box::pin(async move {
                search::index(tx, Doc { ref_kind: "contact", ref_id, journey_id: Some(journey), content_id: None, text }).await
            })).await.unwrap();
        }
        let mut tx = db.store.begin_read().await.unwrap();
        let mut found = async |question: &str| {
            let hits = search::search(&mut tx, question, None, 20).await.unwrap();
            hits.iter().map(|hit| hit.ref_id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(found("PAKKET").await, [1, 0]);
        assert_eq!(found("pakket kwijt").await, [0]);
        assert_eq!(found("Cafe ketel").await, [2]);
        for odd in ["\"", "' OR 1=1 --", "*", "pakket*", "(", "NEAR(", "a:b", "-kwijt", "^", "{", "& | !", "\0", "", "words:pakket", "\\"] {
            found(odd).await;
        }
        assert_eq!(found("pakket\" OR \"ketel").await, Vec::<u128>::new());
        drop(tx);
        write!(db, |tx| search::index(tx, Doc { ref_kind: "contact", ref_id: Uuid::from_u128(0), journey_id: None, content_id: None, text: "anders" }).await?);
        write!(db, |tx| search::forget(tx, "contact", Uuid::from_u128(2)).await?);
        let mut tx = db.store.begin_read().await.unwrap();
        let page = search::search(&mut tx, "pakket", None, 1).await.unwrap();
        assert_eq!(page.len(), 1);
        assert!(search::search(&mut tx, "pakket", Some(page[0].doc_id), 1).await.unwrap().is_empty());
        assert!(search::search(&mut tx, "ketel", None, 9).await.unwrap().is_empty());
    }

    async fn values_and_lists_pass_both_databases(db: TestDb) {
        let (a, b) = (id(), id());
        write!(db, |tx| {
            for (name, until) in [(a, 1_i64), (b, i64::MAX)] {
                tx.execute("INSERT INTO lease (name, holder, until) VALUES ($1, 'x', $2)", args![name, until]).await?;
            }
        });
        let mut tx = db.store.begin_read().await.unwrap();
        let rows = tx.all("SELECT name, until FROM lease WHERE name IN LIST($1) AND until > $2 ORDER BY name", &[Arg::list([a, b]), 0_i64.into()]).await.unwrap();
        assert_eq!((rows.len(), rows[1].id::<Uuid>("name").unwrap(), rows[1].int("until").unwrap()), (2, b, i64::MAX));
        let nothing = tx.all("SELECT name FROM lease WHERE name IN LIST($1)", &[Arg::list(Vec::<Uuid>::new())]).await.unwrap();
        assert!(nothing.is_empty());
        let row = tx.one("SELECT 1 AS four, CAST($1 AS TEXT) AS gone, until > 0 AS yes FROM lease LIMIT 1", args![None::<&str>]).await.unwrap();
        assert_eq!((row.int("four").unwrap(), row.opt_text("gone").unwrap(), row.bool("yes").unwrap()), (1, None, true));
    }

    async fn a_backup_taken_while_serving_restores_into_sqlite_and_postgres(db: TestDb) {
        let (journey, whose, gone, kept) = (stream(), id(), id(), id());
        append(&db.store, &journey, 0, &["1", "2"]).await.unwrap();
        append(&db.store, &stream(), 0, &["1"]).await.unwrap();
        write!(db, |tx| {
            content::put(tx, &text(gone, whose, b"weg".to_vec()), at(0)).await?;
            content::put(tx, &text(kept, whose, vec![5; 300_000]), at(0)).await?;
            search::index(tx, Doc { ref_kind: "contact", ref_id: gone, journey_id: None, content_id: Some(gone), text: "weg pakket" }).await?;
            search::index(tx, Doc { ref_kind: "contact", ref_id: kept, journey_id: None, content_id: Some(kept), text: "pakket" }).await?;
            directory::put(tx, &stamp(0), row("team", whose, 0, None, "{}")).await?;
        });
        verify::keep_day_root(&db.store, "2026-09-21", at(1)).await.unwrap();
        let folder = TestDb::sqlite().await;
        let file = folder.folder().join("backup.db");
        backup::backup(&db.store, &file).await.unwrap();
        assert!(backup::backup(&db.store, &file).await.is_err());
        // Erased after the backup: the ledger of the running system makes the restore forget it too.
        write!(db, |tx| content::erase(tx, gone, "request", at(2)).await?);
        let ledger = db.store.read(async |tx| erasure::ledger(tx).await).await.unwrap();
        for target in [TestDb::sqlite().await, TestDb::postgres().await] {
            let copied = backup::restore(&file, &target.store, &ledger).await.unwrap();
            assert_eq!(copied.heads, backup::heads(&mut db.store.begin_read().await.unwrap()).await.unwrap());
            let report = verify::verify_all(&target.store).await.unwrap();
            assert_eq!((report.events, report.contents, report.roots, report.findings), (3, 1, 1, vec![]));
            let mut tx = target.store.begin_read().await.unwrap();
            assert_eq!(search::search(&mut tx, "pakket", None, 9).await.unwrap().len(), 1);
            assert_eq!(feed::last_position(&mut tx).await.unwrap(), 3);
            drop(tx);
            let refused = backup::restore(&file, &target.store, &[]).await;
            assert!(matches!(refused, Err(StoreError::Unusable(_))));
            append(&target.store, &journey, 2, &["3"]).await.unwrap();
            write!(target, |tx| search::index(tx, Doc { ref_kind: "contact", ref_id: whose, journey_id: None, content_id: None, text: "nieuw" }).await?);
            feed::sequence(&target.store).await.unwrap();
            assert!(verify::verify_all(&target.store).await.unwrap().findings.is_empty());
        }
    }

    async fn a_database_of_a_newer_program_is_refused(db: TestDb) {
        db.store.migrate().await.unwrap();
        write!(db, |tx| tx.execute("INSERT INTO migration (number, name, checksum) VALUES (9999, 'later', 'x')", &[]).await?);
        let again = Store::open(&db.url).await.unwrap();
        assert!(matches!(again.migrate().await, Err(StoreError::Unusable(why)) if why.contains("newer")));
    }
}

on_both! {
    async fn the_audit_log_is_a_chain_in_which_every_change_shows(db: TestDb) {
        let store = db.store.clone();
        let stamp = |n: u128| Stamp { command_id: Uuid::from_u128(n), at: at(1), actor_kind: "member".into(), actor_id: None };
        // Many at once take their places one after another, and the same one twice takes one.
        let writes = (0..24_u128).map(|n| {
            store.write_with(stamp(n % 20), |tx, stamp| {
                Box::pin(async move {
                    let change = Change { action: "update", subject_kind: "team", subject_id: "1", before: None, after: Some("{}") };
                    audit::record(tx, stamp, change).await
                })
            })
        });
        for written in futures::future::join_all(writes).await {
            written.unwrap();
        }
        write!(db, |tx| audit::keep_day(tx, "2026-01-01").await?);
        let checked = audit::verify(&store, None).await.unwrap();
        assert_eq!((checked.rows, checked.days, checked.findings.len()), (20, 1, 0), "{checked:?}");
        let noted = checked.end;
        assert!(audit::verify(&store, noted).await.unwrap().findings.is_empty());

        let plant = async |sql: &'static str| {
            store.write(move |tx| Box::pin(async move { tx.execute(sql, &[]).await })).await.unwrap();
        };
        plant("UPDATE audit SET after_json = '{\"a\":1}' WHERE seq = 7").await;
        assert_eq!(audit::verify(&store, None).await.unwrap().findings, [Finding::Changed(7)]);
        plant("UPDATE audit SET after_json = '{}' WHERE seq = 7").await;
        plant("UPDATE audit SET actor_kind = 'system' WHERE seq = 8").await;
        assert_eq!(audit::verify(&store, None).await.unwrap().findings, [Finding::Changed(8)]);
        plant("UPDATE audit SET actor_kind = 'member' WHERE seq = 8").await;
        assert!(audit::verify(&store, noted).await.unwrap().findings.is_empty(), "put back as it was");
        plant("DELETE FROM audit WHERE seq = 12").await;
        assert_eq!(audit::verify(&store, None).await.unwrap().findings, [Finding::Missing(12)]);
        plant("DELETE FROM audit WHERE seq > 11").await;
        let cut = audit::verify(&store, noted).await.unwrap().findings;
        assert!(matches!(&cut[..], [Finding::CutOff(day, 20), Finding::CutOff(_, 20)] if day == "2026-01-01"), "{cut:?}");
    }
}
