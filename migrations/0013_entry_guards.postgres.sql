-- What no statement may do to an entry that was given away, whoever writes it.
create trigger revoked_entries_stay before update on status_entries
for each row when (old.revoked_at is not null) execute function refuse_change('a revocation is final');
create trigger status_entries_are_kept before delete on status_entries
for each row execute function refuse_change('an entry that was given away stays');
