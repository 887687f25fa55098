-- When a link or a badge that is evidence is looked at next; null when it is not.
alter table claim_evidence add column look_at bigint;
update claim_evidence set look_at = created_at where medium = 'link' and removed_at is null;
create index claim_evidence_by_look on claim_evidence (look_at);

-- What stood at the address of a link, and what verifying a badge found, look by look.
create table evidence_looks (
    evidence_id text not null constraint evidence_looks_evidence references claim_evidence,
    looked_at bigint not null,
    -- null when nothing could be read
    sha256 text,
    size_bytes bigint not null,
    -- why nothing could be read; empty when something was
    why text not null,
    -- what verifying found of a badge, JSON; null for links
    badge text,
    constraint evidence_looks_key primary key (evidence_id, looked_at)
);
