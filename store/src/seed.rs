//! Demo people for a sandbox: never for an instance with real people, because everybody knows their password.

mod deals;
mod life;
mod neighbours;
mod story;

use crate::account::create_verified;
use crate::context::{Context, Platform, command};
use crate::db::{Db, fetch_one};
use crate::{Result, job, profile};
use domain::account::{Email, NewPassword};
use domain::actor::{Actor, Proof, Side};
use domain::id::AccountId;
use domain::job::JobInput;
use domain::profile::ProfileInput;
use domain::text::PersonName;
use domain::time::Span;

pub use life::{everybody, lively};

/// The password of all demo people.
pub const PASSWORD: &str = "guildhall demo";

/// A demo person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoPerson {
    /// What they are called.
    pub name: &'static str,
    /// The address they sign in with.
    pub email: &'static str,
    /// The side they start on.
    pub side: Side,
    title: &'static str,
    overview: &'static str,
    rate: &'static str,
    skills: &'static str,
    experience: &'static str,
    country: &'static str,
    weekly_hours: &'static str,
}

const fn client(name: &'static str, email: &'static str, country: &'static str, overview: &'static str) -> DemoPerson {
    DemoPerson {
        name,
        email,
        side: Side::Client,
        title: "",
        overview,
        rate: "",
        skills: "",
        experience: "",
        country,
        weekly_hours: "",
    }
}

/// All demo people.
pub const PEOPLE: [DemoPerson; 7] = [
    client(
        "Ana Lindqvist",
        "ana@demo.example",
        "Sweden",
        "I run a **small shop for tea** in Malmö and online. We are four people and like things that last.",
    ),
    client(
        "Tomás Ferreira",
        "tomas@demo.example",
        "Portugal",
        "Product lead of a logistics start-up in Porto. Short briefs, quick answers, payment on the day.",
    ),
    client(
        "Grace Wanjiru",
        "grace@demo.example",
        "Kenya",
        "I publish field guides to the birds of East Africa, on paper and as apps.",
    ),
    DemoPerson {
        name: "Mirela Kovač",
        email: "mirela@demo.example",
        side: Side::Freelancer,
        title: "Rust and web engineer",
        overview: "Ten years of back ends, the last five in **Rust**. I like small services, clear contracts and tests \
                   that tell a story.\n\n\
                   - HTTP APIs, SQLite and Postgres\n- Payments and book-keeping\n- Moving old systems without a night shift",
        rate: "85",
        skills: "Rust, SQL, Postgres, HTTP APIs, Leptos",
        experience: "expert",
        country: "Croatia",
        weekly_hours: "30",
    },
    DemoPerson {
        name: "Jonas Weber",
        email: "jonas@demo.example",
        side: Side::Freelancer,
        title: "Interface designer for calm, accessible products",
        overview: "I design forms that people finish and tables that people read. Every hand-over comes with contrast, keyboard and \
                   screen-reader notes.",
        rate: "70",
        skills: "Interface design, Accessibility, CSS, Figma, Prototyping",
        experience: "expert",
        country: "Germany",
        weekly_hours: "25",
    },
    DemoPerson {
        name: "Amina Diallo",
        email: "amina@demo.example",
        side: Side::Freelancer,
        title: "Technical writer and translator, French and English",
        overview: "Manuals, release notes and help pages that answer the question. I test every step that I describe.",
        rate: "45",
        skills: "Technical writing, French, English, Editing, Markdown",
        experience: "intermediate",
        country: "Senegal",
        weekly_hours: "35",
    },
    DemoPerson {
        name: "Kenji Watanabe",
        email: "kenji@demo.example",
        side: Side::Freelancer,
        title: "Data analyst: clean tables, honest charts",
        overview: "I turn piles of spreadsheets into something one can decide by. Two years in retail, at home in SQL and Python.",
        rate: "38",
        skills: "SQL, Python, Data cleaning, Charts, Spreadsheets",
        experience: "entry",
        country: "Japan",
        weekly_hours: "20",
    },
];

/// A demo job, of one of the clients.
#[derive(Debug)]
struct DemoJob {
    client: &'static str,
    days_ago: i64,
    title: &'static str,
    description: &'static str,
    skills: &'static str,
    budget: &'static str,
}

