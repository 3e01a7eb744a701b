//! Makes the things of a market on demand, each in the state that a request asks for.

use crate::harness::until;
use domain::account::{SignUp, SignUpInput};
use domain::actor::{Actor, Side};
use domain::contract::terms::MilestoneInput;
use domain::id::{ContractId, JobId, MilestoneId, OfferId, PaymentId, ProposalId, RoomId, SegmentId};
use domain::job::JobInput;
use domain::message::MessageId;
use domain::offer::OfferInput;
use domain::payment::{Outcome, PaymentState};
use domain::proposal::ProposalInput;
use domain::time::{Span, Timestamp};
use server::{Instance, mail::Mailer, worker};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use store::contract::Funding;
use store::{Context, Platform, account, contract, job, message, offer, payment, proposal, timesheet};

/// How many jobs stay open at once, besides those that are kept.
const OPEN_MAX: usize = 4;

pub struct Maker {
    pub instance: Instance,
    pub client: Actor,
    pub freelancer: Actor,
    made: AtomicU64,
    /// Stands at the end of every text that it writes.
    mark: &'static str,
    open: Mutex<VecDeque<JobId>>,
}

impl Maker {
    pub fn new(instance: Instance, client: Actor, freelancer: Actor, mark: &'static str) -> Self {
        Self { instance, client, freelancer, made: AtomicU64::new(1), mark, open: Mutex::default() }
    }

    fn marked(&self, text: &str) -> String {
        format!("{text}{}", self.mark)
    }

    fn wanted(&self) -> JobInput {
        let description = "Read four hundred sensors over a modem and never lose a single sample of them.";
        JobInput {
            title: self.marked("Rust engineer for a tide gauge"),
            description: self.marked(description),
            skills: self.mark.into(),
            currency: "EUR".into(),
            budget: "1000".into(),
            hires: "1".into(),
            visibility: "public".into(),
        }
    }

    fn terms(&self) -> Vec<MilestoneInput> {
        let title = self.marked("All of the work");
        vec![MilestoneInput { title, amount: "1000".into(), due: String::new() }; 2]
    }

    fn offered(&self) -> OfferInput {
        OfferInput { milestones: self.terms(), message: self.mark.into() }
    }

    /// The client acts.
    pub fn client(&self) -> Context {
        self.instance.context(self.client.clone())
    }

    /// The freelancer acts.
    pub fn freelancer(&self) -> Context {
        self.instance.context(self.freelancer.clone())
    }

    pub fn now(&self) -> Timestamp {
        self.instance.clock.now()
    }

    /// A number that nothing else has.
    pub fn number(&self) -> u64 {
        self.made.fetch_add(1, Ordering::Relaxed)
    }

    pub async fn draft(&self, actor: &Actor) -> JobId {
        job::save_draft(&self.instance.context(actor.clone()), None, &self.wanted()).await.unwrap()
    }

    pub async fn job(&self) -> JobId {
        let id = job::post(&self.client(), &self.wanted()).await.unwrap();
        // Nobody may have many open proposals, so an older job closes with all that is open on it.
        let older = {
            let mut open = self.open.lock().unwrap();
            open.push_back(id);
            if open.len() > OPEN_MAX { open.pop_front() } else { None }
        };
        if let Some(older) = older {
            let closed = job::close(&self.client(), older).await;
            assert!(matches!(closed, Ok(()) | Err(store::Error::Refused(_))), "{closed:?}");
        }
        id
    }

    pub async fn paused_job(&self) -> JobId {
        let id = self.job().await;
        job::pause(&self.client(), id).await.unwrap();
        id
    }

    pub async fn closed_job(&self) -> JobId {
        let id = self.job().await;
        job::close(&self.client(), id).await.unwrap();
        id
    }

    pub async fn proposal(&self, job: JobId) -> ProposalId {
        let cover_letter = self.marked("I have built three of these gateways.");
        let letter = ProposalInput { cover_letter, milestones: self.terms() };
        proposal::send(&self.freelancer(), job, &letter).await.unwrap()
    }

    /// What was made so far stays open.
    pub fn keep(&self) {
        self.open.lock().unwrap().clear();
    }

    pub async fn fresh_proposal(&self) -> ProposalId {
        self.proposal(self.job().await).await
    }

    pub async fn shortlisted_proposal(&self) -> ProposalId {
        let id = self.fresh_proposal().await;
        proposal::shortlist(&self.client(), id, true).await.unwrap();
        id
    }

    /// One whose conversation the client has opened.
    pub async fn talked_over_proposal(&self) -> ProposalId {
        let id = self.fresh_proposal().await;
        message::open_room(&self.client(), id).await.unwrap();
        id
    }

    /// An open offer of this side.
    pub async fn offer(&self, side: Side) -> OfferId {
        let proposal = self.fresh_proposal().await;
        let offer = offer::make(&self.client(), proposal, &self.offered()).await.unwrap();
        match side {
            Side::Client => offer,
            Side::Freelancer => offer::counter(&self.freelancer(), offer, &self.offered()).await.unwrap(),
        }
    }

