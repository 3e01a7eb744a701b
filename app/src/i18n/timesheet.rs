//! Texts of the timesheet pages.

messages! { "timesheet";
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
    segments_hint:
        "A segment of ten minutes is kept when at least five of them were tracked. Short stretches of the same ten \
         minutes add up.";
    since: "Running since";
    running_for(clock): "Running, {clock} hours when this page was read";
    stop: "Stop";
    running_hint: "The timer keeps running when you close this page. If you forget it, at most 12 hours count.";
    week(monday): "Week of {monday}";
    hours(clock): "{clock} h";
    week_text: "Monday to Sunday, UTC.";
    bar_of(day, hours): "{day}, {hours} h";
    today(date): "Today, {date}";
    to_today: "Today";
    day_total(clock): "{clock} h on this day";
    nothing_tracked: "Nothing was tracked on this day.";
    running_today: "The timer is running. What it tracks appears here when it stops.";
    record_only:
        "Times are in UTC. Contracts at a fixed price are paid by their milestones. You can take segments out while \
         the contract goes on.";
    last_title(from, until): "Last tracked, {from} to {until} UTC";
    last_counted(n, hours): "one segment counted, {hours} h." | "{n} segments counted, {hours} h.";
    last_cut: "It ran for more than 12 hours; only the first 12 count.";
    last_short(n, begins):
        "{begins}: one minute so far, which is too little. From five on the ten minutes count, and what you track in \
         them still adds up."
        | "{begins}: {n} minutes so far, which is too little. From five on the ten minutes count, and what you track \
           in them still adds up.";
    last_moment(begins):
        "{begins}: less than a minute so far, which is too little. From five minutes on the ten count, and what you \
         track in them still adds up.";
    last_before(begins): "{begins}: counted before, for this contract. Ten minutes count once.";
    last_other(begins, title): "{begins}: in your diary for “{title}” already, so not counted again.";
    last_removed(begins): "{begins}: you have removed it.";
    diary: "Diary";
    tracked_at(begins, title, memo): "{begins}, {title}: {memo}";
    not_tracked(begins): "{begins}, not tracked";
    segments: "Segments in words";
    remove: "Remove";
    remove_at(begins): "Remove the segment of {begins}";
}
