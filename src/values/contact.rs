use super::fold::{ascii, compact};
use super::{BadValue, readable};
use serde::Serialize;
use std::fmt;

/// A mobile number of mainland China: eleven digits, without +86.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Phone(String);

/// An e-mail address of at most 254 characters, with the domain in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Email(String);

/// A person's full name in one field: 1 to 40 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct PersonName(String);

/// A member number: `M` and nine digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct MemberNo(String);

crate::field_argument!(Phone, Self::parse);
crate::field_argument!(Email, Self::parse);
crate::field_argument!(PersonName, Self::parse);
crate::field_argument!(MemberNo, Self::parse);

impl Phone {
    /// Accepts spaces, dashes, dots, brackets, full-width characters, and a leading +86 or 0086.
    pub fn parse(raw: &str) -> Result<Self, BadValue> {
        const LONGEST: usize = 40;
        let plain = compact(readable(raw, LONGEST)?, &['.', '(', ')']);
        let digits = ["+86", "0086", "86"]
            .iter()
            .find_map(|prefix| plain.strip_prefix(prefix).filter(|rest| rest.len() == 11))
            .unwrap_or(&plain);
        let bytes = digits.as_bytes();
        let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
        if mobile && bytes.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(BadValue::NotAPhone)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For others: 138****1234.
    pub fn masked(&self) -> String {
        match (self.0.get(..3), self.0.get(7..)) {
            (Some(head), Some(tail)) if self.0.len() == 11 => format!("{head}****{tail}"),
            _ => "****".to_owned(),
        }
    }
}

impl Email {
    /// Accepts a local part, one @, and a domain with a dot. Only a code sent to it can show that the address exists.
    pub fn parse(raw: &str) -> Result<Self, BadValue> {
        const LONGEST: usize = 254;
        const LONGEST_LOCAL: usize = 64;
        let text = ascii(readable(raw, LONGEST)?);
        let (local, domain) = text.rsplit_once('@').ok_or(BadValue::NotAnEmail)?;
        let local_ok = !local.is_empty()
            && local.len() <= LONGEST_LOCAL
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        if local_ok && is_domain(domain) {
            Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(BadValue::NotAnEmail)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For others: l***@example.com.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or(("", ""));
        let first = local.chars().next().map(String::from).unwrap_or_default();
        format!("{first}***@{domain}")
    }
}

fn is_domain(domain: &str) -> bool {
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(label_ok) && top.len() >= 2 && !top.starts_with(char::is_numeric)
}

impl PersonName {
    pub fn parse(raw: &str) -> Result<Self, BadValue> {
        const LONGEST: usize = 40;
        Ok(Self(readable(raw, LONGEST)?.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For others: 张**, whatever the length.
    pub fn masked(&self) -> String {
        self.0.chars().next().map(|first| format!("{first}**")).unwrap_or_default()
    }
}

impl MemberNo {
    const DIGITS: usize = 9;

    /// The number of the `n`-th member.
    pub fn nth(n: u64) -> Self {
        Self(format!("M{n:09}"))
    }

    /// Accepts lower case, full-width characters, spaces and dashes; the `M` may be missing.
    pub fn parse(raw: &str) -> Result<Self, BadValue> {
        const LONGEST: usize = 40;
        let plain = compact(readable(raw, LONGEST)?, &[]).to_ascii_uppercase();
        let digits = plain.strip_prefix('M').unwrap_or(&plain);
        if digits.len() == Self::DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(format!("M{digits}")))
        } else {
            Err(BadValue::NotAMemberNo)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `{}` shows the whole value, `{:?}` only the masked one, so that values logged by accident are masked.
macro_rules! mask_debug {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.masked())
            }
        }
    )+};
}
mask_debug!(Phone, Email, PersonName);

impl fmt::Display for MemberNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_accepted_in_all_spellings() {
        for raw in [
            "13800138001",
            " 138 0013 8001 ",
            "138-0013-8001",
            "+86 13800138001",
            "008613800138001",
            "8613800138001",
            "１３８００１３８００１",
            "（+86）138-0013-8001",
        ] {
            assert_eq!(Phone::parse(raw).map(|p| p.to_string()), Ok("13800138001".to_owned()), "{raw}");
        }
        for raw in ["12800138001", "1380013800", "138001380011", "+85213800138", "1380013800a", "021-5555 1234"] {
            assert_eq!(Phone::parse(raw), Err(BadValue::NotAPhone), "{raw}");
        }
        assert_eq!(Phone::parse("  "), Err(BadValue::Empty));
        assert_eq!(Phone::parse("138\r\n00138001"), Err(BadValue::Characters));
    }

    #[test]
    fn a_phone_is_masked_in_debug_output() {
        let phone = Phone::parse("13812341234").unwrap();
        assert_eq!(phone.masked(), "138****1234");
        assert_eq!(format!("{phone:?}"), "138****1234");
        assert_eq!(Phone("电话未知".to_owned()).masked(), "****");
    }

    #[test]
    fn email_addresses_are_validated() {
        assert_eq!(Email::parse(" Li.Lei+car@QQ.Com ").unwrap().to_string(), "Li.Lei+car@qq.com");
        for raw in ["a", "a@b", "@qq.com", "a@@qq.com", "a b@qq.com", "a@-q.com", "a..b@qq.com", "a@1.2", "张@qq.com"]
        {
            assert_eq!(Email::parse(raw), Err(BadValue::NotAnEmail), "{raw}");
        }
        assert_eq!(Email::parse(&format!("{}@qq.com", "a".repeat(250))), Err(BadValue::TooLong { max: 254 }));
        assert_eq!(Email::parse("a\r\nbcc:b@qq.com"), Err(BadValue::Characters));
        assert_eq!(Email::parse("lilei@example.com").unwrap().masked(), "l***@example.com");
    }

    #[test]
    fn names_are_validated_and_masked() {
        assert_eq!(PersonName::parse(" 欧阳明日 ").unwrap().masked(), "欧**");
        assert_eq!(PersonName::parse("John Smith").unwrap().masked(), "J**");
        assert_eq!(format!("{:?}", PersonName::parse("张三").unwrap()), "张**");
        assert_eq!(PersonName::parse("张\n三"), Err(BadValue::Characters));
        assert!(PersonName::parse(&"名".repeat(40)).is_ok());
        assert_eq!(PersonName::parse(&"名".repeat(41)), Err(BadValue::TooLong { max: 40 }));
    }

    #[test]
    fn member_numbers_parse_in_all_spellings() {
        assert_eq!(MemberNo::nth(42).as_str(), "M000000042");
        for raw in ["m 000-000-042", "000000042", "Ｍ000000042"] {
            assert_eq!(MemberNo::parse(raw), Ok(MemberNo::nth(42)), "{raw}");
        }
        assert_eq!(MemberNo::parse("M42"), Err(BadValue::NotAMemberNo));
    }
}
