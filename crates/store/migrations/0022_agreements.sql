-- Agreements, holds, breaches and signals. Filled by events; `regie rebuild-views` writes them again.
CREATE TABLE agreement (
  agreement_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  director_team TEXT NOT NULL,
  state TEXT NOT NULL,
  amount BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  decide_by BIGINT,
  overdue TEXT,
  uncarried BOOLEAN NOT NULL
);
CREATE INDEX agreement_journey ON agreement (journey_id);
CREATE INDEX agreement_customer ON agreement (customer_id);
CREATE INDEX agreement_open ON agreement (team_id) WHERE state = 'proposed' OR uncarried;
CREATE TABLE hold (
  hold_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  agreement_id TEXT NOT NULL,
  system_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  action TEXT NOT NULL,
  why TEXT NOT NULL,
  until BIGINT,
  owner_team TEXT NOT NULL,
  maker_team TEXT NOT NULL,
  director_team TEXT NOT NULL,
  state TEXT NOT NULL,
  held BOOLEAN NOT NULL,
  placed_at BIGINT NOT NULL,
  acknowledge_by BIGINT NOT NULL,
  acknowledged_at BIGINT,
  released_at BIGINT,
  released_why TEXT,
  release_acknowledged_at BIGINT,
  overdue TEXT,
  ending TEXT,
  choose_by BIGINT
);
CREATE INDEX hold_journey ON hold (journey_id);
CREATE INDEX hold_subject ON hold (subject) WHERE held;
CREATE INDEX hold_system ON hold (system_id, hold_id);
CREATE INDEX hold_owner ON hold (owner_team) WHERE state <> 'ended';
CREATE INDEX hold_louder ON hold (owner_team) WHERE overdue IS NOT NULL;
CREATE INDEX hold_ending ON hold (maker_team) WHERE ending IS NOT NULL;
CREATE TABLE breach (
  breach_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  agreement_id TEXT NOT NULL,
  owner_team TEXT NOT NULL,
  director_team TEXT NOT NULL,
  what TEXT NOT NULL,
  reported_at BIGINT NOT NULL,
  apologise_by BIGINT NOT NULL,
  settled_at BIGINT
);
CREATE INDEX breach_journey ON breach (journey_id);
CREATE INDEX breach_open ON breach (director_team) WHERE settled_at IS NULL;
CREATE TABLE signal (
  signal_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  breach_id TEXT,
  owner_team TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  answer_by BIGINT NOT NULL,
  overdue TEXT,
  answered_at BIGINT,
  lines BIGINT NOT NULL,
  listeners TEXT NOT NULL
);
CREATE INDEX signal_journey ON signal (journey_id);
CREATE INDEX signal_open ON signal (owner_team, answer_by) WHERE answered_at IS NULL;
CREATE INDEX signal_answered ON signal (answered_at) WHERE answered_at IS NOT NULL;
