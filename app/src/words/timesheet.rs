//! Texts of the timesheet pages.

words! { "timesheet";
    timer: "Timer";
    timer_text: "A record of your hours, in segments of ten minutes.";
    no_contract: "No contract to track time on";
    no_contract_text: "The timer runs on contracts of yours that are active: their first milestone is funded.";
    to_contracts: "Contracts";
    contract: "Contract";
    contract_of(title, client): "{title}, {client}";
    start_title: "Start the timer";
    memo: "What are you doing?";
    memo_hint: "A few words for your diary.";
    start: "Start";
    segments_hint: "A segment of ten minutes is kept when at least five of them were tracked.";
    since: "Running since";
    running_for(clock): "Running, {clock} hours when this page was read";
    stop: "Stop";
    running_hint: "The timer runs on when you close this page. One that is forgotten leaves at most 12 hours.";
    week(monday): "Week of {monday}";
    hours(clock): "{clock} h";
    week_text: "Monday to Sunday, UTC.";
    bar_of(day, hours): "{day}, {hours} h";
    today(date): "Today, {date}";
    to_today: "Today";
    day_total(clock): "{clock} h on this day";
    nothing_tracked: "Nothing was tracked on this day.";
    running_today: "The timer runs. What it tracks stands here when it stops.";
    record_only: "Times are in UTC. Contracts at a fixed price are paid by their milestones. You can take segments out while the contract goes on.";
    diary: "Diary";
    tracked_at(begins, title, memo): "{begins}, {title}: {memo}";
    not_tracked(begins): "{begins}, not tracked";
    segments: "Segments in words";
    remove: "Remove";
    remove_at(begins): "Remove the segment of {begins}";
}
