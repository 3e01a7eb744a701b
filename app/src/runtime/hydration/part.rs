//! The browser's side of the parts that are not hydrated: what the server wrote stays in its place, and newer HTML of the
//! server is merged into it.

use crate::runtime::page;
use leptos::prelude::*;
use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    renderer::types::{Element, Node},
    view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};
use wasm_bindgen::JsCast;

pub(super) enum Part {
    /// The browser renders it when it has to.
    Rendered(Box<dyn FnOnce() -> AnyView + Send>),
    /// What the server has rendered; none on a page that the server wrote whole.
    Html(Option<String>),
    /// Nothing, which takes a moment to hydrate.
    Yield,
}

pub(super) enum State {
    Rendered(<AnyView as Render>::State),
    /// The only content of an element, but for a comment that marks its end.
    Html(ServerHtml),
}

#[derive(Default)]
pub(super) struct ServerHtml {
    around: Option<Element>,
    /// What is not in the page yet, or no longer.
    nodes: Vec<Node>,
    /// What it was made of; none for what came inside of the page.
    html: Option<String>,
}

impl ServerHtml {
    fn of(html: Option<String>) -> Self {
        let html = html.unwrap_or_else(|| {
            // What the browser cannot render has not come: the page as a whole brings it.
            let here = leptos_router::hooks::use_location();
            let search = crate::error::with_mark(&here.search.get_untracked());
            page::load_document(&format!("{}{search}", here.pathname.get_untracked()));
            String::new()
        });
        Self { around: None, nodes: page::nodes(&html), html: Some(html) }
    }

    /// Takes it out of its element. The comment at the end is Leptos' own where the page came from the server.
    fn clear(&mut self) {
        let Some(around) = self.around.take() else { return };
        let last = around.last_child().filter(|_| self.html.is_none());
        while let Some(first) = around.first_child().filter(|first| Some(first) != last.as_ref()) {
            if let Ok(node) = around.remove_child(&first) {
                self.nodes.push(node);
            }
        }
    }
}

impl Render for Part {
    type State = State;

    fn build(self) -> State {
        match self {
            Self::Rendered(render) => State::Rendered(render().build()),
            Self::Html(html) => State::Html(ServerHtml::of(html)),
            Self::Yield => State::Rendered(().into_any().build()),
        }
    }

    fn rebuild(self, state: &mut State) {
        match (self, &mut *state) {
            (Self::Rendered(render), State::Rendered(rendered)) => render().rebuild(rendered),
            // Nothing newer has come, or there is nothing.
            (Self::Html(None) | Self::Yield, _) => {}
            (Self::Html(Some(html)), State::Html(known)) => {
                if let Some(around) = known.around.as_ref().filter(|_| known.html.as_ref() != Some(&html)) {
                    page::merge(around, &html);
                    // The end is still whose it was: only what was made here forgets that by itself.
                    known.html = known.html.take().map(|_| html);
                }
            }
            (newer, State::Html(known)) => {
                let around = known.around.clone();
                known.clear();
                *state = newer.build();
                if let Some(around) = around {
                    state.mount(&around, around.last_child().as_ref());
                }
            }
            (newer, before) => {
                let mut next = newer.build();
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
            Self::Html(html) => html.clear(),
            Self::Rendered(rendered) => rendered.unmount(),
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        match self {
            Self::Html(html) => {
                for node in std::mem::take(&mut html.nodes) {
                    // The marker is a child of this parent.
                    let _ = parent.insert_before(&node, marker);
                }
                html.around = Some(parent.clone());
            }
            Self::Rendered(rendered) => rendered.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::Html(html) => {
                let around = html.around.as_ref();
                around.map(|around| child.mount(around, around.first_child().as_ref())).is_some()
            }
            Self::Rendered(rendered) => rendered.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<Element> {
        // Nobody adds attributes to what is written already.
        Vec::new()
    }
}

impl AddAnyAttr for Part {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

impl RenderHtml for Part {
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
        if matches!(self, Self::Yield) {
            return State::Rendered(().into_any().hydrate::<FROM_SERVER>(cursor, position));
        }
        // Before the first child the cursor is still at the element around it, which looks for its last comment next.
        let around = cursor.current();
        if let Some(before) = around.last_child().and_then(|last| last.previous_sibling()) {
            cursor.set(before);
            position.set(Position::NextChild);
        }
        State::Html(ServerHtml { around: around.dyn_into().ok(), ..ServerHtml::default() })
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> State {
        if matches!(self, Self::Yield) {
            crate::runtime::rest(std::time::Duration::ZERO).await;
        }
        self.hydrate::<true>(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
