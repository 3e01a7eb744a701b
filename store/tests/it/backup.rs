//! Backups: made while others write, whole, and never put over what somebody still needs. And the log of SQLite, without
//! which a copy is no backup.

use crate::harness::{TestDb, on_both, on_sqlite};
use crate::market::Market;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use store::db::Engine;
use store::{Db, Error, Fault, Settings, backup, setting};

/// A place for backups beside everything else of this process.
struct Shelf(PathBuf);

impl Shelf {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("guildhall-backup-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn put(db: &Db, value: &str) {
    let mut tx = db.begin().await.unwrap();
    setting::put(&mut tx, "kept", value).await.unwrap();
    tx.commit().await.unwrap();
}

async fn kept(db: &Db) -> Option<String> {
    setting::get(&mut db.read().await.unwrap(), "kept").await.unwrap()
}

fn why<T: std::fmt::Debug>(outcome: store::Result<T>) -> String {
    match outcome {
        Err(Error::Fault(fault @ Fault::Backup(_))) => fault.to_string(),
        other => panic!("no refusal but {other:?}"),
    }
}

fn file_of(settings: &Settings) -> &Path {
    match &settings.engine {
        Engine::Sqlite { path } => path,
        Engine::Postgres { url } => panic!("{url} is no file"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_while_others_write_and_brings_everything_back() {
    on_both(async |test| {
        let shelf = Shelf::new(test.engine);
        let m = Market::open(test).await;
        let contract = m.contract(&["100", "50"]).await;
        let milestone = m.milestone(contract, 1).await;
        m.fund(milestone).await;
        let (db, settings) = (&m.t.db, &m.t.settings);
        put(db, "before").await;
        // Somebody is in the middle of a write.
        let mut tx = db.begin().await.unwrap();
        setting::put(&mut tx, "kept", "not committed").await.unwrap();
        let file = shelf.file("all");
        assert_eq!(backup::make(settings, db, &file).await.unwrap(), Vec::<String>::new());
        drop(tx);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&shelf.0).unwrap().count(), 1, "one file, and nothing beside it");
        assert!(why(backup::make(settings, db, &file).await).contains("never replaces"));

        put(db, "after").await;
        let accounts = store::ledger::accounts(db).await.unwrap();
        let running = why(backup::restore(settings, &file, true).await);
        assert!(running.contains("in use") && running.contains("Stop the server"), "{running}");
        db.close().await;
        let full = why(backup::restore(settings, &file, false).await);
        assert!(full.contains("--overwrite"), "{full}");
        assert_eq!(backup::restore(settings, &file, true).await.unwrap(), Vec::<String>::new());
        let again = Db::open(settings).await.unwrap();
        assert_eq!(kept(&again).await.as_deref(), Some("before"));
        assert_eq!(store::ledger::accounts(&again).await.unwrap(), accounts);
        again.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_backup_or_is_damaged_changes_nothing() {
    on_both(async |test| {
        let shelf = Shelf::new(&format!("damaged-{}", test.engine));
        put(&test.db, "mine").await;
        let file = shelf.file("all");
        backup::make(&test.settings, &test.db, &file).await.unwrap();
        test.db.close().await;
        let bytes = fs::read(&file).unwrap();
        let other: &[u8] =
            if test.engine == "sqlite" { b"PGDMP and more of it" } else { b"SQLite format 3\0 and more" };
        let (half, mut spoiled) = (&bytes[..bytes.len() / 2], bytes.clone());
        let middle = bytes.len() / 3;
        spoiled[middle..middle + 4_096].fill(0x5a);
        for (name, content) in
            [("half", half), ("spoiled", &spoiled), ("other", other), ("text", b"hello"), ("empty", b"")]
        {
            let file = shelf.file(name);
            fs::write(&file, content).unwrap();
            let refused = why(backup::restore(&test.settings, &file, true).await);
            assert!(!refused.is_empty(), "{name}");
        }
        assert!(why(backup::restore(&test.settings, &shelf.file("missing"), true).await).contains("missing"));
        let again = Db::open(&test.settings).await.unwrap();
        assert_eq!(kept(&again).await.as_deref(), Some("mine"), "{}", test.engine);
        again.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_program_is_refused_and_the_mode_of_a_backup_is_its_own() {
    on_sqlite(async |test| {
        let shelf = Shelf::new("foreign");
        put(&test.db, "mine").await;
        let file = shelf.file("all");
        backup::make(&test.settings, &test.db, &file).await.unwrap();
        test.db.close().await;
        let foreign = shelf.file("foreign.db");
        rusqlite::Connection::open(&foreign).unwrap().execute_batch("create table recipe (id integer)").unwrap();
        let refused = why(backup::restore(&test.settings, &foreign, true).await);
        assert!(refused.contains("no database of Guildhall"), "{refused}");
        for mode in [0o400, 0o644] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(backup::restore(&test.settings, &file, true).await.unwrap(), Vec::<String>::new());
            let restored = fs::metadata(file_of(&test.settings)).unwrap().permissions().mode();
            assert_eq!(restored & 0o777, 0o600, "{mode:o}");
        }
        let again = Db::open(&test.settings).await.unwrap();
        assert_eq!(kept(&again).await.as_deref(), Some("mine"));
        again.close().await;
    })
    .await;
}

/// The state of a file of a server that runs, or was killed: the file, and its log.
fn files(test: &TestDb) -> [Vec<u8>; 2] {
    let file = file_of(&test.settings);
    [file.to_owned(), format!("{}-wal", file.display()).into()].map(|path| fs::read(path).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_running_database_without_its_log_is_noticed() {
    on_sqlite(async |test| {
        let shelf = Shelf::new("log");
        put(&test.db, "only in the log").await;
        let [file, log] = files(&test);
        let copy = shelf.file("copy.db");
        let settings = Settings::sqlite(&copy);

        fs::write(&copy, &file).unwrap();
        for _ in 0..2 {
            let refused = Db::open(&settings).await;
            assert!(matches!(&refused, Err(Error::Fault(Fault::LogMissing(_)))), "{refused:?}");
            assert!(refused.unwrap_err().to_string().contains("copy.db-wal is missing"));
            // A restore that is refused leaves no empty log that would pass for the missing one.
            let junk = shelf.file("junk");
            fs::write(&junk, b"SQLite format 3\0 and more").unwrap();
            assert!(!why(backup::restore(&settings, &junk, false).await).is_empty());
        }
        fs::write(shelf.file("copy.db-wal"), &log).unwrap();
        let whole = Db::open(&settings).await.unwrap();
        assert_eq!(kept(&whole).await.as_deref(), Some("only in the log"));
        whole.close().await;
        assert!(!shelf.file("copy.db-wal").exists(), "all is in the one file");
        let whole = Db::open(&settings).await.unwrap();
        assert_eq!(kept(&whole).await.as_deref(), Some("only in the log"), "which is enough then");
        whole.close().await;

        fs::write(&copy, &file).unwrap();
        let lost = Db::open(&Settings { accept_missing_log: true, ..settings.clone() }).await.unwrap();
        assert_eq!(kept(&lost).await, None);
        lost.close().await;
        Db::open(&settings).await.unwrap().close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_programs_on_one_file_and_those_that_end_without_a_word_leave_a_log_that_is_found() {
    on_sqlite(async |test| {
        put(&test.db, "1").await;
        // A command line beside the server.
        let beside = Db::open(&test.settings).await.unwrap();
        put(&beside, "2").await;
        beside.close().await;
        assert_eq!(kept(&test.db).await.as_deref(), Some("2"));
        // Its file says that it is in use as long as the server runs.
        let shelf = Shelf::new("several");
        let copy = shelf.file("copy.db");
        fs::write(&copy, &files(&test)[0]).unwrap();
        assert!(matches!(Db::open(&Settings::sqlite(&copy)).await, Err(Error::Fault(Fault::LogMissing(_)))));
        // A process that ends without closing anything.
        let TestDb { db, settings, .. } = &test;
        put(db, "3").await;
        let again = Db::open(settings).await.unwrap();
        drop(again);
        db.close().await;
        let again = Db::open(settings).await.unwrap();
        put(&again, "4").await;
        drop(again);
        let again = Db::open(settings).await.unwrap();
        assert_eq!(kept(&again).await.as_deref(), Some("4"));
        again.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_opened_is_out_of_reach_and_not_broken() {
    on_sqlite(async |_| {
        let shelf = Shelf::new("gone");
        let folder = shelf.file("data");
        fs::create_dir(&folder).unwrap();
        let db = Db::open(&Settings::sqlite(folder.join("guildhall.db"))).await.unwrap();
        fs::rename(&folder, shelf.file("elsewhere")).unwrap();
        let gone = db.read().await.unwrap_err();
        assert!(gone.is_away(), "{gone}");
        fs::rename(shelf.file("elsewhere"), &folder).unwrap();
        assert_eq!(kept(&db).await, None, "it is back");
    })
    .await;
}
