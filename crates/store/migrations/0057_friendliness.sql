-- What our members thought of working with partners. No view: it is in no journal, for there its writer would stand beside it
-- for ever. How often each marks were given to a partner in a month, without who and about which work; and, apart from it, who
-- was asked about which work and gave marks or not, without the marks. No row has both, and no row says when within its month.
CREATE TABLE partner_rating (
  org_id TEXT NOT NULL,
  month BIGINT NOT NULL,
  interest BIGINT NOT NULL,
  listened BIGINT NOT NULL,
  helped BIGINT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (org_id, month, interest, listened, helped)
);
CREATE TABLE partner_rated (
  handover_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  org_id TEXT NOT NULL,
  month BIGINT NOT NULL,
  given BOOLEAN NOT NULL,
  PRIMARY KEY (handover_id, member_id)
);
CREATE INDEX partner_rated_month ON partner_rated (month, org_id);

-- To which partner the page of a month was sent.
CREATE TABLE partner_month (
  month BIGINT NOT NULL,
  org_id TEXT NOT NULL,
  PRIMARY KEY (month, org_id)
);
