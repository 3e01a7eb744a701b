//! The mails of a contract: who did what to which milestone, how much, when, and what comes next.

use super::row::Locked;
use crate::notify::{MailText, Pair};
use domain::actor::Side;
use domain::contract::milestone::{Milestone, MoneyChange};
use domain::money::Money;
use domain::time::Timestamp;

fn mail_text(locked: &Locked, subject: impl Into<String>, text: String) -> MailText {
    let path = format!("/contracts/{}", locked.contract.id);
    MailText { subject: subject.into(), text, button: "Open the contract", path }
}

/// `milestone 2, “Drawings”, of “A new shop”`.
fn of(locked: &Locked, milestone: &Milestone) -> String {
    format!("milestone {}, “{}”, of “{}”", milestone.number, milestone.terms.title, locked.title)
}

/// To the freelancer: the money is there.
pub(super) fn funded(pair: &Pair, locked: &Locked, moved: &MoneyChange, now: Timestamp) -> MailText {
    let due = moved.milestone.terms.due.map_or_else(String::new, |due| format!(" It is due on {}.", due.full()));
    let text = format!(
        "{} funded {} on {}: {} is in escrow, so it is safe to start.{due}",
        pair.client(),
        of(locked, &moved.milestone),
        now.full(),
        moved.amount
    );
    mail_text(locked, "A milestone is funded", text)
}

/// To the client: there is work to review.
pub(super) fn submitted(
    pair: &Pair,
    locked: &Locked,
    milestone: &Milestone,
    releases_at: Timestamp,
    now: Timestamp,
) -> MailText {
    let text = format!(
        "{} handed over work for {} on {}.\n\nApprove it or ask for changes by {}. Without an answer, {} is released then.",
        pair.freelancer(),
        of(locked, milestone),
        now.full(),
        releases_at.full(),
        milestone.held()
    );
    mail_text(locked, "Work was submitted for your review", text)
}

/// To the client: the review runs out.
pub(super) fn reminder(
    pair: &Pair,
    locked: &Locked,
    milestone: &Milestone,
    (at, releases_at): (Timestamp, Timestamp),
    now: Timestamp,
) -> MailText {
    let subject = match releases_at.since(now).as_seconds() / 86_400 {
        0 => "Less than a day left to review work".to_owned(),
        1 => "One day left to review work".to_owned(),
        days => format!("{days} days left to review work"),
    };
    let text = format!(
        "What {} handed over for {} has waited for your review since {}.\n\nApprove it or ask for changes by {}. Without an \
         answer, {} is released then.",
        pair.freelancer(),
        of(locked, milestone),
        at.full(),
        releases_at.full(),
        milestone.held()
    );
    mail_text(locked, subject, text)
}

/// To the freelancer: the work is to be changed.
pub(super) fn changes_requested(pair: &Pair, locked: &Locked, milestone: &Milestone, now: Timestamp) -> MailText {
    let text = format!(
        "{} asked for changes to {} on {}; what should change is on the page of the contract. The review clock has stopped; a new \
         submission starts it again. {} stays in escrow.",
        pair.client(),
        of(locked, milestone),
        now.full(),
        milestone.held()
    );
    mail_text(locked, "Changes were requested", text)
}

/// To the freelancer: money is theirs, because the client (`by`) approved or because nobody answered.
pub(super) fn released(
    pair: &Pair,
    locked: &Locked,
    moved: &MoneyChange,
    by: Option<Side>,
    clears_at: Timestamp,
    now: Timestamp,
) -> MailText {
    let (client, milestone, amount) = (pair.client(), of(locked, &moved.milestone), moved.amount);
    let what = match by {
        Some(_) => format!("{client} released {amount} of {milestone} to you on {}.", now.full()),
        None => format!(
            "{amount} of {milestone} was released to you on {}, because {client} did not answer within the review time.",
            now.full()
        ),
    };
    let net = moved.net.unwrap_or(amount);
    let text = format!("{what} {net} after the fee is yours, available from {}.", clears_at.full());
    mail_text(locked, "Money was released to you", text)
}

