//! Every mail: whom it reaches and nobody else, that it says who did what for how much and when, and one link that its
//! reader can open. A mail that is new in the source and that nobody expects here fails
//! [`every_mail_reaches_whom_it_concerns_with_a_link_to_open`].

use crate::account::{PASSWORD, change, form, new_password, person, secret, site};
use crate::harness::{TestDb, by, on_both, visit};
use crate::market::{Market, rows};
use crate::source::{self, Function};
use domain::account::{NewPassword, NewToken, TokenInput};
use domain::actor::{Actor, Side};
use domain::id::{ContractId, JobId, OfferId, ProposalId};
use domain::offer::OfferInput;
use domain::payment::Outcome;
use domain::proposal::ProposalInput;
use domain::time::{Span, Timestamp};
use std::collections::BTreeSet;
use store::{account, contract, job, offer, outbox, proposal, token};

const CLIENT: &str = "client@example.org";
const FREELANCER: &str = "freelancer@example.org";
const RIVAL: &str = "rival@example.org";
const TITLE: &str = "Rust engineer for a tide gauge";
/// What people are called here: whom a mail is about is not the one who reads it.
const NAMES: [&str; 3] = ["Cleo Client", "Fred Freelancer", "Rita Rival"];

/// What a reader gets.
#[derive(Debug)]
struct Mail {
    to: String,
    subject: String,
    text: String,
    /// Its link, and the page that it leads to.
    link: String,
    path: String,
    /// Whom it greets; nobody by name where it is empty.
    name: String,
}

impl Mail {
    /// What a mail has to say and this one does not.
    fn lacks(&self) -> Vec<&'static str> {
        let of_account = ["/verify", "/reset", "/sign-in", "/settings"].contains(&self.path.as_str());
        let of_job = self.subject.ends_with("will expire soon");
        let [client, freelancer, rival] = NAMES;
        let (reader, others) = match self.to.as_str() {
            CLIENT => (client, vec![freelancer, rival]),
            RIVAL => (rival, vec![client]),
            _freelancer => (freelancer, vec![client]),
        };
        let says = |part: &str| self.text.contains(part);
        let all = [
            ("who", of_account || of_job || others.into_iter().any(says)),
            ("what", of_account || says(TITLE)),
            ("how much", of_account || says("€")),
            ("when", says(" UTC")),
            ("the name of its reader", self.name == if of_account { "" } else { reader }),
            ("no link but the one", !says("http")),
            ("to whom it says that work should wait", self.to == FREELANCER || !says("do not start")),
        ];
        all.into_iter().filter(|(_, is_there)| !is_there).map(|(what, _)| what).collect()
    }
}

/// The mails since the last look.
async fn posted(t: &TestDb, now: Timestamp) -> Vec<Mail> {
    let messages = outbox::lease(&t.platform(now), &["mail"], Span::days(1), 100).await.unwrap();
    let mut mails = Vec::new();
    for message in messages {
        let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        let part = |name: &str| body[name].as_str().map(str::to_owned);
        let link = part("path").unwrap();
        let path = link.strip_prefix("https://guild.example").unwrap_or(&link).split('?').next().unwrap().to_owned();
        let (to, subject, text) = (part("to").unwrap(), part("subject").unwrap(), part("text").unwrap());
        let mail = Mail { to, subject, text, link, path, name: part("name").unwrap_or_default() };
        assert!(part("button").is_some_and(|button| !button.is_empty()), "{mail:?}");
        assert_eq!(mail.lacks(), [""; 0], "{mail:?}");
        mails.push(mail);
        outbox::done(&t.platform(now), &message).await.unwrap();
    }
    mails
}

/// What was expected so far.
#[derive(Default)]
struct Post {
    /// The functions that send, as `file function`.
    senders: BTreeSet<String>,
    subjects: Vec<String>,
    /// Addresses of pages.
    paths: BTreeSet<String>,
    /// Somebody else who proposes, once there is somebody.
    rival: Option<Actor>,
}

impl Post {
    /// What a command has sent is exactly this: who gets what about which page.
    async fn brought(&mut self, m: &Market, sender: &str, wanted: &[(&str, &str, &str)]) {
        self.brought_besides(m, &[], sender, wanted).await;
    }

