//! Passwords: argon2id on a few threads of their own. Each hash needs 19 MiB, so a thread keeps that memory from one to the
//! next and gives it back when nobody has signed in for a while; a burst of sign-ins cannot take more.

use crate::fault::{Fault, Result};
use crate::{common_password, spelling};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use domain::account::NewPassword;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// More would take memory that nobody else gets, for a work that is rare.
const THREADS_MAX: usize = 4;
/// Some seconds of work for one thread: anyone who comes when so many wait would be given up before their turn.
const WAITING_MAX: usize = 128;
/// How long a thread keeps its memory without work.
const IDLE: Duration = Duration::from_secs(2);
/// Longer than any password may be (128 characters), so that what waits is small.
const TYPED_BYTES_MAX: usize = 1024;

/// A hash that nobody's password has, with the parameters of [`Passwords::hash`]: verified for unknown addresses, so
/// that they take as long as known ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGF0IGFsbCBoZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The memory of one thread, as large as the largest hash so far has needed.
pub type Memory = Vec<Block>;
type Work = Box<dyn FnOnce(&mut Memory) + Send>;

/// Those who hash. Clones share the threads.
#[derive(Clone)]
pub struct Passwords {
    shared: Arc<Shared>,
}

struct Shared {
    threads_max: usize,
    waiting_max: usize,
    line: Mutex<Line>,
    came: Condvar,
    taken: AtomicU64,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Work>,
    working: usize,
    threads: usize,
    idle: usize,
}

impl Line {
    fn needs_thread(&self, shared: &Shared) -> bool {
        self.idle <= self.waiting.len() && self.threads < shared.threads_max
    }

    fn has_room(&self, shared: &Shared) -> bool {
        self.waiting.len() + self.working < shared.threads_max + shared.waiting_max
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX), WAITING_MAX)
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passwords").field("threads_max", &self.shared.threads_max).finish_non_exhaustive()
    }
}

impl Passwords {
    /// At most so many threads, and so many who wait for one. No thread runs before there is work.
    pub fn new(threads_max: usize, waiting_max: usize) -> Self {
        let shared =
            Shared { threads_max, waiting_max, line: Mutex::default(), came: Condvar::new(), taken: AtomicU64::new(0) };
        Self { shared: Arc::new(shared) }
    }

    /// Hashes a new password (argon2id, 19 MiB, 2 passes: the OWASP minimum, which is the crate's default) into
    /// a PHC string with a random salt.
    ///
    /// # Errors
    /// `account.password_common`, so that no way to set one forgets to ask; [`Fault::Busy`] when too many wait already.
    pub async fn hash(&self, password: &NewPassword) -> Result<String> {
        common_password::refuse(password)?;
        let password = spelling::password(password.reveal()).into_owned();
        self.run(move |memory| hash(password.as_bytes(), memory)).await?
    }

    /// Whether what was typed is the password of this hash. Hashes from before passwords were composed are of what was typed
    /// then, so a spelling that is not composed is tried as it is, too.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many wait already; [`Fault::Data`] for a hash that cannot be read.
    pub async fn verify(&self, typed: &str, hash: &str) -> Result<bool> {
        if typed.len() > TYPED_BYTES_MAX {
            return self.verify_nobody("").await;
        }
        let (typed, hash) = (typed.to_owned(), hash.to_owned());
        self.run(move |memory| {
            let composed = spelling::password(&typed);
            Ok(verify(composed.as_bytes(), &hash, memory)?
                || (composed != typed && verify(typed.as_bytes(), &hash, memory)?))
        })
        .await?
    }

    /// Takes as long as [`Passwords::verify`] and says no.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many wait already.
    pub async fn verify_nobody(&self, typed: &str) -> Result<bool> {
        let typed = if typed.len() > TYPED_BYTES_MAX { String::new() } else { typed.to_owned() };
        self.run(move |memory| verify(typed.as_bytes(), NOBODY, memory)).await?.map(|_same| false)
    }

    /// Whether there is room for one more: asked before an attempt is counted, so that nobody is kept out for what was
    /// never looked at.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many wait already.
    pub fn room(&self) -> Result<()> {
        let line = self.shared.line();
        if line.has_room(&self.shared) { Ok(()) } else { Err(Fault::Busy.into()) }
    }

    /// How many pieces of work were taken on so far: it tells which of two ways to an answer costs more.
    pub fn taken(&self) -> u64 {
        self.shared.taken.load(Ordering::Relaxed)
    }

