-- What no statement may do, whoever writes it.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '%', tg_argv[0];
end $$;
create trigger revocations_stay before update or delete on revocations
for each row execute function refuse_change('a revocation is final');
create trigger audit_events_stay before update or delete on audit_events
for each row execute function refuse_change('the audit is append-only');
create trigger versions_stay before update on achievement_versions
for each row execute function refuse_change('a published definition never changes');
create trigger lists_go_forward before update on status_lists
for each row when (new.version < old.version or new.issued < old.issued)
execute function refuse_change('a status list only goes forward');
