//! One error type without text: `web` turns it into a status, `i18n` into words.

mod refusal;

pub use refusal::Refusal;

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What ends a command of the program: one clear line.
pub type Stop = Box<dyn std::error::Error + Send + Sync>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Nobody is signed in.
    SignIn,
    /// Signed in, but not for this.
    Forbidden,
    /// Missing, or somebody else's: both look the same.
    NotFound,
    /// What was typed cannot be taken.
    Invalid(Vec<FieldError>),
    /// What was asked is understood and declined.
    Refused(Refusal),
    TooMany {
        retry_s: i64,
    },
    /// The body is larger than any form of ours.
    TooLarge,
    /// Another transaction was in the way; the same request may succeed when sent again.
    Busy,
    /// More is asked than can be done at present: not worth trying again at once.
    Overloaded,
    /// Logged where it happened; the reader learns no details.
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
    NotAPhone,
    NotAnEmail,
    NotAVin,
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
    /// A month's cap that does not even pay the rule's value once.
    CapBelowValue,
    /// What holds from a day on must leave that day to come.
    NotFromTomorrow,
    LongerThanAYear,
    UnknownDealer,
    /// A limit to models or dealers makes sense for workshop points only.
    OnlyForTheWorkshop,
    /// Registration would end after the event has begun.
    AfterTheEvent,
    /// Two languages must offer the same number of different choices.
    ChoicesUneven,
    /// Others relied on it already.
    Settled,
    /// Somebody has redeemed it already.
    Redeemed,
    /// Somebody gave to it already: it cannot be hidden again.
    Donated,
    /// No more than the tier below pays.
    DearerThanBelow,
    /// There is stock of it.
    HasStock,
    /// A batch of codes for it is on its way.
    BatchOpen,
    /// Codes that are brought are its stock.
    StockIsCodes,
    /// No voucher has this code.
    WrongVoucher,
    TooManyLines {
        max: i64,
    },
    /// More than one file to download holds.
    TooManyRows {
        max: i64,
    },
    /// An uploaded file is larger than so many megabytes.
    FileTooLarge {
        max_mb: i64,
    },
    /// Neither PNG nor JPEG nor WebP, whatever it is called.
    NotAPicture,
    /// Wider or higher than so many pixels, or more of them than can be read.
    TooManyPixels {
        max: i64,
    },
    /// It begins like a picture, but cannot be read to its end.
    BrokenPicture,
    /// Only what one comes to a dealer for can be paid for there.
    NotAtDealers,
    CommonPassword,
    PasswordsDiffer,
    WrongPassword,
    /// A code that is wrong, used or too old: all look the same.
    WrongCode,
    /// No payment code that can be used now: wrong, used, too old or somebody else's all look the same.
    WrongPaymentCode,
    /// Not one of the customer's open orders at the dealer.
    NoOpenOrder,
    /// Nothing of the bill is left to be paid.
    NothingToPay,
    /// No ticket has this code.
    WrongTicket,
    /// Nobody of this number lives at the same confirmed address and owns a car.
    NotInHousehold,
    /// A party as large as is allowed would not fit in.
    MoreThanSeats,
    /// So many seats are given away already.
    SeatsTaken {
        taken: i64,
    },
    /// Already somebody's sign-in number.
    Taken,
}

pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Both, or all that is wrong with either.
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

    /// Whether the form is shown again with this error; the others get a page of their own.
    pub fn is_about_the_form(&self) -> bool {
        matches!(self, Self::Invalid(_) | Self::Refused(_) | Self::TooMany { .. })
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

/// What server functions can run into by themselves; the reader learns no details.
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
            BadValue::NotADate => Self::NotADate,
            BadValue::TooEarly => Self::TooEarly,
            BadValue::TooLate => Self::TooLate,
            BadValue::Characters | BadValue::Malformed => Self::Malformed,
        }
    }
}
