//! Server functions of contracts, milestones and payments.

use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::contract::read::{ContractList, ContractPage, PaymentPage};
#[cfg(feature = "ssr")]
use domain::id::{ContractId, MilestoneId, PaymentId};
use leptos::prelude::*;

/// The viewer's contracts, a page of them.
#[server(prefix = "/do", endpoint = "contract/list-page")]
pub async fn list(after: String) -> Result<ContractList, PageError> {
    let actor = session::actor()?;
    Ok(store::contract::mine(&session::db()?, &actor, &after, 20, session::now()?).await?)
}

/// The room of a contract.
#[server(prefix = "/do", endpoint = "contract/page")]
pub async fn page(id: String) -> Result<ContractPage, PageError> {
    let actor = session::actor()?;
    let id = ContractId::parse(&id)?;
    Ok(store::contract::page(&session::db()?, &actor, id, session::now()?).await?)
}

/// The page of a payment.
#[server(prefix = "/do", endpoint = "payment/page")]
pub async fn payment(id: String) -> Result<PaymentPage, PageError> {
    let actor = session::actor()?;
    let id = PaymentId::parse(&id)?;
    Ok(store::payment::page(&session::db()?, &actor, id, session::now()?).await?)
}

/// The client begins to fund a milestone, and goes on to pay where the wallet does not suffice.
#[server(prefix = "/do", endpoint = "milestone/fund")]
pub async fn fund(milestone_id: String) -> Result<(), PageError> {
    use store::contract::Funding;
    let (actor, db, rules) = (session::actor()?, session::db()?, session::rules()?);
    let id = MilestoneId::parse(&milestone_id)?;
    let funding = store::contract::begin_funding(&db, &actor, id, rules.payment_lookup, session::now()?).await?;
    if let Funding::Pays(payment) = funding {
        store::payment::wait_begun(&db, &actor, payment).await?;
        leptos_axum::redirect(&format!("/payments/{payment}"));
    }
    Ok(())
}

/// The freelancer hands work over.
#[server(prefix = "/do", endpoint = "milestone/submit")]
pub async fn submit(milestone_id: String, text: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = MilestoneId::parse(&milestone_id)?;
    store::contract::submit(&session::db()?, &actor, id, &text, &*session::rules()?, session::now()?).await?;
    Ok(())
}

/// The client asks for changes.
#[server(prefix = "/do", endpoint = "milestone/request-changes")]
pub async fn request_changes(milestone_id: String, note: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = MilestoneId::parse(&milestone_id)?;
    Ok(store::contract::request_changes(&session::db()?, &actor, id, &note, session::now()?).await?)
}

/// The client releases all that is held (no amount), or a part of it.
#[server(prefix = "/do", endpoint = "milestone/approve")]
pub async fn approve(milestone_id: String, #[server(default)] amount: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = MilestoneId::parse(&milestone_id)?;
    Ok(store::contract::approve(&session::db()?, &actor, id, &amount, &*session::rules()?, session::now()?).await?)
}

/// The freelancer gives all that is held back (no amount), or a part of it.
#[server(prefix = "/do", endpoint = "milestone/give-back")]
pub async fn give_back(milestone_id: String, #[server(default)] amount: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = MilestoneId::parse(&milestone_id)?;
    Ok(store::contract::give_back(&session::db()?, &actor, id, &amount, session::now()?).await?)
}

/// Either side ends the contract.
#[server(prefix = "/do", endpoint = "contract/end")]
pub async fn end(contract_id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = ContractId::parse(&contract_id)?;
    Ok(store::contract::end(&session::db()?, &actor, id, &*session::rules()?, session::now()?).await?)
}
