//! What the bars around every page show: who looks, what is new for them, and the timer that runs.

#[cfg(feature = "ssr")]
use crate::i18n::{said, shell as t};
use crate::session::Viewer;
#[cfg(feature = "ssr")]
use domain::home::{Alerts, Need, NeedRow};
#[cfg(feature = "ssr")]
use domain::time::Due;
use serde::{Deserialize, Serialize};

/// What the bars show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bars {
    /// The person or the stranger who looks.
    pub viewer: Viewer,
    /// What the bell has to say: unread conversations, then what needs the viewer, soonest first.
    pub alerts: Vec<AlertItem>,
    /// The timer that runs.
    pub timer: Option<TimerRun>,
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerRun {
    /// The contract that it is tracked on.
    pub title: String,
    /// How long it had run when this was read.
    pub seconds: i64,
}

/// One line behind the bell, as it is read in the language of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertItem {
    /// Name of its icon.
    pub icon: String,
    /// Where it leads.
    pub href: String,
    /// What is new.
    pub text: String,
    /// Title of the job or contract.
    pub title: String,
    /// Until when it waits, or empty.
    pub due: String,
}

/// The lines behind the bell.
#[cfg(feature = "ssr")]
pub(crate) fn items(alerts: Alerts) -> Vec<AlertItem> {
    let unread = alerts.rooms.into_iter().map(|unread| AlertItem {
        icon: "message-square".to_owned(),
        href: format!("/messages/{}", unread.room),
        text: t::news_message(unread.other_name),
        title: unread.title,
        due: String::new(),
    });
    unread.chain(alerts.needs.into_iter().map(item)).collect()
}

#[cfg(feature = "ssr")]
fn item(need: NeedRow) -> AlertItem {
    let name = &need.other_name;
    let (icon, text, href) = match need.what {
        Need::AnswerOffer { offer, .. } => ("file-text", t::news_offer(name), format!("/offers/{offer}")),
        Need::Fund { contract, .. } | Need::FundFirst { contract, .. } => {
            ("lock", t::news_fund().to_owned(), format!("/contracts/{contract}"))
        }
        Need::FinishPayment { payment, .. } => {
            ("receipt", t::news_finish_payment().to_owned(), format!("/payments/{payment}"))
        }
        Need::Review { contract, .. } => ("eye", t::news_review(name), format!("/contracts/{contract}")),
        Need::Submit { contract, .. } => ("upload", t::news_submit().to_owned(), format!("/contracts/{contract}")),
        Need::AnswerProposals { job, count } => {
            let count = u64::try_from(count).unwrap_or_default();
            ("users", t::news_proposals(count), format!("/jobs/{job}/proposals"))
        }
    };
    let due = match need.due {
        Some(Due::At(at)) => said(at),
        Some(Due::On(day)) => said(day),
        None => String::new(),
    };
    AlertItem { icon: icon.to_owned(), href, text, title: need.title, due }
}
