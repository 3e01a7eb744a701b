//! The sandbox's hosted page: where a real gateway would ask for a card, you choose how the payment behaves. Plain
//! forms, no scripts; nobody is signed in here, as at any gateway.

use crate::{
    http::{fault::Ticket, plain, plain::escape},
    instance::Instance,
};
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::payment::SandboxMethod;
use gateway::GatewayError;
use gateway::sandbox::{Charge, HOSTED_PATH, SandboxError, Step};
use http::StatusCode;
use leptos::config::LeptosOptions;
use serde::Deserialize;

/// What the page shows.
#[derive(Debug, Default, Deserialize)]
pub struct Shown {
    /// Present: the second step.
    second_step: Option<String>,
}

/// What was pressed.
#[derive(Debug, Deserialize)]
pub struct Pressed {
    /// `pay`, `confirm`, `refuse` or `leave`.
    #[serde(default)]
    press: String,
    /// Word of a [`SandboxMethod`].
    #[serde(default)]
    method: String,
}

/// `GET /sandbox/pay/{reference}`.
pub async fn show(
    State(instance): State<Instance>,
    Path(reference): Path<String>,
    Query(shown): Query<Shown>,
) -> Response {
    match charge(&instance, &reference).await {
        Ok(charge) if charge.outcome.is_some() => page(&instance, "This payment is settled", &settled(&charge)),
        Ok(charge) if shown.second_step.is_some() => page(&instance, "Confirm your payment", &second_step(&charge)),
        Ok(charge) => page(&instance, "Pay", &methods(&charge, "")),
        Err(error) => failed(&error),
    }
}

/// `POST /sandbox/pay/{reference}`.
pub async fn choose(
    State(instance): State<Instance>,
    Path(reference): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let now = instance.clock.now();
    let Some(sandbox) = &instance.sandbox else { return failed(&GatewayError::Unknown) };
    let step = match (pressed.press.as_str(), SandboxMethod::parse(&pressed.method)) {
        ("confirm", _) => sandbox.second_step(&reference, true, now).await,
        ("refuse", _) => sandbox.second_step(&reference, false, now).await,
        ("leave", _) => sandbox.leave(&reference, now).await,
        (_, Ok(method)) => sandbox.choose(&reference, method, now).await,
        (_, Err(refusal)) => {
            return match charge(&instance, &reference).await {
                Ok(charge) => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    page(&instance, "Pay", &methods(&charge, &refusal.sentence.to_string())),
                )
                    .into_response(),
                Err(error) => failed(&error),
            };
        }
    };
    match step {
        Ok(Step::SecondStep) => Redirect::to(&format!("{HOSTED_PATH}{reference}?second_step=1")).into_response(),
        // The webhooks are on their way already, by the worker.
        Ok(Step::Done { return_url, webhooks: _ }) => Redirect::to(&return_url).into_response(),
        Ok(Step::NoAnswer { return_url }) => {
            let page = page(&instance, "The bank did not answer", &no_answer(&return_url));
            (StatusCode::GATEWAY_TIMEOUT, page).into_response()
        }
        Err(SandboxError::Settled) => Redirect::to(&format!("{HOSTED_PATH}{reference}")).into_response(),
        Err(SandboxError::Gateway(error)) => failed(&error),
    }
}

async fn charge(instance: &Instance, reference: &str) -> Result<Charge, GatewayError> {
    match &instance.sandbox {
        Some(sandbox) => sandbox.charge(reference).await,
        None => Err(GatewayError::Unknown),
    }
}

fn failed(error: &GatewayError) -> Response {
    match error {
        GatewayError::Unknown => (
            StatusCode::NOT_FOUND,
            Html(plain::page("No such payment", "There is no payment at this address. Nothing was charged.")),
        )
            .into_response(),
        // The sandbox gateway lives in our database.
        GatewayError::Unreachable(why) => {
            tracing::warn!(%why, "the sandbox gateway does not answer");
            let text = "The payment page is out of reach for a moment. Nothing is charged twice: open it again in a few seconds and look.";
            let title = "One moment, please";
            plain::later(plain::Form::Page, "general.away", title, text)
        }
        GatewayError::OtherCharge => Ticket::log(error).page(),
    }
}

