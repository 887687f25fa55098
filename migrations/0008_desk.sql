-- Lists of people to award an achievement to, as they were uploaded, with what becomes of each row.
create table award_imports (
    import_id text not null constraint award_imports_key primary key,
    organisation_id text not null constraint award_imports_organisation references organisations,
    achievement_id text not null constraint award_imports_achievement references achievements,
    -- What the file is called.
    name text not null,
    -- reading, open, planned or running.
    state text not null,
    -- What happens to somebody who has the badge already: allow, deny or replace.
    duplicates text not null,
    -- Which of day and month comes first where a date leaves it open: day or month.
    day_order text not null,
    -- The first line, and what each column means: JSON arrays of texts.
    heads text not null,
    columns text not null,
    created_at bigint not null,
    created_by text not null,
    changed_at bigint not null,
    -- When awarding began last, by whom, and how many rows were awarded then.
    started_at bigint,
    started_by text,
    started_from bigint,
    -- When awarding is to begin by itself; null when somebody begins it.
    start_at bigint,
    -- When awarding ended last, and what was in its way; empty when nothing was.
    ended_at bigint,
    trouble text not null,
    -- Until when an instance is awarding.
    leased_until bigint
);
create index award_imports_by_organisation on award_imports (organisation_id, created_at);
create index award_imports_by_state on award_imports (state, changed_at);

create table award_import_rows (
    import_id text not null constraint award_import_rows_import references award_imports,
    -- Counted from 1 below the first line.
    number bigint not null,
    -- A JSON array of texts.
    cells text not null,
    -- What the cells say by themselves: good, wrong or left.
    checked text not null,
    -- What becomes of it: ready, replaces, has, twice, wrong, left or awarded.
    outcome text not null,
    -- What must be mended: a JSON array of pairs of column and sentence.
    faults text not null,
    -- The address as people are found by it.
    email_key text not null,
    -- Written in the transaction that makes the award, so that no row is awarded twice.
    award_id text constraint award_import_rows_award references awards,
    constraint award_import_rows_key primary key (import_id, number)
);
create index award_import_rows_by_outcome on award_import_rows (import_id, outcome, number);
create index award_import_rows_by_email on award_import_rows (import_id, email_key, number);

-- Addresses that are told what happens.
create table webhooks (
    webhook_id text not null constraint webhooks_key primary key,
    organisation_id text not null constraint webhooks_organisation references organisations,
    address text not null,
    -- What it is told: words with a space between.
    events text not null,
    -- The key of its signatures, sealed as the signing keys are.
    secret text not null,
    -- on, off, or failed: switched off since nobody answered for long.
    state text not null,
    created_at bigint not null,
    created_by text not null,
    changed_at bigint not null,
    -- Since when every try failed; null when the last one did not.
    failing_since bigint
);
create index webhooks_by_organisation on webhooks (organisation_id, created_at);

-- What was, or is to be, told.
create table webhook_deliveries (
    -- Computed from what happened, so that it is noted once.
    delivery_id text not null constraint webhook_deliveries_key primary key,
    webhook_id text not null constraint webhook_deliveries_webhook references webhooks,
    event text not null,
    -- The award, mostly.
    about text not null,
    happened_at bigint not null,
    -- The exact bytes, from the first try on; empty before.
    body text not null,
    -- When it is tried next, and not while somebody has claimed it; null when it is done or given up.
    due_at bigint,
    attempts bigint not null,
    tried_at bigint,
    -- The HTTP status of the last try; null when nobody answered.
    status bigint,
    -- What was answered, or what was in the way.
    answer text not null,
    is_delivered smallint not null
);
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, happened_at, delivery_id);
create index webhook_deliveries_due on webhook_deliveries (due_at) where due_at is not null;

-- Achievements that follow from others by themselves.
create table milestones (
    -- What is awarded.
    achievement_id text not null constraint milestones_key primary key
        constraint milestones_achievement references achievements,
    organisation_id text not null constraint milestones_organisation references organisations,
    -- So many of the parts.
    required bigint not null,
    -- 1 when they must be earned one after the other.
    is_ordered smallint not null,
    is_on smallint not null,
    changed_at bigint not null
);
create index milestones_by_organisation on milestones (organisation_id);

create table milestone_parts (
    achievement_id text not null constraint milestone_parts_milestone references milestones,
    position bigint not null,
    part_id text not null constraint milestone_parts_part references achievements,
    constraint milestone_parts_key primary key (achievement_id, position),
    constraint milestone_parts_once unique (achievement_id, part_id)
);
create index milestone_parts_by_part on milestone_parts (part_id);

-- Who got what by itself: written in the transaction of the award, so that it is given once.
create table milestone_awards (
    achievement_id text not null constraint milestone_awards_milestone references milestones,
    person_id text not null constraint milestone_awards_person references people,
    award_id text not null constraint milestone_awards_award references awards,
    made_at bigint not null,
    constraint milestone_awards_key primary key (achievement_id, person_id)
);

-- How often people were reminded of a badge that they have not claimed.
create table award_reminders (
    award_id text not null constraint award_reminders_key primary key constraint award_reminders_award references awards,
    sent bigint not null,
    sent_at bigint not null
);

-- How an organisation wants its desk: JSON.
create table desk_settings (
    organisation_id text not null constraint desk_settings_key primary key
        constraint desk_settings_organisation references organisations,
    content text not null,
    changed_at bigint not null
);

-- What is counted and has no row of its own, by month (January of year 0 is 0, February 1, …).
create table monthly_counts (
    organisation_id text not null constraint monthly_counts_organisation references organisations,
    month bigint not null,
    what text not null,
    count bigint not null,
    constraint monthly_counts_key primary key (organisation_id, month, what)
);
