//! Contracts as programs read them.

use super::super::{
    value::{Amount, Deliverable, Fees, Moment, Person, Price},
    word::{SideWord, Word},
};
use domain::contract::{
    ContractState,
    list::ContractRow,
    milestone::{Escrow, MilestoneState, Over, Unfunded, Work},
    read::{
        Activity, ContractAction, ContractPage, Earning, EscrowSums, Happening, MilestoneAction,
        MilestoneView as MilestonePage, Next, SubmissionView as Submission,
    },
};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a contract stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractStanding {
    /// `awaiting_funding`, `active`, `ended` or `lapsed`.
    state: &'static str,
    /// Awaiting funding: it lapses then. Active: since then. Ended or lapsed: when.
    state_at: Moment,
}

impl From<ContractState> for ContractStanding {
    fn from(state: ContractState) -> Self {
        let at = match state {
            ContractState::AwaitingFunding { until } => until,
            ContractState::Active { since } => since,
            ContractState::Ended { at, .. } | ContractState::Lapsed { at } => at,
        };
        Self { state: state.word(), state_at: at.into() }
    }
}

/// What happens next.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextView {
    /// `client_funds`, `client_funds_next`, `payment_runs`, `freelancer_submits`, `client_reviews`, `can_end` or `over`.
    what: &'static str,
    /// Which milestone it is about.
    milestone: Option<String>,
    /// The contract lapses then, or the money is released then.
    at: Option<Moment>,
}

impl From<Next> for NextView {
    fn from(next: Next) -> Self {
        let (what, milestone, at) = match next {
            Next::ClientFunds { until } => ("client_funds", None, Some(until)),
            Next::ClientFundsNext { milestone } => ("client_funds_next", Some(milestone), None),
            Next::PaymentRuns { milestone, .. } => ("payment_runs", Some(milestone), None),
            Next::FreelancerSubmits { milestone, .. } => ("freelancer_submits", Some(milestone), None),
            Next::ClientReviews { milestone, releases_at } => ("client_reviews", Some(milestone), Some(releases_at)),
            Next::CanEnd => ("can_end", None, None),
            Next::Over => ("over", None, None),
        };
        Self { what, milestone: milestone.map(|id| id.to_string()), at: at.map(Moment::from) }
    }
}

/// Sums over all milestones, before fees.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sums {
    /// Released to the freelancer.
    released: Amount,
    /// Given back to the client.
    refunded: Amount,
    /// Held and in review.
    in_review: Amount,
    /// What is held and not in review.
    funded: Amount,
    /// Agreed, not funded.
    unfunded: Amount,
}

impl From<EscrowSums> for Sums {
    fn from(sums: EscrowSums) -> Self {
        Self {
            released: sums.released.into(),
            refunded: sums.refunded.into(),
            in_review: sums.in_review.into(),
            funded: sums.funded.into(),
            unfunded: sums.unfunded.into(),
        }
    }
}

/// One contract of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractSummary {
    /// Id, as 13 letters and digits.
    id: String,
    /// What it is about.
    title: String,
    /// Which side of it you are.
    side: SideWord,
    /// What the other person is called.
    other_name: String,
    /// When it was signed.
    signed_at: Moment,
    /// Where it stands.
    #[serde(flatten)]
    state: ContractStanding,
    /// Its money.
    escrow: Sums,
    /// What happens next.
    next: NextView,
}

impl From<ContractRow> for ContractSummary {
    fn from(row: ContractRow) -> Self {
        Self {
            id: row.id.to_string(),
            title: row.title,
            side: Word(row.side),
            other_name: row.other_name,
            signed_at: row.signed_at.into(),
            state: row.state.into(),
            escrow: row.sums.into(),
            next: row.next.into(),
        }
    }
}

/// The money of one milestone, before fees.
#[derive(Debug, Serialize, ToSchema)]
pub struct EscrowView {
    /// What the client put in.
    funded: Amount,
    /// Released so far.
    released: Amount,
    /// Given back so far.
    refunded: Amount,
    /// Still held.
    held: Amount,
}

impl From<Escrow> for EscrowView {
    fn from(escrow: Escrow) -> Self {
        Self {
            held: escrow.held().into(),
            funded: escrow.funded.into(),
            released: escrow.released.into(),
            refunded: escrow.refunded.into(),
        }
    }
}

