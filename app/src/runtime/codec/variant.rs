//! One value of an enum: `"name"`, or `{"name": content}`. One with its tag among its fields is a map for serde.

use super::reader::{Reader, Unreadable};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

pub(super) struct VariantReader<'r, 't> {
    reader: &'r mut Reader<'t>,
    has_content: bool,
}

impl<'r, 't> VariantReader<'r, 't> {
    /// Up to the name of the variant.
    pub(super) fn of(reader: &'r mut Reader<'t>) -> Result<Self, Unreadable> {
        let has_content = reader.peek() != Some(b'"');
        if has_content {
            reader.eat(b'{')?;
        }
        Ok(Self { reader, has_content })
    }

    /// The content of a variant that stands around it.
    fn content<T>(self, read: impl FnOnce(&mut Reader<'t>) -> Result<T, Unreadable>) -> Result<T, Unreadable> {
        if !self.has_content {
            return Err(Unreadable);
        }
        let value = read(&mut *self.reader)?;
        self.reader.eat(b'}')?;
        Ok(value)
    }
}

impl<'de> EnumAccess<'de> for VariantReader<'_, '_> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let which = seed.deserialize(&mut *self.reader)?;
        if self.has_content {
            self.reader.eat(b':')?;
        }
        Ok((which, self))
    }
}

impl<'de> VariantAccess<'de> for VariantReader<'_, '_> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        if self.has_content { Err(Unreadable) } else { Ok(()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        self.content(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.content(|reader| reader.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.content(|reader| reader.deserialize_struct("", fields, visitor))
    }
}
