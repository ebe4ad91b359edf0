-- What a member has read of how journeys ended that they worked on; told again where one ends once more.
CREATE TABLE ending_seen (
  member_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  ended_at BIGINT NOT NULL,
  PRIMARY KEY (member_id, journey_id)
);
-- What ended lately, and what is promised for soon: few rows of many.
CREATE INDEX journey_ended ON journey (ended_at) WHERE state = 'closed';
CREATE INDEX promise_soon ON promise (due) WHERE state = 'open' OR (state = 'broken' AND settled IS NULL);
