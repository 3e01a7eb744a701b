//! The browser's side of still parts: what the server wrote stays in its place until there is something newer.

use leptos::prelude::*;
use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    renderer::types::{Element, Node},
    view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};
use wasm_bindgen::JsCast;

/// What the browser draws when it has to.
pub(super) fn drawn(draw: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    Still::Drawn(Box::new(draw)).into_any()
}

/// What the server has drawn; none on a page that the server wrote whole.
pub(super) fn written(html: Option<String>) -> AnyView {
    Still::Written(html).into_any()
}

enum Still {
    Drawn(Box<dyn FnOnce() -> AnyView + Send>),
    Written(Option<String>),
}

/// What has become of a still part.
enum State {
    /// As the server wrote it, inside of this element.
    AsItCame(Node),
    Drawn(<AnyView as Render>::State),
    /// Some HTML, and what it has become: never nothing, so that it has a place.
    Written(String, Vec<Node>),
}

/// Takes all out of an element but the comment that marks the end of its children, which is its own.
fn clear(around: &Node) {
    while let Some(first) = around.first_child().filter(|first| around.last_child().as_ref() != Some(first)) {
        // A child can be taken from its parent.
        let _ = around.remove_child(&first);
    }
}

/// The nodes of HTML of the server, and a comment after them.
fn nodes(html: &str) -> Vec<Node> {
    let Ok(template) = document().create_element("template") else { return Vec::new() };
    template.set_inner_html(&format!("{html}<!---->"));
    let content = template.unchecked_into::<web_sys::HtmlTemplateElement>().content();
    std::iter::from_fn(|| content.first_child().and_then(|first| content.remove_child(&first).ok())).collect()
}

/// What the browser cannot draw has not come: the page as a whole brings it.
fn whole_page() {
    let here = leptos_router::hooks::use_location();
    let search = crate::error::with_mark(&here.search.get_untracked());
    super::whole(&format!("{}{search}", here.pathname.get_untracked()));
}

impl State {
    fn of(still: Still) -> Self {
        match still {
            Still::Drawn(draw) => Self::Drawn(draw().build()),
            Still::Written(html) => {
                let html = html.unwrap_or_else(|| {
                    whole_page();
                    String::new()
                });
                let nodes = nodes(&html);
                Self::Written(html, nodes)
            }
        }
    }
}

impl Render for Still {
    type State = State;

    fn build(self) -> State {
        State::of(self)
    }

    fn rebuild(self, state: &mut State) {
        match (self, &mut *state) {
            (Self::Drawn(draw), State::Drawn(drawn)) => draw().rebuild(drawn),
            // Nothing newer has come, or the same; but a form that was sent is to be empty again.
            (Self::Written(None), _) => {}
            (Self::Written(Some(html)), State::Written(known, _)) if html == *known && !crate::typed::was_sent() => {}
            (newer, State::AsItCame(around)) => {
                clear(around);
                let mut next = State::of(newer);
                // An element's child has an element around it.
                if let Some(element) = around.dyn_ref::<Element>() {
                    next.mount(element, around.last_child().as_ref());
                }
                *state = next;
            }
            (newer, before) => {
                let mut next = State::of(newer);
                before.insert_before_this(&mut next);
                before.unmount();
                *state = next;
            }
        }
    }
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::AsItCame(around) => clear(around),
            Self::Drawn(drawn) => drawn.unmount(),
            Self::Written(_, nodes) => {
                for node in nodes {
                    if let Some(parent) = node.parent_node() {
                        // A child can be taken from its parent.
                        let _ = parent.remove_child(node);
                    }
                }
            }
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        match self {
            // What lies inside of an element goes with it.
            Self::AsItCame(_) => {}
            Self::Drawn(drawn) => drawn.mount(parent, marker),
            Self::Written(_, nodes) => {
                for node in nodes {
                    // The marker is a child of this parent.
                    let _ = parent.insert_before(node, marker);
                }
            }
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::AsItCame(_) => false,
            Self::Drawn(drawn) => drawn.insert_before_this(child),
            Self::Written(_, nodes) => nodes.first().is_some_and(|first| {
                let parent = first.parent_element();
                parent.map(|parent| child.mount(&parent, Some(first))).is_some()
            }),
        }
    }

    fn elements(&self) -> Vec<Element> {
        match self {
            Self::AsItCame(_) => Vec::new(),
            Self::Drawn(drawn) => drawn.elements(),
            Self::Written(_, nodes) => nodes.iter().filter_map(|node| node.dyn_ref::<Element>().cloned()).collect(),
        }
    }
}

impl AddAnyAttr for Still {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

impl RenderHtml for Still {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// A browser writes no pages.
    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
        // Before the first child the cursor is still at the element around it, which looks for its last comment next.
        let around = cursor.current();
        if let Some(before) = around.last_child().and_then(|last| last.previous_sibling()) {
            cursor.set(before);
            position.set(Position::NextChild);
        }
        State::AsItCame(around)
    }

    fn into_owned(self) -> Self {
        self
    }
}
