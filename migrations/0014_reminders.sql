-- Reminders of badges that nobody answered: earners can ask for none, organisations can do without.

-- When the earner asked for no more of them; null while they did not. Such a row may have `sent` 0.
alter table award_reminders add column stopped_at bigint;

create table reminder_settings (
    organisation_id text not null constraint reminder_settings_key primary key
        constraint reminder_settings_organisation references organisations,
    -- 1 when earners are reminded by themselves, as they are without a row.
    is_on smallint not null,
    changed_at bigint not null
);
