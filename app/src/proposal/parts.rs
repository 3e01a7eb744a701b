//! Parts of the proposal pages: states, milestones, and what the client may do with a proposal.

use super::api;
use crate::i18n::proposal as t;
use crate::runtime::Command;
use crate::ui::{ButtonKind, Form, Icon, PostButton, Submit, Tag, TextArea, Tone};
use domain::actor::Side;
use domain::contract::terms::MilestoneTerms;
use domain::id::{ProposalId, RoomId};
use domain::proposal::{ProposalState, ProposalView};
use domain::text::Note;
use domain::time::Date;
use leptos::prelude::*;

/// The state of a proposal in a word.
#[component]
pub fn StateTag(
    state: ProposalState,
    /// Whose page it is: what one has sent is new to the other.
    reader: Side,
) -> impl IntoView {
    let (tone, icon, word) = match state {
        ProposalState::Sent if reader == Side::Client => (Tone::Brass, "mail", t::fresh()),
        ProposalState::Sent => (Tone::Brand, "send", t::sent()),
        ProposalState::Viewed { .. } => (Tone::Brand, "eye", t::viewed()),
        ProposalState::Shortlisted { .. } => (Tone::Brass, "bookmark", t::shortlisted()),
        ProposalState::Offered { .. } => (Tone::Brass, "file-text", t::offered()),
        ProposalState::Hired { .. } => (Tone::Good, "check", t::hired()),
        ProposalState::Declined { .. } => (Tone::Neutral, "x", t::declined()),
        ProposalState::Withdrawn { .. } => (Tone::Neutral, "rotate-ccw", t::withdrawn()),
        ProposalState::NotChosen { .. } => (Tone::Neutral, "minus", t::not_chosen()),
    };
    view! { <Tag tone=tone icon=icon>{word}</Tag> }
}

/// What the state means to the reader.
pub fn state_sentence(state: &ProposalState, reader: Side) -> String {
    use ProposalState as Is;
    match (state, reader) {
        (Is::Sent, _) => t::is_sent().to_owned(),
        (Is::Viewed { at }, Side::Client) => t::you_viewed(at),
        (Is::Viewed { at }, Side::Freelancer) => t::is_viewed(at),
        (Is::Shortlisted { at }, _) => t::is_shortlisted(at),
        (Is::Offered { .. }, Side::Client) => t::you_offered().to_owned(),
        (Is::Offered { .. }, Side::Freelancer) => t::is_offered().to_owned(),
        (Is::Hired { at }, _) => t::is_hired(at),
        (Is::Declined { at, .. }, Side::Client) => t::you_declined(at),
        (Is::Declined { at, .. }, Side::Freelancer) => t::is_declined(at),
        (Is::Withdrawn { at }, Side::Client) => t::is_withdrawn(at),
        (Is::Withdrawn { at }, Side::Freelancer) => t::you_withdrew(at),
        (Is::NotChosen { at }, _) => t::is_not_chosen(at),
    }
}

/// The last due date of the milestones, if any has one.
pub fn done_by(milestones: &[MilestoneTerms]) -> Option<Date> {
    milestones.iter().filter_map(|milestone| milestone.due).max()
}

/// Text as it was typed, with its line breaks.
#[component]
pub fn Typed(#[prop(into)] text: String) -> impl IntoView {
    view! { <p class="measure" style="white-space:pre-line;overflow-wrap:anywhere">{text}</p> }
}

/// The way to the conversation: the room that exists, or the button that opens it.
#[component]
pub fn MessageButton(
    proposal: ProposalId,
    room: Option<RoomId>,
    /// Only the icon is seen, as in a table.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let word = view! { <span class:visually-hidden=short>{t::message()}</span> };
    match room {
        Some(room) => view! {
            <a class="button" href=format!("/messages/{room}") title=short.then(t::message)>
                <Icon name="message-square"/>
                {word}
            </a>
        }
        .into_any(),
        None => view! {
            <PostButton
                path="/do/message/open"
                hidden=vec![("proposal_id", proposal.to_string())]
                class="button"
                icon="message-square"
            >
                {word}
            </PostButton>
        }
        .into_any(),
    }
}

/// The button that puts a proposal on the shortlist, or takes it off.
#[component]
pub fn ShortlistButton(
    proposal: ProposalView,
    /// Only the icon is seen, as in a table.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let action = Command::of::<api::Shortlist>();
    let on = matches!(proposal.state, ProposalState::Shortlisted { .. });
    let word = if on { t::shortlist_off() } else { t::shortlist() };
    // The form says what it wants: sent twice, or from a page that is no longer true, it undoes nothing.
    let hidden = vec![("proposal_id", proposal.id.to_string()), ("on", (!on).to_string())];
    view! {
        <Form action=action hidden=hidden class=if on { "is-kept" } else { "" }>
            <Submit kind=ButtonKind::Plain icon="bookmark">
                <span class:visually-hidden=short>{word}</span>
                <span class="visually-hidden">": "{proposal.freelancer_name.clone()}</span>
            </Submit>
        </Form>
    }
}

/// The form that says no, with a reason.
#[component]
pub fn DeclineForm(proposal: ProposalId) -> impl IntoView {
    let action = Command::of::<api::Decline>();
    view! {
        <Form action=action hidden=vec![("proposal_id", proposal.to_string())] label=t::decline()>
            <TextArea name="reason" label=t::reason() hint=t::reason_hint() rows=3 maxlength=Note::MAX/>
            <div><Submit kind=ButtonKind::Danger>{t::decline()}</Submit></div>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::{Currency, Money};
    use domain::text::MilestoneTitle;

    fn milestone(due: Option<&str>) -> MilestoneTerms {
        let title = MilestoneTitle::stored("Sketches".to_owned());
        MilestoneTerms { title, amount: Money::new(1_000, Currency::Eur), due: due.and_then(Date::parse_iso) }
    }

    #[test]
    fn the_side_that_did_it_is_told_so() {
        let at = domain::time::Timestamp::from_micros(1_800_000_000_000_000);
        let read = ProposalState::Viewed { at };
        assert!(state_sentence(&read, Side::Client).starts_with("You read it"));
        assert!(state_sentence(&read, Side::Freelancer).starts_with("The client read it"));
        let withdrawn = ProposalState::Withdrawn { at };
        assert!(state_sentence(&withdrawn, Side::Freelancer).starts_with("You withdrew it"));
        assert!(state_sentence(&withdrawn, Side::Client).starts_with("The freelancer withdrew it"));
    }

    #[test]
    fn a_proposal_is_done_when_its_last_milestone_is() {
        assert_eq!(done_by(&[milestone(None)]), None);
        let rows = [milestone(Some("2027-02-01")), milestone(None), milestone(Some("2027-01-15"))];
        assert_eq!(done_by(&rows), Date::parse_iso("2027-02-01"));
    }
}
