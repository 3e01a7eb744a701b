-- The world of the sandbox gateway: its charges and the notices it plans. No key leads from here to payments or books:
-- they are two worlds that learn of each other by calls and notices only.

create table sandbox_charge (
    id bigint not null primary key,
    reference text not null unique,
    key bigint not null unique,
    currency text not null check (length(currency) = 3),
    amount bigint not null check (amount > 0),
    return_url text not null,
    created_at bigint not null,
    method text,
    outcome text,
    decided_at bigint,
    check ((outcome is null) = (decided_at is null))
);

create table sandbox_notice (
    id bigint not null primary key,
    charge_id bigint not null references sandbox_charge (id),
    sent_at bigint
);
create index sandbox_notice_charge on sandbox_notice (charge_id);
