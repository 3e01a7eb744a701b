-- Failed attempts count for each network, device and session apart; `address_hash` is the SHA-256 of what is counted, and
-- `of_address` that of the address, so that a new password forgets them all.
alter table sign_in_try add column of_address text;
create index sign_in_try_of_address on sign_in_try (of_address) where of_address is not null;

-- Devices on which an account was signed in before, by the SHA-256 of the mark that they keep.
create table known_device (
    mark_hash text not null check (length(mark_hash) = 64),
    account_id bigint not null references account (id),
    seen_at bigint not null,
    primary key (mark_hash, account_id)
);
create index known_device_account on known_device (account_id, seen_at);
create index known_device_seen_at on known_device (seen_at);

-- Since when mails to the address of this account could not be delivered.
alter table account add column mail_failed_at bigint;

-- An address that nobody confirms is free again after a week. Accounts from before get a whole week from now.
insert into due_work (kind, subject_id, due_at, attempts, token)
select 'account.end_unconfirmed', id, greatest(made_at, cast(extract(epoch from now()) * 1000000 as bigint)) + 604800000000, 0, 0
from account where verified_at is null;
