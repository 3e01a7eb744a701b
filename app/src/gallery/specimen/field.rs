//! Controls that cannot be used, have the focus, or were refused. Focus cannot be had without a keyboard, so a class of the
//! style sheet shows it.

use crate::i18n::{gallery as g, specimen as t};
use crate::ui::{Check, Choice, Choices, Icon, Radios, Segmented};
use leptos::prelude::*;

/// Boxes, radios, switches, large choices.
pub(super) fn choices() -> AnyView {
    let visible = vec![
        Choice::new("anyone", g::anyone()),
        Choice::new("members", g::members()),
        Choice::new("invited", g::invited()),
    ];
    let paid = vec![
        Choice::new("fixed", g::fixed()).with_more(g::fixed_more()),
        Choice::new("hourly", g::hourly()).with_more(g::hourly_more()),
    ];
    let views = vec![Choice::new("table", g::as_table()), Choice::new("cards", g::as_cards())];
    view! {
        <div class="grid" style="--min:15rem;--gap:var(--s5)">
            <div>
                <Check name="off" label=g::off()/>
                <Check name="on" label=g::on() more=g::second_line() checked=true/>
                <label class="check"><input type="checkbox" disabled=true/><span class="faint">{g::disabled()}</span></label>
                <Check name="notify" label=g::notify() switch=true checked=true/>
                <Check name="night" label=g::quiet_hours() switch=true/>
            </div>
            <Radios name="visible" legend=g::visibility() choices=visible value="members"/>
            <Choices name="paid" legend=g::how_paid() choices=paid value="fixed"/>
            <div><Segmented name="view" legend=g::view_as() choices=views value="table"/></div>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Disabled,
    Focused,
    Refused,
}

impl Look {
    const ALL: [Self; 3] = [Self::Disabled, Self::Focused, Self::Refused];

    fn word(self) -> &'static str {
        match self {
            Self::Disabled => g::disabled(),
            Self::Focused => g::focus(),
            Self::Refused => t::refused(),
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Focused => "focused",
            Self::Refused => "refused",
        }
    }

    /// A class, with the ring of the focus where it shows it.
    fn class(self, class: &'static str) -> String {
        if self == Self::Focused { format!("{class} is-focus") } else { class.to_owned() }
    }

    fn off(self) -> bool {
        self == Self::Disabled
    }

    fn invalid(self) -> Option<&'static str> {
        (self == Self::Refused).then_some("true")
    }

    /// Id of the sentence below a refused control.
    fn told_by(self, name: &str) -> Option<String> {
        (self == Self::Refused).then(|| format!("look-{name}-error"))
    }

    fn error(self, name: &str, sentence: &'static str) -> impl IntoView + use<> {
        let id = self.told_by(name);
        id.map(|id| view! { <p class="error" id=id><Icon name="triangle-alert"/>{sentence}</p> })
    }

    fn id(self, name: &str) -> String {
        format!("look-{name}-{}", self.key())
    }
}

type Control = fn(Look, String) -> AnyView;

