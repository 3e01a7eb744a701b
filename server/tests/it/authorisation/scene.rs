//! A market in which every thing exists once, so that every route can be called with a real id, and the people in it.

use super::maker::Maker;
use crate::harness::TestServer;
use crate::program::{demo, person, token};
use domain::actor::{Actor, Scope, Side};
use domain::id::{ContractId, JobId, MilestoneId, OfferId, PaymentId, ProposalId, RoomId, SegmentId};
use server::authorisation::Caller;
use std::collections::HashMap;
use store::{account, contract, job, profile, proposal};

const NEWCOMER: &str = "newcomer@demo.example";

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

/// What the next request is about.
pub struct Things {
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
    pub message_of_client: String,
    pub message_of_freelancer: String,
    pub segment: SegmentId,
    pub link: String,
}

pub struct Scene {
    pub site: TestServer,
    pub maker: Maker,
    pub things: Things,
    people: HashMap<&'static str, Actor>,
    segments: Vec<SegmentId>,
}

impl Scene {
    /// On SQLite, or in this database.
    pub async fn open(database_url: &str) -> Self {
        Self::marked(database_url, "").await
    }

    /// The same, with this at the end of every text of the things in it.
    pub async fn marked(database_url: &str, mark: &'static str) -> Self {
        let site = TestServer::with(|config| {
            (config.sandbox, config.worker) = (true, false);
            database_url.clone_into(&mut config.database_url);
        });
        let site = demo(site.await).await;
        let instance = site.running.instance.clone();
        let (client, freelancer) =
            (person(&site, email(Caller::Client)).await, person(&site, email(Caller::Freelancer)).await);
        let maker = Maker::new(instance, client, freelancer, mark);
        maker.newcomer(NEWCOMER).await;
        let mut people = HashMap::new();
        for caller in Caller::ALL.into_iter().filter(|caller| *caller != Caller::Anonymous) {
            people.insert(email(caller), person(&site, email(caller)).await);
        }
        let mut drafts = HashMap::new();
        for who in [Caller::Client, Caller::Unverified] {
            drafts.insert(email(who), maker.draft(&people[email(who)]).await);
        }
        let (contract, [first, second]) = maker.signed().await;
        maker.fund(first).await;
        let (payment, reference) = maker.pay(second).await.expect("an empty wallet");
        let job = maker.job().await;
        let page = contract::page(&maker.client(), contract).await.unwrap();
        let segments = maker.segments(contract).await;
        let things = Things {
            proposal: maker.proposal(job).await,
            offer_of_client: maker.offer(Side::Client).await,
            offer_of_freelancer: maker.offer(Side::Freelancer).await,
            message_of_client: maker.message(page.room, &maker.client).await,
            message_of_freelancer: maker.message(page.room, &maker.freelancer).await,
            room: page.room,
            segment: segments[0],
            link: "nothing".to_owned(),
            milestone: first,
            job,
            drafts,
            contract,
            payment,
            reference,
        };
        maker.keep();
        Self { site, maker, things, people, segments }
    }

    /// Makes anew what this route changes, in the state in which it can be changed.
    pub async fn stage(&mut self, route: &str) {
        let (maker, things) = (&self.maker, &mut self.things);
        let deed = route.trim_start_matches("POST /do/");
        match deed {
            "job/publish" | "POST /api/v1/jobs/{id}/publish" => {
                things.drafts.insert(email(Caller::Client), maker.draft(&maker.client).await);
            }
            "job/resume" | "POST /api/v1/jobs/{id}/resume" => things.job = maker.paused_job().await,
            "job/reopen" | "POST /api/v1/jobs/{id}/reopen" => things.job = maker.closed_job().await,
            "proposal/send" | "POST /api/v1/jobs/{id}/proposals" => things.job = maker.job().await,
            "DELETE /api/v1/proposals/{id}/shortlist" => things.proposal = maker.shortlisted_proposal().await,
            "contract/end" | "POST /api/v1/contracts/{id}/end" => things.contract = maker.signed().await.0,
            "milestone/fund" | "POST /api/v1/milestones/{id}/fund" => things.milestone = maker.signed().await.1[0],
            "milestone/submit"
            | "milestone/give-back"
            | "milestone/give-back-part"
            | "POST /api/v1/milestones/{id}/submit"
            | "POST /api/v1/milestones/{id}/give-back"
            | "POST /api/v1/milestones/{id}/give-back-part" => things.milestone = maker.funded().await.1,
            "milestone/request-changes"
            | "milestone/approve"
            | "milestone/approve-part"
            | "POST /api/v1/milestones/{id}/request-changes"
            | "POST /api/v1/milestones/{id}/approve"
            | "POST /api/v1/milestones/{id}/approve-part" => things.milestone = maker.submitted().await,
            "payment/cancel" | "POST /api/v1/payments/{id}/cancel" => things.payment = maker.payment().await,
            "message/send" | "POST /api/v1/rooms/{id}/messages" => {
                things.message_of_client = maker.message_id();
                things.message_of_freelancer = maker.message_id();
            }
            "timer/start" | "POST /api/v1/timer/start" => {
                things.contract = maker.funded().await.0;
                maker.timer(things.contract, false).await;
            }
            "timer/stop" | "POST /api/v1/timer/stop" => {
                things.contract = maker.funded().await.0;
                maker.timer(things.contract, true).await;
            }
            "timer/remove-segment" | "DELETE /api/v1/segments/{id}" => things.segment = self.segments.pop().unwrap(),
            "account/verify" | "account/verify-page" => things.link = maker.mailed_token("/verify").await,
            "account/reset" | "account/reset-page" => things.link = maker.mailed_token("/reset").await,
            "message/open" | "POST /api/v1/proposals/{id}/room" => things.proposal = maker.talked_over_proposal().await,
            other if other.starts_with("message/") || other.contains("/messages/") => {
                things.message_of_client = maker.message(things.room, &maker.client).await;
                things.message_of_freelancer = maker.message(things.room, &maker.freelancer).await;
            }
            other if other.starts_with("job/") || other.contains("/jobs/") => things.job = maker.job().await,
            other if other.starts_with("proposal/") || other.contains("/proposals/") || other == "offer/make" => {
                things.proposal = maker.fresh_proposal().await;
            }
            other if other.starts_with("offer/") || other.contains("/offers/") => {
                things.offer_of_client = maker.offer(Side::Client).await;
                things.offer_of_freelancer = maker.offer(Side::Freelancer).await;
            }
            _unchanged => {}
        }
    }

