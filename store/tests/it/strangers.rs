//! What one sees is one's own: two pairs of people with everything that people can have, and each question that the store
//! answers, asked by all of them. A query that is new and that nobody asks here fails a test of its own.

use crate::account::{PASSWORD, code, person};
use crate::harness::{TestDb, on_both};
use crate::market::{Market, job_input, rows};
use crate::source;
use domain::account::{NewToken, TokenInput};
use domain::actor::{Actor, Side};
use domain::contract::list::ContractTab;
use domain::id::{ContractId, JobId, OfferId, PaymentId, ProposalId, RoomId};
use domain::job::{ClientRecord, JobInput, JobQuery};
use domain::message::MessageId;
use domain::offer::OfferInput;
use domain::profile::ProfileInput;
use domain::proposal::ProposalInput;
use domain::time::Span;
use std::collections::{BTreeMap, BTreeSet};
use store::contract::Standing;
use store::{
    account, contract, event, home, job, ledger, message, offer, payment, profile, proposal, timesheet, token,
};

/// Answers by the name of the query.
type Answers = BTreeMap<&'static str, String>;

/// Queries about one thing, by its id; strangers are told that it does not exist.
const OF_ONE_THING: [&str; 8] = [
    "contract/page.rs page",
    "job/page.rs page",
    "message/page.rs latest",
    "message/page.rs room",
    "offer/page.rs page",
    "payment.rs page",
    "proposal/read.rs of_job",
    "proposal/read.rs page",
];

/// Queries that answer everybody alike, but for what they add for the asker.
const OF_EVERYBODY: [&str; 4] =
    ["account/mod.rs verified", "job/list.rs find", "job/page.rs client_record", "profile.rs page"];

/// Everything of one pair that somebody could ask for by its id.
struct Things {
    draft: JobId,
    job: JobId,
    proposal: ProposalId,
    offer: OfferId,
    contract: ContractId,
    payment: PaymentId,
    room: RoomId,
}

/// Fills the lists of two people: a draft, jobs, proposals, offers of both sides, contracts in all standings, money in every
/// place where it can be, messages, time, tokens.
async fn fill(m: &Market) -> Things {
    let now = m.now;
    let half = JobInput { title: "Not quite done".into(), ..job_input() };
    let draft = job::save_draft(&m.client(), None, &half).await.unwrap();
    let job = m.job().await;
    m.proposal(job, &["70"]).await;
    let proposal = m.proposal(m.job().await, &["80"]).await;
    let offer = m.offer(proposal, &["80"]).await;
    let talked = m.proposal(m.job().await, &["85"]).await;
    let input = OfferInput { milestones: rows(&["95"]), message: "For a little more.".into() };
    let first = m.offer(talked, &["85"]).await;
    offer::counter(&m.freelancer(), first, &input).await.unwrap();
    let ended = m.contract(&["100"]).await;
    let milestone = m.milestone(ended, 1).await;
    m.fund(milestone).await;
    m.submit(milestone).await;
    contract::approve_part(&m.client(), m.seen(milestone).await, &"40".into()).await.unwrap();
    contract::refund(&m.freelancer(), m.seen(milestone).await).await.unwrap();
    contract::end(&m.client(), ended).await.unwrap();
    m.contract(&["110"]).await;
    let contract = m.contract(&["30", "40", "500"]).await;
    for number in [1, 2] {
        m.fund_or_pay(m.milestone(contract, number).await).await;
    }
    m.submit(m.milestone(contract, 1).await).await;
    let payment = m.begin(m.milestone(contract, 3).await).await;
    let room = m.page(contract).await.room;
    for (number, writer) in [(1, &m.client), (2, &m.freelancer), (3, &m.freelancer)] {
        let id = MessageId::v7(now, [number; 10]);
        message::send(&m.by(writer), room, &id, "When does the ship come in?").await.unwrap();
    }
    timesheet::start(&m.freelancer(), contract, "Sounding").await.unwrap();
    timesheet::stop(&m.freelancer().at(now.plus(Span::minutes(20)))).await.unwrap();
    timesheet::start(&m.freelancer().at(now.plus(Span::minutes(30))), contract, "Sounding again").await.unwrap();
    let input = TokenInput { name: "nightly build".into(), scopes: vec!["read".into()], days: "30".into() };
    for actor in [&m.client, &m.freelancer] {
        token::make(&m.by(actor), None, PASSWORD, &NewToken::parse(&input).unwrap()).await.unwrap();
    }
    let unskilled = profile::page(&m.freelancer().visit(), m.freelancer.account()).await.unwrap();
    let skilled = ProfileInput { skills: "Soundings".into(), ..profile_input() };
    profile::save(&m.freelancer(), unskilled.version, &skilled).await.unwrap();
    Things { draft, job, proposal, offer, contract, payment, room }
}

