//! The throw-away Postgres starts, serves, survives a crash of itself, and leaves nothing behind.

#![cfg(test)]

use std::path::PathBuf;
use std::process::Command;
use xtask::postgres::{self, Cluster, Database};

/// The part that another process plays, see the test with the template.
const OTHER_PROCESS: &str = "GUILDHALL_TEST_OTHER_PROCESS";

fn psql(address: &str, statement: &str) -> std::process::Output {
    let psql = postgres::installed().expect("Postgres is installed").join("psql");
    let arguments = [address, "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement];
    Command::new(psql).args(arguments).output().expect("psql runs")
}

fn ask(address: &str, statement: &str) -> String {
    let output = psql(address, statement);
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn data_folder(address: &str) -> PathBuf {
    PathBuf::from(ask(address, "show data_directory"))
}

fn name(address: &str) -> &str {
    address.rsplit('/').next().expect("the last part")
}

fn exists(database: &str) -> bool {
    let count = format!("select count(*) from pg_database where datname = '{database}'");
    ask(postgres::shared(), &count) == "1"
}

#[test]
fn a_dropped_cluster_leaves_no_folder_and_no_server() {
    let cluster = Cluster::start().expect("starts");
    let address = cluster.url("postgres");
    let folder = data_folder(&address);
    assert_eq!([ask(&address, "show fsync"), ask(&address, "show autovacuum")], ["off", "off"]);
    let parent = folder.parent().expect("has a parent").to_owned();
    assert!(parent.exists());
    drop(cluster);
    assert!(!parent.exists());
}

#[test]
fn a_durable_cluster_keeps_its_rows_over_a_crash() {
    let cluster = Cluster::start_durable().expect("starts");
    let address = cluster.url("postgres");
    assert_eq!([ask(&address, "show fsync"), ask(&address, "show autovacuum")], ["on", "on"]);
    ask(&address, "create table kept (id bigint); insert into kept values (7)");
    cluster.crash_and_restart().expect("comes back");
    assert_eq!(ask(&address, "select id from kept"), "7");
}

#[test]
fn clusters_that_start_at_the_same_time_do_not_want_the_same_place() {
    let start = || std::thread::spawn(|| Cluster::start().expect("starts"));
    let clusters: Vec<Cluster> = [start(), start(), start()].into_iter().map(|one| one.join().unwrap()).collect();
    for cluster in &clusters {
        assert!(data_folder(&cluster.url("postgres")).join("PG_VERSION").is_file());
        assert_eq!(ask(&cluster.url("postgres"), "show listen_addresses"), "");
    }
}

#[test]
fn each_database_is_migrated_and_its_own_and_goes_when_it_was_given_up() {
    let (first, second) = (Database::migrated(), Database::migrated());
    assert_ne!(first.url(), second.url());
    let newest = "select max(version) from _sqlx_migrations where success";
    assert!(ask(first.url(), newest).parse::<i64>().unwrap() >= 10);
    ask(first.url(), "create table only_here (id bigint)");
    let tables = "select count(*) from information_schema.tables where table_schema = 'public'";
    let [one, two] = [&first, &second].map(|database| ask(database.url(), tables).parse::<i64>().unwrap());
    assert_eq!(one, two + 1);
    assert_eq!(ask(Database::empty().url(), tables), "0");
    let names = [name(first.url()).to_owned(), name(second.url()).to_owned()];
    drop(first);
    let panicking = std::thread::spawn(move || {
        let _mine = second;
        panic!("on purpose");
    });
    assert!(panicking.join().is_err());
    postgres::drop_given_up().expect("drops");
    assert_eq!(names.map(|name| exists(&name)), [false, false]);
}

#[test]
fn processes_that_want_the_template_at_once_make_it_once_and_leave_nothing_behind() {
    let me = std::env::current_exe().expect("has a path");
    let cluster = Cluster::start().expect("starts");
    let address = cluster.url("postgres");
    let other = || {
        let mut command = Command::new(&me);
        command.args(["--exact", "the_part_of_another_process", "--nocapture"]);
        command.env(OTHER_PROCESS, "1").env(postgres::ADDRESS_VARIABLE, &address);
        command.stdout(std::process::Stdio::piped()).spawn().expect("starts")
    };
    let others: Vec<_> = (0..4).map(|_| other()).collect();
    for other in others {
        let output = other.wait_with_output().expect("ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(ask(&address, "select count(*) from pg_database where datname like 'migrated%'"), "1");
    // Each was swept by a process that outlives the one that made it: it is waited for, for a minute at most.
    let left = "select count(*) from pg_database where datname like 'test%'";
    let swept = (0..600).any(|_| {
        let gone = ask(&address, left) == "0";
        if !gone {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        gone
    });
    assert!(swept, "databases of processes that ended stay");
}

#[test]
fn the_part_of_another_process() {
    if std::env::var_os(OTHER_PROCESS).is_some() {
        let kept = postgres::fresh_database();
        assert!(exists(name(&kept)));
        // The keeper of this process must do without any more of its code.
        std::process::exit(0);
    }
}

#[test]
fn another_database_of_the_same_server_differs_in_its_last_part_only() {
    let address = postgres::with_database("postgres://guildhall@127.0.0.1:5555/postgres", "jobs");
    assert_eq!(address, "postgres://guildhall@127.0.0.1:5555/jobs");
    let address = postgres::with_database("postgres://guildhall@%2Ftmp%2Fhere/postgres", "jobs");
    assert_eq!(address, "postgres://guildhall@%2Ftmp%2Fhere/jobs");
}
