//! A market in which every thing exists once, so that every door can be knocked at with a real id.

use crate::hall::Hall;
use crate::program::{person, sandbox, token};
use domain::account::{SignUp, SignUpInput};
use domain::actor::{Actor, Proof, Scope};
use domain::contract::terms::MilestoneInput;
use domain::id::{AccountId, ContractId, JobId, MilestoneId, OfferId, PaymentId, ProposalId, RoomId, SegmentId};
use domain::job::JobInput;
use domain::message::MessageId;
use domain::offer::OfferInput;
use domain::payment::{Outcome, PaymentState};
use domain::proposal::ProposalInput;
use domain::rules::Rules;
use domain::time::{Span, Timestamp};
use server::authorisation::Caller;
use std::collections::HashMap;
use std::sync::Arc;
use store::contract::Funding;
use store::{Db, account, contract, job, message, offer, payment, proposal, timesheet};

const NEWCOMER: &str = "newcomer@demo.example";
/// Where a sent message has its id from.
const MESSAGES: [&str; 2] = ["0190163d-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad92"];

pub struct Scene {
    pub hall: Hall,
    pub job: JobId,
    pub drafts: HashMap<&'static str, JobId>,
    pub proposal: ProposalId,
    pub offer_of_client: OfferId,
    pub offer_of_freelancer: OfferId,
    pub contract: ContractId,
    pub milestone: MilestoneId,
    pub payment: PaymentId,
    pub reference: String,
    pub room: RoomId,
    pub segments: Vec<SegmentId>,
    client: AccountId,
}

/// The e-mail address of a kind of caller.
pub fn email(caller: Caller) -> &'static str {
    match caller {
        Caller::Anonymous => "",
        Caller::Stranger => "tomas@demo.example",
        Caller::Unverified => NEWCOMER,
        Caller::Client => "ana@demo.example",
        Caller::Freelancer => "mirela@demo.example",
    }
}

pub fn terms() -> Vec<MilestoneInput> {
    vec![MilestoneInput { title: "All of the work".into(), amount: "1000".into(), due: String::new() }; 2]
}

pub fn wanted() -> JobInput {
    JobInput {
        title: "Rust engineer for a tide gauge".into(),
        description: "Read four hundred sensors over a modem and never lose a single sample of them.".into(),
        currency: "EUR".into(),
        budget: "1000".into(),
        hires: "1".into(),
        visibility: "public".into(),
        ..JobInput::default()
    }
}

struct Maker {
    db: Db,
    rules: Arc<Rules>,
    now: Timestamp,
    client: Actor,
    freelancer: Actor,
}

impl Maker {
    async fn job(&self) -> JobId {
        job::post(&self.db, &self.client, &wanted(), &self.rules, self.now).await.unwrap()
    }

    async fn proposal(&self, job: JobId) -> ProposalId {
        let letter =
            ProposalInput { cover_letter: "I have built three of these gateways.".into(), milestones: terms() };
        proposal::send(&self.db, &self.freelancer, job, &letter, &self.rules, self.now).await.unwrap()
    }

    async fn offer(&self) -> OfferId {
        let proposal = self.proposal(self.job().await).await;
        let input = OfferInput { milestones: terms(), message: String::new() };
        offer::make(&self.db, &self.client, proposal, &input, &self.rules, self.now).await.unwrap()
    }

    async fn counter(&self) -> OfferId {
        let input = OfferInput { milestones: terms(), message: String::new() };
        offer::counter(&self.db, &self.freelancer, self.offer().await, &input, &self.rules, self.now).await.unwrap()
    }

    /// A contract with one funded milestone and one whose payment runs.
    async fn contract(&self, hall: &Hall) -> (ContractId, MilestoneId, PaymentId, String) {
        let offer = self.offer().await;
        let id = offer::accept(&self.db, &self.freelancer, offer, &self.rules, self.now).await.unwrap();
        let page = contract::page(&self.db, &self.client, id, self.now).await.unwrap();
        let [first, second] = [0, 1].map(|place: usize| page.milestones[place].milestone.id);
        let (_, reference) = self.pay(hall, first).await;
        payment::settle(&self.db, &reference, Outcome::Succeeded, self.now).await.unwrap();
        let (running, reference) = self.pay(hall, second).await;
        (id, first, running, reference)
    }

    async fn pay(&self, hall: &Hall, milestone: MilestoneId) -> (PaymentId, String) {
        let funding = contract::begin_funding(&self.db, &self.client, milestone, self.rules.payment_lookup, self.now)
            .await
            .unwrap();
        let Funding::Pays(id) = funding else { panic!("the wallet was empty") };
        // The worker may be faster; once is once.
        server::payments::drive(&hall.running.instance, id, self.now).await.unwrap();
        let page = payment::page(&self.db, &self.client, id, self.now).await.unwrap();
        let PaymentState::Begun { reference, .. } = page.payment.state else { panic!("{:?}", page.payment.state) };
        (id, reference)
    }

    /// The room of the contract with a message of each.
    async fn room(&self, id: ContractId) -> RoomId {
        let room = contract::page(&self.db, &self.client, id, self.now).await.unwrap().room;
        for (writer, id) in [&self.client, &self.freelancer].into_iter().zip(MESSAGES) {
            message::send(&self.db, writer, room, &MessageId::parse(id).unwrap(), "Hello", self.now).await.unwrap();
        }
        room
    }

