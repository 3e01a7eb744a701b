//! One request for each row: the right ids, and a body that would do.

use super::scene::{Scene, email};
use crate::program::new_key;
use domain::actor::Scope;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use server::authorisation::Caller;
use std::collections::HashMap;

/// The callers with their sessions or tokens, and the scene they are in.
pub struct Guests {
    pub scene: Scene,
    cookies: HashMap<&'static str, String>,
    tokens: HashMap<&'static str, String>,
}

fn eur(minor: i64) -> Value {
    json!({"minor": minor, "currency": "EUR"})
}

impl Guests {
    pub async fn with_sessions(scene: Scene) -> Self {
        let mut cookies = HashMap::new();
        for caller in Caller::ALL {
            cookies.insert(email(caller), scene.cookie(caller).await);
        }
        Self { scene, cookies, tokens: HashMap::new() }
    }

    pub async fn with_tokens(scene: Scene, scopes: &[Scope]) -> Self {
        let mut guests = Self { scene, cookies: HashMap::new(), tokens: HashMap::new() };
        if !scopes.is_empty() {
            guests.take_tokens(scopes).await;
        }
        guests
    }

    pub async fn take_tokens(&mut self, scopes: &[Scope]) {
        for caller in Caller::ALL {
            let token = self.scene.token(caller, scopes).await;
            self.tokens.insert(email(caller), token);
        }
    }

    /// Status and body of a request to this door.
    pub async fn knock(&self, route: &str, caller: Caller) -> (u16, String) {
        self.knock_with(route, caller, &|_, _| None).await
    }

    /// The same, with other values in some fields of its form or body. A field of JSON is called by its place: `/title`.
    pub async fn knock_with(&self, route: &str, caller: Caller, other: &Other<'_>) -> (u16, String) {
        let (method, path) = route.split_once(' ').unwrap();
        if let Some(function) = path.strip_prefix("/do/") {
            let mut form = self.form(function, caller).await;
            for (name, value) in &mut form {
                *value = other(name, value).unwrap_or(std::mem::take(value));
            }
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            return if function == "account/sign-out" {
                self.sign_out(caller).await
            } else {
                self.post(path, caller, &form).await
            };
        }
        let kind = if path.contains("/jobs") { "job" } else { "proposal" };
        let kind = if path.ends_with("/profile") { "profile" } else { kind };
        let version = format!("\"{}\"", self.scene.version(kind, caller).await);
        let path = self.path(path, caller).await;
        let request = self.scene.site.client.request(method.parse().unwrap(), self.scene.site.url(&path));
        let request = request.header("idempotency-key", new_key()).header("if-match", version);
        let mut body = self.body(route, caller).await;
        change(&mut body, "", other);
        self.send(if body.is_null() { request } else { request.json(&body) }, caller).await
    }

    /// The names of all fields of its form, or the places of all texts in its body.
    pub async fn fields(&self, route: &str, caller: Caller) -> Vec<String> {
        if let Some((_, function)) = route.split_once(" /do/") {
            return self.form(function, caller).await.into_iter().map(|(name, _)| name.to_owned()).collect();
        }
        let names = std::sync::Mutex::new(Vec::new());
        let mut body = self.body(route, caller).await;
        change(&mut body, "", &|name, _| {
            names.lock().unwrap().push(name.to_owned());
            None
        });
        names.into_inner().unwrap()
    }

    /// An address, asked for by our own page's script.
    pub async fn get(&self, path: &str, caller: Caller) -> (u16, String) {
        let request = self.scene.site.client.get(self.scene.site.url(path)).header("accept", "application/json");
        self.send(request, caller).await
    }

    /// The status of an address, without what may never end: an event stream.
    pub async fn status_of(&self, path: &str, caller: Caller) -> (u16, String) {
        let request = self.scene.site.client.get(self.scene.site.url(path)).header("accept", "text/html");
        let response = self.as_caller(request, caller).send().await.unwrap();
        let status = response.status().as_u16();
        (status, if status >= 500 { response.text().await.unwrap() } else { String::new() })
    }

    /// A call of the API with a body of JSON as it is.
    pub async fn call(&self, method: &str, path: &str, caller: Caller, body: String) -> (u16, String) {
        let request = self.scene.site.client.request(method.parse().unwrap(), self.scene.site.url(path));
        let request = request.header("idempotency-key", new_key()).header("if-match", "\"1\"");
        self.send(request.header("content-type", "application/json").body(body), caller).await
    }