    /// A person whose profile is open to everybody.
    pub fn open_profile(&self) -> String {
        self.maker.client.account().to_string()
    }

    /// The offer that this caller would answer, or take back.
    pub fn offer(&self, caller: Caller, takes_back: bool) -> OfferId {
        let (ours, theirs) = (self.things.offer_of_client, self.things.offer_of_freelancer);
        if (caller == Caller::Freelancer) == takes_back { theirs } else { ours }
    }

    /// The draft that this caller would publish: their own, where they have one.
    pub fn draft(&self, caller: Caller) -> JobId {
        let drafts = &self.things.drafts;
        drafts.get(email(caller)).or(drafts.get(email(Caller::Client))).copied().unwrap()
    }

    /// The message that this caller would change: their own, where they wrote one.
    pub fn message(&self, caller: Caller) -> &str {
        let Things { message_of_client, message_of_freelancer, .. } = &self.things;
        if caller == Caller::Freelancer { message_of_freelancer } else { message_of_client }
    }

    /// The version that somebody has seen who edits the job, the proposal, or the own profile.
    pub async fn version(&self, kind: &str, caller: Caller) -> i64 {
        let db = &self.maker.instance.db;
        match (kind, self.people.get(email(caller))) {
            ("job", _) => job::page(&self.maker.client().visit(), self.things.job).await.unwrap().version,
            ("proposal", _) => proposal::page(&self.maker.client(), self.things.proposal).await.unwrap().version,
            ("profile", Some(actor)) => {
                profile::page(&self.maker.instance.context(Some(actor.clone())), actor.account()).await.unwrap().version
            }
            ("milestone", _) => contract::as_it_stands(db, self.things.milestone).await.unwrap().version,
            _none => 1,
        }
    }

    /// A fresh session of the caller, as its cookie; empty for nobody.
    pub async fn cookie(&self, caller: Caller) -> String {
        match self.session(caller).await {
            Some(token) => format!("{}={token}", server::session::cookie_name(&self.maker.instance.config)),
            None => String::new(),
        }
    }

    async fn session(&self, caller: Caller) -> Option<String> {
        if caller == Caller::Anonymous {
            return None;
        }
        let session =
            account::sign_in(&self.maker.instance.context(None), email(caller), store::seed::PASSWORD, "test").await;
        Some(session.unwrap().token)
    }

    /// The id of another session of the caller.
    pub async fn session_id(&self, caller: Caller) -> String {
        let Some(token) = self.session(caller).await else { return "0000000000001".to_owned() };
        store::session::actor(&self.maker.instance.context(None), &token).await.unwrap().unwrap().1.to_string()
    }

    /// A token of the caller with these scopes; empty for nobody.
    pub async fn token(&self, caller: Caller, scopes: &[Scope]) -> String {
        match self.people.get(email(caller)) {
            Some(actor) => token(&self.site, actor, scopes).await,
            None => String::new(),
        }
    }

    /// The id of a token of the caller that nobody uses.
    pub async fn token_id(&self, caller: Caller) -> String {
        let Some(actor) = self.people.get(email(caller)) else { return "0000000000001".to_owned() };
        let spare = token(&self.site, actor, &[Scope::Read]).await;
        assert!(spare.starts_with("gh_"));
        let page = account::settings_page(&self.maker.instance.context(actor.clone()), None).await.unwrap();
        page.tokens[0].id.to_string()
    }
}
