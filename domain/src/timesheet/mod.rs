//! Tracked time: one running timer per person, and the segments it leaves behind. On a fixed-price contract segments are a
//! record only: no limit, no charge.

pub mod segment;
pub mod told;

use crate::id::{ContractId, SegmentId, TimerId};
use crate::refusal::refusals;
use crate::text::Memo;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

refusals! {
    /// Why a timer or segment command was refused.
    TimesheetRefusal {
        Running { title: String } => "timesheet.running", State,
            "Your timer is already running on “{title}”. Stop it first; nothing was lost.";
        NotRunning => "timesheet.not_running", State, "No timer is running. It may have been stopped on another device.";
        ContractNotOpen => "timesheet.contract_not_open", State,
            "This contract does not take tracked time at the moment. Nothing was started.";
        SegmentLocked => "timesheet.segment_locked", State, "This contract has ended, so its diary stays as it is.";
    }
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningTimer {
    /// Id of this timer.
    pub id: TimerId,
    /// The contract that it is tracked on.
    pub contract: ContractId,
    /// Its title.
    pub title: String,
    /// What the time is for, in the words of its owner.
    pub memo: Memo,
    /// When it was started.
    pub started_at: Timestamp,
}

/// One stored segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentView {
    /// Id of this segment.
    pub id: SegmentId,
    /// The contract that it is tracked on.
    pub contract: ContractId,
    /// Its title.
    pub title: String,
    /// Its first moment; it lasts ten minutes.
    pub begins_at: Timestamp,
    /// What the time was for, in the words of its owner.
    pub memo: Memo,
}

/// A contract that a timer may run on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerContract {
    /// Id of this contract.
    pub id: ContractId,
    /// Its title.
    pub title: String,
    /// What the client is called.
    pub client_name: String,
}

/// The page of the timer: what runs, what it may run on, and the segments of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerPage {
    /// The server's clock, from which the page derives the running time.
    pub now: Timestamp,
    /// The running timer.
    pub running: Option<RunningTimer>,
    /// The stretch that was stopped last on the day shown.
    pub last: Option<told::LastStretch>,
    /// Contracts to choose from.
    pub contracts: Vec<TimerContract>,
    /// The day shown (UTC).
    pub day: Date,
    /// Its segments in time order.
    pub segments: Vec<SegmentView>,
    /// Segments of the week (Monday to Sunday, UTC) of that day.
    pub week_segments: i64,
    /// The same by day, Monday first.
    pub week: [i64; 7],
}
