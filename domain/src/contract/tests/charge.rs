//! What is charged for a milestone, beside other charges that are on their way.

use super::scene;
use crate::contract::charge::{OnItsWay, to_charge};
use crate::id::ContractId;
use crate::money::{Currency, Money};

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn charged(price: i64, wallet: i64, on_its_way: &[OnItsWay]) -> i64 {
    to_charge(&scene::contract(Currency::Eur).money(), eur(price), eur(wallet), on_its_way).unwrap().missing.minor
}

fn of(contract: i64, most: i64, brings: i64) -> OnItsWay {
    OnItsWay { contract: ContractId::from_raw(contract), most: eur(most), brings: eur(brings) }
}

#[test]
fn the_wallet_pays_first_and_a_lone_charge_is_exact() {
    assert_eq!(charged(550, 0, &[]), 566);
    assert_eq!(charged(550, 66, &[]), 500);
    assert_eq!([charged(550, 566, &[]), charged(550, 10_000, &[])], [0, 0]);
}

#[test]
fn beside_another_charge_of_the_contract_the_fee_is_rounded_up() {
    let first = of(50, 567, 566);
    assert_eq!(charged(550, 0, &[first]), 567);
    let beside = to_charge(&scene::contract(Currency::Eur).money(), eur(550), eur(101), &[first]).unwrap();
    assert_eq!((beside.cost, beside.missing), (eur(567), eur(467)), "one cent of the wallet is kept for the first");
    assert_eq!(charged(550, 0, &[of(51, 567, 566)]), 566, "another contract counts its own fees");
    assert_eq!(charged(100, 0, &[first]), 103, "three cents are three cents in any order");
}

#[test]
fn what_other_charges_count_on_is_not_free() {
    // The first one takes 5.00 from the wallet and brings 0.66.
    let first = of(51, 567, 66);
    assert_eq!(charged(550, 500, &[first]), 566);
    assert_eq!(charged(550, 600, &[first]), 566 - 99);
    assert_eq!(charged(550, 501 + 566, &[first]), 0);
    assert_eq!(charged(550, 501 + 565, &[first]), 1);
}
