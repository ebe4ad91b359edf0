-- The word index of SQLite follows its texts by itself, so that many texts can be written in one statement.
-- sqlite:
CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN INSERT INTO search_index (rowid, words) VALUES (new.doc_id, new.words); END;
CREATE TRIGGER search_doc_gone AFTER DELETE ON search_doc BEGIN INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.doc_id, old.words); END;
CREATE TRIGGER search_doc_changed AFTER UPDATE ON search_doc BEGIN INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.doc_id, old.words); INSERT INTO search_index (rowid, words) VALUES (new.doc_id, new.words); END;
