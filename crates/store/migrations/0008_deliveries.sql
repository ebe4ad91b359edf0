-- The mails that reached a team's mailbox too, while another team has them: asked for with each page of their work.
CREATE INDEX arrival_delivery_mailbox ON arrival_delivery (mailbox_id, received_at);
