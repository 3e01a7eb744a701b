//! What each command does to each state, as one picture per thing. A cell is the next state, the code of a refusal, `=` where
//! nothing changes, or `-` where it cannot happen.

use super::No;

/// All commands of one thing against all its states.
#[derive(Debug)]
pub struct Table {
    pub thing: &'static str,
    states: &'static [&'static str],
    rows: &'static [(&'static str, &'static [&'static str])],
}

/// A transition: the thing, the command, and the state that it leaves.
pub type Reached = (&'static str, &'static str, &'static str);

pub const JOB: Table = Table {
    thing: "job",
    states: &["draft", "open", "paused", "filled", "closed", "expired"],
    rows: &[
        ("publish", &["open", PUBLISHED, PUBLISHED, PUBLISHED, PUBLISHED, PUBLISHED]),
        ("edit", &[DRAFT, "open", "paused", ENDED, ENDED, ENDED]),
        ("pause", &[DRAFT, "paused", "job.not_open", ENDED, ENDED, ENDED]),
        ("resume", &["job.not_paused", "job.not_paused", "open", "job.not_paused", "job.not_paused", "job.not_paused"]),
        ("close", &[DRAFT, "closed", "closed", ENDED, ENDED, ENDED]),
        ("reopen", &[DRAFT, "job.still_open", "job.still_open", "open", "open", "open"]),
        ("propose", &["job.not_open", "=", "job.not_open", "job.not_open", "job.not_open", "job.not_open"]),
        ("last seat taken", &["-", "filled", "filled", "-", "-", "="]),
        ("seat freed", &["-", "=", "=", "open", "=", "="]),
        ("time over", &["-", "expired", "expired", "-", "-", "-"]),
    ],
};
const PUBLISHED: &str = "job.not_draft";
const DRAFT: &str = "job.still_draft";
const ENDED: &str = "job.has_ended";

pub const PROPOSAL: Table = Table {
    thing: "proposal",
    states: &["sent", "viewed", "shortlisted", "offered", "hired", "declined", "withdrawn", "not_chosen"],
    rows: &[
        ("view", &["viewed", "=", "=", "=", "=", "=", "=", "="]),
        ("edit", &["sent", READ, READ, OFFERED, ANSWERED, ANSWERED, TAKEN_BACK, ANSWERED]),
        ("shortlist", &["shortlisted", "shortlisted", "=", OFFERED, ANSWERED, ANSWERED, TAKEN_BACK, ANSWERED]),
        ("unshortlist", &["=", "=", "viewed", OFFERED, ANSWERED, ANSWERED, TAKEN_BACK, ANSWERED]),
        ("decline", &["declined", "declined", "declined", OFFERED, ANSWERED, ANSWERED, TAKEN_BACK, ANSWERED]),
        ("withdraw", &["withdrawn", "withdrawn", "withdrawn", OFFERED, ANSWERED, ANSWERED, TAKEN_BACK, ANSWERED]),
        ("offer", &["offered", "offered", "offered", OFFERED, ANSWERED, ANSWERED, TAKEN_BACK, ANSWERED]),
        ("counter", &["-", "-", "-", "offered", "-", "-", "-", "-"]),
        ("offer over", &["-", "-", "-", "sent", "-", "-", "-", "-"]),
        ("hire", &["-", "-", "-", "hired", "-", "-", "-", "-"]),
        ("job over", &["not_chosen", "not_chosen", "not_chosen", "=", "=", "=", "=", "="]),
    ],
};
const READ: &str = "proposal.was_viewed";
const OFFERED: &str = "proposal.has_offer";
const ANSWERED: &str = "proposal.answered";
const TAKEN_BACK: &str = "proposal.was_withdrawn";

pub const OFFER: Table = Table {
    thing: "offer",
    states: &["sent", "accepted", "declined", "withdrawn", "expired", "countered", "not_chosen"],
    rows: &[
        ("accept", &["accepted", SIGNED, SAID_NO, GONE, LATE, NEWER, FILLED]),
        ("decline", &["declined", SIGNED, SAID_NO, GONE, LATE, NEWER, FILLED]),
        ("withdraw", &["withdrawn", SIGNED, SAID_NO, GONE, LATE, NEWER, FILLED]),
        ("counter", &["countered", SIGNED, SAID_NO, GONE, LATE, NEWER, FILLED]),
        ("time over", &["expired", "-", "-", "-", "-", "-", "-"]),
        ("job over", &["not_chosen", "-", "-", "-", "-", "-", "-"]),
        ("client closes", &["withdrawn", "-", "-", "-", "-", "-", "-"]),
    ],
};
const SIGNED: &str = "offer.already_accepted";
const SAID_NO: &str = "offer.was_declined";
const GONE: &str = "offer.was_withdrawn";
pub const LATE: &str = "offer.has_expired";
const NEWER: &str = "offer.was_countered";
const FILLED: &str = "offer.not_chosen";

pub const CONTRACT: Table = Table {
    thing: "contract",
    states: &["awaiting_funding", "active", "ended", "lapsed"],
    rows: &[
        ("pay", &["=", "=", OVER, LAPSED]),
        ("first money", &["active", "=", "-", "-"]),
        ("work", &["contract.not_funded_yet", "=", OVER, LAPSED]),
        ("end", &["ended", "ended", OVER, LAPSED]),
        ("time over", &["lapsed", "-", "-", "-"]),
    ],
};
const OVER: &str = "contract.has_ended";
const LAPSED: &str = "contract.has_lapsed";

pub const MILESTONE: Table = Table {
    thing: "milestone",
    states: &[
        "draft",
        "funding",
        "funding_failed",
        "funded",
        "submitted",
        "changes_requested",
        "released",
        "refunded",
        "cancelled",
    ],
    rows: &[
        ("charge", &["funding", RUNS, "funding", HAS, HAS, HAS, OUT, BACK, OFF]),
        ("pay from wallet", &["funded", RUNS, "funded", HAS, HAS, HAS, OUT, BACK, OFF]),
        ("charge succeeded", &["-", "funded", "-", "-", "-", "-", "-", "-", "-"]),
        ("charge failed", &["-", "funding_failed", "-", "-", "-", "-", "-", "-", "-"]),
        ("submit", &[NONE, NONE, NONE, "submitted", "milestone.in_review", "submitted", OUT, BACK, OFF]),
        ("request changes", &[NONE, NONE, NONE, NOTHING, "changes_requested", ASKED, OUT, BACK, OFF]),
        ("release", &[NONE, NONE, NONE, NOTHING, "released", ASKED, OUT, BACK, OFF]),
        ("release a part", &[NONE, NONE, NONE, NOTHING, "submitted", ASKED, OUT, BACK, OFF]),
        ("give back", &[NONE, NONE, NONE, "refunded", "refunded", "refunded", OUT, BACK, OFF]),
        ("give a part back", &[NONE, NONE, NONE, "funded", "submitted", "changes_requested", OUT, BACK, OFF]),
        ("auto-release", &["-", "-", "-", "-", "released", "-", "-", "-", "-"]),
        ("contract ended", &["cancelled", "-", "cancelled", "-", "-", "-", "=", "=", "-"]),
        ("contract lapsed", &["=", "draft", "draft", "-", "-", "-", "-", "-", "-"]),
    ],
};
const RUNS: &str = "milestone.funding_runs";
const HAS: &str = "milestone.already_funded";
const OUT: &str = "milestone.already_released";
const BACK: &str = "milestone.already_refunded";
const OFF: &str = "milestone.was_cancelled";
const NONE: &str = "milestone.not_funded";
const NOTHING: &str = "milestone.nothing_submitted";
const ASKED: &str = "milestone.changes_asked";

pub const PAYMENT: Table = Table {
    thing: "payment",
    states: &["created", "begun", "succeeded", "failed"],
    rows: &[
        ("gateway answers", &["begun", "=", "=", "="]),
        ("success", &["-", "succeeded", "=", "succeeded"]),
        ("failure", &["failed", "failed", "=", "="]),
        ("cancel", &["failed", "failed", "payment.already_paid", "="]),
    ],
};

pub const EARNING: Table =
    Table { thing: "earning", states: &["pending", "cleared"], rows: &[("time over", &["cleared", "-"])] };

const TABLES: [&Table; 7] = [&JOB, &PROPOSAL, &OFFER, &CONTRACT, &MILESTONE, &PAYMENT, &EARNING];

/// Refusals that follow from who asks, how much, how often or when, and so stand in no table.
const BESIDES: &[No] = &[
    "general.not_found",
    "general.not_yours",
    "general.stale",
    "input",
    "job.no_seat",
    "job.currency_fixed",
    "proposal.own_job",
    "proposal.already_sent",
    "proposal.too_many_open",
    "offer.your_own",
    "offer.not_your_own",
    "contract.money_in_escrow",
    "contract.charge_running",
    "milestone.no_amount",
    "milestone.more_than_held",
    "payment.unknown",
    "message.no_room_yet",
    "message.other_text",
    "message.not_yours",
    "message.deleted",
    "message.too_late",
    "timesheet.running",
    "timesheet.not_running",
    "timesheet.contract_not_open",
];

/// What stands in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    To(&'static str),
    Stays,
    No(No),
}