/// Where a milestone stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneStanding {
    /// `draft`, `funding`, `funding_failed`, `funded`, `submitted`, `changes_requested`, `released`, `refunded` or `cancelled`.
    state: &'static str,
    /// Since when; missing for a draft.
    state_since: Option<Moment>,
    /// Submitted: released by itself then.
    releases_at: Option<Moment>,
    /// Changes requested: what should change.
    note: Option<String>,
    /// Funding failed: `declined`, `lacks_funds`, `abandoned`, or `wallet_short` (the charge succeeded and was not enough: its
    /// money is in the wallet, and funding again charges what is missing).
    failure: Option<&'static str>,
    /// Its money, once it was funded.
    escrow: Option<EscrowView>,
}

impl From<MilestoneState> for MilestoneStanding {
    fn from(state: MilestoneState) -> Self {
        let (word, escrow) = (state.word(), state.escrow().map(EscrowView::from));
        let (mut releases_at, mut note, mut failure) = (None, None, None);
        let since = match state {
            MilestoneState::Unfunded(Unfunded::Draft) => None,
            MilestoneState::Unfunded(Unfunded::Funding { since, .. }) => Some(since),
            MilestoneState::Unfunded(Unfunded::Failed { at, reason }) => {
                failure = Some(reason.as_str());
                Some(at)
            }
            MilestoneState::Held { work: Work::InProgress { since }, .. } => Some(since),
            MilestoneState::Held { work: Work::InReview { at, releases_at: until, .. }, .. } => {
                releases_at = Some(until.into());
                Some(at)
            }
            MilestoneState::Held { work: Work::ChangesRequested { at, note: asked }, .. } => {
                note = Some(asked.to_string());
                Some(at)
            }
            MilestoneState::Over(Over::Released { at, .. } | Over::Refunded { at, .. } | Over::Cancelled { at }) => {
                Some(at)
            }
        };
        Self { state: word, state_since: since.map(Moment::from), releases_at, note, failure, escrow }
    }
}

/// One submission of work.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionView {
    /// Id, as 13 letters and digits.
    id: String,
    /// 1, 2, 3 … within its milestone.
    number: i64,
    /// Markdown, as written.
    text: String,
    /// When it was handed over.
    at: Moment,
}

impl From<Submission> for SubmissionView {
    fn from(view: Submission) -> Self {
        Self { id: view.id.to_string(), number: view.number, text: view.text.to_string(), at: view.at.into() }
    }
}

/// Money that was released.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarningView {
    /// After the fee.
    net: Amount,
    /// Available from then on.
    clears_at: Moment,
    /// It is available.
    cleared: bool,
}

impl From<Earning> for EarningView {
    fn from(earning: Earning) -> Self {
        Self { net: earning.net.into(), clears_at: earning.clears_at.into(), cleared: earning.cleared }
    }
}

/// A milestone of a contract.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneView {
    /// Id, as 13 letters and digits.
    id: String,
    /// 1, 2, 3 …
    number: i64,
    /// Give it back with what you decide about its money.
    version: i64,
    /// What was agreed.
    #[serde(flatten)]
    terms: Deliverable,
    /// Where it stands.
    #[serde(flatten)]
    state: MilestoneStanding,
    /// Its price for both sides, of this milestone alone.
    price: Price,
    /// The payment that waits at the gateway.
    payment: Option<String>,
    /// All submissions, newest first.
    submissions: Vec<SubmissionView>,
    /// What its releases brought.
    earnings: Vec<EarningView>,
    /// What you may do now: `fund`, `continue_payment`, `cancel_payment`, `submit`, `request_changes`, `approve`, `give_back`.
    actions: Vec<&'static str>,
}

impl From<MilestonePage> for MilestoneView {
    fn from(view: MilestonePage) -> Self {
        Self {
            id: view.milestone.id.to_string(),
            number: view.milestone.number,
            version: view.version,
            terms: view.milestone.terms.into(),
            state: view.milestone.state.into(),
            price: view.breakdown.into(),
            payment: view.payment.map(|id| id.to_string()),
            submissions: view.submissions.into_iter().map(SubmissionView::from).collect(),
            earnings: view.earnings.into_iter().map(EarningView::from).collect(),
            actions: view.actions.into_iter().map(milestone_word).collect(),
        }
    }
}

