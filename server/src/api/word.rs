//! Words of closed lists, in requests and answers: read as the value that they stand for, refused at their own field, and
//! named one by one in the document.

use domain::{
    actor::Side,
    job::JobVisibility,
    payment::SandboxMethod,
    profile::{Availability, Experience, ProfileVisibility},
    time::Date,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, schema::KnownFormat, schema::Type},
};

/// A closed list of values, each with a word.
pub trait Listed: Copy + 'static {
    /// What the document calls the list.
    const NAME: &'static str;
    /// What the list is about.
    const ABOUT: &'static str;
    /// All of them.
    const ALL: &'static [Self];

    /// The word of one.
    fn word(self) -> &'static str;
}

macro_rules! listed {
    ($( $(#[doc = $about:literal])* $alias:ident of $value:ident; )*) => { $(
        $(#[doc = $about])*
        pub type $alias = Word<$value>;

        impl Listed for $value {
            const NAME: &'static str = stringify!($value);
            const ABOUT: &'static str = concat!($($about),*);
            const ALL: &'static [Self] = &$value::ALL;

            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    )* };
}

// Aliases, because the document would name a generic type after its parts.
listed! {
    /// A side of the market.
    SideWord of Side;
    /// Who finds a job.
    JobVisibilityWord of JobVisibility;
    /// Who sees a profile.
    ProfileVisibilityWord of ProfileVisibility;
    /// How far somebody is in their trade.
    ExperienceWord of Experience;
    /// Whether somebody can take work.
    AvailabilityWord of Availability;
    /// How a payment in the sandbox shall behave.
    SandboxMethodWord of SandboxMethod;
}

/// A value of a closed list, which programs write as its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Listed> Word<T> {
    /// The word itself.
    pub fn word(self) -> &'static str {
        self.0.word()
    }
}

impl<'de, T: Listed> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Cow::<'de, str>::deserialize(deserializer)?;
        let found = T::ALL.iter().copied().find(|value| value.word() == given);
        found.map(Self).ok_or_else(|| {
            let words: Vec<&str> = T::ALL.iter().map(|value| value.word()).collect();
            D::Error::custom(format_args!("this must be one of: {}", words.join(", ")))
        })
    }
}

impl<T: Listed> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<T: Listed> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        let words = T::ALL.iter().map(|value| value.word());
        let list = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
        list.description(Some(T::ABOUT.trim())).into()
    }
}

impl<T: Listed> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }
}

/// A day as `2027-01-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Cow::<'de, str>::deserialize(deserializer)?;
        Date::parse_iso(&given).map(Self).ok_or_else(|| D::Error::custom("write the day like 2027-01-31"))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.iso())
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        let day = ObjectBuilder::new().schema_type(Type::String);
        let day = day.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
        day.description(Some("A day as `2027-01-31`.")).into()
    }
}

impl ToSchema for Day {}
