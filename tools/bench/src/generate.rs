//! Data to measure on: people, jobs and contracts, made through the commands that people use, many at a time so that
//! they share commits.

use crate::Result;
use crate::stopwatch::now;
use domain::account::{SignUp, SignUpInput};
use domain::actor::{Actor, Proof};
use domain::contract::terms::MilestoneInput;
use domain::id::{AccountId, ContractId, MilestoneId};
use domain::job::JobInput;
use domain::offer::OfferInput;
use domain::payment::Outcome;
use domain::proposal::ProposalInput;
use domain::rules::Rules;
use domain::time::Span;
use futures_util::stream::{StreamExt as _, TryStreamExt as _, iter};
use std::collections::HashMap;
use std::sync::Arc;
use store::contract::Funding;
use store::outbox::Message;
use store::{Context, Db, Platform, Site, account, contract, job, offer, outbox, payment, proposal};

/// Commands under way at the same time: as many as the writer of SQLite commits together.
const AT_ONCE: usize = 64;
/// What a filled wallet was filled with, in euro.
const WALLET: &str = "9000000";

const THINGS: [&str; 8] = [
    "tide gauge",
    "tea shop",
    "route planner",
    "field guide",
    "choir archive",
    "seed catalogue",
    "night train timetable",
    "bakery ledger",
];
const TASKS: [&str; 6] = [
    "Rewrite the checkout of a",
    "Design three screens for a",
    "Translate the manual of a",
    "Clean up the data of a",
    "Test and document a",
    "Move to a new server a",
];
const SKILLS: [&str; 6] = [
    "Rust, SQL, HTTP APIs",
    "Interface design, Accessibility",
    "French, English, Editing",
    "SQL, Data cleaning, Charts",
    "Technical writing, Markdown",
    "Postgres, Linux",
];

/// A client and a freelancer who work together.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Hires and pays.
    pub client: Actor,
    /// Works.
    pub freelancer: Actor,
}

impl Pair {
    /// Both act, at this moment.
    pub fn act(&self, db: &Db, rules: &Arc<Rules>) -> (Context, Context) {
        let client = Context::new(db, self.client.clone(), rules, now());
        let freelancer = client.by(self.freelancer.clone());
        (client, freelancer)
    }
}

/// Runs futures, at most [`AT_ONCE`] of them at a time; their answers come in their order.
async fn together<T, F: Future<Output = Result<T>>>(commands: impl IntoIterator<Item = F>) -> Result<Vec<T>> {
    iter(commands).buffered(AT_ONCE).try_collect().await
}

/// Signs people up and confirms their addresses with the links of their mails.
///
/// # Errors
/// Refusals and faults of the store.
pub async fn pairs(db: &Db, count: usize) -> Result<Vec<Pair>> {
    let clients = (0..count).map(|number| (format!("client{number}@bench.example"), "client"));
    let freelancers = (0..count).map(|number| (format!("freelancer{number}@bench.example"), "freelancer"));
    together(clients.chain(freelancers).map(|(email, side)| sign_up(db, email, side))).await?;
    let platform = Context::new(db, Platform, &Arc::default(), now());
    let messages = outbox::lease(&platform, &["mail"], Span::hours(1), u32::try_from(2 * count)?).await?;
    let known: HashMap<String, AccountId> =
        together(messages.iter().map(|message| confirm(db, message))).await?.into_iter().collect();
    let actor = |email: String| -> Result<Actor> {
        let id = known.get(&email).ok_or_else(|| format!("{email} got no mail"))?;
        Ok(Actor::new(*id, Proof::Session))
    };
    let pair = |number| {
        let client = actor(format!("client{number}@bench.example"))?;
        let freelancer = actor(format!("freelancer{number}@bench.example"))?;
        Ok(Pair { client, freelancer })
    };
    (0..count).map(pair).collect()
}

async fn sign_up(db: &Db, email: String, side: &str) -> Result<()> {
    let name = email.split('@').next().unwrap_or_default().to_owned();
    let input = SignUpInput { name, email, password: "four words of mine".to_owned(), side: side.to_owned() };
    let new = SignUp::parse(&input).map_err(store::Error::from)?;
    let stranger = Context::new(db, None, &Arc::default(), now());
    Ok(account::sign_up(&stranger, &new, &Site::new("https://bench.example")).await?)
}

/// Follows the link of a mail; gives the address and the account that it belongs to.
async fn confirm(db: &Db, message: &Message) -> Result<(String, AccountId)> {
    let (to, token) = link_in(&message.body).ok_or("a mail without a link")?;
    let stranger = Context::new(db, None, &Arc::default(), now());
    let id = account::verify(&stranger, &token).await?;
    outbox::done(&stranger.by(Platform), message).await?;
    Ok((to, id))
}

fn link_in(body: &str) -> Option<(String, String)> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    let token = body["path"].as_str()?.split("?token=").nth(1)?;
    Some((body["to"].as_str()?.to_owned(), token.to_owned()))
}

