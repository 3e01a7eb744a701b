//! Passwords: argon2id away from the async threads, a few at a time, because each needs 19 MiB.

use crate::fault::{Fault, Result};
use crate::spelling;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::account::NewPassword;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::Semaphore;

/// As many at once as there are cores: more would only wait in memory.
static GATE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// How long somebody waits for a turn before the server calls itself busy.
const TURN_MAX: Duration = Duration::from_secs(20);

/// A hash that nobody's password has, with the parameters of [`hash`]: verified for unknown addresses, so
/// that they take as long as known ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGF0IGFsbCBoZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes a new password (argon2id, 19 MiB, 2 passes: the OWASP minimum, which is the crate's default) into
/// a PHC string with a random salt.
///
/// # Errors
/// [`Fault::Busy`] when there was no turn in 20 seconds.
pub async fn hash(password: &NewPassword) -> Result<String> {
    let password = spelling::password(password.reveal()).into_owned();
    in_turn(move || {
        let hashed: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
        hashed.map(|hash| hash.to_string()).map_err(|error| Fault::Data(format!("hashing a password: {error}")).into())
    })
    .await
}

/// Whether what was typed is the password of this hash. Hashes from before passwords were composed are of what was typed then,
/// so a spelling that is not composed is tried as it is, too.
///
/// # Errors
/// [`Fault::Busy`] when there was no turn in 20 seconds; [`Fault::Data`] for a hash that cannot be read.
pub async fn verify(typed: &str, hash: &str) -> Result<bool> {
    let (typed, hash) = (typed.to_owned(), hash.to_owned());
    in_turn(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| Fault::Data(format!("password hash: {error}")))?;
        let fits = |typed: &str| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok();
        let composed = spelling::password(&typed);
        Ok(fits(&composed) || (composed != typed && fits(&typed)))
    })
    .await
}

/// Takes as long as [`verify`] and says no.
///
/// # Errors
/// [`Fault::Busy`] when there was no turn in 20 seconds.
pub async fn verify_nobody(typed: &str) -> Result<bool> {
    verify(typed, NOBODY).await.map(|_same| false)
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let turn = tokio::time::timeout(TURN_MAX, GATE.acquire()).await.map_err(|_late| Fault::Busy)?;
    let turn = turn.map_err(|_closed| Fault::Gone)?;
    let worker = tokio::task::spawn_blocking(move || {
        // The turn ends with the work, also when nobody waits for the answer any more.
        let answer = work();
        drop(turn);
        answer
    });
    worker.await.map_err(|error| Fault::Data(format!("the password worker stopped: {error}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let password = NewPassword::parse("copper kettle on ice").unwrap();
        let stored = hash(&password).await.unwrap();
        assert!(verify("copper kettle on ice", &stored).await.unwrap());
        assert!(!verify("copper kettle on Ice", &stored).await.unwrap());
        assert!(!verify_nobody("copper kettle on ice").await.unwrap());
        assert_ne!(stored, hash(&password).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_fits_in_both_spellings_and_a_hash_of_either() {
        let (composed, apart) = ("un café au lait", "un cafe\u{301} au lait");
        for new in [composed, apart] {
            let stored = hash(&NewPassword::parse(new).unwrap()).await.unwrap();
            assert!(verify(composed, &stored).await.unwrap() && verify(apart, &stored).await.unwrap());
        }
        let old: Result<PasswordHash, _> = Argon2::default().hash_password(apart.as_bytes());
        assert!(verify(apart, &old.unwrap().to_string()).await.unwrap(), "from before passwords were composed");
    }

    #[tokio::test]
    async fn nobody_is_verified_with_the_same_effort_as_everybody() {
        let stored = hash(&NewPassword::parse("copper kettle on ice").unwrap()).await.unwrap();
        let effort = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(effort(&stored), effort(NOBODY));
        assert_eq!(stored.len(), NOBODY.len());
    }

    #[tokio::test]
    async fn a_broken_hash_is_a_fault_not_a_no() {
        assert!(verify("x", "plain text").await.is_err());
    }
}