/// Every list there is, as this person sees it from this side.
async fn lists(m: &Market, who: &Actor, side: Side) -> Answers {
    let context = &m.by(who);
    let mut home = home::page(context, side).await.unwrap();
    if side == Side::Freelancer {
        // Open jobs are for everybody.
        home.jobs.clear();
    }
    let mut tabs = Vec::new();
    for tab in [ContractTab::Running, ContractTab::NeedsMe, ContractTab::Ended] {
        tabs.push(contract::tab(context, tab, "").await.unwrap());
    }
    let wallet = ledger::wallet(context, "", 50).await.unwrap();
    let mut read = context.read().await.unwrap();
    let standing = contract::contracts_of(&mut read, who.account(), i64::MAX, 50, Standing::Any).await.unwrap();
    let balances = ledger::balances(&mut read, who.account()).await.unwrap();
    let events = event::after(&mut read, who.account().raw(), 0, 1_000).await.unwrap();
    let last = event::last_seq(&mut read, who.account().raw()).await.unwrap();
    drop(read);
    [
        ("home.rs page", format!("{home:?}")),
        ("home.rs alerts", format!("{:?}", home::alerts(context, side).await.unwrap())),
        ("home.rs recent", format!("{:?}", home::recent(context, side).await.unwrap())),
        ("job/list.rs mine", format!("{:?}", job::mine(context, "", 50).await.unwrap())),
        ("proposal/read.rs mine", format!("{:?}", proposal::mine(context, "", 50).await.unwrap())),
        ("contract/page.rs mine", format!("{:?}", contract::mine(context, "", 50).await.unwrap())),
        ("contract/page.rs tab", format!("{tabs:?}")),
        ("contract/page.rs contracts_of", format!("{standing:?}")),
        ("message/list.rs rooms", format!("{:?}", message::rooms(context, "", 50).await.unwrap())),
        ("ledger/wallet.rs wallet", format!("{wallet:?}")),
        ("ledger/wallet.rs balances", format!("{balances:?}")),
        ("timesheet/read.rs page", format!("{:?}", timesheet::page(context, None).await.unwrap())),
        ("account/mod.rs settings_page", format!("{:?}", account::settings_page(context, None).await.unwrap())),
        ("account/mod.rs viewer", format!("{:?}", account::viewer(context).await.unwrap())),
        ("profile.rs own_skills", format!("{:?}", profile::own_skills(context).await.unwrap())),
        ("event.rs after", format!("{events:?}")),
        ("event.rs last_seq", format!("{last:?}")),
    ]
    .into()
}

