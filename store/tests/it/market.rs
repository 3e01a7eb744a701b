//! A market for tests: two people, their job, proposal and contract, made through the real commands.

use crate::account::person;
use crate::harness::{NOW, TestDb};
use domain::actor::Actor;
use domain::contract::read::ContractPage;
use domain::contract::terms::MilestoneInput;
use domain::id::{ContractId, JobId, MilestoneId, OfferId, PaymentId, ProposalId, Seen};
use domain::job::JobInput;
use domain::money::Currency;
use domain::offer::OfferInput;
use domain::payment::Outcome;
use domain::proposal::ProposalInput;
use domain::rules::Rules;
use domain::time::{Span, Timestamp};
use std::sync::Arc;
use store::contract::Funding;
use store::{Context, Platform, clockwork, contract, job, ledger, offer, payment, proposal};

/// Rounds of a race between the same two people.
pub const ROUNDS_TOGETHER: usize = 10;

/// A client and a freelancer who found each other.
pub struct Market {
    pub t: TestDb,
    pub client: Actor,
    pub freelancer: Actor,
    pub rules: Rules,
    pub now: Timestamp,
}

pub fn rows(amounts: &[&str]) -> Vec<MilestoneInput> {
    let row = |(place, amount): (usize, &&str)| MilestoneInput {
        title: format!("Part {} of the work", place + 1),
        amount: (*amount).into(),
        due: String::new(),
    };
    amounts.iter().enumerate().map(row).collect()
}

pub fn job_input() -> JobInput {
    JobInput {
        title: "Rust engineer for a tide gauge".into(),
        description: "Read four hundred sensors over a modem and never lose a single sample of them.".into(),
        skills: "Rust, MQTT".into(),
        currency: "EUR".into(),
        budget: "9600".into(),
        hires: "1".into(),
        visibility: "public".into(),
    }
}

impl Market {
    pub async fn open(t: TestDb) -> Self {
        let (_, client) = person(&t, "client@example.org", NOW).await;
        let (_, freelancer) = person(&t, "freelancer@example.org", NOW).await;
        Self { t, client, freelancer, rules: Rules::default(), now: NOW }
    }

    /// Under other rules.
    pub async fn under(rules: Rules, t: TestDb) -> Self {
        Self { rules, ..Self::open(t).await }
    }

    /// The client acts.
    pub fn client(&self) -> Context {
        self.by(&self.client)
    }

    /// The freelancer acts.
    pub fn freelancer(&self) -> Context {
        self.by(&self.freelancer)
    }

    /// This person acts.
    pub fn by(&self, actor: &Actor) -> Context {
        Context::new(&self.t.db, actor.clone(), &Arc::new(self.rules.clone()), self.now)
    }

    /// What happens by itself.
    pub fn platform(&self) -> Context<Platform> {
        self.client().by(Platform)
    }

    /// A milestone as its people see it now.
    pub async fn seen(&self, id: MilestoneId) -> Seen<MilestoneId> {
        contract::as_it_stands(&self.t.db, id).await.unwrap()
    }

    /// Two other people in the same database.
    pub async fn beside(&self, name: &str) -> Self {
        let (_, client) = person(&self.t, &format!("client.{name}@example.org"), self.now).await;
        let (_, freelancer) = person(&self.t, &format!("freelancer.{name}@example.org"), self.now).await;
        Self { t: self.t.clone(), client, freelancer, rules: self.rules.clone(), now: self.now }
    }

    /// The same market for one more round of a race. Every few rounds new people meet in it: what one person may have open
    /// has a limit, and what they have had makes their pages longer, so no round should cost more than the first.
    pub async fn round(self: Arc<Self>, round: usize) -> Arc<Self> {
        if round == 0 || !round.is_multiple_of(ROUNDS_TOGETHER) {
            return self;
        }
        let Ok(market) = Arc::try_unwrap(self) else { panic!("somebody is still racing") };
        let (_, client) = person(&market.t, &format!("client{round}@example.org"), market.now).await;
        let (_, freelancer) = person(&market.t, &format!("freelancer{round}@example.org"), market.now).await;
        Arc::new(Self { client, freelancer, ..market })
    }

