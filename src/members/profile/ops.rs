use super::model::{Address, Field, Profile};
use super::store;
use crate::db::Tx;
use crate::error::{AppError, Conflict, Problem, Result};
use crate::i18n::{Bilingual, Locale};
use crate::members::verified;
use crate::outbox::{self, Channel, Message, Topic};
use crate::points::model::PointSource;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Basis;
use crate::points::rules::{self, Award};
use crate::values::{CustomerId, DealerId, Email, PersonName, Phone, date_iso};
use crate::web::Owner;
use chrono::{DateTime, NaiveDate, Utc};

/// A new value, already parsed.
#[derive(Clone, Debug)]
pub enum Change {
    Name(PersonName),
    Birthday(NaiveDate),
    Address(Address),
    Dealer(DealerId),
    /// Proved to be theirs by a code.
    Phone(Phone),
    Email(Email),
}

/// Fields an owner may remove. The phone is not among them: it is the sign-in name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removable {
    Email,
    Address,
}

/// The result of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The change completed the profile, which earned points.
    pub rewarded: bool,
}

/// Writes a change with its history. `version` is the customer's version when the form was opened; the change is
/// refused if the data has changed since.
pub async fn change(
    tx: &mut Tx,
    owner: Owner,
    version: Option<i64>,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<Saved> {
    let old = open(tx, owner.customer, version, now).await?;
    let field = change.field();
    let new = change.text(tx).await?;
    let before = old.text(field);
    if before.as_deref() != Some(new.as_str()) {
        write(tx, owner, change, now).await?;
        let by = format!("member:{}", owner.account);
        store::insert_change(tx, owner.customer, field, (before.as_deref(), Some(&new)), &by, now).await?;
        store::bump(tx, owner.customer, now).await?;
    }
    if let (Change::Phone(phone), Some(before)) = (change, before.filter(|before| *before != new)) {
        notify_former_phone(tx, owner, &before, phone, now).await?;
    }
    verified(tx, owner.customer, field.code(), now).await?;
    Ok(Saved { rewarded: reconsider_reward(tx, owner.customer, now).await? })
}

/// Removes a mail or postal address from the profile. It stays in the history, and nothing more is sent to it.
pub async fn remove(tx: &mut Tx, owner: Owner, version: i64, what: Removable, now: DateTime<Utc>) -> Result<()> {
    let field = what.field();
    let before = open(tx, owner.customer, Some(version), now).await?.text(field).ok_or(Conflict::WrongState)?;
    store::retire_contact(tx, owner.customer, field, now).await?;
    let by = format!("member:{}", owner.account);
    store::insert_change(tx, owner.customer, field, (Some(&before), None), &by, now).await?;
    store::bump(tx, owner.customer, now).await
}

/// Records that a field is still correct. Refused if it is empty or has changed since it was shown.
pub async fn confirm(tx: &mut Tx, owner: Owner, version: i64, field: Field, now: DateTime<Utc>) -> Result<Saved> {
    let profile = open(tx, owner.customer, Some(version), now).await?;
    if profile.text(field).is_none() {
        return Err(Conflict::WrongState.into());
    }
    verified(tx, owner.customer, field.code(), now).await?;
    Ok(Saved { rewarded: reconsider_reward(tx, owner.customer, now).await? })
}

/// On the statement.
pub const REWARD_LABEL: Bilingual<&str> =
    Bilingual { zh: "资料完整并核实", en: "Details complete and verified" };

/// Credits points for a complete and confirmed profile, at most once in twelve months; returns whether it did.
///
/// The lock on the customer's row serialises concurrent calls.
pub async fn reconsider_reward(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<bool> {
    store::lock(tx, customer).await?;
    let profile = store::get_profile(tx, customer, now).await?;
    let seen = store::list_seen(tx, customer).await?;
    if profile.reward.unwrap_or(0) == 0 || !profile.can_be_rewarded(now) || !profile.open(&seen, now).is_empty() {
        return Ok(false);
    }
    let award = Award {
        customer,
        rule: RuleCode::Profile,
        basis: Basis::Once,
        actor: "portal",
        idempotency_key: &format!("profile:{customer}:{}", date_iso(crate::clock::day(now))),
        source: PointSource::Profile,
        source_id: customer.0,
        label: REWARD_LABEL,
        at: now,
    };
    Ok(rules::pay(tx, &award).await?.is_some_and(|moved| moved.new))
}

/// Locks the customer and returns the profile; refuses if its version is not the one shown.
async fn open(tx: &mut Tx, customer: CustomerId, version: Option<i64>, now: DateTime<Utc>) -> Result<Profile> {
    let present = store::lock(tx, customer).await?;
    if version.is_some_and(|version| version != present) {
        return Err(Conflict::Stale.into());
    }
    store::get_profile(tx, customer, now).await
}

async fn write(tx: &mut Tx, owner: Owner, change: &Change, now: DateTime<Utc>) -> Result<()> {
    let customer = owner.customer;
    match change {
        Change::Name(name) => store::update_name(tx, customer, name).await,
        Change::Birthday(day) => store::update_birthday(tx, customer, *day).await,
        Change::Address(address) => store::replace_address(tx, customer, address, now).await,
        Change::Dealer(dealer) => store::update_dealer(tx, customer, *dealer).await,
        Change::Email(email) => store::replace_contact(tx, customer, Field::Email, email.as_str(), now).await,
        Change::Phone(phone) => {
            if !store::update_account_phone(tx, owner.account, phone).await? {
                return Err(AppError::field("code", Problem::Taken));
            }
            store::replace_contact(tx, customer, Field::Phone, phone.as_str(), now).await
        }
    }
}

/// Notifies the holder of the former number, in case the change was not theirs.
async fn notify_former_phone(tx: &mut Tx, owner: Owner, former: &str, phone: &Phone, now: DateTime<Utc>) -> Result<()> {
    let locale = store::find_locale(tx, owner.account).await?;
    let l = locale.as_deref().and_then(Locale::parse).unwrap_or_default();
    let (customer, masked) = (owner.customer, phone.masked());
    let message = Message {
        channel: Channel::Sms,
        recipient: former,
        customer: Some(customer),
        topic: Topic::Account,
        body: &tr!(
            l,
            "您的登录手机号已改为 {masked}。如非本人操作，请立即致电 400-820-0000。",
            "Your sign-in number is now {masked}. If this wasn’t you, call 400-820-0000 right away."
        ),
        locale: l,
        dedupe_key: &format!("phone:{customer}:{}", now.timestamp_micros()),
        due_at: now,
    };
    outbox::enqueue(tx, &message, now).await
}

impl Removable {
    fn field(self) -> Field {
        match self {
            Self::Email => Field::Email,
            Self::Address => Field::Address,
        }
    }
}

impl Change {
    fn field(&self) -> Field {
        match self {
            Self::Name(_) => Field::Name,
            Self::Birthday(_) => Field::Birthday,
            Self::Address(_) => Field::Address,
            Self::Dealer(_) => Field::PreferredDealer,
            Self::Phone(_) => Field::Phone,
            Self::Email(_) => Field::Email,
        }
    }

    /// The new value as the history stores it.
    async fn text(&self, tx: &mut Tx) -> Result<String> {
        Ok(match self {
            Self::Name(name) => name.to_string(),
            Self::Birthday(day) => date_iso(*day),
            Self::Address(address) => address.text(),
            Self::Phone(phone) => phone.to_string(),
            Self::Email(email) => email.to_string(),
            Self::Dealer(dealer) => {
                let code = store::dealer_code(tx, *dealer).await?;
                code.ok_or(AppError::field("dealer", Problem::NotAChoice))?
            }
        })
    }
}
