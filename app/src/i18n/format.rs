//! How numbers, money and dates are written: one formatter for all languages, the same text from server and browser.
//!
//! The browser's own (`Intl`) writes dates differently from any library of a server, and the two texts must be equal to
//! the letter.

use super::language::{Language, current, filled};
use super::zone::{self, Zone};
use domain::money::{Currency, Money, Rate};
use domain::sentence::Value;
use domain::time::{Date, Timestamp};
use std::borrow::Cow;

/// How a language writes numbers, money and dates.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Between whole and fraction.
    pub decimal: &'static str,
    /// Between groups of three digits.
    pub group: &'static str,
    /// Whether the sign or code of a currency stands behind the amount, after a space that does not break.
    pub currency_behind: bool,
    /// Monday to Sunday, short.
    pub weekdays: [&'static str; 7],
    /// January to December, short.
    pub months: [&'static str; 12],
    /// A day: `{weekday}`, `{day}`, `{month}`, `{year}`.
    pub day: &'static str,
    /// A moment: `{day}`, `{clock}` (hour and minute), `{zone}`.
    pub moment: &'static str,
    /// What UTC is called; a zone is this and its distance: `UTC+1`.
    pub utc: &'static str,
    /// A share: `{number}`.
    pub share: &'static str,
}

/// `Mon 11 Jan 2027, 16:02 UTC+1`, `€1,030.00`, `5 %`.
pub(super) const ENGLISH: Format = Format {
    decimal: ".",
    group: ",",
    currency_behind: false,
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    day: "{weekday} {day} {month} {year}",
    moment: "{day}, {clock} {zone}",
    utc: "UTC",
    share: "{number} %",
};

/// What can be put into a text: it says itself in the language of the page.
pub trait Say {
    /// Its text.
    fn say(&self, language: &Language) -> Cow<'_, str>;
}

/// A value in the language of this page, for places outside a text: `{said(job.price)}`.
pub fn said(value: impl Say) -> String {
    value.say(current()).into_owned()
}

/// Hour and minute of a moment, in the zone of the page: `15:02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(pub Timestamp);

impl Say for str {
    fn say(&self, _: &Language) -> Cow<'_, str> {
        self.into()
    }
}

impl Say for String {
    fn say(&self, _: &Language) -> Cow<'_, str> {
        self.into()
    }
}

impl Say for Cow<'_, str> {
    fn say(&self, _: &Language) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl<T: Say + ?Sized> Say for &T {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        (**self).say(language)
    }
}

impl Say for char {
    fn say(&self, _: &Language) -> Cow<'_, str> {
        self.to_string().into()
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => { $(
        impl Say for $number {
            fn say(&self, language: &Language) -> Cow<'_, str> {
                grouped(&self.to_string(), language.format.group).into()
            }
        }
    )* };
}
whole_numbers!(u8, u16, u32, u64, usize, i32, i64);

impl Say for Currency {
    fn say(&self, _: &Language) -> Cow<'_, str> {
        self.code().into()
    }
}

impl Say for Money {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        amount(*self, language, false).into()
    }
}

/// An amount in a search, where one compares: without a fraction that is zero. What people agree on is said in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief(pub Money);

impl Say for Brief {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        amount(self.0, language, true).into()
    }
}

fn amount(money: Money, language: &Language, brief: bool) -> String {
    let Format { decimal, group, currency_behind, .. } = language.format;
    let plain = money.plain();
    let plain = plain.trim_start_matches('-');
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let minus = if money.minor < 0 { "−" } else { "" };
    let mut number = grouped(whole, group);
    let is_shown = !brief || fraction.bytes().any(|digit| digit != b'0');
    if is_shown && !fraction.is_empty() {
        number.push_str(decimal);
        number.push_str(fraction);
    }
    let sign = money.currency.sign();
    match currency_behind {
        true => format!("{minus}{number}\u{a0}{}", sign.trim()),
        false => format!("{minus}{sign}{number}"),
    }
}

impl Say for Rate {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        let (whole, rest) = (self.points() / 100, self.points() % 100);
        let mut number = whole.to_string();
        if rest > 0 {
            number.push_str(language.format.decimal);
            number.push_str(format!("{rest:02}").trim_end_matches('0'));
        }
        language.format.share.replace("{number}", &number).into()
    }
}

impl Say for Date {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        date(*self, language.format.day, language).into()
    }
}

/// A day where the year goes without saying: `16 Dec`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfYear(pub Date);

impl Say for DayOfYear {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        date(self.0, &only(language.format.day, ["{day}", "{month}"]), language).into()
    }
}

/// The month of a day: `Dec 2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(pub Date);

impl Say for Month {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        date(self.0, &only(language.format.day, ["{month}", "{year}"]), language).into()
    }
}

/// The words of a pattern that hold one of these.
fn only(pattern: &str, wanted: [&str; 2]) -> String {
    let is_wanted = |word: &&str| wanted.iter().any(|name| word.contains(name));
    pattern.split(' ').filter(is_wanted).collect::<Vec<_>>().join(" ")
}

