//! Join: the form, what happens next, and what it costs.

use super::api;
use crate::head::Title;
use crate::i18n::account as t;
use crate::runtime::{Command, Loaded, PageMeta, loader};
use crate::ui::{
    Choice, Choices, Detail, DetailList, Empty, Field, Form, LinkButton, PageHead, Pip, Submit, Timeline, TimelineItem,
};
use domain::actor::Side;
use domain::fee::FeeRates;
use domain::money::{Currency, Money};
use domain::text::PersonName;
use leptos::prelude::*;

/// The page `/sign-up`.
#[component]
pub fn SignUpPage() -> impl IntoView {
    // It says the same to everybody.
    let page =
        loader("account.sign_up", || (), |()| std::future::ready(Ok(()))).on_server(|()| PageMeta::of(t::join()));
    view! {
        <div class="wrap" style="--page:60rem">
            <Loaded from=page let:page>{page.page(|()| view! { <Door/> })}</Loaded>
        </div>
    }
}

#[component]
fn Door() -> impl IntoView {
    let action = Command::of::<api::SignUp>();
    view! {
            <div class="split" style="--aside:19rem">
                <div>
                    <PageHead
                        title=t::join()
                        below=|| view! { <p>{t::join_text()}" "{t::already_here()}" "<a href="/sign-in">{t::sign_in()}</a>"."</p> }
                    />
                    <Form action=action class="stack stack--5" label=t::join()>
                        <div class="stack stack--1">
                            <Choices
                                name="side"
                                legend=t::side()
                                value=Side::Freelancer.as_str()
                                choices=vec![
                                    Choice::new(Side::Freelancer.as_str(), t::side_work()).with_more(t::side_work_more()),
                                    Choice::new(Side::Client.as_str(), t::side_hire()).with_more(t::side_hire_more()),
                                ]
                            />
                            <p class="hint">{t::side_hint()}</p>
                        </div>
                        <Field name="name" label=t::name() hint=t::name_hint() autocomplete="name" maxlength=PersonName::MAX/>
                        <Field name="email" kind="email" label=t::email() autocomplete="email"/>
                        <Field name="password" kind="password" label=t::password() hint=t::password_hint() autocomplete="new-password"/>
                        <Submit large=true block=true>{t::join_now()}</Submit>
                    </Form>
                </div>
                <Aside/>
            </div>
    }
}

#[component]
fn Aside() -> impl IntoView {
    let free = Money::zero(Currency::Eur);
    let costs = vec![
        Detail::new(t::cost_join(), free),
        Detail::new(t::cost_freelancer(), FeeRates::DEFAULT.freelancer),
        Detail::new(t::cost_client(), FeeRates::DEFAULT.client),
    ];
    view! {
        <aside class="stack stack--5" aria-label=t::next()>
            <section class="card stack stack--3" aria-labelledby="next">
                <h2 id="next" style="font-size:var(--text-lg)">{t::next()}</h2>
                <Timeline>
                    <TimelineItem pip=Pip::Now><b>{t::next_1()}</b><p class="muted">{t::next_1_more()}</p></TimelineItem>
                    <TimelineItem><b>{t::next_2()}</b><p class="muted">{t::next_2_more()}</p></TimelineItem>
                    <TimelineItem><b>{t::next_3()}</b><p class="muted">{t::next_3_more()}</p></TimelineItem>
                </Timeline>
            </section>
            <section class="stack stack--2" aria-labelledby="costs">
                <h2 id="costs" style="font-size:var(--text-lg)">{t::costs()}</h2>
                <DetailList details=costs/>
                <p class="small"><a href="/#fees">{t::costs_more()}</a></p>
            </section>
        </aside>
    }
}

/// The page after a sign-up: look in your mail.
#[component]
pub fn SignUpSentPage() -> impl IntoView {
    view! {
        <Title text=t::sent_title()/>
        <div class="wrap wrap--narrow">
            <Empty title=t::sent_title() text=t::sent_text() page=true>
                <LinkButton href="/sign-in">{t::sign_in()}</LinkButton>
            </Empty>
        </div>
    }
}