    /// A signed contract whose two milestones wait for their money.
    pub async fn signed(&self) -> (ContractId, [MilestoneId; 2]) {
        let offer = self.offer(Side::Client).await;
        let id = offer::accept(&self.freelancer(), offer).await.unwrap();
        let page = contract::page(&self.client(), id).await.unwrap();
        (id, [0, 1].map(|place: usize| page.milestones[place].milestone.id))
    }

    /// A payment that runs. Where the wallet holds enough for a milestone, it pays, and then holds less.
    pub async fn payment(&self) -> PaymentId {
        loop {
            let (_contract, milestones) = self.signed().await;
            if let Some((payment, _reference)) = self.pay(milestones[0]).await {
                return payment;
            }
        }
    }

    /// Begins to fund it: a payment that runs and the gateway's name for it, or nothing where the wallet held enough.
    pub async fn pay(&self, milestone: MilestoneId) -> Option<(PaymentId, String)> {
        let funding = contract::begin_funding(&self.client(), milestone).await.unwrap();
        let Funding::Pays(id) = funding else { return None };
        server::payments::drive(&self.instance, id, self.now()).await.unwrap();
        let page = payment::page(&self.client(), id).await.unwrap();
        let PaymentState::Begun { reference, .. } = page.payment.state else { panic!("{:?}", page.payment.state) };
        Some((id, reference))
    }

    pub async fn fund(&self, milestone: MilestoneId) {
        if let Some((_, reference)) = self.pay(milestone).await {
            payment::settle(&self.instance.context(Platform), &reference, Outcome::Succeeded).await.unwrap();
        }
    }

    /// A contract with money in its first milestone.
    pub async fn funded(&self) -> (ContractId, MilestoneId) {
        let (contract, [first, _]) = self.signed().await;
        self.fund(first).await;
        (contract, first)
    }

    pub async fn submitted(&self) -> MilestoneId {
        let (_, id) = self.funded().await;
        contract::submit(&self.freelancer(), id, &self.marked("Here it is.")).await.unwrap();
        id
    }

    /// A message id that nobody has used.
    pub fn message_id(&self) -> String {
        format!("0190163d-8694-739b-aea5-{:012x}", self.number())
    }

    /// A message of this person in the room.
    pub async fn message(&self, room: RoomId, writer: &Actor) -> String {
        let id = self.message_id();
        let parsed = MessageId::parse(&id).unwrap();
        message::send(&self.instance.context(writer.clone()), room, &parsed, &self.marked("Hello")).await.unwrap();
        id
    }

    /// Lets the freelancer's timer run, or stand.
    pub async fn timer(&self, contract: ContractId, runs: bool) {
        let is_running = timesheet::page(&self.freelancer(), None).await.unwrap().running.is_some();
        if runs && !is_running {
            timesheet::start(&self.freelancer(), contract, &self.marked("Reading")).await.unwrap();
        }
        if is_running && !runs {
            timesheet::stop(&self.freelancer()).await.unwrap();
        }
    }

    /// Two hours of work, in pieces.
    pub async fn segments(&self, id: ContractId) -> Vec<SegmentId> {
        let freelancer = self.freelancer();
        let (now, began) = (freelancer.now, freelancer.now.minus(Span::hours(2)));
        timesheet::start(&freelancer.at(began), id, &self.marked("Reading")).await.unwrap();
        timesheet::stop(&freelancer).await.unwrap();
        let mut ids = Vec::new();
        for day in [now.date(), began.date()] {
            let page = timesheet::page(&freelancer, Some(day)).await.unwrap();
            ids.extend(page.segments.into_iter().map(|segment| segment.id));
        }
        ids.dedup();
        ids
    }

    /// Somebody new, whose address waits to be confirmed.
    pub async fn newcomer(&self, email: &str) {
        let input = SignUpInput {
            name: "Nele Neu".into(),
            email: email.into(),
            password: store::seed::PASSWORD.into(),
            side: "client".into(),
        };
        let site = store::Site::new("http://localhost");
        account::sign_up(&self.instance.context(None), &SignUp::parse(&input).unwrap(), &site).await.unwrap();
    }

    /// The token of the link that a new person is mailed to confirm the address, or to set a new password.
    pub async fn mailed_token(&self, page: &str) -> String {
        let email = format!("new{}@example.org", self.number());
        self.newcomer(&email).await;
        if page == "/reset" {
            let token = self.token_in_mail(&email, "/verify").await;
            account::verify(&self.instance.context(None), &token).await.unwrap();
            account::request_reset(&self.instance.context(None), &email, &store::Site::new("http://localhost"))
                .await
                .unwrap();
        }
        self.token_in_mail(&email, page).await
    }

    async fn token_in_mail(&self, email: &str, page: &str) -> String {
        worker::run_once(&self.instance, self.now()).await.unwrap();
        let Mailer::Mailbox(mailbox) = &self.instance.mailer else { panic!("mails are files here") };
        let link = format!("http://localhost{page}?token=");
        until("a mail with a link", async || {
            let mails = mailbox.list(Some(email)).await.unwrap();
            let text = mails.iter().find_map(|mail| mail.text.split_once(&link).map(|(_, rest)| rest.to_owned()));
            text.map(|rest| rest.split_whitespace().next().unwrap().to_owned())
        })
        .await
    }
}
