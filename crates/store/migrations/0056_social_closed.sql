-- When the channel itself said that the time to answer there is over, though a day had not passed.
ALTER TABLE social_thread ADD COLUMN closed_at BIGINT;

-- The team whose system or work it was, where nobody is in it: who leads is told.
ALTER TABLE breach ADD COLUMN unreached_team TEXT;
