//! Profiles: how a person is found. One form for both sides; what a client never fills stays empty.

use crate::id::{AccountId, RoomId};
use crate::money::{AmountInput, Currency, Money};
use crate::refusal::{BadFields, FieldRefusal, Refusal, refusals};
use crate::rules;
use crate::text::{Country, Overview, PersonName, ProfileTitle, Skill, parse_skills};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

refusals! {
    /// Why a profile command was refused.
    ProfileRefusal {
        Hidden => "profile.hidden", Missing, "There is nothing here, or it is not open to you.";
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $( $(#[$vmeta:meta])* $variant:ident $word:literal ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $( $(#[$vmeta])* $variant ),* }
        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The word of the API and the store.
            pub const fn as_str(self) -> &'static str { match self { $($name::$variant => $word),* } }
            /// The value of a word.
            pub fn of(word: &str) -> Option<Self> { match word { $($word => Some($name::$variant),)* _ => None } }
        }
    };
}

words! {
    /// Who sees a profile.
    ProfileVisibility {
        /// Everybody, search engines too.
        Public "public",
        /// People who are signed in.
        Members "members",
        /// Only oneself and the other side of a proposal or contract.
        Private "private",
    }
}
words! {
    /// How far somebody is in their trade.
    Experience {
        /// Begins.
        Entry "entry",
        /// Works alone.
        Intermediate "intermediate",
        /// Is asked by others.
        Expert "expert",
    }
}
words! {
    /// Can somebody take work?
    Availability {
        /// Now.
        Now "now",
        /// Not at the moment.
        NotAvailable "not_available",
    }
}

/// What a person types about themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileInput {
    /// What they are called.
    #[serde(default)]
    pub name: String,
    /// One line, or empty.
    #[serde(default)]
    pub title: String,
    /// About them, Markdown, or empty.
    #[serde(default)]
    pub overview: String,
    /// Code of the currency of the rate.
    #[serde(default)]
    pub currency: String,
    /// Hourly rate, or blank.
    #[serde(default)]
    pub hourly_rate: AmountInput,
    /// Skills, separated by commas.
    #[serde(default)]
    pub skills: String,
    /// Word of [`Experience`], or empty.
    #[serde(default)]
    pub experience: String,
    /// Country, or empty.
    #[serde(default)]
    pub country: String,
    /// Hours a week, or empty.
    #[serde(default)]
    pub weekly_hours: String,
    /// Word of [`Availability`].
    #[serde(default)]
    pub availability: String,
    /// Word of [`ProfileVisibility`].
    #[serde(default)]
    pub visibility: String,
}

/// A profile's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileTerms {
    /// What they are called.
    pub name: PersonName,
    /// What they do, in one line.
    pub title: Option<ProfileTitle>,
    /// About them, Markdown.
    pub overview: Overview,
    /// Hourly rate.
    pub hourly_rate: Option<Money>,
    /// At most fifteen.
    pub skills: Vec<Skill>,
    /// How far they are.
    pub experience: Option<Experience>,
    /// Where they are.
    pub country: Country,
    /// Hours a week they have.
    pub weekly_hours: Option<u32>,
    /// Can they take work?
    pub availability: Availability,
    /// Who sees it.
    pub visibility: ProfileVisibility,
}

