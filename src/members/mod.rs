//! Members: how a customer joins, signs in, keeps contact details up to date, and sees who opened their file.
//!
//! Answers to anonymous input never reveal who is a customer or a member: same response, same work, found or not.

pub mod code_sign_in;
pub mod codes;
pub mod consents;
mod flash;
pub mod join;
pub mod password;
pub mod privacy;
pub mod profile;
mod refusal;
pub mod reset;
pub mod security;
pub mod sign_in;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use flash::Flash;
pub use refusal::Refusal;

use crate::db::Tx;
use crate::error::Result;
use crate::feature::Feature;
use crate::sql;
use crate::values::CustomerId;
use crate::web::FlashMessages;
use chrono::{DateTime, Utc};
use rand::RngExt;

pub const FEATURE: Feature = Feature { flash: Some(FlashMessages::of::<Flash>()), ..Feature::NONE };

/// Eight random characters of Crockford's base 32, for the referral link of a member.
pub fn referral_code() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rng = rand::rng();
    (0..8).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}

/// Records that the customer confirmed a field.
pub async fn verified(tx: &mut Tx, customer: CustomerId, field: &str, now: DateTime<Utc>) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO field_verifications (customer_id, field, verified_at, source) VALUES ($1, $2, $3, 'member') \
         ON CONFLICT (customer_id, field) DO UPDATE SET verified_at = excluded.verified_at, source = excluded.source",
        customer,
        field,
        now
    )?;
    Ok(())
}
