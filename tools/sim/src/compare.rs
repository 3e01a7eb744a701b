//! Holds one thing of the store against the oracle: what differs, in words for the person who replays the seed. The store's values are
//! laid out as plain numbers and words first; nothing is compared by the product's own rules.

use crate::oracle::{Id, Oracle, Touched};
use crate::world::{World, fault};
use crate::{plain, talk};
use domain::actor::Side;
use domain::id::{ContractId, JobId, OfferId, PaymentId, ProposalId, short};
use std::fmt::Debug;
use store::{Error, contract, job, ledger, offer, payment, proposal};

type Differs = Result<Option<String>, String>;

/// What a thing is, where that is not what it should be.
pub fn unlike<T: PartialEq + Debug>(what: &str, id: Id, found: &T, wanted: &T) -> Option<String> {
    (found != wanted).then(|| format!("{what} {} is {found:?}, expected {wanted:?}", short(id)))
}

impl World {
    /// What differs of one thing; a thing that the oracle does not know is not looked at.
    pub(crate) async fn differs(&self, oracle: &Oracle, thing: Touched) -> Differs {
        match thing {
            Touched::Job(id) => self.job_differs(oracle, id).await,
            Touched::Proposal(id) => self.proposal_differs(oracle, id).await,
            Touched::Offer(id) => self.offer_differs(oracle, id).await,
            Touched::Contract(id) => self.contract_differs(oracle, id).await,
            Touched::Payment(id) => self.payment_differs(oracle, id).await,
            Touched::Room(id) => talk::room_differs(self, oracle, id).await,
            Touched::Diary(id) => talk::diary_differs(self, oracle, id).await,
            Touched::Purse(id) => crate::purse::differs(self, oracle, id, crate::purse::NEWEST).await,
            Touched::Books => self.books_differ(oracle).await,
        }
    }

    async fn job_differs(&self, oracle: &Oracle, id: Id) -> Differs {
        let Some(wanted) = oracle.jobs.get(&id) else { return Ok(None) };
        let page = job::page(&self.by(&self.actor(wanted.client)).visit(), JobId::from_raw(id)).await.map_err(fault)?;
        let terms = page.terms.as_ref().map(|terms| (terms.title.to_string(), terms.budget.currency.code()));
        let found = (plain::job(&page.state), terms.as_ref().map(|_| page.seats), terms);
        let published = wanted.state.word != "draft";
        let terms = published.then(|| (wanted.title.clone(), wanted.currency));
        Ok(unlike("job", id, &found, &(wanted.state, published.then_some((wanted.hires, wanted.hired)), terms)))
    }

    async fn proposal_differs(&self, oracle: &Oracle, id: Id) -> Differs {
        let Some(wanted) = oracle.proposals.get(&id) else { return Ok(None) };
        let (actor, which) = (self.actor(wanted.freelancer), ProposalId::from_raw(id));
        let Some(page) = found(proposal::page(&self.by(&actor), which).await)? else {
            return Ok(Some(format!("proposal {} is missing", short(id))));
        };
        let fees = oracle.rules.fees;
        let found = (
            (plain::proposal(&page.state), page.terms.price.minor, page.offer.map(OfferId::raw)),
            (page.parties.client.raw(), page.parties.freelancer.raw(), page.job.raw()),
            (page.breakdown.client_pays.minor, page.breakdown.freelancer_gets.minor),
        );
        let wanted = (
            (wanted.state, wanted.price, wanted.offer),
            (wanted.client, wanted.freelancer, wanted.job),
            (fees.client_pays(wanted.price), fees.freelancer_gets(wanted.price)),
        );
        Ok(unlike("proposal", id, &found, &wanted))
    }