impl ProfileTerms {
    /// Reads the form.
    ///
    /// # Errors
    /// All bad fields at once.
    pub fn parse(input: &ProfileInput) -> Result<Self, Refusal> {
        let or = |text: &str, default: &str| {
            if text.trim().is_empty() { default.to_owned() } else { text.trim().to_owned() }
        };
        let choose = |field: &str| FieldRefusal::new(field, "profile.choice", "Choose one of the list.");
        let mut bad = BadFields::default();
        let name = bad.take("name", PersonName::parse(&input.name));
        let title = bad.take("title", optional(&input.title, ProfileTitle::parse));
        let overview = bad.take("overview", Overview::parse(&input.overview));
        let currency = bad.take("currency", Currency::parse(&or(&input.currency, "EUR")));
        let rate = Some(&input.hourly_rate).filter(|given| !given.is_blank());
        let rate = rate.map(|given| rules::parse_amount(given, currency.unwrap_or(Currency::Eur)));
        let hourly_rate = bad.take("hourly_rate", rate.transpose());
        let skills = bad.take("skills", parse_skills(&input.skills));
        let experience = bad.take(
            "experience",
            optional(&input.experience, |word| Experience::of(word.trim()).ok_or_else(|| choose("experience"))),
        );
        let country = bad.take("country", Country::parse(&input.country));
        let hours = |text: &str| {
            let hours = text.trim().parse().ok().filter(|hours| (1..=112).contains(hours));
            hours.ok_or_else(|| {
                FieldRefusal::new(
                    "weekly_hours",
                    "profile.weekly_hours",
                    "Enter the hours a week you have, from 1 to 112.",
                )
            })
        };
        let weekly_hours = bad.take("weekly_hours", optional(&input.weekly_hours, hours));
        let availability = bad.take(
            "availability",
            Availability::of(&or(&input.availability, "now")).ok_or_else(|| choose("availability")),
        );
        let visibility = bad.take(
            "visibility",
            ProfileVisibility::of(&or(&input.visibility, "public")).ok_or_else(|| choose("visibility")),
        );
        let first = name.zip(title).zip(overview.zip(hourly_rate)).zip(skills.zip(experience));
        let all = first.zip(country.zip(weekly_hours)).zip(availability.zip(visibility));
        bad.finish(all.map(
            |(
                ((((name, title), (overview, hourly_rate)), (skills, experience)), (country, weekly_hours)),
                (availability, visibility),
            )| Self {
                name,
                title,
                overview,
                hourly_rate,
                skills,
                experience,
                country,
                weekly_hours,
                availability,
                visibility,
            },
        ))
    }

    /// The profile as its form shows it.
    pub fn to_input(&self) -> ProfileInput {
        ProfileInput {
            name: self.name.to_string(),
            title: self.title.as_ref().map(ToString::to_string).unwrap_or_default(),
            overview: self.overview.to_string(),
            currency: self.hourly_rate.map_or(Currency::Eur, |rate| rate.currency).code().to_owned(),
            hourly_rate: self.hourly_rate.map(Money::plain).unwrap_or_default().into(),
            skills: self.skills.iter().map(Skill::as_str).collect::<Vec<_>>().join(", "),
            experience: self.experience.map(Experience::as_str).unwrap_or_default().to_owned(),
            country: self.country.to_string(),
            weekly_hours: self.weekly_hours.map(|hours| hours.to_string()).unwrap_or_default(),
            availability: self.availability.as_str().to_owned(),
            visibility: self.visibility.as_str().to_owned(),
        }
    }
}

fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, FieldRefusal>) -> Result<Option<T>, FieldRefusal> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// The page of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfilePage {
    /// The account that it is about.
    pub account: AccountId,
    /// Its content.
    pub profile: ProfileTerms,
    /// Overview as safe HTML.
    pub overview_html: String,
    /// Since when they are here.
    pub since: Timestamp,
    /// E-mail was confirmed.
    pub email_verified: bool,
    /// Contracts ended as freelancer, and released to them by currency.
    pub contracts_ended: i64,
    /// Jobs published as client.
    pub jobs_posted: i64,
    /// The viewer's own.
    pub mine: bool,
    /// The newest conversation of the viewer with this person.
    pub room: Option<RoomId>,
    /// Guards an edit: send it back.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_almost_empty_profile_is_fine_and_survives_the_round_trip() {
        let input = ProfileInput {
            name: "Mirela Kovač".into(),
            currency: "EUR".into(),
            availability: "now".into(),
            visibility: "public".into(),
            ..ProfileInput::default()
        };
        assert_eq!(ProfileTerms::parse(&input).unwrap().to_input(), input);
    }

    #[test]
    fn every_bad_field_is_named() {
        let input = ProfileInput {
            title: "x".into(),
            hourly_rate: "much".into(),
            experience: "guru".into(),
            weekly_hours: "113".into(),
            availability: "maybe".into(),
            visibility: "secret".into(),
            country: "x".repeat(61),
            ..ProfileInput::default()
        };
        let fields: Vec<String> =
            ProfileTerms::parse(&input).unwrap_err().into_fields().into_iter().map(|bad| bad.field).collect();
        assert_eq!(
            fields,
            ["name", "title", "hourly_rate", "experience", "country", "weekly_hours", "availability", "visibility"]
        );
    }
}
