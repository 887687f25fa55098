-- What no statement may do to an entry that was given away, whoever writes it.
create trigger revoked_entries_stay before update on status_entries when old.revoked_at is not null
begin select raise(abort, 'a revocation is final'); end;
create trigger status_entries_are_kept before delete on status_entries
begin select raise(abort, 'an entry that was given away stays'); end;
