-- Withdrawn awards that a restored, older copy of the database does not have. Their badges are out there, so their
-- entries in the status lists stay withdrawn.
create table lost_awards (
    award_id text not null constraint lost_awards_key primary key,
    -- Not a reference: the list may be lost as well.
    list_id text not null,
    status_index bigint not null,
    reason text not null,
    revoked_at bigint not null,
    revoked_by text not null
);
create index lost_awards_by_list on lost_awards (list_id);

-- What a crash left unsigned is asked for every few seconds.
create index awards_unsigned on awards (award_id) where credential is null;
