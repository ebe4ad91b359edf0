-- What a person should know before opening a file: codes with a blank between them, as the door found them that it came in
-- by. What came before this has none.
ALTER TABLE content ADD COLUMN marks TEXT NOT NULL DEFAULT '';
