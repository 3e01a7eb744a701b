//! The answers that programs rely on: each code has its status, and each bad field its own code.

use super::{FieldRefusal, GeneralRefusal, Refusal};
use crate::account::{AccountRefusal, NewToken, SignUp, SignUpInput, TokenInput};
use crate::job::{JobInput, JobRefusal, JobTerms};
use crate::message::MessageRefusal;
use crate::payment::PaymentRefusal;
use crate::profile::{ProfileInput, ProfileRefusal, ProfileTerms};
use crate::proposal::ProposalRefusal;
use crate::timesheet::TimesheetRefusal;

fn answers(code: &str, status: u16, refusal: impl Into<Refusal>) {
    let refusal = refusal.into();
    assert_eq!((refusal.code(), refusal.status()), (code, status));
    let sentence = refusal.to_string();
    assert!(sentence.ends_with(['.', '”']) && !sentence.contains(['{', '}']), "{code}: {sentence}");
}

/// The codes and states below are those that only the store can meet: it alone sees rows, versions and clocks of keys.
#[test]
fn what_the_store_refuses_has_its_status() {
    answers("general.sign_in", 401, GeneralRefusal::NotSignedIn);
    answers("general.stale", 412, GeneralRefusal::Stale);
    answers("general.too_many", 429, GeneralRefusal::TooMany { seconds: 30 });
    answers("idempotency.missing", 422, GeneralRefusal::KeyMissing);
    answers("idempotency.bad_key", 422, GeneralRefusal::KeyBad);
    answers("idempotency.other_body", 422, GeneralRefusal::KeyOtherBody);
    answers("idempotency.already_done", 409, GeneralRefusal::KeyDone);
    answers("account.wrong_pair", 401, AccountRefusal::WrongPair);
    answers("account.not_verified", 403, AccountRefusal::NotVerified);
    answers("account.link_dead", 409, AccountRefusal::LinkDead);
    answers("account.wrong_password", 403, AccountRefusal::WrongPassword);
    answers("account.too_many_tries", 429, AccountRefusal::TooManyTries { seconds: 60 });
    answers("profile.hidden", 404, ProfileRefusal::Hidden);
    answers("job.currency_fixed", 409, JobRefusal::CurrencyFixed);
    answers("message.other_text", 409, MessageRefusal::OtherText);
    answers("timesheet.running", 409, TimesheetRefusal::Running { title: "Tide gauge".into() });
    answers("timesheet.not_running", 409, TimesheetRefusal::NotRunning);
    answers("timesheet.contract_not_open", 409, TimesheetRefusal::ContractNotOpen);
    answers("timesheet.segment_locked", 409, TimesheetRefusal::SegmentLocked);
    answers("payment.signature", 401, PaymentRefusal::Signature);
    answers("payment.unknown", 404, PaymentRefusal::Unknown);
    answers("payment.settled", 409, PaymentRefusal::Settled);
}

#[test]
fn no_two_features_share_a_code() {
    let mut codes = crate::codes();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
    assert!(codes.iter().all(|code| code.split('.').count() == 2 && *code == code.to_lowercase()));
}

/// `field code` of every bad field.
fn bad<T>(parsed: Result<T, Refusal>) -> Vec<String> {
    match parsed {
        Err(refusal) if refusal.code() == "input" => {
            refusal.into_fields().into_iter().map(|bad| format!("{} {}", bad.field, bad.code)).collect()
        }
        Err(other) => vec![other.code().to_owned()],
        Ok(_) => vec![],
    }
}

