-- Keys of requests end after a month, the oldest first.
create index idempotency_key_claimed on idempotency_key (claimed_at);
