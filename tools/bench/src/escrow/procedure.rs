//! The comparable loop on Postgres: a stored procedure that moves money between two accounts with a movement and two
//! lines, called by many clients. Each client has accounts of its own: no row is hot.

use crate::Result;
use crate::stopwatch::Stopwatch;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::task::JoinSet;

const TABLES: &str = "
    create table account (id bigint primary key, balance bigint not null);
    create table movement (id bigint generated always as identity primary key, key text not null unique, at timestamptz not null);
    create table posting (
        movement_id bigint not null references movement (id), line bigint not null, account_id bigint not null references account (id),
        amount bigint not null, balance_after bigint not null, primary key (movement_id, line)
    );
    insert into account select number, 0 from generate_series(0, 1023) as number;
    create function transfer(source bigint, target bigint, sum bigint) returns bigint language plpgsql as $$
    declare
        new_id bigint;
        source_after bigint;
        target_after bigint;
    begin
        perform 1 from account where id in (source, target) order by id for update;
        update account set balance = balance - sum where id = source returning balance into source_after;
        update account set balance = balance + sum where id = target returning balance into target_after;
        insert into movement (key, at) values (gen_random_uuid()::text, now()) returning id into new_id;
        insert into posting values (new_id, 1, source, -sum, source_after), (new_id, 2, target, sum, target_after);
        return new_id;
    end $$;
";

/// The clients.
pub(super) struct Procedure(Vec<PgConnection>);

impl Procedure {
    /// Makes tables and procedure in an empty database and connects the clients.
    pub(super) async fn open(url: &str, clients: usize) -> Result<Self> {
        let mut connections = Vec::with_capacity(clients);
        for _ in 0..clients {
            connections.push(PgConnection::connect(url).await?);
        }
        if let Some(first) = connections.first_mut() {
            first.execute(sqlx::raw_sql(TABLES)).await?;
        }
        Ok(Self(connections))
    }

    /// Calls of all clients together, for some seconds.
    pub(super) async fn per_second(&mut self, clients: usize, seconds: f64) -> Result<f64> {
        let watch = Stopwatch::start();
        let mut callers = JoinSet::new();
        for (number, connection) in (0..).zip(self.0.drain(..).take(clients)) {
            callers.spawn(call(connection, number, watch, seconds));
        }
        let mut calls = 0.0;
        while let Some(caller) = callers.join_next().await {
            let (connection, done) = caller??;
            self.0.push(connection);
            calls += done;
        }
        Ok(calls / watch.seconds())
    }
}

async fn call(
    mut connection: PgConnection,
    number: i64,
    watch: Stopwatch,
    seconds: f64,
) -> Result<(PgConnection, f64)> {
    let (mut source, mut target) = (2 * number, 2 * number + 1);
    let mut calls = 0.0;
    while watch.seconds() < seconds {
        sqlx::query("select transfer($1, $2, 2000)").bind(source).bind(target).execute(&mut connection).await?;
        (source, target) = (target, source);
        calls += 1.0;
    }
    Ok((connection, calls))
}
