//! The worked numbers of money, as sentences: what is done, and what everybody holds afterwards.

use super::scene::{CLIENT, FREELANCER, Scene, day};
use crate::money::{Currency, Money};
use crate::refusal::Refusal;
use crate::time::Span;

/// Plays a script in its currency. Commands act on the newest milestone, after `milestone 2` on the second.
fn play(script: &str) -> Result<Scene, Refusal> {
    let mut scene = Scene::new(Currency::Eur);
    let mut place = 0;
    for command in script.split(';').map(str::trim) {
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let amount = |scene: &Scene| (!rest.is_empty()).then(|| Money::parse(rest, scene.currency()).unwrap());
        match verb {
            "in" => scene = Scene::new(Currency::of(rest).unwrap()),
            "milestone" => place = rest.parse::<usize>().unwrap() - 1,
            "fund" => {
                let amount = amount(&scene).unwrap();
                place = scene.add_milestone(amount);
                scene.begin(place)?;
                scene.succeed(0)?;
            }
            "draft" => {
                let amount = amount(&scene).unwrap();
                place = scene.add_milestone(amount);
            }
            "begin" => drop(scene.begin(place)?),
            "succeed" => scene.succeed(rest.parse().unwrap_or(0))?,
            "fail" => scene.fail(0),
            "submit" => scene.submit(place)?,
            "release" => {
                let amount = amount(&scene);
                scene.approve(place, amount)?;
            }
            "refund" => {
                let amount = amount(&scene);
                scene.refund(place, amount)?;
            }
            "change" => scene.request_changes(place)?,
            "clear" => scene.clear(day(10_000)),
            "wait" => scene.wait(Span::parse_iso(rest).unwrap()),
            "end" => scene.end(CLIENT)?,
            other => panic!("no command {other}"),
        }
        scene.book.check().unwrap();
    }
    Ok(scene)
}

/// Plays a script and compares what is asked for: `client` and `freelancer` are wallets, `paid` is what came from outside.
fn check(script: &str, expected: &str) {
    let scene = play(script).unwrap_or_else(|refusal| panic!("{script}: {}", refusal.code()));
    for part in expected.split(',').map(str::trim) {
        let (word, wanted) = part.split_once(' ').unwrap();
        let money = |money: Money| money.plain();
        let escrow =
            Money::sum(scene.currency(), scene.milestones.iter().map(|milestone| scene.escrow(milestone.id))).unwrap();
        let paid = scene.book.sum(scene.currency(), |account| account.key().kind == "outside");
        let found = match word {
            "client" => money(scene.wallet(CLIENT)),
            "freelancer" => money(scene.wallet(FREELANCER)),
            "pending" => money(scene.pending()),
            "fees" => money(scene.fees()),
            "escrow" => money(escrow),
            "paid" => money(Money::new(-paid, scene.currency())),
            "milestone" => scene.milestones.last().unwrap().state.word().to_owned(),
            "contract" => scene.contract.state.word().to_owned(),
            other => panic!("nobody holds {other}"),
        };
        let same =
            Money::parse(wanted, scene.currency()).is_ok_and(|wanted| wanted.plain() == found) || found == wanted;
        assert!(same, "{script}: {word} {found}, expected {wanted}");
    }
}

fn check_refused(script: &str, code: &str) {
    let found = play(script).map_or_else(|no| no.code(), |_| "done");
    assert_eq!(found, code, "{script}");
}

#[test]
fn funding_charges_the_client_fee_on_top() {
    check("fund 1000", "paid 1030, client 0, escrow 1000, pending 0, fees 30, milestone funded, contract active");
}

#[test]
fn thirds_of_a_thousand_pay_the_same_fees_as_the_whole() {
    let one = "fund 1000; submit; release 333.33";
    let two = &format!("{one}; release 333.33");
    let three = &format!("{two}; release 333.34");
    check(one, "escrow 666.67, pending 316.67, fees 46.66, milestone submitted");
    check(two, "escrow 333.34, pending 633.33, fees 63.33");
    check(three, "escrow 0, pending 950, fees 80, milestone released");
    for slices in
        ["release", "release 0.01; release", "release 999.99; release 0.01", "release 1; release 2; release 3; release"]
    {
        check(&format!("fund 1000; submit; {slices}"), "escrow 0, pending 950, fees 80, milestone released");
    }
}

#[test]
fn a_refund_returns_the_fee_that_no_longer_applies() {
    check(
        "fund 1000; submit; release 333.33; refund 666.67",
        "client 686.68, escrow 0, pending 316.67, fees 26.65, milestone refunded",
    );
    // Of the client's fee 9.99 is kept; 20.01 returned above.
    check("fund 1000; refund 666.67", "client 686.68, escrow 333.33, fees 9.99");
    check("fund 100; submit; refund", "client 103, escrow 0, fees 0");
    check("fund 1000; refund 333.33; refund 333.33; refund", "client 1030, escrow 0, fees 0, milestone refunded");
}

