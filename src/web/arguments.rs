//! Argument types that parse themselves from what was typed, or say what is wrong with it.

use super::form::{Form, Reader, lines, one_line, whole_number};
use crate::error::{AppError, Conflict, FieldError, Problem, Result};
use crate::values::parse_date;
use axum::body::Bytes;
use chrono::NaiveDate;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use uuid::Uuid;

/// Passes a problem through serde, whose errors carry only text.
pub fn as_serde_error<E: de::Error>(problem: impl Into<Problem>) -> E {
    E::custom(serde_json::to_string(&problem.into()).unwrap_or_default())
}

/// Implements `Deserialize` from one field by a parse function; an empty field is [`Problem::Empty`].
#[macro_export]
macro_rules! field_argument {
    ($name:ident $(<$(const $n:ident: $nt:ty),+>)?, $parse:expr) => {
        impl<'de $($(, const $n: $nt)+)?> ::serde::Deserialize<'de> for $name $(<$($n),+>)? {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                let typed = <String as ::serde::Deserialize>::deserialize(from)?;
                if typed.is_empty() {
                    return Err($crate::web::as_serde_error($crate::error::Problem::Empty));
                }
                let parse = $parse;
                parse(&typed).map_err($crate::web::as_serde_error)
            }
        }
    };
}

/// One line of at most `MAX` characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line<const MAX: usize>(pub String);
field_argument!(Line<const MAX: usize>, |typed: &str| one_line(typed, MAX).map(Self));

/// Several lines of at most `MAX` characters in total.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lines<const MAX: usize>(pub String);
field_argument!(Lines<const MAX: usize>, |typed: &str| lines(typed, MAX).map(Self));

/// A whole number within a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Number<const MIN: i64, const MAX: i64>(pub i64);
field_argument!(Number<const MIN: i64, const MAX: i64>, |typed: &str| match whole_number(typed)? {
    number if (MIN..=MAX).contains(&number) => Ok(Self(number)),
    _ => Err(Problem::OutOfRange { min: MIN, max: MAX }),
});

/// A date in one of the formats that [`parse_date`] accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Day(pub NaiveDate);
field_argument!(Day, |typed: &str| parse_date(typed).map(Self));

/// The version of a row that a form was opened with; anything but a number becomes 0, which no row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Version(pub i64);

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(String::deserialize(from)?.parse().unwrap_or(0)))
    }
}

/// A number in a hidden field, such as the price that was shown. If it is missing, the page is outdated or not one of
/// ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SeenValue(Option<i64>);

impl SeenValue {
    pub fn get(self) -> Result<i64> {
        self.0.ok_or(Conflict::Stale.into())
    }
}

impl<'de> Deserialize<'de> for SeenValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(String::deserialize(from)?.parse().ok()))
    }
}

/// Makes a form count once however often it is sent; see [`Ctx::idempotency_key`](super::Ctx::idempotency_key).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct IdempotencyKey(Option<Uuid>);

impl IdempotencyKey {
    /// Fails without a key: the page is outdated or not one of ours.
    pub fn get(self) -> Result<String> {
        self.0.map(|key| key.to_string()).ok_or(Conflict::Stale.into())
    }
}

impl<'de> Deserialize<'de> for IdempotencyKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(Uuid::parse_str(&String::deserialize(from)?).ok()))
    }
}

/// A password or similar: every character counts, including spaces, and it never appears in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Secret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, typed: &str) -> Result<Secret, E> {
                Ok(Secret(typed.to_owned()))
            }
        }
        from.deserialize_newtype_struct("Verbatim", Text)
    }
}

/// The bytes of an uploaded file.
#[derive(Clone, Debug)]
pub struct Upload(pub Bytes);

impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Upload {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct File;
        impl Visitor<'_> for File {
            type Value = Upload;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a file")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Upload, E> {
                Ok(Upload(Bytes::copy_from_slice(bytes)))
            }
        }
        from.deserialize_bytes(File)
    }
}

/// An argument that reads several fields together, because they depend on each other.
pub trait FromForm: Sized {
    /// Returns `None` if a problem was noted.
    fn read(f: &mut Reader<'_>) -> Option<Self>;
}

/// Makes a [`FromForm`] an argument of server functions.
#[macro_export]
macro_rules! form_argument {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::web::read_argument(from)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_unit()
            }
        }
    };
}

pub fn read_argument<'de, T: FromForm, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let form = Form::deserialize(from)?;
    let mut f = form.reader();
    let read = T::read(&mut f);
    match f.finish(|| read) {
        Ok(value) => Ok(value),
        Err(AppError::Invalid(errors)) => Err(fields_as_serde_error(&errors)),
        Err(_) => Err(as_serde_error(Problem::Malformed)),
    }
}

fn fields_as_serde_error<E: de::Error>(errors: &[FieldError]) -> E {
    E::custom(serde_json::to_string(errors).unwrap_or_default())
}

impl Serialize for Form {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

/// The whole form, for a function whose fields depend on the database.
impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct("Form", Whole)
    }
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Form;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a form")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Form, A::Error> {
        let mut form = Form::default();
        while let Some((name, part)) = parts.next_entry::<String, Part>()? {
            match part {
                Part::Text(text) => form.add(name, text),
                Part::File(bytes) => form.files.push((name, bytes)),
            }
        }
        Ok(form)
    }
}

enum Part {
    Text(String),
    File(Bytes),
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Part;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a file")
            }

            fn visit_str<E>(self, text: &str) -> Result<Part, E> {
                Ok(Part::Text(text.to_owned()))
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Part, E> {
                Ok(Part::File(Bytes::copy_from_slice(bytes)))
            }
        }
        from.deserialize_any(Either)
    }
}
