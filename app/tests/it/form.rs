//! Forms of a browser without scripts: refused ones come back filled in, accepted ones go on.

use crate::{send, site, visit};
use app::error::{FieldError, PageError};
use app::runtime::Changes;
use app::runtime::Command;
use app::runtime::form::returned::{Returned, of_request};
use app::ui::{Check, Choice, Choices, Field, Form, Select, Submit, TextArea};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// Takes only the title "Gateway"; on to /done where the side is "client".
#[server(prefix = "/do", endpoint = "test/post")]
async fn post(
    thing: String,
    title: String,
    pitch: String,
    password: String,
    side: String,
    currency: String,
    #[server(default)] stay: String,
) -> Result<(), PageError> {
    let _ = (thing, pitch, password, currency, stay);
    match (title.as_str(), side.as_str()) {
        ("nobody", _) => Err(PageError::SignIn),
        ("Gateway", "client") => {
            leptos_axum::redirect("/done");
            Ok(())
        }
        ("Gateway", _) => Ok(()),
        _ => Err(PageError::Refused {
            code: "input".into(),
            sentence: "One thing.".into(),
            fields: vec![FieldError { field: "title".into(), sentence: "Write the title “Gateway”.".into() }],
            status: 422,
        }),
    }
}

#[component]
fn Page() -> impl IntoView {
    let post = Command::of::<Post>();
    let sides = || vec![Choice::new("client", "I hire"), Choice::new("freelancer", "I work")];
    let currencies = || vec![("EUR".to_owned(), "Euro".to_owned()), ("NOK".to_owned(), "Kroner".to_owned())];
    view! {
        <h1>"Form"</h1>
        {["1", "2"]
            .map(|thing| {
                view! {
                    <Form action=post hidden=vec![("thing", thing.to_owned())]>
                        <Field name="title" label="Title" value="first"/>
                        <TextArea name="pitch" label="Pitch"/>
                        <Field name="password" kind="password" label="Password"/>
                        <Choices name="side" legend="Side" choices=sides() value="client"/>
                        <Select name="currency" label="Currency" options=currencies() value="EUR"/>
                        <Check name="stay" label="Stay" checked=true/>
                        <Submit>"Send"</Submit>
                    </Form>
                }
            })
            .collect_view()}
    }
}

#[component]
fn Pages() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(Changes::new());
    provide_context(Returned(StoredValue::new(of_request())));
    view! { <Router><Routes fallback=|| "404"><Route path=path!("/form") view=Page ssr=SsrMode::Async/></Routes></Router> }
}

fn pages() -> impl IntoView {
    view! { <!DOCTYPE html><html lang="en"><head></head><body><Pages/></body></html> }
}

const REFUSED: &str = "thing=2&title=Gate%3C&pitch=two+%0D%0Alines&password=hush&side=freelancer&currency=NOK";

#[tokio::test]
async fn a_refused_form_comes_back_with_everything_typed_and_the_error_on_its_field() {
    let (site, _folder) = site(pages).await;
    let sent = send(&site, "/form?from=home", "/do/test/post", REFUSED).await;
    assert_eq!((sent.status.as_u16(), sent.location.as_str()), (303, "/form?from=home"));
    let back = visit(&site, "/form?from=home", &sent.cookie).await;
    assert!(back.cookie.starts_with("flash=; ") && back.cookie.contains("Max-Age=0"), "{}", back.cookie);
    let page = back.body;
    let (first, second) = page.split_once("value=\"2\"").expect("two forms");
    assert!(
        first.contains("value=\"first\"") && !first.contains("role=\"alert\""),
        "the other form is as it was:\n{first}"
    );
    for part in [
        "role=\"alert\"",
        "href=\"#test-post-2-title\"",
        "Write the title “Gateway”.",
        "value=\"Gate&lt;\"",
        "aria-invalid=\"true\"",
        "two \r\nlines</textarea>",
    ] {
        assert!(second.contains(part), "the refused form lacks {part}:\n{second}");
    }
    assert!(!page.contains("hush"), "a password came back");
    assert!(ticked(second, "value=\"freelancer\"") && !ticked(second, "value=\"client\""), "{second}");
    assert!(ticked(second, "option value=\"NOK\"") && !ticked(second, "option value=\"EUR\""), "{second}");
    assert!(!ticked(second, "name=\"stay\""), "an unticked box stays unticked:\n{second}");
    let other = visit(&site, "/form", &sent.cookie).await;
    assert!(!other.body.contains("role=\"alert\"") && other.cookie.is_empty(), "it is of its own page only");
}

/// Whether the tag with this part is checked or selected.
fn ticked(html: &str, part: &str) -> bool {
    let tag = html.split('<').find(|tag| tag.contains(part)).expect("the tag");
    tag.split('>').next().is_some_and(|tag| tag.contains(" checked") || tag.contains(" selected"))
}

#[tokio::test]
async fn an_accepted_form_goes_on_or_back_and_leaves_nothing_in_the_address() {
    let (site, _folder) = site(pages).await;
    let on =
        send(&site, "/form", "/do/test/post", "thing=1&title=Gateway&pitch=&password=x&side=client&currency=EUR").await;
    assert_eq!((on.status.as_u16(), on.location.as_str(), on.cookie.as_str()), (303, "/done", ""));
    let back =
        send(&site, "/form", "/do/test/post", "thing=1&title=Gateway&pitch=&password=x&side=freelancer&currency=EUR")
            .await;
    assert_eq!((back.status.as_u16(), back.location.as_str()), (303, "/form"));
}

#[tokio::test]
async fn without_a_session_one_signs_in_and_comes_back_to_what_was_typed() {
    let (site, _folder) = site(pages).await;
    let sent =
        send(&site, "/form", "/do/test/post", "thing=1&title=nobody&pitch=kept&password=x&side=client&currency=EUR")
            .await;
    assert_eq!((sent.status.as_u16(), sent.location.as_str()), (303, "/sign-in?next=/form"));
    assert!(visit(&site, "/form", &sent.cookie).await.body.contains("kept</textarea>"));
}

#[tokio::test]
async fn a_form_that_lacks_a_field_is_refused_with_a_sentence() {
    let (site, _folder) = site(pages).await;
    let sent = send(&site, "/form", "/do/test/post", "thing=1&title=x").await;
    let page = visit(&site, "/form", &sent.cookie).await.body;
    assert!(page.contains("Something is missing in this form"), "{page}");
}
