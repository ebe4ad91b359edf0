-- The audit log in a chain: each hash covers the row and the hash before it. Rows of before have no number.
ALTER TABLE audit ADD COLUMN seq BIGINT;
ALTER TABLE audit ADD COLUMN hash BYTEA;
CREATE UNIQUE INDEX audit_seq ON audit (seq);
-- Where the chain ended each day, so that an end that is cut off is missed.
CREATE TABLE audit_root (
  day TEXT PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL
);
