//! Serializes a stub's arguments as name and text pairs for a query, at a tenth of the size of serde_urlencoded.

use serde::ser::{Error as _, Impossible, SerializeStruct};
use serde::{Serialize, Serializer};

pub type Pairs = Vec<(&'static str, String)>;

/// Accepts fields that are texts, numbers or checkboxes; omits `None` and unticked checkboxes.
pub fn pairs(arguments: &impl Serialize) -> Pairs {
    arguments.serialize(Fields(Vec::new())).unwrap_or_default()
}

#[derive(Debug)]
pub struct NotAText;

impl std::fmt::Display for NotAText {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for NotAText {}

impl serde::ser::Error for NotAText {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Fields(Pairs);
struct Text;

impl SerializeStruct for Fields {
    type Ok = Pairs;
    type Error = NotAText;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NotAText> {
        if let Some(text) = value.serialize(Text)? {
            self.0.push((name, text));
        }
        Ok(())
    }

    fn end(self) -> Result<Pairs, NotAText> {
        Ok(self.0)
    }
}

macro_rules! refused {
    ($($name:ident($($arg:ty),*) -> $out:ty;)*) => {
        $(fn $name(self, $(_: $arg),*) -> Result<$out, NotAText> { Err(NotAText::custom("")) })*
    };
}

macro_rules! texts {
    ($($name:ident($value:ty);)*) => {
        $(fn $name(self, value: $value) -> Result<Option<String>, NotAText> { Ok(Some(value.to_string())) })*
    };
}

type No<T> = Impossible<T, NotAText>;

impl Serializer for Text {
    type Ok = Option<String>;
    type Error = NotAText;
    type SerializeSeq = No<Self::Ok>;
    type SerializeTuple = No<Self::Ok>;
    type SerializeTupleStruct = No<Self::Ok>;
    type SerializeTupleVariant = No<Self::Ok>;
    type SerializeMap = No<Self::Ok>;
    type SerializeStruct = No<Self::Ok>;
    type SerializeStructVariant = No<Self::Ok>;

    texts! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_char(char);
        serialize_str(&str);
    }

    fn serialize_bool(self, value: bool) -> Result<Option<String>, NotAText> {
        Ok(value.then(|| "yes".to_owned()))
    }

    fn serialize_none(self) -> Result<Option<String>, NotAText> {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Option<String>, NotAText> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Option<String>, NotAText> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<Option<String>, NotAText> {
        Ok(Some(name.to_owned()))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Option<String>, NotAText> {
        Err(NotAText)
    }

    refused! {
        serialize_f32(f32) -> Self::Ok;
        serialize_f64(f64) -> Self::Ok;
        serialize_bytes(&[u8]) -> Self::Ok;
        serialize_unit() -> Self::Ok;
        serialize_unit_struct(&'static str) -> Self::Ok;
        serialize_seq(Option<usize>) -> No<Self::Ok>;
        serialize_tuple(usize) -> No<Self::Ok>;
        serialize_tuple_struct(&'static str, usize) -> No<Self::Ok>;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No<Self::Ok>;
        serialize_map(Option<usize>) -> No<Self::Ok>;
        serialize_struct(&'static str, usize) -> No<Self::Ok>;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No<Self::Ok>;
    }
}

impl Serializer for Fields {
    type Ok = Pairs;
    type Error = NotAText;
    type SerializeSeq = No<Pairs>;
    type SerializeTuple = No<Pairs>;
    type SerializeTupleStruct = No<Pairs>;
    type SerializeTupleVariant = No<Pairs>;
    type SerializeMap = No<Pairs>;
    type SerializeStruct = Self;
    type SerializeStructVariant = No<Pairs>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, NotAText> {
        Ok(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<Pairs, NotAText> {
        Err(NotAText)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<Pairs, NotAText> {
        Err(NotAText)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Pairs, NotAText> {
        Err(NotAText)
    }

    refused! {
        serialize_bool(bool) -> Pairs;
        serialize_i8(i8) -> Pairs;
        serialize_i16(i16) -> Pairs;
        serialize_i32(i32) -> Pairs;
        serialize_i64(i64) -> Pairs;
        serialize_u8(u8) -> Pairs;
        serialize_u16(u16) -> Pairs;
        serialize_u32(u32) -> Pairs;
        serialize_u64(u64) -> Pairs;
        serialize_f32(f32) -> Pairs;
        serialize_f64(f64) -> Pairs;
        serialize_char(char) -> Pairs;
        serialize_str(&str) -> Pairs;
        serialize_bytes(&[u8]) -> Pairs;
        serialize_none() -> Pairs;
        serialize_unit() -> Pairs;
        serialize_unit_struct(&'static str) -> Pairs;
        serialize_unit_variant(&'static str, u32, &'static str) -> Pairs;
        serialize_seq(Option<usize>) -> No<Pairs>;
        serialize_tuple(usize) -> No<Pairs>;
        serialize_tuple_struct(&'static str, usize) -> No<Pairs>;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No<Pairs>;
        serialize_map(Option<usize>) -> No<Pairs>;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No<Pairs>;
    }
}
