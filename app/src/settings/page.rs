//! The settings page: who one is here, how one signs in, where one is signed in, and tokens.

use super::api::{self, Settings};
use super::tokens::Tokens;
use crate::command::Command;
use crate::load::{Loaded, load};
use crate::session::Theme;
use crate::ui::{
    Banner, ButtonKind, Fact, Facts, Field, Form, Icon, LinkButton, Moment, PageHead, PostButton, Section, Submit, Tone,
};
use crate::words::settings as w;
use domain::account::{SessionRow, SettingsPage as Account};
use leptos::prelude::*;

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
    let settings = load(|| (), |()| api::page());
    let actions = Actions {
        resend: Command::of::<api::Resend>(),
        password: Command::of::<api::Password>(),
        make: Command::of::<api::TokenMake>(),
    };
    view! {
        <div class="wrap">
            <PageHead title=w::settings()/>
            <div class="split split--start">
                <nav class="sidenav sticky" aria-label=w::settings()>
                    <a href="#account" rel="external"><Icon name="user"/>{w::account()}</a>
                    <a href="#colours" rel="external"><Icon name="sun"/>{w::colours()}</a>
                    <a href="#password" rel="external"><Icon name="lock"/>{w::password()}</a>
                    <a href="#devices" rel="external"><Icon name="smartphone"/>{w::devices()}</a>
                    <a href="#tokens" rel="external"><Icon name="key-round"/>{w::tokens()}</a>
                </nav>
                <div style="max-inline-size:46rem">
                    <Loaded from=settings let:settings><Body settings=settings actions=actions/></Loaded>
                </div>
            </div>
        </div>
    }
}

#[component]
fn Body(settings: Settings, actions: Actions) -> impl IntoView {
    let Settings { page, new_token, theme } = settings;
    let (sessions, tokens, email) = (page.sessions.clone(), page.tokens.clone(), page.email.to_string());
    view! {
        <AccountPart account=page action=actions.resend/>
        <Colours theme=theme/>
        <PasswordPart action=actions.password email=email/>
        <Devices sessions=sessions/>
        <Tokens tokens=tokens new_token=new_token make=actions.make/>
    }
}

#[component]
fn AccountPart(account: Account, action: Command) -> impl IntoView {
    let facts = vec![Fact::new(w::name(), &account.name), Fact::new(w::email(), &account.email)];
    let sent = move || action.is_done();
    let state = if account.verified {
        view! { <Banner tone=Tone::Good icon="circle-check" title=w::verified()>{w::verified_more()}</Banner> }
            .into_any()
    } else {
        view! {
            <Banner tone=Tone::Warn icon="mail" title=w::unverified()>{w::unverified_more()}</Banner>
            <Form action=action label=w::resend()><div><Submit kind=ButtonKind::Plain icon="send">{w::resend()}</Submit></div></Form>
            <Show when=sent><Banner tone=Tone::Good icon="circle-check" title=w::resent() role="status">{w::resent_more()}</Banner></Show>
        }
        .into_any()
    };
    view! {
        <Section id="account" title=w::account()>
            <Facts facts=facts start=true/>
            {state}
            <div class="cluster">
                <LinkButton href="/profile/edit" icon="pencil">{w::edit_profile()}</LinkButton>
                <LinkButton href=format!("/people/{}", account.account) kind=ButtonKind::Quiet>{w::see_profile()}</LinkButton>
            </div>
        </Section>
    }
}

/// The colours of this browser. Another choice is a command, after which the whole page is drawn anew.
#[component]
fn Colours(theme: Theme) -> impl IntoView {
    let choices = [
        (Theme::Auto, "monitor", w::colours_device()),
        (Theme::Light, "sun", w::colours_light()),
        (Theme::Dark, "moon", w::colours_dark()),
    ]
    .into_iter()
    .map(|(each, icon, word)| {
        if each == theme {
            view! { <a href="#colours" rel="external" aria-current="true"><Icon name=icon/>{word}</a> }.into_any()
        } else {
            view! { <PostButton path="/do/theme" hidden=vec![("theme", each.as_str().to_owned())] icon=icon>{word}</PostButton> }.into_any()
        }
    })
    .collect_view();
    view! {
        <Section id="colours" title=w::colours() text=w::colours_text()>
            <div><div class="segmented" role="group" aria-label=w::colours()>{choices}</div></div>
        </Section>
    }
}

#[component]
fn PasswordPart(action: Command, email: String) -> impl IntoView {
    let done = move || action.is_done();
    view! {
        <Section id="password" title=w::password()>
            <Form action=action clear=true label=w::password()>
                // Not sent: it tells a password manager whose password changes.
                <input type="email" autocomplete="username" value=email readonly=true hidden=true/>
                <Field name="password" kind="password" label=w::password_now() autocomplete="current-password"/>
                <Field name="new_password" kind="password" label=w::password_new() hint=w::password_hint() autocomplete="new-password"/>
                <div><Submit kind=ButtonKind::Plain>{w::password_change()}</Submit></div>
            </Form>
            <Show when=done><Banner tone=Tone::Good icon="circle-check" title=w::password_changed() role="status">{w::password_changed_more()}</Banner></Show>
        </Section>
    }
}

#[component]
fn Devices(sessions: Vec<SessionRow>) -> impl IntoView {
    let rows =
        (1..).zip(sessions).map(|(place, session)| view! { <Device session=session place=place/> }).collect_view();
    view! {
        <Section id="devices" title=w::devices() text=w::devices_text()>
            <ul class="card card--flush list list--pad list--tight">{rows}</ul>
        </Section>
    }
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
    let here = session.current.then(|| view! { " "<span class="tag tag--brass">{w::this_device()}</span> });
    let what = if session.current { w::end_here() } else { w::end() };
    view! {
        <li class="cluster cluster--apart">
            <span class="person">
                <Icon name=icon/>
                <span>
                    <b>{session.device.clone()}{here}</b>
                    <small>{w::since()}" "<Moment at=session.began/>", "{w::last_used()}" "<Moment at=session.last_used/></small>
                </span>
            </span>
            <Form action=action hidden=vec![("session_id", session.id.to_string())] class="" label=w::end_of(place, &session.device)>
                <Submit kind=ButtonKind::Quiet small=true>{what}<span class="visually-hidden">" "{session.device.clone()}</span></Submit>
            </Form>
        </li>
    }
}
