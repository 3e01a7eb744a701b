//! Who acts, and for whom. An [`Actor`] is somebody who proved who they are and acts for a [`Party`]; what they may do with
//! a thing is asked of the thing ([`crate::permit`]).

use crate::id::AccountId;
use crate::permit::HasSides;
use crate::refusal::GeneralRefusal;
use serde::{Deserialize, Serialize};

/// Which side of the market a person acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The side that hires and pays.
    Client,
    /// The side that works and is paid.
    Freelancer,
}

impl Side {
    /// Both sides, the client first.
    pub const ALL: [Side; 2] = [Side::Client, Side::Freelancer];

    /// The word of the API and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Client => "client",
            Side::Freelancer => "freelancer",
        }
    }
    /// The side of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == word)
    }
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Side::Client => Side::Freelancer,
            Side::Freelancer => Side::Client,
        }
    }
}

/// What a token of the API may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read everything its account may read.
    Read,
    /// Post jobs, propose, offer, accept, submit, request changes, end contracts, edit the profile.
    Work,
    /// Write messages.
    Message,
    /// Fund, release, refund.
    Money,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Scope; 4] = [Scope::Read, Scope::Work, Scope::Message, Scope::Money];
    /// The word of the API and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Work => "work",
            Scope::Message => "message",
            Scope::Money => "money",
        }
    }
    /// The scope of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// How the actor proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A browser session: may do all that its account may.
    Session,
    /// An API token with these scopes.
    Token(Vec<Scope>),
}

/// For whom somebody acts: whose jobs, contracts and money an action is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// A person, on behalf of themselves.
    Person(AccountId),
}

/// Somebody who proved who they are, and for whom they act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    account: AccountId,
    party: Party,
    proof: Proof,
}

impl Actor {
    /// A person who acts for themselves. Only the store (sessions, tokens) and tests make actors.
    pub fn new(account: AccountId, proof: Proof) -> Self {
        Self { account, party: Party::Person(account), proof }
    }
    /// The account that acts.
    pub fn account(&self) -> AccountId {
        self.account
    }
    /// The party that it acts for. What may be done follows from this one, never from the account.
    pub fn party(&self) -> Party {
        self.party
    }
    /// How they proved who they are.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }
    /// Refuses a token that lacks the scope.
    ///
    /// # Errors
    /// [`GeneralRefusal::Scope`].
    pub fn with_scope(&self, scope: Scope) -> Result<(), GeneralRefusal> {
        match &self.proof {
            Proof::Session => Ok(()),
            Proof::Token(scopes) if scopes.contains(&scope) => Ok(()),
            Proof::Token(_) => Err(GeneralRefusal::Scope { scope: scope.as_str().to_owned() }),
        }
    }
}

/// Whether the actor owns a thing.
///
/// # Errors
/// `NotYours` when others may see it, `NotFound` when they may not.
pub fn owns(owner: AccountId, actor: &Actor, others_see_it: bool) -> Result<(), GeneralRefusal> {
    match (actor.party == Party::Person(owner), others_see_it) {
        (true, _) => Ok(()),
        (false, true) => Err(GeneralRefusal::NotYours),
        (false, false) => Err(GeneralRefusal::NotFound),
    }
}

/// The two people of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// The client, who hires.
    pub client: AccountId,
    /// The freelancer, who works.
    pub freelancer: AccountId,
}

impl Parties {
    /// The side of this actor.
    ///
    /// # Errors
    /// [`GeneralRefusal::NotFound`] for anybody else: to them it does not exist.
    pub fn side_of(self, actor: &Actor) -> Result<Side, GeneralRefusal> {
        match actor.party {
            Party::Person(person) if person == self.client => Ok(Side::Client),
            Party::Person(person) if person == self.freelancer => Ok(Side::Freelancer),
            Party::Person(_stranger) => Err(GeneralRefusal::NotFound),
        }
    }
    /// The account of a side.
    pub const fn account(self, side: Side) -> AccountId {
        match side {
            Side::Client => self.client,
            Side::Freelancer => self.freelancer,
        }
    }
}

impl HasSides for Parties {
    fn side_of(&self, actor: &Actor) -> Result<Side, GeneralRefusal> {
        (*self).side_of(actor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permit::{Client, Freelancer};

    fn session(raw: i64) -> Actor {
        Actor::new(AccountId::from_raw(raw), Proof::Session)
    }

    #[test]
    fn a_stranger_learns_nothing_and_the_other_side_may_not_act() {
        let parties = Parties { client: AccountId::from_raw(1), freelancer: AccountId::from_raw(2) };
        assert!(Client::of(parties, &session(1)).is_ok());
        assert_eq!(Client::of(parties, &session(2)).unwrap_err(), GeneralRefusal::NotYours);
        assert_eq!(Freelancer::of(parties, &session(1)).unwrap_err(), GeneralRefusal::NotYours);
        assert_eq!(Freelancer::of(parties, &session(3)).unwrap_err(), GeneralRefusal::NotFound);
    }

    #[test]
    fn a_person_acts_on_behalf_of_themselves() {
        assert_eq!(session(1).party(), Party::Person(AccountId::from_raw(1)));
    }

    #[test]
    fn a_token_does_only_what_its_scopes_name() {
        let token = Actor::new(AccountId::from_raw(1), Proof::Token(vec![Scope::Read]));
        assert!(token.with_scope(Scope::Read).is_ok());
        assert_eq!(token.with_scope(Scope::Money).unwrap_err().code(), "general.scope");
        assert!(session(1).with_scope(Scope::Money).is_ok());
    }
}
