//! Who may use which door: every server function of the pages and every route of the API, in one table.
//!
//! The commands ask for permission values, so nothing here grants anything. The table says what they are expected to
//! answer, and tests hold every row against every kind of caller, over real HTTP. A door that is missing here fails the build's checks.

use Who::{Anyone, Client, Freelancer, Parties, SignedIn};
use domain::actor::Scope;
use std::{collections::HashSet, fmt::Write as _, sync::LazyLock};

/// Whom a door is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, known or not.
    Anyone,
    /// Everybody who is signed in: it concerns their own things, or what is open to members.
    SignedIn,
    /// The client of the thing.
    Client,
    /// The freelancer of the thing.
    Freelancer,
    /// Both people of the thing.
    Parties,
}

/// A kind of caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Nobody is signed in.
    Anonymous,
    /// Signed in, and not a party of the thing.
    Stranger,
    /// The same, with an address that was never confirmed.
    Unverified,
    /// The client of the thing.
    Client,
    /// The freelancer of the thing.
    Freelancer,
}

impl Caller {
    /// All kinds.
    pub const ALL: [Caller; 5] =
        [Caller::Anonymous, Caller::Stranger, Caller::Unverified, Caller::Client, Caller::Freelancer];
}

/// Who may know that a thing is there; nobody else is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everybody who may look at the product.
    Everybody,
    /// The people of the thing.
    Parties,
    /// Only the one whom the route is for.
    Owner,
}

/// One door.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Method and path.
    pub route: &'static str,
    /// Whom it is for.
    pub who: Who,
    /// Only with a confirmed e-mail address.
    pub verified: bool,
    /// What a token needs; the pages' functions take no tokens.
    pub scope: Option<Scope>,
    /// A function of the pages that only reads. It is a `POST` as they all are, and does not count as a change.
    pub reads: bool,
    /// The status for those who are let in.
    pub done: u16,
    /// Who may know that the thing is there.
    pub sight: Sight,
    /// Those who are let in and meet a rule of the product there, whatever they do.
    pub except: &'static [(Caller, u16)],
}

impl Row {
    const fn verified(self) -> Self {
        Self { verified: true, ..self }
    }

    const fn done(self, done: u16) -> Self {
        Self { done, ..self }
    }

    const fn open(self) -> Self {
        Self { sight: Sight::Everybody, ..self }
    }

    const fn hidden(self) -> Self {
        Self { sight: Sight::Owner, ..self }
    }

    const fn except(self, except: &'static [(Caller, u16)]) -> Self {
        Self { except, ..self }
    }

    /// The status of the answer to this kind of caller, who asks for the right thing in the right way.
    pub fn answer(&self, caller: Caller) -> u16 {
        if let Some((_, status)) = self.except.iter().find(|(other, _)| *other == caller) {
            return *status;
        }
        if self.lets_in(caller) {
            return self.done;
        }
        let is_party = matches!(caller, Caller::Client | Caller::Freelancer);
        match (caller, self.sight) {
            (Caller::Anonymous, _) => 401,
            // An address that is not confirmed is told before anything else.
            (Caller::Unverified, _) if self.verified => 403,
            (_, Sight::Everybody) => 403,
            (_, Sight::Parties) if is_party => 403,
            (_, Sight::Parties | Sight::Owner) => 404,
        }
    }

    /// Is this kind of caller let in? A refusal is 401, 403 or 404.
    pub fn lets_in(&self, caller: Caller) -> bool {
        let fits = match (self.who, caller) {
            (Anyone, _) => true,
            (_, Caller::Anonymous) => false,
            (SignedIn, _) => true,
            (Client, Caller::Client)
            | (Freelancer, Caller::Freelancer)
            | (Parties, Caller::Client | Caller::Freelancer) => true,
            (
                Client | Freelancer | Parties,
                Caller::Stranger | Caller::Unverified | Caller::Client | Caller::Freelancer,
            ) => false,
        };
        fits && !(self.verified && caller == Caller::Unverified)
    }
}

