//! The table: what each command answers in each state of the milestone and of the contract.

use super::scene::{CLIENT, FREELANCER, actor, contract, day, milestone, note};
use crate::actor::Side;
use crate::contract::milestone::{Escrow, Milestone, MilestoneState, MoneyChange, Over, Share, Unfunded, Work};
use crate::contract::{Contract, ContractState};
use crate::id::{ContractId, PaymentId, SubmissionId};
use crate::money::{Currency, Money};
use crate::payment::FailureReason;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::time::Span;

const RIGHT: PaymentId = PaymentId::from_raw(7);
const OTHER: PaymentId = PaymentId::from_raw(8);
const TEN: Money = Money::new(1_000, Currency::Eur);
const HUNDRED: Money = Money::new(10_000, Currency::Eur);

const COMMANDS: [&str; 20] = [
    "begin funding",
    "funded",
    "funded by another payment",
    "funding failed",
    "another payment failed",
    "submit",
    "request changes",
    "request changes when the review is over",
    "approve all",
    "approve a part",
    "approve too much",
    "approve nothing",
    "approve less than nothing",
    "auto-release before the moment",
    "auto-release at the moment",
    "give all back",
    "give a part back",
    "give too much back",
    "give nothing back",
    "give dollars back",
];

fn state(word: &str) -> MilestoneState {
    let (escrow, at) = (Escrow::of(HUNDRED), day(0));
    match word {
        "draft" => MilestoneState::DRAFT,
        "funding" => MilestoneState::Unfunded(Unfunded::Funding { payment: RIGHT, since: at }),
        "funding_failed" => MilestoneState::Unfunded(Unfunded::Failed { at, reason: FailureReason::Declined }),
        "funded" => MilestoneState::Held { escrow, work: Work::InProgress { since: at } },
        "submitted" => MilestoneState::Held {
            escrow,
            work: Work::InReview { submission: SubmissionId::from_raw(9), at, releases_at: day(14) },
        },
        "changes_requested" => MilestoneState::Held { escrow, work: Work::ChangesRequested { at, note: note() } },
        "released" => {
            MilestoneState::Over(Over::Released { escrow: Escrow { released: HUNDRED, turns: 1, ..escrow }, at })
        }
        "refunded" => {
            MilestoneState::Over(Over::Refunded { escrow: Escrow { refunded: HUNDRED, turns: 1, ..escrow }, at })
        }
        "cancelled" => MilestoneState::Over(Over::Cancelled { at }),
        other => panic!("no state {other}"),
    }
}

fn every_command(contract: &Contract, state: &MilestoneState) -> [&'static str; 20] {
    let (client, freelancer) =
        (contract.as_client(&actor(CLIENT)).unwrap(), contract.as_freelancer(&actor(FREELANCER)).unwrap());
    let (rules, now) = (Rules::default(), day(10));
    let milestone = || Milestone { state: state.clone(), ..milestone(1, HUNDRED) };
    let whole = || contract.clone();
    let plain =
        |result: Result<Milestone, Refusal>| result.map_or_else(|no| no.code(), |milestone| milestone.state.word());
    let moved = |result: Result<MoneyChange, Refusal>| plain(result.map(|moved| moved.milestone));
    let maybe = |milestone: Option<Milestone>| milestone.map_or("nothing", |milestone| milestone.state.word());
    let approve = |amount| moved(client.approve(milestone(), amount, now));
    let refund = |amount| moved(freelancer.refund(milestone(), amount, now));
    let auto_release = |at| maybe(milestone().auto_release(whole(), at).unwrap().map(|moved| moved.milestone));
    let too_much = Money::new(10_001, Currency::Eur);
    [
        plain(client.begin_funding(milestone(), OTHER, now)),
        moved(milestone().funded(whole(), RIGHT, now)),
        moved(milestone().funded(whole(), OTHER, now)),
        maybe(milestone().funding_failed(RIGHT, FailureReason::LacksFunds, now)),
        maybe(milestone().funding_failed(OTHER, FailureReason::LacksFunds, now)),
        plain(freelancer.submit(milestone(), SubmissionId::from_raw(9), &rules, now)),
        plain(client.request_changes(milestone(), note(), day(14).minus(Span::micros(1)))),
        plain(client.request_changes(milestone(), note(), day(14))),
        approve(Share::All),
        approve(Share::Part(TEN)),
        approve(Share::Part(too_much)),
        approve(Share::Part(Money::zero(Currency::Eur))),
        approve(Share::Part(Money::new(-1, Currency::Eur))),
        auto_release(day(14).minus(Span::micros(1))),
        auto_release(day(14)),
        refund(Share::All),
        refund(Share::Part(TEN)),
        refund(Share::Part(too_much)),
        refund(Share::Part(Money::zero(Currency::Eur))),
        refund(Share::Part(Money::new(1_000, Currency::Usd))),
    ]
}