/// Both sides of both people.
async fn lists_of_both(m: &Market) -> Vec<Answers> {
    let mut all = Vec::new();
    for who in [&m.client, &m.freelancer] {
        for side in [Side::Client, Side::Freelancer] {
            all.push(lists(m, who, side).await);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_the_same_whatever_others_have() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let others = m.beside("b").await;
        let (_, newcomer) = person(&m.t, "new@example.org", m.now).await;
        let of_newcomer =
            async || [lists(&m, &newcomer, Side::Client).await, lists(&m, &newcomer, Side::Freelancer).await];
        let (none, empty) = (of_newcomer().await, lists_of_both(&m).await);
        fill(&m).await;
        let own = lists_of_both(&m).await;
        for name in own[0].keys() {
            assert!((0..own.len()).any(|who| own[who][name] != empty[who][name]), "{name} shows nothing to anybody");
        }
        fill(&others).await;
        let mut told = BTreeSet::new();
        for (before, after) in own.iter().zip(lists_of_both(&m).await) {
            told.extend(after.iter().filter(|(name, answer)| before[*name] != **answer).map(|(name, _)| *name));
        }
        assert!(told.is_empty(), "these show what others have: {told:?}");
        assert_eq!(none, of_newcomer().await, "a newcomer has nothing");
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_others_is_there_for_who_knows_its_id() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let others = m.beside("b").await;
        fill(&others).await;
        let of = fill(&m).await;
        for who in [&others.client(), &others.freelancer()] {
            let answers = [
                ("contract/page.rs page", code(contract::page(who, of.contract).await)),
                ("job/page.rs page", code(job::page(&who.visit(), of.draft).await)),
                ("message/page.rs latest", code(message::latest(who, of.room, 5).await)),
                ("message/page.rs room", code(message::room(who, of.room, None).await)),
                ("offer/page.rs page", code(offer::page(who, of.offer).await)),
                ("payment.rs page", code(payment::page(who, of.payment).await)),
                ("proposal/read.rs of_job", code(proposal::of_job(who, of.draft, "", 5).await)),
                ("proposal/read.rs page", code(proposal::page(who, of.proposal).await)),
            ];
            assert_eq!(answers.map(|(name, _)| name), OF_ONE_THING);
            for (name, answer) in answers {
                assert_eq!(answer, "general.not_found", "{name}");
            }
            let proposals = proposal::of_job(who, of.job, "", 5).await;
            assert_eq!(code(proposals), "general.not_yours", "the job itself is open to everybody");
        }
        assert_eq!(code(payment::page(&m.freelancer(), of.payment).await), "general.not_found", "for who pays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_to_everybody_adds_only_what_is_the_askers_own() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let others = m.beside("b").await;
        let (of, of_others) = (fill(&m).await, fill(&others).await);
        let found = job::find(&m.freelancer().visit(), &JobQuery::default(), 50).await.unwrap();
        let proposed = |id| found.jobs.iter().find(|row| row.id == id).unwrap().my_proposal;
        assert!(proposed(of.job).is_some());
        assert_eq!(proposed(of_others.job), None);
        for (viewer, mine, proposed) in
            [(&m.client, true, false), (&m.freelancer, false, true), (&others.client, false, false)]
        {
            let page = job::page(&m.by(viewer).visit(), of.job).await.unwrap();
            assert_eq!((page.mine, page.my_proposal.is_some()), (mine, proposed));
            assert_eq!(page.waiting, i64::from(mine), "only the client is told how many wait");
        }
        let page = profile::page(&m.client().visit(), m.freelancer.account()).await.unwrap();
        assert_eq!((page.room, page.contracts_ended, page.jobs_posted), (Some(of.room), 1, 0));
        let page = profile::page(&m.freelancer().visit(), m.client.account()).await.unwrap();
        assert_eq!((page.contracts_ended, page.jobs_posted), (0, 6), "jobs of others are not theirs");
        let page = profile::page(&others.client().visit(), m.freelancer.account()).await.unwrap();
        assert_eq!((page.room, page.mine), (None, false));
        let hidden = ProfileInput { visibility: "private".into(), ..profile_input() };
        profile::save(&m.freelancer(), page.version, &hidden).await.unwrap();
        for (viewer, sees) in
            [(&m.client, true), (&m.freelancer, true), (&others.client, false), (&others.freelancer, false)]
        {
            let page = profile::page(&m.by(viewer).visit(), m.freelancer.account()).await;
            assert_eq!(page.is_ok(), sees, "a private profile is for who has to do with its person");
        }
        // The newest conversation of two people is not the newest that either has.
        for (client, freelancer) in [(&m, &others), (&others, &m)] {
            let input = ProposalInput { cover_letter: "I know these waters.".into(), milestones: rows(&["60"]) };
            let job = client.job().await;
            let sent = proposal::send(&freelancer.freelancer(), job, &input).await.unwrap();
            let room = message::open_room(&client.client(), sent).await.unwrap();
            let later = m.now.plus(Span::hours(1));
            let id = MessageId::v7(later, [9; 10]);
            message::send(&client.client().at(later), room, &id, "Good morning").await.unwrap();
        }
        for (viewer, person) in [(&m.client, &m.freelancer), (&m.freelancer, &m.client)] {
            let page = profile::page(&m.by(viewer).visit(), person.account()).await.unwrap();
            assert_eq!(page.room, Some(of.room));
        }
        let record = async |id| job::page(&m.t.visitor(m.now), id).await.unwrap().client;
        let (mine, theirs) = (record(of.job).await, record(of_others.job).await);
        let same = ClientRecord { account: mine.account, ..theirs };
        assert_eq!(mine, same, "each has the same behind them, and no more");
    })
    .await;
}

fn profile_input() -> ProfileInput {
    ProfileInput {
        name: "Ana Lind".into(),
        availability: "now".into(),
        visibility: "public".into(),
        ..ProfileInput::default()
    }
}

#[test]
fn no_query_is_forgotten_here() {
    let asks = |function: &source::Function| {
        let about_somebody = ["&Actor", "&Context,", "&Context)", "AccountId", "account_id: i64"]
            .iter()
            .any(|word| function.signature.contains(word));
        // Anybody may ask, and it matters who.
        let about_somebody = about_somebody
            || function.signature.contains("&Context<Visitor>") && function.body.contains("context.actor");
        let reads = function.body.contains(".read().await") || function.signature.contains("impl Conn");
        // The page of a room and its newest messages are one query.
        let reads = reads || function.body.contains("part(context");
        // A search may step aside for other tasks.
        let reads = reads || function.body.contains("search.run(context");
        let writes = ["command(context", "execute!", "attempt::begin("].iter().any(|word| function.body.contains(word));
        function.public && about_somebody && reads && !writes
    };
    let found: BTreeSet<String> =
        source::functions("src").into_iter().filter(asks).map(|function| function.name).collect();
    let listed = [
        "home.rs page",
        "home.rs alerts",
        "home.rs recent",
        "job/list.rs mine",
        "proposal/read.rs mine",
        "contract/page.rs mine",
        "contract/page.rs tab",
        "contract/page.rs contracts_of",
        "message/list.rs rooms",
        "ledger/wallet.rs wallet",
        "ledger/wallet.rs balances",
        "timesheet/read.rs page",
        "account/mod.rs settings_page",
        "account/mod.rs viewer",
        "profile.rs own_skills",
        "event.rs after",
        "event.rs last_seq",
    ];
    let known: BTreeSet<String> =
        listed.iter().chain(&OF_ONE_THING).chain(&OF_EVERYBODY).map(|name| (*name).to_owned()).collect();
    assert_eq!(found, known, "on the left: all queries in the source; on the right: those that are asked here");
}
