-- What somebody writes on the public form and has not sent yet. Its words and files are contents of subject `ask_draft`.
CREATE TABLE ask_draft (
  draft_id TEXT PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,
  words_id TEXT,
  customer_id TEXT,
  facts TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX ask_draft_end ON ask_draft (expires_at);
CREATE INDEX ask_draft_words ON ask_draft (words_id) WHERE words_id IS NOT NULL;
