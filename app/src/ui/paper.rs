//! Papers: an invoice or a contract that prints alone, its clauses, its seal, and what changed between two versions.

use leptos::prelude::*;

/// A paper; it prints alone on A4.
///
/// ```text
/// <Sheet><h1>{t::invoice(number)}</h1>…</Sheet>
/// ```
#[component]
pub fn Sheet(children: Children) -> impl IntoView {
    view! { <article class="sheet stack">{children()}</article> }
}

/// One side of a paper: its name in bold, then the lines of its address.
///
/// ```text
/// <Party title=t::from() name=freelancer.name lines=vec![street, country, tax_number]/>
/// ```
#[component]
pub fn Party(title: &'static str, #[prop(into)] name: String, lines: Vec<String>) -> impl IntoView {
    let lines = lines.into_iter().map(|line| view! { <br/>{line} }).collect_view();
    view! {
        <div class="stack stack--1">
            <h4 class="label" style="font-family:inherit">{title}</h4>
            <address style="font-style:normal"><b>{name}</b>{lines}</address>
        </div>
    }
}

/// Clauses that number themselves: a bold word, then the sentence.
///
/// ```text
/// <Clauses clauses=vec![(t::who().into(), t::who_text(client, freelancer))]/>
/// ```
#[component]
pub fn Clauses(clauses: Vec<(String, String)>) -> impl IntoView {
    let clauses =
        clauses.into_iter().map(|(word, text)| view! { <li><span><b>{word}</b>" "{text}</span></li> }).collect_view();
    view! { <ol class="clauses">{clauses}</ol> }
}

/// A fingerprint in groups of four, to compare by eye.
///
/// ```text
/// <Seal fingerprint="7c1e09b4d52fa860"/>
/// ```
#[component]
pub fn Seal(#[prop(into)] fingerprint: String) -> impl IntoView {
    let groups = groups_of_four(&fingerprint).into_iter().map(|four| view! { <span>{four}</span> }).collect_view();
    view! { <code class="seal">{groups}</code> }
}

fn groups_of_four(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    letters.chunks(4).map(|four| four.iter().collect()).collect()
}

/// A term that changed: what it was, and what it is now. Say once in words that something changed.
///
/// ```text
/// <Changed before=said(old.due) now=said(new.due)/>
/// ```
#[component]
pub fn Changed(
    /// Empty for something new.
    #[prop(into)]
    before: String,
    /// Empty for something taken out.
    #[prop(into)]
    now: String,
) -> impl IntoView {
    let before = (!before.is_empty()).then(|| view! { <del>{before}</del>" " });
    let now = (!now.is_empty()).then(|| view! { <ins>{now}</ins> });
    view! { {before}{now} }
}

#[cfg(test)]
mod tests {
    use super::groups_of_four;

    #[test]
    fn a_fingerprint_falls_into_fours() {
        assert_eq!(groups_of_four("7c1e09b4d5"), ["7c1e", "09b4", "d5"]);
        assert_eq!(groups_of_four("7c1e 09b4"), ["7c1e", "09b4"]);
        assert!(groups_of_four("").is_empty());
    }
}
