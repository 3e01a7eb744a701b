//! One milestone in its contract's room: where it stands, and the actions that the viewer may take now.

use super::api;
use crate::i18n::contract as t;
use crate::runtime::Command;
use crate::ui::{
    Ask, ButtonKind, Form, LinkButton, Milestone, MoneyField, More, Progress, Submit, Tag, TextArea, Tone,
};
use domain::actor::Side;
use domain::contract::milestone::{Milestone as DomainMilestone, MilestoneState, Over, Unfunded, Work};
use domain::contract::read::{MilestoneAction, MilestoneView};
use domain::id::{MilestoneId, PaymentId};
use domain::payment::FailureReason;
use domain::text::{Note, SubmissionText};
use domain::time::Timestamp;
use leptos::prelude::*;

/// Between whom the money of a contract moves, and when what is released now would be available.
#[derive(Debug, Clone)]
pub struct MoneyWay {
    /// What the client is called.
    pub client: String,
    /// What the freelancer is called.
    pub freelancer: String,
    /// The end of the security period of what is released now.
    pub clears_at: Timestamp,
}

/// A row of the list of milestones.
#[component]
pub fn MilestoneRow(
    view: MilestoneView,
    side: Side,
    /// What happens next happens here.
    now: bool,
    /// The server's clock when the page was read.
    clock: Timestamp,
    /// What the freelancer is called, unless it is the viewer.
    earner: Option<String>,
    money: MoneyWay,
) -> impl IntoView {
    let milestone = view.milestone.clone();
    let due = milestone.terms.due.filter(|_| !is_over(&milestone.state)).map(t::due);
    let number = usize::try_from(milestone.number).unwrap_or_default();
    view! {
        <Milestone
            number=number
            title=milestone.terms.title.to_string()
            amount=milestone.terms.amount
            active=now
            id=anchor(milestone.number)
        >
            <p class="cluster cluster--tight">
                {tag(&milestone.state, side)}
                <span class="small muted">{says(&milestone, side)}" "{due}</span>
            </p>
            {review_time(&milestone.state, clock)}
            <Record view=view.clone() earner=earner/>
            <Actions view=view now=now money=money/>
        </Milestone>
    }
}

/// The name of a milestone in addresses.
pub(super) fn anchor(number: i64) -> String {
    format!("milestone-{number}")
}

/// Nothing is expected of it any more.
fn is_over(state: &MilestoneState) -> bool {
    matches!(state, MilestoneState::Over(_))
}

/// How much of the review is over, while one runs.
fn review_time(state: &MilestoneState, clock: Timestamp) -> Option<AnyView> {
    let (at, releases_at) = state.review()?;
    let (used, all) = (clock.since(at).as_seconds().max(0), releases_at.since(at).as_seconds());
    Some(view! { <Progress label=t::review_time(used / 86_400) value=used.min(all) max=all/> }.into_any())
}

fn tag(state: &MilestoneState, side: Side) -> AnyView {
    let (tone, icon, word) = match state {
        MilestoneState::Unfunded(unfunded) => match unfunded {
            // Until there is money, there is one thing for the freelancer to know.
            Unfunded::Funding { .. } if side == Side::Freelancer => (Tone::Neutral, "", t::tag_draft()),
            Unfunded::Failed { reason: FailureReason::Abandoned, .. } | Unfunded::Draft => {
                (Tone::Neutral, "", t::tag_draft())
            }
            Unfunded::Funding { .. } => (Tone::Brass, "clock", t::tag_funding()),
            Unfunded::Failed { .. } => (Tone::Bad, "x", t::tag_funding_failed()),
        },
        MilestoneState::Held { work, .. } => match work {
            Work::InProgress { .. } => (Tone::Brand, "lock", t::tag_funded()),
            Work::InReview { .. } => (Tone::Brass, "clock", t::tag_submitted()),
            Work::ChangesRequested { .. } => (Tone::Warn, "pencil", t::tag_changes()),
        },
        MilestoneState::Over(over) => match over {
            Over::Released { .. } => (Tone::Good, "check", t::tag_released()),
            Over::Refunded { .. } => (Tone::Neutral, "rotate-ccw", t::tag_refunded()),
            Over::Cancelled { .. } => (Tone::Neutral, "x", t::tag_cancelled()),
        },
    };
    view! { <Tag tone=tone icon=icon>{word}</Tag> }.into_any()
}

