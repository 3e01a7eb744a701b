//! Databases of older programs: brought up to date with all that is in them.

use crate::harness::{NOW, TestDb, on_both_after, on_postgres};
use crate::market::{Market, rows};
use crate::people::person;
use domain::actor::Side;
use domain::home::Need;
use domain::id::{ContractId, JobId, OfferId};
use domain::offer::{OfferInput, OfferState, OfferTerms};
use sqlx::Connection;
use store::db::Engine;
use store::{contract, home, job, offer};

/// The newest migration of a program that kept an offer's terms as one text of JSON.
const TERMS_AS_JSON: i64 = 17;

const FIRST: &str = concat!(
    r#"{"milestones":[{"title":"Trial on \"one\" board","amount":{"minor":240000,"currency":"EUR"},"due":{"days":20850}},"#,
    r#"{"title":"All the rest, it's a lot","amount":{"minor":720001,"currency":"EUR"},"due":null}],"#,
    r#""price":{"minor":960001,"currency":"EUR"},"message":"Two steps?\nBoth by summer.","fees":{"schedule":1,"#,
    r#""client":300,"freelancer":500}}"#,
);
const COUNTERED: &str = concat!(
    r#"{"milestones":[{"title":"All of it","amount":{"minor":990000,"currency":"EUR"},"due":{"days":20900}}],"#,
    r#""price":{"minor":990000,"currency":"EUR"},"message":"","fees":{"schedule":1,"client":300,"freelancer":500}}"#,
);
const WAITING: &str = concat!(
    r#"{"milestones":[{"title":"Øre for øre","amount":{"minor":7,"currency":"EUR"},"due":null}],"price":{"minor":7,"#,
    r#""currency":"EUR"},"message":"£","fees":{"schedule":4,"client":0,"freelancer":10000}}"#,
);

/// Client 1 has a contract with freelancer 2, whose counter-offer was accepted, and an offer out to freelancer 3.
fn left_behind() -> String {
    let quoted = |text: &str| text.replace('\'', "''");
    let (first, countered, waiting) = (quoted(FIRST), quoted(COUNTERED), quoted(WAITING));
    format!(
        "insert into account (id, email, email_key, name, password_hash, side, verified_at, made_at) values \
         (1, 'p1@example.org', 'p1', 'Person 1', '', 'client', 1, 1), (2, 'p2@example.org', 'p2', 'Person 2', '', 'freelancer', 1, 1), \
         (3, 'p3@example.org', 'p3', 'Person 3', '', 'freelancer', 1, 1); \
         insert into job (id, client_id, version, state, until_at, created_at, posted_at, title, description, skills, search_text, \
         currency, budget, hires, hired, visibility) \
         values (101, 1, 1, 'open', 1900000000000000, 1, 1, 'Tide gauges', '', '', '', 'EUR', 1, 3, 1, 'public'); \
         insert into proposal (id, job_id, client_id, freelancer_id, version, sent_at, cover_letter, currency, price, milestones, \
         state, state_at, offer_id) values (201, 101, 1, 2, 1, 1, '', 'EUR', 100, '[]', 'hired', 1, null), \
         (202, 101, 1, 3, 1, 1, '', 'EUR', 100, '[]', 'offered', null, 303); \
         insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, terms, made_at, state, \
         state_at, contract_id, countered_by) values \
         (301, 301, 1, 101, 201, 1, 2, 'client', '{first}', 1, 'countered', 2, null, 302), \
         (302, 301, 2, 101, 201, 1, 2, 'freelancer', '{countered}', 2, 'accepted', 3, 501, null), \
         (303, 303, 1, 101, 202, 1, 3, 'client', '{waiting}', 4, 'sent', 1900000000000000, null, null); \
         insert into room (id, job_id, client_id, freelancer_id, created_at, last_number, last_at) values (401, 101, 1, 2, 1, 0, 1); \
         insert into contract (id, job_id, offer_id, client_id, freelancer_id, room_id, title, currency, fee_schedule, fee_client, \
         fee_freelancer, price, funded, released, signed_at, state, state_at, version) \
         values (501, 101, 302, 1, 2, 401, 'Tide gauges', 'EUR', 1, 300, 500, 990000, 0, 0, 3, 'awaiting_funding', 1900000000000000, 1); \
         insert into milestone (id, contract_id, number, title, amount, state, turns, version) \
         values (601, 501, 1, 'All of it', 990000, 'draft', 0, 1);"
    )
}

