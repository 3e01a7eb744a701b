//! The page of the wallet.

use super::api;
use crate::i18n::ledger as t;
use crate::i18n::said;
use crate::runtime::{Loaded, PageMeta, loader, query};
use crate::ui::{
    Empty, EscrowBar, EscrowShare, EscrowState, LinkButton, Moment, PageHead, Pagination, Section, Stat, Stats, Tag,
    Tone,
};
use domain::ledger::posting::MovementKind;
use domain::ledger::statement::{PendingLine, StatementAccount, StatementLine, WalletBalance, WalletPage};
use domain::money::Money;
use leptos::prelude::*;

/// The page `/wallet`.
#[component]
pub fn Wallet() -> impl IntoView {
    let page = loader("ledger.wallet", query("after"), api::page).on_server(|_| PageMeta::of(t::wallet()));
    view! {
        <div class="wrap">
            <Loaded from=page let:page>{page.page(|page| view! { <Body page=page/> })}</Loaded>
        </div>
    }
}

#[component]
fn Body(page: WalletPage) -> impl IntoView {
    let head = || view! { <PageHead title=t::wallet() text=t::wallet_text()/> };
    if page.balances.is_empty() && page.lines.is_empty() {
        return view! {
            {head()}
            <Empty title=t::nothing_yet() text=t::nothing_yet_text()><LinkButton href="/contracts">{t::to_contracts()}</LinkButton></Empty>
        }
        .into_any();
    }
    view! { {head()}<div class="stack stack--6"><Books page=page/></div> }.into_any()
}

/// What there is, what comes, and what has happened.
#[component]
fn Books(page: WalletPage) -> impl IntoView {
    let balances = page.balances.iter().map(|balance| view! { <Balance balance=balance.clone()/> }).collect_view();
    let pending = (!page.pending.is_empty()).then(|| view! { <Pending lines=page.pending.clone()/> });
    view! {
        <div class="stack stack--5">{balances}</div>
        {pending}
        <Statement lines=page.lines next=page.next/>
    }
}

