//! Server functions of the home page, and of the bars that tell on every page what the home page tells at length.

use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use crate::shell::Bars;
#[cfg(feature = "ssr")]
use crate::shell::TimerRun;
use domain::home::HomePage;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The home page of the viewer's side, and the time it was read.
#[server(prefix = "/do", endpoint = "home/page")]
pub async fn page() -> Result<(HomePage, Timestamp), PageError> {
    let (actor, now) = (session::actor()?, session::now()?);
    let side = session::viewer_now().account.map_or(domain::actor::Side::Client, |account| account.side);
    Ok((store::home::page(&session::db()?, &actor, side, &*session::rules()?, now).await?, now))
}

/// What the bars show to whoever asks; strangers have nothing new.
#[server(name = ReadBars, prefix = "/do", endpoint = "session/bars")]
pub async fn bars() -> Result<Bars, PageError> {
    let viewer = session::viewer_now();
    let Some(context) = use_context::<session::SessionContext>() else { return Ok(Bars::default()) };
    let Some((actor, account)) = context.actor.zip(viewer.account.as_ref()) else {
        return Ok(Bars { viewer, ..Bars::default() });
    };
    let found = store::home::news(&context.db, &actor, account.side).await?;
    let run = |timer: &domain::timesheet::RunningTimer| TimerRun {
        title: timer.title.clone(),
        seconds: context.now.since(timer.started_at).as_seconds(),
    };
    Ok(Bars { viewer, timer: found.timer.as_ref().map(run), news: crate::shell::items(found) })
}
