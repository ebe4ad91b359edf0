-- Since when a system is asked to hold a hold as it stands now: an extension asks anew. One that was extended before this
-- change keeps the moment of placing until `regie rebuild-views`.
ALTER TABLE hold ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0;
UPDATE hold SET asked_at = placed_at;
