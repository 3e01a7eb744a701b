//! Rooms and messages: one room for each job and pair, one message for each id.

use super::calendar::CHANGE;
use super::{Id, Moment, No, Oracle, Proposal, Touched, is_client};

#[derive(Debug, Clone)]
pub struct Room {
    pub id: Id,
    pub job: Id,
    pub client: Id,
    pub freelancer: Id,
    pub messages: Vec<Message>,
}

#[derive(Debug, Clone)]
pub struct Message {
    pub id: String,
    pub writer: Id,
    /// What it said first: the same id with another text is refused.
    pub first: String,
    /// What it says now; `None` once deleted.
    pub text: Option<String>,
    pub sent_at: Moment,
}

impl Oracle {
    /// The client opens the conversation about a proposal, which answers it. Once it is open, either of the two gets in.
    pub fn open_room(&mut self, proposal: Id, who: Id, id: Id, now: Moment) -> Result<(), No> {
        let Proposal { job, client, freelancer, .. } = self.proposals[&proposal].clone();
        let by_client = is_client(client, freelancer, who)?;
        if self.rooms.values().any(|room| room.job == job && room.freelancer == freelancer) {
            return Ok(());
        }
        if !by_client {
            return Err("message.no_room_yet");
        }
        self.answer_by_message(job, freelancer, now)?;
        self.rooms.insert(id, Room { id, job, client, freelancer, messages: Vec::new() });
        self.tell_of_room(id, 0);
        Ok(())
    }

    /// Gives the number of the message; the same once more gives the same number.
    pub fn send(&mut self, room: Id, who: Id, id: &str, text: &str, now: Moment) -> Result<i64, No> {
        let Room { job, client, freelancer, ref messages, .. } = self.rooms[&room];
        let known = messages.iter().position(|sent| sent.id == id);
        let (number, same) = match known {
            Some(place) => (place, messages[place].writer == who && messages[place].first == text),
            None => (messages.len(), true),
        };
        if is_client(client, freelancer, who)? {
            self.answer_by_message(job, freelancer, now)?;
        }
        if !same {
            return Err("message.other_text");
        }
        let number = super::milestone::number(number);
        if known.is_none() {
            let (id, first, text) = (id.to_owned(), text.to_owned(), Some(text.to_owned()));
            let message = Message { id, writer: who, first, text, sent_at: now };
            self.rooms.entry(room).and_modify(|room| room.messages.push(message));
            self.tell_of_room(room, number);
        }
        Ok(number)
    }

    /// The writer changes a message within a day, or deletes it (no text).
    pub fn change_message(
        &mut self,
        room: Id,
        who: Id,
        place: usize,
        text: Option<&str>,
        now: Moment,
    ) -> Result<(), No> {
        let Room { client, freelancer, ref messages, .. } = self.rooms[&room];
        let before = messages[place].clone();
        is_client(client, freelancer, who)?;
        if before.writer != who {
            return Err("message.not_yours");
        } else if before.text.is_none() {
            return Err("message.deleted");
        } else if now >= before.sent_at + CHANGE {
            return Err("message.too_late");
        }
        if before.text.as_deref() != text {
            let text = text.map(str::to_owned);
            self.rooms.entry(room).and_modify(|room| room.messages[place].text = text);
            self.tell_of_room(room, super::milestone::number(place));
        }
        Ok(())
    }

    fn tell_of_room(&mut self, id: Id, number: i64) {
        self.touch(Touched::Room(id));
        let Room { client, freelancer, .. } = self.rooms[&id];
        self.tell(&[client, freelancer], "room", &[("id", id), ("number", number)]);
    }
}
