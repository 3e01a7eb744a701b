//! The deals of a sandbox: what was proposed, agreed, handed over, paid and said.

use super::neighbours::{
    AMINA, BROCHURE, CHART, DRIVERS, JONAS, KENJI, LUCIA, MAPS, MIRELA, PRODUCT, SEUN, STOCK, TICKETS, WADERS,
};
use super::story::Step::{
    Accept, Approve, Changes, Decline, End, Fund, Offer, Propose, Refund, Say, Shortlist, Submit, View, Work,
};
use super::story::When::{Day, Minutes};
use super::story::{Deal, Step, When};
use domain::actor::Side;

const fn deal(job: &'static str, with: &'static str, steps: &'static [(When, Step)]) -> Deal {
    Deal { job, with, steps }
}

/// All deals. Told in the order of time, not of this list.
pub const DEALS: [Deal; 19] = [
    deal(
        TICKETS,
        MIRELA,
        &[
            (
                Day(61, 9, 0),
                Propose(
                    "One table, one rule and a test that pulls the plug a thousand times.",
                    &[("Numbers and the test", "650", -45)],
                ),
            ),
            (Day(60, 9, 0), Offer("Please pull the plug twice as often.")),
            (Day(60, 9, 30), Accept),
            (Day(60, 10, 0), Fund(1)),
            (
                Day(48, 9, 0),
                Submit(1, "Two thousand power cuts, no number twice. The test runs in four minutes on your machine."),
            ),
            (Day(47, 9, 0), Approve(1)),
            (Day(40, 9, 0), End),
        ],
    ),
    deal(
        STOCK,
        MIRELA,
        &[
            (
                Day(40, 10, 20),
                Propose(
                    "I have moved four stock books of this size. I would begin with a plan that you can read, then bring the rows over \
             with a check for each shelf, and end with a guide so that you do not need me.",
                    &[
                        ("Plan and schema", "600", -26),
                        ("Import with checks", "1400", -2),
                        ("Hand-over and guide", "400", 12),
                    ],
                ),
            ),
            (Day(39, 8, 30), View),
            (
                Day(39, 8, 41),
                Say(
                    Side::Client,
                    "Your plan reads well. Could the import run while the shop is open? Before holidays we sell through the night.",
                ),
            ),
            (
                Day(39, 9, 10),
                Say(
                    Side::Freelancer,
                    "Yes. It reads from a copy and writes into new tables. The shop notices nothing until you switch, \
                     and for a week you can switch back.",
                ),
            ),
            (Day(38, 9, 0), Offer("Exactly as you proposed. I look forward to it.")),
            (Day(38, 11, 30), Accept),
            (Day(38, 12, 5), Fund(1)),
            (Day(36, 8, 2), Work(178, "Reading the old book")),
            (Day(35, 8, 1), Work(239, "Schema, first draft")),
            (
                Day(27, 15, 0),
                Submit(
                    1,
                    "The plan (4 pages) and the schema with 61 checks. Page 3 has two questions that only you can answer.",
                ),
            ),
            (Day(26, 9, 20), Approve(1)),
            (Day(25, 10, 0), Fund(2)),
            (Day(9, 8, 0), Work(241, "Import: shelves and weights")),
            (Day(8, 8, 31), Work(150, "Import: suppliers")),
            (Day(6, 12, 0), Work(178, "Checks and the list of odd rows")),
            (Day(5, 8, 0), Work(209, "Checks and the list of odd rows")),
            (Day(4, 8, 11), Work(169, "Trial run with last month")),
            (
                Day(3, 16, 10),
                Submit(
                    2,
                    "The import with its checks: 18,204 rows came over, two did not. They are listed at the end of the note, \
                     each with the shelf it names.",
                ),
            ),
            (
                Day(3, 16, 14),
                Say(
                    Side::Freelancer,
                    "The import is in. Two rows of 2019 have a price and no tea; they are on the list at the end.",
                ),
            ),
            (
                Minutes(46),
                Say(Side::Client, "Seen, thank you. I ask my accountant about the two rows tomorrow and answer here."),
            ),
        ],
    ),
    deal(
        STOCK,
        SEUN,
        &[
            (
                Day(40, 14, 0),
                Propose(
                    "I can do all of it in two weeks, with the books balanced at every step.",
                    &[("Everything, in two weeks", "2500", -20)],
                ),
            ),
            (Day(38, 10, 20), Decline("Thank you. We chose somebody who leaves a guide for us.")),
        ],
    ),
    deal(
        DRIVERS,
        MIRELA,
        &[
            (
                Day(23, 9, 0),
                Propose(
                    "One service, two tables of its own, and a test for each promise that it makes to the app. I would begin \
                     with the day and its stops, because drivers can use that alone.",
                    &[("The day and its stops", "1200", -4), ("Delays and signatures", "900", 6)],
                ),
            ),
            (Day(22, 8, 0), View),
            (Day(22, 8, 12), Say(Side::Client, "Short and clear, as we like it. Can you start this week?")),
            (Day(22, 8, 40), Say(Side::Freelancer, "Tomorrow morning.")),
            (Day(22, 9, 0), Offer("Your terms, your dates.")),
            (Day(22, 10, 0), Accept),
            (Day(21, 8, 0), Fund(1)),
            (Day(15, 12, 0), Work(181, "The day of a driver")),
            (Day(12, 12, 1), Work(149, "Stops in order")),
            (Day(6, 8, 0), Work(208, "Tests against the real planner")),
            (
                Day(6, 15, 30),
                Submit(1, "The day and its stops, with 84 tests. The README says in one page how to run both."),
            ),
            (Day(3, 9, 5), Approve(1)),
            (Day(3, 9, 12), Fund(2)),
            (Day(2, 8, 1), Work(238, "Delays: what the planner knows and when")),
            (Day(1, 12, 30), Work(121, "Delays: late stops push the rest")),
            (
                Day(1, 15, 2),
                Say(
                    Side::Freelancer,
                    "Delays work on the test planner. Signatures are next; I need one real drawing of a signature.",
                ),
            ),
            (Minutes(190), Say(Side::Client, "Sent to you by mail, three of them. One was signed on a moving ferry.")),
        ],
    ),
    deal(
        PRODUCT,
        JONAS,
        &[
            (
                Day(29, 9, 0),
                Propose(
                    "Nine buttons become one, and each of the other eight gets a place where people look for it. \
                     I test with five of your guests.",
                    &[("Page, drawn and tried with guests", "850", 3)],
                ),
            ),
            (Day(28, 9, 0), Offer("Yes, please.")),
            (Day(28, 10, 0), Accept),
            (Day(27, 9, 0), Fund(1)),
            (Day(9, 14, 0), Submit(1, "The page in three sizes, and what five guests did with it.")),
            (
                Day(5, 9, 30),
                Changes(
                    1,
                    "We like it. On a phone the weight comes after the price; guests asked for it first. \
                     Please swap them and show it to one guest more.",
                ),
            ),
        ],
    ),
    deal(
        BROCHURE,
        AMINA,
        &[
            (
                Day(32, 9, 0),
                Propose("Two brochures, each read aloud twice before you get it.", &[("Both brochures", "480", -6)]),
            ),
            (Day(31, 9, 0), Offer("As proposed.")),
            (Day(31, 10, 0), Accept),
            (Day(30, 9, 0), Fund(1)),
            (Day(12, 9, 0), Submit(1, "Both texts. The second became shorter than planned, so I give back a part.")),
            (Day(5, 9, 0), Refund(1, "60")),
            (Day(5, 10, 0), Approve(1)),
            (Day(4, 9, 0), End),
        ],
    ),
    deal(
        WADERS,
        AMINA,
        &[
            (
                Day(27, 9, 0),
                Propose(
                    "One word for one thing, and a list of the words, so that the next chapter begins with it.",
                    &[("The chapter", "420", -13)],
                ),
            ),
            (Day(26, 9, 0), Offer("The list of words is a good idea.")),
            (Day(26, 10, 0), Accept),
            (Day(26, 11, 0), Fund(1)),
            (Day(15, 9, 0), Submit(1, "The chapter and the list: 140 words, each with one meaning.")),
            (Day(14, 9, 0), Approve(1)),
            (Day(12, 9, 0), End),
        ],
    ),
    deal(
        MAPS,
        MIRELA,
        &[
            (
                Day(8, 9, 0),
                Propose(
                    "Field notes are my favourite kind of data: short, dated and almost right. I would ask about \
                     unclear places at once, while people still remember, and draw the maps from what is sure.",
                    &[("Notes in, questions out", "1700", 21), ("Maps for species and month", "1400", 42)],
                ),
            ),
            (Day(7, 9, 0), Shortlist),
            (
                Day(2, 10, 0),
                Offer("We took your plan as it is. The birds will wait until you have finished for Tomás."),
            ),
        ],
    ),
    deal(
        MAPS,
        SEUN,
        &[
            (
                Day(8, 15, 0),
                Propose(
                    "A queue, a parser, a table of places. I would have the first map in ten days.",
                    &[("Service and first map", "2100", 20), ("All maps", "900", 34)],
                ),
            ),
            (Day(6, 9, 0), View),
        ],
    ),
    deal(
        CHART,
        KENJI,
        &[
            (
                Day(6, 9, 0),
                Propose(
                    "One chart, one sentence. If the numbers do not carry the sentence, I tell you before I draw it.",
                    &[("The page for the report", "260", 9)],
                ),
            ),
            (Day(3, 9, 0), Offer("Please by the end of the month.")),
            (Day(2, 9, 0), Accept),
        ],
    ),
    deal(
        "Web shop for tea: checkout in two steps",
        LUCIA,
        &[
            (
                Day(5, 9, 0),
                Propose(
                    "I have built two such checkouts that work without scripts, and I can show you both. In yours \
                     I would keep what was typed on the server from the first field on, so that going back loses nothing.",
                    &[("Address and delivery", "1100", 18), ("Payment and receipt", "950", 32)],
                ),
            ),
            (Day(4, 9, 0), Shortlist),
        ],
    ),
    deal(
        "Web shop for tea: checkout in two steps",
        SEUN,
        &[(
            Day(4, 15, 0),
            Propose(
                "The third step loses people because it asks for the address twice. I would begin there, then join the pages.",
                &[("Both pages with tests", "2300", 25)],
            ),
        )],
    ),
    deal(
        "Web shop for tea: checkout in two steps",
        JONAS,
        &[(
            Day(2, 16, 0),
            Propose(
                "I would draw the two steps and try them with guests of the shop; your developers build them.",
                &[("Drawn and tried", "1400", 20)],
            ),
        )],
    ),
    deal(
        "Make our route planner readable on a phone",
        JONAS,
        &[
            (
                Day(3, 9, 0),
                Propose(
                    "Two days on the road with drivers first, then three screens in high contrast for the sun.",
                    &[("Two days on the road", "500", 10), ("Three screens", "1200", 24)],
                ),
            ),
            (Day(1, 9, 0), View),
        ],
    ),
    deal(
        "Translate a field guide to birds into French",
        AMINA,
        &[(
            Day(2, 9, 0),
            Propose(
                "120 species in six parts of twenty, so that you can read along. The first part comes after a week.",
                &[("Species 1 to 60", "475", 21), ("Species 61 to 120", "475", 42)],
            ),
        )],
    ),
    deal(
        "Clean up six years of sales tables",
        KENJI,
        &[(
            Day(0, 0, 5),
            Propose(
                "74 files, four formats, one table. You get the list of odd rows after the first week.",
                &[("Table and list", "400", 14), ("Chart that can be made again", "180", 21)],
            ),
        )],
    ),
    deal(
        "Booking desk in Leptos: arrivals of one evening",
        MIRELA,
        &[
            (
                Day(4, 11, 0),
                Propose(
                    "I would begin with the list of arrivals on the oldest tablet you have. If it is quick there, it is quick everywhere.",
                    &[("Arrivals, offline first", "2400", 21), ("Bed plan and check-in", "2300", 42)],
                ),
            ),
            (Day(3, 9, 0), View),
        ],
    ),
    deal(
        "Booking desk in Leptos: arrivals of one evening",
        LUCIA,
        &[
            (
                Day(4, 10, 0),
                Propose(
                    "Old tablets are where I feel at home. I would send you a page on day three that you can try at a desk.",
                    &[("Arrivals", "1900", 16), ("Bed plan and check-in", "2600", 37)],
                ),
            ),
            (Day(2, 8, 0), Shortlist),
        ],
    ),
    deal(
        "Find out why our reports are slow at the end of a month",
        SEUN,
        &[(
            Day(3, 10, 0),
            Propose(
                "It is nearly always one plan that changes when the table grows. I find it, write it down and mend it.",
                &[("Report and change", "1350", 12)],
            ),
        )],
    ),
];
