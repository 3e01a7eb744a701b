//! What is shown beside a decision is what the decision does, to the cent.

use super::scene::{CLIENT, Scene};
use crate::contract::read::EscrowSums;
use crate::money::{Currency, Money};
use proptest::prelude::*;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

/// Milestones of these amounts, funded and in review; a share of each, in percent, is gone already, by turns to either side.
fn scene(amounts: &[(i64, i64)]) -> Scene {
    let mut scene = Scene::new(Currency::Eur);
    for (turn, (amount, gone)) in amounts.iter().enumerate() {
        let place = scene.add_milestone(eur(*amount));
        scene.begin(place).unwrap();
        scene.succeed(0).unwrap();
        scene.submit(place).unwrap();
        match Some(eur(amount * gone / 100)).filter(|part| part.is_positive()) {
            Some(part) if turn % 2 == 0 => scene.approve(place, Some(part)).unwrap(),
            Some(part) => scene.refund(place, Some(part)).unwrap(),
            None => {}
        }
    }
    scene
}

proptest! {
    #[test]
    fn a_release_and_a_refund_do_what_was_shown(
        amounts in prop::collection::vec((700_i64..900_000, 0_i64..100), 1..6),
        pick in 0_usize..6,
    ) {
        let scene = scene(&amounts);
        let place = pick % amounts.len();
        let held = scene.milestones[place].held();
        let sums = EscrowSums::of(Currency::Eur, &scene.milestones).unwrap();
        let shown = sums.ending(scene.contract.fees, held).unwrap();

        let mut released = scene.clone();
        released.approve(place, None).unwrap();
        prop_assert_eq!(released.pending().checked_sub(scene.pending()).unwrap(), shown.released);

        let mut refunded = scene.clone();
        refunded.refund(place, None).unwrap();
        prop_assert_eq!(refunded.wallet(CLIENT).checked_sub(scene.wallet(CLIENT)).unwrap(), shown.refunded);
    }
}
