//! A team: its people with what they may spend, what waits for a second person, rights of roles; and news by day.

use super::{day, eur};
use crate::i18n::{gallery as g, said, specimen as t};
use crate::ui::{Button, ButtonKind, IconButton, LinkButton, List, Matrix, Meter, Notice, Person, Right, Tag, Tone};
use leptos::prelude::*;

/// Somebody of the team: role, what they may spend, and what of the month's limit is used.
struct Member {
    name: &'static str,
    id: &'static str,
    seen: &'static str,
    role: &'static str,
    may_spend: &'static str,
    spent: i64,
    percent: Option<i64>,
}

fn member(member: Member) -> impl IntoView {
    let Member { name, id, seen, role, may_spend, spent, percent } = member;
    let owner = percent.is_none();
    let role = if owner {
        view! { <b>{role}</b> }.into_any()
    } else {
        let others = [g::hiring(), g::billing(), g::member()];
        let options = others.map(|one| view! { <option selected={one == role}>{one}</option> }).collect_view();
        view! { <select aria-label=t::role_of(name)>{options}</select> }.into_any()
    };
    let used = percent.map(|percent| view! { <Meter label=t::used_of_limit(percent) value=percent max=100 high=90/> });
    let edit = (!owner).then(|| view! { <IconButton icon="pencil" label=t::change_limits(name)/> });
    view! {
        <tr>
            <th scope="row" class="lead"><Person name=name id=id note=seen/></th>
            <td data-label=t::role()>{role}</td>
            <td data-label=t::may_spend()>{may_spend}</td>
            <td data-label=t::this_month()><span class="money used">{said(eur(spent))}{used}</span></td>
            <td class="end">{edit}</td>
        </tr>
    }
}

fn members() -> impl IntoView {
    let one =
        |name, id, seen, role, may_spend, spent, percent| Member { name, id, seen, role, may_spend, spent, percent };
    let rows = [
        one("Eirik Halden", "e", t::here_today(), g::owner(), t::no_limit(), 0, None),
        one("Sunniva Haugen", "a", t::you(), g::hiring(), t::limit_large(), 257_500, Some(13)),
        one("Ingrid Vik", "c", t::here_yesterday(), g::hiring(), t::limit_small(), 570_000, Some(95)),
        one("Torunn Berge", "b", t::here_monday(), g::billing(), t::pays_agreed(), 0, Some(0)),
    ];
    let rows = rows.map(member).collect_view();
    view! {
        <div class="card card--flush">
            <table class="table table--fold members">
                <caption class="visually-hidden">{t::members()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::person()}</th>
                        <th scope="col">{t::role()}</th>
                        <th scope="col">{t::may_spend()}</th>
                        <th scope="col">{t::this_month()}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// An order above somebody's limit: another one confirms it.
fn second_person() -> impl IntoView {
    view! {
        <div class="card stack stack--3">
            <p class="cluster cluster--tight"><Tag tone=Tone::Brass icon="clock">{t::waits_for_second()}</Tag></p>
            <h3>{t::offer_to(eur(960_000), "Mirela Kovač")}</h3>
            <p class="small muted">{t::second_text()}</p>
            <div class="cluster">
                <Button kind=ButtonKind::Primary>{t::confirm_sum(eur(960_000))}</Button>
                <Button>{t::send_back()}</Button>
            </div>
        </div>
    }
}

pub(super) fn team() -> AnyView {
    use Right::{No, Within, Yes};
    let limit = || Within(g::to_limit().to_owned());
    let row = |name: &'static str, rights: [Right; 4]| (name.to_owned(), rights.to_vec());
    let rows = vec![
        row(g::may_read(), [Yes, Yes, Yes, Yes]),
        row(g::may_write(), [Yes, Yes, No, Yes]),
        row(g::may_fund(), [Yes, limit(), No, No]),
        row(g::may_pay(), [Yes, No, Yes, No]),
    ];
    let roles = [g::owner(), g::hiring(), g::billing(), g::member()].map(str::to_owned).to_vec();
    view! {
        {members()}
        {second_person()}
        <div class="card card--flush" style="overflow:visible"><Matrix caption=g::rights_of_roles() roles=roles rows=rows/></div>
    }
    .into_any()
}

pub(super) fn news() -> AnyView {
    view! {
        <div class="stack" style="max-inline-size:46rem">
            <div class="cluster cluster--apart">
                <p class="label">{g::today()}</p>
                <Button kind=ButtonKind::Quiet icon="check-check">{t::mark_all_read()}</Button>
            </div>
            <List>
                <Notice icon="message-square" title=g::news_message() text=g::message_received() href="#news" at=day(0) unread=true/>
                <Notice
                    icon="clock"
                    tone=Tone::Warn
                    title=g::due_near()
                    text=g::due_near_text()
                    href="#news"
                    at=day(0)
                    unread=true
                >
                    <LinkButton href="#news" small=true>{g::open_offer()}</LinkButton>
                </Notice>
                <Notice icon="check" tone=Tone::Good title=g::news_released(eur(210_000)) text=g::milestone_one() href="#news" at=day(0)/>
            </List>
            <p class="label">{t::december()}</p>
            <List>
                <Notice icon="star" title=t::review_open() text=t::review_open_text() href="#news" at=day(-14) older=true/>
                <Notice icon="hand-coins" title=t::got_bond(eur(625)) text=t::bond_share_why() href="#news" at=day(-24) older=true/>
            </List>
        </div>
    }
    .into_any()
}
