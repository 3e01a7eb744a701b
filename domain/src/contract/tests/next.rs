//! What happens next in a contract: the nearest deadline first, then work, then money; what each side may do; and that what a
//! clock does late is written as of the moment that was due.

use super::scene::{CLIENT, Scene, contract, day, milestone, note};
use crate::actor::Side;
use crate::contract::milestone::{Escrow, Milestone, MilestoneState, Over, Unfunded, Work};
use crate::contract::read::{
    ContractAction, MilestoneAction, Next, contract_actions, funds_next, milestone_actions, next,
};
use crate::contract::{Contract, ContractState};
use crate::id::{MilestoneId, PaymentId, SubmissionId};
use crate::money::{Currency, Money};
use crate::payment::FailureReason;
use crate::time::{Date, Due, Span};

const HUNDRED: Money = Money::new(10_000, Currency::Eur);

fn active() -> Contract {
    Contract { funded: HUNDRED, state: ContractState::Active { since: day(0) }, ..contract(Currency::Eur) }
}

fn id(number: i64) -> MilestoneId {
    milestone(number, HUNDRED).id
}

/// Milestones 1, 2, 3 … in these states.
fn in_states(states: &[MilestoneState]) -> Vec<Milestone> {
    let one = |(place, state): (usize, &MilestoneState)| Milestone {
        state: state.clone(),
        ..milestone(i64::try_from(place).unwrap() + 1, HUNDRED)
    };
    states.iter().enumerate().map(one).collect()
}

fn review(releases_at: i64) -> MilestoneState {
    let (escrow, submission) = (Escrow::of(HUNDRED), SubmissionId::from_raw(9));
    MilestoneState::Held { escrow, work: Work::InReview { submission, at: day(0), releases_at: day(releases_at) } }
}

fn funded() -> MilestoneState {
    MilestoneState::Held { escrow: Escrow::of(HUNDRED), work: Work::InProgress { since: day(0) } }
}

fn changes() -> MilestoneState {
    MilestoneState::Held { escrow: Escrow::of(HUNDRED), work: Work::ChangesRequested { at: day(0), note: note() } }
}

fn funding() -> MilestoneState {
    MilestoneState::Unfunded(Unfunded::Funding { payment: PaymentId::from_raw(7), since: day(0) })
}

fn failed() -> MilestoneState {
    MilestoneState::Unfunded(Unfunded::Failed { at: day(0), reason: FailureReason::Declined })
}

fn released() -> MilestoneState {
    MilestoneState::Over(Over::Released {
        escrow: Escrow { released: HUNDRED, turns: 1, ..Escrow::of(HUNDRED) },
        at: day(0),
    })
}

fn pays(milestone: i64) -> Next {
    let Some(payment) = funding().payment() else { panic!("it waits for a payment") };
    Next::PaymentRuns { milestone: id(milestone), payment }
}

#[test]
fn that_the_client_left_a_payment_is_theirs_to_know() {
    let left = MilestoneState::Unfunded(Unfunded::Failed { at: day(0), reason: FailureReason::Abandoned });
    assert_eq!(left.clone().seen_by(Side::Freelancer), MilestoneState::DRAFT);
    for state in [failed(), funding(), funded(), released(), changes(), review(14), MilestoneState::DRAFT] {
        assert_eq!(state.clone().seen_by(Side::Freelancer), state);
    }
    assert_eq!(left.clone().seen_by(Side::Client), left);
}

#[test]
fn the_nearest_deadline_comes_before_work_and_work_before_money() {
    let reviews =
        |milestone, releases_at| Next::ClientReviews { milestone: id(milestone), releases_at: day(releases_at) };
    let submits = |milestone, again| Next::FreelancerSubmits { milestone: id(milestone), due: None, again };
    let table: [(&[MilestoneState], Next, Option<Side>); 12] = [
        (&[review(14), review(9), review(12)], reviews(2, 9), Some(Side::Client)),
        (&[review(9), review(14)], reviews(1, 9), Some(Side::Client)),
        (&[funded(), review(14)], reviews(2, 14), Some(Side::Client)),
        (&[MilestoneState::DRAFT, funded(), changes()], submits(2, false), Some(Side::Freelancer)),
        (&[changes(), funded()], submits(1, true), Some(Side::Freelancer)),
        (&[funding(), funded()], submits(2, false), Some(Side::Freelancer)),
        (&[MilestoneState::DRAFT, funding()], pays(2), Some(Side::Client)),
        (&[released(), failed()], Next::ClientFundsNext { milestone: id(2) }, Some(Side::Client)),
        (&[MilestoneState::DRAFT, failed()], Next::ClientFundsNext { milestone: id(1) }, Some(Side::Client)),
        (&[released()], Next::CanEnd, None),
        (&[released(), MilestoneState::Over(Over::Cancelled { at: day(0) })], Next::CanEnd, None),
        (&[], Next::CanEnd, None),
    ];
    for (states, expected, waits_for) in table {
        let found = next(&active(), &in_states(states));
        assert_eq!(found, expected, "{states:?}");
        assert_eq!(found.waits_for(), waits_for, "{states:?}");
    }
}