impl Cell {
    fn of(text: &'static str) -> Self {
        match text {
            "=" => Cell::Stays,
            // No code of the store's, so it never passes for an agreement.
            "-" => Cell::No("cannot happen"),
            code if code.contains('.') => Cell::No(code),
            state => Cell::To(state),
        }
    }
}

impl Table {
    pub fn cell(&self, command: &str, state: &str) -> Cell {
        let place = self.states.iter().position(|known| *known == state);
        let row = self.rows.iter().find(|(known, _)| *known == command);
        let text = row.zip(place).and_then(|((_, cells), place)| cells.get(place));
        text.map_or(Cell::No("no such cell"), |text| Cell::of(text))
    }
}

/// Every transition of every table: what a long run must have seen.
pub fn transitions() -> Vec<Reached> {
    let mut all = Vec::new();
    for table in TABLES {
        for (command, cells) in table.rows {
            let leads = table.states.iter().zip(*cells).filter(|(_, cell)| matches!(Cell::of(cell), Cell::To(_)));
            all.extend(leads.map(|(state, _)| (table.thing, *command, *state)));
        }
    }
    all
}

/// Every refusal that a command of the simulation can be given.
pub fn refusals() -> Vec<No> {
    let cells = TABLES.iter().flat_map(|table| table.rows).flat_map(|(_, cells)| *cells);
    let mut all: Vec<No> = cells.filter(|cell| cell.contains('.')).chain(BESIDES).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
