//! Who else lives in a sandbox, and the jobs that they and the first ones posted.

use super::{DemoJob, DemoPerson, client};
use domain::actor::Side;

pub(super) const ANA: &str = "ana@demo.example";
pub(super) const TOMAS: &str = "tomas@demo.example";
pub(super) const GRACE: &str = "grace@demo.example";
pub(super) const NOOR: &str = "noor@demo.example";
pub(super) const MIRELA: &str = "mirela@demo.example";
pub(super) const JONAS: &str = "jonas@demo.example";
pub(super) const AMINA: &str = "amina@demo.example";
pub(super) const KENJI: &str = "kenji@demo.example";
pub(super) const LUCIA: &str = "lucia@demo.example";
pub(super) const SEUN: &str = "oluwaseun@demo.example";

/// People who came later.
pub const NEIGHBOURS: [DemoPerson; 3] = [
    client(
        "Noor van Dijk",
        NOOR,
        "Netherlands",
        "I look after the booking desk of **eleven hostels**. Guests are tired when they reach us, so our screens must be quick and kind.",
    ),
    DemoPerson {
        name: "Lucía Romero",
        email: LUCIA,
        side: Side::Freelancer,
        title: "Web developer: shops that work without scripts",
        overview: "Six years of shops, three of them with Rust behind. I write the test first and the page second, and I hand over \
                   notes that somebody else can use.",
        rate: "62",
        skills: "Rust, HTML, CSS, Accessibility, Postgres",
        experience: "intermediate",
        country: "Spain",
        weekly_hours: "30",
    },
    DemoPerson {
        name: "Oluwaseun Adeyemi",
        email: SEUN,
        side: Side::Freelancer,
        title: "Back-end engineer: payments and plain SQL",
        overview: "I have kept the books of two payment firms balanced. Ask me about rounding, late notices and what to do when the \
                   bank says yes twice.",
        rate: "68",
        skills: "Rust, SQL, Postgres, HTTP APIs, Payments",
        experience: "expert",
        country: "Nigeria",
        weekly_hours: "40",
    },
];

pub(super) const STOCK: &str = "Move our stock book to Postgres";
pub(super) const DRIVERS: &str = "An API that gives drivers their day";
pub(super) const PRODUCT: &str = "A calmer product page for the tea shop";
pub(super) const BROCHURE: &str = "Two tea brochures in French";
pub(super) const WADERS: &str = "Edit the chapter on waders";
pub(super) const MAPS: &str = "Small service that turns field notes into maps";
pub(super) const TICKETS: &str = "Ticket numbers that never repeat";
pub(super) const CHART: &str = "Chart of tea by season for our yearly report";

/// Jobs besides those of every sandbox: some ended in a contract, the rest wait for proposals.
pub const MORE_JOBS: [DemoJob; 14] = [
    DemoJob {
        client: TOMAS,
        days_ago: 62,
        title: TICKETS,
        description: "Two of our machines give out ticket numbers at the same time, and once a month two drivers hold the same one. We \
                      want numbers that never repeat, also after a power cut.",
        skills: "Rust, SQL",
        budget: "700",
    },
    DemoJob {
        client: ANA,
        days_ago: 41,
        title: STOCK,
        description: "Our stock book is one large file that only I understand. It belongs into the Postgres of the shop, with checks \
                      that say when a shelf and the book disagree.",
        skills: "Rust, Postgres, SQL",
        budget: "2600",
    },
    DemoJob {
        client: ANA,
        days_ago: 33,
        title: BROCHURE,
        description: "Two folded brochures, 600 words each, from English into French. Guests in the shop read them while the water boils.",
        skills: "French, English, Editing",
        budget: "500",
    },
    DemoJob {
        client: ANA,
        days_ago: 30,
        title: PRODUCT,
        description: "The page of a tea has nine buttons. We want the tea, the price, the weight and one button, and all the rest where \
                      one looks for it.",
        skills: "Interface design, Accessibility, CSS",
        budget: "900",
    },
    DemoJob {
        client: GRACE,
        days_ago: 28,
        title: WADERS,
        description: "38 pages on waders, written by three people. They should read as if one had written them, with the same word for \
                      the same thing.",
        skills: "English, Editing, Markdown",
        budget: "420",
    },
    DemoJob {
        client: TOMAS,
        days_ago: 24,
        title: DRIVERS,
        description: "Our drivers see their day in the app: stops, delays, signatures. Today the app asks the planner's database itself. \
                      We want one small API between the two, with tests that we can run ourselves.",
        skills: "Rust, HTTP APIs, Postgres",
        budget: "2100",
    },
    DemoJob {
        client: GRACE,
        days_ago: 9,
        title: MAPS,
        description: "People write down what they saw and where. We want a service that takes such notes, asks when a place is not clear, \
                      and draws a map for each species and month.\n\n**There is:** 12,000 old notes to try it on.",
        skills: "Rust, HTTP APIs, Postgres",
        budget: "3200",
    },
    DemoJob {
        client: ANA,
        days_ago: 7,
        title: CHART,
        description: "One page for our yearly report: what we sold in each season of six years, so that a reader sees the one thing that \
                      changed.",
        skills: "Charts, Data cleaning, Spreadsheets",
        budget: "280",
    },
    DemoJob {
        client: NOOR,
        days_ago: 5,
        title: "Booking desk in Leptos: arrivals of one evening",
        description: "Eleven hostels, one screen: who comes tonight, who has paid, which bed is free. It runs on old tablets at the desk, \
                      so it must be light and must survive a lost connection.\n\n**Ready:** the API and its tests.\n\n\
                      **Wanted**\n- the list of arrivals, the bed plan, check-in in two taps\n\
                      - everything by keyboard\n- axe without findings",
        skills: "Rust, Leptos, Accessibility, CSS",
        budget: "4800",
    },
    DemoJob {
        client: TOMAS,
        days_ago: 4,
        title: "Find out why our reports are slow at the end of a month",
        description: "Three reports take 40 seconds on the last day and 2 seconds on all others. We want to know why, in writing, and the \
                      smallest change that mends it.",
        skills: "Postgres, SQL",
        budget: "1500",
    },
    DemoJob {
        client: NOOR,
        days_ago: 2,
        title: "Check our payment pages with keyboard and screen reader",
        description: "Five pages, from the bed to the receipt. We want a list of what stops somebody, in the order of how many people it \
                      stops, each with a way to mend it.",
        skills: "Accessibility, CSS, Technical writing",
        budget: "1100",
    },
    DemoJob {
        client: GRACE,
        days_ago: 2,
        title: "Weekly chart of sightings from one CSV file",
        description: "Each Monday we get a file of 400 to 900 sightings. We want one chart and three sentences, made by a script that our \
                      intern can run.",
        skills: "Python, Charts, Data cleaning",
        budget: "450",
    },
    DemoJob {
        client: ANA,
        days_ago: 1,
        title: "Short texts for forty teas, English and French",
        description: "50 words for each tea: what it smells of, how long it draws, with what one drinks it. No word that means nothing. \
                      You get a box with all forty.",
        skills: "French, English, Editing, Technical writing",
        budget: "640",
    },
    DemoJob {
        client: NOOR,
        days_ago: 0,
        title: "Signs for eleven hostels: one system, four languages",
        description: "Where is the kitchen, when is it quiet, how does the key work. 30 signs, drawn once, that we can print ourselves and \
                      translate.",
        skills: "Interface design, Prototyping, Figma",
        budget: "1350",
    },
];
