//! Text by which somebody wants to do harm, sent to every route: characters that no database takes, and texts that cost more time
//! than their length is worth.

mod control;
mod growth;

use crate::authorisation::knock::Guests;
use crate::authorisation::scene::Scene;
use domain::actor::Scope;
use server::authorisation::{Caller, Row, Who, table};

/// The routes that take something, with somebody who is let in. Signing out takes nothing and ends what the others need.
fn routes() -> impl Iterator<Item = (&'static Row, Caller)> {
    let takes = |row: &&Row| !row.route.starts_with("GET") && !row.route.ends_with("/sign-out");
    let caller = |row: &Row| {
        let not_for_clients = row.except.iter().any(|(caller, _)| *caller == Caller::Client);
        if row.who == Who::Freelancer || not_for_clients { Caller::Freelancer } else { Caller::Client }
    };
    table().filter(takes).map(move |row| (row, caller(row)))
}

/// People with a session and a token each.
async fn guests(database_url: &str) -> Guests {
    let mut guests = Guests::with_sessions(Scene::open(database_url).await).await;
    guests.take_tokens(&Scope::ALL).await;
    guests
}
