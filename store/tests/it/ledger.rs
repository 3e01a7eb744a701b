//! The books: what the database itself refuses, floors under concurrency, keys that are used once.

use crate::account::code;
use crate::harness::{TestDb, on_both};
use crate::market::Market;
use domain::id::PaymentId;
use domain::ledger::movements;
use domain::ledger::posting::Behind;
use domain::money::{Currency, Money};
use domain::time::Span;
use store::{contract, ledger};

#[tokio::test(flavor = "multi_thread")]
async fn a_movement_is_written_once_for_its_key() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let payer = m.client.account();
        let deposit = |minor| {
            movements::deposit(PaymentId::from_raw(7), payer, 1, Money::new(minor, Currency::Eur), Behind::default())
                .unwrap()
        };
        let mut ids = Vec::new();
        for _ in 0..2 {
            let mut tx = m.t.db.begin().await.unwrap();
            ids.push(ledger::post(&mut tx, &deposit(500), m.now).await.unwrap());
            tx.commit().await.unwrap();
        }
        assert_eq!(ids[0], ids[1]);
        assert_eq!(m.money(&m.client).await.0, 500);
        let mut tx = m.t.db.begin().await.unwrap();
        assert_eq!(code(ledger::post(&mut tx, &deposit(501), m.now).await), "ledger.other_movement");
        drop(tx);
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_to_change_or_forget_what_was_booked() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let milestone = m.milestone(m.contract(&["100"]).await, 1).await;
        m.fund(milestone).await;
        let before = m.t.number("select count(*) from posting").await;
        for sql in [
            "update posting set amount = amount + 1",
            "delete from posting",
            "update movement set at = 0",
            "delete from movement",
            "delete from ledger_account",
            "update ledger_account set balance = -1 where kind = 'escrow'",
            "update activity set at = 0",
            "delete from activity",
            // On Postgres this statement runs past the triggers of rows; SQLite does not know it.
            "truncate posting",
            "truncate movement cascade",
            "truncate activity",
            "truncate ledger_account cascade",
            "truncate account cascade",
            "insert into movement (id, kind, key, body_hash, at) values (1, 'fund', 'x', 'x', 0)",
        ] {
            assert!(m.t.try_raw(sql).await.is_err(), "{sql}");
        }
        assert_eq!(m.t.number("select count(*) from posting").await, before);
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_finds_a_balance_that_was_edited() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let milestone = m.milestone(m.contract(&["100"]).await, 1).await;
        m.fund(milestone).await;
        m.t.raw("update ledger_account set balance = balance + 5 where kind = 'escrow'").await;
        let broken = ledger::check(&m.t.db).await.unwrap();
        assert_eq!(broken.len(), 3, "currency sum, posting sum and milestone: {broken:?}");
    })
    .await;
}

