//! One spelling for what people type. [`fold`] comes before every parser: forms and queries give out nothing else,
//! except passwords. The parsers of codes and numbers then fold further, with [`ascii`], [`compact`] and [`ungrouped`].

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Unicode NFC, without marks that nobody sees; letters, digits and spaces in half width, one space at a time, none at
/// the ends of a line; lines end with `\n`. Chinese punctuation stays. Folding twice changes nothing.
pub fn fold(typed: &str) -> String {
    if typed.bytes().all(|byte| byte.is_ascii_graphic()) {
        return typed.to_owned();
    }
    let typed = typed.replace("\r\n", "\n");
    let composed: String = typed.nfc().collect();
    // A mark that vanishes may have stood between a letter and its accent.
    let composed: String = seen(&composed).nfc().collect();
    let lines: Vec<String> = composed.split('\n').map(single_spaced).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn single_spaced(line: &str) -> String {
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A code or number further: signs and dashes of any kind become ASCII, and the Chinese full stop is a dot.
pub fn ascii(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{3000}' => ' ',
        '。' | '｡' => '.',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | 'ー' | 'ｰ' => '-',
        '\u{FF01}'..='\u{FF5E}' => half_width(c),
        _ => c,
    };
    text.chars().filter(|c| !is_unseen(*c)).map(plain).collect()
}

/// The characters of a code: without spaces and dashes, and without those in `also`.
pub fn compact(text: &str, also: &[char]) -> String {
    ascii(text).chars().filter(|c| !c.is_whitespace() && *c != '-' && !also.contains(c)).collect()
}

/// A number in digits only: 1,000 and 100 080 without their separators. `None` if a comma does not separate thousands,
/// because it may then be a decimal point.
pub fn ungrouped(number: &str) -> Option<String> {
    let number = ascii(number).replace(' ', "");
    let (whole, decimals) = number.split_at(number.find('.').unwrap_or(number.len()));
    let groups: Vec<&str> = whole.trim_start_matches(['-', '+']).split(',').collect();
    let thousands = match groups.as_slice() {
        [first, others @ ..] if !others.is_empty() => {
            (1..=3).contains(&first.len()) && others.iter().all(|group| group.len() == 3)
        }
        _ => true,
    };
    (thousands && !decimals.contains(',')).then(|| whole.replace(',', "") + decimals)
}

/// Control characters, and the mark that stands for bytes that are no text. No field accepts them, except line ends
/// where there are several lines.
pub fn is_unreadable(c: char) -> bool {
    c.is_control() || c == char::REPLACEMENT_CHARACTER
}

/// Leaves out marks that nobody sees, unless the characters around them need them; the rest in half width.
fn seen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The letters on both sides, without accents, which composing may reorder.
    let mut before = ' ';
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if is_unseen(c) && !needs(before, c, rest.clone().find(is_starter).unwrap_or(' ')) {
            continue;
        }
        let c = match c {
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\n' => c,
            _ if c.is_whitespace() || is_blank(c) => ' ',
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => half_width(c),
            _ => c,
        };
        if is_starter(&c) {
            before = c;
        }
        out.push(c);
    }
    out
}

/// Whether the character begins a cluster, unlike an accent.
fn is_starter(c: &char) -> bool {
    canonical_combining_class(*c) == 0
}

fn half_width(c: char) -> char {
    char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
}

/// Letters that look like a space.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

/// Characters without a shape of their own: soft hyphens, joiners, marks of direction and variation, tags.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFF0}'..='\u{FFFC}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether an unseen mark changes how the characters around it look: emoji that are joined or coloured, keycaps, flags,
/// joined letters of Arabic, Indic and Mongolian scripts, variants of Chinese characters.
fn needs(before: char, mark: char, after: char) -> bool {
    match mark {
        '\u{FE0E}' | '\u{FE0F}' if after == '\u{20E3}' => matches!(before, '0'..='9' | '#' | '*'),
        '\u{FE0E}' | '\u{FE0F}' => is_emoji(before),
        '\u{200D}' if is_emoji(after) => is_emoji(before) || before == '\u{FE0F}',
        '\u{200C}' | '\u{200D}' => joins(before) && joins(after),
        '\u{180B}'..='\u{180F}' => matches!(before, '\u{1820}'..='\u{18AA}'),
        '\u{E0100}'..='\u{E01EF}' => is_ideograph(before),
        '\u{E0020}'..='\u{E007F}' => matches!(before, '\u{1F3F4}' | '\u{E0020}'..='\u{E007E}'),
        _ => false,
    }
}

fn is_emoji(c: char) -> bool {
    matches!(c,
        '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '\u{2194}'..='\u{21AE}' | '\u{231A}'..='\u{23FF}' | 'Ⓜ'
        | '\u{25AA}'..='\u{27BF}' | '⤴' | '⤵' | '\u{2B05}'..='\u{2B55}' | '〰' | '〽' | '㊗' | '㊙'
        | '\u{1F000}'..='\u{1FAFF}')
}

fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{109F}' | '\u{1780}'..='\u{18AF}') && !is_unseen(c)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests;
