//! Money: amounts, sums, facts, and the escrow bar.

use crate::i18n::format::Say;
use crate::i18n::said;
use domain::money::Money;
use leptos::prelude::*;

/// An amount, both decimals, true minus sign.
///
/// ```text
/// <Amount of=milestone.amount/>
/// ```
#[component]
pub fn Amount(
    of: Money,
    #[prop(optional)] big: bool,
    /** It comes in: green, with a plus. */
    #[prop(optional)]
    incoming: bool,
) -> impl IntoView {
    let text = if incoming && of.is_positive() { format!("+{}", said(of)) } else { said(of) };
    view! { <b class="money" class:money--big=big class:is-in=incoming>{text}</b> }
}

/// One pair of [`DetailList`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Detail {
    /// A pair.
    pub fn new(name: impl Into<String>, value: impl Say) -> Self {
        Self { name: name.into(), value: said(value) }
    }
}

/// Pairs of name and value. A sum has its total last.
///
/// ```text
/// <DetailList total=true details=vec![Detail::new(t::price(), price), Detail::new(t::fee(rate), fee), Detail::new(t::you_pay(), total)]/>
/// ```
#[component]
pub fn DetailList(
    details: Vec<Detail>,
    /** The last pair is the total. */
    #[prop(optional)]
    total: bool,
    /** Values at the start: text, not figures. */
    #[prop(optional)]
    start: bool,
) -> impl IntoView {
    let pairs =
        details.into_iter().map(|detail| view! { <dt>{detail.name}</dt><dd>{detail.value}</dd> }).collect_view();
    view! { <dl class="facts" class:facts--total=total class:facts--start=start>{pairs}</dl> }
}

/// One figure of [`Stats`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub name: String,
    /// The figure.
    pub value: String,
    /// A few words below it.
    pub note: String,
    /// Which part of a bar below it is.
    pub mark: Option<EscrowState>,
}

impl Stat {
    /// A figure with a note.
    pub fn new(name: impl Into<String>, value: impl Say, note: impl Into<String>) -> Self {
        Self { name: name.into(), value: said(value), note: note.into(), mark: None }
    }

    /// The same, with the sign of its part of the bar below.
    pub fn marked(self, mark: EscrowState) -> Self {
        Self { mark: Some(mark), ..self }
    }
}

/// Big figures beside each other.
///
/// ```text
/// <Stats stats=vec![Stat::new(t::available(), wallet.available, t::withdraw_any_time())]/>
/// ```
#[component]
pub fn Stats(stats: Vec<Stat>) -> impl IntoView {
    let stats = stats
        .into_iter()
        .map(|stat| {
            let mark = stat.mark.map(|state| view! { <i class=state.class()></i> });
            view! { <div class="stat"><dt>{mark}{stat.name}</dt><dd class="money money--big">{stat.value}</dd><dd>{stat.note}</dd></div> }
        })
        .collect_view();
    view! { <dl class="stats">{stats}</dl> }
}

/// What has become of a part of the agreed money. Each has a colour and a texture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscrowState {
    /// Paid out.
    Released,
    /// Given back.
    Refunded,
    /// Submitted, being looked at.
    Review,
    /// Held.
    Funded,
    /// Held for the work of others, where both stand in one bar.
    Paid,
    /// Not yet paid in.
    Unfunded,
}

impl EscrowState {
    fn class(self) -> &'static str {
        match self {
            Self::Released => "is-released",
            Self::Refunded => "is-refunded",
            Self::Review => "is-review",
            Self::Funded => "is-funded",
            Self::Paid => "is-paid",
            Self::Unfunded => "is-unfunded",
        }
    }
}

/// One part of the agreed money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscrowShare {
    /// What has become of it.
    pub state: EscrowState,
    /// The word for that.
    pub name: String,
    /// The amount in this state.
    pub amount: Money,
}

/// The bar of a contract's money and its key. Parts of zero are left out.
///
/// ```text
/// <EscrowBar shares=vec![EscrowShare { state: EscrowState::Funded, name: t::funded().into(), amount }]/>
/// ```
#[component]
pub fn EscrowBar(
    shares: Vec<EscrowShare>,
    /** Without the key: marked figures beside it say what the parts are. */
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let shares: Vec<EscrowShare> = shares.into_iter().filter(|share| share.amount.is_positive()).collect();
    let label =
        shares.iter().map(|share| format!("{} {}", share.name, said(share.amount))).collect::<Vec<_>>().join(", ");
    let parts = shares
        .iter()
        .map(|share| view! { <i class=share.state.class() style=format!("--n:{}", share.amount.minor)></i> })
        .collect_view();
    let key = shares
        .iter()
        .map(|share| {
            view! {
                <div>
                    <dt><i class=share.state.class()></i>{share.name.clone()}</dt>
                    <dd class="money">{said(share.amount)}</dd>
                </div>
            }
        })
        .collect_view();
    let key = (!bare).then(|| view! { <dl class="escrow-key">{key}</dl> });
    view! { <div class="escrow-bar" role="img" aria-label=label>{parts}</div>{key} }
}
