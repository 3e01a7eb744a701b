//! A milestone and the payment for it: which one it waits for, and what its freelancer sees of one that came to nothing.

use super::milestone::{MilestoneState, Unfunded};
use crate::actor::Side;
use crate::id::PaymentId;
use crate::payment::FailureReason;

impl MilestoneState {
    /// The payment that it waits for.
    pub const fn payment(&self) -> Option<PaymentId> {
        match self {
            Self::Unfunded(Unfunded::Funding { payment, .. }) => Some(*payment),
            Self::Unfunded(Unfunded::Draft | Unfunded::Failed { .. }) | Self::Held { .. } | Self::Over(_) => None,
        }
    }

    /// As one side sees it: that the client left a payment without paying is no concern of the freelancer's. For them the
    /// milestone is not funded, and nothing else.
    #[must_use]
    pub fn seen_by(self, side: Side) -> Self {
        match (side, self) {
            (Side::Freelancer, Self::Unfunded(Unfunded::Failed { reason: FailureReason::Abandoned, .. })) => {
                Self::DRAFT
            }
            (Side::Client | Side::Freelancer, state) => state,
        }
    }
}
