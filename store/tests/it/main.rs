//! The store's tests: one binary, every test on SQLite and on Postgres.

#[cfg(test)]
mod account;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod db;
#[cfg(test)]
mod due;
#[cfg(test)]
mod event;
#[cfg(test)]
mod group;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod profile;
#[cfg(test)]
mod session;
#[cfg(test)]
mod statements;
