//! How many lines are open: of one session, of one account, of one network. What is too much is refused before it costs
//! anything; pages read again by themselves what no line tells them.

use crate::http::limits;
use domain::id::{AccountId, SessionId};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many one may have open; 0 means any number.
#[derive(Debug, Clone, Copy)]
pub struct LinesMax {
    /// Of one session: each of its pages has one.
    pub session: u32,
    /// Of one account.
    pub account: u32,
    /// Of one network.
    pub address: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Session(SessionId),
    Account(AccountId),
    Network(IpAddr),
}

/// All lines that are open in this process.
#[derive(Debug, Clone, Default)]
pub struct Lines(Arc<Mutex<HashMap<Whose, u32>>>);

impl Lines {
    fn open(&self) -> MutexGuard<'_, HashMap<Whose, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line that is open, until this is dropped.
#[derive(Debug)]
pub struct Held {
    lines: Lines,
    account: AccountId,
    whose: Vec<Whose>,
}

impl Held {
    /// One more line; none when there are too many of them.
    pub fn take(
        lines: &Lines,
        most: LinesMax,
        session: Option<SessionId>,
        account: AccountId,
        ip: IpAddr,
    ) -> Option<Self> {
        let mut whose = vec![
            (Whose::Account(account), most.account),
            (Whose::Network(limits::first(ip, limits::CUSTOMER_BITS)), most.address),
        ];
        whose.extend(session.map(|session| (Whose::Session(session), most.session)));
        let mut open = lines.open();
        let has_room = |(one, most): &(Whose, u32)| *most == 0 || open.get(one).is_none_or(|count| count < most);
        if !whose.iter().all(has_room) {
            return None;
        }
        let whose: Vec<Whose> = whose.into_iter().map(|(one, _)| one).collect();
        for one in &whose {
            *open.entry(*one).or_default() += 1;
        }
        drop(open);
        Some(Self { lines: lines.clone(), account, whose })
    }

    /// Whose line it is.
    pub fn account(&self) -> AccountId {
        self.account
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut open = self.lines.open();
        for one in &self.whose {
            if let Some(count) = open.get_mut(one) {
                *count -= 1;
                if *count == 0 {
                    open.remove(one);
                }
            }
        }
    }
}
