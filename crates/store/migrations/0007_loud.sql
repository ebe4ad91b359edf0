-- What more than one team hears of: promises that broke or nearly do, and offers that nobody answered in time. Few rows of
-- many, and asked for with every page of the staff.
CREATE INDEX promise_loud ON promise (due)
  WHERE (state = 'broken' AND settled IS NULL) OR (state = 'open' AND risk = 'promise_four_fifths');
CREATE INDEX promise_coordinator ON promise (due) WHERE state = 'broken' AND settled IS NULL AND risk = 'promise_coordinator';
CREATE INDEX handover_overdue ON handover (respond_by) WHERE state = 'pending' AND overdue IS NOT NULL;