    async fn offer_differs(&self, oracle: &Oracle, id: Id) -> Differs {
        let Some(wanted) = oracle.offers.get(&id) else { return Ok(None) };
        let page = offer::page(&self.by(&self.actor(wanted.client)), OfferId::from_raw(id)).await;
        let Some(page) = found(page)? else { return Ok(Some(format!("offer {} is missing", short(id)))) };
        let (state, became) = plain::offer(&page.version.state);
        let terms = &page.version.terms;
        let amounts: Vec<i64> = terms.milestones.iter().map(|milestone| milestone.amount.minor).collect();
        let price: i64 = wanted.amounts.iter().sum();
        let found = (
            (state, became, page.version.from == Side::Client, amounts),
            (page.parties.client.raw(), page.parties.freelancer.raw(), page.proposal.raw()),
            (plain::fees(terms.fees), page.breakdown.client_pays.minor, page.breakdown.freelancer_gets.minor),
        );
        let wanted = (
            (wanted.state, wanted.became, wanted.from_client, wanted.amounts.clone()),
            (wanted.client, wanted.freelancer, wanted.proposal),
            (wanted.fees, wanted.fees.client_pays(price), wanted.fees.freelancer_gets(price)),
        );
        Ok(unlike("offer", id, &found, &wanted))
    }

    async fn contract_differs(&self, oracle: &Oracle, id: Id) -> Differs {
        let Some(wanted) = oracle.contracts.get(&id) else { return Ok(None) };
        let page = contract::page(&self.by(&self.actor(wanted.client)), ContractId::from_raw(id)).await;
        let Some(page) = found(page)? else { return Ok(Some(format!("contract {} is missing", short(id)))) };
        let (state, ended_by_client) = plain::contract(&page.state);
        let mut earnings = Vec::new();
        for view in &page.milestones {
            let brought = view.earnings.iter();
            earnings.extend(brought.map(|e| (view.milestone.number, e.net.minor, e.clears_at.micros(), e.cleared)));
        }
        earnings.sort_unstable();
        let released = wanted.earnings(oracle);
        let sums =
            (page.sums.released.minor, page.sums.released.minor + page.sums.in_review.minor + page.sums.funded.minor);
        let found = (
            (state, ended_by_client, plain::fees(page.fees), sums, plain::next(&page.next)),
            (page.parties.client.raw(), page.parties.freelancer.raw(), page.job.raw(), page.room.raw()),
            page.milestones.iter().map(|view| plain::milestone(&view.milestone)).collect::<Vec<_>>(),
            earnings,
        );
        let wanted = (
            (wanted.state, wanted.ended_by_client, wanted.fees, (wanted.released, wanted.funded), wanted.next()),
            (wanted.client, wanted.freelancer, wanted.job, wanted.room),
            wanted.milestones.iter().map(crate::oracle::Milestone::shown).collect(),
            released,
        );
        Ok(unlike("contract", id, &found, &wanted))
    }

    async fn payment_differs(&self, oracle: &Oracle, id: Id) -> Differs {
        let Some(wanted) = oracle.payments.get(&id) else { return Ok(None) };
        let page = payment::page(&self.by(&self.actor(wanted.payer)), PaymentId::from_raw(id)).await;
        let Some(page) = found(page)? else { return Ok(Some(format!("payment {} is missing", short(id)))) };
        let (state, reason, reference) = plain::payment(&page.payment.state);
        let payment = &page.payment;
        let found = (
            (state, reason, reference),
            (payment.amount.minor, payment.cost.map(|cost| cost.minor)),
            payment.payer.raw(),
        );
        let reference = if wanted.state.word == "begun" { wanted.reference.clone() } else { String::new() };
        let wanted = ((wanted.state, wanted.reason, reference), (wanted.amount, Some(wanted.cost)), wanted.payer);
        Ok(unlike("payment", id, &found, &wanted))
    }

    /// Every balance, and that all of them add up to nothing.
    async fn books_differ(&self, oracle: &Oracle) -> Differs {
        let mut stored = std::collections::BTreeMap::new();
        for (account, balance) in ledger::accounts(&self.db).await.map_err(fault)? {
            *stored.entry(plain::place(account)).or_insert(0) += balance.minor;
        }
        let places = stored.keys().chain(oracle.book.balances.keys()).copied();
        for (place, currency) in places.collect::<std::collections::BTreeSet<_>>() {
            let found = stored.get(&(place, currency)).copied().unwrap_or(0);
            let wanted = oracle.book.holds(place, currency);
            if found != wanted {
                return Ok(Some(format!("{place:?} holds {found} {currency}, expected {wanted}")));
            }
        }
        // The oracle's balances add up to zero, so those of the store do: they are the same.
        Ok(oracle.leaks().into_iter().next())
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