/// What each method does, for the person who picks it.
fn words(method: SandboxMethod) -> (&'static str, &'static str) {
    match method {
        SandboxMethod::Succeeds => ("Succeeds", "The payment goes through at once."),
        SandboxMethod::NeedsSecondStep => {
            ("Needs a second step", "The bank asks you to confirm, then it goes through.")
        }
        SandboxMethod::Declined => ("Is declined", "The bank says no. Nothing is charged."),
        SandboxMethod::LacksFunds => ("Lacks funds", "There is too little money on the account. Nothing is charged."),
        SandboxMethod::AnswersLate => ("Succeeds, told late", "It goes through; Guildhall hears of it an hour later."),
        SandboxMethod::AnswersTwice => {
            ("Succeeds, told twice", "It goes through; Guildhall hears of it twice and books it once.")
        }
        SandboxMethod::TimesOut => (
            "Succeeds, never told",
            "It goes through, but this page breaks off and no webhook follows. Guildhall finds out when it looks the payment up.",
        ),
    }
}

fn methods(charge: &Charge, bad: &str) -> String {
    let choices: String = SandboxMethod::ALL
        .into_iter()
        .enumerate()
        .map(|(place, method)| {
            let (title, more) = words(method);
            let checked = if place == 0 { " checked" } else { "" };
            let word = method.as_str();
            format!(
                "<label class=\"choice\"><input type=\"radio\" name=\"method\" value=\"{word}\" required{checked}>\
                 <span><b>{title}</b><span class=\"small muted\">{more}</span></span></label>"
            )
        })
        .collect();
    let bad =
        if bad.is_empty() { String::new() } else { format!("<p class=\"error\" role=\"alert\">{}</p>", escape(bad)) };
    let amount = escape(&charge.amount.to_string());
    format!(
        "<p>Guildhall asks for <b class=\"num\">{amount}</b>. This is the sandbox: no card, no money. \
         Choose how the payment shall behave.</p>\
         <form method=\"post\" action=\"{action}\" class=\"stack\"><fieldset class=\"field\"><legend>Payment method</legend>\
         <div class=\"stack stack--2\">{choices}</div>{bad}</fieldset>\
         <div class=\"cluster\"><button class=\"button button--primary\" name=\"press\" value=\"pay\">Pay {amount}</button>\
         <button class=\"button button--quiet\" name=\"press\" value=\"leave\" formnovalidate>Leave without paying</button></div></form>",
        action = action(charge)
    )
}

fn second_step(charge: &Charge) -> String {
    let amount = escape(&charge.amount.to_string());
    format!(
        "<p>Your bank asks: do you want to pay <b class=\"num\">{amount}</b> to Guildhall? Until you confirm, nothing is charged.</p>\
         <form method=\"post\" action=\"{action}\" class=\"cluster\">\
         <button class=\"button button--primary\" name=\"press\" value=\"confirm\">Confirm</button>\
         <button class=\"button button--danger\" name=\"press\" value=\"refuse\">Refuse</button></form>",
        action = action(charge)
    )
}

fn settled(charge: &Charge) -> String {
    format!("<p>It was decided before, so nothing was charged again.</p>{}", way_back(&charge.return_url))
}

fn no_answer(return_url: &str) -> String {
    let told = "<p>It is not known yet whether you were charged. Do not pay again: \
                Guildhall asks the bank within a day and books what it says.</p>";
    format!("{told}{}", way_back(return_url))
}

fn way_back(return_url: &str) -> String {
    format!("<p><a class=\"button button--primary\" href=\"{}\">Back to Guildhall</a></p>", escape(return_url))
}

fn action(charge: &Charge) -> String {
    format!("{HOSTED_PATH}{}", escape(&charge.reference))
}

fn page(instance: &Instance, title: &str, body: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{title} · Sandbox gateway</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><main class=\"main\" id=\"main\"><div class=\"wrap wrap--narrow stack\">\
         <p class=\"small muted\">Sandbox gateway · play money</p>\
         <div class=\"card stack\"><h1>{title}</h1>{body}</div></div></main></body></html>",
        css = escape(&stylesheet(&instance.leptos))
    );
    Html(html).into_response()
}

/// Where the site's style lies; its name carries a hash when the build gave it one.
pub(crate) fn stylesheet(options: &LeptosOptions) -> String {
    let list = if options.hash_files {
        std::fs::read_to_string(options.hash_file.as_ref()).unwrap_or_default()
    } else {
        String::new()
    };
    let hash = list.lines().find_map(|line| line.trim().strip_prefix("css:").map(|hash| format!(".{}", hash.trim())));
    format!("/{}/{}{}.css", options.site_pkg_dir, options.output_name, hash.unwrap_or_default())
}
