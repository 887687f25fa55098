-- Rubrics and policies, each version once, known by the SHA-256 of what it says.
create table review_terms (
    content_hash text not null constraint review_terms_key primary key,
    -- `rubric` or `policy`
    kind text not null,
    -- as the rules read it, JSON
    content text not null,
    created_at bigint not null
);

-- How evidence for an achievement is reviewed from now on; claims in flight keep what they were submitted under.
create table review_settings (
    achievement_id text not null constraint review_settings_key primary key
        constraint review_settings_achievement references achievements,
    organisation_id text not null constraint review_settings_organisation references organisations,
    -- the published version whose rubric it is
    version bigint not null,
    rubric_hash text not null constraint review_settings_rubric references review_terms,
    policy_hash text not null constraint review_settings_policy references review_terms,
    -- 1 while new claims are taken
    is_open smallint not null,
    changed_at bigint not null
);

-- Somebody's evidence for an achievement, from the first draft to the end.
create table claims (
    claim_id text not null constraint claims_key primary key,
    organisation_id text not null constraint claims_organisation references organisations,
    achievement_id text not null constraint claims_achievement references achievements,
    claimant_id text not null constraint claims_claimant references people,
    -- what the rules say, repeated here for queries
    state text not null,
    -- the published version and the terms of the submission that runs or ran last
    version bigint,
    rubric_hash text constraint claims_rubric references review_terms,
    policy_hash text constraint claims_policy references review_terms,
    -- the claim as the rules know it, JSON
    content text not null,
    -- what the claimant is writing, JSON
    draft text not null,
    -- why it was given back without a judgement; empty when it was not
    returned text not null default '',
    -- when time does something next; null when it does not
    due_at bigint,
    -- until when an instance is doing it
    leased_until bigint,
    -- since when reviewers are waited for
    waiting_since bigint,
    -- counts changes, so that nobody overwrites what they have not seen
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index claims_by_due on claims (due_at);
create index claims_by_claimant on claims (claimant_id, created_at);
create index claims_by_state on claims (organisation_id, state, waiting_since);

-- The award that a claim led to: one for each accepted claim, and one claim for each such award.
create table claim_awards (
    claim_id text not null constraint claim_awards_key primary key constraint claim_awards_claim references claims,
    award_id text not null constraint claim_awards_award_key unique constraint claim_awards_award references awards
);

-- Evidence; bytes of files are kept outside of the database under a random name.
create table claim_evidence (
    evidence_id text not null constraint claim_evidence_key primary key,
    claim_id text not null constraint claim_evidence_claim references claims,
    kind text not null,
    medium text not null,
    media_type text not null,
    sha256 text not null,
    size_bytes bigint not null,
    visibility text not null,
    pupils text not null,
    -- the text itself, the address of a link, or what the claimant says about a file
    words text not null,
    -- the random name of the file
    stored_as text,
    created_at bigint not null,
    -- when it became part of a submission: from then on nothing about it changes
    frozen_at bigint,
    -- when the claimant took it out of what is handed in next
    removed_at bigint
);
create index claim_evidence_by_claim on claim_evidence (claim_id, created_at);

-- Who was asked, as the claim says it, for queries.
create table review_assignments (
    claim_id text not null constraint review_assignments_claim references claims,
    attempt bigint not null,
    reviewer_id text not null constraint review_assignments_reviewer references people,
    organisation_id text not null,
    panel bigint not null,
    slot bigint not null,
    state text not null,
    due_at bigint not null,
    constraint review_assignments_key primary key (claim_id, attempt, reviewer_id)
);
create index review_assignments_by_reviewer on review_assignments (reviewer_id, state);

-- What they found, as the claim says it, for queries.
create table reviews (
    claim_id text not null constraint reviews_claim references claims,
    attempt bigint not null,
    reviewer_id text not null constraint reviews_reviewer references people,
    organisation_id text not null,
    claimant_id text not null,
    content text not null,
    submitted_at bigint not null,
    withdrawn_at bigint,
    constraint reviews_key primary key (claim_id, attempt, reviewer_id)
);
create index reviews_by_time on reviews (organisation_id, submitted_at);

-- Who reviews for an organisation.
create table reviewers (
    organisation_id text not null constraint reviewers_organisation references organisations,
    person_id text not null constraint reviewers_person references people,
    is_moderator smallint not null,
    -- as the rules know them, JSON
    content text not null,
    revision bigint not null,
    constraint reviewers_key primary key (organisation_id, person_id)
);
create index reviewers_by_person on reviewers (person_id);

-- At which schools people are and were.
create table affiliations (
    person_id text not null constraint affiliations_person references people,
    school text not null,
    district text,
    from_at bigint not null,
    to_at bigint,
    constraint affiliations_key primary key (person_id, school, from_at)
);

-- Who may not judge whose work, beyond what follows from schools and reviews.
create table review_conflicts (
    organisation_id text not null constraint review_conflicts_organisation references organisations,
    one_id text not null constraint review_conflicts_one references people,
    other_id text not null constraint review_conflicts_other references people,
    kind text not null,
    until_at bigint,
    constraint review_conflicts_key primary key (organisation_id, one_id, other_id, kind)
);

-- What waits to be told to reviewers: one mail a day at most.
create table review_mailboxes (
    person_id text not null constraint review_mailboxes_key primary key
        constraint review_mailboxes_person references people,
    content text not null,
    due_at bigint,
    revision bigint not null
);
create index review_mailboxes_by_due on review_mailboxes (due_at);

-- The seeds of draws: the commitment is public from the beginning, the seed once the epoch has ended.
create table draw_epochs (
    number bigint not null constraint draw_epochs_key primary key,
    commitment text not null,
    seed bytea not null,
    began_at bigint not null,
    ended_at bigint
);

-- What only this service knows: the key of the names that people have in claims.
create table review_secrets (
    name text not null constraint review_secrets_key primary key,
    secret bytea not null
);
