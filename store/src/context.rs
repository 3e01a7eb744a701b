//! The context of a call: who acts, on which database, under which rules, and when. Pages, the API, the worker and the simulation
//! make one and hand it to every command and query; commands write through it, in one transaction each.

use crate::db::{Ended, Read, Tx, pauses};
use crate::idempotency::{Answers, IdempotencyKey};
use crate::{Db, Result};
use domain::actor::Actor;
use domain::rules::Rules;
use domain::time::{Date, Here, Timestamp};
use std::sync::Arc;

/// Anybody who looks or asks: signed in or not.
pub type Visitor = Option<Actor>;

/// Nobody in particular: the worker, the clock, what gateways report. It is not an [`Actor`], so that what a person may do and what
/// happens by itself cannot be mixed up.
#[derive(Debug, Clone, Copy)]
pub struct Platform;

/// Everything about a call that differs between two calls. Clones share the database.
#[derive(Debug, Clone)]
pub struct Context<Who = Actor> {
    /// The database; with the key of the request, where it has one ([`Db::keyed`]).
    pub db: Db,
    /// Who acts, and for whom: somebody who is signed in, a [`Visitor`], or the [`Platform`].
    pub actor: Who,
    /// The numbers that the operator may change.
    pub rules: Arc<Rules>,
    /// The moment of the call.
    pub now: Timestamp,
    /// The day that this moment falls on where the actor is.
    pub today: Date,
}

impl<Who> Context<Who> {
    /// A call at this moment by somebody whose time zone nobody knows.
    pub fn new(db: &Db, actor: Who, rules: &Arc<Rules>, now: Timestamp) -> Self {
        Self { db: db.clone(), actor, rules: Arc::clone(rules), now, today: Here::from(now).today }
    }

    /// The same call by somebody else.
    pub fn by<Other>(&self, actor: Other) -> Context<Other> {
        Context { db: self.db.clone(), actor, rules: Arc::clone(&self.rules), now: self.now, today: self.today }
    }

    /// The same call under an idempotency key: its first transaction that commits takes the key along, and the answer.
    #[must_use]
    pub fn keyed(&self, key: IdempotencyKey, answers: Answers) -> Self
    where
        Who: Clone,
    {
        Self { db: self.db.keyed(key, answers), ..self.clone() }
    }

    /// The same call without an idempotency key, for what is written beside the command that the key is for.
    #[must_use]
    pub(crate) fn plain(&self) -> Self
    where
        Who: Clone,
    {
        Self { db: self.db.plain(), ..self.clone() }
    }

    /// The same, as of another moment: what falls due happens when it was due, however late the worker comes.
    #[must_use]
    pub fn at(&self, moment: Timestamp) -> Self
    where
        Who: Clone,
    {
        Self::new(&self.db, self.actor.clone(), &self.rules, moment)
    }

    /// The moment of the call and the day that it falls on where the actor is.
    pub fn here(&self) -> Here {
        Here { now: self.now, today: self.today }
    }

    /// Begins a read: all its queries see one snapshot. Drop it soon.
    ///
    /// # Errors
    /// [`crate::Fault::Busy`] when no connection was free in time.
    pub async fn read(&self) -> Result<Read> {
        self.db.read().await
    }
}

/// Carries a command out in one write transaction, which the work ends with its answer. What Postgres threw back because of a
/// deadlock or a change underneath it is carried out again as a whole, here and nowhere else, with pauses that grow. `tools/tidy`
/// finds a transaction that begins anywhere else.
pub(crate) async fn command<Who, T, Work>(context: &Context<Who>, work: impl Fn(Tx) -> Work) -> Result<T>
where
    Work: Future<Output = Result<Ended<T>>>,
{
    let mut pauses = pauses();
    loop {
        let attempt = async { work(context.db.begin().await?).await };
        match attempt.await {
            Ok(ended) => return Ok(ended.answer()),
            Err(error) if error.is_retry() => context.db.again(pauses.next(), error).await?,
            Err(error) => return Err(error),
        }
    }
}

/// One statement of a cleanup, in a transaction of its own. `$1` is the moment before which something has ended, `$2` how many
/// rows at most; gives how many there were: `sweep!(context, "delete from …", before, limit)`.
macro_rules! sweep {
    ($context:expr, $sql:tt, $before:expr, $limit:expr) => {
        $crate::context::command($context, async |mut tx| {
            let ended = $crate::db::statement::changes_of!(tx, ($sql), ($sql), $before.micros(), i64::from($limit))?;
            tx.commit_with(ended).await
        })
        .await
    };
}

pub(crate) use sweep;

impl Context {
    /// The same call for what anybody may look at.
    pub fn visit(&self) -> Context<Visitor> {
        self.by(Some(self.actor.clone()))
    }
}

impl Context<Visitor> {
    /// The same call by the person who is signed in.
    pub fn signed_in(&self) -> Option<Context> {
        self.actor.clone().map(|actor| self.by(actor))
    }
}
