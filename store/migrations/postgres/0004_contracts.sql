-- Contracts, their milestones and payments, and the books. Amounts are minor units of the currency beside them.

-- One row for each version of an offer; a counter-offer is the next version.
create table offer (
    id bigint not null primary key,
    first_id bigint not null,
    number bigint not null check (number > 0),
    job_id bigint not null references job (id),
    proposal_id bigint not null references proposal (id),
    client_id bigint not null references account (id),
    freelancer_id bigint not null references account (id),
    from_side text not null check (from_side in ('client', 'freelancer')),
    terms text not null,
    made_at bigint not null,
    state text not null check (state in ('sent', 'accepted', 'declined', 'withdrawn', 'expired', 'countered')),
    state_at bigint not null,
    contract_id bigint,
    countered_by bigint,
    unique (first_id, number)
);
-- One offer on the table for a proposal, whatever two people press at once.
create unique index offer_waiting on offer (proposal_id) where state = 'sent';
create index offer_proposal on offer (proposal_id, id);
create index offer_client on offer (client_id, state_at) where state = 'sent';
create index offer_freelancer on offer (freelancer_id, state_at) where state = 'sent';

create table contract (
    id bigint not null primary key,
    job_id bigint not null references job (id),
    offer_id bigint not null unique references offer (id),
    client_id bigint not null references account (id),
    freelancer_id bigint not null references account (id),
    room_id bigint not null references room (id),
    title text not null,
    currency text not null check (length(currency) = 3),
    fee_schedule bigint not null,
    fee_client bigint not null check (fee_client between 0 and 10000),
    fee_freelancer bigint not null check (fee_freelancer between 0 and 10000),
    price bigint not null check (price > 0),
    funded bigint not null check (funded >= 0),
    released bigint not null check (released >= 0 and released <= funded),
    signed_at bigint not null,
    state text not null check (state in ('awaiting_funding', 'active', 'ended', 'lapsed')),
    state_at bigint not null,
    ended_by text check (ended_by in ('client', 'freelancer')),
    version bigint not null,
    check ((state = 'ended') = (ended_by is not null)),
    check (client_id <> freelancer_id)
);
create index contract_client on contract (client_id, id);
create index contract_freelancer on contract (freelancer_id, id);
create index contract_job on contract (job_id);
create index contract_room on contract (room_id);

create table milestone (
    id bigint not null primary key,
    contract_id bigint not null references contract (id),
    number bigint not null check (number > 0),
    title text not null,
    amount bigint not null check (amount > 0),
    due_day bigint,
    state text not null check (state in ('draft', 'funding', 'funding_failed', 'funded', 'submitted', 'changes_requested', 'released', 'refunded', 'cancelled')),
    state_at bigint,
    payment_id bigint,
    fail_reason text,
    submission_id bigint,
    releases_at bigint,
    note text,
    funded bigint,
    released bigint,
    refunded bigint,
    turns bigint not null,
    version bigint not null,
    unique (contract_id, number),
    check (funded is null or (released >= 0 and refunded >= 0 and funded - released - refunded >= 0)),
    check (state not in ('released', 'refunded') or funded - released - refunded = 0)
);

create table submission (
    id bigint not null primary key,
    milestone_id bigint not null references milestone (id),
    number bigint not null check (number > 0),
    text text not null,
    at bigint not null,
    unique (milestone_id, number)
);

-- What happened in a contract, for both its people: append-only, without personal text.
create table activity (
    id bigint not null primary key,
    contract_id bigint not null references contract (id),
    at bigint not null,
    by_side text check (by_side in ('client', 'freelancer')),
    what text not null
);
create index activity_contract on activity (contract_id, id);

create table payment (
    id bigint not null primary key,
    payer_id bigint not null references account (id),
    contract_id bigint not null references contract (id),
    milestone_id bigint not null references milestone (id),
    currency text not null check (length(currency) = 3),
    amount bigint not null check (amount > 0),
    created_at bigint not null,
    state text not null check (state in ('created', 'begun', 'succeeded', 'failed')),
    reference text unique,
    hosted_url text,
    settled_at bigint,
    fail_reason text
);
create index payment_milestone on payment (milestone_id, id);

-- The books. An account's balance is the sum of its postings; its floor is never crossed.
create table ledger_account (
    id bigint not null primary key,
    kind text not null check (kind in ('outside', 'wallet', 'escrow', 'pending', 'fees')),
    owner bigint not null,
    part bigint not null,
    currency text not null check (length(currency) = 3),
    balance bigint not null,
    floor bigint,
    unique (kind, owner, part, currency),
    check (floor is null or balance >= floor)
);
create index ledger_account_owner on ledger_account (owner, kind);

-- A movement's lines are written first; the movement seals them, and is refused unless they add up to zero.
create table posting (
    movement_id bigint not null,
    line bigint not null check (line > 0),
    account_id bigint not null references ledger_account (id),
    amount bigint not null check (amount <> 0),
    balance_after bigint not null,
    primary key (movement_id, line)
);
create index posting_account on posting (account_id, movement_id);

create table movement (
    id bigint not null primary key,
    kind text not null check (kind in ('deposit', 'fund', 'release', 'clear', 'refund')),
    key text not null unique,
    body_hash bytea not null,
    at bigint not null,
    contract_id bigint references contract (id),
    milestone_id bigint references milestone (id)
);
create index movement_contract on movement (contract_id);

-- What a release brought its freelancer, and when it becomes available.
create table earning (
    release_id bigint not null primary key references movement (id),
    contract_id bigint not null references contract (id),
    milestone_id bigint not null references milestone (id),
    freelancer_id bigint not null references account (id),
    currency text not null check (length(currency) = 3),
    net bigint not null check (net > 0),
    clears_at bigint not null,
    cleared_at bigint
);
create index earning_freelancer on earning (freelancer_id, clears_at) where cleared_at is null;
create index earning_contract on earning (contract_id, release_id);

-- Append-only, by the database itself.
create function posting_fits() returns trigger language plpgsql as $$ begin
    if exists (select 1 from movement where id = new.movement_id) then raise exception 'posting: movement is sealed'; end if;
    if new.balance_after <> (select balance from ledger_account where id = new.account_id) then raise exception 'posting: balance differs from its account'; end if;
    return new;
end $$;
create trigger posting_fits before insert on posting for each row execute function posting_fits();
create function movement_balances() returns trigger language plpgsql as $$ begin
    if (select count(*) from posting where movement_id = new.id) < 2 then raise exception 'movement: fewer than two postings'; end if;
    if exists (select 1 from posting join ledger_account on ledger_account.id = posting.account_id
        where posting.movement_id = new.id group by ledger_account.currency having sum(posting.amount) <> 0)
    then raise exception 'movement: does not add up to zero'; end if;
    return new;
end $$;
create trigger movement_balances before insert on movement for each row execute function movement_balances();
create function append_only() returns trigger language plpgsql as $$ begin raise exception '%: append-only', tg_table_name; end $$;
create trigger posting_stays before update on posting for each row execute function append_only();
create trigger posting_is_kept before delete on posting for each row execute function append_only();
create trigger movement_stays before update on movement for each row execute function append_only();
create trigger movement_is_kept before delete on movement for each row execute function append_only();
create trigger activity_stays before update on activity for each row execute function append_only();
create trigger activity_is_kept before delete on activity for each row execute function append_only();
create trigger ledger_account_is_kept before delete on ledger_account for each row execute function append_only();
