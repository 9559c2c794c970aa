//! Pictures that staff upload. An upload is decoded and encoded again, so that nothing else in the file is served: no
//! metadata, no markup, no appended file. Pictures are stored in the database under the hash of the encoded file, so
//! that several machines share them and browsers may cache them forever.

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

/// Whether this has the form of an uploaded picture's address.
pub fn is_address(address: &str) -> bool {
    hash_of(address).is_some()
}

fn hash_of(address: &str) -> Option<&str> {
    let hash = address.strip_prefix("/pictures/")?.strip_suffix(".jpg")?;
    let right = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    right.then_some(hash)
}
