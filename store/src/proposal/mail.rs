//! The mails that follow from proposals.

use crate::Result;
use crate::db::Tx;
use crate::notify::{MailText, Pair};
use domain::actor::Side;
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
    let pair = Pair::of(tx, proposal.parties).await?;
    let name = pair.freelancer();
    let text = format!(
        "{name} sent a proposal for “{title}” on {}: {}, before your client fee.\n\nNothing is agreed until you make an offer and it is \
         accepted. A short answer, even a no, helps {name} plan.",
        now.full(),
        terms.price
    );
    let mail_text = of(proposal, format!("A new proposal for “{title}”"), text);
    pair.send(tx, Side::Client, mail_text, now).await
}

/// To the freelancer: the client said no.
pub(super) async fn declined(
    tx: &mut Tx,
    proposal: &Proposal,
    terms: &ProposalTerms,
    title: &str,
    reason: &Note,
    now: Timestamp,
) -> Result<()> {
    let pair = Pair::of(tx, proposal.parties).await?;
    let text = format!(
        "{} declined your proposal to do “{title}” for {} on {} and gave this reason:\n\n{reason}\n\nYou need not do anything. It \
         no longer counts towards the number of proposals that you may have open.",
        pair.client(),
        terms.price,
        now.full()
    );
    let mail_text = of(proposal, format!("Your proposal for “{title}” was declined"), text);
    pair.send(tx, Side::Freelancer, mail_text, now).await
}

fn of(proposal: &Proposal, subject: String, text: String) -> MailText {
    MailText { subject, text, button: "Open the proposal", path: format!("/proposals/{}", proposal.id) }
}
