//! The page of one job: the work, its figures, its client, and the place to propose.

use super::api;
use super::parts::{ClientCard, FeeSides, ProposalsCard, ProposedTag, Skills, StateTag, state_sentence};
use crate::i18n::format::zone_name;
use crate::i18n::job as t;
use crate::i18n::{Brief, DayOfYear, zone};
use crate::proposal::{ProposeState, propose_form};
use crate::runtime::{Command, Loaded, PageMeta, ServerData, loader, param};
use crate::ui::{
    Ask, Banner, ButtonKind, Crumbs, Form, Icon, LinkButton, Moment, MomentShape, PageHead, RecentDay, Stat, Stats,
    Submit, Tone,
};
use domain::actor::Side;
use domain::job::{JobAction, JobPage, JobState, JobVisibility};
use leptos::prelude::*;

/// The page `/jobs/:id`. Another job is another form to propose.
#[component]
pub fn ShowPage() -> impl IntoView {
    let id = param("id");
    move || view! { <Showing id=id()/> }
}

#[component]
fn Showing(id: String) -> impl IntoView {
    let job = loader("job.show", move || id.clone(), api::page).on_server(told);
    let propose = ProposeState::new();
    view! { <div class="wrap"><Loaded from=job let:job><Body page=job propose=propose/></Loaded></div> }
}

fn can(job: &JobPage, action: JobAction) -> bool {
    job.actions.contains(&action)
}

/// A job, and the skills of the viewer.
type Page = (JobPage, Vec<String>);

/// With what the form to propose needs, for those who get it.
fn told((job, _): &Page) -> PageMeta {
    let hidden = job.terms.as_ref().is_none_or(|terms| terms.visibility != JobVisibility::Public);
    PageMeta::of(title(job)).hidden(hidden).with_props(may_propose(job).then_some(job))
}

fn title(job: &JobPage) -> String {
    if job.input.title.trim().is_empty() { t::untitled().to_owned() } else { job.input.title.clone() }
}

fn is_open(state: JobState) -> bool {
    matches!(state, JobState::Open { .. })
}

fn may_propose(job: &JobPage) -> bool {
    can(job, JobAction::Propose) && job.my_proposal.is_none()
}

#[component]
fn Body(page: ServerData<Page>, propose: ProposeState) -> impl IntoView {
    let head = |(job, _): Page| {
        let crumb = if job.mine { ("/jobs/mine", t::mine()) } else { ("/jobs", t::find()) };
        let crumb = (crumb.0.to_owned(), crumb.1.to_owned());
        view! { <Crumbs ways=vec![crumb]/><Head job=job/> }
    };
    let work = |(job, own_skills): Page| {
        view! {
            <Figures job=job.clone()/>
            <Work job=job.clone() own_skills=own_skills/>
            <Fees job=job.clone()/>
            <Changes job=job.clone()/>
            {instead_of_the_form(job)}
        }
    };
    let margin = |(job, _): Page| match job.mine {
        true => view! { <ProposalsCard job=job/> }.into_any(),
        false => view! { <ClientCard client=job.client/> }.into_any(),
    };
    let form = page.meta.props_text().map(|job| Suspend::new(propose_form(job, propose)));
    view! {
        {page.meta.head()}
        <div>{page.server_part("head", head)}</div>
        <div class="split">
            <div class="stack stack--6">
                <div class="stack stack--6">{page.server_part("work", work)}</div>
                {form}
            </div>
            <aside class="stack stack--5 sticky" aria-label=t::beside()>{page.server_part("client", margin)}</aside>
        </div>
    }
}

#[component]
fn Head(job: JobPage) -> impl IntoView {
    let title = title(&job);
    let (posted_at, state) = (job.posted_at, job.state);
    let posted = move || {
        posted_at.map(|at| match is_open(state) {
            true => view! { <span>{t::posted()}" "<RecentDay at=at/></span> }.into_any(),
            false => view! { <span>{t::posted()}" "<Moment at=at shape=MomentShape::Day/></span> }.into_any(),
        })
    };
    let seen = match job.terms.as_ref().map(|terms| terms.visibility) {
        Some(JobVisibility::Public) => Some((t::open_to_everyone(), "globe")),
        Some(JobVisibility::Members) => Some((t::open_to_members(), "lock")),
        None => None,
    };
    let seen = seen.filter(|_| is_open(state));
    let seen = move || seen.map(|(word, icon)| view! { <span><Icon name=icon/>{word}</span> });
    let proposed = job.my_proposal.is_some();
    let tags = move || view! { <span><StateTag state=state/>{proposed.then(|| view! { <ProposedTag/> })}</span> };
    // Of an open job its figures say until when.
    let sentence = move || (!is_open(state)).then(|| view! { <span>{state_sentence(state)}</span> });
    view! {
        <PageHead title=title below=move || view! { <p class="meta">{tags()}{sentence()}{posted()}{seen()}</p> }>
            <Actions job=job/>
        </PageHead>
    }
}

