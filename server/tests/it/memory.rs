//! What the server holds on to: a storm leaves little behind, and what is too much at once is told to come back.

use crate::harness::{TestServer, client, header, until};
use crate::kill::process::Place;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use store::{Error, Fault};

/// Generous for any machine: a burst of sign-ins took 800 MiB before their memory was bounded.
const PEAK_MIB_MAX: u64 = 300;
const AT_REST_MIB_MAX: u64 = 150;
const SIGN_INS: usize = 120;
const CALLERS: usize = 32;

fn wrong(email: &str) -> [(&'static str, String); 3] {
    [("email", email.to_owned()), ("password", "not this one".to_owned()), ("next", String::new())]
}

#[tokio::test]
async fn a_burst_of_sign_ins_takes_little_memory_and_gives_it_back() {
    let place = Place::new(String::new());
    let (process, url) = place.start().await;
    let (client, left) = (client().build().unwrap(), Arc::new(AtomicUsize::new(SIGN_INS)));
    let callers = (0..CALLERS).map(|_| {
        let (client, left, url) = (client.clone(), Arc::clone(&left), format!("{url}/do/account/sign-in"));
        tokio::spawn(async move {
            while let Ok(number) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
                let request =
                    client.post(&url).header("sec-fetch-site", "same-origin").header("accept", "application/json");
                let answer = request.form(&wrong(&format!("nobody{number}@example.org"))).send().await.unwrap();
                assert_eq!(answer.status(), 401);
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    let peak = process.memory_mib("VmHWM");
    assert!(peak <= PEAK_MIB_MAX, "{peak} MiB at the highest");
    until("the memory of the hashes is given back", async || {
        (process.memory_mib("VmRSS") <= AT_REST_MIB_MAX).then_some(())
    })
    .await;
}

/// Takes all threads that hash, and all places before them, until the ends are dropped.
async fn occupied(site: &TestServer) -> Vec<mpsc::Sender<()>> {
    let passwords = site.running.instance.db.passwords();
    let mut ends = Vec::new();
    loop {
        let (end, ended) = mpsc::channel::<()>();
        let at_work = passwords.clone();
        let work = tokio::spawn(async move { at_work.run(move |_| ended.recv().is_err()).await });
        tokio::task::yield_now().await;
        if !work.is_finished() {
            ends.push(end);
            continue;
        }
        assert!(matches!(work.await.unwrap(), Err(Error::Fault(Fault::Busy))));
        return ends;
    }
}

#[tokio::test]
async fn who_comes_when_too_many_passwords_wait_is_told_when_to_come_back() {
    let site = TestServer::open().await;
    let ends = occupied(&site).await;
    let sign_in = async |email: &str| {
        let request = site.post("/do/account/sign-in").header("accept", "application/json").form(&wrong(email));
        request.send().await.unwrap()
    };
    // More often than wrong passwords are let pass: being busy is no wrong password.
    for _ in 0..10 {
        let busy = sign_in("ada@example.org").await;
        assert_eq!((busy.status().as_u16(), header(&busy, "retry-after")), (503, "1"));
        assert!(busy.text().await.unwrap().contains("general.busy"));
    }
    let page = site.get("/sign-in").await;
    assert_eq!(page.status(), 200, "pages are not held up");
    drop(ends);
    until("a place", async || (sign_in("ada@example.org").await.status() == 401).then_some(())).await;
}

#[test]
fn an_instance_is_one_pointer_for_every_layer_that_holds_it() {
    assert_eq!(size_of::<server::Instance>(), size_of::<usize>());
}
