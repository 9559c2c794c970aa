//! Pictures that staff upload. What arrives is read as pixels and written again by us, so nothing else that was in the
//! file comes out: no metadata, no markup, no second file behind the first. They are kept in the database, under the
//! hash of what is served, so that several machines share them and browsers may keep them for ever.

mod field;
mod prepare;
mod serve;
mod store;
#[cfg(test)]
mod tests;
mod uploads;

pub use field::PhotoField;
pub use serve::serve;
pub use store::delete_unused;
#[cfg(test)]
pub use store::find;
pub use uploads::{find_kept, may_show, receive};

/// Whether this is how the address of an uploaded picture looks.
pub fn is_address(address: &str) -> bool {
    hash_of(address).is_some()
}

fn hash_of(address: &str) -> Option<&str> {
    let hash = address.strip_prefix("/pictures/")?.strip_suffix(".jpg")?;
    let right = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    right.then_some(hash)
}
