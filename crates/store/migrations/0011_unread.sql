-- Whether the customer's side wrote something that no person has answered or seen. `regie rebuild-views` fills it for what was
-- recorded before.
ALTER TABLE journey ADD COLUMN unread BOOLEAN NOT NULL DEFAULT FALSE;