fn said(json: &str) -> OfferTerms {
    serde_json::from_str(json).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_that_were_json_say_the_same_in_rows() {
    on_both_after(TERMS_AS_JSON, &left_behind(), async |t: TestDb| {
        let client = t.by(&person(1), NOW);
        let versions = async |raw| {
            let page = offer::page(&client, OfferId::from_raw(raw)).await.unwrap();
            assert_eq!(page.version, page.history.iter().find(|version| version.id == page.id).unwrap().clone());
            page.history.into_iter().map(|version| (version.id.raw(), version.from, version.terms)).collect::<Vec<_>>()
        };
        let talk = [(301, Side::Client, said(FIRST)), (302, Side::Freelancer, said(COUNTERED))];
        assert_eq!(versions(301).await, talk);
        assert_eq!(versions(302).await, talk);
        assert_eq!(versions(303).await, [(303, Side::Client, said(WAITING))]);

        let page = job::page(&client.visit(), JobId::from_raw(101)).await.unwrap();
        let open: Vec<_> = page.offers.iter().map(|open| (open.id.raw(), open.price)).collect();
        assert_eq!(open, [(303, said(WAITING).price)]);
        let needs = home::page(&t.by(&person(3), NOW), Side::Freelancer).await.unwrap().needs;
        let asked = Need::AnswerOffer { offer: OfferId::from_raw(303), price: said(WAITING).price };
        assert_eq!(needs.iter().map(|need| need.what.clone()).collect::<Vec<_>>(), [asked]);

        // The contract still belongs to its offer, and what was on the table can be answered.
        let signed = contract::page(&client, ContractId::from_raw(501)).await.unwrap();
        assert_eq!(signed.milestones[0].milestone.terms.amount, said(COUNTERED).price);
        let input = OfferInput { milestones: rows(&["90", "10"]), message: "In two steps.".to_owned() };
        let answer = offer::counter(&t.by(&person(3), NOW), OfferId::from_raw(303), &input).await.unwrap();
        let before = &versions(303).await[0];
        assert_eq!(before.2, said(WAITING));
        let newest = offer::page(&client, answer).await.unwrap().version.terms;
        assert_eq!((newest.fees, newest.price.plain()), (said(WAITING).fees, "100.00".to_owned()));
        let accepted = offer::accept(&client, answer).await.unwrap();
        assert_eq!(contract::page(&client, accepted).await.unwrap().milestones.len(), 2);
        if t.engine == "sqlite" {
            assert_eq!(t.number("select count(*) from pragma_foreign_key_check").await, 0);
        }
        let twice = "insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, made_at, state, \
                     state_at, currency, price, message, fee_schedule, fee_client, fee_freelancer) \
                     select 901 + n, 901 + n, 1, 101, 202, 1, 3, 'client', 1, 'sent', 1, 'EUR', 1, '', 1, 1, 1 from \
                     (select 1 as n union all select 2) as two";
        t.try_raw(twice).await.expect_err("one offer at a time waits on a proposal");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_the_version_before_still_writes_and_reads_offers_as_json() {
    on_postgres(async |t: TestDb| {
        let m = Market::open(t).await;
        let proposal = m.proposal(m.job().await, &["100"]).await;
        let input = OfferInput { milestones: rows(&["90", "10"]), message: "In two steps.".to_owned() };
        let made = offer::make(&m.client(), proposal, &input).await.unwrap();
        let Engine::Postgres { url } = &m.t.settings.engine else { panic!("not postgres") };
        let mut older = sqlx::PgConnection::connect(url).await.unwrap();
        let (read,): (String,) =
            sqlx::query_as("select terms from offer where id = $1").bind(made.raw()).fetch_one(&mut older).await.unwrap();
        let page = offer::page(&m.client(), made).await.unwrap();
        assert_eq!(said(&read), page.version.terms);

        offer::withdraw(&m.client(), made).await.unwrap();
        sqlx::query(
            "insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, terms, made_at, state, \
             state_at) select 303, 303, 1, job_id, proposal_id, client_id, freelancer_id, from_side, $2, made_at, 'sent', $3 \
             from offer where id = $1",
        )
        .bind(made.raw())
        .bind(FIRST)
        .bind(m.now.plus(m.rules.offer_open).micros())
        .execute(&mut older)
        .await
        .unwrap();
        let page = offer::page(&m.client(), OfferId::from_raw(303)).await.unwrap();
        assert_eq!(page.version.terms, said(FIRST));
        assert!(matches!(page.version.state, OfferState::Sent { .. }));
        older.close().await.unwrap();
    })
    .await;
}