fn date(date: Date, pattern: &str, language: &Language) -> String {
    let Format { weekdays, months, .. } = &language.format;
    let (year, month, day) = date.parts();
    let name =
        |names: &[&'static str], place: i64| usize::try_from(place).ok().and_then(|place| names.get(place).copied());
    let (weekday, month) = (name(weekdays, date.weekday()), name(months, month - 1));
    let values: [(&str, &dyn Say); 4] = [
        ("weekday", &weekday.unwrap_or_default()),
        ("day", &day.to_string()),
        ("month", &month.unwrap_or_default()),
        ("year", &year.to_string()),
    ];
    filled(language, pattern, &values)
}

impl Say for Timestamp {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        moment(*self, language, &zone::current()).into()
    }
}

fn moment(at: Timestamp, language: &Language, zone: &Zone) -> String {
    let shown = zone.shown_at(at);
    let Format { moment, utc, .. } = language.format;
    let day = shown.date();
    let zone = format!("{utc}{}", zone.distance_at(at));
    filled(language, moment, &[("day", &day), ("clock", &shown.clock()), ("zone", &zone)])
}

/// The name of the page's zone at a moment: `UTC`, `UTC+5:30`.
pub fn zone_name(at: Timestamp) -> String {
    format!("{}{}", current().format.utc, zone::current().distance_at(at))
}

/// A moment in UTC, where the page writes it in another zone; nothing where it is written in UTC already.
pub fn in_utc(at: Timestamp) -> Option<String> {
    zone::is_elsewhere(at).then(|| moment(at, current(), &Zone::default()))
}

impl Say for Clock {
    fn say(&self, _: &Language) -> Cow<'_, str> {
        zone::clock(self.0).into()
    }
}

impl Say for Value {
    fn say(&self, language: &Language) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Number(number) => number.say(language),
            Self::Money(money) => money.say(language),
            Self::Currency(currency) => currency.say(language),
            Self::Day(day) => day.say(language),
            Self::Moment(at) => at.say(language),
        }
    }
}

/// Digits in groups of three.
fn grouped(digits: &str, group: &str) -> String {
    let (minus, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("−", rest));
    let mut out = String::from(minus);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push_str(group);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::language::ENGLISH;
    use super::super::pseudo::PSEUDO;
    use super::*;

    #[test]
    fn english_says_what_the_api_and_the_mails_say() {
        let at = Timestamp::civil(2027, 1, 11, 15, 2, 7).unwrap();
        assert_eq!(at.say(&ENGLISH), at.full());
        assert_eq!(at.date().say(&ENGLISH), at.date().full());
        assert_eq!(Clock(at).say(&ENGLISH), at.clock());
        for minor in [0, 1, -1, 99, 100, 100_000, -123_456_789, i64::MAX, i64::MIN] {
            for currency in Currency::ALL {
                let money = Money::new(minor, *currency);
                assert_eq!(money.say(&ENGLISH), money.to_string());
            }
        }
        for points in [0, 5, 25, 50, 100, 250, 305, 10_000] {
            let rate = Rate::basis_points(points);
            assert_eq!(rate.say(&ENGLISH), rate.to_string());
        }
    }

    #[test]
    fn a_moment_is_written_in_the_zone_of_the_page_and_says_which() {
        let at = Timestamp::civil(2027, 1, 11, 20, 2, 7).unwrap();
        let kolkata = Zone::new(19_800, Vec::new());
        assert_eq!(moment(at, &ENGLISH, &kolkata), "Tue 12 Jan 2027, 01:32 UTC+5:30");
        assert_eq!(moment(at, &PSEUDO, &kolkata), "2027 Ĵåñ 12 Ţûé · 01:32 ÛŢÇ+5:30");
        assert_eq!(moment(at, &ENGLISH, &Zone::default()), "Mon 11 Jan 2027, 20:02 UTC");
    }

    #[test]
    fn numbers_have_groups() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567")] {
            assert_eq!(i64::from(number).say(&ENGLISH), text);
        }
    }

    #[test]
    fn another_language_has_its_own_order_and_signs() {
        let at = Timestamp::civil(2027, 1, 11, 15, 2, 7).unwrap();
        assert_eq!(at.say(&PSEUDO), "2027 Ĵåñ 11 Ṁöñ · 15:02 ÛŢÇ");
        assert_eq!(Money::new(-103_005, Currency::Eur).say(&PSEUDO), "−1’030·05\u{a0}€");
        assert_eq!(Rate::basis_points(250).say(&PSEUDO), "%2·5");
        assert_eq!(DayOfYear(at.date()).say(&PSEUDO), "Ĵåñ 11");
        assert_eq!(Month(at.date()).say(&PSEUDO), "2027 Ĵåñ");
        assert_eq!(DayOfYear(at.date()).say(&ENGLISH), "11 Jan");
        assert_eq!(Month(at.date()).say(&ENGLISH), "Jan 2027");
    }
}
