//! The statement macros: one SQL text, run on the engine that the connection belongs to.
//!
//! Each takes a [`super::Tx`] or [`super::Read`] (by name, or through `&mut`), the SQL with `$1…`, and the arguments;
//! each contains its `.await` (SQLite has answered without it) and gives a [`crate::Result`]. The SQL is one literal, or a list of
//! literals and of records (see [`super::record`]) that stand for their columns: `["select", OfferRow, "from offer where id = $1"]`.
//! The compiler puts a list together, with a space between two items. A test finds every call in this crate, prepares its
//! text on both engines and counts its arguments.

/// The text of some SQL: literals and lists, one after the other.
macro_rules! sql {
    ($($text:literal),+) => {
        concat!($($text),+)
    };
    ($($item:tt),+) => {
        ::const_format::concatcp!($($crate::db::statement::sql_item!($item)),+)
    };
}

/// A literal, the columns of a record, or a list of both.
macro_rules! sql_item {
    ($text:literal) => {
        $text
    };
    ($row:ident) => {
        <$row as $crate::db::FromSqlite>::COLUMNS
    };
    ([$first:tt $(, $more:tt)* $(,)?]) => {
        ::const_format::concatcp!(
            $crate::db::statement::sql_item!($first) $(, " ", $crate::db::statement::sql_item!($more))*
        )
    };
}

/// Runs a statement and shapes its rows; the engines may need different texts.
macro_rules! rows_of {
    ($fetch:ident, $conn:expr, ($($sqlite:tt),+), ($($postgres:tt),+) $(, $arg:expr)*) => {{
        match $conn.lane() {
            Err(error) => Err(error),
            Ok(lane) => {
                let answer = match lane {
                    $crate::db::Lane::Sqlite(connection) => {
                        let sql = $crate::db::statement::sql!($($sqlite),+);
                        $crate::db::sqlite::$fetch(connection, sql, &[$(&$arg as &dyn ::rusqlite::ToSql),*])
                    }
                    $crate::db::Lane::Postgres(connection) => {
                        let sql = $crate::db::statement::sql!($($postgres),+);
                        ::sqlx::query_as::<::sqlx::Postgres, _>(sql)$(.bind($arg))*.$fetch(connection).await
                            .map_err($crate::Fault::from)
                    }
                };
                $conn.settle(answer)
            }
        }
    }};
}

/// Runs a statement that gives no rows; gives the number of rows it changed.
macro_rules! changes_of {
    ($conn:expr, ($($sqlite:tt),+), ($($postgres:tt),+) $(, $arg:expr)*) => {{
        match $conn.lane() {
            Err(error) => Err(error),
            Ok(lane) => {
                let answer = match lane {
                    $crate::db::Lane::Sqlite(connection) => {
                        let sql = $crate::db::statement::sql!($($sqlite),+);
                        $crate::db::sqlite::execute(connection, sql, &[$(&$arg as &dyn ::rusqlite::ToSql),*])
                    }
                    $crate::db::Lane::Postgres(connection) => {
                        let sql = $crate::db::statement::sql!($($postgres),+);
                        ::sqlx::query::<::sqlx::Postgres>(sql)$(.bind($arg))*.execute(connection).await
                            .map(|done| done.rows_affected()).map_err($crate::Fault::from)
                    }
                };
                $conn.settle(answer)
            }
        }
    }};
}

/// Runs a statement once for each row on SQLite, and once for all of them on Postgres.
macro_rules! each_of {
    ($conn:expr, $one:tt, ($head:tt, $tail:tt), $rows:expr, |$row:ident| [$($arg:expr),+]) => {{
        match $conn.lane() {
            Err(error) => Err(error),
            Ok(lane) => {
                let answer = match lane {
                    $crate::db::Lane::Sqlite(connection) => {
                        let sql = $crate::db::statement::sql!($one);
                        $crate::db::sqlite::fetch_each(
                            connection, sql, $rows, |$row, run| run(&[$(&$arg as &dyn ::rusqlite::ToSql),+])
                        )
                    }
                    $crate::db::Lane::Postgres(connection) => match ::serde_json::to_string($rows) {
                        Err(error) => Err($crate::Fault::Json(error)),
                        Ok(json) => {
                            let sql = $crate::db::statement::sql!(
                                $head, " jsonb_array_elements(cast($1 as jsonb)) as row ", $tail
                            );
                            ::sqlx::query_as::<::sqlx::Postgres, _>(sql).bind(json).fetch_all(connection).await
                                .map_err($crate::Fault::from)
                        }
                    },
                };
                $conn.settle(answer)
            }
        }
    }};
}