#[test]
fn released_money_is_available_after_its_security_period() {
    check("fund 1000; submit; release 333.33; clear", "pending 0, freelancer 316.67");
    check("fund 1000; submit; release; wait P4DT23H59M", "pending 950, freelancer 0");
    check("fund 1000; submit; release; wait P5D", "pending 0, freelancer 950");
}

#[test]
fn auto_release_comes_after_fourteen_days_and_a_request_for_changes_stops_it() {
    check("fund 1000; wait P14D; submit; wait P13DT23H59M", "escrow 1000, milestone submitted");
    check("fund 1000; wait P14D; submit; wait P14D", "escrow 0, pending 950, milestone released");
    check("fund 1000; submit; wait P13D; change; wait P30D", "escrow 1000, milestone changes_requested");
    check("fund 1000; submit; wait P13D; change; submit; wait P13D", "escrow 1000, milestone submitted");
    check("fund 1000; submit; wait P13D; change; submit; wait P14D", "escrow 0, milestone released");
    check("fund 1000; submit; release 400; wait P14D", "escrow 0, milestone released, fees 80");
}

#[test]
fn the_dates_of_the_worked_example_come_out() {
    // Submitted 15 February 2028, auto-released on the leap day, available five days later.
    let scene = play("fund 1000; wait P14D; submit; wait P14D").unwrap();
    assert_eq!(scene.now.full(), "Tue 29 Feb 2028, 10:00 UTC");
    assert_eq!(scene.now.plus(scene.rules.security).full(), "Sun 5 Mar 2028, 10:00 UTC");
}

#[test]
fn every_currency_has_its_own_smallest_unit() {
    check("in JPY; fund 1001; submit; release", "paid 1031, pending 951, fees 80");
    check("in KWD; fund 1.001; submit; release", "paid 1.031, pending 0.951, fees 0.080");
    check("fund 0.01; submit; release", "paid 0.01, pending 0.01, fees 0");
}

#[test]
fn a_cent_that_is_all_fee_leaves_nothing_to_clear() {
    // 5 % of 0.19 is nothing, of 0.20 one cent: the twentieth cent goes to the fee alone.
    check("fund 1; submit; release 0.19; release 0.01; clear", "pending 0, freelancer 0.19, fees 0.04");
}

#[test]
fn fees_are_counted_over_the_contract_not_over_each_milestone() {
    check("fund 0.10; fund 0.10; fund 0.10; fund 0.04", "paid 0.35, escrow 0.34, fees 0.01");
    check("fund 10.10; submit; release; fund 10.10; submit; release", "pending 19.19, fees 1.61");
}

#[test]
fn money_in_the_wallet_is_used_first() {
    check("fund 100; refund; fund 100", "paid 103, client 0, escrow 100, fees 3");
    check("fund 100; refund 50; fund 100", "paid 154.50, client 0, escrow 150, fees 4.50");
}

#[test]
fn a_late_success_is_booked_as_a_deposit_only() {
    check("draft 100; begin; wait P7D", "contract lapsed, milestone draft, paid 0");
    check_refused("draft 100; begin; wait P7D; succeed", "contract.has_lapsed");
    check_refused("draft 100; begin; fail; begin; succeed 1", "milestone.other_payment");
    check("draft 100; begin; fail; begin; succeed", "paid 103, escrow 100, milestone funded");
}

#[test]
fn two_charges_at_once_suffice_in_any_order() {
    // 3 % of 0.20 is nothing, of 0.40 one cent: the second charge brings it, whichever of them comes first.
    let both = "paid 0.41, client 0, escrow 0.40, fees 0.01";
    check("draft 0.20; begin; draft 0.20; begin; succeed 1; succeed", both);
    check("draft 0.20; begin; draft 0.20; begin; succeed; succeed 1", both);
    check("draft 0.20; begin; draft 0.20; begin; fail; succeed 1", "paid 0.20, client 0, escrow 0.20, fees 0");
    // The first one fails: the cent that was not needed stays in the wallet.
    check("draft 0.20; begin; draft 0.20; begin; succeed", "paid 0.21, client 0.01, escrow 0.20, fees 0");
}

#[test]
fn two_charges_at_once_do_not_count_the_same_wallet_twice() {
    let start = "fund 100; refund; draft 200; begin; draft 100; begin";
    check(start, "client 103, paid 103");
    for order in ["succeed; succeed 1", "succeed 1; succeed"] {
        check(&format!("{start}; {order}"), "paid 309, client 0, escrow 300, fees 9");
    }
}

#[test]
fn a_contract_ends_only_empty() {
    check_refused("fund 100; end", "contract.money_in_escrow");
    check_refused("draft 100; begin; end", "contract.charge_running");
    check("fund 100; submit; release 40; refund; end", "contract ended, escrow 0, fees 3.20");
    check_refused("fund 100; submit; release; end; end", "contract.has_ended");
}

#[test]
fn more_than_is_held_never_moves() {
    check_refused("fund 100; submit; release 100.01", "milestone.more_than_held");
    check_refused("fund 100; submit; release 60; refund 40.01", "milestone.more_than_held");
    check_refused("fund 100; submit; release 0", "milestone.no_amount");
}
