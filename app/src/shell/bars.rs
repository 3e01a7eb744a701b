//! What the bars around every page show: who looks, what is new for them, and the timer that runs.

use crate::session::Viewer;
#[cfg(feature = "ssr")]
use domain::home::{Need, NeedRow, News};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the bars show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bars {
    /// Who looks.
    pub viewer: Viewer,
    /// What the bell has to say: unread conversations, then what needs the viewer, soonest first.
    pub news: Vec<NewsItem>,
    /// The timer that runs.
    pub timer: Option<TimerRun>,
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerRun {
    /// On which contract.
    pub title: String,
    /// How long it had run when this was read.
    pub seconds: i64,
}

/// One line behind the bell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsItem {
    /// What kind of news.
    pub what: NewsKind,
    /// Where it leads.
    pub href: String,
    /// The other person, or empty.
    pub name: String,
    /// Title of the job or contract.
    pub title: String,
    /// Until when it waits.
    pub due_at: Option<Timestamp>,
}

/// The kinds of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewsKind {
    /// Something unread.
    Message,
    /// An offer to answer.
    Offer,
    /// A milestone to fund.
    Fund,
    /// Work to review.
    Review,
    /// Work to hand over.
    Submit,
    /// Proposals to answer, so many.
    Proposals(u64),
}

/// The lines behind the bell.
#[cfg(feature = "ssr")]
pub(crate) fn items(news: News) -> Vec<NewsItem> {
    let unread = news.rooms.into_iter().map(|unread| NewsItem {
        what: NewsKind::Message,
        href: format!("/messages/{}", unread.room),
        name: unread.other_name,
        title: unread.title,
        due_at: None,
    });
    unread.chain(news.needs.into_iter().map(item)).collect()
}

#[cfg(feature = "ssr")]
fn item(need: NeedRow) -> NewsItem {
    let (what, href) = match need.what {
        Need::AnswerOffer { offer, .. } => (NewsKind::Offer, format!("/offers/{offer}")),
        Need::Fund { contract, .. } | Need::FundFirst { contract, .. } => {
            (NewsKind::Fund, format!("/contracts/{contract}"))
        }
        Need::Review { contract, .. } => (NewsKind::Review, format!("/contracts/{contract}")),
        Need::Submit { contract, .. } => (NewsKind::Submit, format!("/contracts/{contract}")),
        Need::AnswerProposals { job, count } => {
            (NewsKind::Proposals(u64::try_from(count).unwrap_or_default()), format!("/jobs/{job}/proposals"))
        }
    };
    NewsItem { what, href, name: need.other_name, title: need.title, due_at: need.due_at }
}
