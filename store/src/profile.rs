//! Profiles: one read model for the page, one command that saves it under its version.

use crate::context::{Context, Visitor, command};
use crate::db::{Conn, execute, fetch_one, fetch_optional, record};
use crate::fault::Result;
use crate::{html, markdown, notify, row};
use domain::actor::{Actor, Scope};
use domain::id::{AccountId, RoomId};
use domain::profile::{
    Availability, Experience, ProfileInput, ProfilePage, ProfileRefusal, ProfileTerms, ProfileVisibility,
};
use domain::refusal::GeneralRefusal;
use domain::text::{Country, Overview, PersonName, ProfileTitle, Skill};
use domain::time::Timestamp;

record! {
    struct Row from profile {
        name: String = "account.name",
        verified_at: Option<i64> = "account.verified_at",
        made_at: i64 = "account.made_at",
        version: i64,
        title: Option<String>,
        overview: String,
        rate_minor: Option<i64>,
        rate_currency: Option<String>,
        skills: String,
        experience: Option<String>,
        country: String,
        weekly_hours: Option<i64>,
        availability: String,
        visibility: String,
        html: Option<String>,
        html_version: i64,
    }
}

impl Row {
    fn terms(&self) -> Result<ProfileTerms> {
        let rate = self.rate_minor.zip(self.rate_currency.as_deref());
        let experience = self.experience.as_deref();
        let hours = |hours: i64| u32::try_from(hours).map_err(|_| row::odd("weekly_hours", &hours.to_string()));
        Ok(ProfileTerms {
            name: PersonName::stored(self.name.clone()),
            title: self.title.clone().map(ProfileTitle::stored),
            overview: Overview::stored(self.overview.clone()),
            hourly_rate: rate.map(|(minor, code)| row::money(minor, code)).transpose()?,
            skills: skills(&self.skills).into_iter().map(Skill::stored).collect(),
            experience: experience
                .map(|word| Experience::of(word).ok_or_else(|| row::odd("experience", word)))
                .transpose()?,
            country: Country::stored(self.country.clone()),
            weekly_hours: self.weekly_hours.map(hours).transpose()?,
            availability: Availability::of(&self.availability)
                .ok_or_else(|| row::odd("availability", &self.availability))?,
            visibility: ProfileVisibility::of(&self.visibility)
                .ok_or_else(|| row::odd("visibility", &self.visibility))?,
        })
    }
}

/// A skills column: one on each line.
pub(crate) fn skills(column: &str) -> Vec<String> {
    column.lines().map(str::to_owned).collect()
}

/// The page of a person. One's own is always there; a private one also for the other side of a proposal.
///
/// # Errors
/// [`ProfileRefusal::Hidden`] for a profile that is not open to the viewer, and for one that does not exist. A token needs
/// the scope `read`.
pub async fn page(context: &Context<Visitor>, account: AccountId) -> Result<ProfilePage> {
    let viewer = context.actor.as_ref();
    if let Some(actor) = viewer {
        actor.with_scope(Scope::Read)?;
    }
    let mine = viewer.is_some_and(|actor| actor.account() == account);
    let mut read = context.read().await?;
    let row: Option<Row> = fetch_optional!(
        read,
        ["select", Row, "from account join profile on profile.account_id = account.id where account.id = $1"],
        account.raw()
    )?;
    let row = row.ok_or(ProfileRefusal::Hidden)?;
    let profile = row.terms()?;
    let open = mine
        || match (profile.visibility, viewer) {
            (ProfileVisibility::Public, _) | (ProfileVisibility::Members, Some(_)) => true,
            (ProfileVisibility::Private, Some(actor)) => share_a_proposal(&mut read, account, actor.account()).await?,
            (ProfileVisibility::Members | ProfileVisibility::Private, None) => false,
        };
    if !open {
        return Err(ProfileRefusal::Hidden.into());
    }
    let (contracts_ended, jobs_posted): (i64, i64) = fetch_one!(
        read,
        "select (select cast(count(*) as bigint) from contract where freelancer_id = $1 and state = 'ended'), \
         (select cast(count(*) as bigint) from job where client_id = $1 and state <> 'draft')",
        account.raw()
    )?;
    let room = newest_room(&mut read, account, viewer.filter(|_| !mine)).await?;
    Ok(ProfilePage {
        account,
        overview_html: html::shown(row.html, row.html_version, profile.overview.as_str()),
        profile,
        since: Timestamp::from_micros(row.made_at),
        email_verified: row.verified_at.is_some(),
        contracts_ended,
        jobs_posted,
        mine,
        room,
        version: row.version,
    })
}

