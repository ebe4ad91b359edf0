-- By what two records of people may be one person: digests of their traits, gone with the name or the address. And what a
-- member looked at and found to be somebody else. Filled by events; records of before this change are suggested after
-- `regie rebuild-views`.
CREATE TABLE likeness (
  customer_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (customer_id, mark)
);
CREATE INDEX likeness_mark ON likeness (mark, customer_id);
CREATE TABLE customer_apart (
  customer_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  PRIMARY KEY (customer_id, other_id)
);
CREATE INDEX customer_apart_other ON customer_apart (other_id);
CREATE INDEX customer_join_other ON customer_join (other_id);
-- A car has several drivers: a number plate is nobody's alone either.
DROP INDEX handle_value;
CREATE UNIQUE INDEX handle_value ON handle (kind, value)
  WHERE value IS NOT NULL AND kind NOT IN ('address', 'plate') AND evidence NOT IN ('apart', 'apart_from');
