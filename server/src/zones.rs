//! The time zones of the world (IANA), as pages need them: offsets, and when they change. The rules are in the program, so
//! that every instance writes the same, whatever its machine has installed.

use app::i18n::zone::Zone;
use jiff::{Timestamp, tz::TimeZone};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

/// Pages tell of these years: of what was on an instance so far, and of what is agreed for the years to come. Outside of them
/// the nearest offset holds. In seconds: 2020-01-01 and 2040-01-01.
const FROM: i64 = 1_577_836_800;
const UNTIL: i64 = 2_208_988_800;
/// No name of the list is longer.
const NAME_MAX: usize = 40;

/// The zone of a name such as `Europe/Oslo`. There are some 600, and each is worked out once.
pub fn of_name(name: &str) -> Option<Arc<Zone>> {
    static KNOWN: LazyLock<RwLock<BTreeMap<String, Arc<Zone>>>> = LazyLock::new(RwLock::default);
    if name.len() > NAME_MAX {
        return None;
    }
    // Names are read in any case; one key for each keeps the list as short as the world's.
    let key = name.to_ascii_lowercase();
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Some(Arc::clone(known));
    }
    let zone = Arc::new(worked_out(&TimeZone::get(name).ok()?)?);
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&zone));
    Some(zone)
}

fn worked_out(zone: &TimeZone) -> Option<Zone> {
    let start = Timestamp::from_second(FROM).ok()?;
    let mut last = i64::from(zone.to_offset(start).seconds());
    let first = last;
    let mut changes = Vec::new();
    for change in zone.following(start) {
        let (at, offset) = (change.timestamp().as_second(), i64::from(change.offset().seconds()));
        if at >= UNTIL {
            break;
        }
        // Some changes are of the name alone.
        if offset != last {
            changes.push((at, offset));
            last = offset;
        }
    }
    Some(Zone::new(first, changes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, (year, month, day, hour, minute): (i64, i64, i64, i64, i64)) -> String {
        let zone = of_name(name).expect("a zone");
        let at = domain::time::Timestamp::civil(year, month, day, hour, minute, 0).expect("a moment");
        format!("{} {}", zone.shown_at(at).full().trim_end_matches(" UTC"), zone.distance_at(at))
    }

    #[test]
    fn clocks_change_when_the_world_says() {
        for (name, moment, text) in [
            ("Europe/Berlin", (2027, 3, 28, 0, 59), "Sun 28 Mar 2027, 01:59 +1"),
            ("Europe/Berlin", (2027, 3, 28, 1, 0), "Sun 28 Mar 2027, 03:00 +2"),
            ("America/New_York", (2027, 11, 7, 5, 59), "Sun 7 Nov 2027, 01:59 −4"),
            ("America/New_York", (2027, 11, 7, 6, 0), "Sun 7 Nov 2027, 01:00 −5"),
            ("Asia/Kolkata", (2027, 1, 11, 20, 2), "Tue 12 Jan 2027, 01:32 +5:30"),
            ("Asia/Kathmandu", (2027, 1, 11, 20, 2), "Tue 12 Jan 2027, 01:47 +5:45"),
            // Half an hour of summer.
            ("Australia/Lord_Howe", (2027, 1, 11, 12, 0), "Mon 11 Jan 2027, 23:00 +11"),
            ("Australia/Lord_Howe", (2027, 7, 11, 12, 0), "Sun 11 Jul 2027, 22:30 +10:30"),
            ("UTC", (2027, 7, 11, 12, 0), "Sun 11 Jul 2027, 12:00 "),
        ] {
            assert_eq!(shown(name, moment), text, "{name}");
        }
    }

    #[test]
    fn what_travels_with_a_page_is_small_and_comes_back_the_same() {
        for name in ["Europe/Berlin", "Africa/Casablanca", "Asia/Tehran", "Pacific/Apia"] {
            let zone = of_name(name).expect("a zone");
            let text = zone.to_string();
            assert!(text.len() < 1_500, "{name}: {} letters", text.len());
            assert_eq!(Zone::parse(&text).as_ref(), Some(&*zone), "{name}");
        }
    }

    #[test]
    fn a_zone_that_nobody_knows_is_none() {
        for name in ["", "Mars/Olympus", "../etc/passwd", "Europe/Berlin; drop", &"A".repeat(5_000)] {
            assert!(of_name(name).is_none(), "{name}");
        }
        assert!(of_name("europe/berlin").is_some_and(|zone| of_name("Europe/Berlin") == Some(zone)));
    }
}
