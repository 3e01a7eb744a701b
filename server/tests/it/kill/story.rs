//! One main job as its two people live it: posted, proposed, talked over, offered, signed, funded, tracked, handed over,
//! released. Every step goes on from what was answered, however often it had to be asked.

use super::Chance;
use super::log::{Deed, Log};
use super::traffic::{Command, Person};
use crate::harness::patiently;
use serde_json::{Value, json};
use std::sync::Mutex;
use std::time::Duration;

/// Looks at something that the worker does, before the clock is moved past the leases of a worker that was killed.
const LOOKS: u32 = 40;

/// One job and its log.
#[derive(Debug)]
pub struct Story {
    pub title: String,
    pub client: Person,
    pub freelancer: Person,
    pub log: Log,
    chance: Mutex<Chance>,
}

fn eur(minor: i64) -> Value {
    json!({"minor": minor, "currency": "EUR"})
}

/// Prices of the two milestones, in cents.
const PRICES: [i64; 2] = [40_000, 30_000];

impl Story {
    pub fn new(title: String, client: Person, freelancer: Person, chance: Chance) -> Self {
        Self { title, client, freelancer, log: Log::default(), chance: Mutex::new(chance) }
    }

    fn below(&self, n: u64) -> u64 {
        self.chance.lock().unwrap().below(n)
    }

    /// Gives a command; `None` when it takes no key, had happened before, and its answer is lost.
    async fn press(&self, person: &Person, deed: Deed, path: String, body: Value) -> Option<Value> {
        person.press(&self.log, Command { deed, path, body, text: String::new(), amount: 0 }).await
    }

    /// Gives a command that makes something. However often it had to be sent, it is answered with what was made.
    async fn make(&self, (person, deed): (&Person, Deed), path: String, body: Value) -> String {
        let answer = self.press(person, deed, path, body).await;
        let made = answer.as_ref().and_then(|answer| answer["id"].as_str());
        made.unwrap_or_else(|| panic!("“{}”: {deed:?} is done and was not answered", self.title)).to_owned()
    }

    /// From the job post to the money, all of it.
    pub async fn play(&self) {
        let contract = self.sign().await;
        self.fund(&contract, 0).await;
        if self.below(2) == 0 {
            self.track(&contract).await;
        }
        match self.below(4) {
            0 => {
                let (id, _, version) = self.milestone(&contract, 0).await;
                let (path, body) = (format!("milestones/{id}/give-back"), json!({"version": version}));
                self.money(&self.freelancer, Deed::Refund, path, PRICES[0], body).await;
                self.fund(&contract, 1).await;
                self.hand_over(&contract, 1).await;
                self.approve(&contract, 1, PRICES[1], false).await;
            }
            1 => {
                self.hand_over(&contract, 0).await;
                self.approve(&contract, 0, 15_000, true).await;
                self.approve(&contract, 0, PRICES[0] - 15_000, false).await;
            }
            2 => {
                self.hand_over(&contract, 0).await;
                let path = format!("milestones/{}/request-changes", self.milestone(&contract, 0).await.0);
                let note = json!({"note": "Please keep the samples of the night as well."});
                self.press(&self.client, Deed::AskChanges, path, note).await;
                self.hand_over(&contract, 0).await;
                self.approve(&contract, 0, PRICES[0], false).await;
            }
            _plain => {
                self.hand_over(&contract, 0).await;
                self.approve(&contract, 0, PRICES[0], false).await;
            }
        }
    }

    /// Up to the signed contract; gives its id.
    async fn sign(&self) -> String {
        let (client, freelancer) = (&self.client, &self.freelancer);
        let job = json!({
            "title": self.title, "budget": eur(100_000), "publish": true, "skills": ["Rust"],
            "description": "Read four hundred sensors over a modem and never lose a single sample of them.",
        });
        let job = self.make((client, Deed::Post), "jobs".into(), job).await;

        let milestones = [("First half", PRICES[0]), ("Second half", PRICES[1])]
            .map(|(title, minor)| json!({"title": title, "amount": eur(minor)}));
        let terms = json!({"cover_letter": "I have built three of these gateways.", "milestones": milestones});
        let proposal = self.make((freelancer, Deed::Propose), format!("jobs/{job}/proposals"), terms).await;

        let path = format!("proposals/{proposal}");
        let room = self.make((client, Deed::OpenRoom), format!("{path}/room"), Value::Null).await;
        tokio::join!(self.talk(client, &room), self.talk(freelancer, &room));

        let terms = json!({"milestones": milestones});
        let offer = self.make((client, Deed::Offer), format!("{path}/offers"), terms).await;
        let contract = self.make((freelancer, Deed::Accept), format!("offers/{offer}/accept"), Value::Null).await;
        tokio::join!(self.talk(client, &room), self.talk(freelancer, &room));
        contract
    }