/// All rows: `let jobs: Vec<JobRow> = fetch_all!(read, ["select", JobRow, "from … limit $2"], a, b)?;`
macro_rules! fetch_all {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(fetch_all, $conn, ($sql), ($sql) $(, $arg)*)
    };
}

/// The row, if there is one.
macro_rules! fetch_optional {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(fetch_optional, $conn, ($sql), ($sql) $(, $arg)*)
    };
}

/// The row; that there is none is a fault.
macro_rules! fetch_one {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(fetch_one, $conn, ($sql), ($sql) $(, $arg)*)
    };
}

/// All rows, locked until the transaction ends. Lock in sorted order (`order by id`). Nobody ever changes a key, so the lock
/// leaves those alone who only write a row that refers to this one: a new conversation does not wait for its job.
macro_rules! fetch_all_for_update {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(fetch_all, $conn, ($sql), ($sql, " for no key update") $(, $arg)*)
    };
}

/// The row if there is one, locked until the transaction ends.
macro_rules! fetch_optional_for_update {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(fetch_optional, $conn, ($sql), ($sql, " for no key update") $(, $arg)*)
    };
}

/// The row, locked until the transaction ends; that there is none is a fault.
macro_rules! fetch_one_for_update {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(fetch_one, $conn, ($sql), ($sql, " for no key update") $(, $arg)*)
    };
}

/// All rows that nobody else has locked, locked until the transaction ends: for queues.
macro_rules! fetch_all_skip_locked {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(fetch_all, $conn, ($sql), ($sql, " for no key update skip locked") $(, $arg)*)
    };
}

/// Reads by a list: the text is `head`, a table `row` with the column `value` made of the JSON array of
/// objects in `$1`, then `tail`: `("select … where id in (select cast(value ->> 'id' as bigint) from", ")")`.
macro_rules! fetch_all_rows {
    ($conn:expr, ($head:tt, $tail:tt), $rows:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::rows_of!(
            fetch_all, $conn,
            ($head, " json_each($1) as row ", $tail),
            ($head, " jsonb_array_elements(cast($1 as jsonb)) as row ", $tail),
            $rows $(, $arg)*
        )
    };
}

/// Changes rows; gives how many.
macro_rules! execute {
    ($conn:expr, $sql:tt $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::changes_of!($conn, ($sql), ($sql) $(, $arg)*)
    };
}

/// Writes many rows with one statement; head, list and tail as in `fetch_all_rows!`. A tail that
/// begins with `on conflict` needs `where true` before it.
macro_rules! execute_rows {
    ($conn:expr, ($head:tt, $tail:tt), $rows:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::statement::changes_of!(
            $conn,
            ($head, " json_each($1) as row ", $tail),
            ($head, " jsonb_array_elements(cast($1 as jsonb)) as row ", $tail),
            $rows $(, $arg)*
        )
    };
}

/// One statement for each of some rows: SQLite runs it row by row, which is what it is quickest at; Postgres takes all
/// rows as the JSON array `$1` (head and tail as in `fetch_all_rows!`), because each statement is a way there and back.
/// Gives all that the statements give: `fetch_each!(tx, "select … where id = $1", ("select … in (…", ")"), &rows, |row| [row.id])`.
macro_rules! fetch_each {
    ($conn:expr, $one:tt, ($head:tt, $tail:tt), $rows:expr, |$row:ident| [$($arg:expr),+ $(,)?]) => {
        $crate::db::statement::each_of!($conn, $one, ($head, $tail), $rows, |$row| [$($arg),+])
    };
}

/// As `fetch_each!`, for statements that give nothing.
macro_rules! execute_each {
    ($conn:expr, $one:tt, ($head:tt, $tail:tt), $rows:expr, |$row:ident| [$($arg:expr),+ $(,)?]) => {{
        let answer: $crate::Result<Vec<(i64,)>> = $crate::db::statement::each_of!(
            $conn, $one, ($head, $tail), $rows, |$row| [$($arg),+]
        );
        answer.map(drop)
    }};
}

pub(crate) use {
    changes_of, each_of, execute, execute_each, execute_rows, fetch_all, fetch_all_for_update, fetch_all_rows,
    fetch_all_skip_locked, fetch_each, fetch_one, fetch_one_for_update, fetch_optional, fetch_optional_for_update,
    rows_of, sql, sql_item,
};
