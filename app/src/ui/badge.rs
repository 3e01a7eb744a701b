//! Small labels on people and things: hallmarks, skills, estimates, pieces of work.

use super::{Hallmark, Icon};
use crate::i18n::ui as t;
use leptos::prelude::*;

/// A hallmark with what it is for and its proof.
///
/// ```text
/// <Badge hallmark=1 title=t::master("Rust") proof=t::nine_contracts()/>
/// ```
#[component]
pub fn Badge(
    /// 1 to 4.
    hallmark: u8,
    #[prop(into)] title: String,
    #[prop(into)] proof: String,
) -> impl IntoView {
    view! { <div class="badge"><Hallmark number=hallmark/><div><b>{title}</b><small>{proof}</small></div></div> }
}

/// How a skill stands to what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Match {
    /// Nothing is asked for.
    #[default]
    Plain,
    /// Asked for, and there. Has a check mark, so that colour does not say it alone.
    Found,
    /// Asked for, and not there.
    Missing,
}

/// A skill, or a filter that is set. With `href` it is a link.
///
/// ```text
/// <Chip fits=Match::Found>"MQTT"</Chip>
/// <Chip href="/jobs" >{t::rust()}<Icon name="x"/></Chip>
/// ```
#[component]
pub fn Chip(
    #[prop(optional)] fits: Match,
    #[prop(default = String::new(), into)] href: String,
    children: Children,
) -> impl IntoView {
    let class = match fits {
        Match::Plain => "chip",
        Match::Found => "chip is-match",
        Match::Missing => "chip is-missing",
    };
    let icon = (fits == Match::Found).then(|| view! { <Icon name="check"/> });
    if href.is_empty() {
        view! { <span class=class>{icon}{children()}</span> }.into_any()
    } else {
        view! { <a class=class href=href>{icon}{children()}</a> }.into_any()
    }
}

/// An estimate in per cent, never without the range it is likely in.
///
/// ```text
/// <Chance percent=22 low=14 high=32/>
/// ```
#[component]
pub fn Chance(percent: u8, low: u8, high: u8) -> impl IntoView {
    view! {
        <div class="chance" style=format!("--p:{percent};--lo:{low};--hi:{high}")>
            <span>{t::chance()}" "<b>{format!("{percent} %")}</b></span>
            <i aria-hidden="true"></i>
            <small>{t::chance_range(low, high)}</small>
        </div>
    }
}

/// A piece of work to look at: a picture, its title and a line.
///
/// ```text
/// <Tile href=… picture=piece.address title=piece.title note=piece.year/>
/// ```
#[component]
pub fn Tile(
    #[prop(into)] href: String,
    /// Address of the picture; it is decoration, the title says what it is. Empty for a field in soft colours.
    #[prop(default = String::new(), into)]
    picture: String,
    #[prop(into)] title: String,
    #[prop(into)] note: String,
) -> impl IntoView {
    let picture = if picture.is_empty() {
        view! { <span class="tile-art" aria-hidden="true"><Icon name="image"/></span> }.into_any()
    } else {
        view! { <img src=picture alt="" width="400" height="300" loading="lazy"/> }.into_any()
    };
    view! { <a class="tile" href=href>{picture}<span><b>{title}</b><small>{note}</small></span></a> }
}