fn says(milestone: &DomainMilestone, side: Side) -> String {
    match &milestone.state {
        MilestoneState::Unfunded(unfunded) => says_unfunded(unfunded, side),
        MilestoneState::Held { work, .. } => match work {
            Work::InProgress { since } => t::says_funded(milestone.held(), since),
            Work::InReview { at, releases_at, .. } => t::says_submitted(at, releases_at),
            Work::ChangesRequested { at, .. } => t::says_changes(at),
        },
        MilestoneState::Over(over) => match over {
            Over::Released { escrow, at } if escrow.turns == 1 => t::says_released_once(escrow.released, at),
            Over::Refunded { escrow, at } if escrow.turns == 1 => t::says_refunded_once(escrow.refunded, at),
            Over::Released { escrow, at } => t::says_released(escrow.released, at),
            Over::Refunded { escrow, at } => t::says_refunded(escrow.refunded, at),
            Over::Cancelled { at } => t::says_cancelled(at),
        },
    }
}

fn says_unfunded(unfunded: &Unfunded, side: Side) -> String {
    match (unfunded, side) {
        (Unfunded::Draft, Side::Client) => t::says_draft_client().to_owned(),
        (Unfunded::Draft | Unfunded::Funding { .. }, Side::Freelancer) => t::says_draft_freelancer().to_owned(),
        (Unfunded::Funding { since, .. }, Side::Client) => t::says_funding(since),
        (Unfunded::Failed { reason: FailureReason::WalletShort, .. }, Side::Freelancer) => {
            t::says_short_freelancer().to_owned()
        }
        (Unfunded::Failed { .. }, Side::Freelancer) => t::says_failed_freelancer().to_owned(),
        (Unfunded::Failed { reason, .. }, Side::Client) => match reason {
            FailureReason::Declined => t::says_failed_declined(),
            FailureReason::LacksFunds => t::says_failed_funds(),
            FailureReason::Abandoned => t::says_failed_abandoned(),
            FailureReason::WalletShort => t::says_failed_wallet(),
        }
        .to_owned(),
    }
}

/// What was wanted, handed over and earned so far.
#[component]
fn Record(view: MilestoneView, earner: Option<String>) -> impl IntoView {
    let note = match &view.milestone.state {
        MilestoneState::Held { work: Work::ChangesRequested { note, .. }, .. } => Some(note.to_string()),
        MilestoneState::Held { work: Work::InProgress { .. } | Work::InReview { .. }, .. }
        | MilestoneState::Unfunded(_)
        | MilestoneState::Over(_) => None,
    };
    let note = note.map(|note| {
        view! {
            <div class="stack stack--1">
                <b class="small">{t::wanted()}</b>
                <p class="small" style="white-space:pre-line">{note}</p>
            </div>
        }
    });
    let parts = view.milestone.state.escrow().filter(|escrow| escrow.turns > 0 && escrow.held().is_positive());
    let parts = parts.map(|escrow| {
        let text = match (escrow.released.is_positive(), escrow.refunded.is_positive()) {
            (true, false) => t::part_released(escrow.released),
            (false, true) => t::part_refunded(escrow.refunded),
            (true, true) | (false, false) => t::part_gone(escrow.released, escrow.refunded),
        };
        view! { <p class="small">{text}</p> }
    });
    let over = is_over(&view.milestone.state);
    let submissions = view
        .submissions
        .into_iter()
        .enumerate()
        .map(|(place, submission)| {
            view! {
                <More title=t::submission(submission.number, submission.at) open={place == 0 && !over}>
                    <div class="prose" inner_html=submission.html></div>
                </More>
            }
        })
        .collect_view();
    let earnings = view
        .earnings
        .into_iter()
        .map(|earning| {
            let text = match (&earner, earning.cleared) {
                (None, true) => t::earning_cleared(earning.net),
                (None, false) => t::earning_pending(earning.net, earning.clears_at),
                (Some(name), true) => t::earning_cleared_other(name, earning.net),
                (Some(name), false) => t::earning_pending_other(name, earning.net, earning.clears_at),
            };
            view! { <p class="small">{text}</p> }
        })
        .collect_view();
    view! { {note}{parts}{submissions}{earnings} }
}

