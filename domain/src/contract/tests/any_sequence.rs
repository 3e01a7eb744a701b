//! Whatever people press, in whatever order: the rules of the books hold after every step.

use super::scene::{CLIENT, FREELANCER, Scene};
use crate::contract::ContractState;
use crate::ledger::posting::MovementKind;
use crate::money::{Currency, Money};
use crate::time::Span;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Begin(usize),
    Succeed(usize),
    Fail(usize),
    Submit(usize),
    Changes(usize),
    Approve(usize, Option<i64>),
    Refund(usize, Option<i64>),
    Wait(i64),
    End(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let place = 0_usize..4;
    // Parts of what is held, in thousandths; above 1000 it is more than is held.
    let part = || prop::option::weighted(0.7, prop_oneof![4 => 1_i64..1_000, 1 => -5_i64..1_200]);
    prop_oneof![
        3 => place.clone().prop_map(Step::Begin),
        3 => (0_usize..3).prop_map(Step::Succeed),
        1 => (0_usize..3).prop_map(Step::Fail),
        4 => place.clone().prop_map(Step::Submit),
        1 => place.clone().prop_map(Step::Changes),
        4 => (place.clone(), part()).prop_map(|(place, part)| Step::Approve(place, part)),
        2 => (place, part()).prop_map(|(place, part)| Step::Refund(place, part)),
        1 => (0_i64..500).prop_map(Step::Wait),
        1 => any::<bool>().prop_map(Step::End),
    ]
}

/// A refusal is a fine answer; it must only have changed nothing, which [`holds`] sees.
fn take(scene: &mut Scene, step: &Step) {
    let part = |scene: &Scene, place: usize, part: Option<i64>| {
        let held = scene.milestones[place].held();
        part.map(|thousandths| Money::new(held.minor * thousandths / 1_000, held.currency))
    };
    let before = scene.clone();
    let taken = match *step {
        Step::Begin(place) => scene.begin(place).map(drop),
        // A success that comes too late refuses the milestone and still keeps its deposit. One in time is always enough.
        Step::Succeed(back) => {
            let code = scene.succeed(back).map_or_else(|no| no.code(), |()| "funded");
            return assert_ne!(code, "ledger.lacks_money");
        }
        Step::Fail(back) => return scene.fail(back),
        Step::Submit(place) => scene.submit(place),
        Step::Changes(place) => scene.request_changes(place),
        Step::Approve(place, amount) => scene.approve(place, part(&before, place, amount)),
        Step::Refund(place, amount) => scene.refund(place, part(&before, place, amount)),
        Step::Wait(hours) => return scene.wait(Span::hours(hours)),
        Step::End(by_client) => scene.end(if by_client { CLIENT } else { FREELANCER }),
    };
    if taken.is_err() {
        assert_eq!(scene.book.movements().len(), before.book.movements().len(), "{step:?} was refused and moved money");
        assert_eq!(
            (&scene.contract, &scene.milestones),
            (&before.contract, &before.milestones),
            "{step:?} was refused and changed something"
        );
    }
}

/// The rules of the books, and what the states say about them.
fn holds(scene: &Scene) -> Result<(), TestCaseError> {
    scene.book.check().map_err(TestCaseError::fail)?;
    let currency = scene.currency();
    let sum = |amounts: Vec<Money>| Money::sum(currency, amounts).unwrap();
    for milestone in &scene.milestones {
        prop_assert_eq!(scene.escrow(milestone.id), milestone.held());
        let (funded, released, refunded) =
            milestone.state.escrow().map_or((0, 0, 0), |e| (e.funded.minor, e.released.minor, e.refunded.minor));
        let flows = [MovementKind::Fund, MovementKind::Release, MovementKind::Refund]
            .map(|kind| scene.flow(milestone.id, kind));
        prop_assert_eq!(flows, [funded, -released, -refunded]);
    }
    let over = |wanted: fn(&crate::contract::milestone::Escrow) -> Money| {
        sum(scene.milestones.iter().filter_map(|m| m.state.escrow()).map(|e| wanted(&e)).collect())
    };
    let funded = over(|escrow| escrow.funded).checked_sub(over(|escrow| escrow.refunded)).unwrap();
    let released = over(|escrow| escrow.released);
    prop_assert_eq!((scene.contract.funded, scene.contract.released), (funded, released));
    // However it was sliced: fees are the fees of the sums.
    let rates = scene.contract.fees;
    let client_fee = funded.percent_rounded_down(rates.client).unwrap();
    let freelancer_fee = released.percent_rounded_down(rates.freelancer).unwrap();
    prop_assert_eq!(scene.fees(), client_fee.checked_add(freelancer_fee).unwrap());
    prop_assert_eq!(
        sum(vec![scene.pending(), scene.wallet(FREELANCER)]),
        released.checked_sub(freelancer_fee).unwrap()
    );
    let held = sum(scene.milestones.iter().map(crate::contract::milestone::Milestone::held).collect());
    match scene.contract.state {
        ContractState::Ended { .. } | ContractState::Lapsed { .. } | ContractState::AwaitingFunding { .. } => {
            prop_assert!(held.is_zero())
        }
        ContractState::Active { .. } => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_sequence_of_commands_keeps_the_books(
        currency in prop::sample::select(vec![Currency::Eur, Currency::Jpy, Currency::Kwd]),
        amounts in prop::collection::vec(prop_oneof![1_i64..50, 500_i64..200_000, Just(1_000_000_000_i64)], 4),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut scene = Scene::new(currency);
        for amount in amounts {
            scene.add_milestone(Money::new(amount, currency));
        }
        for step in &steps {
            take(&mut scene, step);
            holds(&scene)?;
        }
    }
}
