-- Visits: who has which place in a team's windows. Filled by events; `regie rebuild-views` writes it again.
CREATE TABLE visit (
  visit_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  urgent BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  first_time_right BOOLEAN
);
CREATE INDEX visit_journey ON visit (journey_id);
CREATE INDEX visit_places ON visit (team_id, ends) WHERE state = 'booked';
