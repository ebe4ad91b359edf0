-- Until when an amount that was asked for a piece of work is decided on, and how loud it has become, while it waits. And the
-- agreements on which nobody decided, as far as the coordinator.
ALTER TABLE handover ADD COLUMN amount_by BIGINT;
ALTER TABLE handover ADD COLUMN amount_overdue TEXT;
CREATE INDEX handover_amount ON handover (amount_by) WHERE amount_overdue IS NOT NULL;
