//! Cleanup: what has ended goes, batch by batch; what lives or may still be asked for stays.

use crate::account::{PASSWORD, code, mails, person};
use crate::harness::{NOW, TestDb, on_both};
use domain::account::{NewToken, TokenInput};
use domain::time::{Span, Timestamp};
use store::idempotency::{Answer, IdempotencyKey};
use store::{account, cleanup, event, token};

/// Sessions, tokens, links, attempts, messages that were sent, answers that are kept, events.
async fn kept(t: &TestDb) -> [i64; 7] {
    [
        t.number("select cast(count(*) as bigint) from session").await,
        t.number("select cast(count(*) as bigint) from api_token").await,
        t.number("select cast(count(*) as bigint) from mail_link").await,
        t.number("select cast(count(*) as bigint) from sign_in_try").await,
        t.number("select cast(count(*) as bigint) from outbox where done_at is not null").await,
        t.number("select cast(count(*) as bigint) from idempotency_key where body is not null").await,
        t.number("select cast(count(*) as bigint) from person_event").await,
    ]
}

async fn sweep(t: &TestDb, now: Timestamp) {
    while cleanup::sweep(&t.platform(now), 1).await.unwrap() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_ended_goes_and_what_lives_stays() {
    on_both(async |t: TestDb| {
        let (_, ana) = person(&t, "ana@example.org", NOW).await;
        let (_, ben) = person(&t, "ben@example.org", NOW).await;
        let input = TokenInput { name: "nightly build".into(), scopes: vec!["read".into()], days: "30".into() };
        for actor in [&ana, &ben] {
            token::make(&t.by(actor, NOW), None, PASSWORD, &NewToken::parse(&input).unwrap()).await.unwrap();
        }
        for address in ["ana@example.org", "nobody@example.org"] {
            let refused = account::sign_in(&t.visitor(NOW), address, &format!("not {PASSWORD}"), "").await;
            assert_eq!(code(refused), "account.wrong_pair");
        }
        for number in 0..2 {
            let key = IdempotencyKey { account_id: 1, key: format!("k-{number}"), body_hash: [0; 32], now: NOW };
            let done = |_: Option<&str>| Ok(Some(Answer { status: 204, body: String::new() }));
            let mut tx = t.db.keyed(key, done).begin().await.unwrap();
            event::append(&mut tx, 7, "effect", &1, NOW).await.unwrap();
            tx.commit().await.unwrap();
        }
        mails(&t, NOW).await;
        let all = kept(&t).await;
        assert!(all.iter().all(|count| *count >= 2), "{all:?}");
        sweep(&t, NOW.plus(Span::hours(23))).await;
        assert_eq!(kept(&t).await, all, "nothing has ended yet");

        let days = |days| NOW.plus(Span::days(days)).plus(Span::micros(1));
        sweep(&t, days(1)).await;
        assert_eq!(kept(&t).await, [all[0], all[1], all[2], 0, 0, 0, all[6]]);
        sweep(&t, days(2)).await;
        assert_eq!(
            kept(&t).await,
            [all[0], all[1], 0, 0, 0, 0, all[6]],
            "a link works for a day and is kept for one more"
        );
        sweep(&t, days(30)).await;
        assert_eq!(kept(&t).await, [0; 7]);
        assert_eq!(t.number("select cast(count(*) as bigint) from idempotency_key").await, 0, "a month is over");
    })
    .await;
}
