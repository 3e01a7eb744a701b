//! Rows as values: by name into structs, by place into tuples. On Postgres sqlx does it; here is the same for SQLite.
//! A struct that is written in `record!` also knows its columns, so that no statement lists them again.

use rusqlite::types::FromSql;
use rusqlite::{Result, Row};

/// A row, taken apart from left to right.
pub(crate) struct Columns<'row> {
    row: &'row Row<'row>,
    next: usize,
}

/// What can be made of one column, or of several.
pub(crate) trait FromSqlite: Sized {
    /// The columns of a record as a `select` lists them, on both engines; empty for what is one column, which has no name
    /// of its own.
    const COLUMNS: &'static str = "";

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

/// What a field adds to the columns of its record: those of the record that it holds, or its own one.
pub(crate) const fn columns_of_field(inner: &'static str, own: &'static str) -> &'static str {
    if inner.is_empty() { own } else { inner }
}

/// A struct that rows of both engines fill by the names of its fields, and the columns that it is made of, each written
/// here and nowhere else. In a statement the name of the struct stands for them: `["select", OfferRow, "from offer where id = $1"]`.
///
/// A column is called as its field; after `from job` it is that of the table `job`, also where a statement joins others.
/// A field that is something else says what: `title: String = "job.title"`. One that holds another record
/// is marked `#[sqlx(flatten)]`.
macro_rules! record {
    (
        $(#[$about:meta])*
        $seen:vis struct $name:ident from $table:ident { $($fields:tt)* }
    ) => {
        $crate::db::record! { @of [$table] $(#[$about])* $seen struct $name { $($fields)* } }
    };
    (
        $(#[$about:meta])*
        $seen:vis struct $name:ident { $($fields:tt)* }
    ) => {
        $crate::db::record! { @of [] $(#[$about])* $seen struct $name { $($fields)* } }
    };
    (
        @of $table:tt
        $(#[$about:meta])*
        $seen:vis struct $name:ident {
            $($(#[$field_about:meta])* $field_seen:vis $field:ident: $type:ty $(= $sql:literal)?),* $(,)?
        }
    ) => {
        #[derive(::sqlx::FromRow)]
        $(#[$about])*
        $seen struct $name { $($(#[$field_about])* $field_seen $field: $type),* }

        impl $crate::db::FromSqlite for $name {
            const COLUMNS: &'static str = ::const_format::concatcp!($(
                ", ",
                $crate::db::columns_of_field(
                    <$type as $crate::db::FromSqlite>::COLUMNS,
                    $crate::db::column!($table $field $($sql)?)
                )
            ),*)
            .split_at(2)
            .1;

            fn take(columns: &mut $crate::db::Columns<'_>, _name: &str) -> ::rusqlite::Result<Self> {
                Ok(Self { $($field: $crate::db::FromSqlite::take(columns, stringify!($field))?),* })
            }
        }
    };
}

/// One column of a record: as it is called, of its table, or what it is said to be.
macro_rules! column {
    ([] $field:ident) => {
        stringify!($field)
    };
    ([$table:ident] $field:ident) => {
        concat!(stringify!($table), ".", stringify!($field))
    };
    ($table:tt $field:ident $sql:literal) => {
        concat!($sql, " as ", stringify!($field))
    };
}

pub(crate) use {column, record};
