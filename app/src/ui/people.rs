//! People: avatars, names with a line below, ratings.

use super::Icon;
use leptos::prelude::*;

/// The tint of a person's avatar. It follows the name, which every page has at hand; not all of them know the account.
pub fn tint(name: &str, id: &str) -> &'static str {
    let seed = if name.is_empty() { id } else { name };
    // The place of a letter counts as well: names on one instance are made of much the same letters.
    match seed.bytes().fold(0_u32, |mix, byte| mix.wrapping_mul(13).wrapping_add(byte.into())) % 5 {
        0 => "",
        1 => " avatar--2",
        2 => " avatar--3",
        3 => " avatar--4",
        _ => " avatar--5",
    }
}

/// The letters of a name in a circle. Decoration: the name stands beside it.
///
/// ```text
/// <Avatar name=person.name.clone() id=person.id.to_string()/>
/// ```
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// Chooses the tint of somebody without a name.
    #[prop(into)]
    id: String,
    /// `s`, `l` or `xl`.
    #[prop(optional)]
    size: &'static str,
    /// An organisation: square.
    #[prop(optional)]
    org: bool,
) -> impl IntoView {
    let size = if size.is_empty() { String::new() } else { format!(" avatar--{size}") };
    let org = if org { " avatar--org" } else { "" };
    view! { <span class=format!("avatar{}{size}{org}", tint(&name, &id)) aria-hidden="true">{crate::session::initials(&name)}</span> }
}

/// A person with a line below the name. With `href` the name is a link.
///
/// ```text
/// <Person name=… id=… note=t::from(place) href=format!("/people/{id}")/>
/// ```
#[component]
pub fn Person(
    #[prop(into)] name: String,
    #[prop(into)] id: String,
    #[prop(default = String::new(), into)] note: String,
    #[prop(default = String::new(), into)] href: String,
) -> impl IntoView {
    let shown = name.clone();
    let title = if href.is_empty() {
        view! { <b>{shown}</b> }.into_any()
    } else {
        view! { <b><a href=href>{shown}</a></b> }.into_any()
    };
    let note = (!note.is_empty()).then(|| view! { <small>{note}</small> });
    view! { <div class="person"><Avatar name=name id=id/><div>{title}{note}</div></div> }
}

/// A rating and how many people it is from. Never without the number.
///
/// ```text
/// <Rating value="4.9" count=37/>
/// ```
#[component]
pub fn Rating(#[prop(into)] value: String, count: u64) -> impl IntoView {
    view! { <span class="rating"><Icon name="star"/>{value}" "<span>{format!("({count})")}</span></span> }
}
