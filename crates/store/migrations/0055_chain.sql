-- What the parties of a chain agreed to do about where customers wait between them: an action, or a day along, between two
-- parties, offered by one of them. Plain rows: they cannot be rebuilt from the journal. The words are content rows.
CREATE TABLE chain_item (
  item_id TEXT PRIMARY KEY,
  blueprint_id TEXT NOT NULL,
  sort TEXT NOT NULL,
  from_org TEXT NOT NULL,
  to_org TEXT NOT NULL,
  content_id TEXT,
  offered_by TEXT,
  offered_at BIGINT,
  made_at BIGINT NOT NULL,
  done_at BIGINT
);
CREATE INDEX chain_item_blueprint ON chain_item (blueprint_id, made_at);
