-- Improvements: what they come from, how far they are, and who hears what was done. Filled by events; `regie rebuild-views`
-- writes them again. No words stand here.
CREATE TABLE improvement (
  improvement_id TEXT PRIMARY KEY,
  title_id TEXT NOT NULL,
  owner_team TEXT NOT NULL,
  step TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  answer_by BIGINT NOT NULL,
  starts BIGINT,
  ends BIGINT,
  measured_at BIGINT,
  verdict TEXT,
  told_at BIGINT,
  unheard BOOLEAN NOT NULL
);
CREATE INDEX improvement_step ON improvement (step, opened_at);
CREATE TABLE improvement_source (
  source_id TEXT PRIMARY KEY,
  improvement_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  journey_id TEXT,
  of_id TEXT
);
CREATE INDEX improvement_source_of ON improvement_source (improvement_id);
CREATE INDEX improvement_source_journey ON improvement_source (journey_id);
CREATE TABLE improvement_listener (
  listener_id TEXT PRIMARY KEY,
  improvement_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  heard BOOLEAN NOT NULL
);
CREATE INDEX improvement_listener_member ON improvement_listener (member_id);
