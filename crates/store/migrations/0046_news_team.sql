-- Which team owes the news and reads what the customer writes: a partner without a place here has it read by another.
ALTER TABLE journey ADD COLUMN news_team TEXT;
UPDATE journey SET news_team = COALESCE(holder_team, director_team);
