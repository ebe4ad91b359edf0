-- Shipments: where each stands. Filled by events; `regie rebuild-views` writes them again.
CREATE TABLE shipment (
  shipment_id TEXT PRIMARY KEY,
  journey_id TEXT NOT NULL,
  tracking TEXT NOT NULL,
  carrier_team TEXT NOT NULL,
  director_team TEXT NOT NULL,
  registered_at BIGINT NOT NULL,
  due BIGINT NOT NULL,
  stand TEXT NOT NULL,
  place BIGINT NOT NULL,
  status TEXT,
  status_at BIGINT,
  delivered_at BIGINT,
  verdict TEXT NOT NULL,
  carriers_due BIGINT NOT NULL,
  carriers_verdict TEXT NOT NULL,
  chasers BIGINT NOT NULL,
  without_news BIGINT NOT NULL
);
CREATE INDEX shipment_journey ON shipment (journey_id);
CREATE INDEX shipment_tracking ON shipment (tracking);
CREATE INDEX shipment_under_way ON shipment (place, due) WHERE place < 4;
CREATE INDEX shipment_carrier ON shipment (carrier_team, carriers_due);
-- What carriers said of shipments that were not registered yet: it counts once they are.
CREATE TABLE shipment_early (
  tracking TEXT NOT NULL,
  status TEXT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (tracking, status, at)
);
CREATE INDEX shipment_early_received ON shipment_early (received_at);
-- When a carrier was asked last, and how that went.
CREATE TABLE carrier_round (
  feed_id TEXT PRIMARY KEY,
  asked_at BIGINT NOT NULL,
  shipments BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  trouble TEXT
);
