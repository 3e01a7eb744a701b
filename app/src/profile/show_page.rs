//! A person, as others see them.

use super::api;
use super::edit_page::{availability, experience};
use crate::i18n::profile as t;
use crate::i18n::{Brief, Month, zone};
use crate::runtime::{Loaded, PageMeta, loader, param};
use crate::ui::{Avatar, Detail, DetailList, Icon, LinkButton, Stat, Stats};
use domain::profile::{ProfilePage, ProfileVisibility};
use leptos::prelude::*;

/// The page `/people/:id`.
#[component]
pub fn ShowPage() -> impl IntoView {
    let page = loader("profile.show", param("id"), api::person).on_server(told);
    view! { <div class="wrap"><Loaded from=page let:page>{page.page(|page| view! { <Body page=page/> })}</Loaded></div> }
}

/// The page `/profile`: one's own.
#[component]
pub fn OwnPage() -> impl IntoView {
    let page = loader("profile.own", || (), |()| api::own()).on_server(told);
    view! { <div class="wrap"><Loaded from=page let:page>{page.page(|page| view! { <Body page=page/> })}</Loaded></div> }
}

fn told(page: &ProfilePage) -> PageMeta {
    PageMeta::of(page.profile.name.to_string()).hidden(page.profile.visibility != ProfileVisibility::Public)
}

#[component]
fn Body(page: ProfilePage) -> impl IntoView {
    view! {
        <Head page=page.clone()/>
        <Figures page=page.clone()/>
        <div class="split" style="--aside:19rem"><About page=page.clone()/><Record page=page/></div>
    }
}

#[component]
fn About(page: ProfilePage) -> impl IntoView {
    let about = page.overview_html.clone();
    let skills =
        page.profile.skills.iter().map(|skill| view! { <span class="chip">{skill.to_string()}</span> }).collect_view();
    let no_skills = page.profile.skills.is_empty();
    view! {
        <div>
            <section class="section" aria-labelledby="about">
                <h2 id="about">{t::about()}</h2>
                {if about.trim().is_empty() {
                    view! { <p class="muted">{t::no_overview()}</p> }.into_any()
                } else {
                    view! { <div class="stack measure" inner_html=about></div> }.into_any()
                }}
            </section>
            <section class="section" aria-labelledby="skills">
                <h2 id="skills">{t::skills()}</h2>
                {if no_skills {
                    view! { <p class="muted">{t::no_skills()}</p> }.into_any()
                } else {
                    view! { <p class="cluster cluster--tight">{skills}</p> }.into_any()
                }}
            </section>
        </div>
    }
}

#[component]
fn Head(page: ProfilePage) -> impl IntoView {
    let name = page.profile.name.to_string();
    let title = page
        .profile
        .title
        .as_ref()
        .map(|title| view! { <p style="font-size:var(--text-lg);color:var(--ink)">{title.to_string()}</p> });
    let country = page.profile.country.to_string();
    let place = (!country.is_empty()).then(|| view! { <span><Icon name="map-pin"/>{country}</span> });
    let checked = page.email_verified.then(|| view! { <span><Icon name="shield-check"/>{t::email_checked()}</span> });
    let edit = page.mine.then(|| {
        view! {
            <div class="cluster"><LinkButton href="/profile/edit" icon="pencil">{t::edit_link()}</LinkButton></div>
        }
    });
    let talk = page.room.map(|room| {
        view! {
            <div class="cluster">
                <LinkButton href=format!("/messages/{room}") icon="message-square">{t::message()}</LinkButton>
            </div>
        }
    });
    view! {
        <header class="page-head" style="align-items:center">
            <div class="cluster" style="--gap:var(--s4) var(--s5);flex-wrap:nowrap;align-items:flex-start">
                <Avatar name=name.clone() id=page.account.to_string() size="xl"/>
                <div class="stack stack--2"><h1>{name}</h1>{title}<p class="meta">{place}{checked}</p></div>
            </div>
            {talk}
            {edit}
        </header>
    }
}

#[component]
fn Figures(page: ProfilePage) -> impl IntoView {
    let profile = &page.profile;
    let rate = profile.hourly_rate.map(|rate| Stat::new(t::rate_short(), Brief(rate), t::rate_note()));
    let hours = profile.weekly_hours.map(|hours| Stat::new(t::free(), t::hours_short(hours), t::hours_note()));
    let stats: Vec<Stat> = rate
        .into_iter()
        .chain(hours)
        .chain([Stat::new(t::contracts(), page.contracts_ended, t::contracts_note())])
        // Who never posted a job is asked about work alone.
        .chain((page.jobs_posted > 0).then(|| Stat::new(t::jobs(), page.jobs_posted, t::jobs_note())))
        .collect();
    view! { <div style="margin-block-end:var(--s6)"><Stats stats=stats/></div> }
}

#[component]
fn Record(page: ProfilePage) -> impl IntoView {
    let profile = &page.profile;
    let level = profile.experience.map(|level| Detail::new(t::experience(), experience(level)));
    let availability = Detail::new(t::availability(), availability(profile.availability));
    let since = Detail::new(t::since(), Month(zone::day(page.since)));
    let details: Vec<Detail> = level.into_iter().chain([availability, since]).collect();
    view! {
        <aside class="stack stack--5" aria-label=t::record()>
            <div class="card stack stack--3">
                <h2 style="font-size:var(--text-lg)">{t::record()}</h2>
                <DetailList details=details/>
            </div>
        </aside>
    }
}
