-- What earners decide about their badges, whom they show them to, and what is left when they are erased.

-- What an earner decided about an award. Without a row nothing was decided: it is offered, and nobody else sees it here.
create table award_answers (
    award_id text not null constraint award_answers_key primary key constraint award_answers_award references awards,
    -- offered, accepted or declined
    answer text not null,
    -- when; null while it is offered
    answered_at bigint,
    -- public: whoever has the badge's own address may open it; private: nobody
    visibility text not null,
    -- 1 when pages that show the badge say whose it is
    shows_name smallint not null,
    -- places in the credential's evidence, from 0, that pages leave out; with a space between
    hidden_evidence text not null,
    -- pieces of the claim that pages show although the credential does not have them; with a space between
    shown_evidence text not null,
    changed_at bigint not null
);

-- Awards of the time before earners were asked: their addresses were public and stay so.
insert into award_answers
       (award_id, answer, answered_at, visibility, shows_name, hidden_evidence, shown_evidence, changed_at)
select award_id, 'offered', null, 'public', 0, '', '', created_at from awards;

-- Links in mails that open a badge for its earner without an account; only their hashes are kept.
create table award_links (
    link_hash text not null constraint award_links_key primary key,
    award_id text not null constraint award_links_award references awards,
    created_at bigint not null,
    -- when the earner ended it
    ended_at bigint
);
create index award_links_by_award on award_links (award_id);

-- Badges in an order, with a title: what somebody shows together.
create table collections (
    collection_id text not null constraint collections_key primary key,
    person_id text not null constraint collections_person references people,
    title text not null,
    introduction text not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index collections_by_person on collections (person_id, created_at);

create table collection_awards (
    collection_id text not null constraint collection_awards_collection references collections,
    award_id text not null constraint collection_awards_award references awards,
    position bigint not null,
    constraint collection_awards_key primary key (collection_id, award_id)
);
create index collection_awards_by_award on collection_awards (award_id);

-- Links that earners hand to others. The token itself is kept, so that its owner can copy it again: it opens less than
-- what stands in the row of the award.
create table share_links (
    token text not null constraint share_links_key primary key,
    person_id text not null constraint share_links_person references people,
    -- one of the two
    award_id text constraint share_links_award references awards,
    collection_id text constraint share_links_collection references collections,
    -- link, or linkedin for the one that LinkedIn gets
    purpose text not null,
    -- what its owner calls it
    label text not null,
    -- what it shows: name, results, evidence, review, files; with a space between
    fields text not null,
    created_at bigint not null,
    expires_at bigint,
    withdrawn_at bigint
);
create index share_links_by_person on share_links (person_id, created_at);
create index share_links_by_award on share_links (award_id);
create index share_links_by_collection on share_links (collection_id);

-- Links that prove that somebody reads the mail of an address which they want to add; only hashes are kept.
create table email_proofs (
    link_hash text not null constraint email_proofs_key primary key,
    person_id text not null constraint email_proofs_person references people,
    email text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index email_proofs_by_person on email_proofs (person_id, created_at);

-- Which of a person's addresses mail goes to; without a row the first one.
create table primary_emails (
    person_id text not null constraint primary_emails_key primary key constraint primary_emails_person references people,
    email_key text not null
);

-- Requests of earners to have their name corrected.
create table name_requests (
    request_id text not null constraint name_requests_key primary key,
    organisation_id text not null constraint name_requests_organisation references organisations,
    award_id text not null constraint name_requests_award references awards,
    person_id text not null constraint name_requests_person references people,
    wanted_name text not null,
    note text not null,
    -- open, accepted, refused or withdrawn
    state text not null,
    asked_at bigint not null,
    answered_at bigint,
    answered_by text,
    answer_note text,
    -- the award that took the place of the first
    replacement_id text
);
create index name_requests_by_organisation on name_requests (organisation_id, state, asked_at);
create index name_requests_by_award on name_requests (award_id);

-- Awards whose earner was erased. Their row in `awards` keeps no word of the credential and no person; this is what
-- lets the status list go on answering, and a file that turns up be recognised.
create table erased_awards (
    award_id text not null constraint erased_awards_key primary key constraint erased_awards_award references awards,
    -- SHA-256 of the signed credential
    credential_sha256 text not null,
    list_id text not null,
    status_index bigint not null,
    awarded_at bigint not null,
    valid_until bigint,
    erased_at bigint not null
);
