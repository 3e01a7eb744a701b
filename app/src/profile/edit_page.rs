//! The form of one's own profile.

use super::api;
use crate::i18n::profile as t;
use crate::runtime::{Command, Loaded, loader, too_late};
use crate::ui::{ButtonKind, Field, Form, LinkButton, MoneyField, PageHead, Section, Select, Submit, TextArea};
use domain::money::Currency;
use domain::profile::{Availability, Experience, ProfileInput, ProfilePage, ProfileVisibility};
use domain::text::{Country, Overview, PersonName, ProfileTitle};
use leptos::prelude::*;

/// The words of an availability.
pub fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::Now => t::available_now(),
        Availability::NotAvailable => t::available_not(),
    }
}

/// The words of an experience.
pub fn experience(experience: Experience) -> &'static str {
    match experience {
        Experience::Entry => t::experience_entry(),
        Experience::Intermediate => t::experience_intermediate(),
        Experience::Expert => t::experience_expert(),
    }
}

fn visibility(visibility: ProfileVisibility) -> &'static str {
    match visibility {
        ProfileVisibility::Public => t::seen_public(),
        ProfileVisibility::Members => t::seen_members(),
        ProfileVisibility::Private => t::seen_private(),
    }
}

/// The page `/profile/edit`.
#[component]
pub fn EditPage() -> impl IntoView {
    let action = Command::of::<api::Save>();
    let again = too_late(action);
    let page = loader("profile.edit", move || again.get(), |_| api::own()).once().load();
    view! {
        <div class="wrap wrap--narrow">
            <PageHead title=t::edit() text=t::edit_text()/>
            <Loaded from=page let:page><EditForm page=page action=action/></Loaded>
        </div>
    }
}

#[component]
fn EditForm(page: ProfilePage, action: Command) -> impl IntoView {
    let input = page.profile.to_input();
    let here = format!("/people/{}", page.account);
    let second = input.clone();
    view! {
        // The version is no `hidden` value: a form that came too late takes the newest one.
        <Form action=action class="stack stack--5 names-required" label=t::edit()>
            <input type="hidden" name="version" value=page.version.to_string()/>
            <div><About input=input/><Work input=second/></div>
            <div class="cluster cluster--fill">
                <Submit large=true>{t::save()}</Submit>
                <LinkButton href=here large=true kind=ButtonKind::Quiet>{t::back()}</LinkButton>
            </div>
        </Form>
    }
}

#[component]
fn About(input: ProfileInput) -> impl IntoView {
    let seen =
        ProfileVisibility::ALL.iter().map(|seen| (seen.as_str().to_owned(), visibility(*seen).to_owned())).collect();
    view! {
        <Section id="about" title=t::about()>
            <Field name="name" label=t::name() value=input.name maxlength=PersonName::MAX autocomplete="name"/>
            <Field name="title" label=t::title() hint=t::title_hint() value=input.title maxlength=ProfileTitle::MAX optional=true/>
            <TextArea
                name="overview"
                label=t::overview()
                hint=t::overview_hint()
                value=input.overview
                rows=7
                maxlength=Overview::MAX
                optional=true
            />
            <Field name="country" label=t::country() value=input.country maxlength=Country::MAX autocomplete="country-name" optional=true/>
            <Select name="visibility" label=t::seen() options=seen value=input.visibility/>
        </Section>
    }
}

#[component]
fn Work(input: ProfileInput) -> impl IntoView {
    let currencies =
        Currency::ALL.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect();
    let levels =
        Experience::ALL.iter().map(|level| (level.as_str().to_owned(), experience(*level).to_owned())).collect();
    let free =
        Availability::ALL.iter().map(|free| (free.as_str().to_owned(), availability(*free).to_owned())).collect();
    view! {
        <Section id="work" title=t::work() text=t::work_text()>
            <TextArea name="skills" label=t::skills() hint=t::skills_hint() value=input.skills rows=2 optional=true/>
            <div class="field-row">
                <MoneyField name="hourly_rate" label=t::rate() value=input.hourly_rate.text() optional=true/>
                <Select name="currency" label=t::currency() options=currencies value=input.currency/>
            </div>
            <div class="field-row">
                <Select name="experience" label=t::experience() options=levels value=input.experience optional=true/>
                <Field name="weekly_hours" label=t::hours() value=input.weekly_hours inputmode="numeric" maxlength=3 optional=true/>
            </div>
            <Select name="availability" label=t::availability() options=free value=input.availability/>
        </Section>
    }
}
