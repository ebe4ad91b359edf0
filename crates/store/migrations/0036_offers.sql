-- A partner's offers of the last hour are counted before it makes one more.
CREATE INDEX handover_from_at ON handover (from_team, offered_at);
