//! The program itself: help, refusals, start and stop.

use crate::harness::PATIENCE;
use server::{cli, settings::SETTINGS};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
};

/// Runs to the end with this on standard input; gives the exit code and both outputs.
fn run(data: &Path, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut program = program();
    program
        .args(arguments)
        .arg("--data-dir")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut running = program.spawn().unwrap();
    running.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let outcome = running.wait_with_output().unwrap();
    (outcome.status.code(), String::from_utf8(outcome.stdout).unwrap(), String::from_utf8(outcome.stderr).unwrap())
}

#[test]
fn demo_people_are_for_a_sandbox_and_get_tokens_by_their_password_only() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (code, _, said) = run(&data, &["seed"], "");
    assert_eq!(code, Some(1));
    assert!(said.contains("--sandbox"), "{said}");
    let (code, listed, said) = run(&data, &["seed", "--sandbox"], "");
    assert_eq!(code, Some(0), "{said}");
    let email = store::seed::PEOPLE[0].email;
    assert!(listed.contains(email), "{listed}");

    let token = ["user", "token", "--sandbox", "--scopes", "read,work", "--email", email];
    let (code, made, said) = run(&data, &token, &format!("{}\n", store::seed::PASSWORD));
    assert_eq!(code, Some(0), "{said}");
    assert!(made.starts_with("gh_"), "{made}");
    let (code, made, said) = run(&data, &token, "a wrong password\n");
    assert_eq!((code, made.as_str()), (Some(1), ""), "{said}");

    let create = ["user", "create", "--name", "Ada Pine", "--email", "ada@example.org"];
    let (code, _, said) = run(&data, &create, "a long enough password 7\n");
    assert_eq!(code, Some(0), "{said}");
    let (code, _, said) = run(&data, &create, "short\n");
    assert_eq!(code, Some(1), "{said}");
}

/// What it writes, line by line.
fn lines(serving: &mut Child) -> mpsc::Receiver<String> {
    let (said, lines) = mpsc::channel();
    let output = BufReader::new(serving.stdout.take().unwrap());
    std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| said.send(line)));
    lines
}

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_guildhall"));
    // What the person who runs the tests has set must not leak in.
    program.env_clear();
    program
}

#[test]
fn help_names_every_setting_with_its_variable_and_default() {
    let help = program().args(["serve", "--help"]).output().unwrap();
    assert!(help.status.success());
    let help = String::from_utf8(help.stdout).unwrap();
    for setting in SETTINGS {
        assert!(help.contains(&format!("--{}", setting.name)), "{}", setting.name);
        assert!(help.contains(&setting.variable()), "{}", setting.variable());
        assert!(help.contains(setting.default), "{}", setting.default);
    }
    cli::command().debug_assert();
}

#[test]
fn an_unsafe_start_fails_with_a_sentence_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let outcome =
        program().args(["serve", "--sandbox", "--address", "0.0.0.0:0", "--data-dir"]).arg(&data).output().unwrap();
    assert_eq!(outcome.status.code(), Some(1));
    let said = String::from_utf8(outcome.stderr).unwrap();
    assert!(said.contains("refusing to start") && said.contains("--allow-sandbox-public"), "{said}");
    assert!(!data.exists());
}

