//! The page of an offer: this version, its history, what the viewer may do.

use super::{not_found, row};
use crate::Result;
use crate::context::Context;
use crate::db::{fetch_one, record};
use crate::row::money;
use domain::actor::Scope;
use domain::fee::Breakdown;
use domain::id::{OfferId, RoomId};
use domain::offer::OfferPage;
use domain::time::Timestamp;

record! {
    struct Around {
        title: String,
        client_name: String,
        freelancer_name: String,
        room_id: Option<i64>,
        price: i64,
        currency: String,
        proposed_at: i64,
        proposal_state: String,
    }
}

/// One version of an offer, for its two people.
///
/// # Errors
/// `NotFound` for anybody else; a token without the scope `read`.
pub async fn page(context: &Context, id: OfferId) -> Result<OfferPage> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let history = row::history(&mut read, id).await?;
    let found = history.iter().find(|row| row.id == id.raw()).ok_or_else(not_found)?;
    let offer = found.offer()?;
    let actions = offer.actions(actor, context.now)?;
    let side = offer.parties.side_of(actor)?;
    // What was proposed when the first version answered it; it may have changed since an offer that came to nothing.
    let first = history.first().map_or(found.made_at, |first| first.made_at);
    let around: Around = fetch_one!(
        read,
        "select job.title, client.name as client_name, freelancer.name as freelancer_name, room.id as room_id, \
         proposal.currency, proposal.state as proposal_state, \
         coalesce((select past.price from proposal_version past where past.proposal_id = proposal.id \
         and past.replaced_at > $4 order by past.number limit 1), proposal.price) as price, \
         coalesce((select max(past.replaced_at) from proposal_version past where past.proposal_id = proposal.id \
         and past.replaced_at <= $4), proposal.sent_at) as proposed_at from proposal join job on job.id = proposal.job_id \
         join account client on client.id = $2 join account freelancer on freelancer.id = $3 \
         left join room on room.job_id = job.id and room.client_id = $2 and room.freelancer_id = $3 where proposal.id = $1",
        found.proposal_id,
        found.client_id,
        found.freelancer_id,
        first
    )?;
    let versions = row::versions(&mut read, &history).await?;
    let version = versions.iter().find(|version| version.id == id).cloned().ok_or_else(not_found)?;
    Ok(OfferPage {
        id,
        job: found.job(),
        title: around.title,
        proposal: found.proposal(),
        proposed: money(around.price, &around.currency)?,
        proposed_at: Timestamp::from_micros(around.proposed_at),
        parties: offer.parties,
        client_name: around.client_name,
        freelancer_name: around.freelancer_name,
        side,
        breakdown: Breakdown::of(version.terms.price, version.terms.fees)?,
        version,
        history: versions,
        goes_on: ["sent", "viewed", "shortlisted", "offered"].contains(&around.proposal_state.as_str()),
        room: around.room_id.map(RoomId::from_raw),
        actions,
    })
}
