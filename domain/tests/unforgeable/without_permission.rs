//! A contract alone, or with the proof of the other side, approves nothing.
use domain::contract::Contract;
use domain::contract::milestone::{Milestone, Share};
use domain::permit::Freelancer;
use domain::time::Timestamp;

fn alone(contract: &Contract, milestone: Milestone, now: Timestamp) {
    let _ = contract.approve(milestone, Share::All, now);
}

fn other_side(freelancer: Freelancer<&Contract>, milestone: Milestone, now: Timestamp) {
    let _ = freelancer.approve(milestone, Share::All, now);
}

fn main() {}
