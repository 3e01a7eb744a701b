//! Conversations and texts that people write.

use super::day;
use crate::ui::{Composer, Day, Delivery, FileLink, Markdown, Message, Thread, Typing};
use crate::words::gallery as w;
use leptos::prelude::*;

const NAME: &str = "Sunniva Haugen";

pub(super) fn messages() -> AnyView {
    view! {
        <div class="card card--flush" style="max-inline-size:36rem">
            <Thread label=w::conversation()>
                <Day name=w::today()/>
                <Message from=NAME id="a" at=day(0) text=w::message_received()/>
                <Message from=NAME id="m" at=day(0) text=w::message_read() mine=true state=w::read_at()/>
                <Message from=NAME id="m" at=day(0) text=w::message_waiting() mine=true state=w::waits() delivery=Delivery::Waiting/>
                <Message from=NAME id="m" at=day(0) text=w::message_failed() mine=true state=w::not_sent() delivery=Delivery::Failed/>
                <p><FileLink href="#messages" name="drift-table.csv" bytes=12_001/></p>
                <Typing name=NAME/>
            </Thread>
            <form class="composer"><Composer label=w::write_to(NAME) send=w::send()/></form>
        </div>
    }
    .into_any()
}

pub(super) fn texts() -> AnyView {
    view! { <Markdown html=store::markdown::safe_html(w::written())/> }.into_any()
}
