-- Two keys were looked up in a random place for every award, and are not needed: `people.subject_id` is a random UUID, and
-- which entry of a list an award has follows from its number in it, which goes up. SQLite takes a key away by making the
-- table again. Not in a transaction of the migration's own, since references are not checked meanwhile; once more from the
-- beginning does no harm.
pragma foreign_keys = off;
begin immediate;

create table new_people (
    person_id text not null constraint people_key primary key,
    name text not null,
    -- What credentials call them: a random urn:uuid, which says nothing about who they are.
    subject_id text not null,
    created_at bigint not null,
    -- The language that they chose.
    language text
);
insert into new_people (person_id, name, subject_id, created_at, language)
    select person_id, name, subject_id, created_at, language from people order by person_id;
drop table people;
alter table new_people rename to people;

create table new_awards (
    award_id text not null constraint awards_key primary key,
    organisation_id text not null constraint awards_organisation references organisations,
    achievement_id text not null,
    version bigint not null,
    person_id text not null constraint awards_person references people,
    -- Printed under pictures; finds the award when only a screenshot is left.
    short_code text not null constraint awards_short_code unique,
    list_id text not null constraint awards_list references status_lists,
    status_index bigint not null,
    -- The exact bytes that are signed, and with which key and time: signing again gives the same signature.
    unsigned text not null,
    key_name text not null,
    signed_at bigint not null,
    -- The signed credential of rows of earlier versions; see `proof`.
    credential text,
    awarded_at bigint not null,
    valid_until bigint,
    created_at bigint not null,
    created_by text not null,
    suspended_at bigint,
    suspended_reason text,
    -- What a signature adds: the signed credential is `unsigned` with this as its last member, `proof`.
    proof text,
    -- The number in the list that `status_index` was made of; null in rows of earlier versions.
    entry_number bigint,
    constraint awards_version foreign key (achievement_id, version) references achievement_versions (achievement_id, version)
);
insert into new_awards
       (award_id, organisation_id, achievement_id, version, person_id, short_code, list_id, status_index, unsigned, key_name,
        signed_at, credential, awarded_at, valid_until, created_at, created_by, suspended_at, suspended_reason, proof)
    select award_id, organisation_id, achievement_id, version, person_id, short_code, list_id, status_index, unsigned, key_name,
           signed_at, credential, awarded_at, valid_until, created_at, created_by, suspended_at, suspended_reason, proof
      from awards order by award_id;
drop table awards;
alter table new_awards rename to awards;
create unique index awards_entry on awards (list_id, entry_number);
create index awards_by_organisation on awards (organisation_id, created_at, award_id);
create index awards_by_achievement on awards (achievement_id, created_at);
create index awards_by_person on awards (person_id, created_at);
create index awards_suspended on awards (list_id, suspended_at) where suspended_at is not null;
create index awards_unsigned on awards (award_id) where proof is null and credential is null and unsigned <> '';

commit;
pragma foreign_keys = on;
-- The log holds both tables now, and would stay as large until the service ends.
pragma wal_checkpoint(truncate);
