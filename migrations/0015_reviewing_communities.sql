-- Communities whose members judge for other organisations: the one asks, the other agrees.
create table reviewing_communities (
    achievement_id text not null constraint reviewing_communities_key primary key
        constraint reviewing_communities_achievement references achievements,
    -- Who awards.
    organisation_id text not null constraint reviewing_communities_organisation references organisations,
    -- Who judges, and signs what its members say.
    community_id text not null constraint reviewing_communities_community references organisations,
    asked_at bigint not null,
    -- null while the community has not agreed
    agreed_at bigint
);
create index reviewing_communities_by_organisation on reviewing_communities (organisation_id);
create index reviewing_communities_by_community on reviewing_communities (community_id);
