//! When a client who has not answered a submission is reminded of it.

use super::milestone::Milestone;
use crate::time::{Span, Timestamp};

/// So long after a submission the client is reminded that it waits for them.
pub const REVIEW_REMINDERS: [Span; 3] = [Span::days(7), Span::days(12), Span::days(13)];

impl Milestone {
    /// The next reminder after a moment; none when nothing is in review, or it is released before.
    pub fn next_reminder(&self, after: Timestamp) -> Option<Timestamp> {
        let (at, releases_at) = self.state.review()?;
        REVIEW_REMINDERS.into_iter().map(|span| at.plus(span)).find(|on| *on > after && *on < releases_at)
    }
}
