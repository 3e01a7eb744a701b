//! Surfaces and words: page heads, sections, cards, tags, banners, disclosure, what is due.

use super::{Icon, Moment, MomentShape};
use crate::head::Title;
use crate::i18n::said;
use domain::money::Money;
use domain::time::Timestamp;
use leptos::context::Provider;
use leptos::prelude::*;

/// The colour of a tag or banner. The word in it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Neutral,
    /// Held safely, or a plain note.
    Brand,
    /// Current and unsettled.
    Brass,
    /// Settled.
    Good,
    /// A deadline is near.
    Warn,
    /// Lost or failed.
    Bad,
}

impl Tone {
    fn class(self, base: &str) -> String {
        let word = match self {
            Self::Neutral => return base.to_owned(),
            Self::Brand => "brand",
            Self::Brass => "brass",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        };
        format!("{base} {base}--{word}")
    }
}

/// The head of a page: its title and document title, a line below, facts below that, actions at the end.
///
/// ```text
/// <PageHead title=job.title.clone() text=t::posted(job.posted_at)>
///     <LinkButton href="…">…</LinkButton>
/// </PageHead>
/// ```
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    /// A line below the title; may be empty.
    #[prop(default = String::new(), into)]
    text: String,
    /// What stands above the title, such as a tag.
    #[prop(optional, into)]
    above: Option<ViewFn>,
    /// What stands below the line, such as a row of facts, or a sentence with a link.
    #[prop(optional, into)]
    below: Option<ViewFn>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let text = (!text.is_empty()).then(|| view! { <p>{text}</p> });
    let below = below.map(|below| below.run());
    let above = above.map(|above| view! { <p class="cluster cluster--tight">{above.run()}</p> });
    let actions = children.map(|children| view! { <div class="cluster">{children()}</div> });
    view! {
        <Title text=title.clone()/>
        <div class="page-head"><div class="stack stack--2">{above}<h1>{title}</h1>{text}{below}</div>{actions}</div>
    }
}

/// A part of a page with its heading.
///
/// ```text
/// <Section id="milestones" title=t::milestones()>…</Section>
/// ```
#[component]
pub fn Section(
    /// For links to it.
    id: &'static str,
    #[prop(into)] title: String,
    #[prop(default = String::new(), into)] text: String,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-heading");
    let text = (!text.is_empty()).then(|| view! { <p>{text}</p> });
    view! {
        <section class="section" id=id aria-labelledby=heading.clone()>
            <div class="section-head"><h2 id=heading.clone()>{title}</h2>{text}</div>
            {children()}
        </section>
    }
}

/// A thing with its own actions or its own state. With a title it has a head and no padding of its own.
///
/// ```text
/// <Card class="stack">…</Card>
/// <Card title=t::messages()>…</Card>
/// ```
#[component]
pub fn Card(
    #[prop(default = String::new(), into)] title: String,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    if title.is_empty() {
        view! { <div class=format!("card {class}")>{children()}</div> }.into_any()
    } else {
        let classes = format!("card card--flush {class}");
        view! {
            <section class=classes aria-label=title.clone()>
                <div class="card-head"><h2>{title.clone()}</h2></div>
                {children()}
            </section>
        }
        .into_any()
    }
}

/// A state, in a word.
///
/// ```text
/// <Tag tone=Tone::Brass icon="clock">{t::in_review()}</Tag>
/// ```
#[component]
pub fn Tag(#[prop(optional)] tone: Tone, #[prop(optional)] icon: &'static str, children: Children) -> impl IntoView {
    let icon = (!icon.is_empty()).then(|| view! { <Icon name=icon/> });
    view! { <span class=tone.class("tag")>{icon}{children()}</span> }
}

/// A number beside a word. `unread` says for screen readers what is counted.
///
/// ```text
/// <Count number=3 quiet=true/>
/// ```
#[component]
pub fn Count(
    number: u64,
    #[prop(default = String::new(), into)] meaning: String,
    #[prop(optional)] quiet: bool,
) -> impl IntoView {
    let meaning = (!meaning.is_empty()).then(|| view! { <span class="visually-hidden">" "{meaning}</span> });
    (number > 0).then(|| view! { <span class="count" class:count--quiet=quiet>{number}{meaning}</span> })
}

/// A note across the page: a bold first sentence, then the rest.
///
/// ```text
/// <Banner tone=Tone::Warn icon="clock" title=t::due_in_4_hours()>{t::answer_five()}</Banner>
/// ```
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(default = "info")] icon: &'static str,
    #[prop(into)] title: String,
    /// `status` or `alert` when it appears while the page is open.
    #[prop(optional)]
    role: Option<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=tone.class("banner") role=role>
            <Icon name=icon/>
            <div><b>{title}</b>" "{children.map(|children| children())}</div>
        </div>
    }
}

/// "How this is worked out", opened on demand.
///
/// ```text
/// <More title=t::how_fees_work()>…</More>
/// ```
#[component]
pub fn More(#[prop(into)] title: String, #[prop(optional)] open: bool, children: Children) -> impl IntoView {
    let (refused, children) = with_refusals(children);
    view! { <details class="more" open={open || refused}><summary>{title}</summary><div>{children}</div></details> }
}

/// Tells what hides a form that this form was refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hides(RwSignal<bool>);

impl Hides {
    /// Whatever hides the form at this place opens: nobody reads why it was refused otherwise.
    pub(crate) fn open() {
        if let Some(Self(refused)) = use_context() {
            refused.set(true);
        }
    }
}

/// What stands behind a line that opens, and whether a form in it was refused.
fn with_refusals(children: Children) -> (bool, AnyView) {
    let refused = RwSignal::new(false);
    let children = view! { <Provider value=Hides(refused)>{children()}</Provider> }.into_any();
    (refused.get_untracked(), children)
}

/// What moves money or binds is asked for once more: a button that opens what it would mean and, below that, the button
/// that does it. The second one is never where the first one was pressed.
///
/// ```text
/// <Ask title=t::release(amount)><p>{t::who_gets_what()}</p><Form …>…</Form></Ask>
/// ```
#[component]
pub fn Ask(
    #[prop(into)] title: String,
    /// It is what comes next: the one primary button.
    #[prop(optional)]
    primary: bool,
    children: Children,
) -> impl IntoView {
    let (refused, children) = with_refusals(children);
    view! {
        <details class="more ask" class:ask--primary=primary open=refused>
            <summary>{title}</summary>
            <div class="stack stack--3">{children}</div>
        </details>
    }
}

/// What needs somebody, soonest first. Holds [`DueItem`]s.
#[component]
pub fn Due(children: Children) -> impl IntoView {
    view! { <ol class="due">{children()}</ol> }
}

/// One thing that is due: when, what, how much, and the actions as children.
///
/// ```text
/// <Due><DueItem at=milestone.releases_at title=… text=… amount=Some(milestone.amount) near=true>…</DueItem></Due>
/// ```
#[component]
pub fn DueItem(
    at: Timestamp,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// How much, where money hangs on it.
    amount: Option<Money>,
    /// Less than three days away.
    #[prop(optional)]
    near: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let actions = children.map(|children| view! { <div class="cluster">{children()}</div> });
    let amount = amount.map(|amount| view! { <b class="money">{said(amount)}</b> });
    view! {
        <li class:is-near=near>
            <Moment at=at shape=MomentShape::DayAndHour/>
            <div><h3>{title}</h3><p>{text}</p>{actions}</div>
            {amount}
        </li>
    }
}
