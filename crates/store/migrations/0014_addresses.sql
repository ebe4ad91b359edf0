-- People of one house share a postal address: it is nobody's alone, and no mail is matched by it.
DROP INDEX handle_value;
CREATE UNIQUE INDEX handle_value ON handle (kind, value)
  WHERE value IS NOT NULL AND kind <> 'address' AND evidence NOT IN ('apart', 'apart_from');
