-- Hardly any award is on hold, so only those stand in the index.
drop index awards_suspended;
create index awards_suspended on awards (list_id, suspended_at) where suspended_at is not null;
