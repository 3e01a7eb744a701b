-- The order in which the lines of an account were booked. What fell due is booked as of its moment, however late, so neither
-- the time of a movement nor its id tells which of two lines came first. The number grows from line to line of an account; all
-- lines of a movement have the same one, so that a statement of several accounts is in order as well.
alter table ledger_account add column last_seq integer not null default 0;
-- What was booked before has the order of its ids, which is not always the order of its balances: servers make ids side by side.
alter table ledger_account add column ordered_from integer not null default 0;
alter table posting add column seq integer not null default 0;

drop trigger posting_stays;
update posting set seq = movement_id;
create trigger posting_stays before update on posting begin select raise(abort, 'posting: append-only'); end;
update ledger_account set last_seq = coalesce((select max(seq) from posting where account_id = ledger_account.id), 0);
update ledger_account set ordered_from = last_seq;

drop index posting_account;
create unique index posting_order on posting (account_id, seq);

drop trigger posting_fits;
create trigger posting_fits before insert on posting begin
    select raise(abort, 'posting: movement is sealed') where exists (select 1 from movement where id = new.movement_id);
    select raise(abort, 'posting: balance differs from its account') where new.balance_after <> (select balance from ledger_account where id = new.account_id);
    select raise(abort, 'posting: not the newest of its account') where new.seq <> (select last_seq from ledger_account where id = new.account_id);
end;
