//! How long texts and lists of requests may be, said in the document by the numbers of the rules themselves.

use domain::{
    contract::terms::MILESTONES_MAX,
    text::{
        Country, CoverLetter, JobDescription, JobTitle, Memo, MessageText, MilestoneTitle, Note, OptionalNote,
        Overview, PersonName, ProfileTitle, SKILLS_MAX, Skill, SubmissionText,
    },
};
use serde_json::{Value, json};
use std::ops::RangeInclusive;

/// What a field of a request holds.
enum Holds {
    /// So many characters.
    Text(RangeInclusive<usize>),
    /// So many entries.
    Entries(RangeInclusive<usize>),
    /// So many texts of so many characters.
    Texts(RangeInclusive<usize>, RangeInclusive<usize>),
}

use Holds::{Entries, Text, Texts};

/// Schema, field, and what it holds. What a draft may leave out begins with zero.
const FIELDS: &[(&str, &str, Holds)] = &[
    ("JobBody", "title", Text(0..=JobTitle::MAX)),
    ("JobBody", "description", Text(0..=JobDescription::MAX)),
    ("JobBody", "skills", Texts(0..=SKILLS_MAX, Skill::LENGTH)),
    ("ProfileBody", "name", Text(PersonName::LENGTH)),
    ("ProfileBody", "title", Text(ProfileTitle::LENGTH)),
    ("ProfileBody", "overview", Text(Overview::LENGTH)),
    ("ProfileBody", "skills", Texts(0..=SKILLS_MAX, Skill::LENGTH)),
    ("ProfileBody", "country", Text(Country::LENGTH)),
    ("ProposalBody", "cover_letter", Text(CoverLetter::LENGTH)),
    ("ProposalBody", "milestones", Entries(1..=MILESTONES_MAX)),
    ("OfferBody", "milestones", Entries(1..=MILESTONES_MAX)),
    ("OfferBody", "message", Text(OptionalNote::LENGTH)),
    ("NewDeliverable", "title", Text(MilestoneTitle::LENGTH)),
    ("Decline", "reason", Text(Note::LENGTH)),
    ("Work", "text", Text(SubmissionText::LENGTH)),
    ("Changes", "note", Text(Note::LENGTH)),
    ("NewMessage", "text", Text(MessageText::LENGTH)),
    ("NewText", "text", Text(MessageText::LENGTH)),
    ("Start", "memo", Text(Memo::LENGTH)),
];

/// Puts every bound at its field.
pub fn put(schemas: &mut Value) {
    for (schema, field, holds) in FIELDS {
        let Some(shape) = schemas.pointer_mut(&format!("/{schema}/properties/{field}")) else { continue };
        match holds {
            Text(length) => put_length(shape, length),
            Entries(number) => put_number(shape, number),
            Texts(number, length) => {
                put_number(shape, number);
                put_length(&mut shape["items"], length);
            }
        }
    }
}

fn put_length(shape: &mut Value, length: &RangeInclusive<usize>) {
    if *length.start() > 0 {
        shape["minLength"] = json!(length.start());
    }
    shape["maxLength"] = json!(length.end());
}

fn put_number(shape: &mut Value, number: &RangeInclusive<usize>) {
    if *number.start() > 0 {
        shape["minItems"] = json!(number.start());
    }
    shape["maxItems"] = json!(number.end());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_has_its_field_in_the_document() {
        let document = serde_json::to_value(crate::api::routes(true).split_for_parts().1).unwrap();
        let mut schemas = document["components"]["schemas"].clone();
        put(&mut schemas);
        for (schema, field, holds) in FIELDS {
            let shape = &schemas[schema]["properties"][field];
            let bound = if matches!(holds, Text(_)) { "maxLength" } else { "maxItems" };
            assert!(shape[bound].is_number(), "{schema}.{field}: {shape}");
        }
    }
}