#[test]
fn the_program_migrates_checks_and_then_serves_until_it_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for command in ["migrate", "check"] {
        let outcome = program().args([command, "--data-dir"]).arg(&data).output().unwrap();
        assert!(outcome.status.success(), "{command}: {}", String::from_utf8_lossy(&outcome.stderr));
    }
    let mut serving = program()
        .args(["serve", "--address", "127.0.0.1:0", "--data-dir"])
        .arg(&data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let line = lines(&mut serving).recv_timeout(PATIENCE).unwrap();
    let port = line.trim().strip_prefix("Guildhall is listening on http://127.0.0.1:").map(str::parse::<u16>);
    assert!(matches!(port, Some(Ok(1..))), "the port that was free: {line}");
    let stopped = Command::new("kill").args(["-TERM", &serving.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert!(serving.wait().unwrap().success());
}

#[test]
fn where_plain_http_is_sent_on_both_addresses_are_told() {
    let folder = tempfile::tempdir().unwrap();
    crate::tls::certificate(folder.path());
    let [data, cert, key] = ["data", "cert.pem", "key.pem"].map(|name| folder.path().join(name));
    let mut serving = program()
        .args(["serve", "--address", "127.0.0.1:0", "--redirect-address", "127.0.0.1:0", "--data-dir"])
        .arg(&data)
        .arg("--tls-cert")
        .arg(&cert)
        .arg("--tls-key")
        .arg(&key)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = lines(&mut serving);
    for start in ["Guildhall is listening on https://127.0.0.1:", "Plain http is sent on from http://127.0.0.1:"] {
        let line = lines.recv_timeout(PATIENCE).unwrap();
        let port = line.strip_prefix(start).map(str::parse::<u16>);
        assert!(matches!(port, Some(Ok(1..))), "{line}");
    }
    assert!(Command::new("kill").args(["-TERM", &serving.id().to_string()]).status().unwrap().success());
    assert!(serving.wait().unwrap().success());
}

/// Starts serving; gives the process when it listens.
fn serving(data: &Path, more: &[&str]) -> Child {
    let mut program = program();
    program.args(["serve", "--sandbox", "--address", "127.0.0.1:0"]).args(more).arg("--data-dir").arg(data);
    let mut serving = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let line = lines(&mut serving).recv_timeout(PATIENCE).unwrap();
    assert!(line.starts_with("Guildhall is listening on "), "{line}");
    serving
}

fn stop(mut serving: Child) {
    assert!(Command::new("kill").args(["-TERM", &serving.id().to_string()]).status().unwrap().success());
    assert!(serving.wait().unwrap().success());
}

#[test]
fn a_second_signal_stops_at_once_what_still_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = program();
    program.args(["serve", "--address", "127.0.0.1:0", "--stop-timeout", "3600", "--data-dir"]);
    let mut serving = program.arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let line = lines(&mut serving).recv_timeout(PATIENCE).unwrap();
    let address = line.split_once("http://").unwrap().1.trim().to_owned();

    // The server asks for a body that never comes.
    let mut request = TcpStream::connect(&address).unwrap();
    request.set_read_timeout(Some(PATIENCE)).unwrap();
    let head =
        "POST /do/account/sign_in HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    write!(request, "{head}content-length: 10\r\nexpect: 100-continue\r\n\r\n").unwrap();
    let mut goes_on = [0; 12];
    request.read_exact(&mut goes_on).unwrap();
    assert_eq!(&goes_on, b"HTTP/1.1 100");

    let signal = || Command::new("kill").args(["-TERM", &serving.id().to_string()]).status().unwrap();
    assert!(signal().success());
    let (closed, is_closed) = mpsc::channel();
    std::thread::spawn(move || {
        while TcpStream::connect(&address).is_ok() {}
        closed.send(())
    });
    is_closed.recv_timeout(PATIENCE).expect("it takes no connections any more");
    assert!(signal().success());
    assert_eq!(serving.wait().unwrap().code(), Some(1));
}

#[test]
fn a_backup_is_made_beside_a_running_server_and_restored_without_it() {
    let url = xtask::postgres::fresh_database();
    for database in [None, Some(url.as_str())] {
        let folder = tempfile::tempdir().unwrap();
        let (data, file) = (folder.path().join("data"), folder.path().join("monday").display().to_string());
        let more: Vec<&str> = database.into_iter().flat_map(|url| ["--database-url", url]).collect();
        let run = |arguments: &[&str]| {
            let (code, out, said) = run(&data, &[arguments, more.as_slice()].concat(), "");
            (code, format!("{out}{said}"))
        };
        assert_eq!(run(&["seed", "--sandbox"]).0, Some(0));
        let server = serving(&data, &more);
        let (code, said) = run(&["backup", &file]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("holds the whole database") && said.contains("books: every rule holds"), "{said}");
        assert!(said.contains("data/secret"), "what is not in it: {said}");
        let (code, said) = run(&["backup", &file]);
        assert!(code == Some(1) && said.contains("never replaces"), "{said}");
        let (code, said) = run(&["restore", &file, "--overwrite"]);
        assert!(code == Some(1) && said.contains("Stop the server first"), "{said}");
        stop(server);
        let (code, said) = run(&["restore", &file]);
        assert!(code == Some(1) && said.contains("--overwrite"), "{said}");
        let (code, said) = run(&["restore", &file, "--overwrite"]);
        assert!(code == Some(0) && said.contains("books: every rule holds"), "{said}");
        let token = ["user", "token", "--sandbox", "--email", store::seed::PEOPLE[0].email];
        let (code, made, said) =
            self::run(&data, &[&token[..], more.as_slice()].concat(), &format!("{}\n", store::seed::PASSWORD));
        assert!(code == Some(0) && made.starts_with("gh_"), "everybody is back: {said}");

        if database.is_none() {
            // On another machine, from nothing.
            let elsewhere = folder.path().join("elsewhere");
            let (code, out, said) = self::run(&elsewhere, &["restore", &file], "");
            assert_eq!(code, Some(0), "{out}{said}");
            assert!(elsewhere.join("guildhall.db").exists());
        }
    }
}

#[test]
fn a_copy_without_its_log_is_not_served_unless_that_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let [data, copy] = ["data", "copy"].map(|name| folder.path().join(name));
    let server = serving(&data, &[]);
    std::fs::create_dir(&copy).unwrap();
    std::fs::copy(data.join("guildhall.db"), copy.join("guildhall.db")).unwrap();
    stop(server);
    let (code, _, said) = run(&copy, &["check"], "");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("guildhall.db-wal is missing") && said.contains("accept-missing-log"), "{said}");
    let (code, _, said) = run(&copy, &["check", "--accept-missing-log"], "");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(run(&copy, &["check"], "").0, Some(0), "once is enough");
    assert_eq!(run(&data, &["check"], "").0, Some(0), "a server that was stopped leaves a whole file");
}
