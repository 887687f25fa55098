-- Whom an organisation trusts: its own list of issuers, one row for each issuer.
create table trusted_issuers (
    entry_id text not null constraint trusted_issuers_key primary key,
    organisation_id text not null constraint trusted_issuers_organisation references organisations,
    -- A DID or an https address, in the one form in which identifiers are compared.
    issuer text not null,
    -- What the organisation calls it.
    name text not null,
    -- trusted, or known: a hint from elsewhere that does not say to rely on it.
    standing text not null,
    -- JSON arrays of texts; empty for everything.
    achievement_types text not null,
    tags text not null,
    valid_until bigint,
    note text not null,
    -- Whose signed list it came with; `import` for unsigned ones, empty when it was written here.
    source text not null,
    -- Issuer, name and note in lower case.
    searchable text not null,
    added_at bigint not null,
    added_by text not null,
    changed_at bigint not null,
    constraint trusted_issuers_issuer unique (organisation_id, issuer)
);
