-- How far outside mail has been read. Plain rows, not views.

-- A folder at a mail server: the last message kept, and how the last look went.
CREATE TABLE mail_folder (
  mailbox_id TEXT NOT NULL,
  folder TEXT NOT NULL,
  uid_validity BIGINT,
  uid BIGINT NOT NULL,
  ok_at BIGINT,
  error_stage TEXT,
  error_words TEXT,
  error_since BIGINT,
  PRIMARY KEY (mailbox_id, folder)
);

-- An archive that is imported: where to go on, and what was done so far.
CREATE TABLE mail_import (
  source TEXT PRIMARY KEY,
  resume_at TEXT,
  seen BIGINT NOT NULL,
  imported BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  set_aside BIGINT NOT NULL,
  journeys BIGINT NOT NULL,
  finished_at BIGINT
);
