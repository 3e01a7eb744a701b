//! The page of one job: the work, its figures, its client, and the place to propose.

use super::api;
use super::parts::{ClientCard, FeeSides, Skills, StateTag, state_sentence};
use crate::command::Command;
use crate::load::{Loaded, load, param};
use crate::proposal::{ProposeForm, ProposeState};
use crate::ui::{
    Banner, ButtonKind, Crumbs, Form, Icon, LinkButton, Moment, MomentShape, PageHead, Stat, Stats, Submit, Tone,
};
use crate::words::job as w;
use domain::actor::Side;
use domain::job::{JobAction, JobPage, JobVisibility};
use leptos::prelude::*;

/// The page `/jobs/:id`. Another job is another form to propose.
#[component]
pub fn ShowPage() -> impl IntoView {
    let id = param("id");
    move || view! { <Showing id=id()/> }
}

#[component]
fn Showing(id: String) -> impl IntoView {
    let job = load(move || id.clone(), api::page);
    let propose = ProposeState::new();
    view! { <div class="wrap"><Loaded from=job let:job><Body job=job propose=propose/></Loaded></div> }
}

fn can(job: &JobPage, action: JobAction) -> bool {
    job.actions.contains(&action)
}

#[component]
fn Body(job: JobPage, propose: ProposeState) -> impl IntoView {
    let crumb = if job.mine {
        ("/jobs/mine".to_owned(), w::mine().to_owned())
    } else {
        ("/jobs".to_owned(), w::find().to_owned())
    };
    view! {
        <Crumbs ways=vec![crumb]/>
        <Head job=job.clone()/>
        <div class="split">
            <div class="stack stack--6">
                <Figures job=job.clone()/>
                <Work job=job.clone()/>
                <Fees job=job.clone()/>
                <Changes job=job.clone()/>
                <Proposing job=job.clone() propose=propose/>
            </div>
            <aside class="stack stack--5 sticky" aria-label=w::client()><ClientCard client=job.client/></aside>
        </div>
    }
}

#[component]
fn Head(job: JobPage) -> impl IntoView {
    let title = if job.input.title.trim().is_empty() { w::untitled().to_owned() } else { job.input.title.clone() };
    let hidden = job.terms.as_ref().is_none_or(|terms| terms.visibility != JobVisibility::Public);
    let posted_at = job.posted_at;
    let posted =
        move || posted_at.map(|at| view! { <span>{w::posted()}" "<Moment at=at shape=MomentShape::Day/></span> });
    let seen = match job.terms.as_ref().map(|terms| terms.visibility) {
        Some(JobVisibility::Public) => Some((w::seen_public(), "globe")),
        Some(JobVisibility::Members) => Some((w::seen_members(), "lock")),
        None => None,
    };
    let seen = move || seen.map(|(word, icon)| view! { <span><Icon name=icon/>{word}</span> });
    let state = job.state;
    view! {
        {hidden.then(|| view! { <leptos_meta::Meta name="robots" content="noindex"/> })}
        <PageHead
            title=title
            below=move || view! {
                <p class="meta"><StateTag state=state/><span>{state_sentence(state)}</span></p>
                <p class="meta">{posted()}{seen()}</p>
            }
        >
            <Actions job=job/>
        </PageHead>
    }
}

#[component]
fn Actions(job: JobPage) -> impl IntoView {
    let id = job.id;
    let to_form = can(&job, JobAction::Propose)
        .then(|| view! { <a class="button button--primary" href="#propose" rel="external">{w::propose()}</a> });
    let sign_in = can(&job, JobAction::SignInToPropose).then(|| {
        view! { <LinkButton href=crate::error::sign_in_address(&format!("/jobs/{id}")) kind=ButtonKind::Primary>{w::sign_in_to_propose()}</LinkButton> }
    });
    let proposals = (job.mine && job.posted_at.is_some()).then(|| {
        view! { <LinkButton href=format!("/jobs/{id}/proposals") kind=ButtonKind::Primary icon="users">{w::see_proposals()}</LinkButton> }
    });
    let edit = can(&job, JobAction::Edit)
        .then(|| view! { <LinkButton href=format!("/jobs/{id}/edit") icon="pencil">{w::edit_link()}</LinkButton> });
    view! { {to_form}{sign_in}{proposals}<Publish job=job.clone()/>{edit}<Command job=job/> }
}

#[component]
fn Publish(job: JobPage) -> impl IntoView {
    let action = Command::of::<api::Publish>();
    can(&job, JobAction::Publish).then(|| {
        view! { <Form action=action hidden=vec![("job_id", job.id.to_string())] class=""><Submit>{w::publish()}</Submit></Form> }
    })
}

