//! Messages: rooms, and what is written in them. The writer makes the id of a message, so sending twice is sending once.

use super::{
    call::{Answer, Asked, Call, Id, done, ok},
    value::{List, Moment, Part, Person},
};
use crate::instance::Instance;
use app::authorisation::{
    Row,
    Who::{Parties, SignedIn},
};
use axum::response::IntoResponse;
use domain::{
    id::RoomId,
    message::{MessageId, MessageView as Written, RoomPage, RoomRow},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::message;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/rooms", SignedIn),
    Row::read("GET /api/v1/rooms/{id}", Parties),
    Row::message("POST /api/v1/rooms/{id}/messages", Parties).done(201),
    Row::message("PUT /api/v1/rooms/{id}/messages/{message}", Parties).done(204),
    Row::message("DELETE /api/v1/rooms/{id}/messages/{message}", Parties).done(204),
    Row::message("POST /api/v1/rooms/{id}/read", Parties).done(204),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new()
        .routes(routes!(rooms))
        .routes(routes!(room))
        .routes(routes!(send))
        .routes(routes!(edit, delete))
        .routes(routes!(mark_read))
}

/// A new message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// A UUID that you make. The same id and text again gives the first number again.
    #[schema(format = "uuid")]
    id: String,
    /// 1 to 10,000 characters, Markdown.
    text: String,
}

/// The text of a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewText {
    /// 1 to 10,000 characters, Markdown.
    text: String,
}

/// How far you have read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMark {
    /// Number of the newest message you have read.
    up_to: i64,
}

/// A message that was stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sent {
    /// Its id.
    id: String,
    /// Its place in the room.
    number: i64,
}

/// Which messages of a room.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Older {
    /// Only messages with a smaller number; without it the newest.
    before: Option<i64>,
}

/// One room of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomSummary {
    /// Id, as 13 letters and digits.
    id: String,
    /// The other person.
    other: Person,
    /// Title of the job.
    title: String,
    /// Start of the newest message, as plain text.
    last: String,
    /// When it was sent.
    last_at: Moment,
    /// Messages you have not read.
    unread: i64,
}

impl From<RoomRow> for RoomSummary {
    fn from(row: RoomRow) -> Self {
        Self {
            id: row.id.to_string(),
            other: Person::new(row.other, row.other_name),
            title: row.title,
            last: row.last,
            last_at: row.last_at.into(),
            unread: row.unread,
        }
    }
}

/// A message in a room.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageView {
    /// A UUID, made by its writer.
    id: String,
    /// Place in the room: 1, 2, 3 … without gaps.
    number: i64,
    /// Who wrote it.
    writer: Person,
    /// You wrote it.
    mine: bool,
    /// Markdown, as written; null once deleted.
    text: Option<String>,
    /// The text as safe HTML; empty once deleted.
    html: String,
    /// When it was stored.
    sent_at: Moment,
    /// When it was changed last.
    edited_at: Option<Moment>,
    /// The other side has read it.
    read: bool,
}

impl From<Written> for MessageView {
    fn from(view: Written) -> Self {
        Self {
            id: view.id.as_str().to_owned(),
            number: view.number,
            writer: Person::new(view.writer, view.writer_name),
            mine: view.mine,
            text: view.text.map(|text| text.to_string()),
            html: view.html,
            sent_at: view.sent_at.into(),
            edited_at: view.edited_at.map(Moment::from),
            read: view.read,
        }
    }
}

/// A room with its newest messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomView {
    /// Id, as 13 letters and digits.
    id: String,
    /// The other person.
    other: Person,
    /// The job it is about.
    job: String,
    /// Its title.
    title: String,
    /// The contract of the two for this job, once there is one.
    contract: Option<String>,
    /// At most 50, oldest first.
    messages: Vec<MessageView>,
    /// There are older ones: ask with this number.
    before: Option<i64>,
    /// Highest number you have read.
    read_up_to: i64,
}

impl From<RoomPage> for RoomView {
    fn from(page: RoomPage) -> Self {
        Self {
            id: page.id.to_string(),
            other: Person::new(page.other, page.other_name),
            job: page.job.to_string(),
            title: page.title,
            contract: page.contract.map(|id| id.to_string()),
            messages: page.messages.into_iter().map(MessageView::from).collect(),
            before: page.before,
            read_up_to: page.read_up_to,
        }
    }
}

/// Lists your rooms, the newest message first.
#[utoipa::path(
    get, path = "/api/v1/rooms", tag = "rooms", params(Part),
    responses((status = 200, body = List<RoomSummary>)), security(("token" = ["read"]))
)]
pub async fn rooms(Asked(part): Asked<Part>, call: Call) -> Answer {
    let list = message::rooms(&call.context, &part.after, part.limit()?).await?;
    ok(List::<RoomSummary>::of(list.rooms, list.next))
}

/// Reads a room with its newest messages, or older ones.
#[utoipa::path(
    get, path = "/api/v1/rooms/{id}", tag = "rooms", params(Older),
    responses((status = 200, body = RoomView)), security(("token" = ["read"]))
)]
pub async fn room(Id(id): Id<RoomId>, Asked(older): Asked<Older>, call: Call) -> Answer {
    ok(RoomView::from(message::room(&call.context, id, older.before).await?))
}

/// Sends a message.
#[utoipa::path(
    post, path = "/api/v1/rooms/{id}/messages", tag = "rooms", request_body = NewMessage,
    responses((status = 201, body = Sent)), security(("token" = ["message"]))
)]
pub async fn send(Id(room): Id<RoomId>, call: Call) -> Answer {
    let given: NewMessage = call.input()?;
    let id = MessageId::parse(&given.id).map_err(store::Error::from)?;
    let number = message::send(&call.context, room, &id, &given.text).await?;
    Ok((StatusCode::CREATED, axum::Json(Sent { id: id.as_str().to_owned(), number })).into_response())
}

/// Changes a message of yours, within a day.
#[utoipa::path(
    put, path = "/api/v1/rooms/{id}/messages/{message}", tag = "rooms", request_body = NewText,
    responses((status = 204)), security(("token" = ["message"]))
)]
pub async fn edit(Id((room, id)): Id<(RoomId, String)>, call: Call) -> Answer {
    let given: NewText = call.input()?;
    let id = MessageId::parse(&id).map_err(store::Error::from)?;
    message::edit(&call.context, room, &id, &given.text).await?;
    done()
}

/// Deletes a message of yours, within a day; its place stays.
#[utoipa::path(
    delete, path = "/api/v1/rooms/{id}/messages/{message}", tag = "rooms",
    responses((status = 204)), security(("token" = ["message"]))
)]
pub async fn delete(Id((room, id)): Id<(RoomId, String)>, call: Call) -> Answer {
    let id = MessageId::parse(&id).map_err(store::Error::from)?;
    message::delete(&call.context, room, &id).await?;
    done()
}

/// Notes how far you have read.
#[utoipa::path(
    post, path = "/api/v1/rooms/{id}/read", tag = "rooms", request_body = ReadMark,
    responses((status = 204)), security(("token" = ["message"]))
)]
pub async fn mark_read(Id(id): Id<RoomId>, call: Call) -> Answer {
    let mark: ReadMark = call.input()?;
    message::mark_read(&call.context, id, mark.up_to).await?;
    done()
}
