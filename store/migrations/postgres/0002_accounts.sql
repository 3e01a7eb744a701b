-- Accounts and how people prove who they are. Secrets are stored as SHA-256 only. Times are UTC microseconds.

create table account (
    id bigint not null primary key,
    email text not null check (length(email) between 3 and 254),
    -- The form under which an address is looked up: two spellings of one mailbox are one account.
    email_key text not null unique,
    name text not null check (length(name) between 1 and 80),
    password_hash text not null,
    side text not null check (side in ('client', 'freelancer')),
    verified_at bigint,
    made_at bigint not null,
    -- When the owner was last told that somebody signed up with this address again.
    told_at bigint
);

-- Links in mails; each works once.
create table mail_link (
    token_hash text not null primary key check (length(token_hash) = 64),
    kind text not null check (kind in ('verify', 'reset')),
    account_id bigint not null references account (id),
    made_at bigint not null,
    ends_at bigint not null,
    used_at bigint
);
create index mail_link_account on mail_link (account_id, kind, made_at);
create index mail_link_ends on mail_link (ends_at);

-- Browsers that are signed in.
create table session (
    id bigint not null primary key,
    account_id bigint not null references account (id),
    token_hash text not null unique check (length(token_hash) = 64),
    device text not null,
    began bigint not null,
    last_used bigint not null
);
create index session_account on session (account_id, last_used);
create index session_last_used on session (last_used);
create index session_began on session (began);

-- Personal access tokens of the API.
create table api_token (
    id bigint not null primary key,
    account_id bigint not null references account (id),
    token_hash text not null unique check (length(token_hash) = 64),
    name text not null check (length(name) between 1 and 60),
    -- Words of the scopes, separated by spaces.
    scopes text not null check (length(scopes) > 0),
    made_at bigint not null,
    ends_at bigint not null,
    last_used bigint
);
create index api_token_account on api_token (account_id, made_at);
create index api_token_ends on api_token (ends_at);

-- Failed attempts to sign in, by the SHA-256 of what was typed as address, whether an account has it or not:
-- a wait tells nothing.
create table sign_in_try (
    address_hash text not null primary key check (length(address_hash) = 64),
    failures bigint not null check (failures >= 0),
    last_at bigint not null,
    blocked_until bigint not null
);
create index sign_in_try_age on sign_in_try (last_at);

-- How a person is found. The name lives in the account.
create table profile (
    account_id bigint not null primary key references account (id),
    version bigint not null check (version > 0),
    title text,
    overview text not null,
    rate_minor bigint check (rate_minor > 0),
    rate_currency text,
    -- One skill a line.
    skills text not null,
    experience text check (experience in ('entry', 'intermediate', 'expert')),
    country text not null,
    weekly_hours bigint check (weekly_hours between 1 and 112),
    availability text not null check (availability in ('now', 'not_available')),
    visibility text not null check (visibility in ('public', 'members', 'private')),
    saved_at bigint not null,
    check ((rate_minor is null) = (rate_currency is null))
);
