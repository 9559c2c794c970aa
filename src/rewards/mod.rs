//! The catalogue and redemptions.

pub mod code;
