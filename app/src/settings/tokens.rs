//! Tokens for programs: the list, the form for a new one, and the one moment its text is seen.

use super::api;
use crate::i18n::settings as t;
use crate::runtime::Command;
use crate::ui::{Banner, ButtonKind, Check, Field, Form, FormState, Icon, Submit, Tone};
use domain::account::{TOKEN_LIFE_MAX_DAYS, TokenRow};
use domain::actor::Scope;
use domain::text::TokenName;
use leptos::prelude::*;

/// What a scope is called and what it opens.
fn scope_words(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::Read => (t::scope_read(), t::scope_read_more()),
        Scope::Work => (t::scope_work(), t::scope_work_more()),
        Scope::Message => (t::scope_message(), t::scope_message_more()),
        Scope::Money => (t::scope_money(), t::scope_money_more()),
    }
}

/// The tokens that there are.
pub fn list(tokens: Vec<TokenRow>) -> AnyView {
    if tokens.is_empty() {
        return view! { <p class="muted">{t::no_tokens()}</p> }.into_any();
    }
    let rows = tokens.into_iter().map(|token| view! { <Token token=token/> }).collect_view();
    view! { <ul class="card card--flush list list--pad list--tight">{rows}</ul> }.into_any()
}

/// A change of password asks what shall become of them: they would outlive it.
pub fn at_change(tokens: &[TokenRow]) -> Option<AnyView> {
    let (first, others) = tokens.split_first()?;
    let names =
        others.iter().fold(format!("“{}”", first.name), |names, token| format!("{names}, “{}”", token.name));
    let more = t::revoke_tokens_more(names);
    Some(view! { <Check name="revoke_tokens" value="yes" label=t::revoke_tokens() more=more/> }.into_any())
}

/// The form for a new one.
#[component]
pub fn MakeToken(make: Command) -> impl IntoView {
    view! {
        <section class="card stack" aria-labelledby="make-token">
            <h3 id="make-token">{t::make()}</h3>
            <Form action=make clear=true label=t::make()>
                <Field name="name" label=t::token_name() hint=t::token_name_hint() maxlength=TokenName::MAX autocomplete="off"/>
                <Scopes/>
                <div style="max-inline-size:12rem">
                    <Field
                        name="days"
                        label=t::token_days()
                        hint=t::token_days_hint(TOKEN_LIFE_MAX_DAYS)
                        value="90"
                        unit=t::token_days_unit()
                        inputmode="numeric"
                        maxlength=3
                        autocomplete="off"
                    />
                </div>
                <Field
                    name="password"
                    kind="password"
                    label=t::password_now()
                    hint=t::token_password_hint()
                    autocomplete="current-password"
                />
                <div><Submit kind=ButtonKind::Plain icon="plus">{t::make_now()}</Submit></div>
            </Form>
        </section>
    }
}

/// The text of a token that was just made: here, or on a page without scripts (`new_token`).
#[component]
pub fn Made(new_token: Option<String>, make: Command) -> impl IntoView {
    let made = move || make.given().or_else(|| new_token.clone());
    move || made().map(text_of)
}

fn text_of(token: String) -> impl IntoView {
    view! {
        <div class="stack stack--2">
            <Banner tone=Tone::Good icon="key-round" title=t::made() role="status">{t::made_more()}</Banner>
            <div class="field">
                <label for="new-token">{t::made_label()}</label>
                <input class="input" id="new-token" value=token readonly=true autocomplete="off" spellcheck="false"/>
            </div>
        </div>
    }
}

/// The boxes of the scopes. Each box is an argument of its own; the sentence for all of them stands below.
#[component]
fn Scopes() -> impl IntoView {
    let form = FormState::here();
    let id = form.field_id("scopes");
    let error = form.error_of("scopes");
    let boxes = Scope::ALL
        .into_iter()
        .map(|scope| {
            let (name, more) = scope_words(scope);
            view! { <Check name=scope.as_str() value=scope.as_str() label=name more=more checked={scope == Scope::Read}/> }
        })
        .collect_view();
    view! {
        <fieldset class="field" id=id tabindex="-1">
            <legend>{t::scopes()}</legend>
            <div>{boxes}</div>
            {error.map(|sentence| view! { <p class="error"><Icon name="triangle-alert"/>{sentence}</p> })}
        </fieldset>
    }
}

#[component]
fn Token(token: TokenRow) -> impl IntoView {
    let action = Command::of::<api::TokenRevoke>();
    let scopes = token.scopes.iter().map(|scope| scope_words(*scope).0).collect::<Vec<_>>().join(", ");
    let used = match token.last_used {
        Some(at) => t::token_used(at),
        None => t::token_unused().to_owned(),
    };
    view! {
        <li class="cluster cluster--apart">
            <span class="person grow">
                <Icon name="key-round"/>
                <span>
                    <b>{token.name.clone()}</b>
                    <small>{scopes}". "{t::token_ends(token.ends_at)}" "{used}</small>
                </span>
            </span>
            <Form action=action hidden=vec![("token_id", token.id.to_string())] class="" label=t::revoke_of(&token.name)>
                <Submit kind=ButtonKind::Quiet small=true>{t::revoke()}<span class="visually-hidden">" "{token.name.clone()}</span></Submit>
            </Form>
        </li>
    }
}
