-- Jobs, proposals, rooms and messages. Times are UTC microseconds, amounts minor units of the currency beside them.

-- A draft keeps what was typed in `input`; the columns hold the terms once it is published (and a draft's title for lists).
create table job (
    id integer not null primary key,
    client_id integer not null references account (id),
    version integer not null check (version > 0),
    state text not null check (state in ('draft', 'open', 'paused', 'filled', 'closed', 'expired')),
    until_at integer,
    ended_at integer,
    created_at integer not null,
    posted_at integer,
    input text,
    title text not null,
    description text not null,
    skills text not null,
    search_text text not null,
    currency text not null check (length(currency) = 3),
    budget integer check (budget > 0),
    hires integer not null check (hires > 0),
    hired integer not null default 0 check (hired between 0 and hires),
    visibility text not null check (visibility in ('public', 'members')),
    check ((state = 'draft') = (input is not null)),
    check ((state = 'draft') = (posted_at is null)),
    check (state = 'draft' or budget is not null),
    check ((state in ('open', 'paused')) = (until_at is not null)),
    check ((state in ('filled', 'closed', 'expired')) = (ended_at is not null))
) strict;
create index job_newest on job (posted_at desc, id desc) where state = 'open';
create index job_client on job (client_id, id);

-- What was changed after the publication, as sentences.
create table job_change (
    id integer not null primary key,
    job_id integer not null references job (id),
    at integer not null,
    sentence text not null
) strict;
create index job_change_job on job_change (job_id, id);

-- `state_at` is when the state began, where the state has a moment; `answered_at` is the client's first answer.
create table proposal (
    id integer not null primary key,
    job_id integer not null references job (id),
    client_id integer not null references account (id),
    freelancer_id integer not null references account (id),
    version integer not null check (version > 0),
    sent_at integer not null,
    cover_letter text not null,
    currency text not null check (length(currency) = 3),
    price integer not null check (price > 0),
    milestones text not null,
    answered_at integer,
    state text not null check (state in ('sent', 'viewed', 'shortlisted', 'offered', 'hired', 'declined', 'withdrawn', 'not_chosen')),
    state_at integer,
    offer_id integer,
    reason text,
    check (client_id <> freelancer_id),
    check ((state in ('sent', 'offered')) = (state_at is null)),
    check ((state = 'offered') = (offer_id is not null)),
    check ((state = 'declined') = (reason is not null))
) strict;
-- One live proposal per freelancer and job, whatever two tabs send at once.
create unique index proposal_live on proposal (job_id, freelancer_id) where state in ('sent', 'viewed', 'shortlisted', 'offered');
create index proposal_open on proposal (freelancer_id) where state in ('sent', 'viewed', 'shortlisted', 'offered');
create index proposal_job on proposal (job_id, id);
create index proposal_freelancer on proposal (freelancer_id, id);

-- What a proposal said before each edit.
create table proposal_version (
    proposal_id integer not null references proposal (id),
    number integer not null check (number > 0),
    replaced_at integer not null,
    cover_letter text not null,
    price integer not null,
    milestones text not null,
    primary key (proposal_id, number)
) strict;

-- One conversation for each job and pair; `last_number` makes the numbers gapless.
create table room (
    id integer not null primary key,
    job_id integer not null references job (id),
    client_id integer not null references account (id),
    freelancer_id integer not null references account (id),
    created_at integer not null,
    last_number integer not null check (last_number >= 0),
    last_at integer not null,
    unique (job_id, freelancer_id),
    check (client_id <> freelancer_id)
) strict;
create index room_client on room (client_id, last_at);
create index room_freelancer on room (freelancer_id, last_at);

-- `id` is made by the writer's device: sending twice is sending once.
create table message (
    room_id integer not null references room (id),
    number integer not null check (number > 0),
    id text not null check (length(id) = 36),
    writer_id integer not null references account (id),
    text text,
    sent_at integer not null,
    edited_at integer,
    deleted_at integer,
    primary key (room_id, number),
    unique (room_id, id),
    check ((text is null) = (deleted_at is not null))
) strict;

-- What a message said before each edit, and before it was deleted.
create table message_version (
    room_id integer not null,
    message_number integer not null,
    number integer not null check (number > 0),
    replaced_at integer not null,
    text text not null,
    primary key (room_id, message_number, number),
    foreign key (room_id, message_number) references message (room_id, number)
) strict;

-- How far each person has read.
create table room_read (
    room_id integer not null references room (id),
    account_id integer not null references account (id),
    up_to integer not null check (up_to >= 0),
    primary key (room_id, account_id)
) strict;
