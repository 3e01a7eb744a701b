//! Rooms and messages: who may write, one id one message, numbers without gaps, history.

use crate::harness::{NOW, TestDb, by, on_both};
use crate::people::{code, job_input, open_job, person, propose, settle};
use domain::id::{ProposalId, RoomId};
use domain::message::{MessageId, RoomPage};
use domain::time::Span;
use std::sync::Arc;
use store::db::retried;
use store::{message, profile, proposal};
use tokio::sync::Barrier;

fn id(number: u8) -> MessageId {
    MessageId::v7(NOW, [number; 10])
}

async fn sent(test: &TestDb) -> ProposalId {
    settle(test).await;
    let job = open_job(test, 1, &job_input("Build a booking service")).await;
    propose(test, 2, job, "400").await.unwrap()
}

async fn room(test: &TestDb) -> RoomId {
    let proposal = sent(test).await;
    message::open_room(&test.by(&person(1), NOW), proposal).await.unwrap()
}

async fn seen_by(test: &TestDb, viewer: i64, room: RoomId) -> RoomPage {
    message::room(&test.by(&person(viewer), NOW), room, None).await.unwrap()
}

fn texts(page: &RoomPage) -> Vec<String> {
    page.messages.iter().map(|one| one.text.as_ref().map_or("(deleted)".to_owned(), ToString::to_string)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_opens_the_room_and_that_answers_the_proposal() {
    on_both(async |test| {
        let proposal = sent(&test).await;
        assert_eq!(code(message::open_room(&test.by(&person(2), NOW), proposal).await), "message.no_room_yet");
        assert_eq!(code(message::open_room(&test.by(&person(3), NOW), proposal).await), "general.not_found");
        let room = message::open_room(&test.by(&person(1), NOW), proposal).await.unwrap();
        let view = proposal::page(&test.by(&person(2), NOW), proposal).await.unwrap();
        assert_eq!((view.state.word(), view.room), ("viewed", Some(room)));
        assert_eq!(test.number("select answered_at from proposal").await, NOW.micros());
        assert_eq!(message::open_room(&test.by(&person(2), NOW), proposal).await.unwrap(), room);
        assert_eq!(message::open_room(&test.by(&person(1), NOW), proposal).await.unwrap(), room);
        test.raw(
            "insert into profile (account_id, version, overview, skills, country, availability, visibility, saved_at) \
             values (2, 1, '', '', '', 'now', 'public', 0)",
        )
        .await;
        for (viewer, seen) in [(1, Some(room)), (2, None), (3, None)] {
            let of_freelancer =
                profile::page(&test.by(&person(viewer), NOW).visit(), person(2).account()).await.unwrap();
            assert_eq!(of_freelancer.room, seen, "the profile leads {viewer} to their conversation");
        }
        assert_eq!(code(message::send(&test.by(&person(3), NOW), room, &id(1), "Hello").await), "general.not_found");
        assert_eq!(code(message::room(&test.by(&person(3), NOW), room, None).await), "general.not_found");
        assert_eq!(message::send(&test.by(&person(2), NOW), room, &id(1), "Hello").await.unwrap(), 1);
        let page = seen_by(&test, 1, room).await;
        assert_eq!(
            (page.other_name.as_str(), page.title.as_str(), page.contract),
            ("Person 2", "Build a booking service", None)
        );
        assert_eq!((page.messages[0].mine, page.messages[0].html.contains("Hello")), (false, true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_twice_is_sending_once() {
    on_both(async |test| {
        let room = room(&test).await;
        let send =
            async |who, number, text: &str| message::send(&test.by(&person(who), NOW), room, &id(number), text).await;
        assert_eq!(send(1, 1, "Hello").await.unwrap(), 1);
        assert_eq!(send(1, 1, " Hello\r\n").await.unwrap(), 1);
        assert_eq!(code(send(1, 1, "Goodbye").await), "message.other_text");
        assert_eq!(code(send(2, 1, "Hello").await), "message.other_text");
        assert_eq!(code(send(1, 2, "").await), "input");
        message::edit(&test.by(&person(1), NOW), room, &id(1), "Hello!").await.unwrap();
        assert_eq!(send(1, 1, "Hello").await.unwrap(), 1, "a device that heard no answer repeats the first text");
        assert_eq!(texts(&seen_by(&test, 2, room).await), ["Hello!"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_sent_by_many_devices_at_once_is_one_message() {
    on_both(async |test| {
        let room = room(&test).await;
        for round in 1..6_u8 {
            let barrier = Arc::new(Barrier::new(8));
            let devices: Vec<_> = (0..8)
                .map(|_| {
                    let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                    tokio::spawn(async move {
                        barrier.wait().await;
                        let (actor, id) = (person(2), id(round));
                        retried(async || message::send(&by(&db, &actor, NOW), room, &id, "Once").await).await.unwrap()
                    })
                })
                .collect();
            for device in devices {
                assert_eq!(device.await.unwrap(), i64::from(round));
            }
        }
        assert_eq!(seen_by(&test, 1, room).await.messages.len(), 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_have_no_gaps_when_both_write_at_once() {
    on_both(async |test| {
        let room = room(&test).await;
        let barrier = Arc::new(Barrier::new(32));
        let writers: Vec<_> = (0..32_u8)
            .map(|number| {
                let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    let (actor, id) = (person(1 + i64::from(number % 2)), id(number));
                    retried(async || message::send(&by(&db, &actor, NOW), room, &id, "Now").await).await.unwrap()
                })
            })
            .collect();
        let mut numbers = Vec::new();
        for writer in writers {
            numbers.push(writer.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=32).collect::<Vec<_>>());
        let shown: Vec<i64> = seen_by(&test, 1, room).await.messages.iter().map(|one| one.number).collect();
        assert_eq!(shown, numbers);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_can_be_changed_for_a_day_and_its_history_stays() {
    on_both(async |test| {
        let room = room(&test).await;
        for number in 1..4 {
            message::send(&test.by(&person(1), NOW), room, &id(number), "First").await.unwrap();
        }
        let soon = NOW.plus(Span::hours(23));
        let late = NOW.plus(Span::hours(24));
        let edit = async |who, number, at| message::edit(&test.by(&person(who), at), room, &id(number), "Second").await;
        edit(1, 1, soon).await.unwrap();
        assert_eq!(code(edit(2, 1, soon).await), "message.not_yours");
        assert_eq!(code(edit(1, 2, late).await), "message.too_late");
        assert_eq!(code(edit(1, 9, soon).await), "general.not_found");
        message::delete(&test.by(&person(1), soon), room, &id(1)).await.unwrap();
        message::delete(&test.by(&person(1), soon), room, &id(3)).await.unwrap();
        assert_eq!(code(message::delete(&test.by(&person(1), soon), room, &id(1)).await), "message.deleted");
        let page = seen_by(&test, 2, room).await;
        assert_eq!(texts(&page), ["(deleted)", "First", "(deleted)"]);
        assert_eq!((page.messages[0].html.as_str(), page.messages[0].edited_at), ("", Some(soon)));
        let versions =
            test.number("select cast(count(*) as bigint) from message_version where text in ('First', 'Second')").await;
        assert_eq!(versions, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_is_known_to_both() {
    on_both(async |test| {
        let room = room(&test).await;
        for number in 1..4 {
            message::send(&test.by(&person(1), NOW), room, &id(number), &format!("Message {number}")).await.unwrap();
        }
        let unread = async |who| message::rooms(&test.by(&person(who), NOW), "", 10).await.unwrap().rooms[0].unread;
        assert_eq!((unread(1).await, unread(2).await), (0, 3));
        message::mark_read(&test.by(&person(2), NOW), room, 2).await.unwrap();
        message::mark_read(&test.by(&person(2), NOW), room, 1).await.unwrap();
        assert_eq!(unread(2).await, 1);
        let read: Vec<bool> = seen_by(&test, 1, room).await.messages.iter().map(|one| one.read).collect();
        assert_eq!(read, [true, true, false]);
        message::mark_read(&test.by(&person(2), NOW), room, 99).await.unwrap();
        assert_eq!(seen_by(&test, 2, room).await.read_up_to, 3);
        assert_eq!(code(message::mark_read(&test.by(&person(3), NOW), room, 1).await), "general.not_found");
        let row = message::rooms(&test.by(&person(2), NOW), "", 10).await.unwrap().rooms.remove(0);
        assert_eq!((row.id, row.last.as_str(), row.other_name.as_str()), (room, "Message 3", "Person 1"));
        assert_eq!(message::rooms(&test.by(&person(3), NOW), "", 10).await.unwrap().rooms, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_rooms_neither_skip_nor_repeat() {
    on_both(async |test| {
        settle(&test).await;
        let job = open_job(&test, 1, &job_input("Build a booking service")).await;
        let mut opened = Vec::new();
        for who in 2..7 {
            let sent = propose(&test, who, job, "100").await.unwrap();
            opened.insert(0, message::open_room(&test.by(&person(1), NOW), sent).await.unwrap());
        }
        let written = opened.remove(2);
        message::send(
            &test.by(&person(1), NOW.plus(Span::hours(1))),
            written,
            &id(1),
            "**Hello**, see [this](https://a.example)",
        )
        .await
        .unwrap();
        opened.insert(0, written);
        let (mut walked, mut after) = (Vec::new(), String::new());
        for _ in 0..3 {
            let list = message::rooms(&test.by(&person(1), NOW), &after, 2).await.unwrap();
            walked.extend(list.rooms);
            after = list.next.unwrap_or_default();
        }
        assert_eq!((walked.iter().map(|row| row.id).collect::<Vec<_>>(), after.as_str()), (opened, ""));
        assert_eq!(walked[0].last, "Hello, see this", "a list shows no marks");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_room_is_read_backwards_fifty_at_a_time() {
    on_both(async |test| {
        let room = room(&test).await;
        for number in 1..=60 {
            message::send(&test.by(&person(2), NOW), room, &id(number), &format!("Message {number}")).await.unwrap();
        }
        let newest = seen_by(&test, 1, room).await;
        assert_eq!((newest.messages[0].number, newest.messages[49].number, newest.before), (11, 60, Some(11)));
        let older = message::room(&test.by(&person(1), NOW), room, newest.before).await.unwrap();
        assert_eq!((older.messages[0].number, older.messages.len(), older.before), (1, 10, None));
        let last = message::latest(&test.by(&person(1), NOW), room, 3).await.unwrap();
        assert_eq!(last.iter().map(|message| message.number).collect::<Vec<_>>(), [58, 59, 60]);
        assert_eq!(code(message::latest(&test.by(&person(3), NOW), room, 3).await), "general.not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_step_of_sending_loses_nothing_and_doubles_nothing() {
    on_both(async |test| {
        let room = room(&test).await;
        for step in 1..60_u8 {
            test.faults.crash_in(u32::from(step));
            let first = message::send(&test.by(&person(1), NOW), room, &id(step), "Once").await;
            test.restart().await;
            let again = message::send(&test.by(&person(1), NOW), room, &id(step), "Once").await.unwrap();
            assert_eq!(again, i64::from(step));
            if let Ok(number) = first {
                assert_eq!(number, again);
                return;
            }
        }
        panic!("sending has no end");
    })
    .await;
}