    /// The same, whatever else has come of these subjects.
    async fn brought_besides(&mut self, m: &Market, others: &[&str], sender: &str, wanted: &[(&str, &str, &str)]) {
        let mut mails = posted(&m.t, m.now).await;
        mails.retain(|mail| !others.contains(&mail.subject.as_str()));
        let mut found: Vec<_> =
            mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str(), mail.path.as_str())).collect();
        let mut wanted = wanted.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{sender}");
        for mail in &mails {
            assert!(!mail.subject.contains(['{', '\n']) && !mail.text.contains('{'), "{mail:?}");
            assert!(!mail.text.trim().is_empty());
            self.paths.insert(opened(m, mail, self.rival.as_ref()).await);
        }
        self.senders.insert(sender.to_owned());
        self.subjects.extend(mails.into_iter().map(|mail| mail.subject));
    }
}

/// The reader of a mail opens its link; gives the pattern of that page.
async fn opened(m: &Market, mail: &Mail, rival: Option<&Actor>) -> String {
    let reader = match mail.to.as_str() {
        CLIENT => &m.client,
        FREELANCER => &m.freelancer,
        RIVAL if rival.is_some() => rival.unwrap(),
        _other => return mail.path.clone(),
    };
    let (db, now) = (&m.t.db, m.now);
    let parts: Vec<&str> = mail.path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["contracts", id] => drop(contract::page(&by(db, reader, now), ContractId::parse(id).unwrap()).await.unwrap()),
        ["offers", id] => drop(offer::page(&by(db, reader, now), OfferId::parse(id).unwrap()).await.unwrap()),
        ["proposals", id] => {
            drop(proposal::page(&m.by(reader).at(now), ProposalId::parse(id).unwrap()).await.unwrap());
        }
        ["jobs", id] => {
            let page = job::page(&m.by(reader).visit().at(now), JobId::parse(id).unwrap()).await.unwrap();
            assert!(page.mine, "a mail about a job is for its client");
        }
        [_] | [] => return mail.path.clone(),
        _other => panic!("no page is known for {}", mail.path),
    }
    format!("/{}/:id", parts[0])
}

fn password(text: &str) -> NewPassword {
    new_password(text)
}

async fn of_accounts(post: &mut Post, m: &Market) {
    let (db, now, to) = (&m.t.db, m.now, "new@example.org");
    account::sign_up(&visit(db, None, now), &form(to), &site()).await.unwrap();
    post.brought(m, "account/link.rs send_verification", &[(to, "Confirm your e-mail address", "/verify")]).await;
    account::sign_up(&visit(db, None, now), &form(to), &site()).await.unwrap();
    post.brought(m, "account/sign_up.rs tell_owner", &[(to, "You have an account already", "/sign-in")]).await;
    account::request_reset(&visit(db, None, now), to, &site()).await.unwrap();
    let mail = posted(&m.t, now).await.remove(0);
    assert_eq!((mail.to.as_str(), mail.path.as_str()), (to, "/reset"));
    account::reset(&visit(db, None, now), &secret(&mail.link), &password("nine grey herons wade"), None).await.unwrap();
    post.brought(m, "account/new_password.rs finish", &[(to, "Your password was changed", "/reset")]).await;
    account::request_reset(&visit(db, None, now), to, &site()).await.unwrap();
    post.brought(m, "account/link.rs request_reset", &[(to, "Set a new password", "/reset")]).await;
    let input = TokenInput { name: "Nightly export".into(), scopes: vec!["read".into()], days: "30".into() };
    token::make(&m.client().at(now), None, PASSWORD, &NewToken::parse(&input).unwrap()).await.unwrap();
    post.brought(m, "token.rs keep", &[(CLIENT, "A token was made", "/settings")]).await;
    account::change_password(&m.client().at(now), None, &change(PASSWORD, &password("nine grey herons wade")))
        .await
        .unwrap();
    post.brought(m, "account/new_password.rs finish", &[(CLIENT, "Your password was changed", "/reset")]).await;
}