#[test]
fn each_bad_field_of_a_form_says_what_is_wrong_with_it() {
    let job = JobInput { hires: "0".into(), currency: "XXX".into(), visibility: "all".into(), ..JobInput::default() };
    let expected = [
        "title text.empty",
        "description text.empty",
        "currency money.currency",
        "budget money.empty",
        "hires job.hires",
        "visibility job.visibility",
    ];
    assert_eq!(bad(JobTerms::parse(&job)), expected);
    let profile = ProfileInput {
        name: "Ana".into(),
        weekly_hours: "113".into(),
        experience: "guru".into(),
        ..ProfileInput::default()
    };
    assert_eq!(bad(ProfileTerms::parse(&profile)), ["experience profile.choice", "weekly_hours profile.weekly_hours"]);
    let sign_up = SignUpInput {
        name: "Ana".into(),
        email: "ana@example.org".into(),
        password: "copper kettle on ice".into(),
        side: "both".into(),
    };
    assert_eq!(bad(SignUp::parse(&sign_up)), ["side account.side"]);
    assert_eq!(
        bad(NewToken::parse(&TokenInput { name: "ci".into(), scopes: vec![], days: "366".into() })),
        ["scopes account.scopes", "days account.token_days"]
    );
}

/// Each code alone, as a program would compare it.
#[test]
fn codes_of_fields_are_stable() {
    let code = |refusal: FieldRefusal| refusal.code;
    let first = |refusals: Result<(), Refusal>| match refusals {
        Err(refusal) if refusal.code() == "input" => {
            refusal.into_fields().into_iter().map(code).next().unwrap_or_default()
        }
        Err(_) | Ok(()) => "",
    };
    let job = |change: fn(&mut JobInput)| {
        let mut input = JobInput {
            title: "Rust engineer for a tide gauge".into(),
            description: "Read four hundred sensors over a modem and never lose one sample.".into(),
            currency: "EUR".into(),
            budget: "9600".into(),
            hires: "1".into(),
            visibility: "public".into(),
            ..JobInput::default()
        };
        change(&mut input);
        first(JobTerms::parse(&input).map(drop))
    };
    assert_eq!(job(|input| input.hires = "51".into()), "job.hires");
    assert_eq!(job(|input| input.visibility = "secret".into()), "job.visibility");
    assert_eq!(job(|input| input.currency = "DOGE".into()), "money.currency");
    let profile = |change: fn(&mut ProfileInput)| {
        let mut input = ProfileInput { name: "Ana".into(), ..ProfileInput::default() };
        change(&mut input);
        first(ProfileTerms::parse(&input).map(drop))
    };
    assert_eq!(profile(|input| input.availability = "maybe".into()), "profile.choice");
    assert_eq!(profile(|input| input.weekly_hours = "0".into()), "profile.weekly_hours");
    let token = |scopes: &[&str], days: &str| {
        first(
            NewToken::parse(&TokenInput {
                name: "ci".into(),
                scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
                days: days.into(),
            })
            .map(drop),
        )
    };
    assert_eq!(token(&["everything"], "30"), "account.scopes");
    assert_eq!(token(&["read"], "0"), "account.token_days");
    let side = SignUpInput {
        name: "Ana".into(),
        email: "ana@example.org".into(),
        password: "copper kettle on ice".into(),
        side: String::new(),
    };
    assert_eq!(first(SignUp::parse(&side).map(drop)), "account.side");
}

#[test]
fn one_bad_field_is_its_sentence_and_several_are_counted() {
    let one = Refusal::from(FieldRefusal::new("name", "text.empty", "Please fill this in."));
    assert_eq!((one.to_string().as_str(), one.code(), one.status()), ("Please fill this in.", "input", 422));
    let several =
        Refusal::from(vec![FieldRefusal::new("a", "text.empty", "A."), FieldRefusal::new("b", "text.empty", "B.")]);
    assert_eq!(several.to_string(), "2 fields need another look. Nothing was saved.");
    assert_eq!(Refusal::from(Vec::new()).to_string(), "Please check what you typed. Nothing was saved.");
    assert_eq!(Refusal::from(AccountRefusal::WrongPassword).fields()[0].field, "password");
    assert_eq!(Refusal::from(ProposalRefusal::Answered).fields(), []);
}
