//! Holds a log against what the server shows: everything answered is there, once; what was not answered is there once or
//! not at all; the contract, the room and both statements tell the same story.

use super::log::Deed;
use super::story::Story;
use super::traffic::Person;
use serde_json::Value;
use std::collections::BTreeSet;

fn items(page: &Value, name: &str) -> Vec<Value> {
    page[name].as_array().unwrap_or_else(|| panic!("no {name} in {page}")).clone()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

impl Story {
    /// As many as were answered, and at most those more that wait for an answer.
    fn counted(&self, deed: Deed, seen: usize) {
        let (answered, waiting) = (self.log.facts(deed).len(), self.log.trying(deed));
        let fits = (answered..=answered + waiting).contains(&seen);
        assert!(fits, "“{}”: {deed:?} was answered {answered} times, {waiting} wait, and {seen} are there", self.title);
    }

    /// What the newest of these commands made; `None` before it was answered.
    fn made(&self, deed: Deed) -> Option<String> {
        self.log.facts(deed).pop().map(|fact| fact.id)
    }

    fn holds(&self, deed: Deed, shown: &Value) {
        if let Some(id) = self.made(deed) {
            assert_eq!(shown.as_str(), Some(id.as_str()), "“{}”: {deed:?} is another one", self.title);
        }
    }

    /// All of it, at this address. Nothing may be under way.
    pub async fn reckon(&self, address: &str) {
        let jobs = all(&self.client, address, "jobs/mine").await;
        let jobs: Vec<&Value> = jobs.iter().filter(|job| job["title"] == self.title.as_str()).collect();
        self.counted(Deed::Post, jobs.len());
        let Some(job) = jobs.first().map(|job| text(job, "id")) else { return };
        self.holds(Deed::Post, &jobs[0]["id"]);
        assert_eq!(self.client.look(address, &format!("jobs/{job}")).await["title"], self.title.as_str());

        let proposals = items(&self.client.look(address, &format!("jobs/{job}/proposals")).await, "items");
        self.counted(Deed::Propose, proposals.len());
        let Some(proposal) = proposals.first() else { return };
        self.holds(Deed::Propose, &proposal["id"]);
        self.holds(Deed::OpenRoom, &proposal["room"]);
        self.holds(Deed::Offer, &proposal["offer"]);
        if let Some(room) = proposal["room"].as_str() {
            self.room(address, room).await;
        }
        self.counted(Deed::Offer, usize::from(proposal["offer"].is_string()));

        let contracts = all(&self.freelancer, address, "contracts").await;
        let contracts: Vec<&Value> = contracts.iter().filter(|one| one["title"] == self.title.as_str()).collect();
        self.counted(Deed::Accept, contracts.len());
        let Some(contract) = contracts.first() else { return };
        self.holds(Deed::Accept, &contract["id"]);
        self.contract(address, text(contract, "id")).await;
    }

    /// Every message once, numbered 1, 2, 3 …, at the place that was answered.
    async fn room(&self, address: &str, room: &str) {
        let mut messages = Vec::new();
        let mut before = String::new();
        loop {
            let page = self.freelancer.look(address, &format!("rooms/{room}{before}")).await;
            messages.splice(0..0, items(&page, "messages"));
            let Some(number) = page["before"].as_i64() else { break };
            before = format!("?before={number}");
        }
        self.counted(Deed::Say, messages.len());
        for (place, message) in messages.iter().enumerate() {
            assert_eq!(message["number"].as_u64(), Some(place as u64 + 1), "“{}”: {messages:?}", self.title);
        }
        for said in self.log.facts(Deed::Say) {
            let shown = &messages[usize::try_from(said.amount).unwrap() - 1];
            assert_eq!((text(shown, "id"), text(shown, "text")), (said.id.as_str(), said.text.as_str()));
            assert!(said.text.starts_with(if shown["mine"] == true {
                self.freelancer.email
            } else {
                self.client.email
            }));
        }
    }

    async fn contract(&self, address: &str, id: &str) {
        let page = self.client.look(address, &format!("contracts/{id}")).await;
        let happened = items(&page, "activity");
        let amounts = |what: &str| -> Vec<i64> {
            let of = happened.iter().filter(|line| line["what"] == what);
            of.map(|line| line["amount"]["minor"].as_i64().unwrap_or_default()).collect()
        };
        let (_, funded) = self.log.seen();
        let (most, there) = (self.log.facts(Deed::Fund).len() + self.log.trying(Deed::Fund), amounts("funded").len());
        assert!(
            (funded..=most).contains(&there),
            "“{}”: funded {there} times, seen {funded}, asked {most}",
            self.title
        );
        for (deed, what) in [
            (Deed::Submit, "submitted"),
            (Deed::AskChanges, "changes_requested"),
            (Deed::Approve, "released"),
            (Deed::Refund, "refunded"),
        ] {
            self.counted(deed, amounts(what).len());
            for fact in self.log.facts(deed) {
                assert!(amounts(what).contains(&fact.amount), "“{}”: {fact:?} is not in {happened:?}", self.title);
            }
        }
        let submissions: Vec<Value> =
            items(&page, "milestones").iter().flat_map(|milestone| items(milestone, "submissions")).collect();
        self.counted(Deed::Submit, submissions.len());
        for fact in self.log.facts(Deed::Submit) {
            let is_it = |shown: &&Value| text(shown, "text") == fact.text && text(shown, "id") == fact.id;
            assert_eq!(submissions.iter().filter(is_it).count(), 1, "“{}”: {fact:?}", self.title);
        }
        self.time(address, &page).await;
        self.books(address, id, [there, amounts("released").len(), amounts("refunded").len()]).await;
    }

    /// Tracked segments, and whether the timer runs.
    async fn time(&self, address: &str, page: &Value) {
        let segments = page["segments"].as_i64().unwrap();
        let stopped = self.log.facts(Deed::Stop);
        // None while the answer to a stop is lost and its outcome was not read yet.
        let is_known = stopped.iter().all(|fact| fact.amount > 0);
        if self.log.trying(Deed::Stop) == 0 && is_known {
            assert_eq!(segments, stopped.iter().map(|fact| fact.amount).sum::<i64>(), "“{}”", self.title);
        }
        let (started, stopped) = (self.log.facts(Deed::Track).len(), stopped.len());
        let timer = self.freelancer.look(address, "timer").await;
        let runs = timer["running"]["contract"] == page["id"];
        if self.log.trying(Deed::Track) + self.log.trying(Deed::Stop) == 0 {
            assert_eq!(runs, started > stopped, "“{}”: {timer}", self.title);
        }
    }

    /// Each movement of this contract is in its person's statement once.
    async fn books(&self, address: &str, contract: &str, [funded, released, refunded]: [usize; 3]) {
        let (paid, earned) = tokio::join!(statement(&self.client, address), statement(&self.freelancer, address));
        let count = |lines: &[Value], kind: &str| {
            let of = lines.iter().filter(|line| line["kind"] == kind && line["contract"] == contract);
            of.map(|line| text(line, "movement")).collect::<BTreeSet<_>>().len()
        };
        assert_eq!(count(&earned, "release"), released, "“{}”: {earned:?}", self.title);
        assert_eq!(count(&paid, "refund"), refunded, "“{}”: {paid:?}", self.title);
        // The worker may book what the gateway says between the two looks.
        let asked = self.log.facts(Deed::Fund).len() + self.log.trying(Deed::Fund);
        assert!((funded..=asked).contains(&count(&paid, "fund")), "“{}”: {paid:?}", self.title);
        let (seen, _) = self.log.seen();
        let good = self.log.facts(Deed::Pay).iter().filter(|fact| fact.text != "declined").count();
        let fits = seen..=good + self.log.trying(Deed::Pay);
        assert!(fits.contains(&count(&paid, "deposit")), "“{}”: {fits:?} deposits: {paid:?}", self.title);
    }
}

/// All pages of a list.
async fn all(person: &Person, address: &str, path: &str) -> Vec<Value> {
    let first = person.look(address, &format!("{path}?limit=100")).await;
    rest(person, address, path, first).await
}

async fn rest(person: &Person, address: &str, path: &str, mut page: Value) -> Vec<Value> {
    let mut found = items(&page, "items");
    while let Some(next) = page["next"].as_str() {
        page = person.look(address, &format!("{path}?limit=100&after={next}")).await;
        found.extend(items(&page, "items"));
    }
    found
}

/// Every line of somebody's statement; together they are the balance.
pub async fn statement(person: &Person, address: &str) -> Vec<Value> {
    let wallet = person.look(address, "wallet?limit=100").await;
    let lines = rest(person, address, "wallet", wallet.clone()).await;
    for (account, part) in [("wallet", "available"), ("pending", "pending")] {
        let of = lines.iter().filter(|line| line["account"] == account);
        let sum: i64 = of.map(|line| line["amount"]["minor"].as_i64().unwrap()).sum();
        let holds = wallet["balances"][0][part]["minor"].as_i64().unwrap_or_default();
        assert_eq!(sum, holds, "{account} of {}: {wallet}", person.email);
    }
    lines
}
