//! Texts of the timesheet pages.

words! { "timesheet";
}
