-- Jobs, proposals, rooms and messages. Times are UTC microseconds, amounts minor units of the currency beside them.

-- A draft keeps what was typed in `input`; the columns hold the terms once it is published (and a draft's title for lists).
create table job (
    id bigint not null primary key,
    client_id bigint not null references account (id),
    version bigint not null check (version > 0),
    state text not null check (state in ('draft', 'open', 'paused', 'filled', 'closed', 'expired')),
    until_at bigint,
    ended_at bigint,
    created_at bigint not null,
    posted_at bigint,
    input text,
    title text not null,
    description text not null,
    skills text not null,
    search_text text not null,
    currency text not null check (length(currency) = 3),
    budget bigint check (budget > 0),
    hires bigint not null check (hires > 0),
    hired bigint not null default 0 check (hired between 0 and hires),
    visibility text not null check (visibility in ('public', 'members')),
    check ((state = 'draft') = (input is not null)),
    check ((state = 'draft') = (posted_at is null)),
    check (state = 'draft' or budget is not null),
    check ((state in ('open', 'paused')) = (until_at is not null)),
    check ((state in ('filled', 'closed', 'expired')) = (ended_at is not null))
);
create index job_newest on job (posted_at desc, id desc) where state = 'open';
create index job_client on job (client_id, id);

-- What was changed after the publication, as sentences.
create table job_change (
    id bigint not null primary key,
    job_id bigint not null references job (id),
    at bigint not null,
    sentence text not null
);
create index job_change_job on job_change (job_id, id);

-- `state_at` is when the state began, where the state has a moment; `answered_at` is the client's first answer.
create table proposal (
    id bigint not null primary key,
    job_id bigint not null references job (id),
    client_id bigint not null references account (id),
    freelancer_id bigint not null references account (id),
    version bigint not null check (version > 0),
    sent_at bigint not null,
    cover_letter text not null,
    currency text not null check (length(currency) = 3),
    price bigint not null check (price > 0),
    milestones text not null,
    answered_at bigint,
    state text not null check (state in ('sent', 'viewed', 'shortlisted', 'offered', 'hired', 'declined', 'withdrawn', 'not_chosen')),
    state_at bigint,
    offer_id bigint,
    reason text,
    check (client_id <> freelancer_id),
    check ((state in ('sent', 'offered')) = (state_at is null)),
    check ((state = 'offered') = (offer_id is not null)),
    check ((state = 'declined') = (reason is not null))
);
-- One live proposal per freelancer and job, whatever two tabs send at once.
create unique index proposal_live on proposal (job_id, freelancer_id) where state in ('sent', 'viewed', 'shortlisted', 'offered');
create index proposal_open on proposal (freelancer_id) where state in ('sent', 'viewed', 'shortlisted', 'offered');
create index proposal_job on proposal (job_id, id);
create index proposal_freelancer on proposal (freelancer_id, id);

-- What a proposal said before each edit.
create table proposal_version (
    proposal_id bigint not null references proposal (id),
    number bigint not null check (number > 0),
    replaced_at bigint not null,
    cover_letter text not null,
    price bigint not null,
    milestones text not null,
    primary key (proposal_id, number)
);

-- One conversation for each job and pair; `last_number` makes the numbers gapless.
create table room (
    id bigint not null primary key,
    job_id bigint not null references job (id),
    client_id bigint not null references account (id),
    freelancer_id bigint not null references account (id),
    created_at bigint not null,
    last_number bigint not null check (last_number >= 0),
    last_at bigint not null,
    unique (job_id, freelancer_id),
    check (client_id <> freelancer_id)
);
create index room_client on room (client_id, last_at);
create index room_freelancer on room (freelancer_id, last_at);

-- `id` is made by the writer's device: sending twice is sending once.
create table message (
    room_id bigint not null references room (id),
    number bigint not null check (number > 0),
    id text not null check (length(id) = 36),
    writer_id bigint not null references account (id),
    text text,
    sent_at bigint not null,
    edited_at bigint,
    deleted_at bigint,
    primary key (room_id, number),
    unique (room_id, id),
    check ((text is null) = (deleted_at is not null))
);

-- What a message said before each edit, and before it was deleted.
create table message_version (
    room_id bigint not null,
    message_number bigint not null,
    number bigint not null check (number > 0),
    replaced_at bigint not null,
    text text not null,
    primary key (room_id, message_number, number),
    foreign key (room_id, message_number) references message (room_id, number)
);

-- How far each person has read.
create table room_read (
    room_id bigint not null references room (id),
    account_id bigint not null references account (id),
    up_to bigint not null check (up_to >= 0),
    primary key (room_id, account_id)
);
