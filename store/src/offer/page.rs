//! The page of an offer: this version, its history, what the viewer may do.

use super::{not_found, row};
use crate::Result;
use crate::db::{Db, fetch_one, record};
use domain::actor::{Actor, Scope};
use domain::fee::Breakdown;
use domain::id::{OfferId, RoomId};
use domain::offer::OfferPage;
use domain::refusal::Refusal;
use domain::time::Timestamp;

record! {
    struct Around {
        title: String,
        client_name: String,
        freelancer_name: String,
        room_id: Option<i64>,
    }
}

/// One version of an offer, for its two people.
///
/// # Errors
/// `NotFound` for anybody else; a token without the scope `read`.
pub async fn page(db: &Db, actor: &Actor, id: OfferId, now: Timestamp) -> Result<OfferPage> {
    actor.with_scope(Scope::Read).map_err(Refusal::from)?;
    let mut read = db.read().await?;
    let history = row::history(&mut read, id).await?;
    let found = history.iter().find(|row| row.id == id.raw()).ok_or_else(not_found)?;
    let offer = found.offer()?;
    let actions = offer.actions(actor, now).map_err(Refusal::from)?;
    let side = offer.parties.side_of(actor).map_err(Refusal::from)?;
    let around: Around = fetch_one!(
        read,
        "select job.title, client.name as client_name, freelancer.name as freelancer_name, room.id as room_id from job \
         join account client on client.id = $2 join account freelancer on freelancer.id = $3 \
         left join room on room.job_id = job.id and room.client_id = $2 and room.freelancer_id = $3 where job.id = $1",
        found.job_id,
        found.client_id,
        found.freelancer_id
    )?;
    let version = found.version()?;
    Ok(OfferPage {
        id,
        job: found.job(),
        title: around.title,
        proposal: found.proposal(),
        parties: offer.parties,
        client_name: around.client_name,
        freelancer_name: around.freelancer_name,
        side,
        breakdown: Breakdown::of(version.terms.price, version.terms.fees).map_err(Refusal::from)?,
        version,
        history: history.iter().map(row::OfferRow::version).collect::<Result<_>>()?,
        room: around.room_id.map(RoomId::from_raw),
        actions,
    })
}
