//! Demo people for a sandbox: never for an instance with real people, because everybody knows their password.

use crate::account::create_verified;
use crate::db::Db;
use crate::{Result, password, profile};
use domain::account::{Email, NewPassword};
use domain::actor::{Actor, Proof, Side};
use domain::id::AccountId;
use domain::profile::ProfileInput;
use domain::text::PersonName;
use domain::time::{Span, Timestamp};

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
    DemoPerson { name, email, side: Side::Client, title: "", overview, rate: "", skills: "", experience: "", country, weekly_hours: "" }
}

/// All demo people.
pub const PEOPLE: [DemoPerson; 7] = [
    client("Ana Lindqvist", "ana@demo.example", "Sweden", "I run a **small shop for tea** in Malmö and online. We are four people and like things that last."),
    client("Tomás Ferreira", "tomas@demo.example", "Portugal", "Product lead of a logistics start-up in Porto. Short briefs, quick answers, payment on the day."),
    client("Grace Wanjiru", "grace@demo.example", "Kenya", "I publish field guides to the birds of East Africa, on paper and as apps."),
    DemoPerson {
        name: "Mirela Kovač",
        email: "mirela@demo.example",
        side: Side::Freelancer,
        title: "Rust and web engineer",
        overview: "Ten years of back ends, the last five in **Rust**. I like small services, clear contracts and tests that tell a story.\n\n\
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

/// Makes the demo people who are not there yet, with confirmed addresses and filled-in profiles. May be repeated.
///
/// # Errors
/// Faults only.
pub async fn demo(db: &Db, now: Timestamp) -> Result<()> {
    let password = NewPassword::parse(PASSWORD)?;
    // One hash for all of them: their password is printed on the sign-in page anyway.
    let hash = password::hash(&password).await?;
    for (days, person) in (1..).zip(PEOPLE.iter().rev()) {
        let since = now.minus(Span::days(40 * days));
        add_person(db, person, &hash, since, now).await?;
    }
    Ok(())
}

/// Makes one person; `None` when they were there before.
async fn add_person(
    db: &Db,
    person: &DemoPerson,
    hash: &str,
    since: Timestamp,
    now: Timestamp,
) -> Result<Option<AccountId>> {
    let (name, email) = (PersonName::parse(person.name)?, Email::parse(person.email)?);
    let mut tx = db.begin().await?;
    let made = create_verified(&mut tx, &name, &email, person.side, hash, since).await?;
    tx.commit().await?;
    let Some(account) = made else { return Ok(None) };
    let input = ProfileInput {
        name: person.name.to_owned(),
        title: person.title.to_owned(),
        overview: person.overview.to_owned(),
        currency: "EUR".to_owned(),
        hourly_rate: person.rate.to_owned(),
        skills: person.skills.to_owned(),
        experience: person.experience.to_owned(),
        country: person.country.to_owned(),
        weekly_hours: person.weekly_hours.to_owned(),
        availability: "now".to_owned(),
        visibility: "public".to_owned(),
    };
    profile::save(db, &Actor::new(account, Proof::Session), 1, &input, now).await?;
    Ok(made)
}
