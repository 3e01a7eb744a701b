//! Where the next page of a list begins: the sort key of the last row, as short text that callers give back unread.
//! A text that is none is refused: the first page once more would be read for ever.

use crate::Result;
use domain::id::{from_short, short};
use domain::refusal::FieldRefusal;

/// Most rows of one page.
const PAGE_MAX: i64 = 100;

/// A page size within bounds.
pub(crate) fn page(limit: i64) -> i64 {
    limit.clamp(1, PAGE_MAX)
}

/// The cursor after a row with this id.
pub(crate) fn of(id: i64) -> String {
    short(id)
}

/// The id before which the page begins.
pub(crate) fn one(after: &str) -> Result<i64> {
    read(after, i64::MAX, from_short)
}

/// The cursor after a row with this time and id.
pub(crate) fn of_pair(at: i64, id: i64) -> String {
    format!("{}{}", short(at), short(id))
}

/// The time and id before which the page begins.
pub(crate) fn pair(after: &str) -> Result<(i64, i64)> {
    let parts = |text: &str| text.split_at_checked(13).and_then(|(at, id)| from_short(at).zip(from_short(id)));
    read(after, (i64::MAX, i64::MAX), parts)
}

/// What a cursor says; an empty one begins at the newest.
pub(crate) fn read<T>(after: &str, newest: T, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    match after.trim() {
        "" => Ok(newest),
        text => parse(text).ok_or_else(|| {
            let sentence = "This list cannot be continued from here. Begin at its first page.";
            FieldRefusal::new("after", "query.after", sentence).into()
        }),
    }
}

/// Takes off the row that was read beyond the page, which says that there is a next one.
pub(crate) fn cut<Row>(mut rows: Vec<Row>, limit: i64, key: impl Fn(&Row) -> String) -> (Vec<Row>, Option<String>) {
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= size {
        return (rows, None);
    }
    rows.truncate(size);
    let next = rows.last().map(key);
    (rows, next)
}
