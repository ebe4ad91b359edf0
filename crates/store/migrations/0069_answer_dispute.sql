-- What a partner said against what was laid on its part of an answer, until who directs decided on it, or who led before in the
-- place of a partner that directs. Filled by events; `regie rebuild-views` writes it again. No words are in it.
CREATE TABLE answer_dispute (
  dispute_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  director_team TEXT NOT NULL,
  before_team TEXT NOT NULL,
  org_id TEXT NOT NULL,
  disputed_at BIGINT NOT NULL
);
CREATE INDEX answer_dispute_team ON answer_dispute (director_team, disputed_at);
CREATE INDEX answer_dispute_before ON answer_dispute (before_team, disputed_at);