    async fn talk(&self, person: &Person, room: &str) {
        for line in 0..=self.below(3) {
            let text = format!("{} writes line {line}: {:x}", person.email, self.below(u64::MAX));
            let id = format!("{:08x}-0000-4000-8000-{:012x}", self.below(1 << 32), self.below(1 << 48));
            let (path, body) = (format!("rooms/{room}/messages"), json!({"id": id, "text": text}));
            person.press(&self.log, Command { deed: Deed::Say, path, body, text, amount: 0 }).await.unwrap();
        }
    }

    /// Id, state and version of a milestone.
    async fn milestone(&self, contract: &str, place: usize) -> (String, String, i64) {
        let page = self.client.read(&format!("contracts/{contract}")).await;
        let milestone = &page["milestones"][place];
        let word = |name: &str| milestone[name].as_str().map(str::to_owned);
        (word("id").unwrap(), word("state").unwrap(), milestone["version"].as_i64().unwrap())
    }

    /// Until the milestone is funded, with as many payments as that takes.
    async fn fund(&self, contract: &str, place: usize) {
        for _ in 0..20 {
            let (id, _, _) = self.milestone(contract, place).await;
            let answer = self.press(&self.client, Deed::Fund, format!("milestones/{id}/fund"), Value::Null).await;
            if let Some(payment) = answer.as_ref().and_then(|body| body["payment"]["id"].as_str()) {
                self.pay(payment).await;
            }
            if self.milestone(contract, place).await.1 == "funded" {
                self.log.saw_funded();
                return;
            }
        }
        panic!("“{}” is never funded", self.title);
    }

    /// Pays on the gateway's page and waits for what becomes of it.
    async fn pay(&self, payment: &str) {
        let begun = self.wait(payment, |state| state != "created").await;
        let method = ["succeeds", "succeeds", "succeeds", "answers_twice", "answers_twice", "declined"];
        let method = method[usize::try_from(self.below(6)).unwrap()];
        let (path, body) = (format!("sandbox/pay/{}", begun["reference"].as_str().unwrap()), json!({"method": method}));
        let command = Command { deed: Deed::Pay, path, body, text: method.to_owned(), amount: 0 };
        self.client.press(&self.log, command).await;
        let settled = self.wait(payment, |state| state == "succeeded" || state == "failed").await;
        let succeeds = method != "declined";
        assert_eq!(settled["state"] == "succeeded", succeeds, "{method}: {settled}");
        if succeeds {
            self.log.saw_deposit();
        }
    }

    async fn wait(&self, payment: &str, come: impl Fn(&str) -> bool) -> Value {
        let there = async {
            for look in 1_u32.. {
                let seen = self.client.read(&format!("payments/{payment}")).await;
                if come(seen["state"].as_str().unwrap()) {
                    return seen;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
                if look % LOOKS == 0 && self.client.traffic.is_shared {
                    // A worker that was killed had taken this work; where others could be at it, the next one waits until
                    // its lease ends. On a database of its own nothing waits.
                    self.client.traffic.pass(1).await;
                }
            }
            unreachable!("nobody counts so far")
        };
        patiently(&format!("payment {payment} of “{}”", self.title), there).await
    }

    async fn track(&self, contract: &str) {
        let body = json!({"contract": contract, "memo": "Reading the old code"});
        self.press(&self.freelancer, Deed::Track, "timer/start".into(), body).await;
        self.freelancer.traffic.pass(20).await;
        let answer = self.press(&self.freelancer, Deed::Stop, "timer/stop".into(), Value::Null).await;
        let segments = match answer {
            Some(answer) => answer["segments"].as_i64(),
            None => self.freelancer.read(&format!("contracts/{contract}")).await["segments"].as_i64(),
        };
        assert!(segments >= Some(1), "“{}”: twenty minutes are a segment at least", self.title);
        self.log.learned(Deed::Stop, segments.unwrap());
    }

    async fn hand_over(&self, contract: &str, place: usize) {
        let path = format!("milestones/{}/submit", self.milestone(contract, place).await.0);
        let text = format!("All of it lies at https://example.org/{:x}", self.below(u64::MAX));
        let body = json!({"text": text});
        self.freelancer.press(&self.log, Command { deed: Deed::Submit, path, body, text, amount: 0 }).await;
    }

    async fn approve(&self, contract: &str, place: usize, minor: i64, is_part: bool) {
        let (id, _, version) = self.milestone(contract, place).await;
        let (path, body) = match is_part {
            true => (format!("milestones/{id}/approve-part"), json!({"version": version, "amount": eur(minor)})),
            false => (format!("milestones/{id}/approve"), json!({"version": version})),
        };
        self.money(&self.client, Deed::Approve, path, minor, body).await;
    }

    async fn money(&self, person: &Person, deed: Deed, path: String, amount: i64, body: Value) {
        person.press(&self.log, Command { deed, path, body, text: String::new(), amount }).await;
    }
}
