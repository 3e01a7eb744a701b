//! Cleanup: removes what is no longer needed, a bounded batch of each kind at a time. It decides nothing: whatever is
//! removed here had ended before, and was refused for that. It also renders anew what an older renderer made.

use crate::context::{Context, Platform, command, sweep};
use crate::{Result, account, html, idempotency, outbox, refused_form, schedule, session, token};
use domain::time::{Span, Timestamp};

/// Messages that were sent are kept for so long, to look into what went wrong. They hold addresses and links, so not longer.
pub const MESSAGES_KEPT: Span = Span::days(1);
/// Events are kept for so long; a page or program that slept longer reads everything once.
pub const EVENTS_KEPT: Span = Span::days(30);
/// Failed attempts to sign in, and links of mails that have ended, are kept for so long.
pub const ATTEMPTS_KEPT: Span = Span::days(1);

/// Removes at most `limit` of each kind, and renders as many texts anew; true when there may be more.
///
/// # Errors
/// Faults only; what was removed before it stays removed.
pub async fn sweep(context: &Context<Platform>, limit: u32) -> Result<bool> {
    let removed = [
        session::sweep(context, limit).await?,
        token::sweep(context, limit).await?,
        account::sweep_links(context, context.now.minus(ATTEMPTS_KEPT), limit).await?,
        account::sweep_attempts(context, context.now.minus(ATTEMPTS_KEPT), limit).await?,
        account::sweep_devices(context, context.now.minus(account::MARK_LIFE), limit).await?,
        outbox::sweep(context, context.now.minus(MESSAGES_KEPT), limit).await?,
        erase_answers(context, context.now.minus(idempotency::ANSWERS_KEPT), limit).await?,
        forget_keys(context, context.now.minus(idempotency::KEYS_KEPT), limit).await?,
        refused_form::sweep(context, limit).await?,
        trim_events(context, context.now.minus(EVENTS_KEPT), limit).await?,
        html::remake(context, limit).await?,
        account::renew_keys(context, limit).await?,
    ];
    Ok(removed.into_iter().any(|count| count >= u64::from(limit)))
}

/// For the start of the process that delivers messages and carries out scheduled jobs: on a database of its own it takes over at once
/// what its forerunner had begun when it died. On a shared one others may be at it; their leases run out soon. Gives how
/// much was taken over.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn take_over(context: &Context<Platform>) -> Result<u64> {
    if context.db.is_shared() {
        return Ok(0);
    }
    command(context, async |mut tx| {
        let begun = outbox::release(&mut tx).await? + schedule::release(&mut tx).await?;
        tx.commit_with(begun).await
    })
    .await
}

/// Removes events older than `before`, at most `limit`; gives how many. The numbers go on.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn trim_events(context: &Context<Platform>, before: Timestamp, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from person_event where (account_id, seq) in \
         (select account_id, seq from person_event where at < $1 order by at limit $2)",
        before,
        limit
    )
}

/// Forgets the keys of requests from before `before`, at most `limit`; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn forget_keys(context: &Context<Platform>, before: Timestamp, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from idempotency_key where (account_id, key) in \
         (select account_id, key from idempotency_key where claimed_at < $1 order by claimed_at limit $2)",
        before,
        limit
    )
}

/// Erases the answers to requests from before `before`, at most `limit`; gives how many. The keys stay.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn erase_answers(context: &Context<Platform>, before: Timestamp, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "update idempotency_key set status = null, body = null where (account_id, key) in \
         (select account_id, key from idempotency_key where claimed_at < $1 and body is not null \
          order by claimed_at limit $2)",
        before,
        limit
    )
}