    /// A server function, called as our own page's script calls it.
    pub async fn post(&self, path: &str, caller: Caller, form: &[(&str, &str)]) -> (u16, String) {
        let request = self.scene.site.post(path).header("accept", "application/json").form(form);
        self.send(request, caller).await
    }

    // Leaves a session of its own, so that the caller can go on.
    async fn sign_out(&self, caller: Caller) -> (u16, String) {
        let request =
            self.scene.site.post("/do/account/sign-out").header("accept", "application/json").form(&[("", "")]);
        answered(request.header("cookie", self.scene.cookie(caller).await)).await
    }

    async fn send(&self, request: RequestBuilder, caller: Caller) -> (u16, String) {
        answered(self.as_caller(request, caller)).await
    }

    fn as_caller(&self, request: RequestBuilder, caller: Caller) -> RequestBuilder {
        let cookie = self.cookies.get(email(caller)).filter(|cookie| !cookie.is_empty());
        let token = self.tokens.get(email(caller)).filter(|token| !token.is_empty());
        let request = cookie.into_iter().fold(request, |request, cookie| request.header("cookie", cookie));
        token.into_iter().fold(request, |request, token| request.bearer_auth(token))
    }

    async fn path(&self, template: &str, caller: Caller) -> String {
        let (scene, things) = (&self.scene, &self.scene.things);
        let kind = template.trim_start_matches("/api/v1/").split('/').next().unwrap();
        let takes_back = template.ends_with("/withdraw");
        let id = match kind {
            "jobs" if template.ends_with("/publish") => scene.draft(caller).to_string(),
            "jobs" => things.job.to_string(),
            "proposals" => things.proposal.to_string(),
            "offers" => scene.offer(caller, takes_back).to_string(),
            "contracts" => things.contract.to_string(),
            "milestones" => things.milestone.to_string(),
            "payments" => things.payment.to_string(),
            "rooms" => things.room.to_string(),
            "segments" => things.segment.to_string(),
            "tokens" => scene.token_id(caller).await,
            "people" => scene.open_profile(),
            _none => String::new(),
        };
        let path = template.replace("{id}", &id).replace("{message}", scene.message(caller));
        path.replace("{reference}", &things.reference)
    }

    async fn body(&self, route: &str, caller: Caller) -> Value {
        let milestones = json!([{"title": "All of the work", "amount": eur(100_000)}]);
        let job = json!({
            "title": "Rust engineer for a tide gauge", "budget": eur(100_000), "publish": true,
            "description": "Read four hundred sensors over a modem and never lose a single sample of them.",
        });
        match route.split_once("/api/v1/").unwrap().1 {
            _ if route.starts_with("GET") || route.starts_with("DELETE") => Value::Null,
            "jobs" | "jobs/{id}" | "jobs/{id}/publish" => job,
            "jobs/{id}/proposals" | "proposals/{id}" => {
                json!({"cover_letter": "I have built three of these gateways.", "milestones": milestones})
            }
            "proposals/{id}/decline" => json!({"reason": "Somebody else fits better."}),
            "proposals/{id}/offers" | "offers/{id}/counter" => json!({"milestones": milestones}),
            "milestones/{id}/submit" => json!({"text": "Here it is."}),
            "milestones/{id}/approve" | "milestones/{id}/give-back" => {
                json!({"version": self.scene.version("milestone", caller).await})
            }
            "milestones/{id}/approve-part" | "milestones/{id}/give-back-part" => {
                json!({"version": self.scene.version("milestone", caller).await, "amount": eur(1_000)})
            }
            "milestones/{id}/request-changes" => json!({"note": "Please look at it again."}),
            "rooms/{id}/messages" => json!({"id": self.scene.message(caller), "text": "Hello"}),
            "rooms/{id}/messages/{message}" => json!({"text": "Hello again"}),
            "rooms/{id}/read" => json!({"up_to": 1}),
            "timer/start" => json!({"contract": self.scene.things.contract.to_string(), "memo": "Reading"}),
            "profile" => json!({"name": "Somebody"}),
            "account" => json!({"side": "client"}),
            "sandbox/clock" => json!({"advance": "PT1S"}),
            "sandbox/pay/{reference}" => json!({"method": "needs_second_step"}),
            _none => Value::Null,
        }
    }

