//! The store's tests: one binary, every test on SQLite and on Postgres.

#[cfg(test)]
mod account;
#[cfg(test)]
mod aftermath;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod charge;
#[cfg(test)]
mod cleanup;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod db;
#[cfg(test)]
mod draft;
#[cfg(test)]
mod ended_with_job;
#[cfg(test)]
mod event;
#[cfg(test)]
mod group;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod home;
#[cfg(test)]
mod html;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod job;
#[cfg(test)]
mod late;
mod ledger;
#[cfg(test)]
mod left_payment;
#[cfg(test)]
mod linear;
mod locks;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod market;
#[cfg(test)]
mod message;
#[cfg(test)]
mod offer;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod people;
#[cfg(test)]
mod profile;
#[cfg(test)]
mod proposal;
#[cfg(test)]
mod refused_form;
#[cfg(test)]
mod reminder;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod sandbox_gateway;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod seed;
#[cfg(test)]
mod session;
#[cfg(test)]
mod source;
#[cfg(test)]
mod spelling;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod timesheet;
#[cfg(test)]
mod upgrade;
