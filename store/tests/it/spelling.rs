//! One mailbox however it is spelled, one password however it was typed, and texts that no database takes.

use crate::account::{PASSWORD, change, code, form, mails, person, site};
use crate::harness::{NOW, TestDb, by, on_both, visit};
use crate::people::job_input;
use domain::account::NewPassword;
use domain::job::{JobInput, JobQuery};
use store::{Error, account, cleanup, contract, job, ledger, message, proposal};

fn fields<T: std::fmt::Debug>(answer: store::Result<T>) -> Vec<(String, &'static str)> {
    match answer {
        Err(Error::Refused(refusal)) if refusal.code() == "input" => {
            refusal.into_fields().into_iter().map(|bad| (bad.field, bad.code)).collect()
        }
        other => panic!("not a refusal of fields: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_has_one_account_in_every_spelling() {
    on_both(async |t: TestDb| {
        let (new, _) = person(&t, "ana@münchen.example", NOW).await;
        for spelling in ["ANA@xn--mnchen-3ya.example", "ana@MU\u{308}NCHEN.example", "ana@münchen.example"] {
            let again = account::sign_in(&t.visitor(NOW), spelling, PASSWORD, "").await.unwrap();
            assert_eq!(again.account, new.account, "{spelling}");
            account::sign_up(&t.visitor(NOW), &form(spelling), &site()).await.unwrap();
        }
        assert_eq!(t.number("select count(*) from account").await, 1);
        let sent = mails(&t, NOW).await;
        assert!(sent.iter().all(|mail| mail.0 == "ana@xn--mnchen-3ya.example"), "every server takes it: {sent:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_from_before_is_found_and_gets_its_key_by_the_cleanup() {
    on_both(async |t: TestDb| {
        let (new, _) = person(&t, "ana@münchen.example", NOW).await;
        mails(&t, NOW).await;
        t.raw("update account set email = 'Ana@münchen.example', email_key = 'ana@münchen.example', key_version = 0")
            .await;
        let found = account::sign_in(&t.visitor(NOW), "ana@münchen.example", PASSWORD, "").await.unwrap();
        assert_eq!(found.account, new.account);
        account::sign_up(&t.visitor(NOW), &form("ana@münchen.example"), &site()).await.unwrap();
        assert_eq!(t.number("select count(*) from account").await, 1, "it is not made a second time");
        while cleanup::sweep(&t.platform(NOW), 1).await.unwrap() {}
        let found = account::sign_in(&t.visitor(NOW), "ana@xn--mnchen-3ya.example", PASSWORD, "").await.unwrap();
        assert_eq!(found.account, new.account);
        assert_eq!(t.number("select count(*) from account where key_version < 1").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_opens_in_each_spelling() {
    on_both(async |t: TestDb| {
        let (_, actor) = person(&t, "ana@example.org", NOW).await;
        let new = NewPassword::parse("un cafe\u{301} au lait").unwrap();
        account::change_password(&t.by(&actor, NOW), None, &change(PASSWORD, &new)).await.unwrap();
        for typed in ["un café au lait", "un cafe\u{301} au lait", "un\u{a0}café au lait"] {
            account::sign_in(&t.visitor(NOW), "ana@example.org", typed, "").await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn control_characters_are_refused_at_their_field_by_both_engines() {
    on_both(async |t: TestDb| {
        let (_, actor) = person(&t, "ana@example.org", NOW).await;
        let db = &t.db;
        let bad = JobInput { title: "A job\0 for you".into(), skills: "Ru\u{1b}st".into(), ..job_input("x") };
        let expected = [("title".to_owned(), "text.control"), ("skills".to_owned(), "text.control")];
        assert_eq!(fields(job::save_draft(&by(db, &actor, NOW), None, &bad).await), expected);
        assert_eq!(fields(job::post(&by(db, &actor, NOW), &bad).await), expected);
        let query = JobQuery { words: "rust\0".into(), ..JobQuery::default() };
        assert_eq!(fields(job::find(&visit(db, None, NOW), &query, 20).await), [("words".to_owned(), "text.control")]);
        for address in ["ana\0@example.org", "ana@exa\u{7}mple.org"] {
            assert_eq!(
                code(account::sign_in(&visit(db, None, NOW), address, PASSWORD, "").await),
                "account.wrong_pair"
            );
            let asked = account::request_reset(&visit(db, None, NOW), address, &site()).await;
            assert_eq!(fields(asked), [("email".to_owned(), "account.email")]);
        }
        assert_eq!(
            code(account::sign_in(&visit(db, None, NOW), "ana@example.org", "a\0b", "").await),
            "account.wrong_pair"
        );
        account::sign_in(&visit(db, None, NOW), "ana@example.org", PASSWORD, "Fire\0fox").await.unwrap();
        assert!(store::sandbox_gateway::charge(db, "a\0b").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_cannot_be_read_is_refused_and_not_the_first_page() {
    on_both(async |t: TestDb| {
        let (_, actor) = person(&t, "ana@example.org", NOW).await;
        let db = &t.db;
        let expected = [("after".to_owned(), "query.after")];
        for after in ["nonsense", "\0", "0", "00000000000001", "zzzzzzzzzzzzz", "-", "0000000000001-x"] {
            let query = JobQuery { after: after.into(), ..JobQuery::default() };
            assert_eq!(fields(job::find(&visit(db, None, NOW), &query, 20).await), expected, "{after:?}");
            assert_eq!(fields(job::mine(&by(db, &actor, NOW), after, 20).await), expected, "{after:?}");
            assert_eq!(fields(proposal::mine(&by(db, &actor, NOW), after, 20).await), expected, "{after:?}");
            assert_eq!(fields(message::rooms(&by(db, &actor, NOW), after, 20).await), expected, "{after:?}");
            assert_eq!(fields(contract::mine(&by(db, &actor, NOW), after, 20).await), expected, "{after:?}");
            assert_eq!(fields(ledger::wallet(&by(db, &actor, NOW), after, 20).await), expected, "{after:?}");
        }
        assert!(job::mine(&by(db, &actor, NOW), " ", 20).await.is_ok(), "an empty one is the beginning");
    })
    .await;
}
