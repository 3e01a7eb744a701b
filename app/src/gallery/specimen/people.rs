//! People and what is said of them; narrowing and choosing among many.

use super::{day, eur};
use crate::i18n::{gallery as t, said, specimen as s};
use crate::ui::{
    Avatar, Badge, Bid, Bids, Bulk, Button, Chip, Compare, Compared, Count, Facet, FacetChoice, Field, FilterButton,
    FilterPanel, Icon, Match, Person, Point, Rating, Tag, Tile, Tone,
};
use leptos::prelude::*;

const FORM: &str = "gallery-filter-form";

pub(super) fn filters() -> AnyView {
    view! {
        <form id=FORM action="/ui" class="cluster"><FilterButton panel="gallery-filters" chosen=2/></form>
        <p class="small muted filter-button">{t::hidden_here()}</p>
        <div style="max-inline-size:20rem">
            <FilterPanel id="gallery-filters" form=FORM clear="/ui" apply=t::apply()>
                <Facet title=t::pay() open=true>
                    <FacetChoice name="pay" value="fixed" label=t::fixed() count=31 form=FORM checked=true/>
                    <FacetChoice name="pay" value="hourly" label=t::hourly() count=16 form=FORM/>
                </Facet>
                <Facet title=t::budget() open=true>
                    <Field name="least" label=t::at_least() value="3,000" inputmode="numeric" optional=true/>
                </Facet>
                <Facet title=t::record()>
                    <FacetChoice name="record" value="verified" label=t::payment_verified() count=38 form=FORM/>
                    <FacetChoice name="record" value="soon" label=t::answers_soon() count=22 form=FORM checked=true/>
                    <FacetChoice name="record" value="lost" label=t::no_lost() count=0 form=FORM/>
                </Facet>
            </FilterPanel>
        </div>
    }
    .into_any()
}

pub(super) fn tags() -> AnyView {
    view! {
        <div class="cluster">
            <Tag>{t::not_funded()}</Tag>
            <Tag tone=Tone::Brand icon="lock">{t::funded()}</Tag>
            <Tag tone=Tone::Brass icon="clock">{t::in_review()}</Tag>
            <Tag tone=Tone::Good icon="check">{t::released()}</Tag>
            <Tag tone=Tone::Warn icon="scale">{t::in_dispute()}</Tag>
            <Tag tone=Tone::Bad icon="x">{t::cancelled()}</Tag>
        </div>
        <div class="cluster">
            <Chip fits=Match::Found>{t::matches()}</Chip>
            <Chip fits=Match::Missing>{t::missing()}</Chip>
            <Chip>{t::plain()}</Chip>
            <Chip href="#tags">{t::a_filter()}<Icon name="x"/></Chip>
            <Count number=4 meaning=t::unread()/>
            <Count number=11 quiet=true/>
            <kbd>"/"</kbd>
        </div>
    }
    .into_any()
}

pub(super) fn people() -> AnyView {
    view! {
        <div class="grid" style="--min:17rem;align-items:start">
            <Person name="Mirela Kovač" id="m" note=t::from_zagreb() href="#people"/>
            <div class="person">
                <Avatar name="Halden Tidevann AS" id="h" org=true/>
                <div><b>"Halden Tidevann AS"</b><small>"Bergen"</small></div>
            </div>
            <div class="cluster">
                <Avatar name="Sunniva Haugen" id="a" size="s"/>
                <Avatar name="Jonas Weber" id="b"/>
                <Avatar name="Kamal Banerjee" id="c" size="l"/>
                <Avatar name="Tomás Aguirre" id="d" size="xl"/>
            </div>
            <p><Rating value="4.9" count=37/></p>
            <Badge hallmark=1 title=t::master_rust() proof=t::nine_contracts()/>
            <Badge hallmark=3 title=t::keeps_dates() proof=t::on_time()/>
            <Tile href="#people" title=t::piece() note=t::piece_note()/>
        </div>
    }
    .into_any()
}

fn bid(name: &str, id: &str, sentence: &str, cents: i64, done: i64, skills: &str, picked: bool) -> Bid {
    Bid {
        name: name.to_owned(),
        id: id.to_owned(),
        note: t::from_zagreb().to_owned(),
        href: "#office".to_owned(),
        sentence: sentence.to_owned(),
        amount: eur(cents),
        facts: vec![said(day(done).date()), skills.to_owned()],
        picked,
    }
}

/// What is compared; the best of each row is marked.
fn compared_rows() -> Vec<(String, Vec<Point>)> {
    let price = |cents| Point::new(said(eur(cents)));
    let score = |value: &str, range: &str| Point::new(value).note(range);
    let by = |offset, brief: &str| Point::new(said(day(offset).date())).brief(brief);
    let row = |name: &str, points: [Point; 3]| (name.to_owned(), points.to_vec());
    vec![
        row(s::you_pay(), [price(988_800), price(818_850).best(), price(906_400)]),
        row(s::they_get(), [price(912_000), price(755_250), price(836_000)]),
        row(t::done_by(), [by(46, s::day_one()), by(39, s::day_two()).best(), by(60, s::day_three())]),
        row(
            s::first_milestone(),
            [
                Point::new(s::rollback_board()).note(said(eur(240_000))),
                Point::new(s::rollback_demo()).note(said(eur(150_000))),
                Point::new(s::queue_drift()).note(said(eur(190_000))),
            ],
        ),
        row(
            t::skills(),
            [Point::new(t::four_of_five()), Point::new(t::five_of_five()).best(), Point::new(t::four_of_five())],
        ),
        row(s::score_range(), [score("92", "88–95").best(), score("87", "82–91"), score("81", "73–88")]),
    ]
}

pub(super) fn office() -> AnyView {
    let bids = vec![
        bid("Mirela Kovač", "m", t::bid_first(), 960_000, 46, t::four_of_five(), true),
        bid("Tomás Aguirre", "d", t::bid_second(), 795_000, 39, t::five_of_five(), true),
        bid("Priya Raghunathan", "p", t::bid_second(), 880_000, 60, t::four_of_five(), false),
    ];
    let compared =
        |name: &str, id: &str| Compared { name: name.to_owned(), id: id.to_owned(), href: "#office".to_owned() };
    let people =
        vec![compared("Mirela Kovač", "m"), compared("Tomás Aguirre", "d"), compared("Priya Raghunathan", "p")];
    let rows = compared_rows();
    view! {
        <div class="card card--flush" style="overflow:visible">
            <Bids
                caption=t::proposals()
                choose=t::choose()
                person=t::freelancer()
                amount=t::price()
                facts=vec![t::done_by(), t::skills()]
                bids=bids
            />
        </div>
        <Bulk chosen=t::chosen(2, eur(1_755_000)) none="#office"><Button small=true icon="message-square">{t::write_them()}</Button></Bulk>
        <div class="card card--flush" style="overflow:visible"><Compare caption=t::comparison() people=people rows=rows/></div>
    }
    .into_any()
}