/// Nobody proposes on their own job.
const OWN_JOB: &[(Caller, u16)] = &[(Caller::Client, 409)];
/// A timer runs for the freelancer alone.
const NO_TIMER: &[(Caller, u16)] = &[(Caller::Stranger, 409), (Caller::Unverified, 409), (Caller::Client, 409)];

const fn page(route: &'static str, who: Who) -> Row {
    Row { route, who, verified: false, scope: None, reads: false, done: 200, sight: Sight::Parties, except: &[] }
}

const fn look(route: &'static str, who: Who) -> Row {
    Row { reads: true, ..page(route, who) }
}

const fn read(route: &'static str, who: Who) -> Row {
    Row { scope: Some(Scope::Read), ..page(route, who) }
}

const fn work(route: &'static str, who: Who) -> Row {
    Row { scope: Some(Scope::Work), ..page(route, who) }
}

const fn message(route: &'static str, who: Who) -> Row {
    Row { scope: Some(Scope::Message), ..page(route, who) }
}

const fn money(route: &'static str, who: Who) -> Row {
    Row { scope: Some(Scope::Money), ..page(route, who) }
}

/// Does a request to this path only read, though it is a `POST`?
pub fn only_reads(path: &str) -> bool {
    static READS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let reads = TABLE.iter().filter(|row| row.reads);
        reads.filter_map(|row| row.route.strip_prefix("POST ")).collect()
    });
    READS.contains(path)
}

/// The picture of the table for `docs/powers.md`: a line for each route, a column for each kind of caller.
pub fn markdown() -> String {
    let mut text = PICTURE.to_owned();
    for row in TABLE {
        let token = row.scope.map_or("", Scope::as_str);
        let answers = Caller::ALL.map(|caller| row.answer(caller).to_string()).join(" | ");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| `{}` | {token} | {answers} |", row.route);
    }
    text
}

const PICTURE: &str = "\
# Powers

What each route answers each kind of caller, who asks for the right thing in the right way. 2xx and 3xx: it is done. 401: sign in. 403: not yours to do,
or your address is not confirmed. 404: you may not know that it is there. 409: a rule of the product stands against it, whoever you are.

This file is made from `server/src/authorisation.rs`, and tests hold every number against a running server on SQLite and on Postgres. Renew it with
`GUILDHALL_RENEW=1 cargo test -p server --test it committed`.

- **anonymous**: nobody is signed in, no token is shown.
- **stranger**: signed in, and no party of the thing.
- **unverified**: the same, with an e-mail address that was never confirmed.
- **client**, **freelancer**: the two people of the thing.

*Token* is the scope that a token of the API needs; a token without it gets 403. The functions under `/do/` take no tokens.

| route | token | anonymous | stranger | unverified | client | freelancer |
| --- | --- | --- | --- | --- | --- | --- |
";

