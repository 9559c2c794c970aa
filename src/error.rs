//! The error type of the portal: `web` turns it into a status, `i18n` into a message. What a business rule refuses has
//! its text in the rule's feature.

#[cfg(feature = "ssr")]
mod conflict;
#[cfg(feature = "ssr")]
mod refused;

#[cfg(feature = "ssr")]
pub use {
    conflict::Conflict,
    refused::{Refuse, Refused},
};

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// An error that ends a command of the program with a one-line message.
pub type Stop = Box<dyn std::error::Error + Send + Sync>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Nobody is signed in.
    SignIn,
    /// Signed in without the right to do this.
    Forbidden,
    /// The row is missing or belongs to somebody else; the two are indistinguishable.
    NotFound,
    /// The input is invalid.
    Invalid(Vec<FieldError>),
    /// The request is valid but refused by a business rule. The browser only sees the status.
    #[cfg(feature = "ssr")]
    #[serde(skip_deserializing)]
    Refused(Refused),
    TooMany {
        retry_s: i64,
    },
    /// The body is larger than any form of ours.
    TooLarge,
    /// Conflict with another transaction; the same request may succeed when it is sent again.
    Busy,
    /// The server has no capacity at present, so an immediate retry is pointless.
    Overloaded,
    /// Logged where it happened; the reader gets no details.
    Internal,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The form field's name.
    pub field: String,
    pub problem: Problem,
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Empty,
    TooShort {
        min: i64,
    },
    TooLong {
        max: i64,
    },
    Malformed,
    /// Control characters, or bytes that are no text.
    Unreadable,
    NotAPhone,
    NotAnEmail,
    NotAVin,
    NotAMemberNo,
    NotSixDigits,
    NotADate,
    /// Before the year 1900.
    TooEarly,
    /// After the year 2199.
    TooLate,
    NotANumber,
    OutOfRange {
        min: i64,
        max: i64,
    },
    /// Nothing was chosen.
    NotChosen,
    NotAChoice,
    NotAgreed,
    InThePast,
    InTheFuture,
    BeforeStart,
    /// The monthly cap is below what the rule pays once.
    CapBelowValue,
    /// The first day must be tomorrow or later.
    NotFromTomorrow,
    LongerThanAYear,
    UnknownDealer,
    /// Only workshop points can be limited to models or dealers.
    OnlyForTheWorkshop,
    /// Registration would end after the event has begun.
    AfterTheEvent,
    /// Both languages must have the same number of choices, without duplicates.
    ChoicesUneven,
    /// Others have already relied on the value.
    Settled,
    /// The reward has been redeemed already.
    Redeemed,
    /// The project has received donations, so it cannot be hidden again.
    Donated,
    /// The price must not be higher than that of the tier below.
    DearerThanBelow,
    /// The reward has stock.
    HasStock,
    /// A batch of codes for the reward is in progress.
    BatchOpen,
    /// The stock of the reward is its imported codes.
    StockIsCodes,
    /// No voucher has this code.
    WrongVoucher,
    TooManyLines {
        max: i64,
    },
    /// More rows than a download may have.
    TooManyRows {
        max: i64,
    },
    /// An uploaded file is larger than `max_mb` megabytes.
    FileTooLarge {
        max_mb: i64,
    },
    /// Not a PNG, JPEG or WebP by its content.
    NotAPicture,
    /// Wider or higher than `max` pixels, or too many pixels in total.
    TooManyPixels {
        max: i64,
    },
    /// The file begins like a picture but cannot be read completely.
    BrokenPicture,
    /// Only rewards that are collected or used at a dealer can be paid for there.
    NotAtDealers,
    CommonPassword,
    PasswordsDiffer,
    WrongPassword,
    /// The code is wrong, used or expired; which of them is not said.
    WrongCode,
    /// The payment code is wrong, used, expired or somebody else's; which of them is not said.
    WrongPaymentCode,
    /// Not one of the customer's open orders at the dealer.
    NoOpenOrder,
    /// Nothing of the bill is left to pay.
    NothingToPay,
    /// No ticket has this code.
    WrongTicket,
    /// No car owner with this number shares the confirmed address.
    NotInHousehold,
    /// A party of the maximum size would exceed the capacity.
    MoreThanSeats,
    /// The number of seats that are already taken.
    SeatsTaken {
        taken: i64,
    },
    /// Another account already signs in with this number.
    Taken,
}

pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Both values, or everything that is wrong with either.
pub fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Err(AppError::Invalid(mut errors)), Err(AppError::Invalid(more))) => {
            errors.extend(more);
            Err(AppError::Invalid(errors))
        }
        (one, other) => Ok((one?, other?)),
    }
}

impl AppError {
    pub fn field(field: &str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError { field: field.to_owned(), problem }])
    }

    /// The HTTP status.
    #[cfg(feature = "ssr")]
    pub fn status(&self) -> u16 {
        match self {
            Self::SignIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Refused(_) => 409,
            Self::TooMany { .. } => 429,
            Self::TooLarge => 413,
            Self::Busy | Self::Overloaded => 503,
            Self::Internal => 500,
        }
    }

    /// Whether the form is shown again with this error; other errors get their own page.
    #[cfg(feature = "ssr")]
    pub fn is_about_the_form(&self) -> bool {
        matches!(self, Self::Invalid(_) | Self::Refused(_) | Self::TooMany { .. })
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

/// Errors of the server function machinery; the reader gets no details.
impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Internal
    }
}

#[cfg(feature = "ssr")]
impl From<crate::db::DbError> for AppError {
    fn from(error: crate::db::DbError) -> Self {
        match error {
            crate::db::DbError::Conflict(_) => Self::Busy,
            crate::db::DbError::NoConnection => {
                tracing::warn!(%error, "database");
                Self::Overloaded
            }
            _ => {
                tracing::error!(%error, "database");
                Self::Internal
            }
        }
    }
}

#[cfg(feature = "ssr")]
impl From<crate::values::BadValue> for Problem {
    fn from(bad: crate::values::BadValue) -> Self {
        use crate::values::BadValue;
        match bad {
            BadValue::Empty => Self::Empty,
            BadValue::TooLong { max } => Self::TooLong { max: i64::try_from(max).unwrap_or(i64::MAX) },
            BadValue::NotAPhone => Self::NotAPhone,
            BadValue::NotAnEmail => Self::NotAnEmail,
            BadValue::NotAVin => Self::NotAVin,
            BadValue::NotAMemberNo => Self::NotAMemberNo,
            BadValue::NotSixDigits => Self::NotSixDigits,
            BadValue::NotADate => Self::NotADate,
            BadValue::TooEarly => Self::TooEarly,
            BadValue::TooLate => Self::TooLate,
            BadValue::Characters => Self::Unreadable,
            BadValue::Malformed => Self::Malformed,
        }
    }
}
