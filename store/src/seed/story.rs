//! What the demo people did before a newcomer looks in: jobs, proposals, deals, words and hours, each with its day.

use domain::actor::Side;

/// When something happened.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// So many days ago, at this hour and minute UTC.
    Day(i64, i64, i64),
    /// So many minutes ago.
    Minutes(i64),
}

/// A milestone: title, amount, and in how many days it is due (or was).
pub type Part = (&'static str, &'static str, i64);

/// What happened. A deal is named by the title of its job and the address of its freelancer.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A proposal with its letter.
    Propose(&'static str, &'static [Part]),
    /// The client read the proposal.
    View,
    /// The client keeps it in the closer choice.
    Shortlist,
    /// The client said no, with a reason.
    Decline(&'static str),
    /// The client offered what was proposed, with a word to it.
    Offer(&'static str),
    /// The freelancer accepted the offer.
    Accept,
    /// The client funded the milestone of this number.
    Fund(usize),
    /// The freelancer handed work over.
    Submit(usize, &'static str),
    /// The client asked for changes.
    Changes(usize, &'static str),
    /// The client approved all of it.
    Approve(usize),
    /// The freelancer gave a part back.
    Refund(usize, &'static str),
    /// The client ended the contract.
    End,
    /// Somebody wrote in the room.
    Say(Side, &'static str),
    /// The timer ran for so many minutes.
    Work(i64, &'static str),
}

/// One deal and what happened in it.
#[derive(Debug)]
pub struct Deal {
    /// Title of the job.
    pub job: &'static str,
    /// Address of the freelancer.
    pub with: &'static str,
    /// What happened, oldest first.
    pub steps: &'static [(When, Step)],
}