fn on(state: ContractState) -> Contract {
    Contract { state, funded: HUNDRED, ..contract(Currency::Eur) }
}

/// State, begin funding, funded, the same by another payment, failed, another failed, submit, changes, changes too late,
/// then approve ×5, auto-release ×2, give back ×5.
type Row = (&'static str, [&'static str; 8], [&'static str; 5], [&'static str; 2], [&'static str; 5]);

const UNFUNDED: &str = "milestone.not_funded";
const OTHER_PAYMENT: &str = "milestone.other_payment";
const FUNDED: &str = "milestone.already_funded";
const NOTHING: &str = "milestone.nothing_submitted";
const RELEASED: &str = "milestone.already_released";
const REFUNDED: &str = "milestone.already_refunded";
const CANCELLED: &str = "milestone.was_cancelled";
const CHANGES: &str = "milestone.changes_asked";
const TOO_MUCH: &str = "milestone.more_than_held";
const NO_AMOUNT: &str = "milestone.no_amount";
const MIXED: &str = "money.mixed_currencies";

const ACTIVE: [Row; 9] = [
    (
        "draft",
        ["funding", OTHER_PAYMENT, OTHER_PAYMENT, "nothing", "nothing", UNFUNDED, UNFUNDED, UNFUNDED],
        [UNFUNDED; 5],
        ["nothing"; 2],
        [UNFUNDED; 5],
    ),
    (
        "funding",
        ["milestone.funding_runs", "funded", OTHER_PAYMENT, "funding_failed", "nothing", UNFUNDED, UNFUNDED, UNFUNDED],
        [UNFUNDED; 5],
        ["nothing"; 2],
        [UNFUNDED; 5],
    ),
    (
        "funding_failed",
        ["funding", OTHER_PAYMENT, OTHER_PAYMENT, "nothing", "nothing", UNFUNDED, UNFUNDED, UNFUNDED],
        [UNFUNDED; 5],
        ["nothing"; 2],
        [UNFUNDED; 5],
    ),
    (
        "funded",
        [FUNDED, OTHER_PAYMENT, OTHER_PAYMENT, "nothing", "nothing", "submitted", NOTHING, NOTHING],
        [NOTHING; 5],
        ["nothing"; 2],
        ["refunded", "funded", TOO_MUCH, NO_AMOUNT, MIXED],
    ),
    (
        "submitted",
        [
            FUNDED,
            OTHER_PAYMENT,
            OTHER_PAYMENT,
            "nothing",
            "nothing",
            "milestone.in_review",
            "changes_requested",
            RELEASED,
        ],
        ["released", "submitted", TOO_MUCH, NO_AMOUNT, NO_AMOUNT],
        ["nothing", "released"],
        ["refunded", "submitted", TOO_MUCH, NO_AMOUNT, MIXED],
    ),
    (
        "changes_requested",
        [FUNDED, OTHER_PAYMENT, OTHER_PAYMENT, "nothing", "nothing", "submitted", CHANGES, CHANGES],
        [CHANGES; 5],
        ["nothing"; 2],
        ["refunded", "changes_requested", TOO_MUCH, NO_AMOUNT, MIXED],
    ),
    (
        "released",
        [RELEASED, OTHER_PAYMENT, OTHER_PAYMENT, "nothing", "nothing", RELEASED, RELEASED, RELEASED],
        [RELEASED; 5],
        ["nothing"; 2],
        [RELEASED; 5],
    ),
    (
        "refunded",
        [REFUNDED, OTHER_PAYMENT, OTHER_PAYMENT, "nothing", "nothing", REFUNDED, REFUNDED, REFUNDED],
        [REFUNDED; 5],
        ["nothing"; 2],
        [REFUNDED; 5],
    ),
    (
        "cancelled",
        [CANCELLED, OTHER_PAYMENT, OTHER_PAYMENT, "nothing", "nothing", CANCELLED, CANCELLED, CANCELLED],
        [CANCELLED; 5],
        ["nothing"; 2],
        [CANCELLED; 5],
    ),
];

/// What the state of the contract changes in a row: funding (begin, funded, other) and work (submit).
fn holds_against(contract: &Contract, funding: Option<&'static str>, work: Option<&'static str>) {
    for (word, first, approvals, auto_releases, returns) in ACTIVE {
        let mut expected: Vec<&str> = first.into_iter().chain(approvals).chain(auto_releases).chain(returns).collect();
        for (place, answer) in [(0, funding), (1, funding), (2, funding), (5, work)] {
            expected[place] = answer.unwrap_or(expected[place]);
        }
        let found = every_command(contract, &state(word));
        for ((command, found), expected) in COMMANDS.iter().zip(found).zip(expected) {
            assert_eq!(found, expected, "{command} on a {word} milestone of a contract {}", contract.state.word());
        }
    }
}

#[test]
fn every_milestone_state_meets_every_command() {
    holds_against(&on(ContractState::Active { since: day(0) }), None, None);
}

#[test]
fn a_contract_that_waits_for_funding_takes_money_but_no_work() {
    holds_against(&on(ContractState::AwaitingFunding { until: day(17) }), None, Some("contract.not_funded_yet"));
}

#[test]
fn a_contract_that_ended_or_lapsed_takes_neither() {
    holds_against(
        &on(ContractState::Ended { at: day(1), by: Side::Client }),
        Some("contract.has_ended"),
        Some("contract.has_ended"),
    );
    holds_against(&on(ContractState::Lapsed { at: day(7) }), Some("contract.has_lapsed"), Some("contract.has_lapsed"));
}

#[test]
fn a_contract_whose_time_to_fund_is_over_takes_no_money_even_before_its_lapse_is_written() {
    let late = on(ContractState::AwaitingFunding { until: day(10) });
    holds_against(&late, Some("contract.has_lapsed"), Some("contract.not_funded_yet"));
}

#[test]
fn what_was_auto_released_is_released_even_before_that_is_written() {
    let contract = on(ContractState::Active { since: day(0) });
    let (client, freelancer) =
        (contract.as_client(&actor(CLIENT)).unwrap(), contract.as_freelancer(&actor(FREELANCER)).unwrap());
    let submitted = || Milestone { state: state("submitted"), ..milestone(1, HUNDRED) };
    let code =
        |result: Result<MoneyChange, Refusal>| result.map_or_else(|no| no.code(), |moved| moved.milestone.state.word());
    let (rules, again) = (Rules::default(), SubmissionId::from_raw(10));
    for (now, approved, refunded, handed_over) in [
        (day(14).minus(Span::micros(1)), "released", "refunded", "milestone.in_review"),
        (day(14), RELEASED, RELEASED, RELEASED),
        (day(30), RELEASED, RELEASED, RELEASED),
    ] {
        assert_eq!(code(client.approve(submitted(), Share::All, now)), approved);
        assert_eq!(code(freelancer.refund(submitted(), Share::All, now)), refunded);
        let submission = freelancer.submit(submitted(), again, &rules, now);
        assert_eq!(submission.map_or_else(|no| no.code(), |_| "submitted"), handed_over);
    }
    let refusal = client.approve(submitted(), Share::All, day(30)).unwrap_err();
    let Some((_, releases_at)) = submitted().state.review() else { panic!("it is in review") };
    assert!(
        refusal.to_string().contains(&releases_at.full()),
        "the moment it was due, not the one they came: {refusal}"
    );
}

#[test]
fn the_first_funding_makes_the_contract_active_and_later_ones_leave_its_date() {
    let funding = Milestone { state: state("funding"), ..milestone(1, HUNDRED) };
    let first = funding.clone().funded(contract(Currency::Eur), RIGHT, day(3)).unwrap();
    assert_eq!(first.contract.state, ContractState::Active { since: day(3) });
    let second = funding.funded(first.contract, RIGHT, day(5)).unwrap();
    assert_eq!(second.contract.state, ContractState::Active { since: day(3) });
    assert_eq!(second.contract.funded.minor, 20_000);
}

#[test]
fn each_side_has_its_own_commands_and_strangers_find_nothing() {
    let contract = contract(Currency::Eur);
    assert_eq!(contract.as_client(&actor(FREELANCER)).unwrap_err().code(), "general.not_yours");
    assert_eq!(contract.as_freelancer(&actor(CLIENT)).unwrap_err().code(), "general.not_yours");
    assert_eq!(contract.as_client(&actor(9)).unwrap_err().code(), "general.not_found");
    assert_eq!(contract.end(&actor(9), vec![], day(1)).unwrap_err().code(), "general.not_found");
}

#[test]
fn proof_for_one_contract_does_nothing_to_a_milestone_of_another() {
    let other = Contract { id: ContractId::from_raw(51), ..on(ContractState::Active { since: day(0) }) };
    let (client, freelancer) =
        (other.as_client(&actor(CLIENT)).unwrap(), other.as_freelancer(&actor(FREELANCER)).unwrap());
    let theirs = |word| Milestone { state: state(word), ..milestone(1, HUNDRED) };
    let (rules, submission) = (Rules::default(), SubmissionId::from_raw(9));
    let refusals = [
        client.begin_funding(theirs("draft"), RIGHT, day(1)).unwrap_err(),
        client.request_changes(theirs("submitted"), note(), day(1)).unwrap_err(),
        client.approve(theirs("submitted"), Share::All, day(1)).unwrap_err(),
        freelancer.submit(theirs("funded"), submission, &rules, day(1)).unwrap_err(),
        freelancer.refund(theirs("funded"), Share::All, day(1)).unwrap_err(),
    ];
    assert_eq!(refusals.map(|no| no.code()), ["general.not_found"; 5]);
}

#[test]
fn a_contract_lapses_at_its_moment_and_what_was_on_its_way_is_a_draft_again() {
    let milestones = || {
        ["draft", "funding", "funding_failed"]
            .map(|word| Milestone { state: state(word), ..milestone(1, HUNDRED) })
            .to_vec()
    };
    let waiting = on(ContractState::AwaitingFunding { until: day(7) });
    assert_eq!(waiting.clone().lapse(milestones(), day(7).minus(Span::micros(1))), None);
    // A worker that comes late writes the moment it was due, not the moment it came.
    let (lapsed, after) = waiting.lapse(milestones(), day(9)).unwrap();
    assert_eq!(lapsed.state, ContractState::Lapsed { at: day(7) });
    assert!(after.iter().all(|milestone| milestone.state == MilestoneState::DRAFT));
    for other in [
        ContractState::Active { since: day(0) },
        ContractState::Ended { at: day(1), by: Side::Client },
        ContractState::Lapsed { at: day(7) },
    ] {
        assert_eq!(on(other).lapse(milestones(), day(30)), None, "{other:?}");
    }
}

#[test]
fn a_contract_ends_when_nothing_is_held_or_on_its_way() {
    let ends = |words: &[&str], state_of_it: ContractState| {
        let milestones = words.iter().map(|word| Milestone { state: state(word), ..milestone(1, HUNDRED) }).collect();
        let ended = on(state_of_it).end(&actor(FREELANCER), milestones, day(20));
        ended.map_or_else(
            |no| no.code().to_owned(),
            |(contract, milestones)| {
                let words: Vec<&str> = milestones.iter().map(|milestone| milestone.state.word()).collect();
                format!("{}: {}", contract.state.word(), words.join(" "))
            },
        )
    };
    let (active, awaiting) =
        (ContractState::Active { since: day(0) }, ContractState::AwaitingFunding { until: day(27) });
    assert_eq!(
        ends(&["released", "refunded", "draft", "funding_failed"], active),
        "ended: released refunded cancelled cancelled"
    );
    assert_eq!(ends(&["draft"], awaiting), "ended: cancelled");
    assert_eq!(ends(&["draft"], ContractState::AwaitingFunding { until: day(20) }), "contract.has_lapsed");
    for held in ["funded", "submitted", "changes_requested"] {
        assert_eq!(ends(&["released", held], active), "contract.money_in_escrow", "{held}");
    }
    assert_eq!(ends(&["funding"], active), "contract.charge_running");
    assert_eq!(ends(&["released"], ContractState::Ended { at: day(1), by: Side::Client }), "contract.has_ended");
    assert_eq!(ends(&["draft"], ContractState::Lapsed { at: day(7) }), "contract.has_lapsed");
}

#[test]
fn somebody_who_comes_too_late_reads_what_happened_and_when() {
    let contract = on(ContractState::Active { since: day(0) });
    let freelancer = contract.as_freelancer(&actor(FREELANCER)).unwrap();
    let released = Milestone { state: state("released"), ..milestone(1, HUNDRED) };
    let refusal = freelancer.refund(released, Share::All, day(20)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "This milestone was released on Tue 1 Feb 2028, 10:00 UTC (10:00:00). Nothing was changed."
    );
    assert_eq!(refusal.status(), 409);
}

#[test]
fn a_part_that_is_too_large_stands_under_its_field() {
    let contract = on(ContractState::Active { since: day(0) });
    let client = contract.as_client(&actor(CLIENT)).unwrap();
    let submitted = Milestone { state: state("submitted"), ..milestone(1, HUNDRED) };
    let refusal = client.approve(submitted, Share::Part(Money::new(10_001, Currency::Eur)), day(1)).unwrap_err();
    let bad = refusal.fields();
    assert_eq!(bad.len(), 1);
    assert_eq!(
        (bad[0].field.as_str(), bad[0].sentence.to_string().as_str()),
        ("amount", "Only €100.00 is in escrow. Enter that or less.")
    );
}