/// Every door.
pub const TABLE: &[Row] = &[
    // Pages: who looks, and coming in.
    look("POST /do/session/viewer", Anyone),
    look("POST /do/session/bars", Anyone),
    look("POST /do/session/commands", Anyone),
    look("POST /do/session/seal-key", SignedIn),
    page("POST /do/language", Anyone),
    page("POST /do/theme", Anyone),
    look("POST /do/live/position", Anyone),
    look("POST /do/home/page", SignedIn),
    look("POST /do/home/front-page", Anyone),
    page("POST /do/account/sign-up", Anyone),
    page("POST /do/account/sign-in", Anyone),
    page("POST /do/account/sign-out", Anyone),
    look("POST /do/account/verify-page", Anyone),
    page("POST /do/account/verify", Anyone),
    look("POST /do/account/reset-page", Anyone),
    page("POST /do/account/reset-ask", Anyone),
    page("POST /do/account/reset", Anyone),
    page("POST /do/account/side", SignedIn),
    look("POST /do/account/settings-page", SignedIn),
    page("POST /do/account/resend", SignedIn),
    page("POST /do/account/password", SignedIn),
    page("POST /do/account/end-session", SignedIn),
    page("POST /do/account/token-make", SignedIn),
    page("POST /do/account/token-revoke", SignedIn),
    look("POST /do/profile/page", Anyone),
    look("POST /do/profile/own-page", SignedIn),
    page("POST /do/profile/save", SignedIn),
    // The sandbox's page of all parts.
    look("POST /do/gallery/page", Anyone),
    page("POST /do/gallery/try", Anyone),
    // Pages: jobs and proposals.
    look("POST /do/job/find", Anyone),
    look("POST /do/job/page", Anyone),
    look("POST /do/job/mine-page", SignedIn),
    look("POST /do/job/new-page", SignedIn),
    look("POST /do/job/edit-page", Client).open(),
    page("POST /do/job/save-draft", SignedIn),
    page("POST /do/job/publish", Client).hidden().verified(),
    page("POST /do/job/edit", Client).open().verified(),
    page("POST /do/job/pause", Client).open(),
    page("POST /do/job/resume", Client).open(),
    page("POST /do/job/close", Client).open(),
    page("POST /do/job/reopen", Client).open().verified(),
    look("POST /do/proposal/page", Parties),
    look("POST /do/proposal/of-job-page", Client).open(),
    look("POST /do/proposal/mine-page", SignedIn),
    page("POST /do/proposal/send", SignedIn).verified().except(OWN_JOB),
    page("POST /do/proposal/edit", Freelancer),
    page("POST /do/proposal/withdraw", Freelancer),
    page("POST /do/proposal/view", Client),
    page("POST /do/proposal/shortlist", Client),
    page("POST /do/proposal/decline", Client),
    // Pages: offers, contracts, money.
    look("POST /do/offer/page", Parties),
    page("POST /do/offer/make", Client).verified(),
    page("POST /do/offer/counter", Parties).verified(),
    page("POST /do/offer/accept", Parties).verified(),
    page("POST /do/offer/decline", Parties),
    page("POST /do/offer/withdraw", Parties),
    look("POST /do/contract/list-page", SignedIn),
    look("POST /do/contract/page", Parties),
    page("POST /do/contract/end", Parties),
    page("POST /do/milestone/fund", Client).verified(),
    page("POST /do/milestone/submit", Freelancer),
    page("POST /do/milestone/request-changes", Client),
    page("POST /do/milestone/approve", Client),
    page("POST /do/milestone/approve-part", Client),
    page("POST /do/milestone/give-back", Freelancer),
    page("POST /do/milestone/give-back-part", Freelancer),
    look("POST /do/payment/page", Client).hidden(),
    page("POST /do/payment/cancel", Client).hidden(),
    look("POST /do/wallet/page", SignedIn),
    // Pages: messages and time.
    look("POST /do/message/rooms-page", SignedIn),
    look("POST /do/message/room-page", Parties),
    page("POST /do/message/open", Parties),
    page("POST /do/message/send", Parties),
    page("POST /do/message/edit", Parties),
    page("POST /do/message/delete", Parties),
    page("POST /do/message/read", Parties),
    look("POST /do/timer/page", SignedIn),
    page("POST /do/timer/start", Freelancer),
    page("POST /do/timer/stop", SignedIn).except(NO_TIMER),
    page("POST /do/timer/remove-segment", Freelancer).hidden(),
    // API: jobs and proposals.
    read("GET /api/v1/jobs", Anyone),
    read("GET /api/v1/jobs/mine", SignedIn),
    read("GET /api/v1/jobs/{id}", Anyone),
    work("POST /api/v1/jobs", SignedIn).done(201).verified(),
    work("PUT /api/v1/jobs/{id}", Client).open().done(204),
    work("POST /api/v1/jobs/{id}/publish", Client).hidden().done(204).verified(),
    work("POST /api/v1/jobs/{id}/pause", Client).open().done(204),
    work("POST /api/v1/jobs/{id}/resume", Client).open().done(204),
    work("POST /api/v1/jobs/{id}/close", Client).open().done(204),
    work("POST /api/v1/jobs/{id}/reopen", Client).open().done(204).verified(),
    read("GET /api/v1/jobs/{id}/proposals", Client).open(),
    work("POST /api/v1/jobs/{id}/proposals", SignedIn).done(201).verified().except(OWN_JOB),
    read("GET /api/v1/proposals", SignedIn),
    read("GET /api/v1/proposals/{id}", Parties),
    work("PUT /api/v1/proposals/{id}", Freelancer).done(204),
    work("POST /api/v1/proposals/{id}/withdraw", Freelancer).done(204),
    work("POST /api/v1/proposals/{id}/view", Client).done(204),
    work("PUT /api/v1/proposals/{id}/shortlist", Client).done(204),
    work("DELETE /api/v1/proposals/{id}/shortlist", Client).done(204),
    work("POST /api/v1/proposals/{id}/decline", Client).done(204),
    message("POST /api/v1/proposals/{id}/room", Parties),
    // API: offers, contracts, money.
    work("POST /api/v1/proposals/{id}/offers", Client).done(201).verified(),
    read("GET /api/v1/offers/{id}", Parties),
    work("POST /api/v1/offers/{id}/counter", Parties).done(201).verified(),
    work("POST /api/v1/offers/{id}/accept", Parties).done(201).verified(),
    work("POST /api/v1/offers/{id}/decline", Parties).done(204),
    work("POST /api/v1/offers/{id}/withdraw", Parties).done(204),
    read("GET /api/v1/contracts", SignedIn),
    read("GET /api/v1/contracts/{id}", Parties),
    work("POST /api/v1/contracts/{id}/end", Parties).done(204),
    money("POST /api/v1/milestones/{id}/fund", Client).done(202).verified(),
    work("POST /api/v1/milestones/{id}/submit", Freelancer).done(201),
    work("POST /api/v1/milestones/{id}/request-changes", Client).done(204),
    money("POST /api/v1/milestones/{id}/approve", Client).done(204),
    money("POST /api/v1/milestones/{id}/approve-part", Client).done(204),
    money("POST /api/v1/milestones/{id}/give-back", Freelancer).done(204),
    money("POST /api/v1/milestones/{id}/give-back-part", Freelancer).done(204),
    read("GET /api/v1/payments/{id}", Client).hidden(),
    money("POST /api/v1/payments/{id}/cancel", Client).hidden().done(204),
    read("GET /api/v1/wallet", SignedIn),
    // API: messages and time.
    read("GET /api/v1/rooms", SignedIn),
    read("GET /api/v1/rooms/{id}", Parties),
    message("POST /api/v1/rooms/{id}/messages", Parties).done(201),
    message("PUT /api/v1/rooms/{id}/messages/{message}", Parties).done(204),
    message("DELETE /api/v1/rooms/{id}/messages/{message}", Parties).done(204),
    message("POST /api/v1/rooms/{id}/read", Parties).done(204),
    read("GET /api/v1/timer", SignedIn),
    work("POST /api/v1/timer/start", Freelancer).done(204),
    work("POST /api/v1/timer/stop", SignedIn).except(NO_TIMER),
    work("DELETE /api/v1/segments/{id}", Freelancer).hidden().done(204),
    // API: oneself and others.
    read("GET /api/v1/home", SignedIn),
    read("GET /api/v1/events", SignedIn),
    read("GET /api/v1/profile", SignedIn),
    work("PUT /api/v1/profile", SignedIn).done(204),
    read("GET /api/v1/people/{id}", Anyone),
    read("GET /api/v1/account", SignedIn),
    work("PUT /api/v1/account", SignedIn).done(204),
    work("POST /api/v1/account/verification-mail", SignedIn).done(204),
    read("GET /api/v1/tokens", SignedIn),
    work("DELETE /api/v1/tokens/{id}", SignedIn).done(204),
    // API: only in a sandbox, where everything is play.
    page("GET /api/v1/sandbox/clock", Anyone),
    page("POST /api/v1/sandbox/clock", Anyone),
    page("GET /api/v1/sandbox/mailbox", Anyone),
    page("POST /api/v1/sandbox/pay/{reference}", Anyone),
];
