//! What the book refuses, and that a refused movement leaves no trace.

use super::account::{FEE_SHARDS, LedgerAccount};
use super::book::Book;
use super::movements;
use super::posting::{Behind, Movement, MovementKind};
use crate::id::{AccountId, ContractId, MovementId, PaymentId};
use crate::money::{Currency, Money};

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn wallet(raw: i64) -> LedgerAccount {
    LedgerAccount::Wallet { owner: AccountId::from_raw(raw), currency: Currency::Eur }
}

fn deposit(payment: i64, minor: i64) -> Movement {
    movements::deposit(PaymentId::from_raw(payment), AccountId::from_raw(1), 1, eur(minor), Behind::default()).unwrap()
}

fn transfer(key: &str, minor: i64) -> Movement {
    Movement::new(
        MovementKind::Fund,
        key.into(),
        Behind::default(),
        &[(wallet(1), eur(-minor)), (wallet(2), eur(minor))],
    )
    .unwrap()
}

#[test]
fn a_movement_is_written_once_for_its_key() {
    let mut book = Book::default();
    book.apply(&deposit(7, 500)).unwrap();
    book.apply(&deposit(7, 500)).unwrap();
    assert_eq!((book.movements().len(), book.balance(wallet(1))), (1, eur(500)));
    assert_eq!(book.apply(&deposit(7, 501)).unwrap_err().code(), "ledger.other_movement");
    assert_eq!(book.balance(wallet(1)), eur(500));
}

#[test]
fn no_account_crosses_its_floor_and_a_refused_movement_leaves_no_trace() {
    let mut book = Book::default();
    book.apply(&deposit(7, 500)).unwrap();
    let refusal = book.apply(&transfer("a", 501)).unwrap_err();
    assert_eq!(
        (refusal.code(), refusal.to_string()),
        ("ledger.lacks_money", "€0.01 is missing for this. Nothing was moved.".to_owned())
    );
    assert_eq!((book.balance(wallet(1)), book.balance(wallet(2)), book.movements().len()), (eur(500), eur(0), 1));
    // The key is still free: the same movement can be written once there is money.
    book.apply(&deposit(8, 1)).unwrap();
    book.apply(&transfer("a", 501)).unwrap();
    assert_eq!((book.balance(wallet(1)), book.balance(wallet(2))), (eur(0), eur(501)));
    book.check().unwrap();
}

#[test]
fn the_outside_and_the_fees_may_have_any_balance_and_nothing_overflows() {
    let mut book = Book::default();
    book.apply(&deposit(1, i64::MAX)).unwrap();
    assert_eq!(book.apply(&deposit(2, 1)).unwrap_err().code(), "money.too_large");
    assert_eq!(book.sum(Currency::Eur, |account| matches!(account, LedgerAccount::Outside { .. })), -i64::MAX);
    book.check().unwrap();
}

#[test]
fn a_release_clears_once_and_never_for_nothing() {
    let clear = |net| {
        movements::clear(
            MovementId::from_raw(3),
            AccountId::from_raw(2),
            ContractId::from_raw(4),
            net,
            Behind::default(),
        )
    };
    assert_eq!(clear(eur(0)).unwrap_err().code(), "ledger.too_few_postings");
    assert_eq!(clear(eur(5)).unwrap().key(), clear(eur(6)).unwrap().key());
}

#[test]
fn contracts_spread_over_the_fee_accounts() {
    let shards: std::collections::BTreeSet<i64> =
        (1..100).map(|raw| LedgerAccount::fees_of(ContractId::from_raw(raw), Currency::Eur).key().owner).collect();
    assert_eq!(shards.into_iter().collect::<Vec<_>>(), (0..FEE_SHARDS).collect::<Vec<_>>());
}

#[test]
fn every_kind_of_movement_has_a_word() {
    for kind in MovementKind::ALL {
        assert_eq!(MovementKind::of(kind.as_str()), Some(kind));
    }
    assert_eq!(MovementKind::of("gift"), None);
}
