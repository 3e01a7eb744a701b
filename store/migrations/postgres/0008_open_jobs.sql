-- The list of open jobs is filtered and counted without a look at the wide rows.
drop index job_newest;
create index job_newest on job (posted_at desc, id desc, until_at, visibility, currency, budget) where state = 'open';
