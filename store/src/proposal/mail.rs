//! The mails that follow from proposals.

use crate::Result;
use crate::db::Tx;
use crate::letter::{self, Letter};
use domain::proposal::{Proposal, ProposalTerms};
use domain::text::Note;
use domain::time::Timestamp;

/// To the client: a proposal arrived.
pub(super) async fn arrived(
    tx: &mut Tx,
    proposal: &Proposal,
    terms: &ProposalTerms,
    title: &str,
    now: Timestamp,
) -> Result<()> {
    let letter = Letter {
        subject: &format!("A new proposal for “{title}”"),
        text: &format!(
            "Somebody proposes to do “{title}” for {}, before the client fee. Nothing is agreed until you make an offer and it is \
             accepted. A short answer, also a no, helps the person to plan.\n",
            terms.price
        ),
        path: &format!("/proposals/{}", proposal.id),
    };
    letter::send(tx, proposal.parties.client, &letter, now).await
}

/// To the freelancer: the client said no.
pub(super) async fn declined(
    tx: &mut Tx,
    proposal: &Proposal,
    title: &str,
    reason: &Note,
    now: Timestamp,
) -> Result<()> {
    let letter = Letter {
        subject: &format!("Your proposal for “{title}” was declined"),
        text: &format!(
            "The client declined your proposal for “{title}” and gave this reason:\n\n{reason}\n\nYou need not do anything. It no \
             longer counts towards the number of proposals that you may have open.\n"
        ),
        path: &format!("/proposals/{}", proposal.id),
    };
    letter::send(tx, proposal.parties.freelancer, &letter, now).await
}