#[component]
fn Actions(job: JobPage) -> impl IntoView {
    let id = job.id;
    let to_form = can(&job, JobAction::Propose)
        .then(|| view! { <a class="button button--primary" href="#propose" rel="external">{t::propose()}</a> });
    let own = job.my_proposal.map(|own| {
        view! { <LinkButton href=format!("/proposals/{own}") kind=ButtonKind::Primary>{t::see_your_proposal()}</LinkButton> }
    });
    let sign_in = can(&job, JobAction::SignInToPropose).then(|| {
        view! {
            <LinkButton href=crate::error::sign_in_address(&format!("/jobs/{id}")) kind=ButtonKind::Primary>
                {t::sign_in_to_propose()}
            </LinkButton>
        }
    });
    let proposals = (job.mine && job.posted_at.is_some()).then(|| {
        view! { <LinkButton href=format!("/jobs/{id}/proposals") kind=ButtonKind::Primary icon="users">{t::see_proposals()}</LinkButton> }
    });
    let edit = can(&job, JobAction::Edit)
        .then(|| view! { <LinkButton href=format!("/jobs/{id}/edit") icon="pencil">{t::edit_link()}</LinkButton> });
    view! { {to_form}{own}{sign_in}{proposals}<Publish job=job.clone()/>{edit}<Command job=job/> }
}

#[component]
fn Publish(job: JobPage) -> impl IntoView {
    let action = Command::of::<api::Publish>();
    can(&job, JobAction::Publish).then(|| {
        view! { <Form action=action hidden=vec![("job_id", job.id.to_string())] class=""><Submit>{t::publish()}</Submit></Form> }
    })
}

/// Pause, resume, close and reopen: those that are possible now.
#[component]
fn Command(job: JobPage) -> impl IntoView {
    let (pause, resume) = (Command::of::<api::Pause>(), Command::of::<api::Resume>());
    let (close, reopen) = (Command::of::<api::Close>(), Command::of::<api::Reopen>());
    let hidden = move || vec![("job_id", job.id.to_string())];
    let pause = can(&job, JobAction::Pause).then(|| {
        view! {
            <Form action=pause hidden=hidden() class="">
                <Submit kind=ButtonKind::Plain icon="pause">{t::pause()}</Submit>
            </Form>
        }
    });
    let resume = can(&job, JobAction::Resume).then(|| {
        view! {
            <Form action=resume hidden=hidden() class="">
                <Submit kind=ButtonKind::Plain icon="play">{t::resume()}</Submit>
            </Form>
        }
    });
    let ends = job.clone();
    let closes = can(&job, JobAction::Close).then(|| {
        view! {
            <Ask title=t::close()>
                <ClosingEnds job=ends/>
                <Form action=close hidden=hidden() class="" label=t::close()>
                    <Submit kind=ButtonKind::Danger>{t::close_now()}</Submit>
                </Form>
            </Ask>
        }
    });
    let reopen = can(&job, JobAction::Reopen).then(|| {
        view! {
            <Form action=reopen hidden=hidden() class="">
                <Submit kind=ButtonKind::Plain icon="rotate-ccw">{t::reopen()}</Submit>
            </Form>
        }
    });
    view! { {pause}{resume}{closes}{reopen} }
}

