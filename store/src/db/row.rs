//! Rows as values: by name into structs, by place into tuples. On Postgres sqlx does it; here is the same for SQLite.

use rusqlite::types::FromSql;
use rusqlite::{Result, Row};

/// A row, taken apart from left to right.
pub(crate) struct Columns<'row> {
    row: &'row Row<'row>,
    next: usize,
}

/// What can be made of one column, or of several.
pub(crate) trait FromSqlite: Sized {
    /// Takes the column of this name, or the next one when the name is empty; a struct takes the columns of its fields.
    ///
    /// # Errors
    /// No such column, or one that holds something else.
    fn take(columns: &mut Columns<'_>, name: &str) -> Result<Self>;
}

impl<'row> Columns<'row> {
    /// All of a row.
    pub(crate) fn of<T: FromSqlite>(row: &'row Row<'row>) -> Result<T> {
        T::take(&mut Self { row, next: 0 }, "")
    }

    fn value<T: FromSql>(&mut self, name: &str) -> Result<T> {
        let statement: &rusqlite::Statement<'_> = self.row.as_ref();
        // Fields mostly stand in the order of the columns: then nothing is searched.
        let is_next = name.is_empty() || statement.column_name(self.next).is_ok_and(|next| next == name);
        let place = if is_next { self.next } else { statement.column_index(name)? };
        self.next = place + 1;
        self.row.get(place)
    }
}

macro_rules! single_columns {
    ($($type:ty),* $(,)?) => { $(
        impl FromSqlite for $type {
            fn take(columns: &mut Columns<'_>, name: &str) -> Result<Self> {
                columns.value(name)
            }
        }
    )* };
}
single_columns!(i64, String, Vec<u8>, Option<i64>, Option<String>, Option<Vec<u8>>);

macro_rules! tuples {
    ($(($($part:ident),*))*) => { $(
        impl<$($part: FromSqlite),*> FromSqlite for ($($part,)*) {
            fn take(columns: &mut Columns<'_>, _name: &str) -> Result<Self> {
                Ok(($($part::take(columns, "")?,)*))
            }
        }
    )* };
}
tuples! { (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H) }

/// A struct that rows of both engines fill by the names of its fields. A field marked `#[sqlx(flatten)]` is such a
/// struct itself.
macro_rules! record {
    (
        $(#[$about:meta])*
        $seen:vis struct $name:ident { $($(#[$field_about:meta])* $field_seen:vis $field:ident: $type:ty),* $(,)? }
    ) => {
        #[derive(::sqlx::FromRow)]
        $(#[$about])*
        $seen struct $name { $($(#[$field_about])* $field_seen $field: $type),* }

        impl $crate::db::FromSqlite for $name {
            fn take(columns: &mut $crate::db::Columns<'_>, _name: &str) -> ::rusqlite::Result<Self> {
                Ok(Self { $($field: $crate::db::FromSqlite::take(columns, stringify!($field))?),* })
            }
        }
    };
}

pub(crate) use record;