/// To the client: money was released because they did not answer.
pub(super) fn auto_released(pair: &Pair, locked: &Locked, moved: &MoneyChange, now: Timestamp) -> MailText {
    let text = format!(
        "{} of {} was released to {} on {}, because you neither approved the work nor asked for changes within the review time. \
         Nothing is left in escrow for this milestone, and you need not do anything.",
        moved.amount,
        of(locked, &moved.milestone),
        pair.freelancer(),
        now.full()
    );
    mail_text(locked, "Money was released without your answer", text)
}

/// To the client: money came back.
pub(super) fn refunded(pair: &Pair, locked: &Locked, moved: &MoneyChange, now: Timestamp) -> MailText {
    let text = format!(
        "{} gave {} of {} back to you on {}. It is in your wallet now, with its client fee.",
        pair.freelancer(),
        moved.amount,
        of(locked, &moved.milestone),
        now.full()
    );
    mail_text(locked, "Money was given back to you", text)
}

/// To the other side: the contract is over.
pub(super) fn ended(pair: &Pair, locked: &Locked, by: Side, never_funded: bool, now: Timestamp) -> MailText {
    let money = match never_funded {
        true => "Nothing was funded, so no money has moved.".to_owned(),
        false => format!(
            "{} was released in all. Nothing is left in escrow, and what was released clears as planned.",
            locked.contract.released
        ),
    };
    let text = format!(
        "{} ended the contract “{}” over {} on {}. {money}",
        pair.name(by),
        locked.title,
        locked.price(),
        now.full()
    );
    mail_text(locked, "A contract has ended", text)
}

/// To the client: nothing is funded yet, and time runs out.
pub(super) fn will_lapse(pair: &Pair, locked: &Locked, until: Timestamp) -> MailText {
    let text = format!(
        "Your contract with {} for “{}” over {} is waiting for its money: no milestone is funded yet.\n\nFund the first one by {}. \
         Otherwise the contract lapses then; nothing is charged, and the seat of the job is free again.",
        pair.freelancer(),
        locked.title,
        locked.price(),
        until.full()
    );
    mail_text(locked, "A contract will lapse soon", text)
}

/// To each side: nothing was funded in time.
pub(super) fn lapsed(pair: &Pair, locked: &Locked, to: Side, now: Timestamp) -> MailText {
    let (title, price) = (&locked.title, locked.price());
    let (who, whose) = match to {
        Side::Client => ("You", format!("with {}", pair.freelancer())),
        Side::Freelancer => (pair.client(), "with you".to_owned()),
    };
    let text = format!(
        "{who} funded no milestone of “{title}” in time, so the contract {whose} over {price} lapsed on {}. Nothing was charged, and \
         the seat of the job is free again.",
        now.full()
    );
    mail_text(locked, "A contract lapsed", text)
}

/// To the client: a charge succeeded, and its money is in the wallet, because the milestone waits for it no longer or
/// lacks `missing` more.
pub(super) fn deposited(
    pair: &Pair,
    locked: &Locked,
    milestone: &Milestone,
    (amount, missing): (Money, Option<Money>),
    now: Timestamp,
) -> MailText {
    let charged = format!(
        "{amount} was charged for {}, your contract with {}, and reached your wallet on {}.",
        of(locked, milestone),
        pair.freelancer(),
        now.full()
    );
    match missing {
        Some(missing) => mail_text(
            locked,
            "You paid, and a milestone is not funded yet",
            format!(
                "{charged}\n\nThat was not enough, because your wallet no longer holds what it held when you paid: {missing} is \
                 missing. The money is yours, in your wallet; nothing is in escrow, and the work does not start. Fund the milestone \
                 again: only what is missing is charged."
            ),
        ),
        None => mail_text(
            locked,
            "Your payment is in your wallet",
            format!(
                "{charged}\n\nThe milestone no longer waited for this payment, so nothing was funded with it. The money is yours, in \
                 your wallet. Whatever you fund next is paid from there first; you need not do anything now."
            ),
        ),
    }
}

/// To the freelancer: the security period of a release is over.
pub(super) fn cleared(pair: &Pair, net: Money, (milestone, title): (&str, &str), now: Timestamp) -> MailText {
    let text = format!(
        "{net} from {} for “{milestone}” of “{title}” cleared on {} and is available in your wallet.",
        pair.client(),
        now.full()
    );
    MailText { subject: "Money is available".to_owned(), text, button: "Open the wallet", path: "/wallet".to_owned() }
}