/// Publishes open jobs, spread over the last two weeks.
///
/// # Errors
/// Refusals and faults of the store.
pub async fn jobs(db: &Db, pairs: &[Pair], count: usize, rules: &Arc<Rules>) -> Result<()> {
    let begin = now().minus(Span::days(14));
    let step = Span::days(14).as_micros() / i64::try_from(count.max(1))?;
    let clients = pairs.iter().map(|pair| &pair.client).cycle().take(count);
    let moments = (0_i64..).map(|number| begin.plus(Span::micros(step * number)));
    let posts = clients.enumerate().zip(moments);
    let posts = posts.map(|((number, client), at)| (Context::new(db, client.clone(), rules, at), job_input(number)));
    together(posts.map(async |(client, input)| Ok(job::post(&client, &input).await?))).await?;
    Ok(())
}

fn job_input(number: usize) -> JobInput {
    let (task, thing) = (TASKS[number % TASKS.len()], THINGS[number / TASKS.len() % THINGS.len()]);
    JobInput {
        title: format!("{task} {thing}, part {number}"),
        description: format!(
            "{task} {thing}. **What is there:** an old version that people use every day, and about {} pages of notes.\n\n\
             What we need:\n\n- a plan in the first week\n- work that can be looked at in small pieces\n- a short talk about \
             how to go on with it\n\nNothing that people rely on may stop while this is done.",
            number % 90 + 10
        ),
        skills: SKILLS[number % SKILLS.len()].to_owned(),
        currency: "EUR".to_owned(),
        budget: (number % 80 * 50 + 200).to_string().into(),
        ..JobInput::default()
    }
}

/// Milestones of new signed contracts: `contracts` of them for the pairs in turn, each with `parts` milestones of 20 euro.
/// The answer has one list for each contract.
///
/// # Errors
/// Refusals and faults of the store.
pub async fn milestones(
    db: &Db,
    pairs: &[Pair],
    contracts: usize,
    parts: usize,
    rules: &Arc<Rules>,
) -> Result<Vec<(Pair, Vec<MilestoneId>)>> {
    let amounts = vec!["20"; parts];
    together(pairs.iter().cycle().take(contracts).map(|pair| sign_whole(db, pair, &amounts, rules))).await
}

async fn sign_whole(db: &Db, pair: &Pair, amounts: &[&str], rules: &Arc<Rules>) -> Result<(Pair, Vec<MilestoneId>)> {
    let (client, freelancer) = pair.act(db, rules);
    let id = sign(&client, &freelancer, amounts).await?;
    Ok((pair.clone(), milestones_of(&client, id).await?))
}

/// From a job to a signed contract.
async fn sign(client: &Context, freelancer: &Context, amounts: &[&str]) -> Result<ContractId> {
    let job = job::post(client, &job_input(amounts.len())).await?;
    let row = |(place, amount): (usize, &&str)| MilestoneInput {
        title: format!("Part {} of the work", place + 1),
        amount: (*amount).into(),
        due: String::new(),
    };
    let milestones: Vec<MilestoneInput> = amounts.iter().enumerate().map(row).collect();
    let sent = ProposalInput {
        cover_letter: "I have done this three times before.".to_owned(),
        milestones: milestones.clone(),
    };
    let proposal = proposal::send(freelancer, job, &sent).await?;
    let made = OfferInput { milestones, message: String::new() };
    let offer = offer::make(client, proposal, &made).await?;
    Ok(offer::accept(freelancer, offer).await?)
}

async fn milestones_of(client: &Context, id: ContractId) -> Result<Vec<MilestoneId>> {
    let page = contract::page(client, id).await?;
    Ok(page.milestones.iter().map(|view| view.milestone.id).collect())
}

/// Fills the wallets of the clients: each pays for a large milestone, and the freelancer gives the money back.
///
/// # Errors
/// Refusals and faults of the store.
pub async fn fill_wallets(db: &Db, pairs: &[Pair], rules: &Arc<Rules>) -> Result<()> {
    together(pairs.iter().map(|pair| fill_wallet(db, pair, rules))).await?;
    Ok(())
}

async fn fill_wallet(db: &Db, pair: &Pair, rules: &Arc<Rules>) -> Result<()> {
    let (client, freelancer) = pair.act(db, rules);
    let (id, platform) = (sign(&client, &freelancer, &[WALLET]).await?, client.by(Platform));
    for milestone in milestones_of(&client, id).await? {
        let begun = contract::begin_funding(&client, milestone).await?;
        let Funding::Pays(id) = begun else { return Err("a wallet was filled before".into()) };
        let reference = id.to_string();
        payment::begun(&platform, id, &reference, "/pay").await?;
        payment::settle(&platform, &reference, Outcome::Succeeded).await?;
        let seen = contract::as_it_stands(db, milestone).await?;
        contract::refund(&freelancer, seen).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::job::JobTerms;

    #[test]
    fn every_generated_job_can_be_published() {
        for number in 0..500 {
            assert!(JobTerms::parse(&job_input(number)).is_ok(), "{number}");
        }
        assert_ne!(job_input(1).title, job_input(2).title);
    }

    #[test]
    fn the_link_is_found_in_a_mail() {
        let body = r#"{"to":"a@b.example","subject":"x","text":"Hello,","path":"/verify?token=abc"}"#;
        assert_eq!(link_in(body), Some(("a@b.example".to_owned(), "abc".to_owned())));
        assert_eq!(link_in("{}"), None);
    }
}