fn milestone_word(action: MilestoneAction) -> &'static str {
    match action {
        MilestoneAction::Fund => "fund",
        MilestoneAction::ContinuePayment => "continue_payment",
        MilestoneAction::CancelPayment => "cancel_payment",
        MilestoneAction::Submit => "submit",
        MilestoneAction::RequestChanges => "request_changes",
        MilestoneAction::Approve => "approve",
        MilestoneAction::Refund => "give_back",
    }
}

/// One thing that happened in a contract.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityView {
    /// When it happened.
    at: Moment,
    /// `client`, `freelancer`, or null when a clock did it.
    by: Option<&'static str>,
    /// `signed`, `funded`, `funding_failed`, `deposited` (a charge is in the client's wallet instead of escrow), `not_funded`
    /// (it was not enough), `submitted`, `changes_requested`, `released`, `refunded`, `cleared`, `ended` or `lapsed`.
    what: &'static str,
    /// Number of the milestone.
    milestone: Option<i64>,
    /// How much: the agreed price; what was funded, released or refunded before fees; what was charged; what cleared after the fee.
    amount: Option<Amount>,
    /// Released because nobody answered in time.
    by_silence: bool,
}

impl From<Activity> for ActivityView {
    fn from(activity: Activity) -> Self {
        let (what, milestone, amount) = match activity.what {
            Happening::Signed { price } => ("signed", None, Some(price)),
            Happening::Funded { number, amount } => ("funded", Some(number), Some(amount)),
            Happening::FundingFailed { number } => ("funding_failed", Some(number), None),
            Happening::Deposited { number, amount } => ("deposited", Some(number), Some(amount)),
            Happening::NotFunded { number } => ("not_funded", Some(number), None),
            Happening::Submitted { number } => ("submitted", Some(number), None),
            Happening::ChangesRequested { number } => ("changes_requested", Some(number), None),
            Happening::Released { number, amount, .. } => ("released", Some(number), Some(amount)),
            Happening::Refunded { number, amount } => ("refunded", Some(number), Some(amount)),
            Happening::Cleared { net } => ("cleared", None, Some(net)),
            Happening::Ended => ("ended", None, None),
            Happening::Lapsed => ("lapsed", None, None),
        };
        let by_silence = matches!(activity.what, Happening::Released { automatic: true, .. });
        let by = activity.by.map(|side| side.as_str());
        Self { at: activity.at.into(), by, what, milestone, amount: amount.map(Amount::from), by_silence }
    }
}

/// A contract between a client and a freelancer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractView {
    /// Id, as 13 letters and digits.
    id: String,
    /// What it is about.
    title: String,
    /// The job it came from.
    job: String,
    /// The client, who hires.
    client: Person,
    /// The freelancer, who works.
    freelancer: Person,
    /// Which side of it you are.
    side: SideWord,
    /// When it was signed.
    signed_at: Moment,
    /// Where it stands.
    #[serde(flatten)]
    state: ContractStanding,
    /// Fees it keeps for its life.
    fees: Fees,
    /// Agreed price for both sides.
    price: Price,
    /// Its money.
    escrow: Sums,
    /// Its milestones in order.
    milestones: Vec<MilestoneView>,
    /// What happens next.
    next: NextView,
    /// The room of the two.
    room: String,
    /// What happened, newest first, at most 100.
    activity: Vec<ActivityView>,
    /// Tracked segments of ten minutes.
    segments: i64,
    /// What you may do with it as a whole: `end`, `track`.
    actions: Vec<&'static str>,
}

impl From<ContractPage> for ContractView {
    fn from(page: ContractPage) -> Self {
        let word = |action| match action {
            ContractAction::End => "end",
            ContractAction::Track => "track",
        };
        Self {
            id: page.id.to_string(),
            title: page.title,
            job: page.job.to_string(),
            client: Person::new(page.parties.client, page.client_name),
            freelancer: Person::new(page.parties.freelancer, page.freelancer_name),
            side: Word(page.side),
            signed_at: page.signed_at.into(),
            state: page.state.into(),
            fees: page.fees.into(),
            price: page.breakdown.into(),
            escrow: page.sums.into(),
            milestones: page.milestones.into_iter().map(MilestoneView::from).collect(),
            next: page.next.into(),
            room: page.room.to_string(),
            activity: page.activity.into_iter().map(ActivityView::from).collect(),
            segments: page.segments,
            actions: page.actions.into_iter().map(word).collect(),
        }
    }
}