    /// Everything that any server function asks for; each takes what it knows.
    async fn form(&self, function: &str, caller: Caller) -> Vec<(&'static str, String)> {
        let (scene, things) = (&self.scene, &self.scene.things);
        let takes_back = function.ends_with("/withdraw");
        let (job, offer) = (things.job.to_string(), scene.offer(caller, takes_back).to_string());
        let id = match function.split('/').next().unwrap() {
            "job" => job.clone(),
            "proposal" => things.proposal.to_string(),
            "offer" => offer.clone(),
            "contract" => things.contract.to_string(),
            "payment" => things.payment.to_string(),
            "profile" => scene.open_profile(),
            "message" => scene.message(caller).to_owned(),
            _none => String::new(),
        };
        let job = match function {
            "job/save-draft" => String::new(),
            "job/publish" => scene.draft(caller).to_string(),
            _published => job,
        };
        let mut form: Vec<(&str, String)> = TEXTS.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        let address = match (function, caller) {
            ("account/sign-up", _) => format!("someone{}@example.org", scene.maker.number()),
            (_, Caller::Anonymous) => email(Caller::Stranger).to_owned(),
            _known => email(caller).to_owned(),
        };
        let version = scene.version(function.split('/').next().unwrap(), caller).await;
        let title = if function == "profile/save" { "title" } else { "" };
        form.retain(|(name, _)| *name != title);
        form.extend([
            ("email", address),
            ("version", version.to_string()),
            ("draft_key", format!("a-draft-of-a-test-{}", scene.maker.number())),
            ("token", things.link.clone()),
            ("id", id),
            ("job_id", job),
            ("proposal_id", things.proposal.to_string()),
            ("on", "true".to_owned()),
            ("offer_id", offer),
            ("contract_id", things.contract.to_string()),
            ("milestone_id", things.milestone.to_string()),
            ("payment_id", things.payment.to_string()),
            ("room_id", things.room.to_string()),
        ]);
        match function {
            "timer/remove-segment" => form.push(("segment_id", things.segment.to_string())),
            "account/end-session" => form.push(("session_id", scene.session_id(caller).await)),
            "account/token-revoke" => form.push(("token_id", scene.token_id(caller).await)),
            _none => {}
        }
        form
    }
}

/// Another value for a field with this name and value.
pub type Other<'a> = dyn Fn(&str, &str) -> Option<String> + Sync + 'a;

fn change(body: &mut Value, place: &str, other: &Other<'_>) {
    match body {
        Value::String(text) => *text = other(place, text).unwrap_or(std::mem::take(text)),
        Value::Array(list) => {
            list.iter_mut().enumerate().for_each(|(number, part)| change(part, &format!("{place}/{number}"), other));
        }
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, part)| change(part, &format!("{place}/{name}"), other));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What forms ask for and is the same for everybody.
pub const TEXTS: [(&str, &str); 33] = [
    ("theme", "dark"),
    ("language", "en"),
    ("side", "client"),
    ("name", "Somebody"),
    ("amount", "100"),
    ("days", "1"),
    ("read", "read"),
    ("password", store::seed::PASSWORD),
    ("new_password", store::seed::PASSWORD),
    ("skills", "Rust"),
    ("up_to", "1"),
    ("text", "Here it is."),
    ("note", "Please look at it again."),
    ("reason", "Somebody else fits better."),
    ("message", "message"),
    ("words", "tide"),
    ("overview", "Ten years of back ends."),
    ("country", "Croatia"),
    ("next", "/home"),
    ("then", "stay"),
    ("milestones[0][due]", ""),
    ("memo", "Reading"),
    ("title", "Rust engineer for a tide gauge"),
    ("budget", "1000"),
    ("currency", "EUR"),
    ("after", ""),
    ("show", ""),
    ("before", ""),
    ("day", ""),
    ("description", "Read four hundred sensors over a modem and never lose a single sample of them."),
    ("cover_letter", "I have built three of these gateways."),
    ("milestones[0][title]", "All of the work"),
    ("milestones[0][amount]", "1000"),
];

async fn answered(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}
