//! Profiles: the caller's own to read and write, and other people's to read.

use super::{
    call::{Answer, Call, Id, Visit, done, ok, ok_version},
    value::{Amount, Moment, Sum},
    word::{AvailabilityWord, ExperienceWord, ProfileVisibilityWord, Word},
};
use crate::http::problem::{Failure, Problem};
use crate::instance::Instance;
use app::authorisation::{
    Row,
    Who::{Anyone, SignedIn},
};
use domain::{
    id::AccountId,
    money::AmountInput,
    profile::{ProfileInput, ProfilePage},
    text::{ProfileTitle, Skill, skills_text},
};
use serde::{Deserialize, Serialize};
use store::profile;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/profile", SignedIn),
    Row::work("PUT /api/v1/profile", SignedIn).done(204),
    Row::read("GET /api/v1/people/{id}", Anyone),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new().routes(routes!(own, save)).routes(routes!(read))
}

/// A profile as its person writes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileBody {
    /// What you are called, 1 to 80 characters.
    name: String,
    /// One line, 3 to 100 characters.
    title: Option<String>,
    /// About you: at most 5,000 characters, Markdown.
    #[serde(default)]
    overview: String,
    /// Hourly rate.
    hourly_rate: Option<Sum>,
    /// At most fifteen, none with a comma.
    #[serde(default)]
    skills: Vec<String>,
    /// How far you are in your trade.
    experience: Option<ExperienceWord>,
    /// Country, or empty.
    #[serde(default)]
    country: String,
    /// Hours a week you have.
    #[schema(minimum = 1, maximum = 112)]
    weekly_hours: Option<u32>,
    /// Without it `now`.
    availability: Option<AvailabilityWord>,
    /// Without it `public`.
    visibility: Option<ProfileVisibilityWord>,
}

impl TryFrom<ProfileBody> for ProfileInput {
    type Error = Failure;

    fn try_from(given: ProfileBody) -> Result<Self, Failure> {
        let skills = skills_text(&given.skills)?;
        // A title that is given is one; an empty text stands for none only in a form.
        let title = given.title.as_deref().map(ProfileTitle::parse).transpose();
        let title = title.map_err(|bad| bad.on("title"))?;
        let hourly_rate = given.hourly_rate.map(|Sum(rate)| rate);
        Ok(Self {
            name: given.name,
            title: title.map(|title| title.to_string()).unwrap_or_default(),
            overview: given.overview,
            hourly_rate: hourly_rate.map(AmountInput::from).unwrap_or_default(),
            currency: hourly_rate.map(|rate| rate.currency.to_string()).unwrap_or_default(),
            skills,
            experience: given.experience.map(Word::word).unwrap_or_default().to_owned(),
            country: given.country,
            weekly_hours: given.weekly_hours.map(|hours| hours.to_string()).unwrap_or_default(),
            availability: given.availability.map(Word::word).unwrap_or_default().to_owned(),
            visibility: given.visibility.map(Word::word).unwrap_or_default().to_owned(),
        })
    }
}

/// What an account tells others about itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileView {
    /// Short id of the account.
    id: String,
    /// Guards an edit; also in the `ETag`.
    version: i64,
    /// What they are called.
    name: String,
    /// What they do, in one line.
    title: Option<String>,
    /// Markdown, as written.
    overview: String,
    /// The overview as safe HTML.
    overview_html: String,
    /// Hourly rate.
    hourly_rate: Option<Amount>,
    /// At most fifteen.
    skills: Vec<String>,
    /// How far they are in their trade.
    experience: Option<ExperienceWord>,
    /// Country, may be empty.
    country: String,
    /// Hours a week they have.
    weekly_hours: Option<u32>,
    /// Whether they can take work.
    availability: AvailabilityWord,
    /// Who sees it.
    visibility: ProfileVisibilityWord,
    /// Since when they are here.
    since: Moment,
    /// Their e-mail address was confirmed.
    email_verified: bool,
    /// Contracts ended as freelancer.
    contracts_ended: i64,
    /// Jobs published as client.
    jobs_posted: i64,
    /// It is yours.
    mine: bool,
}

impl From<ProfilePage> for ProfileView {
    fn from(page: ProfilePage) -> Self {
        Self {
            id: page.account.to_string(),
            version: page.version,
            name: page.profile.name.to_string(),
            title: page.profile.title.map(|title| title.to_string()),
            overview: page.profile.overview.to_string(),
            overview_html: page.overview_html,
            hourly_rate: page.profile.hourly_rate.map(Amount::from),
            skills: page.profile.skills.iter().map(Skill::as_str).map(str::to_owned).collect(),
            experience: page.profile.experience.map(Word),
            country: page.profile.country.to_string(),
            weekly_hours: page.profile.weekly_hours,
            availability: Word(page.profile.availability),
            visibility: Word(page.profile.visibility),
            since: page.since.into(),
            email_verified: page.email_verified,
            contracts_ended: page.contracts_ended,
            jobs_posted: page.jobs_posted,
            mine: page.mine,
        }
    }
}

/// Reads your profile. The `ETag` guards an edit.
#[utoipa::path(
    get, path = "/api/v1/profile", tag = "profiles",
    responses((status = 200, body = ProfileView, headers(("ETag" = String, description = "The version, for If-Match")))),
    security(("token" = ["read"]))
)]
pub async fn own(call: Call) -> Answer {
    let page = profile::page(&call.context.visit(), call.context.actor.account()).await?;
    ok_version(page.version, ProfileView::from(page))
}

/// Saves your profile.
#[utoipa::path(
    put, path = "/api/v1/profile", tag = "profiles", params(super::MatchHeader), request_body = ProfileBody,
    responses((status = 204), (status = 412, body = Problem)), security(("token" = ["work"]))
)]
pub async fn save(call: Call) -> Answer {
    let version = call.seen_version()?;
    let input = call.input::<ProfileBody>()?.try_into()?;
    profile::save(&call.context, version, &input).await?;
    done()
}

/// Reads the profile of a person, as far as it is open to you.
#[utoipa::path(
    get, path = "/api/v1/people/{id}", tag = "profiles",
    responses((status = 200, body = ProfileView)), security((), ("token" = ["read"]))
)]
pub async fn read(Id(id): Id<AccountId>, visit: Visit) -> Answer {
    ok(ProfileView::from(profile::page(&visit.context, id).await?))
}
