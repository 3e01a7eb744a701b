//! The settings page: name and address, how the person signs in, on which devices, and tokens.

use super::api::{self, Settings};
use super::tokens::{self, Made, MakeToken};
use crate::i18n::settings as t;
use crate::runtime::{Command, Loaded, PageMeta, ServerData, loader};
use crate::session::Theme;
use crate::ui::{
    Banner, ButtonKind, Field, Form, Icon, LinkButton, Moment, PageHead, PostButton, Section, Submit, Tag, Tone,
};
use domain::account::{SessionRow, SettingsPage as Account};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The forms of this page. They outlive a new reading of its data, so that their answers stay seen.
#[derive(Clone, Copy)]
struct Actions {
    resend: Command,
    password: Command,
    make: Command,
}

/// The page `/settings`.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let settings = loader("settings", || (), |()| api::page()).on_server(told);
    let actions = Actions {
        resend: Command::of::<api::Resend>(),
        password: Command::of::<api::Password>(),
        make: Command::of::<api::TokenMake>(),
    };
    view! {
        <div class="wrap">
            <PageHead title=t::settings()/>
            <div class="split split--start">
                <nav class="sidenav sticky" aria-label=t::settings()>
                    <a href="#account" rel="external" aria-current="true"><Icon name="user"/>{t::account()}</a>
                    <a href="#colours" rel="external"><Icon name="sun"/>{t::colours()}</a>
                    <a href="#password" rel="external"><Icon name="lock"/>{t::password()}</a>
                    <a href="#devices" rel="external"><Icon name="smartphone"/>{t::devices()}</a>
                    <a href="#tokens" rel="external"><Icon name="key-round"/>{t::tokens()}</a>
                </nav>
                <div style="max-inline-size:46rem">
                    <Loaded from=settings let:settings><Body page=settings actions=actions/></Loaded>
                </div>
            </div>
        </div>
    }
}

/// What the forms need that give an answer of their own.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Told {
    verified: bool,
    email: String,
    new_token: Option<String>,
}

fn told(Settings { page, new_token, .. }: &Settings) -> PageMeta {
    let told = Told { verified: page.verified, email: page.email.to_string(), new_token: new_token.clone() };
    PageMeta::of(t::settings()).with_props(Some(&told))
}

#[component]
fn Body(page: ServerData<Settings>, actions: Actions) -> impl IntoView {
    let told = page.meta.props::<Told>();
    let (verified, email, new_token) =
        told.map_or((true, String::new(), None), |told| (told.verified, told.email, told.new_token));
    let unverified = (!verified).then(|| view! { <Resend action=actions.resend/> });
    let account = page.server_part("account", |settings| account(&settings.page));
    let profile = page.server_part("profile", |settings| ways_to_profile(&settings.page));
    let colours = page.server_part("colours", |settings| colours(settings.theme));
    let devices = page.server_part("devices", |settings| devices(settings.page.sessions));
    let tokens = page.server_part("tokens", |settings| tokens::list(settings.page.tokens));
    view! {
        <Section id="account" title=t::account()>
            <div class="stack">{account}</div>
            {unverified}
            <div class="cluster">{profile}</div>
        </Section>
        <Section id="colours" title=t::colours() text=t::colours_text()>
            <div><div class="segmented" role="group" aria-label=t::colours()>{colours}</div></div>
        </Section>
        <PasswordPart action=actions.password email=email page=page/>
        <Section id="devices" title=t::devices() text=t::devices_text()>
            <ul class="card card--flush list list--pad list--tight">{devices}</ul>
        </Section>
        <Section id="tokens" title=t::tokens() text=t::tokens_text()>
            <Made new_token=new_token make=actions.make/>
            <div>{tokens}</div>
            <MakeToken make=actions.make/>
        </Section>
    }
}

fn account(account: &Account) -> AnyView {
    let confirmed = account.verified.then(|| view! { " "<Tag tone=Tone::Good icon="check">{t::confirmed()}</Tag> });
    let until = account.confirm_by.map(|at| format!(" {}", t::unverified_until(at)));
    let open = (!account.verified).then(
        || view! { <Banner tone=Tone::Warn icon="mail" title=t::unverified()>{t::unverified_more()}{until}</Banner> },
    );
    let unreached = account
        .mail_failed_at
        .map(|at| view! { <Banner tone=Tone::Bad icon="triangle-alert" title=t::mail_failed(at)>{t::mail_failed_more()}</Banner> });
    // Not `DetailList`: a value with a tag is here alone, and browsers show those.
    view! {
        <dl class="facts facts--start">
            <dt>{t::name()}</dt><dd>{account.name.to_string()}</dd>
            <dt>{t::email()}</dt><dd>{account.email.to_string()}{confirmed}</dd>
        </dl>
        {unreached}
        {open}
    }
    .into_any()
}