async fn of_proposals(post: &mut Post, m: &mut Market) {
    let id = m.job().await;
    let first = m.proposal(id, &["100"]).await;
    let title = TITLE;
    let arrived = format!("A new proposal for “{title}”");
    post.brought(m, "proposal/mail.rs arrived", &[(CLIENT, &arrived, &format!("/proposals/{first}"))]).await;
    proposal::decline(&m.client(), first, "Somebody nearer").await.unwrap();
    let declined = format!("Your proposal for “{title}” was declined");
    post.brought(m, "proposal/mail.rs declined", &[(FREELANCER, &declined, &format!("/proposals/{first}"))]).await;
    m.proposal(id, &["100"]).await;
    posted(&m.t, m.now).await;
    m.pass(Span::days(25)).await;
    let warned = format!("Your job “{title}” will expire soon");
    post.brought(m, "job/ending.rs warn_of_expiry", &[(CLIENT, &warned, &format!("/jobs/{id}"))]).await;
    // Somebody else has proposed as well, and gets nothing but this.
    let (_, rival) = person(&m.t, RIVAL, m.now).await;
    m.t.raw("update account set name = 'Rita Rival' where email = 'rival@example.org'").await;
    let input = ProposalInput { cover_letter: "I can begin tomorrow.".into(), milestones: rows(&["90"]) };
    proposal::send(&m.by(&rival), id, &input).await.unwrap();
    post.rival = Some(rival);
    posted(&m.t, m.now).await;
    m.pass(Span::days(5)).await;
    let ended = format!("The job “{title}” has ended");
    let all = [(FREELANCER, ended.as_str(), "/proposals"), (RIVAL, ended.as_str(), "/proposals")];
    post.brought(m, "job/ending.rs end_proposals", &all).await;
    let id = m.job().await;
    m.proposal(id, &["100"]).await;
    posted(&m.t, m.now).await;
    job::close(&m.client(), id).await.unwrap();
    post.brought(m, "job/ending.rs end_proposals", &all[..1]).await;
}

/// Offers of either side meet each of their ends.
async fn of_offers(post: &mut Post, m: &mut Market) {
    let input = OfferInput { milestones: rows(&["120"]), message: String::new() };
    for from in [Side::Client, Side::Freelancer] {
        let (maker, reader) = match from {
            Side::Client => (CLIENT, FREELANCER),
            Side::Freelancer => (FREELANCER, CLIENT),
        };
        for end in ["accepted", "declined", "withdrawn", "expired"] {
            let proposal = m.proposal(m.job().await, &["100"]).await;
            posted(&m.t, m.now).await;
            let mut id = m.offer(proposal, &["100"]).await;
            let sent = [(FREELANCER, "You have an offer", &*format!("/offers/{id}"))];
            post.brought(m, "offer/mod.rs sent_out", &sent).await;
            if from == Side::Freelancer {
                id = offer::counter(&m.freelancer(), id, &input).await.unwrap();
                let sent = [(CLIENT, "You have a counter-offer", &*format!("/offers/{id}"))];
                post.brought(m, "offer/mod.rs sent_out", &sent).await;
            }
            let (mine, theirs): (Actor, Actor) = match from {
                Side::Client => (m.client.clone(), m.freelancer.clone()),
                Side::Freelancer => (m.freelancer.clone(), m.client.clone()),
            };
            let page = format!("/offers/{id}");
            let (sender, mail) = match end {
                "accepted" => {
                    let made = offer::accept(&m.by(&theirs), id).await.unwrap();
                    let signed = m.page(made).await.activity.pop().unwrap();
                    assert_eq!(signed.by, Some(from.other()), "who accepts, signs");
                    ("offer/mod.rs accept", (maker, "Your offer was accepted", format!("/contracts/{made}")))
                }
                "declined" => {
                    offer::decline(&m.by(&theirs), id).await.unwrap();
                    ("offer/mod.rs ended", (maker, "Your offer was declined", page))
                }
                "withdrawn" => {
                    offer::withdraw(&m.by(&mine), id).await.unwrap();
                    ("offer/mod.rs ended", (reader, "An offer to you was withdrawn", page))
                }
                _expired => {
                    m.pass(Span::days(5)).await;
                    let warned = [(reader, "An offer to you will expire soon", page.as_str())];
                    post.brought_besides(m, &["A contract will lapse soon"], "offer/mod.rs warn_of_expiry", &warned)
                        .await;
                    m.pass(Span::days(2)).await;
                    // The contracts that were signed before have lapsed meanwhile.
                    let expired = [(maker, "An offer expired without an answer", page.as_str())];
                    post.brought_besides(m, &["A contract lapsed"], "offer/mod.rs ended", &expired).await;
                    continue;
                }
            };
            post.brought(m, sender, &[(mail.0, mail.1, &mail.2)]).await;
        }
    }
}

