//! The sandbox's clock moves forward only, for everybody, and survives a restart.

use crate::harness::{NOW, on_both};
use domain::time::Span;
use store::{Db, clock};

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_clock_adds_up_and_survives_a_restart() {
    on_both(async |test| {
        assert_eq!(clock::sandbox_now(&test.db, NOW).await.unwrap(), NOW);
        assert_eq!(clock::advance(&test.platform(NOW), Span::days(14)).await.unwrap(), Span::days(14));
        assert_eq!(clock::advance(&test.platform(NOW), Span::days(5)).await.unwrap(), Span::days(19));
        assert_eq!(clock::advance(&test.platform(NOW), Span::micros(-1)).await.unwrap(), Span::days(19), "never back");
        test.db.close().await;
        let again = Db::open(&test.settings).await.unwrap();
        assert_eq!(clock::sandbox_now(&again, NOW).await.unwrap(), NOW.plus(Span::days(19)));
        again.close().await;
    })
    .await;
}
