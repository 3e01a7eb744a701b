//! Files: the place to choose or drop them, and how far each has got. The input itself covers the place, so dropping and
//! choosing work without scripts; scripts list what was chosen.

use super::field::FieldErrorLine;
use super::{FormState, Icon, Tag, Tone};
use crate::i18n::ui as t;
use leptos::{html, prelude::*};

/// How far a file has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadState {
    /// Chosen, and not sent yet.
    Waiting,
    /// So many per cent are sent.
    Sending(u8),
    /// All of it has arrived.
    Done,
    /// It did not arrive; what happened, and what to do.
    Failed(String),
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// How far it has got.
    pub state: UploadState,
}

/// A size in words: `640 bytes`, `12 kB`, `3.4 MB`.
pub fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => t::bytes(bytes),
        1_000..1_000_000 => t::kilobytes(bytes.div_ceil(1_000)),
        _more => {
            let tenths = bytes / 100_000;
            let decimal = crate::i18n::language::current().format.decimal;
            t::megabytes(format!("{}{decimal}{}", tenths / 10, tenths % 10))
        }
    }
}

/// The files of a message or submission, each with how far it has got.
///
/// ```text
/// <Uploads uploads=vec![Upload { name: "log.txt".into(), bytes: 4_096, state: UploadState::Sending(40) }]/>
/// ```
#[component]
pub fn Uploads(uploads: Vec<Upload>) -> impl IntoView {
    let rows = uploads
        .into_iter()
        .map(|upload| {
            let state = match upload.state {
                UploadState::Waiting => view! { <Tag icon="clock">{t::upload_waiting()}</Tag> }.into_any(),
                UploadState::Done => view! { <Tag tone=Tone::Good icon="check">{t::upload_done()}</Tag> }.into_any(),
                UploadState::Failed(why) => {
                    view! { <p class="error"><Icon name="triangle-alert"/>{why}</p> }.into_any()
                }
                UploadState::Sending(percent) => {
                    let label = format!("{}: {}", upload.name, t::upload_sending(percent));
                    view! {
                        <span class="small muted num">{t::upload_sending(percent)}</span>
                        <progress class="meter" max="100" value=percent.to_string() aria-label=label></progress>
                    }
                    .into_any()
                }
            };
            view! {
                <li>
                    <Icon name="file-text"/>
                    <b>{upload.name}</b>
                    <span class="small muted num">{size_in_words(upload.bytes)}</span>
                    {state}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="list list--tight uploads">{rows}</ul> }
}

/// The place to choose or drop files. `progress` follows their way once they are sent; until then it lists what is chosen.
///
/// ```text
/// <FileDrop name="files" label=t::add_files() hint=t::up_to(50) multiple=true accept="image/*,.pdf"/>
/// ```
#[component]
pub fn FileDrop(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = String::new(), into)] hint: String,
    #[prop(optional)] multiple: bool,
    /// Kinds of files, as in HTML.
    #[prop(optional, into)]
    accept: Option<String>,
    #[prop(optional, into)] progress: Option<Signal<Vec<Upload>>>,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    let form = FormState::here();
    let id = form.field_id(&name);
    let input = NodeRef::<html::Input>::new();
    let chosen = RwSignal::new(Vec::<Upload>::new());
    let on_change = move |_| chosen.set(input.get_untracked().map(|input| files_of(&input)).unwrap_or_default());
    let hint = if hint.is_empty() { t::file_drop().to_owned() } else { hint };
    let list = move || {
        let uploads = progress.map(|progress| progress.get()).filter(|uploads| !uploads.is_empty());
        let uploads = uploads.unwrap_or_else(|| chosen.get());
        (!uploads.is_empty()).then(|| view! { <Uploads uploads=uploads/> })
    };
    view! {
        <div class="field">
            <label class="drop" for=id.clone()>
                <Icon name="upload"/>
                <b>{label}</b>
                <span>{hint}</span>
                <input
                    id=id.clone()
                    name=name.clone()
                    type="file"
                    multiple=multiple
                    accept=accept
                    disabled=disabled
                    node_ref=input
                    on:change=on_change
                />
            </label>
            {list}
            <FieldErrorLine name=name/>
        </div>
    }
}

/// What is chosen in an input.
fn files_of(input: &web_sys::HtmlInputElement) -> Vec<Upload> {
    let Some(files) = input.files() else { return Vec::new() };
    (0..files.length())
        .filter_map(|place| files.get(place))
        // A size is a whole number, though scripts write it as a fraction.
        .map(|file| Upload { name: file.name(), bytes: file.size() as u64, state: UploadState::Waiting })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::size_in_words;

    #[test]
    fn sizes_are_said_in_round_numbers() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "One byte"),
            (640, "640 bytes"),
            (1_000, "1 kB"),
            (12_001, "13 kB"),
            (3_450_000, "3.4 MB"),
            (50_000_000, "50.0 MB"),
        ] {
            assert_eq!(size_in_words(bytes), text);
        }
    }
}
