-- Forms that a command refused, for the page that shows them again to a browser without scripts. Kept for ten minutes, and
-- bounded by bytes for each network and in all (store/src/refused_form.rs).
create table refused_form (
    token_hash text not null primary key check (length(token_hash) = 64),
    -- The network that sent it, as the limits count.
    network text not null,
    -- What was typed, without passwords, and why it was refused: JSON.
    form text not null,
    bytes bigint not null check (bytes > 0),
    kept_at bigint not null
);
create index refused_form_network on refused_form (network, kept_at);
create index refused_form_kept_at on refused_form (kept_at);
