use super::decode::Part;
use crate::error::{AppError, FieldError, Problem, Result};
use crate::values::fold::{fold, is_unreadable, ungrouped};
use axum::body::Bytes;
use sha2::{Digest, Sha256};

/// A posted form or a query. Parsers get every text folded; see [`fold`].
#[derive(Clone, Debug, Default)]
pub struct Form {
    texts: Vec<Text>,
    /// Uploaded files by field. Their names and declared types are dropped, because they cannot be trusted.
    pub(super) files: Vec<(String, Bytes)>,
}

#[derive(Clone, Debug)]
struct Text {
    name: String,
    typed: String,
    folded: String,
}

/// A form that is shown again: what was typed, and why it was refused.
#[derive(Clone, Debug)]
pub struct FormState {
    pub typed: Form,
    pub error: AppError,
}

/// Reads a form's fields one by one and collects what is wrong with them.
///
/// ```ignore
/// let mut f = form.reader();
/// let phone = f.parse("phone", Phone::parse);
/// let seats = f.number("seats", 1..=10);
/// let input = f.finish(|| Some(Input { phone: phone?, seats: seats? }))?;
/// ```
pub struct Reader<'a> {
    form: &'a Form,
    errors: Vec<FieldError>,
}

impl Form {
    pub fn parse(body: &[u8]) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
        let mut form = Self::default();
        for (name, typed) in pairs {
            form.add(name, typed);
        }
        form
    }

    /// Builds a form from pairs that do not come from a body.
    pub(super) fn of<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut form = Self::default();
        for (name, typed) in pairs {
            form.add(name.to_owned(), typed.to_owned());
        }
        form
    }

    /// Adds what was typed into a field.
    pub(super) fn add(&mut self, name: String, typed: String) {
        self.texts.push(Text { name, folded: fold(&typed), typed });
    }

    /// The uploaded file of a field; never an empty one.
    pub fn file(&self, field: &str) -> Option<&Bytes> {
        self.files.iter().find(|(name, _)| name == field).map(|(_, bytes)| bytes)
    }

    /// What was typed, folded; empty if the field is missing.
    pub fn get(&self, field: &str) -> &str {
        self.find(field).map_or("", |text| &text.folded)
    }

    /// All values of a field that may occur several times.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.iter().filter(move |text| text.name == field).map(|text| text.folded.as_str())
    }

    /// Every field, folded.
    pub(super) fn folded(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|text| (text.name.as_str(), text.folded.as_str()))
    }

    /// Every field as it was sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|text| (text.name.as_str(), text.typed.as_str()))
    }

    pub fn has(&self, field: &str) -> bool {
        self.find(field).is_some()
    }

    /// What was typed, unchanged: for passwords, for what the portal itself wrote into an address, and for showing it
    /// again.
    pub fn verbatim(&self, field: &str) -> &str {
        self.find(field).map_or("", |text| &text.typed)
    }

    fn find(&self, field: &str) -> Option<&Text> {
        self.texts.iter().find(|text| text.name == field)
    }

    /// SHA-256 of all fields and files.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        let texts = self.pairs().map(|(name, typed)| (name, typed.as_bytes()));
        for (name, value) in texts.chain(self.files.iter().map(|(name, file)| (name.as_str(), file.as_ref()))) {
            for part in [name.as_bytes(), value] {
                digest.update(part.len().to_be_bytes());
                digest.update(part);
            }
        }
        hex::encode(digest.finalize())
    }

    pub fn reader(&self) -> Reader<'_> {
        Reader { form: self, errors: Vec::new() }
    }

    /// Texts and files, for [`decode`](super::decode).
    pub(super) fn parts(&self) -> impl Iterator<Item = (&str, Part<'_>)> {
        let texts = self.pairs().map(|(name, typed)| (name, Part::Text(typed)));
        texts.chain(self.files.iter().map(|(name, file)| (name.as_str(), Part::File(file))))
    }
}

impl FormState {
    pub fn problem(&self, field: &str) -> Option<Problem> {
        let AppError::Invalid(errors) = &self.error else { return None };
        errors.iter().find(|error| error.field == field).map(|error| error.problem)
    }
}

