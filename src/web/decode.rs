//! Decodes a form's fields and the ids in its address into the typed arguments of a server function.

use super::Form;
use crate::error::{AppError, FieldError, Problem, Result};
use crate::web::whole_number;
use axum::body::Bytes;
use serde::de::value::MapDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::Cell;

/// Reads all arguments, or reports everything that is wrong at once: leaves out each wrong field and reads the rest
/// again until there is no new problem. A malformed id in the address is `NotFound`.
pub fn decode<T: DeserializeOwned>(path: &Form, form: &Form) -> Result<T> {
    let (mut wrong, mut left_out) = (Vec::new(), Vec::new());
    loop {
        let place = Place::default();
        let fields = Fields { path, form, left_out: &left_out, place: &place };
        let field = match T::deserialize(fields) {
            // The wrong field may be optional, so leaving it out did not stop the reading.
            Ok(_) if !wrong.is_empty() => return Err(AppError::Invalid(wrong)),
            Ok(value) => return Ok(value),
            Err(Fault::LeftOut) => match place.group.get() {
                Some(group) => group,
                None => return Err(AppError::Invalid(wrong)),
            },
            Err(Fault::Value(_)) if path.has(place.field.get()) => return Err(AppError::NotFound),
            Err(Fault::Value(problem)) => {
                wrong.push(FieldError { field: place.field.get().to_owned(), problem });
                place.field.get()
            }
            Err(Fault::Fields(more)) => {
                wrong.extend(more);
                place.field.get()
            }
        };
        left_out.push(field);
    }
}

#[derive(Debug)]
pub(super) enum Fault {
    /// A problem of the field that was read last.
    Value(Problem),
    /// Problems reported by a struct that reads several fields itself.
    Fields(Vec<FieldError>),
    /// A field is missing because it was wrong before.
    LeftOut,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    /// Problems arrive as JSON, because serde's errors carry only text.
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        let fields = serde_json::from_str(&message).map(Self::Fields);
        fields.unwrap_or_else(|_| Self::Value(serde_json::from_str(&message).unwrap_or(Problem::Malformed)))
    }

    fn missing_field(_: &'static str) -> Self {
        Self::LeftOut
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Value(Problem::NotAChoice)
    }
}

/// Where the reader is: the field, and the argument that it belongs to if that is a struct of form fields.
#[derive(Default)]
struct Place {
    field: Cell<&'static str>,
    group: Cell<Option<&'static str>>,
}

#[derive(Clone, Copy)]
struct Fields<'a> {
    path: &'a Form,
    form: &'a Form,
    left_out: &'a [&'static str],
    place: &'a Place,
}

impl<'de> de::Deserializer<'de> for Fields<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(Fault::Value(Problem::Malformed))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_map(Walk { fields: self, names: names.iter() })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Walk<'a> {
    fields: Fields<'a>,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de> MapAccess<'de> for Walk<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let left_out = self.fields.left_out;
        let Some(name) = self.names.by_ref().find(|name| !left_out.contains(name)) else { return Ok(None) };
        self.fields.place.field.set(name);
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Fields { path, form, place, .. } = self.fields;
        let name = place.field.get();
        // The address takes precedence: no field can replace an id.
        let from = if path.has(name) { path } else { form };
        seed.deserialize(Value { fields: self.fields, form: from, name, text: from.get(name), is_id: false })
    }
}

/// What was typed into one field, folded.
#[derive(Clone, Copy)]
struct Value<'a> {
    fields: Fields<'a>,
    form: &'a Form,
    name: &'static str,
    text: &'a str,
    is_id: bool,
}

impl Value<'_> {
    fn number(&self) -> Result<i64, Fault> {
        let read = match (self.is_id, self.text) {
            (true, "") => Err(Problem::NotChosen),
            (true, text) => text.parse().map_err(|_| Problem::NotAChoice),
            (false, "") => Err(Problem::Empty),
            (false, text) => whole_number(text),
        };
        read.map_err(Fault::Value)
    }
}

impl<'de> de::Deserializer<'de> for Value<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text)
    }

    /// A checkbox is ticked if it was sent at all.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.form.has(self.name))
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_i64(self.number()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let absent = self.text.is_empty() && self.form.file(self.name).is_none();
        if absent { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Newtypes around a number are ids. `Form` is the whole form; `Verbatim` is what was typed, unchanged.
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        match name {
            "Form" => visitor.visit_map(MapDeserializer::new(self.form.parts())),
            "Verbatim" => visitor.visit_str(self.form.verbatim(self.name)),
            _ => visitor.visit_newtype_struct(Self { is_id: true, ..self }),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bytes(self.form.file(self.name).ok_or(Fault::Value(Problem::NotChosen))?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let texts = self.form.all(self.name).collect::<Vec<_>>().into_iter();
        visitor.visit_seq(Repeated { of: self, texts })
    }

    /// A struct argument takes its fields from the same form.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Place { field, group } = self.fields.place;
        group.set(Some(self.name));
        let value = self.fields.deserialize_struct(name, names, visitor)?;
        group.set(None);
        field.set(self.name);
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.text.is_empty() {
            return Err(Fault::Value(Problem::NotChosen));
        }
        visitor.visit_enum(self.text.into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 u8 u16 u32 u64 f32 f64 char str string byte_buf unit unit_struct tuple tuple_struct map identifier
        ignored_any
    }
}

/// A field that may occur several times.
struct Repeated<'a> {
    of: Value<'a>,
    texts: std::vec::IntoIter<&'a str>,
}

impl<'de> SeqAccess<'de> for Repeated<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(text) = self.texts.next() else { return Ok(None) };
        seed.deserialize(Value { text, ..self.of }).map(Some)
    }
}

/// A text or a file on its way into a [`Form`].
pub(super) enum Part<'a> {
    Text(&'a str),
    File(&'a Bytes),
}

impl<'de> IntoDeserializer<'de, Fault> for Part<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> de::Deserializer<'de> for Part<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Text(text) => visitor.visit_str(text),
            Self::File(bytes) => visitor.visit_bytes(bytes),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests;
