-- The order in which the lines of an account were booked. What fell due is booked as of its moment, however late, so neither
-- the time of a movement nor its id tells which of two lines came first. The number grows from line to line of an account; all
-- lines of a movement have the same one, so that a statement of several accounts is in order as well.
alter table ledger_account add column last_seq bigint not null default 0;
-- What was booked before has the order of its ids, which is not always the order of its balances: servers make ids side by side.
alter table ledger_account add column ordered_from bigint not null default 0;
alter table posting add column seq bigint not null default 0;

drop trigger posting_stays on posting;
update posting set seq = movement_id;
create trigger posting_stays before update on posting for each row execute function append_only();
update ledger_account set last_seq = coalesce((select max(seq) from posting where account_id = ledger_account.id), 0);
update ledger_account set ordered_from = last_seq;

drop index posting_account;
create unique index posting_order on posting (account_id, seq);

-- A node of the version before this one still writes lines without a number; it is given here.
create or replace function posting_fits() returns trigger language plpgsql as $$ begin
    if exists (select 1 from movement where id = new.movement_id) then raise exception 'posting: movement is sealed'; end if;
    if new.balance_after <> (select balance from ledger_account where id = new.account_id) then raise exception 'posting: balance differs from its account'; end if;
    if new.seq = 0 then
        update ledger_account set last_seq = greatest(last_seq + 1, new.movement_id) where id = new.account_id returning last_seq into new.seq;
    elsif new.seq <> (select last_seq from ledger_account where id = new.account_id) then
        raise exception 'posting: not the newest of its account';
    end if;
    return new;
end $$;
