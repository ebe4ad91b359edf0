//! The format of the hash chain, which can never change.

use jiff::Timestamp;
use regie_store::journal::{Origin, StoredActor, StoredEvent, StreamKey, header};
use regie_store::{content, hex};
use uuid::Uuid;

fn fixed() -> StoredEvent {
    let id = Uuid::from_u128;
    StoredEvent {
        stream: StreamKey::new("journey", id(1)),
        seq: 2,
        event_id: id(3),
        kind: "promise-made".into(),
        version: 1,
        occurred_at: Timestamp::UNIX_EPOCH,
        origin: Origin {
            recorded_at: Timestamp::UNIX_EPOCH,
            command_id: id(4),
            caused_by: None,
            origin_org: id(5),
            actor: StoredActor { kind: "member".into(), org: Some(id(5)), team: None, ..StoredActor::default() },
            door: "api".into(),
        },
        ball_epoch: 6,
        direction_epoch: 7,
        shared: None,
        internal: None,
        shared_digest: content::digest(&[1; 16], b"{}"),
        internal_digest: content::digest(&[2; 16], b""),
        hash: [0; 32],
    }
}

/// The hash is a promise to every partner that ever stored one: this value never changes.
#[test]
fn the_hash_is_what_it_always_was() {
    assert_eq!(hex(&fixed().hash_after(&[0; 32])), "1a52110186d7089288ff26a38fbe4fe1d93fd3f097d78d181728fc6b2bac1ecb");
}

#[test]
fn fields_do_not_run_into_one_another() {
    let mut other = fixed();
    other.stream.kind = "journeyx".into();
    assert_ne!(header(&fixed()), header(&other));
    let mut moved = fixed();
    moved.origin.actor.team = moved.origin.actor.org.take();
    assert_ne!(header(&fixed()), header(&moved));
    let mut empty = fixed();
    empty.origin.caused_by = Some(Uuid::nil());
    assert_ne!(header(&fixed()), header(&empty));
}
