//! The switch between the two sides of the market.

use crate::i18n::shell as t;
use crate::ui::PostButton;
use domain::actor::Side;
use leptos::prelude::*;

/// "I hire" and "I work". To change to the other side is a command, after which the whole page is another.
#[component]
pub(crate) fn SideSwitch(side: Side) -> impl IntoView {
    let sides = [(Side::Client, t::i_hire()), (Side::Freelancer, t::i_work())]
        .into_iter()
        .map(|(each, word)| {
            if each == side {
                view! { <a href="/home" aria-current="true">{word}</a> }.into_any()
            } else {
                view! { <PostButton path="/do/account/side" hidden=vec![("side", each.as_str().to_owned())]>{word}</PostButton> }.into_any()
            }
        })
        .collect_view();
    view! { <div class="segmented" role="group" aria-label=t::side_legend()>{sides}</div> }
}
