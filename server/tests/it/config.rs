//! Settings: which source wins, what is refused, and that the documentation names them all.

use crate::harness;
use server::{
    Config, Server,
    config::{ConfigError, Values},
    settings::{SETTINGS, markdown},
};
use std::{fs, os::unix::fs::PermissionsExt as _};

fn load(flags: &[(&str, &str)], environment: &[(&str, &str)], file: Option<&str>) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guildhall.toml");
    if let Some(text) = file {
        fs::write(&path, text).unwrap();
    }
    let flags: Values = flags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let variable =
        |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Config::load(&flags, file.map(|_| path.as_path()), &variable)
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let file =
        Some("body-limit = 1\nwrites_per_minute = 2\nlog = \"warn\"\ntrusted-proxy = [\"10.0.0.0/8\", \"::1\"]\n");
    let config =
        load(&[("body-limit", "3")], &[("GUILDHALL_BODY_LIMIT", "2"), ("GUILDHALL_WRITES_PER_MINUTE", "5")], file)
            .unwrap();
    assert_eq!(config.body_limit, 3);
    assert_eq!(config.per_minute.writes, 5);
    assert_eq!(config.log, "warn");
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.per_minute.requests, Config::default().per_minute.requests);
}

#[test]
fn the_database_may_stand_where_other_programs_look_for_it() {
    let config = load(&[], &[("DATABASE_URL", "postgres://a")], None).unwrap();
    assert_eq!(config.database_url, "postgres://a");
    let config =
        load(&[], &[("DATABASE_URL", "postgres://a"), ("GUILDHALL_DATABASE_URL", "postgres://b")], None).unwrap();
    assert_eq!(config.database_url, "postgres://b");
}

#[test]
fn what_cannot_be_read_names_its_setting() {
    for (name, value) in [
        ("address", "4780"),
        ("sandbox", "maybe"),
        ("log-format", "xml"),
        ("public-url", "guild.example"),
        ("public-url", "https://guild.example/path"),
        ("trusted-proxy", "10.0.0.0/40"),
        ("request-timeout", "0"),
        ("tls-cert", "cert.pem"),
    ] {
        let error = load(&[(name, value)], &[], None).unwrap_err().to_string();
        assert!(error.contains("tls-") || error.contains(name), "{error}");
    }
    let error = load(&[], &[], Some("sandbocks = true")).unwrap_err().to_string();
    assert!(error.contains("sandbocks"), "{error}");
}

#[test]
fn every_default_can_be_read_and_is_safe() {
    assert!(Config::default().refuse_unsafe().is_ok());
}

#[test]
fn unsafe_settings_are_refused_with_what_to_do() {
    let public = ("address", "0.0.0.0:4780");
    let tls: [(&str, &str); 2] = [("tls-cert", "c"), ("tls-key", "k")];
    let proxied = [("trusted-proxy", "10.0.0.1"), ("public-url", "https://guild.example")];
    type Case<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>);
    let cases: [Case<'_>; 12] = [
        (&[public], Some("--tls-cert")),
        (&[public, ("allow-plain-http", "true")], None),
        (&[public, tls[0], tls[1]], None),
        (&[public, proxied[0], proxied[1]], None),
        (&[public, proxied[0]], Some("public-url")),
        (&[public, tls[0], tls[1], ("sandbox", "true")], Some("--allow-sandbox-public")),
        (&[public, tls[0], tls[1], ("sandbox", "true"), ("allow-sandbox-public", "true")], None),
        (&[("sandbox", "true")], None),
        (&[("sandbox", "true"), proxied[0], proxied[1]], Some("--allow-sandbox-public")),
        (&[("public-url", "http://guild.example")], Some("https")),
        (&[("redirect-address", "127.0.0.1:80")], Some("--tls-cert")),
        (&[("sandbox", "true"), ("public-url", "http://localhost:4780")], None),
    ];
    for (flags, refusal) in cases {
        let outcome = load(flags, &[], None).unwrap().refuse_unsafe();
        match (refusal, outcome) {
            (None, Ok(())) => {}
            (Some(word), Err(error)) => assert!(error.to_string().contains(word), "{flags:?}: {error}"),
            (expected, outcome) => panic!("{flags:?}: expected {expected:?}, found {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn the_secret_is_made_once_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::start(harness::config(folder.path())).await.unwrap();
    let path = folder.path().join("data/secret");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.trim().len(), 64);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(folder.path().join("data")).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(format!("{:?}", first.instance.secret), "Secret(…)");
    first.stop().await;
    let second = Server::start(harness::config(folder.path())).await.unwrap();
    second.stop().await;
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_secret_that_others_know_is_refused() {
    let example = "0123".repeat(16);
    for (text, mode, word) in [
        (&"ab".repeat(32), 0o600, "random"),
        (&example, 0o644, "chmod 600"),
        (&"abc".to_owned(), 0o600, "64 hexadecimal"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        let path = folder.path().join("data/secret");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = Server::start(harness::config(folder.path())).await.unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn the_documentation_has_the_table_of_all_settings() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
    let text = fs::read_to_string(path).unwrap();
    assert!(
        text.contains(&markdown()),
        "docs/configuration.md is behind; put the output of `guildhall settings` into it"
    );
    assert_eq!(SETTINGS.len(), markdown().lines().count() - 2);
}