/// The figures of one currency; what is not there is left out.
pub fn balance_stats(balance: &WalletBalance) -> Vec<Stat> {
    let when = |amount: Money, name: &'static str, note: &'static str, mark: EscrowState| {
        amount.is_positive().then(|| Stat::new(name, amount, note).marked(mark))
    };
    [
        Some(Stat::new(t::available(), balance.available, t::available_note()).marked(EscrowState::Released)),
        when(balance.pending, t::pending(), t::pending_note(), EscrowState::Review),
        when(balance.in_escrow_earning, t::escrow_earning(), t::escrow_earning_note(), EscrowState::Funded),
        when(balance.in_escrow_paid, t::escrow_paid(), t::escrow_paid_note(), EscrowState::Paid),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[component]
fn Balance(balance: WalletBalance) -> impl IntoView {
    let currency = balance.available.currency;
    // The same sums as lengths, in the same order; one sum alone needs no bar.
    let shares: Vec<EscrowShare> = [
        (EscrowState::Released, t::available(), balance.available),
        (EscrowState::Review, t::pending(), balance.pending),
        (EscrowState::Funded, t::escrow_earning(), balance.in_escrow_earning),
        (EscrowState::Paid, t::escrow_paid(), balance.in_escrow_paid),
    ]
    .into_iter()
    .filter(|(_, _, amount)| amount.is_positive())
    .map(|(state, name, amount)| EscrowShare { state, name: name.to_owned(), amount })
    .collect();
    let has_bar = shares.len() > 1;
    let bar = has_bar.then(|| view! { <EscrowBar shares=shares bare=true/> });
    let stats =
        balance_stats(&balance).into_iter().map(|stat| Stat { mark: stat.mark.filter(|_| has_bar), ..stat }).collect();
    view! { <section class="stack stack--3" aria-label=t::balances(currency)><Stats stats=stats/>{bar}</section> }
}

/// What becomes available when, soonest first.
#[component]
fn Pending(lines: Vec<PendingLine>) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row" class="lead"><a href=format!("/contracts/{}", line.contract)>{line.title}</a></th>
                    <td data-label=t::clears()><Moment at=line.clears_at/></td>
                    <td data-label=t::after_fee() class="key end money">{said(line.net)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Section id="pending" title=t::clears_title() text=t::clears_text()>
            <div class="card card--flush">
                <table class="table table--fold is-ledger">
                    <caption class="visually-hidden">{t::clears_title()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t::contract()}</th>
                            <th scope="col">{t::clears()}</th>
                            <th scope="col" class="end">{t::after_fee()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Section>
    }
}

#[component]
fn Statement(lines: Vec<StatementLine>, next: Option<String>) -> impl IntoView {
    let on = next.map(|next| format!("/wallet?after={next}")).unwrap_or_default();
    if lines.is_empty() {
        return view! { <Section id="statement" title=t::statement()><p class="muted">{t::no_lines()}</p></Section> }
            .into_any();
    }
    let rows = lines.into_iter().map(|line| view! { <Line line=line/> }).collect_view();
    view! {
        <Section id="statement" title=t::statement() text=t::statement_text()>
            <div class="card card--flush">
                <table class="table table--fold is-ledger statement">
                    <caption class="visually-hidden">{t::statement()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t::what()}</th><th scope="col">{t::when()}</th><th scope="col">{t::account()}</th>
                            <th scope="col" class="end">{t::amount()}</th><th scope="col" class="end">{t::balance()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pagination label=t::pages() back="" on=on/>
        </Section>
    }
    .into_any()
}

/// What a movement meant for the account that a line is of.
fn sentence(line: &StatementLine) -> &'static str {
    let comes_in = line.amount.is_positive();
    match (line.kind, line.account, comes_in) {
        (MovementKind::Deposit, StatementAccount::Wallet | StatementAccount::Pending, _) => t::kind_deposit(),
        (MovementKind::Fund, StatementAccount::Wallet | StatementAccount::Pending, _) => t::kind_fund(),
        (MovementKind::Release, StatementAccount::Wallet | StatementAccount::Pending, _) => t::kind_release(),
        (MovementKind::Clear, StatementAccount::Pending, _) => t::kind_clear_out(),
        (MovementKind::Clear, StatementAccount::Wallet, _) => t::kind_clear_in(),
        (MovementKind::Refund, StatementAccount::Wallet | StatementAccount::Pending, true) => t::kind_refund_in(),
        (MovementKind::Refund, StatementAccount::Wallet | StatementAccount::Pending, false) => t::kind_refund_out(),
    }
}

#[component]
fn Line(line: StatementLine) -> impl IntoView {
    let what = sentence(&line);
    let milestone = line.milestone.clone().map(|(number, title)| t::milestone(number, title));
    let behind = match (line.contract, milestone) {
        (Some((id, title)), milestone) => {
            let milestone = milestone.map(|milestone| format!(", {milestone}"));
            view! { <small><a href=format!("/contracts/{id}")>{title}</a>{milestone}</small> }.into_any()
        }
        (None, Some(milestone)) => view! { <small>{milestone}</small> }.into_any(),
        (None, None) => ().into_any(),
    };
    let account = match line.account {
        StatementAccount::Wallet => view! { <Tag>{t::available()}</Tag> }.into_any(),
        StatementAccount::Pending => view! { <Tag tone=Tone::Brass icon="clock">{t::pending()}</Tag> }.into_any(),
    };
    let account_word = match line.account {
        StatementAccount::Wallet => t::available(),
        StatementAccount::Pending => t::pending(),
    };
    let comes_in = line.amount.is_positive();
    let amount = if comes_in { format!("+{}", said(line.amount)) } else { said(line.amount) };
    view! {
        <tr>
            <td class="lead">{what}{behind}</td>
            <td data-label=t::when() class="when muted"><span class="account">{account_word}", "</span><Moment at=line.at/></td>
            <td data-label=t::account() class="rest">{account}</td>
            <td data-label=t::amount() class="key end money" class:is-in=comes_in><b>{amount}</b></td>
            <td data-label=t::balance() class="end money nowrap"><span class="muted">{said(line.balance)}</span></td>
        </tr>
    }
}
