-- Two keys were looked up in a random place for every award, and are not needed: `people.subject_id` is a random UUID, and
-- which entry of a list an award has follows from its number in it, which goes up.
alter table people drop constraint people_subject;
alter table awards drop constraint awards_entry;
-- The number in the list that `status_index` was made of; null in rows of earlier versions.
alter table awards add column entry_number bigint;
create unique index awards_entry on awards (list_id, entry_number);