#[test]
fn a_contract_waits_for_its_first_money_until_it_lapses_and_for_nothing_when_it_is_over() {
    let waiting = Contract { state: ContractState::AwaitingFunding { until: day(7) }, ..active() };
    for states in [[MilestoneState::DRAFT, MilestoneState::DRAFT], [failed(), MilestoneState::DRAFT]] {
        let found = next(&waiting, &in_states(&states));
        assert_eq!((&found, found.waits_for()), (&Next::ClientFunds { until: day(7) }, Some(Side::Client)));
        assert_eq!(found.due(), Some(Due::At(day(7))));
    }
    let found = next(&waiting, &in_states(&[funding()]));
    assert_eq!((&found, found.waits_for()), (&pays(1), Some(Side::Client)), "it may have been left");
    let mut scene = Scene::new(Currency::Eur);
    scene.add_milestone(HUNDRED);
    scene.end(CLIENT).unwrap();
    assert_eq!(next(&scene.contract, &scene.milestones), Next::Over);
    let (lapsed, after) = waiting.lapse(in_states(&[MilestoneState::DRAFT]), day(7)).unwrap();
    assert_eq!(next(&lapsed, &after), Next::Over);
}

#[test]
fn a_deadline_is_told_where_there_is_one() {
    let monday = Date::parse_iso("2028-03-06").unwrap();
    let mut work = in_states(&[funded()]);
    work[0].terms.due = Some(monday);
    assert_eq!(next(&active(), &work).due(), Some(Due::On(monday)));
    assert_eq!(next(&active(), &in_states(&[funded()])).due(), None);
    assert_eq!(next(&active(), &in_states(&[review(9)])).due(), Some(Due::At(day(9))));
    assert_eq!(next(&active(), &in_states(&[MilestoneState::DRAFT])).due(), None);
    assert_eq!(next(&active(), &[]).due(), None);
}

#[test]
fn auto_release_is_as_of_the_moment_that_was_due_however_late_the_clock_comes() {
    for late in [day(14), day(14).plus(Span::hours(5)), day(40)] {
        let submitted = in_states(&[review(14)]).remove(0);
        let moved = submitted.auto_release(active(), late).unwrap().unwrap();
        let MilestoneState::Over(Over::Released { at, .. }) = moved.milestone.state else { panic!("all was released") };
        assert_eq!(at, day(14));
    }
}

#[test]
fn a_contract_lapses_as_of_the_moment_that_was_due_however_late_the_clock_comes() {
    let waiting = Contract { state: ContractState::AwaitingFunding { until: day(7) }, ..active() };
    assert_eq!(waiting.clone().lapse(vec![], day(7).minus(Span::micros(1))), None);
    for late in [day(7), day(30)] {
        let (lapsed, _) = waiting.clone().lapse(vec![], late).unwrap();
        assert_eq!(lapsed.state, ContractState::Lapsed { at: day(7) });
    }
    assert_eq!(active().lapse(vec![], day(30)), None);
}

/// A contract in each of its states: awaiting funding, active, ended, lapsed.
fn in_every_state() -> [Contract; 4] {
    [
        ContractState::AwaitingFunding { until: day(7) },
        ContractState::Active { since: day(0) },
        ContractState::Ended { at: day(1), by: Side::Client },
        ContractState::Lapsed { at: day(7) },
    ]
    .map(|state| Contract { state, ..active() })
}