/// Pause, resume, close and reopen: those that are possible now.
#[component]
fn Command(job: JobPage) -> impl IntoView {
    let (pause, resume) = (Command::of::<api::Pause>(), Command::of::<api::Resume>());
    let (close, reopen) = (Command::of::<api::Close>(), Command::of::<api::Reopen>());
    let hidden = move || vec![("job_id", job.id.to_string())];
    let pause = can(&job, JobAction::Pause).then(|| view! { <Form action=pause hidden=hidden() class=""><Submit kind=ButtonKind::Plain icon="pause">{w::pause()}</Submit></Form> });
    let resume = can(&job, JobAction::Resume).then(|| view! { <Form action=resume hidden=hidden() class=""><Submit kind=ButtonKind::Plain icon="play">{w::resume()}</Submit></Form> });
    let close = can(&job, JobAction::Close).then(|| view! { <Form action=close hidden=hidden() class=""><Submit kind=ButtonKind::Danger>{w::close()}</Submit></Form> });
    let reopen = can(&job, JobAction::Reopen).then(|| view! { <Form action=reopen hidden=hidden() class=""><Submit kind=ButtonKind::Plain icon="rotate-ccw">{w::reopen()}</Submit></Form> });
    view! { {pause}{resume}{close}{reopen} }
}

#[component]
fn Figures(job: JobPage) -> impl IntoView {
    let budget = job.terms.as_ref().map(|terms| Stat::new(w::budget(), terms.budget, w::fixed()));
    let (wanted, hired) = job.seats;
    let range = match job.bids {
        Some((lowest, highest)) => w::bids(lowest, highest),
        None => w::no_bids().to_owned(),
    };
    let stats: Vec<Stat> = budget
        .into_iter()
        .chain([
            Stat::new(w::wanted(), w::people(u64::from(wanted)), w::hired(hired, wanted)),
            Stat::new(w::proposals_head(), job.proposals, range),
        ])
        .collect();
    view! { <Stats stats=stats/> }
}

#[component]
fn Work(job: JobPage) -> impl IntoView {
    let skills: Vec<String> =
        job.terms.as_ref().map(|terms| terms.skills.iter().map(ToString::to_string).collect()).unwrap_or_default();
    let text = if job.description_html.trim().is_empty() {
        view! { <p class="muted">{w::no_description()}</p> }.into_any()
    } else {
        view! { <div class="stack" inner_html=job.description_html></div> }.into_any()
    };
    let skills = (!skills.is_empty()).then(|| view! { <section class="stack stack--3" aria-labelledby="skills"><h2 id="skills">{w::skills()}</h2><Skills skills=skills/></section> });
    view! {
        <section class="stack measure" aria-labelledby="work"><h2 id="work">{w::work()}</h2>{text}</section>
        {skills}
    }
}

#[component]
fn Fees(job: JobPage) -> impl IntoView {
    let viewer = job.mine.then_some(Side::Client);
    // The form to propose works the same figures out, and follows what is typed.
    let told_below = can(&job, JobAction::Propose) && job.my_proposal.is_none();
    job.breakdown.filter(|_| !told_below).map(|breakdown| {
        view! {
            <section class="stack stack--3" aria-labelledby="fees">
                <h2 id="fees">{w::fees()}</h2>
                <p class="small muted">{w::fees_text()}</p>
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
    any.then(|| view! { <section class="stack stack--2" aria-labelledby="changes"><h2 id="changes">{w::changes()}</h2><ul class="list list--tight">{rows}</ul></section> })
}

#[component]
fn Proposing(job: JobPage, propose: ProposeState) -> impl IntoView {
    if let Some(own) = job.my_proposal {
        return view! {
            <Banner tone=Tone::Brand icon="send" title=w::you_proposed()>
                <a href=format!("/proposals/{own}")>{w::see_your_proposal()}</a>
            </Banner>
        }
        .into_any();
    }
    if can(&job, JobAction::Propose) {
        return view! { <ProposeForm job=job state=propose/> }.into_any();
    }
    if can(&job, JobAction::SignInToPropose) {
        return view! {
            <Banner tone=Tone::Brand icon="info" title=w::propose_free()>
                <a href=crate::error::sign_in_address(&format!("/jobs/{}", job.id))>{w::sign_in_to_propose()}</a>
            </Banner>
        }
        .into_any();
    }
    ().into_any()
}
