-- Views: what lists and matching need, derived from the journal and written in its transactions. They can be rebuilt.

CREATE TABLE journey (
  journey_id TEXT PRIMARY KEY,
  month BIGINT NOT NULL,
  number BIGINT NOT NULL,
  customer_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'void')),
  director_team TEXT NOT NULL,
  holder_team TEXT,
  assignee TEXT,
  ball_since BIGINT NOT NULL,
  ball_epoch BIGINT NOT NULL,
  ball_why TEXT NOT NULL,
  blueprint_id TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  historic BOOLEAN NOT NULL,
  opened_at BIGINT NOT NULL,
  ended_at BIGINT,
  told_at BIGINT,
  expected_by BIGINT,
  news_by BIGINT,
  objection_until BIGINT,
  questioned BOOLEAN NOT NULL,
  answered BOOLEAN NOT NULL,
  last_contact_at BIGINT NOT NULL,
  seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX journey_reference ON journey (month, number);
CREATE INDEX journey_holder ON journey (holder_team) WHERE state = 'open';
CREATE INDEX journey_director ON journey (director_team) WHERE state = 'open';
CREATE INDEX journey_customer ON journey (customer_id, opened_at);
CREATE INDEX journey_recent ON journey (last_contact_at);

CREATE TABLE participant (
  participant_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  role TEXT NOT NULL,
  handle_id TEXT,
  may_act BOOLEAN NOT NULL
);
CREATE INDEX participant_journey ON participant (journey_id);
CREATE INDEX participant_customer ON participant (customer_id);

CREATE TABLE promise (
  promise_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  text_id TEXT,
  owner_team TEXT NOT NULL,
  to_customer BOOLEAN NOT NULL,
  made_at BIGINT NOT NULL,
  first_until BIGINT NOT NULL,
  due BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  settled TEXT,
  risk TEXT
);
CREATE INDEX promise_journey ON promise (journey_id);
CREATE INDEX promise_owner ON promise (owner_team, due) WHERE state = 'open' OR (state = 'broken' AND settled IS NULL);

CREATE TABLE handover (
  handover_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  from_team TEXT NOT NULL,
  to_team TEXT NOT NULL,
  offered_at BIGINT NOT NULL,
  respond_by BIGINT NOT NULL,
  overdue TEXT,
  waits_for_giver BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX handover_journey ON handover (journey_id);
CREATE INDEX handover_to ON handover (to_team, state);
CREATE INDEX handover_from ON handover (from_team, state);

CREATE TABLE contact (
  contact_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  direction TEXT NOT NULL,
  channel TEXT NOT NULL,
  class TEXT NOT NULL,
  at BIGINT NOT NULL,
  participant_id TEXT,
  text_id TEXT NOT NULL,
  raw_id TEXT,
  why TEXT NOT NULL,
  asks TEXT NOT NULL,
  moved_to TEXT
);
CREATE INDEX contact_journey ON contact (journey_id, at);

CREATE TABLE task (
  task_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner_team TEXT NOT NULL,
  due BIGINT NOT NULL,
  overdue BOOLEAN NOT NULL,
  done_at BIGINT
);
CREATE INDEX task_journey ON task (journey_id);
CREATE INDEX task_owner ON task (owner_team, due) WHERE done_at IS NULL;

CREATE TABLE customer (
  customer_id TEXT PRIMARY KEY,
  name_id TEXT,
  language TEXT NOT NULL,
  seq BIGINT NOT NULL
);

-- value: normalised, for matching; erased with the content that it was read from.
CREATE TABLE handle (
  handle_id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT,
  value_id TEXT NOT NULL,
  evidence TEXT NOT NULL,
  failed BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX handle_value ON handle (kind, value) WHERE value IS NOT NULL;
CREATE INDEX handle_customer ON handle (customer_id);

CREATE TABLE customer_join (
  customer_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  PRIMARY KEY (customer_id, other_id)
);

-- Plain rows, not views.

-- The last journey number given out in a month.
CREATE TABLE reference_counter (
  month BIGINT PRIMARY KEY,
  last BIGINT NOT NULL
);

-- What arrived and is not on a journey yet, or was put on one: kept before it is understood.
CREATE TABLE arrival (
  arrival_id TEXT PRIMARY KEY,
  mailbox_id TEXT,
  team_id TEXT NOT NULL,
  raw_id TEXT NOT NULL,
  parsed_id TEXT,
  envelope_from TEXT,
  recipients TEXT NOT NULL,
  dedupe_key TEXT NOT NULL,
  sender TEXT,
  subject_id TEXT,
  received_at BIGINT NOT NULL,
  due BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'placed', 'void')),
  why TEXT NOT NULL,
  overdue BOOLEAN NOT NULL,
  suggested_journey TEXT,
  journey_id TEXT,
  contact_id TEXT,
  ended_at BIGINT
);
CREATE INDEX arrival_waiting ON arrival (team_id, due) WHERE state = 'waiting';
CREATE UNIQUE INDEX arrival_dedupe ON arrival (dedupe_key);
CREATE INDEX arrival_unplaced ON arrival (received_at) WHERE state = 'waiting' AND why = 'received';
CREATE INDEX arrival_journey ON arrival (suggested_journey) WHERE state = 'waiting';

-- A second mailbox that the same mail reached.
CREATE TABLE arrival_delivery (
  arrival_id TEXT NOT NULL,
  mailbox_id TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (arrival_id, mailbox_id)
);

-- Message-IDs that are on a journey, ours and theirs, and those only named in References.
CREATE TABLE mail_id (
  message_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('in', 'out', 'named')),
  participant_id TEXT,
  contact_id TEXT,
  update_id TEXT,
  at BIGINT NOT NULL,
  PRIMARY KEY (message_id, journey_id, role)
);
CREATE INDEX mail_id_journey ON mail_id (journey_id, at);

-- How many automatic mails an address got, for the caps that break loops.
CREATE TABLE auto_mail (
  address TEXT NOT NULL,
  kind TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  journey_id TEXT
);
CREATE INDEX auto_mail_address ON auto_mail (address, sent_at);

-- A reply that is being written; it survives a restart.
CREATE TABLE draft (
  member_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  body TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (member_id, journey_id)
);
