//! The reader: small, because each page carries its part of it for each of its types.

use super::variant::VariantReader;
use serde::de::{DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;

/// It is not what the type asks for. Nobody reads why: server and browser are of one build, or the page is loaded anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

// None of them writes a text, so the code that would write one is in no module.
impl serde::de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// One whole text as one value.
pub fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader)?;
    if reader.peek().is_none() { Ok(value) } else { Err(Unreadable) }
}

/// A place in a text.
pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) at: usize,
}

impl<'t> Reader<'t> {
    /// The next byte that is not white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    pub(super) fn eat(&mut self, wanted: u8) -> Result<(), Unreadable> {
        let found = self.peek();
        self.at += 1;
        if found == Some(wanted) { Ok(()) } else { Err(Unreadable) }
    }

    fn word(&mut self, wanted: &str) -> Result<(), Unreadable> {
        self.peek();
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(wanted));
        self.at += wanted.len();
        if found { Ok(()) } else { Err(Unreadable) }
    }

    /// A whole number, and whether it is below zero.
    fn number(&mut self) -> Result<(bool, u64), Unreadable> {
        let below = self.peek() == Some(b'-');
        self.at += usize::from(below);
        let from = self.at;
        let mut number: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            number =
                number.checked_mul(10).and_then(|tens| tens.checked_add(u64::from(digit - b'0'))).ok_or(Unreadable)?;
            self.at += 1;
        }
        let goes_on = matches!(self.text.as_bytes().get(self.at), Some(b'.' | b'e' | b'E'));
        if goes_on || self.at == from { Err(Unreadable) } else { Ok((below, number)) }
    }

    fn signed(&mut self) -> Result<i64, Unreadable> {
        let (below, number) = self.number()?;
        let signed = if below { 0_i64.checked_sub_unsigned(number) } else { i64::try_from(number).ok() };
        signed.ok_or(Unreadable)
    }

    fn unsigned(&mut self) -> Result<u64, Unreadable> {
        let (below, number) = self.number()?;
        if below { Err(Unreadable) } else { Ok(number) }
    }

    pub(super) fn string(&mut self) -> Result<Cow<'t, str>, Unreadable> {
        self.eat(b'"')?;
        let mut made = String::new();
        loop {
            let rest = self.text.get(self.at..).ok_or(Unreadable)?;
            let end = rest.bytes().position(|byte| byte == b'"' || byte == b'\\').ok_or(Unreadable)?;
            let (plain, tail) = rest.split_at(end);
            self.at += end + 1;
            if tail.starts_with('"') {
                return Ok(if made.is_empty() { Cow::Borrowed(plain) } else { Cow::Owned(made + plain) });
            }
            made.push_str(plain);
            made.push(self.escaped()?);
        }
    }

    /// What stands after a backslash.
    fn escaped(&mut self) -> Result<char, Unreadable> {
        let kind = *self.text.as_bytes().get(self.at).ok_or(Unreadable)?;
        self.at += 1;
        Ok(match kind {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex()?;
                let code = match unit {
                    0xd800..=0xdbff => {
                        self.word("\\u")?;
                        let low = self.hex()?;
                        0x10000 + ((unit - 0xd800) << 10) + low.checked_sub(0xdc00).ok_or(Unreadable)?
                    }
                    whole => whole,
                };
                char::from_u32(code).ok_or(Unreadable)?
            }
            b'"' | b'\\' | b'/' => char::from(kind),
            _ => return Err(Unreadable),
        })
    }

    fn hex(&mut self) -> Result<u32, Unreadable> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Unreadable)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Unreadable)
    }

    /// Passes over one value.
    fn skip(&mut self) -> Result<(), Unreadable> {
        let mut depth = 0_u32;
        loop {
            match self.peek().ok_or(Unreadable)? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Unreadable)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let rest = self.text.get(self.at..).ok_or(Unreadable)?;
                    self.at += rest.bytes().take_while(|byte| !b",:]}".contains(byte)).count().max(1);
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// The name before a value.
    pub(super) fn name(&mut self) -> Result<Cow<'t, str>, Unreadable> {
        let name = self.string()?;
        self.eat(b':')?;
        Ok(name)
    }

    /// Passes over what an object has left, and its end.
    pub(super) fn end_object(&mut self, mut is_first: bool) -> Result<(), Unreadable> {
        while self.peek() != Some(b'}') {
            if !is_first {
                self.eat(b',')?;
            }
            is_first = false;
            self.name()?;
            self.skip()?;
        }
        self.eat(b'}')
    }

    /// The value of a field: passes over others before it. False at the end of the object.
    fn find(&mut self, wanted: &str, is_first: &mut bool) -> Result<bool, Unreadable> {
        while self.peek() != Some(b'}') {
            if !*is_first {
                self.eat(b',')?;
            }
            *is_first = false;
            if self.name()? == wanted {
                return Ok(true);
            }
            self.skip()?;
        }
        Ok(false)
    }

    /// The next item of a list. False at its end.
    fn next(&mut self, is_first: &mut bool, end: u8) -> Result<bool, Unreadable> {
        if self.peek() == Some(end) {
            return Ok(false);
        }
        if !*is_first {
            self.eat(b',')?;
        }
        *is_first = false;
        Ok(true)
    }

    /// The fields of an object, from inside it to its end.
    pub(super) fn fields<'de, V: Visitor<'de>>(
        &mut self,
        fields: &'static [&'static str],
        is_first: bool,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let mut inside = Inside { reader: self, is_first, fields: Some(fields.iter()) };
        let value = visitor.visit_seq(&mut inside)?;
        let is_first = inside.is_first;
        self.end_object(is_first)?;
        Ok(value)
    }
}