    /// Does this work on one of the threads, with its memory, in the order of those who ask.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many wait already; [`Fault::Data`] when the work panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce(&mut Memory) -> T + Send + 'static) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.enter(Box::new(move |memory| {
            // Nobody may wait any more: then there is nothing to do, and nobody to be told.
            if !answer.is_closed() {
                let _ = answer.send(work(memory));
            }
        }))?;
        answered.await.map_err(|_dropped| Fault::Data("a password worker stopped".to_owned()).into())
    }

    fn enter(&self, work: Work) -> Result<()> {
        let mut line = self.shared.line();
        if !line.has_room(&self.shared) {
            return Err(Fault::Busy.into());
        }
        let must_start = line.needs_thread(&self.shared);
        line.waiting.push_back(work);
        self.shared.taken.fetch_add(1, Ordering::Relaxed);
        if must_start {
            line.threads += 1;
            let shared = Arc::clone(&self.shared);
            let started = std::thread::Builder::new().name("passwords".to_owned()).spawn(move || shared.serve());
            if let Err(error) = started {
                line.threads -= 1;
                line.waiting.pop_back();
                tracing::warn!(%error, "no thread for passwords");
                return Err(Fault::Busy.into());
            }
        }
        drop(line);
        self.shared.came.notify_one();
        Ok(())
    }
}

impl Shared {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One thread, from its first work until it has had none for a while: first it gives its memory back, then it ends. An
    /// allocator may keep what was freed until it is called again, and the end of a thread is such a call.
    fn serve(&self) {
        let mut memory = Memory::new();
        loop {
            match self.next(memory.is_empty()) {
                Some(work) => {
                    // Who waits hears of a panic by the end of its channel; the thread has others to serve.
                    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&mut memory)));
                    self.line().working -= 1;
                }
                None if memory.is_empty() => return,
                None => memory = Memory::new(),
            }
        }
    }

    /// The next work, if it comes in time; without any, a thread that is to end is counted no more.
    fn next(&self, ends: bool) -> Option<Work> {
        let mut line = self.line();
        line.idle += 1;
        let is_empty = |line: &mut Line| line.waiting.is_empty();
        let (mut line, _) = self.came.wait_timeout_while(line, IDLE, is_empty).unwrap_or_else(PoisonError::into_inner);
        line.idle -= 1;
        let work = line.waiting.pop_front();
        match work {
            Some(_) => line.working += 1,
            None if ends => line.threads -= 1,
            None => {}
        }
        work
    }
}

fn hash(password: &[u8], memory: &mut Memory) -> Result<String> {
    let fault = |error: &dyn std::fmt::Display| Fault::Data(format!("hashing a password: {error}"));
    let (params, salt) = (Params::default(), rand::random::<[u8; argon2::RECOMMENDED_SALT_LEN]>());
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    fill(&params, password, &salt, &mut out, memory).map_err(|error| fault(&error))?;
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(&params).map_err(|error| fault(&error))?,
        salt: Some(Salt::new(&salt).map_err(|error| fault(&error))?),
        hash: Some(Output::new(&out).map_err(|error| fault(&error))?),
    };
    Ok(hash.to_string())
}

fn verify(typed: &[u8], hash: &str, memory: &mut Memory) -> Result<bool> {
    let broken = |why: &dyn std::fmt::Display| Fault::Data(format!("password hash: {why}"));
    let hash = PasswordHash::new(hash).map_err(|error| broken(&error))?;
    let (Some(salt), Some(known)) = (&hash.salt, &hash.hash) else { return Err(broken(&"it lacks a part").into()) };
    if hash.algorithm != Algorithm::default().ident() || hash.version != Some(Version::default().into()) {
        return Err(broken(&"not argon2id of version 19").into());
    }
    let params = Params::try_from(&hash).map_err(|error| broken(&error))?;
    let mut out = vec![0; known.len()];
    fill(&params, typed, salt, &mut out, memory).map_err(|error| broken(&error))?;
    // Outputs compare in constant time.
    Ok(Output::new(&out).map_err(|error| broken(&error))? == *known)
}