/// Offers that wait when their job is filled, and when it is closed.
async fn of_offers_without_a_job(post: &mut Post, m: &mut Market) {
    let rival = post.rival.clone().unwrap();
    let input = ProposalInput { cover_letter: "I can begin tomorrow.".into(), milestones: rows(&["90"]) };
    let theirs = OfferInput { milestones: rows(&["95"]), message: String::new() };
    for (filled, counters) in [(true, false), (true, true), (false, false), (false, true)] {
        let id = m.job().await;
        let mine = m.offer(m.proposal(id, &["100"]).await, &["100"]).await;
        let other = proposal::send(&m.by(&rival), id, &input).await.unwrap();
        let mut other = m.offer(other, &["90"]).await;
        if counters {
            other = offer::counter(&m.by(&rival), other, &theirs).await.unwrap();
        }
        posted(&m.t, m.now).await;
        let (rivals, ours) = (format!("/offers/{other}"), format!("/offers/{mine}"));
        if filled {
            let made = offer::accept(&m.freelancer(), mine).await.unwrap();
            let signed = format!("/contracts/{made}");
            let all = [
                (RIVAL, "An offer ended: the job is filled", rivals.as_str()),
                (CLIENT, "Your offer was accepted", signed.as_str()),
            ];
            post.brought(m, "offer/ending.rs end_with_job", &all).await;
        } else {
            job::close(&m.client(), id).await.unwrap();
            let closed = "An offer ended: the job was closed";
            let all = [(FREELANCER, closed, ours.as_str()), (RIVAL, closed, rivals.as_str())];
            post.brought(m, "offer/ending.rs end_with_job", &all).await;
        }
    }
}

async fn of_contracts(post: &mut Post, m: &mut Market) {
    let id = m.contract(&["100", "100", "100"]).await;
    let path = format!("/contracts/{id}");
    let page = path.as_str();
    let (one, two) = (m.milestone(id, 1).await, m.milestone(id, 2).await);
    posted(&m.t, m.now).await;
    m.fund(one).await;
    post.brought(m, "contract/funding.rs fund", &[(FREELANCER, "A milestone is funded", page)]).await;
    m.submit(one).await;
    post.brought(m, "contract/mod.rs submit", &[(CLIENT, "Work was submitted for your review", page)]).await;
    contract::request_changes(&m.client(), one, "The table lacks units.").await.unwrap();
    post.brought(m, "contract/mod.rs request_changes", &[(FREELANCER, "Changes were requested", page)]).await;
    m.submit(one).await;
    posted(&m.t, m.now).await;
    contract::approve_part(&m.client(), m.seen(one).await, &"60".into()).await.unwrap();
    let released = [(FREELANCER, "Money was released to you", page)];
    post.brought(m, "contract/mod.rs released", &released).await;
    contract::refund_part(&m.freelancer(), m.seen(one).await, &"10".into()).await.unwrap();
    post.brought(m, "contract/mod.rs refund_share", &[(CLIENT, "Money was given back to you", page)]).await;
    m.pass(Span::days(5)).await;
    post.brought(m, "contract/clock.rs cleared", &[(FREELANCER, "Money is available", "/wallet")]).await;
    for (days, subject) in
        [(2, "7 days left to review work"), (5, "2 days left to review work"), (1, "One day left to review work")]
    {
        m.pass(Span::days(days)).await;
        post.brought(m, "contract/clock.rs remind_of_review", &[(CLIENT, subject, page)]).await;
    }
    m.pass(Span::days(1)).await;
    let automatic = [released[0], (CLIENT, "Money was released without your answer", page)];
    post.brought(m, "contract/mod.rs released", &automatic).await;
    m.pass(Span::days(5)).await;
    posted(&m.t, m.now).await;
    m.fund(two).await;
    m.submit(two).await;
    posted(&m.t, m.now).await;
    m.pass(Span::hours(13 * 24 + 12)).await;
    let late = "Less than a day left to review work";
    post.brought(m, "contract/clock.rs remind_of_review", &[(CLIENT, late, page)]).await;
    contract::approve(&m.client(), m.seen(two).await).await.unwrap();
    posted(&m.t, m.now).await;
    contract::end(&m.client(), id).await.unwrap();
    post.brought(m, "contract/mod.rs end", &[(FREELANCER, "A contract has ended", page)]).await;
}

