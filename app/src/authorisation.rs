//! Who may use which route: what one row of that table says. The rows stand beside what they are about, as `POWERS` in the
//! `api.rs` of each feature here and in the API's files of the server, which puts the whole table together.
//!
//! The commands ask for permission values, so nothing here grants anything. A row says what they are expected to answer,
//! and tests hold every row against every kind of caller, over real HTTP. A route without a row fails the build's checks.

use Who::{Anyone, Client, Freelancer, Parties, SignedIn};
use domain::actor::Scope;

/// Whom a route is for.
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

/// One route.
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
    /// A function of the pages that changes something, or a route that takes no token.
    pub const fn page(route: &'static str, who: Who) -> Self {
        Self { route, who, verified: false, scope: None, reads: false, done: 200, sight: Sight::Parties, except: &[] }
    }

    /// A function of the pages that only reads.
    pub const fn look(route: &'static str, who: Who) -> Self {
        Self { reads: true, ..Self::page(route, who) }
    }

    /// A route of the API for tokens that may read.
    pub const fn read(route: &'static str, who: Who) -> Self {
        Self { scope: Some(Scope::Read), ..Self::page(route, who) }
    }

    /// A route of the API for tokens that may work.
    pub const fn work(route: &'static str, who: Who) -> Self {
        Self { scope: Some(Scope::Work), ..Self::page(route, who) }
    }

    /// A route of the API for tokens that may write messages.
    pub const fn message(route: &'static str, who: Who) -> Self {
        Self { scope: Some(Scope::Message), ..Self::page(route, who) }
    }

    /// A route of the API for tokens that may move money.
    pub const fn money(route: &'static str, who: Who) -> Self {
        Self { scope: Some(Scope::Money), ..Self::page(route, who) }
    }

    /// Only with a confirmed e-mail address.
    pub const fn verified(self) -> Self {
        Self { verified: true, ..self }
    }

    /// The status for those who are let in.
    pub const fn done(self, done: u16) -> Self {
        Self { done, ..self }
    }

    /// Everybody may know that the thing is there.
    pub const fn open(self) -> Self {
        Self { sight: Sight::Everybody, ..self }
    }

    /// Only the one whom the route is for may know that the thing is there.
    pub const fn hidden(self) -> Self {
        Self { sight: Sight::Owner, ..self }
    }

    /// Those who are let in and meet a rule of the product there, with the status that they get.
    pub const fn except(self, except: &'static [(Caller, u16)]) -> Self {
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
pub const OWN_JOB: &[(Caller, u16)] = &[(Caller::Client, 409)];
/// A timer runs for the freelancer alone.
pub const NO_TIMER: &[(Caller, u16)] = &[(Caller::Stranger, 409), (Caller::Unverified, 409), (Caller::Client, 409)];
