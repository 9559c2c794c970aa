use super::fold::compact;
use super::{BadValue, readable};
use serde::Serialize;
use std::fmt;

/// A vehicle identification number: 17 letters and digits without I, O and Q, in upper case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Vin(String);

/// A number plate of mainland China without its dot: seven characters, or eight for 新能源 vehicles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Plate(String);

crate::field_argument!(Vin, Self::parse);
crate::field_argument!(Plate, Self::parse);

impl Vin {
    const LENGTH: usize = 17;
    /// The position of the check digit, counted from 0.
    const CHECK: usize = 8;

    /// A wrong check digit is not an error: not every market uses it. See [`Vin::check_digit_ok`].
    pub fn parse(raw: &str) -> Result<Self, BadValue> {
        const LONGEST: usize = 40;
        let plain = compact(readable(raw, LONGEST)?, &[]).to_ascii_uppercase();
        let known = |b: u8| transliterated(b).is_some();
        if plain.len() == Self::LENGTH && plain.bytes().all(known) { Ok(Self(plain)) } else { Err(BadValue::NotAVin) }
    }

    /// Whether the ninth character is the check digit by ISO 3779 / FMVSS 115 (49 CFR 565.15).
    pub fn check_digit_ok(&self) -> bool {
        check_digit(&self.0).is_some_and(|digit| self.0.as_bytes()[Self::CHECK] == digit)
    }

    /// The same number with the correct check digit.
    pub fn with_check_digit(mut self) -> Self {
        if let Some(digit) = check_digit(&self.0) {
            self.0.replace_range(Self::CHECK..=Self::CHECK, char::from(digit).encode_utf8(&mut [0; 4]));
        }
        self
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The weighted sum of the other sixteen characters modulo 11, X for 10. `None` if the text is not a VIN.
fn check_digit(vin: &str) -> Option<u8> {
    const WEIGHTS: [u32; Vin::LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if vin.len() != Vin::LENGTH {
        return None;
    }
    let sum = vin.bytes().zip(WEIGHTS).try_fold(0, |sum, (b, weight)| Some(sum + transliterated(b)? * weight))?;
    Some(b"0123456789X"[(sum % 11) as usize])
}

fn transliterated(b: u8) -> Option<u32> {
    match b {
        b'0'..=b'9' => Some(u32::from(b - b'0')),
        b'A'..=b'H' => Some(u32::from(b - b'A') + 1),
        b'J'..=b'N' => Some(u32::from(b - b'J') + 1),
        b'P' => Some(7),
        b'R' => Some(9),
        b'S'..=b'Z' => Some(u32::from(b - b'S') + 2),
        _ => None,
    }
}

impl Plate {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

    /// Accepts the dot, spaces, dashes, lower case and full-width characters.
    pub fn parse(raw: &str) -> Result<Self, BadValue> {
        const LONGEST: usize = 20;
        let text = compact(readable(raw, LONGEST)?, &['.', '·', '•', '・']).to_ascii_uppercase();
        let plain: Vec<char> = text.chars().collect();
        let rest = match plain.as_slice() {
            [province, office, rest @ ..] if Self::PROVINCES.contains(*province) && is_letter(*office) => rest,
            _ => return Err(BadValue::Malformed),
        };
        if is_ordinary(rest) || is_new_energy(rest) { Ok(Self(text)) } else { Err(BadValue::Malformed) }
    }

    pub fn is_new_energy(&self) -> bool {
        self.0.chars().count() == 8
    }

    /// As on the car: 京A·12345.
    pub fn dotted(&self) -> String {
        let office_end = self.0.char_indices().nth(2).map_or(self.0.len(), |(at, _)| at);
        let (head, rest) = self.0.split_at(office_end);
        format!("{head}·{rest}")
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_uppercase() && c != 'I'
}

/// Five letters and digits without I and O; the last may indicate a special use.
fn is_ordinary(rest: &[char]) -> bool {
    let plain = |c: &char| c.is_ascii_digit() || (is_letter(*c) && *c != 'O');
    match rest {
        [head @ .., last] if rest.len() == 5 => {
            head.iter().all(plain) && (plain(last) || "学警港澳挂领试超".contains(*last))
        }
        _ => false,
    }
}

/// GA 36-2018: small cars have the energy letter first and then five characters (the first may be a letter), large ones
/// five digits and the letter. A to E is battery electric, F to K is not.
fn is_new_energy(rest: &[char]) -> bool {
    let energy = |c: &char| matches!(c, 'A'..='H' | 'J' | 'K');
    let digits = |all: &[char]| all.iter().all(char::is_ascii_digit);
    match rest {
        [first, second, tail @ ..] if tail.len() == 4 && energy(first) => {
            digits(tail) && (second.is_ascii_digit() || (is_letter(*second) && *second != 'O'))
        }
        [head @ .., last] if head.len() == 5 => digits(head) && energy(last),
        _ => false,
    }
}

impl fmt::Display for Vin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vin_has_seventeen_characters() {
        assert_eq!(Vin::parse("1m8gdm9axkp042788").unwrap().as_str(), "1M8GDM9AXKP042788");
        assert_eq!(Vin::parse(" 1M8GDM9AX-KP042788 ").unwrap().as_str(), "1M8GDM9AXKP042788");
        for raw in ["1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "IM8GDM9AXKP042788", "1M8GDM9AXKP04278张", "O", "Q"] {
            assert_eq!(Vin::parse(raw), Err(BadValue::NotAVin), "{raw}");
        }
    }

    #[test]
    fn the_check_digit_follows_the_standard() {
        for right in ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715", "1HGCM82633A004352"] {
            assert!(Vin::parse(right).unwrap().check_digit_ok(), "{right}");
        }
        let wrong = Vin::parse("1M8GDM9A1KP042788").unwrap();
        assert!(!wrong.check_digit_ok());
        assert_eq!(wrong.with_check_digit().as_str(), "1M8GDM9AXKP042788");
    }

    #[test]
    fn ordinary_and_new_energy_plates_are_accepted() {
        for (raw, plain, green) in [
            ("京A12345", "京A12345", false),
            ("沪c·8k2b1", "沪C8K2B1", false),
            ("粤B1234学", "粤B1234学", false),
            ("沪A·D12345", "沪AD12345", true),
            ("粤BF1234 5", "粤BF12345", true),
            ("浙ADG1234", "浙ADG1234", true),
            ("京A12345D", "京A12345D", true),
        ] {
            let plate = Plate::parse(raw).unwrap();
            assert_eq!((plate.as_str(), plate.is_new_energy()), (plain, green), "{raw}");
        }
        for raw in ["A12345", "京112345", "京A1234", "京A1234I", "京AZ12345", "京A123456", "京京12345", "东A12345"]
        {
            assert_eq!(Plate::parse(raw), Err(BadValue::Malformed), "{raw}");
        }
        assert_eq!(Plate::parse("京A12345").unwrap().dotted(), "京A·12345");
    }
}
