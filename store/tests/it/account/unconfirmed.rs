//! Accounts that nobody confirms end after a week, with all that they have; no other does.

use super::{PASSWORD, code, form, mailed_link, mails, new_password, person, secret, site};
use crate::harness::{NOW, TestDb, on_both};
use domain::actor::{Actor, Proof};
use domain::job::JobInput;
use domain::time::{Span, Timestamp};
use store::{account, clockwork, job, session};

const ANA: &str = "ana@example.org";
const WEEK: Span = Span::days(7);

/// Carries out what is due then.
async fn pass(t: &TestDb, now: Timestamp) {
    clockwork::catch_up(&t.platform(now)).await.unwrap();
}

async fn accounts(t: &TestDb) -> i64 {
    t.number("select cast(count(*) as bigint) from account").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_nobody_confirms_ends_after_a_week_with_all_it_has() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        let told = mails(&t, NOW).await.remove(0).2;
        assert!(told.contains(&format!("and ends on {}", NOW.plus(WEEK).full())), "{told}");
        let new = account::sign_in(&t.visitor(NOW), ANA, PASSWORD, "Firefox").await.unwrap();
        let actor = Actor::new(new.account, Proof::Session);
        job::save_draft(&t.by(&actor, NOW), None, &JobInput::default()).await.unwrap();
        let page = account::settings_page(&t.by(&actor, NOW), None).await.unwrap();
        assert_eq!((page.verified, page.confirm_by), (false, Some(NOW.plus(WEEK))));

        let last = NOW.plus(WEEK).minus(Span::micros(1));
        pass(&t, last).await;
        assert_eq!(accounts(&t).await, 1, "not a moment too early");
        account::resend_verification(&t.by(&actor, last), &site()).await.unwrap();
        let link = mailed_link(&t, last).await;
        pass(&t, NOW.plus(WEEK)).await;
        assert_eq!(accounts(&t).await, 0);
        assert!(session::actor(&t.visitor(NOW.plus(WEEK)), &new.token).await.unwrap().is_none());
        assert_eq!(code(account::verify(&t.visitor(NOW.plus(WEEK)), &link).await), "account.link_dead");
        for rows in [
            t.number("select cast(count(*) as bigint) from profile").await,
            t.number("select cast(count(*) as bigint) from job").await,
            t.number("select cast(count(*) as bigint) from known_device").await,
            t.number("select cast(count(*) as bigint) from person_event").await,
            t.number("select cast(count(*) as bigint) from due_work").await,
        ] {
            assert_eq!(rows, 0);
        }
        // The mailbox is free: its owner joins.
        let (_, owner) = person(&t, ANA, NOW.plus(WEEK)).await;
        assert_ne!(owner.account(), actor.account());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_account_stays_by_whichever_link_it_was_confirmed() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        let link = mailed_link(&t, NOW).await;
        account::verify(&t.visitor(NOW), &link).await.unwrap();
        account::sign_up(&t.visitor(NOW), &form("ben@example.org"), &site()).await.unwrap();
        account::request_reset(&t.visitor(NOW), "ben@example.org", &site()).await.unwrap();
        let reset = mails(&t, NOW).await;
        let reset = secret(&reset.last().unwrap().2);
        account::reset(&t.visitor(NOW), &reset, &new_password("nine grey herons wade"), None).await.unwrap();
        assert_eq!(t.due().await.len(), 0, "nothing is planned any more");
        pass(&t, NOW.plus(Span::days(400))).await;
        assert_eq!(accounts(&t).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_in_the_books_never_ends_whatever_is_said_of_its_address() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        t.raw(
            "insert into ledger_account (id, kind, owner, part, currency, balance, floor) \
             select 1, 'wallet', id, 0, 'EUR', 0, 0 from account",
        )
        .await;
        pass(&t, NOW.plus(Span::days(8))).await;
        assert_eq!(accounts(&t).await, 1);
        assert_eq!(t.due().await.len(), 0);
    })
    .await;
}
