//! Server functions of offers.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{Client, Parties},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::contract::terms::MilestoneInput;
#[cfg(feature = "ssr")]
use domain::id::{OfferId, ProposalId};
#[cfg(feature = "ssr")]
use domain::offer::OfferInput;
use domain::offer::OfferPage;
use leptos::prelude::*;

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/offer/page", Parties),
    Row::page("POST /do/offer/make", Client).verified(),
    Row::page("POST /do/offer/counter", Parties).verified(),
    Row::page("POST /do/offer/accept", Parties).verified(),
    Row::page("POST /do/offer/decline", Parties),
    Row::page("POST /do/offer/withdraw", Parties),
];

/// One version of an offer, for its two people.
#[server(prefix = "/do", endpoint = "offer/page", output = crate::runtime::codec::Wire)]
pub async fn page(id: String) -> Result<OfferPage, PageError> {
    let context = session::signed_in()?;
    let id = OfferId::parse(&id)?;
    Ok(store::offer::page(&context, id).await?)
}

/// The client makes an offer on a proposal.
#[server(prefix = "/do", endpoint = "offer/make", output = crate::runtime::codec::Wire)]
pub async fn make(
    proposal_id: String,
    #[server(default)] milestones: Vec<MilestoneInput>,
    #[server(default)] message: String,
) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let (proposal, input) = (ProposalId::parse(&proposal_id)?, OfferInput { milestones, message });
    let made = store::offer::make(&context, proposal, &input).await;
    let id = session::made(made, OfferId::parse)?;
    leptos_axum::redirect(&format!("/offers/{id}"));
    Ok(())
}

/// The other side answers with a newer version.
#[server(prefix = "/do", endpoint = "offer/counter", output = crate::runtime::codec::Wire)]
pub async fn counter(
    offer_id: String,
    #[server(default)] milestones: Vec<MilestoneInput>,
    #[server(default)] message: String,
) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let (offer, input) = (OfferId::parse(&offer_id)?, OfferInput { milestones, message });
    let made = store::offer::counter(&context, offer, &input).await;
    let id = session::made(made, OfferId::parse)?;
    leptos_axum::redirect(&format!("/offers/{id}"));
    Ok(())
}

/// The other side takes it: the contract begins.
#[server(prefix = "/do", endpoint = "offer/accept", output = crate::runtime::codec::Wire)]
pub async fn accept(offer_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = OfferId::parse(&offer_id)?;
    let made = store::offer::accept(&context, id).await;
    let contract = session::made(made, domain::id::ContractId::parse)?;
    leptos_axum::redirect(&format!("/contracts/{contract}"));
    Ok(())
}

/// The other side says no.
#[server(prefix = "/do", endpoint = "offer/decline", output = crate::runtime::codec::Wire)]
pub async fn decline(offer_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = OfferId::parse(&offer_id)?;
    Ok(store::offer::decline(&context, id).await?)
}

/// The side that made it takes it back.
#[server(prefix = "/do", endpoint = "offer/withdraw", output = crate::runtime::codec::Wire)]
pub async fn withdraw(offer_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = OfferId::parse(&offer_id)?;
    Ok(store::offer::withdraw(&context, id).await?)
}
