-- The code on a letter names its ask by the end of the ask's id; what proves it is worked out and stands nowhere.
CREATE INDEX survey_ask_tail ON survey_ask (substr(ask_id, 32, 5));
