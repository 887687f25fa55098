-- Joining organisations, passkeys, and signing in over a district's own provider.

-- How an organisation is joined, and whether it is a community. Without a row: an organisation that invites only.
create table join_rules (
    organisation_id text not null constraint join_rules_key primary key
        constraint join_rules_organisation references organisations,
    -- `organisation` or `community`
    kind text not null,
    -- what a community is about, and how its members work; empty for others
    domain text not null,
    practice text not null,
    -- 1 while people may ask to join
    takes_requests smallint not null,
    -- Whoever knows it joins a community as a reviewer. Kept as it is: members show it to each other again and again.
    code text constraint join_rules_code unique,
    -- 1 when it stands in the public list of organisations
    is_listed smallint not null,
    changed_at bigint not null
);

create table invitations (
    invitation_id text not null constraint invitations_key primary key,
    organisation_id text not null constraint invitations_organisation references organisations,
    email_key text not null,
    email text not null,
    role text not null,
    -- Hash of the secret in the last mail; null until one was sent.
    secret_hash text constraint invitations_secret unique,
    created_at bigint not null,
    created_by text not null,
    sent_at bigint,
    expires_at bigint not null,
    -- accepted, declined or withdrawn; null while it is open
    ending text,
    ended_at bigint,
    -- who accepted
    person_id text constraint invitations_person references people
);
create unique index invitations_open on invitations (organisation_id, email_key) where ending is null;

create table join_requests (
    request_id text not null constraint join_requests_key primary key,
    organisation_id text not null constraint join_requests_organisation references organisations,
    -- who asks; null until the address is proven
    person_id text constraint join_requests_person references people,
    email_key text not null,
    email text not null,
    name text not null,
    words text not null,
    secret_hash text constraint join_requests_secret unique,
    created_at bigint not null,
    -- until when the address can be proven
    expires_at bigint not null,
    -- accepted, declined or withdrawn; null while it is open
    outcome text,
    decided_at bigint,
    decided_by text
);
create unique index join_requests_open on join_requests (organisation_id, person_id) where outcome is null;
create index join_requests_by_email on join_requests (email_key, created_at);

-- What else a session still needs before it counts: nothing, `passkey` (one that is known) or `enrol` (a first one).
alter table sessions add column needs text not null default '';

create table passkeys (
    -- the authenticator's own name for the key, Base64url
    credential_id text not null constraint passkeys_key primary key,
    person_id text not null constraint passkeys_person references people,
    name text not null,
    -- the public key as a JWK
    public_key text not null,
    -- how often the authenticator says that it signed; 0 for those that do not count
    counter bigint not null,
    created_at bigint not null,
    used_at bigint
);
create index passkeys_by_person on passkeys (person_id, created_at);

-- Challenges that authenticators have yet to answer; only hashes are kept.
create table passkey_challenges (
    challenge_hash text not null constraint passkey_challenges_key primary key,
    -- null when anybody may answer
    person_id text constraint passkey_challenges_person references people,
    -- `register` or `sign_in`
    purpose text not null,
    expires_at bigint not null
);

-- Who somebody is at the provider over which people sign in.
create table identities (
    issuer text not null,
    subject text not null,
    person_id text not null constraint identities_person references people,
    created_at bigint not null,
    constraint identities_key primary key (issuer, subject)
);
create index identities_by_person on identities (person_id);

-- Sign-ins that were begun at the provider.
create table provider_sign_ins (
    -- hash of `state`
    state_hash text not null constraint provider_sign_ins_key primary key,
    -- hash of the browser's cookie: the answer must come to the same browser
    browser_hash text not null,
    nonce text not null,
    -- the secret of PKCE (RFC 7636)
    verifier text not null,
    expires_at bigint not null
);
