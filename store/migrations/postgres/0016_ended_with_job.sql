-- The last seat of a job ends its other offers as not chosen, a state of their own.
alter table offer drop constraint offer_state_check;
alter table offer add constraint offer_state_check
    check (state in ('sent', 'accepted', 'declined', 'withdrawn', 'expired', 'countered', 'not_chosen'));
-- What a job that is filled or closed ends.
create index offer_job on offer (job_id, id) where state = 'sent';

-- Short stretches of the same ten minutes add up, so those of one person are looked for by time; what was taken out stays out.
create index timer_person on timer (freelancer_id, started_at);
create index segment_removed on segment (freelancer_id, begins_at) where removed_at is not null;

-- What is append-only is not emptied either: this statement runs past the triggers of rows.
create trigger posting_is_not_emptied before truncate on posting for each statement execute function append_only();
create trigger movement_is_not_emptied before truncate on movement for each statement execute function append_only();
create trigger activity_is_not_emptied before truncate on activity for each statement execute function append_only();
create trigger ledger_account_is_not_emptied before truncate on ledger_account for each statement execute function append_only();
