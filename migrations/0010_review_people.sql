-- Whom a claimant named as their coach: they see the work and may comment, and never judge it.
create table claim_coaches (
    claim_id text not null constraint claim_coaches_claim references claims,
    coach_id text not null constraint claim_coaches_coach references people,
    named_at bigint not null,
    -- what the coach wrote for the claimant; empty when nothing was written
    comment text not null default '',
    commented_at bigint,
    -- when the coach agreed to one attempt more than the policy allows
    signed_off_at bigint,
    constraint claim_coaches_key primary key (claim_id, coach_id)
);
create index claim_coaches_by_coach on claim_coaches (coach_id, named_at);

-- How helpful a claimant found what a reviewer wrote.
create table feedback_ratings (
    claim_id text not null constraint feedback_ratings_claim references claims,
    attempt bigint not null,
    reviewer_id text not null constraint feedback_ratings_reviewer references people,
    organisation_id text not null,
    -- 1 not helpful, 2 partly, 3 helpful
    rating bigint not null,
    -- what was decided: ratings after a refusal are kept out of what is told about reviewers
    outcome text not null,
    rated_at bigint not null,
    constraint feedback_ratings_key primary key (claim_id, attempt, reviewer_id)
);
create index feedback_ratings_by_organisation on feedback_ratings (organisation_id, rated_at);

-- Work whose levels are known, on which reviewers are tried.
create table gold_items (
    item_id text not null constraint gold_items_key primary key,
    organisation_id text not null constraint gold_items_organisation references organisations,
    -- whose rubric it is judged by
    achievement_id text not null constraint gold_items_achievement references achievements,
    rubric_hash text not null constraint gold_items_rubric references review_terms,
    -- the work itself, as a text
    words text not null,
    -- the level of each criterion, JSON
    levels text not null,
    created_at bigint not null,
    -- from when on nobody is tried on it any more
    retired_at bigint
);
create index gold_items_by_achievement on gold_items (achievement_id, created_at);

-- What reviewers found in it, each once.
create table gold_judgements (
    item_id text not null constraint gold_judgements_item references gold_items,
    reviewer_id text not null constraint gold_judgements_reviewer references people,
    organisation_id text not null,
    -- the levels, JSON
    levels text not null,
    judged_at bigint not null,
    constraint gold_judgements_key primary key (item_id, reviewer_id)
);
create index gold_judgements_by_reviewer on gold_judgements (organisation_id, reviewer_id, judged_at);

-- Files of evidence that come in pieces; the pieces themselves are kept with the evidence.
create table evidence_uploads (
    upload_id text not null constraint evidence_uploads_key primary key,
    claim_id text not null constraint evidence_uploads_claim references claims,
    -- how large the whole will be, and how much of it is there
    size_bytes bigint not null,
    received_bytes bigint not null,
    -- how many pieces are there
    pieces bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index evidence_uploads_by_time on evidence_uploads (changed_at);
