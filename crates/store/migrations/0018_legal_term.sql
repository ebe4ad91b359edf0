-- Legal terms that run out: half or four fifths of them are gone, or they ended with nothing decided. One row a journey.
-- Filled by events; `regie rebuild-views` writes it again.
CREATE TABLE legal_term (
  term_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  basis TEXT NOT NULL,
  ends_at BIGINT NOT NULL,
  level TEXT NOT NULL
);