async fn of_contracts_that_were_never_funded(post: &mut Post, m: &mut Market) {
    m.pass(Span::days(30)).await;
    let ended = m.contract(&["100"]).await;
    posted(&m.t, m.now).await;
    contract::end(&m.freelancer(), ended).await.unwrap();
    let mail = [(CLIENT, "A contract has ended", &*format!("/contracts/{ended}"))];
    post.brought(m, "contract/mod.rs end", &mail).await;
    let id = m.contract(&["200"]).await;
    let path = format!("/contracts/{id}");
    let page = path.as_str();
    let payment = m.begin(m.milestone(id, 1).await).await;
    posted(&m.t, m.now).await;
    m.pass(Span::days(5)).await;
    let warned = [(CLIENT, "A contract will lapse soon", page)];
    post.brought(m, "contract/clock.rs warn_of_lapse", &warned).await;
    m.pass(Span::days(2)).await;
    let lapsed = [(CLIENT, "A contract lapsed", page), (FREELANCER, "A contract lapsed", page)];
    post.brought(m, "contract/clock.rs lapse", &lapsed).await;
    m.settle(payment, Outcome::Succeeded).await;
    let late = [(CLIENT, "Your payment is in your wallet", page)];
    post.brought(m, "contract/funding.rs deposited", &late).await;
    let id = m.contract(&["900"]).await;
    let path = format!("/contracts/{id}");
    let payment = m.begin(m.milestone(id, 1).await).await;
    // The rules leave no way to get here, so the charge itself is made too small.
    m.t.raw("update payment set amount = amount - 1 where state = 'begun'").await;
    posted(&m.t, m.now).await;
    m.settle(payment, Outcome::Succeeded).await;
    let short = [(CLIENT, "You paid, and a milestone is not funded yet", path.as_str())];
    post.brought(m, "contract/funding.rs deposited", &short).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_reaches_whom_it_concerns_with_a_link_to_open() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        m.t.raw("update account set name = 'Cleo Client' where email = 'client@example.org'").await;
        m.t.raw("update account set name = 'Fred Freelancer' where email = 'freelancer@example.org'").await;
        let mut post = Post::default();
        of_accounts(&mut post, &m).await;
        of_proposals(&mut post, &mut m).await;
        of_offers(&mut post, &mut m).await;
        of_offers_without_a_job(&mut post, &mut m).await;
        m.pass(Span::days(40)).await;
        posted(&m.t, m.now).await;
        of_contracts(&mut post, &mut m).await;
        of_contracts_that_were_never_funded(&mut post, &mut m).await;
        m.check().await;

        assert_eq!(
            senders(),
            post.senders,
            "on the left: all that send in the source; on the right: those expected here"
        );
        for subject in subjects() {
            assert!(post.subjects.iter().any(|seen| subject.fits(seen)), "no mail is expected that says: {subject:?}");
        }
        let pages = source::texts_of("app/src", "path!(\"");
        for path in post.paths.iter().filter(|path| !path.is_empty()) {
            assert!(pages.contains(path), "there is no page {path} for a mail to lead to");
        }
    })
    .await;
}

/// A sender writes to the outbox, or has one of those do it that all mails between people go through.
fn sends(function: &Function) -> bool {
    let through = ["notify::send(", "pair.send(", "told(", "mail_about(", "\"mail\""];
    let itself =
        ["notify.rs send", "contract/mod.rs told", "offer/mod.rs mail_about"].contains(&function.name.as_str());
    !itself && through.iter().any(|call| function.body.contains(call))
}

fn senders() -> BTreeSet<String> {
    source::functions("src").into_iter().filter(sends).map(|function| function.name).collect()
}

/// A subject as the source has it, with holes.
#[derive(Debug)]
struct Subject(String);

impl Subject {
    fn fits(&self, said: &str) -> bool {
        let mut parts = self.0.split(['{', '}']).step_by(2);
        let mut rest = parts.next().and_then(|first| said.strip_prefix(first));
        for part in parts {
            rest = rest.and_then(|rest| rest.find(part).map(|at| &rest[at + part.len()..]));
        }
        rest.is_some()
    }
}

/// The texts of senders that are one line, with a blank, no sentence and no name of a link.
fn subjects() -> Vec<Subject> {
    let writes = |function: &Function| sends(function) || function.name.contains("mail.rs ");
    let is_subject = |text: &String, body: &str| {
        let first = text.chars().next().is_some_and(|first| first.is_uppercase() || first == '{');
        let is_link = body.contains(&format!("button: \"{text}\""));
        first && text.contains(' ') && !is_link && !text.contains(['.', '\\'])
    };
    let texts = source::functions("src").into_iter().filter(writes).flat_map(|function| {
        let texts = source::texts(&function.body).into_iter();
        texts.filter(|text| is_subject(text, &function.body)).collect::<Vec<_>>()
    });
    let found: Vec<Subject> = texts.map(Subject).collect();
    assert!(found.len() > 20, "only {} subjects found", found.len());
    found
}
