//! What people type, and what is made of it.

use crate::money::{Currency, Money};
use proptest::prelude::*;

fn read(text: &str, currency: Currency) -> Result<i64, &'static str> {
    Money::parse(text, currency).map(|money| money.minor).map_err(|refusal| refusal.code)
}

#[test]
fn amounts_are_read_as_people_type_them() {
    for (text, minor) in [
        ("1030", 103_000),
        ("01030", 103_000),
        (" 0.01 ", 1),
        ("0,01", 1),
        ("1030.5", 103_050),
        ("1030,5", 103_050),
        ("1,03", 103),
        ("12,50", 1_250),
        ("1,030.50", 103_050),
        ("1.030,50", 103_050),
        ("1.030,5", 103_050),
        ("1 030.50", 103_050),
        ("1 030,50", 103_050),
        ("1\u{202f}030,50", 103_050),
        ("1\u{a0}030", 103_000),
        ("1’030.50", 103_050),
        ("1'030", 103_000),
        ("12,345,678", 1_234_567_800),
        ("12.345.678", 1_234_567_800),
        ("12.345.678,90", 1_234_567_890),
        ("1030.50 EUR", 103_050),
        ("1.030,50 EUR", 103_050),
    ] {
        assert_eq!(read(text, Currency::Eur), Ok(minor), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "+5",
        "1e3",
        "abc",
        ".5",
        ",5",
        "5.",
        "5,",
        " , ",
        "1.0.0",
        "1,2,3",
        "1,234,5",
        "1,23,456",
        "1.234.50",
        "1,234,50",
        "1234,567,890",
        "0,123,456",
        "1,,234",
        "1, 234",
        "1 234 56",
        "1 23",
        "1.234,567.89",
        "1 234,567.89",
        "1,234 567",
        "٣",
        "1٬234",
        "EUR",
        "1030 eur",
        "1030 XXX",
        "1030 EUR 5",
    ] {
        assert_eq!(read(text, Currency::Eur), Err("money.unreadable"), "{text}");
    }
    for text in ["-5", "−5", "– 1.030,50"] {
        assert_eq!(read(text, Currency::Eur), Err("money.negative"), "{text}");
    }
    assert_eq!(read("", Currency::Eur), Err("money.empty"));
    assert_eq!(read("1030 JPY", Currency::Eur), Err("money.other_currency"));
    assert_eq!(read("99999999999999999999", Currency::Eur), Err("money.too_large"));
    for text in ["1.2345", "1,0000", "0.123", "0,123", "1234.567", "1,234.567", "1.234,567", "1 234,567"] {
        assert_eq!(read(text, Currency::Eur), Err("money.decimals"), "{text}");
    }
    assert!(Money::parse("1.5", Currency::Jpy).unwrap_err().sentence.to_string().contains("no decimals"));
}

#[test]
fn what_can_be_meant_in_two_ways_is_not_guessed() {
    for text in ["1,234", "1.234", "12,345", "999.999", "1,234 EUR"] {
        assert_eq!(read(text, Currency::Eur), Err("money.ambiguous"), "{text}");
    }
    let told = |text, currency| Money::parse(text, currency).unwrap_err().sentence.to_string();
    assert_eq!(
        told("1,234", Currency::Eur),
        "This can be read in two ways. Write 1234.00 if you mean thousands, or 1.23 if you mean decimals."
    );
    assert_eq!(
        told("1,500", Currency::Kwd),
        "This can be read in two ways. Write 1500.000 if you mean thousands, or 1.500 if you mean decimals."
    );
    // Three decimals behind a point are how a dinar is written everywhere here; a yen has none, so three digits are thousands.
    assert_eq!((read("1.500", Currency::Kwd), read("0,500", Currency::Kwd)), (Ok(1_500), Ok(500)));
    assert_eq!((read("1,500", Currency::Jpy), read("1.500", Currency::Jpy)), (Ok(1_500), Ok(1_500)));
    assert_eq!((read("1,500.250", Currency::Kwd), read("1.500,25", Currency::Kwd)), (Ok(1_500_250), Ok(1_500_250)));
}

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(Currency::ALL)
}

fn grouped(whole: &str, separator: &str) -> String {
    let digit = |(place, digit): (usize, char)| {
        let divides = place > 0 && (whole.len() - place).is_multiple_of(3);
        format!("{}{digit}", if divides { separator } else { "" })
    };
    whole.chars().enumerate().map(digit).collect()
}

proptest! {
    /// Programs and input fields write plain numbers; none of them is ever taken for another one.
    #[test]
    fn what_we_write_is_read_as_we_wrote_it(minor in 0..i64::MAX, currency in currency()) {
        let plain = Money::new(minor, currency).plain();
        prop_assert_eq!(read(&plain, currency), Ok(minor));
        prop_assert_eq!(read(&format!("{plain} {currency}"), currency), Ok(minor));
        prop_assert_eq!(
            read(&plain.replace('.', ","), currency).is_ok(),
            currency.exponent() != 3 || plain.find('.').is_none_or(|place| place > 3 || plain.starts_with('0'))
        );
    }

    #[test]
    fn groups_and_decimals_of_any_country_are_one_amount(
        minor in 0..i64::MAX,
        currency in currency(),
        (group, decimal) in prop::sample::select(
            &[(",", "."), (".", ","), (" ", ","), (" ", "."), ("\u{202f}", ","), ("’", "."), ("'", ",")][..]
        ),
    ) {
        let plain = Money::new(minor, currency).plain();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = grouped(whole, group);
        if !fraction.is_empty() {
            text = format!("{text}{decimal}{fraction}");
        }
        match read(&text, currency) {
            Ok(read) => prop_assert_eq!(read, minor),
            // Only without a group can three decimals be taken for thousands.
            Err(code) => {
                prop_assert_eq!(code, "money.ambiguous");
                prop_assert!(currency.exponent() == 3 && whole.len() <= 3, "{}", text);
            }
        }
    }

    /// Whatever is typed: an amount has the digits that were typed, in their order, and no others but zeros behind.
    #[test]
    fn no_digit_is_lost_or_invented(text in "[0-9]{0,4}([., '][0-9]{0,4}){0,3}", currency in currency()) {
        let Ok(minor) = read(&text, currency) else { return Ok(()) };
        let typed: String = text.chars().filter(char::is_ascii_digit).collect();
        let typed = typed.trim_start_matches('0');
        let zeros = minor.to_string();
        let zeros = zeros.strip_prefix(typed).filter(|rest| rest.bytes().all(|byte| byte == b'0'));
        prop_assert!(minor == 0 || zeros.is_some_and(|zeros| zeros.len() <= currency.exponent() as usize), "{} is {}", text, minor);
    }

    #[test]
    fn a_lone_group_of_three_is_refused_where_it_could_be_decimals(whole in 1..1_000_u32, behind in 0..1_000_u32, comma: bool) {
        let text = format!("{whole}{}{behind:03}", if comma { ',' } else { '.' });
        prop_assert_eq!(read(&text, Currency::Eur), Err("money.ambiguous"));
    }
}
