//! The HTML of texts in Markdown as their rows keep it: made once, when the text is written. A better renderer gets the next
//! version; what older ones made is made anew at each reading, until the cleanup has come by.

use crate::Result;
use crate::context::{Context, Platform, command};
use crate::db::{Db, Tx, execute, fetch_all, record};
use crate::markdown::safe_html;
use crate::row::odd;

/// The version of [`safe_html`]. A change to what it makes counts this up, and all rows follow by themselves.
pub const VERSION: i64 = 1;

/// Texts that are rendered before they are written together: few, because each may be long.
const BATCH: u32 = 50;

/// The HTML of a row: what is kept there, unless an older renderer made it. A newer one, of a node that was brought up to date
/// before this one, knew better.
pub(crate) fn shown(kept: Option<String>, version: i64, text: &str) -> String {
    kept.filter(|_| version >= VERSION).unwrap_or_else(|| safe_html(text))
}

record! {
    /// A text with the HTML of an older renderer, or with none: which table, the one or two parts of its key.
    struct Stale {
        kind: String,
        one: i64,
        two: i64,
        text: Option<String>,
    }
}

/// Makes anew what older renderers made, at most `limit` texts; gives how many.
///
/// # Errors
/// Faults only; what was made before it stays.
pub(crate) async fn remake(context: &Context<Platform>, limit: u32) -> Result<u64> {
    let mut done = 0;
    while done < limit {
        let size = BATCH.min(limit - done);
        let stale = stale(&context.db, size).await?;
        let found = u32::try_from(stale.len()).unwrap_or(size);
        // Rendered before the transaction, so that nobody waits for it.
        let made: Vec<(Stale, Option<String>)> = stale
            .into_iter()
            .map(|row| {
                let html = row.text.as_deref().map(safe_html);
                (row, html)
            })
            .collect();
        write_all(context, &made).await?;
        done += found;
        if found < size {
            break;
        }
    }
    Ok(u64::from(done))
}

async fn write_all(context: &Context<Platform>, made: &[(Stale, Option<String>)]) -> Result<()> {
    command(context, async |mut tx| {
        for (row, html) in made {
            write(&mut tx, row, html.as_deref()).await?;
        }
        tx.commit().await
    })
    .await
}

/// Some of them, in the order in which they are locked.
async fn stale(db: &Db, limit: u32) -> Result<Vec<Stale>> {
    let mut read = db.read().await?;
    let mut rows: Vec<Stale> = fetch_all!(
        read,
        "select cast('profile' as text) as kind, account_id as one, cast(0 as bigint) as two, overview as text \
         from profile where html_version < $1 \
         union all select 'job', id, 0, description from job where html_version < $1 \
         union all select 'message', room_id, number, text from message where html_version < $1 \
         union all select 'submission', id, 0, text from submission where html_version < $1 limit $2",
        VERSION,
        i64::from(limit)
    )?;
    rows.sort_by(|a, b| (&a.kind, a.one, a.two).cmp(&(&b.kind, b.one, b.two)));
    Ok(rows)
}

/// Writes HTML where its text is still the same; a change of the text meanwhile wrote the HTML as well.
async fn write(tx: &mut Tx, row: &Stale, html: Option<&str>) -> Result<u64> {
    match row.kind.as_str() {
        "profile" => execute!(
            tx,
            "update profile set html = $2, html_version = $3 where account_id = $1 and overview = $4",
            row.one,
            html,
            VERSION,
            row.text.as_deref()
        ),
        "job" => execute!(
            tx,
            "update job set html = $2, html_version = $3 where id = $1 and description = $4",
            row.one,
            html,
            VERSION,
            row.text.as_deref()
        ),
        "message" => execute!(
            tx,
            "update message set html = $3, html_version = $4 where room_id = $1 and number = $2 \
             and coalesce(text, '') = coalesce(cast($5 as text), '')",
            row.one,
            row.two,
            html,
            VERSION,
            row.text.as_deref()
        ),
        "submission" => execute!(
            tx,
            "update submission set html = $2, html_version = $3 where id = $1 and text = $4",
            row.one,
            html,
            VERSION,
            row.text.as_deref()
        ),
        other => Err(odd("html.kind", other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn a_renderer_that_makes_something_else_has_another_version() {
        let text = "# Head\n\nA *b* **c** ~~d~~ `e` https://a.example/f. <b>\n\n> g\n\n- h\n  1. i\n\n\
                    ```\nj & k\n```\n---\n[l](https://m.example)";
        let digest = Sha256::digest(safe_html(text));
        let start: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((VERSION, start.as_str()), (1, "ec1fe657"), "count VERSION up, and write what is made now here");
    }

    #[test]
    fn what_an_older_renderer_made_is_made_anew_and_what_a_newer_one_made_is_kept() {
        let kept = || Some("<p>kept</p>\n".to_owned());
        assert_eq!(shown(kept(), VERSION, "text"), "<p>kept</p>\n");
        assert_eq!(shown(kept(), VERSION + 1, "text"), "<p>kept</p>\n");
        assert_eq!(shown(kept(), VERSION - 1, "text"), "<p>text</p>\n");
        assert_eq!(shown(None, 0, "text"), "<p>text</p>\n");
    }
}