    pub async fn job(&self) -> JobId {
        let id = job::save_draft(&self.client(), None, &job_input()).await.unwrap();
        job::publish(&self.client(), id, &job_input()).await.unwrap();
        id
    }

    pub async fn proposal(&self, job: JobId, amounts: &[&str]) -> ProposalId {
        let input =
            ProposalInput { cover_letter: "I have built three of these gateways.".into(), milestones: rows(amounts) };
        proposal::send(&self.freelancer(), job, &input).await.unwrap()
    }

    pub async fn offer(&self, proposal: ProposalId, amounts: &[&str]) -> OfferId {
        let input = OfferInput { milestones: rows(amounts), message: String::new() };
        offer::make(&self.client(), proposal, &input).await.unwrap()
    }

    /// A signed contract with these milestones.
    pub async fn contract(&self, amounts: &[&str]) -> ContractId {
        let job = self.job().await;
        let proposal = self.proposal(job, amounts).await;
        let offer = self.offer(proposal, amounts).await;
        offer::accept(&self.freelancer(), offer).await.unwrap()
    }

    pub async fn page(&self, id: ContractId) -> ContractPage {
        contract::page(&self.client(), id).await.unwrap()
    }

    pub async fn milestone(&self, id: ContractId, number: usize) -> MilestoneId {
        self.page(id).await.milestones[number - 1].milestone.id
    }

    /// The client begins to pay; the gateway knows the charge under the payment's own id.
    pub async fn begin(&self, milestone: MilestoneId) -> PaymentId {
        match contract::begin_funding(&self.client(), milestone).await.unwrap() {
            Funding::Pays(payment) => {
                payment::begun(&self.platform(), payment, &payment.to_string(), "/pay").await.unwrap();
                payment
            }
            Funding::Paid => panic!("the wallet was not empty"),
        }
    }

    pub async fn settle(&self, payment: PaymentId, outcome: Outcome) {
        payment::settle(&self.platform(), &payment.to_string(), outcome).await.unwrap();
    }

    pub async fn fund(&self, milestone: MilestoneId) {
        let payment = self.begin(milestone).await;
        self.settle(payment, Outcome::Succeeded).await;
    }

    /// Funds from the wallet where it suffices, else by a charge that succeeds.
    pub async fn fund_or_pay(&self, milestone: MilestoneId) {
        if let Funding::Pays(payment) = contract::begin_funding(&self.client(), milestone).await.unwrap() {
            payment::begun(&self.platform(), payment, &payment.to_string(), "/pay").await.unwrap();
            self.settle(payment, Outcome::Succeeded).await;
        }
    }

    pub async fn submit(&self, milestone: MilestoneId) {
        contract::submit(&self.freelancer(), milestone, "Done, see the branch.").await.unwrap();
    }

    /// Moves the clock, through everything that falls due, in order.
    pub async fn pass(&mut self, span: Span) {
        self.now = self.now.plus(span);
        clockwork::catch_up(&self.platform()).await.unwrap();
    }

    /// (available, pending, held as client, held as freelancer) in cents.
    pub async fn money(&self, actor: &Actor) -> (i64, i64, i64, i64) {
        let page = ledger::wallet(&self.by(actor), "", 50).await.unwrap();
        let euro = page.balances.iter().find(|balance| balance.available.currency == Currency::Eur);
        euro.map_or((0, 0, 0, 0), |b| {
            (b.available.minor, b.pending.minor, b.in_escrow_paid.minor, b.in_escrow_earning.minor)
        })
    }

    /// The books are right.
    pub async fn check(&self) {
        assert_eq!(ledger::check(&self.t.db).await.unwrap(), Vec::<String>::new());
    }
}