#[test]
fn each_side_may_do_with_a_milestone_what_its_state_and_the_contract_take() {
    use MilestoneAction::{Approve, CancelPayment, ContinuePayment, Fund, Refund, RequestChanges, Submit};
    let cancelled = MilestoneState::Over(Over::Cancelled { at: day(0) });
    let refunded = MilestoneState::Over(Over::Refunded {
        escrow: Escrow { refunded: HUNDRED, turns: 1, ..Escrow::of(HUNDRED) },
        at: day(0),
    });
    // What the client may while the contract takes funding, and the freelancer while it takes work.
    let table: [(MilestoneState, &[MilestoneAction], &[MilestoneAction]); 9] = [
        (MilestoneState::DRAFT, &[Fund], &[]),
        (failed(), &[Fund], &[]),
        (funding(), &[ContinuePayment, CancelPayment], &[]),
        (funded(), &[], &[Submit, Refund]),
        (changes(), &[], &[Submit, Refund]),
        (review(14), &[Approve, RequestChanges], &[Refund]),
        (released(), &[], &[]),
        (refunded, &[], &[]),
        (cancelled, &[], &[]),
    ];
    for (state, client, freelancer) in table {
        let milestone = in_states(&[state]).remove(0);
        let in_review = milestone.state.review().is_some();
        for contract in in_every_state() {
            let funding = contract.takes_funding().is_ok() || in_review;
            let work = contract.takes_work().is_ok() || in_review;
            let may = |side| milestone_actions(&contract, &milestone, side);
            assert_eq!(
                may(Side::Client),
                if funding { client } else { &[] },
                "{:?} {:?}",
                milestone.state,
                contract.state
            );
            let theirs: &[MilestoneAction] = if work { freelancer } else { &[] };
            assert_eq!(may(Side::Freelancer), theirs, "{:?} {:?}", milestone.state, contract.state);
        }
    }
}

#[test]
fn a_contract_may_be_ended_when_it_is_quiet_and_tracked_by_its_freelancer_while_it_takes_work() {
    use ContractAction::{End, Track};
    let quiet: [&[MilestoneState]; 4] = [&[], &[MilestoneState::DRAFT], &[released(), failed()], &[released()]];
    let busy: [&[MilestoneState]; 5] =
        [&[funding()], &[MilestoneState::DRAFT, funding()], &[funded()], &[released(), review(14)], &[changes()]];
    // The client's and the freelancer's, while it is quiet and while it is not.
    let table: [[&[ContractAction]; 4]; 4] =
        [[&[End], &[End], &[], &[]], [&[End], &[Track, End], &[], &[Track]], [&[]; 4], [&[]; 4]];
    for (contract, [client, freelancer, client_busy, freelancer_busy]) in in_every_state().into_iter().zip(table) {
        let may = |states, side| contract_actions(&contract, &in_states(states), side);
        for states in quiet {
            assert_eq!(may(states, Side::Client), client, "{:?} {states:?}", contract.state);
            assert_eq!(may(states, Side::Freelancer), freelancer, "{:?} {states:?}", contract.state);
        }
        for states in busy {
            assert_eq!(may(states, Side::Client), client_busy, "{:?} {states:?}", contract.state);
            assert_eq!(may(states, Side::Freelancer), freelancer_busy, "{:?} {states:?}", contract.state);
        }
    }
}

#[test]
fn releases_and_refunds_of_a_milestone_are_numbered_together() {
    let mut scene = Scene::new(Currency::Eur);
    let place = scene.add_milestone(HUNDRED);
    scene.begin(place).unwrap();
    scene.succeed(0).unwrap();
    scene.submit(place).unwrap();
    let part = Some(Money::new(1_000, Currency::Eur));
    scene.approve(place, part).unwrap();
    scene.refund(place, part).unwrap();
    scene.approve(place, part).unwrap();
    scene.refund(place, None).unwrap();
    let milestone = &scene.milestones[place];
    assert_eq!(milestone.state.escrow().unwrap().turns, 4);
    let keys: Vec<String> = scene.book.movements().iter().map(|movement| movement.key().to_owned()).collect();
    let numbers: Vec<&str> = keys[2..].iter().map(|key| key.rsplit(':').next().unwrap()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4"], "{keys:?}");
}

#[test]
fn the_next_milestone_costs_its_price_and_the_fee_of_its_part_of_the_contract() {
    // 3 % of 100.00 is 3.00, of 100.50 it is 3.01 (rounded down): the part of 0.50 pays one cent.
    let small = Money::new(50, Currency::Eur);
    let mut milestones = in_states(&[funded(), failed(), MilestoneState::DRAFT]);
    milestones[1].terms.amount = small;
    assert_eq!(funds_next(&active(), &milestones).unwrap(), Some(Money::new(51, Currency::Eur)));
    let nothing_yet = Contract { funded: Money::zero(Currency::Eur), ..active() };
    assert_eq!(funds_next(&nothing_yet, &milestones[1..]).unwrap(), Some(Money::new(51, Currency::Eur)));
    assert_eq!(funds_next(&nothing_yet, &milestones[2..]).unwrap(), Some(Money::new(10_300, Currency::Eur)));
    assert_eq!(funds_next(&active(), &milestones[..1]).unwrap(), None);
    let [_, _, ended, lapsed] = in_every_state();
    assert_eq!([funds_next(&ended, &milestones).unwrap(), funds_next(&lapsed, &milestones).unwrap()], [None, None]);
}
