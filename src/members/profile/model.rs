use crate::i18n::Locale;
use crate::text_enum;
use crate::values::{DealerId, Email, Phone, date_iso, parse_date};
use chrono::{DateTime, Months, NaiveDate, Utc};

text_enum! {
    /// The fields of a complete profile.
    pub enum Field {
        Name = "name",
        Phone = "phone",
        Email = "email",
        Birthday = "birthday",
        Address = "address",
        PreferredDealer = "preferred_dealer",
        ContactPreference = "contact_preference",
    }
}

/// A customer's details. Other systems write them too, so values are unparsed texts.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Profile {
    pub name: String,
    pub birthday: Option<NaiveDate>,
    pub version: i64,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub street: Option<String>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub district: Option<String>,
    pub postcode: Option<String>,
    pub dealer_id: Option<DealerId>,
    pub dealer_code: Option<String>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
    /// Channels the club may contact them by; `None` if never asked.
    pub by_sms: Option<bool>,
    pub by_email: Option<bool>,
    pub by_phone: Option<bool>,
    /// When a complete profile last earned points.
    pub rewarded_at: Option<DateTime<Utc>>,
    /// The points it earns by the rule in force.
    pub reward: Option<i64>,
}

/// When a field was last confirmed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Seen {
    pub field: Field,
    pub verified_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Missing,
    /// Present, but never confirmed.
    Unverified,
    /// Last confirmed more than twelve months ago.
    Old(DateTime<Utc>),
    Verified(DateTime<Utc>),
}

/// One change of a customer's data, by anyone.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ChangeRow {
    pub field: String,
    pub old_value: Option<String>,
    pub new_value: Option<String>,
    pub changed_by: String,
    pub changed_at: DateTime<Utc>,
}

/// A postal address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub province: String,
    pub city: String,
    pub district: String,
    pub street: String,
    /// Six digits, or empty.
    pub postcode: String,
}

/// Twelve months ago: confirmations before it are outdated, and a reward before it may be earned again.
pub fn a_year_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(12)).unwrap_or(now)
}

impl Profile {
    /// The field as one text, as the change history stores it. A dealer is given by its code.
    pub fn text(&self, field: Field) -> Option<String> {
        match field {
            Field::Name => Some(self.name.clone()).filter(|name| !name.is_empty()),
            Field::Phone => self.phone.clone(),
            Field::Email => self.email.clone(),
            Field::Birthday => self.birthday.map(date_iso),
            Field::Address => self.address().map(|address| address.text()),
            Field::PreferredDealer => self.dealer_code.clone(),
            Field::ContactPreference => self.channels().map(|channels| channels.join(" ")),
        }
    }

    pub fn address(&self) -> Option<Address> {
        let street = self.street.clone()?;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let (province, city, district) = (text(&self.province), text(&self.city), text(&self.district));
        Some(Address { province, city, district, street, postcode: text(&self.postcode) })
    }

    /// The channels consented to; `None` if the customer was never asked about any.
    pub fn channels(&self) -> Option<Vec<&'static str>> {
        let answers = [("sms", self.by_sms), ("email", self.by_email), ("phone", self.by_phone)];
        let asked = answers.iter().any(|(_, answer)| answer.is_some());
        asked.then(|| answers.into_iter().filter(|(_, answer)| *answer == Some(true)).map(|(name, _)| name).collect())
    }

    pub fn state(&self, field: Field, seen: &[Seen], now: DateTime<Utc>) -> State {
        if self.text(field).is_none() {
            return State::Missing;
        }
        match seen.iter().find(|seen| seen.field == field) {
            None => State::Unverified,
            Some(seen) if seen.verified_at < a_year_before(now) => State::Old(seen.verified_at),
            Some(seen) => State::Verified(seen.verified_at),
        }
    }

    /// The fields that are still missing or unconfirmed.
    pub fn open(&self, seen: &[Seen], now: DateTime<Utc>) -> Vec<(Field, State)> {
        let states = Field::ALL.iter().map(|field| (*field, self.state(*field, seen, now)));
        states.filter(|(_, state)| !matches!(state, State::Verified(_))).collect()
    }

    /// Whether completing the profile would earn points now.
    pub fn can_be_rewarded(&self, now: DateTime<Utc>) -> bool {
        self.rewarded_at.is_none_or(|at| at <= a_year_before(now))
    }
}

