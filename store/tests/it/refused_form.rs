//! Refused forms are found again for ten minutes, and never take more than their bytes.

use crate::harness::{NOW, TestDb, on_both};
use domain::time::Span;
use store::refused_form::{ALL_BYTES_MAX, NETWORK_BYTES_MAX, find, held, keep, sweep};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_is_found_by_its_secret_for_ten_minutes() {
    on_both(async |t: TestDb| {
        let secret = keep(&t.visitor(NOW), "203.0.113.1", "{\"title\":\"Gate\"}").await.unwrap();
        for _ in 0..2 {
            let found = find(&t.visitor(NOW.plus(Span::minutes(9))), &secret).await.unwrap();
            assert_eq!(found.as_deref(), Some("{\"title\":\"Gate\"}"), "to look changes nothing");
        }
        assert_eq!(find(&t.visitor(NOW), "guessed").await.unwrap(), None);
        assert_eq!(find(&t.visitor(NOW.plus(Span::minutes(10))), &secret).await.unwrap(), None);
        assert_eq!(sweep(&t.platform(NOW.plus(Span::minutes(10))), 10).await.unwrap(), 1);
        assert_eq!(held(&t.db).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_forms_of_a_network_make_room_for_its_newest_and_for_nobody_elses() {
    on_both(async |t: TestDb| {
        let other = keep(&t.visitor(NOW), "203.0.113.2", "other").await.unwrap();
        let form = "x".repeat(usize::try_from(NETWORK_BYTES_MAX / 8).unwrap());
        let mut secrets = Vec::new();
        for second in 0..10 {
            let at = NOW.plus(Span::seconds(second));
            secrets.push(keep(&t.visitor(at), "203.0.113.1", &form).await.unwrap());
        }
        let now = NOW.plus(Span::seconds(10));
        for (place, secret) in secrets.iter().enumerate() {
            assert_eq!(find(&t.visitor(now), secret).await.unwrap().is_some(), place >= 2, "{place}");
        }
        assert!(find(&t.visitor(now), &other).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_forms_and_one_giant_one_are_bounded_too() {
    on_both(async |t: TestDb| {
        let giant = "x".repeat(usize::try_from(NETWORK_BYTES_MAX).unwrap() + 1);
        let secret = keep(&t.visitor(NOW), "203.0.113.1", &giant).await.unwrap();
        assert_eq!(find(&t.visitor(NOW), &secret).await.unwrap(), None);
        let mut newest = String::new();
        for second in 0..300 {
            newest = keep(&t.visitor(NOW.plus(Span::seconds(second))), "203.0.113.1", "x").await.unwrap();
        }
        assert!(find(&t.visitor(NOW.plus(Span::seconds(300))), &newest).await.unwrap().is_some());
        assert!(t.number("select cast(count(*) as bigint) from refused_form").await < 300);
        assert!(held(&t.db).await.unwrap() <= NETWORK_BYTES_MAX);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_networks_send_forms_all_together_have_a_bound() {
    on_both(async |t: TestDb| {
        let form = "x".repeat(usize::try_from(NETWORK_BYTES_MAX).unwrap());
        let networks = ALL_BYTES_MAX / NETWORK_BYTES_MAX + 2;
        for network in 0..networks {
            keep(&t.visitor(NOW.plus(Span::seconds(network))), &format!("network {network}"), &form).await.unwrap();
            assert!(held(&t.db).await.unwrap() <= ALL_BYTES_MAX);
        }
        assert_eq!(held(&t.db).await.unwrap(), ALL_BYTES_MAX, "and all of it is used");
    })
    .await;
}
