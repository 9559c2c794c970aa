//! What club administrators do: events, members, and their own accounts.

pub mod figures;
pub mod home;
pub mod members;
#[cfg(test)]
mod tests;

use crate::cli::Stop;
use crate::members::password;
use crate::sql;
use crate::values::{PersonName, Phone};
use crate::web::App;

/// Creates a club administrator who signs in with this phone and password.
pub async fn create_administrator(app: &App, phone: &str, name: &str, password: &str) -> Result<(), Stop> {
    let phone = Phone::parse(phone).map_err(|_| "the phone must be a mobile number of eleven digits")?;
    let name = PersonName::parse(name).map_err(|_| "the name must have 1 to 40 characters")?;
    password::check(password, &[phone.as_str(), name.as_str()])
        .map_err(|_| "the password on standard input must have at least 8 characters and not be easy to guess")?;
    let hash = password::hash(app, password.to_owned()).await?;
    let mut tx = app.db.write().await?;
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO accounts (role, phone, name, password_hash, created_at) VALUES ('admin', $1, $2, $3, $4) \
         ON CONFLICT (phone) DO NOTHING",
        &phone,
        &name,
        hash,
        app.clock.now()
    )?;
    if inserted == 0 {
        return Err("an account with this phone exists already".into());
    }
    tx.commit().await?;
    Ok(())
}
