-- Everything the service keeps. Times are microseconds since 1970 (bigint), flags are 0 or 1, identifiers and JSON are
-- text: the column types that mean the same on SQLite and PostgreSQL.

create table organisations (
    organisation_id text not null constraint organisations_key primary key,
    -- The part of its addresses and of its DID; never changes.
    slug text not null constraint organisations_slug unique,
    name text not null,
    description text not null,
    url text,
    email text,
    -- Number of its LinkedIn page.
    linkedin_id text,
    image_id text,
    created_at bigint not null,
    changed_at bigint not null
);

-- Pictures, by the SHA-256 of their bytes: the same picture is kept once for each organisation.
create table images (
    organisation_id text not null constraint images_organisation references organisations,
    image_id text not null,
    media_type text not null,
    bytes bytea not null,
    created_at bigint not null,
    constraint images_key primary key (organisation_id, image_id)
);

create table people (
    person_id text not null constraint people_key primary key,
    name text not null,
    -- What credentials call them: a random urn:uuid, which says nothing about who they are.
    subject_id text not null constraint people_subject unique,
    created_at bigint not null
);

create table person_emails (
    -- Trimmed and in lower case, for finding; `email` is as it was given.
    email_key text not null constraint person_emails_key primary key,
    person_id text not null constraint person_emails_person references people,
    email text not null,
    created_at bigint not null
);
create index person_emails_by_person on person_emails (person_id);

create table memberships (
    organisation_id text not null constraint memberships_organisation references organisations,
    person_id text not null constraint memberships_person references people,
    -- owner, awarder, reviewer or viewer.
    role text not null,
    created_at bigint not null,
    constraint memberships_key primary key (organisation_id, person_id)
);
create index memberships_by_person on memberships (person_id);

create table achievements (
    achievement_id text not null constraint achievements_key primary key,
    organisation_id text not null constraint achievements_organisation references organisations,
    -- draft, published or archived.
    state text not null,
    -- The newest published version; 0 before the first.
    version bigint not null,
    -- The definition being worked on.
    draft text not null,
    -- Copies of the newest published definition's members, for the catalogue.
    name text not null,
    achievement_type text not null,
    subject text not null,
    grade_band text not null,
    framework text not null,
    language text not null,
    -- Name, description and tags in lower case.
    searchable text not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index achievements_by_organisation on achievements (organisation_id, state, name);
create index achievements_by_state on achievements (state, changed_at);

-- Published definitions; never changed, so that what was awarded stays what it was.
create table achievement_versions (
    achievement_id text not null constraint achievement_versions_achievement references achievements,
    version bigint not null,
    definition text not null,
    sha256 text not null,
    published_at bigint not null,
    constraint achievement_versions_key primary key (achievement_id, version)
);

create table status_lists (
    list_id text not null constraint status_lists_key primary key,
    organisation_id text not null constraint status_lists_organisation references organisations,
    -- Key of the permutation that turns the counter into an index.
    secret bytea not null,
    entries bigint not null,
    -- How many entries were given out.
    issued bigint not null,
    -- Goes up with every change of a status.
    version bigint not null,
    changed_at bigint not null,
    -- 1 while new awards get their entries from it.
    is_open smallint not null
);
create index status_lists_by_organisation on status_lists (organisation_id, is_open);

create table awards (
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
    -- The signed credential; null between the decision and the signature.
    credential text,
    awarded_at bigint not null,
    valid_until bigint,
    created_at bigint not null,
    created_by text not null,
    suspended_at bigint,
    suspended_reason text,
    constraint awards_entry unique (list_id, status_index),
    constraint awards_version foreign key (achievement_id, version) references achievement_versions (achievement_id, version)
);
create index awards_by_organisation on awards (organisation_id, created_at, award_id);
create index awards_by_achievement on awards (achievement_id, created_at);
create index awards_by_person on awards (person_id, created_at);
create index awards_suspended on awards (list_id, suspended_at);

-- Withdrawals. A row is never changed or deleted (see the guards), so that nothing is un-revoked.
create table revocations (
    award_id text not null constraint revocations_key primary key constraint revocations_award references awards,
    organisation_id text not null,
    list_id text not null,
    status_index bigint not null,
    reason text not null,
    revoked_at bigint not null,
    revoked_by text not null
);
create index revocations_by_list on revocations (list_id);
create index revocations_by_organisation on revocations (organisation_id, revoked_at);

create table idempotency_keys (
    organisation_id text not null constraint idempotency_keys_organisation references organisations,
    idempotency_key text not null,
    -- SHA-256 of the request: the same key with another request is refused.
    request_hash text not null,
    answer text not null,
    created_at bigint not null,
    constraint idempotency_keys_key primary key (organisation_id, idempotency_key)
);

create table api_keys (
    key_id text not null constraint api_keys_key primary key,
    organisation_id text not null constraint api_keys_organisation references organisations,
    name text not null,
    secret_hash text not null constraint api_keys_secret unique,
    -- Words with a space between.
    scopes text not null,
    daily_cap bigint not null,
    expires_at bigint,
    created_at bigint not null,
    created_by text not null,
    revoked_at bigint
);
create index api_keys_by_organisation on api_keys (organisation_id, created_at);

-- What a key did on a day (days since 1970).
create table api_key_days (
    key_id text not null constraint api_key_days_api_key references api_keys,
    day bigint not null,
    used bigint not null,
    constraint api_key_days_key primary key (key_id, day)
);

-- What is still to be done after a commit.
create table outbox (
    message_id text not null constraint outbox_key primary key,
    organisation_id text,
    kind text not null,
    -- The award, person or address that it is about.
    about text not null,
    body text not null,
    created_at bigint not null,
    -- Not before this time, and not while somebody has claimed it until then.
    due_at bigint not null,
    attempts bigint not null,
    -- Null while it is to be done.
    done_at bigint,
    failure text
);
create index outbox_due on outbox (done_at, due_at);

-- What happened, in a chain of hashes for each organisation.
create table audit_events (
    organisation_id text not null,
    number bigint not null,
    happened_at bigint not null,
    actor text not null,
    action text not null,
    about text not null,
    detail text not null,
    previous_hash text not null,
    hash text not null,
    constraint audit_events_key primary key (organisation_id, number)
);

-- One-time links for signing in; only their hashes are kept.
create table sign_in_links (
    link_hash text not null constraint sign_in_links_key primary key,
    person_id text not null constraint sign_in_links_person references people,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index sign_in_links_by_person on sign_in_links (person_id, created_at);

create table sessions (
    session_hash text not null constraint sessions_key primary key,
    person_id text not null constraint sessions_person references people,
    csrf text not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
);
create index sessions_by_person on sessions (person_id);
