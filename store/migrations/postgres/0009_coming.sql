-- What is on its way to a freelancer: only contracts that are at work are looked at.
create index contract_working on contract (freelancer_id, id) where state = 'active';
