//! The program itself: help, refusals, start and stop.

use server::{cli, settings::SETTINGS};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

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
    let outcome = program().args(["serve", "--sandbox", "--address", "0.0.0.0:0", "--data-dir"]).arg(&data).output().unwrap();
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
    let mut line = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("Guildhall listens on http://127.0.0.1:"), "{line}");
    let stopped = Command::new("kill").args(["-TERM", &serving.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert!(serving.wait().unwrap().success());
}
