//! Settings of the instance that outlive a restart: short texts under short keys.

use crate::Result;
use crate::db::{Conn, Tx, execute, fetch_optional};

/// The value under a key, if there is one.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn get(conn: &mut impl Conn, key: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = fetch_optional!(conn, "select value from setting where key = $1", key)?;
    Ok(row.map(|(value,)| value))
}

/// Sets the value under a key.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn put(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    execute!(
        tx,
        "insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
        key,
        value
    )?;
    Ok(())
}
