//! Tracked time: one timer per person, and the segments of ten minutes that it leaves behind.

use super::{
    call::{Answer, Asked, Call, Id, done, ok},
    value::Moment,
    word::Day,
};
use crate::instance::Instance;
use app::authorisation::{
    NO_TIMER, Row,
    Who::{Freelancer, SignedIn},
};
use domain::{
    id::{ContractId, SegmentId},
    timesheet::TimerPage,
    timesheet::told::{LastStretch, LeftOut, Why},
};
use serde::{Deserialize, Serialize};
use store::timesheet;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/timer", SignedIn),
    Row::work("POST /api/v1/timer/start", Freelancer).done(204),
    Row::work("POST /api/v1/timer/stop", SignedIn).except(NO_TIMER),
    Row::work("DELETE /api/v1/segments/{id}", Freelancer).hidden().done(204),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new()
        .routes(routes!(read))
        .routes(routes!(start))
        .routes(routes!(stop))
        .routes(routes!(remove_segment))
}

/// What to track.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// A contract of yours, as freelancer.
    contract: String,
    /// What for: 1 to 200 characters.
    memo: String,
}

/// Which day is asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OfDay {
    /// A day in UTC; today without it.
    #[param(inline)]
    day: Option<Day>,
}

/// What a stop left behind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stopped {
    /// Segments of ten minutes that were stored.
    segments: i64,
    /// The timer ran for more than 12 hours; what is beyond them does not count.
    cut: bool,
    /// Ten minutes that it touched and that do not count for it, in time order.
    not_counted: Vec<NotCounted>,
}

/// Ten minutes that do not count for a stretch.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotCounted {
    /// Their first moment.
    begins_at: Moment,
    /// `too_short` (less than half was tracked so far; more of the same ten minutes adds up), `counted_before` (for this contract),
    /// `other_contract` or `removed` (you took them out).
    why: &'static str,
    /// Too short: the seconds that were tracked.
    tracked_seconds: Option<i64>,
    /// Other contract: its title.
    title: Option<String>,
}

impl From<LeftOut> for NotCounted {
    fn from(left: LeftOut) -> Self {
        let (why, tracked_seconds, title) = match left.why {
            Why::TooShort { tracked } => ("too_short", Some(tracked.as_seconds()), None),
            Why::CountedBefore => ("counted_before", None, None),
            Why::Other { title } => ("other_contract", None, Some(title)),
            Why::Removed => ("removed", None, None),
        };
        Self { begins_at: left.begins_at.into(), why, tracked_seconds, title }
    }
}

impl From<LastStretch> for Stopped {
    fn from(told: LastStretch) -> Self {
        let not_counted = told.left_out.into_iter().map(NotCounted::from).collect();
        Self { segments: told.counted, cut: told.is_cut, not_counted }
    }
}

/// A timer that runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Running {
    /// The contract that it is tracked on.
    contract: String,
    /// Its title.
    title: String,
    /// What the time is for, in your words.
    memo: String,
    /// When it was started.
    started_at: Moment,
}

/// A contract that the timer may run on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trackable {
    /// Id, as 13 letters and digits.
    id: String,
    /// Its title.
    title: String,
    /// What the client is called.
    client_name: String,
}

/// A segment: ten minutes of work.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentView {
    /// Id, as 13 letters and digits.
    id: String,
    /// The contract that it is tracked on.
    contract: String,
    /// Its title.
    title: String,
    /// Its first moment.
    begins_at: Moment,
    /// What the time was for, in the words of its owner.
    memo: String,
}

/// The timer, and the segments of one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimerView {
    /// The server's clock.
    now: Moment,
    /// The running timer.
    running: Option<Running>,
    /// Contracts to choose from.
    contracts: Vec<Trackable>,
    /// The day shown, UTC.
    day: Day,
    /// Its segments in time order.
    segments: Vec<SegmentView>,
    /// Segments of the week of that day, Monday to Sunday.
    week_segments: i64,
}

impl From<TimerPage> for TimerView {
    fn from(page: TimerPage) -> Self {
        let running = page.running.map(|timer| Running {
            contract: timer.contract.to_string(),
            title: timer.title,
            memo: timer.memo.to_string(),
            started_at: timer.started_at.into(),
        });
        let trackable = page.contracts.into_iter().map(|contract| Trackable {
            id: contract.id.to_string(),
            title: contract.title,
            client_name: contract.client_name,
        });
        let segments = page.segments.into_iter().map(|segment| SegmentView {
            id: segment.id.to_string(),
            contract: segment.contract.to_string(),
            title: segment.title,
            begins_at: segment.begins_at.into(),
            memo: segment.memo.to_string(),
        });
        Self {
            now: page.now.into(),
            running,
            contracts: trackable.collect(),
            day: Day(page.day),
            segments: segments.collect(),
            week_segments: page.week_segments,
        }
    }
}

/// Reads the timer and the segments of a day.
#[utoipa::path(
    get, path = "/api/v1/timer", tag = "timer", params(OfDay),
    responses((status = 200, body = TimerView)), security(("token" = ["read"]))
)]
pub async fn read(Asked(asked): Asked<OfDay>, call: Call) -> Answer {
    let day = asked.day.map(|Day(day)| day);
    ok(TimerView::from(timesheet::page(&call.context, day).await?))
}

/// Starts the timer.
#[utoipa::path(
    post, path = "/api/v1/timer/start", tag = "timer", request_body = Start,
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn start(call: Call) -> Answer {
    let given: Start = call.input()?;
    let contract = ContractId::parse(&given.contract)?;
    timesheet::start(&call.context, contract, &given.memo).await?;
    done()
}

/// Stops the timer and stores the segments it filled.
#[utoipa::path(
    post, path = "/api/v1/timer/stop", tag = "timer",
    responses((status = 200, body = Stopped)), security(("token" = ["work"]))
)]
pub async fn stop(call: Call) -> Answer {
    ok(Stopped::from(timesheet::stop(&call.context).await?))
}

/// Removes a segment of yours.
#[utoipa::path(delete, path = "/api/v1/segments/{id}", tag = "timer", responses((status = 204)), security(("token" = ["work"])))]
pub async fn remove_segment(Id(id): Id<SegmentId>, call: Call) -> Answer {
    timesheet::remove_segment(&call.context, id).await?;
    done()
}
