//! Reads SQL out of Rust source: literals, `concat!`, and macros that make a literal of literals.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A complete SQL text.
#[derive(Clone, Debug)]
pub struct Statement {
    pub text: String,
    /// Whether it is an argument of `for_update!`.
    pub locks: bool,
}

#[derive(Default)]
pub struct Found {
    pub complete: Vec<Statement>,
    /// Texts that `format!` completes at run time.
    pub partial: Vec<String>,
}

/// The texts of all files, each with the file's path below `src`.
#[derive(Default)]
pub struct All {
    pub complete: Vec<(String, Statement)>,
    pub partial: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Text(String),
    Word(String),
    Sign(char),
}

/// An arm of a macro: the names of its arguments, and its body.
type Arm = (Vec<String>, Vec<Token>);
pub type Macros = HashMap<String, Vec<Arm>>;

/// Reads all source files except tests. Macro names are not unique: a macro of the same file takes precedence, then one
/// of the same folder.
pub fn all() -> All {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files: Vec<(String, String)> = files_below(&root).iter().map(|file| (name(&root, file), read(file))).collect();
    let mut everywhere = Macros::new();
    files.iter().for_each(|(_, text)| everywhere.extend(macros_of(text)));
    let mut all = All::default();
    for (file, text) in &files {
        let mut macros = everywhere.clone();
        let beside = |other: &str| Path::new(other).parent() == Path::new(file).parent();
        files.iter().filter(|(other, _)| beside(other)).for_each(|(_, text)| macros.extend(macros_of(text)));
        macros.extend(macros_of(text));
        let found = statements_of(text, &macros);
        all.complete.extend(found.complete.into_iter().map(|statement| (file.clone(), statement)));
        all.partial.extend(found.partial.into_iter().map(|text| (file.clone(), text)));
    }
    all
}

fn name(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

fn read(file: &Path) -> String {
    let text = std::fs::read_to_string(file).expect("source is read");
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let stem = entry.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match entry.is_dir() {
            _ if ["tests", "testing", "killing", "parity", "frozen"].contains(&stem.as_str()) => {}
            true => files.extend(files_below(&entry)),
            false => files.extend(entry.extension().is_some_and(|end| end == "rs").then_some(entry)),
        }
    }
    files
}

pub fn macros_of(text: &str) -> Macros {
    let tokens = tokens_of(text);
    let mut macros = Macros::new();
    for at in 0..tokens.len() {
        if word(&tokens, at) == Some("macro_rules")
            && let Some(Token::Word(name)) = tokens.get(at + 2)
        {
            macros.insert(name.clone(), arms_of(group(&tokens, at + 3)));
        }
    }
    macros
}

/// `($a:literal, …) => { body }; …`; arms that take types or tokens produce no texts.
fn arms_of(mut rest: &[Token]) -> Vec<Arm> {
    let mut arms = Vec::new();
    while !rest.is_empty() {
        let pattern = group(rest, 0);
        let body_at = pattern.len() + 2 + 2;
        let body = group(rest, body_at);
        let names = pattern.iter().enumerate().filter(|(at, _)| *at > 0 && pattern[at - 1] == Token::Sign('$'));
        let names =
            names.filter_map(|(_, token)| if let Token::Word(name) = token { Some(name.clone()) } else { None });
        let simple = ["literal", "ident", "expr"].map(|kind| Token::Word(kind.to_owned()));
        let mut kinds = pattern.iter().enumerate().filter(|(at, _)| *at > 0 && pattern[at - 1] == Token::Sign(':'));
        if kinds.all(|(_, kind)| simple.contains(kind)) {
            arms.push((names.collect(), body.to_vec()));
        }
        rest = rest.get(body_at + body.len() + 2..).unwrap_or_default();
        rest = rest.strip_prefix(&[Token::Sign(';')]).unwrap_or(rest);
    }
    arms
}

pub fn statements_of(text: &str, macros: &Macros) -> Found {
    let mut found = Found::default();
    walk(&tokens_of(text), macros, "", &mut found);
    found
}

/// Macros that run a statement: their arguments are searched, not their expansion.
const RUNNING: [&str; 4] = ["sql", "for_update", "together", "tr"];

fn walk(tokens: &[Token], macros: &Macros, inside: &str, found: &mut Found) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some(name) = called(tokens, at) {
            let arguments = group(tokens, at + 2);
            let whole = &tokens[at..at + 4 + arguments.len()];
            match value(whole, macros) {
                _ if name == "macro_rules" => {
                    at += 1;
                    let body = group(tokens, at + 2);
                    at += body.len() + 4;
                    continue;
                }
                Some(text) => found.complete.extend(statement(&text, inside)),
                None => match expanded(whole, macros).filter(|_| !RUNNING.contains(&name)) {
                    Some(body) => walk(&body, macros, inside, found),
                    None => walk(arguments, macros, name, found),
                },
            }
            at += whole.len();
            continue;
        }
        if let Token::Text(text) = &tokens[at] {
            match statement(text, inside) {
                Some(statement) if inside == "format" => found.partial.push(statement.text),
                Some(statement) => found.complete.push(statement),
                None => {}
            }
        }
        at += 1;
    }
}

