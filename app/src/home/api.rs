//! Server functions of the home page, and of the bars that tell on every page what the home page tells at length.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{Anyone, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use crate::shell::Bars;
#[cfg(feature = "ssr")]
use crate::shell::TimerRun;
use crate::ui::Entry;
use domain::home::HomePage;
use domain::job::JobList;
use domain::time::Timestamp;
use leptos::prelude::*;

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] =
    &[Row::look("POST /do/home/page", SignedIn), Row::look("POST /do/home/front-page", Anyone)];

/// The home page of the viewer's side, and the time it was read.
#[server(prefix = "/do", endpoint = "home/page", output = crate::runtime::codec::Wire)]
pub async fn page() -> Result<(HomePage, Timestamp), PageError> {
    let context = session::signed_in()?;
    let side = session::viewer_now().account.map_or(domain::actor::Side::Client, |account| account.side);
    Ok((store::home::page(&context, side).await?, context.now))
}

/// Jobs that the landing page shows.
#[cfg(feature = "ssr")]
const NEWEST: i64 = 8;

/// What strangers see of the market: its newest open jobs. Nothing for people who are signed in, who have a home of their own.
#[server(prefix = "/do", endpoint = "home/front-page", output = crate::runtime::codec::Wire)]
pub async fn front() -> Result<Option<JobList>, PageError> {
    let context = session::visitor()?;
    if context.actor.is_some() {
        return Ok(None);
    }
    let all = domain::job::JobQuery::default();
    Ok(Some(store::job::find(&context, &all, NEWEST).await?))
}

/// What the bars show to the caller; strangers have nothing new.
#[server(name = ReadBars, prefix = "/do", endpoint = "session/bars", output = crate::runtime::codec::Wire)]
pub async fn bars() -> Result<Bars, PageError> {
    let viewer = session::viewer_now();
    let Some(request) = use_context::<session::SessionContext>() else { return Ok(Bars::default()) };
    let Some((person, account)) = request.call.signed_in().zip(viewer.account.as_ref()) else {
        return Ok(Bars { viewer, ..Bars::default() });
    };
    let found = store::home::alerts(&person, account.side).await?;
    let run = |timer: &domain::timesheet::RunningTimer| TimerRun {
        title: timer.title.clone(),
        seconds: person.now.since(timer.started_at).as_seconds(),
    };
    Ok(Bars { viewer, timer: found.timer.as_ref().map(run), alerts: crate::shell::items(found) })
}

/// Where the caller may go, and what they may do from anywhere: what they were at lately, the pages, the commands.
#[server(name = ReadCommands, prefix = "/do", endpoint = "session/commands", output = crate::runtime::codec::Wire)]
pub async fn commands() -> Result<Vec<Entry>, PageError> {
    let request = session::context()?;
    let recent = match request.call.signed_in().zip(request.viewer.account.as_ref()) {
        Some((person, account)) => store::home::recent(&person, account.side).await?,
        None => domain::home::Recent::default(),
    };
    Ok(crate::shell::entries(&request.viewer, recent))
}
