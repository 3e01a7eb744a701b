//! Every state of an offer meets every command, and what the end of a job does to it.

use super::*;
use crate::actor::Proof;
use crate::id::AccountId;
use crate::time::Span;

fn at(day: i64) -> Timestamp {
    Timestamp::civil(2026, 1, 1, 0, 0, 0).unwrap().plus(Span::days(day))
}
fn actor(raw: i64) -> Actor {
    Actor::new(AccountId::from_raw(raw), Proof::Session)
}
fn offer(state: OfferState) -> Offer {
    let parties = Parties { client: AccountId::from_raw(1), freelancer: AccountId::from_raw(2) };
    Offer { id: OfferId::from_raw(3), parties, from: Side::Client, state }
}

#[test]
fn every_state_meets_every_command() {
    let (contract, by, now) = (ContractId::from_raw(4), OfferId::from_raw(5), at(1));
    let table = [
        (OfferState::Sent { expires_at: at(7) }, ["accepted", "declined", "countered", "withdrawn"]),
        (OfferState::Sent { expires_at: at(1) }, ["offer.has_expired"; 4]),
        (OfferState::Accepted { at: at(0), contract }, ["offer.already_accepted"; 4]),
        (OfferState::Declined { at: at(0) }, ["offer.was_declined"; 4]),
        (OfferState::Withdrawn { at: at(0) }, ["offer.was_withdrawn"; 4]),
        (OfferState::Expired { at: at(0) }, ["offer.has_expired"; 4]),
        (OfferState::Countered { at: at(0), by }, ["offer.was_countered"; 4]),
        (OfferState::NotChosen { at: at(0) }, ["offer.not_chosen"; 4]),
    ];
    for (state, expected) in table {
        let word = |result: Result<Offer, Refusal>| result.map_or_else(|no| no.code(), |offer| offer.state.word());
        let found = [
            word(offer(state).accept(&actor(2), contract, now)),
            word(offer(state).decline(&actor(2), now)),
            word(offer(state).counter(&actor(2), by, now).map(|(offer, _)| offer)),
            word(offer(state).withdraw(&actor(1), now)),
        ];
        assert_eq!(found, expected, "{state:?}");
    }
}

#[test]
fn only_the_other_side_answers_and_only_the_maker_withdraws() {
    let sent = || offer(OfferState::Sent { expires_at: at(7) });
    assert_eq!(sent().accept(&actor(1), ContractId::from_raw(4), at(1)).unwrap_err().code(), "offer.your_own");
    assert_eq!(sent().withdraw(&actor(2), at(1)).unwrap_err().code(), "offer.not_your_own");
    assert_eq!(sent().accept(&actor(9), ContractId::from_raw(4), at(1)).unwrap_err().code(), "general.not_found");
}

#[test]
fn what_is_listed_is_what_would_be_done() {
    use OfferAction::{Accept, Counter, Decline, Withdraw};
    let (contract, by) = (ContractId::from_raw(4), OfferId::from_raw(5));
    let over = [
        OfferState::Sent { expires_at: at(1) },
        OfferState::Accepted { at: at(0), contract },
        OfferState::Declined { at: at(0) },
        OfferState::Withdrawn { at: at(0) },
        OfferState::Expired { at: at(0) },
        OfferState::Countered { at: at(0), by },
        OfferState::NotChosen { at: at(0) },
    ];
    for from in [Side::Client, Side::Freelancer] {
        let (maker, reader) = if from == Side::Client { (1, 2) } else { (2, 1) };
        let sent = Offer { from, ..offer(OfferState::Sent { expires_at: at(7) }) };
        assert_eq!(sent.actions(&actor(maker), at(1)).unwrap(), [Withdraw]);
        assert_eq!(sent.actions(&actor(reader), at(1)).unwrap(), [Accept, Counter, Decline]);
        assert_eq!(sent.actions(&actor(9), at(1)).unwrap_err(), GeneralRefusal::NotFound);
        for state in over {
            for who in [maker, reader] {
                let actions = Offer { from, ..offer(state) }.actions(&actor(who), at(1));
                assert_eq!(actions.unwrap(), [], "{state:?}");
            }
        }
    }
}

#[test]
fn the_end_of_a_job_ends_the_offers_that_wait() {
    let sent = |from| Offer { from, ..offer(OfferState::Sent { expires_at: at(7) }) };
    let ends = |from, end, now| sent(from).end_with_job(end, now).map(|offer| offer.state);
    let not_chosen = Some(OfferState::NotChosen { at: at(2) });
    assert_eq!(ends(Side::Client, JobEnd::Filled, at(2)), not_chosen);
    assert_eq!(ends(Side::Freelancer, JobEnd::Filled, at(2)), not_chosen);
    assert_eq!(ends(Side::Client, JobEnd::Closed, at(2)), Some(OfferState::Withdrawn { at: at(2) }));
    assert_eq!(ends(Side::Freelancer, JobEnd::Closed, at(2)), not_chosen, "nobody takes another one's offer back");
    let over = [
        OfferState::Accepted { at: at(0), contract: ContractId::from_raw(4) },
        OfferState::Declined { at: at(0) },
        OfferState::Withdrawn { at: at(0) },
        OfferState::Expired { at: at(0) },
        OfferState::Countered { at: at(0), by: OfferId::from_raw(5) },
        OfferState::NotChosen { at: at(0) },
    ];
    for end in [JobEnd::Filled, JobEnd::Closed] {
        assert_eq!(ends(Side::Client, end, at(7)), None, "its own clock ends it");
        for state in over {
            assert_eq!(offer(state).end_with_job(end, at(2)), None, "{state:?}");
        }
    }
}

#[test]
fn it_expires_at_its_moment() {
    let sent = offer(OfferState::Sent { expires_at: at(7) });
    assert_eq!(sent.clone().expire(at(7).minus(Span::micros(1))), None);
    for late in [at(7), at(30)] {
        let expired = sent.clone().expire(late).unwrap();
        assert_eq!(expired.state, OfferState::Expired { at: at(7) }, "whenever the clock comes to it");
    }
}
