-- Entries of status lists that were given to credentials which are no awards: those signed through the VC-API.
create table status_entries (
    -- The list's identifier and the index, with a number sign between them.
    entry_id text not null constraint status_entries_key primary key,
    organisation_id text not null constraint status_entries_organisation references organisations,
    list_id text not null constraint status_entries_list references status_lists,
    status_index bigint not null,
    -- 'revocation' or 'suspension': the one of the list's forms that the credential names.
    purpose text not null,
    -- The credential's own identifier, when it has one.
    credential_id text,
    created_at bigint not null,
    -- One of the two, or none; a revocation is final (see the guards).
    revoked_at bigint,
    suspended_at bigint,
    reason text not null,
    changed_by text not null
);
create index status_entries_by_credential on status_entries (organisation_id, credential_id);
create index status_entries_revoked on status_entries (list_id) where revoked_at is not null;
create index status_entries_suspended on status_entries (list_id) where suspended_at is not null;
