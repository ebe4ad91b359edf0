-- Partners in the chain. The partners themselves, with what was agreed about data, are rows of the directory.
-- A link to the page of a partner: one per message, minted when it is sent, kept as a hash.
CREATE TABLE partner_link (
  token_hash BYTEA PRIMARY KEY,
  org_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  handover_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX partner_link_org ON partner_link (org_id, journey_id);

-- The mails that a partner got, so that an answer finds what it is about. No addresses.
CREATE TABLE partner_mail (
  mail_id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL,
  reply_mark TEXT NOT NULL,
  org_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  handover_id TEXT NOT NULL,
  sent_at BIGINT NOT NULL
);
CREATE INDEX partner_mail_message ON partner_mail (message_id);
CREATE INDEX partner_mail_reply ON partner_mail (reply_mark);

-- What crossed to a partner: on which journey, when, by which way, which fields of the customer.
CREATE TABLE partner_read (
  read_id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  way TEXT NOT NULL,
  fields TEXT NOT NULL
);
CREATE INDEX partner_read_journey ON partner_read (journey_id, at);
CREATE INDEX partner_read_org ON partner_read (org_id, at);