/// What the actor can do, as their profile says.
///
/// # Errors
/// [`ProfileRefusal::Hidden`] for an account without a profile. A token needs the scope `read`.
pub async fn own_skills(context: &Context) -> Result<Vec<String>> {
    context.actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let account = context.actor.account().raw();
    let row: Option<(String,)> = fetch_optional!(read, "select skills from profile where account_id = $1", account)?;
    let (column,) = row.ok_or(ProfileRefusal::Hidden)?;
    Ok(skills(&column))
}

/// Did one of the two propose to the other? Offers and contracts follow from proposals.
async fn share_a_proposal(conn: &mut impl Conn, one: AccountId, other: AccountId) -> Result<bool> {
    let found: Option<(i64,)> = fetch_optional!(
        conn,
        "select id from proposal where (freelancer_id = $1 and client_id = $2) or (freelancer_id = $2 and client_id = $1) limit 1",
        one.raw(),
        other.raw()
    )?;
    Ok(found.is_some())
}

/// The conversation of two people in which the newest message is.
async fn newest_room(conn: &mut impl Conn, one: AccountId, other: Option<&Actor>) -> Result<Option<RoomId>> {
    let Some(other) = other else { return Ok(None) };
    let found: Option<(i64,)> = fetch_optional!(
        conn,
        "select id from room where (client_id = $1 and freelancer_id = $2) or (client_id = $2 and freelancer_id = $1) \
         order by last_at desc, id desc limit 1",
        one.raw(),
        other.account().raw()
    )?;
    Ok(found.map(|(id,)| RoomId::from_raw(id)))
}

/// Saves the actor's profile, and their name in their account.
///
/// # Errors
/// All bad fields at once; `Stale` when it was saved since `version` was read. A token needs the scope `work`.
pub async fn save(context: &Context, version: i64, input: &ProfileInput) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    let terms = ProfileTerms::parse(input)?;
    let account = context.actor.account();
    let skills: Vec<&str> = terms.skills.iter().map(Skill::as_str).collect();
    command(context, async |mut tx| {
        let saved = execute!(
            tx,
            "update profile set version = version + 1, title = $3, overview = $4, rate_minor = $5, rate_currency = $6, \
             skills = $7, experience = $8, country = $9, weekly_hours = $10, availability = $11, visibility = $12, \
             saved_at = $13, html = $14, html_version = $15 where account_id = $1 and version = $2",
            account.raw(),
            version,
            terms.title.as_ref().map(ProfileTitle::as_str),
            terms.overview.as_str(),
            terms.hourly_rate.map(|rate| rate.minor),
            terms.hourly_rate.map(|rate| rate.currency.code()),
            skills.join("\n"),
            terms.experience.map(Experience::as_str),
            terms.country.as_str(),
            terms.weekly_hours.map(i64::from),
            terms.availability.as_str(),
            terms.visibility.as_str(),
            context.now.micros(),
            markdown::safe_html(terms.overview.as_str()),
            html::VERSION
        )?;
        if saved == 0 {
            return Err(GeneralRefusal::Stale.into());
        }
        execute!(tx, "update account set name = $2 where id = $1", account.raw(), terms.name.as_str())?;
        notify::tell(&mut tx, &[account], crate::account::TOPIC, account.raw(), context.now).await?;
        tx.commit().await
    })
    .await
}
