-- The one survey of each journey: whether its customer was asked, and what came of it. Filled by events; `regie rebuild-views`
-- writes it again. What was answered stands in the journal and the content rows only.
CREATE TABLE survey_ask (
  ask_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  survey_id TEXT NOT NULL,
  survey_version BIGINT,
  weight BIGINT NOT NULL,
  state TEXT NOT NULL,
  why TEXT,
  due BIGINT,
  until BIGINT,
  answered_at BIGINT,
  low BOOLEAN,
  worrying BOOLEAN,
  untraceable BOOLEAN,
  call_id TEXT,
  learned_at BIGINT
);
CREATE INDEX survey_ask_journey ON survey_ask (journey_id);
CREATE INDEX survey_ask_person ON survey_ask (customer_id, state);
CREATE INDEX survey_ask_answered ON survey_ask (survey_id, answered_at) WHERE answered_at IS NOT NULL;
