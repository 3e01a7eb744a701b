-- Drafts that are kept once, charges on their way, warnings and reminders.

-- Made by the form that writes the draft: keeping it twice at once keeps one job. Jobs made otherwise have none.
alter table job add column draft_key text check (length(draft_key) between 16 and 64);
create unique index job_draft_key on job (client_id, draft_key);

-- What a client has on its way, asked before each further charge.
create index payment_on_its_way on payment (payer_id) where state in ('created', 'begun');

-- What is open or in review already gets its warning or reminder too; one that should have come by now comes at once.
insert into due_work (kind, subject_id, due_at, attempts, token)
select 'job.expiry_warning', id, until_at - 432000000000, 0, 0 from job where state in ('open', 'paused');
insert into due_work (kind, subject_id, due_at, attempts, token)
select 'milestone.review_reminder', id, state_at + 604800000000, 0, 0 from milestone where state = 'submitted';
