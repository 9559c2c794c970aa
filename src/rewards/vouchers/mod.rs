//! Codes of vouchers: where they come from, how they are kept, who sees them.
//!
//! A code is in clear only on its way: into a file's check, onto its owner's page, out of a dealer's form, and once in the
//! list of a batch that the portal made, before it is stock. What is stored is a keyed hash to look it up, the sealed code
//! to show it to its owner, and four characters for staff. A code belongs to one redemption at most, and stays with it.

pub mod batches;
mod codes_page;
mod codes_parts;
mod counter;
mod counter_page;
pub mod files;
mod functions;
mod handing;
pub mod making;
pub mod ops;
mod store;
#[cfg(test)]
mod tests;
mod tries;
pub mod verify;

pub use codes_page::page as codes;
pub use counter::{Check, UseIt};
pub use counter_page::{checked, page as counter};
pub use functions::{DownloadCodes, DropBatch, MakeCodes, TakeBatch, UploadCodes};
pub use store::{agree_on_key, is_key_known};
pub use tries::page as tries;
