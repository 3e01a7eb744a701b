-- What funding takes, price and fee, as it was counted when the charge was begun. Unknown of charges begun before.
alter table payment add column cost bigint check (cost >= amount);