#[component]
fn Actions(view: MilestoneView, now: bool, money: MoneyWay) -> impl IntoView {
    let may = |action: MilestoneAction| view.actions.contains(&action);
    let fund = may(MilestoneAction::Fund).then(|| view! { <Fund view=view.clone() now=now/> });
    let pays = may(MilestoneAction::ContinuePayment).then_some(view.payment).flatten().map(|payment| {
        let cancel = may(MilestoneAction::CancelPayment).then(|| view! { <CancelPayment payment=payment/> });
        view! {
            <div class="milestone-acts">
                <LinkButton href=format!("/payments/{payment}") kind=ButtonKind::Primary small=true>
                    {t::continue_payment()}
                </LinkButton>
                {cancel}
            </div>
        }
    });
    let approve =
        may(MilestoneAction::Approve).then(|| view! { <Approve view=view.clone() now=now money=money.clone()/> });
    let changes = may(MilestoneAction::RequestChanges).then(|| view! { <Changes view=view.clone()/> });
    let submit = may(MilestoneAction::Submit).then(|| view! { <SubmitWork view=view.clone() now=now/> });
    let refund = may(MilestoneAction::Refund).then(|| view! { <Refund view=view.clone() money=money.clone()/> });
    let any =
        [MilestoneAction::Approve, MilestoneAction::Submit, MilestoneAction::RequestChanges, MilestoneAction::Refund];
    let acts = any
        .into_iter()
        .any(may)
        .then(|| view! { <div class="milestone-acts">{approve}{submit}{changes}{refund}</div> });
    view! { {fund}{pays}{acts} }
}

fn which(id: MilestoneId) -> Vec<(&'static str, String)> {
    vec![("milestone_id", id.to_string())]
}

/// The milestone as it is shown: what is decided about its money is refused when that has changed. Not a part of the form's
/// name: what is typed stays when the milestone changes.
fn as_seen(version: i64) -> AnyView {
    view! { <input type="hidden" name="version" value=version.to_string()/> }.into_any()
}

/// What is decided about the money of a milestone as it is shown is done once, however often the form comes.
fn attempt(what: &str, id: MilestoneId, version: i64) -> String {
    format!("{what}-{id}-{version}")
}

/// Gives up a payment that has no outcome. No money moves, so it takes one press.
#[component]
pub(super) fn CancelPayment(payment: PaymentId) -> impl IntoView {
    let action = Command::of::<api::CancelPayment>();
    view! {
        <Form action=action hidden=vec![("payment_id", payment.to_string())] class="" label=t::cancel_payment()>
            <Submit kind=ButtonKind::Plain>{t::cancel_payment()}</Submit>
        </Form>
    }
}

#[component]
pub(super) fn Fund(
    view: MilestoneView,
    now: bool,
    /// After a payment that failed.
    #[prop(optional)]
    again: bool,
) -> impl IntoView {
    let action = Command::of::<api::Fund>();
    let (id, version, sums) = (view.milestone.id, view.version, view.breakdown);
    // One primary button: that of the milestone that comes next.
    let kind = if now { ButtonKind::Primary } else { ButtonKind::Plain };
    let form = move |word: String, kind| {
        view! {
            <Form
                action=action
                hidden=which(id)
                attempt=attempt("fund", id, version)
                class="stack stack--2"
                label=t::fund(sums.client_pays)
            >
                {as_seen(version)}
                <p class="small muted">{t::fund_text(sums.price, sums.client_fee)}</p>
                <div><Submit kind=kind>{word}</Submit></div>
            </Form>
        }
    };
    // Where a charge is needed, the gateway asks once more before it charges.
    if !view.from_wallet {
        let word = if again { t::pay_again(sums.client_pays) } else { t::fund(sums.client_pays) };
        return form(word, kind).into_any();
    }
    view! {
        <div class="milestone-acts">
            <Ask title=t::fund(sums.client_pays) primary=now>
                <p class="small">{t::fund_ask(sums.client_pays)}</p>
                {form(t::fund_from_wallet(sums.client_pays), ButtonKind::Primary)}
            </Ask>
        </div>
    }
    .into_any()
}

