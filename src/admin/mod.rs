//! Club administration: events, members, and the accounts of administrators and dealer staff.

pub mod figures;
mod flash;
pub mod home;
pub mod members;
#[cfg(test)]
mod tests;

pub use flash::Flash;

use crate::db::Db;
use crate::error::Stop;
use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::members::password;
use crate::members::security::{disable_account, enable_account};
use crate::sql;
use crate::text_enum;
use crate::values::fold::fold;
use crate::values::{AccountId, PersonName, Phone};
use crate::web::{App, FlashMessages};
use chrono::{DateTime, Utc};

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "figures",
        pace: Pace::Hourly,
        run: |app| Box::pin(async move { figures::refresh(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    flash: Some(FlashMessages::of::<Flash>()),
    ..Feature::NONE
};

text_enum! {
    /// Role of a staff account.
    pub enum Role { Admin = "admin", Dealer = "dealer" }
}

/// Whether an account may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Enabled,
    Disabled,
}

/// Creates a club administrator with this phone and password.
pub async fn create_administrator(app: &App, phone: &str, name: &str, password: &str) -> Result<(), Stop> {
    let phone = Phone::parse(phone).map_err(|_| "the phone must be a mobile number of eleven digits")?;
    let name = PersonName::parse(&fold(name)).map_err(|_| "the name must have 1 to 40 characters")?;
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

/// Disables an account, which ends its sessions, or enables it. Fails if no account of this role has the phone.
pub async fn set_access(db: &Db, (role, phone): (Role, &str), access: Access, now: DateTime<Utc>) -> Result<(), Stop> {
    let phone = Phone::parse(phone).map_err(|_| "the phone must be a mobile number of eleven digits")?;
    let mut tx = db.write().await?;
    let query = "SELECT id FROM accounts WHERE phone = $1 AND role = $2";
    let account = sql!(tx, optional_scalar AccountId, query, &phone, role)?.ok_or("there is no such account")?;
    match access {
        Access::Disabled => disable_account(&mut tx, account, now).await?,
        Access::Enabled => enable_account(&mut tx, account).await?,
    }
    tx.commit().await?;
    tracing::info!(%account, ?access, "an account's access was changed");
    Ok(())
}
