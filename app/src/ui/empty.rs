//! Icons, the gable, and what stands where nothing is: empty lists, error pages, waiting, short news.

use leptos::prelude::*;

/// An icon of the sprite. `name` is its id without `i-`.
///
/// ```text
/// <Icon name="clock"/>
/// ```
#[component]
pub fn Icon(
    name: &'static str,
    /// For arrows: turned round where people write from right to left.
    #[prop(optional)]
    flip: bool,
    /// Upside down.
    #[prop(optional)]
    turned: bool,
) -> impl IntoView {
    let turned = turned.then_some("rotate:180deg");
    view! {
        <svg class="icon" class:icon--flip=flip style=turned aria-hidden="true"><use href=format!("/icons.svg#i-{name}")/></svg>
    }
}

/// The crow-stepped gable.
#[component]
pub fn Gable() -> impl IntoView {
    view! { <svg aria-hidden="true" viewBox="0 0 88 56"><use href="/icons.svg#gable"/></svg> }
}

/// A hallmark, 1 to 4.
#[component]
pub fn Hallmark(number: u8) -> impl IntoView {
    view! {
        <svg viewBox="0 0 36 36" width="44" height="44" style="color:var(--brass)" aria-hidden="true">
            <use href=format!("/icons.svg#hm-{number}")/>
        </svg>
    }
}

/// What stands where a list is empty, with the one thing to do about it.
///
/// ```text
/// <Empty title=t::no_proposals() text=t::no_proposals_more()><LinkButton href="/jobs">…</LinkButton></Empty>
/// ```
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// A few characters above the title, such as `404`.
    #[prop(default = String::new(), into)]
    label: String,
    /// The whole page: the title is its heading.
    #[prop(optional)]
    page: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let label = (!label.is_empty()).then(|| view! { <p class="label">{label}</p> });
    let title = if page { view! { <h1>{title}</h1> }.into_any() } else { view! { <h2>{title}</h2> }.into_any() };
    view! { <div class="card empty"><Gable/>{label}{title}<p>{text}</p>{children.map(|children| children())}</div> }
}

/// A grey shape of the real size while something comes. Sizes are CSS lengths.
///
/// ```text
/// <Skeleton width="70%" height="1.4rem"/>
/// ```
#[component]
pub fn Skeleton(
    #[prop(default = "100%")] width: &'static str,
    #[prop(default = "1em")] height: &'static str,
) -> impl IntoView {
    view! { <div class="skeleton" style=format!("--w:{width};--h:{height}")></div> }
}

/// A page that is on its way.
#[component]
pub fn PageSkeleton() -> impl IntoView {
    view! {
        <div class="wrap stack" role="status" aria-busy="true" aria-label=crate::i18n::shell::loading()>
            <Skeleton width="45%" height="2.25rem"/>
            <Skeleton width="70%"/>
            <Skeleton height="12rem"/>
        </div>
    }
}

/// Short news at the lower edge. Goes away by itself through CSS only where the page removes it.
///
/// ```text
/// <Toast icon="check">{t::saved()}</Toast>
/// ```
#[component]
pub fn Toast(#[prop(default = "check")] icon: &'static str, children: Children) -> impl IntoView {
    view! { <div class="toast"><Icon name=icon/>{children()}</div> }
}