/// A control in its three looks, under one label.
fn row((name, label, error, control): (&'static str, &'static str, &'static str, Control)) -> impl IntoView {
    Look::ALL
        .map(|look| {
            let id = look.id(name);
            view! {
                <div class="field">
                    <label for=id.clone()>{label}" "<span class="optional">{look.word()}</span></label>
                    {control(look, id)}
                    {look.error(name, error)}
                </div>
            }
        })
        .collect_view()
}

fn text(look: Look, id: String) -> AnyView {
    let value = if look.invalid().is_some() { g::field_refused_value() } else { t::set_by_contract() };
    view! {
        <input
            class=look.class("input")
            id=id
            value=value
            disabled=look.off()
            aria-invalid=look.invalid()
            aria-describedby=look.told_by("text")
        />
    }
    .into_any()
}

fn long_text(look: Look, id: String) -> AnyView {
    view! {
        <textarea
            class=look.class("")
            id=id
            rows="2"
            disabled=look.off()
            aria-invalid=look.invalid()
            aria-describedby=look.told_by("long")
        >
            {t::too_short()}
        </textarea>
    }
    .into_any()
}

fn number(look: Look, id: String) -> AnyView {
    let value = if look.invalid().is_some() { "120" } else { "14" };
    view! {
        <div class=look.class("affix")>
            <input
                class="input"
                id=id
                type="number"
                value=value
                disabled=look.off()
                aria-invalid=look.invalid()
                aria-describedby=look.told_by("number")
            />
            <span>{g::days()}</span>
        </div>
    }
    .into_any()
}

fn money(look: Look, id: String) -> AnyView {
    let value = if look.invalid().is_some() { "12.5k" } else { "12,500.00" };
    view! {
        <div class=look.class("affix")>
            <input
                class="input"
                id=id
                inputmode="decimal"
                value=value
                disabled=look.off()
                aria-invalid=look.invalid()
                aria-describedby=look.told_by("money")
            />
            <span>"EUR"</span>
        </div>
    }
    .into_any()
}

fn date(look: Look, id: String) -> AnyView {
    let value = if look.invalid().is_some() { "2026-11-20" } else { "2026-11-27" };
    view! {
        <input
            class=look.class("input")
            id=id
            type="date"
            value=value
            disabled=look.off()
            aria-invalid=look.invalid()
            aria-describedby=look.told_by("date")
        />
    }
    .into_any()
}

fn select(look: Look, id: String) -> AnyView {
    let chosen = if look.invalid().is_some() { t::choose() } else { g::bank() };
    view! {
        <select
            class=look.class("")
            id=id
            disabled=look.off()
            aria-invalid=look.invalid()
            aria-describedby=look.told_by("select")
        >
            <option>{chosen}</option>
        </select>
    }
    .into_any()
}

fn combobox(look: Look, id: String) -> AnyView {
    let value = if look.invalid().is_some() { "zzz" } else { t::norway() };
    view! {
        <input
            class=look.class("input")
            id=id
            value=value
            disabled=look.off()
            aria-invalid=look.invalid()
            aria-describedby=look.told_by("combobox")
        />
    }
    .into_any()
}

fn tags(look: Look, id: String) -> AnyView {
    let chip =
        |word: &'static str| view! { <span class="chip">{word}<span class="chip-end"><Icon name="x"/></span></span> };
    let chips = (look != Look::Refused).then(|| view! { {chip("Rust")}{chip("MQTT")} });
    view! {
        <div class=look.class("tags is-live")>
            {chips}
            <input
                class="tags-next"
                id=id
                placeholder=t::add_another()
                disabled=look.off()
                aria-invalid=look.invalid()
                aria-describedby=look.told_by("tags")
            />
        </div>
    }
    .into_any()
}

fn range(look: Look, id: String) -> AnyView {
    let value = if look.invalid().is_some() { "0" } else { "70" };
    view! {
        <input
            class=look.class("")
            type="range"
            id=id
            value=value
            disabled=look.off()
            aria-invalid=look.invalid()
            aria-describedby=look.told_by("range")
        />
    }
    .into_any()
}

/// Controls whose label is around them.
fn wide(look: Look) -> impl IntoView {
    let radio = |title: &'static str, more: &'static str, class: String| {
        view! {
            <label class=class>
                <input type="radio" name=look.id("cards") disabled=look.off() aria-describedby=look.told_by("cards")/>
                <span><b>{title}</b><span class="small muted">{more}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{g::how_paid()}" "<span class="optional">{look.word()}</span></legend>
            <div class="stack stack--2">
                {radio(g::fixed(), g::fixed_more(), look.class("choice"))}
                {radio(g::hourly(), g::hourly_more(), "choice".to_owned())}
            </div>
            {look.error("cards", t::cards_error())}
        </fieldset>
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    role="switch"
                    class=look.class("switch")
                    disabled=look.off()
                    aria-invalid=look.invalid()
                    aria-describedby=look.told_by("switch")
                />
                <span>{t::accept_terms()}" "<span class="optional">{look.word()}</span></span>
            </label>
            {look.error("switch", t::switch_error())}
        </div>
        <div class="field">
            <label class=look.class("drop") for=look.id("drop")>
                <Icon name="upload"/><b>{g::add_files()}</b><span>{look.word()}</span>
                <input type="file" id=look.id("drop") disabled=look.off() aria-describedby=look.told_by("drop")/>
            </label>
            {look.error("drop", t::drop_error())}
        </div>
    }
}

pub(super) fn states() -> AnyView {
    let rows: [(&str, &str, &str, Control); 9] = [
        ("text", g::field_refused(), t::text_error(), text),
        ("long", t::what_to_do(), t::long_error(), long_text),
        ("number", g::field_number(), t::number_error(), number),
        ("money", g::field_money(), t::money_error(), money),
        ("date", t::due_date(), t::date_error(), date),
        ("select", g::field_select(), t::select_error(), select),
        ("combobox", g::field_country(), t::land_error(), combobox),
        ("tags", g::field_skills(), t::tags_error(), tags),
        ("range", t::share(), t::range_error(), range),
    ];
    let rows = rows.map(row).collect_view();
    let wide = Look::ALL.map(|look| view! { <div class="stack">{wide(look)}</div> }).collect_view();
    view! {
        <div class="grid looks" style="--min:13rem;--gap:var(--s5)">{rows}{wide}</div>
        <div class="banner banner--bad">
            <Icon name="triangle-alert"/>
            <div>
                <b>{t::two_things()}</b>
                <ul>
                    <li><a href="#look-money-refused">{t::money_short()}</a></li>
                    <li><a href="#look-date-refused">{t::date_short()}</a></li>
                </ul>
            </div>
        </div>
    }
    .into_any()
}
