//! Server functions of contracts, milestones and payments.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{Client, Freelancer, Parties, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
#[cfg(feature = "ssr")]
use domain::contract::list::ContractTab;
use domain::contract::list::ContractsPage;
use domain::contract::read::{ContractPage, PaymentPage};
#[cfg(feature = "ssr")]
use domain::id::{ContractId, MilestoneId, PaymentId, Seen};
use domain::message::MessageView;
use domain::money::AmountInput;
use domain::time::{Span, Timestamp};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/contract/list-page", SignedIn),
    Row::look("POST /do/contract/page", Parties),
    Row::page("POST /do/contract/end", Parties),
    Row::page("POST /do/milestone/fund", Client).verified(),
    Row::page("POST /do/milestone/submit", Freelancer),
    Row::page("POST /do/milestone/request-changes", Client),
    Row::page("POST /do/milestone/approve", Client),
    Row::page("POST /do/milestone/approve-part", Client),
    Row::page("POST /do/milestone/give-back", Freelancer),
    Row::page("POST /do/milestone/give-back-part", Freelancer),
    Row::look("POST /do/payment/page", Client).hidden(),
    Row::page("POST /do/payment/cancel", Client).hidden(),
];

/// The room of a contract, and what its page needs besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The contract.
    pub contract: ContractPage,
    /// The server's clock, for how much of a review is over.
    pub now: Timestamp,
    /// How long released money stays pending.
    pub security: Span,
    /// What was said last, oldest first.
    pub talk: Vec<MessageView>,
}

/// So many messages are shown beside a contract.
#[cfg(feature = "ssr")]
const TALK: i64 = 3;

/// The viewer's contracts, a page of them; `show` names a [`ContractTab`].
#[server(prefix = "/do", endpoint = "contract/list-page", output = crate::runtime::codec::Wire)]
pub async fn list(show: String, after: String) -> Result<(ContractsPage, Timestamp), PageError> {
    let context = session::signed_in()?;
    Ok((store::contract::tab(&context, ContractTab::of(&show), &after).await?, context.now))
}

/// The room of a contract.
#[server(prefix = "/do", endpoint = "contract/page", output = crate::runtime::codec::Wire)]
pub async fn page(id: String) -> Result<Opened, PageError> {
    let context = session::signed_in()?;
    let id = ContractId::parse(&id)?;
    let contract = store::contract::page(&context, id).await?;
    let talk = store::message::latest(&context, contract.room, TALK).await?;
    Ok(Opened { contract, now: context.now, security: context.rules.security, talk })
}

/// The page of a payment.
#[server(prefix = "/do", endpoint = "payment/page", output = crate::runtime::codec::Wire)]
pub async fn payment(id: String) -> Result<PaymentPage, PageError> {
    let context = session::signed_in()?;
    let id = PaymentId::parse(&id)?;
    Ok(store::payment::page(&context, id).await?)
}

/// The client begins to fund a milestone, and goes on to pay where the wallet does not suffice.
#[server(prefix = "/do", endpoint = "milestone/fund", output = crate::runtime::codec::Wire)]
pub async fn fund(milestone_id: String) -> Result<(), PageError> {
    use store::contract::Funding;
    let context = session::signed_in()?;
    let id = MilestoneId::parse(&milestone_id)?;
    let funding = store::contract::begin_funding(&context, id).await;
    let payment = match funding {
        Ok(Funding::Paid) => return Ok(()),
        Ok(Funding::Pays(payment)) => payment,
        // From the wallet, nothing was made.
        Err(store::Error::Replay(first)) if first.body.is_empty() => return Ok(()),
        Err(store::Error::Replay(first)) => PaymentId::parse(&first.body)?,
        Err(refused) => return Err(refused.into()),
    };
    store::payment::wait_begun(&context, payment).await?;
    leptos_axum::redirect(&format!("/payments/{payment}"));
    Ok(())
}

/// The payer gives a payment up that has no outcome.
#[server(prefix = "/do", endpoint = "payment/cancel", output = crate::runtime::codec::Wire)]
pub async fn cancel_payment(payment_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = PaymentId::parse(&payment_id)?;
    Ok(store::payment::cancel(&context, id).await?)
}

/// The freelancer hands work over.
#[server(prefix = "/do", endpoint = "milestone/submit", output = crate::runtime::codec::Wire)]
pub async fn submit(milestone_id: String, text: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = MilestoneId::parse(&milestone_id)?;
    store::contract::submit(&context, id, &text).await?;
    Ok(())
}

/// The client asks for changes.
#[server(prefix = "/do", endpoint = "milestone/request-changes", output = crate::runtime::codec::Wire)]
pub async fn request_changes(milestone_id: String, note: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = MilestoneId::parse(&milestone_id)?;
    Ok(store::contract::request_changes(&context, id, &note).await?)
}

/// The client releases all that is held.
#[server(prefix = "/do", endpoint = "milestone/approve", output = crate::runtime::codec::Wire)]
pub async fn approve(milestone_id: String, version: i64) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let seen = Seen { id: MilestoneId::parse(&milestone_id)?, version };
    Ok(store::contract::approve(&context, seen).await?)
}

/// The client releases a part of what is held.
#[server(prefix = "/do", endpoint = "milestone/approve-part", output = crate::runtime::codec::Wire)]
pub async fn approve_part(
    milestone_id: String,
    version: i64,
    #[server(default)] amount: AmountInput,
) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let seen = Seen { id: MilestoneId::parse(&milestone_id)?, version };
    Ok(store::contract::approve_part(&context, seen, &amount).await?)
}

/// The freelancer gives all that is held back.
#[server(prefix = "/do", endpoint = "milestone/give-back", output = crate::runtime::codec::Wire)]
pub async fn refund(milestone_id: String, version: i64) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let seen = Seen { id: MilestoneId::parse(&milestone_id)?, version };
    Ok(store::contract::refund(&context, seen).await?)
}

/// The freelancer gives a part of what is held back.
#[server(prefix = "/do", endpoint = "milestone/give-back-part", output = crate::runtime::codec::Wire)]
pub async fn refund_part(
    milestone_id: String,
    version: i64,
    #[server(default)] amount: AmountInput,
) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let seen = Seen { id: MilestoneId::parse(&milestone_id)?, version };
    Ok(store::contract::refund_part(&context, seen, &amount).await?)
}

/// Either side ends the contract.
#[server(prefix = "/do", endpoint = "contract/end", output = crate::runtime::codec::Wire)]
pub async fn end(contract_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = ContractId::parse(&contract_id)?;
    Ok(store::contract::end(&context, id).await?)
}
