//! The secret without which stored codes are nothing.

use crate::config::Config;
use crate::rewards::code::parse_voucher;
use crate::values::RewardId;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const NONCE: usize = 24;

/// Two keys from one secret: one to look codes up, one to seal them.
#[derive(Clone)]
pub struct Keys {
    lookup: [u8; 64],
    seal: [u8; 32],
    fingerprint: String,
}

/// A code as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub lookup: String,
    pub sealed: String,
    pub last_four: String,
}

impl Keys {
    pub fn new(secret: &[u8; 32]) -> Self {
        let part = |name: &str| Sha256::digest([name.as_bytes(), secret].concat());
        let mut lookup = [0; 64];
        lookup[..32].copy_from_slice(&part("club-portal voucher lookup 1"));
        lookup[32..].copy_from_slice(&part("club-portal voucher lookup 2"));
        let fingerprint = hex::encode(&part("club-portal voucher fingerprint")[..16]);
        Self { lookup, seal: part("club-portal voucher seal").into(), fingerprint }
    }

    /// From a setting: 64 hexadecimal digits.
    pub fn parse(setting: &str) -> Option<Self> {
        let mut secret = [0; 32];
        hex::decode_to_slice(setting.trim(), &mut secret).ok()?;
        Some(Self::new(&secret))
    }

    /// The demo's codes are no secrets.
    pub fn demo() -> Self {
        Self::new(b"the demo's codes are no secrets!")
    }

    /// As the settings say; where they say nothing, codes cannot be opened by anybody later.
    pub fn of(config: &Config) -> Self {
        match Self::parse(&config.voucher_key) {
            Some(keys) => keys,
            None if config.demo => Self::demo(),
            None => Self::new(&rand::random()),
        }
    }

    /// Says which key it is, and nothing about it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What a code is found by, however it is typed: case, spaces and dashes do not matter, nor do the look-alikes in
    /// codes of our own.
    pub fn lookup(&self, code: &str) -> String {
        let own = parse_voucher(code);
        let plain = own.as_deref().unwrap_or(code).chars().filter(|c| !c.is_whitespace() && *c != '-');
        let plain: String = plain.flat_map(char::to_uppercase).collect();
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&self.lookup.into());
        mac.update(plain.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    /// Seals a code for a reward. Give it a cryptographic generator; `None` never happens to a code that fits in memory.
    pub fn seal(&self, rng: &mut (impl Rng + ?Sized), reward: RewardId, code: &str) -> Option<Sealed> {
        let lookup = self.lookup(code);
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let bound = bound_to(reward, &lookup);
        let payload = Payload { msg: code.as_bytes(), aad: bound.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).ok()?;
        let skipped = code.chars().count().saturating_sub(4);
        let last_four = code.chars().skip(skipped).collect();
        Some(Sealed { lookup, sealed: hex::encode([nonce.as_slice(), &sealed].concat()), last_four })
    }

    /// The code in clear; `None` if it was sealed with another key, for another reward or beside another lookup.
    pub fn open(&self, reward: RewardId, lookup: &str, sealed: &str) -> Option<String> {
        let bytes = hex::decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let bound = bound_to(reward, lookup);
        let payload = Payload { msg: sealed, aad: bound.as_bytes() };
        String::from_utf8(self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.seal))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.fingerprint)
    }
}

fn bound_to(reward: RewardId, lookup: &str) -> String {
    format!("{reward}:{lookup}")
}

/// The key that is there already, in the settings or in the file beside the database.
pub fn present(config: &Config) -> Option<Keys> {
    let text = std::fs::read_to_string(file(config));
    Keys::parse(&config.voucher_key).or_else(|| Keys::parse(&text.ok()?))
}

/// The secret as a setting: what is set, or what stands in the file beside the database, which is made when there is
/// none, for its owner's eyes only. A demo needs no file.
pub fn secret(config: &Config) -> Result<String, String> {
    if !config.voucher_key.is_empty() {
        return Ok(config.voucher_key.clone());
    }
    let path = file(config);
    let named = |error: std::io::Error| format!("voucher key {}: {error}", path.display());
    match std::fs::read_to_string(&path) {
        Ok(text) if Keys::parse(&text).is_some() => Ok(text.trim().to_owned()),
        Ok(_) => Err(format!("voucher key {}: not 64 hexadecimal digits", path.display())),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(named(error)),
        Err(_) if config.demo => Ok(String::new()),
        Err(_) => make(&path).map_err(named),
    }
}

fn file(config: &Config) -> PathBuf {
    let beside = config.sqlite_file().and_then(Path::parent);
    beside.unwrap_or(Path::new("data")).join("voucher.key")
}

fn make(path: &Path) -> std::io::Result<String> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let secret = hex::encode(rand::random::<[u8; 32]>());
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{secret}")?;
    file.sync_all()?;
    tracing::info!(path = %path.display(), "made the voucher key: keep a copy of it apart from the database");
    Ok(secret)
}
