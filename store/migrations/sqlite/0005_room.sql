-- Tracked time: timers and the segments they leave behind.

create table timer (
    id integer not null primary key,
    freelancer_id integer not null references account (id),
    contract_id integer not null references contract (id),
    memo text not null,
    started_at integer not null,
    stopped_at integer,
    check (stopped_at is null or stopped_at >= started_at)
) strict;
-- One running timer per person, whatever two devices start at once.
create unique index timer_running on timer (freelancer_id) where stopped_at is null;
create index timer_contract on timer (contract_id);

-- Ten minutes each, aligned to the clock: no two of one person overlap, on any contract.
create table segment (
    id integer not null primary key,
    freelancer_id integer not null references account (id),
    contract_id integer not null references contract (id),
    timer_id integer not null references timer (id),
    begins_at integer not null check (begins_at % 600000000 = 0),
    memo text not null,
    removed_at integer
) strict;
create unique index segment_once on segment (freelancer_id, begins_at) where removed_at is null;
create index segment_contract on segment (contract_id, begins_at) where removed_at is null;
