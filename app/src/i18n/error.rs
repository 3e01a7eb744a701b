//! Texts of error pages and of failures that are not refusals.

messages! { "error";
    missing_label: "404";
    missing_title: "There is nothing at this address";
    missing_body: "It may have closed, or it is not open to you. Nothing was changed.";
    missing_page: "Check the address. What was here may have been removed, or it is not open to you.";
    missing_job: "This job may have been removed, or it is open to members only.";
    to_jobs: "Search jobs";
    to_home: "Go to the home page";
    forbidden_label: "403";
    forbidden_title: "This page belongs to somebody else";
    refused_title: "That is not possible now";
    fault_label: "500";
    fault_title: "That was our fault";
    fault_body(ticket): "Nothing was charged or sent. The operator has report {ticket}.";
    fault_short(ticket): "That was our fault. Nothing was charged or sent. The operator has report {ticket}; please try again.";
    busy: "Many people are doing this right now. Nothing was done; try again in a moment.";
    away_title: "One moment, please";
    away: "Our database is out of reach for a moment, so nothing was read or changed. Nothing is lost; please try again in a few seconds.";
    offline_label: "Offline";
    offline_title: "No connection";
    offline_body: "Guildhall could not be reached, so nothing was sent. What you typed is still here. Try again in a moment.";
    looking: "No answer came back, so we do not know yet whether this arrived. We are asking again; nothing happens twice.";
    unanswered:
        "No answer came back, so we do not know whether this was carried out. Nothing happens twice: \
         send it again when you are back online.";
    repeated: "This was carried out before. Nothing was done a second time.";
    sent_before:
        "What you sent before, with other values, was carried out; its answer was lost. Nothing was done this time. \
         Reload the page to see how things stand.";
    sign_in_first: "Please sign in first. Nothing was changed.";
    try_again: "Try again";
}
