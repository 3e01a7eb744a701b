//! What happened, as the caller's own durable log tells it: numbered without gaps, so that a program can follow it.

use super::{
    call::{Answer, Asked, Call, ok},
    value::{Moment, limit},
};
use crate::instance::Instance;
use app::authorisation::{Row, Who::SignedIn};
use domain::{actor::Scope, time::Timestamp};
use serde::{Deserialize, Serialize};
use store::{event, event::PersonEvent};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[Row::read("GET /api/v1/events", SignedIn)];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Which events are asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The last number you have seen; 0 for the oldest that is kept.
    #[serde(default)]
    after: i64,
    /// Most items to give, 1 to 100; 20 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// One event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// 1, 2, 3 … without gaps. When the first one is not `after` + 1, older ones are no longer kept.
    seq: i64,
    /// When it happened.
    at: Moment,
    /// What it is about: `job`, `proposal`, `offer`, `contract`, `room`, `wallet`, `timer` or `account`.
    topic: String,
    /// The ids that it concerns; read the resource anew.
    #[schema(value_type = Object)]
    body: serde_json::Value,
}

impl From<PersonEvent> for EventView {
    fn from(event: PersonEvent) -> Self {
        let body = serde_json::from_str(&event.body).unwrap_or_default();
        Self { seq: event.seq, at: Timestamp::from_micros(event.at).into(), topic: event.topic, body }
    }
}

/// A stretch of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct Log {
    /// In order, at most `limit`.
    items: Vec<EventView>,
    /// Number of the newest event of all.
    last: i64,
}

/// Reads what happened after a number.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "events", params(After),
    responses((status = 200, body = Log)), security(("token" = ["read"]))
)]
pub async fn read(Asked(asked): Asked<After>, call: Call) -> Answer {
    call.context.actor.with_scope(Scope::Read)?;
    let limit = u32::try_from(limit(asked.limit)?).unwrap_or(1);
    let account = call.context.actor.account().raw();
    let mut read = call.context.db.read().await?;
    let events = event::after(&mut read, account, asked.after, limit).await?;
    let last = event::last_seq(&mut read, account).await?;
    ok(Log { items: events.into_iter().map(EventView::from).collect(), last })
}
