-- The last seat of a job ends its other offers as not chosen, a state of their own. SQLite changes a check by making the
-- table anew; contracts refer to offers, so what refers is looked at when this is committed.
pragma defer_foreign_keys = on;
create temp table offer_kept as select * from offer;
drop table offer;
create table offer (
    id integer not null primary key,
    first_id integer not null,
    number integer not null check (number > 0),
    job_id integer not null references job (id),
    proposal_id integer not null references proposal (id),
    client_id integer not null references account (id),
    freelancer_id integer not null references account (id),
    from_side text not null check (from_side in ('client', 'freelancer')),
    terms text not null,
    made_at integer not null,
    state text not null
        check (state in ('sent', 'accepted', 'declined', 'withdrawn', 'expired', 'countered', 'not_chosen')),
    state_at integer not null,
    contract_id integer,
    countered_by integer,
    unique (first_id, number)
) strict;
insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, terms, made_at, state, state_at,
    contract_id, countered_by)
    select id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, terms, made_at, state, state_at,
    contract_id, countered_by from offer_kept;
drop table offer_kept;
create unique index offer_waiting on offer (proposal_id) where state = 'sent';
create index offer_proposal on offer (proposal_id, id);
create index offer_client on offer (client_id, state_at) where state = 'sent';
create index offer_freelancer on offer (freelancer_id, state_at) where state = 'sent';
-- What a job that is filled or closed ends.
create index offer_job on offer (job_id, id) where state = 'sent';

-- Short stretches of the same ten minutes add up, so those of one person are looked for by time; what was taken out stays out.
create index timer_person on timer (freelancer_id, started_at);
create index segment_removed on segment (freelancer_id, begins_at) where removed_at is not null;

-- SQLite has no statement that empties a table past its triggers; on Postgres the books refuse that one, too.
