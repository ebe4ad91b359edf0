-- How often in a row the work of a journey was passed on with nothing done between, as long as nobody does anything.
ALTER TABLE journey ADD COLUMN passed_on BIGINT;
CREATE INDEX journey_passed_on ON journey (director_team) WHERE passed_on IS NOT NULL;
CREATE INDEX agreement_proposed ON agreement (decide_by) WHERE state = 'proposed';
