//! Lists of jobs: what a search finds, and a client's own. Newest first, a page at a time.

use super::row::{self, StateColumns};
use crate::context::{Context, Visitor};
use crate::db::{Read, fetch_all, fetch_all_rows, fetch_one, record};
use crate::{Result, cursor, markdown};
use domain::actor::{Actor, Scope};
use domain::id::{AccountId, JobId, ProposalId};
use domain::job::{JobList, JobQuery, JobRow};
use domain::money::{AmountInput, Currency};
use domain::refusal::{BadFields, FieldRefusal};
use domain::text::no_control;
use domain::time::Timestamp;
use serde::Serialize;

/// Most characters of a description that a list shows. More are read, because its marks are not shown.
const SUMMARY_LETTERS: usize = 250;
/// Most words of a search that count.
const WORDS_MAX: usize = 12;
/// Most characters of a word that count.
const WORD_LENGTH_MAX: usize = 60;

record! {
    struct ListedRow from job {
        id: i64,
        title: String,
        summary: String = "substr(job.description, 1, 1000)",
        skills: String,
        currency: String,
        budget: Option<i64>,
        #[sqlx(flatten)]
        state: StateColumns,
        posted_at: i64 = "coalesce(job.posted_at, job.created_at)",
        proposals: i64 = "(select cast(count(*) as bigint) from proposal where proposal.job_id = job.id \
            and proposal.state in ('sent', 'viewed', 'shortlisted', 'offered'))",
        client_name: String = "account.name",
    }
}

record! {
    /// A job that was found, and what its viewer has out there.
    struct FoundRow {
        #[sqlx(flatten)]
        job: ListedRow,
        my_proposal: Option<i64>,
    }
}

impl ListedRow {
    fn read(self, my_proposal: Option<i64>) -> Result<JobRow> {
        Ok(JobRow {
            id: JobId::from_raw(self.id),
            title: self.title,
            summary: markdown::start_of(&self.summary, SUMMARY_LETTERS),
            skills: row::skills(&self.skills),
            budget: row::budget(self.budget, &self.currency)?,
            state: self.state.read()?,
            posted_at: Timestamp::from_micros(self.posted_at),
            proposals: self.proposals,
            client_name: self.client_name,
            my_proposal: my_proposal.map(ProposalId::from_raw),
        })
    }
}

/// A query as the database takes it.
struct Search {
    words: String,
    currency: &'static str,
    least: i64,
    most: i64,
}

