//! Server functions of the timer.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    NO_TIMER, Row,
    Who::{Freelancer, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
#[cfg(feature = "ssr")]
use domain::id::{ContractId, SegmentId};
#[cfg(feature = "ssr")]
use domain::time::Date;
use domain::timesheet::TimerPage;
use leptos::prelude::*;

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/timer/page", SignedIn),
    Row::page("POST /do/timer/start", Freelancer),
    Row::page("POST /do/timer/stop", SignedIn).except(NO_TIMER),
    Row::page("POST /do/timer/remove-segment", Freelancer).hidden(),
];

/// The timer and one day of the diary; a day that cannot be read is today.
#[server(prefix = "/do", endpoint = "timer/page", output = crate::runtime::codec::Wire)]
pub async fn page(day: String) -> Result<TimerPage, PageError> {
    let context = session::signed_in()?;
    Ok(store::timesheet::page(&context, Date::parse_iso(&day)).await?)
}

/// Starts the timer.
#[server(prefix = "/do", endpoint = "timer/start", output = crate::runtime::codec::Wire)]
pub async fn start(contract_id: String, #[server(default)] memo: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = ContractId::parse(&contract_id)?;
    Ok(store::timesheet::start(&context, id, &memo).await?)
}

/// Stops the timer; answers with the number of segments that it left behind. The page tells of the others.
#[server(prefix = "/do", endpoint = "timer/stop", output = crate::runtime::codec::Wire)]
pub async fn stop() -> Result<i64, PageError> {
    let context = session::signed_in()?;
    Ok(store::timesheet::stop(&context).await?.counted)
}

/// Takes a segment out of the diary.
#[server(prefix = "/do", endpoint = "timer/remove-segment", output = crate::runtime::codec::Wire)]
pub async fn remove_segment(segment_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = SegmentId::parse(&segment_id)?;
    Ok(store::timesheet::remove_segment(&context, id).await?)
}
