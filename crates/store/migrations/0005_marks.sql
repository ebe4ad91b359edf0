-- What must only be recognised again (an address for the caps, somebody named on a mail, a mail that came before) is kept
-- as a mark that the installation's secret makes. No mark can be made here: rows with plain values go.
ALTER TABLE auto_mail RENAME COLUMN address TO mark;
DELETE FROM auto_mail;
DELETE FROM inbox;
DELETE FROM login_throttle;
DELETE FROM mail_id WHERE message_id LIKE 'cc:%' OR message_id LIKE 'subject:%';

-- From a mail that is erased to what was read of it.
CREATE INDEX arrival_raw ON arrival (raw_id);

-- Plain copies of what has been erased before.
UPDATE content SET media_type = '' WHERE erased_at IS NOT NULL;
DELETE FROM mail_id WHERE contact_id IN
  (SELECT contact_id FROM contact JOIN content ON content_id = raw_id WHERE erased_at IS NOT NULL);
UPDATE arrival SET state = 'void', why = 'erased', ended_at = received_at
  WHERE state = 'waiting' AND raw_id IN (SELECT content_id FROM content WHERE erased_at IS NOT NULL);
UPDATE arrival SET envelope_from = NULL, sender = NULL, recipients = ''
  WHERE raw_id IN (SELECT content_id FROM content WHERE erased_at IS NOT NULL);