impl Address {
    /// 上海市 上海 浦东新区 世纪大道 100 号 200120
    pub fn text(&self) -> String {
        let parts = [&self.province, &self.city, &self.district, &self.street, &self.postcode];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl Field {
    pub fn title(self, l: Locale) -> String {
        match self {
            Self::Name => tr!(l, "姓名", "Name"),
            Self::Phone => tr!(l, "手机号", "Phone"),
            Self::Email => tr!(l, "邮箱", "E-mail"),
            Self::Birthday => tr!(l, "生日", "Birthday"),
            Self::Address => tr!(l, "地址", "Address"),
            Self::PreferredDealer => tr!(l, "首选经销商", "Preferred dealer"),
            Self::ContactPreference => tr!(l, "联系偏好", "Contact preference"),
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Name => "user",
            Self::Phone => "phone",
            Self::Email => "mail",
            Self::Birthday => "cake",
            Self::Address => "pin",
            Self::PreferredDealer => "store",
            Self::ContactPreference => "message",
        }
    }

    /// The page that edits it.
    pub fn path(self) -> &'static str {
        match self {
            Self::Name => "/me/profile/name",
            Self::Phone => "/me/profile/phone",
            Self::Email => "/me/profile/email",
            Self::Birthday => "/me/profile/birthday",
            Self::Address => "/me/profile/address",
            Self::PreferredDealer => "/me/profile/dealer",
            Self::ContactPreference => "/me/privacy",
        }
    }
}

impl ChangeRow {
    /// An old or new value as the history shows it: enough to recognise, too little to copy.
    pub fn masked(&self, l: Locale, value: Option<&str>) -> String {
        let Some(value) = value else { return "—".to_owned() };
        match Field::from_code(&self.field) {
            Some(Field::Phone) => Phone::parse(value).map_or("****".to_owned(), |phone| phone.masked()),
            Some(Field::Email) => Email::parse(value).map_or("***".to_owned(), |email| email.masked()),
            Some(Field::Birthday) => parse_date(value).map_or(value.to_owned(), |day| l.date(day)),
            Some(Field::Address) => {
                let known: Vec<&str> = value.split(' ').take(2).collect();
                format!("{} ***", known.join(" "))
            }
            _ => value.to_owned(),
        }
    }

    /// Who made the change, as text.
    pub fn who(&self, l: Locale) -> String {
        match self.changed_by.split(':').next().unwrap_or_default() {
            "member" => tr!(l, "本人", "You"),
            "admin" => tr!(l, "俱乐部", "The club"),
            "dealer" => tr!(l, "经销商", "A dealer"),
            "dms" => tr!(l, "经销商系统", "Dealer system"),
            "crm" => tr!(l, "客户系统", "Customer system"),
            "callcentre" => tr!(l, "客服中心", "Call centre"),
            _ => tr!(l, "其他系统", "Another system"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_shows_enough_to_recognise() {
        let row = |field: &str| ChangeRow {
            field: field.to_owned(),
            old_value: None,
            new_value: None,
            changed_by: "member:7".to_owned(),
            changed_at: DateTime::UNIX_EPOCH,
        };
        assert_eq!(row("phone").masked(Locale::Zh, Some("13800138001")), "138****8001");
        assert_eq!(row("email").masked(Locale::Zh, Some("lilei@example.com")), "l***@example.com");
        assert_eq!(row("address").masked(Locale::Zh, Some("上海市 上海 浦东新区 世纪大道 100 号")), "上海市 上海 ***");
        assert_eq!(row("birthday").masked(Locale::Zh, Some("1979-02-28")), "1979年2月28日");
        assert_eq!(row("name").masked(Locale::Zh, Some("张伟")), "张伟");
        assert_eq!(row("name").masked(Locale::Zh, None), "—");
        assert_eq!(row("name").who(Locale::Zh), "本人");
    }
}
