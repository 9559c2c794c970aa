//! Codes of vouchers: where they come from, how they are kept, who sees them.
//!
//! A code is in clear only on its way: into a file's check, onto its owner's page, out of a dealer's form, and once in the
//! list of a batch that the portal made, before it is stock. What is stored is a keyed hash to look it up, the sealed code
//! to show it to its owner, and four characters for staff. A code belongs to one redemption at most, and stays with it.

pub mod batches;
mod check_page;
mod checks;
mod codes_components;
mod codes_page;
mod failed_attempts;
pub mod files;
mod functions;
pub mod generation;
mod handover;
pub mod ops;
mod store;
#[cfg(test)]
mod tests;
pub mod verify;

pub use check_page::{checked, page as check_page};
pub use checks::{Check, UseVoucher};
pub use codes_page::page as codes;
pub use failed_attempts::page as failed_attempts;
pub use functions::{AcceptBatch, DiscardBatch, DownloadCodes, MakeCodes, UploadCodes};
pub use store::{agree_on_key, is_key_known};
