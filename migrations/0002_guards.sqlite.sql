-- What no statement may do, whoever writes it.
create trigger revocations_stay before update on revocations
begin select raise(abort, 'a revocation is final'); end;
create trigger revocations_are_kept before delete on revocations
begin select raise(abort, 'a revocation is final'); end;
create trigger audit_events_stay before update on audit_events
begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_events_are_kept before delete on audit_events
begin select raise(abort, 'the audit is append-only'); end;
create trigger versions_stay before update on achievement_versions
begin select raise(abort, 'a published definition never changes'); end;
create trigger lists_go_forward before update on status_lists
when new.version < old.version or new.issued < old.issued
begin select raise(abort, 'a status list only goes forward'); end;
