-- Who was asked how a journey went, and what was answered, as numbers for adding up: views, derived from the journal. One row
-- of answer_ask a journey whose customer was asked or not; one row of answer_given a place on a scale. Weeks are those of the
-- decision, counted as in journey_figures. An answer that may not be traced stands without what is known of its journey.
CREATE TABLE answer_ask (
  ask_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  blueprint_id TEXT NOT NULL,
  director_team TEXT NOT NULL,
  week BIGINT NOT NULL,
  asked BOOLEAN NOT NULL,
  why TEXT NOT NULL,
  answered BOOLEAN NOT NULL,
  known BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  silence_hours BIGINT NOT NULL,
  chasers BIGINT NOT NULL,
  repeated BIGINT NOT NULL,
  sent_on BIGINT NOT NULL,
  switches BIGINT NOT NULL,
  broken BIGINT NOT NULL
);
CREATE INDEX answer_ask_week ON answer_ask (week);
CREATE TABLE answer_given (
  given_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  ask_id TEXT NOT NULL,
  blueprint_id TEXT NOT NULL,
  director_team TEXT NOT NULL,
  week BIGINT NOT NULL,
  question TEXT NOT NULL,
  answer BIGINT NOT NULL,
  known BIGINT NOT NULL
);
CREATE INDEX answer_given_week ON answer_given (week);
CREATE INDEX answer_given_question ON answer_given (question, week);
