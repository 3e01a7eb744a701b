//! Drafts that a form names by a key: keeping and publishing arrive in any order, and one job is there.

use crate::harness::{NOW, TestDb, by, on_both};
use crate::people::{code, job_input, person, settle};
use domain::job::{DraftKey, JobInput, JobList};
use std::sync::Arc;
use store::db::retried;
use store::job;
use tokio::sync::Barrier;

fn key(number: u8) -> DraftKey {
    DraftKey::of([number; 16])
}

async fn mine(test: &TestDb, who: i64) -> JobList {
    job::mine(&test.by(&person(who), NOW), "", 100).await.unwrap()
}

fn half() -> JobInput {
    JobInput { title: "Build a book".to_owned(), ..JobInput::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_comes_first_there_is_one_job() {
    on_both(async |test| {
        settle(&test).await;
        let (db, ana) = (&test.db, person(1));
        let whole = job_input("Build a booking service");
        // The draft first: the publication takes it over.
        let draft = job::keep_draft(&by(db, &ana, NOW), &key(1), &half()).await.unwrap();
        assert_eq!(job::keep_draft(&by(db, &ana, NOW), &key(1), &half()).await.unwrap(), draft);
        assert_eq!(job::publish_kept(&by(db, &ana, NOW), &key(1), &whole).await.unwrap(), draft);
        // The publication first: the draft that comes late changes nothing.
        let published = job::publish_kept(&by(db, &ana, NOW), &key(2), &whole).await.unwrap();
        assert_eq!(code(job::keep_draft(&by(db, &ana, NOW), &key(2), &half()).await), "job.not_draft");
        let list = mine(&test, 1).await;
        let seen: Vec<_> = list.jobs.iter().map(|row| (row.id, row.state.word(), row.title.as_str())).collect();
        assert_eq!(seen, [(published, "open", "Build a booking service"), (draft, "open", "Build a booking service")]);
        // Pressed twice it is published once; another job needs another form.
        assert_eq!(job::publish_kept(&by(db, &ana, NOW), &key(2), &whole).await.unwrap(), published);
        let other = job_input("Build another service");
        assert_eq!(code(job::publish_kept(&by(db, &ana, NOW), &key(2), &other).await), "job.not_draft");
        assert_eq!(code(job::publish_kept(&by(db, &ana, NOW), &key(3), &half()).await), "input");
        assert_eq!(mine(&test, 1).await.total, 2);
        // Keys of different people have nothing to do with each other.
        let theirs = job::keep_draft(&by(db, &person(2), NOW), &key(1), &half()).await.unwrap();
        assert_ne!(theirs, draft);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn race_of_keeping_and_publishing_leaves_one_open_job() {
    on_both(async |test| {
        settle(&test).await;
        for round in 1..=8_u8 {
            let barrier = Arc::new(Barrier::new(3));
            let requests: Vec<_> = [false, true, false]
                .into_iter()
                .map(|publishes| {
                    let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                    tokio::spawn(async move {
                        let (ana, key) = (person(1), key(round));
                        let (half, whole) = (half(), job_input("Build a booking service"));
                        barrier.wait().await;
                        let answer = if publishes {
                            retried(async || job::publish_kept(&by(&db, &ana, NOW), &key, &whole).await).await
                        } else {
                            retried(async || job::keep_draft(&by(&db, &ana, NOW), &key, &half).await).await
                        };
                        (publishes, code(answer))
                    })
                })
                .collect();
            for request in requests {
                let (publishes, code) = request.await.unwrap();
                assert!(code == "done" || (!publishes && code == "job.not_draft"), "{code}");
            }
            let list = mine(&test, 1).await;
            assert_eq!(list.total, i64::from(round));
            assert_eq!((list.jobs[0].state.word(), list.jobs[0].title.as_str()), ("open", "Build a booking service"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_was_changed_since_is_not_overwritten_by_a_caller_that_names_a_version() {
    on_both(async |test| {
        settle(&test).await;
        let (db, ana) = (&test.db, person(1));
        let id = job::save_draft(&by(db, &ana, NOW), None, &half()).await.unwrap();
        job::edit_draft(&by(db, &ana, NOW), id, 1, &job_input("Build a booking service")).await.unwrap();
        assert_eq!(code(job::edit_draft(&by(db, &ana, NOW), id, 1, &half()).await), "general.stale");
        assert_eq!(code(job::edit_draft(&by(db, &person(2), NOW), id, 2, &half()).await), "general.not_found");
        assert_eq!(mine(&test, 1).await.jobs[0].title, "Build a booking service");
    })
    .await;
}
