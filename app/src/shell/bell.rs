//! The bell: how many things are new for the viewer, and the newest of them in a popover, which opens without scripts.

use super::bars::{NewsItem, NewsKind};
use crate::ui::{Count, Icon, Moment, MomentShape};
use crate::words::shell as w;
use leptos::prelude::*;

/// So many lines stand in the popover; the rest is on the home page.
const SHOWN_MAX: usize = 6;

/// The bell and what is behind it.
#[component]
pub(super) fn Bell(news: Memo<Vec<NewsItem>>) -> impl IntoView {
    let count = move || news.with(|news| u64::try_from(news.len()).unwrap_or_default());
    let label = move || match count() {
        0 => w::news().to_owned(),
        some => w::bell(some),
    };
    view! {
        <button type="button" class="icon-button" popovertarget="news" aria-label=label>
            <Icon name="bell"/>
            {move || view! { <Count number=count()/> }}
        </button>
        <div class="menu news" id="news" popover="auto" role="region" aria-label=w::news()>
            {move || {
                let rows = news.with(|news| news.iter().take(SHOWN_MAX).map(|item| view! { <Line item=item.clone()/> }).collect_view());
                match count() {
                    0 => view! { <p class="muted">{w::nothing_new()}</p> }.into_any(),
                    _some => view! { <ul role="list">{rows}</ul> }.into_any(),
                }
            }}
            <hr/>
            <a href="/home">{w::all_news()}</a>
        </div>
    }
}

fn said(item: &NewsItem) -> (&'static str, String) {
    match item.what {
        NewsKind::Message => ("message-square", w::news_message(&item.name)),
        NewsKind::Offer => ("file-text", w::news_offer(&item.name)),
        NewsKind::Fund => ("lock", w::news_fund().to_owned()),
        NewsKind::Review => ("eye", w::news_review(&item.name)),
        NewsKind::Submit => ("upload", w::news_submit().to_owned()),
        NewsKind::Proposals(count) => ("users", w::news_proposals(count)),
    }
}

#[component]
fn Line(item: NewsItem) -> impl IntoView {
    let (icon, text) = said(&item);
    let due = item.due_at.map(|at| view! { " "<Moment at=at shape=MomentShape::DayAndHour/> });
    view! {
        <li>
            <a href=item.href>
                <Icon name=icon/>
                <span><b>{text}</b><small>{item.title}</small><small>{due}</small></span>
            </a>
        </li>
    }
}
