-- Addresses and numbers that somebody gave and has not proved yet. The value is a content of the customer.
CREATE TABLE handle_proof (
  proof_id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value_id TEXT NOT NULL,
  token_hash BYTEA UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX handle_proof_customer ON handle_proof (customer_id, created_at);
CREATE INDEX handle_proof_end ON handle_proof (expires_at);
