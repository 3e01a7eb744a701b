//! Holds one thing of the store against the model: what differs, in words for whoever replays the seed.

use crate::model::Model;
use crate::world::{World, fault};
use domain::ledger::account::LedgerAccount;
use std::collections::BTreeMap;
use store::{Error, contract, job, ledger, offer, payment, proposal};

impl World {
    pub(crate) async fn job_differs(&self, model: &Model, place: usize) -> Result<Option<String>, String> {
        let Some(wanted) = model.jobs.get(place) else { return Ok(None) };
        let page = job::page(&self.db, Some(&self.actor(wanted.client)), wanted.id, &self.rules, self.now)
            .await
            .map_err(fault)?;
        let same = page.state == wanted.state && page.seats == (wanted.hires, wanted.hired);
        Ok((!same).then(|| {
            format!(
                "{:?} is {:?} {:?}, expected {:?} {:?}",
                wanted.id,
                page.state,
                page.seats,
                wanted.state,
                (wanted.hires, wanted.hired)
            )
        }))
    }

    pub(crate) async fn proposal_differs(&self, model: &Model, place: usize) -> Result<Option<String>, String> {
        let Some(wanted) = model.proposals.get(place) else { return Ok(None) };
        let page =
            proposal::page(&self.db, &self.actor(wanted.parties.freelancer), wanted.id, &self.rules, self.now).await;
        let found = found(page)?.map(|page| page.state);
        let same = found.as_ref() == Some(&wanted.state);
        Ok((!same).then(|| format!("{:?} is {found:?}, expected {:?}", wanted.id, wanted.state)))
    }

    pub(crate) async fn offer_differs(&self, model: &Model, place: usize) -> Result<Option<String>, String> {
        let Some(wanted) = model.offers.get(place).map(|offered| &offered.offer) else { return Ok(None) };
        let page = offer::page(&self.db, &self.actor(wanted.parties.client), wanted.id, self.now).await;
        let found = found(page)?.map(|page| page.version.state);
        let same = found == Some(wanted.state);
        Ok((!same).then(|| format!("{:?} is {found:?}, expected {:?}", wanted.id, wanted.state)))
    }

    pub(crate) async fn deal_differs(&self, model: &Model, place: usize) -> Result<Option<String>, String> {
        let Some(wanted) = model.deals.get(place) else { return Ok(None) };
        let page =
            contract::page(&self.db, &self.actor(wanted.contract.parties.client), wanted.contract.id, self.now).await;
        let Some(page) = found(page)? else { return Ok(Some(format!("{:?} is missing", wanted.contract.id))) };
        let milestones: Vec<_> = page.milestones.iter().map(|view| view.milestone.clone()).collect();
        if page.state != wanted.contract.state || milestones != wanted.milestones {
            return Ok(Some(format!(
                "{:?} is {:?} with {milestones:?}, expected {:?} with {:?}",
                page.id, page.state, wanted.contract.state, wanted.milestones
            )));
        }
        // The escrow bar adds up, and what has not cleared is what the model waits for.
        let waiting: Vec<_> =
            page.milestones.iter().flat_map(|view| &view.earnings).filter(|earning| !earning.cleared).collect();
        let expected = model.earnings.iter().filter(|earning| earning.at.0 == place).count();
        let same = waiting.len() == expected;
        Ok((!same).then(|| {
            format!("{:?} has {} releases that have not cleared, expected {expected}", page.id, waiting.len())
        }))
    }

    pub(crate) async fn charge_differs(&self, model: &Model, place: usize) -> Result<Option<String>, String> {
        let Some(wanted) = model.charges.get(place).map(|charge| &charge.payment) else { return Ok(None) };
        let page = payment::page(&self.db, &self.actor(wanted.payer), wanted.id, self.now).await;
        let found = found(page)?.map(|page| page.payment);
        let same = found.as_ref() == Some(wanted);
        Ok((!same).then(|| format!("the payment is {found:?}, expected {wanted:?}")))
    }

    pub(crate) async fn books_differ(&self, model: &Model) -> Result<Option<String>, String> {
        let stored: BTreeMap<LedgerAccount, i64> = ledger::accounts(&self.db)
            .await
            .map_err(fault)?
            .into_iter()
            .map(|(account, balance)| (account, balance.minor))
            .collect();
        for (account, balance) in &stored {
            let expected = model.book.balance(*account).minor;
            if expected != *balance {
                return Ok(Some(format!("{account:?} holds {balance}, expected {expected}")));
            }
        }
        // Accounts that the store does not know hold nothing in the model either.
        let unknown =
            model.book.movements().iter().flat_map(|movement| movement.postings()).map(|posting| posting.account);
        let lost = unknown
            .filter(|account| !stored.contains_key(account))
            .find(|account| !model.book.balance(*account).is_zero());
        Ok(lost.map(|account| format!("{account:?} is unknown, expected {:?}", model.book.balance(account))))
    }
}

/// A page, or nothing where the store says that there is none.
fn found<T>(page: store::Result<T>) -> Result<Option<T>, String> {
    match page {
        Ok(page) => Ok(Some(page)),
        Err(Error::Refused(refusal)) if refusal.code() == "general.not_found" => Ok(None),
        Err(error) => Err(fault(error)),
    }
}
