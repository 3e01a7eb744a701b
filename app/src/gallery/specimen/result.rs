//! What a search finds: a person and a job, each with its margin.

use super::eur;
use crate::i18n::{gallery as g, said, specimen as t};
use crate::ui::{Avatar, Button, Chance, Chip, Icon, Match, Meter, Rating, Tag, Tone};
use leptos::prelude::*;

fn person() -> impl IntoView {
    view! {
        <article class="result">
            <div class="stack stack--3">
                <div class="cluster cluster--top result-head">
                    <Avatar name="Ana Beatriz Fontes" id="c" size="l"/>
                    <div class="stack stack--1">
                        <h3><a href="#results">"Ana Beatriz Fontes"</a></h3>
                        <p>{t::illustrator()}</p>
                        <p class="meta"><span><Icon name="map-pin"/>{t::porto()}</span><span><Icon name="clock"/>{t::same_time()}</span></p>
                    </div>
                </div>
                <p class="clamp">{t::illustrator_text()}</p>
                <p class="cluster cluster--tight">
                    <Chip fits=Match::Found>{t::botanical()}</Chip>
                    <Chip fits=Match::Found>{t::packaging()}</Chip>
                    <Chip>{t::print_colour()}</Chip>
                </p>
                <p class="meta">
                    <Rating value="4.9" count=34/>
                    <span>{t::contracts(38_u64)}</span>
                    <span><Icon name="languages"/>{t::speaks()}</span>
                </p>
            </div>
            <div class="result-margin">
                <div><span class="money money--big">{said(eur(4_600))}</span>" "<span class="small muted">{t::an_hour()}</span></div>
                <div class="stack stack--1"><span class="small">{t::score_91()}</span><Meter label=t::score_91() value=91 max=100/></div>
                <p class="small">{t::free_from()}</p>
                <Button small=true>{t::invite()}</Button>
            </div>
        </article>
    }
}

fn job() -> impl IntoView {
    let matching = ["Rust", "MQTT", "PostgreSQL"].map(|skill| view! { <Chip fits=Match::Found>{skill}</Chip> });
    view! {
        <article class="result">
            <div class="stack stack--3">
                <div class="stack stack--1">
                    <h3><a href="#results">{t::job_title()}</a></h3>
                    <p class="meta">
                        <span>{t::job_age()}</span>
                        <span>{t::proposals(11_u64)}</span>
                        <Tag tone=Tone::Brass>{t::new_here()}</Tag>
                    </p>
                </div>
                <p class="clamp">{t::job_text()}</p>
                <p class="cluster cluster--tight">
                    <span class="small">{t::matches()}</span>
                    {matching.collect_view()}
                    <Chip fits=Match::Missing>"LoRaWAN"<span class="visually-hidden">" "{t::not_on_profile()}</span></Chip>
                </p>
                <p class="meta">
                    <span><Avatar name="Halden Tidevann AS" id="h" size="s" org=true/><b>"Halden Tidevann AS"</b></span>
                    <span><Icon name="map-pin"/>{t::bergen()}</span>
                    <span><Icon name="shield-check"/>{g::payment_verified()}</span>
                    <span>{t::hired_in()}</span>
                </p>
            </div>
            <div class="result-margin">
                <div>
                    <span class="money money--big">{said(eur(960_000))}</span><br/>
                    <span class="small muted">{t::four_milestones()}</span>
                </div>
                <Chance percent=22 low=14 high=32/>
                <p class="small"><b>{t::bond_of(eur(6_000))}</b>" "<span class="muted">{t::answer_due()}</span></p>
                <Button small=true icon="bookmark">{t::save()}</Button>
            </div>
        </article>
    }
}

pub(super) fn results() -> AnyView {
    view! { <div class="results">{person()}{job()}</div> }.into_any()
}
