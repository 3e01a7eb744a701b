//! The mails of offers: who offers, accepts or ends what, for how much, and until when the other side can answer.

use crate::notify::{MailText, Pair};
use domain::actor::Side;
use domain::contract::terms::MilestoneTerms;
use domain::id::ContractId;
use domain::money::Money;
use domain::offer::{JobEnd, Offer, OfferState};
use domain::time::Timestamp;

/// What an offer is about.
pub(super) struct About<'a> {
    pub pair: &'a Pair,
    pub offer: &'a Offer,
    pub title: &'a str,
    pub price: Money,
}

impl About<'_> {
    fn mail_text(&self, subject: &str, text: String) -> MailText {
        let path = format!("/offers/{}", self.offer.id);
        MailText { subject: subject.to_owned(), text, button: "Open the offer", path }
    }

    /// To the other side: there is something to answer.
    pub(super) fn sent(&self, is_first: bool, expires_at: Timestamp, now: Timestamp) -> MailText {
        let (from, title, price) = (self.pair.name(self.offer.from), self.title, self.price);
        let what = match is_first {
            true => format!("{from} offers you a contract for “{title}” over {price}."),
            false => format!("{from} answered with other terms for “{title}” on {}: {price}.", now.full()),
        };
        let text = format!(
            "{what}\n\nAccept it, decline it or answer with other terms by {}. After that it expires.",
            expires_at.full()
        );
        self.mail_text(if is_first { "You have an offer" } else { "You have a counter-offer" }, text)
    }

    /// To the other side: it has not answered, and time runs out.
    pub(super) fn will_expire(&self, expires_at: Timestamp) -> MailText {
        let (from, title, price) = (self.pair.name(self.offer.from), self.title, self.price);
        let text = format!(
            "The offer of {from} for “{title}” over {price} is waiting for your answer.\n\nAccept it, decline it or answer \
             with other terms by {}. After that it expires.",
            expires_at.full()
        );
        self.mail_text("An offer to you will expire soon", text)
    }

    /// To the side that made it: the contract is signed, and `first` waits for its money until `fund_until`. `others` of the
    /// client's offers ended with that, because the last seat is taken.
    pub(super) fn accepted(
        &self,
        contract: ContractId,
        first: Option<&MilestoneTerms>,
        fund_until: Timestamp,
        others: usize,
        now: Timestamp,
    ) -> MailText {
        let (from, title, price) = (self.offer.from, self.title, self.price);
        let other = self.pair.name(from.other());
        let first = first.map_or_else(String::new, |first| format!(", “{}”", first.title));
        let next = match from {
            Side::Client => format!(
                "Fund the first milestone{first} by {}: the work starts when its money is in escrow. A contract that nobody funds \
                 lapses.",
                fund_until.full()
            ),
            Side::Freelancer => format!(
                "Please do not start before the first milestone{first} is funded: you get a mail when its money is in escrow. \
                 {other} has until {} to fund it; then the contract lapses.",
                fund_until.full()
            ),
        };
        let rest = match (from, others) {
            (Side::Freelancer, _) | (Side::Client, 0) => String::new(),
            (Side::Client, 1) => {
                "\n\nThe job is filled with that. Another offer on it ended, and its freelancer was told.".to_owned()
            }
            (Side::Client, _) => {
                format!(
                    "\n\nThe job is filled with that. {others} other offers on it ended, and their freelancers were told."
                )
            }
        };
        let text = format!(
            "{other} accepted your offer of {price} for “{title}” on {}, and the contract is signed.\n\n{next}{rest}",
            now.full()
        );
        let path = format!("/contracts/{contract}");
        MailText { subject: "Your offer was accepted".to_owned(), text, button: "Open the contract", path }
    }

    /// To the freelancer, of either side's offer: the job takes nobody else, so the offer is over.
    pub(super) fn ended_with_job(&self, end: JobEnd, now: Timestamp) -> MailText {
        let (client, title, price, at) = (self.pair.client(), self.title, self.price, now.full());
        let theirs = match self.offer.from {
            Side::Client => "the offer to you",
            Side::Freelancer => "your offer",
        };
        let after =
            "Nothing was signed and nothing was charged, and your proposal was not chosen. You need not do anything.";
        match end {
            JobEnd::Filled => self.mail_text(
                "An offer ended: the job is filled",
                format!("The last seat of the job “{title}” of {client} was taken on {at}. With that {theirs} over {price} ended. {after}"),
            ),
            JobEnd::Closed => self.mail_text(
                "An offer ended: the job was closed",
                format!("{client} closed the job “{title}” on {at}. With that {theirs} over {price} ended. {after}"),
            ),
        }
    }

    /// To the side that has to know: the offer is over without a contract. `reopened`: the proposal waits again.
    pub(super) fn ended(&self, reopened: bool, now: Timestamp) -> MailText {
        let (from, title, price) = (self.offer.from, self.title, self.price);
        let other = self.pair.name(from.other());
        let after = match reopened {
            true => "The proposal is open again.",
            false => "The job has ended meanwhile, so the proposal was not chosen.",
        };
        let after = format!("Nothing was signed and nothing was charged. {after}");
        let at = now.full();
        match self.offer.state {
            OfferState::Declined { .. } => self.mail_text(
                "Your offer was declined",
                format!("{other} declined your offer of {price} for “{title}” on {at}. {after}"),
            ),
            OfferState::Withdrawn { .. } => self.mail_text(
                "An offer to you was withdrawn",
                format!("{} withdrew the offer of {price} for “{title}” on {at}. {after}", self.pair.name(from)),
            ),
            OfferState::Sent { .. }
            | OfferState::Accepted { .. }
            | OfferState::Countered { .. }
            | OfferState::NotChosen { .. }
            | OfferState::Expired { .. } => self.mail_text(
                "An offer expired without an answer",
                format!("{other} did not answer your offer of {price} for “{title}” by {at}, so it expired. {after}"),
            ),
        }
    }
}
