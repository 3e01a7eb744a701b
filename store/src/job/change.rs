//! What was changed after a job's publication, as sentences for everybody who reads it.

use crate::Result;
use crate::db::{Conn, Tx, execute, fetch_all};
use domain::id::JobId;
use domain::job::JobTerms;
use domain::money::Money;
use domain::text::Skill;
use domain::time::Timestamp;

/// What an edit changed: `Edited: budget 500.00 → 800.00, description`.
pub(super) fn sentence(before: &JobTerms, after: &JobTerms) -> String {
    let mut parts = Vec::new();
    let mut note = |name: &str, from: String, to: String| {
        if from != to {
            parts.push(format!("{name} {from} → {to}"));
        }
    };
    note("title", format!("“{}”", before.title), format!("“{}”", after.title));
    let amount = |budget: Money| {
        if before.budget.currency == after.budget.currency { budget.plain() } else { budget.to_string() }
    };
    note("budget", amount(before.budget), amount(after.budget));
    note("people wanted", before.hires.to_string(), after.hires.to_string());
    let skills = |terms: &JobTerms| match terms.skills.iter().map(Skill::as_str).collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => "none".to_owned(),
        some => some,
    };
    note("skills", skills(before), skills(after));
    note("visibility", before.visibility.as_str().to_owned(), after.visibility.as_str().to_owned());
    if before.description != after.description {
        parts.push("description".to_owned());
    }
    if parts.is_empty() { "Edited: open for longer".to_owned() } else { format!("Edited: {}", parts.join(", ")) }
}

pub(super) async fn note(tx: &mut Tx, job: JobId, sentence: &str, now: Timestamp) -> Result<()> {
    let id = tx.new_id(now);
    execute!(
        tx,
        "insert into job_change (id, job_id, at, sentence) values ($1, $2, $3, $4)",
        id,
        job.raw(),
        now.micros(),
        sentence
    )?;
    Ok(())
}

/// The newest fifty, newest first.
pub(super) async fn newest(conn: &mut impl Conn, job: JobId) -> Result<Vec<(Timestamp, String)>> {
    let rows: Vec<(i64, String)> =
        fetch_all!(conn, "select at, sentence from job_change where job_id = $1 order by id desc limit 50", job.raw())?;
    Ok(rows.into_iter().map(|(at, sentence)| (Timestamp::from_micros(at), sentence)).collect())
}
