//! People and jobs that the tests of the market share.

use crate::harness::{NOW, TestDb};
use domain::actor::{Actor, Proof, Scope};
use domain::contract::terms::MilestoneInput;
use domain::id::{AccountId, JobId, ProposalId};
use domain::job::JobInput;
use domain::proposal::ProposalInput;
use store::db::retried;
use store::{Error, Result, job, proposal};

/// Sixty people with confirmed addresses, ids 1 to 60; the names are `Person 1` and so on.
pub async fn settle(test: &TestDb) {
    test.raw(
        "with recursive n (id) as (select 1 union all select id + 1 from n where id < 60) \
         insert into account (id, email, email_key, name, password_hash, side, verified_at, made_at) \
         select id, 'p' || cast(id as text) || '@example.org', 'p' || cast(id as text) || '@example.org', \
         'Person ' || cast(id as text), '', 'client', 1, 1 from n",
    )
    .await;
}

/// One of them, signed in.
pub fn person(id: i64) -> Actor {
    Actor::new(AccountId::from_raw(id), Proof::Session)
}

/// One of them with a token that has these scopes.
pub fn token(id: i64, scopes: &[Scope]) -> Actor {
    Actor::new(AccountId::from_raw(id), Proof::Token(scopes.to_vec()))
}

pub fn job_input(title: &str) -> JobInput {
    JobInput {
        title: title.to_owned(),
        description: "A small service that takes orders and answers within a second.".to_owned(),
        skills: "Rust, SQL".to_owned(),
        currency: "EUR".to_owned(),
        budget: "500".into(),
        hires: "1".to_owned(),
        visibility: "public".to_owned(),
    }
}

/// A job of this client that is open since [`NOW`].
pub async fn open_job(test: &TestDb, client: i64, input: &JobInput) -> JobId {
    let id = job::save_draft(&test.by(&person(client), NOW), None, input).await.unwrap();
    job::publish(&test.by(&person(client), NOW), id, input).await.unwrap();
    id
}

pub fn proposal_input(amount: &str) -> ProposalInput {
    ProposalInput {
        cover_letter: "I have built three of these before.".to_owned(),
        milestones: vec![MilestoneInput {
            title: "All of it".to_owned(),
            amount: amount.into(),
            due: "2027-03-01".to_owned(),
        }],
    }
}

pub async fn propose(test: &TestDb, freelancer: i64, job: JobId, amount: &str) -> Result<ProposalId> {
    let (actor, input) = (person(freelancer), proposal_input(amount));
    retried(async || proposal::send(&test.by(&actor, NOW), job, &input).await).await
}

/// The code of the refusal, or `done`.
pub fn code<T>(answer: Result<T>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("not a refusal: {other:?}"),
    }
}
