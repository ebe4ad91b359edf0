-- Calls as a telephone system reports them. They are of a day: what is worth keeping becomes a contact.
CREATE TABLE call (
  call_id TEXT PRIMARY KEY,
  connection_id TEXT NOT NULL,
  external_mark TEXT NOT NULL,
  team_id TEXT NOT NULL,
  number TEXT,
  began_at BIGINT NOT NULL,
  answered_at BIGINT,
  ended_at BIGINT,
  noted BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX call_external ON call (connection_id, external_mark);
CREATE INDEX call_team ON call (team_id, began_at) WHERE NOT noted;

-- What was reported, so that nothing is taken twice and the settings can show what came last.
CREATE TABLE cti_event (
  connection_id TEXT NOT NULL,
  event_mark TEXT NOT NULL,
  event TEXT NOT NULL,
  team_id TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  became TEXT NOT NULL,
  PRIMARY KEY (connection_id, event_mark)
);
CREATE INDEX cti_event_last ON cti_event (connection_id, received_at);

-- Numbers, as marks, that got a text message lately or want none.
CREATE TABLE sms_mark (
  mark TEXT NOT NULL,
  what TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (mark, what)
);