/// What can be wrong with the books, how it is made right again, and what the check says to it.
const BROKEN: [(&str, &str, &str); 11] = [
    (
        "update posting set amount = amount + 1 where line = 1",
        "update posting set amount = amount - 1 where line = 1",
        "does not add up to zero in EUR",
    ),
    (
        "update movement set id = -id where kind = 'deposit'",
        "update movement set id = -id where kind = 'deposit'",
        "have no movement",
    ),
    (
        "insert into movement (id, kind, key, body_hash, at) select 1, kind, 'thin', body_hash, at from movement where kind = 'deposit'",
        "delete from movement where id = 1",
        "has fewer than two postings",
    ),
    (
        "update ledger_account set balance = balance + 5 where kind = 'fees'",
        "update ledger_account set balance = balance - 5 where kind = 'fees'",
        "all accounts in EUR add up to 5, not to zero",
    ),
    (
        "update posting set account_id = -account_id where line = 1",
        "update posting set account_id = -account_id where line = 1",
        "which is not the sum of its postings",
    ),
    (
        "update ledger_account set floor = balance + 1 where kind = 'escrow'",
        "update ledger_account set floor = 0 where kind = 'escrow'",
        "below its floor",
    ),
    (
        "update milestone set funded = funded + 7 where funded is not null",
        "update milestone set funded = funded - 7 where funded is not null",
        "says 6007 is held, its escrow holds 6000",
    ),
    (
        "update contract set state = 'ended', ended_by = 'client'",
        "update contract set state = 'active', ended_by = null",
        "is over and still holds 6000",
    ),
    ("update contract set state = 'lapsed'", "update contract set state = 'active'", "is over and still holds 6000"),
    (
        "update contract set released = released - 1",
        "update contract set released = released + 1",
        "has other sums than its milestones",
    ),
    (
        "update earning set net = net - 100",
        "update earning set net = net + 100",
        "has 3800 pending, its releases say 3700",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn check_reports_whatever_is_wrong_with_the_books() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let milestone = m.milestone(m.contract(&["100"]).await, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        contract::approve_part(&m.client(), m.seen(milestone).await, &"40".into()).await.unwrap();
        for (how, back, says) in BROKEN {
            m.check().await;
            m.t.unguarded(how).await;
            let broken = ledger::check(&m.t.db).await.unwrap();
            assert!(broken.iter().any(|sentence| sentence.contains(says)), "{how}: {broken:?}");
            m.t.unguarded(back).await;
        }
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_a_statement_names_what_is_behind_it() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        m.fund(m.milestone(id, 1).await).await;
        let page = ledger::wallet(&m.client(), "", 1).await.unwrap();
        assert_eq!(page.lines.len(), 1);
        assert_eq!(page.lines[0].amount.minor, -10_300);
        let next = ledger::wallet(&m.client(), &page.next.unwrap(), 1).await.unwrap();
        assert_eq!((next.lines[0].amount.minor, next.lines[0].balance.minor), (10_300, 10_300));
        assert_eq!(next.lines[0].contract.as_ref().map(|(id, _)| *id), Some(id));
        assert_eq!(next.next, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_of_an_earlier_moment_stands_where_it_was_made() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let (owner, mut expected) = (m.freelancer.account(), 0);
        let deposit = |key| {
            let amount = Money::new(100 * key, Currency::Eur);
            movements::deposit(PaymentId::from_raw(key), owner, 1, amount, Behind::default()).unwrap()
        };
        // The second is of an earlier day, and booked by another process: one that had been away, and makes ids of its own.
        for (key, day) in [(1, 9), (2, 3), (3, 9), (4, 1)] {
            let db = store::Db::open(&m.t.settings).await.unwrap();
            let mut tx = db.begin().await.unwrap();
            ledger::post(&mut tx, &deposit(key), m.now.plus(Span::days(day))).await.unwrap();
            tx.commit().await.unwrap();
            db.close().await;
        }
        let (mut after, mut lines) = (String::new(), Vec::new());
        loop {
            let page = ledger::wallet(&m.freelancer(), &after, 1).await.unwrap();
            lines.extend(page.lines);
            let Some(next) = page.next else { break };
            after = next;
        }
        lines.reverse();
        let amounts: Vec<i64> = lines.iter().map(|line| line.amount.minor).collect();
        assert_eq!(amounts, [100, 200, 300, 400], "in the order in which they were booked");
        for line in lines {
            expected += line.amount.minor;
            assert_eq!(line.balance.minor, expected, "each balance leads to the next");
        }
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_booked_before_its_order_was_kept_breaks_no_rule() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let deposit = async |key| {
            let amount = Money::new(100 * key, Currency::Eur);
            let owner = m.freelancer.account();
            let movement = movements::deposit(PaymentId::from_raw(key), owner, 1, amount, Behind::default()).unwrap();
            let mut tx = m.t.db.begin().await.unwrap();
            ledger::post(&mut tx, &movement, m.now).await.unwrap();
            tx.commit().await.unwrap();
        };
        deposit(1).await;
        deposit(2).await;
        // As two servers made ids side by side: the lines have the order of their ids, not that of their balances.
        let most = m.t.number("select cast(max(seq) as bigint) from posting").await;
        let on = if m.t.engine == "sqlite" { "" } else { " on posting" };
        let change = async |sql: String| m.t.raw(sql.leak()).await;
        change(format!("drop trigger posting_stays{on}")).await;
        m.t.raw("update posting set seq = 0 - seq").await;
        change(format!("update posting set seq = {most} + 1 + seq")).await;
        change(format!("update ledger_account set last_seq = {most}")).await;
        assert!(ledger::check(&m.t.db).await.unwrap().iter().any(|rule| rule.contains("does not lead")));
        m.t.raw("update ledger_account set ordered_from = last_seq").await;
        m.check().await;
        deposit(3).await;
        m.check().await;
    })
    .await;
}