fn statement(text: &str, inside: &str) -> Option<Statement> {
    let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
    let is_sql = verbs.iter().any(|verb| text.starts_with(verb));
    is_sql.then(|| Statement { text: text.to_owned(), locks: inside == "for_update" })
}

/// Evaluates an expression that is a text composed of texts.
fn value(tokens: &[Token], macros: &Macros) -> Option<String> {
    match tokens {
        [Token::Text(text)] => Some(text.clone()),
        _ => {
            let name = called(tokens, 0)?;
            let arguments = split(group(tokens, 2));
            if name == "concat" {
                return arguments.iter().map(|part| value(part, macros)).collect();
            }
            value(&expanded(tokens, macros)?, macros)
        }
    }
}

/// Expands a macro of this crate.
fn expanded(tokens: &[Token], macros: &Macros) -> Option<Vec<Token>> {
    let arguments = split(group(tokens, 2));
    let arms = macros.get(called(tokens, 0)?)?;
    let (names, body) = arms.iter().find(|(names, _)| names.len() == arguments.len())?;
    Some(filled(body, names, &arguments))
}

fn filled(body: &[Token], names: &[String], arguments: &[&[Token]]) -> Vec<Token> {
    let mut filled = Vec::new();
    let mut at = 0;
    while at < body.len() {
        let named = (body[at] == Token::Sign('$')).then(|| word(body, at + 1)).flatten();
        match named.and_then(|name| names.iter().position(|known| known == name)) {
            Some(argument) => {
                filled.extend_from_slice(arguments[argument]);
                at += 2;
            }
            None => {
                filled.push(body[at].clone());
                at += 1;
            }
        }
    }
    filled
}

/// The name of the macro that is called here, without its path.
fn called(tokens: &[Token], at: usize) -> Option<&str> {
    let opens = |token: &Token| matches!(token, Token::Sign('(' | '[' | '{'));
    let is_call = tokens.get(at + 1) == Some(&Token::Sign('!')) && tokens.get(at + 2).is_some_and(opens);
    let defines = word(tokens, at) == Some("macro_rules");
    if is_call || defines { word(tokens, at) } else { None }
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    if let Some(Token::Word(word)) = tokens.get(at) { Some(word) } else { None }
}

/// The tokens between a bracket and the one that closes it.
fn group(tokens: &[Token], at: usize) -> &[Token] {
    let mut depth = 0;
    for (length, token) in tokens.get(at..).unwrap_or_default().iter().enumerate() {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return tokens.get(at + 1..at + length).unwrap_or_default();
        }
    }
    &[]
}

/// Splits arguments at the commas or equals signs between them.
fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0;
    let parts = tokens.split(|token| {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(token, Token::Sign(',' | '='))
    });
    parts.filter(|part| !part.is_empty()).collect()
}

fn tokens_of(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        rest = if rest.starts_with("//") {
            rest.find('\n').map_or("", |end| &rest[end..])
        } else if let Some((text, after)) = raw_text(rest).or_else(|| plain_text(rest)) {
            tokens.push(Token::Text(text));
            after
        } else if let Some(after) = character(rest) {
            after
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            &rest[end..]
        } else {
            tokens.extend((!first.is_whitespace()).then_some(Token::Sign(first)));
            &rest[first.len_utf8()..]
        };
    }
    tokens
}

/// `'x'`, `'\n'`, `'\u{2028}'`; not a lifetime.
fn character(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('\'')?;
    let after = match inner.strip_prefix('\\') {
        Some(escaped) => &escaped[escaped.chars().next()?.len_utf8()..],
        None => &inner[inner.chars().next()?.len_utf8()..],
    };
    let end = after.find('\'').filter(|end| *end == 0 || after.starts_with('{'))?;
    Some(&after[end + 1..])
}

fn raw_text(text: &str) -> Option<(String, &str)> {
    let after = text.strip_prefix('r')?;
    let inner = after.trim_start_matches('#');
    let end = format!("\"{}", "#".repeat(after.len() - inner.len()));
    let (text, rest) = inner.strip_prefix('"')?.split_once(&end)?;
    Some((text.to_owned(), rest))
}

/// Resolves the escapes of a literal; after a backslash at the end of a line, leading white space is skipped.
fn plain_text(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut value = String::new();
    loop {
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => return Some((value, rest)),
            '\\' => {
                let escaped = rest.chars().next()?;
                rest = &rest[escaped.len_utf8()..];
                match escaped {
                    '\n' => rest = rest.trim_start(),
                    'n' => value.push('\n'),
                    'u' => rest = rest.split_once('}')?.1,
                    other => value.push(other),
                }
            }
            other => value.push(other),
        }
    }
}
