//! Rooms and messages in the database. Read [`domain::message`] first.
//!
//! A room's row is locked by the command that writes in it: that makes the numbers gapless, and one id one message. Locks: the
//! proposal's row first, then the room's.

mod list;
mod page;
mod room;
mod write;

pub use list::rooms;
pub use page::{latest, room};
pub use room::{mark_read, open_room, room_for};
pub use write::{delete, edit, send};

use crate::Result;
use crate::db::Tx;
use crate::event;
use crate::feature::Feature;
use domain::actor::Parties;
use domain::id::RoomId;
use domain::time::Timestamp;

/// What events of this feature are about.
pub(crate) const TOPIC: &str = "room";

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: &[] };

/// Tells both people of a room that something in it changed, up to this number.
async fn tell(tx: &mut Tx, parties: Parties, room: RoomId, number: i64, now: Timestamp) -> Result<()> {
    let people = [parties.client.raw(), parties.freelancer.raw()];
    event::append_all(tx, &people, TOPIC, &serde_json::json!({ "id": room, "number": number }), now).await
}
