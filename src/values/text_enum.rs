/// Defines an enum that is stored and transferred as a short text, the same in database, JSON, forms and addresses.
///
/// ```ignore
/// text_enum! {
///     /// What a member has reached.
///     pub enum Tier { Basic = "basic", Silver = "silver" }
/// }
/// ```
/// It defines `code()`, `from_code()`, `ALL`, `Display`, serde, and sqlx for both databases. An unknown text is a
/// decoding error.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        // Avoids a warning where `ALL` is not used.
        const _: &[$name] = $name::ALL;

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl<DB: ::sqlx::Database> ::sqlx::Type<DB> for $name where String: ::sqlx::Type<DB> {
            fn type_info() -> DB::TypeInfo {
                <String as ::sqlx::Type<DB>>::type_info()
            }

            fn compatible(ty: &DB::TypeInfo) -> bool {
                <String as ::sqlx::Type<DB>>::compatible(ty)
            }
        }

        impl<'q, DB: ::sqlx::Database> ::sqlx::Encode<'q, DB> for $name where String: ::sqlx::Encode<'q, DB> {
            fn encode_by_ref(
                &self,
                buffer: &mut <DB as ::sqlx::Database>::ArgumentBuffer,
            ) -> Result<::sqlx::encode::IsNull, ::sqlx::error::BoxDynError> {
                <String as ::sqlx::Encode<'q, DB>>::encode(self.code().to_owned(), buffer)
            }
        }

        impl<'r, DB: ::sqlx::Database> ::sqlx::Decode<'r, DB> for $name where String: ::sqlx::Decode<'r, DB> {
            fn decode(value: <DB as ::sqlx::Database>::ValueRef<'r>) -> Result<Self, ::sqlx::error::BoxDynError> {
                let code = <String as ::sqlx::Decode<'r, DB>>::decode(value)?;
                Self::from_code(&code).ok_or_else(|| format!("{code:?} is not a {}", stringify!($name)).into())
            }
        }
    };
}
