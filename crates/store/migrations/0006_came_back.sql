-- How a journey ended, why its ball is back with the director's team, and what came back to the giver of an offer.
-- `regie rebuild-views` fills them for what was recorded before.
ALTER TABLE journey ADD COLUMN ended_how TEXT;
ALTER TABLE journey ADD COLUMN back TEXT;
ALTER TABLE handover ADD COLUMN back TEXT;
ALTER TABLE handover ADD COLUMN back_why TEXT;
ALTER TABLE handover ADD COLUMN back_text TEXT;
CREATE INDEX handover_back ON handover (from_team) WHERE back IS NOT NULL;
