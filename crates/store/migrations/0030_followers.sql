-- Who has yet to read the answer to a signal, what changed hands with a system, and the order of block lists and signals.
-- Answers of before this change are told after `regie rebuild-views`.
CREATE TABLE signal_listener (
  listener_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  signal_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  answered_at BIGINT NOT NULL
);
CREATE INDEX signal_listener_journey ON signal_listener (journey_id);
CREATE INDEX signal_listener_member ON signal_listener (member_id, answered_at);
CREATE TABLE system_move (
  system_id TEXT PRIMARY KEY,
  team_id TEXT NOT NULL,
  from_team TEXT NOT NULL,
  holds BIGINT NOT NULL,
  moved_at BIGINT NOT NULL
);
CREATE INDEX system_move_team ON system_move (team_id);
CREATE INDEX hold_block ON hold (system_id, acknowledge_by, hold_id) WHERE state <> 'ended';
CREATE INDEX signal_due ON signal (answer_by, signal_id) WHERE answered_at IS NULL;
