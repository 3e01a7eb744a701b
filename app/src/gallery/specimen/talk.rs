//! Conversations and texts that people write.

use super::day;
use crate::i18n::{gallery as t, specimen as s};
use crate::ui::{Button, Day, Delivery, FileLink, Icon, Markdown, Message, Thread, Typing};
use leptos::prelude::*;

const NAME: &str = "Sunniva Haugen";

/// The place to write, with files; `off` where nothing can be written, `busy` while it is sent.
fn composer(label: &'static str, text: &'static str, off: bool, busy: bool) -> impl IntoView {
    let placeholder = if off { s::thread_closed().to_owned() } else { t::write_to(NAME) };
    view! {
        <form class="composer">
            <button type="button" class="icon-button" aria-label=s::attach() disabled=off><Icon name="paperclip"/></button>
            <textarea rows="1" aria-label=label placeholder=placeholder disabled=off readonly=busy>{text}</textarea>
            <Button busy=busy disabled=off icon={if busy { "" } else { "send" }}>{if busy { s::sending() } else { t::send() }}</Button>
        </form>
    }
}

pub(super) fn messages() -> AnyView {
    view! {
        <div class="card card--flush" style="max-inline-size:36rem">
            <Thread label=t::conversation()>
                <Day name=t::today()/>
                <Message from=NAME id="a" at=day(0) text=t::message_received()/>
                <Message from=NAME id="m" at=day(0) text=t::message_read() mine=true state=t::read_at()/>
                <Message from=NAME id="m" at=day(0) text=t::message_waiting() mine=true state=t::waits() delivery=Delivery::Waiting/>
                <Message
                    from=NAME
                    id="m"
                    at=day(0)
                    text=t::message_failed()
                    mine=true
                    state=t::not_sent()
                    delivery=Delivery::Failed
                >
                    <a href="#messages">{s::try_again()}</a>
                </Message>
                <p><FileLink href="#messages" name="drift-table.csv" bytes=12_001/></p>
                <Typing name=NAME/>
            </Thread>
            {composer(s::composer_usual(), "", false, false)}
        </div>
        <div class="grid" style="--min:17rem">
            <div class="card card--flush">{composer(s::composer_off(), "", true, false)}</div>
            <div class="card card--flush">{composer(s::composer_busy(), s::being_sent(), false, true)}</div>
        </div>
    }
    .into_any()
}

pub(super) fn texts() -> AnyView {
    view! { <Markdown html=store::markdown::safe_html(t::written())/> }.into_any()
}
