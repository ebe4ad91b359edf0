-- When a program last used the API, by the clock of the machine.
CREATE TABLE api_use (
  client_id TEXT PRIMARY KEY,
  last_used_at BIGINT NOT NULL
);
