//! Codes that people show, read out and type, in Crockford's base 32 (no I, L, O or U). A code alone proves a right, so
//! it is random and long; its last character is a checksum, so that a typing error does not count as a guess.

use super::fold::compact;
use rand::Rng;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 80 random bits.
const VOUCHER_RANDOM: usize = 16;
/// 35 random bits. The code is valid for ten minutes and one hold, and attempts are throttled.
const PAYMENT_CODE_RANDOM: usize = 7;
/// 60 random bits.
const TICKET_RANDOM: usize = 12;

/// `CLUB-XXXX-XXXX-XXXX-XXXXC` with the check character C. `rng` must be cryptographically secure.
pub fn voucher_code(rng: &mut (impl Rng + ?Sized)) -> String {
    spell_voucher(&checked(rng, VOUCHER_RANDOM))
}

/// `T-XXXXXXXXXXXXC`. `rng` must be cryptographically secure.
pub fn ticket_code(rng: &mut (impl Rng + ?Sized)) -> String {
    format!("T-{}", spell(&checked(rng, TICKET_RANDOM)))
}

/// `XXXX-XXXC`, for use at a dealer. `rng` must be cryptographically secure.
pub fn payment_code(rng: &mut (impl Rng + ?Sized)) -> String {
    spell_payment_code(&checked(rng, PAYMENT_CODE_RANDOM))
}

/// Normalizes a typed payment code; `None` if it is malformed.
pub fn parse_payment_code(raw: &str) -> Option<String> {
    parse(raw, "", PAYMENT_CODE_RANDOM).map(|digits| spell_payment_code(&digits))
}

/// Normalizes a typed voucher code; `None` if it is malformed.
pub fn parse_voucher(raw: &str) -> Option<String> {
    parse(raw, "CLUB", VOUCHER_RANDOM).map(|digits| spell_voucher(&digits))
}

/// Normalizes a typed ticket code; `None` if it is malformed.
pub fn parse_ticket(raw: &str) -> Option<String> {
    parse(raw, "T", TICKET_RANDOM).map(|digits| format!("T-{}", spell(&digits)))
}

fn checked(rng: &mut (impl Rng + ?Sized), count: usize) -> Vec<u8> {
    let mut digits: Vec<u8> = (0..count).map(|_| (rng.next_u64() >> 59) as u8).collect();
    digits.push(check(&digits));
    digits
}

/// The Luhn algorithm in base 32: detects every single wrong character and nearly every swap of neighbours.
fn check(digits: &[u8]) -> u8 {
    let doubled = |digit: u8| (digit * 2) / 32 + (digit * 2) % 32;
    let weigh = |(at, &digit): (usize, &u8)| u32::from(if at.is_multiple_of(2) { doubled(digit) } else { digit });
    let sum: u32 = digits.iter().rev().enumerate().map(weigh).sum();
    ((32 - sum % 32) % 32) as u8
}

fn spell(digits: &[u8]) -> String {
    digits.iter().map(|&digit| char::from(ALPHABET[usize::from(digit)])).collect()
}

fn spell_voucher(digits: &[u8]) -> String {
    let text = spell(digits);
    format!("CLUB-{}-{}-{}-{}", &text[..4], &text[4..8], &text[8..12], &text[12..])
}

fn spell_payment_code(digits: &[u8]) -> String {
    let text = spell(digits);
    format!("{}-{}", &text[..4], &text[4..])
}

fn parse(raw: &str, prefix: &str, random: usize) -> Option<Vec<u8>> {
    const LONGEST: usize = 64;
    if raw.chars().count() > LONGEST {
        return None;
    }
    let plain = compact(raw, &[]).to_ascii_uppercase();
    let body = plain.strip_prefix(prefix).unwrap_or(&plain);
    let digits: Vec<u8> = body.bytes().map(digit).collect::<Option<_>>()?;
    let (last, rest) = digits.split_last()?;
    (rest.len() == random && check(rest) == *last).then_some(digits)
}

/// Crockford reads O as 0, and I and L as 1.
fn digit(byte: u8) -> Option<u8> {
    let meant = match byte {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|&letter| letter == meant).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;

    #[test]
    fn generated_codes_have_their_format_and_parse_again() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        for _ in 0..200 {
            let voucher = voucher_code(&mut rng);
            assert_eq!(voucher.len(), "CLUB-XXXX-XXXX-XXXX-XXXXC".len());
            assert_eq!(parse_voucher(&voucher), Some(voucher.clone()));
            assert_eq!(parse_voucher(&voucher.to_lowercase().replace('-', " ")), Some(voucher.clone()));
            assert_eq!(parse_voucher(&voucher["CLUB-".len()..]), Some(voucher.clone()));
            assert_eq!(parse_voucher(&voucher.replace('0', "o").replace('1', "l")), Some(voucher.clone()));
            let counter = payment_code(&mut rng);
            assert_eq!(counter.len(), "XXXX-XXXC".len());
            assert_eq!(parse_payment_code(&counter.to_lowercase().replace('-', "")), Some(counter.clone()));
            let ticket = ticket_code(&mut rng);
            assert_eq!(ticket.len(), "T-XXXXXXXXXXXXC".len());
            assert_eq!(parse_ticket(&ticket), Some(ticket.clone()));
            assert_eq!(parse_voucher(&ticket), None);
        }
    }

    #[test]
    fn a_single_wrong_character_is_detected() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(2);
        let digits = checked(&mut rng, VOUCHER_RANDOM);
        for at in 0..digits.len() {
            for wrong in (0..32).filter(|&wrong| wrong != digits[at]) {
                let mut slip = digits.clone();
                slip[at] = wrong;
                assert_eq!(parse_voucher(&spell_voucher(&slip)), None);
            }
        }
    }

    #[test]
    fn malformed_codes_are_rejected() {
        for raw in
            ["", "CLUB", "CLUB-", "T-", "CLUB-0000-0000-0000-000张0", &"0".repeat(10_000), "U".repeat(17).as_str()]
        {
            assert_eq!(parse_voucher(raw), None, "{raw:.40}");
            assert_eq!(parse_ticket(raw), None, "{raw:.40}");
        }
    }
}
