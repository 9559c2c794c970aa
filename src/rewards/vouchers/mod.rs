//! Voucher codes: where they come from, how they are stored, and who sees them.
//!
//! A code is in clear only in transit: in an imported file, on its owner's page, in a dealer's form, and once in the
//! list of a generated batch, before it is stock. Stored are a keyed hash for lookups, the sealed code for its owner's
//! page, and four characters for staff. A code belongs to at most one redemption, and stays with it.

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
