-- The engine room: what every feature leans on. Times are UTC microseconds.

-- Things to do outside the database (mail, index, gateway calls), written with the change they follow from.
create table outbox (
    id integer not null primary key,
    kind text not null check (length(kind) between 1 and 60),
    body text not null,
    created_at integer not null,
    due_at integer not null,
    attempts integer not null default 0 check (attempts >= 0),
    lease_until integer,
    done_at integer,
    last_error text
) strict;
create index outbox_due on outbox (due_at, id) where done_at is null;
create index outbox_done on outbox (done_at) where done_at is not null;

-- What becomes due by time alone: one row for a kind of work and the thing it concerns.
create table due_work (
    kind text not null check (length(kind) between 1 and 60),
    subject_id integer not null,
    due_at integer not null,
    attempts integer not null default 0 check (attempts >= 0),
    token integer not null,
    lease_until integer,
    last_error text,
    primary key (kind, subject_id)
) strict;
create index due_work_due on due_work (due_at, kind, subject_id);

-- Each person's durable event log; the counter row makes the sequence gapless.
create table person_event_counter (
    account_id integer not null primary key,
    last_seq integer not null check (last_seq >= 0)
) strict;
create table person_event (
    account_id integer not null references person_event_counter (account_id),
    seq integer not null check (seq > 0),
    at integer not null,
    topic text not null check (length(topic) between 1 and 60),
    body text not null,
    primary key (account_id, seq)
) strict;
create index person_event_age on person_event (at);

-- Requests that must not be carried out twice. The key stays for ever, its answer for a day.
create table idempotency_key (
    account_id integer not null,
    key text not null check (length(key) between 1 and 128),
    body_hash blob not null,
    claimed_at integer not null,
    status integer check (status between 100 and 599),
    body text,
    primary key (account_id, key),
    check ((status is null) = (body is null))
) strict;
create index idempotency_key_answered on idempotency_key (claimed_at) where body is not null;

-- Settings of the instance that outlive a restart, such as the offset of the sandbox's clock.
create table setting (
    key text not null primary key check (length(key) between 1 and 60),
    value text not null
) strict;
