//! Conversations: a thread of messages and the place to write one.

use super::{Avatar, FormState, Icon, Moment, MomentShape};
use domain::time::Timestamp;
use leptos::prelude::*;

/// A conversation, oldest first.
#[component]
pub fn Thread(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <div class="thread" tabindex="0" role="log" aria-label=label>{children()}</div> }
}

/// A line that names the day.
#[component]
pub fn Day(#[prop(into)] name: String) -> impl IntoView {
    view! { <p class="day">{name}</p> }
}

/// What has become of an own message that is not simply sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// It has arrived.
    #[default]
    Sent,
    /// It waits for the connection.
    Waiting,
    /// It did not arrive; the words say what to do.
    Failed,
}

impl Delivery {
    fn icon(self) -> Option<AnyView> {
        let name = match self {
            Self::Sent => return None,
            Self::Waiting => "clock",
            Self::Failed => "triangle-alert",
        };
        Some(view! { <Icon name=name/>" " }.into_any())
    }
}

/// One message.
///
/// ```text
/// <Message from=person.name id=person.id.to_string() at=message.at text=message.body mine=false/>
/// ```
#[component]
pub fn Message(
    #[prop(into)] from: String,
    /// Chooses the tint of the avatar.
    #[prop(into)]
    id: String,
    at: Timestamp,
    #[prop(into)] text: String,
    #[prop(optional)] mine: bool,
    /// What became of an own message: sent, read, waiting.
    #[prop(default = String::new(), into)]
    state: String,
    /// Whether it has arrived.
    #[prop(optional)]
    delivery: Delivery,
    /// What can be done about one that has not.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let lines = text
        .lines()
        .map(str::to_owned)
        .enumerate()
        .map(|(place, line)| view! { {(place > 0).then(|| view! { <br/> })}{line} })
        .collect_view();
    if mine {
        let state = (!state.is_empty()).then(|| format!(", {state}"));
        let failed = (delivery == Delivery::Failed).then_some("color:var(--bad)");
        view! {
            <article class="message is-mine">
                <header class="visually-hidden">{from}</header>
                <div class="bubble">{lines}</div>
                <footer style=failed>
                    {delivery.icon()}
                    <Moment at=at shape=MomentShape::Clock/>
                    {state}
                    {children.map(|children| view! { " "{children()} })}
                </footer>
            </article>
        }
        .into_any()
    } else {
        view! {
            <article class="message">
                <Avatar name=from.clone() id=id size="s"/>
                <div><header><b>{from}</b>" "<Moment at=at shape=MomentShape::Clock/></header><div class="bubble">{lines}</div></div>
            </article>
        }
        .into_any()
    }
}

/// Somebody is writing. A status that those who listen hear once.
///
/// ```text
/// <Typing name=person.name/>
/// ```
#[component]
pub fn Typing(#[prop(into)] name: String) -> impl IntoView {
    view! {
        <p class="small muted cluster" role="status">
            <span class="typing" aria-hidden="true"><i></i><i></i><i></i></span>
            {crate::i18n::ui::typing(name)}
        </p>
    }
}

/// A file of a message or submission.
///
/// ```text
/// <FileLink href=file.address name=file.name bytes=file.bytes/>
/// ```
#[component]
pub fn FileLink(#[prop(into)] href: String, #[prop(into)] name: String, bytes: u64) -> impl IntoView {
    view! {
        <a class="file" href=href rel="external">
            <Icon name="file-text"/>
            <span>{name}" "<small>{super::size_in_words(bytes)}</small></span>
        </a>
    }
}

/// The place to write, inside a `<Form class="composer" clear=true>`.
///
/// ```text
/// <Form action=send class="composer" clear=true hidden=…><Composer label=t::write_to(name) send=t::send()/></Form>
/// ```
#[component]
pub fn Composer(#[prop(into)] label: String, #[prop(into)] send: String) -> impl IntoView {
    let form = FormState::here();
    let start = form.start_value("text", String::new());
    view! {
        <span></span>
        <textarea
            id=form.field_id("text")
            name="text"
            rows="1"
            required=true
            aria-label=label.clone()
            placeholder=label
            inner_html=super::field::text_as_html(&start)
        ></textarea>
        <button type="submit" class="icon-button" aria-label=send style="color:var(--brand)"><Icon name="send"/></button>
    }
}
