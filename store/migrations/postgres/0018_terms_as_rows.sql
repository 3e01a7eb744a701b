-- What an offer says stands in columns and rows, in the shape of the contract that comes of it; it was one text of JSON.
-- `terms` is left for servers of the version before; the next migration takes it away, with the triggers below.
alter table offer alter column terms drop not null;
alter table offer add column currency text check (length(currency) = 3);
alter table offer add column price bigint check (price > 0);
alter table offer add column message text;
alter table offer add column fee_schedule bigint;
alter table offer add column fee_client bigint check (fee_client between 0 and 10000);
alter table offer add column fee_freelancer bigint check (fee_freelancer between 0 and 10000);

-- What an offer delivers, in order. A contract has as many at most.
create table offer_milestone (
    offer_id bigint not null references offer (id),
    number bigint not null check (number between 1 and 20),
    title text not null,
    amount bigint not null check (amount > 0),
    due_day bigint,
    primary key (offer_id, number)
);

update offer set currency = cast(terms as jsonb) #>> '{price,currency}',
    price = cast(cast(terms as jsonb) #>> '{price,minor}' as bigint),
    message = cast(terms as jsonb) ->> 'message',
    fee_schedule = cast(cast(terms as jsonb) #>> '{fees,schedule}' as bigint),
    fee_client = cast(cast(terms as jsonb) #>> '{fees,client}' as bigint),
    fee_freelancer = cast(cast(terms as jsonb) #>> '{fees,freelancer}' as bigint);
insert into offer_milestone (offer_id, number, title, amount, due_day)
    select offer.id, milestone.number, milestone.value ->> 'title', cast(milestone.value #>> '{amount,minor}' as bigint),
    cast(milestone.value #>> '{due,days}' as bigint)
    from offer, jsonb_array_elements(cast(offer.terms as jsonb) -> 'milestones') with ordinality as milestone (value, number);

alter table offer alter column currency set not null;
alter table offer alter column price set not null;
alter table offer alter column message set not null;
alter table offer alter column fee_schedule set not null;
alter table offer alter column fee_client set not null;
alter table offer alter column fee_freelancer set not null;

-- A server of the version before still writes `terms` alone: its columns and rows are made of them here.
create function offer_columns_follow() returns trigger language plpgsql as $$
declare given jsonb := cast(new.terms as jsonb);
begin
    new.currency := given #>> '{price,currency}';
    new.price := cast(given #>> '{price,minor}' as bigint);
    new.message := given ->> 'message';
    new.fee_schedule := cast(given #>> '{fees,schedule}' as bigint);
    new.fee_client := cast(given #>> '{fees,client}' as bigint);
    new.fee_freelancer := cast(given #>> '{fees,freelancer}' as bigint);
    return new;
end $$;
create trigger offer_columns_follow before insert on offer for each row when (new.terms is not null)
    execute function offer_columns_follow();
create function offer_rows_follow() returns trigger language plpgsql as $$ begin
    insert into offer_milestone (offer_id, number, title, amount, due_day)
        select new.id, milestone.number, milestone.value ->> 'title', cast(milestone.value #>> '{amount,minor}' as bigint),
        cast(milestone.value #>> '{due,days}' as bigint)
        from jsonb_array_elements(cast(new.terms as jsonb) -> 'milestones') with ordinality as milestone (value, number);
    return null;
end $$;
create trigger offer_rows_follow after insert on offer for each row when (new.terms is not null) execute function offer_rows_follow();

-- It still reads `terms` alone: they are made of the columns and rows that this version writes.
create function offer_terms_follow() returns trigger language plpgsql as $$ begin
    update offer set terms = cast(jsonb_build_object(
        'milestones', (select jsonb_agg(jsonb_build_object(
            'title', title,
            'amount', jsonb_build_object('minor', amount, 'currency', offer.currency),
            'due', case when due_day is not null then jsonb_build_object('days', due_day) end) order by number)
            from offer_milestone where offer_id = offer.id),
        'price', jsonb_build_object('minor', price, 'currency', currency),
        'message', message,
        'fees', jsonb_build_object('schedule', fee_schedule, 'client', fee_client, 'freelancer', fee_freelancer)) as text)
        where terms is null and id in (select offer_id from fresh);
    return null;
end $$;
create trigger offer_terms_follow after insert on offer_milestone referencing new table as fresh for each statement
    execute function offer_terms_follow();
