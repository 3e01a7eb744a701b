//! Ids that a browser makes itself: of what it sends and must be able to name when the answer is lost.

use domain::message::MessageId;
use domain::time::Timestamp;
use leptos::prelude::window;

/// An id of this device: its clock and its randomness.
pub(crate) fn new_id() -> Option<MessageId> {
    let mut random = [0_u8; 10];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut random).ok()?;
    // Whole milliseconds fit exactly.
    let now = Timestamp::from_micros((js_sys::Date::now() as i64).saturating_mul(1_000));
    Some(MessageId::v7(now, random))
}
