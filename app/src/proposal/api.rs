//! Server functions of proposals.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    OWN_JOB, Row,
    Who::{Client, Freelancer, Parties, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::contract::terms::MilestoneInput;
use domain::proposal::{ProposalList, ProposalView};
use leptos::prelude::*;

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/proposal/page", Parties),
    Row::look("POST /do/proposal/of-job-page", Client).open(),
    Row::look("POST /do/proposal/mine-page", SignedIn),
    Row::page("POST /do/proposal/send", SignedIn).verified().except(OWN_JOB),
    Row::page("POST /do/proposal/edit", Freelancer),
    Row::page("POST /do/proposal/withdraw", Freelancer),
    Row::page("POST /do/proposal/view", Client),
    Row::page("POST /do/proposal/shortlist", Client),
    Row::page("POST /do/proposal/decline", Client),
];

/// Proposals on one page of a list.
#[cfg(feature = "ssr")]
const PAGE: i64 = 20;

/// One proposal, for either side.
#[server(prefix = "/do", endpoint = "proposal/page", output = crate::runtime::codec::Wire)]
pub async fn page(id: String) -> Result<ProposalView, PageError> {
    let context = session::signed_in()?;
    let id = domain::id::ProposalId::parse(&id)?;
    Ok(store::proposal::page(&context, id).await?)
}

/// The proposals for one's own job.
#[server(prefix = "/do", endpoint = "proposal/of-job-page", output = crate::runtime::codec::Wire)]
pub async fn of_job(job_id: String, after: String) -> Result<ProposalList, PageError> {
    let context = session::signed_in()?;
    let id = domain::id::JobId::parse(&job_id)?;
    Ok(store::proposal::of_job(&context, id, &after, PAGE).await?)
}

/// One's own proposals.
#[server(prefix = "/do", endpoint = "proposal/mine-page", output = crate::runtime::codec::Wire)]
pub async fn mine(after: String) -> Result<ProposalList, PageError> {
    let context = session::signed_in()?;
    Ok(store::proposal::mine(&context, &after, PAGE).await?)
}

/// Sends a proposal for a job.
#[server(name = SendProposal, prefix = "/do", endpoint = "proposal/send", output = crate::runtime::codec::Wire)]
pub async fn send(
    job_id: String,
    #[server(default)] cover_letter: String,
    #[server(default)] milestones: Vec<MilestoneInput>,
) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let job = domain::id::JobId::parse(&job_id)?;
    let input = domain::proposal::ProposalInput { cover_letter, milestones };
    let made = store::proposal::send(&context, job, &input).await;
    let id = session::made(made, domain::id::ProposalId::parse)?;
    leptos_axum::redirect(&format!("/proposals/{id}"));
    Ok(())
}

/// Changes a proposal that nobody has read yet.
#[server(prefix = "/do", endpoint = "proposal/edit", output = crate::runtime::codec::Wire)]
pub async fn edit(
    proposal_id: String,
    version: i64,
    #[server(default)] cover_letter: String,
    #[server(default)] milestones: Vec<MilestoneInput>,
) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = domain::id::ProposalId::parse(&proposal_id)?;
    let input = domain::proposal::ProposalInput { cover_letter, milestones };
    session::done(store::proposal::edit(&context, id, version, &input).await)?;
    leptos_axum::redirect(&format!("/proposals/{id}"));
    Ok(())
}

/// Takes a proposal back.
#[server(prefix = "/do", endpoint = "proposal/withdraw", output = crate::runtime::codec::Wire)]
pub async fn withdraw(proposal_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = domain::id::ProposalId::parse(&proposal_id)?;
    store::proposal::withdraw(&context, id).await?;
    Ok(())
}

/// The client has read it.
#[server(name = ViewProposal, prefix = "/do", endpoint = "proposal/view", output = crate::runtime::codec::Wire)]
pub async fn view(proposal_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = domain::id::ProposalId::parse(&proposal_id)?;
    store::proposal::view(&context, id).await?;
    Ok(())
}

/// Puts a proposal on the shortlist (`on`), or takes it off.
#[server(prefix = "/do", endpoint = "proposal/shortlist", output = crate::runtime::codec::Wire)]
pub async fn shortlist(proposal_id: String, on: bool) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = domain::id::ProposalId::parse(&proposal_id)?;
    store::proposal::shortlist(&context, id, on).await?;
    Ok(())
}

/// Says no, with a reason.
#[server(prefix = "/do", endpoint = "proposal/decline", output = crate::runtime::codec::Wire)]
pub async fn decline(proposal_id: String, #[server(default)] reason: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = domain::id::ProposalId::parse(&proposal_id)?;
    store::proposal::decline(&context, id, &reason).await?;
    Ok(())
}