#[component]
fn Resend(action: Command) -> impl IntoView {
    let sent = move || action.is_done();
    view! {
        <Form action=action label=t::resend()><div><Submit kind=ButtonKind::Plain icon="send">{t::resend()}</Submit></div></Form>
        <Show when=sent><Banner tone=Tone::Good icon="circle-check" title=t::resent() role="status">{t::resent_more()}</Banner></Show>
    }
}

fn ways_to_profile(account: &Account) -> AnyView {
    view! {
        <LinkButton href="/profile/edit" icon="pencil">{t::edit_profile()}</LinkButton>
        <LinkButton href=format!("/people/{}", account.account) kind=ButtonKind::Quiet>{t::see_profile()}</LinkButton>
    }
    .into_any()
}

/// The colours of this browser. Another choice is a command, after which the whole page is rendered again.
fn colours(theme: Theme) -> AnyView {
    [
        (Theme::Auto, "monitor", t::colours_device()),
        (Theme::Light, "sun", t::colours_light()),
        (Theme::Dark, "moon", t::colours_dark()),
    ]
    .into_iter()
    .map(|(each, icon, word)| {
        if each == theme {
            view! { <a href="#colours" rel="external" aria-current="true"><Icon name=icon/>{word}</a> }.into_any()
        } else {
            view! { <PostButton path="/do/theme" hidden=vec![("theme", each.as_str().to_owned())] icon=icon>{word}</PostButton> }.into_any()
        }
    })
    .collect_view()
    .into_any()
}

#[component]
fn PasswordPart(action: Command, email: String, page: ServerData<Settings>) -> impl IntoView {
    let done = move || action.is_done();
    view! {
        <Section id="password" title=t::password()>
            <Form action=action clear=true label=t::password()>
                // Not sent: it tells a password manager whose password changes.
                <input type="email" autocomplete="username" value=email readonly=true hidden=true/>
                <Field name="password" kind="password" label=t::password_now() autocomplete="current-password"/>
                <Field name="new_password" kind="password" label=t::password_new() hint=t::password_hint() autocomplete="new-password"/>
                <div>{page.server_part("tokens-at-change", |settings| tokens::at_change(&settings.page.tokens))}</div>
                <div><Submit kind=ButtonKind::Plain>{t::password_change()}</Submit></div>
            </Form>
            <Show when=done>
                <Banner tone=Tone::Good icon="circle-check" title=t::password_changed() role="status">
                    {t::password_changed_more()}
                </Banner>
            </Show>
        </Section>
    }
}

fn devices(sessions: Vec<SessionRow>) -> AnyView {
    (1..)
        .zip(sessions)
        .map(|(place, session)| view! { <Device session=session place=place/> })
        .collect_view()
        .into_any()
}

#[component]
fn Device(
    session: SessionRow,
    /// 1, 2, 3 … in the list: two devices may have the same name.
    place: u32,
) -> impl IntoView {
    let action = Command::of::<api::EndSession>();
    let icon =
        if session.device.contains("Android") || session.device.contains("iPhone") { "smartphone" } else { "monitor" };
    let here = session.current.then(|| view! { " "<Tag tone=Tone::Good>{t::this_device()}</Tag> });
    let what = if session.current { t::end_here() } else { t::end() };
    view! {
        <li class="cluster cluster--apart">
            <span class="person grow">
                <Icon name=icon/>
                <span>
                    <b>{session.device.clone()}{here}</b>
                    <small>{t::since()}" "<Moment at=session.began/>", "{t::last_used()}" "<Moment at=session.last_used/></small>
                </span>
            </span>
            <Form action=action hidden=vec![("session_id", session.id.to_string())] class="" label=t::end_of(place, &session.device)>
                <Submit kind=ButtonKind::Quiet small=true>{what}<span class="visually-hidden">" "{session.device.clone()}</span></Submit>
            </Form>
        </li>
    }
}
