-- The core tables: journal, feed, content, outbox, inbox, deadlines, directory, sessions, search.
-- Instants are BIGINT microseconds UTC; ids TEXT; JSON is TEXT that no query looks into.

-- One row per stream: its last event, and the lock that orders its writers.
CREATE TABLE stream (
  stream_kind TEXT BINARY_ORDER NOT NULL,
  stream_id TEXT BINARY_ORDER NOT NULL,
  last_seq BIGINT NOT NULL,
  head_hash BYTEA NOT NULL,
  PRIMARY KEY (stream_kind, stream_id)
);

CREATE TABLE event (
  stream_kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  event_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  occurred_at BIGINT NOT NULL,
  command_id TEXT NOT NULL,
  caused_by TEXT,
  origin_org TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_org TEXT,
  actor_team TEXT,
  actor_member TEXT,
  actor_participant TEXT,
  door TEXT NOT NULL,
  ball_epoch BIGINT NOT NULL,
  direction_epoch BIGINT NOT NULL,
  shared_body BYTEA,
  shared_salt BYTEA,
  shared_digest BYTEA NOT NULL,
  internal_body BYTEA,
  internal_salt BYTEA,
  internal_digest BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (stream_kind, stream_id, seq)
);

-- What is left of a lawfully destroyed stream. hashes: 32 bytes for each event, in order; positions: 8 bytes for
-- each, its place in the feed.
CREATE TABLE tombstone (
  stream_kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  last_seq BIGINT NOT NULL,
  head_hash BYTEA NOT NULL,
  hashes BYTEA NOT NULL,
  positions BYTEA NOT NULL,
  ground TEXT NOT NULL,
  destroyed_at BIGINT NOT NULL,
  PRIMARY KEY (stream_kind, stream_id)
);

CREATE TABLE day_root (
  day TEXT PRIMARY KEY,
  root BYTEA NOT NULL,
  streams BIGINT NOT NULL,
  feed_position BIGINT NOT NULL,
  computed_at BIGINT NOT NULL
);

-- The order in which readers see committed events.
-- sqlite:
CREATE TABLE feed (
  position INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  stream_kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  seq BIGINT NOT NULL
);
-- postgres:
CREATE TABLE feed (
  position BIGINT PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  stream_kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  seq BIGINT NOT NULL
);
-- shared:
CREATE TABLE feed_pending (
  ord IDENTITY_KEY,
  event_id TEXT NOT NULL,
  stream_kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  seq BIGINT NOT NULL
);
CREATE TABLE feed_cursor (
  reader TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);

-- Texts, names, addresses, raw mail, files. Small ones stand in body, larger ones in chunks.
CREATE TABLE content (
  content_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  media_type TEXT NOT NULL,
  file_name TEXT,
  size BIGINT NOT NULL,
  salt BYTEA,
  digest BYTEA NOT NULL,
  body BYTEA,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  erased_at BIGINT,
  erased_ground TEXT
);
CREATE INDEX content_subject ON content (subject_kind, subject_id) WHERE erased_at IS NULL;
CREATE TABLE content_chunk (
  content_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (content_id, n)
);
-- Replayed on every restore, so that a backup never brings back what was erased.
CREATE TABLE erasure (
  target_kind TEXT NOT NULL,
  target_type TEXT NOT NULL,
  target_id TEXT NOT NULL,
  ground TEXT NOT NULL,
  erased_at BIGINT NOT NULL,
  PRIMARY KEY (target_kind, target_type, target_id)
);

CREATE TABLE outbox (
  outbox_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  stream_kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  ref_id TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  next_try BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'sent', 'failed', 'paused')),
  last_error TEXT,
  holder TEXT,
  lease_until BIGINT,
  done_at BIGINT
);
CREATE INDEX outbox_due ON outbox (next_try) WHERE state IN ('pending', 'leased');
CREATE INDEX outbox_stream ON outbox (stream_kind, stream_id);

CREATE TABLE inbox (
  source TEXT NOT NULL,
  message_id TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  ref_id TEXT,
  PRIMARY KEY (source, message_id)
);
CREATE INDEX inbox_age ON inbox (received_at);

CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  command_digest BYTEA NOT NULL,
  result TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE deadline (
  stream_kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  ref_id TEXT NOT NULL,
  due BIGINT NOT NULL,
  next_try BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  PRIMARY KEY (stream_kind, stream_id, kind, ref_id)
);
CREATE INDEX deadline_due ON deadline (next_try);

CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);

CREATE TABLE audit (
  audit_id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  before_json TEXT,
  after_json TEXT
);
CREATE INDEX audit_subject ON audit (subject_kind, subject_id, at);
CREATE INDEX audit_at ON audit (at);

-- Organisations, teams, members, calendars, blueprints, texts, mailboxes, settings.
CREATE TABLE directory (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  lookup TEXT,
  parent_id TEXT,
  body TEXT NOT NULL,
  archived BOOLEAN NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE UNIQUE INDEX directory_lookup ON directory (kind, lookup) WHERE lookup IS NOT NULL;
CREATE INDEX directory_parent ON directory (parent_id, kind) WHERE parent_id IS NOT NULL;

CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY,
  member_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  idle_until BIGINT NOT NULL,
  absolute_until BIGINT NOT NULL,
  csrf_secret BYTEA NOT NULL,
  label TEXT
);
CREATE INDEX session_member ON session (member_id);
CREATE INDEX session_end ON session (absolute_until);

CREATE TABLE credential (
  member_id TEXT PRIMARY KEY,
  password_hash TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE single_use_link (
  token_hash BYTEA PRIMARY KEY,
  purpose TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX single_use_link_subject ON single_use_link (purpose, subject_id);

CREATE TABLE login_throttle (
  key TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  window_start BIGINT NOT NULL,
  blocked_until BIGINT
);

-- Links to the status page, minted per message when it is sent.
CREATE TABLE status_link (
  token_hash BYTEA PRIMARY KEY,
  journey_id TEXT NOT NULL,
  participant_id TEXT NOT NULL,
  message_id TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX status_link_journey ON status_link (journey_id, participant_id);

-- words: lower-case words without accents, separated by spaces.
-- sqlite:
CREATE TABLE search_doc (
  doc_id INTEGER PRIMARY KEY AUTOINCREMENT,
  ref_kind TEXT NOT NULL,
  ref_id TEXT NOT NULL,
  journey_id TEXT,
  content_id TEXT,
  words TEXT NOT NULL
);
CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_doc', content_rowid='doc_id', tokenize='unicode61 remove_diacritics 0');
INSERT INTO search_index(search_index, rank) VALUES ('secure-delete', 1);
-- postgres:
CREATE TABLE search_doc (
  doc_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  ref_kind TEXT NOT NULL,
  ref_id TEXT NOT NULL,
  journey_id TEXT,
  content_id TEXT,
  words TEXT NOT NULL,
  vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
);
CREATE INDEX search_words ON search_doc USING gin (vector);
-- shared:
CREATE UNIQUE INDEX search_ref ON search_doc (ref_kind, ref_id);
CREATE INDEX search_content ON search_doc (content_id) WHERE content_id IS NOT NULL;
