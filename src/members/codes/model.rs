use crate::error::{AppError, Problem, Result};
use crate::i18n::Locale;
use crate::outbox::Channel;
use crate::text_enum;
use crate::values::fold::compact;
use crate::values::{AccountId, BadValue, CustomerId};
use chrono::TimeDelta;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

text_enum! {
    /// The only operation that a code authorises: a sign-in code cannot reset a password.
    pub enum Purpose { Join = "join", Login = "login", Password = "password", Phone = "phone", Email = "email" }
}

/// How long a code is valid.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);
/// Minimum time between two codes to the same phone or mail address.
pub const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// Maximum number of codes a day to the same phone or mail address.
pub const A_DAY: i64 = 10;

/// Who may use a code. Both fields are `None` if nothing matched the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Holder {
    #[sqlx(rename = "customer_id")]
    pub customer: Option<CustomerId>,
    #[sqlx(rename = "account_id")]
    pub account: Option<AccountId>,
}

/// A request for a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    pub purpose: Purpose,
    /// A phone number or a mail address.
    pub target: String,
    pub holder: Holder,
    /// Sent to the target instead of a code if nobody may use one; if `None`, nothing is sent.
    pub notice: Option<String>,
    /// State that the flow needs later: where to go afterwards, or that the VIN looked mistyped.
    pub memo: String,
}

/// The code that a session is waiting for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenge {
    pub id: i64,
    /// Kept in the session only, so that a reader of the codes table cannot brute-force the million possible codes.
    pub salt: String,
    pub request: Request,
}

/// Input of a page that waits for a code: the digits as typed, or a request for another code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    #[serde(rename = "do")]
    choice: String,
    code: String,
}

impl Answer {
    pub fn wants_another(&self) -> bool {
        self.choice == "resend"
    }

    /// Parses the typed code. Do not call if `wants_another()`: that request carries no digits.
    pub fn code(&self) -> Result<String> {
        let read = if self.code.is_empty() { Err(BadValue::Empty) } else { parse_code(&self.code) };
        read.map_err(|bad| AppError::field("code", Problem::from(bad)))
    }
}

impl Holder {
    pub fn nobody(self) -> bool {
        self.customer.is_none() && self.account.is_none()
    }
}

impl Purpose {
    pub fn channel(self) -> Channel {
        if self == Self::Email { Channel::Email } else { Channel::Sms }
    }
}

/// Six random digits.
pub fn new_code() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}

/// 128 random bits.
pub fn salt() -> String {
    hex::encode(rand::rng().random::<[u8; 16]>())
}

pub fn hash(salt: &str, code: &str) -> String {
    hex::encode(Sha256::digest(format!("{salt}:{code}")))
}

/// Parses six typed digits; accepts spaces, dashes and full-width digits.
pub fn parse_code(typed: &str) -> Result<String, BadValue> {
    const LONGEST: usize = 20;
    if typed.chars().count() > LONGEST {
        return Err(BadValue::NotSixDigits);
    }
    let code = compact(typed, &[]);
    let six = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    if six { Ok(code) } else { Err(BadValue::NotSixDigits) }
}

/// The message text. The code must be the first digits in it.
pub fn text(l: Locale, code: &str) -> String {
    tr!(
        l,
        "验证码 {code}，10 分钟内有效。请勿告诉任何人，包括自称俱乐部工作人员的人。",
        "Your code is {code}, valid for 10 minutes. Don’t share it with anyone, even someone claiming to be from the club."
    )
}
