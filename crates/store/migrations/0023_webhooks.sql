-- What is told to systems of others. The endpoints themselves are rows of the directory; here is what waits for them, what
-- became of it, and how they are doing. No bodies: a message is made from its event when it is sent.
CREATE TABLE webhook_delivery (
  delivery_id TEXT PRIMARY KEY,
  endpoint_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  event_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  next_try BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  state TEXT NOT NULL,
  last_status BIGINT,
  last_error TEXT,
  done_at BIGINT
);
CREATE UNIQUE INDEX webhook_delivery_event ON webhook_delivery (endpoint_id, event_id);
CREATE INDEX webhook_delivery_log ON webhook_delivery (endpoint_id, position);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_try) WHERE state = 'pending';
CREATE INDEX webhook_delivery_order ON webhook_delivery (endpoint_id, stream_id, position) WHERE state = 'pending';
CREATE INDEX webhook_delivery_done ON webhook_delivery (done_at) WHERE done_at IS NOT NULL;

-- Each try of a delivery: when, and what was answered.
CREATE TABLE webhook_attempt (
  attempt_id TEXT PRIMARY KEY,
  delivery_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  took_ms BIGINT NOT NULL,
  status BIGINT,
  error TEXT
);
CREATE INDEX webhook_attempt_delivery ON webhook_attempt (delivery_id, at);

-- How an endpoint is doing: since when it fails, until when it is left in peace, what it still has to be told again.
CREATE TABLE webhook_health (
  endpoint_id TEXT PRIMARY KEY,
  failing_since BIGINT,
  rounds BIGINT NOT NULL,
  rest_until BIGINT,
  warned_at BIGINT,
  last_ok_at BIGINT,
  again_from BIGINT,
  again_to BIGINT
);
