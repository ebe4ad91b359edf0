-- Whom an answer concerns: a row for each member and team. Filled by events; `regie rebuild-views` writes it again. No score is
-- in it: members are neither counted nor put in an order.
CREATE TABLE mirror (
  mirror_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  ask_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  not_me_at BIGINT
);
CREATE INDEX mirror_member ON mirror (member_id, answered_at);
CREATE INDEX mirror_answered ON mirror (answered_at);

-- Customers who went through much and said nothing, to be proposed for a call. Filled by events.
CREATE TABLE silent_customer (
  journey_id TEXT PRIMARY KEY,
  of_journey TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  director_team TEXT NOT NULL,
  effort BIGINT NOT NULL,
  proposed_from BIGINT NOT NULL,
  proposed_until BIGINT
);
CREATE INDEX silent_customer_team ON silent_customer (director_team, proposed_from);