#[component]
fn Approve(view: MilestoneView, now: bool, money: MoneyWay) -> impl IntoView {
    let (all, part) = (Command::of::<api::Approve>(), Command::of::<api::ApprovePart>());
    let (id, version, held) = (view.milestone.id, view.version, view.milestone.held());
    let MoneyWay { freelancer, clears_at, .. } = money;
    let gets = view.if_all.map(|if_all| t::approve_ask(&freelancer, if_all.freelancer_gets, clears_at));
    let (part_gets, to_name) = (t::approve_part_ask(&freelancer, clears_at), t::approve_all_to(held, &freelancer));
    view! {
        <Ask title=t::approve_all(held) primary=now>
            <p class="small">{gets}" "{t::cannot_be_undone()}</p>
            <Form action=all hidden=which(id) attempt=attempt("approve", id, version) class="" label=t::approve_all(held)>
                {as_seen(version)}
                <Submit icon="check">{to_name}</Submit>
            </Form>
        </Ask>
        <Ask title=t::approve_part()>
            <p class="small">{part_gets}" "{t::cannot_be_undone()}</p>
            <Form action=part hidden=which(id) attempt=attempt("approve-part", id, version) label=t::approve_part()>
                {as_seen(version)}
                <MoneyField name="amount" label=t::approve_amount() hint=t::approve_amount_hint(held) value="" currency=held.currency/>
                <div><Submit kind=ButtonKind::Plain>{t::approve_part_send()}</Submit></div>
            </Form>
        </Ask>
    }
}

#[component]
fn Changes(view: MilestoneView) -> impl IntoView {
    let (action, id) = (Command::of::<api::RequestChanges>(), view.milestone.id);
    view! {
        <More title=t::changes()>
            <Form action=action hidden=which(id) label=t::changes()>
                <TextArea name="note" label=t::changes_note() hint=t::changes_hint() value="" rows=3 maxlength=Note::MAX/>
                <div><Submit kind=ButtonKind::Plain>{t::changes_send()}</Submit></div>
            </Form>
        </More>
    }
}

#[component]
fn SubmitWork(view: MilestoneView, now: bool) -> impl IntoView {
    let (action, id) = (Command::of::<api::Submit>(), view.milestone.id);
    view! {
        <More title=t::submit() open=now>
            <Form action=action hidden=which(id) label=t::submit()>
                <TextArea name="text" label=t::submit_text() hint=t::submit_hint(14) value="" rows=4 maxlength=SubmissionText::MAX/>
                <div><Submit>{t::submit_send()}</Submit></div>
            </Form>
        </More>
    }
}

#[component]
fn Refund(view: MilestoneView, money: MoneyWay) -> impl IntoView {
    let (all, part) = (Command::of::<api::Refund>(), Command::of::<api::RefundPart>());
    let (id, version, held) = (view.milestone.id, view.version, view.milestone.held());
    let gets = view.if_all.map(|if_all| t::give_back_all_ask(&money.client, if_all.client_gets_back));
    view! {
        <Ask title=t::give_back()>
            <p class="small">{t::give_back_text(&money.client)}" "{t::cannot_be_undone()}</p>
            <Form action=part hidden=which(id) attempt=attempt("give-back-part", id, version) label=t::give_back()>
                {as_seen(version)}
                <MoneyField name="amount" label=t::give_back_amount() hint=t::give_back_hint(held) value="" currency=held.currency/>
                <div><Submit kind=ButtonKind::Plain>{t::give_back_send()}</Submit></div>
            </Form>
            <Form action=all hidden=which(id) attempt=attempt("give-back", id, version) class="stack stack--2" label=t::give_back_all(held)>
                {as_seen(version)}
                <p class="small">{gets}</p>
                <div><Submit kind=ButtonKind::Danger>{t::give_back_all(held)}</Submit></div>
            </Form>
        </Ask>
    }
}
