//! Who may use which route: every server function of the pages and every route of the API, in one table. Its rows stand
//! beside what they are about: `POWERS` in `app/src/<feature>/api.rs` and in `server/src/api/<feature>.rs`.

pub use app::authorisation::{Caller, Row, Sight, Who};

use domain::actor::Scope;
use std::fmt::Write as _;

/// Every route: first the functions of the pages, then the API.
pub fn table() -> impl Iterator<Item = &'static Row> {
    [app::POWERS, crate::api::POWERS].into_iter().flatten().copied().flatten()
}

/// The picture of the table for `docs/powers.md`: a line for each route, a column for each kind of caller.
pub fn markdown() -> String {
    let mut text = PICTURE.to_owned();
    for row in table() {
        let token = row.scope.map_or("", Scope::as_str);
        let answers = Caller::ALL.map(|caller| row.answer(caller).to_string()).join(" | ");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| `{}` | {token} | {answers} |", row.route);
    }
    text
}

const PICTURE: &str = "\
# Powers

What each route answers each kind of caller, who asks for the right thing in the right way. 2xx and 3xx: it is done. \
401: sign in. 403: not yours to do,
or your address is not confirmed. 404: you may not know that it is there. 409: a rule of the product stands against it, no matter who asks.

This file is made from the `POWERS` of the features, and tests hold every number against a running server \
on SQLite and on Postgres. Renew it with
`GUILDHALL_RENEW=1 cargo test -p server --test it committed`.

- **anonymous**: nobody is signed in, no token is shown.
- **stranger**: signed in, and no party of the thing.
- **unverified**: the same, with an e-mail address that was never confirmed.
- **client**, **freelancer**: the two people of the thing.

*Token* is the scope that a token of the API needs; a token without it gets 403. The functions under `/do/` take no tokens.

| route | token | anonymous | stranger | unverified | client | freelancer |
| --- | --- | --- | --- | --- | --- | --- |
";
