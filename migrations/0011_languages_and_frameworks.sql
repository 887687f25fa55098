-- The language that somebody chose for pages and mails, by its tag; null for what their browser asks for.
alter table people add column language text;

-- Frameworks of standards and skills that achievements can answer to: one row for each published list.
create table frameworks (
    framework_id text not null constraint frameworks_key primary key,
    -- Whose desk brought it in.
    organisation_id text not null constraint frameworks_organisation references organisations,
    -- What names it for ever, so that the same list is found again: a CASE identifier, an address, or its name.
    source_id text not null,
    -- case, csv or esco.
    kind text not null,
    name text not null,
    publisher text not null,
    -- A tag such as `en`; empty when it is not known.
    language text not null,
    -- Where it is published; empty when nowhere.
    url text not null,
    items bigint not null,
    imported_at bigint not null,
    constraint frameworks_source unique (organisation_id, source_id)
);

-- The statements of frameworks. A statement that a newer list leaves out stays, with the day when it went.
create table framework_items (
    item_id text not null constraint framework_items_key primary key,
    framework_id text not null constraint framework_items_framework references frameworks,
    -- What names it within its framework: a CASE identifier, an address, its code.
    source_id text not null,
    -- The item above; null at the top.
    parent_id text,
    -- Its place among all items of the framework, in the order of the tree.
    position bigint not null,
    -- How deep it lies; 0 at the top.
    depth bigint not null,
    code text not null,
    statement text not null,
    description text not null,
    -- What kind of item its framework calls it; empty when it says nothing.
    item_type text not null,
    url text not null,
    -- Code, statement and other names in lower case.
    searchable text not null,
    retired_at bigint,
    constraint framework_items_source unique (framework_id, source_id)
);
create index framework_items_order on framework_items (framework_id, position);
create index framework_items_parent on framework_items (framework_id, parent_id);
