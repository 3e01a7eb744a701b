//! One value of an enum, in each of the ways in which serde writes them.

use super::reader::{Reader, Unreadable};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

/// How the variant is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// `"name"`
    Name,
    /// `{"name": content}`
    Around,
    /// `{"tag": "name", fields}`
    Beside,
}

pub(super) struct VariantReader<'r, 't> {
    reader: &'r mut Reader<'t>,
    way: Way,
}

impl<'r, 't> VariantReader<'r, 't> {
    /// Up to the name of the variant.
    pub(super) fn of(reader: &'r mut Reader<'t>, variants: &'static [&'static str]) -> Result<Self, Unreadable> {
        if reader.peek() == Some(b'"') {
            return Ok(Self { reader, way: Way::Name });
        }
        reader.eat(b'{')?;
        let before = reader.at;
        let name = reader.name()?;
        if !variants.contains(&&*name) {
            return Ok(Self { reader, way: Way::Beside });
        }
        reader.at = before;
        Ok(Self { reader, way: Way::Around })
    }

    /// After the content of a variant that stands around it.
    fn end(&mut self) -> Result<(), Unreadable> {
        self.reader.eat(b'}')
    }
}

impl<'de> EnumAccess<'de> for VariantReader<'_, '_> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let which = seed.deserialize(&mut *self.reader)?;
        if self.way == Way::Around {
            self.reader.eat(b':')?;
        }
        Ok((which, self))
    }
}

impl<'de> VariantAccess<'de> for VariantReader<'_, '_> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        match self.way {
            Way::Name => Ok(()),
            Way::Beside => self.reader.end_object(false),
            Way::Around => Err(Unreadable),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(mut self, seed: T) -> Result<T::Value, Unreadable> {
        if self.way != Way::Around {
            return Err(Unreadable);
        }
        let value = seed.deserialize(&mut *self.reader)?;
        self.end()?;
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'de>>(mut self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        if self.way != Way::Around {
            return Err(Unreadable);
        }
        let value = self.reader.deserialize_seq(visitor)?;
        self.end()?;
        Ok(value)
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.way {
            Way::Name => Err(Unreadable),
            Way::Beside => self.reader.fields(fields, false, visitor),
            Way::Around => {
                self.reader.eat(b'{')?;
                let value = self.reader.fields(fields, true, visitor)?;
                self.end()?;
                Ok(value)
            }
        }
    }
}
