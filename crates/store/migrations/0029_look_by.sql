-- Until when somebody looks at what the customer's side wrote: the moment of the oldest message that waits.
ALTER TABLE journey ADD COLUMN look_by BIGINT;