/// What closing a job ends: its open offers by name, and the proposals that wait.
#[component]
fn ClosingEnds(job: JobPage) -> impl IntoView {
    let count = u64::try_from(job.offers.len()).unwrap_or_default();
    let rows = job.offers.into_iter().map(|offer| {
        view! { <li class="small"><a href=format!("/offers/{}", offer.id)>{t::offer_to(offer.freelancer, offer.price)}</a></li> }
    });
    let rows = rows.collect_view();
    let offers = (count > 0)
        .then(|| view! { <p class="small">{t::close_ends_offers(count)}</p><ul class="list list--tight">{rows}</ul> });
    view! { {offers}<p class="small">{t::close_text()}</p> }
}

#[component]
fn Figures(job: JobPage) -> impl IntoView {
    let budget = job.terms.as_ref().map(|terms| Stat::new(t::budget(), Brief(terms.budget), t::fixed()));
    let (wanted, hired) = job.seats;
    let is_over = !is_open(job.state) && job.state != JobState::Draft;
    let people = (wanted > 1 || is_over).then(|| Stat::new(t::wanted(), wanted, t::hired(hired, wanted)));
    let closes = match job.state {
        JobState::Open { until } => Some(until),
        JobState::Draft
        | JobState::Paused { .. }
        | JobState::Filled { .. }
        | JobState::Closed { .. }
        | JobState::Expired { .. } => None,
    };
    let closes = closes.map(|until| {
        let clock = format!("{} {}", zone::clock(until), zone_name(until));
        Stat::new(t::closes(), DayOfYear(zone::day(until)), clock)
    });
    let range = match job.bids {
        Some((lowest, highest)) => t::bids(Brief(lowest), Brief(highest)),
        // Of two or more only a stranger does not get it.
        None if job.proposals > 1 => t::bids_hidden().to_owned(),
        None if is_open(job.state) => t::no_bids().to_owned(),
        None => String::new(),
    };
    let proposals = Stat::new(t::proposals_head(), job.proposals, range);
    let stats = [budget, people, closes, Some(proposals)];
    view! { <Stats stats=stats.into_iter().flatten().collect()/> }
}

#[component]
fn Work(job: JobPage, own_skills: Vec<String>) -> impl IntoView {
    let skills: Vec<String> =
        job.terms.as_ref().map(|terms| terms.skills.iter().map(ToString::to_string).collect()).unwrap_or_default();
    let text = if job.description_html.trim().is_empty() {
        view! { <p class="muted">{t::no_description()}</p> }.into_any()
    } else {
        view! { <div class="stack" inner_html=job.description_html></div> }.into_any()
    };
    let skills = (!skills.is_empty()).then(|| {
        view! {
            <section class="stack stack--3" aria-labelledby="skills">
                <h2 id="skills">{t::skills()}</h2>
                <Skills skills=skills own=own_skills/>
            </section>
        }
    });
    view! {
        <section class="stack measure" aria-labelledby="work"><h2 id="work">{t::work()}</h2>{text}</section>
        {skills}
    }
}

#[component]
fn Fees(job: JobPage) -> impl IntoView {
    let viewer = job.mine.then_some(Side::Client);
    // The form to propose works the same figures out, and follows what is typed.
    let told_below = may_propose(&job);
    job.breakdown.filter(|_| !told_below).map(|breakdown| {
        view! {
            <section class="stack stack--3" aria-labelledby="fees">
                <h2 id="fees">{t::fees()}</h2>
                <p class="small muted">{t::fees_text()}</p>
                <div class="card"><FeeSides breakdown=breakdown fees=job.fees viewer=viewer/></div>
            </section>
        }
    })
}

#[component]
fn Changes(job: JobPage) -> impl IntoView {
    let any = !job.changes.is_empty();
    let rows = job
        .changes
        .into_iter()
        .map(|(at, sentence)| view! { <li class="small"><Moment at=at/>": "{sentence}</li> })
        .collect_view();
    any.then(|| {
        view! {
            <section class="stack stack--2" aria-labelledby="changes">
                <h2 id="changes">{t::changes()}</h2>
                <ul class="list list--tight">{rows}</ul>
            </section>
        }
    })
}

/// What stands where others have the form to propose.
fn instead_of_the_form(job: JobPage) -> impl IntoView {
    can(&job, JobAction::SignInToPropose).then(|| {
        view! {
            <Banner tone=Tone::Brand icon="info" title=t::propose_free()>
                <a href=crate::error::sign_in_address(&format!("/jobs/{}", job.id))>{t::sign_in_to_propose()}</a>
            </Banner>
        }
    })
}