impl<'a> Reader<'a> {
    /// The form itself, for fields that are only read depending on others.
    pub fn form(&self) -> &'a Form {
        self.form
    }

    /// A required field.
    pub fn parse<T, E: Into<Problem>>(&mut self, field: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        match self.form.get(field) {
            "" => self.wrong(field, Problem::Empty),
            typed => match parse(typed) {
                Ok(value) => Some(value),
                Err(problem) => self.wrong(field, problem.into()),
            },
        }
    }

    /// A required choice.
    pub fn choose<T, E: Into<Problem>>(&mut self, field: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        if self.form.get(field).is_empty() { self.wrong(field, Problem::NotChosen) } else { self.parse(field, parse) }
    }

    /// A field that may be left empty, which is `Some(None)`.
    pub fn parse_optional<T, E: Into<Problem>>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        if self.form.get(field).is_empty() { Some(None) } else { self.parse(field, parse).map(Some) }
    }

    /// One line of text, at most `max` characters, all readable.
    pub fn text(&mut self, field: &str, max: usize) -> Option<String> {
        self.parse(field, |typed| one_line(typed, max))
    }

    /// One line that may be empty.
    pub fn text_optional(&mut self, field: &str, max: usize) -> Option<String> {
        self.parse_optional(field, |typed| one_line(typed, max)).map(Option::unwrap_or_default)
    }

    /// Several lines that may be empty.
    pub fn lines_optional(&mut self, field: &str, max: usize) -> Option<String> {
        self.parse_optional(field, |typed| lines(typed, max)).map(Option::unwrap_or_default)
    }

    /// A whole number within a range.
    pub fn number(&mut self, field: &str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let most = *range.end();
        self.number_naming(field, range, most)
    }

    /// Like [`number`](Self::number), but the message names `most` as the maximum; that limit is enforced later.
    pub fn number_naming(&mut self, field: &str, range: std::ops::RangeInclusive<i64>, most: i64) -> Option<i64> {
        let min = *range.start();
        self.parse(field, |typed| {
            let number = whole_number(typed)?;
            if range.contains(&number) { Ok(number) } else { Err(Problem::OutOfRange { min, max: most.max(min) }) }
        })
    }

    /// Whether a checkbox is ticked.
    pub fn ticked(&self, field: &str) -> bool {
        self.form.has(field)
    }

    /// Notes what is wrong with a field.
    pub fn wrong<T>(&mut self, field: &str, problem: Problem) -> Option<T> {
        self.errors.push(FieldError { field: field.to_owned(), problem });
        None
    }

    /// Returns what was read, or everything that is wrong.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T> {
        if !self.errors.is_empty() {
            return Err(AppError::Invalid(self.errors));
        }
        build().ok_or(AppError::Internal)
    }
}

/// Parses a whole number, with or without separators of thousands.
pub fn whole_number(typed: &str) -> Result<i64, Problem> {
    ungrouped(typed).and_then(|digits| digits.parse().ok()).ok_or(Problem::NotANumber)
}

pub(super) fn one_line(typed: &str, max: usize) -> Result<String, Problem> {
    if typed.chars().any(is_unreadable) {
        return Err(Problem::Unreadable);
    }
    if typed.chars().count() > max { Err(Problem::TooLong { max: max as i64 }) } else { Ok(typed.to_owned()) }
}

pub(super) fn lines(typed: &str, max: usize) -> Result<String, Problem> {
    if typed.chars().any(|c| is_unreadable(c) && c != '\n') {
        return Err(Problem::Unreadable);
    }
    if typed.chars().count() > max { Err(Problem::TooLong { max: max as i64 }) } else { Ok(typed.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_reported_at_once() {
        let form = Form::parse("seats=eleven&name=%0D%0A&note=a%0Db".as_bytes());
        let mut f = form.reader();
        let (seats, name, note) = (f.number("seats", 1..=10), f.text("name", 5), f.text("note", 5));
        let kind = f.choose("kind", |typed| Ok::<_, Problem>(typed.to_owned()));
        let Err(AppError::Invalid(errors)) = f.finish(|| Some((seats?, name?, note?, kind?))) else {
            panic!("accepted")
        };
        let problems: Vec<_> = errors.iter().map(|error| error.problem).collect();
        assert_eq!(problems, [Problem::NotANumber, Problem::Empty, Problem::Unreadable, Problem::NotChosen]);
    }

    #[test]
    fn full_width_digits_are_accepted() {
        let form = Form::parse("points=１００&none=0&odd=1.5".as_bytes());
        let mut f = form.reader();
        assert_eq!((f.number("points", 1..=100), f.number_naming("none", 1..=1_000, 516)), (Some(100), None));
        let Err(AppError::Invalid(errors)) = f.finish(|| Some(())) else { panic!("accepted") };
        assert_eq!(errors[0].problem, Problem::OutOfRange { min: 1, max: 516 });
        assert_eq!(form.reader().number("odd", 1..=9), None);
    }

    #[test]
    fn length_is_counted_in_characters() {
        let form = Form::parse(format!("name={}", "张".repeat(5)).as_bytes());
        assert_eq!(form.reader().text("name", 5).as_deref(), Some("张张张张张"));
        assert_eq!(form.reader().text("name", 4), None);
    }
}