const JOBS: [DemoJob; 5] = [
    DemoJob {
        client: "ana@demo.example",
        days_ago: 6,
        title: "Web shop for tea: checkout in two steps",
        description: "Our checkout has *five* steps and people get lost in the third. We want two, that work without scripts too.\n\n\
                      **What is there:** a Rust server with Postgres, about 400 products.\n\n\
                      **What we need**\n- the two pages and their tests\n- nothing lost when somebody goes back\n\
                      - a short talk about how to run it",
        skills: "Rust, Postgres, HTTP APIs, Accessibility",
        budget: "2400",
    },
    DemoJob {
        client: "tomas@demo.example",
        days_ago: 4,
        title: "Make our route planner readable on a phone",
        description: "Drivers look at our planner on small phones, in the sun, with one thumb. Redesign three screens: the day, one stop, \
                      one delay. We have the data and the developers; we need somebody who asks the drivers first.",
        skills: "Interface design, Accessibility, Prototyping",
        budget: "1800",
    },
    DemoJob {
        client: "grace@demo.example",
        days_ago: 3,
        title: "Translate a field guide to birds into French",
        description: "120 species, about 90 words each, in plain and precise English. The French should read as if it had been written \
                      so. Latin and local names are given. We deliver the texts as Markdown files and expect them back the same way.",
        skills: "French, English, Editing, Markdown",
        budget: "950",
    },
    DemoJob {
        client: "ana@demo.example",
        days_ago: 1,
        title: "Clean up six years of sales tables",
        description: "There are 74 spreadsheets, one a month, in four formats. We want one clean table, the list of what was odd in \
                      the old ones, and a chart of tea by season that we can make again ourselves next year.",
        skills: "SQL, Data cleaning, Charts, Spreadsheets",
        budget: "600",
    },
    DemoJob {
        client: "tomas@demo.example",
        days_ago: 0,
        title: "Help pages for dispatchers, tested step by step",
        description: "Eight tasks that dispatchers do each day, written so that a new colleague can follow them alone on day one. You \
                      get an account on our test system and an hour with two dispatchers.",
        skills: "Technical writing, English, Editing",
        budget: "720",
    },
];

/// Makes the demo people with confirmed addresses and filled-in profiles, and some open jobs of theirs. May be repeated:
/// what is there already stays as it is.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn demo(context: &Context<Platform>) -> Result<()> {
    people(context, PEOPLE.iter()).await?;
    for demo in &JOBS {
        post(&context.at(context.now.minus(Span::days(demo.days_ago))), demo).await?;
    }
    Ok(())
}

/// Makes people with confirmed addresses and filled-in profiles; the last of them came a month ago.
async fn people(
    context: &Context<Platform>,
    people: impl DoubleEndedIterator<Item = &'static DemoPerson>,
) -> Result<()> {
    let password = NewPassword::parse(PASSWORD)?;
    // One hash for all of them: everybody knows their password.
    let hash = context.db.passwords().hash(&password).await?;
    for (months, person) in (1..).zip(people.rev()) {
        let came = context.at(context.now.minus(Span::days(30 * months)));
        let person_acts = context.by(add_person(&came, person, &hash).await?);
        if profile::page(&person_acts.visit(), person_acts.actor.account()).await?.version == 1 {
            profile::save(&person_acts, 1, &form(person)).await?;
        }
    }
    Ok(())
}

/// Makes one person, or finds them.
async fn add_person(context: &Context<Platform>, person: &DemoPerson, hash: &str) -> Result<Actor> {
    let (name, email) = (PersonName::parse(person.name)?, Email::parse(person.email)?);
    command(context, async |mut tx| {
        create_verified(&mut tx, &name, &email, person.side, hash, context.now).await?;
        tx.commit().await
    })
    .await?;
    actor_of(&context.db, person.email).await
}

async fn actor_of(db: &Db, email: &str) -> Result<Actor> {
    let mut read = db.read().await?;
    let (id,): (i64,) = fetch_one!(read, "select id from account where email_key = $1", email)?;
    Ok(Actor::new(AccountId::from_raw(id), Proof::Session))
}

fn form(person: &DemoPerson) -> ProfileInput {
    ProfileInput {
        name: person.name.to_owned(),
        title: person.title.to_owned(),
        overview: person.overview.to_owned(),
        currency: "EUR".to_owned(),
        hourly_rate: person.rate.into(),
        skills: person.skills.to_owned(),
        experience: person.experience.to_owned(),
        country: person.country.to_owned(),
        weekly_hours: person.weekly_hours.to_owned(),
        availability: "now".to_owned(),
        visibility: "public".to_owned(),
    }
}

/// Publishes a job through the commands that people use, unless its client has one of this title.
async fn post(context: &Context<Platform>, demo: &DemoJob) -> Result<()> {
    let client = context.by(actor_of(&context.db, demo.client).await?);
    let mut read = context.read().await?;
    let (there,): (i64,) = fetch_one!(
        read,
        "select cast(count(*) as bigint) from job where client_id = $1 and title = $2",
        client.actor.account().raw(),
        demo.title
    )?;
    drop(read);
    if there > 0 {
        return Ok(());
    }
    let input = JobInput {
        title: demo.title.to_owned(),
        description: demo.description.to_owned(),
        skills: demo.skills.to_owned(),
        currency: "EUR".to_owned(),
        budget: demo.budget.into(),
        ..JobInput::default()
    };
    let id = job::save_draft(&client, None, &input).await?;
    job::publish(&client, id, &input).await
}