impl Search {
    fn parse(query: &JobQuery) -> Result<Self> {
        #[derive(Serialize)]
        struct Word {
            word: String,
        }
        let escaped = |word: &str| {
            let word = word.chars().take(WORD_LENGTH_MAX).collect::<String>().to_lowercase();
            Word { word: word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_") }
        };
        let words: Vec<Word> = query.words.split_whitespace().take(WORDS_MAX).map(escaped).collect();
        let words = serde_json::to_string(&words)?;
        let mut bad = BadFields::default();
        bad.take("words", no_control(&query.words));
        let currency = match query.currency.trim() {
            "" => None,
            code => bad.take("currency", Currency::parse(code)),
        };
        let needs_currency =
            || FieldRefusal::new("currency", "job.currency_needed", "Choose the currency of the budget.");
        let bound = |given: &AmountInput| match (given.is_blank(), currency) {
            (true, _) => Ok(None),
            (false, None) => Err(needs_currency()),
            (false, Some(currency)) => given.read(currency).map(|money| Some(money.minor)),
        };
        let least = bad.take("budget_min", bound(&query.budget_min)).flatten();
        let most = bad.take("budget_max", bound(&query.budget_max)).flatten();
        Ok(bad.finish(Some(Self {
            words,
            currency: currency.map(Currency::code).unwrap_or_default(),
            least: least.unwrap_or(0),
            most: most.unwrap_or(i64::MAX),
        }))?)
    }

    fn has_conditions(&self) -> bool {
        self.words != "[]" || !self.currency.is_empty()
    }

    /// One row more than asked for, and how many there are in all.
    async fn run(
        &self,
        context: &Context<Visitor>,
        ((before_at, before_id), limit): ((i64, i64), i64),
    ) -> Result<(Vec<FoundRow>, i64)> {
        let viewer = context.actor.as_ref().map(Actor::account);
        let mut read = context.read().await?;
        let rows: Vec<FoundRow> = fetch_all_rows!(
            read,
            (
                [
                    "select",
                    ListedRow,
                    ", (select max(proposal.id) from proposal where proposal.job_id = job.id and proposal.freelancer_id = $10 \
                     and proposal.state in ('sent', 'viewed', 'shortlisted', 'offered')) as my_proposal \
                     from job join account on account.id = job.client_id \
                     where job.state = 'open' and not exists (select 1 from"
                ],
                "where job.search_text not like '%' || (value ->> 'word') || '%' escape '\\') \
                 and job.until_at > $2 and (job.visibility = 'public' or cast($3 as bigint) = 1) \
                 and ($4 = '' or job.currency = $4) and job.budget >= $5 and job.budget <= $6 \
                 and (job.posted_at, job.id) < ($7, $8) order by job.posted_at desc, job.id desc limit $9"
            ),
            self.words.as_str(),
            context.now.micros(),
            i64::from(viewer.is_some()),
            self.currency,
            self.least,
            self.most,
            before_at,
            before_id,
            limit + 1,
            viewer.map_or(0, AccountId::raw)
        )?;
        // All of them are on the first page: to count them would be to look through all jobs once more.
        if before_at == i64::MAX && i64::try_from(rows.len()).is_ok_and(|count| count <= limit) {
            let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            return Ok((rows, total));
        }
        let total = if self.has_conditions() {
            self.count(&mut read, context).await?
        } else {
            count_open(&mut read, context).await?
        };
        Ok((rows, total))
    }

    /// How many match, as far as they are counted.
    async fn count(&self, read: &mut Read, context: &Context<Visitor>) -> Result<i64> {
        let total: Vec<(i64,)> = fetch_all_rows!(
            read,
            (
                "select cast(count(*) as bigint) from (select job.id from job \
                 where job.state = 'open' and not exists (select 1 from",
                "where job.search_text not like '%' || (value ->> 'word') || '%' escape '\\') \
                 and job.until_at > $2 and (job.visibility = 'public' or cast($3 as bigint) = 1) \
                 and ($4 = '' or job.currency = $4) and job.budget >= $5 and job.budget <= $6 limit $7) as found"
            ),
            self.words.as_str(),
            context.now.micros(),
            i64::from(context.actor.is_some()),
            self.currency,
            self.least,
            self.most,
            JobList::COUNTED_MAX
        )?;
        Ok(total.first().map_or(0, |(total,)| *total))
    }
}

/// How many jobs are open, as far as they are counted: the index alone knows.
async fn count_open(read: &mut Read, context: &Context<Visitor>) -> Result<i64> {
    let (total,): (i64,) = fetch_one!(
        read,
        "select cast(count(*) as bigint) from (select job.id from job where job.state = 'open' and job.until_at > $1 \
         and (job.visibility = 'public' or cast($2 as bigint) = 1) and job.budget >= 0 limit $3) as found",
        context.now.micros(),
        i64::from(context.actor.is_some()),
        JobList::COUNTED_MAX
    )?;
    Ok(total)
}

/// Open jobs that fit, newest first; those for members only when somebody is signed in.
///
/// # Errors
/// A currency or amount that cannot be read.
pub async fn find(context: &Context<Visitor>, query: &JobQuery, limit: i64) -> Result<JobList> {
    context.actor.as_ref().map_or(Ok(()), |actor| actor.with_scope(Scope::Read))?;
    let search = Search::parse(query)?;
    let limit = cursor::page(limit);
    let found = search.run(context, (cursor::pair(&query.after)?, limit));
    // Without conditions the newest jobs are at hand; with them, all may be looked through.
    let (rows, total) = if search.has_conditions() { context.db.aside(found).await? } else { found.await? };
    let (rows, next) = cursor::cut(rows, limit, |row| cursor::of_pair(row.job.posted_at, row.job.id));
    let jobs = rows.into_iter().map(|row| row.job.read(row.my_proposal)).collect::<Result<_>>()?;
    Ok(JobList { jobs, next, total })
}

/// A client's own jobs in every state, newest first.
///
/// # Errors
/// `query.after` for a text that is no [`JobList::next`].
pub async fn mine(context: &Context, after: &str, limit: i64) -> Result<JobList> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let (limit, before) = (cursor::page(limit), cursor::one(after)?);
    let mut read = context.read().await?;
    let rows: Vec<ListedRow> = fetch_all!(
        read,
        [
            "select",
            ListedRow,
            "from job join account on account.id = job.client_id \
             where job.client_id = $1 and job.id < $2 order by job.id desc limit $3"
        ],
        actor.account().raw(),
        before,
        limit + 1
    )?;
    let (total,): (i64,) = fetch_one!(
        read,
        "select cast(count(*) as bigint) from (select id from job where client_id = $1 limit $2) as found",
        actor.account().raw(),
        JobList::COUNTED_MAX
    )?;
    drop(read);
    let (rows, next) = cursor::cut(rows, limit, |row| cursor::of(row.id));
    Ok(JobList { jobs: rows.into_iter().map(|row| row.read(None)).collect::<Result<_>>()?, next, total })
}
