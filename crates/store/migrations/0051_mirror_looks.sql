-- Whom a member lets look into the own mirror.
CREATE TABLE mirror_guest (
  member_id TEXT NOT NULL,
  guest_id TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (member_id, guest_id)
);

-- Who looked at what is kept of a member, for that member to read.
CREATE TABLE look (
  look_id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL,
  by_member TEXT NOT NULL,
  what TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX look_member ON look (member_id, at);
