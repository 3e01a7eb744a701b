//! Several short words in one field. Without scripts they are typed apart by commas; with scripts each becomes a chip.

use super::field::{Around, Said};
use super::{FormState, Icon};
use crate::i18n::ui as t;
use leptos::ev::KeyboardEvent;
use leptos::{html, prelude::*};

/// Words among which doubles are found. Nobody means as many; those behind them stay as they are, so that time grows with
/// the length of the text.
const DOUBLES_AMONG: usize = 500;

/// The words of a typed text: apart by commas or lines, without empty ones, each once however it is written.
///
/// ```text
/// split_tags("Rust, mqtt,, rust") == ["Rust", "mqtt"]
/// ```
pub fn split_tags(text: &str) -> Vec<String> {
    let (mut tags, mut known) = (Vec::new(), Vec::new());
    for word in text.split([',', ';', '\n']) {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if word.is_empty() {
            continue;
        }
        if known.len() < DOUBLES_AMONG {
            let key = word.to_lowercase();
            if known.contains(&key) {
                continue;
            }
            known.push(key);
        }
        tags.push(word);
    }
    tags
}

/// The tags of a field in the browser. The field that is sent holds them as text, as it would without scripts.
#[derive(Clone, Copy)]
struct Chips {
    sent: NodeRef<html::Input>,
    next: NodeRef<html::Input>,
    tags: RwSignal<Vec<String>>,
    news: RwSignal<String>,
}

impl Chips {
    fn set(self, tags: Vec<String>) {
        if let Some(sent) = self.sent.get_untracked() {
            sent.set_value(&tags.join(", "));
        }
        self.tags.set(tags);
    }

    /// Takes over what is typed so far.
    fn take(self) {
        let Some(next) = self.next.get_untracked() else { return };
        if next.value().trim().is_empty() {
            // Nothing to take: rendering the tags again would pull them away from under the pointer.
            return;
        }
        let mut text = self.tags.get_untracked().join(",");
        let before = self.tags.with_untracked(Vec::len);
        text.push(',');
        text.push_str(&next.value());
        let tags = split_tags(&text);
        if let Some(last) = tags.last().filter(|_| tags.len() > before) {
            self.news.set(t::added(last));
        }
        next.set_value("");
        self.set(tags);
    }

    fn remove(self, tag: &str) {
        let mut tags = self.tags.get_untracked();
        tags.retain(|known| known != tag);
        self.news.set(t::removed(tag));
        self.set(tags);
        if let Some(next) = self.next.get_untracked() {
            let _ = next.focus();
        }
    }

    fn on_key(self, event: &KeyboardEvent) {
        let empty = self.next.get_untracked().is_none_or(|next| next.value().is_empty());
        match event.key().as_str() {
            "Enter" | "," if !empty => {
                event.prevent_default();
                self.take();
            }
            "," => event.prevent_default(),
            "Backspace" if empty => {
                if let Some(last) = self.tags.with_untracked(|tags| tags.last().cloned()) {
                    self.remove(&last);
                }
            }
            _other => {}
        }
    }
}

/// Several short words. The server function gets them as one text, apart by commas; see [`split_tags`].
///
/// ```text
/// <TagsField name="skills" label=t::skills() hint=t::skills_hint() value="Rust, MQTT" suggestions=skills/>
/// ```
#[component]
pub fn TagsField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = String::new(), into)] hint: String,
    /// What it starts with, apart by commas.
    #[prop(default = String::new(), into)]
    value: String,
    /// What the browser suggests while one types.
    #[prop(optional)]
    suggestions: Vec<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let form = FormState::here();
    let hint = if hint.is_empty() { t::tags_plain().to_owned() } else { hint };
    let said = Said::of(&form, &name, &hint);
    let id = form.field_id(&name);
    let chips = Chips {
        sent: NodeRef::new(),
        next: NodeRef::new(),
        tags: RwSignal::new(Vec::new()),
        news: RwSignal::new(String::new()),
    };
    let live = RwSignal::new(false);
    let read =
        move || chips.tags.set(split_tags(&chips.sent.get_untracked().map(|sent| sent.value()).unwrap_or_default()));
    Effect::new(move |_| {
        // Not before the page is in the document: until then it must be as the server rendered it.
        if chips.sent.get().is_some() {
            read();
            live.set(true);
        }
    });
    let list = format!("{id}-list");
    let own = suggestions.into_iter().map(|tag| view! { <option value=tag></option> }).collect_view();
    let (id_of_next, id_of_sent, list_of_next, said_of_next) = (id.clone(), id, list.clone(), said.clone());
    let next = move || live.get().then(|| next_field(chips, id_of_next.clone(), list_of_next.clone(), &said_of_next));
    let control = view! {
        <div class="tags" class:is-live=move || live.get()>
            {move || shown(chips)}
            // The field that is sent. It stays in the page: what was typed into it survives a new rendering.
            <input
                class="input"
                id=move || if live.get() { format!("{id_of_sent}-all") } else { id_of_sent.clone() }
                name=name.clone()
                type="text"
                value=form.start_value(&name, value)
                required=move || !optional && !live.get()
                autocomplete="off"
                hidden=move || live.get()
                aria-invalid=said.invalid()
                aria-describedby=said.described_by()
                node_ref=chips.sent
                on:input=move |_| read()
            />
            {next}
            <datalist id=list>{own}</datalist>
            <span class="visually-hidden" role="status">{move || chips.news.get()}</span>
        </div>
    }
    .into_any();
    view! { <Around name=name label=label hint=hint optional=optional control=control/> }
}

/// The field for the next tag. It takes the id, so that the label and the summary of a refused form lead to it.
fn next_field(chips: Chips, id: String, list: String, said: &Said) -> AnyView {
    view! {
        <input
            class="tags-next"
            id=id
            type="text"
            list=list
            autocomplete="off"
            placeholder=t::add_another()
            aria-invalid=said.invalid()
            aria-describedby=said.described_by()
            node_ref=chips.next
            on:keydown=move |event| chips.on_key(&event)
            on:blur=move |_| chips.take()
        />
    }
    .into_any()
}

fn shown(chips: Chips) -> impl IntoView {
    let chip = |tag: String| {
        let label = t::remove(&tag);
        let shown = tag.clone();
        view! {
            <span class="chip">
                {shown}
                <button type="button" aria-label=label on:click=move |_| chips.remove(&tag)><Icon name="x"/></button>
            </span>
        }
    };
    chips.tags.get().into_iter().map(chip).collect_view()
}

#[cfg(test)]
mod tests {
    use super::split_tags;

    #[test]
    fn tags_are_split_trimmed_and_kept_once() {
        assert_eq!(split_tags("Rust, MQTT"), ["Rust", "MQTT"]);
        assert_eq!(split_tags(" Rust ,, rust;RUST\nSea  charts, "), ["Rust", "Sea charts"]);
        assert_eq!(split_tags("Čeština, čeština"), ["Čeština"]);
        assert_eq!(split_tags(" ,\n;"), Vec::<String>::new());
    }
}
