//! The switch between languages, in the footer.

use crate::i18n::language::{self, current};
use crate::i18n::shell as t;
use crate::ui::PostButton;
use leptos::prelude::*;

/// The languages to choose from; nothing where there is only one. Each is named in itself, for who cannot read this page.
///
/// ```text
/// <LanguageSwitch sandbox=viewer.sandbox.is_some()/>
/// ```
#[component]
pub(crate) fn LanguageSwitch(sandbox: bool) -> impl IntoView {
    let spoken: Vec<_> = language::spoken(sandbox).collect();
    let here = current();
    (spoken.len() > 1).then(|| {
        let switches = spoken
            .into_iter()
            .map(|language| match language.code == here.code {
                true => view! { <span aria-current="true" lang=language.code>{language.name}</span> }.into_any(),
                false => {
                    let hidden = vec![("language", language.code.to_owned())];
                    view! {
                        <PostButton path="/do/language" hidden=hidden class="button button--quiet button--flush" icon="globe">
                            <span lang=language.code>{language.name}</span>
                        </PostButton>
                    }
                    .into_any()
                }
            })
            .collect_view();
        view! { <nav class="stack stack--1" aria-label=t::languages()><strong>{t::languages()}</strong>{switches}</nav> }
    })
}
