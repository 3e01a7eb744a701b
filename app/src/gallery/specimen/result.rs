//! What a search finds: a person and a job, each with its margin.

use super::eur;
use crate::ui::{Avatar, Button, Chance, Chip, Icon, Match, Meter, Rating, Tag, Tone};
use crate::words::{gallery as g, said, specimen as w};
use leptos::prelude::*;

fn person() -> impl IntoView {
    view! {
        <article class="result">
            <div class="stack stack--3">
                <div class="cluster cluster--top result-head">
                    <Avatar name="Ana Beatriz Fontes" id="c" size="l"/>
                    <div class="stack stack--1">
                        <h3><a href="#results">"Ana Beatriz Fontes"</a></h3>
                        <p>{w::illustrator()}</p>
                        <p class="meta"><span><Icon name="map-pin"/>{w::porto()}</span><span><Icon name="clock"/>{w::same_time()}</span></p>
                    </div>
                </div>
                <p class="clamp">{w::illustrator_text()}</p>
                <p class="cluster cluster--tight">
                    <Chip fits=Match::Found>{w::botanical()}</Chip>
                    <Chip fits=Match::Found>{w::packaging()}</Chip>
                    <Chip>{w::print_colour()}</Chip>
                </p>
                <p class="meta">
                    <Rating value="4.9" count=34/>
                    <span>{w::contracts(38_u64)}</span>
                    <span><Icon name="languages"/>{w::speaks()}</span>
                </p>
            </div>
            <div class="result-margin">
                <div><span class="money money--big">{said(eur(4_600))}</span>" "<span class="small muted">{w::an_hour()}</span></div>
                <div class="stack stack--1"><span class="small">{w::score_91()}</span><Meter label=w::score_91() value=91 max=100/></div>
                <p class="small">{w::free_from()}</p>
                <Button small=true>{w::invite()}</Button>
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
                    <h3><a href="#results">{w::job_title()}</a></h3>
                    <p class="meta">
                        <span>{w::job_age()}</span>
                        <span>{w::proposals(11_u64)}</span>
                        <Tag tone=Tone::Brass>{w::new_here()}</Tag>
                    </p>
                </div>
                <p class="clamp">{w::job_text()}</p>
                <p class="cluster cluster--tight">
                    <span class="small">{w::matches()}</span>
                    {matching.collect_view()}
                    <Chip fits=Match::Missing>"LoRaWAN"<span class="visually-hidden">" "{w::not_on_profile()}</span></Chip>
                </p>
                <p class="meta">
                    <span><Avatar name="Halden Tidevann AS" id="h" size="s" org=true/><b>"Halden Tidevann AS"</b></span>
                    <span><Icon name="map-pin"/>{w::bergen()}</span>
                    <span><Icon name="shield-check"/>{g::payment_verified()}</span>
                    <span>{w::hired_in()}</span>
                </p>
            </div>
            <div class="result-margin">
                <div>
                    <span class="money money--big">{said(eur(960_000))}</span><br/>
                    <span class="small muted">{w::four_milestones()}</span>
                </div>
                <Chance percent=22 low=14 high=32/>
                <p class="small"><b>{w::bond_of(eur(6_000))}</b>" "<span class="muted">{w::answer_due()}</span></p>
                <Button small=true icon="bookmark">{w::save()}</Button>
            </div>
        </article>
    }
}

pub(super) fn results() -> AnyView {
    view! { <div class="results">{person()}{job()}</div> }.into_any()
}
