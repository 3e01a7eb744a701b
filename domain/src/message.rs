//! Messages: a room for each pair and job; the writer's device makes the id, so that sending twice is sending once.

use crate::actor::{Actor, Parties, Side};
use crate::id::{AccountId, ContractId, JobId, RoomId};
use crate::refusal::{FieldRefusal, GeneralRefusal, refusals};
use crate::text::MessageText;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Edit and delete are possible for this long.
pub const EDIT_WINDOW: Span = Span::hours(24);

refusals! {
    /// Why a message command was refused.
    MessageRefusal {
        OtherText => "message.other_text", State, "A message with this id was sent before with another text. Nothing was sent.";
        TooLate => "message.too_late", State, "Messages can be changed for 24 hours. This one stays as it is.";
        NotYours => "message.not_yours", Forbidden, "Only its writer can change a message.";
        Deleted => "message.deleted", State, "This message was deleted before. Nothing was changed.";
        NoRoomYet => "message.no_room_yet", Forbidden,
            "The client opens the conversation. You can write once they have answered your proposal.";
    }
}

/// The id of a message: a UUID (version 7 when our own pages make it), in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageId(String);

impl MessageId {
    /// Reads a UUID of any version (RFC 9562).
    ///
    /// # Errors
    /// `message.id` on the field `id`.
    pub fn parse(text: &str) -> Result<Self, FieldRefusal> {
        let text = text.trim();
        let fits = text.len() == 36
            && text
                .char_indices()
                .all(|(place, c)| if matches!(place, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() });
        if fits {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(FieldRefusal::new("id", "message.id", "The id of a message is a UUID."))
        }
    }
    /// Version 7 of a moment and 10 random bytes (RFC 9562, section 5.7).
    pub fn v7(now: Timestamp, random: [u8; 10]) -> Self {
        let millis = (now.micros() / 1_000).cast_unsigned();
        let mut bytes = [0_u8; 16];
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&random);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// May this writer change a message now?
///
/// # Errors
/// Somebody else's, too old, or deleted.
pub fn may_change(
    writer: AccountId,
    sent_at: Timestamp,
    deleted: bool,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), MessageRefusal> {
    if writer != actor.account() {
        return Err(MessageRefusal::NotYours);
    }
    if deleted {
        return Err(MessageRefusal::Deleted);
    }
    if now >= sent_at.plus(EDIT_WINDOW) { Err(MessageRefusal::TooLate) } else { Ok(()) }
}

/// May this actor open the room of a proposal? The client's first message answers it.
///
/// # Errors
/// `NotFound` for strangers, `NoRoomYet` for its freelancer.
pub fn may_open(parties: Parties, actor: &Actor) -> Result<(), crate::refusal::Refusal> {
    match parties.side_of(actor)? {
        Side::Client => Ok(()),
        Side::Freelancer => Err(MessageRefusal::NoRoomYet.into()),
    }
}

/// Is this actor a member of the room?
///
/// # Errors
/// `NotFound` for strangers.
pub fn member(parties: Parties, actor: &Actor) -> Result<Side, GeneralRefusal> {
    parties.side_of(actor)
}

/// One message of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Made by the writer's device.
    pub id: MessageId,
    /// Place in the room: 1, 2, 3 … without gaps.
    pub number: i64,
    /// Who wrote it.
    pub writer: AccountId,
    /// What they are called.
    pub writer_name: String,
    /// The viewer wrote it.
    pub mine: bool,
    /// The text as typed; `None` once deleted.
    pub text: Option<MessageText>,
    /// The text as safe HTML; empty once deleted.
    pub html: String,
    /// When it was stored.
    pub sent_at: Timestamp,
    /// When it was changed last.
    pub edited_at: Option<Timestamp>,
    /// The other side has read it.
    pub read: bool,
}

/// A room with its newest messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPage {
    /// Id of this room.
    pub id: RoomId,
    /// Who is in it.
    pub parties: Parties,
    /// The other person's name.
    pub other_name: String,
    /// The other person.
    pub other: AccountId,
    /// The job it is about.
    pub job: JobId,
    /// Title of the job.
    pub title: String,
    /// The contract of the two for this job, once there is one.
    pub contract: Option<ContractId>,
    /// At most 50, oldest first.
    pub messages: Vec<MessageView>,
    /// There are older ones: ask with this number.
    pub before: Option<i64>,
    /// Highest number the viewer has read.
    pub read_up_to: i64,
}

/// One room of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRow {
    /// Id of this room.
    pub id: RoomId,
    /// The other person.
    pub other: AccountId,
    /// Their name.
    pub other_name: String,
    /// Title of the job.
    pub title: String,
    /// Start of the newest message, as plain text.
    pub last: String,
    /// When it was sent.
    pub last_at: Timestamp,
    /// Unread messages.
    pub unread: i64,
}

/// A list of rooms of one person, the one with the newest message first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomList {
    /// At most a page of them.
    pub rooms: Vec<RoomRow>,
    /// Give this back to get the next page.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Proof;

    #[test]
    fn ids_are_uuids_and_sort_by_time() {
        let at = Timestamp::civil(2026, 1, 1, 0, 0, 0).unwrap();
        let (early, late) = (MessageId::v7(at, [255; 10]), MessageId::v7(at.plus(Span::seconds(1)), [0; 10]));
        assert!(early < late);
        assert_eq!(MessageId::parse(&early.as_str().to_uppercase()).unwrap(), early);
        assert_eq!(&early.as_str()[14..15], "7");
        for text in ["", "1", "0190163d-8694-739b-aea5-966c26f8ad9", "0190163d+8694-739b-aea5-966c26f8ad91"] {
            assert_eq!(MessageId::parse(text).unwrap_err().code, "message.id");
        }
    }

    #[test]
    fn only_the_writer_changes_it_within_a_day() {
        let at = Timestamp::civil(2026, 1, 1, 0, 0, 0).unwrap();
        let who = |raw| Actor::new(AccountId::from_raw(raw), Proof::Session);
        let code = |actor: Actor, deleted, now| {
            may_change(AccountId::from_raw(1), at, deleted, &actor, now).map_or_else(|no| no.code(), |()| "ok")
        };
        assert_eq!(code(who(1), false, at.plus(Span::hours(23))), "ok");
        assert_eq!(code(who(1), false, at.plus(Span::hours(24))), "message.too_late");
        assert_eq!(code(who(2), false, at), "message.not_yours");
        assert_eq!(code(who(1), true, at), "message.deleted");
    }

    #[test]
    fn the_client_opens_the_room_of_a_proposal() {
        let parties = Parties { client: AccountId::from_raw(1), freelancer: AccountId::from_raw(2) };
        let who = |raw| Actor::new(AccountId::from_raw(raw), Proof::Session);
        assert!(may_open(parties, &who(1)).is_ok());
        assert_eq!(may_open(parties, &who(2)).unwrap_err().code(), "message.no_room_yet");
        assert_eq!(may_open(parties, &who(3)).unwrap_err().code(), "general.not_found");
    }
}