fn fill(params: &Params, password: &[u8], salt: &[u8], out: &mut [u8], memory: &mut Memory) -> argon2::Result<()> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let argon2 = Argon2::new(Algorithm::default(), Version::default(), params.clone());
    argon2.hash_password_into_with_memory(password, salt, out, memory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::default();
        let password = NewPassword::parse("copper kettle on ice").unwrap();
        let stored = passwords.hash(&password).await.unwrap();
        assert!(passwords.verify("copper kettle on ice", &stored).await.unwrap());
        assert!(!passwords.verify("copper kettle on Ice", &stored).await.unwrap());
        assert!(!passwords.verify_nobody("copper kettle on ice").await.unwrap());
        assert_ne!(stored, passwords.hash(&password).await.unwrap());
    }

    #[tokio::test]
    async fn hashes_of_the_crate_itself_are_understood_and_ours_by_it() {
        use argon2::{PasswordHasher as _, PasswordVerifier as _};
        let (passwords, theirs) = (Passwords::default(), Argon2::default());
        let hashed: PasswordHash = theirs.hash_password(b"copper kettle on ice").unwrap();
        assert!(passwords.verify("copper kettle on ice", &hashed.to_string()).await.unwrap());
        let ours = passwords.hash(&NewPassword::parse("copper kettle on ice").unwrap()).await.unwrap();
        assert!(theirs.verify_password(b"copper kettle on ice", ours.as_str()).is_ok());
    }

    #[tokio::test]
    async fn a_password_fits_in_both_spellings_and_a_hash_of_either() {
        use argon2::PasswordHasher as _;
        let (composed, apart) = ("un café au lait", "un cafe\u{301} au lait");
        let passwords = Passwords::default();
        for new in [composed, apart] {
            let stored = passwords.hash(&NewPassword::parse(new).unwrap()).await.unwrap();
            for typed in [composed, apart] {
                assert!(passwords.verify(typed, &stored).await.unwrap(), "{new}, {typed}");
            }
        }
        let old: Result<PasswordHash, _> = Argon2::default().hash_password(apart.as_bytes());
        let old = old.unwrap().to_string();
        assert!(passwords.verify(apart, &old).await.unwrap(), "from before passwords were composed");
    }

    #[tokio::test]
    async fn nobody_is_verified_with_the_same_effort_as_everybody() {
        let stored = Passwords::default().hash(&NewPassword::parse("copper kettle on ice").unwrap()).await.unwrap();
        let effort = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(effort(&stored), effort(NOBODY));
        assert_eq!(stored.len(), NOBODY.len());
    }

    #[tokio::test]
    async fn a_broken_hash_is_a_fault_not_a_no() {
        assert!(Passwords::default().verify("x", "plain text").await.is_err());
    }

    #[tokio::test]
    async fn a_megabyte_as_a_password_is_no_password() {
        let passwords = Passwords::default();
        let endless = "é".repeat(500_000);
        assert!(!passwords.verify(&endless, NOBODY).await.unwrap());
        assert!(!passwords.verify_nobody(&endless).await.unwrap());
    }

    /// Work that goes on until its other end is dropped.
    fn endless() -> (impl FnOnce(&mut Memory) + Send, mpsc::Receiver<()>, mpsc::Sender<()>) {
        let ((begin, begun), (end, ended)) = (mpsc::channel(), mpsc::channel::<()>());
        let work = move |_: &mut Memory| {
            begin.send(()).unwrap();
            assert!(ended.recv().is_err());
        };
        (work, begun, end)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn as_many_wait_as_may_and_the_next_is_told_that_everybody_is_busy() {
        let passwords = Passwords::new(2, 3);
        let mut ends = Vec::new();
        for _ in 0..2 {
            let (work, begun, end) = endless();
            let at_work = passwords.clone();
            tokio::spawn(async move { at_work.run(work).await });
            begun.recv().unwrap();
            ends.push(end);
        }
        let mut waiting: Vec<_> = (0..3).map(|place| Box::pin(passwords.run(move |_| place))).collect();
        for one in &mut waiting {
            assert!(polled_once(one).await.is_none(), "it waits");
        }
        assert!(matches!(passwords.run(|_| 9).await, Err(crate::Error::Fault(Fault::Busy))));
        drop(ends);
        for (place, one) in waiting.into_iter().enumerate() {
            assert_eq!(one.await.unwrap(), place);
        }
        assert_eq!(passwords.run(|_| 9).await.unwrap(), 9, "there is room again");
    }

    async fn polled_once<T>(one: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
        std::future::poll_fn(|context| match std::pin::Pin::new(&mut *one).poll(context) {
            std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
            std::task::Poll::Pending => std::task::Poll::Ready(None),
        })
        .await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn work_that_nobody_waits_for_any_more_is_not_done() {
        let passwords = Passwords::new(1, 2);
        let (work, begun, end) = endless();
        let at_work = passwords.clone();
        tokio::spawn(async move { at_work.run(work).await });
        begun.recv().unwrap();
        let (done, was_done) = mpsc::channel();
        let mut given_up = Box::pin(passwords.run(move |_| done.send(()).unwrap()));
        assert!(polled_once(&mut given_up).await.is_none());
        drop(given_up);
        drop(end);
        passwords.run(|_| ()).await.unwrap();
        assert!(was_done.recv().is_err(), "it was thrown away undone");
    }

    #[tokio::test]
    async fn a_panic_is_a_fault_of_one_and_the_next_is_served() {
        let passwords = Passwords::new(1, 1);
        assert!(passwords.run(|_| panic!("this is meant")).await.is_err());
        assert_eq!(passwords.run(|_| 1).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn the_memory_of_one_hash_serves_the_next() {
        let passwords = Passwords::new(1, 1);
        let place = |memory: &mut Memory| (memory.as_ptr() as usize, memory.len());
        passwords.verify_nobody("x").await.unwrap();
        let before = passwords.run(place).await.unwrap();
        passwords.verify_nobody("y").await.unwrap();
        assert_eq!(passwords.run(place).await.unwrap(), before);
        assert_eq!(before.1, Params::default().block_count());
    }
}
