-- What a signature adds: the signed credential is `unsigned` with this as its last member, `proof`. Credentials that were
-- signed before there was this column stand whole in `credential`.
alter table awards add column proof text;
-- What a crash left to be signed is looked for again and again, and there is hardly ever any. What was erased has no bytes.
drop index awards_unsigned;
create index awards_unsigned on awards (award_id) where proof is null and credential is null and unsigned <> '';
