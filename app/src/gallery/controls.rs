//! Fields, a form and files, hydrated.

use crate::i18n::{gallery as t, said};
use crate::runtime::Command;
use crate::ui::{
    Banner, Combobox, DateField, Field, FileDrop, Form, MoneyField, NumberField, RangeField, SearchField, Select,
    Submit, TagsField, TextArea, Tone, Upload, UploadState, Uploads,
};
use domain::money::{Currency, Money};
use leptos::prelude::*;

/// The whole that the slider splits, in cents.
const DISPUTED: i64 = 90_000;

fn share_means(percent: i64) -> String {
    let theirs = DISPUTED / 100 * percent;
    let sum = |minor| said(Money::new(minor, Currency::Eur));
    t::share_means(sum(theirs), sum(DISPUTED - theirs))
}

/// Fields of every kind, empty, filled, locked.
pub(super) fn fields() -> AnyView {
    let countries = t::countries().split(',').map(str::to_owned).collect();
    let options = vec![("bank".to_owned(), t::bank().to_owned()), ("card".to_owned(), t::card().to_owned())];
    let skills = ["Rust", "MQTT", "SQL", "TypeScript"].map(str::to_owned).to_vec();
    view! {
        <div class="grid" style="--min:17rem;--gap:var(--s5)">
            <Field name="default" label=t::field_default() hint=t::field_hint() placeholder=t::sample()/>
            <Field name="filled" label=t::field_filled() value=t::filled_value() optional=true/>
            <Field name="readonly" label=t::field_readonly() value="2026-0418" readonly=true/>
            <NumberField name="days" label=t::field_number() value=14 min=1 max=90 unit=t::days()/>
            <MoneyField name="money" label=t::field_money() currency=Currency::Eur value="12,500.00"/>
            <DateField name="due" label=t::field_date() value="2027-01-11" min="2027-01-04"/>
            <Select name="method" label=t::field_select() options=options value="bank"/>
            <SearchField id="gallery-search" name="search" label=t::field_search() value=t::search_value()/>
            <Combobox name="country" label=t::field_country() hint=t::field_country_hint() options=countries/>
            <TagsField name="tags" label=t::field_skills() value="Rust, MQTT" suggestions=skills/>
            <RangeField name="share" label=t::field_share() hint=t::field_share_hint() min=0 max=100 value=70 say=share_means/>
            <TextArea name="letter" label=t::field_text() hint=t::field_text_hint() rows=3 maxlength=200 counted=true value=t::bid_first()/>
        </div>
    }
    .into_any()
}

/// A form that the rules refuse as it stands.
pub(super) fn form(action: Command) -> AnyView {
    let sent = move || {
        action
            .is_done()
            .then(|| view! { <Banner tone=Tone::Good icon="circle-check" title=t::form_sent() role="status"/> })
    };
    view! {
        {sent}
        <Form action=action label=t::form()>
            <div class="grid" style="--min:15rem">
                <Field name="email" label=t::form_email() value=t::field_refused_value() autocomplete="off"/>
                <MoneyField name="amount" label=t::form_amount() currency=Currency::Eur value="12.5k"/>
                <TagsField name="skills" label=t::form_skills() value="Rust"/>
            </div>
            <div><Submit icon="send">{t::form_send()}</Submit></div>
        </Form>
    }
    .into_any()
}

/// The place for files, and files in every state.
pub(super) fn files() -> AnyView {
    let upload = |name: &str, bytes, state| Upload { name: name.to_owned(), bytes, state };
    let uploads = vec![
        upload("drift-table.csv", 640, UploadState::Waiting),
        upload("harbour-trial.mp4", 34_500_000, UploadState::Sending(64)),
        upload("log.txt", 12_001, UploadState::Done),
        upload("board.step", 3_450_000, UploadState::Failed(t::file_failed().to_owned())),
    ];
    view! {
        <div class="grid" style="--min:17rem;align-items:start">
            <FileDrop name="files" label=t::add_files() hint=t::up_to() multiple=true/>
            <FileDrop name="no-files" label=t::add_files() hint=t::no_more_files() disabled=true/>
            <Uploads uploads=uploads/>
        </div>
    }
    .into_any()
}