/// The items of a list, or the fields of a struct as a list.
struct Inside<'r, 't> {
    reader: &'r mut Reader<'t>,
    is_first: bool,
    fields: Option<std::slice::Iter<'static, &'static str>>,
}

impl Inside<'_, '_> {
    fn advance(&mut self) -> Result<bool, Unreadable> {
        match &mut self.fields {
            None => self.reader.next(&mut self.is_first, b']'),
            Some(fields) => match fields.next() {
                Some(field) => self.reader.find(field, &mut self.is_first),
                None => Ok(false),
            },
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Inside<'_, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        if self.advance()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

/// The entries of a map.
struct Entries<'r, 't> {
    reader: &'r mut Reader<'t>,
    is_first: bool,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        if self.reader.next(&mut self.is_first, b'}')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        self.reader.eat(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// Numbers of all widths.
macro_rules! numbers {
    ($($method:ident $visit:ident $read:ident;)+) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.$visit(self.$read()?)
        }
    )+ };
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Unreadable;

    numbers! {
        deserialize_i8 visit_i64 signed;
        deserialize_i16 visit_i64 signed;
        deserialize_i32 visit_i64 signed;
        deserialize_i64 visit_i64 signed;
        deserialize_u8 visit_u64 unsigned;
        deserialize_u16 visit_u64 unsigned;
        deserialize_u32 visit_u64 unsigned;
        deserialize_u64 visit_u64 unsigned;
    }

    /// What an enum with its tag among its fields asks for.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.peek().ok_or(Unreadable)? {
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'"' => self.deserialize_str(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            b'-' => self.deserialize_i64(visitor),
            _ => self.deserialize_u64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let value = self.peek() == Some(b't');
        self.word(if value { "true" } else { "false" })?;
        visitor.visit_bool(value)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.peek() != Some(b'n') {
            return visitor.visit_some(self);
        }
        self.word("null")?;
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.eat(b'[')?;
        let value = visitor.visit_seq(&mut Inside { reader: self, is_first: true, fields: None })?;
        self.eat(b']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.eat(b'{')?;
        let value = visitor.visit_map(Entries { reader: self, is_first: true })?;
        self.eat(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.eat(b'{')?;
        self.fields(fields, true, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let variant = VariantReader::of(self)?;
        visitor.visit_enum(variant)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { i128 u128 f32 f64 bytes byte_buf }
}
