-- What a member did for a first time, for the list of somebody's first day. What comes in by itself has no member and no row.
CREATE INDEX event_member ON event (actor_member, kind) WHERE actor_member IS NOT NULL;
