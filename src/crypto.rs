//! Encryption of voucher codes: a keyed hash to look them up, an authenticated cipher to read them. Without the secret,
//! the database reveals nothing about a code but its last four characters.

use crate::values::RewardId;
use crate::values::code::parse_voucher;
use crate::values::fold::compact;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};

const NONCE: usize = 24;

/// Two keys derived from one secret: one to look up voucher codes, one to seal them.
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

    /// Parses the setting: 64 hexadecimal digits.
    pub fn parse(setting: &str) -> Option<Self> {
        let mut secret = [0; 32];
        hex::decode_to_slice(setting.trim(), &mut secret).ok()?;
        Some(Self::new(&secret))
    }

    /// The fixed keys of demo data, whose codes are not secret.
    pub fn demo() -> Self {
        Self::new(b"the demo's codes are no secrets!")
    }

    /// Identifies the key without revealing anything about it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The keyed hash by which a code is found, however it is typed: ignores case, spaces and dashes, and the
    /// look-alike characters in our own codes.
    pub fn lookup(&self, code: &str) -> String {
        let own = parse_voucher(code);
        let plain = compact(own.as_deref().unwrap_or(code), &[]).to_uppercase();
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&self.lookup.into());
        mac.update(plain.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    /// Seals a code for a reward. `rng` must be cryptographically secure. Fails only for absurdly long codes.
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

    /// Opens a sealed code; `None` if it was sealed with another key, for another reward or another lookup.
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
