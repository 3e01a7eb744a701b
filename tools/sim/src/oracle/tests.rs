//! The oracle against the examples of `docs/guide.md`, number by number.

use super::book::Place;
use super::{Fees, Job, Oracle, Rules, Signed, State, calendar::DAY, calendar::HOUR};

const CLIENT: i64 = 1;
const FREELANCER: i64 = 2;
const JOB: i64 = 10;
const CONTRACT: i64 = 40;
/// 15 February 2028, 10:00 UTC.
const SUBMITTED: i64 = 1_834_221_600_000_000;

/// The numbers that every new instance starts with.
const RULES: Rules = Rules {
    fees: Fees { client: 300, freelancer: 500 },
    review: 14 * DAY,
    security: 5 * DAY,
    job_open: 30 * DAY,
    offer_open: 7 * DAY,
    funding_open: 7 * DAY,
    payment_lookup: 24 * HOUR,
    proposals_open_max: 20,
};

/// A contract over these amounts, signed.
fn signed(amounts: &[i64]) -> Oracle {
    let mut oracle = Oracle::new(RULES);
    let now = SUBMITTED;
    let state = State::new("draft", 0);
    let title = "A gateway".to_owned();
    oracle.draft(Job { id: JOB, client: CLIENT, title, currency: "EUR", hires: 1, hired: 0, state });
    oracle.publish(JOB, CLIENT, 1, now).unwrap();
    oracle.propose(20, JOB, FREELANCER, Some(amounts.iter().sum()), now).unwrap();
    oracle.make_offer(30, 20, CLIENT, amounts, now).unwrap();
    let milestones = (50..).take(amounts.len()).collect();
    oracle.accept(30, FREELANCER, &Signed { id: CONTRACT, room: 60, milestones }, now).unwrap();
    oracle
}

/// The first milestone funded by a charge, and its work handed over.
fn submitted(amounts: &[i64]) -> Oracle {
    let mut oracle = signed(amounts);
    assert!(!oracle.fund(CONTRACT, 0, CLIENT, 70, SUBMITTED).unwrap());
    oracle.settle_begun(70);
    oracle.submit(CONTRACT, 0, FREELANCER, SUBMITTED).unwrap();
    oracle
}

impl Oracle {
    fn settle_begun(&mut self, payment: i64) {
        self.gateway_answers(payment, "at the gateway").unwrap();
        self.settle(payment, None, SUBMITTED).unwrap();
    }

    fn holds(&self, place: Place) -> i64 {
        self.book.holds(place, "EUR")
    }
}

#[test]
fn three_parts_cost_what_one_costs() {
    let mut oracle = submitted(&[100_000]);
    assert_eq!((oracle.holds(Place::Outside), oracle.holds(Place::Fees)), (-103_000, 3_000));
    let pending = Place::Pending(FREELANCER, CONTRACT);
    let mut steps = Vec::new();
    for part in [33_333, 33_333, 33_334] {
        let before = oracle.holds(pending);
        oracle.approve(CONTRACT, 0, CLIENT, Some(part), SUBMITTED).unwrap();
        steps.push((oracle.holds(pending) - before, oracle.holds(Place::Fees)));
    }
    assert_eq!(steps, [(31_667, 4_666), (31_666, 6_333), (31_667, 8_000)]);
    assert_eq!(oracle.contracts[&CONTRACT].milestones[0].state.word, "released");
    assert!(oracle.leaks().is_empty());
}

#[test]
fn what_is_given_back_takes_its_fee_along() {
    let mut oracle = submitted(&[100_000]);
    oracle.approve(CONTRACT, 0, CLIENT, Some(33_333), SUBMITTED).unwrap();
    oracle.refund(CONTRACT, 0, FREELANCER, None, SUBMITTED).unwrap();
    assert_eq!(oracle.holds(Place::Wallet(CLIENT)), 68_668);
    assert_eq!(oracle.holds(Place::Fees), 999 + 1_666);
}

#[test]
fn auto_release_comes_on_the_fourteenth_day_to_the_second() {
    let mut oracle = submitted(&[100_000]);
    let (released, cleared) = (1_835_431_200_000_000, 1_835_863_200_000_000);
    assert_eq!(oracle.contracts[&CONTRACT].milestones[0].releases_at, released);
    let late = released + 3 * HOUR;
    let mut refused = oracle.fresh();
    assert_eq!(refused.request_changes(CONTRACT, 0, CLIENT, late), Err("milestone.already_released"));
    oracle.carry_out("milestone.review_reminder", 50, SUBMITTED + 7 * DAY, late).unwrap();
    oracle.carry_out("milestone.auto_release", 50, released, late).unwrap();
    assert_eq!(oracle.contracts[&CONTRACT].milestones[0].state, State::new("released", released));
    assert_eq!(oracle.clearing_at(cleared), [0]);
    oracle.clear(0, cleared).unwrap();
    assert_eq!(oracle.holds(Place::Wallet(FREELANCER)), 95_000);
    assert!(oracle.overdue(cleared).is_empty());
}

#[test]
fn a_second_charge_beside_a_first_brings_a_cent_too_much_at_most() {
    let mut oracle = signed(&[550, 550]);
    oracle.fund(CONTRACT, 0, CLIENT, 70, SUBMITTED).unwrap();
    oracle.fund(CONTRACT, 1, CLIENT, 71, SUBMITTED).unwrap();
    assert_eq!((oracle.payments[&70].amount, oracle.payments[&71].amount), (566, 567));
    oracle.settle_begun(71);
    oracle.settle_begun(70);
    assert_eq!(oracle.holds(Place::Fees), 33);
    assert_eq!(oracle.holds(Place::Wallet(CLIENT)), 0);
}

#[test]
fn nothing_that_is_due_is_done_at_another_moment() {
    let mut oracle = signed(&[100_000]);
    let due = SUBMITTED + 7 * DAY;
    assert!(oracle.fresh().carry_out("contract.lapse", CONTRACT, due + 1, due + 1).is_err());
    oracle.carry_out("contract.lapse_warning", CONTRACT, due - 2 * DAY, due - 2 * DAY).unwrap();
    assert_eq!(oracle.overdue(due).len(), 1);
    oracle.carry_out("contract.lapse", CONTRACT, due, due).unwrap();
    assert_eq!(oracle.jobs[&JOB].state, State::new("open", due + 30 * DAY));
}
