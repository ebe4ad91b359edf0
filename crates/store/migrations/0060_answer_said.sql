-- Which words were answered: a view, derived from the journal, by which words are counted by topic. One row an answer in words,
-- by the content that holds it; what stands there goes with the content.
CREATE TABLE answer_said (
  said_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  blueprint_id TEXT NOT NULL,
  director_team TEXT NOT NULL,
  week BIGINT NOT NULL,
  ask_id TEXT NOT NULL,
  content_id TEXT NOT NULL
);
CREATE INDEX answer_said_week ON answer_said (week);
