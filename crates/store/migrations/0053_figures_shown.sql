-- What was shown of a batch of weeks, of each group, kept as it was shown first: two looks at different moments never differ by
-- the few whose journey opened again or whose answer was erased in between. No view: it is not in the journal. It holds sums of
-- groups that may be shown and nothing about smaller ones.
CREATE TABLE figure_batch (
  kind TEXT NOT NULL,
  from_week BIGINT NOT NULL,
  until_week BIGINT NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (kind, from_week)
);
CREATE TABLE figure_group (
  kind TEXT NOT NULL,
  from_week BIGINT NOT NULL,
  blueprint_id TEXT NOT NULL,
  director_team TEXT NOT NULL,
  sums TEXT NOT NULL,
  PRIMARY KEY (kind, from_week, blueprint_id, director_team)
);
-- That a customer left or ordered again, as another system said.
CREATE TABLE customer_fact (
  fact_id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  what TEXT NOT NULL,
  happened_at BIGINT NOT NULL
);
CREATE INDEX customer_fact_person ON customer_fact (customer_id, what, happened_at);
