-- What a member is writing, per form; its words are a content. In the place of the table that nothing used yet.
DROP TABLE draft;
CREATE TABLE draft (
  member_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  form TEXT NOT NULL,
  content_id TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (member_id, journey_id, form)
);

-- What was sent and may still be taken back, or was refused at its moment: the command with its words is a content.
CREATE TABLE sending (
  sending_id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  form TEXT NOT NULL,
  form_key TEXT NOT NULL,
  content_id TEXT,
  due BIGINT NOT NULL,
  refused TEXT
);
CREATE UNIQUE INDEX sending_key ON sending (member_id, form_key);
CREATE INDEX sending_due ON sending (due) WHERE refused IS NULL;

-- Who looks at a journey at this moment, by the machine's clock; no history.
CREATE TABLE presence (
  journey_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  until BIGINT NOT NULL,
  writing_until BIGINT NOT NULL,
  PRIMARY KEY (journey_id, member_id)
);
