//! The throw-away Postgres starts, serves, survives a crash of itself, and leaves nothing behind.

#![cfg(test)]

use std::path::PathBuf;
use std::process::Command;
use xtask::postgres::{self, Cluster};

fn ask(address: &str, statement: &str) -> String {
    let psql = postgres::installed().expect("Postgres is installed").join("psql");
    let output = Command::new(psql)
        .args([address, "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement])
        .output()
        .expect("psql runs");
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn data_folder(address: &str) -> PathBuf {
    PathBuf::from(ask(address, "show data_directory"))
}

#[test]
fn a_dropped_cluster_leaves_no_folder_and_no_server() {
    let cluster = Cluster::start().expect("starts");
    let address = cluster.url("postgres");
    let folder = data_folder(&address);
    assert_eq!(ask(&address, "show fsync"), "off");
    let parent = folder.parent().expect("has a parent").to_owned();
    assert!(parent.exists());
    drop(cluster);
    assert!(!parent.exists());
}

#[test]
fn a_durable_cluster_keeps_its_rows_over_a_crash() {
    let cluster = Cluster::start_durable().expect("starts");
    let address = cluster.url("postgres");
    assert_eq!(ask(&address, "show fsync"), "on");
    ask(&address, "create table kept (id bigint); insert into kept values (7)");
    cluster.crash_and_restart().expect("comes back");
    assert_eq!(ask(&address, "select id from kept"), "7");
}

#[test]
fn each_fresh_database_is_empty_and_its_own() {
    let first = postgres::fresh_database();
    let second = postgres::fresh_database();
    assert_ne!(first, second);
    ask(&first, "create table only_here (id bigint)");
    let tables = "select count(*) from information_schema.tables where table_schema = 'public'";
    assert_eq!(ask(&first, tables), "1");
    assert_eq!(ask(&second, tables), "0");
}

#[test]
fn another_database_of_the_same_server_differs_in_its_last_part_only() {
    let address = postgres::with_database("postgres://guildhall@127.0.0.1:5555/postgres", "jobs");
    assert_eq!(address, "postgres://guildhall@127.0.0.1:5555/jobs");
}
