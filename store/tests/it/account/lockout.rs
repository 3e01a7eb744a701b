//! Nobody keeps the owner out: whose failures count for whom.

use super::{OTHER_PASSWORD, PASSWORD, change, code, form, mailed_link, new_password, person, site};
use crate::harness::{NOW, TestDb, on_both};
use domain::time::{Span, Timestamp};
use store::account::{self, Browser, NewSession};

const ANA: &str = "ana@example.org";
const WRONG: &str = "not the one";

async fn tries(
    t: &TestDb,
    email: &str,
    password: &str,
    (network, mark): (&str, Option<&str>),
    now: Timestamp,
) -> store::Result<NewSession> {
    account::sign_in(&t.visitor(now), email, password, Browser { device: "Firefox", network, mark }).await
}

/// Fails until it has to wait; gives after how many times.
async fn fails(t: &TestDb, email: &str, from: (&str, Option<&str>), now: Timestamp) -> usize {
    for count in 0.. {
        if code(tries(t, email, WRONG, from, now).await) == "account.too_many_tries" {
            return count;
        }
    }
    unreachable!("a wait comes")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_network_has_five_failures_of_its_own_for_each_address() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        for email in [ANA, "nobody@example.org", "no address"] {
            for network in ["192.0.2.1", "192.0.2.2", "2001:db8::"] {
                assert_eq!(fails(&t, email, (network, None), NOW).await, 5, "{email}, {network}");
            }
        }
        tries(&t, ANA, PASSWORD, ("192.0.2.3", None), NOW).await.unwrap();
        assert_eq!(code(tries(&t, ANA, PASSWORD, ("192.0.2.1", None), NOW).await), "account.too_many_tries");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_device_counts_for_itself_and_only_for_whom_it_was_marked() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("ben@example.org"), &site()).await.unwrap();
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        let home = "192.0.2.1";
        let mark = tries(&t, ANA, PASSWORD, (home, None), NOW).await.unwrap().mark;
        let own = (home, Some(mark.as_str()));
        assert_eq!(fails(&t, ANA, (home, None), NOW).await, 5);
        assert_eq!(tries(&t, ANA, PASSWORD, own, NOW).await.unwrap().mark, mark, "it stays the same");
        assert_eq!(fails(&t, ANA, own, NOW).await, 5, "it is no way to guess without end");
        assert_eq!(tries(&t, ANA, PASSWORD, own, NOW.plus(Span::seconds(5))).await.unwrap().mark, mark);

        // Somebody else on the same device is a stranger to it, until they were in.
        assert_eq!(fails(&t, "ben@example.org", own, NOW).await, 5);
        assert_eq!(code(tries(&t, "ben@example.org", PASSWORD, (home, None), NOW).await), "account.too_many_tries");
        let later = NOW.plus(Span::seconds(5));
        assert_eq!(tries(&t, "ben@example.org", PASSWORD, own, later).await.unwrap().mark, mark, "one for both");
        let made_up = ("192.0.2.9", Some("made up"));
        assert_ne!(tries(&t, ANA, PASSWORD, made_up, NOW).await.unwrap().mark, "made up");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_from_everywhere_is_slowed_down_and_the_owner_waits_for_a_minute_at_most() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        let mark = tries(&t, ANA, PASSWORD, ("192.0.2.1", None), NOW).await.unwrap().mark;
        let mut count = 0;
        loop {
            let network = format!("2001:db8:{count:x}::");
            if code(tries(&t, ANA, WRONG, (&network, None), NOW).await) == "account.too_many_tries" {
                break;
            }
            count += 1;
        }
        assert_eq!(count, 100);
        tries(&t, ANA, PASSWORD, ("198.51.100.1", Some(&mark)), NOW).await.unwrap();
        let mut now = NOW;
        for network in 0..9 {
            now = now.plus(Span::minutes(1));
            let guess = tries(&t, ANA, WRONG, (&format!("2001:db8:ffff:{network}::"), None), now).await;
            assert_eq!(code(guess), "account.wrong_pair");
        }
        let new_place = ("198.51.100.2", None);
        assert_eq!(
            code(tries(&t, ANA, PASSWORD, new_place, now.plus(Span::seconds(59))).await),
            "account.too_many_tries"
        );
        tries(&t, ANA, PASSWORD, new_place, now.plus(Span::seconds(60))).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_lets_its_reader_in_whatever_others_try() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        let home = "192.0.2.1";
        assert_eq!(fails(&t, ANA, (home, None), NOW).await, 5);
        account::request_reset(&t.visitor(NOW), ANA, &site()).await.unwrap();
        let link = mailed_link(&t, NOW).await;
        let mark = account::reset(&t.visitor(NOW), &link, &new_password(OTHER_PASSWORD), None).await.unwrap();
        tries(&t, ANA, OTHER_PASSWORD, (home, None), NOW).await.unwrap();
        assert_eq!(fails(&t, ANA, (home, None), NOW).await, 5);
        tries(&t, ANA, OTHER_PASSWORD, (home, Some(&mark)), NOW).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_session_that_guesses_does_not_stop_another_one_from_changing_the_password() {
    on_both(async |t: TestDb| {
        let (_, actor) = person(&t, ANA, NOW).await;
        let mut sessions = Vec::new();
        for _ in 0..2 {
            let new = tries(&t, ANA, PASSWORD, ("192.0.2.1", None), NOW).await.unwrap();
            sessions.push(store::session::actor(&t.visitor(NOW), &new.token).await.unwrap().unwrap().1);
        }
        let (new, [thief, own]) = (new_password(OTHER_PASSWORD), [Some(sessions[0]), Some(sessions[1])]);
        for _ in 0..5 {
            let guess = account::change_password(&t.by(&actor, NOW), thief, &change(WRONG, &new)).await;
            assert_eq!(code(guess), "account.wrong_password");
        }
        let right = account::change_password(&t.by(&actor, NOW), thief, &change(PASSWORD, &new)).await;
        assert_eq!(code(right), "account.too_many_tries");
        account::change_password(&t.by(&actor, NOW), own, &change(PASSWORD, &new)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_have_a_bound_and_are_forgotten_when_they_are_not_seen() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        let first = tries(&t, ANA, PASSWORD, ("192.0.2.1", None), NOW).await.unwrap().mark;
        let next = NOW.plus(Span::minutes(1));
        for _ in 0..50 {
            tries(&t, ANA, PASSWORD, ("192.0.2.1", None), next).await.unwrap();
        }
        assert_eq!(t.number("select cast(count(*) as bigint) from known_device").await, 50);
        let from = ("192.0.2.1", Some(first.as_str()));
        assert_ne!(tries(&t, ANA, PASSWORD, from, next).await.unwrap().mark, first, "it was the oldest");
        let end = next.plus(account::MARK_LIFE).plus(Span::micros(1));
        store::cleanup::sweep(&t.platform(end), 100).await.unwrap();
        assert_eq!(t.number("select cast(count(*) as bigint) from known_device").await, 0);
    })
    .await;
}
