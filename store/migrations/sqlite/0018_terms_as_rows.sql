-- What an offer says stands in columns and rows, in the shape of the contract that comes of it; it was one text of JSON.
-- `terms` is left for the program of before and holds nothing here, where no other program works beside this one; the next
-- migration takes it away. SQLite makes a column optional by making the table anew; contracts refer to offers, so what refers
-- is looked at when this is committed.
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
    terms text,
    made_at integer not null,
    state text not null
        check (state in ('sent', 'accepted', 'declined', 'withdrawn', 'expired', 'countered', 'not_chosen')),
    state_at integer not null,
    contract_id integer,
    countered_by integer,
    currency text not null check (length(currency) = 3),
    price integer not null check (price > 0),
    message text not null,
    fee_schedule integer not null,
    fee_client integer not null check (fee_client between 0 and 10000),
    fee_freelancer integer not null check (fee_freelancer between 0 and 10000),
    unique (first_id, number)
) strict;
insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, made_at, state, state_at, contract_id,
    countered_by, currency, price, message, fee_schedule, fee_client, fee_freelancer)
    select id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, made_at, state, state_at, contract_id,
    countered_by, terms ->> '$.price.currency', terms ->> '$.price.minor', terms ->> '$.message', terms ->> '$.fees.schedule',
    terms ->> '$.fees.client', terms ->> '$.fees.freelancer' from offer_kept;

-- What an offer delivers, in order. A contract has as many at most.
create table offer_milestone (
    offer_id integer not null references offer (id),
    number integer not null check (number between 1 and 20),
    title text not null,
    amount integer not null check (amount > 0),
    due_day integer,
    primary key (offer_id, number)
) strict;
insert into offer_milestone (offer_id, number, title, amount, due_day)
    select offer_kept.id, milestone.key + 1, milestone.value ->> '$.title', milestone.value ->> '$.amount.minor',
    milestone.value ->> '$.due.days' from offer_kept, json_each(offer_kept.terms, '$.milestones') as milestone;

drop table offer_kept;
create unique index offer_waiting on offer (proposal_id) where state = 'sent';
create index offer_proposal on offer (proposal_id, id);
create index offer_client on offer (client_id, state_at) where state = 'sent';
create index offer_freelancer on offer (freelancer_id, state_at) where state = 'sent';
create index offer_job on offer (job_id, id) where state = 'sent';
