use super::BadValue;
use super::fold::ungrouped;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Money in whole fen (1/100 yuan).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// Parses an amount in yuan: 12, 12.5, ¥1,234.50. Negative amounts are malformed.
    pub fn parse_yuan(raw: &str) -> Result<Self, BadValue> {
        const DIGITS: usize = 12;
        let amount = raw.trim().trim_start_matches(['¥', '￥']).trim_end_matches('元');
        let text = ungrouped(amount).ok_or(BadValue::Malformed)?;
        let (yuan, cents) = text.split_once('.').unwrap_or((text.as_str(), ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if yuan.is_empty() || yuan.len() > DIGITS || cents.len() > 2 || !digits(yuan) || !digits(cents) {
            return Err(BadValue::Malformed);
        }
        format!("{yuan}{cents:0<2}").parse().map(Self).map_err(|_| BadValue::Malformed)
    }

    /// ¥1,234.50
    pub fn yuan(self) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        let fen = self.0.unsigned_abs();
        format!("{sign}¥{}.{:02}", grouped(fen / 100), fen % 100)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.yuan())
    }
}

/// 12,345
pub fn points(n: i64) -> String {
    format!("{}{}", if n < 0 { "−" } else { "" }, grouped(n.unsigned_abs()))
}

/// 1,000, or 1,000+ where [`counted!`](crate::counted) stopped counting.
pub fn counted(n: i64) -> String {
    const MANY: i64 = 1_000;
    if n > MANY { format!("{}+", points(MANY)) } else { points(n) }
}

/// +12,345 or −12,345; 0 has no sign.
pub fn points_signed(n: i64) -> String {
    match n {
        ..0 => format!("−{}", grouped(n.unsigned_abs())),
        0 => points(0),
        1.. => format!("+{}", points(n)),
    }
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shown_in_yuan_with_two_decimals() {
        for (fen, shown) in [
            (0, "¥0.00"),
            (5, "¥0.05"),
            (123_450, "¥1,234.50"),
            (-123_450, "−¥1,234.50"),
            (100_000_000, "¥1,000,000.00"),
        ] {
            assert_eq!(Fen(fen).to_string(), shown);
        }
        assert_eq!(Fen(i64::MIN).yuan(), "−¥92,233,720,368,547,758.08");
    }

    #[test]
    fn amounts_in_yuan_are_parsed_to_the_fen() {
        for (typed, fen) in [("12", 1_200), (" 12.5 ", 1_250), ("¥1,234.50", 123_450), ("０.０５元", 5), ("0", 0)]
        {
            assert_eq!(Fen::parse_yuan(typed), Ok(Fen(fen)), "{typed}");
        }
        for typed in ["1,5", "", "-1", "1.234", "1e3", ".5", "9999999999999", "十元", "1.2.3", "+1"] {
            assert_eq!(Fen::parse_yuan(typed), Err(BadValue::Malformed), "{typed}");
        }
    }

    #[test]
    fn points_are_grouped_by_thousands() {
        assert_eq!([points(0), points(999), points(1_000), points(-1_234_567)], ["0", "999", "1,000", "−1,234,567"]);
        assert_eq!([counted(0), counted(1_000), counted(1_001)], ["0", "1,000", "1,000+"]);
        assert_eq!([points_signed(5_000), points_signed(-20), points_signed(0)], ["+5,000", "−20", "0"]);
    }
}
