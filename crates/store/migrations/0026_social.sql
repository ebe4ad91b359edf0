-- Conversations on social channels: who writes on which journey through which page or number of ours, and when last.
CREATE TABLE social_thread (
  journey_id TEXT NOT NULL,
  handle_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  last_in_at BIGINT NOT NULL,
  PRIMARY KEY (journey_id, handle_id)
);
CREATE INDEX social_thread_handle ON social_thread (handle_id, last_in_at);

-- Messages by the id that the channel gave them, as a mark: what came is taken once, and what becomes of ours is known.
CREATE TABLE social_message (
  connection_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  direction TEXT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  arrival_id TEXT,
  handle_id TEXT,
  journey_id TEXT,
  update_id TEXT,
  PRIMARY KEY (connection_id, mark)
);
CREATE INDEX social_message_sent ON social_message (handle_id, at) WHERE update_id IS NOT NULL;

-- What was posted to us last, for the settings: sorts of things, no words.
CREATE TABLE social_event (
  event_id TEXT PRIMARY KEY,
  connection_id TEXT NOT NULL,
  event TEXT NOT NULL,
  became TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE INDEX social_event_last ON social_event (connection_id, received_at);

-- What came and is not on a journey yet because its files could not be fetched: when it is tried again.
CREATE TABLE social_wait (
  arrival_id TEXT PRIMARY KEY,
  tries BIGINT NOT NULL,
  next_try BIGINT NOT NULL
);

-- Who was asked who they are, and what became of it.
CREATE TABLE social_ask (
  question_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  participant_id TEXT NOT NULL,
  handle_id TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_at BIGINT,
  matched BOOLEAN NOT NULL
);
CREATE INDEX social_ask_journey ON social_ask (journey_id, asked_at);

-- Messages of customers on social channels that wait for a person, and until when they can be answered there. A view.
CREATE TABLE social_window (
  contact_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  owner_team TEXT NOT NULL,
  medium TEXT NOT NULL,
  closes BIGINT NOT NULL,
  warned BOOLEAN NOT NULL
);
CREATE INDEX social_window_owner ON social_window (owner_team, closes) WHERE warned;
