//! Passwords that many people have, refused without asking anybody. The list is that of the crate `passwords`: the 100,000
//! most common of what was stolen elsewhere, over 9,000 of them long enough for ours. It weighs a megabyte, so it is here
//! and not in the rules, which browsers load too.

use crate::spelling;
use domain::account::NewPassword;
use domain::refusal::FieldRefusal;

/// Refuses a password that is on the list, in capital and small letters alike.
///
/// # Errors
/// `account.password_common` on the field `password`.
pub fn refuse(new: &NewPassword) -> Result<(), FieldRefusal> {
    let typed = spelling::password(new.reveal());
    let (small, capital) = (typed.to_lowercase(), typed.to_uppercase());
    let is_common = [typed.as_ref(), &small, &capital].into_iter().any(passwords::analyzer::is_common_password);
    if is_common { Err(NewPassword::common()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(text: &str) -> bool {
        refuse(&NewPassword::parse(text).unwrap()).is_err_and(|bad| bad.code == "account.password_common")
    }

    #[test]
    fn passwords_that_many_people_have_are_refused_in_any_case() {
        for text in [
            "1q2w3e4r5t6y",
            "1Q2w3E4r5T6y",
            "1qaz2wsx3edc",
            "tinkerbell",
            "liverpool1",
            "LiverPool1",
            "christopher",
            "12345qwert",
            "a123456789",
        ] {
            assert!(is_refused(text), "{text}");
        }
        for text in ["copper kettle on ice", "nine grey herons wade", "christopher wades on ice"] {
            assert!(!is_refused(text), "{text}");
        }
    }
}
