//! The sandbox of the demo people.

use crate::harness::{NOW, on_both};
use domain::time::Span;
use store::{clockwork, ledger, seed};

#[tokio::test]
async fn a_lively_sandbox_is_told_once_and_its_books_balance() {
    on_both(async |t| {
        seed::lively(&t.platform(NOW)).await.unwrap();
        let counted = async || {
            [
                t.number("select cast(count(*) as bigint) from job").await,
                t.number("select cast(count(*) as bigint) from proposal").await,
                t.number("select cast(count(*) as bigint) from message").await,
                t.number("select cast(count(*) as bigint) from segment").await,
            ]
        };
        let first = counted().await;
        assert!(first.iter().all(|count| *count > 0), "{first:?}");
        seed::lively(&t.platform(NOW.plus(Span::days(1)))).await.unwrap();
        assert_eq!(counted().await, first);
        let states = "select cast(count(distinct state) as bigint) from milestone";
        assert!(t.number(states).await >= 5, "milestones stand in many states");
        clockwork::catch_up(&t.platform(NOW.plus(Span::days(90)))).await.unwrap();
        assert_eq!(ledger::check(&t.db).await.unwrap(), Vec::<String>::new());
    })
    .await;
}
