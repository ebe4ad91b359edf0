-- A value may be known twice: once by a record that is out of sight where it was given again. Such a handle is kept apart, and
-- is one among many of its value; every other value still belongs to one record.
DROP INDEX handle_value;
CREATE UNIQUE INDEX handle_value ON handle (kind, value) WHERE value IS NOT NULL AND evidence NOT IN ('apart', 'apart_from');
CREATE INDEX handle_known ON handle (kind, value);