    async fn segments(&self, id: ContractId) -> Vec<SegmentId> {
        timesheet::start(&self.db, &self.freelancer, id, "Reading", self.now.minus(Span::hours(2))).await.unwrap();
        timesheet::stop(&self.db, &self.freelancer, self.now).await.unwrap();
        let mut ids = Vec::new();
        for day in [self.now.date(), self.now.minus(Span::hours(2)).date()] {
            let page = timesheet::page(&self.db, &self.freelancer, Some(day), self.now).await.unwrap();
            ids.extend(page.segments.into_iter().map(|segment| segment.id));
        }
        ids.dedup();
        ids
    }
}

impl Scene {
    pub async fn open() -> Self {
        let hall = sandbox().await;
        let instance = &hall.running.instance;
        let (db, now) = (instance.db.clone(), instance.clock.now());
        let newcomer = SignUpInput {
            name: "Nele Neu".into(),
            email: NEWCOMER.into(),
            password: store::seed::PASSWORD.into(),
            side: "client".into(),
        };
        account::sign_up(&db, &SignUp::parse(&newcomer).unwrap(), &store::Site::new("http://localhost"), now)
            .await
            .unwrap();
        let (client, freelancer) =
            (person(&hall, email(Caller::Client)).await, person(&hall, email(Caller::Freelancer)).await);
        let maker = Maker { db, rules: Arc::clone(&instance.rules), now, client, freelancer };
        let job = maker.job().await;
        let (contract, milestone, payment, reference) = maker.contract(&hall).await;
        let mut drafts = HashMap::new();
        for who in [Caller::Client, Caller::Unverified] {
            let actor = person(&hall, email(who)).await;
            drafts.insert(email(who), job::save_draft(&maker.db, &actor, None, &wanted(), now).await.unwrap());
        }
        Self {
            proposal: maker.proposal(job).await,
            offer_of_client: maker.offer().await,
            offer_of_freelancer: maker.counter().await,
            room: maker.room(contract).await,
            segments: maker.segments(contract).await,
            client: maker.client.account(),
            drafts,
            job,
            contract,
            milestone,
            payment,
            reference,
            hall,
        }
    }

    /// A person whose profile is open to everybody.
    pub fn open_profile(&self) -> String {
        self.client.to_string()
    }

    /// The offer that this caller would answer, or take back.
    pub fn offer(&self, caller: Caller, takes_back: bool) -> OfferId {
        if (caller == Caller::Freelancer) == takes_back { self.offer_of_freelancer } else { self.offer_of_client }
    }

    /// The draft that this caller would publish: their own, where they have one.
    pub fn draft(&self, caller: Caller) -> JobId {
        self.drafts.get(email(caller)).or(self.drafts.get(email(Caller::Client))).copied().unwrap()
    }

    /// The message that this caller would change: their own, where they wrote one.
    pub fn message(caller: Caller) -> &'static str {
        if caller == Caller::Freelancer { MESSAGES[1] } else { MESSAGES[0] }
    }

    /// A fresh session of the caller, as its cookie; empty for nobody.
    pub async fn cookie(&self, caller: Caller) -> String {
        match self.session(caller).await {
            Some(token) => format!("{}={token}", server::session::cookie_name(&self.hall.running.instance.config)),
            None => String::new(),
        }
    }

    async fn session(&self, caller: Caller) -> Option<String> {
        let instance = &self.hall.running.instance;
        if caller == Caller::Anonymous {
            return None;
        }
        let session =
            account::sign_in(&instance.db, email(caller), store::seed::PASSWORD, "test", instance.clock.now()).await;
        Some(session.unwrap().token)
    }

    /// The id of another session of the caller.
    pub async fn session_id(&self, caller: Caller) -> String {
        let Some(token) = self.session(caller).await else { return "0000000000001".to_owned() };
        let instance = &self.hall.running.instance;
        store::session::actor(&instance.db, &token, instance.clock.now()).await.unwrap().unwrap().1.to_string()
    }

    async fn actor(&self, caller: Caller) -> Option<Actor> {
        let instance = &self.hall.running.instance;
        let token = self.session(caller).await?;
        let (actor, _) = store::session::actor(&instance.db, &token, instance.clock.now()).await.unwrap().unwrap();
        assert_eq!(actor.proof(), &Proof::Session);
        Some(actor)
    }

    /// A token of the caller with these scopes; empty for nobody.
    pub async fn token(&self, caller: Caller, scopes: &[Scope]) -> String {
        match self.actor(caller).await {
            Some(actor) => token(&self.hall, &actor, scopes).await,
            None => String::new(),
        }
    }

    /// The id of a token of the caller that nobody uses.
    pub async fn token_id(&self, caller: Caller) -> String {
        let Some(actor) = self.actor(caller).await else { return "0000000000001".to_owned() };
        let instance = &self.hall.running.instance;
        let spare = token(&self.hall, &actor, &[Scope::Read]).await;
        assert!(spare.starts_with("gh_"));
        let page = account::settings_page(&instance.db, &actor, None, instance.clock.now()).await.unwrap();
        page.tokens[0].id.to_string()
    }
}
