-- What systems of others reported, and what became of it. A report that waits stands among the arrivals, too.
CREATE TABLE fact (
  fact_id TEXT PRIMARY KEY,
  system_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  digest TEXT NOT NULL,
  row_name TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  happened_at BIGINT,
  became TEXT NOT NULL,
  why TEXT NOT NULL,
  content_id TEXT,
  arrival_id TEXT,
  journey_id TEXT,
  reason_id TEXT
);
CREATE UNIQUE INDEX fact_mark ON fact (system_id, mark);
CREATE INDEX fact_last ON fact (system_id, received_at, fact_id);
CREATE UNIQUE INDEX fact_arrival ON fact (arrival_id) WHERE arrival_id IS NOT NULL;
CREATE INDEX fact_gone ON fact (received_at) WHERE became = 'ignored';
CREATE INDEX hold_of_subject ON hold (system_id, subject);
