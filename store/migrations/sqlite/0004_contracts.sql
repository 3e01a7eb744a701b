-- Contracts, their milestones and payments, and the books. Amounts are minor units of the currency beside them.

-- One row for each version of an offer; a counter-offer is the next version.
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
    state text not null check (state in ('sent', 'accepted', 'declined', 'withdrawn', 'expired', 'countered')),
    state_at integer not null,
    contract_id integer,
    countered_by integer,
    unique (first_id, number)
) strict;
-- One offer on the table for a proposal, whatever two people press at once.
create unique index offer_waiting on offer (proposal_id) where state = 'sent';
create index offer_proposal on offer (proposal_id, id);
create index offer_client on offer (client_id, state_at) where state = 'sent';
create index offer_freelancer on offer (freelancer_id, state_at) where state = 'sent';

create table contract (
    id integer not null primary key,
    job_id integer not null references job (id),
    offer_id integer not null unique references offer (id),
    client_id integer not null references account (id),
    freelancer_id integer not null references account (id),
    room_id integer not null references room (id),
    title text not null,
    currency text not null check (length(currency) = 3),
    fee_schedule integer not null,
    fee_client integer not null check (fee_client between 0 and 10000),
    fee_freelancer integer not null check (fee_freelancer between 0 and 10000),
    price integer not null check (price > 0),
    funded integer not null check (funded >= 0),
    released integer not null check (released >= 0 and released <= funded),
    signed_at integer not null,
    state text not null check (state in ('awaiting_funding', 'active', 'ended', 'lapsed')),
    state_at integer not null,
    ended_by text check (ended_by in ('client', 'freelancer')),
    version integer not null,
    check ((state = 'ended') = (ended_by is not null)),
    check (client_id <> freelancer_id)
) strict;
create index contract_client on contract (client_id, id);
create index contract_freelancer on contract (freelancer_id, id);
create index contract_job on contract (job_id);
create index contract_room on contract (room_id);

create table milestone (
    id integer not null primary key,
    contract_id integer not null references contract (id),
    number integer not null check (number > 0),
    title text not null,
    amount integer not null check (amount > 0),
    due_day integer,
    state text not null check (state in ('draft', 'funding', 'funding_failed', 'funded', 'submitted', 'changes_requested', 'released', 'refunded', 'cancelled')),
    state_at integer,
    payment_id integer,
    fail_reason text,
    submission_id integer,
    releases_at integer,
    note text,
    funded integer,
    released integer,
    refunded integer,
    turns integer not null,
    version integer not null,
    unique (contract_id, number),
    check (funded is null or (released >= 0 and refunded >= 0 and funded - released - refunded >= 0)),
    check (state not in ('released', 'refunded') or funded - released - refunded = 0)
) strict;

create table submission (
    id integer not null primary key,
    milestone_id integer not null references milestone (id),
    number integer not null check (number > 0),
    text text not null,
    at integer not null,
    unique (milestone_id, number)
) strict;

-- What happened in a contract, for both its people: append-only, without personal text.
create table activity (
    id integer not null primary key,
    contract_id integer not null references contract (id),
    at integer not null,
    by_side text check (by_side in ('client', 'freelancer')),
    what text not null
) strict;
create index activity_contract on activity (contract_id, id);

create table payment (
    id integer not null primary key,
    payer_id integer not null references account (id),
    contract_id integer not null references contract (id),
    milestone_id integer not null references milestone (id),
    currency text not null check (length(currency) = 3),
    amount integer not null check (amount > 0),
    created_at integer not null,
    state text not null check (state in ('created', 'begun', 'succeeded', 'failed')),
    reference text unique,
    hosted_url text,
    settled_at integer,
    fail_reason text
) strict;
create index payment_milestone on payment (milestone_id, id);

-- The books. An account's balance is the sum of its postings; its floor is never crossed.
create table ledger_account (
    id integer not null primary key,
    kind text not null check (kind in ('outside', 'wallet', 'escrow', 'pending', 'fees')),
    owner integer not null,
    part integer not null,
    currency text not null check (length(currency) = 3),
    balance integer not null,
    floor integer,
    unique (kind, owner, part, currency),
    check (floor is null or balance >= floor)
) strict;
create index ledger_account_owner on ledger_account (owner, kind);

-- A movement's lines are written first; the movement seals them, and is refused unless they add up to zero.
create table posting (
    movement_id integer not null,
    line integer not null check (line > 0),
    account_id integer not null references ledger_account (id),
    amount integer not null check (amount <> 0),
    balance_after integer not null,
    primary key (movement_id, line)
) strict;
create index posting_account on posting (account_id, movement_id);

create table movement (
    id integer not null primary key,
    kind text not null check (kind in ('deposit', 'fund', 'release', 'clear', 'refund')),
    key text not null unique,
    body_hash blob not null,
    at integer not null,
    contract_id integer references contract (id),
    milestone_id integer references milestone (id)
) strict;
create index movement_contract on movement (contract_id);

-- What a release brought its freelancer, and when it becomes available.
create table earning (
    release_id integer not null primary key references movement (id),
    contract_id integer not null references contract (id),
    milestone_id integer not null references milestone (id),
    freelancer_id integer not null references account (id),
    currency text not null check (length(currency) = 3),
    net integer not null check (net > 0),
    clears_at integer not null,
    cleared_at integer
) strict;
create index earning_freelancer on earning (freelancer_id, clears_at) where cleared_at is null;
create index earning_contract on earning (contract_id, release_id);

-- Append-only, by the database itself.
create trigger posting_fits before insert on posting begin
    select raise(abort, 'posting: movement is sealed') where exists (select 1 from movement where id = new.movement_id);
    select raise(abort, 'posting: balance differs from its account') where new.balance_after <> (select balance from ledger_account where id = new.account_id);
end;
create trigger movement_balances before insert on movement begin
    select raise(abort, 'movement: fewer than two postings') where (select count(*) from posting where movement_id = new.id) < 2;
    select raise(abort, 'movement: does not add up to zero') where exists (
        select 1 from posting join ledger_account on ledger_account.id = posting.account_id
        where posting.movement_id = new.id group by ledger_account.currency having sum(posting.amount) <> 0);
end;
create trigger posting_stays before update on posting begin select raise(abort, 'posting: append-only'); end;
create trigger posting_is_kept before delete on posting begin select raise(abort, 'posting: append-only'); end;
create trigger movement_stays before update on movement begin select raise(abort, 'movement: append-only'); end;
create trigger movement_is_kept before delete on movement begin select raise(abort, 'movement: append-only'); end;
create trigger activity_stays before update on activity begin select raise(abort, 'activity: append-only'); end;
create trigger activity_is_kept before delete on activity begin select raise(abort, 'activity: append-only'); end;
create trigger ledger_account_is_kept before delete on ledger_account begin select raise(abort, 'ledger_account: kept for ever'); end;
