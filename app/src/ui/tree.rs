//! A tree of sums: how one leaf reaches the root. Rendered as SVG, with all of it in words.

use leptos::prelude::*;

/// A box of the tree: its name, its figure, and whether the way of the leaf leads through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// What it is.
    pub name: String,
    /// Its sum.
    pub figure: String,
    /// On the way from the leaf to the root.
    pub on_way: bool,
}

/// Middle and top edge of each box: the root, its two branches, their four leaves.
const PLACES: [(u32, u32); 7] = [(212, 1), (108, 85), (316, 85), (56, 169), (160, 169), (264, 169), (368, 169)];
const WIDTH: u32 = 98;

/// Three levels of sums.
///
/// ```text
/// <SumTree id="tree" title=t::tree() text=t::tree_in_words() boxes=[root, left, right, leaf, neighbour, other, other]/>
/// ```
#[component]
pub fn SumTree(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] title: String,
    /// All of it in words.
    #[prop(into)]
    text: String,
    boxes: [Leaf; 7],
) -> impl IntoView {
    let ids = (format!("{id}-title"), format!("{id}-text"));
    let labelled = format!("{} {}", ids.0, ids.1);
    let boxes = boxes.into_iter().zip(PLACES).map(|(leaf, (x, y))| one(leaf, x, y)).collect_view();
    view! {
        <figure class="tree">
            <svg class="chart" viewBox="0 0 424 218" role="img" aria-labelledby=labelled>
                <title id=ids.0>{title}</title>
                <desc id=ids.1>{text.clone()}</desc>
                <g class="axis" fill="none" stroke-width="1.5">
                    <path d="M212 48V66M108 66H316M316 66V84M316 132V150M264 150H368M264 150V168M368 150V168M108 150H160V168"></path>
                </g>
                <path class="line" d="M212 48V66H108V84M108 132V150H56V168"></path>
                {boxes}
            </svg>
            <figcaption class="small muted">{text}</figcaption>
        </figure>
    }
}

fn one(leaf: Leaf, x: u32, y: u32) -> AnyView {
    // The lowest row holds four.
    let width = if y < 169 { WIDTH + 32 } else { WIDTH };
    let class = if leaf.on_way { "tree-box is-way" } else { "tree-box" };
    view! {
        <rect class=class x=(x - width / 2).to_string() y=y.to_string() width=width.to_string() height="46" rx="4"></rect>
        <text x=x.to_string() y=(y + 18).to_string() text-anchor="middle">{leaf.name}</text>
        <text class="tree-sum" x=x.to_string() y=(y + 37).to_string() text-anchor="middle">{leaf.figure}</text>
    }
    .into_any()
}
