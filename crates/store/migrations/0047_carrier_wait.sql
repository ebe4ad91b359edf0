-- Until when a carrier asked not to be asked again.
ALTER TABLE carrier_round ADD COLUMN wait_until BIGINT;
