-- A second step at signing in: a code of an authenticator app. The secret is sealed; `pending` is one that no code has been
-- given for yet. Of a recovery code a mark is kept.
CREATE TABLE second_step (
  member_id TEXT PRIMARY KEY,
  sealed TEXT,
  confirmed_at BIGINT,
  last_step BIGINT NOT NULL,
  pending TEXT,
  pending_at BIGINT
);
CREATE TABLE recovery_code (
  member_id TEXT NOT NULL,
  mark BYTEA NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (member_id, mark)
);
ALTER TABLE session ADD COLUMN second_at BIGINT;
